use std::collections::BTreeMap;

use super::{named_regions, render};
use crate::{
    cli::{
        output::Page,
        sample::{id, ranking},
        sample_advice::advice,
    },
    domain::{
        matching::{Gate, GateStatus},
        text::{Language, Text},
    },
    service::rank_regions::Ranking,
};

/// The sample, with advice on its first candidate and two conditions of which one is unknown.
fn advised() -> Ranking {
    let mut ranking = ranking();
    let first = &mut ranking.candidates[0];
    first.landing = Some(Box::new(advice()));
    let gate = |gate, status, actual: Option<&str>, margin| Gate {
        gate,
        status,
        required: "40 mu".to_owned(),
        actual: actual.map(str::to_owned),
        margin,
        source: None,
    };
    first.candidate.gates = vec![
        gate("land", GateStatus::Pass, Some("45 mu"), Some(0.125)),
        gate("power", GateStatus::Unknown, None, None),
    ];
    ranking
}

fn rendered(language: Language) -> String {
    let names = BTreeMap::from([("CN-310000".to_owned(), Text::new("上海市", "Shanghai"))]);
    let pages = render(&advised(), &names, &Page { width: 100, colour: false, language });
    assert_eq!(pages.len(), 1, "a page for each candidate that advice was given on");
    pages.concat()
}

#[test]
fn a_page_reads_in_english() {
    insta::assert_snapshot!(rendered(Language::En), @"");
}

#[test]
fn a_page_reads_in_chinese() {
    insta::assert_snapshot!(rendered(Language::Zh), @"");
}

#[test]
fn no_line_is_wider_than_the_page() {
    use unicode_width::UnicodeWidthStr;

    for language in [Language::Zh, Language::En] {
        for line in rendered(language).lines() {
            assert!(line.width() <= 100, "{} columns: {line}", line.width());
        }
    }
}

#[test]
fn the_places_of_the_figures_are_named() {
    let ranking = advised();
    let named: Vec<_> = named_regions(&ranking).cloned().collect();
    assert_eq!(named, [id("CN-330800"), id("CN-310000")]);
}
