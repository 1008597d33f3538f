use std::sync::LazyLock;

use regex::{Captures, Regex};
use rust_decimal::{Decimal, prelude::ToPrimitive};

use crate::domain::{
    figure::Figure,
    unit::{AreaUnit, MoneyUnit, PeopleUnit, PowerUnit},
};

/// A quantity that was read from words.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// What and how much.
    pub kind: QuantityKind,
    /// The words themselves.
    pub words: String,
    /// Where they stand, in bytes.
    pub range: std::ops::Range<usize>,
}

/// What a quantity measures.
#[derive(Debug, Clone, PartialEq)]
pub enum QuantityKind {
    /// Land needed.
    Land(Figure<AreaUnit>),
    /// Floor area needed.
    FloorArea(Figure<AreaUnit>),
    /// Power needed.
    Power(Figure<PowerUnit>),
    /// People to employ.
    People(Figure<PeopleUnit>),
    /// Fixed investment.
    Capex(Figure<MoneyUnit>),
    /// Output per year.
    Output(Figure<MoneyUnit>),
    /// Tax per year.
    Tax(Figure<MoneyUnit>),
    /// The longest acceptable travel.
    TravelMinutes(u32),
    /// Money of another currency: shown as not understood, never taken for yuan.
    ForeignMoney,
}

/// A number in digits or Chinese numerals, a magnitude, a unit.
static QUANTITY: LazyLock<Regex> = LazyLock::new(|| {
    let number = r"(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?|[一二两三四五六七八九十百千零万亿]+)";
    let magnitude =
        r"(?P<magnitude>亿|千万|百万|万|billion\b|bn\b|million\b|mln\b|mn\b|thousand\b|k\b|m\b)?";
    let unit = r"(?P<unit>亩|mu\b|公顷|hectares?\b|ha\b|平方公里|km2|平方米|平米|㎡|m²|m2\b|sqm\b|square met(?:re|er)s?\b|兆瓦|mw\b|千瓦|kw\b|mva\b|kva\b|元|人民币|美元|美金|欧元|港元|港币|日元|usd\b|dollars?\b|eur\b|euros?\b|hkd\b|jpy\b|cny\b|rmb\b|yuan\b|名员工|个岗位|人|people\b|employees?\b|workers?\b|jobs?\b|分钟|minutes?\b|mins?\b|个?小时|hours?\b)";
    let pattern = format!(
        r"(?i)(?P<before>cny|rmb|¥|usd|us\$|\$|eur|€|hkd|jpy|£|gbp)?\s*{number}\s*-?\s*{magnitude}\s*{unit}?"
    );
    Regex::new(&pattern).expect("the pattern is tested")
});

/// Finds the quantities of a text in NFKC (full-width digits folded), in order.
pub fn find_all(text: &str) -> Vec<Quantity> {
    let read = |captures: Captures<'_>| read(text, &captures);
    QUANTITY.captures_iter(text).filter_map(read).collect()
}

fn read(text: &str, captures: &Captures<'_>) -> Option<Quantity> {
    let whole = captures.get(0)?;
    // A negative quantity, or the exponent of 1e30, is a slip, not a quantity.
    let before_number = &text[..captures.name("number")?.start()];
    let exponent = before_number.len() >= 2
        && before_number.ends_with(['e', 'E'])
        && before_number[..before_number.len() - 1].ends_with(|c: char| c.is_ascii_digit());
    if before_number.trim_end().ends_with(['-', '−']) || exponent {
        return None;
    }
    let number = parse_number(captures.name("number")?.as_str())?;
    let magnitude = captures.name("magnitude").map_or("", |m| m.as_str());
    let unit = captures.name("unit").map(|unit| unit.as_str().to_lowercase());
    let value = number.checked_mul(magnitude_factor(magnitude))?;
    let around = Surroundings::new(text, whole.start(), whole.end());
    let before = captures.name("before").map(|before| before.as_str().to_lowercase());
    let counted = is_money_magnitude(magnitude) || number_holds_magnitude(captures);
    let kind = match unit.as_deref() {
        _ if before.as_deref().is_some_and(is_foreign) => QuantityKind::ForeignMoney,
        Some(unit) if is_foreign(unit) => QuantityKind::ForeignMoney,
        Some(unit) => kind_of(unit, value, &around)?,
        None if before.is_some() => money(value, &around),
        None if counted && around.speak_of_money() => money(value, &around),
        None => return None,
    };
    let range = whole.range();
    Some(Quantity { kind, words: whole.as_str().trim().to_owned(), range })
}

