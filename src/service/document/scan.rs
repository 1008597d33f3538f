use std::cell::RefCell;

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use serde_path_to_error::Path;

use super::{
    DocumentFault, FORM_FAULTS_MAX,
    remedy::{join, show, written},
};
use crate::domain::invalid::{Invalid, shorten};

/// Checks the syntax and finds repeated fields and numbers that no computer can hold.
pub(super) fn scan(text: &str) -> Result<Value, DocumentFault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let repeated = RefCell::new(Vec::new());
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let scan = Scan { path: String::new(), repeated: &repeated };
    let result =
        scan.deserialize(serde_path_to_error::Deserializer::new(&mut deserializer, &mut track));
    match result.and_then(|value| deserializer.end().map(|()| value)) {
        Ok(value) if repeated.borrow().is_empty() => Ok(value),
        Ok(_) => Err(DocumentFault::Invalid(repeated.into_inner())),
        Err(error) => Err(syntax_fault(text, &track.path(), &error)),
    }
}

fn syntax_fault(text: &str, path: &Path, error: &serde_json::Error) -> DocumentFault {
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(words, _)| words);
    if message == "number out of range" {
        let value = number_at(text, line, column);
        let invalid = Invalid::new(written(path), value, "a finite number");
        return DocumentFault::Invalid(vec![invalid]);
    }
    DocumentFault::Syntax { line, column: column.max(1), message: shorten(message) }
}

/// The number around a position.
fn number_at(text: &str, line: usize, column: usize) -> &str {
    let line = text.split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
    let is_number = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
    let bytes = line.as_bytes();
    let at = column.min(bytes.len());
    let start = bytes[..at].iter().rposition(|byte| !is_number(byte)).map_or(0, |at| at + 1);
    let end = bytes[at..].iter().position(|byte| !is_number(byte)).map_or(bytes.len(), |n| at + n);
    // Both ends stand beside ASCII bytes or at the ends of the line.
    line.get(start..end).unwrap_or_default()
}

/// Builds a value and notes every field that an object names twice.
struct Scan<'a> {
    path: String,
    repeated: &'a RefCell<Vec<Invalid>>,
}

impl<'de> DeserializeSeed<'de> for Scan<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scan<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        serde_json::Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        loop {
            let path = format!("{}[{}]", self.path, items.len());
            match access.next_element_seed(Scan { path, repeated: self.repeated })? {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            let path = join(&self.path, &name);
            let seed = Scan { path: path.clone(), repeated: self.repeated };
            let value = access.next_value_seed(seed)?;
            if fields.contains_key(&name) {
                let mut repeated = self.repeated.borrow_mut();
                if repeated.len() < FORM_FAULTS_MAX {
                    let expected = "a field that stands once in its object";
                    repeated.push(Invalid::new(path, show(&value), expected));
                }
            }
            fields.insert(name, value);
        }
        Ok(Value::Object(fields))
    }
}
