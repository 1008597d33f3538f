//! What is read with the names of the built-in world at hand.

use std::sync::LazyLock;

use super::*;
use crate::{service::index_texts::built_in_world, world};

pub(super) static WORLD: LazyLock<(Atlas, Gazetteer)> = LazyLock::new(|| {
    let atlas = Atlas::new(built_in_world().regions);
    let aliases = world::aliases().iter().map(|alias| (alias.alias.as_str(), &alias.region));
    let gazetteer = Gazetteer::new(&atlas, aliases);
    (atlas, gazetteer)
});

/// The day on which everything is asked.
pub(super) const TODAY: Date = jiff::civil::date(2026, 3, 1);

/// What was read, without units.
pub(super) fn read(text: &str) -> Vec<String> {
    let (atlas, gazetteer) = &*WORLD;
    let read = read_project(text, atlas, gazetteer, TODAY).understood;
    read.iter().map(|line| format!("{}={}", line.what, line.value)).collect()
}

pub(super) fn all_read(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(read(text), *expected, "{text}");
    }
}

/// The targets of a text, of which the host is Shanghai.
pub(super) fn targets(text: &str) -> Vec<String> {
    let lines = read(text);
    assert!(lines.contains(&"host_city=CN-310000".to_owned()), "{text}: {lines:?}");
    let targets = lines.iter().filter_map(|line| line.strip_prefix("target_region="));
    targets.map(str::to_owned).collect()
}

#[test]
fn whatever_gives_a_place_its_part_introduces_it() {
    let verbs = [
        "落地",
        "落户",
        "落位",
        "落在",
        "落到",
        "放在",
        "建在",
        "设在",
        "布局在",
        "只考虑",
        "考虑",
        "优先考虑",
        "迁往",
        "迁至",
        "迁到",
        "搬到",
        "搬往",
        "转移到",
        "想去",
        "到",
        "建厂于",
        "设厂于",
        "投产于",
        "入驻",
        "进驻",
        "首选",
        "最好",
        "最好在",
        "尽量在",
        "不能出",
        "项目不能迁离",
        "倾向于",
        "仅限",
    ];
    let places = [
        ("昆山", "CN-320583"),
        ("义乌", "CN-330782"),
        ("江阴", "CN-320281"),
        ("万州", "CN-500101"),
        ("涪陵", "CN-500102"),
        ("海门", "CN-320614"),
        ("滁州", "CN-341100"),
        ("宿迁", "CN-321300"),
        ("成都", "CN-510100"),
        ("新疆", "CN-650000"),
    ];
    for verb in verbs {
        for (place, id) in places {
            assert_eq!(targets(&format!("阀门,在上海孵化,{verb}{place}")), [id], "{verb}{place}");
        }
    }
    let english = [
        ("valves, incubated in Shanghai, only Kunshan", "CN-320583"),
        ("valves, incubated in Shanghai, prefer Yiwu", "CN-330782"),
        ("valves, incubated in Shanghai, considering Jiangyin", "CN-320281"),
        ("valves, incubated in Shanghai, plant in Wanzhou", "CN-500101"),
        ("valves, incubated in Shanghai, moving to Chuzhou", "CN-341100"),
        ("valves, incubated in Shanghai, the plant must not leave Kunshan", "CN-320583"),
        ("where in Yiwu should we make valves, incubated in Shanghai", "CN-330782"),
    ];
    for (text, id) in english {
        assert_eq!(targets(text), [id], "{text}");
    }
}

