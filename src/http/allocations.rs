use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Acting, Problem,
    body::TextBody,
    extract::Json,
    match_body::RegionBody,
    match_request::{check_level, parse_day, today, validate_day},
    plain::{Answer, Wanted},
};
use crate::{
    domain::{
        id::{ProjectId, RegionId},
        invalid::Invalid,
        limits::LIMIT_DEFAULT,
        preset::PresetId,
        region::Level,
    },
    service::{
        allocate::{
            NoRegion, ProjectAllocation, ProjectAllocationQuestion, Side, SpreadChoice,
            allocate_projects,
        },
        document::Validate,
    },
    text::{allocation_text, page::Page},
};

/// The form of the allocation document; later ones only add fields.
const SCHEMA: u32 = 1;

/// More projects than a store of any size sends to one region.
const CAPACITY_MAX: u32 = 100_000;

/// How the stored projects are to be allocated.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AllocationRequestBody {
    /// How many projects a region takes where `capacities` does not say; nobody publishes it, so
    /// whoever asks states it.
    #[schema(minimum = 0, maximum = 100_000, example = 1)]
    capacity: u32,
    /// How many projects single regions take.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, u32>, example = json!({ "CN-330800": 3 }))]
    capacities: BTreeMap<RegionId, u32>,
    /// To how many regions each project applies, the first of its ranking; 10 by default.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100)]
    choices: Option<u32>,
    /// The level of the regions: `park` (the default), `county`, `prefecture`, `province`.
    #[serde(default)]
    level: Option<Level>,
    /// Whose best stable allocation; that of the projects by default.
    #[serde(default)]
    best_for: Option<BestForBody>,
    /// The day whose knowledge counts; today by default.
    #[serde(default)]
    #[schema(format = Date)]
    as_of: Option<String>,
    /// The weights of a kind of user in place of each project's own.
    #[serde(default)]
    preset: Option<PresetId>,
}

/// Whose best stable allocation is sought.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BestForBody {
    /// The projects': each has the best region that it has in any stable allocation.
    Projects,
    /// The regions'.
    Regions,
}

impl From<BestForBody> for Side {
    fn from(best_for: BestForBody) -> Side {
        match best_for {
            BestForBody::Projects => Side::Applicants,
            BestForBody::Regions => Side::Owners,
        }
    }
}

impl Validate for AllocationRequestBody {
    fn validate(&self) -> Vec<Invalid> {
        let level = self.level.and_then(|level| check_level(level).err());
        let single = self.capacities.iter().map(|(id, count)| (format!("capacities.{id}"), count));
        let capacities = std::iter::once(("capacity".to_owned(), &self.capacity)).chain(single);
        let expected = format!("between 0 and {CAPACITY_MAX}");
        let too_many = capacities.filter(|(_, count)| CAPACITY_MAX < **count);
        let too_many = too_many.map(|(path, count)| Invalid::new(&path, count, &expected));
        level.into_iter().chain(validate_day(self.as_of.as_deref())).chain(too_many).collect()
    }
}

impl From<AllocationRequestBody> for ProjectAllocationQuestion {
    fn from(body: AllocationRequestBody) -> ProjectAllocationQuestion {
        let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        ProjectAllocationQuestion {
            level: body.level.unwrap_or(Level::Park),
            choices: body.choices.map_or(LIMIT_DEFAULT, count),
            capacity: count(body.capacity),
            capacities: body.capacities.into_iter().map(|(id, n)| (id, count(n))).collect(),
            side: body.best_for.unwrap_or(BestForBody::Projects).into(),
            as_of: body.as_of.as_deref().and_then(parse_day).unwrap_or_else(today),
            preset: body.preset,
        }
    }
}

/// Which project goes to which region, so that no two would rather have each other.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllocationBody {
    /// The form of this document.
    pub schema: u32,
    /// The store's generation.
    pub generation: u64,
    /// The hash of the definition.
    pub definition: String,
    /// Those with a region, by id.
    pub assigned: Vec<AssignedProjectBody>,
    /// Those without, by id.
    pub unassigned: Vec<UnassignedProjectBody>,
    /// Regions that a project would have first or that get one, the most wanted first.
    pub regions: Vec<RegionLoadBody>,
    /// Pairs that would rather have each other; empty, for the allocation is stable.
    pub blocking_pairs: Vec<BlockingPairBody>,
    /// The most that could have a region, if nobody minded which.
    pub maximum_size: usize,
    /// The Herfindahl–Hirschman index of the first choices, 1 if all are the same; `null` without
    /// any.
    pub concentration_wanted: Option<f64>,
    /// The same of the allocation.
    pub concentration_assigned: Option<f64>,
    /// How many projects have a first choice that is another's, too.
    pub sharing_first_choice: usize,
    /// The share of all wins that came from other regions that compete rather than from the core:
    /// what one region wins there another loses. `null` without wins of which it is known.
    pub zero_sum: Option<f64>,
}

/// A project and where it goes.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssignedProjectBody {
    /// Its id.
    pub project: ProjectId,
    /// Its names.
    pub name: TextBody,
    /// The region.
    pub region: RegionBody,
    /// The published parcel, as park and parcel; `null` for land that is not published.
    pub parcel: Option<String>,
    /// Where the region stands in the project's own ranking, from 1.
    pub choice: usize,
    /// The project's score of the region, in millionths.
    pub project_points: i64,
    /// The region's score of the project, in millionths.
    pub region_points: i64,
    /// By how much the project's first choice is ahead, in millionths.
    pub points_given_up: i64,
    /// Its choices in an order by which no region is the first of more projects than it takes: the
    /// region that it gets, then those with room left, then those without.
    pub spread: Vec<SpreadChoiceBody>,
}

