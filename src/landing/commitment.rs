use jiff::{ToSpan, civil::Date};
use rust_decimal::Decimal;

use super::history::{ProjectHistory, whole_months};
use crate::domain::{
    commitment::{Commitment, Promise, PromiseKind},
    figure::Figure,
    outcome::{LandingRules, OutcomeEvent, OutcomeStage},
    unit::Unit,
};

/// How a promise stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PromiseStatus {
    /// Its day has not come, or has passed without any report of the figure that it is about.
    Open,
    /// Kept by its day.
    Met,
    /// Kept after its day; or not kept, but within the grace after it.
    Late,
    /// Not kept when the grace was over, or the project has left.
    Broken,
}

impl PromiseStatus {
    /// The status's identifier.
    pub fn as_str(self) -> &'static str {
        match self {
            PromiseStatus::Open => "open",
            PromiseStatus::Met => "met",
            PromiseStatus::Late => "late",
            PromiseStatus::Broken => "broken",
        }
    }
}

/// A promise, checked against what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseCheck {
    /// What was promised.
    pub kind: PromiseKind,
    /// The last day on which it could be kept in time.
    pub due: Date,
    /// The least amount promised, in CNY or people; `None` for production.
    pub promised: Option<Decimal>,
    /// The largest amount reported so far, in CNY or people; `None` if none was reported.
    pub reported: Option<Decimal>,
    /// The day of the outcome that keeps it; `None` while none does.
    pub kept: Option<Date>,
    /// How it stands.
    pub status: PromiseStatus,
}

/// Checks the promises of a commitment on `day` against the history of its project, if there is
/// any.
///
/// A promise of production is kept by the first outcome `producing`, one of an amount by the first
/// outcome that reports at least so much. Silence breaks no promise of an amount: as long as none
/// is reported it stays open, and shows it by `reported`.
pub fn check(
    commitment: &Commitment,
    history: Option<&ProjectHistory<'_>>,
    rules: &LandingRules,
    day: Date,
) -> Vec<PromiseCheck> {
    let checked = |promise: &Promise| {
        let due = commitment.due(promise)?;
        let reports = history.map(|history| reports(promise.kind, history)).unwrap_or_default();
        let promised = amount(promise);
        let kept = match promised {
            None => history.and_then(|history| history.first(OutcomeStage::Producing)),
            Some(least) => {
                reports.iter().find(|(_, amount)| least <= *amount).map(|(date, _)| *date)
            }
        };
        let reported = reports.iter().map(|(_, amount)| *amount).max();
        let has_left = history.is_some_and(|history| history.left().is_some());
        let is_silent = promised.is_some() && reported.is_none();
        let status = match kept {
            Some(kept) if kept <= due => PromiseStatus::Met,
            Some(_) => PromiseStatus::Late,
            None if has_left => PromiseStatus::Broken,
            None if day <= due || is_silent => PromiseStatus::Open,
            None if day <= later(due, rules.grace_months) => PromiseStatus::Late,
            None => PromiseStatus::Broken,
        };
        Some(PromiseCheck { kind: promise.kind, due, promised, reported, kept, status })
    };
    commitment.promises.iter().filter_map(checked).collect()
}

/// The amounts that bear on a kind of promise, by date.
fn reports(kind: PromiseKind, history: &ProjectHistory<'_>) -> Vec<(Date, Decimal)> {
    let amount = |event: &OutcomeEvent| match kind {
        PromiseKind::Production => None,
        PromiseKind::TaxPerYear => event.tax_per_year.as_ref().and_then(Figure::canonical),
        PromiseKind::Capex => event.capex.as_ref().and_then(Figure::canonical),
        PromiseKind::Jobs => event.jobs.as_ref().and_then(Figure::canonical),
    };
    history.events().iter().filter_map(|event| Some((event.date, amount(event)?))).collect()
}

fn amount(promise: &Promise) -> Option<Decimal> {
    match promise.kind {
        PromiseKind::Production => None,
        PromiseKind::TaxPerYear | PromiseKind::Capex => promise.money.as_ref()?.canonical(),
        PromiseKind::Jobs => promise.people.as_ref()?.canonical(),
    }
}

/// The day so many months later; the last day that can be written where there is none.
pub(super) fn later(day: Date, months: u32) -> Date {
    day.checked_add(i64::from(months).months()).unwrap_or(Date::MAX)
}

