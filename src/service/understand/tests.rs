use jiff::civil::date;

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
    let read = read_project(text, &atlas, &gazetteer, date(2026, 3, 1));
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
        // Counted things are no money.
        ("年产3亿支疫苗,年用电2亿度", &["energy_per_year=200000000 kWh «2亿度»"]),
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
        (
            "电池 上海 不要化工园区", // denied, not wished; and there is no field to refuse it
            &["host_city=CN-310000 - «上海»", "not_understood=不要化工园区 - «不要化工园区»"],
        ),
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

/// Whoever says where not to go must never be sent there.
#[test]
fn a_place_that_is_denied_in_any_words_is_excluded() {
    let chinese = [
        "不要去浙江",
        "不要在浙江",
        "不能落在浙江",
        "不要落在浙江",
        "不能放在浙江",
        "别放在浙江",
        "别去浙江",
        "不想去浙江",
        "不打算落户浙江",
        "避开浙江",
        "拒绝浙江",
        "不接受浙江的园区",
        "不要浙江的园区",
        "浙江除外",
        "除浙江以外",
        "除了浙江都可以",
        "不考虑去浙江",
        "不希望把工厂建在浙江",
        "浙江不考虑",
        "远离浙江",
    ];
    for words in chinese {
        let lines = understand(&format!("机器人,{words},深圳孵化")).1;
        assert!(lines.contains(&"must_not=CN-330000 - «浙江»".to_owned()), "{words}: {lines:?}");
        assert!(lines.contains(&"host_city=CN-440300 - «深圳»".to_owned()), "{words}: {lines:?}");
        assert_eq!(lines.len(), 2, "{words}: {lines:?}");
    }
    let english = [
        "not in Zhejiang",
        "anywhere but Zhejiang",
        "we do not want Zhejiang",
        "without Zhejiang",
        "don't put it in Zhejiang",
        "refuse to go to Zhejiang",
        "outside Zhejiang",
        "except Zhejiang",
        "avoid the province of Zhejiang",
        "never relocate to Zhejiang",
        "other than Zhejiang",
        "Zhejiang is excluded",
        "cannot be in Zhejiang",
    ];
    for words in english {
        let lines = understand(&format!("robots, incubated in Shenzhen, {words}")).1;
        let expected = ["host_city=CN-440300 - «Shenzhen»", "must_not=CN-330000 - «Zhejiang»"];
        assert_eq!(lines, expected, "{words}");
    }
}

#[test]
fn words_that_only_sound_like_denials_exclude_nothing() {
    for words in
        ["能不能落在浙江", "不得不去浙江", "不限于浙江", "不只在浙江", "not only in Zhejiang"]
    {
        let (project, lines) = understand(&format!("机器人,{words},深圳孵化"));
        assert!(project.must_not.is_empty(), "{words}: {lines:?}");
    }
    for words in ["不限于浙江", "不只在浙江", "not only in Zhejiang"] {
        let (project, lines) = understand(&format!("机器人,{words},深圳孵化"));
        assert!(project.target_regions.is_empty(), "{words}: {lines:?}");
    }
}

#[test]
fn hosts_homes_and_targets_are_told_apart() {
    all_understood(&[
        (
            "飞出地丽水,飞入地上海,医疗器械", // 飞入地 is where the enclave stands
            &["not_understood=丽水 - «丽水»", "host_city=CN-310000 - «上海»"],
        ),
        (
            "medical devices, home region Lishui, host city Shanghai",
            &["not_understood=Lishui - «Lishui»", "host_city=CN-310000 - «Shanghai»"],
        ),
        (
            "医疗器械,由丽水在上海的飞地孵化",
            &["not_understood=丽水 - «丽水»", "host_city=CN-310000 - «上海»"],
        ),
        (
            "丽水创新园(上海)孵化的医疗器械",
            &["not_understood=丽水 - «丽水»", "host_city=CN-310000 - «上海»"],
        ),
        (
            "not incubated in Shanghai but in Shenzhen",
            &["not_understood=Shanghai - «Shanghai»", "host_city=CN-440300 - «Shenzhen»"],
        ),
        (
            "在深圳孵化,希望落在丽水",
            &["host_city=CN-440300 - «深圳»", "target_region=CN-331100 - «丽水»"],
        ),
        (
            "在深圳孵化,生产基地放在丽水",
            &["host_city=CN-440300 - «深圳»", "target_region=CN-331100 - «丽水»"],
        ),
        (
            "incubated in Shenzhen, production should go to Lishui",
            &["host_city=CN-440300 - «Shenzhen»", "target_region=CN-331100 - «Lishui»"],
        ),
        ("浙江大学孵化的机器人", &[]), // the name of a school is no place
        ("robots spun off from Zhejiang University", &[]),
        (
            "机器人,不考虑浙江和安徽,深圳孵化", // a comma parts clauses in Chinese
            &[
                "must_not=CN-330000 - «浙江»",
                "must_not=CN-340000 - «安徽»",
                "host_city=CN-440300 - «深圳»",
            ],
        ),
        (
            "深圳孵化,不在长三角", // the regions of the area that are known here
            &[
                "host_city=CN-440300 - «深圳»",
                "must_not=CN-310000 - «长三角»",
                "must_not=CN-330000 - «长三角»",
                "must_not=CN-340000 - «长三角»",
            ],
        ),
        ("面向长三角客户", &["not_understood=长三角 - «长三角»"]), // no wish to go there
    ]);
}

