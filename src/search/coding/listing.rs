//! Products that a text lists beside one another: batteries, drones and solar glass.
//!
//! Among divisions that exclude one another the sharpest would take all. A project that makes
//! several things has several industries, so that each thing of a list is coded by itself.

use std::ops::Range;

use super::super::analyzer::{Gap, Piece};
use super::denial::word;
use super::evidence::{self, Mention};
use super::read::Read;
use super::role::Role;

/// Words that join two things of one rank.
const JOINTS: [&str; 7] = ["和", "与", "及", "跟", "兼", "and", "plus"];
/// What a thing is called besides itself, at its end, in Chinese.
const ENDS: [&str; 13] = [
    "生产线",
    "项目",
    "产品",
    "生产",
    "基地",
    "工厂",
    "产业",
    "业务",
    "制造",
    "研发",
    "开发",
    "等",
    "的",
];
/// The same in English, as stems.
const ENGLISH_ENDS: [&str; 6] = ["plant", "factori", "line", "project", "product", "compani"];
/// What may stand right before the name of a thing, in Chinese; before anything else, a part of the
/// name is not known.
const CHINESE_BEFORE: [&str; 18] = [
    "做",
    "造",
    "生产",
    "制造",
    "研发",
    "开发",
    "研制",
    "设计",
    "主营",
    "年产",
    "量产",
    "从事",
    "专注",
    "专注于",
    "是",
    "为",
    "产",
    "除了",
];
/// The same in English.
const ENGLISH_BEFORE: [&str; 22] = [
    "make",
    "makes",
    "making",
    "produce",
    "produces",
    "producing",
    "manufacture",
    "manufactures",
    "build",
    "builds",
    "develop",
    "develops",
    "sell",
    "sells",
    "design",
    "designs",
    "the",
    "our",
    "a",
    "an",
    "both",
    "also",
];
/// What begins a clause that adds a product to another.
const ADDITIONS: [&str; 6] = ["也", "还", "另外", "同时", "并", "兼"];
/// Roles nearer to production than this are a list of products; those beyond stand beside it.
const ROLE_TIER_MAX: u8 = 2;
/// The most things that are read of a list.
const ITEMS_MAX: usize = 8;

/// A thing of a list.
#[derive(Debug)]
struct Item {
    /// The tier of its role; none if its clause adds it to others.
    tier: Option<u8>,
    bytes: Range<usize>,
    /// Whether its name is all that stands between two joints.
    alone: bool,
    /// Whether it is joined to the next one more closely than by a comma.
    joined: bool,
}

/// The bytes of the things that are listed, in the order of the text: those nearest to production,
/// and those that are added to them. Empty where something is recycled or repaired: what goes in
/// and what comes out are no list.
pub(super) fn items(read: &Read<'_>, mentions: &[Mention]) -> Vec<Range<usize>> {
    if read.roles.iter().any(|role| matches!(role, Role::Recycled | Role::Repaired)) {
        return Vec::new();
    }
    let mut items: Vec<Item> = Vec::new();
    // In "bitumen and polymer membranes" both materials belong to the one thing: before a joint, a
    // thing is one of its own only if what follows is a whole name.
    for found in parts(read, mentions).into_iter().map(|part| item(read, mentions, part)).rev() {
        let next_alone = items.last().is_some_and(|next: &Item| next.alone);
        items.push(match found {
            Some(item) if !item.joined || next_alone => item,
            Some(item) => Item { tier: Some(u8::MAX), alone: false, ..item },
            None => Item { tier: Some(u8::MAX), bytes: 0..0, alone: false, joined: false },
        });
    }
    items.reverse();
    let Some(best) = items.iter().filter_map(|item| item.tier).min() else { return Vec::new() };
    if ROLE_TIER_MAX < best {
        return Vec::new();
    }
    items.retain(|item| item.tier.is_none_or(|tier| tier == best));
    items.truncate(ITEMS_MAX);
    items.into_iter().map(|item| item.bytes).collect()
}

