use super::{
    answer::{Elsewhere, FirstChoiceChange, Move, NamedRegion, Passage, ProjectDifference},
    rescoring::Rescored,
    run::{Answer, Listed, Run},
};
use crate::{
    decision::{
        cause::{MIXED_STATES, MixedState, Parts},
        lists::{self, ListAgreement},
    },
    domain::{
        id::{ProjectId, RegionId},
        matching::Points,
        region::Level,
        text::Text,
    },
    scoring::survey::Stand,
};

/// The answers that two runs give to one project.
pub(super) struct Pair<'a> {
    pub(super) before: &'a Answer,
    pub(super) after: &'a Answer,
    runs: [&'a Run; 2],
    depth: usize,
}

/// What scoring again gave.
pub(super) enum Scores {
    /// It was not possible, or did not give what the runs say.
    Unknown,
    Known(Box<Rescored>),
}

impl<'a> Pair<'a> {
    /// The projects that stand in both runs, by identifier.
    pub(super) fn all(before: &'a Run, after: &'a Run) -> impl Iterator<Item = Pair<'a>> {
        before.answers.iter().filter_map(move |(id, answer)| {
            let other = after.answers.get(id)?;
            let depth = depth(answer, other);
            Some(Pair { before: answer, after: other, runs: [before, after], depth })
        })
    }

    pub(super) fn id(&self) -> &'a ProjectId {
        &self.after.project.id
    }

    pub(super) fn level(&self) -> Level {
        self.after.level
    }

    pub(super) fn is_on_one_level(&self) -> bool {
        self.before.level == self.after.level
    }

    fn lists(&self) -> [&'a [Listed]; 2] {
        [self.before, self.after]
            .map(|answer| &answer.listed[..answer.listed.len().min(self.depth)])
    }

    /// Whether a list changed, or points in it.
    pub(super) fn is_changed(&self) -> bool {
        let [before, after] = self.lists();
        before != after
    }

    /// How far the lists agree.
    pub(super) fn agreement(&self) -> ListAgreement {
        let [before, after] = self
            .lists()
            .map(|list| list.iter().map(|listed| &listed.region).collect::<Vec<&RegionId>>());
        lists::compare(&before, &after)
    }

    fn named(&self, id: &RegionId) -> NamedRegion {
        let name: Option<&Text> = self.runs.iter().rev().find_map(|run| run.names.get(id));
        NamedRegion { id: id.clone(), name: name.cloned().unwrap_or_default() }
    }

    /// What changed.
    pub(super) fn difference(&self, scores: &Scores) -> ProjectDifference {
        let [before, after] = self.lists();
        let rescored = match scores {
            Scores::Unknown => None,
            Scores::Known(rescored) => Some(&**rescored),
        };
        let moved = after.iter().enumerate().filter_map(|(at, listed)| {
            let was = position(before, &listed.region)?;
            let is_as_it_was = was == at && before[was] == *listed;
            (!is_as_it_was).then(|| self.moved([was, at], rescored))
        });
        let passages = |one: &[Listed], other: &[Listed], entered| -> Vec<Passage> {
            let alone = |listed: &&Listed| position(other, &listed.region).is_none();
            let alone = one.iter().filter(alone);
            alone
                .filter_map(|listed| Some((position(one, &listed.region)? + 1, listed)))
                .map(|(rank, listed)| self.passage(listed, rank, entered, rescored))
                .collect()
        };
        ProjectDifference {
            project: self.id().clone(),
            name: self.after.project.name.clone(),
            level: self.level(),
            depth: self.depth,
            agreement: self.agreement(),
            first_choice: self.first_choice(rescored),
            entered: passages(after, before, Side::After),
            left: passages(before, after, Side::Before),
            moved: moved.collect(),
            is_reproduced: rescored.is_some(),
        }
    }

    /// The change of the first choice is that the one before is first no more.
    fn first_choice(&self, rescored: Option<&Rescored>) -> Option<FirstChoiceChange> {
        let [before, after] = self.lists().map(|list| list.first().map(|listed| &listed.region));
        if before == after {
            return None;
        }
        let causes = rescored.map(|rescored| {
            let mut lost = [0; MIXED_STATES];
            for (lost, first) in lost.iter_mut().zip(rescored.firsts()) {
                *lost = i64::from(first != before);
            }
            Parts::of(&lost)
        });
        let named = |id: Option<&RegionId>| id.map(|id| self.named(id));
        Some(FirstChoiceChange { before: named(before), after: named(after), causes })
    }

    fn moved(&self, at: [usize; 2], rescored: Option<&Rescored>) -> Move {
        let [before, after] = self.lists();
        let [was, is] = [&before[at[0]], &after[at[1]]];
        let stands = rescored.map(|rescored| rescored.stands(&is.region));
        let shared = |of: fn(&Stand) -> i64| {
            let values = all(stands.as_ref()?, of)?;
            Some(Parts::of(&values))
        };
        Move {
            region: self.named(&is.region),
            ranks: at.map(|at| at + 1),
            points: [was, is].map(|listed| Points::new(listed.points)),
            point_causes: shared(|stand| stand.total.get()),
            rank_causes: shared(|stand| i64::try_from(stand.rank).unwrap_or(i64::MAX)),
        }
    }

    fn passage(
        &self,
        listed: &Listed,
        rank: usize,
        side: Side,
        rescored: Option<&Rescored>,
    ) -> Passage {
        let stands = rescored.map(|rescored| rescored.stands(&listed.region));
        let other = match side {
            Side::After => MixedState::BEFORE,
            Side::Before => MixedState::AFTER,
        };
        let is_listed =
            |stand: &Option<Stand>| stand.is_some_and(|it| it.is_ranked && it.rank <= self.depth);
        Passage {
            region: self.named(&listed.region),
            rank,
            points: Points::new(listed.points),
            elsewhere: stands.map(|stands| match stands[other.position()] {
                None => Elsewhere::NotThere,
                Some(stand) if !stand.is_ranked => Elsewhere::NotRanked(stand.total),
                Some(stand) => Elsewhere::Behind { rank: stand.rank, points: stand.total },
            }),
            causes: stands
                .map(|stands| Parts::of(&stands.each_ref().map(|it| i64::from(is_listed(it))))),
        }
    }
}

#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

/// How many places are compared: as many as both show, or all where both show everybody.
fn depth(before: &Answer, after: &Answer) -> usize {
    let cut = [before, after].into_iter().filter(|answer| !answer.is_complete);
    let shortest = cut.map(|answer| answer.listed.len()).min();
    shortest.unwrap_or_else(|| before.listed.len().max(after.listed.len()))
}

fn position(list: &[Listed], region: &RegionId) -> Option<usize> {
    list.iter().position(|listed| listed.region == *region)
}

/// A number at every mixed state; `None` if the region is not in the world at one.
fn all(
    stands: &[Option<Stand>; MIXED_STATES],
    of: fn(&Stand) -> i64,
) -> Option<[i64; MIXED_STATES]> {
    let mut values = [0; MIXED_STATES];
    for (value, stand) in values.iter_mut().zip(stands) {
        *value = of(stand.as_ref()?);
    }
    Some(values)
}
