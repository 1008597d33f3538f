use std::collections::{BTreeMap, BTreeSet};

use super::project_allocation::{AssignedProject, ProjectAllocationQuestion, RegionLoad};
use crate::{
    allocation::{
        Instance, Matching, Owner, Place,
        congestion::{CongestionRules, Wins, utilisation},
    },
    domain::{id::RegionId, matching::Points, project::ProjectProfile},
    service::rank_regions::RegionSummary,
};

/// A region that a project applies to.
pub(super) struct Choice {
    pub(super) region: RegionId,
    /// The published parcels that fit, as park and identifier, the smallest first.
    pub(super) parcels: Vec<(RegionId, String)>,
    pub(super) project_points: Points,
    pub(super) region_points: Points,
}

/// A project and its choices, the best first; `None` if it cannot be resolved.
pub(super) struct Applicant<'a> {
    pub(super) project: &'a ProjectProfile,
    pub(super) choices: Option<Vec<Choice>>,
}

/// Regions with their places, by position.
pub(super) struct Market {
    regions: Vec<RegionId>,
    capacities: Vec<usize>,
    /// Published parcels, then one place of each region for land that is not published.
    places: Vec<Place>,
    parcel_of: Vec<Option<String>>,
    place_of_parcel: BTreeMap<(RegionId, String), usize>,
    place_of_region: BTreeMap<RegionId, usize>,
}

impl Market {
    pub(super) fn new(
        applicants: &[Applicant<'_>],
        question: &ProjectAllocationQuestion,
    ) -> Market {
        let choices = || applicants.iter().flat_map(|one| one.choices.iter().flatten());
        let known: BTreeSet<&RegionId> = choices().map(|choice| &choice.region).collect();
        let regions: Vec<RegionId> = known.into_iter().cloned().collect();
        let capacity = |id| question.capacities.get(id).copied().unwrap_or(question.capacity);
        let capacities: Vec<usize> = regions.iter().map(capacity).collect();
        let mut market = Market {
            place_of_region: BTreeMap::new(),
            place_of_parcel: BTreeMap::new(),
            places: Vec::new(),
            parcel_of: Vec::new(),
            regions,
            capacities,
        };
        for choice in choices() {
            let owner = market.owner(&choice.region);
            for parcel in &choice.parcels {
                let next = market.places.len();
                if *market.place_of_parcel.entry(parcel.clone()).or_insert(next) == next {
                    market.places.push(Place { owner, capacity: 1 });
                    market.parcel_of.push(Some(format!("{}/{}", parcel.0, parcel.1)));
                }
            }
        }
        for (owner, region) in market.regions.iter().enumerate() {
            market.place_of_region.insert(region.clone(), market.places.len());
            market.places.push(Place { owner, capacity: market.capacities[owner] });
            market.parcel_of.push(None);
        }
        market
    }

    fn owner(&self, region: &RegionId) -> usize {
        self.regions.binary_search(region).unwrap_or_else(|_| unreachable!("it is a choice"))
    }

    /// How many projects a region takes that is a choice.
    pub(super) fn capacity_of(&self, region: &RegionId) -> usize {
        self.capacities[self.owner(region)]
    }

    pub(super) fn region_of(&self, place: usize) -> &RegionId {
        &self.regions[self.places[place].owner]
    }

    /// Lists and rankings by position. A region orders its applicants by its score, then by theirs,
    /// then by identifier.
    pub(super) fn instance(&self, applicants: &[Applicant<'_>]) -> Instance {
        let mut rankings = vec![Vec::new(); self.regions.len()];
        let mut lists = Vec::with_capacity(applicants.len());
        for (at, applicant) in applicants.iter().enumerate() {
            let mut list = Vec::new();
            for choice in applicant.choices.iter().flatten() {
                list.extend(choice.parcels.iter().map(|parcel| self.place_of_parcel[parcel]));
                list.push(self.place_of_region[&choice.region]);
                rankings[self.owner(&choice.region)]
                    .push((std::cmp::Reverse((choice.region_points, choice.project_points)), at));
            }
            lists.push(list);
        }
        let owners = rankings.into_iter().zip(&self.capacities).map(|(mut ranking, &capacity)| {
            ranking.sort_unstable();
            Owner { capacity, ranking: ranking.into_iter().map(|(_, at)| at).collect() }
        });
        let instance = Instance::new(&lists, self.places.clone(), owners.collect());
        instance.unwrap_or_else(|error| unreachable!("positions are of our own making: {error}"))
    }

    pub(super) fn assigned(
        &self,
        applicants: &[Applicant<'_>],
        matching: &Matching,
        summary: impl Fn(&RegionId) -> RegionSummary,
    ) -> Vec<AssignedProject> {
        let pairs = applicants.iter().zip(&matching.place_of);
        pairs
            .filter_map(|(applicant, place)| {
                let (place, choices) = ((*place)?, applicant.choices.as_ref()?);
                let region = self.region_of(place);
                let at = choices.iter().position(|choice| choice.region == *region)?;
                Some(AssignedProject {
                    project: applicant.project.id.clone(),
                    name: applicant.project.name.clone(),
                    region: summary(region),
                    parcel: self.parcel_of[place].clone(),
                    choice: at + 1,
                    project_points: choices[at].project_points,
                    region_points: choices[at].region_points,
                    points_given_up: choices[0].project_points - choices[at].project_points,
                    spread: Vec::new(),
                })
            })
            .collect()
    }

    pub(super) fn loads(
        &self,
        applicants: &[Applicant<'_>],
        matching: &Matching,
        rules: CongestionRules,
        summary: impl Fn(&RegionId) -> RegionSummary,
    ) -> Vec<RegionLoad> {
        let mut wanted = vec![0; self.regions.len()];
        for first in applicants.iter().filter_map(|one| one.choices.as_ref()?.first()) {
            wanted[self.owner(&first.region)] += 1;
        }
        let mut taken = vec![0; self.regions.len()];
        for place in matching.place_of.iter().flatten() {
            taken[self.places[*place].owner] += 1;
        }
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let mut loads: Vec<RegionLoad> = (0..self.regions.len())
            .filter(|&at| 0 < wanted[at] + taken[at])
            .map(|at| {
                let utilisation = utilisation(count(wanted[at]), count(self.capacities[at]));
                RegionLoad {
                    region: summary(&self.regions[at]),
                    wanted: wanted[at],
                    capacity: self.capacities[at],
                    assigned: taken[at],
                    utilisation,
                    crowding: utilisation.map(|utilisation| rules.factor(utilisation)),
                    wins: Wins::default(),
                }
            })
            .collect();
        // Stable, so that equals stay in the order of their identifiers.
        loads.sort_by_key(|load| std::cmp::Reverse((load.wanted, load.assigned)));
        loads
    }
}
