//! Which pairs would rather have each other than what they have.

use super::{
    instance::{Instance, Levels},
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
            let liked = |at: usize| self.levels(applicant, at);
            let has = list.iter().position(|wish| Some(wish.place()) == place).map(liked);
            let all = list.iter().enumerate().map(|(at, wish)| (wish.place(), liked(at)));
            let rather = all.take_while(|(_, levels)| {
                has.is_none_or(|has: Levels| levels.of_place < has.of_place)
            });
            let blocks = rather
                .filter(|(wanted, levels)| taken.would_rather(self, (*wanted, *levels), place));
            blocking.extend(blocks.map(|(place, _)| BlockingPair { applicant, place }));
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
            let Some(at) = list.iter().position(|wish| wish.place() == place) else {
                return Err(MatchingError::NotAcceptable { applicant, place });
            };
            let level = self.levels(applicant, at).of_applicant;
            places[place].add(level);
            owners[self.places[place].owner].add(level);
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
    fn would_rather(
        &self,
        instance: &Instance,
        (wanted, levels): (usize, Levels),
        has: Option<usize>,
    ) -> bool {
        let place = instance.places[wanted];
        let (at_place, at_owner) = (self.places[wanted], self.owners[place.owner]);
        if place.capacity <= at_place.count {
            // Somebody of the same owner makes room for it, so that the owner has no more.
            return at_place.has_worse(levels.of_applicant);
        }
        let is_its_own = has.is_some_and(|has| instance.places[has].owner == place.owner);
        is_its_own
            || at_owner.count < instance.owners[place.owner].capacity
            || at_owner.has_worse(levels.of_applicant)
    }
}
