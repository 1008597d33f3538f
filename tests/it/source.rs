use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The folder that holds `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder of the repository, named from its root and sorted; none if the
/// folder is absent. Hidden folders inside it are left out.
pub(crate) fn files_below(folder: &str) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    files.retain(|file| !file.contains("/."));
    files.sort();
    files
}

/// The text of a file named from the root.
pub(crate) fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// A file named from the root, as a table.
pub(crate) fn read_toml(file: &str) -> toml::Table {
    read(file).parse().unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// A word of Rust source: an identifier, a number, `::` or any other single character.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// The words of a source text without comments, strings, lifetimes, and what stands under
/// `#[cfg(test)]`.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let words = all_words(text);
    let mut kept = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let length = test_item_length(&words[at..]);
        if length.is_none() {
            kept.push(words[at].clone());
        }
        at += length.unwrap_or(1);
    }
    kept
}

/// How many lines of a source text stand under `#[cfg(test)]`.
pub(crate) fn test_line_count(text: &str) -> usize {
    let words = all_words(text);
    let mut count = 0;
    let mut at = 0;
    while at < words.len() {
        let length = test_item_length(&words[at..]);
        if let Some(length) = length {
            count += words[at + length - 1].line - words[at].line + 1;
        }
        at += length.unwrap_or(1);
    }
    count
}

/// A path that a source text names, with `use` trees spread out and names that a `use` brought
/// in traced back: after `use jiff::Timestamp;` the words `Timestamp::now()` name
/// `jiff::Timestamp::now`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Named {
    pub(crate) segments: Vec<String>,
    pub(crate) line: usize,
    /// What a `use` calls it from here on.
    alias: Option<String>,
}

/// The paths that words name, in their order.
pub(crate) fn paths(words: &[Word]) -> Vec<Named> {
    let mut paths = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let is_use = words[at].text == "use";
        if is_use {
            at += 1;
            at += usize::from(text_at(words, at) == "::");
        }
        let text = text_at(words, at);
        if is_name(text) || (is_use && text == "{") {
            at = read_path(words, at, &[], is_use, &mut paths);
        } else {
            at += 1;
        }
    }
    let aliases: BTreeMap<String, Vec<String>> = paths
        .iter()
        .filter_map(|path| Some((path.alias.clone()?, path.segments.clone())))
        .collect();
    for path in &mut paths {
        if let Some(meant) = aliases.get(&path.segments[0])
            && path.segments != *meant
        {
            path.segments.splice(0..1, meant.iter().cloned());
        }
    }
    paths
}

/// Reads the path or `use` tree that begins at a word; returns where it ends.
fn read_path(
    words: &[Word],
    mut at: usize,
    before: &[String],
    is_use: bool,
    paths: &mut Vec<Named>,
) -> usize {
    let line = words[at].line;
    let mut segments = before.to_vec();
    loop {
        let text = text_at(words, at);
        at += 1;
        if text == "{" {
            while !matches!(text_at(words, at), "}" | "") {
                let is_branch = is_name(text_at(words, at)) || text_at(words, at) == "*";
                let branch = if is_branch || text_at(words, at) == "{" {
                    read_path(words, at, &segments, is_use, paths)
                } else {
                    at + 1
                };
                at = branch;
            }
            return at + 1;
        }
        if text != "self" || segments.is_empty() {
            segments.push(text.to_owned());
        }
        let next = text_at(words, at + 1);
        let is_open = is_name(next) || (is_use && matches!(next, "{" | "*"));
        if text_at(words, at) != "::" || !is_open {
            break;
        }
        at += 1;
    }
    let mut alias = is_use.then(|| segments[segments.len() - 1].clone());
    if is_use && text_at(words, at) == "as" {
        alias = Some(text_at(words, at + 1).to_owned());
        at += 2;
    }
    if is_use || 1 < segments.len() {
        let alias = alias.filter(|alias| !matches!(alias.as_str(), "*" | "_"));
        paths.push(Named { segments, line, alias });
    }
    at
}

fn text_at(words: &[Word], at: usize) -> &str {
    words.get(at).map_or("", |word| word.text.as_str())
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// How many words an item under `#[cfg(test)]` takes, if one begins here.
fn test_item_length(words: &[Word]) -> Option<usize> {
    let begins_with =
        |marks: &[&str]| marks.iter().enumerate().all(|(at, mark)| text_at(words, at) == *mark);
    if begins_with(&["#", "!", "[", "cfg", "(", "test", ")", "]"]) {
        return Some(words.len());
    }
    if !begins_with(&["#", "[", "cfg", "(", "test", ")", "]"]) {
        return None;
    }
    let mut depth = 0;
    for (at, word) in words.iter().enumerate() {
        match word.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" => depth -= 1,
            "}" => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1 + usize::from(text_at(words, at + 1) == ";"));
                }
            }
            ";" if depth == 0 => return Some(at + 1),
            _ => {}
        }
    }
    Some(words.len())
}

