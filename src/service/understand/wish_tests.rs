//! Who does what where: which places are wished for, and which are but those of others.

use super::world_tests::{all_read, read, targets};

const HOST: &str = "host_city=CN-310000";

/// Reads each clause behind a host, and compares the rest.
fn all_read_of_shanghai(cases: &[(&str, &[&str])]) {
    for (words, expected) in cases {
        let lines = read(&format!("valves, incubated in Shanghai,{words}"));
        let rest: Vec<&str> =
            lines.iter().map(String::as_str).filter(|line| *line != HOST).collect();
        assert_eq!((lines.len(), rest.as_slice()), (expected.len() + 1, *expected), "{words}");
    }
}

#[test]
fn what_lies_outside_of_a_place_excludes_it() {
    for words in [
        "落地河南省外",
        "去河南省外建厂",
        "河南省外均可",
        "河南以外都行",
        "落户河南外的地方",
        "迁到河南省以外",
    ] {
        all_read_of_shanghai(&[(words, &["must_not=CN-410000"])]);
    }
    all_read_of_shanghai(&[
        ("不考虑河南省外", &["target_region=CN-410000"]),
        ("河南省内外均可", &["not_understood=河南省"]),
        ("落地河南外贸园", &["target_region=CN-410000"]), // foreign trade
        ("落户昆山市外", &["must_not=CN-320583"]),
        ("河南省内", &["target_region=CN-410000"]),
    ]);
}

#[test]
fn customers_suppliers_investors_and_materials_are_neither_host_nor_target() {
    for (words, place) in [
        ("our suppliers are in Guangdong", "Guangdong"),
        ("most of our customers are in Guangdong", "Guangdong"),
        ("we have suppliers in Guangdong", "Guangdong"),
        ("sold to Guangdong", "Guangdong"),
        ("ore from Yunnan", "Yunnan"),
        ("funded by Guangdong", "Guangdong"),
        ("客户在广东", "广东"),
        ("主要客户为安徽奇瑞", "安徽"),
        ("产品的市场主要在广东", "广东"),
        ("江西铜业投资的项目", "江西"),
        ("江西铜业参股", "江西"),
        ("原料来自云南文山", "云南文山"),
        ("铜矿主要来自江西", "江西"),
        ("从江西采购", "江西"),
    ] {
        all_read_of_shanghai(&[(words, &[&format!("not_understood={place}")])]);
    }
    all_read_of_shanghai(&[
        ("产品销往广东和浙江", &["not_understood=广东", "not_understood=浙江"]),
        // What others ask, and what begins anew, is a wish.
        ("客户要求落户昆山", &["target_region=CN-320583"]),
        ("股东决定落户昆山", &["target_region=CN-320583"]),
        ("our customers need us to produce in Kunshan", &["target_region=CN-320583"]),
        // Peripherals are no outside.
        ("深圳外设公司,想去江西", &["not_understood=深圳", "target_region=CN-360000"]),
        ("拟在安徽投资的项目", &["target_region=CN-340000"]),
        (
            "our customers are in Guangdong and we want to move to Anhui",
            &["not_understood=Guangdong", "target_region=CN-340000"],
        ),
    ]);
    all_read(&[
        ("三七提取,原料来自云南文山,上海孵化", &["not_understood=云南文山", HOST]),
        ("阀门,团队来自上海", &[HOST]),
        ("阀门,浙江公司,想去安徽", &["host_city=CN-330000", "target_region=CN-340000"]),
        ("阀门,深圳团队,客户在广东", &["host_city=CN-440300", "not_understood=广东"]),
    ]);
}

#[test]
fn an_enclave_is_where_it_stands_and_not_where_it_is_run_from() {
    all_read(&[
        (
            "飞地在杭州的衢州海创园孵化的传感器,回衢州产业化",
            &["host_city=CN-330100", "target_region=CN-330800"],
        ),
        ("在上海(嘉定)丽水科创飞地孵化,阀门", &["host_city=CN-310114", "not_understood=丽水"]),
        ("阀门,入驻衢州海创园(杭州)", &["not_understood=衢州", "host_city=CN-330100"]),
        // The world knows where it stands.
        ("阀门,在衢州海创园孵化", &["not_understood=衢州", "host_city=CN-330110"]),
        ("阀门,杭州的丽水创新园孵化", &["host_city=CN-330100", "not_understood=丽水"]),
        ("阀门,上海张江科创中心孵化", &["host_city=CN-310115"]), // nobody's enclave
    ]);
}

