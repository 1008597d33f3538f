use serde_json::{Value, json};

use super::{Place, text};

/// What became of two projects of Quzhou's incubator, one document per line.
fn outcomes() -> String {
    let outcome = |id: &str, name: &str, stage: &str, date: &str| {
        json!({
            "schema": 1, "id": id, "project_name": name, "home": "CN-330800",
            "enclave": "衢州海创园", "stage": stage, "date": date,
        })
        .to_string()
    };
    [
        outcome("a1", "甲", "admitted", "2020-01-01"),
        outcome("a2", "甲", "producing", "2021-01-01"),
        outcome("b1", "乙", "admitted", "2020-01-01"),
        outcome("b2", "乙", "agreement", "2020-06-01"),
    ]
    .join("\n")
}

#[test]
fn a_published_rate_is_printed_with_interval_and_denominator() {
    let place = Place::new("cn");
    let arguments = ["outcomes", "CN-330800", "--as-of", "2024-01-01", "--host", "CN-330100"];
    let cases = [
        (
            "en",
            "Landing rate 12.0 % [6.4 %, 21.3 %]: 9 of 75 projects that could land, as published",
        ),
        ("zh", "落地率 12.0 % [6.4 %, 21.3 %]：75 个公布的可落地项目中 9 个落地"),
    ];
    for (language, expected) in cases {
        let output = place.run(&[&arguments[..], &["--lang", language]].concat());
        let printed = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert_eq!(printed.matches(expected).count(), 2, "region and link:\n{printed}");
    }
    let output = place.run(&[&arguments[..], &["--json"]].concat());
    let record: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&record["rate"]["landed"], &record["rate"]["eligible"]), (&json!(9), &json!(75)));
    let unknown = place.run(&["outcomes", "CN-330800", "--enclave", "none"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(text(&unknown.stderr).contains("no enclave has id `none`"));
}

#[test]
fn recorded_outcomes_come_in_and_go_out_again() {
    let place = Place::new("cn");
    let import = place.feed(&["import", "-", "--kind", "outcomes", "--lang", "en"], &outcomes());
    assert_eq!(text(&import.stdout), "4 rows: 4 loaded, 0 updated, 0 unchanged, 0 refused\n");
    let promise = "id,project_name,home,agreed,promises\n\
                   c,乙,CN-330800,2020-06-01,production@24m;jobs@36m=100\n";
    let arguments = ["import", "-", "--kind", "commitments", "--format", "csv", "--lang", "en"];
    let import = place.feed(&arguments, promise);
    assert_eq!(text(&import.stdout), "1 rows: 1 loaded, 0 updated, 0 unchanged, 0 refused\n");
    assert_eq!(text(&import.stderr), "", "a sheet of commitments loses nothing");
    let exported = place.run(&["export", "--kind", "outcomes"]);
    assert_eq!(text(&exported.stdout).lines().count(), 4);
    let again = place.feed(&["import", "-", "--kind", "outcomes"], &text(&exported.stdout));
    assert!(text(&again.stdout).contains("4 unchanged"), "{}", text(&again.stdout));

    let record = ["outcomes", "CN-330800", "--as-of", "2024-01-01", "--lang"];
    let english = text(&place.run(&[&record[..], &["en"]].concat()).stdout);
    let lines = [
        "  Landing rate 50.0 % [9.5 %, 90.5 %]: 1 of 2 admitted projects meant to produce, as recorded",
        "  of the others, 1 are on the way and 0 have left",
        "  half had landed after 12 months; 2 followed, 1 of them without landing so far",
        "  50.0 % landed by month 12",
        "Who stays 12 months after the last subsidy is unknown",
        "  乙  broken  production due 2022-06-01",
        "  乙  open  jobs due 2023-06-01, nothing reported of 100 people",
    ];
    for line in lines {
        assert!(english.lines().any(|printed| printed == line), "{line}\nin\n{english}");
    }
    assert!(
        english.contains("  ! 乙: bound to the region since 2020-06-01, but neither"),
        "{english}"
    );
    let chinese = text(&place.run(&[&record[..], &["zh"]].concat()).stdout);
    for part in ["落地率 50.0 %", "乙  违约  投产 期限 2022-06-01", "需核查", "公开数据"]
    {
        assert!(chinese.contains(part), "{part}\nin\n{chinese}");
    }
}
