use std::collections::BTreeMap;

use jiff::civil::date;

use crate::{
    domain::{
        code::IndustryCode,
        criterion::{CriterionId, Utility, Weights},
        id::{ProjectId, RegionId},
        matching::{
            Age, Candidate, Contribution, Gate, GateSource, GateStatus, Measure, Refusal, Standing,
        },
        project::ProjectProfile,
        region::Level,
        text::Text,
    },
    service::{
        code_text::CodedIndustry,
        rank_regions::{
            Counts, InformativeFigure, RankedCandidate, Ranking, RefusedRegion, RegionSummary,
            Understood,
        },
        rationale::Rationale,
    },
};

pub(crate) fn id(text: &str) -> RegionId {
    RegionId::parse(text).unwrap()
}

fn region(code: &str, zh: &str, en: &str) -> RegionSummary {
    let above = [
        ("CN-330825", "龙游县", "Longyou County"),
        ("CN-330800", "衢州市", "Quzhou"),
        ("CN-330000", "浙江省", "Zhejiang"),
        ("CN", "中国", "China"),
    ];
    RegionSummary {
        id: id(code),
        name: Text::new(zh, en),
        level: Level::Park,
        ancestors: above.iter().map(|(code, _, _)| id(code)).collect(),
        ancestor_names: above.iter().map(|(_, zh, en)| Text::new(zh, en)).collect(),
        location: None,
    }
}

/// A candidate with one utility per criterion; those in `unknown` are not known.
fn candidate(
    region: &RegionId,
    weights: &Weights,
    utility: f64,
    unknown: &[CriterionId],
) -> Candidate {
    let measure = |position: usize| Measure {
        value: f64::from(u8::try_from(position).unwrap()),
        source: None,
        as_of: None,
        from: region.clone(),
        confidence: 1.0,
        age: Age::Ageless,
        detail: None,
    };
    let contributions = weights.iter().enumerate().map(|(position, (criterion, weight))| {
        let known = (!unknown.contains(&criterion)).then(|| measure(position));
        Contribution::new(criterion, known, Utility::new(utility).unwrap(), weight)
    });
    Candidate { region: region.clone(), contributions: contributions.collect(), gates: Vec::new() }
}

fn ranked(
    rank: usize,
    region: RegionSummary,
    candidate: Candidate,
    standing: Standing,
) -> RankedCandidate {
    let rationale = Rationale {
        zh: vec![
            "主导产业第 1 位为“生物医药”，与本项目产业一致，得 22.1 分（开发区审核公告目录，2018 年）。"
                .to_owned(),
            "到上海市铁路直达 128 分钟，得 11.0 分。".to_owned(),
        ],
        en: vec![
            "Declares \"biomedicine\" as its first leading industry, the project's own, for 22.1 \
             points (catalogue of development zones, 2018)."
                .to_owned(),
            "Direct rail to Shanghai in 128 minutes, for 11.0 points.".to_owned(),
        ],
    };
    let warnings = if rank == 1 { Vec::new() } else { vec![warning()] };
    RankedCandidate { rank, region, candidate, standing, rationale, landing: None, warnings }
}

fn warning() -> Text {
    Text::new("可供土地未知", "available land is unknown")
}

/// A figure that is worth asking for.
fn informative(region: RegionSummary) -> InformativeFigure {
    InformativeFigure {
        region,
        criterion: CriterionId::LandAvailability,
        top_share: 0.4,
        orders: 12,
    }
}

/// Two candidates, one near miss, and something of everything else.
pub(crate) fn ranking() -> Ranking {
    let weight = |criterion| match criterion {
        CriterionId::Specialisation => 25.0,
        CriterionId::SupplyChain => 5.0,
        _ => 10.0,
    };
    let weights = Weights::by_criterion(weight).unwrap();
    let longyou = region("CN-S339078", "浙江龙游经济开发区", "Longyou Industrial Park, Zhejiang");
    let second = region(
        "CN-S339012",
        "浙江衢州高新技术产业园区",
        "Quzhou High-tech Industrial Development Park, Zhejiang",
    );
    let first = candidate(&longyou.id, &weights, 0.883, &[]);
    let unknown = [CriterionId::LandAvailability, CriterionId::InstitutionalLink];
    let behind = candidate(&second.id, &weights, 0.5, &unknown);
    let gate = Gate {
        gate: "land",
        status: GateStatus::Fail,
        required: "40 mu".to_owned(),
        actual: Some("35 mu".to_owned()),
        margin: Some(-0.125),
        source: Some(GateSource {
            citation: Some("常山工业用地清单 <https://example.cn>".to_owned()),
            as_of: Some("2023".to_owned()),
            from: id("CN-330800"),
        }),
    };
    let mut project = ProjectProfile::new(ProjectId::parse("text").unwrap());
    project.host_city = Some(id("CN-310000"));
    let missed = region("CN-S331022", "浙江常山工业园区", "Changshan Industrial Park, Zhejiang");
    let refusal = Refusal { region: missed.id.clone(), gates: vec![gate], checked: 7, unknown: 2 };
    Ranking {
        project,
        understood: understood(),
        industries: vec![CodedIndustry {
            industry: IndustryCode::gbt("2761"),
            title: Text::new("生物药品制造", "Manufacture of biological medicines"),
            confidence: 0.93,
            words: vec!["抗体".to_owned(), "药物".to_owned()],
        }],
        generation: 1,
        definition: "3f8a10bb92c1d7745e".to_owned(),
        as_of: date(2024, 5, 1),
        level: Level::Park,
        weights,
        preset: None,
        assumptions: Vec::new(),
        candidates: vec![
            ranked(1, longyou, first, Standing::CertainlyFirst),
            ranked(2, second.clone(), behind, Standing::Behind),
        ],
        following: Vec::new(),
        firmness: None,
        near_misses: vec![RefusedRegion { refusal, region: missed }],
        refused: Vec::new(),
        informative: vec![informative(second.clone())],
        counts: Counts {
            regions: 2407,
            in_host_city: 39,
            refused: 120,
            near_misses: 1,
            ranked: 2248,
            returned: 2,
            refused_by_gate: BTreeMap::from([("land", 100), ("travel", 20)]),
        },
        warnings: vec![Text::new("未说明投资额", "no investment is stated")],
    }
}

fn understood() -> Vec<Understood> {
    let one = |what, value: &str, unit, from: &str| Understood {
        what,
        value: value.to_owned(),
        unit,
        name: (what == "host_city").then(|| Text::new("上海市", "Shanghai")),
        from: from.to_owned(),
    };
    vec![
        one("host_city", "CN-310000", None, "在上海张江孵化"),
        one("land", "40", Some("mu"), "40亩"),
        one("travel_minutes_max", "180", Some("minute"), "flag"),
        one("must_have", "chemical_park", None, "profile"),
    ]
}
