//! The words for enclave modes, the facts that decide them, and the reasons.

use super::{
    modes::ModeAdvice,
    money_words::{amount, estimate},
    share_words,
};
use crate::{
    domain::{
        link::EnclaveMode,
        policy::PolicyParty,
        text::{Language, Text},
    },
    landing::mode::{Check, Evidence, FactKind, ModeOption, ModeStatus, ModeValue, Part},
};

/// What a mode is called.
pub fn mode_name(mode: EnclaveMode, language: Language) -> &'static str {
    let (zh, en) = match mode {
        EnclaveMode::Single => ("单向飞地", "single enclave"),
        EnclaveMode::Collaborative => ("共建飞地", "collaborative enclave"),
        EnclaveMode::IncubatorMediated => ("运营方飞地", "incubator-mediated enclave"),
        EnclaveMode::Offshore => ("离岸飞地", "offshore enclave"),
        EnclaveMode::TwoWay => ("双向飞地", "two-way enclave"),
        EnclaveMode::None => ("整体迁移(不设飞地)", "moving outright (no enclave)"),
    };
    pick(language, zh, en)
}

/// What a status is called.
pub fn status_name(status: ModeStatus, language: Language) -> &'static str {
    let (zh, en) = match status {
        ModeStatus::Open => ("可用", "open"),
        ModeStatus::ToConfirm => ("待确认", "to confirm"),
        ModeStatus::Closed => ("不可用", "closed"),
    };
    pick(language, zh, en)
}

/// What a payer of policies is called.
pub fn party_name(party: PolicyParty, language: Language) -> &'static str {
    let (zh, en) = match party {
        PolicyParty::Home => ("飞出地", "home region"),
        PolicyParty::Host => ("飞入地", "host city"),
        PolicyParty::Province => ("省", "province"),
        PolicyParty::State => ("国家", "state"),
    };
    pick(language, zh, en)
}

/// The advice on modes in short sentences: the recommendation with its worth and its grounds, what
/// to ask, what is out and why, and how the tax could be shared.
pub fn sentences(advice: &ModeAdvice, language: Language) -> Vec<String> {
    let options = &advice.modes.options;
    let of = |status| options.iter().filter(move |option| option.status == status);
    let mut sentences = vec![recommendation(advice, language)];
    let others = of(ModeStatus::Open)
        .filter(|option| Some(option.mode) != advice.modes.recommended)
        .map(|option| also_open(option, advice, language));
    sentences.extend(others);
    sentences.extend(of(ModeStatus::ToConfirm).map(|option| to_confirm(option, language)));
    sentences.extend(closed(&of(ModeStatus::Closed).collect::<Vec<_>>(), language));
    sentences.extend(share_words::sentences(advice, language));
    sentences
}

fn recommendation(advice: &ModeAdvice, language: Language) -> String {
    let modes = &advice.modes;
    if let Some(option) = modes.recommended.and_then(|mode| modes.option(mode)) {
        let name = mode_name(option.mode, language);
        let worth = worth(&option.value, advice, language);
        let grounds = grounds(option, language);
        return match language {
            Language::Zh => format!("建议模式：{name}。{worth}{grounds}"),
            Language::En => format!("Recommended: {name}. {worth}{grounds}"),
        };
    }
    let open = modes.options.iter().find(|option| option.status == ModeStatus::Open);
    let (zh, en) = match open.map(|option| option.value.cash_flow) {
        Some(Some(_)) => (
            "不建议任何模式：可用的模式都不如留在原地。",
            "No mode is recommended: staying is worth more.",
        ),
        Some(None) => (
            "不建议任何模式：整体迁移能否比留在原地节约尚不可知。",
            "No mode is recommended: whether moving outright saves anything is unknown.",
        ),
        None => (
            "不建议任何模式：没有已确认可用的模式。",
            "No mode is recommended: none is known to be open.",
        ),
    };
    pick(language, zh, en).to_owned()
}

fn also_open(option: &ModeOption, advice: &ModeAdvice, language: Language) -> String {
    let name = mode_name(option.mode, language);
    let worth = worth(&option.value, advice, language);
    let grounds = grounds(option, language);
    match language {
        Language::Zh => format!("也可用：{name}。{worth}{grounds}"),
        Language::En => format!("Also open: {name}. {worth}{grounds}"),
    }
}