/// Whether a firm that bound itself to the home region is there with more than its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Substance {
    /// It is too early to ask.
    TooEarly,
    /// Production, building, investment, power or insured people are recorded at home.
    Present,
    /// 空壳: some of these figures were reported, and each of them is zero.
    NameOnly,
    /// Nothing was reported.
    Unknown,
}

impl Substance {
    /// Its identifier.
    pub fn as_str(self) -> &'static str {
        match self {
            Substance::TooEarly => "too_early",
            Substance::Present => "present",
            Substance::NameOnly => "name_only",
            Substance::Unknown => "unknown",
        }
    }
}

/// Whether a project shows substance at home on `day`; `None` for one that never bound itself to
/// the home region, or has left.
///
/// Superficial compliance: a firm registers at home for the enclave's sake and does nothing there.
/// Its signs are fixed investment, electricity and social insurance, because each of them costs
/// money and is on record with an office of its own. One sign above zero is enough, and so is
/// ground that was broken.
pub fn substance(
    history: &ProjectHistory<'_>,
    rules: &LandingRules,
    day: Date,
) -> Option<Substance> {
    let registered = history.registered().filter(|_| history.left().is_none())?;
    let signs = history.events().iter().flat_map(|event| {
        [
            value(event.capex.as_ref()),
            value(event.power_per_year.as_ref()),
            value(event.insured_people.as_ref()),
        ]
    });
    let signs: Vec<Decimal> = signs.flatten().collect();
    let is_present = history.landed().is_some() || signs.iter().any(|sign| Decimal::ZERO < *sign);
    Some(if is_present {
        Substance::Present
    } else if whole_months(registered, day) < rules.substance_months {
        Substance::TooEarly
    } else if signs.is_empty() {
        Substance::Unknown
    } else {
        Substance::NameOnly
    })
}

