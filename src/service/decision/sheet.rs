use std::collections::HashMap;

use ndarray::Array2;

use super::lines::{Line, Lines, number};
use crate::{
    decision::{DecisionError, Direction},
    domain::{
        invalid::{Invalid, InvalidLine},
        limits::{ALTERNATIVES_MAX, CRITERIA_MAX, DECISION_VALUE_MAX, WEIGHT_MAX},
    },
    service::Error,
};

/// A decision table as its file has it: the first column names the alternatives, the head the
/// criteria, and two leading rows hold `weight` and `direction`, in either order.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionSheet {
    file: String,
    /// The criteria.
    pub criteria: Vec<String>,
    /// What is good, by criterion.
    pub directions: Vec<Direction>,
    weight_line: u64,
    weights: Option<Vec<Option<f64>>>,
    /// The alternatives.
    pub alternatives: Vec<String>,
    lines: Vec<u64>,
    /// Alternatives × criteria.
    pub values: Array2<f64>,
}

impl DecisionSheet {
    /// Reads a table; `file` is what faults call it.
    ///
    /// # Errors
    /// Anything that is missing, twice, no number or beyond a limit, with line, column, value and
    /// what would be right. An empty cell is refused: a decision table has no silent defaults.
    pub fn read(file: &str, bytes: &[u8]) -> Result<DecisionSheet, Error> {
        let lines = Lines::read(file, bytes)?;
        let head = lines.head("criterion")?;
        let criteria = head.cells[1..].to_vec();
        if !(1..=CRITERIA_MAX).contains(&criteria.len()) {
            let expected = format!("a head with 1 to {CRITERIA_MAX} criteria");
            return Err(lines.fault(head.number, "", &criteria.len().to_string(), &expected));
        }
        for line in &lines.lines {
            if line.cells.len() != head.cells.len() {
                let expected = format!("{} cells, as in the head", head.cells.len());
                return Err(lines.fault(line.number, "", &line.cells.len().to_string(), &expected));
            }
        }
        let leading = |name: &str| {
            let mut lines = lines.lines.iter().skip(1).take(2);
            lines.find(|line| line.cells[0].eq_ignore_ascii_case(name))
        };
        let (weight, direction) = (leading("weight"), leading("direction"));
        let Some(direction) = direction else {
            let expected = "a row `direction` with max, min or ideal=… below the head";
            return Err(lines.fault(0, "", "none", expected));
        };
        let leads = 2 + usize::from(weight.is_some());
        let rows = lines.lines.get(leads..).unwrap_or_default();
        if !(1..=ALTERNATIVES_MAX).contains(&rows.len()) {
            let expected = format!("a table of 1 to {ALTERNATIVES_MAX} alternatives");
            return Err(lines.fault(0, "", &rows.len().to_string(), &expected));
        }
        Ok(DecisionSheet {
            directions: directions(&lines, &criteria, direction)?,
            weight_line: weight.map_or(0, |line| line.number),
            weights: weight.map(|line| weights(&lines, &criteria, line)).transpose()?,
            alternatives: names(&lines, rows)?,
            lines: rows.iter().map(|line| line.number).collect(),
            values: values(&lines, &criteria, rows)?,
            file: lines.file,
            criteria,
        })
    }

    /// The weights of the row `weight`.
    ///
    /// # Errors
    /// There is no such row, or a cell of it is empty.
    pub(super) fn given_weights(&self) -> Result<Vec<f64>, Error> {
        let fault = |column: &str, value: &str, expected: &str| {
            let invalid = Invalid::new(column, value, expected);
            Error::from(InvalidLine::new(&self.file, self.weight_line, invalid))
        };
        let Some(weights) = &self.weights else {
            let expected = "a row `weight` below the head, or `--weights equal|entropy|critic`";
            return Err(fault("", "none", expected));
        };
        let given = weights.iter().zip(&self.criteria);
        given.map(|(weight, name)| weight.ok_or_else(|| fault(name, "", "a weight"))).collect()
    }

