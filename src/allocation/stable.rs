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
        let mut free: Vec<usize> = (0..self.applicants()).rev().collect();
        while let Some(applicant) = free.pop() {
            while let Some(wish) = self.wishes[applicant].get(next[applicant]) {
                next[applicant] += 1;
                if held.would_take(*wish) {
                    held.take(applicant, *wish);
                    free.extend(held.let_go(wish.place));
                    break;
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
        let place = |(list, at): (&Vec<Wish>, &Option<usize>)| at.map(|at| list[at].place);
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

/// What is held for the time being, with the worst of each place and owner at hand.
struct Held<'a> {
    instance: &'a Instance,
    place_of: Vec<Option<usize>>,
    places: Vec<Takers>,
    owners: Vec<Takers>,
    /// Whether an owner's capacity is below that of all its places; the others need no watching.
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

    fn add(&mut self, applicant: usize, rank: usize) {
        self.count += 1;
        self.worst.push((rank, applicant));
    }

    /// The worst who is still there.
    fn worst(&mut self, is_there: impl Fn(usize) -> bool) -> Option<(usize, usize)> {
        while let Some(&(rank, applicant)) = self.worst.peek() {
            if is_there(applicant) {
                return Some((rank, applicant));
            }
            self.worst.pop();
        }
        None
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

    /// The rank of the worst of a place.
    fn worst_of_place(&mut self, place: usize) -> Option<(usize, usize)> {
        let place_of = &self.place_of;
        self.places[place].worst(|applicant| place_of[applicant] == Some(place))
    }

    fn worst_of_owner(&mut self, owner: usize) -> Option<(usize, usize)> {
        let (place_of, places) = (&self.place_of, &self.instance.places);
        self.owners[owner].worst(|applicant| {
            place_of[applicant].is_some_and(|place| places[place].owner == owner)
        })
    }

    /// Whether there is room, or somebody worse holds what the applicant wants.
    fn would_take(&mut self, wish: Wish) -> bool {
        let owner = self.instance.places[wish.place].owner;
        let of_place = &self.places[wish.place];
        if of_place.capacity <= of_place.count
            && self.worst_of_place(wish.place).is_none_or(|(worst, _)| worst < wish.rank)
        {
            return false;
        }
        let of_owner = &self.owners[owner];
        !self.binds[owner]
            || of_owner.count < of_owner.capacity
            || self.worst_of_owner(owner).is_some_and(|(worst, _)| wish.rank < worst)
    }

    fn take(&mut self, applicant: usize, wish: Wish) {
        let owner = self.instance.places[wish.place].owner;
        self.place_of[applicant] = Some(wish.place);
        self.places[wish.place].add(applicant, wish.rank);
        if self.binds[owner] {
            self.owners[owner].add(applicant, wish.rank);
        }
    }

    /// The one who must go after somebody came to a place, if there are too many.
    fn let_go(&mut self, place: usize) -> Option<usize> {
        let owner = self.instance.places[place].owner;
        let is_over = |takers: &Takers| takers.capacity < takers.count;
        let (_, applicant) = if is_over(&self.places[place]) {
            self.worst_of_place(place)?
        } else if self.binds[owner] && is_over(&self.owners[owner]) {
            self.worst_of_owner(owner)?
        } else {
            return None;
        };
        let left = self.place_of[applicant].take()?;
        self.places[left].count -= 1;
        if self.binds[owner] {
            self.owners[owner].count -= 1;
        }
        Some(applicant)
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
