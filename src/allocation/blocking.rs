//! Which pairs would rather have each other than what they have.

use super::{
    instance::{Instance, Wish},
    stable::Matching,
};

/// An applicant and a place that it and the owner would rather have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlockingPair {
    /// The applicant, by position.
    pub applicant: usize,
    /// The place, by position.
    pub place: usize,
}

/// Why a matching is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MatchingError {
    /// It is about others.
    #[error("a matching of {found} applicants for an instance of {expected}")]
    Applicants {
        /// In the matching.
        found: usize,
        /// In the instance.
        expected: usize,
    },
    /// Somebody has what it does not want, or whose owner does not rank it.
    #[error("applicant {applicant} has place {place}, which is not acceptable on both sides")]
    NotAcceptable {
        /// Who has it.
        applicant: usize,
        /// The place.
        place: usize,
    },
    /// A place has more than it takes.
    #[error("place {place} has {count} applicants and takes {capacity}")]
    PlaceOverfull {
        /// The place.
        place: usize,
        /// How many it has.
        count: usize,
        /// How many it takes.
        capacity: usize,
    },
    /// An owner has more than it takes.
    #[error("owner {owner} has {count} applicants and takes {capacity}")]
    OwnerOverfull {
        /// The owner.
        owner: usize,
        /// How many it has.
        count: usize,
        /// How many it takes.
        capacity: usize,
    },
}

impl Instance {
    /// The blocking pairs of a matching, by applicant and then in the order of its wishes; none if
    /// it is stable.
    ///
    /// A pair blocks if the applicant would rather have the place, and the place has room or holds
    /// somebody whom the owner wants less, and the owner has room, holds this applicant elsewhere,
    /// or holds somebody whom it wants less. Definition 2 of Abraham, Irving and Manlove 2007.
    ///
    /// # Errors
    /// A matching that is none: over a capacity, or with a pair that is not acceptable.
    pub fn blocking_pairs(&self, matching: &Matching) -> Result<Vec<BlockingPair>, MatchingError> {
        let taken = self.taken(matching)?;
        let mut blocking = Vec::new();
        for (applicant, list) in self.wishes.iter().enumerate() {
            let place = matching.place_of[applicant];
            let has = list.iter().find(|wish| Some(wish.place) == place);
            let is_better =
                |wish: &&Wish| has.is_none_or(|has| wish.levels.of_place < has.levels.of_place);
            let rather = list.iter().take_while(is_better);
            let blocks = rather.filter(|wish| taken.would_rather(self, **wish, place));
            blocking.extend(blocks.map(|wish| BlockingPair { applicant, place: wish.place }));
        }
        Ok(blocking)
    }

    fn taken(&self, matching: &Matching) -> Result<Taken, MatchingError> {
        let (found, expected) = (matching.place_of.len(), self.applicants());
        if found != expected {
            return Err(MatchingError::Applicants { found, expected });
        }
        let mut places = vec![Group::default(); self.places.len()];
        let mut owners = vec![Group::default(); self.owners.len()];
        for (applicant, list) in self.wishes.iter().enumerate() {
            let Some(place) = matching.place_of[applicant] else { continue };
            let Some(wish) = list.iter().find(|wish| wish.place == place) else {
                return Err(MatchingError::NotAcceptable { applicant, place });
            };
            places[place].add(wish.levels.of_applicant);
            owners[self.places[place].owner].add(wish.levels.of_applicant);
        }
        for (place, (group, of)) in places.iter().zip(&self.places).enumerate() {
            let (count, capacity) = (group.count, of.capacity);
            if capacity < count {
                return Err(MatchingError::PlaceOverfull { place, count, capacity });
            }
        }
        for (owner, (group, of)) in owners.iter().zip(&self.owners).enumerate() {
            let (count, capacity) = (group.count, of.capacity);
            if capacity < count {
                return Err(MatchingError::OwnerOverfull { owner, count, capacity });
            }
        }
        Ok(Taken { places, owners })
    }
}

/// How many there are, and the level of the worst of them.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    count: usize,
    worst: Option<usize>,
}

impl Group {
    fn add(&mut self, level: usize) {
        self.count += 1;
        self.worst = self.worst.max(Some(level));
    }

    fn has_worse(&self, level: usize) -> bool {
        self.worst.is_some_and(|worst| level < worst)
    }
}

struct Taken {
    places: Vec<Group>,
    owners: Vec<Group>,
}

impl Taken {
    fn would_rather(&self, instance: &Instance, wish: Wish, has: Option<usize>) -> bool {
        let place = instance.places[wish.place];
        let (at_place, at_owner) = (self.places[wish.place], self.owners[place.owner]);
        if place.capacity <= at_place.count {
            // Somebody of the same owner makes room for it, so that the owner has no more.
            return at_place.has_worse(wish.levels.of_applicant);
        }
        let is_its_own = has.is_some_and(|has| instance.places[has].owner == place.owner);
        is_its_own
            || at_owner.count < instance.owners[place.owner].capacity
            || at_owner.has_worse(wish.levels.of_applicant)
    }
}
