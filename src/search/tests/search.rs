use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::domain::geography::{Coordinates, Kilometres};

/// Zone id, Chinese name and leading industries of the built-in world, one row per zone. Behind
/// the English name, which alone may hold commas, stand six cells.
pub(super) fn rows() -> Vec<(&'static str, &'static str, &'static str)> {
    include_str!("../../../fixtures/world/zones.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let (before, behind): (Vec<&str>, Vec<&str>) =
                (line.splitn(6, ',').collect(), line.rsplitn(7, ',').collect());
            (before[0], before[4], behind[3])
        })
        .collect()
}

/// The zones of the built-in world, built once.
static ZONES: LazyLock<Engine> = LazyLock::new(|| {
    let regions = rows().iter().map(|(id, name, labels)| park(id, name, labels)).collect();
    engine(&Texts { regions, ..Texts::default() })
});

#[test]
fn a_chinese_word_finds_what_a_substring_check_finds() {
    let rows = rows();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, _, labels) in &rows {
        for label in labels.split('、').filter(|label| !label.is_empty()) {
            *counts.entry(label).or_default() += 1;
        }
    }
    let frequent = counts.iter().filter(|(_, count)| 10 <= **count).map(|(label, _)| *label);
    // Parts of words, words across a word boundary, and names.
    let inner = ["信息", "加工", "副食", "器", "矿", "工业", "业园", "济技", "龙游", "高新"];
    let words: Vec<&str> = frequent.chain(inner).collect();
    assert!(60 < words.len());
    for word in words {
        let holds = |(_, name, labels): &&(&str, &str, &str)| {
            name.contains(word) || labels.split('、').any(|label| label.contains(word))
        };
        let expected = rows.iter().filter(holds).count();
        let page = ZONES.search(&SearchQuery::new(Kind::Region, word)).unwrap();
        assert_eq!((page.total, page.reading), (expected, Some(Reading::Literal)), "{word}");
    }
}

#[test]
fn synonyms_join_across_languages_but_not_within_one() {
    let regions = vec![
        park("CN-S000001", "甲", "生物医药"),
        park("CN-S000002", "乙", "生物制药"),
        park("CN-S000003", "丙", "锂离子电池"),
        RegionText {
            labels: vec![Text { zh: None, en: Some("Biopharma".to_owned()) }],
            ..park("CN-S000004", "Ding", "Ding")
        },
    ];
    let mut regions = regions;
    regions[3].name = Text { zh: None, en: Some("Ding Park".to_owned()) };
    let engine = engine(&Texts { regions, ..Texts::default() });
    let cases: [(&str, &[&str], Reading); 6] = [
        ("biopharma", &["CN-S000001", "CN-S000002", "CN-S000004"], Reading::Literal),
        ("Biopharmaceuticals", &["CN-S000001", "CN-S000002"], Reading::Literal),
        // 生物制药 is another word in a Chinese text; the English park has no Chinese word.
        ("生物医药", &["CN-S000001", "CN-S000004"], Reading::Literal),
        ("lithium battery", &["CN-S000003"], Reading::Literal),
        // Nothing holds 锂电池 as it stands, so its synonym counts.
        ("锂电池", &["CN-S000003"], Reading::Synonyms),
        ("biopharma park", &["CN-S000004"], Reading::Literal),
    ];
    for (text, expected, reading) in cases {
        let page = engine.search(&SearchQuery::new(Kind::Region, text)).unwrap();
        let found: BTreeSet<&str> = ids(&page).into_iter().collect();
        assert_eq!(found, expected.iter().copied().collect(), "{text}");
        assert_eq!(page.reading, Some(reading), "{text}");
    }
}

#[test]
fn every_word_must_occur_and_stop_words_need_not() {
    let engine = engine(&Texts {
        regions: vec![
            park("CN-S000001", "苏州工业园区", "医药、电子"),
            park("CN-S000002", "杭州高新区", "医药"),
            park("CN-S000003", "宁波高新区", "光伏"),
        ],
        ..Texts::default()
    });
    let cases: [(&str, &[&str]); 6] = [
        ("苏州 医药", &["CN-S000001"]),
        ("苏州医药", &["CN-S000001"]), // not side by side: read as words
        ("医药 的", &["CN-S000001", "CN-S000002"]), // a stop word is dropped
        ("solar in the 宁波", &["CN-S000003"]),
        ("S000002", &["CN-S000002"]), // the code
        ("医药 光伏", &[]),
    ];
    for (text, expected) in cases {
        let page = engine.search(&SearchQuery::new(Kind::Region, text)).unwrap();
        let found: BTreeSet<&str> = ids(&page).into_iter().collect();
        assert_eq!(found, expected.iter().copied().collect(), "{text}");
    }
}

