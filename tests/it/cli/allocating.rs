use serde_json::{Value, json};

use super::{Place, text};

const PREFERENCES: &str = r#"{
    "residents": {"cells": ["Taicang", "Qidong"], "motors": ["Taicang"], "herbs": ["Qidong", "Taicang"]},
    "hospitals": {
        "Taicang": {"capacity": 1, "ranking": ["herbs", ["cells", "motors"]]},
        "Qidong": {"capacity": 1, "ranking": ["cells", "herbs"]}
    }
}"#;

fn allocate(flags: &[&str]) -> (Option<i32>, String, String) {
    let arguments = [&["allocate", "--preferences", "-"], flags].concat();
    let output = Place::new("none").feed(&arguments, PREFERENCES);
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn each_side_has_a_best_matching_of_its_own() {
    let matched = |flags: &[&str]| -> Value {
        let (code, printed, complaint) = allocate(&[flags, &["--json"]].concat());
        assert_eq!(code, Some(0), "{complaint}");
        serde_json::from_str(&printed).unwrap()
    };
    let theirs = matched(&[]);
    let expected = json!({
        "matching": {"Qidong": ["herbs"], "Taicang": ["cells"]},
        "unassigned": ["motors"],
        "unassigned_because": {"motors": "outranked"},
        "blocking_pairs": [],
        "size": 2,
        "maximum_size": 2,
        "seed": 1
    });
    assert_eq!(theirs, expected);
    let ours = matched(&["--best-for", "owners"]);
    assert_eq!(ours["matching"], json!({"Qidong": ["cells"], "Taicang": ["herbs"]}));
    assert_eq!(ours["blocking_pairs"], json!([]));
}

#[test]
fn people_read_who_goes_where_and_why_not() {
    let (code, printed, _) = allocate(&["--lang", "en"]);
    assert_eq!(code, Some(0));
    insta::assert_snapshot!(printed, @"
    Stable matching, the best for those who apply; 2 assigned, at most 2 could be
    Equals stand in an order drawn with seed 1; another may assign more or fewer.

    place    count  applicants
    Qidong       1  herbs
    Taicang      1  cells
    motors has no place: what it wants has no room, or goes to others who are ranked as high or higher.
    ");
}

#[test]
fn a_matching_by_hand_is_told_which_pairs_it_parts() {
    let place = Place::new("none");
    let by_hand = place.directory.path().join("by-hand.json");
    std::fs::write(&by_hand, r#"{"Taicang": ["motors"]}"#).unwrap();
    let file = by_hand.to_str().unwrap();
    let (code, printed, _) = allocate(&["--matching", file, "--lang", "zh"]);
    assert_eq!(code, Some(0));
    insta::assert_snapshot!(printed, @"
    人工给出的匹配；已匹配1个，最多可匹配2个

    去处     数量  申请者
    Qidong      0
    Taicang     1  motors
    cells没有去处：被遗漏，所填志愿中有更愿意接纳它的去处。
    herbs没有去处：被遗漏，所填志愿中有更愿意接纳它的去处。
    双方都更愿意互选的配对：3对
      cells与Qidong
      herbs与Qidong
      herbs与Taicang
    ");
    std::fs::write(&by_hand, r#"{"Suzhou": ["motors"]}"#).unwrap();
    let (code, _, complaint) = allocate(&["--matching", file]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(complaint, @"error: `matching` must be a place of the preferences, got `Suzhou`");
}
