use serde_json::Value;

use super::{Place, text};

fn json(place: &Place, arguments: &[&str]) -> Value {
    let output = place.run(arguments);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_key_is_shown_once_listed_rotated_and_revoked() {
    let place = Place::new("none");
    let create = ["keys", "create", "--role", "advisor", "--organisation", "acme"];
    let made = place.run(&create);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let secret = text(&made.stdout);
    assert!(secret.starts_with("hinterland_key_") && secret.lines().count() == 1, "{secret}");
    assert!(text(&made.stderr).contains("advisor of acme"), "{}", text(&made.stderr));
    let secret = secret.trim_end();

    let listed = json(&place, &["keys", "list", "--json"]);
    assert_eq!(listed[0]["status"], "valid");
    assert!(!listed.to_string().contains(secret) && listed[0].get("secret").is_none());
    let id = listed[0]["id"].as_str().unwrap();
    let rotated = json(&place, &["keys", "rotate", id, "--expires", "2099-12-31", "--json"]);
    assert_eq!((&rotated["organisation"], &rotated["role"]), (&"acme".into(), &"advisor".into()));
    assert!(rotated["secret"].as_str().is_some_and(|new| new != secret));
    let again = place.run(&["keys", "rotate", id]);
    assert_eq!(again.status.code(), Some(2), "a revoked key has no successor");
    let new = rotated["id"].as_str().unwrap();
    let revoked = json(&place, &["keys", "revoke", new, "--json"]);
    assert_eq!(revoked["status"], "revoked");

    let table = place.run(&["keys", "list", "--lang", "zh"]);
    let table = text(&table.stdout);
    assert_eq!(table.matches("已吊销").count(), 2, "{table}");
    assert!(table.contains("顾问") && table.contains("2099-12-31"), "{table}");
    assert!(!table.contains("hinterland_key_"), "{table}");
}

#[test]
fn what_a_key_cannot_be_is_told_by_its_flag() {
    let place = Place::new("none");
    let cases: [(&[&str], i32, &str); 7] = [
        (&["create", "--role", "chief", "--organisation", "a"], 2, "admin"),
        (&["create", "--role", "admin"], 2, "--organisation"),
        (&["create", "--role", "admin", "--organisation", "a/b"], 2, "an organisation id"),
        (&["create", "--role", "region_officer", "--organisation", "a"], 2, "`--region` must be"),
        (
            &["create", "--role", "admin", "--organisation", "a", "--region", "CN"],
            2,
            "has no region",
        ),
        (
            &["create", "--role", "admin", "--organisation", "a", "--expires", "2020-01-01"],
            2,
            "`--expires` must be a day that is not over",
        ),
        (&["revoke", "key-of-nobody"], 1, "no key has id `key-of-nobody`"),
    ];
    for (arguments, code, said) in cases {
        let arguments: Vec<&str> = ["keys"].iter().chain(arguments).copied().collect();
        let output = place.run(&arguments);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {error}");
        assert!(error.contains(said), "{arguments:?}: {error}");
    }
}
