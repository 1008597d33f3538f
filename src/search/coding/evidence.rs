//! What the words of a text say for each industry, and how sure that makes it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::super::analyzer::{Gap, Piece};
use super::super::phrase::Occurrence;
use super::Knowledge;
use super::machine::{self, Headed};
use super::nameless;
use super::read::Read;
use super::role::{self, Role};
use super::share::shares;
use super::weights::{self, FEATURES};

/// Factor on a phrase that another one follows as its head: the 电池 of 电池正极材料. Among 0.1, 0.2,
/// 0.3 and 0.4 it puts the right division first most often on the sentences of development.
const MODIFIER_FACTOR: f64 = 0.2;
/// Factor on a phrase that an unknown word follows, most likely as its head.
const FOLLOWED_FACTOR: f64 = 0.6;
/// What recycling or repair says by itself, whatever is recycled or repaired.
const KIND_STRENGTH: f64 = 0.4;
/// What a foundry says against making chips.
const FABLESS_STRENGTH: f64 = 2.0;
/// Words that join two products of one rank, where Chinese writes no blank.
const CONJUNCTIONS: [&str; 7] = ["和", "与", "及", "或", "兼", "跟", "、"];
/// What makes a quality of the word that a hyphen joins before it, beside participles.
const QUALITIES: [&str; 6] = ["proof", "free", "resistant", "grade", "type", "like"];
/// How strongly neighbours count by their likeness.
const LIKENESS_POWER: i32 = 3;

/// Phrases less like an expression than this say nothing.
const LIKENESS_MIN: f64 = 0.1;
/// An expression is named as a deciding one from this vote of a phrase like it.
const VOTE_NAMED_MIN: f64 = 0.2;
/// The tier of roles that stand beside production.
const BESIDE_TIER: u8 = 4;
/// Characters of numbers and units.
const UNITS: &str =
    "万亿千百吨件台套支只片双辆米条个张箱瓶公斤克升平方立兆瓦时吉英寸系列轴微维型多种期余";

/// Features of the evidence, behind one for each role.
pub(super) const NEAREST_ROLE: usize = Role::ALL.len();
pub(super) const BEST_ROLE: usize = NEAREST_ROLE + 1;
pub(super) const NEAREST_ALL: usize = NEAREST_ROLE + 2;
pub(super) const FIRST: usize = NEAREST_ROLE + 3;
pub(super) const LANGUAGE_PRODUCTION: usize = NEAREST_ROLE + 4;
pub(super) const LANGUAGE_ALL: usize = NEAREST_ROLE + 5;

/// Evidence for one code: its features and the words behind them.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence {
    pub(super) features: [f64; FEATURES],
    pub(super) words: BTreeSet<String>,
}

impl Evidence {
    /// The weighted sum of the features.
    pub(super) fn score(&self) -> f64 {
        self.features.iter().zip(weights::WEIGHTS).map(|(feature, weight)| feature * weight).sum()
    }

    pub(super) fn add(&mut self, other: &Evidence) {
        for (own, other) in self.features.iter_mut().zip(other.features) {
            *own += other;
        }
        self.words.extend(other.words.iter().cloned());
    }
}

/// A known phrase in the text with its role.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub(super) occurrence: Occurrence,
    pub(super) role: Role,
    /// How much it counts, by its length and place in its expression.
    pub(super) strength: f64,
    /// Whether it only qualifies another one behind it.
    pub(super) qualifies: bool,
    /// What the words behind it are, if it only tells for whom they are made.
    pub(super) head: Option<Headed>,
}

