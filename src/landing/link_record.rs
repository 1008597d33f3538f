use jiff::civil::Date;

use super::{
    history::histories,
    rate::{BetaPrior, Proportion, ShareInterval},
    record::landing_count,
};
use crate::domain::{
    figure::{Figure, Period, Source},
    link::Link,
    outcome::OutcomeEvent,
    unit::CountUnit,
};

/// What stands in the denominator of a landing rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Denominator {
    /// Projects meant to produce that were admitted, by recorded outcomes.
    ProductionAdmitted,
    /// Published: projects that could land, as industrial ones.
    EligiblePublished,
    /// Published: all projects incubated, whatever they were for.
    IncubatedPublished,
}

impl Denominator {
    /// Its identifier.
    pub fn as_str(self) -> &'static str {
        match self {
            Denominator::ProductionAdmitted => "production_admitted",
            Denominator::EligiblePublished => "eligible_published",
            Denominator::IncubatedPublished => "incubated_published",
        }
    }
}

/// A landing rate that somebody published for a link.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PublishedLandings<'a> {
    /// The counts.
    pub landings: Proportion,
    /// What the denominator is.
    pub denominator: Denominator,
    /// For when the landings were counted, as published.
    pub period: Option<&'a Period>,
    /// Where they were published.
    pub source: Option<&'a Source>,
    /// What a reader should mind.
    pub note: Option<&'a str>,
}

/// The landings that were published for a link by `day`; `None` without both numerator and
/// denominator, or where more landed than were incubated.
///
/// Projects that could land go before all that were incubated: a fund builds no plant.
pub fn published(link: &Link, day: Date) -> Option<PublishedLandings<'_>> {
    let landed = link.landed_at_home.as_ref().filter(|figure| figure.known_on(day))?;
    let eligible = link.eligible_projects.as_ref().filter(|figure| figure.known_on(day));
    let incubated = link.incubated_projects.as_ref().filter(|figure| figure.known_on(day));
    let (whole, denominator) = match (eligible, incubated) {
        (Some(eligible), _) => (eligible, Denominator::EligiblePublished),
        (None, Some(incubated)) => (incubated, Denominator::IncubatedPublished),
        (None, None) => return None,
    };
    Some(PublishedLandings {
        landings: Proportion::new(count(landed)?, count(whole)?)?,
        denominator,
        period: landed.period.as_ref(),
        source: landed.source.as_ref().or(link.source.as_ref()),
        note: landed.note.as_deref(),
    })
}

/// A whole number of projects; the lower end of a published range.
fn count(figure: &Figure<CountUnit>) -> Option<u32> {
    figure.value.is_integer().then(|| u32::try_from(figure.value).ok()).flatten()
}

/// Whether an outcome of the link's home region came through the link: it names the link.
pub fn came_through(event_enclave: Option<&str>, link: &Link) -> bool {
    let names = [link.name.zh.as_deref(), link.name.en.as_deref()];
    let enclave = event_enclave.map(str::trim).filter(|enclave| !enclave.is_empty());
    enclave.is_some_and(|enclave| names.contains(&Some(enclave)))
}

/// What one institutional link is known to have brought home.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinkRecord<'a> {
    /// How many landed of how many; `None` where nothing is known.
    pub landings: Option<Proportion>,
    /// What the denominator is; `None` where nothing is known.
    pub denominator: Option<Denominator>,
    /// The 95 % interval of the rate.
    pub interval: Option<ShareInterval>,
    /// The rate by which links are compared: drawn towards the usual one; the usual one itself
    /// where nothing is known.
    pub ranking_rate: f64,
    /// Where it was published, if it does not come from recorded outcomes.
    pub published: Option<PublishedLandings<'a>>,
}

impl LinkRecord<'_> {
    /// The record of a link of which nothing is known: the usual rate, and no other figure.
    pub fn unknown(prior: BetaPrior) -> Self {
        LinkRecord {
            landings: None,
            denominator: None,
            interval: None,
            ranking_rate: prior.mean(),
            published: None,
        }
    }
}

