//! What support instruments add up to for one project at one place: which are taken, what they pay
//! year by year, and why the others are not.
//!
//! A condition may be unknown, and so may a figure that an amount depends on. Two stacks are
//! therefore solved, each exactly: the *certain* one of what is proven to be due, and the
//! *possible* one in which every open condition holds and every open figure is at its upper end.
//! The first is the low end of the answer and its most plausible value, the second the high end.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::domain::{
    grant::Grant,
    id::RegionId,
    money::Fen,
    policy::{Beneficiary, PolicyInstrument, PolicyParty, Window},
    predicate::Facts,
};

/// What the stack says: the choices, their sums, and why the others do not count.
mod result;
/// Which instruments stand against each other, and who pays them.
mod rules;
/// What one grant pays.
mod amount;
/// The best choice at one end of the amounts, and what it adds up to.
mod choice;
/// The exact optimum over groups, caps, requirements and exclusions.
pub mod solve;
/// Branch and bound.
mod search;
#[cfg(test)]
mod tests;

use amount::Assessment;
use choice::{Candidate, End, choose};
pub use result::{Chosen, Open, Payer, PolicyStack, Reason, Refused, Selection};
use rules::{Purses, Ties};

/// An instrument, the region in whose profile it stands, and what is known of the project there.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// The region.
    pub region: &'a RegionId,
    /// The instrument.
    pub instrument: &'a PolicyInstrument,
    /// The facts: those of the host city differ from those of the home region.
    pub facts: &'a Facts,
}

/// The most that a region pays from one purse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurseCap {
    /// The region.
    pub region: RegionId,
    /// Whose purse.
    pub party: PolicyParty,
    /// The most over all its instruments and all years.
    pub cap: Fen,
}

/// Under which terms instruments count.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// The day on which windows must be open.
    pub as_of: Date,
    /// Whose instruments count; the enclave mode decides it.
    pub parties: BTreeSet<PolicyParty>,
    /// Whether instruments count whose window has closed.
    pub count_expired: bool,
    /// Whether instruments count that may no longer be honoured.
    pub count_doubtful: bool,
    /// Years of production that are counted, from 1.
    pub years: u8,
    /// The discount rate per year, above −1; without it there is no present value.
    pub discount_rate: Option<f64>,
}

