use std::{
    collections::HashMap,
    fmt::Write as _,
    fs::File,
    io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Earlier, identity::Identity, source::unreadable, table::unwritable};
use crate::{domain::invalid::Invalid, service::Error};

/// The version of the form of a basis.
const SCHEMA: u32 = 1;
/// What a basis is called after its output.
const SUFFIX: &str = ".basis";

/// What a project says, in half of the digits of a SHA-256: equal for equal projects alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key([u8; 16]);

impl Key {
    pub(super) fn of(sum: Sha256) -> Key {
        let mut key = [0; 16];
        key.copy_from_slice(&sum.finalize()[..16]);
        Key(key)
    }

    /// The key of all that was read so far, this item last.
    #[must_use]
    pub(super) fn after(self, before: Key) -> Key {
        let mut sum = Sha256::new();
        sum.update(before.0);
        sum.update(self.0);
        Key::of(sum)
    }

    /// The key of nothing.
    pub(super) fn nothing() -> Key {
        Key([0; 16])
    }

    pub(super) fn digits(self) -> String {
        hexadecimal(self.0)
    }

    fn parse(digits: &str) -> Option<Key> {
        let mut key = [0; 16];
        if digits.len() != 2 * key.len() || !digits.is_ascii() {
            return None;
        }
        for (at, byte) in key.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).ok()?;
        }
        Some(Key(key))
    }
}

pub(super) fn hexadecimal(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// The first line of a basis.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    schema: u32,
    run: Identity,
}

/// Where the basis of an output lies.
pub(super) fn path_beside(output: &Path) -> PathBuf {
    let mut path = output.as_os_str().to_owned();
    path.push(SUFFIX);
    path.into()
}

/// Begins a basis: what the answers depend on.
pub(super) fn write_head(run: &Identity, output: &mut impl Write) -> Result<(), Error> {
    let head = Head { schema: SCHEMA, run: run.clone() };
    let mut line = serde_json::to_vec(&head).map_err(unwritable)?;
    line.push(b'\n');
    output.write_all(&line).map_err(unwritable)
}

/// Notes where the answer to a project stands: from which byte on, and how many.
pub(super) fn write_answer(
    (key, offset, length): (Key, u64, usize),
    output: &mut impl Write,
) -> Result<u64, Error> {
    let line = format!("{} {offset} {length}\n", key.digits());
    output.write_all(line.as_bytes()).map_err(unwritable)?;
    Ok(u64::try_from(line.len()).unwrap_or(0))
}

/// Ends a basis: an output of another length is another output. Says how long the end is.
pub(super) fn write_end(bytes: u64, output: &mut impl Write) -> Result<u64, Error> {
    let line = format!("end {bytes}\n");
    output.write_all(line.as_bytes()).map_err(unwritable)?;
    Ok(u64::try_from(line.len()).unwrap_or(0))
}

/// The answers of an earlier run that still hold, found by what their project says.
///
/// An answer holds if the run has the same identity but for the generation, which is put in: the
/// facts, the definition, the day, the weights and the options are the same, and so is the project.
pub(super) struct Known {
    output: File,
    name: String,
    /// Some forty bytes for each project of the earlier run.
    answers: HashMap<Key, (u64, usize)>,
    generation: u64,
}

