use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde::{Deserialize, Serialize};
use utoipa::openapi::{
    RefOr,
    schema::{ObjectBuilder, Schema, SchemaType, Type},
};

use super::{
    invalid::Invalid,
    shared::{Interner, Share, Shared},
    unit::Unit,
};

/// A [`Published`] value. Of all figures that a region may have most are unknown, so that each is held
/// by a pointer: unknown, it takes one word.
pub type Figure<U> = Shared<Published<U>>;

/// A published value with its unit, period, source and method of observation.
///
/// `max` is the upper end when the source prints a range; the value is then the lower end. What
/// is not stated is absent, never a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, bound = "")]
#[schema(as = Figure)]
pub struct Published<U: Unit> {
    /// The value in `unit`, a decimal; a JSON number is accepted too.
    #[schema(schema_with = crate::domain::figure::decimal_schema)]
    pub value: Decimal,
    /// The upper end of a published range, in `unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = crate::domain::figure::optional_decimal_schema)]
    pub max: Option<Decimal>,
    /// The unit of `value` and `max`.
    pub unit: U,
    /// When the value held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// Where the value was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// How the value was observed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// When the value was published or observed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub observed_at: Option<Date>,
    /// What a reader should mind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Box<str>>,
}

/// How a decimal stands in the OpenAPI document: a text, or a number where that is exact enough.
pub(crate) fn decimal_schema() -> RefOr<Schema> {
    decimal_of([Type::String, Type::Number])
}

/// The same where it may be unknown.
pub(crate) fn optional_decimal_schema() -> RefOr<Schema> {
    decimal_of([Type::String, Type::Number, Type::Null])
}

fn decimal_of(types: impl IntoIterator<Item = Type>) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter(types))
        .pattern(Some(r"^-?\d{1,15}(\.\d{1,10})?$"))
        .examples(["40"])
        .into()
}

/// How a figure was observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A statistic, a register or a transaction.
    Measured,
    /// A notice, an offer or a statement of a party.
    Declared,
    /// Computed from other published figures.
    Derived,
    /// An estimate; always shown as one.
    Estimated,
}

/// A [`Publication`], which many figures name.
pub type Source = Shared<Publication>;

/// Where something was published.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Source)]
pub struct Publication {
    /// Title of the publication.
    pub title: String,
    /// Its address, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its date as printed: a year, month or day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// What kind of publication it is: official, yearbook, news, repost …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reliability: Option<String>,
}

impl Shared<Publication> {
    /// The source on one line: title, then address.
    pub fn citation(&self) -> String {
        match &self.url {
            Some(url) => format!("{} <{url}>", self.title),
            None => self.title.clone(),
        }
    }
}

impl<U: Unit> Published<U> {
    /// A bare value, of which nothing else is known.
    pub fn stated(value: Decimal, unit: U) -> Published<U> {
        Published {
            value,
            max: None,
            unit,
            period: None,
            source: None,
            method: None,
            observed_at: None,
            note: None,
        }
    }
}

impl<U: Unit> Shared<Published<U>> {
    /// A bare value, as a person states it.
    pub fn stated(value: Decimal, unit: U) -> Figure<U> {
        Figure::new(Published::stated(value, unit))
    }

    /// The value in the canonical unit of its kind; the middle of a published range.
    ///
    /// `None` only on overflow, which [`Figure::validate_positive`] refuses.
    pub fn canonical(&self) -> Option<Decimal> {
        let low = self.unit.to_canonical(self.value)?;
        match self.max {
            None => Some(low),
            Some(max) => low.checked_add(self.unit.to_canonical(max)?)?.checked_div(Decimal::TWO),
        }
    }

    /// [`Figure::canonical`] as a float, for scoring, where that is precise enough.
    pub fn measure(&self) -> Option<f64> {
        self.canonical()?.to_f64()
    }

    /// The lower end of a published range, or the value, in the canonical unit as a float.
    pub fn low(&self) -> Option<f64> {
        self.unit.to_canonical(self.value)?.to_f64()
    }

    /// The upper end of a published range, or the value, in the canonical unit as a float.
    pub fn high(&self) -> Option<f64> {
        self.unit.to_canonical(self.max.unwrap_or(self.value))?.to_f64()
    }

    /// Whether the figure was known on `day`: its period has begun and, failing a period, it had
    /// been published.
    pub fn known_on(&self, day: Date) -> bool {
        match (&self.period, self.observed_at) {
            (Some(period), _) => period.start() <= day,
            (None, Some(observed_at)) => observed_at <= day,
            (None, None) => true,
        }
    }

    /// The value and its unit as text, as `40 mu` or `10 to 25 CNY/m2/month`.
    pub fn display(&self) -> String {
        let value = self.value.normalize();
        match self.max {
            Some(max) => format!("{value} to {} {}", max.normalize(), self.unit.symbol()),
            None => format!("{value} {}", self.unit.symbol()),
        }
    }

    /// What is wrong with a figure that must be above zero, such as an area or a price.
    pub fn validate_positive(&self) -> Vec<Invalid> {
        self.validate(Decimal::ZERO < self.value, "a number above 0")
    }

    /// What is wrong with a figure that may be zero, such as vacant land or spare power.
    pub fn validate_not_negative(&self) -> Vec<Invalid> {
        self.validate(Decimal::ZERO <= self.value, "a number of at least 0")
    }

