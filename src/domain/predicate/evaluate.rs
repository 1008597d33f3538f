use std::collections::BTreeSet;

use super::{
    Clause, Comparison, Expression, Threshold,
    fact::{Bound, Fact, Facts, IndustryPath},
};
use crate::domain::{code::IndustryCode, id::RegionId};

/// Whether a condition holds for what is known.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict<'a> {
    /// It holds whatever the unknown is.
    Holds,
    /// It fails whatever the unknown is; the part that decides it.
    Fails(&'a Expression),
    /// It depends on what is not known, or not precisely enough.
    Unknown(BTreeSet<Fact>),
}

/// Kleene's strong logic of three values: Introduction to Metamathematics (1952), § 64.
pub(super) fn evaluate<'a>(expression: &'a Expression, facts: &Facts) -> Verdict<'a> {
    match expression {
        Expression::All(parts) => {
            let mut missing = BTreeSet::new();
            for part in parts {
                match evaluate(part, facts) {
                    Verdict::Holds => {}
                    Verdict::Fails(part) => return Verdict::Fails(part),
                    Verdict::Unknown(more) => missing.extend(more),
                }
            }
            if missing.is_empty() { Verdict::Holds } else { Verdict::Unknown(missing) }
        }
        Expression::Any(parts) => {
            let mut missing = BTreeSet::new();
            for part in parts {
                match evaluate(part, facts) {
                    Verdict::Holds => return Verdict::Holds,
                    Verdict::Fails(_) => {}
                    Verdict::Unknown(more) => missing.extend(more),
                }
            }
            if missing.is_empty() { Verdict::Fails(expression) } else { Verdict::Unknown(missing) }
        }
        Expression::Not(part) => match evaluate(part, facts) {
            Verdict::Holds => Verdict::Fails(expression),
            Verdict::Fails(_) => Verdict::Holds,
            unknown @ Verdict::Unknown(_) => unknown,
        },
        Expression::Clause(clause) => match holds(clause, facts) {
            Ok(true) => Verdict::Holds,
            Ok(false) => Verdict::Fails(expression),
            Err(missing) => Verdict::Unknown(BTreeSet::from([missing])),
        },
    }
}

/// Whether a clause holds, or the fact that is missing.
fn holds(clause: &Clause, facts: &Facts) -> Result<bool, Fact> {
    match clause {
        Clause::IndustryUnder(codes) => {
            let each = facts.industries.iter().map(|path| lies_under(path, codes));
            agreed(each).ok_or(Fact::Industry)
        }
        Clause::StageIn(stages) => {
            facts.stage.map(|stage| stages.contains(&stage)).ok_or(Fact::Stage)
        }
        Clause::OriginIn(regions) => within(&facts.origin, regions).ok_or(Fact::Origin),
        Clause::PlaceIn(regions) => within(&facts.place, regions).ok_or(Fact::Place),
        Clause::Flag(flag) => facts.flags.get(flag).copied().ok_or(Fact::Flag(*flag)),
        Clause::Compare(measure, comparison, threshold) => {
            let bound = facts.measures.get(measure);
            let verdict = bound.and_then(|bound| compares(*bound, *comparison, *threshold));
            verdict.ok_or(Fact::Measure(*measure))
        }
    }
}

/// What all say; `None` if they do not agree, do not know, or there are none.
fn agreed(each: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut verdict = None;
    for answer in each {
        let answer = answer?;
        if verdict.is_some_and(|before| before != answer) {
            return None;
        }
        verdict = Some(answer);
    }
    verdict
}

/// Whether an industry lies in one of the codes; `None` if it is not known finely enough, or in no
/// classification of the codes.
fn lies_under(path: &IndustryPath, codes: &[IndustryCode]) -> Option<bool> {
    let each = path.codes.iter().filter_map(|own| {
        let mut known = codes.iter().filter(|code| code.system == own.system).peekable();
        known.peek()?;
        let answers: Vec<Option<bool>> = known.map(|code| is_in(path, own, code)).collect();
        Some(if answers.contains(&Some(true)) { Some(true) } else { agreed(answers.into_iter()) })
    });
    agreed(each)
}

fn is_in(path: &IndustryPath, own: &IndustryCode, code: &IndustryCode) -> Option<bool> {
    if own == code || path.above.contains(code) || stem(&own.code).starts_with(stem(&code.code)) {
        return Some(true);
    }
    // Of an industry that is known to a division, the groups within it are neither in nor out.
    let is_coarser =
        stem(&code.code).starts_with(stem(&own.code)) || (is_section(own) && !is_section(code));
    if is_coarser { None } else { Some(false) }
}

fn is_section(industry: &IndustryCode) -> bool {
    industry.code.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// GB/T 4754 writes a group with a single class as the group and a zero, ISIC and NACE likewise.
fn stem(code: &str) -> &str {
    code.strip_suffix('0').filter(|group| group.len() == 3).unwrap_or(code)
}

/// Whether a lineage meets one of the regions; `None` if it is not known.
fn within(lineage: &[RegionId], regions: &[RegionId]) -> Option<bool> {
    if lineage.is_empty() {
        return None;
    }
    Some(regions.iter().any(|region| lineage.contains(region)))
}

fn compares(bound: Bound, comparison: Comparison, threshold: Threshold) -> Option<bool> {
    let threshold = threshold.canonical()?;
    let surely = |holds_low: bool, holds_high: bool| (holds_low == holds_high).then_some(holds_low);
    // Without an upper end the figure may be arbitrarily large.
    let high = |holds: fn(&rust_decimal::Decimal, &rust_decimal::Decimal) -> bool, open: bool| {
        bound.high.map_or(open, |high| holds(&high, &threshold))
    };
    match comparison {
        Comparison::AtLeast => surely(bound.low >= threshold, high(|a, b| a >= b, true)),
        Comparison::Above => surely(bound.low > threshold, high(|a, b| a > b, true)),
        Comparison::AtMost => surely(bound.low <= threshold, high(|a, b| a <= b, false)),
        Comparison::Below => surely(bound.low < threshold, high(|a, b| a < b, false)),
    }
}
