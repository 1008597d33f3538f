use rust_decimal::Decimal;

use super::{
    Clause, Comparison, Expression, Threshold, ThresholdUnit,
    fact::{Flag, Measure, Quantity},
};
use crate::domain::{
    code::{ClassificationSystem, IndustryCode},
    id::RegionId,
    invalid::Invalid,
    limits::{PREDICATE_CHARACTERS_MAX, PREDICATE_DEPTH_MAX},
    project::Stage,
    unit::{AreaUnit, MoneyUnit, Unit},
};

/// Reads a whole condition.
pub(super) fn parse(text: &str) -> Result<Expression, Invalid> {
    if PREDICATE_CHARACTERS_MAX < text.chars().count() {
        let expected = format!("a condition of at most {PREDICATE_CHARACTERS_MAX} characters");
        return Err(Invalid::new("", text, &expected));
    }
    let mut parser = Parser { tokens: tokens(text), next: 0 };
    let expression = parser.any(0)?;
    match parser.peek() {
        None => Ok(expression),
        Some(_) => Err(parser.refuse("`and`, `or` or the end")),
    }
}

/// A word or sign, with the character at which it begins, from 1.
#[derive(Debug, Clone, Copy)]
struct Token<'a> {
    text: &'a str,
    at: usize,
}

const SIGNS: [&str; 9] = [">=", "<=", "≥", "≤", ">", "<", "(", ")", ","];

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut rest, mut at) = (text, 1);
    loop {
        let trimmed = rest.trim_start();
        at += rest.chars().count() - trimmed.chars().count();
        rest = trimmed;
        if rest.is_empty() {
            return tokens;
        }
        let length = SIGNS
            .iter()
            .find(|sign| rest.starts_with(**sign))
            .map_or_else(|| word_length(rest), |sign| sign.len());
        let (token, behind) = rest.split_at(length);
        tokens.push(Token { text: token, at });
        at += token.chars().count();
        rest = behind;
    }
}

fn word_length(text: &str) -> usize {
    let ends = |c: char| c.is_whitespace() || "<>≥≤(),".contains(c);
    text.find(ends).unwrap_or(text.len())
}

struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    next: usize,
}

impl<'a> Parser<'a> {
    fn any(&mut self, depth: usize) -> Result<Expression, Invalid> {
        let mut parts = vec![self.all(depth)?];
        while self.take("or") {
            parts.push(self.all(depth)?);
        }
        Ok(flat(parts, Expression::Any, |part| match part {
            Expression::Any(parts) => Ok(parts),
            other => Err(other),
        }))
    }

    fn all(&mut self, depth: usize) -> Result<Expression, Invalid> {
        let mut parts = vec![self.not(depth)?];
        while self.take("and") {
            parts.push(self.not(depth)?);
        }
        Ok(flat(parts, Expression::All, |part| match part {
            Expression::All(parts) => Ok(parts),
            other => Err(other),
        }))
    }

    fn not(&mut self, depth: usize) -> Result<Expression, Invalid> {
        if PREDICATE_DEPTH_MAX < depth {
            let most = format!("at most {PREDICATE_DEPTH_MAX} levels of `not` and parentheses");
            return Err(self.refuse(&most));
        }
        if self.take("not") {
            return Ok(Expression::Not(Box::new(self.not(depth + 1)?)));
        }
        if self.take("(") {
            let inner = self.any(depth + 1)?;
            self.expect(")")?;
            return Ok(inner);
        }
        self.clause().map(Expression::Clause)
    }

    fn clause(&mut self) -> Result<Clause, Invalid> {
        let expected = "a clause such as `capex >= 30 million CNY`, `industry under 27`, \
                        `origin in CN-310000` or `registered_here`";
        let Some(word) = self.peek() else { return Err(self.refuse(expected)) };
        if let Some(flag) = Flag::find(word) {
            self.next += 1;
            return Ok(Clause::Flag(flag));
        }
        if let Some(measure) = Measure::find(word) {
            self.next += 1;
            return self.comparison(measure);
        }
        match word {
            "industry" => self.industries(),
            "stage" => self.list(stage).map(Clause::StageIn),
            "origin" => self.list(region).map(Clause::OriginIn),
            "place" => self.list(region).map(Clause::PlaceIn),
            _ => Err(self.refuse(expected)),
        }
    }

    fn industries(&mut self) -> Result<Clause, Invalid> {
        self.next += 1;
        self.expect("under")?;
        let expected = "a code such as `27`, `C` or `isic4:21`";
        let first = self.peek().and_then(industry).ok_or_else(|| self.refuse(expected))?;
        self.next += 1;
        let mut codes = vec![first];
        while self.peek() == Some("or") {
            let behind = self.tokens.get(self.next + 1);
            let Some(code) = behind.and_then(|token| industry(token.text)) else { break };
            self.next += 2;
            codes.push(code);
        }
        Ok(Clause::IndustryUnder(codes))
    }

    /// `in` and one item, or several in parentheses.
    fn list<T>(&mut self, read: fn(&str) -> Result<T, &'static str>) -> Result<Vec<T>, Invalid> {
        self.next += 1;
        self.expect("in")?;
        if !self.take("(") {
            return Ok(vec![self.item(read)?]);
        }
        let mut items = vec![self.item(read)?];
        while self.take(",") {
            items.push(self.item(read)?);
        }
        self.expect(")")?;
        Ok(items)
    }

