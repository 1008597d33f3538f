use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::sample::id;
use crate::{
    domain::{
        cost::Estimate,
        figure::Figure,
        id::ProjectId,
        link::EnclaveMode,
        mode::{BargainParameters, ModeParameters, PlanParameters, TaxParameters},
        money::{Fen, FenEstimate},
        needs::Premises,
        policy::PolicyParty,
        project::{Accepts, ProjectProfile},
        region::Parcel,
        text::Text,
        unit::{AreaUnit, LandPriceUnit, MoneyUnit},
    },
    service::landing::{
        LandingAdvice, PolicyAdvice,
        cost_statement::{Basis, CostKind, CostStatement, FigureStatement, Line, StatementLine},
        modes::{self, Fact, Gains, LandingNumbers, ModeAdvice, ModeFacts, Stacks},
        parcel::ParcelOffer,
        policies::{Chosen, Open, Payer, PolicyStack, PublishedInstrument, Selection},
        record::{Denominator, KnownLandings, LinkSummary, Proportion, ShareInterval},
    },
};

fn fen(yuan: i64) -> Fen {
    Fen::new(yuan * 100)
}

/// An amount in thousands of CNY between two ends.
fn thousand(low: i64, likely: i64, high: i64) -> Option<FenEstimate> {
    FenEstimate::new(fen(low * 1_000), fen(likely * 1_000), fen(high * 1_000))
}

/// Labour known on both sides, land here alone, electricity nowhere.
fn cost() -> CostStatement {
    let wage = |value: f64, from: &str, basis| FigureStatement {
        kind: CostKind::AverageWage,
        value,
        used: Estimate { low: value * 0.9, likely: value, high: value * 1.1 },
        basis,
        period: Some("2021".to_owned()),
        source: Some("城市统计年鉴 <https://example.cn>".to_owned()),
        from: Some(id(from)),
        method: None,
    };
    let people = FigureStatement {
        kind: CostKind::People,
        value: 120.0,
        used: Estimate::exact(120.0),
        basis: Basis::Stated,
        period: None,
        source: None,
        from: None,
        method: None,
    };
    let line = |line| StatementLine {
        line,
        candidate: None,
        host: None,
        saving: None,
        possible: None,
        figures: Vec::new(),
        missing: Vec::new(),
        host_figures: Vec::new().into(),
        host_missing: Vec::new(),
    };
    let labour = StatementLine {
        candidate: thousand(9_000, 10_000, 11_000),
        host: thousand(16_000, 17_000, 18_000),
        saving: thousand(5_000, 7_000, 9_000),
        figures: vec![people, wage(81_000.0, "CN-330800", Basis::Inherited)],
        host_figures: vec![wage(140_000.0, "CN-310000", Basis::Published)].into(),
        ..line(Line::Labour)
    };
    let land = StatementLine {
        candidate: thousand(500, 500, 500),
        possible: Some((fen(-400_000), fen(6_000_000))),
        host_missing: vec![CostKind::LandPrice],
        ..line(Line::Land)
    };
    let energy = StatementLine {
        missing: vec![CostKind::ElectricityPrice],
        host_missing: vec![CostKind::ElectricityPrice],
        ..line(Line::Energy)
    };
    CostStatement {
        premises: Premises::BuyLand,
        host_premises: Some(Premises::BuyLand),
        lines: vec![land, labour, energy],
        total: thousand(9_500, 10_500, 11_500),
        host_total: thousand(16_000, 17_000, 18_000),
        saving: thousand(4_600, 7_000, 15_000),
        saving_share: None,
    }
}

