use std::{mem::discriminant, sync::LazyLock};

use regex::Regex;

use super::{
    phase,
    quantity::{Quantity, QuantityKind},
    window::{head, tail},
};

/// What a quantity is, beside what is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Needed,
    /// It is there already: 现有用地30亩.
    Existing,
    /// It is counted in another: 其中研发50人.
    Part,
    /// It stands beside what production needs: 办公500平方米.
    Beside,
}

/// What is there already, unless the same clause goes on to what is needed.
static EXISTING: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?:现有|已有|已建成?|已投产|目前有|目前已有|原有|\b(?:existing|currently|current (?:plant|site|factory|land|workshop|staff|headcount|facility))\b)(?P<then>.*)$";
    Regex::new(pattern).expect("the pattern is tested")
});
/// What will be more stands before what it will be: 由50人增至300人.
static GROWS: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^\s*(?:将|要|逐步|会)*(?:增加?|扩[大充张编建]?|提[高升]|增长|上升|发展|壮大)(?:至|到|为)|^\s*(?:now\s*)?(?:growing|rising|increasing|grows?|expanding)?\s*to\s+\d";
    Regex::new(pattern).expect("the pattern is tested")
});
static NEEDED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"拟|新增|增|再|另|需|要|计划|\b(?:needs?|needing|another|additional|new|more|plus|want|capex|invest\w*)\b";
    Regex::new(pattern).expect("the pattern is tested")
});
/// What begins to tell the parts of a total.
const PARTS: [&str; 6] = ["其中", "包括", "including", "of which", "incl.", "thereof"];
/// Rooms in which nothing is produced.
static BESIDE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?:办公|宿舍|食堂|展厅|\b(?:offices?|dormitor(?:y|ies)|canteen|showroom))(?:区|楼|室|用房|面积|space)?(?:约|为|需要?|of|:|\s)*$";
    Regex::new(pattern).expect("the pattern is tested")
});
static BESIDE_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^\s*(?:的|of\s+)?(?:办公|宿舍|食堂|展厅|offices?\b|dormitor|canteen|showroom)";
    Regex::new(pattern).expect("the pattern is tested")
});

/// Sets aside the quantities that are not what is needed; each stays, as one that no field takes. A part
/// and a room beside are what is needed where nothing else of their kind is said.
pub(super) fn set_aside(text: &str, quantities: &mut [Quantity]) {
    let standings: Vec<Standing> =
        quantities.iter().map(|quantity| standing(text, quantity)).collect();
    let kinds: Vec<_> = quantities.iter().map(|quantity| group(&quantity.kind)).collect();
    for at in 0..quantities.len() {
        let is_needed = |other: &usize| {
            standings[*other] == Standing::Needed && *other != at && kinds[*other] == kinds[at]
        };
        let is_aside = match standings[at] {
            Standing::Needed => false,
            Standing::Existing => true,
            Standing::Part => (0..at).any(|other| is_needed(&other)),
            Standing::Beside => (0..quantities.len()).any(|other| is_needed(&other)),
        };
        if is_aside {
            quantities[at].kind = QuantityKind::NoField;
        }
    }
    let said = phase::of_each(text, quantities);
    for at in 0..quantities.len() {
        let phases = phase::of_one_kind(&said, quantities, at);
        let is_of_none = |other: &usize| kinds[*other] == kinds[at] && !phases.contains(other);
        let is_told_apart = (0..quantities.len()).any(|other| {
            is_of_none(&other) && !matches!(quantities[other].kind, QuantityKind::NoField)
        });
        // Where the total is said, it stands for its phases.
        if is_told_apart {
            for phase in phases {
                quantities[phase].kind = QuantityKind::NoField;
            }
        } else {
            phase::add_up(text, quantities, &phases);
        }
    }
}

/// What may stand for one another: all investment for the fixed one.
fn group(kind: &QuantityKind) -> std::mem::Discriminant<QuantityKind> {
    match kind {
        QuantityKind::TotalInvestment(figure) => discriminant(&QuantityKind::Capex(figure.clone())),
        other => discriminant(other),
    }
}

fn standing(text: &str, quantity: &Quantity) -> Standing {
    const BREAKS: [char; 7] = [',', '。', ';', '、', '\n', '(', ')'];
    if !matches!(
        quantity.kind,
        QuantityKind::Land(_)
            | QuantityKind::FloorArea(_)
            | QuantityKind::People(_)
            | QuantityKind::Power(_)
            | QuantityKind::Capex(_)
            | QuantityKind::TotalInvestment(_)
    ) {
        return Standing::Needed;
    }
    let (before, after) = (&text[..quantity.range.start], head(&text[quantity.range.end..]));
    let clause = tail(before).rsplit(BREAKS).next().unwrap_or_default().to_lowercase();
    let is_existing = EXISTING.captures(&clause);
    if is_existing.is_some_and(|found| !NEEDED.is_match(&found["then"])) {
        return Standing::Existing;
    }
    if GROWS.is_match(after) {
        return Standing::Existing;
    }
    let is_fixed = ["固定资产", "fixed", "capex"].iter().any(|word| clause.contains(word));
    if is_part(before) && !is_fixed {
        return Standing::Part;
    }
    let is_area = matches!(quantity.kind, QuantityKind::FloorArea(_));
    let produces = ["生产", "车间", "厂房", "production"].iter().any(|word| clause.contains(word));
    let is_beside = BESIDE.is_match(&clause) || BESIDE_AFTER.is_match(&after.to_lowercase());
    if is_area && !produces && is_beside { Standing::Beside } else { Standing::Needed }
}

/// Whether the words `before` a quantity, in the same sentence, begin to tell the parts of a total.
pub(super) fn is_part(before: &str) -> bool {
    let sentence = tail(before).rsplit(['。', ';', '\n']).next().unwrap_or_default().to_lowercase();
    PARTS.iter().any(|word| sentence.contains(word))
}

/// Whether a sum is what others gave or may give, and not what is invested: 获红杉中国5000万元投资, "a
/// round led by Sequoia".
pub(super) fn is_raised(before: &str) -> bool {
    static RAISED: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"(?:(?:资本|创投|基金|风投|红杉|高瓴)[^,\d]{0,6}(?:投资?|出资)|获得?|领投|跟投|参投|融到|融资|募集?|募资|(?:引进|引入|吸引)[^,]*(?:资本|资金|投资者|投资人|基金|战投|外资)|\b(?:raised|raising|led (?:a|the|our|by)|(?:funding|financing|seed|angel|investment|a|the) round|backed by|venture capital|received|series [a-e])\b)(?P<then>.*)$";
        Regex::new(pattern).expect("the pattern is tested")
    });
    static INVESTED: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"^(?:批|准|地|取|奖|评)|项目|专利|认证|拟|计划|将|总投|固定资产|\b(?:will|plans?|intends?|wants?|total|capex|to invest)\b";
        Regex::new(pattern).expect("the pattern is tested")
    });
    RAISED.captures(before).is_some_and(|found| !INVESTED.is_match(&found["then"]))
}
