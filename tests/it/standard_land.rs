use serde_json::{Value, json};

use crate::support::TestApp;

/// Longchang (隆府办发〔2022〕58号): 10k CNY per mu and the share of research, by industry.
struct Bars {
    code: &'static str,
    description: &'static str,
    capex: i64,
    output: i64,
    tax: i64,
    research: Option<f64>,
}

/// New materials have no code in GB/T 4754: the project's own words name them.
const LONGCHANG: [Bars; 5] = [
    Bars { code: "3051", description: "工厂", capex: 150, output: 250, tax: 8, research: None },
    Bars { code: "3073", description: "工厂", capex: 150, output: 250, tax: 8, research: None },
    Bars {
        code: "3421",
        description: "工厂",
        capex: 150,
        output: 350,
        tax: 8,
        research: Some(0.02),
    },
    Bars {
        code: "1411",
        description: "工厂",
        capex: 150,
        output: 300,
        tax: 8,
        research: Some(0.01),
    },
    Bars {
        code: "2651",
        description: "高分子新材料",
        capex: 150,
        output: 250,
        tax: 8,
        research: Some(0.02),
    },
];

/// A project of 100 mu that claims so much per mu (10k CNY) and such a share of research.
fn project(bars: &Bars, capex: i64, output: i64, tax: i64) -> Value {
    let yuan = |per_mu: i64| json!({ "value": per_mu * 100, "unit": "10k CNY" });
    json!({
        "schema": 1,
        "id": "plant",
        "description": { "zh": bars.description },
        "industries": [{ "system": "gbt4754", "code": bars.code }],
        "needs": { "land": { "value": 100, "unit": "mu" } },
        "money": { "capex": yuan(capex), "output_per_year": yuan(output),
                   "tax_per_year": yuan(tax), "research_per_year": yuan(10) },
        "target_regions": ["CN-511083"],
    })
}

async fn ask(app: &TestApp, project: &Value) -> Value {
    let question = json!({ "project": project, "level": "county", "as_of": "2024-01-01" });
    let answer = app.post("/v1/matches", &question).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

fn gates(region: &Value) -> Vec<&Value> {
    let bars = ["capex_per_mu", "output_per_mu", "tax_per_mu", "rd_share"];
    let gates = region["gates"].as_array().unwrap().iter();
    gates.filter(|gate| bars.contains(&gate["gate"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn longchang_gives_each_industry_its_published_bars() {
    let app = TestApp::with_world().await;
    for bars in &LONGCHANG {
        let answer = ask(&app, &project(bars, bars.capex, bars.output, bars.tax)).await;
        let found = gates(&answer["candidates"][0]);
        let required: Vec<&str> =
            found.iter().map(|gate| gate["required"].as_str().unwrap()).collect();
        let per_mu = |bar: i64| format!("{} CNY/mu", bar * 10_000);
        let mut expected = vec![per_mu(bars.capex), per_mu(bars.output), per_mu(bars.tax)];
        expected.extend(bars.research.map(|share| format!("{share} of output")));
        assert_eq!(required, expected, "{}", bars.code);
        for gate in found {
            assert_eq!(gate["status"], "pass", "{}: {gate}", bars.code);
            assert_eq!(gate["source"]["from"], "CN-511083");
            assert!(gate["source"]["citation"].as_str().unwrap().contains("隆昌"), "{gate}");
        }
    }
}

#[tokio::test]
async fn a_project_that_falls_short_of_one_bar_narrowly_misses_longchang() {
    let app = TestApp::with_world().await;
    let glass = &LONGCHANG[0];
    let answer = ask(&app, &project(glass, glass.capex, 235, glass.tax)).await;
    let missed = &answer["near_misses"][0];
    assert_eq!(missed["region"]["id"], "CN-511083", "{answer}");
    assert_eq!(missed["gates"][0]["gate"], "output_per_mu");
    let margin = missed["gates"][0]["margin"].as_f64().unwrap();
    assert!((margin + 0.06).abs() < 1e-9, "235 of 250: {margin}");
    // Target, land and the three bars.
    let counts = ["gates_checked", "gates_failed", "gates_unknown"].map(|count| &missed[count]);
    assert_eq!(counts, [&json!(5), &json!(1), &json!(1)]);
}

#[tokio::test]
async fn another_industry_is_under_no_bar_of_longchang() {
    let app = TestApp::with_world().await;
    let leather =
        Bars { code: "1910", description: "工厂", capex: 1, output: 1, tax: 1, research: None };
    let answer = ask(&app, &project(&leather, 1, 1, 1)).await;
    assert_eq!(gates(&answer["candidates"][0]).len(), 0, "{}", answer["candidates"][0]["gates"]);
}
