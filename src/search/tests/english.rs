//! English sentences, and words that both languages took for another industry.

use super::said::CODER;

/// Every text is first coded to what begins with its code; an empty code stands for not enough to
/// tell.
fn assert_coded(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let codes = CODER.code(text, 5).codes;
        let first = codes.first().map_or("", |coded| coded.code.as_str());
        let as_expected = first.starts_with(expected) && first.is_empty() == expected.is_empty();
        assert!(as_expected, "{text}: {expected}, got {codes:?}");
    }
}

#[test]
fn a_product_behind_a_place_is_found() {
    assert_coded(&[
        ("in , lidar", "394"), // as a question leaves it
        ("Incubated in Shanghai, solar modules, 50 mu", "3825"),
        ("R&D in Shanghai, lidar", "394"),
        ("We keep R&D in Shenzhen and produce in Jiangxi: lidar", "394"),
        ("200 staff, including 50 in R&D, medical catheters", "358"),
        ("incubator: Shanghai, lidar", "394"),
        ("in a , lidar", "394"),
        ("bearings, customers in ,", "345"),
        ("solar modules, incubated in ,, customers in ,", "3825"),
        ("bearings, users in Leeds and York", "345"),
        ("frozen foods, cold store 3000 m2", "1432"),
        ("in a chemical park, dyes", "2645"),
        ("bearings, warehouse and cold storage services in ,", "345"),
        ("incubator: Shanghai", ""),
        ("Chaoyang District", ""), // no district heating
    ]);
}

#[test]
fn a_time_before_a_product_is_none() {
    assert_coded(&[
        ("within two years lithium batteries incubated in ,", "3841"),
        ("by end of next year, bearings, ,", "345"),
        ("before the end of 2027 lithium batteries", "3841"),
        ("we make bearings by June 2027", "345"),
        ("3 hours by high-speed train from Leeds, bearings", "345"),
    ]);
}

#[test]
fn the_head_of_an_english_expression_decides() {
    assert_coded(&[
        // What it is for.
        ("Equipment for solar cell makers", "3562"),
        ("Equipment for coal mines", "3511"),
        ("Etching tools for 300 mm wafers", "3562"),
        ("Steel wire ropes for elevators, cranes and mine hoists", "334"),
        ("Dry-type transformers for solar parks", "3821"),
        ("Materials for circuit boards: glass fibre yarn", "3061"), // no more of whom it is for
        ("lidar for cars", "394"),
        ("orthopaedic titanium implants", "3589"),
        ("brain-computer interface implants", "3589"),
        ("dyes, 80 tonnes a year", "2645"), // a plural by itself, no verb
        // Qualities and steps are no things.
        ("Explosion-proof electric motors for coal mines", "3812"),
        ("Lithium-powered forklift trucks", "3433"),
        ("Flow-wrapping, cartoning and labelling machines", "3467"),
        // Vessels.
        ("Baijiu packaging boxes", "2231"),
        ("wine bottles", "30"),
        // Verbs that became things are read, parts of titles are not.
        ("castings", "339"),
        ("health products", "1492"),
        ("food production equipment", "35"),
        ("cement products", "302"),
        ("cement production", "30"),
    ]);
    let cement = &CODER.code("cement production", 5).codes[0];
    assert!(!cement.code.starts_with("302"), "who produces cement makes no products of it");
}

#[test]
fn what_a_plant_asks_for_is_no_product() {
    assert_coded(&[
        ("Chicken slaughtering line, effluent treatment must already be available", "135"),
        ("Rewinding and repairing electric motors, we build nothing new", "43"),
        ("offset printing of labels, the wineries are our clients", "231"),
        ("valves, cold storage required", "3443"),
        ("抗体药物,上海孵化,污水处理指标每天500吨", "27"),
        ("盾构机刀盘,行车50吨", "351"),
        ("预制菜,冷链物流两小时", "14"),
        ("AI 眼镜, land 50 mu", "396"),
        ("轴承,,孵化,变压器2000kVA", "345"),
        ("染料中间体,,孵化,要化工园", "2645"),
        ("chip packaging, water 3000 t per day", "3973"),
        ("bearings, natural gas 3 million m3 a year", "345"),
        ("Incubated in ,, in a , with sewage treatment, dyes", "2645"),
        ("natural gas 3 million m3 a year", "072"), // it says no more
    ]);
}

#[test]
fn words_of_one_industry_within_those_of_another() {
    assert_coded(&[
        ("白酒包装盒", "2231"),
        ("数据中心液冷设备", "3464"),
        ("锂云母提锂", "2613"),
        ("折叠屏铰链", "39"),
        ("高铁刹车片", "3714"),
        ("刹车片", "367"),
        ("toy cars", "245"),
        ("AR glasses", "3961"),
        ("rail equipment", "371"),
        ("kitchen equipment", "3594"),
        ("Egg incubators", "3574"),
        ("船用低温泵", "3441"),
        ("车载充电机", "3824"),
        ("无人艇", "373"),
        ("椰子深加工", "1373"),
        ("海上风电安装平台", "3737"),
        ("online monitoring instruments", "4021"),
        ("西部牛仔服装", "181"),
        ("功能性糖醇", "1495"),
        // For whom it is, what it grows into, what it is like.
        ("老年人助行器", "3586"),
        ("咖啡烘焙", "1529"),
        ("水稻种子", "0511"),
        ("蔬菜种子", "0511"),
        ("低空飞行器", "374"),
        ("儿童安全座椅", "367"),
        ("第三方检测实验室", "7452"),
        ("植入式神经刺激器", "3589"),
        ("机器狗", "3964"),
        ("人造肉", "1392"),
        ("螺蛳粉", "143"),
        ("紫砂壶", "3074"),
        ("婴儿推车", "2456"),
        ("PI膜", "2921"),
        ("宠物智能用品", "3969"),
        ("zippers", "4119"),
        ("hotpot base", "1469"),
        ("座椅", "367"),
    ]);
}
