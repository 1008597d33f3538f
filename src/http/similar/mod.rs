use jiff::civil::Date;
use utoipa::IntoParams;

use super::{
    Acting, Problem,
    extract::{
        Path, Query,
        query::{FromParameters, Parameters},
    },
    match_request::{DAY_EXPECTED, LEVEL_EXPECTED, check_level, parse_day, today},
    plain::{Answer, Wanted},
};
use crate::{
    domain::{
        id::{ProjectId, RegionId},
        limits::{LIMIT_DEFAULT, LIMIT_MAX},
        region::Level,
    },
    service::similar::{SimilarQuestion, similar_projects_of, similar_regions},
    text::{page::Page, similar_text},
};

/// Resemblances as they go over the wire, a contract.
pub mod body;

pub use body::{SimilarProjectsBody, SimilarRegionsBody};

/// Which regions, how many, and as of when.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListSimilarRegions {
    /// The level on which the region is compared, one of its own: `park`, `county`, `prefecture`,
    /// `province`; the lowest by default
    level: Option<Level>,
    /// How many regions
    #[param(minimum = 1, maximum = 100, default = 10)]
    limit: Option<usize>,
    /// The day whose knowledge counts; today by default
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<Date>,
}

impl FromParameters for ListSimilarRegions {
    fn take_from(parameters: &mut Parameters) -> ListSimilarRegions {
        ListSimilarRegions {
            level: parameters.one("level", LEVEL_EXPECTED, |text| {
                let level = Level::ALL.into_iter().find(|level| level.as_str() == text)?;
                check_level(level).is_ok().then_some(level)
            }),
            limit: parameters.whole("limit", 1..=LIMIT_MAX),
            as_of: parameters.one("as_of", DAY_EXPECTED, parse_day),
        }
    }
}

/// How many projects.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListSimilarProjects {
    /// How many projects
    #[param(minimum = 1, maximum = 100, default = 10)]
    limit: Option<usize>,
}

impl FromParameters for ListSimilarProjects {
    fn take_from(parameters: &mut Parameters) -> ListSimilarProjects {
        ListSimilarProjects { limit: parameters.whole("limit", 1..=LIMIT_MAX) }
    }
}

/// List the regions that are most like a region
///
/// By what they make, and by land, its price and wages on the scales of the ranking; what is not
/// known of both neither joins them nor sets them apart.
#[utoipa::path(
    get, path = "/v1/regions/{id}/similar", tag = "regions",
    params(("id" = RegionId, Path, description = "The id of the region"), ListSimilarRegions),
    responses(
        (status = 200, description = "The regions and what they share", body = SimilarRegionsBody),
        (status = 404, description = "No region has this id"),
    )
)]
pub async fn list_similar_regions(
    Acting(app): Acting,
    Path(region): Path<RegionId>,
    Query(query): Query<ListSimilarRegions>,
    wanted: Wanted,
) -> Result<Answer<SimilarRegionsBody>, Problem> {
    let limit = query.limit.unwrap_or(LIMIT_DEFAULT);
    let as_of = query.as_of.unwrap_or_else(today);
    let question = SimilarQuestion { region, level: query.level, limit, as_of };
    let similar = similar_regions(&app, question).await?;
    let compose = || SimilarRegionsBody::from(&similar);
    let render = |page: &Page| similar_text::render_regions(&similar, page);
    Ok(Answer::of(wanted.page("").as_ref(), compose, render))
}

/// List the stored projects that are most like a stored project
///
/// By what they make, and by land, power, investment and headcount.
#[utoipa::path(
    get, path = "/v1/projects/{id}/similar", tag = "projects",
    params(("id" = ProjectId, Path, description = "The id of the project"), ListSimilarProjects),
    responses(
        (status = 200, description = "The projects and what they share", body = SimilarProjectsBody),
        (status = 404, description = "No project has this id"),
    )
)]
pub async fn list_similar_projects(
    Acting(app): Acting,
    Path(id): Path<ProjectId>,
    Query(query): Query<ListSimilarProjects>,
    wanted: Wanted,
) -> Result<Answer<SimilarProjectsBody>, Problem> {
    let limit = query.limit.unwrap_or(LIMIT_DEFAULT);
    let similar = similar_projects_of(&app, id, limit).await?;
    let compose = || SimilarProjectsBody::from(&similar);
    let render = |page: &Page| similar_text::render_projects(&similar, page);
    Ok(Answer::of(wanted.page("").as_ref(), compose, render))
}
