//! The exact optimum of a stack: which offers to take when groups exclude each other, purses are
//! capped, and instruments require or exclude others.
//!
//! Maximises Σ over purses of min(cap, Σ amounts taken). Taking the higher of two offers of a group
//! is wrong under caps: where the payer of the higher one has nothing left, the lower one adds more.

use std::{cmp::Reverse, collections::BTreeSet};

use crate::domain::{
    limits::{STACK_STEPS_MAX, STACK_TIE_STEPS_MAX},
    money::Fen,
};

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
    /// earliest offer on which two differ, as far as [`STACK_TIE_STEPS_MAX`] steps more can tell
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

/// A branch-and-bound search over one part of a problem.
struct Search<'a> {
    problem: &'a Problem,
    /// The caps that can bind; [`Fen::MAX`] for the others.
    caps: Vec<Fen>,
    /// Offers in the order of branching.
    order: Vec<usize>,
    /// Offers with their places in that order, the largest first.
    largest: Vec<(usize, usize)>,
    /// Steps that are left.
    steps: usize,
    /// Steps that are left to tell equals apart.
    tie_steps: usize,
    is_proven: bool,
    /// The places, in the order of branching, of the offers taken, with what their purses paid
    /// before.
    taken: Vec<(usize, Fen)>,
    purses: Vec<Fen>,
    groups: Vec<bool>,
    instruments: Vec<bool>,
    /// The best amounts still open by purse, of one offer per group, the largest first.
    open: Vec<Vec<Fen>>,
    seen: Vec<bool>,
    /// Instruments that others require: they may be worth taking though they pay nothing.
    required: Vec<bool>,
    /// No choice from here on pays more.
    most: Fen,
    best: Vec<usize>,
    total: Fen,
    goal: Goal,
}

/// What a search is after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goal {
    /// The largest total, and the fewest offers for it; the largest offers first.
    Best,
    /// The first choice, in the order of offers, with the total and the number that are known to
    /// be best.
    First,
    /// Nothing more.
    Found,
}