/// A choice of a project in an order that spreads.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpreadChoiceBody {
    /// The region.
    pub region: RegionId,
    /// Where it stands in the project's own ranking, from 1.
    pub choice: usize,
    /// The project's score of the region, in millionths; crowding is not counted in it.
    pub project_points: i64,
    /// What is left of its attraction, as its `crowding` among the regions; `null` where it takes
    /// none.
    pub crowding: Option<f64>,
    /// Whether it takes more projects than it gets.
    pub has_room: bool,
}

/// A project without a region.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnassignedProjectBody {
    /// Its id.
    pub project: ProjectId,
    /// Its names.
    pub name: TextBody,
    /// `unresolved`: its profile names what is not known any more. `none_fits`: no region passes
    /// all gates. `outranked`: its choices have no room, or prefer others.
    pub because: &'static str,
}

/// How full a region is.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionLoadBody {
    /// The region.
    pub region: RegionBody,
    /// Projects whose first choice it is.
    pub wanted: usize,
    /// How many it takes.
    pub capacity: usize,
    /// How many it gets.
    pub assigned: usize,
    /// First choices per place; `null` where it takes none.
    pub utilisation: Option<f64>,
    /// What is left of its attraction at this utilisation, 1 where there is room; a factor to be
    /// read beside points, which do not have it in them. `null` where it takes none.
    #[schema(example = 0.8)]
    pub crowding: Option<f64>,
    /// The projects that it gets whose host city is, holds or lies in another region of this list.
    pub wins_from_competitors: u32,
    /// The projects that it gets from elsewhere; those that stay in their city, and those of unknown
    /// origin, are in neither.
    pub wins_from_core: u32,
    /// The first of these as a share of both; `null` without either.
    pub zero_sum: Option<f64>,
}

/// A project and a region.
#[derive(Debug, Serialize, ToSchema)]
pub struct BlockingPairBody {
    /// The project.
    pub project: ProjectId,
    /// The region.
    pub region: RegionId,
}

/// Allocate all stored projects
///
/// Each project applies to the best regions of its own ranking, each region orders its applicants
/// by its own criteria; what comes out is stable.
#[utoipa::path(
    post, path = "/v1/allocations", tag = "matches",
    request_body = AllocationRequestBody,
    responses((status = 200, description = "The allocation", body = AllocationBody))
)]
pub async fn post_allocations(
    Acting(app): Acting,
    wanted: Wanted,
    Json(body): Json<AllocationRequestBody>,
) -> Result<Answer<AllocationBody>, Problem> {
    let allocation = allocate_projects(&app, body.into()).await?;
    let compose = || AllocationBody::from(&allocation);
    let render = |page: &Page| allocation_text::render(&allocation, page);
    Ok(Answer::of(wanted.page("").as_ref(), compose, render))
}

impl From<&ProjectAllocation> for AllocationBody {
    fn from(allocation: &ProjectAllocation) -> AllocationBody {
        let assigned = allocation.assigned.iter().map(|one| AssignedProjectBody {
            project: one.project.clone(),
            name: (&one.name).into(),
            region: one.region.clone().into(),
            parcel: one.parcel.clone(),
            choice: one.choice,
            project_points: one.project_points.get(),
            region_points: one.region_points.get(),
            points_given_up: one.points_given_up.get(),
            spread: one.spread.iter().map(SpreadChoiceBody::from).collect(),
        });
        let unassigned = allocation.unassigned.iter().map(|one| UnassignedProjectBody {
            project: one.project.clone(),
            name: (&one.name).into(),
            because: match one.because {
                NoRegion::Unresolved => "unresolved",
                NoRegion::NoneFits => "none_fits",
                NoRegion::Outranked => "outranked",
            },
        });
        let regions = allocation.regions.iter().map(|load| RegionLoadBody {
            region: load.region.clone().into(),
            wanted: load.wanted,
            capacity: load.capacity,
            assigned: load.assigned,
            utilisation: load.utilisation,
            crowding: load.crowding,
            wins_from_competitors: load.wins.from_competitors,
            wins_from_core: load.wins.from_core,
            zero_sum: load.wins.zero_sum(),
        });
        let pairs = allocation.blocking_pairs.iter().map(|(project, region)| BlockingPairBody {
            project: project.clone(),
            region: region.clone(),
        });
        AllocationBody {
            schema: SCHEMA,
            generation: allocation.generation,
            definition: allocation.definition.clone(),
            assigned: assigned.collect(),
            unassigned: unassigned.collect(),
            regions: regions.collect(),
            blocking_pairs: pairs.collect(),
            maximum_size: allocation.maximum_size,
            concentration_wanted: allocation.concentration_wanted,
            concentration_assigned: allocation.concentration_assigned,
            sharing_first_choice: allocation.sharing_first_choice,
            zero_sum: allocation.wins.zero_sum(),
        }
    }
}

impl From<&SpreadChoice> for SpreadChoiceBody {
    fn from(choice: &SpreadChoice) -> SpreadChoiceBody {
        SpreadChoiceBody {
            region: choice.region.clone(),
            choice: choice.choice,
            project_points: choice.project_points.get(),
            crowding: choice.crowding,
            has_room: choice.has_room,
        }
    }
}
