use std::{collections::BTreeSet, sync::LazyLock};

use approx::assert_abs_diff_eq;
use jiff::civil::{Date, date};
use rust_decimal::Decimal;

use super::{
    super::{
        mode_words::{fact_name, mode_name, party_name, sentences, status_name},
        share_words::{overbid_sentence, quadrant_sentences},
    },
    LandingNumbers, ModeAdvice, OverbidAdvice, ProbabilityOrigin, modes, overbid, plan, quadrant,
    tax_per_year,
};
use crate::{
    definition,
    domain::{
        figure::Figure,
        id::{ProjectId, RegionId},
        link::EnclaveMode,
        mode::ModeParameters,
        money::{Fen, FenEstimate},
        project::ProjectProfile,
        region::{Level, RegionProfile},
        text::Language,
        unit::{MoneyUnit, MonthsUnit, ShareUnit},
    },
    landing::{
        mode::{Evidence, FactKind, MODES, ModeStatus, Stacks},
        plan::Plan,
        quadrant::Placement,
        tax_share::{Agreement, Side, Stake},
    },
    scoring::{atlas::Atlas, context::Context},
    service::index_texts::built_in_world,
    world::World,
};

static WORLD: LazyLock<World> = LazyLock::new(built_in_world);
/// Without parks: an atlas that is quick to build.
static ATLAS: LazyLock<Atlas> = LazyLock::new(|| {
    let regions = WORLD.regions.iter();
    Atlas::new(regions.filter(|region| !region.levels.contains(&Level::Park)).cloned().collect())
});
const AS_OF: Date = date(2026, 1, 1);

fn id(text: &str) -> RegionId {
    RegionId::parse(text).unwrap()
}

fn parameters() -> &'static ModeParameters {
    &definition::get().modes
}

fn project(name: &str) -> ProjectProfile {
    WORLD.projects.iter().find(|project| project.id.as_str() == name).unwrap().clone()
}

/// A project of which only the host city is known.
fn incubated_in(host: &str) -> ProjectProfile {
    let mut project = ProjectProfile::new(ProjectId::parse("plain").unwrap());
    project.host_city = Some(id(host));
    project
}

fn fen(million: i64) -> Fen {
    Fen::new(million * 100_000_000)
}

fn exact(million: i64) -> Option<FenEstimate> {
    let amount = fen(million);
    FenEstimate::new(amount, amount, amount)
}

fn yuan(amount: i64) -> Figure<MoneyUnit> {
    Figure::stated(Decimal::from(amount), MoneyUnit::Yuan)
}

/// Ten years without a discount; everything else unknown.
fn nothing_known() -> LandingNumbers {
    LandingNumbers {
        plan: Plan::new(10.0, 0.0).unwrap(),
        annual_saving: None,
        separation: None,
        stacks: Stacks::default(),
        paid_by_home: None,
        paid_by_host: None,
        tax_per_year: None,
    }
}

/// A saving of 4 million a year, policies of 6 and with the host's of 8 million, tax of 3 million.
fn all_known() -> LandingNumbers {
    LandingNumbers {
        annual_saving: exact(4),
        separation: exact(1),
        stacks: Stacks { without_host: exact(6), with_host: exact(8) },
        paid_by_home: exact(5),
        paid_by_host: exact(2),
        tax_per_year: exact(3),
        ..nothing_known()
    }
}

fn advise_on(
    atlas: &Atlas,
    project: &ProjectProfile,
    place: &str,
    numbers: &LandingNumbers,
) -> ModeAdvice {
    let context = Context {
        atlas,
        parameters: &definition::get().parameters,
        industries: Vec::new(),
        coverings: Vec::new(),
        partners: None,
        host: project.host_city.as_ref().and_then(|host| atlas.find(host)),
        as_of: AS_OF,
        excluded_links: BTreeSet::new(),
        link_records: None,
    };
    modes(&context, project, atlas.find(&id(place)).unwrap(), parameters(), numbers)
}

fn advise(project: &ProjectProfile, place: &str, numbers: &LandingNumbers) -> ModeAdvice {
    advise_on(&ATLAS, project, place, numbers)
}

fn status(advice: &ModeAdvice, mode: EnclaveMode) -> ModeStatus {
    advice.modes.option(mode).unwrap().status
}