/// The mentions of a text.
pub(super) fn mentions(
    read: &Read<'_>,
    occurrences: Vec<Occurrence>,
    knowledge: &Knowledge,
) -> Vec<Mention> {
    let Read { pieces, roles, .. } = *read;
    let codes = &knowledge.codes;
    let next = |number: usize| occurrences.get(number + 1);
    let is_frame = |occurrence: &Occurrence| {
        let range = occurrence.first..occurrence.first + occurrence.length;
        read.frames[range].iter().all(|frames| *frames)
    };
    let heads: Vec<Option<Headed>> =
        (0..occurrences.len()).map(|number| machine::head(read, &occurrences, number)).collect();
    let modifying: Vec<bool> = (0..occurrences.len())
        .map(|number| {
            next(number)
                .is_some_and(|next| !is_frame(next) && modifies(pieces, &occurrences[number], next))
        })
        .collect();
    // Saying a word twice in one role does not make it surer.
    let mut seen: BTreeMap<(usize, Role), f64> = BTreeMap::new();
    let mut mentions: Vec<Mention> = Vec::new();
    for ((occurrence, modifying), head) in occurrences.into_iter().zip(modifying).zip(heads) {
        let range = occurrence.first..occurrence.first + occurrence.length;
        let vague = nameless::are_nameless(&pieces[range.clone()])
            || read.frames[range.clone()].iter().all(|frames| *frames);
        let known = head.filter(|headed| machine::is_made(headed.head, &codes[occurrence.phrase]));
        let says_nothing = vague || is_quality(read, &range, knowledge);
        if says_nothing && known.is_none() || codes[occurrence.phrase].is_empty() {
            continue;
        }
        let role = roles[known.map_or(range.end - 1, |headed| headed.role)];
        let factor = match () {
            () if known.is_some() => 1.0,
            () if head.is_some() => FOLLOWED_FACTOR,
            () if modifying => MODIFIER_FACTOR,
            () if followed(pieces, roles, range.end) => FOLLOWED_FACTOR,
            () => 1.0,
        };
        let strength = weight(&pieces[range]) * factor;
        let before = seen.insert((occurrence.phrase, role), strength).unwrap_or(0.0);
        if before == 0.0 {
            let qualifies = modifying && known.is_none();
            mentions.push(Mention { occurrence, role, strength, qualifies, head: known });
        }
    }
    mentions
}

/// Evidence by code, of any depth.
pub(super) fn evidence(
    read: &Read<'_>,
    mentions: &[Mention],
    knowledge: &Knowledge,
) -> BTreeMap<String, Evidence> {
    let Read { text, pieces, .. } = *read;
    // For whom a machine is made says nothing but that.
    let mut frames = read.frames.to_vec();
    for mention in mentions {
        if let Some(headed) = mention.head {
            frames[headed.first..headed.end].fill(true);
        }
    }
    let read = &Read { frames: &frames, ..*read };
    let mut evidence: BTreeMap<String, Evidence> = BTreeMap::new();
    // Inputs, customers and rooms never stand for the product, even where nothing else is known.
    let best =
        mentions.iter().map(|mention| mention.role.tier()).filter(|tier| *tier < BESIDE_TIER).min();
    // What is named first is the head of the first expression, not what qualifies it.
    let first =
        mentions.iter().position(|mention| Some(mention.role.tier()) == best && !mention.qualifies);
    for (number, mention) in mentions.iter().enumerate() {
        let found =
            &pieces[mention.occurrence.first..mention.occurrence.first + mention.occurrence.length];
        let start = mention.head.map_or(found[0].start, |h| pieces[h.first].start);
        let last = mention.head.map_or(found[found.len() - 1].end, |h| pieces[h.end - 1].end);
        let word = &text[start..last];
        let own = read.allowed(&knowledge.codes[mention.occurrence.phrase]);
        let made = mention.head.map(|headed| machine::codes(headed.head, &own));
        for (code, share) in shares(made.as_deref().unwrap_or(&own), mention.role) {
            let entry = evidence.entry(code).or_default();
            let amount = share * mention.strength;
            entry.features[mention.role.index()] += amount;
            if Some(mention.role.tier()) == best {
                entry.features[BEST_ROLE] += amount;
            }
            if Some(number) == first {
                entry.features[FIRST] += amount;
            }
            entry.words.insert(word.to_owned());
        }
    }
    add_nearest(read, best, knowledge, &mut evidence);
    add_language(read, knowledge, &mut evidence);
    add_kinds(read, mentions, knowledge, &mut evidence);
    evidence
}

