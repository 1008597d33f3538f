use jiff::civil::Date;

use super::{
    commitment::{PromiseCheck, Substance, check, later, substance},
    history::{ProjectHistory, histories, whole_months},
    rate::{FollowUp, Proportion, SurvivalStep, kaplan_meier, median_months},
};
use crate::domain::{
    commitment::Commitment,
    id::CommitmentId,
    outcome::{LandingRules, OutcomeEvent, OutcomeStage},
};

/// What became of the projects of an enclave or region, as far as it was recorded by a day.
#[derive(Debug, Clone, PartialEq)]
pub struct LandingRecord {
    /// How many projects came how far.
    pub funnel: Funnel,
    /// How many landed of those that could.
    pub landings: LandingCount,
    /// How long it took them.
    pub time: LandingTime,
    /// Who stayed when the support ended.
    pub retention: Retention,
    /// What was promised, and whether it is kept.
    pub commitments: Vec<CommitmentRecord>,
    /// Projects bound to the home region that show nothing there, or of which nothing is known.
    pub flags: Vec<SubstanceFlag>,
}

/// Projects that are meant to produce, by how far they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funnel {
    /// For each stage on the way, how many came to it or past it.
    pub reached: Vec<(OutcomeStage, u32)>,
    /// How many left for whatever reason and did not come back.
    pub withdrawn: u32,
    /// How many left when the support ended.
    pub left_after_subsidy: u32,
}

/// How many landed of the projects that are meant to produce and were admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LandingCount {
    /// Those that broke ground or began to produce, of all that were admitted: also those still
    /// incubating, and those that left.
    pub landings: Proportion,
    /// Of those that did not land, how many may still.
    pub on_the_way: u32,
    /// Of those that did not land, how many left.
    pub gone: u32,
    /// Left out: no production is meant, as for a fund.
    pub other_purpose: u32,
    /// Left out: they only enquired, or nothing but their leaving is recorded.
    pub not_admitted: u32,
    /// Left out: their plant stood at home before they were admitted.
    pub stood_before: u32,
}

/// How long projects took from admission to landing.
#[derive(Debug, Clone, PartialEq)]
pub struct LandingTime {
    /// The share not yet landed, by month.
    pub steps: Vec<SurvivalStep>,
    /// Months after which half have landed; `None` while fewer have.
    pub median_months: Option<u32>,
    /// Projects followed.
    pub followed: u32,
    /// Of these, followed up to their leaving or to the day, without landing.
    pub censored: u32,
    /// Left out of those that count for the landing rate: the day of admission is not recorded.
    pub undated: u32,
}

/// Projects that are still there some months after their last subsidy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Retention {
    /// Months after the last subsidy at which it is asked.
    pub months: u32,
    /// Those of whom no leaving is recorded by then, of all that were there to the end.
    pub present: Proportion,
    /// Left out: so many months have not passed yet.
    pub not_yet: u32,
    /// Left out: they had left before their subsidy ended.
    pub left_before: u32,
    /// Left out: the end of their subsidy is not recorded, or they had none.
    pub end_unknown: u32,
}

/// A commitment and how its promises stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitmentRecord {
    /// The commitment.
    pub id: CommitmentId,
    /// The project's identifier or name.
    pub project: String,
    /// Its promises in the order of the document.
    pub promises: Vec<PromiseCheck>,
}

/// A project that is bound to the home region and does not show that it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubstanceFlag {
    /// The project's identifier or name.
    pub project: String,
    /// The day on which it bound itself.
    pub registered: Date,
    /// Never [`Substance::Present`] or [`Substance::TooEarly`].
    pub substance: Substance,
}

/// Draws up the record of the projects of `events` and `commitments` as it stood on `day`.
///
/// A commitment counts from the day on which it was agreed.
pub fn landing_record<'a>(
    events: impl IntoIterator<Item = &'a OutcomeEvent>,
    commitments: impl IntoIterator<Item = &'a Commitment>,
    rules: &LandingRules,
    day: Date,
) -> LandingRecord {
    let projects = histories(events, day);
    let agreed = commitments.into_iter().filter(|commitment| commitment.agreed <= day);
    let commitments = agreed.map(|commitment| {
        let party = commitment.party();
        let history = projects.iter().find(|history| history.party == party);
        CommitmentRecord {
            id: commitment.id.clone(),
            project: party.as_str().to_owned(),
            promises: check(commitment, history, rules, day),
        }
    });
    LandingRecord {
        commitments: commitments.collect(),
        funnel: funnel(&projects),
        landings: landing_count(&projects),
        time: landing_time(&projects, day),
        retention: retention(&projects, rules, day),
        flags: projects.iter().filter_map(|history| flag(history, rules, day)).collect(),
    }
}

