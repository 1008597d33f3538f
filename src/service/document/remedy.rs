use serde_json::Value;
use serde_path_to_error::{Path, Segment};

use crate::domain::invalid::{Invalid, shorten};

const DATE: &str = "a date such as `2021-05-13`";

/// Turns an error of serde into path, value and remedy.
pub(super) fn describe(document: &Value, path: &Path, message: &str) -> Invalid {
    let path_text = written(path);
    let value = find(document, path).map_or_else(|| "nothing".to_owned(), show);
    if let Some(field) = between(message, "missing field `", "`") {
        return Invalid::new(join(&path_text, field), "nothing", "given: it is required");
    }
    if message.starts_with("unknown field") {
        let known = message.rsplit_once("expected ").map_or("", |(_, known)| known);
        return Invalid::new(path_text, value, &format!("a known field: {known}"));
    }
    // A domain type refused its text: `must be <what>, got `…``.
    if let Some((expected, _)) =
        message.strip_prefix("must be ").and_then(|rest| rest.rsplit_once(", got `"))
    {
        return Invalid::new(path_text, value, expected);
    }
    let said_by_serde = ["invalid type", "invalid value", "invalid length", "unknown variant"];
    let expected = match message.rsplit_once(", expected ") {
        Some((what, expected)) if said_by_serde.iter().any(|said| what.starts_with(said)) => {
            in_words(expected)
        }
        _ if message.starts_with("data did not match") => {
            "`true`, `false`, a number, a text, a list or a group of these".to_owned()
        }
        _ if message.starts_with("duplicate field") => "a field that stands once".to_owned(),
        // Dates are the only other texts with a form, and their reader has many messages.
        _ => DATE.to_owned(),
    };
    Invalid::new(path_text, value, &expected)
}

/// What serde calls a Rust type, said for whoever wrote the document.
fn in_words(expected: &str) -> String {
    let words = match expected {
        "u32" => "a whole number from 0 to 4294967295",
        "f32" | "f64" => "a number",
        "a string" => "a text in quotes",
        "a boolean" => "`true` or `false`",
        "a sequence" => "a list, `[…]`",
        "a map" => "an object, `{…}`",
        _ if expected.starts_with("struct ") => "an object, `{…}`",
        _ if expected.starts_with("a Decimal type") => {
            "a decimal number of at most 28 digits, such as `12.5`"
        }
        "a date string" => DATE,
        _ => expected,
    };
    words.to_owned()
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.strip_prefix(before)?.split(after).next()
}

pub(super) fn join(parent: &str, field: &str) -> String {
    if parent.is_empty() { field.to_owned() } else { format!("{parent}.{field}") }
}

pub(super) fn written(path: &Path) -> String {
    let mut text = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => text = format!("{text}[{index}]"),
            Segment::Map { key } => text = join(&text, key),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    text
}

fn find<'a>(document: &'a Value, path: &Path) -> Option<&'a Value> {
    path.iter().try_fold(document, |value, segment| match segment {
        Segment::Seq { index } => value.get(index),
        Segment::Map { key } => value.get(key),
        Segment::Enum { .. } | Segment::Unknown => Some(value),
    })
}

pub(super) fn show(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => shorten(&value.to_string()),
    }
}