/// An equipment subsidy that is due, and a rent subsidy to confirm.
fn policies() -> PolicyAdvice {
    let instrument = |text: &str| PublishedInstrument {
        region: id("CN-330800"),
        region_name: Text::new("衢州市", "Quzhou"),
        instrument: serde_json::from_str(text).unwrap(),
    };
    let listed = vec![
        instrument(
            r#"{"id": "Q-01", "kind": "equipment_subsidy", "party": "home",
                "title": {"zh": "设备补助", "en": "Equipment subsidy"},
                "grants": [{"base": "equipment", "rate": "0.1"}]}"#,
        ),
        instrument(
            r#"{"id": "Q-02", "kind": "rent_subsidy", "party": "home",
                "title": {"zh": "租金补助", "en": "Rent subsidy"},
                "grants": [{"base": "rent", "rate": "0.5", "cap_cny": "300000"}]}"#,
        ),
    ];
    let paid = |yuan: i64| Selection {
        chosen: vec![Chosen {
            instrument: 0,
            grant: 0,
            amount: fen(2_000_000),
            yearly: vec![fen(2_000_000)],
        }],
        payers: vec![Payer {
            region: id("CN-330800"),
            party: PolicyParty::Home,
            gross: fen(yuan),
            total: fen(yuan),
            cap: None,
            present_value: Some(fen(yuan)),
        }],
        gross: fen(yuan),
        total: fen(yuan),
        yearly: vec![fen(yuan)],
        present_value: Some(fen(yuan)),
        expected: None,
        claw_back_share: None,
        is_proven: true,
    };
    let open = Open {
        instrument: 1,
        grant: 0,
        missing: BTreeSet::new(),
        conditions: vec![Text::new("租用标准厂房", "it rents standard plant")],
        amount_max: fen(300_000),
        is_in_possible: true,
    };
    PolicyAdvice {
        listed,
        without_host: PolicyStack {
            certain: paid(2_000_000),
            possible: paid(2_300_000),
            open: vec![open],
            refused: Vec::new(),
        },
        with_host: None,
        years: 1,
        discount_rate: 0.08,
    }
}

fn parcel() -> ParcelOffer {
    let mut parcel = Parcel::new("A-3", Figure::stated(Decimal::from(45), AreaUnit::Mu));
    parcel.price = Some(Figure::stated(Decimal::from(400), LandPriceUnit::YuanPerSquareMetre));
    ParcelOffer {
        park: id("CN-S339078"),
        park_name: Text::new("浙江龙游经济开发区", "Longyou Industrial Park"),
        parcel,
        misfits: Vec::new(),
        unknown: Vec::new(),
        source: Some("龙游工业用地清单 2023".to_owned()),
    }
}

/// Four of ten landed.
fn link() -> LinkSummary {
    LinkSummary {
        home: id("CN-330800"),
        partner: id("CN-310000"),
        name: Text::new("衢州上海飞地", "Quzhou enclave in Shanghai"),
        landings: Some(KnownLandings {
            landings: Proportion { part: 4, whole: 10 },
            denominator: Denominator::EligiblePublished,
            interval: Some(ShareInterval { low: 0.168, high: 0.687 }),
        }),
        ranking_rate: 0.35,
    }
}

/// An advice that knows something and not all: the modes of a project that accepts two of them.
pub(crate) fn advice() -> LandingAdvice {
    let parameters = ModeParameters {
        tax: TaxParameters { value_added_local_share: 0.5, corporate_income_local_share: 0.4 },
        bargain: BargainParameters { host_power: 0.5 },
        plan: PlanParameters { years: 10.0 },
        setup_cny: BTreeMap::new(),
    };
    let mut project = ProjectProfile::new(ProjectId::parse("antibody").unwrap());
    project.money.tax_per_year = Some(Figure::stated(Decimal::ONE, MoneyUnit::MillionYuan));
    let plan = modes::plan(&project, &parameters, 0.08).unwrap();
    let stacks = Stacks {
        without_host: thousand(2_000, 2_000, 2_300),
        with_host: thousand(2_000, 2_000, 2_300),
    };
    let numbers = LandingNumbers {
        plan,
        annual_saving: thousand(4_600, 7_000, 15_000),
        separation: None,
        stacks,
        paid_by_home: thousand(2_000, 2_000, 2_300),
        paid_by_host: None,
        tax_per_year: modes::tax_per_year(&project),
    };
    let known = |holds| Fact { holds: Some(holds), evidence: None };
    let facts = ModeFacts {
        home_enclave: known(true),
        operator: known(true),
        origin_abroad: known(false),
        accepts: Accepts {
            modes: BTreeSet::from([EnclaveMode::IncubatorMediated, EnclaveMode::Collaborative]),
            ..Accepts::default()
        },
        ..ModeFacts::default()
    };
    let gains = Gains {
        plan,
        saving_split: numbers.annual_saving,
        saving_outright: None,
        stacks,
        setup: BTreeMap::new(),
    };
    LandingAdvice {
        cost: cost(),
        policies: policies().into(),
        modes: Some(ModeAdvice {
            plan,
            modes: modes::advise(&facts, &gains),
            tax_share: None,
            agreed: None,
            agreed_split: None,
        }),
        quadrant: Some(modes::quadrant(
            &project,
            thousand(16_000, 17_000, 18_000),
            thousand(9_000, 10_000, 11_000),
            thousand(300, 400, 600),
        )),
        overbid: modes::overbid(&project, &parameters, &numbers, Some(0.4)),
        parcels: vec![parcel()],
        link: Some(link()),
    }
}