    fn item<T>(&mut self, read: fn(&str) -> Result<T, &'static str>) -> Result<T, Invalid> {
        let item = read(self.peek().unwrap_or_default());
        let item = item.map_err(|expected| self.refuse(expected))?;
        self.next += 1;
        Ok(item)
    }

    fn comparison(&mut self, measure: Measure) -> Result<Clause, Invalid> {
        let comparison = match self.peek() {
            Some(">=" | "≥") => Comparison::AtLeast,
            Some("<=" | "≤") => Comparison::AtMost,
            Some(">") => Comparison::Above,
            Some("<") => Comparison::Below,
            _ => return Err(self.refuse("`>=`, `<=`, `>` or `<`")),
        };
        self.next += 1;
        let number = self.peek().and_then(number);
        let value = number.ok_or_else(|| self.refuse("a number such as `30`, then its unit"))?;
        self.next += 1;
        let start = self.next;
        let unit = match measure.quantity() {
            Quantity::Money => ThresholdUnit::Money(self.unit(&MONEY_ALIASES)?),
            Quantity::Area => ThresholdUnit::Area(self.unit(&AREA_ALIASES)?),
            Quantity::Share => ThresholdUnit::Share(self.unit(&[])?),
            Quantity::Count => ThresholdUnit::Count,
        };
        let threshold = Threshold { value, unit };
        let largest = measure.canonical_max();
        if threshold.canonical().is_none_or(|canonical| largest < canonical) {
            self.next = start - 1;
            return Err(self.refuse(&format!("at most {largest} in the smallest unit")));
        }
        Ok(Clause::Compare(measure, comparison, threshold))
    }

    /// The unit behind a number: one word or two.
    fn unit<U: Unit>(&mut self, aliases: &[(&str, U)]) -> Result<U, Invalid> {
        let word = |position: usize| self.tokens.get(position).map(|token| token.text);
        let one = word(self.next).unwrap_or_default();
        let two = word(self.next + 1).map(|second| format!("{one} {second}"));
        let known = |text: &str| {
            let unit = U::ALL.iter().copied().find(|unit| unit.symbol() == text);
            unit.or_else(|| aliases.iter().find(|(alias, _)| *alias == text).map(|found| found.1))
        };
        if let Some(unit) = two.as_deref().and_then(known) {
            self.next += 2;
            return Ok(unit);
        }
        if let Some(unit) = known(one) {
            self.next += 1;
            return Ok(unit);
        }
        let symbols: Vec<String> = U::ALL.iter().map(|u| format!("`{}`", u.symbol())).collect();
        Err(self.refuse(&format!("one of the units {}", symbols.join(", "))))
    }

    fn peek(&self) -> Option<&'a str> {
        self.tokens.get(self.next).map(|token| token.text)
    }

    fn take(&mut self, word: &str) -> bool {
        let is_next = self.peek() == Some(word);
        self.next += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, word: &str) -> Result<(), Invalid> {
        if self.take(word) { Ok(()) } else { Err(self.refuse(&format!("`{word}`"))) }
    }

    /// Refuses the next word.
    fn refuse(&self, expected: &str) -> Invalid {
        match self.tokens.get(self.next) {
            Some(token) => {
                Invalid::new("", token.text, &format!("{expected} at character {}", token.at))
            }
            None => Invalid::new("", "", &format!("{expected} at the end")),
        }
    }
}

/// Parts of one kind as one expression; parts of the same kind within are spliced in.
fn flat(
    parts: Vec<Expression>,
    whole: fn(Vec<Expression>) -> Expression,
    open: fn(Expression) -> Result<Vec<Expression>, Expression>,
) -> Expression {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match open(part) {
            Ok(inner) => flat.extend(inner),
            Err(part) => flat.push(part),
        }
    }
    if flat.len() == 1 { flat.swap_remove(0) } else { whole(flat) }
}

const MONEY_ALIASES: [(&str, MoneyUnit); 3] = [
    ("元", MoneyUnit::Yuan),
    ("万元", MoneyUnit::TenThousandYuan),
    ("亿元", MoneyUnit::HundredMillionYuan),
];
const AREA_ALIASES: [(&str, AreaUnit); 3] =
    [("亩", AreaUnit::Mu), ("m²", AreaUnit::SquareMetre), ("平方米", AreaUnit::SquareMetre)];

/// Digits with at most one point between them.
fn number(text: &str) -> Option<Decimal> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    (digits(whole) && digits(fraction)).then(|| Decimal::from_str_exact(text).ok()).flatten()
}

/// `27`, `C` or `isic4:21`.
fn industry(text: &str) -> Option<IndustryCode> {
    let (system, code) = text.split_once(':').unwrap_or(("gbt4754", text));
    let system = ClassificationSystem::ALL.into_iter().find(|known| known.as_str() == system)?;
    let industry = IndustryCode { system, code: code.to_owned() };
    industry.validate().is_empty().then_some(industry)
}

fn stage(text: &str) -> Result<Stage, &'static str> {
    let stage = Stage::ALL.into_iter().find(|stage| stage.as_str() == text);
    stage.ok_or("`concept`, `development`, `pilot`, `small_batch` or `volume`")
}

fn region(text: &str) -> Result<RegionId, &'static str> {
    RegionId::parse(text).map_err(|_| "a region id such as `CN-310000`")
}
