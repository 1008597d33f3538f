/// JSON text without blanks between its parts, laid out as the commands print documents: two spaces
/// a level, numbers and strings as they stand.
///
/// A document that is read and written again might say the same in other digits or another order.
pub(super) fn indent(json: &str) -> String {
    let mut indented = String::with_capacity(2 * json.len());
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    let mut characters = json.trim().chars().peekable();
    while let Some(character) = characters.next() {
        if in_string {
            indented.push(character);
            in_string = character != '"' || is_escaped;
            is_escaped = character == '\\' && !is_escaped;
            continue;
        }
        match character {
            '{' | '[' => {
                indented.push(character);
                // What is empty stays on its line.
                match characters.next_if(|next| matches!(next, '}' | ']')) {
                    Some(end) => indented.push(end),
                    None => {
                        depth += 1;
                        break_line(&mut indented, depth);
                    }
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                break_line(&mut indented, depth);
                indented.push(character);
            }
            ',' => {
                indented.push(',');
                break_line(&mut indented, depth);
            }
            ':' => indented.push_str(": "),
            _ => {
                in_string = character == '"';
                indented.push(character);
            }
        }
    }
    indented
}

fn break_line(indented: &mut String, depth: usize) {
    indented.push('\n');
    for _ in 0..depth {
        indented.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn digits_and_strings_stay_as_they_stand() {
        let json = r#"{"b":1.50,"a":["x,{}\\\"[:",{},[],-0.0],"c":{"d":1e400}}"#;
        insta::assert_snapshot!(indent(json), @r#"
        {
          "b": 1.50,
          "a": [
            "x,{}\\\"[:",
            {},
            [],
            -0.0
          ],
          "c": {
            "d": 1e400
          }
        }
        "#);
    }

    /// Documents of some depth, with every character in their strings.
    fn documents() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..5)
                    .prop_map(|map| json!(map)),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_is_what_the_library_writes(document in documents()) {
            let pretty = serde_json::to_string_pretty(&document).unwrap();
            prop_assert_eq!(indent(&document.to_string()), pretty);
        }
    }
}
