use serde_json::Value;

use super::{Place, rows, text};

#[test]
fn the_changes_of_a_region_are_printed_and_the_oldest_dropped_as_told() {
    let place = Place::new("none");
    let import = ["import", "-", "--kind", "regions", "--revisions-max", "2"];
    for name in ["Nowhere", "Erewhon", "Utopia"] {
        let row = rows(0)[0].replace("Nowhere", name);
        assert_eq!(place.feed(&import, &row).status.code(), Some(0));
    }
    let output = place.run(&["history", "region", "XX"]);
    let printed = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines.len(), 4, "{printed}");
    assert!(lines[1].starts_with("  3        3  updated  user  20"), "{printed}");
    assert_eq!(lines[3], "2 of 2 changes, 1 older no longer kept");
    let newest = place.run(&["history", "region", "XX", "--limit", "1", "--lang", "zh"]);
    assert!(text(&newest.stdout).contains("2 次变更，列出 1 次"), "{}", text(&newest.stdout));

    let output = place.run(&["history", "region", "XX", "--json"]);
    let body: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&body["total"], &body["dropped"]), (&Value::from(2), &Value::from(1)));
    assert_eq!(body["revisions"][1]["version"], 2);
}

#[test]
fn what_never_was_has_no_history() {
    let place = Place::new("none");
    let cases = [
        (["history", "project", "XX"], 1, "no project has id `XX`"),
        (["history", "regions", "XX"], 2, "invalid value 'regions'"),
    ];
    for (arguments, code, said) in cases {
        let output = place.run(&arguments);
        assert_eq!(output.status.code(), Some(code));
        assert!(text(&output.stderr).contains(said), "{}", text(&output.stderr));
    }
}