/// Lu'an and Songjiang share the tax of firms that Songjiang recommends 60 to 40 for five years.
#[test]
fn luan_and_songjiang_have_a_collaborative_mode_with_a_published_share() {
    let project = project("mansheng-packaging-2025");
    let advice = advise(&project, "CN-341500", &all_known());
    assert_eq!(advice.modes.recommended, Some(EnclaveMode::Collaborative));
    let option = advice.modes.option(EnclaveMode::Collaborative).unwrap();
    assert_eq!(option.value.known(), exact(10 * 4 + 8));
    let agreement = option.deciding().find(|check| check.kind == FactKind::TaxShareAgreement);
    let Some(Evidence::Link(link)) = &agreement.unwrap().fact.evidence else {
        panic!("the link is cited")
    };
    assert_eq!((link.home.as_str(), link.partner.as_str()), ("CN-341500", "CN-310117"));
    assert!(link.citation.as_ref().unwrap().starts_with("六松现代产业园利益共享 <https://"));

    // 10 years × 3 million × 0.45 stay local; the host pays 2, the home region 5 million.
    let found = advice.tax_share.as_ref().unwrap();
    assert_eq!(found.tax, Fen::new(1_350_000_000));
    let Agreement::Feasible { low, high, recommended, low_clamped, high_clamped } =
        &found.agreement
    else {
        panic!("{found:?}")
    };
    assert_eq!((low.host_tax, high.host_tax), (fen(2), Fen::new(850_000_000)));
    assert_eq!(recommended.host_tax, Fen::new(525_000_000));
    assert!(!low_clamped && !high_clamped);
    let unknown =
        [(Side::Home, Stake::Benefit), (Side::Host, Stake::Benefit), (Side::Host, Stake::Outside)];
    assert_eq!(found.not_counted, unknown);
    let agreed = advice.agreed.as_ref().unwrap();
    assert_eq!((agreed.home_share, agreed.term_months), (0.6, Some(60.0)));
    // 40 % of five years' 6.75 million.
    assert_eq!(advice.agreed_split.unwrap().host_tax, Fen::new(270_000_000));
    assert_eq!(advice.agreed_suits_both(), Some(true));
}

#[test]
fn without_the_tax_the_interval_is_to_ask_for() {
    let project = project("mansheng-packaging-2025");
    let advice = advise(&project, "CN-341500", &nothing_known());
    assert_eq!(status(&advice, EnclaveMode::Collaborative), ModeStatus::ToConfirm);
    assert_eq!(advice.modes.recommended, None); // the project accepts no other mode
    assert_eq!((advice.tax_share.is_none(), advice.agreed_split), (true, None));
    assert_abs_diff_eq!(advice.agreed.unwrap().home_share, 0.6);
}

/// The host would keep the tax of a project that may stay, and asks for all of it.
#[test]
fn a_project_that_may_stay_leaves_a_deficit() {
    let mut staying = project("mansheng-packaging-2025");
    staying.accepts.stay = Some(true);
    let advice = advise(&staying, "CN-341500", &all_known());
    let found = advice.tax_share.as_ref().unwrap();
    assert!(matches!(found.agreement, Agreement::Infeasible { deficit, .. } if deficit == fen(7)));
    // Other benefits were not counted and could make up for it: to ask, not closed.
    assert_eq!(status(&advice, EnclaveMode::Collaborative), ModeStatus::ToConfirm);
    assert_eq!(advice.agreed_suits_both(), Some(false));
    let said = sentences(&advice, Language::En).join("\n");
    assert!(
        said.contains("by the benefits that are known no share suits both; 7 million CNY"),
        "{said}"
    );
}

/// Songjiang's agreement binds no project of another district, nor one of "Shanghai".
#[test]
fn an_agreement_of_another_district_is_worth_asking_about() {
    for host in ["CN-310115", "CN-310000"] {
        let advice = advise(&incubated_in(host), "CN-341500", &all_known());
        assert_eq!(status(&advice, EnclaveMode::Collaborative), ModeStatus::ToConfirm, "{host}");
        assert_eq!(advice.agreed, None);
        let option = advice.modes.option(EnclaveMode::Collaborative).unwrap();
        let asked = option.deciding().next().unwrap();
        assert!(matches!(&asked.fact.evidence, Some(Evidence::Link(_))), "{host}: {asked:?}");
    }
}

