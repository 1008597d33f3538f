//! The HTTP interface: wire types, routes, and how they are served.
//!
//! Every resource is one file with its handlers and its `…Body` types; profiles are documents and
//! go over the wire as they are. Every error is a [`Problem`].

/// RFC 9457 problems, and the only door from errors to statuses.
mod problem;
/// What is read from a request: bodies, paths, queries.
pub mod extract;
/// What holds for every request: log, headers, problems, limits.
mod middleware;
/// What all operations share in the OpenAPI document.
mod openapi;
/// What an operator may limit.
mod limits;
/// How often a caller may ask.
mod rate;
/// Who is let in, and who may do what.
pub mod access;
/// By what a request is found in the log.
mod request_id;
/// What a server measures of itself.
mod metrics;
/// The accept loop and its end.
mod serve;
/// Answers as plain text for a reader.
pub mod plain;
/// Wire types that several resources use.
pub mod body;
/// Money and numbers with their ends.
pub mod money;
/// Whether the process lives and can answer.
pub mod health;
/// Sessions of browsers.
pub mod session;
/// Who changed and who saw what.
pub mod audit;
/// Region profiles.
pub mod regions;
/// Project profiles.
pub mod projects;
/// What documents were before.
pub mod history;
/// The conditions of a request on one document.
pub mod preconditions;
/// Requests that are carried out once, however often they are sent.
pub mod idempotency;
/// Bulk import.
pub mod import;
/// Bulk export.
pub mod export;
/// Answers that are made while they are sent.
mod parts;
/// What became of projects, and what they promised: recording and listing.
pub mod outcomes;
/// One outcome.
pub mod outcome;
/// One commitment.
pub mod commitment;
/// The landing record of a region.
pub mod landing_record;
/// Free-text search.
pub mod search;
/// Classifications, and words to codes.
pub mod industries;
/// The main job.
pub mod matches;
/// The other side: projects for a region.
pub mod project_matches;
/// The question of a match request.
pub mod match_request;
/// What is weighed.
pub mod criteria;
/// Weight presets.
pub mod presets;
/// Weights from judgments or from a table.
pub mod weights;
/// Which parts of candidates are asked for.
pub mod include;
/// The match document, a contract.
pub mod match_body;
/// What landing costs, earns and requires: a part of the match document.
pub mod landing_body;
/// How firm a ranking stands: a part of the match document.
pub mod robustness_body;
/// Regions like a region, projects like a project.
pub mod similar;
/// The ranking as a paper for a board.
pub mod memos;
/// A few regions side by side.
pub mod comparisons;
/// What the support instruments of a region add up to.
pub mod policy_stacks;
/// The page for people, and the memo.
mod page;
/// All projects at once, so that regions are not overrun.
pub mod allocations;
/// Re-rankings that go on while nobody waits.
pub mod rerank_jobs;
/// What changed between two runs over many projects, and why.
pub mod run_differences;
/// Saved searches, and what is noticed about them.
pub mod saved_searches;

use axum::{Extension, Router, middleware::from_fn};
use tower::ServiceBuilder;
use utoipa::{OpenApi as _, openapi::OpenApi};
use utoipa_axum::{router::OpenApiRouter, routes};
use utoipa_swagger_ui::{Config, SwaggerUi};

pub use access::{Acting, Door, Host};
pub use comparisons::{ComparisonBody, comparison_body};
pub use history::{HistoryBody, history_body};
pub use include::{Include, IncludedPart};
pub use landing_body::{PolicyBody, policy_body};
pub use limits::{Seconds, ServerLimits};
pub use match_body::{MatchBody, match_body};
pub use metrics::Metrics;
pub use page::{Sheet, memo_html};
pub use problem::{Cause, FaultBody, PROBLEM_JSON, Problem, ProblemBody};
pub use serve::{ServeError, Stopping, serve};

use crate::service::App;

/// Every route, with everything around it, open to whoever reaches it, within the limits that hold
/// if nothing is said.
pub fn router(app: App) -> Router {
    router_within(app, Door::Loopback, &ServerLimits::default(), &Metrics::new())
}

/// Every route, with everything around it.
pub fn router_within(app: App, door: Door, limits: &ServerLimits, metrics: &Metrics) -> Router {
    let guard = access::Guard::new(app.clone(), door);
    middleware::around(routes(app, limits.imports_max), Some(guard), limits, metrics)
}

/// Every route, with nothing around it.
fn routes(app: App, imports_max: usize) -> Router {
    let (router, mut document) = parts(imports_max);
    let without = openapi::WithoutParameters::of(&mut document);
    let refuse_unknown =
        move |request, next| openapi::refuse_unknown(without.clone(), request, next);
    let router = router.layer(from_fn(refuse_unknown));
    // The page's validator would be another host.
    let page = Config::from("/openapi.json").validator_url("none");
    let router = router.merge(page::routes()).with_state(Host(app));
    router.merge(SwaggerUi::new("/docs").config(page))
}

