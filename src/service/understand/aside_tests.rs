//! Sums that others gave, parts of totals, what is there already.

use super::world_tests::all_read;

#[test]
fn what_others_give_is_no_investment() {
    all_read(&[
        ("获红杉中国5000万元投资", &["not_understood=5000万元"]),
        ("深创投领投1亿元", &["not_understood=1亿元"]),
        ("红杉投资5000万元的项目", &["not_understood=5000万元"]),
        ("注册资本5000万元,投资2亿元", &["not_understood=5000万元", "capex=200000000"]),
        ("Sequoia led a round and invested 50 million CNY", &["not_understood=50 million CNY"]),
        ("拟引进社会资本2亿元,总投资6亿元", &["not_understood=2亿元", "capex=600000000"]),
        ("政府引导基金出资5000万元,总投资6亿元", &["not_understood=5000万元", "capex=600000000"]),
        ("亩均投资强度不低于300万元", &["not_understood=300万元"]),
        ("投资强度300万元/亩", &["not_understood=300万元"]),
        // What is invested, whoever agreed to it.
        ("获批总投资5亿元", &["capex=500000000"]),
        ("引进设备投资2亿元", &["capex=200000000"]),
        ("融资后拟投资2亿元", &["capex=200000000"]),
        ("上海的获奖团队项目投资2亿元", &["capex=200000000", "host_city=CN-310000"]),
        ("LED lamps, capex 200 million CNY", &["capex=200000000"]),
        ("LED line of 200 million CNY", &["capex=200000000"]),
        ("year-round production, 200 million CNY", &["capex=200000000"]),
        ("we raised funds and will invest 200 million CNY", &["capex=200000000"]),
    ]);
}

#[test]
fn parts_of_a_total_are_not_the_total() {
    all_read(&[
        (
            "预算1.5亿,其中设备6000万,土建5000万,流动资金4000万",
            &[
                "capex=150000000",
                "not_understood=6000万",
                "not_understood=5000万",
                "not_understood=4000万",
            ],
        ),
        ("总投资6亿元,其中设备投资3亿元", &["capex=600000000", "not_understood=3亿元"]),
        ("总投资5亿元,其中固定资产投资3亿元", &["not_understood=5亿元", "capex=300000000"]),
        ("员工200名其中研发50人", &["headcount=200", "not_understood=50人"]),
        ("员工200名,其中研发50人,用地30亩", &["headcount=200", "not_understood=50人", "land=30"]),
        ("200名工人,其中技术人员30名", &["headcount=200", "not_understood=30名"]),
        ("用地100亩,其中一期40亩", &["land=100", "not_understood=40亩"]),
        ("其中用地40亩", &["land=40"]), // of a total that was not said
        ("一期50亩,总用地200亩", &["land=50", "not_understood=200亩"]),
        ("200名学生用的课桌", &[]),
    ]);
}

#[test]
fn what_is_there_or_stands_beside_is_not_what_production_needs() {
    all_read(&[
        ("现有用地30亩,拟新增100亩", &["not_understood=30亩", "land=100"]),
        ("现有用地30亩拟新增100亩", &["not_understood=30亩", "land=100"]),
        (
            "existing plant 5,000 m2, need another 20,000 m2",
            &["not_understood=5,000 m2", "floor_area=20000"],
        ),
        ("办公500平方米,生产车间6000平方米", &["not_understood=500平方米", "floor_area=6000"]),
        (
            "500 m2 of offices and 6,000 m2 of workshop",
            &["not_understood=500 m2", "floor_area=6000"],
        ),
        ("办公500平方米", &["floor_area=500"]), // all that is needed
        ("办公及生产用房6000平方米", &["floor_area=6000"]),
        ("现有员工50人,需用工200人", &["not_understood=50人", "headcount=200"]),
    ]);
}