#[test]
fn an_offshore_project_needs_no_link() {
    let project = project("cologne-hybrid-watch-2014");
    let advice = advise(&project, "CN-341500", &all_known());
    assert_eq!(advice.modes.recommended, Some(EnclaveMode::Offshore));
    let option = &advice.modes.options[0];
    let origin = option.checks.iter().find(|check| check.kind == FactKind::OriginAbroad).unwrap();
    assert_eq!(origin.fact.evidence, Some(Evidence::Country("DE".to_owned())));
    assert_eq!(option.value.stack, exact(6)); // the host is abroad and pays nothing here
    for other in MODES.into_iter().filter(|mode| *mode != EnclaveMode::Offshore) {
        assert_eq!(status(&advice, other), ModeStatus::Closed, "{other:?}");
    }
}

/// Where no link is known, nothing is closed that a link would open.
#[test]
fn a_place_without_a_link_is_to_confirm() {
    let advice = advise(&incubated_in("CN-440300"), "CN-650100", &all_known());
    let open = [EnclaveMode::None];
    let closed = [EnclaveMode::Offshore];
    for mode in MODES {
        let expected = match mode {
            mode if open.contains(&mode) => ModeStatus::Open,
            mode if closed.contains(&mode) => ModeStatus::Closed,
            _ => ModeStatus::ToConfirm,
        };
        assert_eq!(status(&advice, mode), expected, "{mode:?}");
    }
    // What research earns is unknown, and so what moving outright would save.
    assert_eq!(advice.modes.recommended, None);
}

#[test]
fn enclaves_and_operators_open_their_modes() {
    // The source calls the incubator of Zijin and Longhua an enclave both ways.
    let advice = advise(&incubated_in("CN-440309"), "CN-441621", &nothing_known());
    assert_eq!(status(&advice, EnclaveMode::TwoWay), ModeStatus::Open);
    // Quzhou has an enclave in Hangzhou; the other way is not known.
    let advice = advise(&incubated_in("CN-330110"), "CN-330800", &nothing_known());
    let option = advice.modes.option(EnclaveMode::TwoWay).unwrap();
    assert_eq!(option.status, ModeStatus::ToConfirm);
    let kinds: Vec<FactKind> = option.deciding().map(|check| check.kind).collect();
    assert_eq!(kinds, [FactKind::HostEnclave]);
    // A named operator with a park of known size, in Tianjin for Beijing.
    let advice = advise(&incubated_in("CN-110108"), "CN-120115", &nothing_known());
    assert_eq!(status(&advice, EnclaveMode::IncubatorMediated), ModeStatus::Open);
    let said = sentences(&advice, Language::En).join("\n");
    assert!(said.contains("Grounds: an operator with room ("), "{said}");
    assert!(said.contains("中关村发展集团"), "{said}");
}

/// A link that stands in the host's own profile shows the other way.
#[test]
fn an_enclave_of_the_host_stands_in_its_own_profile() {
    let region = |json: &str| serde_json::from_str::<RegionProfile>(json).unwrap();
    let profiles = |link: &str| {
        vec![
            region(
                r#"{"schema":1,"id":"CN-990100","levels":["prefecture"],"name":{"en":"Home"},
                    "links":[{"kind":"enclave","partner":"CN-990200"}]}"#,
            ),
            region(
                r#"{"schema":1,"id":"CN-990101","parent":"CN-990100","levels":["county"],"name":{"en":"County"}}"#,
            ),
            region(&format!(
                r#"{{"schema":1,"id":"CN-990200","levels":["prefecture"],"name":{{"en":"Host"}},"links":[{link}]}}"#
            )),
        ]
    };
    let industry_enclave = r#"{"kind":"industry_enclave","partner":"CN-990101"}"#;
    let ended = r#"{"kind":"enclave","partner":"CN-990100","until":"2020"}"#;
    let pairing = r#"{"kind":"pairing","partner":"CN-990100"}"#;
    let cases = [
        ("", "CN-990100", ModeStatus::ToConfirm, "none is known"),
        (industry_enclave, "CN-990100", ModeStatus::Open, "it lies in a county of the home region"),
        (industry_enclave, "CN-990101", ModeStatus::Open, "it lies in the county itself"),
        (ended, "CN-990100", ModeStatus::ToConfirm, "it has ended"),
        (pairing, "CN-990100", ModeStatus::ToConfirm, "a pairing is no enclave"),
    ];
    for (link, place, expected, reason) in cases {
        let atlas = Atlas::new(profiles(link));
        let advice = advise_on(&atlas, &incubated_in("CN-990200"), place, &nothing_known());
        assert_eq!(status(&advice, EnclaveMode::TwoWay), expected, "{place}: {reason}");
    }
}