/// The enclave that is recommended, or else the first that is to be confirmed; `None` where none
/// can be opened.
pub fn enclave_in_view(advice: &ModeAdvice) -> Option<&ModeOption> {
    let modes = &advice.modes;
    let is_enclave = |option: &&ModeOption| option.mode != EnclaveMode::None;
    let recommended = modes.recommended.and_then(|mode| modes.option(mode));
    let to_confirm = |option: &&ModeOption| option.status == ModeStatus::ToConfirm;
    let mut open = modes.options.iter().filter(is_enclave);
    recommended.filter(is_enclave).or_else(|| open.find(to_confirm))
}

/// Whether an option stands open as far as is known.
pub fn is_confirmed(option: &ModeOption) -> bool {
    option.status != ModeStatus::ToConfirm
}

/// The one sentence on modes that stands in a rationale.
///
/// Moving outright needs no one else, so that it is open where nothing is known at all: then it is
/// no advice, and what is to be asked for the best enclave goes before it.
pub(super) fn brief(advice: &ModeAdvice, language: Language) -> String {
    if let Some(option) = enclave_in_view(advice) {
        let name = mode_name(option.mode, language);
        if is_confirmed(option) {
            let grounds = grounds(option, language);
            return match language {
                Language::Zh => format!("建议飞地模式：{name}。{grounds}"),
                Language::En => format!("Recommended enclave mode: {name}.{grounds}"),
            };
        }
        let asked = decided_by(option, language);
        return match language {
            Language::Zh => format!("飞地模式待确认，先看{name}：请核实{asked}。"),
            Language::En => {
                format!("The enclave mode is to be confirmed, first {name}: ask {asked}.")
            }
        };
    }
    let modes = &advice.modes;
    let is_open = |option: &&ModeOption| {
        option.mode != EnclaveMode::None && option.status == ModeStatus::Open
    };
    let enclave = modes.options.iter().find(is_open);
    let outright = modes.option(EnclaveMode::None);
    let is_outright_open = outright.is_some_and(|option| option.status == ModeStatus::Open);
    let (zh, en) = match (is_outright_open, enclave) {
        (true, None) => (
            "没有可用的飞地模式，只能整体迁移。",
            "No enclave mode is open; the project can only move outright.",
        ),
        (_, Some(_)) => (
            "已知可用的飞地模式都不如留在原地或整体迁移。",
            "By what is known no open enclave mode beats staying or moving outright.",
        ),
        (false, None) => ("没有可用的飞地模式。", "No enclave mode is open."),
    };
    pick(language, zh, en).to_owned()
}

/// What decides a mode: what an open one stands on, what is to be asked, or the first reason why
/// it is closed, which is enough for a reader.
pub fn decided_by(option: &ModeOption, language: Language) -> String {
    let words = match option.status {
        ModeStatus::Open => fact_name,
        ModeStatus::ToConfirm => question,
        ModeStatus::Closed => refusal,
    };
    let enough = if option.status == ModeStatus::Closed { 1 } else { usize::MAX };
    let facts = option
        .deciding()
        .take(enough)
        .map(|check| format!("{}{}", words(check.kind, language), cited(check, language)));
    facts.collect::<Vec<String>>().join(pick(language, "；", "; "))
}

/// What a mode is worth, part by part, and what was not counted.
fn worth(value: &ModeValue, advice: &ModeAdvice, language: Language) -> String {
    let years = (advice.plan.years() * 10.0).round() / 10.0;
    let Some(sum) = value.known() else {
        let (zh, en) = ("价值未知。", "What it is worth is unknown.");
        return pick(language, zh, en).to_owned();
    };
    let known = [(Part::CashFlow, value.cash_flow), (Part::Stack, value.stack)];
    let parts = known.into_iter().filter_map(|(part, amount)| {
        Some(format!("{} {}", part_name(part, language), estimate(amount?, language)))
    });
    let setup = value
        .setup
        .map(|cost| format!("{} {}", part_name(Part::Setup, language), amount(-cost, language)));
    let parts: Vec<String> = parts.chain(setup).collect();
    let unknown: Vec<&str> =
        value.unknown().into_iter().map(|part| part_name(part, language)).collect();
    let sum = estimate(sum, language);
    match language {
        Language::Zh => {
            let open = note(&unknown, "、", "；未知、未计入：");
            format!("{years}年现值约{sum}({}{open})。", parts.join("，"))
        }
        Language::En => {
            let open = note(&unknown, ", ", "; unknown and not counted: ");
            let parts = parts.join(", ");
            format!("Worth about {sum} today over {years} years ({parts}{open}).")
        }
    }
}