    /// A fault of the arithmetic in the words of the file.
    pub(super) fn explain(&self, error: DecisionError) -> Error {
        let at = |line, column: &str, value: f64, expected: &str| {
            InvalidLine::new(&self.file, line, Invalid::new(column, value, expected)).into()
        };
        match error {
            DecisionError::Cell { row, column, expected, value } => {
                let expected = format!("{expected}, for `{}`", self.alternatives[row]);
                at(self.lines[row], &self.criteria[column], value, &expected)
            }
            DecisionError::Weight { criterion, expected, value } => {
                at(self.weight_line, &self.criteria[criterion], value, expected)
            }
            DecisionError::Parameter { parameter, expected, value } => {
                Invalid::new(parameter, value, expected).into()
            }
            DecisionError::Undetermined { method } => {
                let expected = "given or equal: no criteria vary, or all that do agree perfectly";
                Invalid::new("weights", method, expected).into()
            }
            DecisionError::Count { what, expected, got } => {
                Invalid::new(what, got, &expected.to_string()).into()
            }
            DecisionError::Empty { what } => Invalid::new(what, 0, "1 or more").into(),
        }
    }
}

fn directions(lines: &Lines, criteria: &[String], line: &Line) -> Result<Vec<Direction>, Error> {
    let cells = line.cells[1..].iter().zip(criteria);
    let direction = |(cell, name): (&String, &String)| {
        let ideal = cell.strip_prefix("ideal=").and_then(number);
        match (cell.as_str(), ideal) {
            ("max", _) => Ok(Direction::Max),
            ("min", _) => Ok(Direction::Min),
            (_, Some(ideal)) if ideal.abs() <= DECISION_VALUE_MAX => Ok(Direction::Ideal(ideal)),
            _ => Err(lines.fault(line.number, name, cell, "max, min or ideal=NUMBER")),
        }
    };
    cells.map(direction).collect()
}

fn weights(lines: &Lines, criteria: &[String], line: &Line) -> Result<Vec<Option<f64>>, Error> {
    let expected = format!("a number between 0 and {WEIGHT_MAX}");
    let cells = line.cells[1..].iter().zip(criteria);
    let weight = |(cell, name): (&String, &String)| match number(cell) {
        _ if cell.is_empty() => Ok(None),
        Some(weight) if (0.0..=WEIGHT_MAX).contains(&weight) => Ok(Some(weight)),
        _ => Err(lines.fault(line.number, name, cell, &expected)),
    };
    cells.map(weight).collect()
}

fn names(lines: &Lines, rows: &[Line]) -> Result<Vec<String>, Error> {
    let mut seen: HashMap<&str, u64> = HashMap::new();
    for line in rows {
        let name = line.cells[0].as_str();
        if name.is_empty() {
            let expected = "the name of an alternative in the first column";
            return Err(lines.fault(line.number, "", name, expected));
        }
        if let Some(before) = seen.insert(name, line.number) {
            let expected = format!("the name of one alternative only; line {before} has it too");
            return Err(lines.fault(line.number, "", name, &expected));
        }
    }
    Ok(rows.iter().map(|line| line.cells[0].clone()).collect())
}

