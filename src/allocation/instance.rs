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
    /// How much the two sides of every wish like each other, where lists name equals.
    levels: Option<Rows<Levels>>,
    pub(super) places: Vec<Place>,
    pub(super) owners: Vec<Owner>,
    /// By applicant, how many places it named that do not rank it.
    pub(super) one_sided: Vec<usize>,
}

/// A place that an applicant wants and whose owner ranks the applicant. Wishes are read in an order of
/// chance, so that eight bytes each are worth their conversions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wish {
    place: u32,
    rank: u32,
}

impl Wish {
    /// The place, by position.
    pub(super) fn place(self) -> usize {
        self.place as usize
    }

    /// The applicant's position in the ranking of the place's owner, from 0.
    pub(super) fn rank(self) -> u32 {
        self.rank
    }
}

/// How much an applicant and an owner like each other as they said it, by positions in lists that may
/// name equals, from 0: less is better.
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
    /// More places, owners or applicants than positions have room for.
    #[error("{count} places, owners or applicants, of {most} at most")]
    TooMany {
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: u32,
    },
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
    /// A position that is not there, or one that stands twice in a list; more than 2^32 − 1 places,
    /// owners or applicants.
    pub fn new(
        lists: &[Vec<usize>],
        places: Vec<Place>,
        owners: Vec<Owner>,
    ) -> Result<Instance, InstanceError> {
        let count = lists.len().max(places.len()).max(owners.len());
        if u32::try_from(count).is_err() {
            return Err(InstanceError::TooMany { count, most: u32::MAX });
        }
        for (place, Place { owner, .. }) in places.iter().enumerate() {
            if owners.len() <= *owner {
                return Err(InstanceError::NoOwner { place, owner: *owner, owners: owners.len() });
            }
        }
        check_lists(lists, places.len())?;
        let wishes = Ranks::new(lists.len(), &owners)?.of_wishes(lists, &places);
        let one_sided = lists.iter().zip(wishes.iter()).map(|(list, kept)| list.len() - kept.len());
        let one_sided = one_sided.collect();
        Ok(Instance { wishes, levels: None, places, owners, one_sided })
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
        let (wishes, places, by_rank) = (&instance.wishes, &instance.places, &by_rank);
        let of_wishes =
            lists.iter().zip(&strict).zip(wishes.iter()).map(|((list, strict), kept)| {
                // The wishes stand in the order of the list that they were taken from.
                let mut rest = strict.iter().zip(levels(list));
                kept.iter().filter_map(move |wish| {
                    let (_, of_place) = rest.by_ref().find(|(place, _)| **place == wish.place())?;
                    let of_applicant = by_rank[places[wish.place()].owner][wish.rank as usize];
                    Some(Levels { of_place, of_applicant })
                })
            });
        instance.levels = Some(Rows::of(of_wishes));
        Ok(instance)
    }

    /// How much both sides of an applicant's wish at this position like each other.
    pub(super) fn levels(&self, applicant: usize, at: usize) -> Levels {
        let strict = || {
            let of_applicant = self.wishes[applicant][at].rank as usize;
            Levels { of_place: at, of_applicant }
        };
        self.levels.as_ref().map_or_else(strict, |levels| levels[applicant][at])
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
    of: Rows<(u32, u32)>,
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
            (0_u32..).zip(owners).flat_map(|(owner, Owner { ranking, .. })| {
                let ranks = (0_u32..).zip(ranking);
                ranks.map(move |(rank, applicant)| (*applicant, (owner, rank)))
            })
        });
        Ok(Ranks { of })
    }

    fn of_wishes(&self, lists: &[Vec<usize>], places: &[Place]) -> Rows<Wish> {
        let wish = &|applicant: usize, place: usize| {
            let (ranked, owner) = (&self.of[applicant], u32::try_from(places[place].owner).ok()?);
            let at = ranked.binary_search_by_key(&owner, |(owner, _)| *owner).ok()?;
            Some(Wish { place: u32::try_from(place).ok()?, rank: ranked[at].1 })
        };
        Rows::of(
            lists.iter().enumerate().map(|(applicant, list)| {
                list.iter().filter_map(move |&place| wish(applicant, place))
            }),
        )
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