fn note(names: &[&str], between: &str, before: &str) -> String {
    if names.is_empty() { String::new() } else { format!("{before}{}", names.join(between)) }
}

fn part_name(part: Part, language: Language) -> &'static str {
    let (zh, en) = match part {
        Part::CashFlow => ("比留在原地节约", "saving against staying"),
        Part::Stack => ("政策", "policies"),
        Part::Setup => ("设立成本", "setting it up"),
    };
    pick(language, zh, en)
}

/// The published facts that an open mode stands on.
fn grounds(option: &ModeOption, language: Language) -> String {
    let is_published = |check: &&Check| matches!(check.fact.evidence, Some(Evidence::Link(_)));
    let published = option.deciding().filter(is_published);
    let facts: Vec<String> = published
        .map(|check| format!("{}{}", fact_name(check.kind, language), cited(check, language)))
        .collect();
    if facts.is_empty() {
        return String::new();
    }
    match language {
        Language::Zh => format!("依据：{}。", facts.join("；")),
        Language::En => format!(" Grounds: {}.", facts.join("; ")),
    }
}

fn to_confirm(option: &ModeOption, language: Language) -> String {
    let name = mode_name(option.mode, language);
    let asked = decided_by(option, language);
    match language {
        Language::Zh => format!("待确认：{name}。请核实：{asked}。"),
        Language::En => format!("To confirm: {name}. Ask {asked}."),
    }
}

/// What is out, by reason: the first that decides is enough for a reader.
fn closed(options: &[&ModeOption], language: Language) -> Vec<String> {
    let mut by_reason: Vec<(String, Vec<&str>)> = Vec::new();
    for option in options {
        let Some(check) = option.deciding().next() else { continue };
        let reason = format!("{}{}", refusal(check.kind, language), cited(check, language));
        let name = mode_name(option.mode, language);
        match by_reason.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, names)) => names.push(name),
            None => by_reason.push((reason, vec![name])),
        }
    }
    let sentence = |(reason, names): (String, Vec<&str>)| match language {
        Language::Zh => format!("不可用({reason})：{}。", names.join("、")),
        Language::En => format!("Closed because {reason}: {}.", names.join(", ")),
    };
    by_reason.into_iter().map(sentence).collect()
}

/// What a fact is called where it holds.
pub fn fact_name(kind: FactKind, language: Language) -> &'static str {
    let (zh, en) = match kind {
        FactKind::Accepted => ("项目接受该模式", "the project accepts the mode"),
        FactKind::AcceptsSplit => {
            ("项目接受研发与生产分离", "the project accepts research and production apart")
        }
        FactKind::AcceptsMove => ("项目接受整体迁移", "the project accepts to move altogether"),
        FactKind::AcceptsRegistration => {
            ("项目接受在飞出地注册", "the project accepts to register in the home region")
        }
        FactKind::TaxShareAgreement => ("双方已约定税收分成", "both share tax by agreement"),
        FactKind::ShareInterval => ("存在双方都能接受的分成", "some share of the tax suits both"),
        FactKind::Operator => ("有运营方和场地", "an operator with room"),
        FactKind::OriginAbroad => ("项目在境外孵化", "the project is incubated abroad"),
        FactKind::HomeEnclave => {
            ("飞出地在飞入地设有飞地", "the home region has an enclave in the host city")
        }
        FactKind::HostEnclave => {
            ("飞入地在飞出地设有飞地", "the host city has an enclave in the home region")
        }
    };
    pick(language, zh, en)
}

