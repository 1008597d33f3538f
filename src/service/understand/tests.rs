use super::*;
use crate::domain::{
    id::RegionId,
    region::{Level, RegionProfile},
};

fn region(id: &str, parent: &str, level: Level, zh: &str, en: &str) -> RegionProfile {
    let parent = (!parent.is_empty()).then(|| RegionId::parse(parent).unwrap());
    RegionProfile::new(RegionId::parse(id).unwrap(), parent, level, Text::new(zh, en))
}

fn understand(text: &str) -> (ProjectProfile, Vec<String>) {
    let mut shanghai = region("CN-310000", "CN", Level::Province, "上海市", "Shanghai");
    shanghai.levels.insert(Level::Prefecture);
    let atlas = Atlas::new(vec![
        region("CN", "", Level::Country, "中国", "China"),
        shanghai,
        region("CN-310115", "CN-310000", Level::County, "浦东新区", "Pudong New Area"),
        region("CN-330000", "CN", Level::Province, "浙江省", "Zhejiang"),
        region("CN-331100", "CN-330000", Level::Prefecture, "丽水市", "Lishui"),
        region("CN-331181", "CN-331100", Level::County, "龙泉市", "Longquan"),
        region("CN-340000", "CN", Level::Province, "安徽省", "Anhui"),
        region("CN-440300", "CN", Level::Prefecture, "深圳市", "Shenzhen"),
        region("CN-620200", "CN", Level::Prefecture, "嘉峪关市", "Jiayuguan"),
        region("CN-999999", "CN-331100", Level::County, "电池县", "Battery County"),
    ]);
    let zhangjiang = RegionId::parse("CN-310115").unwrap();
    let aliases = [("张江", &zhangjiang), ("Zhangjiang", &zhangjiang)];
    let gazetteer = Gazetteer::new(&atlas, aliases.into_iter());
    let read = read_project(text, &atlas, &gazetteer);
    let lines = read
        .understood
        .iter()
        .map(|u| format!("{}={} {} «{}»", u.what, u.value, u.unit.unwrap_or("-"), u.from))
        .collect();
    (read.project, lines)
}

fn all_understood(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(understand(text).1, *expected, "{text}");
    }
}

#[test]
fn the_words_of_sponsors_are_understood() {
    all_understood(&[
        (
            "抗体药物,在上海张江孵化,需要GMP生产基地40亩",
            &["land=40 mu «40亩»", "host_city=CN-310115 - «上海张江»"],
        ),
        (
            "lithium battery cell plant, 80 mu, 30 MW, incubated in Shanghai",
            &["land=80 mu «80 mu»", "power=30 MW «30 MW»", "host_city=CN-310000 - «Shanghai»"],
        ),
        (
            "We make lithium cells, 120 million CNY capex, incubated in Shenzhen",
            &["capex=120000000 CNY «120 million CNY»", "host_city=CN-440300 - «Shenzhen»"],
        ),
        (
            "总投资2亿元,年产值5亿元,年纳税3000万元",
            &[
                "capex=200000000 CNY «2亿元»",
                "output_per_year=500000000 CNY «5亿元»",
                "tax_per_year=30000000 CNY «3000万元»",
            ],
        ),
        (
            "需要厂房12000平方米,用工300人",
            &["floor_area=12000 m2 «12000平方米»", "headcount=300 person «300人»"],
        ),
        ("占地20000平方米", &["land=20000 m2 «20000平方米»"]),
        (
            "深圳团队,想在安徽省建厂",
            &["host_city=CN-440300 - «深圳»", "target_region=CN-340000 - «安徽省»"],
        ),
        (
            "incubated in Zhangjiang, Shanghai, not in Zhejiang",
            &["host_city=CN-310115 - «Zhangjiang, Shanghai»", "must_not=CN-330000 - «Zhejiang»"],
        ),
        ("需要40亩", &["land=40 mu «40亩»"]), // full-width digits
        ("四十亩", &["land=40 mu «四十亩»"]),
        ("40亩,30兆瓦", &["land=40 mu «40亩»", "power=30 MW «30兆瓦»"]),
        (
            "距上海2小时以内",
            &["travel_minutes_max=120 minute «2小时»", "host_city=CN-310000 - «上海»"],
        ),
        (
            "固态电池,靠近港口,化工园区",
            &["must_have=port - «靠近港口»", "must_have=chemical_park - «化工园区»"],
        ),
        ("锂电池总部", &[]), // a county's short name inside other words is no place
        ("在龙泉孵化", &["host_city=CN-331181 - «龙泉»"]),
        ("年产3亿支疫苗,年用电2亿度", &[]), // counted things are no money
        ("投资2亿", &["capex=200000000 CNY «2亿»"]),
        (
            "within 2 hours of Shanghai",
            &["travel_minutes_max=120 minute «2 hours»", "host_city=CN-310000 - «Shanghai»"],
        ),
    ]);
}

