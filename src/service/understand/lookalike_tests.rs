//! What only sounds like a place, a limit, a denial or a wish.

use super::{
    world_tests::{TODAY, WORLD, all_read, read, targets},
    *,
};

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
        "三明治",
        "白银靶材",
        "京东方玻璃基板",
    ] {
        let read = read_project(text, atlas, gazetteer, TODAY);
        assert!(read.understood.is_empty(), "{text}");
        assert_eq!(read.product_words, text);
    }
    for (text, words) in [("成渝高铁配件", "高铁配件"), ("浙江高铁配件", "高铁配件")]
    {
        assert_eq!(read_project(text, atlas, gazetteer, TODAY).product_words, words, "{text}");
    }
    all_read(&[
        ("阀门,在上海孵化,去泰国", &["host_city=CN-310000", "not_understood=泰国"]),
        ("valves, made in Germany", &["not_understood=Germany"]),
        ("valves, Boston start-up", &["not_understood=Boston"]),
    ]);
}

#[test]
fn a_place_that_is_all_of_a_clause_is_the_host() {
    all_read(&[
        ("给比亚迪西安工厂配套的座椅,深圳", &["not_understood=西安", "host_city=CN-440300"]),
        ("西安机床,深圳市", &["not_understood=西安", "host_city=CN-440300"]),
        ("给京东方做玻璃基板,合肥", &["host_city=CN-340100"]),
        ("西安机床", &["host_city=CN-610100"]),
        // Goods of a province are no wish to go there.
        ("贵州的白酒包装盒,深圳", &["not_understood=贵州", "host_city=CN-440300"]),
        ("阀门,江苏的开发区,深圳", &["target_region=CN-320000", "host_city=CN-440300"]),
    ]);
}

#[test]
fn a_way_back_is_a_way_to_the_host() {
    all_read(&[("阀门,上海孵化,2小时回上海", &["travel_minutes_max=120", "host_city=CN-310000"])]);
}

#[test]
fn an_area_beside_a_province_of_it_is_read_without_harm() {
    for text in [
        "锂电池,长三角浙江",
        "锂电池,粤港澳大湾区广东",
        "锂电池,广东大湾区都可以",
        "锂电池,成渝地区四川",
        "batteries, Guangdong (Greater Bay Area)",
    ] {
        assert!(!read(text).is_empty(), "{text}");
    }
}
