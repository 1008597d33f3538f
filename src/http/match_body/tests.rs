use insta::assert_json_snapshot;
use jiff::civil::date;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{compose::compose, *};
use crate::{
    domain::{
        code::IndustryCode,
        criterion::{Utility, Weights},
        figure::Figure,
        id::ProjectId,
        matching::{
            Age, Candidate, Contribution, Gate, GateSource, GateStatus, Measure, Points, Refusal,
            Standing,
        },
        text::Text,
        unit::AreaUnit,
    },
    service::{
        code_text::CodedIndustry,
        rank_regions::{Counts, RankedCandidate, RefusedRegion, RegionSummary, Understood},
        rationale::Rationale,
    },
};

fn region(id: &str) -> RegionId {
    RegionId::parse(id).unwrap()
}

fn summary(id: &str, zh: &str) -> RegionSummary {
    RegionSummary {
        id: region(id),
        name: Text { zh: Some(zh.to_owned()), en: None },
        level: Level::Park,
        ancestors: vec![region("CN-330800"), region("CN-330000"), region("CN")],
        ancestor_names: vec![
            Text::new("衢州市", "Quzhou"),
            Text::new("浙江省", "Zhejiang"),
            Text::new("中国", "China"),
        ],
        location: Some(Coordinates { longitude: 119.17, latitude: 29.03 }),
    }
}

fn gate(status: GateStatus, actual: Option<&str>, margin: Option<f64>) -> Gate {
    let required = "at least 40 mu".to_owned();
    let source = actual.map(|_| GateSource {
        citation: Some("A listing".to_owned()),
        as_of: Some("2023".to_owned()),
        from: region("CN-330800"),
    });
    Gate { gate: "land", status, required, actual: actual.map(str::to_owned), margin, source }
}

fn candidate() -> RankedCandidate {
    let measure = Measure {
        value: 95.0,
        source: Some("A timetable".to_owned()),
        as_of: Some("2021".to_owned()),
        from: region("CN-330800"),
        confidence: 0.75,
        age: Age::Ageless,
        detail: None,
    };
    let utility = |value| Utility::new(value).unwrap();
    let contributions = vec![
        Contribution::new(CriterionId::Access, Some(measure), utility(0.75), Points::new(600_000)),
        Contribution::new(CriterionId::LandCost, None, utility(0.5), Points::new(400_000)),
    ];
    let gates = vec![gate(GateStatus::Unknown, None, None)];
    RankedCandidate {
        landing: None,
        rank: 1,
        region: summary("CN-S339078", "浙江龙游经济开发区"),
        candidate: Candidate { region: region("CN-S339078"), contributions, gates },
        standing: Standing::PossiblyFirst,
        rationale: Rationale {
            zh: vec!["到上海95分钟。".to_owned(), "地价未知。".to_owned()],
            en: vec!["95 minutes to Shanghai.".to_owned(), "Land price unknown.".to_owned()],
        },
        warnings: vec![Text::new("多为旧数据", "Mostly old figures")],
    }
}

fn ranking() -> Ranking {
    let refused = RefusedRegion {
        region: summary("CN-S339079", "另一个开发区"),
        refusal: Refusal {
            region: region("CN-S339079"),
            gates: vec![gate(GateStatus::Fail, Some("30 mu"), Some(-0.25))],
            checked: 7,
            unknown: 2,
        },
    };
    let weight = |criterion| match criterion {
        CriterionId::LandCost => 4.0,
        CriterionId::Access => 6.0,
        _ => 0.0,
    };
    let mut project = ProjectProfile::new(ProjectId::parse("antibody-plant").unwrap());
    project.needs.land = Some(Figure::stated(Decimal::from(40), AreaUnit::Mu));
    Ranking {
        project,
        understood: vec![Understood {
            what: "land",
            value: "40".to_owned(),
            unit: Some("mu"),
            name: None,
            from: "40亩".to_owned(),
        }],
        industries: vec![CodedIndustry {
            industry: IndustryCode::gbt("2761"),
            title: Text::new("生物药品制造", "Manufacture of biological medicines"),
            confidence: 0.9,
            words: vec!["抗体药物".to_owned()],
        }],
        generation: 7,
        definition: "d0c5".to_owned(),
        as_of: date(2024, 6, 30),
        level: Level::Park,
        weights: Weights::by_criterion(weight).unwrap(),
        preset: None,
        assumptions: Vec::new(),
        candidates: vec![candidate()],
        following: Vec::new(),
        firmness: None,
        near_misses: Vec::new(),
        refused: vec![refused],
        informative: Vec::new(),
        counts: Counts {
            regions: 2,
            refused: 1,
            ranked: 1,
            returned: 1,
            refused_by_gate: BTreeMap::from([("land", 1)]),
            ..Counts::default()
        },
        warnings: Vec::new(),
    }
}

fn document() -> Value {
    serde_json::to_value(compose(ranking(), &Include::none())).unwrap()
}

/// An object without some of its fields, which another snapshot shows.
fn without(value: &Value, fields: &[&str]) -> Value {
    let mut rest = value.clone();
    for field in fields {
        rest.as_object_mut().unwrap().remove(*field);
    }
    rest
}

