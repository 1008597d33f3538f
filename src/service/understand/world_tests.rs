//! What is read with the names of the built-in world at hand.

use std::sync::LazyLock;

use super::*;
use crate::{service::index_texts::built_in_world, world};

static WORLD: LazyLock<(Atlas, Gazetteer)> = LazyLock::new(|| {
    let atlas = Atlas::new(built_in_world().regions);
    let aliases = world::aliases().iter().map(|alias| (alias.alias.as_str(), &alias.region));
    let gazetteer = Gazetteer::new(&atlas, aliases);
    (atlas, gazetteer)
});

/// What was read, without units.
fn read(text: &str) -> Vec<String> {
    let (atlas, gazetteer) = &*WORLD;
    let read = read_project(text, atlas, gazetteer).understood;
    read.iter().map(|line| format!("{}={}", line.what, line.value)).collect()
}

fn all_read(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(read(text), *expected, "{text}");
    }
}

/// The targets of a text, of which the host is Shanghai.
fn targets(text: &str) -> Vec<String> {
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
        ("阀门,在上海孵化,避开昆山", &["host_city=CN-310000", "must_not=CN-320583"]),
        ("阀门,在上海孵化,不考虑江阴", &["host_city=CN-310000", "must_not=CN-320281"]),
        // Where goods or people but go is no wish.
        ("阀门,销往成都,在上海孵化", &["not_understood=成都", "host_city=CN-310000"]),
        ("阀门,到上海高铁方便", &["host_city=CN-310000"]),
    ]);
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
        "华东地区",
        "落户浙西",
        "2027年前投产",
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
        "production within 6 months",
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

#[test]
fn what_is_said_again_is_said_once() {
    assert_eq!(read("去长三角,落地长三角").len(), 4);
    assert_eq!(read(&"去成渝".repeat(2_600)).len(), 16);
    assert_eq!(read(&"总部不在成渝,".repeat(1_100)).len(), 16);
    let voltages: Vec<String> = (1..100).map(|kilovolts| format!("{kilovolts}kV")).collect();
    assert_eq!(read(&voltages.join(";")).len(), NOT_UNDERSTOOD_MAX);
}

/// Technologies, materials and founders come from places where the project is not.
#[test]
fn a_place_outside_is_no_host_by_what_comes_from_it() {
    for text in [
        "轴承,核心技术来自德国,上海",
        "轴承,技术来自德国,研发中心在上海",
        "轴承,关键材料来自日本,在上海的园区里孵化",
        "轴承,来自日本东京的技术,上海",
        "轴承,客户来自长三角,上海",
        "bearings with technology from Germany, Shanghai",
        "bearings, founder from Boston, R&D team in Shanghai",
    ] {
        let lines = read(text);
        assert!(lines.contains(&"host_city=CN-310000".to_owned()), "{text}: {lines:?}");
    }
    for text in
        ["轴承,来自新加坡的团队,成都", "轴承,香港孵化,成都", "bearings, Munich team, Chengdu"]
    {
        let lines = read(text);
        assert!(lines.iter().all(|line| !line.starts_with("host_city=")), "{text}: {lines:?}");
    }
}

#[test]
fn a_lower_limit_is_no_highest_price() {
    for text in [
        "地价不低于20万/亩",
        "地价不少于20万元/亩",
        "地价至少20万元/亩",
        "land price not less than 200,000 yuan per mu",
        "land price no less than 200,000 yuan per mu",
        "land price above 200,000 yuan per mu in the capital",
        "land price not below 200,000 yuan per mu",
    ] {
        let lines = read(text);
        assert!(lines.iter().all(|line| line.starts_with("not_understood=")), "{text}: {lines:?}");
    }
    all_read(&[
        ("land price capped at 200,000 yuan per mu", &["land_price_max=200000"]),
        ("land price max. 200,000 yuan per mu", &["land_price_max=200000"]),
        ("land price max 200,000 yuan per mu", &["land_price_max=200000"]),
        ("maximum land price 200,000 yuan per mu", &["land_price_max=200000"]),
        ("land price cap: 200,000 yuan per mu", &["land_price_max=200000"]),
        ("地价不高于20万元/亩", &["land_price_max=200000"]),
    ]);
}

#[test]
fn a_denial_of_a_denial_excludes_nothing() {
    for words in ["不排除昆山", "不反对昆山", "不拒绝昆山", "没有排除昆山", "不会避开昆山"]
    {
        let lines = read(&format!("阀门,在上海孵化,{words}"));
        assert_eq!(lines, ["host_city=CN-310000", "not_understood=昆山"], "{words}");
    }
    let lines = read("valves, incubated in Shanghai, we do not exclude Kunshan");
    assert_eq!(lines, ["host_city=CN-310000", "not_understood=Kunshan"]);
    let lines = read("阀门,在上海孵化,不得不避开昆山");
    assert_eq!(lines, ["host_city=CN-310000", "must_not=CN-320583"]);
}

