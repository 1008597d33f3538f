//! What frames a product, goes with it or stands around it decides nothing.

use super::said::CODER;

/// The first code and how sure it is; nothing where there is not enough to tell.
fn first(text: &str) -> Option<(String, f64)> {
    CODER.code(text, 10).codes.into_iter().next().map(|coded| (coded.code, coded.confidence))
}

/// The texts are first coded to what begins with the code; `None` for not enough to tell.
fn assert_coded(cases: &[(&str, Option<&str>)]) {
    for (text, expected) in cases {
        let found = first(text);
        let as_expected = match (&found, expected) {
            (Some((code, _)), Some(expected)) => code.starts_with(expected),
            (None, None) => true,
            _ => false,
        };
        assert!(as_expected, "{text}: {expected:?}, got {:?}", CODER.code(text, 3).codes);
    }
}

/// Products of many divisions, parted by commas.
const CHINESE: &str = "\
    轴承, 家具, 模具, 水泥, 电池, 玩具, 服装, 玻璃瓶, 啤酒, 饲料, 肥料, 涂料, 轮胎, \
    齿轮, 阀门, 水泵, 电机, 变压器, 电缆, 手机, 钟表, 自行车, 乐器, 地毯, 陶瓷, 疫苗, \
    中药, 牙膏, 饼干, 乳制品, 锂电池, 光伏组件, 无人机, 机器人, 碳纤维, 冶金设备, \
    方向盘, 办公用品";
/// The same in English.
const ENGLISH: &str = "\
    bearings, furniture, cement, toys, glass, beer, fertilizer, paint, tires, gears, \
    valves, pumps, power transformers, bicycles, carpets, ceramics, vaccines, \
    toothpaste, almond milk, lithium batteries, drones, industrial robots";

#[test]
fn making_a_product_is_coded_as_the_product() {
    let framed = |products: &'static str, frames: &[&str]| {
        for product in products.split(", ") {
            let (code, confidence) =
                first(product).unwrap_or_else(|| panic!("{product} says nothing"));
            for frame in frames {
                let text = format!("{product}{frame}");
                let (found, sure) = first(&text).unwrap_or_default();
                let about_as_sure = (sure - confidence).abs() <= 0.16;
                assert!(
                    found == code && about_as_sure,
                    "{text}: {code} {confidence}, {found} {sure}"
                );
            }
        }
    };
    framed(CHINESE, &["制造", "生产", "研发", "项目", "工厂", "生产基地"]);
    framed(ENGLISH, &[" manufacturing", " production", " project", " factory"]);
}

#[test]
fn words_of_praise_and_trade_are_not_enough_to_tell() {
    let nothing = [
        "项目",
        "一个好项目",
        "一个很好的创业项目",
        "组件",
        "设备",
        "供应商",
        "ASML供应商",
        "合同研发",
        "专精特新企业",
        "高新技术企业",
        "植入式膀胱括约肌",
        "½",
        "30-",
        "asdf",
        "advanced manufacturing",
        "solution",
        "innovative products",
        "premium products",
        "a leading supplier",
        "good ideas",
        // Where it comes from is no product either.
        "口腔种植体,在北京孵化",
        "口腔种植体,孵化于上海",
        "口腔种植体,研发在深圳",
        "incubated in Shanghai",
        "headquartered in Leeds",
    ];
    assert_coded(&nothing.map(|text| (text, None)));
    // What is said of a product takes nothing from it.
    assert_coded(&[
        ("先进陶瓷", Some("307")),
        ("advanced ceramics", Some("307")),
        ("innovative drugs", Some("27")),
        ("合同研发生产", Some("271")),
        ("药物研发", Some("734")),
        ("智能制造", Some("3491")),
        ("植物工厂", Some("014")),
        ("轴承,在北京孵化", Some("345")),
        ("轴承,研发在深圳", Some("345")),
        ("疫苗,上海孵化", Some("276")),
    ]);
}