/// The years for which the longest of the instruments pays; 1 if none says more.
pub fn years_published(listed: &[Listed<'_>]) -> u8 {
    let grants = listed.iter().flat_map(|one| &one.instrument.grants);
    grants.map(Grant::years_published).max().unwrap_or(1)
}

/// Solves the certain and the possible stack of a list of instruments.
pub fn stack(listed: &[Listed<'_>], caps: &[PurseCap], terms: &Terms) -> PolicyStack {
    let mut candidates = Candidates::default();
    let ties = Ties::new(listed);
    for (position, one) in listed.iter().enumerate() {
        let lacking = || ties.unmet.get(&position).cloned().map(Reason::RequirementMissing);
        match admit(one.instrument, terms).or_else(lacking) {
            Some(reason) => candidates.refuse(position, reason),
            None => candidates.assess(position, one, terms),
        }
    }
    let purses = Purses::new(listed, caps);
    let certain = choose(listed, &candidates.grants, (&ties, &purses), terms, End::Low);
    // Where nothing is open the two stacks are one.
    let is_settled = candidates.grants.iter().all(|grant| {
        grant.payable.is_certain && grant.payable.high.as_ref() == Some(&grant.payable.low)
    });
    let possible = if is_settled {
        certain.clone()
    } else {
        choose(listed, &candidates.grants, (&ties, &purses), terms, End::High)
    };
    let open = open(&candidates.grants, &certain, &possible);
    let mut refused = candidates.refused;
    refused.extend(passed_over(listed, &candidates.grants, (&ties, &purses), &certain, &open));
    refused.sort_by_key(|refused| refused.instrument);
    PolicyStack { certain, possible, open, refused }
}

/// Why an instrument does not count whatever the project is.
fn admit(instrument: &PolicyInstrument, terms: &Terms) -> Option<Reason> {
    if !terms.parties.contains(&instrument.party) {
        return Some(Reason::OtherParty(instrument.party));
    }
    if instrument.beneficiary != Beneficiary::Project {
        return Some(Reason::OtherBeneficiary(instrument.beneficiary));
    }
    match instrument.window_on(terms.as_of) {
        Window::NotYet(begin) => return Some(Reason::NotYet(begin)),
        Window::Expired(end) if !terms.count_expired => return Some(Reason::Expired(end)),
        Window::Expired(_) | Window::Open => {}
    }
    if !instrument.doubtful.is_empty() && !terms.count_doubtful {
        return Some(Reason::Doubtful(instrument.doubtful.clone()));
    }
    None
}

#[derive(Default)]
struct Candidates {
    grants: Vec<Candidate>,
    refused: Vec<Refused>,
}

impl Candidates {
    fn refuse(&mut self, instrument: usize, reason: Reason) {
        self.refused.push(Refused { instrument, reason });
    }

    fn assess(&mut self, position: usize, listed: &Listed<'_>, terms: &Terms) {
        let (mut failed, mut unlimited) = (None, None);
        let before = self.grants.len();
        for (number, grant) in listed.instrument.grants.iter().enumerate() {
            match amount::assess(listed.instrument, grant, listed.facts, terms.years) {
                Assessment::Ineligible(part) => _ = failed.get_or_insert(part),
                Assessment::Open(payable) => {
                    if payable.high.is_none() {
                        unlimited.get_or_insert_with(|| payable.missing.clone());
                    }
                    let is_paid = payable.low.iter().any(|paid| Fen::ZERO < *paid);
                    if payable.high.is_some() || is_paid {
                        let grant = Candidate { instrument: position, grant: number, payable };
                        self.grants.push(grant);
                    }
                }
            }
        }
        if before < self.grants.len() {
            return;
        }
        let reason = match (failed, unlimited) {
            (_, Some(missing)) => Reason::AmountUnknown(missing),
            (Some(part), None) => Reason::Ineligible(part),
            (None, None) => Reason::AmountUnknown(BTreeSet::new()),
        };
        self.refuse(position, reason);
    }
}

/// The grants that would count, or count for more, if something were confirmed.
fn open(grants: &[Candidate], certain: &Selection, possible: &Selection) -> Vec<Open> {
    let is_in = |selection: &Selection, grant: &Candidate| {
        let same = |one: &Chosen| one.instrument == grant.instrument && one.grant == grant.grant;
        selection.chosen.iter().any(same)
    };
    grants
        .iter()
        .filter(|grant| {
            let is_settled =
                grant.payable.is_certain && grant.payable.high.as_ref() == Some(&grant.payable.low);
            !is_settled && Fen::ZERO < grant.amount(End::High)
        })
        .filter(|grant| {
            let is_better = |one: &Chosen| one.amount < grant.amount(End::High);
            let mut paid = certain.chosen.iter().filter(|one| one.instrument == grant.instrument);
            paid.all(is_better)
        })
        .map(|grant| Open {
            instrument: grant.instrument,
            grant: grant.grant,
            missing: grant.payable.missing.clone(),
            conditions: grant.payable.conditions.clone(),
            amount_max: grant.amount(End::High),
            is_in_possible: is_in(possible, grant),
        })
        .collect()
}

/// The instruments that could count and are neither taken nor open, with what stands against them.
fn passed_over(
    listed: &[Listed<'_>],
    grants: &[Candidate],
    (ties, purses): (&Ties, &Purses<'_>),
    certain: &Selection,
    open: &[Open],
) -> Vec<Refused> {
    let taken: BTreeSet<usize> = certain.chosen.iter().map(|one| one.instrument).collect();
    let waiting: BTreeSet<usize> = open.iter().map(|one| one.instrument).collect();
    let candidates: BTreeSet<usize> = grants.iter().map(|grant| grant.instrument).collect();
    let reason = |at: usize| {
        let rival = taken.iter().find(|other| {
            let excludes = |(one, two): &(usize, usize)| {
                (*one == at && two == *other) || (one == *other && *two == at)
            };
            ties.groups[**other] == ties.groups[at] || ties.excludes.iter().any(excludes)
        });
        if let Some(rival) = rival {
            return Reason::DisplacedBy(*rival);
        }
        let lacking =
            ties.requires.iter().find(|(one, other)| *one == at && !taken.contains(other));
        if let Some((_, other)) = lacking {
            return Reason::RequirementMissing(listed[*other].instrument.id.clone());
        }
        let pays =
            |grant: &&Candidate| grant.instrument == at && Fen::ZERO < grant.amount(End::Low);
        if grants.iter().any(|grant| pays(&grant)) && purses.caps[purses.of[at]].is_some() {
            return Reason::CapReached;
        }
        Reason::AmountUnknown(BTreeSet::new())
    };
    candidates
        .into_iter()
        .filter(|at| !taken.contains(at) && !waiting.contains(at))
        .map(|at| Refused { instrument: at, reason: reason(at) })
        .collect()
}
