//! Who goes where when places are few: stable matchings of anybody's own preferences.

/// Preferences as they are written in a file.
mod preferences;
/// The stored projects and the regions of their rankings.
mod projects;
/// What is asked of them, and what is answered.
mod project_allocation;
/// Their choices and the regions' places, by position.
mod market;
/// How full places are, who wins what from whom, and lists that no place is overrun by.
mod crowding;

use std::collections::BTreeMap;

use preferences::{MatchingDocument, Named, PreferencesDocument};

use super::{Error, documents};
pub use crate::allocation::Unassigned;
use crate::{
    allocation::{Instance, InstanceError, Matching},
    domain::invalid::Invalid,
    statistics::stream::Stream,
};
pub use project_allocation::{
    AssignedProject, NoRegion, ProjectAllocation, ProjectAllocationQuestion, RegionLoad,
    SpreadChoice, UnassignedProject,
};
pub use projects::allocate_projects;

/// Whose best stable matching is sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Those who apply: each has the best that it has in any stable matching.
    Applicants,
    /// Those who decide.
    Owners,
}

/// Preferences, as a file says them, and what is to be done with them.
#[derive(Debug, Clone)]
pub struct AllocationQuestion {
    /// Whose optimum.
    pub side: Side,
    /// Breaks ties.
    pub seed: u64,
    /// A matching to be looked at instead, as JSON: applicants by place.
    pub by_hand: Option<Vec<u8>>,
}

/// An allocation, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocation {
    /// Who has each place; every place stands here.
    pub matching: BTreeMap<String, Vec<String>>,
    /// Who has none, and why.
    pub unassigned: Vec<(String, Unassigned)>,
    /// Applicants and places that would rather have each other; none in a stable matching.
    pub blocking_pairs: Vec<(String, String)>,
    /// How many have a place.
    pub size: usize,
    /// How many could have one, if nobody minded which.
    pub maximum_size: usize,
    /// Whether equals were put into an order by the seed, so that another may assign more or fewer.
    pub ties_broken: bool,
}

/// Matches the preferences of a file, or looks at a matching made by hand.
///
/// # Errors
/// What is no such file, with the place and the value; a matching by hand that is none.
pub fn allocate(preferences: &[u8], question: &AllocationQuestion) -> Result<Allocation, Error> {
    let named = documents::read::<PreferencesDocument>(preferences)?.named();
    let mut stream = Stream::new(question.seed);
    let instance =
        Instance::with_ties(&named.lists, named.places.clone(), &named.owners, &mut stream);
    let instance = instance.map_err(|error| unexpected(&error))?;
    let matching = match &question.by_hand {
        Some(bytes) => by_hand(&named, bytes)?,
        None if question.side == Side::Applicants => instance.applicant_optimal(),
        None => instance.owner_optimal(),
    };
    let blocking = instance.blocking_pairs(&matching).map_err(|error| named.refuse(error))?;
    let name = |applicant: usize| named.applicant_names[applicant].clone();
    let taken = matching.by_place(named.places.len()).into_iter();
    let taken = taken.map(|applicants| applicants.into_iter().map(name).collect());
    let without = matching.place_of.iter().enumerate().filter(|(_, place)| place.is_none());
    Ok(Allocation {
        matching: named.place_names.iter().cloned().zip(taken).collect(),
        unassigned: without
            .map(|(one, _)| (name(one), instance.why_unassigned(one, &blocking)))
            .collect(),
        blocking_pairs: blocking
            .iter()
            .map(|pair| (name(pair.applicant), named.place_names[pair.place].clone()))
            .collect(),
        size: matching.size(),
        maximum_size: instance.maximum_size(),
        ties_broken: named.has_ties(),
    })
}

/// Names were checked before they became positions.
fn unexpected(error: &InstanceError) -> Error {
    Invalid::new("preferences", error, "lists of names that are all defined").into()
}

/// A matching made by hand.
fn by_hand(named: &Named, bytes: &[u8]) -> Result<Matching, Error> {
    let MatchingDocument(taken) = documents::read(bytes)?;
    let mut place_of = vec![None; named.applicant_names.len()];
    for (place, applicants) in &taken {
        let field = format!("matching.{place}");
        let Ok(at) = named.place_names.binary_search(place) else {
            return Err(Invalid::new("matching", place, "a place of the preferences").into());
        };
        for applicant in applicants {
            let Ok(one) = named.applicant_names.binary_search(applicant) else {
                let expected = "an applicant of the preferences";
                return Err(Invalid::new(&field, applicant, expected).into());
            };
            if place_of[one].replace(at).is_some() {
                let expected = "an applicant that has no other place";
                return Err(Invalid::new(&field, applicant, expected).into());
            }
        }
    }
    Ok(Matching { place_of })
}

#[cfg(test)]
mod tests;