/// 亿 and 万 without a unit may be money, if the words around say so: 年产3亿支 is none.
fn is_money_magnitude(magnitude: &str) -> bool {
    matches!(magnitude, "亿" | "千万" | "百万" | "万")
}

fn number_holds_magnitude(captures: &Captures<'_>) -> bool {
    captures.name("number").is_some_and(|number| number.as_str().contains(['万', '亿']))
}

/// Whether a sign or word names another currency than the yuan.
fn is_foreign(currency: &str) -> bool {
    !matches!(currency, "cny" | "rmb" | "¥" | "元" | "人民币" | "yuan")
        && (FOREIGN.contains(&currency)
            || currency.starts_with("dollar")
            || currency.starts_with("euro"))
}

const FOREIGN: [&str; 17] = [
    "usd", "us$", "$", "eur", "€", "hkd", "jpy", "£", "gbp", "美元", "美金", "欧元", "港元",
    "港币", "日元", "dollar", "euro",
];

fn kind_of(unit: &str, value: Decimal, around: &Surroundings<'_>) -> Option<QuantityKind> {
    let area = |unit| Figure::stated(value, unit);
    Some(match unit {
        "亩" | "mu" => QuantityKind::Land(area(AreaUnit::Mu)),
        "公顷" | "ha" | "hectare" | "hectares" => QuantityKind::Land(area(AreaUnit::Hectare)),
        "平方公里" | "km2" => QuantityKind::Land(area(AreaUnit::SquareKilometre)),
        "平方米" | "平米" | "㎡" | "m²" | "m2" | "sqm" => square_metres(value, around),
        unit if unit.starts_with("square") => square_metres(value, around),
        "兆瓦" | "mw" => QuantityKind::Power(Figure::stated(value, PowerUnit::Megawatt)),
        "千瓦" | "kw" => QuantityKind::Power(Figure::stated(value, PowerUnit::Kilowatt)),
        "kva" => QuantityKind::Power(Figure::stated(value, PowerUnit::KilovoltAmpere)),
        "mva" => {
            let value = value.checked_mul(Decimal::ONE_THOUSAND)?;
            QuantityKind::Power(Figure::stated(value, PowerUnit::KilovoltAmpere))
        }
        "元" | "人民币" | "cny" | "rmb" | "yuan" => money(value, around),
        "分钟" => travel(value, 1)?,
        unit if unit.starts_with("min") => travel(value, 1)?,
        unit if unit.ends_with("小时") || unit.starts_with("hour") => travel(value, 60)?,
        _ => QuantityKind::People(Figure::stated(value, PeopleUnit::Person)),
    })
}

/// Square metres are floor area, unless the words around speak of land.
fn square_metres(value: Decimal, around: &Surroundings<'_>) -> QuantityKind {
    let figure = Figure::stated(value, AreaUnit::SquareMetre);
    if around.say(&["用地", "占地", "土地", "of land", "land area", "plot", "site"]) {
        QuantityKind::Land(figure)
    } else {
        QuantityKind::FloorArea(figure)
    }
}

/// Money is investment, unless the words around speak of output or tax.
fn money(value: Decimal, around: &Surroundings<'_>) -> QuantityKind {
    let figure = Figure::stated(value.normalize(), MoneyUnit::Yuan);
    match around.nearest(&[
        (0, &["产值", "销售", "营收", "output", "revenue", "sales", "turnover"]),
        (1, &["税收", "纳税", "tax"]),
        (2, &["投资", "投入", "capex", "invest"]),
    ]) {
        Some(0) => QuantityKind::Output(figure),
        Some(1) => QuantityKind::Tax(figure),
        _ => QuantityKind::Capex(figure),
    }
}