/// The OpenAPI 3.1 document of the routes.
pub fn openapi() -> OpenApi {
    parts(crate::domain::limits::IMPORTS_MAX).1
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Hinterland",
        description = "Ranks the regions where an incubated project can industrialise, with \
                       reasons that add up. Points are integers, millionths of a full score; \
                       contributions sum to the total exactly. What is unknown is `null`, never 0."
    ),
    components(schemas(ProblemBody, crate::domain::alert::AlertMessage)),
    tags(
        (name = "matches", description = "Regions for a project, and projects for a region, ranked and explained"),
        (name = "weights", description = "Weights of criteria: presets, and weights from judgments or a table"),
        (name = "regions", description = "Region profiles"),
        (name = "projects", description = "Project profiles"),
        (name = "outcomes", description = "What became of projects, and what they promised"),
        (name = "search", description = "Free-text search"),
        (name = "industries", description = "Classifications"),
        (name = "jobs", description = "Re-rankings of many projects that go on while nobody waits"),
        (name = "alerts", description = "Saved searches, and being told when their first regions are others"),
        (name = "session", description = "Sessions of browsers, where keys are required"),
        (name = "audit", description = "Who changed and who saw what"),
        (name = "health", description = "Whether the process lives and can answer"),
    )
)]
struct Document;

/// The documented routes and their document.
fn parts(imports_max: usize) -> (Router<Host>, OpenApi) {
    let imports = import::Slots::new(imports_max);
    let (router, mut document) = OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(matches::post_matches))
        .routes(routes!(matches::list_matches))
        .routes(routes!(project_matches::list_project_matches))
        .routes(routes!(memos::post_memos))
        .routes(routes!(comparisons::post_comparisons))
        .routes(routes!(policy_stacks::post_policy_stacks))
        .routes(routes!(allocations::post_allocations))
        .routes(routes!(rerank_jobs::post_rerank_job, rerank_jobs::list_rerank_jobs))
        .routes(routes!(rerank_jobs::get_rerank_job, rerank_jobs::cancel_rerank_job))
        .routes(routes!(rerank_jobs::stream_rerank_job_events))
        .routes(routes!(rerank_jobs::list_rerank_job_results))
        .routes(routes!(run_differences::post_run_differences))
        .routes(routes!(criteria::list_criteria))
        .routes(routes!(saved_searches::post_saved_search, saved_searches::list_saved_searches))
        .routes(routes!(
            saved_searches::get_saved_search,
            saved_searches::put_saved_search,
            saved_searches::delete_saved_search,
            saved_searches::rotate_saved_search_secret
        ))
        .routes(routes!(saved_searches::list_saved_search_alerts))
        .routes(routes!(presets::list_weight_presets))
        .routes(routes!(weights::post_weights))
        .routes(routes!(regions::get_region, regions::put_region, regions::delete_region))
        .routes(routes!(similar::list_similar_regions))
        .routes(routes!(similar::list_similar_projects))
        .routes(routes!(projects::get_project, projects::put_project, projects::delete_project))
        .routes(routes!(import::import_regions))
        .routes(routes!(import::import_projects))
        .routes(routes!(import::import_outcomes))
        .routes(routes!(import::import_commitments))
        .routes(routes!(export::export_regions))
        .routes(routes!(export::export_projects))
        .routes(routes!(export::export_outcomes))
        .routes(routes!(export::export_commitments))
        .routes(routes!(outcomes::post_outcomes, outcomes::list_outcomes))
        .routes(routes!(outcomes::post_commitments))
        .routes(routes!(outcome::get_outcome, outcome::put_outcome, outcome::delete_outcome))
        .routes(routes!(
            commitment::get_commitment,
            commitment::put_commitment,
            commitment::delete_commitment
        ))
        .routes(routes!(history::list_region_history))
        .routes(routes!(history::list_project_history))
        .routes(routes!(history::list_outcome_history))
        .routes(routes!(history::list_commitment_history))
        .routes(routes!(landing_record::get_landing_record))
        .routes(routes!(search::search_documents))
        .routes(routes!(industries::list_industries))
        .routes(routes!(industries::code_text))
        .routes(routes!(session::get_session, session::open_session, session::end_session))
        .routes(routes!(audit::list_audit))
        .routes(routes!(health::get_health))
        .routes(routes!(health::get_readiness))
        .routes(routes!(metrics::get_metrics))
        .routes(routes!(openapi::get_openapi))
        .layer(
            ServiceBuilder::new()
                .layer(Extension(imports))
                .layer(Extension(export::Slots::default()))
                .layer(Extension(run_differences::Uploads::default()))
                .layer(Extension(idempotency::Running::default())),
        )
        .split_for_parts();
    openapi::complete(&mut document);
    (router, document)
}

#[cfg(test)]
mod tests;
