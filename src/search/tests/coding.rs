use proptest::prelude::*;

use super::*;

/// A cut from the definition's phrases and titles.
fn coder() -> Coder {
    let phrases = [
        ("抗体药物", "2761;2762"),
        ("锂电池", "3841"),
        ("lithium battery", "3841"),
        ("battery cell", "3841"),
        ("光伏组件", "3825"),
        ("光伏", "3825;3985"),
        ("汽车零部件", "367"),
        ("semiconductor packaging", "3973"),
        ("semiconductor", "3972;3973;3975"),
        ("检测认证", "7452;7455"),
        ("化工", "26"),
        ("茶", "153;0164"),
        ("药物研发", "7340"),
    ];
    let phrases: Vec<Phrase> = phrases
        .iter()
        .map(|(text, codes)| Phrase {
            text: (*text).to_owned(),
            codes: codes.split(';').map(str::to_owned).collect(),
        })
        .collect();
    let titles = [
        ("2761", "生物药品制造", "Biological drug manufacturing"),
        ("2762", "基因工程药物和疫苗制造", "Genetically engineered drug and vaccine manufacturing"),
        ("3841", "锂离子电池制造", "Lithium-ion battery manufacturing"),
        ("2451", "电玩具制造", "Electric toy manufacturing"),
        ("2452", "塑胶玩具制造", "Plastic toy manufacturing"),
        ("1711", "棉纺纱加工", "Cotton spinning"),
        ("7340", "医学研究和试验发展", "Medical research and experimental development"),
        ("7452", "检测服务", "Testing services"),
    ];
    let titles: Vec<Title> = titles
        .iter()
        .map(|(code, zh, en)| Title {
            code: (*code).to_owned(),
            zh: (*zh).to_owned(),
            en: (*en).to_owned(),
        })
        .collect();
    Coder::new(&RULES, &phrases, &titles)
}

#[test]
fn texts_are_coded_by_their_product() {
    let cases = [
        ("抗体药物,在上海张江孵化,需要GMP生产基地40亩", Some("276")),
        ("lithium battery cell plant, 80 mu, 30 MW", Some("384")),
        ("Lithium-battery plants", Some("384")), // hyphen and plural
        ("光伏组件", Some("382")),               // longer than 光伏
        ("汽车零部件", Some("367")),
        ("semiconductor packaging", Some("397")),
        ("锂电池研发与检测认证服务", Some("384")), // production before research
        ("检测认证", Some("745")),                 // but alone it counts
        ("GMP", None),
        ("hello", None),
        ("文化工作", None), // 化工 across two words
        ("", None),
    ];
    let coder = coder();
    for (text, expected) in cases {
        let coding = coder.code(text, 5);
        let first = coding.codes.first().map(|coded| coded.code.get(..3).unwrap());
        assert_eq!(first, expected, "{text}: {coding:?}");
        assert!(coding.codes.iter().all(|coded| 0.0 < coded.confidence && coded.confidence < 1.0));
    }
}

#[test]
fn named_products_are_sure_and_likenesses_are_not() {
    let coder = coder();
    let sure = &coder.code("光伏组件", 5).codes[0];
    assert!(0.8 <= sure.confidence, "{sure:?}");
    assert_eq!(sure.words, ["光伏组件"]);
    // A whole title is a name; a part of one is only like it.
    assert!(0.8 <= coder.code("cotton spinning", 5).codes[0].confidence);
    let vague = coder.code("cotton towels", 5);
    assert!(vague.codes.iter().all(|coded| coded.confidence < 0.8), "{vague:?}");
}

#[test]
fn probabilities_of_a_level_never_exceed_one_and_roll_up() {
    let coder = coder();
    for text in ["生产锂电池和光伏组件", "semiconductor packaging", "茶", "锂电池检测认证"]
    {
        let coding = coder.code(text, 50);
        for level in [&coding.divisions, &coding.groups, &coding.classes] {
            let sum: f64 = level.iter().map(|coded| coded.confidence).sum();
            assert!(sum <= 1.001, "{text}: {level:?}");
        }
        for group in &coding.groups {
            let above = |division: &&CodedIndustry| group.code.starts_with(&division.code);
            let division = coding.divisions.iter().find(above).unwrap();
            assert!(group.confidence <= division.confidence + 1e-3, "{text}: {coding:?}");
        }
    }
}

#[test]
fn what_goes_in_and_who_buys_do_not_decide() {
    let cases = [
        ("生产锂电池，用于汽车零部件厂", "384"),
        ("用茶生产光伏组件", "382"),
        ("抗体药物，客户为化工企业", "276"),
        ("We make battery cells for semiconductor plants", "384"),
        ("拆解退役锂电池", "421"),
    ];
    let coder = coder();
    for (text, expected) in cases {
        let coding = coder.code(text, 5);
        let first = coding.codes.first().map(|coded| &coded.code[..3]);
        assert_eq!(first, Some(expected), "{text}: {coding:?}");
    }
}