/// The record of a link on `day`: from the outcomes of its home region that came through it, or
/// else from what was published of it.
pub fn link_record<'a, 'b>(
    link: &'a Link,
    events: impl IntoIterator<Item = &'b OutcomeEvent>,
    prior: BetaPrior,
    day: Date,
) -> LinkRecord<'a> {
    let through = events.into_iter().filter(|event| came_through(event.enclave.as_deref(), link));
    let own = landing_count(&histories(through, day)).landings;
    let published = if own.whole == 0 { published(link, day) } else { None };
    let landings = published.map_or(own, |published| published.landings);
    let denominator = match published {
        Some(published) => Some(published.denominator),
        None => (0 < own.whole).then_some(Denominator::ProductionAdmitted),
    };
    LinkRecord {
        landings: denominator.map(|_| landings),
        denominator,
        interval: landings.wilson(),
        ranking_rate: prior.shrunk(landings),
        published,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::landing::history::told;

    const PRIOR: BetaPrior = BetaPrior { landed: 1.0, not_landed: 9.0, places: 0 };

    fn link(facts: &serde_json::Value) -> Link {
        let mut document = json!({
            "kind": "enclave", "partner": "CN-330110", "name": { "zh": "衢州海创园", "en": "Haichuang" },
        });
        for (name, value) in facts.as_object().unwrap() {
            document[name] = json!({ "value": value, "unit": "count", "period": "2018" });
        }
        serde_json::from_value(document).unwrap()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn what_was_published_comes_with_its_denominator() {
        let cases = [
            (json!({}), None, "nothing is known"),
            (json!({ "landed_at_home": 9 }), None, "no denominator"),
            (json!({ "incubated_projects": 164 }), None, "no numerator"),
            (
                json!({ "landed_at_home": 9, "incubated_projects": 164 }),
                Some((9, 164, Denominator::IncubatedPublished)),
                "all that were incubated",
            ),
            (
                json!({ "landed_at_home": 9, "incubated_projects": 164, "eligible_projects": 75 }),
                Some((9, 75, Denominator::EligiblePublished)),
                "funds do not count",
            ),
            (json!({ "landed_at_home": 9, "incubated_projects": 7 }), None, "more than could"),
            (json!({ "landed_at_home": 1.5, "incubated_projects": 7 }), None, "no count"),
        ];
        for (facts, expected, reason) in cases {
            let link = link(&facts);
            let found = published(&link, day("2024-01-01"));
            let found = found.map(|f| (f.landings.part, f.landings.whole, f.denominator));
            assert_eq!(found, expected, "{reason}");
            assert_eq!(published(&link, day("2017-12-31")), None, "before it was counted");
        }
    }

    #[test]
    fn recorded_outcomes_go_before_what_was_published() {
        let link = link(&json!({ "landed_at_home": 9, "eligible_projects": 75 }));
        let mut events = told(&["a admitted 2019-01-01", "b admitted 2019-01-01"]);
        let before = link_record(&link, &events, PRIOR, day("2024-01-01"));
        assert_eq!(before.denominator, Some(Denominator::EligiblePublished), "not through it");
        assert!((before.ranking_rate - 10.0 / 85.0).abs() < 1e-15);
        for event in &mut events {
            event.enclave = Some("Haichuang ".to_owned());
        }
        let own = link_record(&link, &events, PRIOR, day("2024-01-01"));
        assert_eq!(own.landings, Some(Proportion { part: 0, whole: 2 }));
        assert_eq!(own.denominator, Some(Denominator::ProductionAdmitted));
        assert!((own.ranking_rate - 1.0 / 12.0).abs() < 1e-15);
    }

    #[test]
    fn a_link_of_which_nothing_is_known_has_the_usual_rate_and_no_other() {
        let link = link(&json!({}));
        let found = link_record(&link, &[], PRIOR, day("2024-01-01"));
        assert_eq!((found.landings, found.interval), (None, None));
        assert!((found.ranking_rate - 0.1).abs() < 1e-15);
    }
}
