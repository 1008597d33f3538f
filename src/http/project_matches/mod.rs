use jiff::civil::Date;
use utoipa::IntoParams;

use super::{
    Acting, Problem,
    extract::{
        Path, Query,
        query::{FromParameters, Parameters},
    },
    include::IncludedPart,
    match_request::{DAY_EXPECTED, LEVEL_EXPECTED, check_level, parse_day, today},
    plain::{Answer, Wanted},
    presets::{PRESET_EXPECTED, parse_preset},
};
use crate::{
    domain::{
        id::RegionId,
        limits::{LIMIT_DEFAULT, LIMIT_MAX},
        preset::PresetId,
        region::Level,
    },
    service::rank_projects::{Prospects, RegionQuestion, rank_projects},
    text::{page::Page, project_ranking_text},
};

/// The projects of a region as they go over the wire, a contract.
pub mod body;
/// What would lift the region, in that form.
mod prospects_body;
/// A ranking of projects in that form.
mod compose;

pub use body::ProjectMatchBody;

/// Which projects, how many, and as of when.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListProjectMatches {
    /// Only projects that are incubated in this region
    host_city: Option<RegionId>,
    /// The level on which the region is scored, one of its own: `park`, `county`, `prefecture`,
    /// `province`; the lowest by default
    level: Option<Level>,
    /// How many projects
    #[param(minimum = 1, maximum = 100, default = 10)]
    limit: Option<usize>,
    /// The day whose knowledge counts; today by default
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<Date>,
    /// The weights of the projects' side in place of each project's own: `advisor`, `sponsor`,
    /// `region_officer`, `batch`
    preset: Option<PresetId>,
    /// What to answer beside the ranking: `robustness`, which says what would lift the region in
    /// the projects' own lists, and takes a whole ranking per project; nothing by default
    #[param(value_type = Vec<String>, required = false)]
    include: Vec<IncludedPart>,
}

impl FromParameters for ListProjectMatches {
    fn take_from(parameters: &mut Parameters) -> ListProjectMatches {
        ListProjectMatches {
            host_city: parameters.region("host_city"),
            level: parameters.one("level", LEVEL_EXPECTED, |text| {
                let level = Level::ALL.into_iter().find(|level| level.as_str() == text)?;
                check_level(level).is_ok().then_some(level)
            }),
            limit: parameters.whole("limit", 1..=LIMIT_MAX),
            as_of: parameters.one("as_of", DAY_EXPECTED, parse_day),
            preset: parameters.one("preset", PRESET_EXPECTED, parse_preset),
            include: parameters.many("include", "`robustness`", |word| {
                IncludedPart::parse(word).filter(|part| *part == IncludedPart::Robustness)
            }),
        }
    }
}

/// Rank the stored projects for a region
///
/// From both sides: what the region is worth to each project, exactly as the project's own matches
/// have it, and what the project is worth to the region. The order is by the harmonic mean of both.
#[utoipa::path(
    get, path = "/v1/regions/{id}/matches", tag = "matches",
    params(("id" = RegionId, Path, description = "The id of the region"), ListProjectMatches),
    responses(
        (status = 200, description = "The projects and their reasons", body = ProjectMatchBody),
        (status = 404, description = "No region has this id"),
    )
)]
pub async fn list_project_matches(
    Acting(app): Acting,
    Path(region): Path<RegionId>,
    Query(query): Query<ListProjectMatches>,
    wanted: Wanted,
) -> Result<Answer<ProjectMatchBody>, Problem> {
    let ListProjectMatches { host_city, level, limit, as_of, preset, include } = query;
    let prospects = if include.is_empty() { Prospects::Omitted } else { Prospects::Sought };
    let limit = limit.unwrap_or(LIMIT_DEFAULT);
    let as_of = as_of.unwrap_or_else(today);
    let question = RegionQuestion { region, level, host_city, limit, as_of, preset, prospects };
    let ranking = rank_projects(&app, question).await?;
    let compose = || ProjectMatchBody::from(&ranking);
    let render = |page: &Page| project_ranking_text::render(&ranking, page);
    Ok(Answer::of(wanted.page("").as_ref(), compose, render))
}