fn values(lines: &Lines, criteria: &[String], rows: &[Line]) -> Result<Array2<f64>, Error> {
    let mut values = Array2::zeros((rows.len(), criteria.len()));
    for (mut row, line) in values.outer_iter_mut().zip(rows) {
        for ((value, cell), name) in row.iter_mut().zip(&line.cells[1..]).zip(criteria) {
            let read = number(cell).filter(|number| number.abs() <= DECISION_VALUE_MAX);
            *value = read.ok_or_else(|| {
                let expected = format!(
                    "a number within ±{DECISION_VALUE_MAX:e}, for `{}`; a decision table has no \
                     silent defaults",
                    line.cells[0]
                );
                lines.fault(line.number, name, cell, &expected)
            })?;
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        DecisionSheet::read("t.csv", text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn a_table_is_read_whatever_the_order_of_its_leading_rows() {
        let text = "\u{feff}place, rent ,heat\n\ndirection,min,ideal=20.5\nweight,3,1\n甲,5,1e1\nB,-6,.5\n";
        let sheet = DecisionSheet::read("t.csv", text.as_bytes()).unwrap();
        assert_eq!(sheet.criteria, ["rent", "heat"]);
        assert_eq!(sheet.directions, [Direction::Min, Direction::Ideal(20.5)]);
        assert_eq!(sheet.given_weights().unwrap(), [3.0, 1.0]);
        assert_eq!(sheet.alternatives, ["甲", "B"]);
        assert_eq!(sheet.values, ndarray::array![[5.0, 10.0], [-6.0, 0.5]]);
        // An alternative below the leading rows may be called like one of them.
        let text = "n,a\nweight,1\ndirection,max\nweight,2\n";
        let sheet = DecisionSheet::read("t.csv", text.as_bytes()).unwrap();
        assert_eq!(sheet.alternatives, ["weight"]);
    }

    #[test]
    fn every_fault_names_line_column_value_and_remedy() {
        insta::assert_snapshot!(refused(""), @"t.csv, line 0: must be a table with a head, got ``");
        insta::assert_snapshot!(refused("name\n"), @"t.csv, line 1: must be a head with 1 to 200 criteria, got `0`");
        insta::assert_snapshot!(refused("n,a,a\n"), @"t.csv, line 1: must be the name of one criterion only, got `a`");
        insta::assert_snapshot!(refused("n,a,\n"), @"t.csv, line 1: must be the name of a criterion in column 3, got ``");
        insta::assert_snapshot!(refused("n,a\nx,1,2\n"), @"t.csv, line 2: must be 2 cells, as in the head, got `3`");
        insta::assert_snapshot!(refused("n,a\nweight,1\nx,1\n"), @"t.csv, line 0: must be a row `direction` with max, min or ideal=… below the head, got `none`");
        insta::assert_snapshot!(refused("n,a\nweight,1\ndirection,up\nx,1\n"), @"t.csv, line 3: `a` must be max, min or ideal=NUMBER, got `up`");
        insta::assert_snapshot!(refused("n,a\nweight,-1\ndirection,max\nx,1\n"), @"t.csv, line 2: `a` must be a number between 0 and 1000000, got `-1`");
        insta::assert_snapshot!(refused("n,a\ndirection,max\n"), @"t.csv, line 0: must be a table of 1 to 50000 alternatives, got `0`");
        insta::assert_snapshot!(refused("n,a\ndirection,max\nx,1\nx,2\n"), @"t.csv, line 4: must be the name of one alternative only; line 3 has it too, got `x`");
        insta::assert_snapshot!(refused("n,a\ndirection,max\n,1\n"), @"t.csv, line 3: must be the name of an alternative in the first column, got ``");
        insta::assert_snapshot!(refused("n,a,b\ndirection,max,max\nx,1,\n"), @"t.csv, line 3: `b` must be a number within ±1e15, for `x`; a decision table has no silent defaults, got ``");
        for wrong in ["NaN", "inf", "1,000", "1e16", "0x1"] {
            let text = format!("n,a\ndirection,max\nx,\"{wrong}\"\n");
            assert!(refused(&text).contains(&format!("got `{wrong}`")), "{wrong}");
        }
        assert!(DecisionSheet::read("t.csv", b"n,a\n\xff,1\n").is_err());
    }

    #[test]
    fn weights_are_needed_only_if_they_are_asked_for() {
        let read = |text: &str| DecisionSheet::read("t.csv", text.as_bytes()).unwrap();
        let refused = |text: &str| read(text).given_weights().unwrap_err().to_string();
        insta::assert_snapshot!(refused("n,a\ndirection,max\nx,1\n"), @"t.csv, line 0: must be a row `weight` below the head, or `--weights equal|entropy|critic`, got `none`");
        insta::assert_snapshot!(refused("n,a,b\ndirection,max,max\nweight,1,\nx,1,2\n"), @"t.csv, line 3: `b` must be a weight, got ``");
    }
}
