use std::collections::BTreeSet;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::{
    IntoParams,
    openapi::schema::{AnyOfBuilder, ObjectBuilder, Schema, Type},
};

use super::{Problem, body::Versioned};
use crate::{
    domain::{
        condition::{Condition, Versions},
        invalid::{Invalid, shorten},
    },
    service::documents::Stored,
};

/// The conditions of a request on a single document, by RFC 9110, section 13.1. A document's entity
/// tag is its version in quotes.
#[derive(Debug, Clone, Default, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Header)]
pub struct Preconditions {
    /// Only if the document is there and has one of these entity tags, or any (`*`); else 412. A
    /// weak tag matches nothing here
    #[param(rename = "If-Match", schema_with = entity_tags, required = false, example = "\"3\"")]
    matching: Option<Versions>,
    /// Only if the document has none of these entity tags, or is not there (`*`); else 304 to GET
    /// and 412 to others
    #[param(rename = "If-None-Match", schema_with = entity_tags, required = false, example = "*")]
    matching_none: Option<Versions>,
}

/// Any (`*`), or entity tags: RFC 9110, sections 8.8.3 and 13.1.
fn entity_tags() -> Schema {
    let any = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["*"]));
    let tags = ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some(r#"^(W/)?"[!#-~]*"( ?, ?(W/)?"[!#-~]*")*$"#));
    AnyOfBuilder::new().item(any).item(tags).build().into()
}

impl<S: Send + Sync> FromRequestParts<S> for Preconditions {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Preconditions, Problem> {
        let matching = versions(&parts.headers, &header::IF_MATCH, Comparison::Strong)?;
        let matching_none = versions(&parts.headers, &header::IF_NONE_MATCH, Comparison::Weak)?;
        Ok(Preconditions { matching, matching_none })
    }
}

impl Preconditions {
    /// What must hold of the stored document.
    pub(super) fn condition(self) -> Condition {
        Condition::of(self.matching, self.matching_none)
    }
}

/// The entity tag of a version.
pub(super) fn entity_tag(version: u64) -> String {
    format!("\"{version}\"")
}

/// A document that was asked for, or that it is as the client has it.
pub enum Found<T> {
    /// The document.
    Document(Stored<T>),
    /// 304: the client has this version.
    NotModified(u64),
}

impl<T> Found<T> {
    /// Answers with a stored document under the conditions of the request.
    ///
    /// # Errors
    /// 412 if it is not what must match.
    pub(super) fn under(
        preconditions: Preconditions,
        stored: Stored<T>,
    ) -> Result<Found<T>, Problem> {
        let condition = preconditions.condition();
        let version = stored.version;
        if !condition.is_matched(Some(version)) {
            let detail =
                format!("the document is not as `If-Match` requires: its version is {version}");
            return Err(Problem::precondition_failed(detail, Some(version)));
        }
        if condition.is_unwanted(Some(version)) {
            return Ok(Found::NotModified(version));
        }
        Ok(Found::Document(Stored { created: false, ..stored }))
    }
}

impl<T: Serialize> IntoResponse for Found<T> {
    fn into_response(self) -> Response {
        match self {
            Found::Document(stored) => Versioned(stored).into_response(),
            Found::NotModified(version) => {
                let mut response = StatusCode::NOT_MODIFIED.into_response();
                if let Ok(tag) = HeaderValue::try_from(entity_tag(version)) {
                    response.headers_mut().insert(header::ETAG, tag);
                }
                response
            }
        }
    }
}

/// How tags are compared: RFC 9110, section 8.8.3.2.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Comparison {
    /// A weak tag matches nothing: for changes, where it must be the very document.
    Strong,
    /// A weak tag matches like a strong one: for copies, where the same meaning will do.
    Weak,
}

/// The versions that a header names, on one line or several; `None` if it is not there.
fn versions(
    headers: &HeaderMap,
    name: &HeaderName,
    comparison: Comparison,
) -> Result<Option<Versions>, Problem> {
    let lines: Vec<&[u8]> = headers.get_all(name).iter().map(HeaderValue::as_bytes).collect();
    if lines.is_empty() {
        return Ok(None);
    }
    let value = lines.join(&b", "[..]);
    if value.trim_ascii() == b"*" {
        return Ok(Some(Versions::Any));
    }
    let Some(tags) = tags(&value) else {
        let name = if *name == header::IF_MATCH { "If-Match" } else { "If-None-Match" };
        let shown = shorten(&String::from_utf8_lossy(&value));
        let expected = "`*` or entity tags in quotes with commas between them, such as `\"3\"`";
        return Err(Problem::malformed(Invalid::new(name, shown, expected).to_string()));
    };
    let is_compared = |tag: &Tag<'_>| comparison == Comparison::Weak || !tag.is_weak;
    let versions: BTreeSet<u64> =
        tags.iter().filter(|tag| is_compared(tag)).filter_map(Tag::version).collect();
    Ok(Some(Versions::OneOf(versions)))
}

