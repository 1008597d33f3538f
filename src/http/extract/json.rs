use axum::{
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned, de::IgnoredAny};

use super::{body::JsonText, fault};
use crate::{domain::limits::JSON_DEPTH_MAX, http::Problem};

/// A JSON body, coming in or going out. What is refused names its path.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Json<T>, Problem> {
        let JsonText(text) = JsonText::from_request(request, state).await?;
        read(&text).map(Json)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// Refuses what is no JSON text at all, so that whatever a later reader refuses is a value.
pub(super) fn check_form(text: &str) -> Result<(), Problem> {
    if JSON_DEPTH_MAX < depth(text) {
        let detail = format!("JSON must be nested at most {JSON_DEPTH_MAX} deep");
        return Err(Problem::malformed(detail));
    }
    match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) => Ok(()),
        Err(error) => Err(syntax(&error)),
    }
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let error = error.into_inner();
        let message = error.to_string();
        // The form has been checked; what the parser still calls syntax are numbers out of range,
        // which are values, and escapes that are half a character, which are not.
        if error.is_data() || message.starts_with("number out of range") {
            Problem::invalid(&[fault::describe(&path, &message)])
        } else {
            syntax(&error)
        }
    })
}

fn syntax(error: &serde_json::Error) -> Problem {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let (line, column) = (error.line(), error.column());
    Problem::malformed(format!("no JSON: line {line}, column {column}: {message}"))
}

/// The deepest nesting of objects and lists, counted without recursion and without allocating.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_ignores_brackets_in_strings() {
        let cases = [("1", 0), ("[{}]", 2), (r#"["[[\"[["]"#, 1), ("[[],[[]]]", 3), ("]]][", 1)];
        for (text, expected) in cases {
            assert_eq!(depth(text), expected, "{text}");
        }
    }
}
