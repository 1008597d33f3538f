//! What one grant pays, year by year, between which ends.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::domain::{
    grant::{CapPeriod, Certainty, Grant, GrantUnit, Payment},
    money::Fen,
    policy::PolicyInstrument,
    predicate::{Bound, Expression, Fact, Facts, Measure, Predicate, Verdict},
    text::Text,
};

/// What is known of one grant for one project at one place.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Assessment {
    /// Something in it fails.
    Ineligible(Expression),
    /// Nothing in it fails.
    Open(Payable),
}

/// What a grant pays if it is given.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Payable {
    /// At least, by year of production; all zero unless every condition is known to hold.
    pub(super) low: Vec<Fen>,
    /// At most, by year of production; `None` if neither figure nor cap limits it.
    pub(super) high: Option<Vec<Fen>>,
    /// Whether every condition is known to hold.
    pub(super) is_certain: bool,
    /// What would have to be known.
    pub(super) missing: BTreeSet<Fact>,
    /// Published conditions that are to be confirmed.
    pub(super) conditions: Vec<Text>,
}

/// Whether a grant is given in a year.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Year {
    Paid,
    Open,
    Unpaid,
}

/// Assesses a grant over so many years of production.
pub(super) fn assess(
    instrument: &PolicyInstrument,
    grant: &Grant,
    facts: &Facts,
    years: u8,
) -> Assessment {
    let conditions = [instrument.when.as_ref(), grant.when.as_ref()];
    let mut missing = BTreeSet::new();
    let mut failed = None;
    let mut each = Vec::with_capacity(usize::from(years));
    let is_yearly = conditions.iter().flatten().any(|c| c.mentions(Measure::ProductionYear));
    for year in 1..=years {
        if !is_yearly && let Some(first) = each.first().copied() {
            each.push(first);
            continue;
        }
        let of_year;
        let facts = if is_yearly {
            let bound = Some(Bound::exact(Decimal::from(year)));
            of_year = facts.clone().with(Measure::ProductionYear, bound);
            &of_year
        } else {
            facts
        };
        each.push(in_year(&conditions, facts, &mut missing, &mut failed));
    }
    if let Some(failed) = failed.filter(|_| each.iter().all(|year| *year == Year::Unpaid)) {
        return Assessment::Ineligible(failed.clone());
    }
    let conditions: Vec<Text> =
        instrument.to_confirm.iter().chain(&grant.to_confirm).cloned().collect();
    let is_certain = conditions.is_empty() && each.contains(&Year::Paid);
    let (low, high) = streams(grant, facts, &each, &mut missing);
    let low = if is_certain { low } else { vec![Fen::ZERO; each.len()] };
    Assessment::Open(Payable { low, high, is_certain, missing, conditions })
}

fn in_year<'a>(
    conditions: &[Option<&'a Predicate>],
    facts: &Facts,
    missing: &mut BTreeSet<Fact>,
    failed: &mut Option<&'a Expression>,
) -> Year {
    let mut open = BTreeSet::new();
    for condition in conditions.iter().flatten() {
        match condition.evaluate(facts) {
            Verdict::Holds => {}
            Verdict::Fails(part) => {
                failed.get_or_insert(part);
                return Year::Unpaid;
            }
            Verdict::Unknown(more) => open.extend(more),
        }
    }
    if open.is_empty() {
        return Year::Paid;
    }
    missing.extend(open);
    Year::Open
}

/// The least and the most that is paid by year, within the caps.
fn streams(
    grant: &Grant,
    facts: &Facts,
    each: &[Year],
    missing: &mut BTreeSet<Fact>,
) -> (Vec<Fen>, Option<Vec<Fen>>) {
    let base = base(grant, facts);
    if let Some(measure) = grant.base.or(grant.unit.map(GrantUnit::measure))
        && base.is_none_or(|bound| bound.high != Some(bound.low))
    {
        missing.insert(Fact::Measure(measure));
    }
    let cap = grant.cap_cny.map(|cap| Fen::from_yuan(cap).unwrap_or(Fen::MAX));
    let (mut low_left, mut high_left) = (cap, cap);
    let mut low = Vec::with_capacity(each.len());
    let mut high = Some(Vec::with_capacity(each.len()));
    let (mut number, first) = (0, each.iter().position(|year| *year != Year::Unpaid));
    for (position, year) in each.iter().enumerate() {
        // Years of payment are counted from the first in which something may be paid.
        number += u8::from(first.is_some_and(|first| first <= position));
        let is_due = *year != Year::Unpaid && 0 < number && number <= grant.years_published();
        let (least, most) =
            if is_due { pays(factor(grant, number), base) } else { (Fen::ZERO, Some(Fen::ZERO)) };
        let is_sure = grant.certainty == Certainty::Stated && *year == Year::Paid;
        let least = if is_sure { least } else { Fen::ZERO };
        low.push(within(least, grant.cap_per, &mut low_left));
        let most = most.or(high_left).map(|most| within(most, grant.cap_per, &mut high_left));
        match (&mut high, most) {
            (Some(high), Some(most)) => high.push(most),
            _ => high = None,
        }
    }
    (low, high)
}

/// The figure in the unit in which the grant counts; a lump sum counts once.
fn base(grant: &Grant, facts: &Facts) -> Option<Bound> {
    match (grant.base, grant.unit) {
        (Some(measure), _) => facts.measures.get(&measure).copied(),
        (None, Some(unit)) => {
            let bound = facts.measures.get(&unit.measure())?;
            bound.times(Bound::exact(unit.per_canonical()))
        }
        (None, None) => Some(Bound::exact(Decimal::ONE)),
    }
}

/// Rate or amount in a year of payment, from 1; `None` if it is not published.
fn factor(grant: &Grant, number: u8) -> Option<Decimal> {
    let chosen = |rate, amount| if grant.base.is_some() { rate } else { amount };
    if grant.paid == Payment::Once || grant.schedule.is_empty() {
        return chosen(grant.rate, grant.amount_cny);
    }
    let mut end = 0_u8;
    let stretch = grant.schedule.iter().find(|stretch| {
        end = end.saturating_add(stretch.years);
        number <= end
    });
    stretch.and_then(|stretch| chosen(stretch.rate, stretch.amount_cny))
}

/// The least and the most before caps; no most where the terms or the base have none.
fn pays(factor: Option<Decimal>, base: Option<Bound>) -> (Fen, Option<Fen>) {
    let (Some(factor), Some(base)) = (factor, base) else { return (Fen::ZERO, None) };
    let product = |base: Decimal| Fen::from_yuan(factor.checked_mul(base)?);
    let least = product(base.low).unwrap_or(Fen::ZERO);
    (least, base.high.and_then(product))
}

/// The amount within what is left of the cap, which a total cap loses.
fn within(amount: Fen, per: CapPeriod, left: &mut Option<Fen>) -> Fen {
    let Some(most) = *left else { return amount };
    let paid = amount.min(most);
    if per == CapPeriod::Total {
        *left = Some(most - paid);
    }
    paid
}
