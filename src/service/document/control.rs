use serde_json::Value;

use crate::domain::invalid::Invalid;

/// What texts of documents may be.
const EXPECTED: &str = "a text without control characters but line breaks and tabs";

/// Every text of a document that has control characters other than line breaks and tabs, by its path, up
/// to so many. Nobody sees them, sheets cannot hold them (a NUL ends a text in many programs), and on a
/// screen some of them are commands.
pub(super) fn find(document: &Value, most: usize) -> Vec<Invalid> {
    let mut faults = Vec::new();
    collect(document, "", most, &mut faults);
    faults
}

fn collect(value: &Value, path: &str, most: usize, faults: &mut Vec<Invalid>) {
    match value {
        _ if most <= faults.len() => {}
        Value::String(text) if text.chars().any(is_refused) => {
            faults.push(Invalid::new(path, text, EXPECTED));
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                collect(item, &format!("{path}[{at}]"), most, faults);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                let dot = if path.is_empty() { "" } else { "." };
                collect(field, &format!("{path}{dot}{name}"), most, faults);
            }
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn is_refused(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\r' | '\t')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn control_characters_are_found_wherever_they_stand() {
        let cases = [
            (json!({ "name": { "en": "a\u{0}b" } }), vec!["name.en"]), // no sheet can hold it
            (json!({ "name": { "en": "a\u{1b}[2J" } }), vec!["name.en"]), // clears a screen
            (json!({ "name": { "en": "a\u{9b}2J" } }), vec!["name.en"]), // the same in one character
            (
                json!({ "parcels": [{ "name": "a" }, { "name": "\u{7f}" }] }),
                vec!["parcels[1].name"],
            ),
            (json!({ "summary": { "zh": "一\r\n二\t三" } }), vec![]), // as people write
            (json!({ "summary": { "zh": "a\u{200b}b\u{202e}" } }), vec![]), // no control characters
        ];
        for (document, expected) in cases {
            let found = find(&document, 20);
            let paths: Vec<&str> = found.iter().map(|fault| fault.path.as_str()).collect();
            assert_eq!(paths, expected, "{document}");
        }
        let many = json!(vec!["\u{0}"; 30]);
        assert_eq!(find(&many, 20).len(), 20);
    }
}
