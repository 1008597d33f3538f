//! Which fields take what is said of flows, days and modes; what none takes is named.

use super::world_tests::{all_read, read};

#[test]
fn flows_and_trips_are_read_by_what_they_are_counted() {
    all_read(&[
        ("每天排水500吨", &["waste_water=500"]),
        ("日用水300立方米", &["water=300"]),
        ("生产用水每天300吨", &["water=300"]),
        ("500 tonnes of water per day", &["water=500"]),
        ("80 tons of waste water a day", &["waste_water=80"]),
        ("年运进原料2万吨", &["freight_in=20000"]),
        ("每年运出成品1.5万吨", &["freight_out=15000"]),
        ("每月往返4次", &["trips_per_year=48"]),
        ("往返上海每年10次", &["trips_per_year=10", "host_city=CN-310000"]),
        ("4 round trips per month", &["trips_per_year=48"]),
        // Water of a year has no field, and neither has a stretch of way.
        ("年用水50万吨", &["not_understood=50万吨"]),
        ("100公里以内", &["not_understood=100公里"]),
        // The next station is not the host.
        ("离高铁站半小时以内", &["not_understood=半小时"]),
        ("半小时内到机场", &["not_understood=半小时"]),
        ("within half an hour of an airport", &["not_understood=half an hour"]),
        ("one hour from the nearest railway station", &["not_understood=one hour"]),
        ("上海,两小时以内", &["travel_minutes_max=120", "host_city=CN-310000"]),
        // What is made, and what goods can.
        ("年产20万吨原料药", &[]),
        ("续航500公里的电动车", &[]),
        ("可充电1000次的电池", &[]),
    ]);
}

#[test]
fn the_day_by_which_production_begins_is_read() {
    all_read(&[
        ("2027年底投产", &["deadline=2027-12-31"]),
        ("2027年底前投产", &["deadline=2027-12-31"]),
        ("2027年前投产", &["deadline=2026-12-31"]),
        ("2027年6月投产", &["deadline=2027-06-30"]),
        ("production by the end of 2027", &["deadline=2027-12-31"]),
        ("operational before 2028", &["deadline=2027-12-31"]),
        ("production by June 2027", &["deadline=2027-06-30"]),
        ("做阀门。投产时间为2027年底前", &["deadline=2027-12-31"]),
        ("2026年底前投产", &["deadline=2026-12-31"]),
        ("2025年底前投产", &["not_understood=2025年底前投产"]), // it is over
        ("2019年投产", &[]),
        ("27年投产", &["deadline=2027-12-31"]),
        ("30亩,28年要量产", &["land=30", "deadline=2028-12-31"]),
        ("27年必须投产、30亩", &["land=30", "deadline=2027-12-31"]),
        ("阀门,计划28年量产", &["deadline=2028-12-31"]),
        ("投产不超过27年底", &["deadline=2027-12-31"]),
        ("不能超过28年6月投产", &["deadline=2028-06-30"]),
        // Counted from the day of the question, 1 March 2026.
        ("两年内投产", &["deadline=2028-03-01"]),
        ("18个月内投产", &["deadline=2027-09-01"]),
        ("半年内量产", &["deadline=2026-09-01"]),
        ("一年半以内投产", &["deadline=2027-09-01"]),
        ("明年投产", &["deadline=2027-12-31"]),
        ("明年上半年投产", &["deadline=2027-06-30"]),
        ("后年6月底前量产", &["deadline=2028-06-30"]),
        ("年底前投产", &["deadline=2026-12-31"]),
        ("争取年内量产", &["deadline=2026-12-31"]),
        ("去年底投产", &[]),
        ("production within two years", &["deadline=2028-03-01"]),
        ("start of production within 18 months", &["deadline=2027-09-01"]),
        ("production by the end of next year", &["deadline=2027-12-31"]),
        ("running within a year", &["deadline=2027-03-01"]),
        ("operational before the end of the year", &["deadline=2026-12-31"]),
        ("99999999999个月内投产", &["not_understood=99999999999个月内投产"]),
        (
            "within 200000 months in production",
            &["not_understood=within 200000 months in production"],
        ),
        ("两年内完成B轮融资", &["not_understood=两年内完成B轮融资"]),
        ("2027年3月获得药品生产许可证", &[]),
        ("2027年6月开始建设生产线", &[]),
        (
            "We do production of valves. Series B closes by 2027",
            &["not_understood=Series B closes by 2027"],
        ),
        ("2027年发布的标准", &[]),
    ]);
}

