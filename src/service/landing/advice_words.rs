use super::{
    LandingAdvice, PolicyAdvice,
    cost_statement::{CostStatement, StatementLine},
    mode_words::{self, pick},
    money_words::{amount, estimate, percent},
    policies::Open,
    record::LinkSummary,
    share_words,
};
use crate::{
    domain::{
        money::{Fen, FenEstimate},
        text::Language,
    },
    landing::{cost::Line, link_record::Denominator},
};

/// So many lines of the cost are named in a sentence.
const LINES_NAMED: usize = 2;

/// A saving that is none.
const NOTHING: FenEstimate = FenEstimate { low: Fen::ZERO, likely: Fen::ZERO, high: Fen::ZERO };

/// What an advisor says of landing at a candidate, in a handful of sentences: saving, support,
/// mode, overbidding, and what the link brought home. What is unknown is named or left out, never
/// guessed.
pub fn sentences(advice: &LandingAdvice, language: Language) -> Vec<String> {
    let mode = advice.modes.as_ref();
    let mode = mode.map(|modes| mode_words::brief(modes, language));
    let is_overbid = advice.overbid.overbid.is_overbid == Some(true);
    let overbid = share_words::overbid_sentence(&advice.overbid, language);
    [
        saving(&advice.cost, language),
        support(&advice.policies, language),
        mode,
        overbid.filter(|_| is_overbid),
        advice.link.as_ref().and_then(|link| landings_sentence(link, language)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What a line of the cost is called.
pub fn line_name(line: Line, language: Language) -> &'static str {
    let (zh, en) = match line {
        Line::Land => ("土地", "land"),
        Line::Building => ("厂房建设", "building"),
        Line::Workshop => ("厂房租金", "workshop rent"),
        Line::Labour => ("人工", "labour"),
        Line::Energy => ("用电", "electricity"),
        Line::Freight => ("货运", "freight"),
        Line::Separation => ("两地往返", "travel between both"),
    };
    pick(language, zh, en)
}

/// Against staying: how much by the lines that can be compared, and what is unknown. The ends of
/// the amount are those of the compared lines; that the unknown ones may turn it around is said.
fn saving(cost: &CostStatement, language: Language) -> Option<String> {
    cost.host_premises?;
    let names = |lines: &[Line]| {
        let names: Vec<&str> = lines.iter().map(|line| line_name(*line, language)).collect();
        names.join(pick(language, "、", ", "))
    };
    let open = cost.lines.iter().filter(|line| line.saving.is_none()).map(|line| line.line);
    let open: Vec<Line> = open.collect();
    // What costs the same in both places tells nothing.
    let told = |line: &StatementLine| line.saving.filter(|saving| *saving != NOTHING);
    let compared: Vec<Line> =
        cost.lines.iter().filter(|line| told(line).is_some()).map(|line| line.line).collect();
    if compared.is_empty() {
        let open = (!open.is_empty()).then(|| names(&open))?;
        return Some(match language {
            Language::Zh => format!("与留在孵化城市相比的成本无从比较，未知：{open}。"),
            Language::En => {
                format!("What it costs against staying cannot be told; unknown: {open}.")
            }
        });
    }
    let value: FenEstimate = cost.lines.iter().filter_map(told).sum();
    let is_dearer = value.likely < Fen::ZERO;
    let amount = estimate(if is_dearer { negated(value) } else { value }, language);
    let may_turn = cost.saving.filter(|all| all.low < Fen::ZERO && Fen::ZERO < all.high);
    let (zh, en) = if may_turn.is_some() {
        ("，总账可能相反", ", which may turn it around")
    } else {
        ("", "")
    };
    Some(match (language, open.is_empty()) {
        (Language::Zh, true) => {
            let verb = if is_dearer { "多花" } else { "节约" };
            let mainly = names(&decisive(cost, value.likely));
            format!("与留在孵化城市相比每年约{verb}{amount}，主要是{mainly}。")
        }
        (Language::Zh, false) => {
            let verb = if is_dearer { "多花" } else { "节约" };
            let (compared, open) = (names(&compared), names(&open));
            format!("仅就{compared}而言，每年比留在孵化城市约{verb}{amount}；未知：{open}{zh}。")
        }
        (Language::En, is_complete) => {
            let verb = if is_dearer { "costs" } else { "saves" };
            if is_complete {
                let more = if is_dearer { " more" } else { "" };
                let mainly = names(&decisive(cost, value.likely));
                format!("Against staying it {verb} about {amount} a year{more}, mainly {mainly}.")
            } else {
                let than = if is_dearer { "more than" } else { "against" };
                let (compared, open) = (names(&compared), names(&open));
                format!(
                    "By {compared} alone it {verb} about {amount} a year {than} staying; unknown: \
                     {open}{en}."
                )
            }
        }
    })
}

fn negated(estimate: FenEstimate) -> FenEstimate {
    FenEstimate { low: -estimate.high, likely: -estimate.likely, high: -estimate.low }
}

/// The lines that move the saving most in its own direction.
fn decisive(cost: &CostStatement, saving: Fen) -> Vec<Line> {
    let sign = |amount: Fen| if saving < Fen::ZERO { -amount } else { amount };
    let known = cost.lines.iter().filter_map(|line| Some((line.line, sign(line.saving?.likely))));
    let mut known: Vec<(Line, Fen)> = known.filter(|(_, amount)| Fen::ZERO < *amount).collect();
    known.sort_by_key(|(line, amount)| (std::cmp::Reverse(*amount), *line));
    let largest = known.first().map_or(Fen::ZERO, |(_, amount)| *amount);
    // A line that is a twentieth of the largest decides nothing.
    let counts =
        known.into_iter().filter(|(_, amount)| largest.get() <= amount.get().saturating_mul(20));
    counts.take(LINES_NAMED).map(|(line, _)| line).collect()
}

/// What support is due, and what is to be confirmed; `None` where the home side offers none. The
/// sum of what is open is mostly a sum of caps: one grant is named instead.
fn support(policies: &PolicyAdvice, language: Language) -> Option<String> {
    let stack = &policies.without_host;
    let due = (Fen::ZERO < stack.certain.total).then(|| {
        let (count, sum) = (stack.certain.chosen.len(), amount(stack.certain.total, language));
        match language {
            Language::Zh => format!("按已知情况可得{count}项政策，共{sum}"),
            Language::En if count == 1 => format!("{sum} of support is due from 1 instrument"),
            Language::En => format!("{sum} of support is due from {count} instruments"),
        }
    });
    let open = stack.open.iter().filter(|open| open.is_in_possible);
    // Where a figure is missing the most that is paid is the cap, which says nothing of the project.
    let is_figured = |open: &&Open| open.missing.is_empty();
    let largest = open.clone().max_by_key(|open| (is_figured(open), open.amount_max));
    let count = open.count();
    let open = largest.map(|open| {
        let title = policies.listed[open.instrument].instrument.title.in_language(language);
        let title = title.unwrap_or_default();
        let most = is_figured(&open).then(|| amount(open.amount_max, language));
        match language {
            Language::Zh => {
                let most = most.map(|most| format!("，至多{most}")).unwrap_or_default();
                let among = if count == 1 { "" } else { "等" };
                format!("待确认{count}项：“{title}”{among}{most}")
            }
            Language::En => {
                let most = most.map(|most| format!(", at most {most}")).unwrap_or_default();
                let among = if count == 1 { "" } else { "such as " };
                format!("to be confirmed: {count}, {among}\"{title}\"{most}")
            }
        }
    });
    let (between, none, end) = match language {
        Language::Zh => ("；", "尚无确定可得的政策", "。"),
        Language::En => ("; ", "No support is sure", "."),
    };
    match (due, open) {
        (None, None) => None,
        (Some(due), None) => Some(due + end),
        (due, Some(open)) => {
            Some(format!("{}{between}{open}{end}", due.unwrap_or_else(|| none.to_owned())))
        }
    }
}

/// What the link between both sides brought home so far; `None` where nothing is known of it.
pub fn landings_sentence(link: &LinkSummary, language: Language) -> Option<String> {
    let known = link.landings?;
    let name = link.name.in_language(language);
    let (part, whole) = (known.landings.part, known.landings.whole);
    let interval = known.interval.map(|interval| (percent(interval.low), percent(interval.high)));
    let (zh, en) = match known.denominator {
        Denominator::ProductionAdmitted => ("已入驻的生产型项目", "admitted production projects"),
        Denominator::EligiblePublished => ("可落地项目", "projects that could land"),
        Denominator::IncubatedPublished => ("全部在孵项目", "incubated projects"),
    };
    let denominator = pick(language, zh, en);
    Some(match language {
        Language::Zh => {
            let name = name.map(|name| format!("“{name}”")).unwrap_or_default();
            let interval = interval.map(|(low, high)| format!("，95 %区间{low}至{high}"));
            format!(
                "两地飞地{name}已落地{part}个，占{denominator}{whole}个{}。",
                interval.unwrap_or_default()
            )
        }
        Language::En => {
            let name = name.map_or_else(|| "The link between both".to_owned(), str::to_owned);
            let interval = interval.map(|(low, high)| format!(", 95 % interval {low} to {high}"));
            format!(
                "{name} brought home {part} of {whole} {denominator}{}.",
                interval.unwrap_or_default()
            )
        }
    })
}