fn value<U: Unit>(figure: Option<&Figure<U>>) -> Option<Decimal> {
    figure.and_then(Figure::canonical)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        domain::{
            outcome::ShrinkageRules,
            unit::{MoneyUnit, PeopleUnit},
        },
        landing::history::{histories, told},
    };

    const RULES: LandingRules = LandingRules {
        shrinkage: ShrinkageRules { landed: 1.0, not_landed: 9.0, places_min: 3, projects_min: 30 },
        retention_months: 12,
        grace_months: 12,
        substance_months: 12,
    };

    fn promised(promise: &Value) -> Commitment {
        let document = json!({
            "schema": 1, "id": "c", "project_name": "a", "home": "CN-330800",
            "agreed": "2020-01-01", "promises": [promise],
        });
        serde_json::from_value(document).unwrap()
    }

    fn status(promise: &Value, events: &[OutcomeEvent], day: &str) -> PromiseStatus {
        let day = day.parse().unwrap();
        let found = histories(events, day);
        check(&promised(promise), found.first(), &RULES, day)[0].status
    }

    #[test]
    fn production_is_open_met_late_or_broken() {
        let promise = json!({ "kind": "production", "due": "2022-06-30" });
        let started = told(&["a agreement 2020-01-01", "a producing 2022-06-30"]);
        let slow = told(&["a agreement 2020-01-01", "a producing 2023-01-01"]);
        let silent = told(&["a agreement 2020-01-01"]);
        let gone = told(&["a agreement 2020-01-01", "a withdrawn 2021-01-01"]);
        let cases = [
            (&silent, "2022-06-30", PromiseStatus::Open, "its day is not over"),
            (&started, "2022-06-30", PromiseStatus::Met, "on the last day"),
            (&slow, "2022-12-31", PromiseStatus::Late, "within the grace"),
            (&slow, "2025-01-01", PromiseStatus::Late, "kept, but after its day"),
            (&silent, "2023-06-30", PromiseStatus::Late, "the last day of grace"),
            (&silent, "2023-07-01", PromiseStatus::Broken, "the grace is over"),
            (&gone, "2021-06-01", PromiseStatus::Broken, "gone before its day"),
        ];
        for (events, day, expected, reason) in cases {
            assert_eq!(status(&promise, events, day), expected, "{reason}");
        }
        let day = "2021-01-01".parse().unwrap();
        let unknown = check(&promised(&promise), None, &RULES, day);
        assert_eq!(unknown[0].status, PromiseStatus::Open, "a project without outcomes");
    }

    /// Days and the people employed on them.
    type Reports = [(&'static str, i64)];

    #[test]
    fn an_amount_is_kept_by_the_first_report_of_so_much() {
        let people = json!({ "value": "100", "unit": "person" });
        let promise = json!({ "kind": "jobs", "months": 24, "people": people });
        let employs = |people: &Reports| {
            let mut events =
                told(&people.iter().map(|_| "a producing 2021-01-01").collect::<Vec<_>>());
            for (event, (date, people)) in events.iter_mut().zip(people) {
                event.date = date.parse().unwrap();
                event.jobs = Some(Figure::stated((*people).into(), PeopleUnit::Person));
            }
            events
        };
        let cases: [(&Reports, &str, PromiseStatus); 5] = [
            (&[("2021-06-01", 60), ("2021-12-01", 100)], "2025-01-01", PromiseStatus::Met),
            (&[("2021-06-01", 60), ("2022-03-01", 120)], "2025-01-01", PromiseStatus::Late),
            (&[("2021-06-01", 60)], "2022-06-01", PromiseStatus::Late),
            (&[("2021-06-01", 60)], "2025-01-01", PromiseStatus::Broken),
            (&[], "2025-01-01", PromiseStatus::Open), // nobody reported, which proves nothing
        ];
        for (reports, day, expected) in cases {
            assert_eq!(status(&promise, &employs(reports), day), expected, "{reports:?} {day}");
        }
        let day = "2025-01-01".parse().unwrap();
        let events = employs(&[("2021-06-01", 60), ("2022-03-01", 90)]);
        let found = histories(&events, day);
        let check = &check(&promised(&promise), found.first(), &RULES, day)[0];
        assert_eq!((check.promised, check.reported), (Some(100.into()), Some(90.into())));
        assert_eq!((check.due.to_string().as_str(), check.kept), ("2022-01-01", None));
    }

    #[test]
    fn money_is_compared_in_yuan_whatever_its_unit() {
        let money = json!({ "value": "5", "unit": "million CNY" });
        let promise = json!({ "kind": "tax_per_year", "due": "2022-12-31", "money": money });
        let mut events = told(&["a producing 2022-06-01"]);
        events[0].tax_per_year = Some(Figure::stated(500.into(), MoneyUnit::TenThousandYuan));
        assert_eq!(status(&promise, &events, "2023-01-01"), PromiseStatus::Met);
        events[0].tax_per_year = Some(Figure::stated(499.into(), MoneyUnit::TenThousandYuan));
        assert_eq!(status(&promise, &events, "2023-01-01"), PromiseStatus::Late);
    }

    #[test]
    fn a_firm_without_any_sign_at_home_is_a_name_only() {
        let agreed = "a agreement 2020-01-01";
        let figure = |people: i64| Some(Figure::stated(people.into(), PeopleUnit::Person));
        let with = |lines: &[&str], insured: Option<i64>| {
            let mut events = told(lines);
            events[0].insured_people = insured.and_then(figure);
            events
        };
        let cases: [(Vec<OutcomeEvent>, &str, Option<Substance>, &str); 7] = [
            (with(&[agreed], Some(0)), "2020-06-01", Some(Substance::TooEarly), "half a year"),
            (with(&[agreed], Some(0)), "2021-01-01", Some(Substance::NameOnly), "zero reported"),
            (with(&[agreed], None), "2021-01-01", Some(Substance::Unknown), "nothing reported"),
            (with(&[agreed], Some(3)), "2021-01-01", Some(Substance::Present), "three insured"),
            (
                with(&[agreed, "a ground_broken 2020-09-01"], Some(0)),
                "2021-01-01",
                Some(Substance::Present),
                "it builds",
            ),
            (with(&["a admitted 2020-01-01"], Some(0)), "2025-01-01", None, "never bound"),
            (
                with(&[agreed, "a withdrawn 2020-09-01"], Some(0)),
                "2025-01-01",
                None,
                "gone is not superficial",
            ),
        ];
        for (events, day, expected, reason) in cases {
            let day = day.parse().unwrap();
            let found = histories(&events, day);
            assert_eq!(substance(&found[0], &RULES, day), expected, "{reason}");
        }
    }
}
