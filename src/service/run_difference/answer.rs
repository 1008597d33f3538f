use std::collections::BTreeMap;

use super::run::RunState;
use crate::{
    decision::{
        cause::{Cause, Parts},
        lists::ListAgreement,
    },
    domain::{
        id::{ProjectId, RegionId},
        matching::Points,
        region::Level,
        text::Text,
    },
    store::MissingPast,
};

/// What changed from one run to the next, and why.
#[derive(Debug, Clone)]
pub struct RunDifference {
    /// What the earlier run was computed from; `None` if it is empty.
    pub before: Option<RunState>,
    /// What the later run was computed from.
    pub after: Option<RunState>,
    /// Why nothing is said of causes; `None` if it is.
    pub unexplained: Option<Unexplained>,
    /// Regions of the levels that are compared which came into the world; `None` if that is not
    /// known.
    pub new_regions: Option<Vec<NamedRegion>>,
    /// Regions of these levels that are gone from the world.
    pub gone_regions: Option<Vec<NamedRegion>>,
    /// Projects that stand in the earlier run alone.
    pub only_before: Vec<ProjectId>,
    /// Projects that stand in the later run alone.
    pub only_after: Vec<ProjectId>,
    /// Projects that were asked on different levels, which cannot be compared.
    pub other_level: Vec<ProjectId>,
    /// Projects with a list that changed, or points that did, by identifier.
    pub projects: Vec<ProjectDifference>,
    /// All of it in numbers.
    pub summary: DifferenceSummary,
}

/// Why nothing is said of causes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unexplained {
    /// A run is a flat output, which says neither what was asked of a project nor how it was weighed.
    Flat,
    /// A run was computed with another definition than this program has.
    OtherDefinition {
        /// That of the run.
        of_run: String,
    },
    /// The documents of a generation cannot be told.
    MissingPast {
        /// The generation that a run names.
        generation: u64,
        /// Why.
        because: MissingPast,
    },
}

/// A region and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedRegion {
    /// Its identifier.
    pub id: RegionId,
    /// Its names.
    pub name: Text,
}

/// What changed for a project.
#[derive(Debug, Clone)]
pub struct ProjectDifference {
    /// Which project.
    pub project: ProjectId,
    /// Its names.
    pub name: Text,
    /// The level of the regions.
    pub level: Level,
    /// How many places of both lists are compared: as many as both show, or all where both show
    /// everybody.
    pub depth: usize,
    /// How far the lists agree.
    pub agreement: ListAgreement,
    /// The first choices, if they are not the same.
    pub first_choice: Option<FirstChoiceChange>,
    /// Regions in the later list alone, by rank.
    pub entered: Vec<Passage>,
    /// Regions in the earlier list alone, by rank.
    pub left: Vec<Passage>,
    /// Regions in both lists with another rank or other points, by the later rank.
    pub moved: Vec<Move>,
    /// Whether scoring again gave what the runs say; if not, nothing is said of causes.
    pub is_reproduced: bool,
}

/// A first choice that is one no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstChoiceChange {
    /// Who was first; `None` if nobody was listed.
    pub before: Option<NamedRegion>,
    /// Who is first.
    pub after: Option<NamedRegion>,
    /// How much of the change each cause is answerable for: a whole, in twenty-fourths.
    pub causes: Option<Parts>,
}

/// A region that stands in one of the lists alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Which.
    pub region: NamedRegion,
    /// Its rank in that list, from 1.
    pub rank: usize,
    /// Its points in that list.
    pub points: Points,
    /// Where it stands in the other run; `None` if that is not known.
    pub elsewhere: Option<Elsewhere>,
    /// How much of its passage each cause is answerable for: a whole in twenty-fourths, negative if it left.
    pub causes: Option<Parts>,
}

/// Where a region stands that is not in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Elsewhere {
    /// It is not in the world.
    NotThere,
    /// It is no candidate, or a gate refuses it; its points would be these.
    NotRanked(Points),
    /// Behind the places that are compared.
    Behind {
        /// Its rank, from 1.
        rank: usize,
        /// Its points.
        points: Points,
    },
}

/// A region in both lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Which.
    pub region: NamedRegion,
    /// Its ranks before and after, from 1.
    pub ranks: [usize; 2],
    /// Its points before and after.
    pub points: [Points; 2],
    /// What each cause adds to its points, in twenty-fourths of a millionth; the sum is 24 times the change.
    pub point_causes: Option<Parts>,
    /// What each cause adds to its rank, in twenty-fourths of a place.
    pub rank_causes: Option<Parts>,
}

impl Move {
    /// The cause that moved it most: its rank or, where that is the same, its points.
    pub fn cause(&self) -> Option<Cause> {
        let [before, after] = self.ranks;
        if before == after { self.point_causes?.largest() } else { self.rank_causes?.largest() }
    }
}

/// A difference in numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DifferenceSummary {
    /// Projects in both runs, on one level.
    pub compared: usize,
    /// Those whose lists are the same, points and all.
    pub unchanged: usize,
    /// Those whose lists hold the same regions in the same order, with other points.
    pub points_only: usize,
    /// Those whose lists hold other regions, or in another order.
    pub lists_changed: usize,
    /// Those whose first choice changed.
    pub first_choices_changed: usize,
    /// How many of these changes each cause is answerable for, in twenty-fourths of a project; those without
    /// known causes are left out.
    pub first_choice_causes: Parts,
    /// How many first choices each cause has the largest part in changing.
    pub first_choices_by_cause: BTreeMap<Cause, usize>,
    /// Regions that entered a list, over all projects.
    pub entered: usize,
    /// Regions that left one.
    pub left: usize,
    /// Regions that moved within one, or have other points there.
    pub moved: usize,
    /// How many moves each cause has the largest part in.
    pub moves_by_cause: BTreeMap<Cause, usize>,
    /// Changed projects of which nothing is said of causes.
    pub unexplained: usize,
    /// The mean of τ-b over the compared projects where it is defined; `None` without any.
    pub mean_tau_b: Option<f64>,
    /// The mean of rank-biased overlap over the compared projects where it is defined.
    pub mean_rbo: Option<f64>,
}
