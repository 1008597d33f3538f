//! Plain text to industry codes with a probability, from phrases, titles and grammar.
//!
//! A sentence about a project names its product, and also inputs, customers, equipment, rooms and
//! services. Each word is first given its role by the patterns of Chinese or English grammar; then
//! the known phrases speak for their codes, as strongly as their role allows; the phrases most
//! like the words of production, and the language of each division, speak for what no phrase
//! names. Weights were learned; see `weights.rs`.

/// From evidence to probabilities.
mod answer;
/// Side remarks.
mod aside;
/// Others of whom a text speaks, and what was before.
mod background;
/// Roles in Chinese.
mod chinese;
/// A Chinese clause.
mod clause;
/// Words of production and trade in Chinese.
mod chinese_words;
/// Words of production and trade in English.
mod english_words;
/// Roles in English.
mod english;
/// Waste and repair in English.
mod reclaim;
/// What words say for codes.
mod evidence;
/// What a text says that a project is not about.
mod denial;
/// Names of firms.
mod firm;
/// Words that say nothing of the product beside them.
mod frame;
/// Where a project comes from.
mod host;
/// The languages of the divisions.
mod language;
/// Products that a text lists.
mod listing;
/// Machines and vessels for products.
mod machine;
/// Words that name nothing by themselves.
mod nameless;
/// The phrases most like an expression.
mod nearest;
/// A text with the roles of its words.
mod read;
/// Roles of words.
mod role;
/// Shares of the codes of a phrase.
mod share;
/// Times in English.
mod time;
/// Products that titles name.
mod title;
/// Learned weights.
mod weights;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::analyzer::{self, Analyzer, Piece};
use super::phrase::{self, Boundaries, Occurrence, Phrases};
use super::rules::Rules;
use super::script::simplified;
use language::Languages;
use nearest::Nearest;
use read::Read;

/// Divisions that serve a product rather than make one: letting, business service, research,
/// technical service, promotion; household service, repair, other service, education.
const SERVING_DIVISIONS: [std::ops::RangeInclusive<u8>; 2] = [71..=75, 80..=83];
/// Divisions that make a product: mining, manufacturing, energy.
const PRODUCT_DIVISIONS: std::ops::RangeInclusive<u8> = 6..=46;

/// A thing of a list counts as a product of its own from this probability: it is more likely right
/// than all else together, by some way. Our judgement.
const LISTED_CONFIDENCE_MIN: f64 = 0.6;
/// Another code of a listed thing stands beside its surest from this share of it.
const LISTED_SIBLING_MIN: f64 = 0.6;
/// The most codes of one listed thing.
const ITEM_CODES_MAX: usize = 3;
/// Divisions of things that can be listed as products: growing, mining, making, energy; networks,
/// software. Others are more often what stands around a product.
const LISTED_DIVISIONS: [std::ops::RangeInclusive<u8>; 2] = [1..=46, 63..=65];

/// A product or trade in words, with its codes, the best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The phrase, Chinese or English.
    pub text: String,
    /// Codes of any depth.
    pub codes: Vec<String>,
}

/// The title of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The code.
    pub code: String,
    /// Chinese title.
    pub zh: String,
    /// English title.
    pub en: String,
}

/// What a text says about its industries.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Coding {
    /// The words that decided, as they stand in the text, each once.
    pub words: Vec<String>,
    /// Codes of the depth that the text tells, the surest first; empty if it does not tell
    /// enough. The confidence of a division's surest code is the probability that the division
    /// is right; its other codes stand in proportion. Where a text lists products of several
    /// groups, the best code of each stands first, then their others: as sure as each is by itself,
    /// but none surer than that of the first.
    pub codes: Vec<CodedIndustry>,
    /// Divisions with their probability, the likeliest first.
    pub divisions: Vec<CodedIndustry>,
    /// Groups with their probability.
    pub groups: Vec<CodedIndustry>,
    /// Classes with their probability.
    pub classes: Vec<CodedIndustry>,
}

/// A code and how sure it is.
#[derive(Debug, Clone, PartialEq)]
pub struct CodedIndustry {
    /// Division, group or class.
    pub code: String,
    /// From 0 to 1.
    pub confidence: f64,
    /// The words of the text that speak for it.
    pub words: Vec<String>,
}

/// Codes texts; prepared once, the same answer for the same text always.
#[derive(Clone)]
pub struct Coder {
    analyzer: Analyzer,
    knowledge: Arc<Knowledge>,
}

/// What the coder knows.
#[derive(Debug)]
struct Knowledge {
    phrases: Phrases,
    codes: Vec<Vec<String>>,
    /// The stems of phrases that end in "-ing".
    gerunds: BTreeSet<Vec<String>>,
    nearest: Nearest,
    languages: Languages,
    /// Groups with one class, `367` for `3670`.
    single: BTreeSet<String>,
}

