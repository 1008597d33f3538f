use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Predicate {
    Predicate::parse(text).unwrap_or_else(|invalid| panic!("{text}: {invalid}"))
}

/// An antibody plant from Zhangjiang: 2761, 80 to 100 million CNY, 40 mu.
fn facts() -> Facts {
    let path = |codes: &[&str], above: &[&str]| IndustryPath {
        codes: codes.iter().map(|code| IndustryCode::gbt(code)).collect(),
        above: above.iter().map(|code| IndustryCode::gbt(code)).collect(),
    };
    let region = |id: &str| RegionId::parse(id).unwrap();
    let mut facts = Facts {
        industries: vec![path(&["2761"], &["276", "27", "C"])],
        stage: Some(Stage::Pilot),
        origin: vec![region("CN-310115"), region("CN-310000"), region("CN")],
        place: vec![region("CN-330825"), region("CN-330800"), region("CN-330000"), region("CN")],
        ..Facts::default()
    };
    facts.flags.insert(Flag::BuysLand, true);
    let million = |value: i64| Decimal::from(value * 1_000_000);
    let capex = Bound { low: million(80), high: Some(million(100)) };
    facts
        .with(Measure::Capex, Some(capex))
        .with(Measure::TotalInvestment, Some(Bound { low: million(80), high: None }))
        .with(Measure::Land, Some(Bound::exact(Decimal::from(40) / Decimal::from(15))))
}

#[test]
fn a_condition_holds_fails_or_is_unknown() {
    let unknown = |facts: &[Fact]| Err(facts.iter().copied().collect::<BTreeSet<Fact>>());
    let jobs = Fact::Measure(Measure::Jobs);
    let cases = [
        ("industry under 27", Ok(None)),
        ("industry under 26 or 276", Ok(None)),
        ("industry under C", Ok(None)),
        ("industry under 26", Ok(Some("industry under 26"))),
        ("industry under A", Ok(Some("industry under A"))),
        // Nothing is known of the project in ISIC.
        ("industry under isic4:21", unknown(&[Fact::Industry])),
        ("stage in (pilot, volume)", Ok(None)),
        ("stage in volume", Ok(Some("stage in volume"))),
        ("origin in CN-310000", Ok(None)),
        ("origin in (CN-440100, CN-440300)", Ok(Some("origin in (CN-440100, CN-440300)"))),
        ("place in CN-330000", Ok(None)),
        // Between 80 and 100 million: surely enough, surely not, and who knows.
        ("capex >= 30 million CNY", Ok(None)),
        ("capex > 100 million CNY", Ok(Some("capex > 100 million CNY"))),
        ("capex >= 90 million CNY", unknown(&[Fact::Measure(Measure::Capex)])),
        ("capex <= 100 million CNY", Ok(None)),
        // A lower bound alone proves a minimum and refutes a maximum below it.
        ("total_investment >= 50 million CNY", Ok(None)),
        ("total_investment < 50 million CNY", Ok(Some("total_investment < 50 million CNY"))),
        ("total_investment >= 1 亿元", unknown(&[Fact::Measure(Measure::TotalInvestment)])),
        ("land >= 40 mu and land <= 2.7 hectare", Ok(None)),
        ("buys_land", Ok(None)),
        ("not buys_land", Ok(Some("not buys_land"))),
        ("registered_here", unknown(&[Fact::Flag(Flag::RegisteredHere)])),
        // One part that fails decides `and`, one that holds decides `or`.
        ("jobs >= 100 and stage in volume", Ok(Some("stage in volume"))),
        ("jobs >= 100 or buys_land", Ok(None)),
        ("jobs >= 100 and registered_here", unknown(&[jobs, Fact::Flag(Flag::RegisteredHere)])),
        ("not (jobs >= 100)", unknown(&[jobs])),
        ("stage in volume or origin in CN-44", Ok(Some("stage in volume or origin in CN-44"))),
        // `and` binds closer than `or`.
        ("buys_land or stage in volume and stage in volume", Ok(None)),
        ("(buys_land or stage in volume) and stage in volume", Ok(Some("stage in volume"))),
    ];
    for (text, expected) in cases {
        let predicate = read(text);
        let verdict = match predicate.evaluate(&facts()) {
            Verdict::Holds => Ok(None),
            Verdict::Fails(part) => Ok(Some(part.to_string())),
            Verdict::Unknown(missing) => Err(missing),
        };
        assert_eq!(verdict, expected.map(|part| part.map(str::to_owned)), "{text}");
    }
}

#[test]
fn an_industry_that_is_known_too_coarsely_is_unknown() {
    let path = |text: &str| {
        let mut codes = text.split(' ').map(IndustryCode::gbt);
        IndustryPath { codes: codes.by_ref().take(1).collect(), above: codes.collect() }
    };
    // Each industry with the codes above it.
    let cases: [(&[&str], &str, Option<bool>); 8] = [
        (&[], "industry under 27", None),
        (&["39 C"], "industry under 397", None),
        (&["C"], "industry under 27", None),
        (&["C"], "industry under A", Some(false)),
        // A group with a single class is its class.
        (&["367 36 C"], "industry under 3670", Some(true)),
        // Half of the production within, half without.
        (&["2761 27", "2662 26"], "industry under 27", None),
        (&["2761 27", "2662 26"], "industry under 27 or 26", Some(true)),
        (&["2761 27", "2662 26"], "industry under 38", Some(false)),
    ];
    for (industries, clause, expected) in cases {
        let facts =
            Facts { industries: industries.iter().map(|t| path(t)).collect(), ..Facts::default() };
        let verdict = match read(clause).evaluate(&facts) {
            Verdict::Holds => Some(true),
            Verdict::Fails(_) => Some(false),
            Verdict::Unknown(_) => None,
        };
        assert_eq!(verdict, expected, "{industries:?} {clause}");
    }
}

