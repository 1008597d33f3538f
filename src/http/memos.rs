use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{Html, IntoResponse, Response},
};

use super::{
    Acting, Problem, Sheet,
    extract::Json,
    match_request::MatchRequestBody,
    memo_html,
    plain::{asked_language, language_tag},
};
use crate::service::{rank_regions::rank_regions_assuming, robustness::with_firmness};

/// Under which name a browser keeps the paper; nothing of it is shown in place.
const ATTACHED: &str = "attachment; filename=\"memo.html\"";

/// Write the ranking as a paper for a board
///
/// The question of `POST /v1/matches`, answered as a file of HTML that stands alone and prints on A4:
/// the recommendation, the table, what stands behind the first three, how firm the order is, and the
/// sources. It has all of its parts whatever `include` names. Its language is that of
/// `Accept-Language`, or else of the project.
#[utoipa::path(
    post, path = "/v1/memos", tag = "matches",
    request_body = MatchRequestBody,
    responses(
        (status = 200, description = "The paper", body = String, content_type = "text/html",
         headers(("Content-Language" = String, description = "Its language: `zh` or `en`"),
                 ("Content-Disposition" = String, description = "The name of its file"))),
        (status = 404, description = "No project has this id"),
    )
)]
pub async fn post_memos(
    Acting(app): Acting,
    headers: HeaderMap,
    Json(body): Json<MatchRequestBody>,
) -> Result<Response, Problem> {
    let language = asked_language(&headers, &body.said());
    let assumptions = body.assumptions();
    let question = body.into_question(&app)?;
    let ranking = rank_regions_assuming(&app, question, assumptions).await?;
    let ranking = with_firmness(&app, ranking).await?;
    let headers = [
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(language_tag(language))),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(ATTACHED)),
    ];
    Ok((headers, Html(memo_html(&ranking, language, Sheet::File))).into_response())
}
