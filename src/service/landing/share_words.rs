//! The words for the sharing of tax, for the four placements and for overbidding.

use super::{
    mode_words::pick,
    modes::{ModeAdvice, OverbidAdvice, ProbabilityOrigin, QuadrantAdvice},
    money_words::{about, estimate, percent},
};
use crate::{
    domain::text::Language,
    landing::{
        quadrant::{Placement, Site},
        tax_share::{Agreement, Side, Split, Stake, TaxShare},
    },
};

/// How the tax of the plant could be shared, and how a published share compares.
pub fn sentences(advice: &ModeAdvice, language: Language) -> Vec<String> {
    let found = advice.tax_share.iter().flat_map(|share| tax_share(share, language));
    found.chain(agreed(advice, language)).collect()
}

fn tax_share(found: &TaxShare, language: Language) -> Vec<String> {
    let tax = about(found.tax, language);
    let mut sentences = match &found.agreement {
        Agreement::Feasible { low, high, recommended, low_clamped, high_clamped } => {
            let [from, to, middle] = [low, high, recommended].map(host_share);
            let gains = gains(recommended, language);
            let mut sentences = vec![match language {
                Language::Zh => format!(
                    "税收分成：项目地方税收现值约{tax}，飞入地分{from}至{to}双方都不吃亏，\
                     建议{middle}({gains})。"
                ),
                Language::En => format!(
                    "Sharing tax: of about {tax} of local tax (present value), neither side loses \
                     if the host city gets {from} to {to}; recommended {middle} ({gains})."
                ),
            }];
            if *low_clamped || *high_clamped {
                sentences.push(clamped(*low_clamped, *high_clamped, language).to_owned());
            }
            sentences
        }
        Agreement::Infeasible { deficit, deficit_share } => {
            let (deficit, share) = (about(*deficit, language), percent(*deficit_share));
            vec![match language {
                Language::Zh => format!(
                    "税收分成：按已知收益，任何比例都不能让双方都不吃亏，\
                     尚缺{deficit}(地方税收{tax}的{share})。"
                ),
                Language::En => format!(
                    "Sharing tax: by the benefits that are known no share suits both; {deficit} is \
                     missing ({share} of the local tax of {tax})."
                ),
            }]
        }
        Agreement::NothingToShare => {
            let (zh, en) = ("税收分成：没有可分的税收。", "Sharing tax: there is no tax to share.");
            vec![pick(language, zh, en).to_owned()]
        }
    };
    sentences.extend(not_counted(found, language));
    sentences
}

fn clamped(low: bool, high: bool, language: Language) -> &'static str {
    let (zh, en) = match (low, high) {
        (true, true) => (
            "不论怎样分，双方都得益；建议取中间值。",
            "Both sides gain however it is shared; the recommendation is the middle way.",
        ),
        (true, false) => (
            "飞入地即使分不到税收也得益；建议取可接受区间的中间值。",
            "The host city gains even without tax; the recommendation is the middle of what can be \
             agreed.",
        ),
        _ => (
            "飞出地即使让出全部税收也得益；建议取可接受区间的中间值。",
            "The home region gains even if it gives all tax away; the recommendation is the middle \
             of what can be agreed.",
        ),
    };
    pick(language, zh, en)
}

fn gains(split: &Split, language: Language) -> String {
    let (home, host) = (about(split.home_gain, language), about(split.host_gain, language));
    match language {
        Language::Zh => format!("净收益：飞出地{home}，飞入地{host}"),
        Language::En => format!("net benefit: home region {home}, host city {host}"),
    }
}

fn host_share(split: &Split) -> String {
    split.host_share.map(percent).unwrap_or_default()
}

fn not_counted(found: &TaxShare, language: Language) -> Option<String> {
    let names: Vec<&str> = found
        .not_counted
        .iter()
        .map(|(side, stake)| {
            let (zh, en) = match (side, stake) {
                (Side::Home, Stake::Benefit) => {
                    ("飞出地其他收益", "other benefits of the home region")
                }
                (Side::Home, Stake::Cost) => ("飞出地成本", "costs of the home region"),
                (Side::Home, Stake::Outside) => {
                    ("飞出地不合作时的所得", "what the home region has without an agreement")
                }
                (Side::Host, Stake::Benefit) => {
                    ("飞入地其他收益", "other benefits of the host city")
                }
                (Side::Host, Stake::Cost) => ("飞入地成本", "costs of the host city"),
                (Side::Host, Stake::Outside) => {
                    ("项目留在飞入地时的税收", "the tax of a project that stays in the host city")
                }
            };
            pick(language, zh, en)
        })
        .collect();
    if names.is_empty() {
        return None;
    }
    Some(match language {
        Language::Zh => format!("以上未计入的未知项：{}。", names.join("、")),
        Language::En => format!("Unknown and not counted in this: {}.", names.join(", ")),
    })
}

/// What the published share says, and whether it lies where neither side loses.
fn agreed(advice: &ModeAdvice, language: Language) -> Option<String> {
    let agreed = advice.agreed.as_ref()?;
    let share = percent(1.0 - agreed.home_share);
    let years = agreed.term_months.map(|months| (months / 1.2).round() / 10.0);
    let (zh, en) = match advice.agreed_suits_both() {
        Some(true) => ("，双方都不吃亏", ": neither side loses"),
        Some(false) => ("，按已知收益，有一方吃亏", ": by what is known one side loses"),
        None => ("", ""),
    };
    Some(match language {
        Language::Zh => {
            let term = years.map(|years| format!("，为期{years}年")).unwrap_or_default();
            format!("已公布的约定：飞入地分{share}{term}{zh}。")
        }
        Language::En => {
            let term = years.map(|years| format!(" for {years} years")).unwrap_or_default();
            format!("Published: the host city gets {share}{term}{en}.")
        }
    })
}