#[test]
fn a_refusal_names_the_position_and_what_would_be_right() {
    let cases = [
        ("", "at the end", ""),
        ("capex >= 30", "one of the units `CNY`, `10k CNY`", ""),
        ("capex >= thirty CNY", "a number such as `30`, then its unit at character 10", "thirty"),
        ("capex = 30 CNY", "`>=`, `<=`, `>` or `<` at character 7", "="),
        ("capex >= 30 CNY or", "a clause such as", ""),
        ("capex >= 30 CNY stage in pilot", "`and`, `or` or the end at character 17", "stage"),
        ("profit >= 3 CNY", "a clause such as `capex >= 30 million CNY`", "profit"),
        ("stage in (pilot, done)", "`small_batch` or `volume` at character 18", "done"),
        ("origin in Shanghai", "a region id such as `CN-310000` at character 11", "Shanghai"),
        ("industry under pharma", "a code such as `27`", "pharma"),
        ("(buys_land", "`)` at the end", ""),
        ("jobs >= -5", "a number such as `30`", "-5"),
        ("jobs >= 1e9", "a number such as `30`", "1e9"),
        ("capex >= 99999999999999999 CNY", "at most 1000000000000000", "99999999999999999"),
    ];
    for (text, expected, value) in cases {
        let invalid = Predicate::parse(text).unwrap_err();
        assert!(invalid.expected.contains(expected), "{text}: {}", invalid.expected);
        assert_eq!(invalid.value, value, "{text}");
    }
}

#[test]
fn depth_and_length_are_bounded() {
    let deep = |levels: usize| format!("{}buys_land", "not ".repeat(levels));
    assert!(Predicate::parse(&deep(16)).is_ok());
    assert!(Predicate::parse(&deep(17)).unwrap_err().expected.contains("16 levels"));
    let parentheses = format!("{}buys_land{}", "(".repeat(400), ")".repeat(400));
    assert!(Predicate::parse(&parentheses).unwrap_err().expected.contains("16 levels"));
    assert!(Predicate::parse(&"(".repeat(100_000)).unwrap_err().expected.contains("1000"));
}

#[test]
fn a_document_holds_a_condition_as_text() {
    let text = r#""industry under 27 or isic4:21 and jobs >= 100""#;
    let predicate: Predicate = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&predicate).unwrap(), text);
    assert!(serde_json::from_str::<Predicate>(r#""jobs""#).is_err());
    assert!(predicate.mentions(Measure::Jobs) && !predicate.mentions(Measure::Capex));
}

fn clauses() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("industry under 27 or C or isic4:21".to_owned()),
        Just("industry under 3562".to_owned()),
        Just("stage in (pilot, volume)".to_owned()),
        Just("origin in CN-310000".to_owned()),
        Just("place in (CN-330800, US-metro-12420)".to_owned()),
        prop::sample::select(Flag::ALL).prop_map(|flag| flag.as_str().to_owned()),
        (
            prop::sample::select(Measure::ALL),
            prop::sample::select(vec![">=", "<=", ">", "<"]),
            0_u32..10_000,
            0_usize..3,
        )
            .prop_map(|(measure, sign, value, unit)| {
                let unit = match measure.quantity() {
                    Quantity::Money => ["CNY", "million CNY", "10k CNY"][unit],
                    Quantity::Area => ["mu", "hectare", "m2"][unit],
                    Quantity::Share => {
                        return format!("{} {sign} 0.{value} share", measure.as_str());
                    }
                    Quantity::Count => "",
                };
                format!("{} {sign} {value} {unit}", measure.as_str())
            }),
    ]
}

fn conditions() -> impl Strategy<Value = String> {
    clauses().prop_recursive(4, 24, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            several.clone().prop_map(|parts| format!("({})", parts.join(") and ("))),
            several.prop_map(|parts| format!("({})", parts.join(" or "))),
            inner.prop_map(|part| format!("not ({part})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_written_is_read_again(text in conditions()) {
        prop_assume!(text.chars().count() < 900);
        let predicate = Predicate::parse(&text).unwrap();
        let written = predicate.to_string();
        prop_assert_eq!(Predicate::parse(&written).unwrap(), predicate, "{}", written);
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".*") {
        _ = Predicate::parse(&text);
    }

    #[test]
    fn any_words_of_the_language_are_read_or_refused(
        words in prop::collection::vec(prop::sample::select(vec![
            "industry", "under", "27", "C", "or", "and", "not", "(", ")", ",", "in", "stage",
            "pilot", "capex", ">=", "<", "30", "0.5", "million", "CNY", "mu", "jobs", "origin",
            "CN-310000", "buys_land", "亿元", "isic4:21",
        ]), 0..30)
    ) {
        if let Ok(predicate) = Predicate::parse(&words.join(" ")) {
            _ = predicate.evaluate(&facts());
        }
    }

    /// Learning more never turns a decided condition around.
    #[test]
    fn what_is_decided_stays_decided(text in conditions(), jobs in 0_i64..10_000) {
        prop_assume!(text.chars().count() < 900);
        let predicate = Predicate::parse(&text).unwrap();
        let mut more = facts().with(Measure::Jobs, Some(Bound::exact(Decimal::from(jobs))));
        more.flags.insert(Flag::RegisteredHere, jobs % 2 == 0);
        match predicate.evaluate(&facts()) {
            Verdict::Holds => prop_assert_eq!(predicate.evaluate(&more), Verdict::Holds),
            Verdict::Fails(_) => {
                prop_assert!(matches!(predicate.evaluate(&more), Verdict::Fails(_)));
            }
            Verdict::Unknown(_) => {}
        }
    }
}