impl Coder {
    /// Prepares phrases and titles of GB/T 4754; of equal phrases the first counts.
    pub fn new(rules: &Rules, phrases: &[Phrase], titles: &[Title]) -> Coder {
        let named = title::products(titles);
        let known = phrases
            .iter()
            .map(|phrase| (phrase.text.as_str(), phrase.codes.clone()))
            .chain(named.iter().map(|(text, codes)| (text.as_str(), codes.clone())));
        let (texts, mut codes): (Vec<&str>, Vec<Vec<String>>) = known.unzip();
        let single = title::single_class_groups(titles);
        for code in codes.iter_mut().flatten() {
            if code.len() == 4 && code.get(..3).is_some_and(|group| single.contains(group)) {
                code.truncate(3);
            }
        }
        for codes in &mut codes {
            codes.dedup();
        }
        let pieces: Vec<Vec<Piece>> = texts.iter().map(|text| analyzer::pieces(text)).collect();
        let both = texts.iter().zip(&pieces);
        let apart: Vec<Vec<Piece>> =
            both.map(|(text, pieces)| phrase::apart(text, pieces)).collect();
        let spoken = pieces.iter().map(Vec::as_slice);
        let spoken = spoken.zip(codes.iter().map(|codes| share::divisions(codes)));
        let stems = |pieces: &Vec<Piece>| pieces.iter().map(|piece| piece.text.clone()).collect();
        let gerunds = texts.iter().zip(&pieces).filter(|(text, _)| text.ends_with("ing"));
        Coder {
            analyzer: rules.analyzer.clone(),
            knowledge: Arc::new(Knowledge {
                phrases: Phrases::new(&apart),
                gerunds: gerunds.map(|(_, pieces)| stems(pieces)).collect(),
                nearest: Nearest::new(&pieces),
                languages: Languages::new(spoken, rules.lexicon.empty_words()),
                codes,
                single,
            }),
        }
    }

    /// Codes `text`, at most `limit` codes in each list.
    ///
    /// What the text denies, what a project merely asks for and the legal forms of firms are taken
    /// out first; side remarks too, if what is left names an industry.
    pub fn code(&self, text: &str, limit: usize) -> Coding {
        let simple = simplified(text);
        answer::quoting(self.code_simplified(&simple, limit), &simple, text)
    }

    fn code_simplified(&self, text: &str, limit: usize) -> Coding {
        let said = self.said(text);
        let mut remarks = aside::remarks(&said.text);
        remarks.extend(background::institutes(text));
        if !remarks.is_empty() {
            let product = Said { text: denial::blank(&said.text, &remarks), ..said.clone() };
            let coding = self.code_said(text, &product, limit);
            if !coding.words.is_empty() {
                return coding;
            }
        }
        self.code_said(text, &said, limit)
    }

    /// What a text says of a product.
    fn said(&self, text: &str) -> Said {
        let text = host::without(text);
        let denied = denial::denied(&text);
        let parts = denied.iter().filter_map(|range| text.get(range.clone()));
        let denied_codes = parts.flat_map(|part| self.named_codes(part)).collect();
        let mut unsaid = denied;
        unsaid.extend(aside::requirements(&text));
        let said = denial::blank(&text, &unsaid);
        let names_product = |name: &Range<usize>| !self.named_codes(&said[name.clone()]).is_empty();
        let firms = firm::unsaying(&said, names_product);
        Said { text: denial::blank(&said, &firms), denied_codes }
    }

    /// Codes what is said of a product in a text.
    fn code_said(&self, text: &str, said: &Said, limit: usize) -> Coding {
        let pieces = analyzer::pieces(&said.text);
        let roles = role::roles(&said.text, &pieces);
        let found = self.found(&said.text, &pieces);
        let read = Read {
            text: &said.text,
            whole: text,
            denied_codes: &said.denied_codes,
            pieces: &pieces,
            roles: &roles,
            frames: &found.frames,
        };
        let mentions = self.mentions(&read, found.occurrences);
        let mut coding = self.answer(&read, &mentions, limit);
        let listed = self.listed(&read, &mentions, &coding);
        if !listed.is_empty() {
            coding.words = answer::words_of(&listed);
            coding.codes = listed;
            coding.codes.truncate(limit);
        }
        coding
    }

    fn answer(&self, read: &Read<'_>, mentions: &[evidence::Mention], limit: usize) -> Coding {
        let evidence = evidence::evidence(read, mentions, &self.knowledge);
        answer::answer(&evidence, &self.knowledge.single, limit)
    }