/// What to ask where a fact is unknown.
fn question(kind: FactKind, language: Language) -> &'static str {
    let (zh, en) = match kind {
        FactKind::Accepted => ("项目是否接受该模式", "whether the project accepts the mode"),
        FactKind::AcceptsSplit => {
            ("项目是否接受研发与生产分离", "whether research and production may part")
        }
        FactKind::AcceptsMove => {
            ("项目是否接受整体迁移", "whether the project would move altogether")
        }
        FactKind::AcceptsRegistration => {
            ("项目是否愿意在飞出地注册", "whether the project would register in the home region")
        }
        FactKind::TaxShareAgreement => {
            ("两地是否约定税收分成、比例多少", "whether both share tax by agreement, and how")
        }
        FactKind::ShareInterval => (
            "预计年纳税额，以及双方其他收益能否补足缺口",
            "what tax is expected per year, and whether other benefits make up a deficit",
        ),
        FactKind::Operator => {
            ("有无运营方、场地是否充足", "whether there is an operator, and with how much room")
        }
        FactKind::OriginAbroad => ("项目在哪国孵化", "in which country the project is incubated"),
        FactKind::HomeEnclave => {
            ("飞出地在飞入地有无飞地", "whether the home region has an enclave in the host city")
        }
        FactKind::HostEnclave => {
            ("飞入地在飞出地有无飞地", "whether the host city has an enclave in the home region")
        }
    };
    pick(language, zh, en)
}

/// Why a fact that does not hold closes a mode.
fn refusal(kind: FactKind, language: Language) -> &'static str {
    let (zh, en) = match kind {
        FactKind::Accepted => ("项目不接受", "the project does not accept it"),
        FactKind::AcceptsSplit => {
            ("项目不接受研发与生产分离", "the project keeps research and production together")
        }
        FactKind::AcceptsMove => ("项目不接受整体迁移", "the project does not move altogether"),
        FactKind::AcceptsRegistration => {
            ("项目不在飞出地注册", "the project does not register in the home region")
        }
        FactKind::TaxShareAgreement => ("两地没有税收分成约定", "both share no tax"),
        FactKind::ShareInterval => ("没有双方都能接受的分成", "no share of the tax suits both"),
        FactKind::Operator => ("没有运营方", "there is no operator with room"),
        FactKind::OriginAbroad => ("项目不在境外孵化", "the project is not incubated abroad"),
        FactKind::HomeEnclave => {
            ("飞出地在飞入地没有飞地", "the home region has no enclave in the host city")
        }
        FactKind::HostEnclave => {
            ("飞入地在飞出地没有飞地", "the host city has no enclave in the home region")
        }
    };
    pick(language, zh, en)
}

/// What stands behind a fact, in brackets; empty where there is nothing to cite.
fn cited(check: &Check, language: Language) -> String {
    let (open, close, between) = match language {
        Language::Zh => ("(", ")", "，"),
        Language::En => (" (", ")", ", "),
    };
    let words: Vec<String> = match &check.fact.evidence {
        Some(Evidence::Link(link)) => {
            let side = |text: &Text, id: &str| text.in_language(language).unwrap_or(id).to_owned();
            let home = side(&link.home_name, link.home.as_str());
            let partner = side(&link.partner_name, link.partner.as_str());
            let own_name = link.name.in_language(language).map(str::to_owned);
            let runs = link.operator.clone().filter(|_| check.kind == FactKind::Operator);
            let names = own_name.into_iter().chain([format!("{home}—{partner}")]);
            // The title of the source is enough to read; its address stands in the fact.
            let title = link.citation.as_ref().and_then(|citation| citation.split(" <").next());
            let dated = names.chain(runs).chain(link.as_of.clone());
            dated.chain(title.map(str::to_owned)).collect()
        }
        Some(Evidence::Country(country)) => vec![country.clone()],
        // The reader knows the project's own document, and the bargain has sentences of its own.
        Some(Evidence::Project { .. } | Evidence::Bargain) | None => Vec::new(),
    };
    if words.is_empty() { String::new() } else { format!("{open}{}{close}", words.join(between)) }
}

pub(super) fn pick(language: Language, zh: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}
