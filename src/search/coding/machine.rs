//! Who makes what an industry works with: 白酒设备 is no spirit but a machine, 奶粉罐 no food.
//!
//! A Chinese and an English expression has its head at its end: where that is a word for machines
//! or vessels, the product before it tells for whom they are made.

use super::super::analyzer::{Gap, Piece};
use super::super::phrase::Occurrence;
use super::read::Read;
use super::role;

/// What the words behind a product make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    /// Machines to make or handle it.
    Machine,
    /// The same before it and "for", where it may use any machine: only if a class makes those for
    /// its industry alone.
    MachineFor,
    /// What it is filled into: codes of who makes that.
    Vessel(&'static [&'static str]),
}

/// Heads that are machines.
const MACHINES: [&str; 9] =
    ["专用设备", "设备", "装备", "机械", "机器", "机组", "设备制造", "装备制造", "机械制造"];
/// The same in English, as stems.
const ENGLISH_MACHINES: [&str; 3] = ["equip", "machineri", "machin"];
/// Beginnings of English words that may stand between a product and its machine.
const ENGLISH_BETWEEN: [&str; 10] =
    ["make", "process", "produc", "manufactu", "pack", "fill", "test", "coat", "dry", "industri"];
/// Vessels by their last character, with the classes of GB/T 4754 that make them.
const VESSELS: [(char, &[&str]); 6] = [
    ('罐', &["3333"]),
    ('桶', &["3333", "2926"]),
    ('瓶', &["2926", "3055"]),
    ('盒', &["2231", "2926"]),
    ('箱', &["2231", "2926"]),
    ('袋', &["2921", "2231"]),
];
/// Divisions whose products are filled: food, drinks, chemicals, medicine.
const FILLED: [std::ops::RangeInclusive<u8>; 2] = [13..=15, 26..=27];
/// Between a product and its machine stand at most so many characters: 半导体刻蚀设备.
const BETWEEN_MAX: usize = 4;
/// What may follow a head that ends an expression.
const BEHIND: &str = "的和与及或等用并在，";

/// Vessels in English, as stems.
const ENGLISH_VESSELS: [(&str, &[&str]); 6] = [
    ("bottl", &["3055", "2926"]),
    ("jar", &["3055", "2926"]),
    ("box", &["2231", "2926"]),
    ("carton", &["2231"]),
    ("bag", &["2921", "2231"]),
    ("pouch", &["2921"]),
];
/// What may stand between a product and its vessel: 包装盒, "packaging boxes".
const PACKING: [&str; 3] = ["包装", "外包装", "礼"];
/// Between "for" and the product of "equipment for 300 mm wafers" stand at most so many words.
const BEHIND_FOR_MAX: usize = 3;

/// A head of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Headed {
    pub(super) head: Head,
    /// The first piece of the expression of both.
    pub(super) first: usize,
    /// Behind its last piece.
    pub(super) end: usize,
    /// The piece whose role is that of the head.
    pub(super) role: usize,
}

/// The head of the product of an occurrence, if it is a machine or a vessel: behind it, or before it
/// and "for".
pub(super) fn head(read: &Read<'_>, found: &[Occurrence], number: usize) -> Option<Headed> {
    let Read { pieces, frames, .. } = *read;
    let product = &found[number];
    let next = found.get(number + 1);
    let end = product.first + product.length;
    let behind = pieces.get(end).filter(|piece| piece.gap != Gap::Break).and_then(|piece| {
        if piece.han { chinese(pieces, frames, end, next) } else { english(read, end, next) }
    });
    let behind =
        behind.map(|(head, last)| Headed { head, first: product.first, end: last, role: end - 1 });
    behind.or_else(|| made_for(pieces, found, number))
}

/// The machines of "equipment for coal mines": what they are for tells which they are, if nothing
/// else does.
fn made_for(pieces: &[Piece], found: &[Occurrence], number: usize) -> Option<Headed> {
    let product = &found[number];
    let open = |at: &usize| !pieces[*at].han && pieces[*at].gap == Gap::Blank;
    let before = (0..product.first).rev().take(BEHIND_FOR_MAX + 1);
    let preposition =
        before.take_while(|at| open(&(at + 1))).find(|at| pieces[*at].text == "for")?;
    let head = preposition.checked_sub(1).filter(|_| open(&preposition))?;
    let named = |known: &Occurrence| {
        known.first <= head && head < known.first + known.length && 1 < known.length
    };
    let machine =
        ENGLISH_MACHINES.contains(&pieces[head].text.as_str()) || pieces[head].text == "tool";
    (machine && !found[..number].iter().any(named)).then_some(Headed {
        head: Head::MachineFor,
        first: head,
        end: product.first + product.length,
        role: head,
    })
}

