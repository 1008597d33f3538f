use crate::domain::invalid::Invalid;

/// Puts a deserialization error into the words of this house: path, value, what would be right.
///
/// serde's messages are text; the forms that derived code and `serde_json` produce are few, and
/// one that is not recognised is passed on whole.
pub(super) fn describe(path: &str, message: &str) -> Invalid {
    let path = if path == "." { "" } else { path };
    let message = without_position(message);
    if let Some((name, expected)) = split(message, "unknown field `", "`, ") {
        let fields = expected.strip_prefix("expected ").unwrap_or("no fields at all");
        return Invalid::new(ending_in(path, name), name, &format!("a known field: {fields}"));
    }
    if let Some((name, expected)) = split(message, "unknown variant `", "`, expected ") {
        return Invalid::new(path, name, expected);
    }
    if let Some((name, _)) = split(message, "missing field `", "`") {
        return Invalid::new(ending_in(path, name), "nothing", "given");
    }
    if let Some((name, _)) = split(message, "duplicate field `", "`") {
        return Invalid::new(ending_in(path, name), "two of them", "given once");
    }
    for prefix in ["invalid type: ", "invalid value: ", "invalid length "] {
        if let Some((found, expected)) = split(message, prefix, ", expected ") {
            return Invalid::new(path, plain_value(found), plain_type(expected));
        }
    }
    if let Some((expected, value)) = split(message, "must be ", ", got `") {
        return Invalid::new(path, value.strip_suffix('`').unwrap_or(value), expected);
    }
    if message.starts_with("number out of range") {
        return Invalid::new(path, "a number out of range", "a finite number");
    }
    Invalid::new(path, message, "a value of the documented form")
}

/// The two parts of `prefix first separator second`.
fn split<'a>(message: &'a str, prefix: &str, separator: &str) -> Option<(&'a str, &'a str)> {
    message.strip_prefix(prefix)?.split_once(separator)
}

/// `path` ending in the field `name`, whether or not it does so already.
fn ending_in(path: &str, name: &str) -> String {
    let last = path.rsplit('.').next();
    match path {
        "" => name.to_owned(),
        _ if last == Some(name) => path.to_owned(),
        _ => format!("{path}.{name}"),
    }
}

/// A message without the ` at line 1 column 5` of the parser: the path says where.
fn without_position(message: &str) -> &str {
    match message.rsplit_once(" at line ") {
        Some((head, tail)) if tail.contains(" column ") => head,
        _ => message,
    }
}

/// ``string "abc"`` → `abc`, ``integer `-1` `` → `-1`.
fn plain_value(found: &str) -> &str {
    match found {
        "map" => "an object",
        "sequence" => "a list",
        "null" | "unit value" => "null",
        _ => {
            let quoted = ["string \"", "integer `", "floating point `", "boolean `", "character `"];
            let stripped = quoted.iter().find_map(|prefix| found.strip_prefix(prefix));
            stripped.map_or(found, |value| value.strip_suffix(['"', '`']).unwrap_or(value))
        }
    }
}

/// A Rust type in plain words.
fn plain_type(expected: &str) -> &str {
    match expected {
        "usize" | "u64" | "u32" | "u16" | "u8" => "a whole number of at least 0, not too large",
        "isize" | "i64" | "i32" => "a whole number",
        "f64" | "f32" => "a number",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "an object",
        _ if expected.starts_with("struct ") => "an object",
        _ => expected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_serde_become_path_value_and_remedy() {
        let cases = [
            (
                "wishes.size",
                "unknown field `size`, expected `land` or `power` at line 1 column 9",
                "`wishes.size` must be a known field: `land` or `power`, got `size`",
            ),
            (
                "level",
                "unknown variant `town`, expected one of `park`, `county`",
                "`level` must be one of `park`, `county`, got `town`",
            ),
            (".", "missing field `text`", "`text` must be given, got `nothing`"),
            ("a[0]", "missing field `code`", "`a[0].code` must be given, got `nothing`"),
            (".", "duplicate field `limit`", "`limit` must be given once, got `two of them`"),
            (
                "limit",
                "invalid value: integer `-1`, expected usize at line 1 column 11",
                "`limit` must be a whole number of at least 0, not too large, got `-1`",
            ),
            (
                "weights.access",
                "invalid type: string \"much\", expected f64",
                "`weights.access` must be a number, got `much`",
            ),
            (
                "host_city",
                "must be a region id such as `CN-330800`, got `Shanghai` at line 1 column 23",
                "`host_city` must be a region id such as `CN-330800`, got `Shanghai`",
            ),
            (
                "wishes",
                "invalid type: sequence, expected struct WishesBody",
                "`wishes` must be an object, got `a list`",
            ),
        ];
        for (path, message, expected) in cases {
            assert_eq!(describe(path, message).to_string(), expected);
        }
    }
}