#[test]
fn lists_denials_and_subjects_introduce_places_too() {
    all_read(&[
        ("阀门,昆山企业", &["host_city=CN-320583"]),
        ("阀门,义乌团队,落户江阴", &["host_city=CN-330782", "target_region=CN-320281"]),
        ("江阴公司,阀门", &["host_city=CN-320281"]),
        (
            "阀门,在上海孵化,落地义乌或江阴",
            &["host_city=CN-310000", "target_region=CN-330782", "target_region=CN-320281"],
        ),
        ("不能出江苏,苏州孵化的阀门", &["target_region=CN-320000", "host_city=CN-320500"]),
        ("阀门,落户江苏,苏州孵化", &["target_region=CN-320000", "host_city=CN-320500"]),
        ("阀门,落户江苏,苏州", &["target_region=CN-320500"]),
        // Who stays, and what is not left.
        ("阀门,我们不能离开上海,工厂落地滁州", &["host_city=CN-310000", "target_region=CN-341100"]),
        (
            "valves, we cannot leave Shanghai, plant in Chuzhou",
            &["host_city=CN-310000", "target_region=CN-341100"],
        ),
        (
            "阀门,苏州孵化,团队要求选址不能出江苏",
            &["host_city=CN-320500", "target_region=CN-320000"],
        ),
        (
            "阀门,苏州孵化,因运输限制工厂不能出江苏",
            &["host_city=CN-320500", "target_region=CN-320000"],
        ),
        ("阀门,团队不离开上海,工厂去滁州", &["host_city=CN-310000", "target_region=CN-341100"]),
        (
            "阀门,研发团队不想离开上海,量产落地滁州",
            &["host_city=CN-310000", "target_region=CN-341100"],
        ),
        (
            "our team does not want to leave Shanghai, valves plant in Chuzhou",
            &["host_city=CN-310000", "target_region=CN-341100"],
        ),
        ("阀门,最好在上海孵化,落地滁州", &["host_city=CN-310000", "target_region=CN-341100"]),
        ("阀门,总部最好在上海,工厂落户滁州", &["host_city=CN-310000", "target_region=CN-341100"]),
        ("阀门,研发最好在上海,工厂最好在滁州", &["host_city=CN-310000", "target_region=CN-341100"]),
        ("阀门,在上海孵化,厂区不能离开江苏", &["host_city=CN-310000", "target_region=CN-320000"]),
        ("阀门,在上海孵化,我们的客户不愿离开苏州", &["host_city=CN-310000", "not_understood=苏州"]),
        ("阀门,江苏,苏州孵化", &["host_city=CN-320500"]),
        ("阀门,在上海孵化,避开昆山", &["host_city=CN-310000", "must_not=CN-320583"]),
        ("阀门,在上海孵化,不考虑江阴", &["host_city=CN-310000", "must_not=CN-320281"]),
        // Where goods or people but go is no wish.
        ("阀门,销往成都,在上海孵化", &["not_understood=成都", "host_city=CN-310000"]),
        ("阀门,到上海高铁方便", &["host_city=CN-310000"]),
    ]);
}

#[test]
fn what_must_be_left_or_is_but_asked_is_no_wish_to_stay() {
    for words in [
        "阀门,在上海孵化,不能离苏州太远",
        "阀门,在上海孵化,不要离昆山超过1小时",
        "阀门,在上海孵化,税收不能出江苏",
        "阀门,在上海孵化,最好在苏州周边",
        "valves, incubated in Shanghai, where in Suzhou should our team sit",
        "阀门,在上海孵化,不得不离开苏州",
        "阀门,在上海孵化,能不能离开苏州",
        "阀门,在上海孵化,两条产线分别迁出苏州",
        "阀门,在上海孵化,不是不能出江苏",
        "阀门,在上海孵化,看不出江苏有什么优势",
        "阀门,在上海孵化,产品不出江苏",
        "valves, incubated in Shanghai, why not leave Suzhou",
        "valves, incubated in Shanghai, we cannot grow without leaving Suzhou",
        "valves, incubated in Shanghai, we deliver anywhere in Guangdong",
    ] {
        assert!(targets(words).is_empty(), "{words}: {:?}", targets(words));
    }
}

#[test]
fn areas_of_whole_provinces_and_cities_are_understood() {
    let cases = [
        ("想去东北", 3),
        ("只考虑东北三省", 3),
        ("希望去中部六省", 6),
        ("去中部", 6),
        ("去西部", 12),
        ("西部建厂", 12),
        ("落地东部地区", 10),
        ("去成渝", 16),
        ("落户苏北", 5),
        ("只考虑皖北", 6),
        ("只考虑粤东西北", 12),
        ("western China only", 12),
        ("only in central China", 6),
        ("move to the northeast", 3),
    ];
    for (words, count) in cases {
        let found = targets(&format!("valves, incubated in Shanghai, {words}"));
        assert_eq!(found.len(), count, "{words}: {found:?}");
    }
    let lines = read("阀门,在上海孵化,不去西部");
    assert_eq!(lines.iter().filter(|line| line.starts_with("must_not=")).count(), 12, "{lines:?}");
    // What only sounds like an area.
    for words in ["西部数据硬盘", "机械中部件", "浙江大学西部研究院的传感器"]
    {
        let lines = read(words);
        assert!(lines.iter().all(|line| !line.starts_with("target_region=")), "{words}: {lines:?}");
    }
}