fn all_words(text: &str) -> Vec<Word> {
    let characters: Vec<char> = text.chars().collect();
    let mut words = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < characters.len() {
        let (length, is_word) = token(&characters[at..]);
        let taken = &characters[at..at + length];
        if is_word {
            words.push(Word { text: taken.iter().collect(), line });
        }
        line += taken.iter().filter(|&&character| character == '\n').count();
        at += length;
    }
    words
}

/// How long the token is that stands first, and whether it is a word.
fn token(rest: &[char]) -> (usize, bool) {
    let is_part = |character: &char| character.is_alphanumeric() || *character == '_';
    if let Some(length) = raw_string_length(rest) {
        return (length, false);
    }
    match rest {
        ['/', '/', ..] => (length_while(rest, |character| *character != '\n'), false),
        ['/', '*', ..] => (block_comment_length(rest), false),
        ['"', ..] | ['\'', '\\', ..] | ['\'', _, '\'', ..] => (quoted_length(rest), false),
        ['\'', name @ ..] => (1 + length_while(name, is_part), false),
        [':', ':', ..] => (2, true),
        [first, ..] if is_part(first) => (length_while(rest, is_part), true),
        [first, ..] => (1, !first.is_whitespace()),
        [] => (0, false),
    }
}

fn length_while(rest: &[char], keep: impl Fn(&char) -> bool) -> usize {
    rest.iter().take_while(|character| keep(character)).count()
}

/// The length of a string or character literal that begins with its quote.
fn quoted_length(rest: &[char]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != rest[0] {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

fn raw_string_length(rest: &[char]) -> Option<usize> {
    let prefix = match rest {
        ['r', ..] => 1,
        ['b' | 'c', 'r', ..] => 2,
        _ => return None,
    };
    let hashes = length_while(&rest[prefix..], |character| *character == '#');
    if rest.get(prefix + hashes) != Some(&'"') {
        return None;
    }
    let mut end = vec!['"'];
    end.extend(vec!['#'; hashes]);
    let body = prefix + hashes + 1;
    let length = rest[body..].windows(end.len()).position(|window| window == end);
    Some(length.map_or(rest.len(), |length| body + length + end.len()))
}

fn block_comment_length(rest: &[char]) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        match &rest[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

/// Whether something stands at a path named from the root.
pub(crate) fn exists(path: impl AsRef<Path>) -> bool {
    root().join(path).exists()
}

#[test]
fn words_leave_out_comments_strings_and_tests() {
    let text = r##"
        /// `crate::store` in prose /* and */
        /* a /* nested */ crate::store */
        fn f<'a>(c: char) -> &'a str { let x = '"'; let y = '\''; r#"crate::"store"# }
        #[cfg(test)]
        mod tests { use crate::store; fn g() { "}" } }
        #[cfg(test)]
        use crate::{store, jobs};
        const LAST: &str = "crate::\"store";
    "##;
    let words = words(text);
    assert!(!words.iter().any(|word| word.text == "store" || word.text == "jobs"), "{words:?}");
    assert_eq!(words.last().map(|word| (word.text.as_str(), word.line)), Some((";", 9)));
    assert_eq!(test_line_count(text), 4);
}

#[test]
fn paths_spread_use_trees_and_follow_their_names() {
    let cases: [(&str, &[&str]); 7] = [
        ("use crate::domain::id;", &["crate::domain::id"]),
        ("use crate::{a::{self, B as C}, d};", &["crate::a", "crate::a::B", "crate::d"]),
        ("use {std::fs, ::csv::*};", &["std::fs", "csv::*"]),
        ("fn f() { crate::a::b::<std::fs::File>() }", &["crate::a::b", "std::fs::File"]),
        ("use std::time; time::Instant::now()", &["std::time", "std::time::Instant::now"]),
        ("use a::B as C; C::d()", &["a::B", "a::B::d"]),
        ("let a = 2 * b; x.c::<D>()", &[]),
    ];
    for (text, expected) in cases {
        let found: Vec<String> =
            paths(&words(text)).iter().map(|path| path.segments.join("::")).collect();
        assert_eq!(found, expected, "{text}");
    }
}
