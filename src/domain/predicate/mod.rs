//! A small language for the conditions of support instruments, readable by the officer who wrote
//! the notice:
//!
//! ```text
//! industry under 27 or 38 and capex >= 30 million CNY and stage in (pilot, volume)
//! origin in CN-310000 and not rents_workshop and (jobs >= 100 or capex_per_mu >= 2200000 CNY)
//! ```
//!
//! `not` binds closest, then `and`, then `or`; parentheses group. The codes behind `under` may be
//! joined by `or` as well: a code can begin no clause, so that the reading is never in doubt.
//!
//! | clause | holds if |
//! |---|---|
//! | `industry under 27 or isic4:21` | every production industry lies in one of the codes; GB/T 4754 unless the code names its system |
//! | `stage in (pilot, volume)` | the project has one of the stages |
//! | `origin in CN-310000` | the project is incubated in one of the regions or below |
//! | `place in (CN-330800, CN-330481)` | production lands in one of the regions or below |
//! | `registered_here` | the flag is set; see [`Flag`](crate::domain::predicate::Flag) |
//! | `capex >= 30 million CNY` | the figure compares so by `>=`, `<=`, `>` or `<`; see [`Measure`](crate::domain::predicate::Measure) |
//!
//! A condition holds, fails or is unknown; see [`Predicate::evaluate`](crate::domain::predicate::Predicate::evaluate).

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What is known of a project at a place.
mod fact;
/// Text to predicate.
mod parse;
/// Predicate and facts to a verdict.
mod evaluate;
#[cfg(test)]
mod tests;

pub use evaluate::Verdict;
pub use fact::{Bound, Fact, Facts, Flag, IndustryPath, Measure, Quantity};

use super::{
    code::{ClassificationSystem, IndustryCode},
    id::RegionId,
    invalid::Invalid,
    project::Stage,
    unit::{AreaUnit, MoneyUnit, ShareUnit, Unit},
};

/// A condition in the small language of this module; a text in documents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Predicate(Expression);

super::text::string_schema!(
    Predicate,
    "industry under 27 and capex >= 30 million CNY",
    None::<String>,
    super::limits::PREDICATE_CHARACTERS_MAX
);

/// A condition or a part of one.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// At least one part holds; two parts or more, none of them `Any`.
    Any(Vec<Expression>),
    /// All parts hold; two parts or more, none of them `All`.
    All(Vec<Expression>),
    /// The part fails.
    Not(Box<Expression>),
    /// A single clause.
    Clause(Clause),
}

/// A single clause.
#[derive(Debug, Clone, PartialEq)]
pub enum Clause {
    /// Every production industry lies in one of the codes.
    IndustryUnder(Vec<IndustryCode>),
    /// The project has one of the stages.
    StageIn(Vec<Stage>),
    /// The project is incubated in one of the regions or below.
    OriginIn(Vec<RegionId>),
    /// Production lands in one of the regions or below.
    PlaceIn(Vec<RegionId>),
    /// The flag is set.
    Flag(Flag),
    /// A figure compares with a threshold.
    Compare(Measure, Comparison, Threshold),
}

/// How a figure is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `<`
    Below,
}

/// A number with the unit in which it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold {
    /// The number, at least 0.
    pub value: Decimal,
    /// Its unit.
    pub unit: ThresholdUnit,
}

/// The unit of a threshold, by the kind of its measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThresholdUnit {
    /// Money.
    Money(MoneyUnit),
    /// Area.
    Area(AreaUnit),
    /// A share.
    Share(ShareUnit),
    /// A plain number.
    Count,
}

impl Predicate {
    /// Reads a condition.
    ///
    /// # Errors
    /// Names the word that is refused, its position and what would be right; a text that is too
    /// long or nested too deeply is refused as well.
    pub fn parse(text: &str) -> Result<Predicate, Invalid> {
        parse::parse(text).map(Predicate)
    }

    /// The condition as an expression.
    pub fn expression(&self) -> &Expression {
        &self.0
    }

    /// Whether the condition holds for what is known.
    pub fn evaluate(&self, facts: &Facts) -> Verdict<'_> {
        evaluate::evaluate(&self.0, facts)
    }

    /// Whether the condition asks for a figure.
    pub fn mentions(&self, measure: Measure) -> bool {
        self.0.mentions(measure)
    }

    /// The regions that the condition names as places of production, in its order.
    pub fn places(&self) -> Vec<&RegionId> {
        let mut places = Vec::new();
        self.0.add_places(&mut places);
        places
    }
}