#[test]
fn days_are_read_in_all_their_words() {
    all_read(&[
        // Parts of a year, days, short forms.
        ("明年三季度投产", &["deadline=2027-09-30"]),
        ("2027年Q3投产", &["deadline=2027-09-30"]),
        ("2027Q3投产", &["deadline=2027-09-30"]),
        ("2027年第四季度投产", &["deadline=2027-12-31"]),
        ("2027年三季度前投产", &["deadline=2027-06-30"]),
        ("明年下半年投产", &["deadline=2027-12-31"]),
        ("后年初投产", &["deadline=2028-03-31"]),
        ("2028年初投产", &["deadline=2028-03-31"]),
        ("2027年6月上旬投产", &["deadline=2027-06-10"]),
        ("2027年6月30日前投产", &["deadline=2027-06-30"]),
        ("2028.6投产", &["deadline=2028-06-30"]),
        ("2026.12.31前投产", &["deadline=2026-12-31"]),
        ("27年底投产", &["deadline=2027-12-31"]),
        ("最迟2028年6月实现投产", &["deadline=2028-06-30"]),
        ("投产时间2028年6月", &["deadline=2028-06-30"]),
        ("2027年6月正式投产", &["deadline=2027-06-30"]),
        ("plant ready in 18 months", &["deadline=2027-09-01"]),
        ("up and running by end 2027", &["deadline=2027-12-31"]),
        ("SOP Q4 2027", &["deadline=2027-12-31"]),
        ("production starts in Q3 2027", &["deadline=2027-09-30"]),
        ("production by 30 June 2027", &["deadline=2027-06-30"]),
        ("production by June 30, 2027", &["deadline=2027-06-30"]),
        ("production by early 2028", &["deadline=2028-03-31"]),
        // What is there already, and spans that look like years.
        ("2019年建成", &[]),
        ("三年建成的老厂", &[]),
        ("第三年投产", &[]),
        ("近30年底蕴", &[]),
        ("2027年Q3完成A轮融资", &[]),
        ("2027.6获得专利", &[]),
        // Said in a way that is not read, or of nothing.
        ("2028年春节前投产", &["not_understood=2028年春节前投产"]),
        ("最迟2028年6月", &["not_understood=最迟2028年6月"]),
        ("2027年底", &["not_understood=2027年底"]),
        ("9月投产", &["not_understood=9月投产"]),
        ("in 18 months", &["not_understood=in 18 months"]),
        ("by the end of next year", &["not_understood=by the end of next year"]),
        ("by end of next year", &["not_understood=by end of next year"]),
        ("series B closes in 18 months", &["not_understood=series B closes in 18 months"]),
        ("patent granted by Q4 2027", &["not_understood=patent granted by Q4 2027"]),
        (
            "we have doubled production in 18 months",
            &["not_understood=we have doubled production in 18 months"],
        ),
    ]);
}

