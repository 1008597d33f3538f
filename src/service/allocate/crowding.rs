use std::collections::BTreeMap;

use super::{
    market::{Applicant, Market},
    project_allocation::{AssignedProject, RegionLoad, SpreadChoice},
};
use crate::{
    allocation::congestion::{Wins, utilisation},
    domain::{
        id::{ProjectId, RegionId},
        region::Level,
    },
    scoring::atlas::Atlas,
};

/// Gives every project with a region its choices in an order by which no region is the first of more
/// projects than it takes.
pub(super) fn spread(
    applicants: &[Applicant<'_>],
    market: &Market,
    loads: &[RegionLoad],
    assigned: &mut [AssignedProject],
) {
    let loads: BTreeMap<&RegionId, &RegionLoad> =
        loads.iter().map(|load| (&load.region.id, load)).collect();
    let by_project: BTreeMap<&ProjectId, &Applicant<'_>> =
        applicants.iter().map(|applicant| (&applicant.project.id, applicant)).collect();
    for one in assigned {
        let choices = by_project.get(&one.project).and_then(|it| it.choices.as_ref());
        let mut choices: Vec<SpreadChoice> = choices
            .into_iter()
            .flatten()
            .zip(1..)
            .map(|(choice, number)| {
                let capacity = market.capacity_of(&choice.region);
                let load = loads.get(&choice.region);
                // Whom nobody wants first and nobody gets has no load, and all of its places.
                let unwanted = utilisation(0, u32::try_from(capacity).unwrap_or(u32::MAX));
                SpreadChoice {
                    region: choice.region.clone(),
                    choice: number,
                    project_points: choice.project_points,
                    crowding: load.map_or_else(|| unwanted.map(|_| 1.0), |load| load.crowding),
                    has_room: load.map_or(0, |load| load.assigned) < capacity,
                }
            })
            .collect();
        // Stable, so that each part stays in the order of the project's own ranking.
        choices.sort_by_key(|choice| (choice.choice != one.choice, !choice.has_room));
        one.spread = choices;
    }
}

/// Tells of every region where the projects that it gets come from, and of all together.
///
/// A project comes from a competitor if its host city is, holds or lies in a region that a project
/// would have first or gets, other than the one that it goes to; else from the core. One that stays in
/// its city is no win.
pub(super) fn wins(
    atlas: &Atlas,
    applicants: &[Applicant<'_>],
    assigned: &[AssignedProject],
    loads: &mut [RegionLoad],
) -> Wins {
    let competitors: Vec<usize> =
        loads.iter().filter_map(|load| atlas.find(&load.region.id)).collect();
    // How many of them lie within each place, itself included.
    let mut within = vec![0_usize; atlas.len()];
    let mut competes = vec![false; atlas.len()];
    for &competitor in &competitors {
        competes[competitor] = true;
        atlas.lineage(competitor).for_each(|above| within[above] += 1);
    }
    let hosts: BTreeMap<&ProjectId, usize> = applicants
        .iter()
        .filter_map(|one| {
            let host = atlas.find(one.project.host_city.as_ref()?)?;
            Some((&one.project.id, atlas.at_or_above(host, Level::Prefecture).unwrap_or(host)))
        })
        .collect();
    let mut by_region: BTreeMap<&RegionId, Wins> = BTreeMap::new();
    for one in assigned {
        let (Some(&city), Some(home)) = (hosts.get(&one.project), atlas.find(&one.region.id))
        else {
            continue;
        };
        if atlas.is_within(home, city) {
            continue;
        }
        let is_above = |place: usize| place != home && competes[place];
        let from_competitor = 0 < within[city] || atlas.lineage(city).any(is_above);
        let win = if from_competitor {
            Wins { from_competitors: 1, from_core: 0 }
        } else {
            Wins { from_competitors: 0, from_core: 1 }
        };
        let wins = by_region.entry(&one.region.id).or_default();
        *wins = wins.plus(win);
    }
    for load in loads {
        load.wins = by_region.get(&load.region.id).copied().unwrap_or_default();
    }
    by_region.into_values().fold(Wins::default(), Wins::plus)
}
