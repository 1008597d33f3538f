use std::{collections::HashMap, hash::Hash};

/// Places in groups of which a question finds the same: it is found once, for the first of a group.
#[derive(Debug, Default)]
pub(super) struct Grouping {
    /// By position of the place; in half a word, for there are many groupings of many places.
    groups: Vec<u32>,
    /// By group.
    firsts: Vec<usize>,
}

impl Grouping {
    /// Groups places by a key, which holds all that what is to be found depends on.
    pub(super) fn by<K: Eq + Hash>(places: &[usize], key: impl Fn(usize) -> K) -> Grouping {
        let mut known = HashMap::new();
        let mut firsts = Vec::new();
        let group = |&place: &usize| -> u32 {
            *known.entry(key(place)).or_insert_with(|| {
                firsts.push(place);
                u32::try_from(firsts.len() - 1).expect("there are fewer than 2^32 places")
            })
        };
        let groups = places.iter().map(group).collect();
        Grouping { groups, firsts }
    }

    /// The first place of each group.
    pub(super) fn firsts(&self) -> &[usize] {
        &self.firsts
    }

    /// The group of the place at a position.
    pub(super) fn group(&self, position: usize) -> usize {
        self.groups[position] as usize
    }

    /// What was found of the groups, for each place in its order.
    pub(super) fn spread<T: Copy>(&self, found: &[T]) -> Vec<T> {
        self.groups.iter().map(|group| found[*group as usize]).collect()
    }
}