impl Expression {
    fn mentions(&self, measure: Measure) -> bool {
        match self {
            Expression::Any(parts) | Expression::All(parts) => {
                parts.iter().any(|part| part.mentions(measure))
            }
            Expression::Not(part) => part.mentions(measure),
            Expression::Clause(Clause::Compare(asked, ..)) => *asked == measure,
            Expression::Clause(_) => false,
        }
    }

    fn add_places<'a>(&'a self, places: &mut Vec<&'a RegionId>) {
        match self {
            Expression::Any(parts) | Expression::All(parts) => {
                for part in parts {
                    part.add_places(places);
                }
            }
            Expression::Not(part) => part.add_places(places),
            Expression::Clause(Clause::PlaceIn(regions)) => places.extend(regions),
            Expression::Clause(_) => {}
        }
    }

    fn is_compound(&self) -> bool {
        matches!(self, Expression::Any(_) | Expression::All(_))
    }
}

impl Threshold {
    /// The threshold in CNY, hectares, as a share or as a plain number.
    pub fn canonical(self) -> Option<Decimal> {
        match self.unit {
            ThresholdUnit::Money(unit) => unit.to_canonical(self.value),
            ThresholdUnit::Area(unit) => unit.to_canonical(self.value),
            ThresholdUnit::Share(unit) => unit.to_canonical(self.value),
            ThresholdUnit::Count => Some(self.value),
        }
    }
}

impl Comparison {
    /// The sign as it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Comparison::AtLeast => ">=",
            Comparison::AtMost => "<=",
            Comparison::Above => ">",
            Comparison::Below => "<",
        }
    }
}

impl fmt::Display for Predicate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expression::Any(parts) => joined(formatter, parts, " or ", |_| false),
            Expression::All(parts) => {
                let loose = |part: &Expression| matches!(part, Expression::Any(_));
                joined(formatter, parts, " and ", loose)
            }
            Expression::Not(part) if part.is_compound() => write!(formatter, "not ({part})"),
            Expression::Not(part) => write!(formatter, "not {part}"),
            Expression::Clause(clause) => clause.fmt(formatter),
        }
    }
}

fn joined(
    formatter: &mut fmt::Formatter<'_>,
    parts: &[Expression],
    between: &str,
    needs_parentheses: impl Fn(&Expression) -> bool,
) -> fmt::Result {
    for (position, part) in parts.iter().enumerate() {
        if position > 0 {
            formatter.write_str(between)?;
        }
        if needs_parentheses(part) {
            write!(formatter, "({part})")?;
        } else {
            write!(formatter, "{part}")?;
        }
    }
    Ok(())
}

impl fmt::Display for Clause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Clause::IndustryUnder(codes) => {
                let codes: Vec<String> = codes.iter().map(code_text).collect();
                write!(formatter, "industry under {}", codes.join(" or "))
            }
            Clause::StageIn(stages) => {
                listed(formatter, "stage", stages.iter().map(|stage| stage.as_str()))
            }
            Clause::OriginIn(regions) => {
                listed(formatter, "origin", regions.iter().map(RegionId::as_str))
            }
            Clause::PlaceIn(regions) => {
                listed(formatter, "place", regions.iter().map(RegionId::as_str))
            }
            Clause::Flag(flag) => formatter.write_str(flag.as_str()),
            Clause::Compare(measure, comparison, threshold) => {
                write!(formatter, "{} {} {threshold}", measure.as_str(), comparison.sign())
            }
        }
    }
}

/// The code as it stands behind `under`: bare for GB/T 4754.
fn code_text(industry: &IndustryCode) -> String {
    if industry.system == ClassificationSystem::Gbt4754 {
        industry.code.clone()
    } else {
        industry.to_string()
    }
}

fn listed<'a>(
    formatter: &mut fmt::Formatter<'_>,
    name: &str,
    items: impl ExactSizeIterator<Item = &'a str>,
) -> fmt::Result {
    let is_single = items.len() == 1;
    let items = items.collect::<Vec<&str>>().join(", ");
    if is_single {
        write!(formatter, "{name} in {items}")
    } else {
        write!(formatter, "{name} in ({items})")
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.value.normalize();
        match self.unit {
            ThresholdUnit::Money(unit) => write!(formatter, "{value} {}", unit.symbol()),
            ThresholdUnit::Area(unit) => write!(formatter, "{value} {}", unit.symbol()),
            ThresholdUnit::Share(unit) => write!(formatter, "{value} {}", unit.symbol()),
            ThresholdUnit::Count => write!(formatter, "{value}"),
        }
    }
}

impl TryFrom<String> for Predicate {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Predicate, Invalid> {
        Predicate::parse(&text)
    }
}

impl From<Predicate> for String {
    fn from(predicate: Predicate) -> String {
        predicate.to_string()
    }
}
