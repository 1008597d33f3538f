//! Answers as plain text for a reader: what the command line prints.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{Problem, extract::Json};
use crate::{
    domain::{invalid::Invalid, text::Language},
    service::understand::is_chinese,
    text::page::{Page, WIDTH_MAX, WIDTH_MIN, WIDTH_PLAIN},
};

/// The media type of an answer for a reader.
pub(super) const PLAIN: &str = "text/plain";
const PLAIN_UTF_8: &str = "text/plain; charset=utf-8";

/// The operations that answer as plain text, too. `GET` stands for `HEAD`.
const OPERATIONS: [(&str, &str); 18] = [
    ("POST", "/v1/matches"),
    ("GET", "/v1/projects/{id}/matches"),
    ("GET", "/v1/regions/{id}/matches"),
    ("POST", "/v1/comparisons"),
    ("POST", "/v1/policy-stacks"),
    ("POST", "/v1/allocations"),
    ("POST", "/v1/run-differences"),
    ("GET", "/v1/regions/{id}/similar"),
    ("GET", "/v1/projects/{id}/similar"),
    ("GET", "/v1/weight-presets"),
    ("GET", "/v1/search"),
    ("POST", "/v1/industries:code"),
    ("GET", "/v1/regions/{id}/history"),
    ("GET", "/v1/projects/{id}/history"),
    ("GET", "/v1/outcomes/{id}/history"),
    ("GET", "/v1/commitments/{id}/history"),
    ("GET", "/v1/regions/{id}/landing-record"),
    ("GET", "/v1/audit"),
];

/// Whether an operation answers as plain text, too.
pub(super) fn is_spoken(method: &str, path: &str) -> bool {
    let method = if method == "HEAD" { "GET" } else { method };
    OPERATIONS.contains(&(method, path))
}

/// In which form an answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted(Option<Layout>);

/// How a text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Layout {
    columns: usize,
    colour: bool,
    /// As `Accept-Language` says, if it names one of both.
    language: Option<Language>,
}

