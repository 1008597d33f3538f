//! The page and the memo: HTML that is written here, and the files of `web`.

/// What an address of the page asks.
mod address;
/// The way in, with a key, and the way out.
mod door;
/// Text in HTML.
mod html;
/// The ranked list for a reader without scripts.
mod list;
/// The memo for a board.
mod memo;
/// The words of both, in Chinese and English.
mod words;

use axum::{
    Extension, Router,
    body::Body,
    extract::Path,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};

use self::{
    address::Address,
    door::{Visitor, enter, key_form, leave, leave_form},
};
use super::{
    Problem,
    access::{Acting, Admission, Host},
    extract::Query,
    plain,
};
use crate::{
    domain::text::Language,
    service::{
        rank_regions::{Ranking, rank_regions},
        robustness::with_firmness,
    },
    web,
};

pub use memo::{Sheet, memo_html};

/// The routes of the page. They are no operations of the API and stand in no document of it.
pub(super) fn routes() -> Router<Host> {
    Router::new()
        .route("/", get(get_page))
        .route("/memo", get(get_memo))
        .route("/enter", post(enter))
        .route("/leave", post(leave))
        .route("/page/{*path}", get(get_file))
}

/// `GET /`: the page; with a question, its ranked list as plain HTML, which the scripts replace.
/// Everybody gets the page; where keys are asked for, whoever has no session yet enters a key there.
async fn get_page(
    acting: Option<Extension<Acting>>,
    admission: Option<Extension<Admission>>,
    headers: HeaderMap,
    uri: Uri,
    query: Result<Query<Address>, Problem>,
) -> Response {
    let visitor = Visitor::of(acting.as_ref(), admission.as_ref());
    let mut frame = Frame { language: accepted_language(&headers), visitor };
    let address = match query {
        Ok(Query(address)) => address,
        Err(problem) => return frame.refuse(&problem),
    };
    frame.language = address.language.unwrap_or(frame.language);
    let Some(Extension(Acting(app))) = acting else {
        let form = key_form(visitor, frame.language, uri.query().unwrap_or_default());
        return Html(frame.fill(address.text(), &form)).into_response();
    };
    let Some(question) = address.question() else {
        return Html(frame.fill(address.text(), "")).into_response();
    };
    match rank_regions(&app, question).await {
        Ok(ranking) => {
            let answer = list::render(&ranking, frame.language);
            Html(frame.fill(address.text(), &answer)).into_response()
        }
        Err(error) => frame.refuse(&Problem::from(error)),
    }
}

/// `GET /memo`: the answer as a paper for a board.
async fn get_memo(
    Acting(app): Acting,
    headers: HeaderMap,
    Query(address): Query<Address>,
) -> Result<Response, Problem> {
    let language = address.language.unwrap_or_else(|| accepted_language(&headers));
    let question = address.question().ok_or_else(|| {
        Problem::malformed("`q` or `project` must say what is asked, such as `/memo?q=…`")
    })?;
    let ranking: Ranking = rank_regions(&app, question).await?;
    let ranking = with_firmness(&app, ranking).await?;
    Ok(Html(memo_html(&ranking, language, Sheet::Served)).into_response())
}

/// A file of the page; packed where the caller takes gzip, and not at all where it has it already.
async fn get_file(Path(path): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let asset = web::asset(&path).ok_or_else(|| {
        Problem::of_status(StatusCode::NOT_FOUND, "nothing is served at this path")
    })?;
    let is_packed = names(&headers, &header::ACCEPT_ENCODING, "gzip");
    let tag = asset.etag.trim_matches('"');
    let etag = if is_packed { format!("\"{tag}z\"") } else { asset.etag.clone() };
    let fixed = [
        (header::CONTENT_TYPE, asset.media_type.to_owned()),
        (header::ETAG, etag.clone()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::VARY, "accept-encoding".to_owned()),
    ];
    if names(&headers, &header::IF_NONE_MATCH, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, fixed).into_response());
    }
    let asset = asset.into_owned();
    if is_packed {
        let encoding = [(header::CONTENT_ENCODING, "gzip")];
        return Ok((fixed, encoding, Body::from(asset.packed)).into_response());
    }
    Ok((fixed, Body::from(asset.plain.into_owned())).into_response())
}

/// Whether a header lists a word.
fn names(headers: &HeaderMap, header: &header::HeaderName, word: &str) -> bool {
    let values = headers.get_all(header).iter().filter_map(|value| value.to_str().ok());
    let mut words = values.flat_map(|value| value.split(','));
    words.any(|part| part.split(';').next().is_some_and(|name| name.trim() == word))
}

/// The first of both languages that a browser names; Chinese if it names neither.
fn accepted_language(headers: &HeaderMap) -> Language {
    plain::accepted_language(headers).unwrap_or(Language::Zh)
}

/// What stands around every answer of the page.
#[derive(Debug, Clone, Copy)]
struct Frame {
    language: Language,
    visitor: Visitor,
}

impl Frame {
    /// The page with a question and its answer in HTML.
    fn fill(self, question: &str, answer: &str) -> String {
        web::FRAME
            .replace("{language}", words::tag(self.language))
            .replace("{title}", words::of(self.language).title)
            .replace("{visitor}", self.visitor.as_str())
            .replace("{leave}", &leave_form(self.visitor, self.language))
            .replace("{answer}", answer)
            .replace("{question}", &html::escape(question))
    }

    /// The page with what is wrong with the question.
    fn refuse(self, problem: &Problem) -> Response {
        let detail = html::escape(problem.detail());
        let answer = format!("<p class=\"failure\" role=\"alert\">{detail}</p>");
        (problem.status(), Html(self.fill("", &answer))).into_response()
    }
}
