use serde_json::Value;

use super::{CHINESE, ENGLISH, Place, text};

const REGIONS: [&str; 6] =
    ["--region", "CN-330800", "--region", "CN-341500", "--region", "CN-330400"];

#[test]
fn compare_prints_regions_side_by_side_in_both_languages() {
    let place = Place::new("cn");
    let heads = [
        (CHINESE, ["对比（地级）", "得分", "年成本（万元）", "条件", "决定因素"]),
        (
            ENGLISH,
            ["Compared, level prefecture", "Points", "Annual cost", "Conditions", "What decides"],
        ),
    ];
    for (question, heads) in heads {
        let output = place.run(&[&["compare", question], &REGIONS[..]].concat());
        let printed = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        for head in heads {
            assert!(printed.contains(head), "{head}: {printed}");
        }
        for region in ["CN-330800", "CN-341500", "CN-330400"] {
            assert!(printed.contains(region), "{printed}");
        }
    }
}

#[test]
fn the_comparison_document_adds_up() {
    let place = Place::new("cn");
    let output = place.run(&[&["compare", CHINESE, "--json"], &REGIONS[..]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let pairs = document["pairs"].as_array().unwrap();
    assert_eq!(pairs.len(), 2);
    for pair in pairs {
        let parts = pair["parts"].as_array().unwrap();
        let sum: i64 = parts.iter().filter_map(|part| part["points"].as_i64()).sum();
        assert_eq!(pair["total"].as_i64(), Some(sum));
    }
}

#[test]
fn a_single_region_has_nothing_to_be_compared_with() {
    let place = Place::new("cn");
    let output = place.run(&["compare", ENGLISH, "--region", "CN-330800"]);
    assert_eq!(output.status.code(), Some(2));
    let message = "`regions` must be 2 to 6 regions, got `1`";
    assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
}

#[test]
fn match_says_how_firm_the_order_is_where_it_is_asked() {
    let place = Place::new("cn");
    for (question, head) in [(CHINESE, "排序是否稳固"), (ENGLISH, "How firm the order is")] {
        let asked = ["match", question, "--level", "prefecture", "--limit", "3"];
        let output = place.run(&[&asked[..], &["--robust"]].concat());
        let printed = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert!(printed.contains(head) && printed.contains("PROMETHEE II"), "{printed}");
        assert!(!text(&place.run(&asked).stdout).contains(head));
    }
}
