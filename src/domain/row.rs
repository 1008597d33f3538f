use std::str::FromStr;

use rust_decimal::Decimal;
use serde::de::{DeserializeOwned, value::StrDeserializer};

use super::{
    invalid::{Invalid, InvalidLine},
    unit::Unit,
};

/// One line of a table, as named cells that know where they stand.
///
/// An empty cell is unknown. Whoever reads a cell gets a fault that names file, line, column,
/// value and remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    file: &'static str,
    line: u64,
    columns: &'static [&'static str],
    cells: Vec<String>,
}

impl Row {
    /// Places cells under their columns.
    ///
    /// # Errors
    /// There are more or fewer cells than columns.
    pub fn new(
        file: &'static str,
        line: u64,
        columns: &'static [&'static str],
        cells: Vec<String>,
    ) -> Result<Row, InvalidLine> {
        if cells.len() == columns.len() {
            return Ok(Row { file, line, columns, cells });
        }
        let expected = format!("{} cells: {}", columns.len(), columns.join(","));
        Err(InvalidLine::new(file, line, Invalid::new("", cells.join(","), &expected)))
    }

    /// The cell as it stands.
    ///
    /// # Panics
    /// The table has no such column, which is a bug of the caller.
    pub fn text(&self, column: &str) -> &str {
        let position = self.columns.iter().position(|name| *name == column);
        &self.cells[position.expect("a row is read by the columns of its own table")]
    }

    /// The cell, if it is not empty.
    pub fn optional(&self, column: &str) -> Option<&str> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    /// The cell as a text of its own, if it is not empty.
    pub fn owned(&self, column: &str) -> Option<String> {
        self.optional(column).map(str::to_owned)
    }

    /// The cell, which must not be empty.
    ///
    /// # Errors
    /// It is empty.
    pub fn required(&self, column: &str) -> Result<&str, InvalidLine> {
        self.optional(column).ok_or_else(|| self.refuse(column, "filled in"))
    }

    /// The parts of a cell that holds several, without empty ones.
    pub fn list(&self, column: &str, separator: char) -> impl Iterator<Item = &str> {
        self.text(column).split(separator).filter(|part| !part.is_empty())
    }

    /// Reads a cell that must not be empty.
    ///
    /// # Errors
    /// It is empty or refused by `read`.
    pub fn parse<T>(
        &self,
        column: &str,
        read: impl Fn(&str) -> Result<T, Invalid>,
    ) -> Result<T, InvalidLine> {
        read(self.required(column)?).map_err(|invalid| self.fault(invalid.within(column)))
    }

    /// Reads a cell that may be empty.
    ///
    /// # Errors
    /// It is refused by `read`.
    pub fn parse_optional<T>(
        &self,
        column: &str,
        read: impl Fn(&str) -> Result<T, Invalid>,
    ) -> Result<Option<T>, InvalidLine> {
        self.optional(column).map(|_| self.parse(column, read)).transpose()
    }

    /// The fault that a cell is not as expected.
    pub fn refuse(&self, column: &str, expected: &str) -> InvalidLine {
        self.fault(Invalid::new(column, self.text(column), expected))
    }

    /// A fault of this line.
    pub fn fault(&self, invalid: Invalid) -> InvalidLine {
        InvalidLine::new(self.file, self.line, invalid)
    }
}

/// Reads a decimal number without rounding it.
///
/// # Errors
/// Not a decimal number, or one of more than 28 digits.
pub fn decimal(text: &str) -> Result<Decimal, Invalid> {
    Decimal::from_str_exact(text).map_err(|_| Invalid::new("", text, "a decimal such as `0.67`"))
}

/// Reads anything that the standard library reads from text.
///
/// # Errors
/// Not readable; `expected` says what would be.
pub fn number<T: FromStr>(text: &str, expected: &str) -> Result<T, Invalid> {
    text.parse().map_err(|_| Invalid::new("", text, expected))
}

/// Reads a word of an enumeration as documents spell it.
///
/// # Errors
/// An unknown word; the fault lists the known ones.
pub fn word<T: DeserializeOwned>(text: &str) -> Result<T, Invalid> {
    T::deserialize(StrDeserializer::<serde::de::value::Error>::new(text)).map_err(|error| {
        let message = error.to_string();
        let known = message.split_once("expected ").map_or("a known word", |(_, known)| known);
        Invalid::new("", text, known)
    })
}

/// Reads a unit by its symbol or another spelling of it.
///
/// # Errors
/// An unknown unit; the fault lists the symbols of this kind.
pub fn unit<U: Unit>(text: &str) -> Result<U, Invalid> {
    U::deserialize(StrDeserializer::<serde::de::value::Error>::new(text)).map_err(|_| {
        let symbols: Vec<&str> = U::ALL.iter().map(|unit| unit.symbol()).collect();
        Invalid::new("", text, &format!("one of the units {}", symbols.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{link::LinkKind, unit::AreaUnit};

    const COLUMNS: &[&str] = &["place", "value", "unit"];

    fn row(value: &str, unit: &str) -> Row {
        let cells = ["CN", value, unit].map(str::to_owned).to_vec();
        Row::new("world/figures.csv", 7, COLUMNS, cells).unwrap()
    }

    #[test]
    fn faults_name_file_line_column_value_and_remedy() {
        let row = row("4o", "acre");
        let message = |fault: InvalidLine| fault.to_string();
        assert_eq!(
            message(row.parse("value", decimal).unwrap_err()),
            "world/figures.csv, line 7: `value` must be a decimal such as `0.67`, got `4o`"
        );
        assert_eq!(
            message(row.parse("unit", unit::<AreaUnit>).unwrap_err()),
            "world/figures.csv, line 7: `unit` must be one of the units hectare, mu, m2, km2, \
             got `acre`"
        );
        let kind = row.parse("unit", word::<LinkKind>).map_err(message).unwrap_err();
        assert!(kind.contains("`enclave`"), "{kind}");
        assert!(Row::new("a.csv", 2, COLUMNS, vec![String::new()]).is_err());
    }

    #[test]
    fn an_empty_cell_is_unknown_and_may_be_required() {
        let row = row("", "亩");
        assert_eq!(row.parse_optional("value", decimal), Ok(None));
        assert!(row.parse("value", decimal).unwrap_err().to_string().contains("filled in"));
        assert_eq!(row.parse("unit", unit), Ok(AreaUnit::Mu));
    }
}