fn travel(value: Decimal, minutes: u32) -> Option<QuantityKind> {
    let minutes = value.checked_mul(Decimal::from(minutes))?.round().to_u32()?;
    Some(QuantityKind::TravelMinutes(minutes))
}

fn magnitude_factor(magnitude: &str) -> Decimal {
    Decimal::from(match magnitude.trim().to_lowercase().as_str() {
        "亿" => 100_000_000_u64,
        "千万" => 10_000_000,
        "百万" | "million" | "mln" | "mn" | "m" => 1_000_000,
        "万" => 10_000,
        "billion" | "bn" => 1_000_000_000,
        "thousand" | "k" => 1_000,
        _ => 1,
    })
}

/// The words on both sides of a quantity, up to the next break.
struct Surroundings<'a> {
    before: &'a str,
    after: &'a str,
}

impl<'a> Surroundings<'a> {
    fn new(text: &'a str, start: usize, end: usize) -> Surroundings<'a> {
        const BREAKS: [char; 7] = [',', '。', ';', '、', '\n', '(', ')'];
        let before = &text[..start];
        let begin = before
            .rfind(BREAKS)
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let after = &text[end..];
        let stop = after.find(BREAKS).unwrap_or(after.len());
        Surroundings { before: &before[begin..], after: &after[..stop] }
    }

    /// Whether a word of money stands near and no counted thing follows.
    fn speak_of_money(&self) -> bool {
        let ends = self.after.chars().next().is_none_or(|next| !next.is_alphanumeric());
        ends && self.say(&["投资", "投入", "产值", "销售", "营收", "税", "资金", "capex", "invest"])
    }

    fn say(&self, words: &[&str]) -> bool {
        self.nearest(&[(0, words)]).is_some()
    }

    /// The group whose word stands nearest to the quantity.
    fn nearest(&self, groups: &[(usize, &[&str])]) -> Option<usize> {
        let (before, after) = (self.before.to_lowercase(), self.after.to_lowercase());
        let distances = groups.iter().flat_map(|(group, words)| {
            let (before, after) = (&before, &after);
            words.iter().flat_map(move |word| {
                let left = before.rfind(word).map(|at| before.len() - at - word.len());
                let right = after.find(word);
                [left, right].into_iter().flatten().map(move |distance| (distance, *group))
            })
        });
        distances.min().map(|(_, group)| group)
    }
}

/// A number in digits, with separators, or in Chinese numerals.
fn parse_number(words: &str) -> Option<Decimal> {
    if words.starts_with(|c: char| c.is_ascii_digit()) {
        return words.replace(',', "").parse().ok();
    }
    chinese_number(words).map(Decimal::from)
}

/// Reads 三亿五千万, 四十, 两百.
fn chinese_number(words: &str) -> Option<u64> {
    let (hundred_millions, rest) = split_at(words, '亿')?;
    let (ten_thousands, rest) = split_at(rest, '万')?;
    let units = if rest.is_empty() { 0 } else { below_ten_thousand(rest)? };
    hundred_millions
        .checked_mul(100_000_000)?
        .checked_add(ten_thousands.checked_mul(10_000)?)?
        .checked_add(units)
}

/// The number before `place`, and the rest; a bare 亿 or 万 is no number.
fn split_at(words: &str, place: char) -> Option<(u64, &str)> {
    match words.split_once(place) {
        None => Some((0, words)),
        Some((head, rest)) => Some((below_ten_thousand(head)?, rest)),
    }
}

fn below_ten_thousand(words: &str) -> Option<u64> {
    let mut sum = 0;
    let mut digit: Option<u64> = None;
    for c in words.chars() {
        let place = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            '两' => {
                digit = Some(2);
                continue;
            }
            _ => {
                let at = "零一二三四五六七八九".chars().position(|known| known == c)?;
                digit = Some(u64::try_from(at).ok()?);
                continue;
            }
        };
        sum += digit.take().unwrap_or(1) * place;
    }
    (!words.is_empty()).then_some(sum + digit.unwrap_or(0))
}
