//! What support instruments add up to for one project at one place: which are taken, what they pay
//! year by year, and why the others are not.
//!
//! A condition may be unknown, and so may a figure that an amount depends on. Two stacks are
//! therefore solved, each exactly: the *certain* one of what is proven to be due, and the
//! *possible* one in which every open condition holds and every open figure is at its upper end.
//! The first is the low end of the answer and its most plausible value, the second the high end.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rust_decimal::{Decimal, prelude::ToPrimitive};

use crate::domain::{
    grant::Grant,
    id::RegionId,
    money::{Fen, FenEstimate},
    policy::{Beneficiary, PolicyInstrument, PolicyParty, Window},
    predicate::{Expression, Fact, Facts},
    text::Text,
};

/// What one grant pays.
mod amount;
/// The exact optimum over groups, caps, requirements and exclusions.
pub mod solve;
#[cfg(test)]
mod tests;

use amount::{Assessment, Payable};
use solve::{Offer, Problem};

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

/// What the instruments add up to. Instruments are named by their position in the list given.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyStack {
    /// What is proven to be due.
    pub certain: Selection,
    /// What would be due if every open condition held.
    pub possible: Selection,
    /// Grants that would count if something were confirmed, by instrument.
    pub open: Vec<Open>,
    /// Instruments that do not count, by position.
    pub refused: Vec<Refused>,
}

/// A choice of instruments and what it pays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selection {
    /// What is taken, in the order of identifiers.
    pub chosen: Vec<Chosen>,
    /// Who pays how much.
    pub payers: Vec<Payer>,
    /// What is taken without regard to the caps of purses.
    pub gross: Fen,
    /// What is paid within the caps.
    pub total: Fen,
    /// What is paid within the caps by year of production, the first one first; a purse pays until
    /// it is empty.
    pub yearly: Vec<Fen>,
    /// What is paid, discounted from the end of each year; `None` without a discount rate.
    pub present_value: Option<Fen>,
    /// Σ over purses of min(cap, Σ probability × amount); `None` if a probability is unknown.
    pub expected: Option<Fen>,
    /// The part of the gross sum that may have to be paid back by published conditions, 0 to 1;
    /// `None` if nothing is paid.
    pub claw_back_share: Option<f64>,
    /// Whether nothing better exists; see [`solve::Solution::is_proven`].
    pub is_proven: bool,
}

/// An instrument that is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// Which instrument.
    pub instrument: usize,
    /// Which of its grants.
    pub grant: usize,
    /// What it pays over all years counted.
    pub amount: Fen,
    /// What it pays by year of production, before the cap of its purse.
    pub yearly: Vec<Fen>,
}

/// Who pays how much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payer {
    /// In whose profile the instruments stand.
    pub region: RegionId,
    /// Whose purse it is.
    pub party: PolicyParty,
    /// The sum of what is taken.
    pub gross: Fen,
    /// What is paid within the cap.
    pub total: Fen,
    /// The cap, if one is published.
    pub cap: Option<Fen>,
}

/// A grant that would count if something were confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Which instrument.
    pub instrument: usize,
    /// Which of its grants.
    pub grant: usize,
    /// What would have to be known.
    pub missing: BTreeSet<Fact>,
    /// Published conditions that are to be confirmed.
    pub conditions: Vec<Text>,
    /// The most that it would pay over all years counted.
    pub amount_max: Fen,
    /// Whether it is part of the possible stack.
    pub is_in_possible: bool,
}

/// An instrument that does not count.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// Which instrument.
    pub instrument: usize,
    /// Why.
    pub reason: Reason,
}

/// Why an instrument does not count.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// A condition fails: this part of it.
    Ineligible(Expression),
    /// Somebody else is paid.
    OtherBeneficiary(Beneficiary),
    /// The enclave mode does not let this party's instruments count.
    OtherParty(PolicyParty),
    /// Its window closed on this day.
    Expired(Date),
    /// Its window opens on this day.
    NotYet(Date),
    /// It may no longer be honoured.
    Doubtful(Text),
    /// Neither an amount nor a cap is known; these figures are missing.
    AmountUnknown(BTreeSet<Fact>),
    /// It is paid only with this instrument, which is not taken.
    RequirementMissing(String),
    /// This instrument is taken in its place.
    DisplacedBy(usize),
    /// Its payer has nothing left.
    CapReached,
}

impl Reason {
    /// The reason's identifier in documents.
    pub fn as_str(&self) -> &'static str {
        match self {
            Reason::Ineligible(_) => "ineligible",
            Reason::OtherBeneficiary(_) => "other_beneficiary",
            Reason::OtherParty(_) => "other_party",
            Reason::Expired(_) => "expired",
            Reason::NotYet(_) => "not_yet",
            Reason::Doubtful(_) => "doubtful",
            Reason::AmountUnknown(_) => "amount_unknown",
            Reason::RequirementMissing(_) => "requirement_missing",
            Reason::DisplacedBy(_) => "displaced",
            Reason::CapReached => "cap_reached",
        }
    }
}