#[test]
fn where_production_is_wanted_is_a_target() {
    let cases: [(&str, &[&str]); 29] = [
        ("生产基地在惠州", &["CN-441300"]),
        ("在惠州量产", &["CN-441300"]),
        ("工厂放昆山", &["CN-320583"]),
        ("量产放到滁州", &["CN-341100"]),
        ("中试放在临港,量产放到滁州", &["CN-341100"]),
        ("生产和研发都放在惠州", &["CN-441300"]),
        ("manufacturing in Ganzhou", &["CN-360700"]),
        ("production base in Ganzhou", &["CN-360700"]),
        ("production returns to Ganzhou", &["CN-360700"]),
        ("生产基地位于惠州", &["CN-441300"]),
        ("relocating production to Jiujiang", &["CN-360400"]),
        ("production should be located in Jiujiang", &["CN-360400"]),
        ("回平湖生产", &["CN-330482"]),
        ("回惠州", &["CN-441300"]),
        ("目标:河源、梅州、韶关", &["CN-441600", "CN-441400", "CN-440200"]),
        ("泰州和台州都可以", &["CN-321200", "CN-331000"]),
        ("首选芜湖,备选马鞍山", &["CN-340200", "CN-340500"]),
        ("target Wuhu", &["CN-340200"]),
        ("芜湖或马鞍山", &["CN-340200", "CN-340500"]),
        ("京津冀", &["CN-110000", "CN-120000", "CN-130000"]),
        (
            "Yangtze River Economic Belt",
            &[
                "CN-310000",
                "CN-320000",
                "CN-330000",
                "CN-340000",
                "CN-360000",
                "CN-420000",
                "CN-430000",
                "CN-500000",
                "CN-510000",
                "CN-520000",
                "CN-530000",
            ],
        ),
        // Neither a trial nor what is there already is a wish.
        ("中试放在惠州", &[]),
        ("研发中心设在惠州", &[]),
        ("孵化基地在惠州", &[]),
        ("现在改为去惠州", &["CN-441300"]),
        ("现有工厂在惠州", &[]),
        ("2019年落户昆山", &[]),
        ("目前拟落户昆山", &["CN-320583"]),
        ("2025年前落户昆山", &["CN-320583"]),
    ];
    for (words, expected) in cases {
        let text = format!("valves, incubated in Shanghai,{words}");
        assert_eq!(targets(&text), expected, "{words}: {:?}", read(&text));
    }
    all_read(&[
        ("阀门,在上海孵化,面向长三角客户", &[HOST, "not_understood=长三角"]),
        // Of two cities alone nobody says which is the host.
        ("阀门,上海和深圳", &[HOST, "not_understood=深圳"]),
    ]);
}

#[test]
fn a_project_is_where_it_has_moved_to() {
    all_read(&[
        ("我们从东莞搬到了惠州,现在想再扩产", &["not_understood=东莞", "host_city=CN-441300"]),
        (
            "valves, we moved from Dongguan to Huizhou, now expanding",
            &["not_understood=Dongguan", "host_city=CN-441300"],
        ),
        ("阀门,从上海搬到滁州", &[HOST, "target_region=CN-341100"]),
        (
            "valves, production to be relocated to Chuzhou, Shanghai team",
            &["target_region=CN-341100", HOST],
        ),
        // Where a plant stands and no host is told, the project is.
        ("阀门,我们的工厂在东莞,想搬迁到江西", &["host_city=CN-441900", "target_region=CN-360000"]),
        ("阀门,生产线在苏州,需要扩产到安徽", &["host_city=CN-320500", "target_region=CN-340000"]),
        ("阀门,深圳,生产基地在惠州", &["host_city=CN-440300", "target_region=CN-441300"]),
    ]);
}

#[test]
fn the_contrary_of_what_is_not_wanted_is_a_target() {
    all_read(&[
        ("Valves, not Tianjin, Xuzhou instead", &["must_not=CN-120000", "target_region=CN-320300"]),
        ("Valves, not Tianjin but Xuzhou", &["must_not=CN-120000", "target_region=CN-320300"]),
        ("Valves, Xuzhou instead of Tianjin", &["target_region=CN-320300", "must_not=CN-120000"]),
        (
            "Valves, no site in Jiangsu but Anhui is fine",
            &["must_not=CN-320000", "target_region=CN-340000"],
        ),
        ("Valves, not Tianjin, Xuzhou", &["must_not=CN-120000", "must_not=CN-320300"]),
    ]);
}

/// What is read of a place in a text whose host is Suzhou.
fn beside_suzhou(words: &str) -> Vec<String> {
    let host =
        if words.is_ascii() { "bearings, incubated in Suzhou" } else { "轴承,苏州孵化" };
    let text = format!("{host},{words}");
    let mut lines = read(&text);
    let host = lines.iter().position(|line| line == "host_city=CN-320500");
    lines.remove(host.unwrap_or_else(|| panic!("{text}: {lines:?}")));
    lines
}