    fn validate(&self, fits: bool, expected: &str) -> Vec<Invalid> {
        let mut faults = Vec::new();
        if !fits {
            faults.push(Invalid::new("value", self.value, expected));
        }
        if let Some(max) = self.max.filter(|max| *max < self.value) {
            faults.push(Invalid::new("max", max, "at least `value`"));
        }
        let largest = Decimal::from(U::CANONICAL_MAX);
        for (path, value) in [("value", Some(self.value)), ("max", self.max)] {
            let Some(value) = value else { continue };
            if self.unit.to_canonical(value).is_none_or(|canonical| largest < canonical) {
                let expected = format!("at most {largest} {}", U::CANONICAL.symbol());
                faults.push(Invalid::new(path, value, &expected));
            }
        }
        faults
    }
}

impl<U: Unit> Share for Figure<U> {
    /// Source and period; a figure that is itself held by several is left to them.
    fn share(&mut self, interner: &mut Interner) {
        if let Some(figure) = self.alone() {
            figure.source.share(interner);
            figure.period.share(interner);
        }
    }
}

/// A year, month or day, or a span `2013/2017`; ISO 8601.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period(Arc<Span>);

/// The days of a period, and how it was written.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Span {
    start: Date,
    end: Date,
    text: Box<str>,
}

impl Period {
    /// Reads `2018`, `2018-05`, `2018-05-13` or two of them joined by `/`.
    ///
    /// # Errors
    /// Names the value and the accepted forms.
    pub fn parse(text: &str) -> Result<Period, Invalid> {
        let expected = "a year, month or day such as `2021`, `2021-05` or `2021-05-13`, \
                        or two of them joined by `/`";
        let refuse = || Invalid::new("", text, expected);
        let (first, last) = text.split_once('/').unwrap_or((text, text));
        let (start, _) = span(first).ok_or_else(refuse)?;
        let (_, end) = span(last).ok_or_else(refuse)?;
        if end < start {
            return Err(refuse());
        }
        Ok(Period(Arc::new(Span { start, end, text: text.into() })))
    }

    /// The first day.
    pub fn start(&self) -> Date {
        self.0.start
    }

    /// The last day.
    pub fn end(&self) -> Date {
        self.0.end
    }

    /// The period as it was written.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }
}

super::text::string_schema!(
    Period,
    "2021-05",
    Some(r"^\d{4}(-\d{2}){0,2}(/\d{4}(-\d{2}){0,2})?$"),
    21
);

impl TryFrom<String> for Period {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Period, Invalid> {
        Period::parse(&text)
    }
}

impl From<Period> for String {
    fn from(period: Period) -> String {
        period.as_str().to_owned()
    }
}

/// The first and last day of a year, month or day.
fn span(text: &str) -> Option<(Date, Date)> {
    if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return None;
    }
    let mut parts = text.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month = parts.next().map(str::parse::<i8>).transpose().ok()?;
    let day = parts.next().map(str::parse::<i8>).transpose().ok()?;
    if parts.next().is_some() {
        return None;
    }
    let start = Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
    let end = match (month, day) {
        (_, Some(_)) => start,
        (Some(_), None) => start.last_of_month(),
        (None, _) => start.last_of_year(),
    };
    Some((start, end))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::unit::{AreaUnit, RentUnit};

    #[test]
    fn periods_have_a_first_and_a_last_day() {
        let cases = [
            ("2018", date(2018, 1, 1), date(2018, 12, 31)),
            ("2020-02", date(2020, 2, 1), date(2020, 2, 29)), // a leap year
            ("2021-05-13", date(2021, 5, 13), date(2021, 5, 13)),
            ("2013/2017-06", date(2013, 1, 1), date(2017, 6, 30)),
        ];
        for (text, start, end) in cases {
            let period = Period::parse(text).unwrap();
            assert_eq!((period.start(), period.end()), (start, end), "{text}");
        }
        for text in ["18", "2018-13", "2018-02-30", "2018/2017", "", "2018-1-1-1", "+2018"] {
            assert!(Period::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_range_counts_as_its_middle() {
        let mut rent = Figure::stated(Decimal::TEN, RentUnit::YuanPerSquareMetreMonth);
        rent.max = Some(Decimal::from(20));
        assert_eq!(rent.canonical(), Some(Decimal::from(15)));
        assert_eq!(rent.display(), "10 to 20 CNY/m2/month");
    }

    #[test]
    fn refusals_name_the_bound() {
        let area = |value: i64| Figure::stated(Decimal::from(value), AreaUnit::Hectare);
        assert_eq!(
            area(0).validate_positive()[0].to_string(),
            "`value` must be a number above 0, got `0`"
        );
        assert_eq!(area(0).validate_not_negative(), []);
        assert!(area(100_000_001).validate_positive()[0].expected.starts_with("at most"));
    }

    #[test]
    fn a_document_accepts_a_number_or_a_decimal_text() {
        for json in [r#"{"value":0.67,"unit":"mu"}"#, r#"{"value":"0.67","unit":"亩"}"#] {
            let figure: Figure<AreaUnit> = serde_json::from_str(json).unwrap();
            assert_eq!(figure.display(), "0.67 mu");
        }
        let unknown = serde_json::from_str::<Figure<AreaUnit>>(r#"{"value":1,"unit":"acre"}"#);
        assert!(unknown.unwrap_err().to_string().contains("hectare"));
    }
}
