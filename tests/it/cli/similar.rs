use serde_json::Value;

use super::{Place, text};

#[test]
fn the_like_of_a_region_and_of_a_project_is_printed_with_reasons() {
    let place = Place::new("cn");
    let region = ["similar", "CN-G121053", "--limit", "2", "--as-of", "2026-01-31", "--lang"];
    let project = ["similar", "--project", "pangu-sodium-2023", "--limit", "2", "--lang"];
    let cases = [
        (&region[..], "en", ["Most like ", "     Both: ", "compared as a park", " shown"]),
        (&region[..], "zh", ["与", "     共同：", "最相似的地区（按园区比较）", "列出 2 个"]),
        (&project[..], "en", ["Most like ", "     Both: ", "incubated in ", " shown"]),
        (&project[..], "zh", ["与", "     共同：", "最相似的项目", "列出 2 个"]),
    ];
    for (arguments, language, expected) in cases {
        let output = place.run(&[arguments, &[language]].concat());
        let printed = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        for expected in expected {
            assert!(printed.contains(expected), "{expected}\nin\n{printed}");
        }
        assert_eq!(printed.matches(expected[1]).count(), 2, "once per row:\n{printed}");
    }
}

#[test]
fn the_document_is_that_of_the_api_and_faults_are_named() {
    let place = Place::new("cn");
    let output = place.run(&["similar", "CN-330800", "--limit", "1", "--json"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["region"]["id"], "CN-330800");
    assert_eq!(document["counts"]["returned"], 1);
    let cases: [(&[&str], i32, &str); 4] = [
        (&["similar"], 2, "required arguments were not provided"),
        (&["similar", "CN-999999"], 1, "no region has id `CN-999999`"),
        (&["similar", "--project", "no-such"], 1, "no project has id `no-such`"),
        (&["similar", "--project", "x", "--level", "park"], 2, "cannot be used with"),
    ];
    for (arguments, code, expected) in cases {
        let output = place.run(arguments);
        let complaint = text(&output.stderr);
        assert!(complaint.contains(expected), "{arguments:?}: {complaint}");
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {complaint}");
    }
}