impl PolicyStack {
    /// What is paid over all years: at least and most plausibly what is certain, at most what is
    /// possible. Instruments of unknown and unlimited amount are left out of the upper end; see
    /// [`PolicyStack::is_open_ended`].
    pub fn total(&self) -> FenEstimate {
        estimate(self.certain.total, self.possible.total)
    }

    /// The present value, as [`PolicyStack::total`]; `None` without a discount rate.
    pub fn present_value(&self) -> Option<FenEstimate> {
        Some(estimate(self.certain.present_value?, self.possible.present_value?))
    }

    /// Whether an instrument that may be due has no known limit.
    pub fn is_open_ended(&self) -> bool {
        self.refused.iter().any(|refused| matches!(refused.reason, Reason::AmountUnknown(_)))
    }
}

/// The best stack is the one that pays most; discounting may prefer another, and the upper end
/// is never below the lower one.
fn estimate(certain: Fen, possible: Fen) -> FenEstimate {
    FenEstimate { low: certain, likely: certain, high: possible.max(certain) }
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

/// A grant of which nothing fails.
struct Candidate {
    instrument: usize,
    grant: usize,
    payable: Payable,
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

/// Which instruments exclude or require each other.
struct Ties {
    groups: Vec<usize>,
    requires: Vec<(usize, usize)>,
    excludes: Vec<(usize, usize)>,
    /// Requirements that nothing in the list meets, by instrument.
    unmet: BTreeMap<usize, String>,
}

impl Ties {
    fn new(listed: &[Listed<'_>]) -> Ties {
        let mut by_id: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut by_group: BTreeMap<&str, usize> = BTreeMap::new();
        let mut groups = Vec::with_capacity(listed.len());
        for (position, one) in listed.iter().enumerate() {
            by_id.entry(&one.instrument.id).or_default().push(position);
            groups.push(match one.instrument.exclusive_group.as_deref() {
                Some(group) => *by_group.entry(group).or_insert(position),
                None => position,
            });
        }
        // An identifier is unique in its region: the namesake of the same region comes first.
        let named = |from: usize, id: &str| {
            let namesakes = by_id.get(id)?;
            let near = |&&at: &&usize| listed[at].region == listed[from].region;
            namesakes.iter().find(near).or_else(|| namesakes.first()).copied()
        };
        let mut ties =
            Ties { groups, requires: Vec::new(), excludes: Vec::new(), unmet: BTreeMap::new() };
        for (position, one) in listed.iter().enumerate() {
            for id in &one.instrument.requires {
                match named(position, id) {
                    Some(other) => ties.requires.push((position, other)),
                    None => _ = ties.unmet.entry(position).or_insert_with(|| id.clone()),
                }
            }
            let excluded = one.instrument.excludes.iter().filter_map(|id| named(position, id));
            ties.excludes.extend(excluded.map(|other| (position, other)));
        }
        ties
    }
}

/// Who pays, and how much at most.
struct Purses<'a> {
    /// The purse of each instrument.
    of: Vec<usize>,
    owners: Vec<(&'a RegionId, PolicyParty)>,
    caps: Vec<Option<Fen>>,
}

impl<'a> Purses<'a> {
    fn new(listed: &[Listed<'a>], caps: &[PurseCap]) -> Purses<'a> {
        let mut owners: Vec<(&RegionId, PolicyParty)> = Vec::new();
        let of = listed.iter().map(|one| {
            let owner = (one.region, one.instrument.party);
            owners.iter().position(|known| *known == owner).unwrap_or_else(|| {
                owners.push(owner);
                owners.len() - 1
            })
        });
        let of = of.collect();
        let cap_of = |(region, party): &(&RegionId, PolicyParty)| {
            let mut caps = caps.iter().filter(|cap| cap.region == **region && cap.party == *party);
            let first = caps.next()?.cap;
            Some(caps.fold(first, |least, cap| least.min(cap.cap)))
        };
        let caps = owners.iter().map(cap_of).collect();
        Purses { of, owners, caps }
    }
}

/// Which end of the amounts is stacked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Low,
    High,
}

impl Candidate {
    fn yearly(&self, end: End) -> &[Fen] {
        match (end, &self.payable.high) {
            (End::High, Some(high)) => high,
            _ => &self.payable.low,
        }
    }

    fn amount(&self, end: End) -> Fen {
        self.yearly(end).iter().copied().sum()
    }
}

fn choose(
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
        for (year, paid) in selection.yearly.iter_mut().enumerate() {
            let due: Fen = own().map(|one| one.yearly[year]).sum();
            *paid = *paid + due.min(left);
            left = left - due.min(left);
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
        .filter(|grant| is_in(possible, grant) || !is_in(certain, grant))
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