/// The placements of research and production in short sentences; empty if nothing is known.
pub fn quadrant_sentences(advice: &QuadrantAdvice, language: Language) -> Vec<String> {
    let quadrant = &advice.quadrant;
    let mut sentences = Vec::new();
    if let (Some(best), Some(cells)) = (quadrant.best, &quadrant.cells) {
        let values: Vec<String> = cells
            .iter()
            .map(|cell| {
                let value = estimate(cell.value, language);
                format!("{} {value}", placement_name(cell.placement, language))
            })
            .collect();
        let best = placement_name(best, language);
        sentences.push(match language {
            Language::Zh => format!("最佳布局：{best}(每年：{})。", values.join("；")),
            Language::En => format!("Best placement: {best} (per year: {}).", values.join("; ")),
        });
    } else if let Some(difference) = quadrant.split_over_stay {
        let value = estimate(difference, language);
        sentences.push(match language {
            Language::Zh => format!(
                "研发留在飞入地、生产迁到飞出地，比留在原地每年多得{value}；\
                 研发收益未知，无法与整体迁移比较。"
            ),
            Language::En => format!(
                "Research in the host city and production in the home region is worth {value} a \
                 year more than staying; what research earns is unknown, so that moving outright \
                 cannot be compared."
            ),
        });
    }
    sentences.extend(break_evens(advice, language));
    sentences
}

/// When another placement would be better.
fn break_evens(advice: &QuadrantAdvice, language: Language) -> Vec<String> {
    let quadrant = &advice.quadrant;
    let pairs = [
        (quadrant.break_even_production, "留在原地", "staying"),
        (quadrant.break_even_innovation, "整体迁移", "moving outright"),
    ];
    let known =
        pairs.into_iter().filter_map(|(even, zh, en)| Some((even?, pick(language, zh, en))));
    let mut sentences: Vec<String> = known
        .map(|(even, other)| {
            let even = estimate(even, language);
            match language {
                Language::Zh => format!("两地分离成本低于每年{even}时，分离优于{other}。"),
                Language::En => {
                    format!("Parting beats {other} while it costs less than {even} a year.")
                }
            }
        })
        .collect();
    if advice.is_travel_alone && !sentences.is_empty() {
        let (zh, en) = (
            "分离成本只计差旅，协调成本未知。",
            "The cost of parting is travel alone; what coordination costs is unknown.",
        );
        sentences.push(pick(language, zh, en).to_owned());
    }
    sentences
}

/// What a placement of research and production is called.
pub fn placement_name(placement: Placement, language: Language) -> &'static str {
    let (zh, en) = match (placement.research, placement.production) {
        (Site::Core, Site::Core) => ("研发生产都留在飞入地", "both in the host city"),
        (Site::Core, Site::Home) => (
            "研发在飞入地、生产在飞出地",
            "research in the host city, production in the home region",
        ),
        (Site::Home, Site::Home) => ("研发生产都在飞出地", "both in the home region"),
        (Site::Home, Site::Core) => (
            "研发在飞出地、生产在飞入地",
            "research in the home region, production in the host city",
        ),
    };
    pick(language, zh, en)
}

/// Whether the home region pays more than it can expect; `None` if that cannot be told and there
/// is no break-even to name.
pub fn overbid_sentence(advice: &OverbidAdvice, language: Language) -> Option<String> {
    let found = &advice.overbid;
    let subsidies = about(found.subsidies?, language);
    let tax = found.tax.map(|tax| about(tax, language));
    match (found.is_overbid, found.landing_probability, tax) {
        (Some(is_overbid), Some(probability), Some(tax)) => {
            let (zh, en) = match advice.probability_from {
                Some(ProbabilityOrigin::LandingRate) => ("历史落地率", "observed landing rate"),
                _ => ("项目自报落地概率", "probability of landing that the project states"),
            };
            let origin = pick(language, zh, en);
            let probability = percent(probability);
            Some(match language {
                Language::Zh => {
                    let verdict =
                        if is_overbid { "补贴过高" } else { "补贴未超过预期税收" };
                    format!(
                        "{verdict}：飞出地补贴现值{subsidies}，地方税收现值{tax}，{origin}{probability}。"
                    )
                }
                Language::En => {
                    let verdict =
                        if is_overbid { "Overbid" } else { "Subsidies stay below expected tax" };
                    format!(
                        "{verdict}: the home region pays {subsidies} for local tax of {tax}, at the \
                         {origin} of {probability} (present values)."
                    )
                }
            })
        }
        (Some(true), None, Some(tax)) => Some(match language {
            Language::Zh => {
                format!("补贴过高：飞出地补贴现值{subsidies}，超过全部地方税收现值{tax}。")
            }
            Language::En => format!(
                "Overbid: the home region pays {subsidies}, more than all local tax of {tax} \
                 (present values)."
            ),
        }),
        (None, None, Some(tax)) => {
            let even = percent(found.break_even_probability?);
            Some(match language {
                Language::Zh => format!(
                    "飞出地补贴现值{subsidies}，地方税收现值{tax}：落地概率低于{even}即为补贴过高。"
                ),
                Language::En => format!(
                    "The home region pays {subsidies} for local tax of {tax} (present values): \
                     overbid if production lands with a probability below {even}."
                ),
            })
        }
        _ => None,
    }
}
