use thiserror::Error;

use super::rows::Rows;
use crate::statistics::stream::Stream;

/// Applicants and places that rank each other, with capacities at two levels.
///
/// A project applies for places; a place is what one region has of one kind, a parcel or a permit,
/// with a capacity of its own; the region owns it, ranks the projects and has a capacity over all
/// its places. This is the student–project allocation problem, and with one place per owner that of
/// hospitals and residents. Everything is known by its position.
///
/// Source: D. J. Abraham, R. W. Irving and D. F. Manlove, Two algorithms for the student–project
/// allocation problem, Journal of Discrete Algorithms 5 (2007), pages 73–90.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    pub(super) wishes: Rows<Wish>,
    pub(super) places: Vec<Place>,
    pub(super) owners: Vec<Owner>,
    /// By applicant, how many places it named that do not rank it.
    pub(super) one_sided: Vec<usize>,
}

/// A place that an applicant wants and whose owner ranks the applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wish {
    pub(super) place: usize,
    /// The applicant's position in the ranking of the place's owner, from 0.
    pub(super) rank: usize,
    /// How much the applicant and the owner like each other as they said it, with equals on one
    /// level: less is better.
    pub(super) levels: Levels,
}

/// Positions in lists that may name equals, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Levels {
    /// Of the place, in the applicant's list.
    pub(super) of_place: usize,
    /// Of the applicant, in the owner's ranking.
    pub(super) of_applicant: usize,
}

/// What one owner has of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Whose it is, by position.
    pub owner: usize,
    /// How many applicants it takes; 0 for none.
    pub capacity: usize,
}

/// Who decides about places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// How many applicants it takes over all its places; 0 for none.
    pub capacity: usize,
    /// The applicants that it accepts, the best first, by position.
    pub ranking: Vec<usize>,
}

/// An [`Owner`] whose ranking may name equals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TiedOwner {
    /// How many applicants it takes over all its places; 0 for none.
    pub capacity: usize,
    /// The applicants that it accepts, the best first, by position; those that it likes alike stand
    /// together.
    pub ranking: Vec<Vec<usize>>,
}

/// Why something is no instance.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InstanceError {
    /// A place of an owner that is not there.
    #[error("place {place} belongs to owner {owner}, of {owners}")]
    NoOwner {
        /// The place.
        place: usize,
        /// Its owner.
        owner: usize,
        /// How many owners there are.
        owners: usize,
    },
    /// A wish for a place that is not there.
    #[error("applicant {applicant} wants place {place}, of {places}")]
    NoPlace {
        /// Who wants it.
        applicant: usize,
        /// The place.
        place: usize,
        /// How many places there are.
        places: usize,
    },
    /// A wish that stands twice in a list.
    #[error("applicant {applicant} wants place {place} twice")]
    WantedTwice {
        /// Who wants it.
        applicant: usize,
        /// The place.
        place: usize,
    },
    /// A ranked applicant that is not there.
    #[error("owner {owner} ranks applicant {applicant}, of {applicants}")]
    NoApplicant {
        /// Who ranks it.
        owner: usize,
        /// The applicant.
        applicant: usize,
        /// How many applicants there are.
        applicants: usize,
    },
    /// An applicant that stands twice in a ranking.
    #[error("owner {owner} ranks applicant {applicant} twice")]
    RankedTwice {
        /// Who ranks it.
        owner: usize,
        /// The applicant.
        applicant: usize,
    },
}

impl Instance {
    /// An instance of the applicants' lists, the most wanted place first, and the places and owners
    /// by position. A pair is acceptable if both name each other; what one side alone names counts
    /// for nothing.
    ///
    /// # Errors
    /// A position that is not there, or one that stands twice in a list.
    pub fn new(
        lists: &[Vec<usize>],
        places: Vec<Place>,
        owners: Vec<Owner>,
    ) -> Result<Instance, InstanceError> {
        for (place, Place { owner, .. }) in places.iter().enumerate() {
            if owners.len() <= *owner {
                return Err(InstanceError::NoOwner { place, owner: *owner, owners: owners.len() });
            }
        }
        check_lists(lists, places.len())?;
        let wishes = Ranks::new(lists.len(), &owners)?.of_wishes(lists, &places);
        let one_sided = lists.iter().zip(wishes.iter()).map(|(list, kept)| list.len() - kept.len());
        Ok(Instance { one_sided: one_sided.collect(), wishes, places, owners })
    }