#[test]
fn who_only_speaks_of_a_province_does_not_want_to_go_there() {
    for (words, name) in [
        ("浙江地价太贵", "浙江"),
        ("浙江去过了不满意", "浙江"),
        ("老板是浙江人", "浙江"),
        ("浙江有个股东", "浙江"),
        ("父母在浙江", "浙江"),
        ("执行浙江标准", "浙江"),
        ("Zhejiang is too expensive", "Zhejiang"),
        ("we looked at Zhejiang and did not like it", "Zhejiang"),
        // It is left open.
        ("不一定要在安徽", "安徽"),
        ("不非得去安徽", "安徽"),
        ("安徽不是必须", "安徽"),
        ("安徽无所谓", "安徽"),
        ("not necessarily in Anhui", "Anhui"),
        ("does not have to be in Anhui", "Anhui"),
        ("江苏以外也行", "江苏"),
        ("outside Jiangsu is also fine", "Jiangsu"),
        ("even outside Jiangsu", "Jiangsu"),
    ] {
        assert_eq!(beside_suzhou(words), [format!("not_understood={name}")], "{words}");
    }
    for words in ["浙江", "浙江省", "去浙江", "拟在浙江投资", "Zhejiang", "must be in Zhejiang"]
    {
        assert_eq!(beside_suzhou(words), ["target_region=CN-330000"], "{words}");
    }
    for words in [
        "只要不是浙江都行",
        "对浙江没兴趣",
        "浙江已经谈崩了",
        "no interest in Zhejiang",
        "江苏和安徽都好,只要不在浙江",
    ] {
        let lines = beside_suzhou(words);
        assert!(lines.contains(&"must_not=CN-330000".to_owned()), "{words}: {lines:?}");
    }
}

#[test]
fn all_of_several_places_are_read() {
    for (words, regions) in [
        ("不要宜宾泸州", "must_not=CN-511500 must_not=CN-510500"),
        ("想去滁州马鞍山", "target_region=CN-341100 target_region=CN-340500"),
        (
            "不去西南",
            "must_not=CN-500000 must_not=CN-510000 must_not=CN-520000 must_not=CN-530000 must_not=CN-540000",
        ),
        (
            "不去一线城市",
            "must_not=CN-110000 must_not=CN-310000 must_not=CN-440100 must_not=CN-440300",
        ),
        ("内蒙、云南都行", "target_region=CN-150000 target_region=CN-530000"),
        ("滁州、马鞍山可选", "target_region=CN-341100 target_region=CN-340500"),
        ("宁波温州二选一", "target_region=CN-330200 target_region=CN-330300"),
        ("淮安、宿迁三地比较", "target_region=CN-320800 target_region=CN-321300"),
    ] {
        assert_eq!(beside_suzhou(words).join(" "), regions, "{words}");
    }
    assert_eq!(beside_suzhou("不要省会").len(), 27);
}

#[test]
fn a_city_of_customers_or_of_a_namesake_is_no_host() {
    all_read(&[
        (
            "prefer Anhui, bearings, incubated in Suzhou",
            &["target_region=CN-340000", "host_city=CN-320500"],
        ),
        ("bearings, incubated in Suzhou, Anhui", &["host_city=CN-341300"]),
        ("广州大学城孵化,阀门", &["host_city=CN-440100"]),
        ("浙江大学孵化的阀门", &[]),
    ]);
    for text in [
        "离客户所在地武汉3小时内,精密轴承,苏州",
        "within 3 hours of our customer in Wuhan, bearings, Suzhou",
    ] {
        let lines = read(text);
        assert!(lines.contains(&"host_city=CN-320500".to_owned()), "{text}: {lines:?}");
        assert!(!lines.iter().any(|line| line.starts_with("travel")), "{text}: {lines:?}");
    }
}

#[test]
fn where_something_stays_is_no_target() {
    for (text, host) in [
        ("Our R&D must stay in Shanghai, lithium batteries", "CN-310000"),
        ("the team will be in Shanghai, lithium batteries", "CN-310000"),
        ("start-up in a science park in Shanghai", "CN-310000"),
        ("our current site in Shenzhen, valves", "CN-440300"),
        ("研发放上海,生产放江西", "CN-310000"),
    ] {
        assert!(read(text).contains(&format!("host_city={host}")), "{text}: {:?}", read(text));
    }
}

#[test]
fn a_province_that_is_wanted_is_a_target_however_it_is_said() {
    for words in [
        "江西40亩",
        "江西找40亩地",
        "准备在江西拿地",
        "选江西",
        "限江西",
        "地点:江西",
        "生产基地江西",
        "江西一带",
        "in Jiangxi",
        "to Jiangxi",
        "location Jiangxi",
        "Jiangxi site",
        "we like Jiangxi",
        "a bearing plant Jiangxi",
        "anywhere in Jiangxi",
    ] {
        let lines = beside_suzhou(words);
        assert!(lines.contains(&"target_region=CN-360000".to_owned()), "{words}: {lines:?}");
    }
}