#[test]
fn filters_leave_out_unknown_figures_and_say_how_many() {
    let with = |id: &str, area_ha: Option<f64>, longitude: Option<f64>| {
        let mut region = park(id, "某区", "医药");
        region.facts.area_ha = area_ha;
        region.facts.location =
            longitude.map(|longitude| Coordinates { longitude, latitude: 30.0 });
        region.facts.ancestors = vec!["CN-330000".to_owned(), "CN".to_owned()];
        region.facts.province = Some("CN-330000".to_owned());
        region.facts.industries = ["27".to_owned(), "2761".to_owned(), "384".to_owned()].into();
        region
    };
    let engine = engine(&Texts {
        regions: vec![
            with("CN-1", Some(10.0), Some(120.0)),
            with("CN-2", None, Some(121.0)),
            with("CN-3", Some(30.0), None),
        ],
        ..Texts::default()
    });
    let all = SearchQuery::new(Kind::Region, "");
    let near = |kilometres| Near {
        centre: Coordinates { longitude: 120.0, latitude: 30.0 },
        distance_max: Kilometres::new(kilometres).unwrap(),
    };
    let page = engine.search(&all).unwrap();
    assert_eq!(ids(&page), ["CN-1", "CN-2", "CN-3"]);
    assert_eq!(page.facets.divisions, [("27".to_owned(), 3), ("38".to_owned(), 3)].into());
    assert_eq!(page.facets.provinces, [("CN-330000".to_owned(), 3)].into());

    let large = SearchQuery { area_min_ha: Some(20.0), ..all.clone() };
    let page = engine.search(&large).unwrap();
    assert_eq!((ids(&page), page.unknown.area), (vec!["CN-3"], 1));

    // A degree of longitude at 30° north is 96.3 km.
    for (kilometres, expected) in [(96.0, 1), (97.0, 2)] {
        let query = SearchQuery { near: Some(near(kilometres)), ..all.clone() };
        let page = engine.search(&query).unwrap();
        assert_eq!((page.total, page.unknown.location), (expected, 1));
    }

    let count = |query: SearchQuery| engine.search(&query).unwrap().total;
    assert_eq!(count(SearchQuery { within: vec!["CN-330000".to_owned()], ..all.clone() }), 3);
    assert_eq!(count(SearchQuery { within: vec!["CN-2".to_owned()], ..all.clone() }), 1);
    assert_eq!(count(SearchQuery { industries: vec!["276".to_owned()], ..all.clone() }), 3);
    assert_eq!(count(SearchQuery { industries: vec!["277".to_owned()], ..all.clone() }), 0);
    assert_eq!(count(SearchQuery { levels: vec!["county".to_owned()], ..all.clone() }), 0);
    assert_eq!(ids(&engine.search(&SearchQuery { offset: 1, limit: 1, ..all }).unwrap()), ["CN-2"]);
}

#[test]
fn snippets_show_the_matched_words_where_they_stand() {
    let mut region = park("CN-1", "某区", "电子信息");
    let long = "山".repeat(200);
    region.description =
        Text { zh: Some(format!("{long}ＧＭＰ厂房与锂电池{long}")), en: None };
    let engine = engine(&Texts { regions: vec![region], ..Texts::default() });
    let page = engine.search(&SearchQuery::new(Kind::Region, "gmp 锂电池")).unwrap();
    let hit = &page.hits[0];
    assert_eq!(hit.words, ["锂电池", "ＧＭＰ"]);
    assert_eq!(hit.fields, ["description_zh"]);
    let snippet = hit.snippet.as_ref().unwrap();
    let marked: Vec<&str> =
        snippet.ranges.iter().map(|range| &snippet.text[range.clone()]).collect();
    assert_eq!(marked, ["ＧＭＰ", "锂电池"]);
    assert_eq!(snippet.text.chars().count(), 120);
}

