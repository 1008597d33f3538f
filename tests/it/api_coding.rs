use hinterland::{
    domain::code::ClassificationSystem::{self, Gbt4754, Isic4, Nace2, Naics2017, Uksic2007},
    service::code_system::{NotCoded, TextCoding, code_in_system},
};
use serde_json::{Value, json};

use crate::support::TestApp;

/// By the use case: the first text in English takes longer than a deadline where nothing is
/// optimised.
async fn coded(app: &TestApp, text: &str, system: ClassificationSystem) -> TextCoding {
    code_in_system(&app.app, text, system, 100).await.unwrap()
}

#[tokio::test]
async fn a_text_is_coded_in_every_classification() {
    let app = TestApp::empty().await;
    let cases = [
        (Gbt4754, "lithium-ion batteries", "384"),
        (Naics2017, "cheese manufacturing", "311513"),
        (Naics2017, "dairy product merchant wholesalers", "424430"),
        (Isic4, "cheese manufacturing", "1050"),
        (Nace2, "cheese manufacturing", "1051"),
        (Uksic2007, "cheese manufacturing", "1051"),
        // A project in its own words: what it plans says nothing.
        (Naics2017, "We develop cheese and plan to build a plant", "311513"),
        // Through GB/T 4754.
        (Isic4, "锂离子电池制造", "2720"),
        (Nace2, "锂离子电池制造", "2720"),
    ];
    for (system, text, expected) in cases {
        let coding = coded(&app, text, system).await;
        assert_eq!((coding.system, coding.reason), (system, None), "{text}");
        let narrowest = &coding.levels.last().unwrap().industries[0];
        let code = &narrowest.industry.code;
        assert!(code.starts_with(expected), "{system:?} {text}: {code}");
        assert!(!coding.industries[0].words.is_empty(), "{system:?} {text}");
    }
}

#[tokio::test]
async fn wider_codes_are_at_least_as_sure() {
    let app = TestApp::empty().await;
    let coding = coded(&app, "bicycle parts", Naics2017).await;
    let names: Vec<&str> = coding.levels.iter().map(|level| level.level.as_str()).collect();
    assert_eq!(names, ["sector", "subsector", "group", "industry", "national_industry"]);
    for two in coding.levels.windows(2) {
        let [wide, narrow] = [0, 1].map(|place| two[place].industries[0].confidence);
        assert!(narrow <= wide + 1e-3, "{two:?}");
    }
}

#[tokio::test]
async fn not_enough_to_tell_is_an_answer() {
    let app = TestApp::empty().await;
    for system in ClassificationSystem::ALL {
        let coding = coded(&app, "qwx zzy", system).await;
        assert_eq!(coding.industries, [], "{system:?}");
        assert_eq!(coding.reason, Some(NotCoded::UnknownWords), "{system:?}");
    }
}

#[tokio::test]
async fn the_answer_names_system_levels_and_reason() {
    let app = TestApp::empty().await;
    let body = json!({ "text": "锂离子电池制造", "system": "isic4", "limit": 1 });
    let answer = app.post("/v1/industries:code", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body["system"], "isic4");
    assert_eq!(answer.body["reason"], Value::Null);
    let levels = answer.body["levels"].as_array().unwrap();
    let names: Vec<&str> = levels.iter().filter_map(|level| level["level"].as_str()).collect();
    assert_eq!(names, ["section", "division", "group", "class"]);
    assert_eq!(answer.body["industries"].as_array().unwrap().len(), 1);

    let answer = app.post("/v1/industries:code", &json!({ "text": "qwx zzy" })).await;
    assert_eq!(answer.body["industries"], json!([]));
    assert_eq!(answer.body["reason"], "unknown-words");
}