#[test]
fn currencies_denials_and_lists_are_understood() {
    all_understood(&[
        (
            "电池 投资1.5亿美元 上海",
            &["not_understood=1.5亿美元 - «1.5亿美元»", "host_city=CN-310000 - «上海»"],
        ),
        ("投资三亿五千万元", &["capex=350000000 CNY «三亿五千万元»"]),
        ("投资8000万", &["capex=80000000 CNY «8000万»"]),
        (
            "battery Shanghai ¥300M",
            &["capex=300000000 CNY «¥300M»", "host_city=CN-310000 - «Shanghai»"],
        ),
        ("电池 上海 不要化工园区", &["host_city=CN-310000 - «上海»"]), // denied, not wished
        (
            "drone, Shenzhen, not Zhejiang",
            &["host_city=CN-440300 - «Shenzhen»", "must_not=CN-330000 - «Zhejiang»"],
        ),
        (
            "incubated in Shenzhen, avoid Anhui and Zhejiang",
            &[
                "host_city=CN-440300 - «Shenzhen»",
                "must_not=CN-340000 - «Anhui»",
                "must_not=CN-330000 - «Zhejiang»",
            ],
        ),
        (
            "在深圳孵化,排除安徽和浙江",
            &[
                "host_city=CN-440300 - «深圳»",
                "must_not=CN-340000 - «安徽»",
                "must_not=CN-330000 - «浙江»",
            ],
        ),
        ("上海孵化,除浙江外", &["host_city=CN-310000 - «上海»", "must_not=CN-330000 - «浙江»"]),
        (
            "Shanghai battery, only in Anhui",
            &["host_city=CN-310000 - «Shanghai»", "target_region=CN-340000 - «Anhui»"],
        ),
        ("protein Battery", &[]), // "in" at the end of a word introduces nothing
    ]);
}

#[test]
fn wishes_are_no_products() {
    let cases = [
        ("电池,上海,高铁1.5小时内", "电池,,,,内"),
        ("no preference for a place, car seats", ",,car seats"),
        ("海上风电叶片,需要靠近港口,用地500亩", "海上风电叶片,需要,,用地,"),
    ];
    for (text, expected) in cases {
        let atlas = Atlas::new(vec![region("CN-310000", "", Level::Country, "上海市", "Shanghai")]);
        let shanghai = RegionId::parse("CN-310000").unwrap();
        let gazetteer = Gazetteer::new(&atlas, [("上海", &shanghai)].into_iter());
        let words = read_project(text, &atlas, &gazetteer).product_words;
        assert_eq!(words.replace(' ', ""), expected.replace(' ', ""), "{text}");
    }
}

#[test]
fn odd_texts_never_panic_and_say_nothing() {
    for text in [
        "",
        "🏭🏭",
        "\u{202e}abc",
        "0亩",
        "99999999999999999999999999999999亩",
        "-5 mu x",
        "1e999 MW",
    ] {
        let (project, _) = understand(text);
        assert!(
            project.needs.land.is_none_or(|land| land.validate_positive().is_empty()),
            "{text}"
        );
    }
}

proptest::proptest! {
    #[test]
    fn any_text_can_be_read(text in "\\PC{0,80}") {
        let (project, _) = understand(&text);
        proptest::prop_assert_eq!(project.validate(), vec![]);
    }
}
