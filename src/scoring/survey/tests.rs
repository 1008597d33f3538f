use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use super::{Inquiry, Survey};
use crate::{
    domain::{
        criterion::Weights, figure::Figure, id::RegionId, limits::SURVEY_DAYS_MAX, region::Level,
        stop::Stop, unit::AreaUnit,
    },
    scoring::{
        atlas::Atlas,
        context::Context,
        kernel::Instructions,
        rank::{CRITERIA, Method, Ranked, rank},
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

/// What is asked of a million pairs: the industries, the land in mu, and the weights.
#[derive(Debug)]
struct Asked {
    industries: Vec<(String, f64)>,
    land: Option<u32>,
    has_host: bool,
    weights: [f64; CRITERIA],
}

fn asked() -> impl Strategy<Value = Asked> {
    let codes = prop::sample::subsequence(vec!["27", "276", "38", "384"], 0..3);
    let shared = |codes: Vec<&str>| {
        let share = [1.0, 1.0, 0.5][codes.len()];
        codes.into_iter().map(|code| (code.to_owned(), share)).collect()
    };
    let weights = prop::array::uniform9(prop_oneof![Just(0.0), 0.001..30.0]);
    let weighed =
        weights.prop_filter("something must count", |all| all.iter().any(|one| 0.0 < *one));
    (codes.prop_map(shared), prop::option::of(1u32..150_000), any::<bool>(), weighed).prop_map(
        |(industries, land, has_host, weights)| Asked { industries, land, has_host, weights },
    )
}

/// Explained and fast: the same parks with the same points, part by part, and the same refusals.
#[test]
fn a_million_pairs_rank_as_they_are_explained_on_all_instructions() {
    const PARKS: usize = 1_000;
    const QUESTIONS: usize = 1_000;
    let mut runner = TestRunner::deterministic();
    let parks = prop::collection::vec(park_facts(), PARKS).new_tree(&mut runner).unwrap();
    let atlas = Atlas::new(world(&parks.current()));
    let (parameters, criteria) = (parameters(), criteria());
    let available = Instructions::ALL.into_iter().filter(|one| one.is_available());
    let surveys: Vec<Survey> = available
        .map(|instructions| Survey { instructions, ..Survey::new(&atlas, &criteria, Level::Park) })
        .collect();
    let mut pairs = 0;
    for _ in 0..QUESTIONS {
        let Asked { industries, land, has_host, weights } =
            asked().new_tree(&mut runner).unwrap().current();
        let host = RegionId::parse("CN-310000").unwrap();
        let mut project = question();
        project.needs.land = land.map(|mu| Figure::stated(mu.into(), AreaUnit::Mu));
        project.host_city = has_host.then(|| host.clone());
        let weights = Weights::by_criterion(|criterion| weights[criterion.position()]).unwrap();
        let context = Context {
            atlas: &atlas,
            parameters: &parameters,
            industries,
            coverings: Vec::new(),
            host: has_host.then(|| atlas.find(&host).unwrap()),
            as_of: date(2026, 1, 1),
            partners: None,
            excluded_links: BTreeSet::new(),
            link_records: None,
        };
        let stop = Stop::never();
        let inquiry = Inquiry { context: &context, project: &project, weights: &weights, stop };
        let method = Method { criteria: &criteria, weights: &weights, level: Level::Park, stop };
        let candidates = surveys[0].outside(&atlas, context.host_prefecture());
        let places: Vec<usize> = surveys[0].places(&candidates).collect();
        let explained = rank(&context, &project, &method, &places, 10);
        for survey in &surveys {
            assert!(survey.rank(&inquiry, &candidates, 10) == explained, "{project:?} {weights:?}");
        }
        pairs += explained.ranked + explained.refusals.all();
    }
    assert_eq!(pairs, PARKS * QUESTIONS);
}
