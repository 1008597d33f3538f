//! A text as words of one or more parts, in the manner of the entries of an industry index.

use super::stem::stem;

/// Words that say nothing about an industry.
const EMPTY_WORDS: [&str; 28] = [
    "a",
    "an",
    "and",
    "as",
    "at",
    "by",
    "c",
    "e",
    "eg",
    "etc",
    "for",
    "from",
    "g",
    "i",
    "ie",
    "in",
    "including",
    "made",
    "n",
    "of",
    "on",
    "or",
    "other",
    "such",
    "than",
    "the",
    "to",
    "with",
];
/// What begins a remark on what does not belong: "(except wood)".
const EXCEPTIONS: [&str; 4] = ["except", "excluding", "exc", "not"];
/// A text is read up to so many words: the features of pairs grow with their square.
const WORDS_MAX: usize = 48;

/// The words of a text, in lower case, in their parts: "Gauzes, surgical, made in mills" has three.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wording {
    /// The parts between commas and brackets, in order, none empty.
    pub parts: Vec<Vec<String>>,
    /// Words of the parts that begin with "except".
    pub excluded: Vec<String>,
}

impl Wording {
    /// Reads a text: letters and digits make words, other signs part them.
    pub fn read(text: &str) -> Wording {
        let mut wording = Wording::default();
        let text = text.to_lowercase().replace("'s", "").replace(['\'', '’'], "");
        let mut left = WORDS_MAX;
        for part in text.split([',', ';', ':', '(', ')', '.', '|', '，', '。', '；', '、']) {
            let mut words =
                part.split(|sign: char| !sign.is_alphanumeric()).filter(|w| !w.is_empty());
            let mut words: Vec<&str> = words.by_ref().collect();
            let excluded = words.iter().position(|word| EXCEPTIONS.contains(word));
            let mut after = excluded.map(|place| words.split_off(place)).unwrap_or_default();
            for words in [&mut words, &mut after] {
                words.retain(|word| !EMPTY_WORDS.contains(word));
                words.truncate(left);
                left -= words.len();
            }
            if !words.is_empty() {
                wording.parts.push(words.into_iter().map(str::to_owned).collect());
            }
            wording.excluded.extend(after.into_iter().skip(1).map(str::to_owned));
        }
        wording
    }

    /// All words but the excluded ones, in order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().flatten().map(String::as_str)
    }

    /// The stems of the words in alphabetical order, each once: equal for near-duplicates.
    pub fn bag(&self) -> Vec<String> {
        let mut bag: Vec<String> = self.words().map(stem).collect();
        bag.sort();
        bag.dedup();
        bag
    }

    /// Whether nothing is left of the text.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

impl std::fmt::Display for Wording {
    /// The parts joined by commas and the excluded words after `except`; [`Wording::read`] reads
    /// the same wording from it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts: Vec<String> = self.parts.iter().map(|part| part.join(" ")).collect();
        formatter.write_str(&parts.join(", "))?;
        if !self.excluded.is_empty() {
            write!(
                formatter,
                "{}except {}",
                if parts.is_empty() { "" } else { ", " },
                self.excluded.join(" ")
            )?;
        }
        Ok(())
    }
}
