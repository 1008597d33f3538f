use super::{
    LandingAdvice, PolicyAdvice,
    cost_statement::{CostStatement, StatementLine},
    mode_words::{self, pick},
    money_words::{amount, estimate, percent},
    record::LinkSummary,
    share_words,
};
use crate::{
    domain::{money::Fen, text::Language},
    landing::{cost::Line, link_record::Denominator},
};

/// So many lines of the cost are named in a sentence.
const LINES_NAMED: usize = 2;

/// What an advisor says of landing at a candidate, in a handful of sentences: saving, support,
/// mode, overbidding, and what the link brought home. What is unknown is named or left out, never
/// guessed.
pub fn sentences(advice: &LandingAdvice, language: Language) -> Vec<String> {
    let mode = advice.modes.as_ref();
    let mode = mode.and_then(|modes| mode_words::sentences(modes, language).into_iter().next());
    let is_overbid = advice.overbid.overbid.is_overbid == Some(true);
    let overbid = share_words::overbid_sentence(&advice.overbid, language);
    [
        saving(&advice.cost, language),
        support(&advice.policies, language),
        mode,
        overbid.filter(|_| is_overbid),
        advice.link.as_ref().and_then(|link| landings(link, language)),
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

/// Against staying: how much, mainly by what, and what could not be compared.
fn saving(cost: &CostStatement, language: Language) -> Option<String> {
    let saving = cost.saving?;
    let share = cost.saving_share.map(|share| percent(share.likely.abs()));
    let share =
        share.map(|share| format!("{}{share}", pick(language, ",", ", "))).unwrap_or_default();
    let names = |lines: Vec<Line>| {
        let names: Vec<&str> = lines.into_iter().map(|line| line_name(line, language)).collect();
        names.join(pick(language, "、", ", "))
    };
    let mainly = names(decisive(cost, saving.likely));
    let open = |line: &&StatementLine| line.saving.is_none();
    let open: Vec<Line> = cost.lines.iter().filter(open).map(|line| line.line).collect();
    let open = (!open.is_empty()).then(|| names(open));
    let is_dearer = saving.likely < Fen::ZERO;
    let value = estimate(if is_dearer { negated(saving) } else { saving }, language);
    Some(match language {
        Language::Zh => {
            let verb = if is_dearer { "多花" } else { "节约" };
            let open = open.map(|open| format!(";未能比较:{open}")).unwrap_or_default();
            format!("与留在孵化城市相比每年约{verb}{value}{share},主要是{mainly}{open}。")
        }
        Language::En => {
            let verb = if is_dearer { "costs" } else { "saves" };
            let more = if is_dearer { " more" } else { "" };
            let open = open.map(|open| format!("; not compared: {open}")).unwrap_or_default();
            format!(
                "Against staying it {verb} about {value} a year{more}{share}, mainly {mainly}{open}."
            )
        }
    })
}

fn negated(estimate: crate::domain::money::FenEstimate) -> crate::domain::money::FenEstimate {
    crate::domain::money::FenEstimate {
        low: -estimate.high,
        likely: -estimate.likely,
        high: -estimate.low,
    }
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

/// What support adds up to; `None` where the home side publishes none.
fn support(policies: &PolicyAdvice, language: Language) -> Option<String> {
    let stack = &policies.without_host;
    let (certain, possible) = (stack.certain.total, stack.possible.total.max(stack.certain.total));
    if possible <= Fen::ZERO {
        return None;
    }
    let more = (certain < possible).then(|| amount(possible, language));
    let count = stack.certain.chosen.len();
    Some(match (language, Fen::ZERO < certain, more) {
        (Language::Zh, true, None) => {
            format!("可叠加{count}项政策,共{}。", amount(certain, language))
        }
        (Language::Zh, true, Some(more)) => {
            format!(
                "可叠加{count}项政策,共{};其余条件核实后最多{more}。",
                amount(certain, language)
            )
        }
        (Language::Zh, false, more) => {
            format!("政策支持有待核实,最多{}。", more.unwrap_or_default())
        }
        (Language::En, true, None) => {
            format!("Support adds up to {} from {count} instruments.", amount(certain, language))
        }
        (Language::En, true, Some(more)) => format!(
            "Support adds up to {} from {count} instruments, to at most {more} if open conditions \
             hold.",
            amount(certain, language)
        ),
        (Language::En, false, more) => format!(
            "Support is to be confirmed: at most {} if open conditions hold.",
            more.unwrap_or_default()
        ),
    })
}

/// What the link between both sides brought home so far.
fn landings(link: &LinkSummary, language: Language) -> Option<String> {
    let known = link.landings?;
    let name = link.name.in_language(language);
    let (part, whole) = (known.landings.part, known.landings.whole);
    let interval = known.interval.map(|interval| (percent(interval.low), percent(interval.high)));
    let (zh, en) = match known.denominator {
        Denominator::ProductionAdmitted => ("已入驻的生产型项目", "admitted production projects"),
        Denominator::EligiblePublished => ("可落地项目", "projects that could land"),
        Denominator::IncubatedPublished => ("全部在孵项目", "all incubated projects"),
    };
    let denominator = pick(language, zh, en);
    Some(match language {
        Language::Zh => {
            let name = name.map(|name| format!("“{name}”")).unwrap_or_default();
            let interval = interval.map(|(low, high)| format!(",95 %区间{low}至{high}"));
            format!(
                "两地飞地{name}已落地{part}个,占{denominator}{whole}个{}。",
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
