//! Regions of one name.

use super::world_tests::all_read;

#[test]
fn a_name_of_several_regions_is_taken_for_none_in_silence() {
    let host = "host_city=CN-310000";
    all_read(&[
        ("valves, incubated in Shanghai, relocate to Taizhou", &[host, "not_understood=Taizhou"]),
        ("valves, incubated in Shanghai, relocate to Yichun", &[host, "not_understood=Yichun"]),
        ("valves, incubated in Yulin", &["not_understood=Yulin"]),
        ("阀门,在上海孵化,落户朝阳区", &[host, "not_understood=朝阳区"]),
        ("阀门,在上海孵化,落户南山", &[host, "not_understood=南山"]),
        // The one that is usually meant.
        ("valves, incubated in Shanghai, relocate to Suzhou", &[host, "target_region=CN-320500"]),
        ("valves, incubated in Shanghai, relocate to Fuzhou", &[host, "target_region=CN-350100"]),
        // The province that was named.
        (
            "valves, incubated in Shanghai, relocate to Taizhou, Zhejiang",
            &[host, "target_region=CN-331000"],
        ),
        (
            "valves, incubated in Shanghai, relocate to Yichun in Jiangxi",
            &[host, "target_region=CN-360900"],
        ),
        ("阀门,在上海孵化,落户宝山区", &[host, "target_region=CN-310113"]),
    ]);
}

#[test]
fn a_district_behind_its_city_is_that_district() {
    all_read(&[
        ("valves, incubated in Chaoyang District, Beijing", &["host_city=CN-110105"]),
        ("valves, Chaoyang District, Beijing", &["host_city=CN-110105"]),
        ("valves, incubated in Chaoyang District", &["not_understood=Chaoyang District"]),
        ("valves, incubated in Chaoyang", &["host_city=CN-211300"]),
        ("Suzhou, Anhui start-up, valves", &["host_city=CN-341300"]),
        ("阀门,天津滨海孵化", &["host_city=CN-120116"]),
        ("阀门,在天津滨海新区孵化", &["host_city=CN-120116"]),
        ("阀门,在江苏滨海孵化", &["host_city=CN-320922"]),
        ("阀门,在深圳南山孵化", &["host_city=CN-440305"]),
        ("阀门,上海宝山孵化", &["host_city=CN-310113"]),
        ("阀门,杭州余杭孵化", &["host_city=CN-330110"]),
        ("阀门,在上海(嘉定)孵化", &["host_city=CN-310114"]),
    ]);
}

#[test]
fn an_english_county_may_be_a_choice_of_its_own() {
    let host = "host_city=CN-310000";
    all_read(&[
        (
            "valves, incubated in Shanghai, Qidong or Dafeng",
            &[host, "target_region=CN-320681", "target_region=CN-320904"],
        ),
        (
            "valves, incubated in Shanghai, Renhuai, Guizhou",
            &[host, "not_understood=Renhuai, Guizhou"],
        ),
        (
            "valves, incubated in Shanghai, relocate to Renhuai, Guizhou",
            &[host, "target_region=CN-520382"],
        ),
    ]);
}

#[test]
fn a_part_of_a_city_is_not_taken_for_the_city_in_silence() {
    let host = "host_city=CN-310000";
    all_read(&[
        (
            "阀门,在上海孵化,落户雄安新区",
            &[host, "not_understood=雄安新区", "target_region=CN-130600"],
        ),
        ("valves, Gui'an New Area", &["not_understood=Gui'an New Area"]),
        ("阀门,在上海孵化,不去雄安新区", &[host, "not_understood=雄安新区"]),
        ("阀门,在上海孵化,落户舟山群岛新区", &[host, "target_region=CN-330900"]),
        ("阀门,在上海孵化,落户滨海新区", &[host, "target_region=CN-120116"]),
        (
            "阀门,在上海孵化,落户长三角一体化示范区",
            &[
                host,
                "target_region=CN-310118",
                "target_region=CN-320509",
                "target_region=CN-330421",
            ],
        ),
    ]);
}