/// Runs of pieces between joints, commas and the like.
fn parts(read: &Read<'_>, mentions: &[Mention]) -> Vec<Range<usize>> {
    let inside = |number: usize| {
        mentions.iter().any(|mention| {
            let first = mention.occurrence.first;
            first < number && number < first + mention.occurrence.length
        })
    };
    let mut parts = Vec::new();
    let mut start = 0;
    for end in 1..=read.pieces.len() {
        let piece = read.pieces.get(end);
        let joint = piece.is_some_and(|piece| JOINTS.contains(&piece.text.as_str()));
        let cut = piece.is_none_or(|piece| (joint || piece.gap == Gap::Break) && !inside(end));
        if cut {
            parts.push(start..end);
            start = end + usize::from(joint);
        }
    }
    parts
}

/// The thing that a run of pieces names: from its first known phrase up to the one that ends it.
fn item(read: &Read<'_>, mentions: &[Mention], part: Range<usize>) -> Option<Item> {
    let pieces = read.pieces;
    let end = without_ends(pieces, &part);
    let within = |mention: &&Mention| {
        part.start <= mention.occurrence.first
            && mention.occurrence.first + mention.occurrence.length <= end
    };
    let mut named = mentions.iter().filter(within).rev();
    let last = named.next()?;
    if last.occurrence.first + last.occurrence.length != end {
        return None;
    }
    // Phrases right before it describe it.
    let mut first = last.occurrence.first;
    for mention in named {
        if mention.occurrence.first + mention.occurrence.length == first {
            first = mention.occurrence.first;
        }
    }
    if !opens(read, part.start, first) {
        return None;
    }
    let bytes = pieces[first].start..pieces[end - 1].end;
    // One sign may fold to two pieces, which then share its bytes: ½.
    let between = pieces.get(part.end).map_or("。", |next| {
        read.text.get(pieces[part.end - 1].end..next.start).unwrap_or_default()
    });
    let joined = !between.contains([',', '，', ';', '；', '.', '。', '!', '?', '\n']);
    let added = is_addition(read.text, bytes.start);
    Some(Item {
        tier: (!added).then_some(last.role.tier()),
        alone: last.occurrence.first == part.start,
        bytes,
        joined,
    })
}

/// Behind the last piece that does more than frame the thing: 电池 of 电池项目.
fn without_ends(pieces: &[Piece], part: &Range<usize>) -> usize {
    let quantity = evidence::quantities(pieces);
    let mut end = part.end;
    loop {
        let before = end;
        while part.start < end && quantity[end - 1] {
            end -= 1;
        }
        let joined: String = pieces[part.start..end].iter().map(|p| p.text.as_str()).collect();
        if let Some(word) = ENDS.iter().find(|word| joined.ends_with(*word)) {
            end -= word.chars().count().min(end - part.start);
        }
        let frames = |text: &str| ENGLISH_ENDS.contains(&text) || text.starts_with("manufactu");
        if part.start < end && frames(&pieces[end - 1].text) {
            end -= 1;
        }
        if end == before {
            return end;
        }
    }
}

/// Whether what stands between `start` and the name that begins with piece `first` is not part of
/// the name.
fn opens(read: &Read<'_>, start: usize, first: usize) -> bool {
    if start == first {
        return true;
    }
    let before = &read.text[read.pieces[start].start..read.pieces[first - 1].end];
    let before = before.trim_end();
    if before.ends_with(word::is_han) {
        return CHINESE_BEFORE.iter().any(|verb| before.ends_with(verb));
    }
    let words = word::words(before);
    words.last().is_some_and(|word| word.is(&ENGLISH_BEFORE))
}

/// Whether the clause that holds byte `at` adds a product to another: 也做无人机.
fn is_addition(text: &str, at: usize) -> bool {
    let clause = word::clauses(text).into_iter().find(|clause| clause.contains(&at));
    let Some(clause) = clause else { return false };
    let clause = text[clause].trim();
    let clause = ["我们", "公司", "项目", "团队"]
        .iter()
        .find_map(|subject| clause.strip_prefix(subject))
        .unwrap_or(clause);
    ADDITIONS
        .iter()
        .filter_map(|word| clause.strip_prefix(word))
        .any(|rest| CHINESE_BEFORE.iter().any(|verb| rest.starts_with(verb)))
}
