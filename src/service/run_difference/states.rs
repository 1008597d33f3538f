use std::collections::BTreeMap;

use super::answer::{NamedRegion, Unexplained};
use crate::{
    decision::cause::{Cause, MixedState},
    domain::{
        id::RegionId,
        region::{Level, RegionProfile},
    },
    service::{App, Error},
    store::{PastSnapshot, Snapshot},
};

/// The documents behind two runs, and what mixes of them are.
pub(super) struct States {
    before: Snapshot,
    after: Snapshot,
    /// By [`Cause::ALL`]; weights are no documents.
    is_changed: [bool; Cause::ALL.len()],
}

/// The documents of a generation, or why they cannot be told.
pub(super) async fn documents_at(
    app: &App,
    generation: u64,
) -> Result<Result<Snapshot, Unexplained>, Error> {
    Ok(match app.store().snapshot_at(app.organisation(), generation).await? {
        PastSnapshot::Whole(snapshot) => Ok(*snapshot),
        PastSnapshot::Missing(because) => Err(Unexplained::MissingPast { generation, because }),
    })
}

impl States {
    pub(super) fn new(before: Snapshot, after: Snapshot) -> States {
        let mut states = States { before, after, is_changed: [false; Cause::ALL.len()] };
        let of_after = by_id(&states.after.regions);
        let pairs: Vec<(&RegionProfile, Option<&RegionProfile>)> = states
            .before
            .regions
            .iter()
            .map(|region| (region, of_after.get(&region.id).copied()))
            .collect();
        let both = || pairs.iter().filter_map(|(before, after)| Some((*before, (*after)?)));
        let is_changed = |cause| match cause {
            Cause::Weights => false,
            Cause::Candidates => {
                both().count() != pairs.len() || pairs.len() != states.after.regions.len()
            }
            Cause::Policies => both().any(|(before, after)| !before.has_policies_of(after)),
            Cause::Data => {
                states.before.projects != states.after.projects
                    || states.before.outcomes != states.after.outcomes
                    || states.before.commitments != states.after.commitments
                    || both().any(|(before, after)| !before.has_data_of(after))
            }
        };
        states.is_changed = Cause::ALL.map(is_changed);
        states
    }

    /// The mixed states with different documents; every mixed state has those of one of them.
    pub(super) fn distinct(&self) -> Vec<MixedState> {
        let mut distinct: Vec<MixedState> =
            MixedState::all().map(|state| self.documents_of(state)).collect();
        distinct.sort_unstable();
        distinct.dedup();
        distinct
    }

    /// The first mixed state that has the same documents.
    pub(super) fn documents_of(&self, state: MixedState) -> MixedState {
        state.of_changed(|cause| self.is_changed[cause as usize])
    }

    /// The documents of a mixed state.
    ///
    /// There are the regions of the one run or of the other; each has its figures and its rules of
    /// the one or of the other, as far as it was there then, and else those that it has.
    pub(super) fn mix(&self, state: MixedState) -> Snapshot {
        let side = |cause| if state.is_after(cause) { &self.after } else { &self.before };
        let [candidates, data, policies] =
            [side(Cause::Candidates), side(Cause::Data), side(Cause::Policies)];
        let (data_of, policies_of) = (by_id(&data.regions), by_id(&policies.regions));
        let region = |own: &RegionProfile| {
            let figures = data_of.get(&own.id).copied().unwrap_or(own);
            let rules = policies_of.get(&own.id).copied().unwrap_or(own);
            figures.under_policies_of(rules)
        };
        Snapshot {
            generation: candidates.generation,
            mark: String::new(),
            regions: candidates.regions.iter().map(region).collect(),
            projects: data.projects.clone(),
            outcomes: data.outcomes.clone(),
            commitments: data.commitments.clone(),
            damaged: Vec::new(),
        }
    }

    /// The regions of some levels that stand after and not before.
    pub(super) fn new_regions(&self, levels: &[Level]) -> Vec<NamedRegion> {
        without(&self.after.regions, &self.before.regions, levels)
    }