    /// An instance of lists whose items may be equals: put into an order drawn from `stream`, all
    /// orders equally likely. Which of them is drawn can decide how many are assigned. Pairs block
    /// only if both sides gain by what they said themselves (weak stability).
    ///
    /// # Errors
    /// As [`Instance::new`].
    pub fn with_ties(
        lists: &[Vec<Vec<usize>>],
        places: Vec<Place>,
        owners: &[TiedOwner],
        stream: &mut Stream,
    ) -> Result<Instance, InstanceError> {
        let strict: Vec<Vec<usize>> = lists.iter().map(|list| break_ties(list, stream)).collect();
        let strict_owners = owners.iter().map(|owner| Owner {
            capacity: owner.capacity,
            ranking: break_ties(&owner.ranking, stream),
        });
        let mut instance = Instance::new(&strict, places, strict_owners.collect())?;
        let by_rank: Vec<Vec<usize>> = owners.iter().map(|owner| levels(&owner.ranking)).collect();
        for (applicant, (list, strict)) in lists.iter().zip(&strict).enumerate() {
            let by_position = levels(list);
            let mut rest = strict.iter().zip(by_position);
            for wish in instance.wishes.row_mut(applicant) {
                // The wishes stand in the order of the list that they were taken from.
                if let Some((_, level)) = rest.by_ref().find(|(place, _)| **place == wish.place) {
                    wish.levels.of_place = level;
                }
                let owner = instance.places[wish.place].owner;
                wish.levels.of_applicant = by_rank[owner][wish.rank];
            }
        }
        Ok(instance)
    }

    /// How many applicants there are.
    pub fn applicants(&self) -> usize {
        self.wishes.len()
    }

    /// How many places there are.
    pub fn places(&self) -> usize {
        self.places.len()
    }
}

fn check_lists(lists: &[Vec<usize>], places: usize) -> Result<(), InstanceError> {
    let mut wanted_by = vec![usize::MAX; places];
    for (applicant, list) in lists.iter().enumerate() {
        for &place in list {
            match wanted_by.get_mut(place) {
                None => return Err(InstanceError::NoPlace { applicant, place, places }),
                Some(by) if *by == applicant => {
                    return Err(InstanceError::WantedTwice { applicant, place });
                }
                Some(by) => *by = applicant,
            }
        }
    }
    Ok(())
}

/// The rankings of all owners, by applicant.
struct Ranks {
    /// By applicant, its owners with its rank, by owner.
    of: Rows<(usize, usize)>,
}

impl Ranks {
    fn new(applicants: usize, owners: &[Owner]) -> Result<Ranks, InstanceError> {
        let mut ranked_by = vec![usize::MAX; applicants];
        for (owner, Owner { ranking, .. }) in owners.iter().enumerate() {
            for &applicant in ranking {
                match ranked_by.get_mut(applicant) {
                    None => {
                        return Err(InstanceError::NoApplicant { owner, applicant, applicants });
                    }
                    Some(by) if *by == owner => {
                        return Err(InstanceError::RankedTwice { owner, applicant });
                    }
                    Some(by) => *by = owner,
                }
            }
        }
        let of = Rows::sorted(applicants, || {
            owners.iter().enumerate().flat_map(|(owner, Owner { ranking, .. })| {
                let ranks = ranking.iter().enumerate();
                ranks.map(move |(rank, applicant)| (*applicant, (owner, rank)))
            })
        });
        Ok(Ranks { of })
    }

    fn of_wishes(&self, lists: &[Vec<usize>], places: &[Place]) -> Rows<Wish> {
        let wish = &|applicant: usize, (of_place, &place): (usize, &usize)| {
            let ranked = &self.of[applicant];
            let at = ranked.binary_search_by_key(&places[place].owner, |(owner, _)| *owner).ok()?;
            let rank = ranked[at].1;
            Some(Wish { place, rank, levels: Levels { of_place, of_applicant: rank } })
        };
        Rows::of(lists.iter().enumerate().map(|(applicant, list)| {
            list.iter().enumerate().filter_map(move |wanted| wish(applicant, wanted))
        }))
    }
}

/// The level of each item of a list, in order.
fn levels(list: &[Vec<usize>]) -> Vec<usize> {
    let each = list.iter().enumerate();
    each.flat_map(|(level, equals)| std::iter::repeat_n(level, equals.len())).collect()
}

/// A list whose items may be equals, as a strict one (Fisher–Yates).
fn break_ties(list: &[Vec<usize>], stream: &mut Stream) -> Vec<usize> {
    let mut strict = Vec::with_capacity(list.iter().map(Vec::len).sum());
    for equals in list {
        let start = strict.len();
        strict.extend_from_slice(equals);
        for left in (2..=equals.len()).rev() {
            strict.swap(start + left - 1, start + stream.below(left));
        }
    }
    strict
}
