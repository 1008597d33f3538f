use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use utoipa::IntoParams;

use super::{
    Acting, MatchBody, Problem,
    extract::{
        Json, Path, Query,
        query::{FromParameters, Parameters},
    },
    include::{Include, IncludedPart},
    match_body,
    match_request::{
        DAY_EXPECTED, LEVEL_EXPECTED, MatchRequestBody, check_level, parse_day, today,
    },
    plain::{Answer, Wanted},
    presets::{PRESET_EXPECTED, parse_preset},
};
use crate::{
    domain::{
        assumption::Assumption,
        id::ProjectId,
        limits::{LIMIT_DEFAULT, LIMIT_MAX},
        preset::PresetId,
        region::Level,
    },
    service::{
        App,
        app::blocking,
        documents::region_names,
        landing::LandingAdvice,
        rank_regions::{
            Advice, Question, Ranking, Subject, Wishes, rank_regions_assuming, rank_regions_then,
        },
        robustness::with_firmness,
    },
    text::{
        page::Page,
        ranking_text::{self, Depth},
    },
};

/// What a candidate takes in an answer without further parts: some 6,500 bytes.
const CANDIDATE_BYTES: usize = 8 * 1024;

/// Rank regions for a project
///
/// The project comes in plain words, as a profile, or by the id of a stored profile.
#[utoipa::path(
    post, path = "/v1/matches", tag = "matches",
    request_body = MatchRequestBody,
    responses(
        (status = 200, description = "The ranking and its reasons", body = MatchBody),
        (status = 404, description = "No project has this id"),
    )
)]
pub async fn post_matches(
    Acting(app): Acting,
    wanted: Wanted,
    Json(body): Json<MatchRequestBody>,
) -> Result<Response, Problem> {
    let (include, page) = (body.include(), wanted.page(&body.said()));
    let assumptions = body.assumptions();
    let question = body.into_question(&app)?;
    answer(&app, question, assumptions, include, page).await
}

/// The match document of a question, with the parts that are included, or the page that is wanted in
/// its place.
async fn answer(
    app: &App,
    question: Question,
    assumptions: Vec<Assumption>,
    include: Include,
    page: Option<Page>,
) -> Result<Response, Problem> {
    let is_firmness_asked = include.has(IncludedPart::Robustness);
    if page.is_none() && !is_firmness_asked {
        let write = move |mut ranking: Ranking| {
            let bytes_about = CANDIDATE_BYTES * (1 + ranking.candidates.len());
            // What is not shown is given back after the answer.
            let unshown = if include.has_landing() { Vec::new() } else { landing_of(&mut ranking) };
            let body = Json(match_body(ranking, &include));
            (body.written_into(bytes_about), (body, unshown))
        };
        return Ok(rank_regions_then(app, question, assumptions, write).await?);
    }
    let mut ranking = rank_regions_assuming(app, question, assumptions).await?;
    if is_firmness_asked {
        ranking = with_firmness(app, ranking).await?;
    }
    // Documents and texts of a megabyte take longer than others can wait.
    let Some(page) = page else {
        return Ok(blocking(move || Json(match_body(ranking, &include)).into_response()).await?);
    };
    let depth = if include.has_landing() { Depth::Detail } else { Depth::Table };
    let names = region_names(app, ranking_text::named_regions(&ranking, depth)).await;
    let language = page.language;
    let render = move || ranking_text::render(&ranking, &names, depth, &page);
    Ok(Answer::<MatchBody>::Text(blocking(render).await?, language).into_response())
}

/// What is known of the landing of each candidate, which no longer has it.
fn landing_of(ranking: &mut Ranking) -> Vec<Option<Box<LandingAdvice>>> {
    ranking.candidates.iter_mut().map(|ranked| ranked.landing.take()).collect()
}

/// How to rank.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListMatches {
    /// The level of the regions to rank: `park` (the default), `county`, `prefecture`, `province`
    level: Option<Level>,
    /// How many candidates
    #[param(minimum = 1, maximum = 100, default = 10)]
    limit: Option<usize>,
    /// The day whose knowledge counts; today by default
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<Date>,
    /// The weights of a kind of user in place of the project's own: `advisor`, `sponsor`,
    /// `region_officer`, `batch`
    preset: Option<PresetId>,
    /// The parts of candidates to answer beside the score: `cost`, `policies`, `modes`, `quadrant`,
    /// `gates`, and `robustness` of the order; none by default
    #[param(value_type = Vec<IncludedPart>, required = false)]
    include: Include,
}

impl FromParameters for ListMatches {
    fn take_from(parameters: &mut Parameters) -> ListMatches {
        ListMatches {
            level: parameters.one("level", LEVEL_EXPECTED, |text| {
                let level = Level::ALL.into_iter().find(|level| level.as_str() == text)?;
                check_level(level).is_ok().then_some(level)
            }),
            limit: parameters.whole("limit", 1..=LIMIT_MAX),
            as_of: parameters.one("as_of", DAY_EXPECTED, parse_day),
            preset: parameters.one("preset", PRESET_EXPECTED, parse_preset),
            include: parameters
                .many("include", IncludedPart::EXPECTED, IncludedPart::parse)
                .into_iter()
                .collect(),
        }
    }
}

/// Rank regions for a stored project
#[utoipa::path(
    get, path = "/v1/projects/{id}/matches", tag = "matches",
    params(("id" = ProjectId, Path, description = "The id of the project"), ListMatches),
    responses(
        (status = 200, description = "The ranking and its reasons", body = MatchBody),
        (status = 404, description = "No project has this id"),
    )
)]
pub async fn list_matches(
    Acting(app): Acting,
    Path(id): Path<ProjectId>,
    Query(query): Query<ListMatches>,
    wanted: Wanted,
) -> Result<Response, Problem> {
    let question = Question {
        subject: Subject::Stored(id),
        wishes: Wishes { preset: query.preset, ..Wishes::default() },
        level: query.level.unwrap_or(Level::Park),
        limit: query.limit.unwrap_or(LIMIT_DEFAULT),
        as_of: query.as_of.unwrap_or_else(today),
        excluded_links: Vec::new(),
        advice: Advice::Given,
    };
    answer(&app, question, Vec::new(), query.include, wanted.page("")).await
}
