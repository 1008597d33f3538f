//! Deferred acceptance: assignments that no pair would leave together.

use std::collections::{BinaryHeap, VecDeque};

use super::{
    blocking::BlockingPair,
    instance::{Instance, Wish},
};

/// Who has which place, by position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matching {
    /// The place of each applicant; `None` without one.
    pub place_of: Vec<Option<usize>>,
}

/// Why an applicant has no place in a matching.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unassigned {
    /// It wants none.
    WantsNone,
    /// None of the owners of the places that it wants ranks it.
    RankedByNone,
    /// Everything that it wants is taken by others whom the owners prefer, or has no room at all.
    Outranked,
    /// A place that it wants would rather have it: never in a stable matching.
    LeftOut,
}

impl Matching {
    /// How many applicants have a place.
    pub fn size(&self) -> usize {
        self.place_of.iter().flatten().count()
    }

    /// The applicants of each place, by position.
    pub fn by_place(&self, places: usize) -> Vec<Vec<usize>> {
        let mut taken = vec![Vec::new(); places];
        for (applicant, place) in self.place_of.iter().enumerate() {
            if let Some(place) = place {
                taken[*place].push(applicant);
            }
        }
        taken
    }
}

impl Instance {
    /// The stable matching in which every applicant has the best place that it has in any.
    ///
    /// Applicants propose down their lists; a place or an owner that has more than it takes lets
    /// the worst go. The order of the proposals does not matter.
    pub fn applicant_optimal(&self) -> Matching {
        let mut held = Held::new(self);
        let mut next = vec![0; self.applicants()];
        for first in 0..self.applicants() {
            // Whoever loses a place looks for the next at once.
            let mut free = Some(first);
            while let Some(applicant) = free {
                let Some(wish) = self.wishes[applicant].get(next[applicant]) else { break };
                next[applicant] += 1;
                match held.propose(applicant, *wish) {
                    Answer::Refused => {}
                    Answer::Taken => free = None,
                    Answer::TakenInsteadOf(other) => free = Some(other),
                }
            }
        }
        Matching { place_of: held.place_of }
    }

    /// The stable matching in which every owner has the best applicants that it has in any.
    ///
    /// An owner with room offers, to the first of its ranking that would rather have it, the place
    /// that this applicant wants most of those with room.
    pub fn owner_optimal(&self) -> Matching {
        let mut offers = Offers::new(self);
        let mut waiting: VecDeque<usize> = (0..self.owners.len()).collect();
        while let Some(owner) = waiting.pop_front() {
            while let Some((applicant, at)) = offers.next(owner) {
                if let Some(left) = offers.give(applicant, at) {
                    waiting.push_back(left);
                }
            }
        }
        let place = |(list, at): (&[Wish], &Option<usize>)| at.map(|at| list[at].place);
        Matching { place_of: self.wishes.iter().zip(&offers.held).map(place).collect() }
    }

    /// Why an applicant without a place has none in a matching with these blocking pairs.
    pub fn why_unassigned(&self, applicant: usize, blocking: &[BlockingPair]) -> Unassigned {
        match (self.wishes[applicant].is_empty(), self.one_sided[applicant]) {
            (true, 0) => Unassigned::WantsNone,
            (true, _) => Unassigned::RankedByNone,
            (false, _) if blocking.iter().any(|pair| pair.applicant == applicant) => {
                Unassigned::LeftOut
            }
            (false, _) => Unassigned::Outranked,
        }
    }
}

/// What becomes of a proposal.
enum Answer {
    Refused,
    Taken,
    /// Taken, and another loses what it held.
    TakenInsteadOf(usize),
}

/// What is held for the time being, with the worst of each place and owner at hand.
struct Held<'a> {
    instance: &'a Instance,
    place_of: Vec<Option<usize>>,
    places: Vec<Takers>,
    /// Those of owners that bind; the others need no watching.
    owners: Vec<Takers>,
    /// Whether an owner's capacity is below that of all its places.
    binds: Vec<bool>,
}

/// Those who hold something, the worst on top.
#[derive(Clone)]
struct Takers {
    capacity: usize,
    count: usize,
    /// Rank and applicant; those who have gone are left in until they come to the top.
    worst: BinaryHeap<(usize, usize)>,
}

impl Takers {
    fn new(capacity: usize) -> Takers {
        Takers { capacity, count: 0, worst: BinaryHeap::new() }
    }

    fn is_full(&self) -> bool {
        self.capacity <= self.count
    }

    fn add(&mut self, applicant: usize, rank: usize) {
        self.count += 1;
        self.worst.push((rank, applicant));
    }

    /// Drops from the top whoever has gone.
    fn tidy(&mut self, is_there: impl Fn(usize) -> bool) {
        while self.worst.peek().is_some_and(|(_, applicant)| !is_there(*applicant)) {
            self.worst.pop();
        }
    }

    /// Puts an applicant in the place of the worst, who is returned, if that one is worse.
    fn replace_worst(&mut self, applicant: usize, rank: usize) -> Option<usize> {
        let mut worst = self.worst.peek_mut().filter(|worst| rank < worst.0)?;
        let (_, gone) = std::mem::replace(&mut *worst, (rank, applicant));
        Some(gone)
    }
}