/// Whoever goes nowhere else goes there.
#[test]
fn a_denial_of_all_else_is_a_target() {
    for words in [
        "江苏以外不考虑",
        "江苏以外的地方都不去",
        "不考虑江苏以外",
        "不去江苏以外的地方",
        "除了江苏哪里都不去",
        "除了江苏,哪里也不去",
        "非江苏不去",
        "非江苏不考虑",
        "nothing outside Jiangsu",
        "do not go outside Jiangsu",
        "nowhere except Jiangsu",
        "落地江苏",
    ] {
        let found = targets(&format!("valves, incubated in Shanghai, {words}"));
        assert_eq!(found, ["CN-320000"], "{words}");
    }
    assert_eq!(targets("阀门,在上海孵化,非苏南不去").len(), 5);
    for words in ["江苏以外", "除江苏以外都可以", "除江苏,不去浙江", "outside Jiangsu"]
    {
        let lines = read(&format!("阀门,在上海孵化,{words}"));
        assert!(lines.contains(&"must_not=CN-320000".to_owned()), "{words}: {lines:?}");
    }
    let host = "host_city=CN-310000";
    all_read(&[
        (
            "阀门,在上海孵化,落地江苏而不是浙江",
            &[host, "target_region=CN-320000", "must_not=CN-330000"],
        ),
        (
            "valves, incubated in Shanghai, only in Jiangsu rather than Zhejiang",
            &[host, "target_region=CN-320000", "must_not=CN-330000"],
        ),
    ]);
}

#[test]
fn a_comma_behind_a_number_ends_it() {
    all_read(&[
        ("用工200,轴承", &["headcount=200"]),
        ("用工200 轴承", &["headcount=200"]),
        ("headcount: 150, bearings", &["headcount=150"]),
        (
            "bearings, headcount 200, incubated in Shanghai",
            &["headcount=200", "host_city=CN-310000"],
        ),
        ("headcount 1,200, bearings", &["headcount=1200"]),
        ("用地40,30兆瓦", &["power=30"]),
        ("floor area 12,000 m2, 80 mu", &["floor_area=12000", "land=80"]),
        ("12,3456亩", &[]), // digits grouped in no way that is known here
    ]);
}

/// A false word about a product is worse than none about a wish.
#[test]
fn products_that_begin_like_wishes_are_none() {
    for text in [
        "high power lasers",
        "low power chips",
        "high energy density batteries",
        "Bluetooth low energy modules",
        "we consider AI chips",
        "robots landing in orchards",
        "往复式压缩机",
        "往复泵",
        "人工智能低代码平台",
        "新能源低压电器",
        "土地稳定剂",
        "去壳机械",
        "去甲肾上腺素",
        "到户光纤",
        "选址软件",
        "落地页软件",
        "公司在做锂电池",
        "5纳米以下芯片",
        "研发在线监测仪",
    ] {
        assert_eq!(read(text), Vec::<String>::new(), "{text}");
    }
    for words in ["去某县建厂", "工厂到国外", "公司在某地", "便宜的土地", "low energy prices"]
    {
        let lines = read(&format!("阀门,{words}"));
        assert_eq!(lines, [format!("not_understood={words}")], "{words}");
    }
}

#[test]
fn a_stated_wish_stands_whatever_is_near() {
    for (words, expected) in [
        ("首选昆山(距上海50公里)", &["CN-320583"][..]),
        ("优先昆山物流方便", &["CN-320583"]),
        ("首选昆山、太仓(物流好)", &["CN-320583", "CN-320585"]),
        ("到昆山(距上海50公里)", &["CN-320583"]),
        ("到昆山高铁方便", &[]),
    ] {
        assert_eq!(targets(&format!("阀门,在上海孵化,{words}")), expected, "{words}");
    }
}

#[test]
fn names_of_goods_hold_no_places() {
    let (atlas, gazetteer) = &*WORLD;
    for text in [
        "云平台中间件",
        "操作台北斗终端",
        "舞台中控",
        "平台南北向接口",
        "牛津布",
        "冷冻汉堡肉饼",
        "荷兰豆",
        "泰国香米",
        "London plane saplings",
        "德国高铁配件",
    ] {
        let read = read_project(text, atlas, gazetteer);
        assert!(read.understood.is_empty(), "{text}");
        assert_eq!(read.product_words, text);
    }
    for (text, words) in [("成渝高铁配件", "高铁配件"), ("浙江高铁配件", "高铁配件")]
    {
        assert_eq!(read_project(text, atlas, gazetteer).product_words, words, "{text}");
    }
    all_read(&[
        ("阀门,在上海孵化,去泰国", &["host_city=CN-310000", "not_understood=泰国"]),
        ("valves, made in Germany", &["not_understood=Germany"]),
        ("valves, Boston start-up", &["not_understood=Boston"]),
    ]);
}