#[test]
fn travel_is_counted_from_the_host_city_alone() {
    all_understood(&[
        (
            "PV modules, incubated in Shenzhen, at most 2 hours from Lishui",
            &[
                "host_city=CN-440300 - «Shenzhen»",
                "not_understood=2 hours from Lishui - «2 hours from Lishui»",
            ],
        ),
        (
            "incubated in Shenzhen, within 2 hours of Shenzhen",
            &["travel_minutes_max=120 minute «2 hours»", "host_city=CN-440300 - «Shenzhen»"],
        ),
        (
            "丽水孵化,离丽水两小时以内",
            &["travel_minutes_max=120 minute «两小时»", "host_city=CN-331100 - «丽水»"],
        ),
        (
            "incubated in Shenzhen, within two hours",
            &["travel_minutes_max=120 minute «two hours»", "host_city=CN-440300 - «Shenzhen»"],
        ),
        (
            "less than two and a half hours away",
            &["travel_minutes_max=150 minute «two and a half hours»"],
        ),
        ("an hour and a half by train", &["travel_minutes_max=90 minute «an hour and a half»"]),
        ("半小时车程", &["travel_minutes_max=30 minute «半小时»"]),
        ("一个半小时以内", &["travel_minutes_max=90 minute «一个半小时»"]),
        ("半导体", &[]),
    ]);
}

#[test]
fn quantities_of_another_kind_are_said_not_to_be_understood() {
    all_understood(&[
        (
            "output of 500 million yuan per year",
            &["output_per_year=500000000 CNY «500 million yuan»"],
        ),
        ("每年产值5亿元", &["output_per_year=500000000 CNY «5亿元»"]),
        ("纳税2000万元/年", &["tax_per_year=20000000 CNY «2000万元»"]),
        ("亩均产值每亩500万元", &["not_understood=500万元 - «500万元»"]),
        ("invest around 200 million yuan", &["capex=200000000 CNY «200 million yuan»"]),
        ("current capex 200 million yuan", &["capex=200000000 CNY «200 million yuan»"]),
        ("齿轮项目投资2亿元", &["capex=200000000 CNY «2亿元»"]),
        ("80 mu - 30 MW", &["land=80 mu «80 mu»", "power=30 MW «30 MW»"]), // no range
        ("投资1亿元-80亩", &["capex=100000000 CNY «1亿元»", "land=80 mu «80亩»"]),
        ("30亩-40亩", &["land=40 mu «30亩-40亩»"]),
        ("年用电量2000万千瓦时", &["energy_per_year=20000000 kWh «2000万千瓦时»"]),
        ("20 GWh of cells", &["not_understood=20 GWh - «20 GWh»"]), // made, not used
        ("厂房租金每平米30元", &["not_understood=30元 - «30元»"]),
        ("月薪8000元", &["not_understood=8000元 - «8000元»"]),
        ("注册资本5000万元", &["not_understood=5000万元 - «5000万元»"]),
        ("完成A轮融资2亿元", &["not_understood=2亿元 - «2亿元»"]),
        (
            "总投资5亿元,其中固定资产投资3亿元",
            &["not_understood=5亿元 - «5亿元»", "capex=300000000 CNY «3亿元»"],
        ),
        ("总投资5亿元", &["capex=500000000 CNY «5亿元»"]),
        ("CNY 200-300 million of investment", &["capex=300000000 CNY «CNY 200-300 million»"]),
        ("30-40亩", &["land=40 mu «30-40亩»"]), // room for the most that is needed
        ("60-80 mu, 2-3 MW", &["land=80 mu «60-80 mu»", "power=3 MW «2-3 MW»"]),
        ("投资1-2亿元", &["capex=200000000 CNY «1-2亿元»"]),
        ("30 acres", &["land=12.1406 hectare «30 acres»"]),
        ("用电容量5000千伏安", &["power=5000 kVA «5000千伏安»"]),
        ("投资1.2亿美元", &["not_understood=1.2亿美元 - «1.2亿美元»"]),
        ("厂房2000平", &["floor_area=2000 m2 «2000平»"]),
        ("2000平台用户,45度角", &[]), // neither area nor energy
        ("用地-5亩", &["not_understood=5亩 - «5亩»"]),
        ("需要港口", &["must_have=port - «需要港口»"]),
        ("we need a port nearby", &["must_have=port - «need a port»"]),
        ("USB port hubs", &[]),
        ("没有港口也可以", &["not_understood=没有港口 - «没有港口»"]),
        ("doesn't need a port", &["not_understood=n't need a port - «n't need a port»"]),
        ("we need port cranes", &[]), // goods, not a place
        ("有港口机械订单", &[]),
    ]);
}

#[test]
fn wishes_are_no_products() {
    let cases = [
        ("电池,上海,高铁1.5小时内", "电池,,,,内"),
        ("no preference for a place, car seats", ",car seats"),
        ("cosmetics, 80,000 m2 floor", "cosmetics,,"),
        ("oak flooring, 3,000 square metres of floor space", "oak flooring,,"),
        ("floor tiles for 200 sqm floors", "floor tiles for,floors"),
        ("海上风电叶片,需要靠近港口,用地500亩", "海上风电叶片,,,用地,"),
    ];
    for (text, expected) in cases {
        let atlas = Atlas::new(vec![region("CN-310000", "", Level::Country, "上海市", "Shanghai")]);
        let shanghai = RegionId::parse("CN-310000").unwrap();
        let gazetteer = Gazetteer::new(&atlas, [("上海", &shanghai)].into_iter());
        let words = read_project(text, &atlas, &gazetteer, date(2026, 3, 1)).product_words;
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