#[test]
fn areas_name_regions_of_the_world_once_each() {
    for area in area::AREAS {
        let ids: Vec<&str> = area.regions.split(' ').collect();
        for id in &ids {
            let known = WORLD.0.find(&RegionId::parse(id).unwrap()).is_some();
            assert!(known && ids.iter().filter(|other| *other == id).count() == 1, "{id}");
        }
    }
}

#[test]
fn of_namesakes_the_one_is_meant_that_lies_where_it_is_said() {
    all_read(&[
        ("阀门,在深圳市南山区孵化", &["host_city=CN-440305"]),
        ("阀门,在鹤岗市南山区孵化", &["host_city=CN-230404"]),
        ("阀门,在长春市朝阳区孵化", &["host_city=CN-220104"]),
        ("阀门,在贵阳白云区孵化", &["host_city=CN-520113"]),
        ("阀门,在上海孵化,落户南通市通州区", &["host_city=CN-310000", "target_region=CN-320612"]),
        (
            "valves, incubated in Shanghai, set up in Suzhou, Anhui",
            &["host_city=CN-310000", "target_region=CN-341300"],
        ),
        (
            "valves, incubated in Shanghai, relocate to Yichun (Jiangxi)",
            &["host_city=CN-310000", "target_region=CN-360900"],
        ),
        // Where a place lies is no second target.
        (
            "valves, incubated in Hangzhou, relocate to Huzhou in Zhejiang",
            &["host_city=CN-330100", "target_region=CN-330500"],
        ),
        (
            "valves, incubated in Shanghai, only in Fujian or Jiangxi",
            &["host_city=CN-310000", "target_region=CN-350000", "target_region=CN-360000"],
        ),
    ]);
}

#[test]
fn a_move_that_is_over_or_of_others_is_no_target() {
    let cases: [(&str, &[&str]); 12] = [
        ("阀门,在上海孵化,已落户昆山,想搬到滁州", &["CN-341100"]),
        ("阀门,在上海孵化,公司已入驻昆山,想去安徽", &["CN-340000"]),
        ("阀门,在上海孵化,原计划落户义乌,现改为去衢州", &["CN-330800"]),
        ("阀门,在上海孵化,未能落户江阴", &[]),
        ("阀门,在上海孵化,竞争对手落户江阴", &[]),
        ("阀门,在上海孵化,客户落地合肥", &[]),
        ("阀门,在上海孵化,已决定落户昆山", &["CN-320583"]),
        ("阀门,在上海孵化,客户要求落户昆山", &["CN-320583"]),
        ("阀门,在上海孵化,原材料充足,落户昆山", &["CN-320583"]),
        ("valves, incubated in Shanghai, our competitor set up in Jiangyin", &[]),
        (
            "valves, incubated in Shanghai, we have a plant in Yiwu and want another in Jiangxi",
            &["CN-360000"],
        ),
        ("valves, incubated in Shanghai, already decided to relocate to Kunshan", &["CN-320583"]),
    ];
    for (text, expected) in cases {
        assert_eq!(targets(text), expected, "{text}: {:?}", read(text));
    }
}

#[test]
fn parks_are_places() {
    all_read(&[
        ("阀门,在上海孵化,落地苏州工业园区", &["host_city=CN-310000", "target_region=CN-G321090"]),
        (
            "阀门,在上海孵化,落地昆山高新技术产业开发区",
            &["host_city=CN-310000", "target_region=CN-G322074"],
        ),
        ("阀门,在上海孵化,落户昆山高新区", &["host_city=CN-310000", "target_region=CN-G322074"]),
        ("阀门,在上海孵化,落户涪陵工业园区", &["host_city=CN-310000", "target_region=CN-S509016"]),
        (
            "valves, incubated in Shanghai, only in Suzhou Industrial Park",
            &["host_city=CN-310000", "target_region=CN-G321090"],
        ),
        ("valves, not in Suzhou Industrial Park", &["must_not=CN-G321090"]),
        // A host is a city.
        ("阀门,苏州工业园区孵化,落户昆山", &["host_city=CN-320500", "target_region=CN-320583"]),
        ("需要经济技术开发区的高新技术企业", &[]), // a kind of park is none
    ]);
}