impl<'a> Held<'a> {
    fn new(instance: &'a Instance) -> Held<'a> {
        let mut of_places = vec![0_usize; instance.owners.len()];
        for place in &instance.places {
            of_places[place.owner] = of_places[place.owner].saturating_add(place.capacity);
        }
        let owners = instance.owners.iter();
        Held {
            instance,
            place_of: vec![None; instance.applicants()],
            places: instance.places.iter().map(|place| Takers::new(place.capacity)).collect(),
            binds: owners.clone().zip(of_places).map(|(one, all)| one.capacity < all).collect(),
            owners: owners.map(|owner| Takers::new(owner.capacity)).collect(),
        }
    }

    /// A place that is full takes whom it prefers to the worst that it holds; an owner that is full
    /// does so with the worst of all its places.
    fn propose(&mut self, applicant: usize, wish: Wish) -> Answer {
        let Wish { place, rank, .. } = wish;
        let owner = self.instance.places[place].owner;
        let (place_of, places) = (&self.place_of, &self.instance.places);
        let (at_place, at_owner) = (&mut self.places[place], &mut self.owners[owner]);
        let binds = self.binds[owner];
        let loser = if at_place.is_full() {
            // From a place of an owner that does not bind nobody goes but who is replaced.
            if binds {
                at_place.tidy(|one| place_of[one] == Some(place));
            }
            let Some(loser) = at_place.replace_worst(applicant, rank) else {
                return Answer::Refused;
            };
            if binds {
                at_owner.worst.push((rank, applicant));
            }
            Some(loser)
        } else if binds && at_owner.is_full() {
            at_owner.tidy(|one| place_of[one].is_some_and(|held| places[held].owner == owner));
            let Some(loser) = at_owner.replace_worst(applicant, rank) else {
                return Answer::Refused;
            };
            at_place.add(applicant, rank);
            if let Some(left) = self.place_of[loser] {
                self.places[left].count -= 1;
            }
            Some(loser)
        } else {
            at_place.add(applicant, rank);
            if binds {
                at_owner.add(applicant, rank);
            }
            None
        };
        self.place_of[applicant] = Some(place);
        match loser {
            None => Answer::Taken,
            Some(loser) => {
                self.place_of[loser] = None;
                Answer::TakenInsteadOf(loser)
            }
        }
    }
}

/// What owners have offered so far.
struct Offers<'a> {
    instance: &'a Instance,
    /// By owner, its applicants in the order of its ranking that want a place of its, with the
    /// positions of those places in their lists.
    wanting: Vec<Vec<(usize, Vec<usize>)>>,
    /// By applicant, the position in its list of what it holds.
    held: Vec<Option<usize>>,
    places: Vec<usize>,
    owners: Vec<usize>,
    /// By owner, from where in its ranking on somebody may take an offer.
    next: Vec<usize>,
}

impl<'a> Offers<'a> {
    fn new(instance: &'a Instance) -> Offers<'a> {
        let mut wanting: Vec<Vec<(usize, usize, Vec<usize>)>> =
            vec![Vec::new(); instance.owners.len()];
        for (applicant, list) in instance.wishes.iter().enumerate() {
            for (at, wish) in list.iter().enumerate() {
                let of = &mut wanting[instance.places[wish.place].owner];
                match of.last_mut().filter(|(_, last, _)| *last == applicant) {
                    Some((_, _, positions)) => positions.push(at),
                    None => of.push((wish.rank, applicant, vec![at])),
                }
            }
        }
        let in_order = |mut of: Vec<(usize, usize, Vec<usize>)>| {
            of.sort_unstable_by_key(|(rank, _, _)| *rank);
            of.into_iter().map(|(_, applicant, positions)| (applicant, positions)).collect()
        };
        Offers {
            instance,
            wanting: wanting.into_iter().map(in_order).collect(),
            held: vec![None; instance.applicants()],
            places: vec![0; instance.places.len()],
            owners: vec![0; instance.owners.len()],
            next: vec![0; instance.owners.len()],
        }
    }

    /// To whom an owner with room offers what: the applicant and the place's position in its list.
    fn next(&mut self, owner: usize) -> Option<(usize, usize)> {
        if self.instance.owners[owner].capacity <= self.owners[owner] {
            return None;
        }
        let mut passed_for_room = None;
        let mut found = None;
        let mut at = self.next[owner];
        while let Some((applicant, positions)) = self.wanting[owner].get(at) {
            let is_better =
                |position: &usize| self.held[*applicant].is_none_or(|held| *position < held);
            let mut better = positions.iter().copied().filter(is_better).peekable();
            let is_wanted = better.peek().is_some();
            let list = &self.instance.wishes[*applicant];
            let has_room = |position: &usize| {
                let place = list[*position].place;
                self.places[place] < self.instance.places[place].capacity
            };
            found = better.find(has_room).map(|position| (*applicant, position));
            if found.is_some() {
                break;
            }
            if is_wanted && passed_for_room.is_none() {
                passed_for_room = Some(at);
            }
            at += 1;
        }
        // Whoever wants only what is full may yet find room, for somebody may leave.
        self.next[owner] = passed_for_room.unwrap_or(at);
        found
    }

    /// Gives an applicant a place; the owner that it left, if it left one.
    fn give(&mut self, applicant: usize, at: usize) -> Option<usize> {
        let list = &self.instance.wishes[applicant];
        let place = list[at].place;
        self.places[place] += 1;
        self.owners[self.instance.places[place].owner] += 1;
        let left = list[self.held[applicant].replace(at)?].place;
        let owner = self.instance.places[left].owner;
        self.places[left] -= 1;
        self.owners[owner] -= 1;
        Some(owner)
    }
}