fn chinese(
    pieces: &[Piece],
    frames: &[bool],
    end: usize,
    next: Option<&Occurrence>,
) -> Option<(Head, usize)> {
    let mut spelled = String::new();
    let mut last = end;
    while let Some(piece) = pieces.get(last) {
        let ends = last > end && (BEHIND.contains(&piece.text) || frames[last]);
        if !piece.han || piece.gap != Gap::None || ends {
            break;
        }
        spelled.push_str(&piece.text);
        last += 1;
    }
    let between = |head: &str| last - end - head.chars().count();
    let known = |head: &str| {
        // Another known product before the head is its own modifier.
        next.is_some_and(|next| {
            let head = last - head.chars().count();
            next.first < last && next.first != head
        })
    };
    let machine = MACHINES.iter().find(|head| spelled.ends_with(*head));
    if let Some(head) = machine {
        return (between(head) <= BETWEEN_MAX && !known(head)).then_some((Head::Machine, last));
    }
    let (sign, codes) = VESSELS.iter().find(|(sign, _)| spelled.ends_with(*sign))?;
    let packing = spelled.strip_suffix(*sign).unwrap_or_default();
    let alone = packing.is_empty() && next.is_none_or(|next| last <= next.first);
    (alone || PACKING.contains(&packing)).then_some((Head::Vessel(codes), last))
}

fn english(read: &Read<'_>, end: usize, next: Option<&Occurrence>) -> Option<(Head, usize)> {
    let pieces = read.pieces;
    let blank = |at: &usize| pieces.get(*at).is_some_and(|p| !p.han && p.gap == Gap::Blank);
    let between = (end..).take_while(blank).take(3);
    for at in between {
        let stem = pieces[at].text.as_str();
        let spelled = &read.text[pieces[at].start..pieces[at].end];
        let vessel = ENGLISH_VESSELS.iter().find(|(vessel, _)| *vessel == stem);
        let last = !blank(&(at + 1)) || role::is_function(&pieces[at + 1].text);
        if let Some((_, codes)) = vessel.filter(|_| last && !spelled.ends_with("ing")) {
            return Some((Head::Vessel(codes), at + 1));
        }
        if next.is_some_and(|next| next.first == at && next.length > 1) {
            return None;
        }
        if ENGLISH_MACHINES.contains(&stem) {
            return Some((Head::Machine, at + 1));
        }
        if !ENGLISH_BETWEEN.iter().any(|word| stem.starts_with(word)) {
            return None;
        }
    }
    None
}

/// Whether it is known who makes the head for one of these industries.
pub(super) fn is_made(head: Head, codes: &[String]) -> bool {
    match head {
        Head::Vessel(_) => codes.first().is_some_and(|code| is_filled(code)),
        Head::Machine => codes.iter().any(|code| equipping(code).is_some()),
        Head::MachineFor => codes.iter().any(|code| special(code).is_some()),
    }
}

/// Who makes the head for an industry: the codes that stand in place of the product's own.
pub(super) fn codes(head: Head, codes: &[String]) -> Vec<String> {
    let mut made: Vec<String> = Vec::new();
    for code in codes {
        let new: Vec<String> = match head {
            Head::Machine => equipping(code).into_iter().collect(),
            Head::MachineFor => special(code).into_iter().collect(),
            Head::Vessel(vessels) => vessels.iter().map(ToString::to_string).collect(),
        };
        for code in new {
            if !made.contains(&code) {
                made.push(code);
            }
        }
    }
    made
}

/// Whether the product of a code is filled into vessels.
fn is_filled(code: &str) -> bool {
    super::division(code).is_some_and(|found| FILLED.iter().any(|range| range.contains(&found)))
}

/// The class of machines for the industry of a code alone, if there is one.
fn special(code: &str) -> Option<String> {
    // Behind "for" nobody means the device itself: equipment for solar cells is no panel.
    if code.starts_with("3825") {
        return Some("3562".to_owned());
    }
    equipping(code).filter(|class| class.starts_with("35") && class != code)
}

/// Who makes the machines of an industry, by the titles of division 35 of GB/T 4754-2017; what is a
/// machine, a vehicle or a device itself stays where it is: 通信设备, 风电设备.
/// `None` for an industry that has no row there: of 金融设备 nobody says who makes it.
fn equipping(code: &str) -> Option<String> {
    let class = match (super::division(code), code.get(..3)) {
        (Some(1 | 5), _) => "3572",
        (Some(2), _) => "3573",
        (Some(3), _) => "3574",
        (Some(4), _) => "3575",
        (Some(7), _) => "3512",
        (Some(6 | 8..=11), _) => "3511",
        (_, Some("132")) => "3534",
        (Some(13), _) => "3532",
        (Some(14 | 15), _) => "3531",
        (Some(16), _) => "3533",
        (Some(17 | 28), _) => "3551",
        (Some(18), _) => "3553",
        (Some(19), _) => "3552",
        (Some(20 | 21), _) => "3524",
        (Some(22), _) => "3541",
        (Some(23), _) => "3542",
        (Some(24), _) => "3549",
        (_, Some("268")) => "3543",
        (Some(25 | 26), _) => "3521",
        (Some(27), _) => "3544",
        (_, Some("291")) => "3522",
        (Some(29), _) => "3523",
        (_, Some("304" | "305" | "306" | "307")) => "3546",
        (Some(30), _) => "3515",
        (Some(31 | 32), _) => "3516",
        (_, Some("397")) => "3562",
        (_, Some("384" | "398")) => "3563",
        (Some(33..=43), _) => code,
        (Some(46), _) => "3597",
        (Some(47..=50), _) => "3514",
        (Some(63), _) => "392",
        (Some(64 | 65), _) => "391",
        (Some(61 | 62), _) => "3594",
        (Some(77), _) => "3591",
        (Some(84), _) => "358",
        _ => return None,
    };
    Some(class.to_owned())
}