    /// The codes of the products that a text lists, the one first that the text as a whole names;
    /// empty if they are not of several groups, or if that one is not among them.
    fn listed(
        &self,
        read: &Read<'_>,
        mentions: &[evidence::Mention],
        whole: &Coding,
    ) -> Vec<CodedIndustry> {
        let group = |coded: &CodedIndustry| coded.code.chars().take(3).collect::<String>();
        let Some(top) = whole.codes.first() else { return Vec::new() };
        let mut items: Vec<Vec<CodedIndustry>> = Vec::new();
        for item in listing::items(read, mentions) {
            let codes = self.code_item(&read.text[item], read.denied_codes);
            if codes.first().is_some_and(is_listed) {
                items.push(codes);
            }
        }
        let main = |codes: &Vec<CodedIndustry>| codes[0].code.get(..2) == top.code.get(..2);
        let Some(main) = items.iter().position(main) else { return Vec::new() };
        let groups: BTreeSet<String> = items.iter().map(|codes| group(&codes[0])).collect();
        if groups.len() < 2 {
            return Vec::new();
        }
        items[..=main].rotate_right(1);
        let surest = items[0][0].confidence;
        let mut listed: Vec<CodedIndustry> = Vec::new();
        // The best code of each thing first, so that a cut takes no thing away.
        let mut items: Vec<_> = items.into_iter().map(Vec::into_iter).collect();
        for _ in 0..ITEM_CODES_MAX {
            for mut coded in items.iter_mut().filter_map(Iterator::next) {
                coded.confidence = coded.confidence.min(surest);
                match listed.iter_mut().find(|known| known.code == coded.code) {
                    Some(known) => {
                        coded.words.retain(|word| !known.words.contains(word));
                        known.words.append(&mut coded.words);
                    }
                    None => listed.push(coded),
                }
            }
        }
        listed
    }

    /// The codes of one thing of a list.
    fn code_item(&self, text: &str, denied_codes: &[String]) -> Vec<CodedIndustry> {
        let pieces = analyzer::pieces(text);
        let roles = vec![role::Role::Neutral; pieces.len()];
        let Found { occurrences, frames } = self.found(text, &pieces);
        let (pieces, roles, frames) = (&pieces, &roles, &frames);
        let read = Read { text, whole: text, denied_codes, pieces, roles, frames };
        let mentions = self.mentions(&read, occurrences);
        let mut codes = self.answer(&read, &mentions, ITEM_CODES_MAX).codes;
        let best = codes.first().map_or(0.0, |first| first.confidence);
        codes.retain(|coded| LISTED_SIBLING_MIN * best <= coded.confidence);
        codes
    }

    /// Where the known phrases stand in a text, and what frames them.
    fn found(&self, text: &str, pieces: &[Piece]) -> Found {
        let boundaries = Boundaries::new(text, &self.analyzer);
        let occurrences = self.knowledge.phrases.find(&phrase::apart(text, pieces), &boundaries);
        Found { frames: frame::frames(text, pieces, &boundaries, &occurrences), occurrences }
    }

    /// What the known phrases of a text say.
    fn mentions(&self, read: &Read<'_>, occurrences: Vec<Occurrence>) -> Vec<evidence::Mention> {
        evidence::mentions(read, occurrences, &self.knowledge)
    }

    /// The likeliest codes of the known phrases of a text.
    fn named_codes(&self, text: &str) -> Vec<String> {
        let pieces = analyzer::pieces(text);
        let roles = vec![role::Role::Neutral; pieces.len()];
        let Found { occurrences, frames } = self.found(text, &pieces);
        let (pieces, roles, frames) = (&pieces, &roles, &frames);
        let read = Read { text, whole: text, denied_codes: &[], pieces, roles, frames };
        let codes = |mention: &evidence::Mention| {
            self.knowledge.codes[mention.occurrence.phrase].first().cloned()
        };
        self.mentions(&read, occurrences).iter().filter_map(codes).collect()
    }
}

/// The known phrases of a text, and which of its pieces only frame others.
#[derive(Debug)]
struct Found {
    occurrences: Vec<Occurrence>,
    frames: Vec<bool>,
}

/// What a text says of a product, every word in its place.
#[derive(Debug, Clone)]
struct Said {
    /// The text with commas in place of all else.
    text: String,
    /// The codes of what it says that the project is not about.
    denied_codes: Vec<String>,
}

/// A count as a number.
fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The division of a code, as a number.
fn division(code: &str) -> Option<u8> {
    code.get(..2)?.parse().ok()
}

fn is_product(code: &str) -> bool {
    division(code).is_some_and(|division| PRODUCT_DIVISIONS.contains(&division))
}

/// Whether a code is sure enough, and of a kind, to be a product of its own in a list.
fn is_listed(coded: &CodedIndustry) -> bool {
    LISTED_CONFIDENCE_MIN <= coded.confidence
        && !coded.words.is_empty()
        && division(&coded.code)
            .is_some_and(|found| LISTED_DIVISIONS.iter().any(|range| range.contains(&found)))
}

fn is_serving(code: &str) -> bool {
    division(code).is_some_and(|found| SERVING_DIVISIONS.iter().any(|range| range.contains(&found)))
}

/// The role of every piece of a text, for tests.
#[cfg(test)]
pub(in crate::search) fn roles_of(text: &str) -> Vec<(String, role::Role)> {
    let pieces = analyzer::pieces(text);
    let roles = role::roles(text, &pieces);
    let named = pieces.iter().map(|piece| text[piece.start..piece.end].to_owned());
    named.zip(roles).collect()
}
#[cfg(test)]
pub(in crate::search) use role::Role;