impl Known {
    /// Opens the output of an earlier run; says why none of its answers holds, if none does.
    ///
    /// # Errors
    /// It cannot be read, is no complete output with its basis, or of another generation.
    pub(super) fn open(earlier: &Earlier, run: &Identity) -> Result<Result<Known, String>, Error> {
        let name = earlier.output.display().to_string();
        let output = File::open(&earlier.output).map_err(|source| unreadable(&name, source))?;
        let basis = path_beside(&earlier.output);
        let basis_name = basis.display().to_string();
        let basis = File::open(&basis).map_err(|source| unreadable(&basis_name, source))?;
        let mut lines = BufReader::new(basis).lines();
        let expected = "the output of a complete run, with the basis that was written beside it";
        let broken = || Error::from(Invalid::new("--previous", &name, expected));
        let mut next =
            || lines.next().transpose().map_err(|source| unreadable(&basis_name, source));
        let head = next()?.ok_or_else(broken)?;
        let head: Head = serde_json::from_str(&head).map_err(|_| broken())?;
        let generation = head.run.generation;
        if head.schema != SCHEMA || generation != earlier.generation {
            let expected = format!("{generation}, the generation of `{name}`");
            return Err(Invalid::new("--changed-since", earlier.generation, &expected).into());
        }
        let mut answers = HashMap::new();
        let length = loop {
            let line = next()?.ok_or_else(broken)?;
            let mut words = line.split(' ');
            let mut word = || words.next().ok_or_else(broken);
            let first = word()?;
            if first == "end" {
                break word()?.parse::<u64>().map_err(|_| broken())?;
            }
            let key = Key::parse(first).ok_or_else(broken)?;
            let offset = word()?.parse().map_err(|_| broken())?;
            let length = word()?.parse().map_err(|_| broken())?;
            answers.insert(key, (offset, length));
        };
        let found = output.metadata().map_err(|source| unreadable(&name, source))?.len();
        if found != length {
            return Err(broken());
        }
        let as_now = Identity { generation: run.generation, ..head.run };
        let differences = run.differences(&as_now);
        if differences.is_empty() {
            Ok(Ok(Known { output, name, answers, generation: run.generation }))
        } else {
            Ok(Err(differences.join(", ")))
        }
    }

    /// The answer to a project, if it was answered before.
    ///
    /// # Errors
    /// The earlier output cannot be read.
    pub(super) fn find(&mut self, key: Key) -> Result<Option<Vec<u8>>, Error> {
        let Some(&(offset, length)) = self.answers.get(&key) else { return Ok(None) };
        let mut lines = vec![0; length];
        let mut read = || {
            self.output.seek(SeekFrom::Start(offset))?;
            self.output.read_exact(&mut lines)
        };
        read().map_err(|source| unreadable(&self.name, source))?;
        let mut answer = Vec::with_capacity(length);
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            // A line that names no generation was not written by a run.
            let Some((before, after)) = around_generation(line) else { return Ok(None) };
            answer.extend_from_slice(before);
            answer.extend_from_slice(self.generation.to_string().as_bytes());
            answer.extend_from_slice(after);
        }
        Ok(Some(answer))
    }
}

/// What stands before and after the number of the field `generation` of a JSON object itself, not of
/// one within it.
fn around_generation(line: &[u8]) -> Option<(&[u8], &[u8])> {
    const FIELD: &[u8] = b"\"generation\":";
    let (mut depth, mut in_text, mut is_escaped) = (0_usize, false, false);
    for (at, byte) in line.iter().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_text => is_escaped = true,
            b'"' if in_text => in_text = false,
            b'"' => {
                if depth == 1 && line[at..].starts_with(FIELD) {
                    let start = at + FIELD.len();
                    let digits = line[start..].iter().take_while(|byte| byte.is_ascii_digit());
                    let end = start + digits.count();
                    return (start < end).then(|| (&line[..start], &line[end..]));
                }
                in_text = true;
            }
            b'{' | b'[' if !in_text => depth += 1,
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generation_of_the_object_itself_is_found() {
        let cases = [
            (r#"{"a":1,"generation":12,"b":2}"#, Some((r#"{"a":1,"generation":"#, r#","b":2}"#))),
            // In an object within, in a text, behind an escaped quote: not its own.
            (
                r#"{"p":{"generation":1},"generation":7}"#,
                Some((r#"{"p":{"generation":1},"generation":"#, "}")),
            ),
            (
                r#"{"p":"\"generation\":3","generation":7}"#,
                Some((r#"{"p":"\"generation\":3","generation":"#, "}")),
            ),
            (r#"{"p":"{[\\","generation":7}"#, Some((r#"{"p":"{[\\","generation":"#, "}"))),
            (r#"{"p":"generation"}"#, None),
            (r#"{"generation":null}"#, None),
        ];
        for (line, expected) in cases {
            let expected = expected.map(|(one, other)| (one.as_bytes(), other.as_bytes()));
            assert_eq!(around_generation(line.as_bytes()), expected, "{line}");
        }
    }

    #[test]
    fn keys_come_back_from_their_digits() {
        let key = Key::of(Sha256::new_with_prefix(b"a project"));
        assert_eq!(Key::parse(&key.digits()), Some(key));
        assert_ne!(key.after(Key::nothing()), key);
        for wrong in ["", "00", &"g".repeat(32), &"0".repeat(33)] {
            assert_eq!(Key::parse(wrong), None, "{wrong}");
        }
    }
}