/// Why a project does not count for the landing rate.
enum LeftOut {
    OtherPurpose,
    NotAdmitted,
    StoodBefore,
}

fn left_out(history: &ProjectHistory<'_>) -> Option<LeftOut> {
    if !history.is_for_production() {
        Some(LeftOut::OtherPurpose)
    } else if !history.reached(OutcomeStage::Admitted) {
        Some(LeftOut::NotAdmitted)
    } else {
        history.stood_before().then_some(LeftOut::StoodBefore)
    }
}

/// How many landed of `projects`; what each count leaves out is counted too.
pub fn landing_count(projects: &[ProjectHistory<'_>]) -> LandingCount {
    let mut count = LandingCount::default();
    for history in projects {
        match left_out(history) {
            Some(LeftOut::OtherPurpose) => count.other_purpose += 1,
            Some(LeftOut::NotAdmitted) => count.not_admitted += 1,
            Some(LeftOut::StoodBefore) => count.stood_before += 1,
            None => {
                count.landings.whole += 1;
                if history.landed().is_some() {
                    count.landings.part += 1;
                } else if history.left().is_some() {
                    count.gone += 1;
                } else {
                    count.on_the_way += 1;
                }
            }
        }
    }
    count
}

fn funnel(projects: &[ProjectHistory<'_>]) -> Funnel {
    let producing: Vec<&ProjectHistory<'_>> =
        projects.iter().filter(|history| history.is_for_production()).collect();
    let count = |counts: &dyn Fn(&ProjectHistory<'_>) -> bool| {
        let counted = producing.iter().filter(|history| counts(history)).count();
        u32::try_from(counted).unwrap_or(u32::MAX)
    };
    let left_by = |stage: OutcomeStage| {
        count(&|history| history.left().is_some() && history.first(stage).is_some())
    };
    let stages = OutcomeStage::ALL.into_iter().filter(|stage| !stage.is_exit());
    Funnel {
        reached: stages.map(|stage| (stage, count(&|history| history.reached(stage)))).collect(),
        withdrawn: left_by(OutcomeStage::Withdrawn),
        left_after_subsidy: left_by(OutcomeStage::LeftAfterSubsidy),
    }
}

fn landing_time(projects: &[ProjectHistory<'_>], day: Date) -> LandingTime {
    let mut undated = 0;
    let mut followed = Vec::new();
    for history in projects.iter().filter(|history| left_out(history).is_none()) {
        let Some(admitted) = history.first(OutcomeStage::Admitted) else {
            undated += 1;
            continue;
        };
        let until = history.landed().or_else(|| history.left()).unwrap_or(day);
        let landed = history.landed().is_some();
        followed.push(FollowUp { months: whole_months(admitted, until), landed });
    }
    let steps = kaplan_meier(&followed);
    let landed: u32 = steps.iter().map(|step| step.landed).sum();
    let number = u32::try_from(followed.len()).unwrap_or(u32::MAX);
    LandingTime {
        median_months: median_months(&steps),
        steps,
        followed: number,
        censored: number - landed,
        undated,
    }
}

/// The cliff of policy: firms that came for the support and leave with it.
///
/// Whether a project is meant to produce is no matter here; funds leave too.
fn retention(projects: &[ProjectHistory<'_>], rules: &LandingRules, day: Date) -> Retention {
    let mut retention = Retention { months: rules.retention_months, ..Retention::default() };
    for history in projects {
        let Some(end) = history.subsidy_end() else {
            retention.end_unknown += 1;
            continue;
        };
        let asked = later(end, rules.retention_months);
        match history.left() {
            Some(left) if left < end => retention.left_before += 1,
            _ if day < asked => retention.not_yet += 1,
            left => {
                retention.present.whole += 1;
                retention.present.part += u32::from(left.is_none_or(|left| asked < left));
            }
        }
    }
    retention
}

fn flag(history: &ProjectHistory<'_>, rules: &LandingRules, day: Date) -> Option<SubstanceFlag> {
    let substance = substance(history, rules, day)?;
    matches!(substance, Substance::NameOnly | Substance::Unknown).then_some(SubstanceFlag {
        project: history.party.as_str().to_owned(),
        registered: history.registered()?,
        substance,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::outcome::{ProjectPurpose, ShrinkageRules},
        landing::history::told,
    };

    const RULES: LandingRules = LandingRules {
        shrinkage: ShrinkageRules { landed: 1.0, not_landed: 9.0, places_min: 3, projects_min: 30 },
        retention_months: 12,
        grace_months: 12,
        substance_months: 12,
    };

    fn record(events: &[OutcomeEvent], day: &str) -> LandingRecord {
        landing_record(events, &[], &RULES, day.parse().unwrap())
    }

    #[test]
    fn the_denominator_is_every_project_that_could_have_landed() {
        let mut events = told(&[
            "landed admitted 2020-01-01",
            "landed producing 2021-01-01",
            "building agreement 2020-06-01", // whoever agreed was admitted
            "building ground_broken 2021-06-01",
            "incubating admitted 2020-01-01",
            "gone admitted 2020-01-01",
            "gone withdrawn 2020-07-01",
            "asking enquired 2020-01-01",
            "old producing 2015-01-01", // it had its plant before
            "old admitted 2020-01-01",
            "fund admitted 2020-01-01",
            "unknown withdrawn 2020-01-01",
        ]);
        events[10].purpose = Some(ProjectPurpose::Other);
        let record = record(&events, "2024-01-01");
        assert_eq!(
            record.landings,
            LandingCount {
                landings: Proportion { part: 2, whole: 4 },
                on_the_way: 1,
                gone: 1,
                other_purpose: 1,
                not_admitted: 2,
                stood_before: 1,
            }
        );
        let reached: Vec<u32> = record.funnel.reached.iter().map(|(_, count)| *count).collect();
        assert_eq!(reached, [6, 5, 3, 3, 3, 2], "each stage holds those that came past it");
        assert_eq!((record.funnel.withdrawn, record.funnel.left_after_subsidy), (2, 0));
    }

    #[test]
    fn time_runs_from_admission_and_whoever_is_still_on_the_way_is_censored() {
        let events = told(&[
            "quick admitted 2020-01-01",
            "quick ground_broken 2020-04-01",
            "slow admitted 2020-01-01",
            "slow producing 2020-09-01",
            "gone admitted 2020-01-01",
            "gone withdrawn 2020-06-01",
            "incubating admitted 2020-01-01",
            "undated producing 2020-06-01",
        ]);
        let time = record(&events, "2020-12-31").time;
        assert_eq!((time.followed, time.censored, time.undated), (4, 2, 1));
        let rows: Vec<(u32, u32)> = time.steps.iter().map(|s| (s.months, s.at_risk)).collect();
        assert_eq!(rows, [(3, 4), (8, 2)]);
        assert_eq!(time.median_months, Some(8));
        assert_eq!(record(&events, "2020-05-01").time.median_months, None, "one of four landed");
    }

    #[test]
    fn who_leaves_with_the_subsidy_fell_from_the_cliff() {
        let mut events = told(&[
            "stays admitted 2018-01-01",
            "leaves admitted 2018-01-01",
            "leaves left_after_subsidy 2021-03-01",
            "later admitted 2018-01-01",
            "later left_after_subsidy 2022-06-01",
            "early admitted 2018-01-01",
            "early withdrawn 2019-01-01",
            "young admitted 2023-01-01",
            "silent admitted 2018-01-01",
        ]);
        for event in &mut events {
            let end = match event.project_name.as_deref().unwrap() {
                "silent" => None,
                "young" => Some("2025-12-31"),
                _ => Some("2020-12-31"),
            };
            event.subsidy_end = end.map(|end| end.parse().unwrap());
        }
        let retention = record(&events, "2024-01-01").retention;
        assert_eq!(retention.present, Proportion { part: 2, whole: 3 }, "a year later");
        assert_eq!((retention.not_yet, retention.left_before, retention.end_unknown), (1, 1, 1));
        let before = record(&events, "2021-12-30").retention;
        assert_eq!((before.present.whole, before.not_yet), (0, 3), "a year is not over");
    }

    #[test]
    fn a_commitment_is_checked_against_its_own_project() {
        let commitment: Commitment = serde_json::from_value(serde_json::json!({
            "schema": 1, "id": "c", "project_name": "b", "home": "CN-330800",
            "agreed": "2020-01-01", "promises": [{ "kind": "production", "months": 24 }],
        }))
        .unwrap();
        let events = told(&["a producing 2021-01-01", "b agreement 2020-01-01"]);
        let at = |day: &str| landing_record(&events, [&commitment], &RULES, day.parse().unwrap());
        assert_eq!(at("2019-12-31").commitments, [], "not agreed yet");
        let found = at("2024-01-01");
        assert_eq!(found.commitments[0].promises[0].status.as_str(), "broken");
        let flags: Vec<(&str, Substance)> =
            found.flags.iter().map(|flag| (flag.project.as_str(), flag.substance)).collect();
        assert_eq!(flags, [("b", Substance::Unknown)]);
    }
}
