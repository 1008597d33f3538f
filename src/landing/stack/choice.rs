//! The best choice at one end of the amounts, and what it adds up to.

use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{
    Chosen, Listed, Payer, Selection, Terms,
    amount::Payable,
    rules::{Purses, Ties},
    solve::{Offer, Problem},
};
use crate::domain::{money::Fen, policy::PolicyInstrument};

/// A grant of which nothing fails.
pub(super) struct Candidate {
    pub(super) instrument: usize,
    pub(super) grant: usize,
    pub(super) payable: Payable,
}

/// Which end of the amounts is stacked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Low,
    High,
}

impl Candidate {
    pub(super) fn yearly(&self, end: End) -> &[Fen] {
        match (end, &self.payable.high) {
            (End::High, Some(high)) => high,
            _ => &self.payable.low,
        }
    }

    pub(super) fn amount(&self, end: End) -> Fen {
        self.yearly(end).iter().copied().sum()
    }
}

/// Solves the best choice.
pub(super) fn choose(
    listed: &[Listed<'_>],
    grants: &[Candidate],
    (ties, purses): (&Ties, &Purses<'_>),
    terms: &Terms,
    end: End,
) -> Selection {
    let is_required = |at: usize| ties.requires.iter().any(|(_, other)| *other == at);
    let mut offered: Vec<&Candidate> = grants
        .iter()
        .filter(|grant| end == End::High || grant.payable.is_certain)
        .filter(|grant| Fen::ZERO < grant.amount(end) || is_required(grant.instrument))
        .collect();
    offered.sort_by_key(|grant| {
        let one = &listed[grant.instrument];
        (&one.instrument.id, one.region, grant.grant)
    });
    let offer = |grant: &&Candidate| Offer {
        instrument: grant.instrument,
        group: ties.groups[grant.instrument],
        purse: purses.of[grant.instrument],
        amount: grant.amount(end),
    };
    let problem = Problem {
        offers: offered.iter().map(offer).collect(),
        caps: purses.caps.iter().map(|cap| cap.unwrap_or(Fen::MAX)).collect(),
        requires: ties.requires.clone(),
        excludes: ties.excludes.clone(),
    };
    let solution = problem.best();
    let taken: Vec<&Candidate> = solution.taken.iter().map(|&at| offered[at]).collect();
    let mut selection = settle(listed, purses, &taken, terms, end);
    selection.is_proven = solution.is_proven;
    selection
}

/// Adds up what is taken.
fn settle(
    listed: &[Listed<'_>],
    purses: &Purses<'_>,
    taken: &[&Candidate],
    terms: &Terms,
    end: End,
) -> Selection {
    let chosen = taken.iter().map(|grant| Chosen {
        instrument: grant.instrument,
        grant: grant.grant,
        amount: grant.amount(end),
        yearly: grant.yearly(end).to_vec(),
    });
    let chosen: Vec<Chosen> = chosen.collect();
    let mut selection =
        Selection { yearly: vec![Fen::ZERO; usize::from(terms.years)], ..Selection::default() };
    let mut expected = Some(Fen::ZERO);
    for (purse, (region, party)) in purses.owners.iter().enumerate() {
        let own = || chosen.iter().filter(|one| purses.of[one.instrument] == purse);
        if own().next().is_none() {
            continue;
        }
        let cap = purses.caps[purse];
        let gross: Fen = own().map(|one| one.amount).sum();
        let mut left = cap.unwrap_or(Fen::MAX);
        let yearly = (0..usize::from(terms.years)).map(|year| {
            let paid = own().map(|one| one.yearly[year]).sum::<Fen>().min(left);
            left = left - paid;
            paid
        });
        let yearly: Vec<Fen> = yearly.collect();
        for (sum, paid) in selection.yearly.iter_mut().zip(&yearly) {
            *sum = *sum + *paid;
        }
        let total = gross.min(cap.unwrap_or(Fen::MAX));
        let weighed = own().map(|one| weighed(one, listed[one.instrument].instrument));
        let weighed: Option<Fen> = weighed.sum();
        expected = expected.zip(weighed).map(|(sum, more)| sum + more.min(cap.unwrap_or(Fen::MAX)));
        selection.gross = selection.gross + gross;
        selection.total = selection.total + total;
        selection.payers.push(Payer {
            region: (*region).clone(),
            party: *party,
            gross,
            total,
            cap,
            present_value: terms.discount_rate.and_then(|rate| present_value(&yearly, rate)),
        });
    }
    selection.expected = expected;
    selection.present_value =
        terms.discount_rate.and_then(|rate| present_value(&selection.yearly, rate));
    selection.claw_back_share = claw_back_share(listed, &chosen, selection.gross);
    selection.chosen = chosen;
    selection
}

/// Probability × amount; `None` if the probability is unknown.
fn weighed(chosen: &Chosen, instrument: &PolicyInstrument) -> Option<Fen> {
    Fen::from_yuan(instrument.probability?.checked_mul(chosen.amount.yuan())?)
}

/// Σ paid in year t / (1 + rate)^t, t from 1, rounded once; `None` for a rate of −1 or less.
fn present_value(yearly: &[Fen], rate: f64) -> Option<Fen> {
    if !(-1.0 < rate && rate.is_finite()) {
        return None;
    }
    let mut factor = 1.0;
    let discounted = yearly.iter().map(|paid| {
        factor /= 1.0 + rate;
        paid.yuan_f64() * factor
    });
    Fen::from_yuan_f64(discounted.sum())
}

fn claw_back_share(listed: &[Listed<'_>], chosen: &[Chosen], gross: Fen) -> Option<f64> {
    let returnable = chosen.iter().map(|one| {
        let claw_back = listed[one.instrument].instrument.claw_back.as_ref();
        let share = claw_back.map_or(Decimal::ZERO, |back| back.share.unwrap_or(Decimal::ONE));
        one.amount.yuan_f64() * share.to_f64().unwrap_or(0.0)
    });
    let returnable: f64 = returnable.sum();
    (Fen::ZERO < gross).then(|| returnable / gross.yuan_f64())
}
