//! Deferred acceptance: assignments that no pair would leave together.

use std::collections::VecDeque;

use super::{
    blocking::BlockingPair,
    instance::{Instance, Wish},
    takers::{Answer, Taker, Takers},
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
    /// the worst go. The order of the proposals does not matter: they are made in rounds of all who
    /// are free, for what these want does not hang on each other and can be fetched from memory
    /// together, while of one who looks for the next place at once it is known too late.
    pub fn applicant_optimal(&self) -> Matching {
        let mut held = Held::new(self);
        let mut free: Vec<u32> = (0_u32..).take(self.applicants()).collect();
        let mut losers = Vec::new();
        while !free.is_empty() {
            for some in free.chunks(TOGETHER) {
                held.settle(some, &mut losers);
            }
            std::mem::swap(&mut free, &mut losers);
            losers.clear();
        }
        Matching { place_of: (0..self.applicants()).map(|one| held.place_of(one)).collect() }
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
        let place = |(list, at): (&[Wish], &Option<usize>)| at.map(|at| list[at].place());
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

/// How many applicants' next wishes are fetched together: about as many as a processor waits for at
/// a time.
const TOGETHER: usize = 8;

/// What is held for the time being, with the worst of each place and owner at hand.
struct Held<'a> {
    instance: &'a Instance,
    applicants: Vec<Standing>,
    places: Vec<Takers>,
    /// By place, the rank that must be beaten there: who is not better is refused without a further
    /// look, which is what becomes of most proposals. Anything is better than the last of all ranks,
    /// which stands where there is room, or an owner that binds.
    bars: Vec<u32>,
    /// Those of owners that bind; the others need no watching.
    owners: Vec<Takers>,
    /// By place, its owner if that one's capacity is below that of all its places, so that it binds.
    binding: Vec<Option<usize>>,
}

/// How far an applicant has come in its list.
#[derive(Debug, Clone, Copy, Default)]
struct Standing {
    /// How many places it has asked for.
    asked: u32,
    /// One more than the position in its list of what it holds; 0 without anything.
    held: u32,
}

impl<'a> Held<'a> {
    fn new(instance: &'a Instance) -> Held<'a> {
        let mut of_places = vec![0_usize; instance.owners.len()];
        for place in &instance.places {
            of_places[place.owner] = of_places[place.owner].saturating_add(place.capacity);
        }
        let binds = |owner: &usize| instance.owners[*owner].capacity < of_places[*owner];
        let owners = instance.owners.iter();
        Held {
            instance,
            applicants: vec![Standing::default(); instance.applicants()],
            bars: vec![u32::MAX; instance.places.len()],
            places: instance.places.iter().map(|place| Takers::new(place.capacity)).collect(),
            owners: owners.map(|owner| Takers::new(owner.capacity)).collect(),
            binding: instance.places.iter().map(|place| Some(place.owner).filter(binds)).collect(),
        }
    }

    /// What an applicant holds.
    fn place_of(&self, applicant: usize) -> Option<usize> {
        place_held(self.instance, &self.applicants, applicant)
    }

    /// Applicants without a place, each once and [`TOGETHER`] at most, ask for one after the other
    /// down their lists, until one takes them; who loses a place by it is added to `losers`.
    fn settle(&mut self, some: &[u32], losers: &mut Vec<u32>) {
        let mut next = [None; TOGETHER];
        for (next, applicant) in next.iter_mut().zip(some) {
            *next = self.next_wish(*applicant);
        }
        for (applicant, next) in some.iter().zip(next) {
            let Some(first) = next else { continue };
            let list = &self.instance.wishes[*applicant as usize];
            let mut asked = self.applicants[*applicant as usize].asked;
            let mut wish = Some(first);
            while let Some(open) = wish {
                asked += 1;
                let answer = self.propose(*applicant, open);
                if let Answer::TakenInsteadOf(loser) = answer {
                    self.applicants[loser as usize].held = 0;
                    losers.push(loser);
                }
                if !matches!(answer, Answer::Refused) {
                    self.applicants[*applicant as usize].held = asked;
                    break;
                }
                // Most refuse by their bars alone: these are passed without a further look.
                let rest = &list[asked as usize..];
                let refused = rest.iter().take_while(|wish| self.is_barred(**wish)).count();
                wish = rest.get(refused).copied();
                asked += u32::try_from(refused).unwrap_or(u32::MAX);
            }
            self.applicants[*applicant as usize].asked = asked;
        }
    }

    /// Whether a place refuses by its bar alone.
    fn is_barred(&self, wish: Wish) -> bool {
        self.bars[wish.place()] <= wish.rank()
    }

    /// What an applicant asks for next, if anything is left on its list.
    fn next_wish(&self, applicant: u32) -> Option<Wish> {
        let asked = self.applicants[applicant as usize].asked;
        self.instance.wishes[applicant as usize].get(asked as usize).copied()
    }

    fn propose(&mut self, applicant: u32, wish: Wish) -> Answer {
        let place = wish.place();
        if self.is_barred(wish) {
            return Answer::Refused;
        }
        let taker = Taker::new(wish.rank(), applicant);
        if let Some(owner) = self.binding[place] {
            return self.propose_bound(taker, place, owner);
        }
        // From a place of an owner that does not bind nobody goes but who is replaced.
        let takers = &mut self.places[place];
        let answer = takers.take(taker);
        self.bars[place] = takers.bar().unwrap_or(u32::MAX);
        answer
    }

    /// A place that is full takes whom it prefers to the worst that it holds; an owner that is full
    /// does so with the worst of all its places.
    fn propose_bound(&mut self, taker: Taker, place: usize, owner: usize) -> Answer {
        let (applicants, places) = (&self.applicants, &self.instance.places);
        let holds = |one: u32| place_held(self.instance, applicants, one as usize);
        let (at_place, at_owner) = (&mut self.places[place], &mut self.owners[owner]);
        if at_place.is_full() {
            at_place.tidy(|one| holds(one) == Some(place));
            let answer = at_place.take(taker);
            if let Answer::TakenInsteadOf(_) = answer {
                at_owner.replace(taker);
            }
            return answer;
        }
        if at_owner.is_full() {
            at_owner.tidy(|one| holds(one).is_some_and(|held| places[held].owner == owner));
        }
        let answer = at_owner.take(taker);
        if let Answer::Taken | Answer::TakenInsteadOf(_) = answer {
            at_place.add(taker);
        }
        if let Answer::TakenInsteadOf(loser) = answer
            && let Some(left) = holds(loser)
        {
            self.places[left].leave();
        }
        answer
    }
}

/// What an applicant holds.
fn place_held(instance: &Instance, standings: &[Standing], applicant: usize) -> Option<usize> {
    let at = standings[applicant].held.checked_sub(1)?;
    Some(instance.wishes[applicant][at as usize].place())
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
        let mut wanting: Vec<Vec<(u32, usize, Vec<usize>)>> =
            vec![Vec::new(); instance.owners.len()];
        for (applicant, list) in instance.wishes.iter().enumerate() {
            for (at, wish) in list.iter().enumerate() {
                let of = &mut wanting[instance.places[wish.place()].owner];
                match of.last_mut().filter(|(_, last, _)| *last == applicant) {
                    Some((_, _, positions)) => positions.push(at),
                    None => of.push((wish.rank(), applicant, vec![at])),
                }
            }
        }
        let in_order = |mut of: Vec<(u32, usize, Vec<usize>)>| {
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
                let place = list[*position].place();
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
        let place = list[at].place();
        self.places[place] += 1;
        self.owners[self.instance.places[place].owner] += 1;
        let left = list[self.held[applicant].replace(at)?].place();
        let owner = self.instance.places[left].owner;
        self.places[left] -= 1;
        self.owners[owner] -= 1;
        Some(owner)
    }
}