#[test]
fn the_projects_own_plan_goes_first() {
    let mut project = incubated_in("CN-310117");
    let found = plan(&project, parameters(), 0.08).unwrap();
    assert_eq!((found.years(), found.discount_rate()), (10.0, 0.08));
    project.assumptions.plan = Some(Figure::stated(Decimal::from(18), MonthsUnit::Month));
    project.assumptions.discount_rate = Some(Figure::stated(Decimal::new(5, 2), ShareUnit::Share));
    let found = plan(&project, parameters(), 0.08).unwrap();
    assert_eq!((found.years(), found.discount_rate()), (1.5, 0.05));
    assert_eq!(plan(&incubated_in("CN-310117"), parameters(), -1.0), None);
}

#[test]
fn moving_outright_saves_the_separation_and_loses_what_research_earns_more() {
    let mut project = incubated_in("CN-310117");
    let value = |project: &ProjectProfile| {
        let advice = advise(project, "CN-341500", &all_known());
        advice.modes.option(EnclaveMode::None).unwrap().value.cash_flow
    };
    assert_eq!(value(&project), None); // what research earns is not stated
    project.assumptions.innovation_return_host = Some(yuan(10_000_000));
    project.assumptions.innovation_return_home = Some(yuan(7_000_000));
    assert_eq!(value(&project), exact(10 * (4 + 1 - 3)));
}

#[test]
fn placements_take_what_the_project_states() {
    let mut project = incubated_in("CN-310117");
    let thin = quadrant(&project, exact(8), exact(4), exact(1));
    assert_eq!(thin.quadrant.best, None);
    assert_eq!(thin.quadrant.split_over_stay, exact(3));
    assert!(thin.is_travel_alone);
    project.assumptions.innovation_return_host = Some(yuan(10_000_000));
    project.assumptions.innovation_return_home = Some(yuan(6_000_000));
    project.assumptions.coordination_cost = Some(yuan(1_000_000));
    let full = quadrant(&project, exact(8), exact(4), exact(1));
    assert_eq!(full.quadrant.best, Some(Placement::SPLIT));
    assert_eq!(full.figures.separation, exact(2));
    assert!(!full.is_travel_alone);
    assert_eq!(quadrant(&project, exact(8), None, None).quadrant.break_even_production, None);
    for (advice, zh, en) in [
        (&thin, "比留在原地每年多得300 万元", "is worth 3 million CNY a year more than staying"),
        (
            &full,
            "最佳布局：研发在飞入地、生产在飞出地",
            "Parting beats staying while it costs less than 4",
        ),
    ] {
        let said = [Language::Zh, Language::En]
            .map(|language| quadrant_sentences(advice, language).join("\n"));
        assert!(said[0].contains(zh) && said[1].contains(en), "{said:?}");
    }
}

#[test]
fn overbidding_is_measured_by_what_the_region_itself_pays() {
    let mut project = incubated_in("CN-310117");
    project.money.tax_per_year = Some(yuan(3_000_000));
    let mut numbers = all_known();
    numbers.tax_per_year = tax_per_year(&project);
    // 13.5 million stay local; the region pays 5.
    let unknown = overbid(&project, parameters(), &numbers, None);
    assert_eq!((unknown.overbid.is_overbid, unknown.probability_from), (None, None));
    let observed = overbid(&project, parameters(), &numbers, Some(0.12));
    assert_eq!(observed.overbid.is_overbid, Some(true)); // 5 against 1.62
    assert_eq!(observed.probability_from, Some(ProbabilityOrigin::LandingRate));
    project.assumptions.landing_probability =
        Some(Figure::stated(Decimal::new(5, 1), ShareUnit::Share));
    let stated = overbid(&project, parameters(), &numbers, Some(0.12));
    assert_eq!(stated.overbid.is_overbid, Some(false)); // 5 against 6.75
    let said = |advice: &OverbidAdvice, language| overbid_sentence(advice, language).unwrap();
    assert!(said(&observed, Language::Zh).starts_with("补贴过高：飞出地补贴现值500 万元"));
    assert!(said(&stated, Language::En).starts_with("Subsidies stay below expected tax"));
    assert!(said(&unknown, Language::En).ends_with("with a probability below 37 %."));
    numbers.paid_by_home = None;
    let silent = overbid(&project, parameters(), &numbers, Some(0.12));
    assert_eq!(overbid_sentence(&silent, Language::En), None);
}