#[test]
fn places_outside_of_the_world_are_named() {
    all_read(&[
        ("阀门,在香港孵化", &["not_understood=香港"]),
        ("阀门,香港孵化,落户昆山", &["not_understood=香港", "target_region=CN-320583"]),
        ("valves, incubated in Taipei", &["not_understood=Taipei"]),
        ("valves, Berlin", &["not_understood=Berlin"]),
        // Whoever is incubated there is not incubated in Chengdu.
        (
            "Singapore-based start-up, valves, Chengdu",
            &["not_understood=Singapore", "not_understood=Chengdu"],
        ),
        ("阀门,在上海孵化,想去越南", &["host_city=CN-310000", "not_understood=越南"]),
        ("阀门,上海团队,不出口日本", &["host_city=CN-310000", "not_understood=日本"]),
    ]);
}

#[test]
fn wishes_and_limits_that_no_field_takes_are_said() {
    let chinese = [
        "不考虑沿海地区",
        "希望落在海边",
        "落户浙西",
        "6个月内交付",
        "工资低",
        "电价便宜",
        "土地充足",
        "产能不低于十万套",
        "在某大学孵化",
    ];
    for words in chinese {
        let lines = read(&format!("阀门,上海团队,{words}"));
        assert_eq!(lines, ["host_city=CN-310000", &format!("not_understood={words}")], "{words}");
    }
    let english = [
        "not on the coast",
        "preferably near the border",
        "delivery before 2027",
        "low wages",
        "cheap land",
        "located in a valley",
    ];
    for words in english {
        let lines = read(&format!("valves, incubated in Shanghai, {words}"));
        assert_eq!(lines, ["host_city=CN-310000", &format!("not_understood={words}")], "{words}");
    }
    all_read(&[("变压器,110kV", &["not_understood=110kV"])]);
}

#[test]
fn what_tells_of_a_product_is_no_wish() {
    for text in [
        "希望生产固态电池",
        "落地灯和落地扇",
        "去离子水设备",
        "我们研发植入式传感器",
        "锂电池总部",
        "robots spun off from a university",
        "electrodes made from graphite",
        "plant-based meat",
        "we want to make solid-state batteries",
        "浙江大学孵化的机器人",
    ] {
        assert_eq!(read(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn people_and_the_price_of_land_are_read() {
    all_read(&[
        ("200 staff", &["headcount=200"]),
        ("a staff of 200 people", &["headcount=200"]),
        ("用工200", &["headcount=200"]),
        ("200名工人", &["headcount=200"]),
        ("headcount: 150", &["headcount=150"]),
        ("地价不超过20万/亩", &["land_price_max=200000"]),
        ("地价不超过20万元/亩,用地30亩", &["land_price_max=200000", "land=30"]),
        ("每亩地价25万元以内", &["land_price_max=250000"]),
        ("地价低于400元/平方米", &["land_price_max=400"]),
        ("land price at most 200,000 yuan per mu", &["land_price_max=200000"]),
        ("地价20万元/亩", &["not_understood=20万元"]), // a price, but no limit
        ("亩均税收不低于20万/亩", &["not_understood=20万"]),
    ]);
}

/// Whoever writes as in Hong Kong or Taiwan is read as whoever writes as here.
#[test]
fn traditional_characters_say_the_same() {
    let cases = [
        (
            "上海團隊做半導體設備，需要廠房五萬平方米，投資三億元，希望落戶無錫或嘉興",
            "上海团队做半导体设备，需要厂房五万平方米，投资三亿元，希望落户无锡或嘉兴",
        ),
        (
            "深圳孵化的鋰電池專案，用地200畝，不考慮東莞",
            "深圳孵化的锂电池专案，用地200亩，不考虑东莞",
        ),
    ];
    for (traditional, here) in cases {
        assert_eq!(read(traditional), read(here), "{traditional}");
    }
    let (atlas, gazetteer) = &*WORLD;
    let lines = read_project(cases[0].0, atlas, gazetteer, TODAY).understood;
    let target = lines.iter().find(|line| line.value == "CN-320200").unwrap();
    assert_eq!((target.what, target.from.as_str()), ("target_region", "無錫"), "as it was said");
}