    /// The regions of some levels that stand before and not after.
    pub(super) fn gone_regions(&self, levels: &[Level]) -> Vec<NamedRegion> {
        without(&self.before.regions, &self.after.regions, levels)
    }
}

fn by_id(regions: &[RegionProfile]) -> BTreeMap<&RegionId, &RegionProfile> {
    regions.iter().map(|region| (&region.id, region)).collect()
}

fn without(
    regions: &[RegionProfile],
    others: &[RegionProfile],
    levels: &[Level],
) -> Vec<NamedRegion> {
    let others = by_id(others);
    let is_of_levels = |region: &&RegionProfile| levels.iter().any(|l| region.levels.contains(l));
    let alone = regions.iter().filter(|region| !others.contains_key(&region.id));
    let alone = alone.filter(is_of_levels);
    alone.map(|region| NamedRegion { id: region.id.clone(), name: region.name.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::text::Text;

    fn region(id: &str, wage: u32, excluded: &str) -> RegionProfile {
        let figure = json!({"value": wage, "unit": "CNY/year", "period": "2020"});
        let list = json!([{"system": "gbt4754", "code": excluded}]);
        serde_json::from_value(json!({
            "schema": 1, "id": id, "parent": "CN", "levels": ["park"], "name": {"en": id},
            "labour": {"average_wage": figure}, "environment": {"negative_list": list},
        }))
        .unwrap()
    }

    fn snapshot(generation: u64, regions: Vec<RegionProfile>) -> Snapshot {
        Snapshot {
            generation,
            mark: String::new(),
            regions,
            projects: Vec::new(),
            outcomes: Vec::new(),
            commitments: Vec::new(),
            damaged: Vec::new(),
        }
    }

    #[test]
    fn a_mix_has_the_regions_of_one_run_and_the_figures_and_rules_of_another() {
        let before = vec![region("CN-1", 1, "26"), region("CN-2", 1, "26")];
        let after = vec![region("CN-2", 2, "27"), region("CN-3", 2, "27")];
        let states = States::new(snapshot(1, before), snapshot(2, after));
        assert_eq!(states.distinct().len(), 8);
        for state in MixedState::all() {
            let of_two = |cause, [old, new]: [&'static str; 2]| {
                if state.is_after(cause) { new } else { old }
            };
            let two = region(
                "CN-2",
                if state.is_after(Cause::Data) { 2 } else { 1 },
                of_two(Cause::Policies, ["26", "27"]),
            );
            // Who was there on one side alone has what it had there.
            let expected = match of_two(Cause::Candidates, ["before", "after"]) {
                "before" => vec![region("CN-1", 1, "26"), two],
                _ => vec![two, region("CN-3", 2, "27")],
            };
            assert_eq!(states.mix(state).regions, expected, "{state:?}");
        }
        let named = |id: &str| NamedRegion {
            id: RegionId::parse(id).unwrap(),
            name: Text { zh: None, en: Some(id.to_owned()) },
        };
        assert_eq!(states.new_regions(&[Level::Park]), [named("CN-3")]);
        assert_eq!(states.gone_regions(&[Level::Park]), [named("CN-1")]);
        assert_eq!(states.gone_regions(&[Level::County]), []);
    }

    #[test]
    fn what_did_not_change_is_derived_once() {
        let one = || vec![region("CN-1", 1, "26")];
        let cases = [
            (one(), 1),
            (vec![region("CN-1", 2, "26")], 2), // figures
            (vec![region("CN-1", 1, "27")], 2), // rules
            (vec![region("CN-1", 1, "26"), region("CN-2", 1, "26")], 2), // regions
            (vec![region("CN-1", 2, "27")], 4),
        ];
        for (after, expected) in cases {
            let states = States::new(snapshot(1, one()), snapshot(2, after));
            let distinct = states.distinct();
            assert_eq!(distinct.len(), expected);
            assert_eq!(distinct[0], MixedState::BEFORE);
        }
    }
}