#[test]
fn the_advice_reads_well_in_both_languages() {
    let advice = advise(&project("mansheng-packaging-2025"), "CN-341500", &all_known());
    let en = sentences(&advice, Language::En);
    insta::assert_snapshot!(en.join("\n"), @"
    Recommended: collaborative enclave. Worth about 48 million CNY today over 10 years (saving against staying 40 million CNY, policies 8 million CNY; unknown and not counted: setting it up). Grounds: both share tax by agreement (Lu'an-Songjiang Modern Industrial Park, Lu'an—Songjiang District, 2023-06-15, 六松现代产业园利益共享).
    Closed because the project does not accept it: two-way enclave, single enclave, incubator-mediated enclave, offshore enclave, moving outright (no enclave).
    Sharing tax: of about 13.5 million CNY of local tax (present value), neither side loses if the host city gets 14.8 % to 63 %; recommended 38.9 % (net benefit: home region 3.25 million CNY, host city 3.25 million CNY).
    Unknown and not counted in this: other benefits of the home region, other benefits of the host city, the tax of a project that stays in the host city.
    Published: the host city gets 40 % for 5 years: neither side loses.
    ");
    insta::assert_snapshot!(sentences(&advice, Language::Zh).join("\n"), @"
    建议模式：共建飞地。10年现值约4,800 万元(比留在原地节约 4,000 万元，政策 800 万元；未知、未计入：设立成本)。依据：双方已约定税收分成(六松现代产业园，六安市—松江区，2023-06-15，六松现代产业园利益共享)。
    不可用(项目不接受)：双向飞地、单向飞地、运营方飞地、离岸飞地、整体迁移(不设飞地)。
    税收分成：项目地方税收现值约1,350 万元，飞入地分14.8 %至63 %双方都不吃亏，建议38.9 %(净收益：飞出地325 万元，飞入地325 万元)。
    以上未计入的未知项：飞出地其他收益、飞入地其他收益、项目留在飞入地时的税收。
    已公布的约定：飞入地分40 %，为期5年，双方都不吃亏。
    ");
    let plain = advise(&incubated_in("CN-440300"), "CN-650100", &nothing_known());
    insta::assert_snapshot!(sentences(&plain, Language::Zh).join("\n"), @"
    不建议任何模式：整体迁移能否比留在原地节约尚不可知。
    也可用：整体迁移(不设飞地)。价值未知。
    待确认：单向飞地。请核实：项目是否愿意在飞出地注册。
    待确认：共建飞地。请核实：两地是否约定税收分成、比例多少；预计年纳税额，以及双方其他收益能否补足缺口。
    待确认：运营方飞地。请核实：有无运营方、场地是否充足。
    待确认：双向飞地。请核实：飞出地在飞入地有无飞地；飞入地在飞出地有无飞地。
    不可用(项目不在境外孵化(CN))：离岸飞地。
    ");
}

#[test]
fn everything_has_a_name_in_both_languages() {
    use crate::domain::policy::PolicyParty::{Home, Host, Province, State};
    for language in [Language::Zh, Language::En] {
        let modes: BTreeSet<&str> = MODES.map(|mode| mode_name(mode, language)).into();
        assert_eq!(modes.len(), MODES.len());
        let parties = [Home, Host, Province, State].map(|party| party_name(party, language));
        assert_eq!(BTreeSet::from(parties).len(), 4);
        assert_ne!(
            status_name(ModeStatus::Open, language),
            status_name(ModeStatus::Closed, language)
        );
        assert!(!fact_name(FactKind::ShareInterval, language).is_empty());
    }
}