impl Wanted {
    /// The page that is wanted in place of a document, if one is. Its language is that which the
    /// request accepts, or else Chinese if what is `said` holds a Chinese character, or English.
    pub(super) fn page(self, said: &str) -> Option<Page> {
        let Layout { columns, colour, language } = self.0?;
        let language = language.unwrap_or_else(|| spoken_language(said));
        Some(Page { width: columns, colour, language })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Wanted {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Wanted, Problem> {
        Wanted::of(&parts.headers)
    }
}

impl Wanted {
    /// Plain text if `Accept` wants it more than JSON, or as much and says so more exactly.
    ///
    /// # Errors
    /// A layout that there is not.
    fn of(headers: &HeaderMap) -> Result<Wanted, Problem> {
        let given = headers.get_all(header::ACCEPT).iter();
        let ranges = given.filter_map(|value| value.to_str().ok()).flat_map(|v| v.split(','));
        let ranges: Vec<Range> = ranges.map(Range::parse).collect();
        let text = wish(&ranges, [PLAIN, "text/*", "*/*"]);
        let json = wish(&ranges, ["application/json", "application/*", "*/*"]);
        match text.filter(|text| json.is_none_or(|json| json.weight() < text.weight())) {
            None => Ok(Wanted(None)),
            Some(range) => {
                let layout = range.layout().map_err(|fault| Problem::invalid(&[fault]))?;
                Ok(Wanted(Some(Layout { language: accepted_language(headers), ..layout })))
            }
        }
    }
}

/// A range of `Accept`: RFC 9110, section 12.5.1.
#[derive(Debug)]
struct Range {
    media_type: String,
    parameters: Vec<(String, String)>,
}

impl Range {
    fn parse(text: &str) -> Range {
        let mut parts = text.split(';').map(|part| part.trim().to_ascii_lowercase());
        let media_type = parts.next().unwrap_or_default();
        let parameters = parts.filter_map(|part| {
            let (name, value) = part.split_once('=')?;
            Some((name.trim().to_owned(), value.trim().trim_matches('"').to_owned()))
        });
        Range { media_type, parameters: parameters.collect() }
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// How much it is wanted, in thousandths, then how exactly it is named.
    fn weight(&self) -> (u32, usize) {
        let quality = self.parameter("q").and_then(|text| text.parse::<f64>().ok()).unwrap_or(1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
        let thousandths = (quality.clamp(0.0, 1.0) * 1000.0).round() as u32;
        let exactness = 2 - self.media_type.matches('*').count().min(2);
        (thousandths, exactness)
    }

    /// # Errors
    /// A number of columns or a style that there is not.
    fn layout(&self) -> Result<Layout, Invalid> {
        let columns = self.parameter("columns").map_or(Ok(WIDTH_PLAIN), |text| {
            let columns = text.parse().ok().filter(|n| (WIDTH_MIN..=WIDTH_MAX).contains(n));
            let expected = format!("a whole number between {WIDTH_MIN} and {WIDTH_MAX}");
            columns.ok_or_else(|| Invalid::new("Accept.columns", text, &expected))
        })?;
        let colour = match self.parameter("style") {
            None | Some("plain") => false,
            Some("ansi") => true,
            Some(other) => return Err(Invalid::new("Accept.style", other, "`plain` or `ansi`")),
        };
        Ok(Layout { columns, colour, language: None })
    }
}

/// The range that speaks of a form: the most exact of `names`, if it is wanted at all.
fn wish<'a>(ranges: &'a [Range], names: [&str; 3]) -> Option<&'a Range> {
    let found = names.iter().find_map(|name| ranges.iter().find(|r| r.media_type == *name));
    found.filter(|range| 0 < range.weight().0)
}

/// The language that a request accepts, or else Chinese if what is `said` holds a Chinese character, or
/// English.
pub(super) fn asked_language(headers: &HeaderMap, said: &str) -> Language {
    accepted_language(headers).unwrap_or_else(|| spoken_language(said))
}

fn spoken_language(said: &str) -> Language {
    if is_chinese(said) { Language::Zh } else { Language::En }
}

/// How `Content-Language` names a language.
pub(super) fn language_tag(language: Language) -> &'static str {
    match language {
        Language::Zh => "zh",
        Language::En => "en",
    }
}

/// The first of both languages that `Accept-Language` names; `None` if it names neither.
pub(super) fn accepted_language(headers: &HeaderMap) -> Option<Language> {
    let given = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let tags = given.unwrap_or_default().split(',').map(|tag| tag.trim().to_ascii_lowercase());
    let mut known = tags.filter_map(|tag| match tag.get(..2) {
        Some("zh") => Some(Language::Zh),
        Some("en") => Some(Language::En),
        _ => None,
    });
    known.next()
}

/// An answer in the form that is wanted.
pub enum Answer<B> {
    /// A document.
    Document(B),
    /// A text in a language.
    Text(String, Language),
}

impl<B> Answer<B> {
    /// The text that `render` makes for the wanted page, or else the document that `compose` makes.
    pub(super) fn of(
        page: Option<&Page>,
        compose: impl FnOnce() -> B,
        render: impl FnOnce(&Page) -> String,
    ) -> Answer<B> {
        match page {
            None => Answer::Document(compose()),
            Some(page) => Answer::Text(render(page), page.language),
        }
    }
}

impl<B: Serialize> IntoResponse for Answer<B> {
    fn into_response(self) -> Response {
        match self {
            Answer::Document(body) => Json(body).into_response(),
            Answer::Text(text, language) => {
                let language = HeaderValue::from_static(language_tag(language));
                let headers = [
                    (header::CONTENT_TYPE, HeaderValue::from_static(PLAIN_UTF_8)),
                    (header::CONTENT_LANGUAGE, language),
                ];
                (headers, text).into_response()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(accept: &[&'static str]) -> Result<Option<(usize, bool)>, u16> {
        let mut headers = HeaderMap::new();
        for value in accept {
            headers.append(header::ACCEPT, HeaderValue::from_static(value));
        }
        let wanted = Wanted::of(&headers).map_err(|problem| problem.status().as_u16())?;
        Ok(wanted.0.map(|layout| (layout.columns, layout.colour)))
    }

    #[test]
    fn text_is_answered_to_whoever_wants_it_more_than_json() {
        let plain = Ok(Some((100, false)));
        let cases: [(&[&str], _); 14] = [
            (&[], Ok(None)),
            (&["*/*"], Ok(None)),              // curl by itself
            (&["application/json"], Ok(None)), // most clients
            (&["text/html,application/xhtml+xml,*/*;q=0.8"], Ok(None)), // a browser
            (&["text/plain"], plain),
            (&["text/*"], plain),
            (&["text/plain, */*"], plain), // named, where JSON is only let in
            (&["text/plain", "application/json;q=0.5"], plain),
            (&["text/plain;q=0.5, application/json"], Ok(None)),
            (&["text/plain, application/json"], Ok(None)), // as much: the document says more
            (&["text/plain;q=0"], Ok(None)),
            (&["text/plain;columns=72;style=ansi"], Ok(Some((72, true)))),
            (&["text/plain;columns=7"], Err(422)),
            (&["text/plain;style=bold"], Err(422)),
        ];
        for (accept, expected) in cases {
            assert_eq!(wanted(accept), expected, "{accept:?}");
        }
    }

    #[test]
    fn the_language_is_the_accepted_one_or_else_that_of_what_was_said() {
        let language = |accepted: &'static str, said: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static("text/plain"));
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accepted));
            Wanted::of(&headers).unwrap().page(said).unwrap().language
        };
        let cases = [
            ("", "抗体药物", Language::Zh),
            ("", "antibodies", Language::En),
            ("fr", "", Language::En), // neither of both
            ("en-GB, zh;q=0.5", "抗体药物", Language::En),
            ("zh-CN", "antibodies", Language::Zh),
        ];
        for (accepted, said, expected) in cases {
            assert_eq!(language(accepted, said), expected, "{accepted}: {said}");
        }
    }
}
