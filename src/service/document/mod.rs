use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

use crate::domain::{
    commitment::Commitment, invalid::Invalid, outcome::OutcomeEvent, project::ProjectProfile,
    region::RegionProfile,
};

/// JSON text as a value, with repeated fields found.
mod scan;
/// Reads values with lists and objects kept apart.
mod strict;
/// What serde says, as path, value and remedy.
mod remedy;
/// Characters that no text has.
mod control;
#[cfg(test)]
mod tests;

use remedy::{describe, show};
use scan::scan;
use strict::Strict;

/// Most faults that are looked for in the form of one document.
const FORM_FAULTS_MAX: usize = 20;

/// A document that knows what is wrong with its values.
pub trait Validate {
    /// Whether it is kept, and given out again in files; a question is asked and forgotten, and may bring
    /// what somebody copied from wherever.
    const IS_KEPT: bool = false;

    /// Everything that is wrong with the values.
    fn validate(&self) -> Vec<Invalid>;
}

impl Validate for RegionProfile {
    const IS_KEPT: bool = true;

    fn validate(&self) -> Vec<Invalid> {
        RegionProfile::validate(self)
    }
}

impl Validate for ProjectProfile {
    const IS_KEPT: bool = true;

    fn validate(&self) -> Vec<Invalid> {
        ProjectProfile::validate(self)
    }
}

impl Validate for OutcomeEvent {
    const IS_KEPT: bool = true;

    fn validate(&self) -> Vec<Invalid> {
        OutcomeEvent::validate(self)
    }
}

impl Validate for Commitment {
    const IS_KEPT: bool = true;

    fn validate(&self) -> Vec<Invalid> {
        Commitment::validate(self)
    }
}

/// Why a text is no document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentFault {
    /// It is not JSON at all.
    Syntax {
        /// From 1.
        line: usize,
        /// In bytes, from 1.
        column: usize,
        /// What the parser met.
        message: String,
    },
    /// It is JSON, but not this document; never empty.
    Invalid(Vec<Invalid>),
}

/// Reads a document from bytes; see [`read_document`].
///
/// # Errors
/// Bytes that are no UTF-8 are bad syntax.
pub fn read_document_bytes<T: DeserializeOwned + Validate>(
    bytes: &[u8],
) -> Result<T, DocumentFault> {
    match std::str::from_utf8(bytes) {
        Ok(text) => read_document(text),
        Err(error) => {
            let good = &bytes[..error.valid_up_to()];
            let start = good.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            Err(DocumentFault::Syntax {
                line: good.split(|byte| *byte == b'\n').count(),
                column: 1 + good.len() - start,
                message: "the text is not UTF-8".to_owned(),
            })
        }
    }
}

/// Reads a document, refusing unknown and repeated fields at any depth, and validates it.
///
/// A byte order mark at the start is skipped. Several faults of form are reported together where
/// one does not hide the other; values are validated once the form is right.
///
/// # Errors
/// Each fault names the path, the value that stood there and what would be right.
pub fn read_document<T: DeserializeOwned + Validate>(text: &str) -> Result<T, DocumentFault> {
    read_value(scan(text)?)
}

/// Reads a document from a value whose syntax is known to be right.
///
/// # Errors
/// As [`read_document`], but never bad syntax.
pub fn read_value<T: DeserializeOwned + Validate>(mut value: Value) -> Result<T, DocumentFault> {
    if !value.is_object() {
        let invalid = Invalid::new("", show(&value), "an object, `{…}`");
        return Err(DocumentFault::Invalid(vec![invalid]));
    }
    let mut faults = if T::IS_KEPT { control::find(&value, FORM_FAULTS_MAX) } else { Vec::new() };
    while faults.len() < FORM_FAULTS_MAX {
        match serde_path_to_error::deserialize::<_, T>(Strict(&value)) {
            Ok(document) if faults.is_empty() => {
                faults = document.validate();
                return if faults.is_empty() {
                    Ok(document)
                } else {
                    Err(DocumentFault::Invalid(faults))
                };
            }
            Ok(_) => break,
            Err(error) => {
                let invalid = describe(&value, error.path(), &error.inner().to_string());
                // A required field that was refused and removed is missing now.
                if faults.iter().any(|known| stands_in(&known.path, &invalid.path)) {
                    break;
                }
                faults.push(invalid);
                if !remove(&mut value, error.path()) {
                    break;
                }
            }
        }
    }
    Err(DocumentFault::Invalid(faults))
}

/// Removes the field at `path`, so that the rest can be looked at. For an item of a list it is
/// the field that holds the list: without the item the others would move.
fn remove(document: &mut Value, path: &Path) -> bool {
    let mut segments: Vec<&Segment> = path.iter().collect();
    while segments.last().is_some_and(|last| !matches!(last, Segment::Map { .. })) {
        segments.pop();
    }
    let Some((Segment::Map { key }, parents)) = segments.split_last() else { return false };
    let parent = parents.iter().try_fold(document, |value, segment| match segment {
        Segment::Seq { index } => value.get_mut(index),
        Segment::Map { key } => value.get_mut(key),
        Segment::Enum { .. } | Segment::Unknown => Some(value),
    });
    parent.and_then(Value::as_object_mut).is_some_and(|fields| fields.remove(key).is_some())
}

/// Whether `path` is `field` or stands inside it.
fn stands_in(path: &str, field: &str) -> bool {
    path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