impl<'a> Search<'a> {
    fn new(problem: &'a Problem, binding: &[bool], part: &[usize], steps: usize) -> Search<'a> {
        let limit = |(cap, binds): (&Fen, &bool)| if *binds { *cap } else { Fen::MAX };
        let count = |index: fn(&Offer) -> usize| {
            problem.offers.iter().map(|offer| index(offer) + 1).max().unwrap_or(0)
        };
        let groups = count(|offer| offer.group);
        let ties = problem.requires.iter().chain(&problem.excludes);
        let named = ties.map(|(one, other)| one.max(other) + 1).max().unwrap_or(0);
        let instruments = count(|offer| offer.instrument).max(named);
        let mut required = vec![false; instruments];
        for (_, other) in &problem.requires {
            required[*other] = true;
        }
        Search {
            problem,
            caps: problem.caps.iter().zip(binding).map(limit).collect(),
            order: part.to_vec(),
            largest: Vec::new(),
            steps,
            tie_steps: STACK_TIE_STEPS_MAX,
            is_proven: false,
            taken: Vec::new(),
            purses: vec![Fen::ZERO; problem.caps.len()],
            groups: vec![false; groups],
            instruments: vec![false; instruments],
            open: vec![Vec::new(); problem.caps.len()],
            seen: vec![false; groups * problem.caps.len()],
            required,
            most: Fen::ZERO,
            best: Vec::new(),
            total: Fen::ZERO,
            goal: Goal::Best,
        }
    }

    fn run(&mut self) -> Vec<usize> {
        let offers = &self.problem.offers;
        self.order.sort_by_key(|&at| (Reverse(offers[at].amount), at));
        self.search();
        self.is_proven |= 0 < self.steps;
        if self.is_proven && !self.best.is_empty() {
            self.order.sort_unstable();
            self.goal = Goal::First;
            self.search();
        }
        std::mem::take(&mut self.best)
    }

    /// Decides the offers in the order of branching, taking before leaving.
    fn search(&mut self) {
        self.largest = self.order.iter().copied().zip(0..).collect();
        self.largest.sort_by_key(|&(at, _)| Reverse(self.problem.offers[at].amount));
        let mut next = 0;
        self.look_ahead(next);
        let bound: Fen = (0..self.caps.len()).map(|purse| self.reach(purse)).sum();
        loop {
            // Nothing can pay more than all purses at their most: what is left is to tell equals
            // apart.
            self.is_proven |= self.total == bound;
            let is_tied = self.is_proven && self.tie_steps == 0;
            if self.steps == 0 || is_tied || self.goal == Goal::Found {
                while self.give_back().is_some() {}
                return;
            }
            if self.is_hopeful(next) {
                self.steps -= 1;
                self.tie_steps -= usize::from(self.is_proven && 0 < self.tie_steps);
                if let Some(&at) = self.order.get(next).filter(|_| !self.is_settled()) {
                    if self.may_take(&self.problem.offers[at], next) {
                        self.take(next);
                    }
                    next += 1;
                    continue;
                }
                self.arrive();
            }
            match self.give_back() {
                Some(place) => next = place + 1,
                None => return,
            }
        }
    }

    fn take(&mut self, place: usize) {
        let offer = &self.problem.offers[self.order[place]];
        self.taken.push((place, self.purses[offer.purse]));
        self.groups[offer.group] = true;
        self.instruments[offer.instrument] = true;
        self.purses[offer.purse] = self.purses[offer.purse] + offer.amount;
    }

    /// Leaves the offer that was taken last.
    fn give_back(&mut self) -> Option<usize> {
        let (place, before) = self.taken.pop()?;
        let offer = &self.problem.offers[self.order[place]];
        self.groups[offer.group] = false;
        self.instruments[offer.instrument] = false;
        self.purses[offer.purse] = before;
        Some(place)
    }

    /// Whether nothing that is open would pay more, so that to leave it is best.
    fn is_settled(&self) -> bool {
        self.paid() == self.most && self.is_complete()
    }

    fn is_complete(&self) -> bool {
        let lacks =
            |(one, other): &(usize, usize)| self.instruments[*one] && !self.instruments[*other];
        !self.problem.requires.iter().any(lacks)
    }

    fn paid(&self) -> Fen {
        self.purses.iter().zip(&self.caps).map(|(sum, cap)| *sum.min(cap)).sum()
    }

    /// Nothing more is taken.
    fn arrive(&mut self) {
        if !self.is_complete() {
            return;
        }
        let total = self.paid();
        let is_better = (total, Reverse(self.taken.len())) > (self.total, Reverse(self.best.len()));
        let is_equal = total == self.total && self.taken.len() == self.best.len();
        if (self.goal == Goal::Best && is_better) || (self.goal == Goal::First && is_equal) {
            self.best = self.taken.iter().map(|&(place, _)| self.order[place]).collect();
            self.total = total;
            if self.goal == Goal::First {
                self.goal = Goal::Found;
            }
        }
    }

    fn may_take(&self, offer: &Offer, place: usize) -> bool {
        let is_open = |instrument: usize| {
            let mut later = self.order[place + 1..].iter().map(|&at| &self.problem.offers[at]);
            later.any(|other| other.instrument == instrument && !self.groups[other.group])
        };
        let clashes = |(one, other): &(usize, usize)| {
            (*one == offer.instrument && self.instruments[*other])
                || (*other == offer.instrument && self.instruments[*one])
        };
        let lacks = |(one, other): &(usize, usize)| {
            *one == offer.instrument && !self.instruments[*other] && !is_open(*other)
        };
        let adds = Fen::ZERO < offer.amount && self.purses[offer.purse] < self.caps[offer.purse];
        (adds || self.required[offer.instrument])
            && !self.groups[offer.group]
            && !self.problem.excludes.iter().any(clashes)
            && !self.problem.requires.iter().any(lacks)
    }

    /// Whether what is still open can lead to something better.
    ///
    /// Every purse gets, of each open group, the best offer that it would pay: no choice pays
    /// more. To reach the best total so far, a purse must pay at least what the others leave even
    /// at their most, and for that it needs at least so many of its largest offers.
    fn is_hopeful(&mut self, next: usize) -> bool {
        self.look_ahead(next);
        let most: Fen = (0..self.caps.len()).map(|purse| self.reach(purse)).sum();
        self.most = most;
        if most < self.total {
            return false;
        }
        if self.goal == Goal::Best && self.total < most {
            return true;
        }
        let spare = most - self.total;
        let mut fewest = self.taken.len();
        for purse in 0..self.caps.len() {
            let mut lacking = self.reach(purse) - spare - self.purses[purse];
            for amount in &self.open[purse] {
                if lacking <= Fen::ZERO {
                    break;
                }
                lacking = lacking - *amount;
                fewest += 1;
            }
        }
        match self.goal {
            Goal::Best => fewest < self.best.len(),
            Goal::First => fewest <= self.best.len(),
            Goal::Found => false,
        }
    }

    /// What a purse pays at most if it pays, of each open group, its best offer.
    fn reach(&self, purse: usize) -> Fen {
        let more: Fen = self.open[purse].iter().copied().sum();
        (self.purses[purse] + more).min(self.caps[purse])
    }

    /// Lists the offers that are open from a place in the order of branching on.
    fn look_ahead(&mut self, next: usize) {
        self.seen.fill(false);
        for amounts in &mut self.open {
            amounts.clear();
        }
        for &(at, place) in &self.largest {
            let offer = &self.problem.offers[at];
            let seen = &mut self.seen[offer.purse * self.groups.len() + offer.group];
            if next <= place && !self.groups[offer.group] && !*seen && Fen::ZERO < offer.amount {
                *seen = true;
                self.open[offer.purse].push(offer.amount);
            }
        }
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
