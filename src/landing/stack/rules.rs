//! Which instruments stand against each other, and who pays them.

use std::collections::BTreeMap;

use super::{Listed, PurseCap};
use crate::domain::{id::RegionId, money::Fen, policy::PolicyParty};

/// Which instruments exclude or require each other.
pub(super) struct Ties {
    pub(super) groups: Vec<usize>,
    pub(super) requires: Vec<(usize, usize)>,
    pub(super) excludes: Vec<(usize, usize)>,
    /// Requirements that nothing in the list meets, by instrument.
    pub(super) unmet: BTreeMap<usize, String>,
}

impl Ties {
    pub(super) fn new(listed: &[Listed<'_>]) -> Ties {
        let mut by_id: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut by_group: BTreeMap<&str, usize> = BTreeMap::new();
        let mut groups = Vec::with_capacity(listed.len());
        for (position, one) in listed.iter().enumerate() {
            by_id.entry(&one.instrument.id).or_default().push(position);
            groups.push(match one.instrument.exclusive_group.as_deref() {
                Some(group) => *by_group.entry(group).or_insert(position),
                None => position,
            });
        }
        // An identifier is unique in its region: the namesake of the same region comes first.
        let named = |from: usize, id: &str| {
            let namesakes = by_id.get(id)?;
            let near = |&&at: &&usize| listed[at].region == listed[from].region;
            namesakes.iter().find(near).or_else(|| namesakes.first()).copied()
        };
        let mut ties =
            Ties { groups, requires: Vec::new(), excludes: Vec::new(), unmet: BTreeMap::new() };
        for (position, one) in listed.iter().enumerate() {
            for id in &one.instrument.requires {
                match named(position, id) {
                    Some(other) => ties.requires.push((position, other)),
                    None => _ = ties.unmet.entry(position).or_insert_with(|| id.clone()),
                }
            }
            let excluded = one.instrument.excludes.iter().filter_map(|id| named(position, id));
            ties.excludes.extend(excluded.map(|other| (position, other)));
        }
        ties
    }
}

/// Who pays, and how much at most.
pub(super) struct Purses<'a> {
    /// The purse of each instrument.
    pub(super) of: Vec<usize>,
    pub(super) owners: Vec<(&'a RegionId, PolicyParty)>,
    pub(super) caps: Vec<Option<Fen>>,
}

impl<'a> Purses<'a> {
    pub(super) fn new(listed: &[Listed<'a>], caps: &[PurseCap]) -> Purses<'a> {
        let mut owners: Vec<(&RegionId, PolicyParty)> = Vec::new();
        let of = listed.iter().map(|one| {
            let owner = (one.region, one.instrument.party);
            owners.iter().position(|known| *known == owner).unwrap_or_else(|| {
                owners.push(owner);
                owners.len() - 1
            })
        });
        let of = of.collect();
        let cap_of = |(region, party): &(&RegionId, PolicyParty)| {
            let mut caps = caps.iter().filter(|cap| cap.region == **region && cap.party == *party);
            let first = caps.next()?.cap;
            Some(caps.fold(first, |least, cap| least.min(cap.cap)))
        };
        let caps = owners.iter().map(cap_of).collect();
        Purses { of, owners, caps }
    }
}