#[test]
fn who_makes_machines_is_not_coded_as_their_buyer() {
    assert_coded(&[
        ("白酒设备", Some("3531")),
        ("啤酒设备", Some("3531")),
        ("食品设备", Some("35")),
        ("陶瓷设备", Some("3546")),
        ("纺织设备", Some("3551")),
        ("水泥设备", Some("3515")),
        ("煤矿设备", Some("3511")),
        ("医药设备", Some("3544")),
        ("造纸设备", Some("3541")),
        ("服装机械", Some("3553")),
        ("茶叶加工机械", Some("3531")),
        ("家具设备制造", Some("3524")),
        ("半导体刻蚀设备", Some("3562")),
        ("锂电池设备", Some("3563")),
        ("奶粉罐", Some("3333")),
        ("beer equipment", Some("3531")),
        ("wine making equipment", Some("3531")),
        ("ceramics equipment", Some("3546")),
        ("pharmaceutical equipment", Some("3544")),
        ("textile machinery", Some("3551")),
        // Devices of their own, and products beside machines.
        ("通信设备", Some("392")),
        ("医疗设备", Some("358")),
        ("手机", Some("392")),
        ("飞机", Some("374")),
        ("罐头", Some("145")),
        ("白酒", Some("1512")),
    ]);
}

#[test]
fn others_and_the_past_are_no_product() {
    assert_coded(&[
        // Who pays.
        ("锂电池,我们获得了红杉资本投资", Some("384")),
        ("机器人,投资方是中国石化", Some("349")),
        ("轴承,股东包括中国石油", Some("345")),
        ("valves, funded by an oil company", Some("3443")),
        ("bearings, our investors are hotels", Some("345")),
        // What was before.
        ("机器人,厂房以前是纺织厂", Some("349")),
        ("原来做房地产,现在转型做光伏组件", Some("3825")),
        ("原来做房地产现在转型做光伏组件", Some("3825")),
        ("公司前身是印刷厂,现在做芯片封装", Some("3973")),
        ("we used to make toys, now we make drones", Some("3963")),
        ("valves, the building was formerly a textile mill", Some("3443")),
        // What is done already beside what is meant to be made.
        ("主营药品批发,现在想建厂生产保健品", Some("1492")),
        ("目前从事房地产,计划生产轴承", Some("345")),
        ("主营轴承,计划新建工厂", Some("345")), // nothing else is named
        // Who else makes something.
        ("We make pumps, our partner makes wine", Some("344")),
        ("We make valves and our customers brew beer", Some("3443")),
        ("bearings, our parent company runs hotels", Some("345")),
        ("阀门,我们的客户做葡萄酒", Some("3443")),
        ("阀门,母公司从事房地产", Some("3443")),
        ("Our customers brew beer", Some("1513")), // nothing else is named
        // Institutes and firms.
        ("碳纤维,南京航空航天大学团队", Some("3091")),
        ("水泵,技术来自中国科学院沈阳自动化研究所", Some("344")),
        ("碳纤维,上海石化集团", Some("3091")),
        ("valves, team from the Institute of Marine Engineering", Some("3443")),
        ("valves, technology from Dalian University of Technology", Some("3443")),
        ("大学生创业,无人机", Some("3963")),
    ]);
}

#[test]
fn a_head_takes_its_industry_from_what_stands_before_it() {
    assert_coded(&[
        ("系统集成", Some("6531")),
        ("system integration", Some("6531")),
        ("信息系统集成", Some("6531")),
        ("储能系统集成", Some("38")),
        ("光伏系统集成", Some("3825")),
        ("无人机系统集成", Some("3963")),
        ("solar system integration", Some("3825")),
        ("人力资源外包", Some("72")),
        ("稀土永磁材料", Some("3985")),
        ("稀土永磁", Some("3985")),
        // What is recycled, whatever it was.
        ("光伏组件回收", Some("42")),
        ("手机回收", Some("42")),
        ("家电拆解项目", Some("42")),
        ("塑料回收利用", Some("422")),
        ("光伏组件", Some("3825")),
    ]);
    // No word tells them, and all of their characters do.
    assert_coded(&[("旧衣服回收", Some("42")), ("发电厂", Some("44"))]);
    // Whose machines nobody is known to make.
    for text in ["房地产设备", "金融设备", "零售设备"] {
        assert!(first(text).is_none_or(|(code, _)| !code.starts_with("35")), "{text}");
    }
    assert!(first("余热回收").is_none_or(|(code, _)| !code.starts_with("42")), "no waste");
    assert_ne!(first("人力资源外包").unwrap().0, "7213");
}
