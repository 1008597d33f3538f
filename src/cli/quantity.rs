use rust_decimal::Decimal;
use serde::de::{IntoDeserializer, value::Error as DeserializeError};

use crate::domain::{figure::Figure, invalid::Invalid, unit::Unit};

/// Words that stand for a unit, or a part of one, in the documents' spelling.
const SPELLINGS: [(&str, &str); 8] = [
    ("rmb", "CNY"),
    ("yuan", "CNY"),
    ("人民币", ""),
    ("公顷", "hectare"),
    ("hectares", "hectare"),
    ("㎡", "m2"),
    ("megawatts", "MW"),
    ("megawatt", "MW"),
];

/// Reads a number and a unit, such as `40 mu`, `40亩`, `2亿元`, `30MW` or `200 million CNY`; the
/// number may group its digits by commas.
///
/// # Errors
/// Names the accepted units, or the bound that the value breaks.
pub(super) fn quantity<U: Unit>(text: &str) -> Result<Figure<U>, Invalid> {
    let (number, unit) = split(text);
    let unit = find_unit::<U>(unit).ok_or_else(|| refuse::<U>(text))?;
    stated(text, number, unit)
}

/// Reads a quantity whose unit may be left out: then it is the canonical one.
///
/// # Errors
/// As [`quantity`].
pub(super) fn quantity_or_number<U: Unit>(text: &str) -> Result<Figure<U>, Invalid> {
    match split(text) {
        (number, "") => stated(text, number, U::CANONICAL),
        _ => quantity(text),
    }
}

fn stated<U: Unit>(text: &str, number: &str, unit: U) -> Result<Figure<U>, Invalid> {
    let digits: String = number.chars().filter(|character| *character != ',').collect();
    let value: Decimal = digits.parse().map_err(|_| refuse::<U>(text))?;
    let figure = Figure::stated(value, unit);
    match figure.validate_positive().into_iter().next() {
        None => Ok(figure),
        Some(fault) => Err(Invalid::new("", text, &fault.expected)),
    }
}

/// The number in front, and the rest without the blanks around it.
fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    let belongs = |character: char| character.is_ascii_digit() || ".,+-".contains(character);
    let end = text.find(|character| !belongs(character)).unwrap_or(text.len());
    (&text[..end], text[end..].trim())
}

/// The unit by its symbol or alias, whatever its case and by its other spellings.
fn find_unit<U: Unit>(text: &str) -> Option<U> {
    let respelled = respell(text);
    let candidates = [text.to_owned(), respelled.clone(), format!("{respelled}元")];
    candidates.iter().filter(|name| !name.is_empty()).find_map(|name| {
        let written = IntoDeserializer::<DeserializeError>::into_deserializer(name.as_str());
        let any_case = || U::ALL.iter().find(|unit| unit.symbol().eq_ignore_ascii_case(name));
        U::deserialize(written).ok().or_else(|| any_case().copied())
    })
}

fn respell(text: &str) -> String {
    let mut respelled = text.to_ascii_lowercase();
    for (spelling, symbol) in SPELLINGS {
        respelled = respelled.replace(spelling, symbol);
    }
    respelled.trim().to_owned()
}

fn refuse<U: Unit>(text: &str) -> Invalid {
    let symbols: Vec<&str> = U::ALL.iter().map(|unit| unit.symbol()).collect();
    let expected = format!(
        "a number and one of the units {}, such as `40 {}`",
        symbols.join(", "),
        symbols[symbols.len().min(2) - 1]
    );
    Invalid::new("", text, &expected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::unit::{AreaUnit, LandPriceUnit, MoneyUnit, PowerUnit};

    #[test]
    fn quantities_are_read_as_people_write_them() {
        let area = [
            ("40 mu", "40 mu"),
            ("40亩", "40 mu"),
            ("1,200 m²", "1200 m2"),
            ("2.5 HA", "2.5 hectare"),
            ("3公顷", "3 hectare"),
            ("3 hectares", "3 hectare"),
        ];
        for (text, expected) in area {
            assert_eq!(quantity::<AreaUnit>(text).unwrap().display(), expected, "{text}");
        }
        let money = [
            ("200 million CNY", "200 million CNY"),
            ("200 million yuan", "200 million CNY"),
            ("2亿元", "2 100M CNY"),
            ("2 亿", "2 100M CNY"),
            ("5000万元人民币", "5000 10k CNY"),
            ("200000000 RMB", "200000000 CNY"),
        ];
        for (text, expected) in money {
            assert_eq!(quantity::<MoneyUnit>(text).unwrap().display(), expected, "{text}");
        }
        assert_eq!(quantity::<PowerUnit>("30MW").unwrap().display(), "30 MW");
        assert_eq!(quantity::<PowerUnit>("1 万千瓦").unwrap().display(), "1 10k kW");
    }

    #[test]
    fn a_refusal_lists_the_accepted_units() {
        let refused = |text| quantity::<AreaUnit>(text).unwrap_err().to_string();
        insta::assert_snapshot!(refused("40 acres"), @"must be a number and one of the units hectare, mu, m2, km2, such as `40 mu`, got `40 acres`");
        for text in ["40", "mu", "", "-", "4.0.0 mu", "NaN mu", "forty mu"] {
            assert!(refused(text).contains("hectare, mu, m2, km2"), "{text}");
        }
    }

    #[test]
    fn a_value_must_be_plausible() {
        let refused = |text| quantity::<PowerUnit>(text).unwrap_err().to_string();
        assert_eq!(refused("-3 MW"), "must be a number above 0, got `-3 MW`");
        assert_eq!(refused("2000000 MW"), "must be at most 1000000 MW, got `2000000 MW`");
    }

    #[test]
    fn a_bare_number_is_canonical_where_that_is_allowed() {
        let price = quantity_or_number::<LandPriceUnit>("480").unwrap();
        assert_eq!(price.display(), "480 CNY/m2");
        let price = quantity_or_number::<LandPriceUnit>("32万元/亩").unwrap();
        assert_eq!(price.canonical(), Some(Decimal::from(480)));
    }
}