/// Adds what the phrases nearest to the words of production, and to all words, say.
fn add_nearest(
    read: &Read<'_>,
    best: Option<u8>,
    knowledge: &Knowledge,
    evidence: &mut BTreeMap<String, Evidence>,
) {
    let Read { pieces, roles, .. } = *read;
    let tier = roles.iter().map(|role| role.tier()).min().unwrap_or(2);
    let tier = tier.max(best.unwrap_or(0)).min(2);
    let production = spans(read, |number| roles[number].tier() <= tier);
    let production = production.into_iter().map(|span| (roles[span.end - 1], NEAREST_ROLE, span));
    let all = spans(read, |number| roles[number] != Role::Support);
    let all = all.into_iter().map(|span| (Role::Neutral, NEAREST_ALL, span));
    for (role, feature, span) in production.chain(all) {
        if nameless::are_nameless(&pieces[span.clone()]) {
            continue;
        }
        let found = knowledge.nearest.find(&pieces[span.clone()]);
        let total: f64 = found.iter().map(|(_, likeness)| likeness.powi(LIKENESS_POWER)).sum();
        let top = found.first().map_or(0.0, |(_, likeness)| *likeness);
        if top < LIKENESS_MIN {
            continue;
        }
        let word = &read.text[pieces[span.start].start..pieces[span.end - 1].end];
        for (phrase, likeness) in found {
            let vote = top * likeness.powi(LIKENESS_POWER) / total;
            if knowledge.codes[phrase].iter().all(|code| read.denies(code)) {
                continue;
            }
            for (code, share) in shares(&read.allowed(&knowledge.codes[phrase]), role) {
                let entry = evidence.entry(code).or_default();
                entry.features[feature] += vote * share;
                if entry.words.is_empty() && VOTE_NAMED_MIN <= vote {
                    entry.words.insert(word.to_owned());
                }
            }
        }
    }
}

/// Adds in which division's words the text speaks of production, and as a whole, to the divisions
/// for which something speaks.
fn add_language(read: &Read<'_>, knowledge: &Knowledge, evidence: &mut BTreeMap<String, Evidence>) {
    let Read { pieces, roles, frames, .. } = *read;
    let quantity = quantities(pieces);
    let says = |number: usize| !quantity[number] && !frames[number];
    let beside = |number: usize| {
        matches!(roles[number], Role::Support | Role::Use | Role::Input | Role::Service)
    };
    let production =
        knowledge.languages.likelihoods(pieces, |number| says(number) && !beside(number));
    let all = knowledge
        .languages
        .likelihoods(pieces, |number| says(number) && roles[number] != Role::Support);
    let named: BTreeSet<String> =
        evidence.keys().filter_map(|code| code.get(..2)).map(str::to_owned).collect();
    for code in named {
        let Some(division) = super::division(&code) else { continue };
        let found = evidence.entry(code).or_default();
        for (feature, likelihoods) in [(LANGUAGE_PRODUCTION, &production), (LANGUAGE_ALL, &all)] {
            found.features[feature] += likelihoods.get(&division).copied().unwrap_or(0.0);
        }
    }
}

/// Adds what whole texts say: chips made elsewhere, recycling, repair, and that services do not
/// count beside a product.
fn add_kinds(
    read: &Read<'_>,
    mentions: &[Mention],
    knowledge: &Knowledge,
    evidence: &mut BTreeMap<String, Evidence>,
) {
    let Read { whole, roles, .. } = *read;
    let chips = |mention: &Mention| {
        knowledge.codes[mention.occurrence.phrase].iter().any(|code| code.starts_with("397"))
    };
    if fabless(whole) && mentions.iter().any(chips) {
        evidence.entry("652".to_owned()).or_default().features[Role::Developed.index()] +=
            FABLESS_STRENGTH;
    }
    for (role, code) in [(Role::Recycled, "42"), (Role::Repaired, "43")] {
        if roles.contains(&role) {
            evidence.entry(code.to_owned()).or_default().features[role.index()] += KIND_STRENGTH;
        }
    }
    let product = mentions.iter().any(|mention| {
        mention.role.tier() <= 2
            && knowledge.codes[mention.occurrence.phrase]
                .first()
                .is_some_and(|code| super::is_product(code))
    });
    if product {
        evidence.retain(|code, _| !super::is_serving(code));
    }
}

/// Runs of pieces without a break between that `counts`.
fn spans(read: &Read<'_>, counts: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let Read { pieces, frames, .. } = *read;
    let mut spans: Vec<Range<usize>> = Vec::new();
    let quantity = quantities(pieces);
    let says = |number: &usize| !quantity[*number] && counts(*number) && !frames[*number];
    for number in (0..pieces.len()).filter(says) {
        match spans.last_mut() {
            Some(span) if span.end == number && pieces[number].gap != Gap::Break => {
                span.end = number + 1;
            }
            _ => spans.push(number..number + 1),
        }
    }
    spans
}