#[test]
fn research_does_not_count_beside_a_product() {
    let coding =
        coder().code("锂电池研发 medical research and experimental development 检测服务", 10);
    assert!(coding.codes.iter().all(|coded| !coded.code.starts_with("73")), "{coding:?}");
    assert!(coding.codes.iter().all(|coded| !coded.code.starts_with("74")), "{coding:?}");
}

#[test]
fn two_products_of_one_group_are_both_named() {
    let phrases = ["电玩", "塑玩"]
        .map(|text| Phrase { text: text.to_owned(), codes: vec!["2451".to_owned()] });
    let mut phrases = phrases.to_vec();
    phrases[1].codes = vec!["2452".to_owned()];
    let coder = Coder::new(
        &Arc::new(
            Rules::new(
                &schema(),
                &Vocabulary {
                    words: vec!["电玩".to_owned(), "塑玩".to_owned()],
                    ..Vocabulary::default()
                },
            )
            .unwrap(),
        ),
        &phrases,
        &[],
    );
    let found: Vec<String> =
        coder.code("电玩,塑玩", 5).codes.into_iter().map(|coded| coded.code).collect();
    assert_eq!(found, ["2451", "2452"]);
}

/// The definition's phrases and titles.
static DEFINITION: LazyLock<Coder> =
    LazyLock::new(|| defined(&[include_str!("../../../index/phrases.csv")]));

/// A coder that knows files of phrases and the definition's titles; no cell before the last holds
/// a comma.
pub(super) fn defined(files: &[&'static str]) -> Coder {
    let cells = |text: &'static str| {
        text.lines().skip(1).filter(|line| !line.starts_with('"')).map(|line| line.split(','))
    };
    let phrases: Vec<Phrase> = files
        .iter()
        .flat_map(|file| cells(file))
        .map(|mut cells| Phrase {
            text: cells.next().unwrap().to_owned(),
            codes: cells.nth(1).unwrap().split(';').map(str::to_owned).collect(),
        })
        .collect();
    let titles: Vec<Title> = cells(include_str!("../../../index/gbt4754.csv"))
        .map(|mut cells| Title {
            code: cells.next().unwrap().to_owned(),
            zh: cells.nth(2).unwrap().to_owned(),
            en: cells.collect::<Vec<_>>().join(",").trim_matches('"').to_owned(),
        })
        .collect();
    let words = phrases.iter().map(|phrase| phrase.text.clone()).collect();
    let vocabulary = Vocabulary { words, ..Vocabulary::default() };
    Coder::new(&Rules::new(&schema(), &vocabulary).unwrap(), &phrases, &titles)
}

/// Told, but with less probability: two names that overlap, and a material named by its use.
const LESS_SURE: [&str; 2] = ["lithium battery cell plant", "钠离子电池正极材料"];

#[test]
fn the_definition_codes_what_people_write() {
    let cases = [
        ("抗体药物,在上海张江孵化,需要GMP生产基地40亩", Some("276")),
        ("lithium battery cell plant, 80 mu, 30 MW, incubated in Shanghai", Some("384")),
        ("lithium battery cell plant, , , incubated ,", Some("384")), // as a question leaves it
        ("incubated in Shanghai", None),                              // no incubator
        ("锂电池", Some("384")),
        ("光伏组件", Some("382")),
        ("汽车零部件", Some("367")),
        ("semiconductor packaging", Some("397")),
        ("钠离子电池正极材料", Some("398")), // the head of the expression is the material
        ("研发抗体药物的团队,需要检测服务", Some("276")),
        ("GMP", None),
        ("hello", None),
        ("铜陵的项目", None), // a city, not copper
    ];
    for (text, expected) in cases {
        let coding = DEFINITION.code(text, 5);
        let first = coding.codes.first().map(|coded| coded.code.get(..3).unwrap());
        assert_eq!(first, expected, "{text}: {coding:?}");
        let least = if LESS_SURE.iter().any(|less| text.starts_with(less)) { 0.6 } else { 0.8 };
        assert!(coding.codes.first().is_none_or(|coded| least <= coded.confidence), "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_coded_the_same_way_twice(text in "\\PC{0,60}|[锂电池光伏组件茶 a-z,]{0,30}") {
        static CODER: LazyLock<Coder> = LazyLock::new(coder);
        let coding = CODER.code(&text, 5);
        prop_assert!(coding.codes.len() <= 5);
        prop_assert_eq!(CODER.code(&text, 5), coding);
    }
}

/// The industry is found, and the words that decided are those that were said.
#[test]
fn traditional_characters_are_coded_and_repeated() {
    let coder = coder();
    let found = |coding: &Coding| -> Vec<String> {
        coding.codes.iter().map(|coded| coded.code.clone()).collect()
    };
    for (text, here, word) in [
        ("上海團隊做鋰電池", "上海团队做锂电池", "鋰電池"),
        ("汽車零部件製造", "汽车零部件制造", "汽車零部件"),
    ] {
        let coding = coder.code(text, 3);
        assert!(!coding.codes.is_empty(), "{text}");
        assert_eq!(found(&coding), found(&coder.code(here, 3)), "{text}");
        assert!(coding.words.iter().any(|said| said == word), "{text}: {:?}", coding.words);
    }
}
