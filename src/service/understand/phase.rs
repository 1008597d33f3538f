use std::{mem::discriminant, ops::Range, sync::LazyLock};

use regex::Regex;
use rust_decimal::Decimal;

use super::{
    quantity::{Quantity, QuantityKind},
    window::{head, tail},
};
use crate::domain::{figure::Figure, unit::Unit};

/// The phase that a quantity is for: 一期30亩, "30 mu in phase one".
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"\bphase\s+(?:[1-5]|one|two|three|four|five|i{1,3}|iv|v)\b|\b(?:first|second|third|fourth|fifth) phase\b";
    Regex::new(&format!("[一二三四五首1-5]期|{english}")).expect("the pattern is tested")
});
static AFTER: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^\s*\(?(?:in|for|during|as)\s+(?:the\s+)?(?P<phase>phase\s+(?:[1-5]|one|two|three|four|five|i{1,3}|iv|v)\b|(?:first|second|third|fourth|fifth) phase\b)";
    Regex::new(pattern).expect("the pattern is tested")
});
/// Words by which a quantity is of the whole, or is there already.
const OF_ALL: [&str; 16] = [
    "总",
    "共",
    "合计",
    "已",
    "现有",
    "原有",
    "达到",
    "增至",
    "增加到",
    "扩至",
    "扩大到",
    "total",
    "existing",
    "altogether",
    "up to",
    "grow",
];

/// The phase of each quantity, in its own words.
pub(super) fn of_each(text: &str, quantities: &[Quantity]) -> Vec<Option<String>> {
    let phase =
        |quantity: &Quantity| figure(&quantity.kind).and_then(|_| phase(text, &quantity.range));
    quantities.iter().map(phase).collect()
}

/// Where the quantities of the kind and unit of the `first` stand that are told by phases, one of each;
/// empty unless there are several, and it is the first of them.
pub(super) fn of_one_kind(
    phases: &[Option<String>],
    quantities: &[Quantity],
    first: usize,
) -> Vec<usize> {
    let kind = &quantities[first].kind;
    let Some((_, unit)) = figure(kind).filter(|_| phases[first].is_some()) else {
        return Vec::new();
    };
    let mut said: Vec<&str> = Vec::new();
    let mut members = Vec::new();
    for (at, quantity) in quantities.iter().enumerate() {
        let is_alike = discriminant(&quantity.kind) == discriminant(kind)
            && figure(&quantity.kind).is_some_and(|(_, other)| other == unit);
        let Some(phase) = phases[at].as_deref().filter(|_| is_alike) else { continue };
        if !said.contains(&phase) {
            said.push(phase);
            members.push(at);
        }
    }
    if 1 < members.len() && members.first() == Some(&first) { members } else { Vec::new() }
}

/// The phase of what stands at `range`, in its own words.
fn phase(text: &str, range: &Range<usize>) -> Option<String> {
    const BREAKS: [char; 6] = [',', '。', ';', '、', '\n', ')'];
    let after = head(&text[range.end..]).to_lowercase();
    let before = tail(&text[..range.start]).to_lowercase();
    let clause = before.rsplit(BREAKS).next().unwrap_or_default();
    if OF_ALL.iter().any(|word| clause.contains(word)) {
        return None;
    }
    if let Some(found) = AFTER.captures(&after) {
        return Some(found["phase"].to_owned());
    }
    BEFORE.find_iter(clause).last().map(|found| found.as_str().to_owned())
}

/// The value and the symbol of the unit of what may be told by phases.
fn figure(kind: &QuantityKind) -> Option<(Decimal, &'static str)> {
    fn of<U: Unit>(figure: &Figure<U>) -> (Decimal, &'static str) {
        (figure.value, figure.unit.symbol())
    }
    match kind {
        QuantityKind::Land(area) | QuantityKind::FloorArea(area) => Some(of(area)),
        QuantityKind::Power(power) => Some(of(power)),
        QuantityKind::People(people) => Some(of(people)),
        QuantityKind::Capex(money) | QuantityKind::TotalInvestment(money) => Some(of(money)),
        _ => None,
    }
}

/// Adds the values of all `members` up in the first, of which the words are those of all; the others
/// are counted in it.
pub(super) fn add_up(text: &str, quantities: &mut [Quantity], members: &[usize]) {
    let values = members.iter().filter_map(|at| figure(&quantities[*at].kind));
    let sum = values.map(|(value, _)| value).try_fold(Decimal::ZERO, Decimal::checked_add);
    let [first, .., last] = members else { return };
    let words = quantities[*first].range.start..quantities[*last].range.end;
    let Some(sum) = sum.filter(|_| head(&text[words.start..]).len() >= words.len()) else { return };
    match &mut quantities[*first].kind {
        QuantityKind::Land(area) | QuantityKind::FloorArea(area) => area.value = sum,
        QuantityKind::Power(power) => power.value = sum,
        QuantityKind::People(people) => people.value = sum,
        QuantityKind::Capex(money) | QuantityKind::TotalInvestment(money) => money.value = sum,
        _ => return,
    }
    text[words].clone_into(&mut quantities[*first].words);
    for at in &members[1..] {
        quantities[*at].kind = QuantityKind::Counted;
    }
}