/// An entity tag: RFC 9110, section 8.8.3.
struct Tag<'a> {
    is_weak: bool,
    opaque: &'a [u8],
}

impl Tag<'_> {
    /// The version that it stands for; `None` for a tag that no document of ours ever had.
    fn version(&self) -> Option<u64> {
        let text = std::str::from_utf8(self.opaque).ok()?;
        let version = text.parse().ok()?;
        (entity_tag(version).trim_matches('"') == text).then_some(version)
    }
}

/// Reads a list of tags, at least one; empty members are nothing, as lists of HTTP have it.
fn tags(value: &[u8]) -> Option<Vec<Tag<'_>>> {
    let mut tags = Vec::new();
    let mut rest = value;
    loop {
        rest = rest.trim_ascii_start();
        if let Some(after) = rest.strip_prefix(b",") {
            rest = after;
            continue;
        }
        if rest.is_empty() {
            return (!tags.is_empty()).then_some(tags);
        }
        let weak = rest.strip_prefix(b"W/");
        let quoted = weak.unwrap_or(rest).strip_prefix(b"\"")?;
        let length = quoted.iter().position(|byte| *byte == b'"')?;
        let (opaque, after) = (&quoted[..length], &quoted[length + 1..]);
        if !opaque.iter().all(|byte| matches!(byte, 0x21 | 0x23..=0x7e | 0x80..)) {
            return None;
        }
        tags.push(Tag { is_weak: weak.is_some(), opaque });
        rest = after.trim_ascii_start();
        if !rest.is_empty() && !rest.starts_with(b",") {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&'static str], comparison: Comparison) -> Result<Option<Versions>, u16> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::IF_MATCH, HeaderValue::from_static(line));
        }
        versions(&headers, &header::IF_MATCH, comparison)
            .map_err(|problem| problem.status().as_u16())
    }

    #[test]
    fn tags_stand_for_versions() {
        let cases: [(&[&str], &[u64], &[u64]); 10] = [
            // (lines, versions that match strongly, versions that match weakly)
            (&["\"3\""], &[3], &[3]),
            (&["\"3\", \"5\""], &[3, 5], &[3, 5]),
            (&["\"3\"", "\"5\""], &[3, 5], &[3, 5]), // two lines are one list
            (&[" ,\"3\" ,, \"5\","], &[3, 5], &[3, 5]), // empty members
            (&["W/\"3\""], &[], &[3]),
            (&["W/\"3\", \"4\""], &[4], &[3, 4]),
            (&["\"\""], &[], &[]),             // a tag, though none of ours
            (&["\"a,b\", \"7\""], &[7], &[7]), // commas may stand inside
            (&["\"03\", \"+3\""], &[], &[]),   // not as we write them
            (&["\"99999999999999999999\""], &[], &[]),
        ];
        for (lines, strong, weak) in cases {
            for (comparison, expected) in [(Comparison::Strong, strong), (Comparison::Weak, weak)] {
                let expected = Versions::OneOf(expected.iter().copied().collect());
                assert_eq!(read(lines, comparison), Ok(Some(expected)), "{lines:?}");
            }
        }
        assert_eq!(read(&[" * "], Comparison::Strong), Ok(Some(Versions::Any)));
        assert_eq!(read(&[], Comparison::Strong), Ok(None));
    }

    #[test]
    fn what_is_no_list_of_tags_is_malformed() {
        let cases: [&[&str]; 9] = [
            &["3"],
            &[""],
            &[" , "],
            &["\"3"],
            &["w/\"3\""], // the prefix has a capital
            &["W/ \"3\""],
            &["\"3\" \"4\""],
            &["*, \"3\""],
            &["\"a b\""], // no spaces inside
        ];
        for lines in cases {
            assert_eq!(read(lines, Comparison::Strong), Err(400), "{lines:?}");
        }
    }
}
