use serde_json::Value;

use super::{Place, text};

#[test]
fn the_projects_of_a_region_are_printed_with_the_reasons_of_both_sides() {
    let place = Place::new("cn");
    let arguments = ["reverse", "CN-330800", "--as-of", "2026-01-31", "--limit", "2", "--lang"];
    let cases = [
        (
            "en",
            [
                "     For the region\n",
                "Projects for ",
                ", in whose own list it stands ",
                "Weights of the region: ",
            ],
        ),
        ("zh", ["     对地方\n", "适合衢州市", "，在其落地候选中排第 ", "地方权重："]),
    ];
    for (language, expected) in cases {
        let output = place.run(&[&arguments[..], &[language]].concat());
        let printed = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        for expected in expected {
            assert!(printed.contains(expected), "{expected}\nin\n{printed}");
        }
        assert_eq!(printed.matches(expected[0]).count(), 2, "once per project:\n{printed}");
    }
}

#[test]
fn what_would_lift_the_region_is_told_where_it_is_asked() {
    let place = Place::new("cn");
    let arguments = ["reverse", "CN-330800", "--host", "CN-330100", "--as-of", "2026-01-31"];
    let asked = [&arguments[..], &["--limit", "1", "--robust", "--lang"]].concat();
    let cases = [
        ("en", ["What would lift the region\n", "Of the own lists of ", "index/changes.toml"]),
        ("zh", ["怎样提升名次\n", "个项目自己的候选名单中", "index/changes.toml"]),
    ];
    for (language, expected) in cases {
        let printed = text(&place.run(&[&asked[..], &[language]].concat()).stdout);
        for expected in expected {
            assert!(printed.contains(expected), "{expected}\nin\n{printed}");
        }
    }
    let plain = text(&place.run(&[&arguments[..], &["--lang", "en"]].concat()).stdout);
    assert!(!plain.contains("What would lift"), "{plain}");
}

#[test]
fn the_document_is_that_of_the_api_and_unknown_places_are_refused() {
    let place = Place::new("cn");
    let arguments = ["reverse", "CN-330800", "--host", "CN-310000", "--limit", "1", "--json"];
    let output = place.run(&arguments);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["host_city"], "CN-310000");
    assert_eq!(document["projects"].as_array().unwrap().len(), 1);
    assert!(document["projects"][0]["reciprocal"].is_i64());
    let cases = [
        (&["reverse", "CN-999999"][..], 1, "no region has id `CN-999999`"),
        (&["reverse", "CN-330800", "--level", "park"][..], 2, "a level of `CN-330800`: prefecture"),
        (&["reverse", "CN"][..], 2, "a country is no candidate"),
    ];
    for (arguments, code, expected) in cases {
        let output = place.run(arguments);
        let complaint = text(&output.stderr);
        assert!(complaint.contains(expected), "{arguments:?}: {complaint}");
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {complaint}");
    }
}