#[test]
fn a_contribution_carries_its_measure_or_none() {
    assert_json_snapshot!(document()["candidates"][0]["contributions"], @r#"
    [
      {
        "as_of": "2021",
        "confidence": 0.75,
        "criterion": "access",
        "from": "CN-330800",
        "known": true,
        "measure": 95.0,
        "points": 450000,
        "source": "A timetable",
        "unit": "minute",
        "utility": 0.75,
        "weight": 600000
      },
      {
        "as_of": null,
        "confidence": null,
        "criterion": "land_cost",
        "from": null,
        "known": false,
        "measure": null,
        "points": 200000,
        "source": null,
        "unit": "CNY/m2",
        "utility": 0.5,
        "weight": 400000
      }
    ]
    "#);
}

#[test]
fn a_candidate_carries_its_reasons() {
    let candidate = without(&document()["candidates"][0], &["contributions"]);
    assert_json_snapshot!(candidate, @r#"
    {
      "bounds": {
        "high": 850000,
        "low": 450000
      },
      "gates": [
        {
          "actual": null,
          "gate": "land",
          "margin": null,
          "required": "at least 40 mu",
          "source": null,
          "status": "unknown"
        }
      ],
      "rank": 1,
      "rationale": {
        "en": "95 minutes to Shanghai. Land price unknown.",
        "zh": "到上海95分钟。地价未知。"
      },
      "region": {
        "ancestor_names": [
          {
            "en": "Quzhou",
            "zh": "衢州市"
          },
          {
            "en": "Zhejiang",
            "zh": "浙江省"
          },
          {
            "en": "China",
            "zh": "中国"
          }
        ],
        "ancestors": [
          "CN-330800",
          "CN-330000",
          "CN"
        ],
        "id": "CN-S339078",
        "level": "park",
        "location": {
          "latitude": 29.03,
          "longitude": 119.17
        },
        "name": {
          "en": null,
          "zh": "浙江龙游经济开发区"
        }
      },
      "standing": "possibly_first",
      "total": 650000,
      "warnings": [
        {
          "en": "Mostly old figures",
          "zh": "多为旧数据"
        }
      ]
    }
    "#);
}

#[test]
fn a_refused_region_carries_its_failed_gates() {
    let refused = without(&document()["refused"][0], &["region"]);
    assert_json_snapshot!(refused, @r#"
    {
      "gates": [
        {
          "actual": "30 mu",
          "gate": "land",
          "margin": -0.25,
          "required": "at least 40 mu",
          "source": {
            "as_of": "2023",
            "citation": "A listing",
            "from": "CN-330800"
          },
          "status": "fail"
        }
      ],
      "gates_checked": 7,
      "gates_failed": 1,
      "gates_unknown": 2
    }
    "#);
}

#[test]
fn the_document_says_what_was_understood_and_counted() {
    let rest = without(&document(), &["candidates", "refused"]);
    assert_json_snapshot!(rest, @r#"
    {
      "as_of": "2024-06-30",
      "counts": {
        "in_host_city": 0,
        "near_misses": 0,
        "ranked": 1,
        "refused": 1,
        "refused_by_gate": {
          "land": 1
        },
        "regions": 2,
        "returned": 1
      },
      "definition": "d0c5",
      "generation": 7,
      "industries": [
        {
          "code": "2761",
          "confidence": 0.9,
          "system": "gbt4754",
          "title": {
            "en": "Manufacture of biological medicines",
            "zh": "生物药品制造"
          },
          "words": [
            "抗体药物"
          ]
        }
      ],
      "level": "park",
      "near_misses": [],
      "project": {
        "id": "antibody-plant",
        "needs": {
          "land": {
            "unit": "mu",
            "value": "40"
          }
        },
        "schema": 1
      },
      "schema": 1,
      "understood": [
        {
          "from": "40亩",
          "unit": "mu",
          "value": "40",
          "what": "land"
        }
      ],
      "warnings": [],
      "weights": {
        "access": 600000,
        "declared_will": 0,
        "institutional_link": 0,
        "labour_cost": 0,
        "land_availability": 0,
        "land_cost": 400000,
        "relatedness": 0,
        "specialisation": 0,
        "supply_chain": 0
      },
      "worth_learning": []
    }
    "#);
}

#[test]
fn points_add_up_in_the_document_too() {
    let candidate = &document()["candidates"][0];
    let contributions = candidate["contributions"].as_array().unwrap();
    let sum: i64 = contributions.iter().map(|one| one["points"].as_i64().unwrap()).sum();
    assert_eq!(candidate["total"], sum);
    assert_eq!(candidate["bounds"], json!({ "low": 450_000, "high": 850_000 }));
}

#[test]
fn the_document_is_what_the_schema_promises() {
    let api = serde_json::to_value(crate::http::openapi()).unwrap();
    let schema = json!({
        "$ref": "#/components/schemas/MatchBody",
        "components": api["components"],
    });
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(&document()).map(|error| error.to_string()).collect();
    assert!(faults.is_empty(), "{faults:?}");
}