/// Which pieces say an amount: 2.5万吨, 10,000 tonnes.
pub(super) fn quantities(pieces: &[Piece]) -> Vec<bool> {
    let mut quantity = vec![false; pieces.len()];
    let mut open = false;
    for (number, piece) in pieces.iter().enumerate() {
        let digits = piece.text.bytes().any(|byte| byte.is_ascii_digit());
        open = digits || open && piece.han && piece.gap == Gap::None && UNITS.contains(&piece.text);
        quantity[number] = open;
    }
    quantity
}

/// Whether the text says that chips are designed here and made elsewhere.
fn fabless(text: &str) -> bool {
    let text = text.to_lowercase();
    let elsewhere = [
        "fabless",
        "without a fab",
        "no fab",
        "foundry",
        "foundries",
        "tape out",
        "taped out",
        "tape-out",
        "流片",
        "无晶圆",
        "代工厂",
    ];
    let designs = ["design", "设计", "fabless", "无晶圆"];
    elsewhere.iter().any(|word| text.contains(word))
        && designs.iter().any(|word| text.contains(word))
}

/// Whether `one` only qualifies `next`: they stand in one expression and the last is its head,
/// in Chinese as in English.
fn modifies(pieces: &[Piece], one: &Occurrence, next: &Occurrence) -> bool {
    let end = one.first + one.length;
    let between = &pieces[end..next.first];
    let joined = pieces[end..=next.first].iter().all(|piece| piece.gap == Gap::None);
    let adjacent = between.is_empty() && pieces[next.first].gap != Gap::Break;
    let conjunction = between.iter().any(|piece| CONJUNCTIONS.contains(&piece.text.as_str()));
    let phrase = !pieces[next.first].han
        && pieces[end..=next.first].iter().all(|piece| piece.gap == Gap::Blank)
        && !between.iter().any(|piece| role::is_function(&piece.text));
    (joined || adjacent || phrase) && !conjunction
}

/// Whether the pieces only tell a quality or a step: the lithium of "lithium-powered", the carton of
/// "cartoning" where no phrase says so.
fn is_quality(read: &Read<'_>, range: &Range<usize>, knowledge: &Knowledge) -> bool {
    let pieces = &read.pieces[range.clone()];
    let (Some(last), false) = (pieces.last(), pieces.iter().any(|piece| piece.han)) else {
        return false;
    };
    let spelled = |piece: &Piece| read.text[piece.start..piece.end].to_lowercase();
    let stems = || pieces.iter().map(|piece| piece.text.clone()).collect::<Vec<String>>();
    if spelled(last).ends_with("ing") && !knowledge.gerunds.contains(&stems()) {
        return true;
    }
    read.pieces.get(range.end).is_some_and(|next| {
        let next_word = spelled(next);
        read.text.get(last.end..next.start) == Some("-")
            && (next_word.ends_with("ed") || QUALITIES.contains(&next_word.as_str()))
    })
}

/// Whether an unknown English word stands directly behind a phrase that ends before piece `end`,
/// most likely as the head of the expression.
fn followed(pieces: &[Piece], roles: &[Role], end: usize) -> bool {
    pieces.get(end).is_some_and(|next| {
        next.gap == Gap::Blank
            && !next.han
            && roles[end] == roles[end - 1]
            && !role::is_function(&next.text)
            && !next.text.bytes().any(|byte| byte.is_ascii_digit())
    })
}

/// How much a phrase counts by its length: short words mean many things.
fn weight(pieces: &[Piece]) -> f64 {
    let characters = pieces.iter().filter(|piece| piece.han).count();
    let letters: usize =
        pieces.iter().filter(|piece| !piece.han).map(|piece| piece.text.chars().count()).sum();
    // A Chinese character says about as much as two and a half letters.
    let length = super::number(characters) + super::number(letters) / 2.5;
    match length {
        length if length < 1.5 => 0.4,
        length if length < 2.5 => 0.65,
        length if length < 3.5 => 0.85,
        length if length < 5.5 => 1.0,
        _ => 1.1,
    }
}
