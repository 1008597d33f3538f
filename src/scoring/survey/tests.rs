use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{Inquiry, Survey};
use crate::{
    domain::{
        criterion::Weights, id::RegionId, limits::SURVEY_DAYS_MAX, region::Level, stop::Stop,
    },
    scoring::{
        atlas::Atlas,
        context::Context,
        rank::{Method, Ranked, rank},
        tests::{ParkFacts, criteria, parameters, park_facts, question, world},
    },
};

/// The same question for several hosts and days, in their order, to one survey, beside the answers
/// of [`rank`].
fn both_ways(parks: &[ParkFacts], asked: &[(&str, Date)], stop: Stop<'_>) -> Vec<[Ranked; 2]> {
    let atlas = Atlas::new(world(parks));
    let (parameters, criteria) = (parameters(), criteria());
    let survey = Survey::new(&atlas, &criteria, Level::Park);
    let weights = Weights::by_criterion(|_| 1.0).unwrap();
    let answer = |(host, as_of): &(&str, Date)| {
        let context = Context {
            atlas: &atlas,
            parameters: &parameters,
            industries: vec![("276".to_owned(), 0.75), ("38".to_owned(), 0.25)],
            coverings: Vec::new(),
            host: atlas.find(&RegionId::parse(host).unwrap()),
            as_of: *as_of,
            partners: None,
            excluded_links: BTreeSet::new(),
            link_records: None,
        };
        let project = question();
        let inquiry = Inquiry { context: &context, project: &project, weights: &weights, stop };
        let candidates = survey.outside(&atlas, context.host_prefecture());
        let places: Vec<usize> = survey.places(&candidates).collect();
        let method = Method { criteria: &criteria, weights: &weights, level: Level::Park, stop };
        let plain = rank(&context, &project, &method, &places, 5);
        [survey.rank(&inquiry, &candidates, 5), plain]
    };
    asked.iter().map(answer).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whoever_asks_a_survey_to_stop_gets_nobody(
        parks in prop::collection::vec(park_facts(), 0..12),
    ) {
        let asked = [("CN-310000", date(2026, 1, 1))];
        let [stopped, _] = &both_ways(&parks, &asked, Stop::when(&|| true))[0];
        prop_assert!(stopped.candidates.is_empty());
    }

    /// What is kept of a day or a host is not taken for another's.
    #[test]
    fn a_survey_answers_for_every_host_and_day_as_if_it_were_the_first(
        parks in prop::collection::vec(park_facts(), 0..12),
    ) {
        let hosts = ["CN-310000", "CN-330800", "CN-330000"];
        let days = (0..SURVEY_DAYS_MAX + 2).map(|years| {
            date(2016, 1, 1).saturating_add(jiff::Span::new().years(i64::try_from(years).unwrap()))
        });
        let asked = days.flat_map(|day| hosts.map(|host| (host, day)));
        let asked: Vec<(&str, Date)> = asked.clone().chain(asked).collect();
        for [fast, plain] in both_ways(&parks, &asked, Stop::never()) {
            prop_assert_eq!(fast, plain);
        }
    }
}
