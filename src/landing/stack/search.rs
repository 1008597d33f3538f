//! The search for the best choice in one part of a problem, by branch and bound.

use std::cmp::Reverse;

use super::solve::{Offer, Problem};
use crate::domain::{limits::STACK_TIE_STEPS_MAX, money::Fen};

/// A branch-and-bound search over one part of a problem.
pub(super) struct Search<'a> {
    problem: &'a Problem,
    /// The caps that can bind; [`Fen::MAX`] for the others.
    caps: Vec<Fen>,
    /// Offers in the order of branching.
    order: Vec<usize>,
    /// Offers with their places in that order, the largest first.
    largest: Vec<(usize, usize)>,
    /// Steps that are left.
    pub(super) steps: usize,
    /// Steps that are left to tell equals apart.
    tie_steps: usize,
    /// Whether nothing pays more than what was found.
    pub(super) is_proven: bool,
    /// The places, in the order of branching, of the offers taken, with what their purses paid
    /// before.
    taken: Vec<(usize, Fen)>,
    purses: Vec<Fen>,
    groups: Vec<bool>,
    instruments: Vec<bool>,
    /// The best amounts still open by purse, of one offer per group, the largest first.
    open: Vec<Vec<Fen>>,
    /// What each purse pays at most if it pays, of each open group, its best offer.
    reach: Vec<Fen>,
    /// By purse and group, the look ahead that met it last.
    seen: Vec<usize>,
    looks: usize,
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
    /// A search over the offers of `part`, in at most so many steps.
    pub(super) fn new(
        problem: &'a Problem,
        binding: &[bool],
        part: &[usize],
        steps: usize,
    ) -> Search<'a> {
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
            reach: vec![Fen::ZERO; problem.caps.len()],
            seen: vec![0; groups * problem.caps.len()],
            looks: 0,
            required,
            most: Fen::ZERO,
            best: Vec::new(),
            total: Fen::ZERO,
            goal: Goal::Best,
        }
    }

    /// The offers of the best choice, by position.
    pub(super) fn run(&mut self) -> Vec<usize> {
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
        let bound: Fen = self.reach.iter().copied().sum();
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
        let lacks = |(one, other): &(usize, usize)| {
            *one == offer.instrument
                && !self.instruments[*other]
                && !self.is_open(*other, place + 1)
        };
        let adds = Fen::ZERO < offer.amount && self.purses[offer.purse] < self.caps[offer.purse];
        (adds || self.required[offer.instrument])
            && !self.groups[offer.group]
            && !self.is_excluded(offer.instrument)
            && !self.problem.requires.iter().any(lacks)
    }

    /// Whether an instrument that is taken excludes this one.
    fn is_excluded(&self, instrument: usize) -> bool {
        self.problem.excludes.iter().any(|(one, other)| {
            (*one == instrument && self.instruments[*other])
                || (*other == instrument && self.instruments[*one])
        })
    }

    /// Whether an instrument can still be taken, from a place in the order of branching on.
    fn is_open(&self, instrument: usize, next: usize) -> bool {
        let mut later = self.order[next..].iter().map(|&at| &self.problem.offers[at]);
        later.any(|other| other.instrument == instrument && !self.groups[other.group])
            && !self.is_excluded(instrument)
    }

    /// Whether an instrument that is taken requires one that can no longer be.
    fn is_dead(&self, next: usize) -> bool {
        self.problem.requires.iter().any(|(one, other)| {
            self.instruments[*one] && !self.instruments[*other] && !self.is_open(*other, next)
        })
    }

    /// Whether what is still open can lead to something better.
    ///
    /// Every purse gets, of each open group, the best offer that it would pay: no choice pays
    /// more. To reach the best total so far, a purse must pay at least what the others leave even
    /// at their most, and for that it needs at least so many of its largest offers.
    fn is_hopeful(&mut self, next: usize) -> bool {
        self.look_ahead(next);
        let most: Fen = self.reach.iter().copied().sum();
        self.most = most;
        if most < self.total || self.is_dead(next) {
            return false;
        }
        if self.goal == Goal::Best && self.total < most {
            return true;
        }
        let spare = most - self.total;
        let mut fewest = self.taken.len();
        for purse in 0..self.caps.len() {
            let mut lacking = self.reach[purse] - spare - self.purses[purse];
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

    /// Lists the offers that are open from a place in the order of branching on, as far as a purse
    /// would pay them.
    fn look_ahead(&mut self, next: usize) {
        self.looks += 1;
        for (reach, purse) in self.reach.iter_mut().zip(&self.purses) {
            *reach = *purse;
        }
        for amounts in &mut self.open {
            amounts.clear();
        }
        let mut unfilled = self.caps.iter().zip(&self.reach).filter(|(cap, sum)| sum < cap).count();
        for &(at, place) in &self.largest {
            if unfilled == 0 {
                break;
            }
            let offer = &self.problem.offers[at];
            let (cap, reach) = (self.caps[offer.purse], &mut self.reach[offer.purse]);
            let seen = &mut self.seen[offer.purse * self.groups.len() + offer.group];
            let is_open = next <= place && !self.groups[offer.group] && *seen != self.looks;
            if is_open && Fen::ZERO < offer.amount && *reach < cap {
                *seen = self.looks;
                *reach = *reach + offer.amount;
                self.open[offer.purse].push(offer.amount);
                unfilled -= usize::from(cap <= *reach);
            }
        }
        for (reach, cap) in self.reach.iter_mut().zip(&self.caps) {
            *reach = (*reach).min(*cap);
        }
    }
}
