use std::collections::BTreeMap;

use jiff::{Unit as TimeUnit, civil::Date};

use crate::domain::outcome::{OutcomeEvent, OutcomeStage, Party, ProjectPurpose};

/// What is known of one project on a day, from its outcomes.
#[derive(Debug, Clone)]
pub struct ProjectHistory<'a> {
    /// Whose it is.
    pub party: Party<'a>,
    /// Its outcomes by date, then stage and identifier; never empty.
    events: Vec<&'a OutcomeEvent>,
}

/// The projects of `events` with what was known of them on `day`, in the order of their parties.
pub fn histories<'a>(
    events: impl IntoIterator<Item = &'a OutcomeEvent>,
    day: Date,
) -> Vec<ProjectHistory<'a>> {
    let mut by_party: BTreeMap<Party<'a>, Vec<&'a OutcomeEvent>> = BTreeMap::new();
    for event in events.into_iter().filter(|event| event.known_on(day)) {
        by_party.entry(event.party()).or_default().push(event);
    }
    by_party
        .into_iter()
        .map(|(party, mut events)| {
            events.sort_by(|one, other| {
                (one.date, one.stage, &one.id).cmp(&(other.date, other.stage, &other.id))
            });
            ProjectHistory { party, events }
        })
        .collect()
}

impl<'a> ProjectHistory<'a> {
    /// Its outcomes, the earliest first.
    pub fn events(&self) -> &[&'a OutcomeEvent] {
        &self.events
    }

    /// The day on which it first came to `stage`; `None` if nobody recorded it.
    pub fn first(&self, stage: OutcomeStage) -> Option<Date> {
        self.events.iter().find(|event| event.stage == stage).map(|event| event.date)
    }

    /// The farthest stage on the way to production; whoever came so far has passed the earlier
    /// ones. `None` if only its leaving is recorded.
    pub fn farthest(&self) -> Option<OutcomeStage> {
        self.events.iter().map(|event| event.stage).filter(|stage| !stage.is_exit()).max()
    }

    /// Whether it came to `stage`, or past it.
    pub fn reached(&self, stage: OutcomeStage) -> bool {
        self.farthest().is_some_and(|farthest| stage <= farthest)
    }

    /// Whether it is meant to produce: what was said last counts, and a project of which nothing
    /// was said is.
    pub fn is_for_production(&self) -> bool {
        let said = self.events.iter().rev().find_map(|event| event.purpose);
        said.is_none_or(|purpose| purpose == ProjectPurpose::Production)
    }

    /// The day on which it landed: ground was broken, or production begun.
    pub fn landed(&self) -> Option<Date> {
        self.events.iter().find(|event| event.stage.is_landing()).map(|event| event.date)
    }

    /// The day on which it bound itself to the home region: by agreement, or by landing.
    pub fn registered(&self) -> Option<Date> {
        self.first(OutcomeStage::Agreement).into_iter().chain(self.landed()).min()
    }

    /// Whether it stood in the home region before it was admitted: such a plant came home without
    /// the enclave.
    pub fn stood_before(&self) -> bool {
        let admitted = self.first(OutcomeStage::Admitted);
        self.landed().zip(admitted).is_some_and(|(landed, admitted)| landed < admitted)
    }

    /// The day on which it left, unless it came back.
    pub fn left(&self) -> Option<Date> {
        let back = self.events.iter().rposition(|event| !event.stage.is_exit());
        let after = &self.events[back.map_or(0, |back| back + 1)..];
        after.first().map(|event| event.date)
    }

    /// The last day of subsidy, as it was said last; `None` if nobody said.
    pub fn subsidy_end(&self) -> Option<Date> {
        self.events.iter().rev().find_map(|event| event.subsidy_end)
    }
}

/// Whole months from one day to a later one; 0 if it is not later.
pub fn whole_months(from: Date, to: Date) -> u32 {
    let months = from.until((TimeUnit::Month, to)).map_or(0, |span| span.get_months());
    u32::try_from(months).unwrap_or(0)
}

/// Outcomes for tests, as `name stage date`.
#[cfg(test)]
pub(super) fn told(lines: &[&str]) -> Vec<OutcomeEvent> {
    use crate::domain::{id::OutcomeId, id::RegionId, row::word};
    let read = |(position, line): (usize, &&str)| {
        let mut words = line.split(' ');
        let mut next = || words.next().unwrap();
        let (name, stage, date) = (next(), next(), next());
        let id = OutcomeId::parse(&format!("o{position}")).unwrap();
        let home = RegionId::parse("CN-330800").unwrap();
        let mut event = OutcomeEvent::new(id, home, word(stage).unwrap(), date.parse().unwrap());
        event.project_name = Some(name.to_owned());
        event
    };
    lines.iter().enumerate().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_history_holds_what_was_known_on_the_day() {
        let events = told(&[
            "b producing 2023-05-01",
            "a admitted 2020-01-15",
            "b admitted 2021-02-01",
            "a agreement 2022-01-01",
        ]);
        let names = |day: Date| -> Vec<String> {
            let found = histories(&events, day);
            found.iter().map(|history| history.party.as_str().to_owned()).collect()
        };
        assert_eq!(names(day("2020-06-01")), ["a"]);
        let found = histories(&events, day("2024-01-01"));
        assert_eq!(found[0].farthest(), Some(OutcomeStage::Agreement));
        assert_eq!(found[0].registered(), Some(day("2022-01-01")));
        assert_eq!(found[0].landed(), None);
        assert!(found[1].reached(OutcomeStage::Agreement), "whoever produces has agreed");
        assert_eq!(found[1].registered(), Some(day("2023-05-01")));
    }

    #[test]
    fn whoever_comes_back_has_not_left() {
        let cases: [(&[&str], Option<&str>); 4] = [
            (&["a admitted 2020-01-01"], None),
            (&["a admitted 2020-01-01", "a withdrawn 2021-01-01"], Some("2021-01-01")),
            (&["a admitted 2020-01-01", "a withdrawn 2021-01-01", "a agreement 2022-01-01"], None),
            (&["a left_after_subsidy 2021-01-01"], Some("2021-01-01")),
        ];
        for (lines, expected) in cases {
            let events = told(lines);
            let found = histories(&events, day("2025-01-01"));
            assert_eq!(found[0].left(), expected.map(day), "{lines:?}");
        }
    }

    #[test]
    fn months_are_counted_when_they_are_full() {
        let cases = [
            ("2020-01-15", "2020-02-14", 0),
            ("2020-01-15", "2020-02-15", 1),
            ("2020-01-31", "2020-02-29", 0), // the 31st is not reached
            ("2020-01-15", "2023-01-15", 36),
            ("2020-01-15", "2019-01-15", 0),
        ];
        for (from, to, expected) in cases {
            assert_eq!(whole_months(day(from), day(to)), expected, "{from} {to}");
        }
    }
}
