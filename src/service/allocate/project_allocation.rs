use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Side;
use crate::{
    allocation::congestion::Wins,
    domain::{
        id::{ProjectId, RegionId},
        matching::Points,
        preset::PresetId,
        region::Level,
        text::Text,
    },
    service::rank_regions::RegionSummary,
};

/// What is asked.
#[derive(Debug, Clone)]
pub struct ProjectAllocationQuestion {
    /// The level of the regions.
    pub level: Level,
    /// How many regions each project applies to, the first of its own ranking: 1 to 100.
    pub choices: usize,
    /// How many projects a region takes, where `capacities` does not say. No source publishes it:
    /// whoever asks states it.
    pub capacity: usize,
    /// How many projects single regions take; 0 for none.
    pub capacities: BTreeMap<RegionId, usize>,
    /// Whose optimum: that of the projects, or of the regions.
    pub side: Side,
    /// Valid time.
    pub as_of: Date,
    /// The weights of the projects' side, in place of each project's own.
    pub preset: Option<PresetId>,
}

/// An allocation of all stored projects.
#[derive(Debug, Clone)]
pub struct ProjectAllocation {
    /// What the reader should mind: documents that are damaged and left out.
    pub warnings: Vec<Text>,
    /// The store's generation.
    pub generation: u64,
    /// The hash of the definition.
    pub definition: String,
    /// Those with a region, by identifier.
    pub assigned: Vec<AssignedProject>,
    /// Those without, by identifier.
    pub unassigned: Vec<UnassignedProject>,
    /// Regions that a project would have first or that have one, the most wanted first.
    pub regions: Vec<RegionLoad>,
    /// Pairs of a project and a region that would rather have each other; none, for the matching is
    /// stable.
    pub blocking_pairs: Vec<(ProjectId, RegionId)>,
    /// The most that could have a region, if nobody minded which.
    pub maximum_size: usize,
    /// How concentrated the first choices are; `None` without any.
    pub concentration_wanted: Option<f64>,
    /// How concentrated the allocation is; `None` without any.
    pub concentration_assigned: Option<f64>,
    /// How many projects have a first choice that is another's, too.
    pub sharing_first_choice: usize,
    /// Where all projects with a region come from.
    pub wins: Wins,
}

/// A project and where it goes.
#[derive(Debug, Clone)]
pub struct AssignedProject {
    /// Which project.
    pub project: ProjectId,
    /// Its names.
    pub name: Text,
    /// The region.
    pub region: RegionSummary,
    /// The published parcel that it gets; `None` for land that is not published.
    pub parcel: Option<String>,
    /// Where the region stands in the project's own ranking, from 1.
    pub choice: usize,
    /// The project's score of the region.
    pub project_points: Points,
    /// The region's score of the project.
    pub region_points: Points,
    /// What the project's first choice is ahead by.
    pub points_given_up: Points,
    /// Its choices in an order by which no region is the first of more projects than it takes: the
    /// region that it gets, then those with room left, then those without, each in the order of its
    /// own ranking.
    pub spread: Vec<SpreadChoice>,
}

/// A choice of a project in an order that spreads.
#[derive(Debug, Clone, PartialEq)]
pub struct SpreadChoice {
    /// The region.
    pub region: RegionId,
    /// Where it stands in the project's own ranking, from 1.
    pub choice: usize,
    /// The project's score of the region; crowding is not counted in it.
    pub project_points: Points,
    /// What is left of its attraction, see [`RegionLoad::crowding`]; `None` where it takes nobody.
    pub crowding: Option<f64>,
    /// Whether it takes more projects than it gets.
    pub has_room: bool,
}

/// A project without a region, and why.
#[derive(Debug, Clone)]
pub struct UnassignedProject {
    /// Which project.
    pub project: ProjectId,
    /// Its names.
    pub name: Text,
    /// Why.
    pub because: NoRegion,
}

/// Why a project has no region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRegion {
    /// Its profile names a region or code that is not known any more.
    Unresolved,
    /// Its gates, or those of the regions, leave none.
    NoneFits,
    /// Its choices have no room, or prefer others.
    Outranked,
}

/// How full a region is.
#[derive(Debug, Clone)]
pub struct RegionLoad {
    /// The region.
    pub region: RegionSummary,
    /// Projects whose first choice it is.
    pub wanted: usize,
    /// How many it takes.
    pub capacity: usize,
    /// How many it gets.
    pub assigned: usize,
    /// First choices per place; `None` where it takes none.
    pub utilisation: Option<f64>,
    /// What is left of its attraction at this utilisation, the floor to 1; `None` where it takes
    /// none. A factor to be read beside points: no points have it in them.
    pub crowding: Option<f64>,
    /// Where the projects that it gets come from: those that stay in their own city are not counted,
    /// nor are those of which it is not known.
    pub wins: Wins,
}
