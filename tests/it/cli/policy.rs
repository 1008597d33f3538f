use serde_json::Value;

use super::{Place, text};

const PROJECT: &str = r#"{
    "schema": 1, "id": "etcher", "name": {"zh": "刻蚀机", "en": "Etcher"},
    "host_city": "CN-310000",
    "industries": [{"system": "gbt4754", "code": "3562"}],
    "money": {
        "capex": {"value": 120, "unit": "million CNY"},
        "equipment": {"value": 60, "unit": "million CNY"},
        "tax_per_year": {"value": 5, "unit": "million CNY"}
    }
}"#;
const NINGBO: [&str; 6] = ["policy", "--region", "CN-330200", "--as-of", "2024-09-01", "--project"];

fn ask(place: &Place, more: &[&str]) -> String {
    let arguments = [&NINGBO, ["-"].as_slice(), more].concat();
    let output = place.feed(&arguments, PROJECT);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn policy_prints_an_invoice_in_both_languages() {
    let place = Place::new("cn");
    let english = ask(&place, &["--lang", "en"]);
    for expected in [
        "Support for Etcher in Ningbo (CN-330200), incubated in Shanghai",
        "Equipment subsidy for major industrial projects (CN-330200-01), integrated circuits",
        "equipment × 10 %, at most 50 million CNY",
        "6,000,000.00 CNY",
        "published 2020-07-10",
        "present value at 8.00 % a year",
        "5,555,555.56 CNY",
        "Not counted",
        "doubtful: a rebate of",
    ] {
        assert!(english.contains(expected), "{expected}\n{english}");
    }
    let chinese = ask(&place, &["--lang", "zh", "--include-doubtful"]);
    for expected in [
        "刻蚀机落地宁波市（CN-330200）的政策支持，孵化于上海市",
        "设备投资 × 10 %，最高5000万元",
        "待确认",
        "年地方税收贡献 × 60 %，2 年",
        "尚缺：年地方税收贡献",
        "最高 6,000,000.00 CNY",
        "12,000,000.00 CNY",
    ] {
        assert!(chinese.contains(expected), "{expected}\n{chinese}");
    }
}

#[test]
fn the_document_of_the_invoice_adds_up() {
    let place = Place::new("cn");
    let document: Value =
        serde_json::from_str(&ask(&place, &["--json", "--include-doubtful"])).unwrap();
    let certain = &document["certain"];
    assert_eq!(document["total"]["low"], "6000000.00");
    assert_eq!(document["total"]["high"], "12000000.00");
    let fen =
        |amount: &Value| -> i64 { amount.as_str().unwrap().replace('.', "").parse().unwrap() };
    let sum = |items: &Value, field: &str| -> i64 {
        items.as_array().unwrap().iter().map(|item| fen(&item[field])).sum()
    };
    assert_eq!(sum(&certain["chosen"], "amount"), fen(&certain["gross"]));
    assert_eq!(sum(&certain["payers"], "total"), fen(&certain["total"]));
    let years = certain["yearly"].as_array().unwrap().iter();
    assert_eq!(years.map(fen).sum::<i64>(), fen(&certain["total"]));
    assert_eq!(document["to_confirm"][0]["facts"], serde_json::json!(["local_tax"]));
}

#[test]
fn a_project_is_a_file_an_identifier_or_words() {
    let place = Place::new("cn");
    let words = [&NINGBO, ["集成电路设备，在上海孵化，固定资产投资2亿元"].as_slice()].concat();
    let output = place.run(&words);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    // A project asked about in words has no identifier that anybody knows.
    let invoice = text(&output.stdout);
    assert!(invoice.contains("所问项目落地宁波市") && !invoice.contains("question"), "{invoice}");
    let output = place.run(&[&NINGBO, ["nobody"].as_slice()].concat());
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("no project has id `nobody`"));
    let unknown = ["policy", "--region", "CN-999999", "--project", "battery plant in Berlin"];
    let output = place.run(&unknown);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("no region has id `CN-999999`"));
    let output = place.run(&[&NINGBO, ["-", "--years", "51"].as_slice()].concat());
    assert_eq!(output.status.code(), Some(2));
}