#[test]
fn the_better_match_comes_first_and_equals_by_id() {
    let engine = engine(&Texts {
        regions: vec![
            park("CN-3", "某区", "医药"),
            park("CN-1", "某区", "医药"),
            park("CN-2", "某区", "电子、机械、食品、化工、建材、医药"),
        ],
        ..Texts::default()
    });
    let page = engine.search(&SearchQuery::new(Kind::Region, "医药")).unwrap();
    assert_eq!(ids(&page), ["CN-1", "CN-3", "CN-2"]);
}

#[test]
fn malformed_questions_are_literal_ones() {
    let terms = (0..200_000).map(|number| format!("t{number}")).collect::<Vec<_>>().join(" ");
    let questions = [
        "- *".to_owned(),
        "a:(^".to_owned(),
        "(".repeat(100_000),
        format!("{}医药{}", "(".repeat(24), ")".repeat(24)),
        "\"医药".to_owned(),
        "AND".to_owned(),
        "OR OR NOT".to_owned(),
        "id:[1 TO".to_owned(),
        "*".to_owned(),
        "医药^1e400".to_owned(),
        "\"医药\"~99999999999".to_owned(),
        "医\0药".to_owned(),
        "\u{202E}医药".to_owned(),
        "🏭🏭🏭".to_owned(),
        "x".repeat(1_000_000),
        "医".repeat(1_000_000),
        terms,
        "/(a+)+$/".to_owned(),
        "\\".to_owned(),
        "（医药）：“新能源”".to_owned(),
        "e\u{301}".repeat(100_000),
        "\u{301}".repeat(300),
    ];
    for question in questions {
        let page = ZONES.search(&SearchQuery::new(Kind::Region, &question)).unwrap();
        let shown: String = question.chars().take(20).collect();
        // No sign is an operator: what is left of a question without words finds nothing.
        assert!(
            page.total < ZONES.search(&SearchQuery::new(Kind::Region, "")).unwrap().total,
            "{shown}"
        );
        if question == "\u{202E}医药" {
            assert_eq!(page.reading, Some(Reading::Literal));
            assert!(0 < page.total);
        }
    }
}

#[test]
fn a_store_without_documents_is_searched_too() {
    let engine = engine(&Texts::default());
    for text in ["", "医药", "biopharma"] {
        for kind in Kind::ALL {
            assert_eq!(engine.search(&SearchQuery::new(kind, text)).unwrap().total, 0);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered_with_whole_characters(text in "\\PC{0,40}|[医药光伏 ＡB、\u{301}]{0,20}") {
        let page = ZONES.search(&SearchQuery::new(Kind::Region, &text)).unwrap();
        for snippet in page.hits.iter().filter_map(|hit| hit.snippet.as_ref()) {
            for range in &snippet.ranges {
                prop_assert!(snippet.text.get(range.clone()).is_some());
            }
        }
    }

    #[test]
    fn a_filter_never_adds_documents(text in "医药|电子|食品 化工|加工品|", wanted in 0usize..2000) {
        let all = SearchQuery::new(Kind::Region, &text);
        let one = SearchQuery { within: vec![rows()[wanted].0.to_owned()], ..all.clone() };
        prop_assert!(ZONES.search(&one).unwrap().total <= ZONES.search(&all).unwrap().total.min(1));
    }
}

/// A word in either script finds what is written in either.
#[test]
fn traditional_and_simplified_characters_find_each_other() {
    let regions =
        vec![park("CN-1", "无锡半导体产业园", "集成电路"), park("CN-2", "無錫醫藥產業園", "醫藥")];
    let engine = engine(&Texts { regions, ..Texts::default() });
    for (text, expected) in [
        ("无锡", &["CN-1", "CN-2"][..]),
        ("無錫", &["CN-1", "CN-2"]),
        ("積體電路 集成電路", &[]),
        ("集成電路", &["CN-1"]),
        ("医药", &["CN-2"]),
        ("醫藥", &["CN-2"]),
    ] {
        let page = engine.search(&SearchQuery::new(Kind::Region, text)).unwrap();
        let found: BTreeSet<&str> = ids(&page).into_iter().collect();
        assert_eq!(found, expected.iter().copied().collect(), "{text}");
    }
}
