use serde_json::Value;

use super::{CHINESE, ENGLISH, Place, text};

fn document(place: &Place, arguments: &[&str]) -> Value {
    let output = place.run(arguments);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn presets_are_listed_in_both_languages() {
    let place = Place::new("none");
    let printed = text(&place.run(&["presets", "--lang", "en"]).stdout);
    let table: Vec<&str> = printed.lines().take(10).collect();
    insta::assert_snapshot!(table.join("\n"), @r"
    criterion           default  advisor  sponsor  region_officer  batch
    specialisation         18.9     22.0     14.0            26.0   18.9
    relatedness             7.5      8.0      6.0            14.0    7.5
    supply chain            5.7      8.0     14.0            12.0    5.7
    declared will           9.4     12.0      6.0            18.0    9.4
    land                    5.7      6.0      8.0            10.0    5.7
    land cost               4.7      4.0     12.0             2.0    4.7
    labour cost             6.6      4.0     14.0             2.0    6.6
    access                 28.3     20.0     22.0             8.0   28.3
    institutional link     13.2     16.0      4.0             8.0   13.2
    ");
    assert!(printed.contains("sponsor  Project sponsor\n  A sponsor pays the bill"), "{printed}");
    let printed = text(&place.run(&["presets", "--lang", "zh"]).stdout);
    assert!(printed.contains("region_officer  地方招商人员\n  招商人员要的是"), "{printed}");
    let listed = document(&place, &["presets", "--json"]);
    assert_eq!(listed["presets"][1]["id"], "sponsor");
}

#[test]
fn a_preset_is_asked_for_by_name_and_said() {
    let place = Place::new("cn");
    let asked = ["match", CHINESE, "--preset", "sponsor", "--weight", "access=60", "--limit", "1"];
    let printed = text(&place.run(&asked).stdout);
    let expected = "预设权重：sponsor（项目方）；按要求另行加权：通达性\n";
    assert!(printed.contains(expected), "{printed}");
    let found = document(&place, &[&asked[..], &["--json"]].concat());
    assert_eq!(found["preset"], serde_json::json!({ "id": "sponsor", "replaced": ["access"] }));
    let compared = ["compare", ENGLISH, "--region", "CN-330800", "--region", "CN-330400"];
    let printed = text(&place.run(&[&compared[..], &["--preset", "advisor"]].concat()).stdout);
    assert!(printed.contains("\nPreset: advisor (Incubator advisor)\n"), "{printed}");
    let reverse = ["reverse", "CN-330800", "--limit", "1", "--lang", "en", "--preset", "batch"];
    let printed = text(&place.run(&reverse).stdout);
    assert!(printed.contains("weighed by the preset batch (Batch run)"), "{printed}");
    let project =
        r#"{"schema":1,"id":"a","description":{"en":"lithium cells"},"weights":{"access":0}}"#;
    let rerank = ["rerank", "-", "--top", "1", "--preset", "batch"];
    let ranked = text(&place.feed(&rerank, project).stdout);
    let ranked: Value = serde_json::from_str(&ranked).unwrap();
    assert_eq!(ranked["preset"]["id"], "batch");
    assert_eq!(ranked["weights"]["access"], 283_019, "whatever the profile says");
}

#[test]
fn an_unknown_preset_is_refused_with_the_nearest_one() {
    let place = Place::new("none");
    let output = place.run(&["match", ENGLISH, "--preset", "sponsr"]);
    assert_eq!(output.status.code(), Some(2));
    let complaint = text(&output.stderr);
    for expected in ["advisor, sponsor, region_officer, batch", "a similar value exists: 'sponsor'"]
    {
        assert!(complaint.contains(expected), "{complaint}");
    }
}
