//! Areas, sums, people, phases and times in the words in which they are really said.

use super::world_tests::{all_read, read};

/// What was read of `words` beside the host, in either language.
fn beside_the_host(words: &str) -> Vec<String> {
    let frame = if super::is_chinese(words) {
        "轴承,苏州孵化,"
    } else {
        "bearings, incubated in Suzhou, "
    };
    let mut lines = read(&format!("{frame}{words}"));
    lines.retain(|line| line != "host_city=CN-320500");
    lines
}

fn all_beside_the_host(cases: &[(&str, &[&str])]) {
    for (words, expected) in cases {
        assert_eq!(beside_the_host(words), *expected, "{words}");
    }
}

#[test]
fn the_least_time_to_travel_is_not_the_most() {
    for (words, said) in [
        ("离孵化地至少两小时", "两小时"),
        ("离孵化地两小时以上", "两小时"),
        ("车程不少于2小时", "2小时"),
        ("超过2小时也可以", "2小时"),
        ("more than 2 hours away is fine", "2 hours"),
        ("at least 2 hours", "2 hours"),
        ("not less than 2 hours", "2 hours"),
        ("2 hours or more", "2 hours"),
    ] {
        assert_eq!(beside_the_host(words), [format!("not_understood={said}")], "{words}");
    }
    for words in [
        "不超过2小时",
        "少于2小时",
        "不得超过两小时",
        "离苏州2小时以内",
        "2小时车程",
        "no more than 2 hours away",
        "must not exceed 2 hours",
        "drive of less than 2 hours",
    ] {
        assert_eq!(beside_the_host(words), ["travel_minutes_max=120"], "{words}");
    }
}

#[test]
fn the_way_to_a_station_by_name_and_a_flight_lead_to_no_host() {
    all_beside_the_host(&[
        ("离浦东机场2小时内", &["not_understood=2小时", "not_understood=浦东"]),
        ("离上海港2小时内", &["not_understood=2小时", "not_understood=上海"]),
        ("2小时内到上海港", &["not_understood=2小时内到上海"]), // and no wish to go there
        ("离沪宁高速口半小时内", &["not_understood=半小时"]),
        ("飞行2小时内", &["not_understood=2小时"]),
        ("within 2 hours of Pudong Airport", &["not_understood=2 hours of Pudong"]),
        ("2 hours from Shanghai port", &["not_understood=2 hours from Shanghai"]),
        ("30分钟内通达机场", &["not_understood=30分钟"]),
        ("离客户2小时以内", &["not_understood=2小时"]),
        ("an airport within one hour", &["not_understood=one hour"]),
        ("a 2-hour flight at most", &["not_understood=2-hour"]),
        // What runs so long.
        ("24小时连续生产", &["not_understood=24小时"]),
        ("24小时动态心电记录仪", &["not_understood=24小时"]),
        ("每天工作8小时", &["not_understood=8小时"]),
        // Two wishes.
        ("2小时到孵化地并靠近港口", &["travel_minutes_max=120", "must_have=port"]),
        ("within 2 hours of Suzhou and near a port", &["travel_minutes_max=120", "must_have=port"]),
    ]);
    // A city whose name ends like that of a port.
    all_read(&[(
        "轴承,张家港孵化,离张家港2小时内",
        &["travel_minutes_max=120", "host_city=CN-320582"],
    )]);
}

#[test]
fn areas_are_read_in_all_their_words() {
    for words in [
        "2000平厂房",
        "租2000平厂房",
        "2000平方厂房",
        "厂房2千平米",
        "2000个平方",
        "厂房2000多平米",
        "2,000 sq m",
        "2000 sq. metres",
    ] {
        assert_eq!(beside_the_host(words), ["floor_area=2000"], "{words}");
    }
    all_beside_the_host(&[
        ("20,000 sq ft", &["floor_area=1858.0608"]), // 0.09290304 m² each
        ("50k square feet of workshop", &["floor_area=4645.152"]),
        ("2 sq km", &["land=2"]),
        ("五百多亩", &["land=500"]),
        ("2000平台用户", &[]),
        ("2000平均分", &[]),
        ("2平方厘米的芯片", &[]),
        ("5千克级无人机", &[]),
    ]);
}

#[test]
fn sums_are_read_in_all_their_words() {
    for words in [
        "投资两个亿",
        "投资2个亿",
        "固投2亿",
        "总投资2亿左右",
        "总投资2亿多",
        "2亿投资",
        "总投2亿元",
    ] {
        assert_eq!(beside_the_host(words), ["capex=200000000"], "{words}");
    }
    all_beside_the_host(&[("年产2个亿支疫苗", &[])]);
}

#[test]
fn people_that_will_be_are_those_that_are_needed() {
    all_beside_the_host(&[
        ("员工由50人增至300人", &["not_understood=50人", "headcount=300"]),
        ("员工从50人扩大到300人", &["not_understood=50人", "headcount=300"]),
        ("员工由50增至300", &["headcount=300"]),
        ("staff to grow from 50 to 300", &["headcount=300"]),
        ("headcount to increase to 300", &["headcount=300"]),
        ("招300个人", &["headcount=300"]),
        ("用工300多人", &["headcount=300"]),
        ("用工300左右", &["headcount=300"]),
        ("300个人用户", &[]),
    ]);
}

#[test]
fn phases_add_up_where_several_are_said() {
    all_beside_the_host(&[
        ("一期30亩,二期50亩", &["land=80"]),
        ("一期30亩二期50亩", &["land=80"]),
        ("首期30亩,二期50亩,三期100亩", &["land=180"]),
        ("phase one 30 mu, phase two 50 mu", &["land=80"]),
        ("30 mu in phase one and 50 mu in phase two", &["land=80"]),
        ("一期投资2亿,二期投资3亿", &["capex=500000000"]),
        ("一期30亩", &["land=30"]),
        ("一期已建成30亩,二期50亩", &["not_understood=30亩", "land=50"]),
        // The total is said, or is none.
        (
            "一期30亩,二期50亩,总用地90亩",
            &["not_understood=30亩", "not_understood=50亩", "land=90"],
        ),
        ("一期30亩,厂房另需50亩", &["land=30", "not_understood=50亩"]),
        ("一期30亩,二期2公顷", &["land=30", "not_understood=2公顷"]),
    ]);
}

#[test]
fn water_is_read_in_english_as_in_chinese() {
    all_beside_the_host(&[
        ("日用水3000吨", &["water=3000"]),
        ("water 3000 t per day", &["water=3000"]),
        ("3000 t of water per day", &["water=3000"]),
        ("waste water 80 t per day", &["waste_water=80"]),
        ("water pumps for 3000 t per day", &[]), // goods
    ]);
}