#[test]
fn what_no_field_takes_is_named() {
    for words in [
        "蒸汽每小时50吨",
        "层高8米",
        "承重2吨",
        "需要行车",
        "电价越低越好",
        "不要求靠近孵化城市",
        "去省外",
        "愿意在飞出地注册",
        "需要铁路专用线",
        "需要天然气",
        "需要蒸汽",
        "需要蒸汽和天然气",
        "双回路供电",
        "需要危废处置能力",
        "要保税区",
        "需要靠近机场",
        "靠近高铁站",
        "靠近原料产地",
        "带装卸码头",
        "靠海",
        "不需要天然气",
        "不出省",
        "不跨省",
        "省内",
        "注册地不能变",
    ] {
        let lines = read(&format!("阀门,上海团队,{words}"));
        assert_eq!(lines, ["host_city=CN-310000", &format!("not_understood={words}")], "{words}");
    }
    for words in [
        "clear height of 8 m",
        "power as cheap as possible",
        "natural gas required",
        "needs natural gas and steam",
        "rail siding needed",
        "hazardous waste disposal required",
        "needs to be near an airport",
    ] {
        let lines = read(&format!("valves, incubated in Shanghai, {words}"));
        assert_eq!(lines, ["host_city=CN-310000", &format!("not_understood={words}")], "{words}");
    }
    all_read(&[
        // To prefer is not to insist.
        ("靠港口最好", &["not_understood=靠港口最好"]),
        ("最好靠近港口", &["not_understood=最好靠近港口"]),
        ("ideally near a port", &["not_understood=ideally near a port"]),
        ("必须靠近港口", &["must_have=port"]),
        ("必须靠近港口并优先考虑江苏", &["target_region=CN-320000", "must_have=port"]),
        ("We need a port. We would prefer Anhui.", &["target_region=CN-340000", "must_have=port"]),
        ("行车记录仪", &[]),
        ("蒸汽锅炉", &[]),
        ("需要蒸汽锅炉", &[]),
        ("天然气需求预测软件", &[]),
        ("needs a steam boiler", &[]),
        // A need within a clause that tells more.
        ("生产玻璃需要天然气", &["not_understood=需要天然气"]),
        ("需要铁路专用线及用地50亩", &["land=50", "not_understood=需要铁路专用线"]),
        // A port and a park of chemistry have their field.
        ("port needed", &["must_have=port"]),
        ("valves, sea port required", &["must_have=port"]),
        ("要港口", &["must_have=port"]),
        ("要化工园", &["must_have=chemical_park"]),
        ("USB port needed", &[]),
        ("主要港口客户", &[]),
    ]);
}

/// Texts of nothing but what is looked up word by word, as long as they may be.
#[test]
fn long_texts_of_one_word_are_read() {
    for word in ["化工园区", "上海鼓楼区", "2027年6月投产", "一期3亩,", "需要蒸汽,", "离港口2小时"]
    {
        let text = word.repeat(8_000 / word.chars().count());
        assert!(!read(&text).is_empty(), "{word}");
    }
}

#[test]
fn what_a_team_accepts_is_read() {
    all_read(&[
        (
            "阀门,上海孵化,整体搬迁到江西,不接受飞地",
            &["move_outright=true", "modes=none", "host_city=CN-310000", "target_region=CN-360000"],
        ),
        ("valves, no enclave", &["modes=none"]),
        ("阀门,不整体搬迁", &["move_outright=false"]),
        ("valves, we would relocate entirely", &["move_outright=true"]),
        ("飞地孵化的阀门", &[]),
        ("我们不拒绝飞地模式", &[]),
        ("valves, team with no enclave experience", &[]),
    ]);
}

#[test]
fn what_was_or_is_not_to_be_is_no_day_of_production() {
    for words in [
        "近27年投产",
        "历时30年建成",
        "积累30年量产",
        "专注阀门30年量产",
        "连续30年量产",
        "设备使用30年可投产",
        "我们是30年 量产 阀门的企业",
        "28年量产经验",
        "我们有20年量产经验",
        "经过3年试产",
        "花了两年建成中试线",
        "建设期两年,投产后三年达产",
        "we won't start before 2028",
        "production must not start before 2029",
        "within 12 months after start of production",
        "近三年内投产两条线",
        "此前两年内投产了一期",
        "过去三年内投产了两条线",
        "公司成立三年内已量产",
        "第三年内投产",
        "两年内不会量产",
        "三年内暂不投产",
        "二〇二八年内投产",
        "1.55年内投产",
        "半个月内投产",
        "今明两年内投产",
        "大后年投产",
        "no production within two years",
        "production doubled within two years",
        "started production within 2 years of founding",
    ] {
        let lines = read(words);
        assert!(!lines.iter().any(|line| line.starts_with("deadline")), "{words}: {lines:?}");
    }
    all_read(&[
        ("production by 2027-03-15", &["deadline=2027-03-15"]),
        ("2027年3月15日前投产", &["deadline=2027-03-15"]),
    ]);
}
