//! The exact optimum of a stack: which offers to take when groups exclude each other, purses are
//! capped, and instruments require or exclude others.
//!
//! Maximises Σ over purses of min(cap, Σ amounts taken). Taking the higher of two offers of a group
//! is wrong under caps: where the payer of the higher one has nothing left, the lower one adds more.

use std::{cmp::Reverse, collections::BTreeSet};

use super::search::Search;
use crate::domain::{limits::STACK_STEPS_MAX, money::Fen};

/// Something that may be taken or left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// The instrument of which it is a variant.
    pub instrument: usize,
    /// The group, of which at most one offer is taken; all offers of an instrument are of one
    /// group.
    pub group: usize,
    /// Who pays it.
    pub purse: usize,
    /// What it pays; not negative.
    pub amount: Fen,
}

/// What is to be decided. Offers stand in the order that decides between equals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problem {
    /// The offers.
    pub offers: Vec<Offer>,
    /// The most that each purse pays; [`Fen::MAX`] for no cap.
    pub caps: Vec<Fen>,
    /// Pairs of instruments: the first is taken only with the second.
    pub requires: Vec<(usize, usize)>,
    /// Pairs of instruments that are not taken together.
    pub excludes: Vec<(usize, usize)>,
}

/// What is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// The offers taken, by position, rising.
    pub taken: Vec<usize>,
    /// What they pay together, within the caps.
    pub total: Fen,
    /// Whether nothing pays more; false only if the search was cut at [`STACK_STEPS_MAX`] steps.
    pub is_proven: bool,
}

impl Problem {
    /// The best choice; among equals the one with the fewest offers, then the one that takes the
    /// earliest offer on which two differ, as far as `STACK_TIE_STEPS_MAX` steps more can tell
    /// equals apart.
    ///
    /// Groups that share neither a purse whose cap can bind nor an instrument that requires or
    /// excludes are decided apart; the others by branch and bound.
    pub fn best(&self) -> Solution {
        let mut solution = Solution { taken: Vec::new(), total: Fen::ZERO, is_proven: true };
        let binding = self.binding();
        let mut steps = STACK_STEPS_MAX;
        for part in self.parts(&binding) {
            let taken = self.single(&part).unwrap_or_else(|| {
                let mut search = Search::new(self, &binding, &part, steps);
                let taken = search.run();
                solution.is_proven &= search.is_proven;
                steps = search.steps.max(1);
                taken
            });
            solution.taken.extend(taken);
        }
        solution.taken.sort_unstable();
        solution.total = self.paid(&solution.taken);
        solution
    }

    /// What a choice pays within the caps.
    pub fn paid(&self, taken: &[usize]) -> Fen {
        let mut purses = vec![Fen::ZERO; self.caps.len()];
        for &position in taken {
            let offer = &self.offers[position];
            purses[offer.purse] = purses[offer.purse] + offer.amount;
        }
        purses.iter().zip(&self.caps).map(|(sum, cap)| *sum.min(cap)).sum()
    }

    /// Whether a choice keeps to groups, requirements and exclusions.
    pub fn allows(&self, taken: &[usize]) -> bool {
        let groups: BTreeSet<usize> = taken.iter().map(|&at| self.offers[at].group).collect();
        let instruments: BTreeSet<usize> =
            taken.iter().map(|&at| self.offers[at].instrument).collect();
        groups.len() == taken.len()
            && self
                .requires
                .iter()
                .all(|(one, other)| !instruments.contains(one) || instruments.contains(other))
            && self
                .excludes
                .iter()
                .all(|(one, other)| !(instruments.contains(one) && instruments.contains(other)))
    }

    /// The purses whose cap can bind: the best offers of all groups exceed it.
    fn binding(&self) -> Vec<bool> {
        let groups = self.offers.iter().map(|offer| offer.group + 1).max().unwrap_or(0);
        let mut best = vec![Fen::ZERO; groups * self.caps.len()];
        for offer in &self.offers {
            let cell = &mut best[offer.purse * groups + offer.group];
            *cell = offer.amount.max(*cell);
        }
        let sum = |purse: usize| best[purse * groups..][..groups].iter().copied().sum::<Fen>();
        (0..self.caps.len()).map(|purse| self.caps[purse] < sum(purse)).collect()
    }

    /// The offers in parts that have nothing to do with each other.
    fn parts(&self, binding: &[bool]) -> Vec<Vec<usize>> {
        let mut first_of_group = Vec::new();
        let mut first_of_purse = vec![None; self.caps.len()];
        let mut first_of_instrument = Vec::new();
        let mut roots: Vec<usize> = (0..self.offers.len()).collect();
        for (position, offer) in self.offers.iter().enumerate() {
            meet(&mut roots, slot(&mut first_of_group, offer.group), position);
            meet(&mut roots, slot(&mut first_of_instrument, offer.instrument), position);
            if binding[offer.purse] {
                meet(&mut roots, &mut first_of_purse[offer.purse], position);
            }
        }
        for (one, other) in self.requires.iter().chain(&self.excludes) {
            let first =
                |instrument: &usize| first_of_instrument.get(*instrument).copied().flatten();
            if let (Some(one), Some(other)) = (first(one), first(other)) {
                unite(&mut roots, one, other);
            }
        }
        let mut parts: Vec<Vec<usize>> = vec![Vec::new(); self.offers.len()];
        for position in 0..self.offers.len() {
            let root = root(&mut roots, position);
            parts[root].push(position);
        }
        parts.retain(|part| !part.is_empty());
        parts
    }

    /// The best of a part that is one group without a binding cap or a tie to others.
    fn single(&self, part: &[usize]) -> Option<Vec<usize>> {
        let group = self.offers[part[0]].group;
        let instruments = part.iter().map(|&at| self.offers[at].instrument);
        let is_tied = instruments.into_iter().any(|instrument| {
            let mut ties = self.requires.iter().chain(&self.excludes);
            ties.any(|(one, other)| *one == instrument || *other == instrument)
        });
        if is_tied || part.iter().any(|&at| self.offers[at].group != group) {
            return None;
        }
        // What exceeds the cap of its purse pays no more than the cap.
        let pays = |at: usize| {
            let offer = &self.offers[at];
            offer.amount.min(self.caps[offer.purse])
        };
        let best = part.iter().copied().max_by_key(|&at| (pays(at), Reverse(at)));
        Some(best.filter(|&at| Fen::ZERO < pays(at)).into_iter().collect())
    }
}

fn slot(slots: &mut Vec<Option<usize>>, index: usize) -> &mut Option<usize> {
    if slots.len() <= index {
        slots.resize(index + 1, None);
    }
    &mut slots[index]
}

/// Unites an offer with the first one of its kind, or makes it the first.
fn meet(roots: &mut [usize], first: &mut Option<usize>, position: usize) {
    match *first {
        Some(first) => unite(roots, first, position),
        None => *first = Some(position),
    }
}

fn unite(roots: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(roots, one), root(roots, other));
    roots[one.max(other)] = one.min(other);
}

fn root(roots: &mut [usize], mut position: usize) -> usize {
    while roots[position] != position {
        roots[position] = roots[roots[position]];
        position = roots[position];
    }
    position
}
