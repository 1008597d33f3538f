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
    origin: Origin,
    /// The criteria.
    pub criteria: Vec<String>,
    /// What is good, by criterion.
    pub directions: Vec<Direction>,
    weights: Option<Vec<Option<f64>>>,
    /// The alternatives.
    pub alternatives: Vec<String>,
    /// Alternatives × criteria.
    pub values: Array2<f64>,
}

/// Where a table was read, so that faults find their place in it.
#[derive(Debug, Clone, PartialEq)]
enum Origin {
    /// A file by its name, with the line of the weights, 0 without one, and those of the
    /// alternatives.
    File { name: String, weight_line: u64, lines: Vec<u64> },
    /// A document, whose places are paths.
    Document,
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
            weights: weight.map(|line| weights(&lines, &criteria, line)).transpose()?,
            alternatives: names(&lines, rows)?,
            values: values(&lines, &criteria, rows)?,
            origin: Origin::File {
                name: lines.file,
                weight_line: weight.map_or(0, |line| line.number),
                lines: rows.iter().map(|line| line.number).collect(),
            },
            criteria,
        })
    }

    /// Takes a table without weights: criteria with their directions (`max`, `min` or
    /// `ideal=NUMBER`), and alternatives with a value for each.
    ///
    /// # Errors
    /// As [`DecisionSheet::read`], every fault with its path in the document, as
    /// `alternatives[1].values[0]`.
    pub fn of(
        criteria: Vec<(String, String)>,
        alternatives: Vec<(String, Vec<f64>)>,
    ) -> Result<DecisionSheet, Error> {
        let mut faults = Vec::new();
        count(&mut faults, "criteria", criteria.len(), CRITERIA_MAX);
        count(&mut faults, "alternatives", alternatives.len(), ALTERNATIVES_MAX);
        let (criteria, directions): (Vec<String>, Vec<String>) = criteria.into_iter().unzip();
        let (alternatives, rows): (Vec<String>, Vec<Vec<f64>>) = alternatives.into_iter().unzip();
        named_once(&mut faults, "criteria", &criteria);
        named_once(&mut faults, "alternatives", &alternatives);
        let directions = directions.iter().enumerate().map(|(at, text)| {
            let refuse = || Invalid::new(format!("criteria[{at}].direction"), text, DIRECTION);
            direction(text).ok_or_else(refuse)
        });
        let directions = directions.filter_map(|read| read.map_err(|bad| faults.push(bad)).ok());
        let directions: Vec<Direction> = directions.collect();
        for (at, row) in rows.iter().enumerate() {
            let path = format!("alternatives[{at}].values");
            if row.len() != criteria.len() {
                let expected = format!("{} numbers, one for each criterion", criteria.len());
                faults.push(Invalid::new(path, row.len(), &expected));
                continue;
            }
            let wrong = row.iter().position(|value| DECISION_VALUE_MAX < value.abs());
            faults.extend(wrong.map(|place| {
                let expected = format!("a number within ±{DECISION_VALUE_MAX:e}");
                Invalid::new(format!("{path}[{place}]"), row[place], &expected)
            }));
        }
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        let size = (alternatives.len(), criteria.len());
        let values = Array2::from_shape_fn(size, |(row, column)| rows[row][column]);
        let origin = Origin::Document;
        Ok(DecisionSheet { origin, criteria, directions, weights: None, alternatives, values })
    }

    /// The weights of the row `weight`.
    ///
    /// # Errors
    /// There is no such row, or a cell of it is empty.
    pub(super) fn given_weights(&self) -> Result<Vec<f64>, Error> {
        let fault = |column: &str, value: &str, expected: &str| {
            self.origin.weight_fault(Invalid::new(column, value, expected))
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
        match error {
            DecisionError::Cell { row, column, expected, value } => {
                let expected = format!("{expected}, for `{}`", self.alternatives[row]);
                let invalid = Invalid::new(&self.criteria[column], value, &expected);
                self.origin.cell_fault((row, column), invalid)
            }
            DecisionError::Weight { criterion, expected, value } => {
                let invalid = Invalid::new(&self.criteria[criterion], value, expected);
                self.origin.weight_fault(invalid)
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

impl Origin {
    /// A fault in the row of weights.
    fn weight_fault(&self, invalid: Invalid) -> Error {
        match self {
            Origin::File { name, weight_line, .. } => {
                InvalidLine::new(name, *weight_line, invalid).into()
            }
            Origin::Document => invalid.within("weights").into(),
        }
    }

    /// A fault in a cell, whose path is the name of its criterion.
    fn cell_fault(&self, (row, column): (usize, usize), invalid: Invalid) -> Error {
        match self {
            Origin::File { name, lines, .. } => InvalidLine::new(name, lines[row], invalid).into(),
            Origin::Document => {
                let expected = format!("{} and `{}`", invalid.expected, invalid.path);
                let path = format!("alternatives[{row}].values[{column}]");
                Invalid::new(path, invalid.value, &expected).into()
            }
        }
    }
}

/// What a direction must be.
const DIRECTION: &str = "max, min or ideal=NUMBER";

fn direction(text: &str) -> Option<Direction> {
    let ideal = text.strip_prefix("ideal=").and_then(number);
    match (text, ideal) {
        ("max", _) => Some(Direction::Max),
        ("min", _) => Some(Direction::Min),
        (_, Some(ideal)) if ideal.abs() <= DECISION_VALUE_MAX => Some(Direction::Ideal(ideal)),
        _ => None,
    }
}

fn count(faults: &mut Vec<Invalid>, path: &str, found: usize, max: usize) {
    if !(1..=max).contains(&found) {
        faults.push(Invalid::new(path, found, &format!("a list of 1 to {max}")));
    }
}

fn named_once(faults: &mut Vec<Invalid>, path: &str, names: &[String]) {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (at, name) in names.iter().enumerate() {
        let place = format!("{path}[{at}].name");
        if name.trim().is_empty() {
            faults.push(Invalid::new(place, name, "a name"));
        } else if let Some(before) = seen.insert(name, at) {
            let expected = format!("a name that stands once; `{path}[{before}]` has it too");
            faults.push(Invalid::new(place, name, &expected));
        }
    }
}

fn directions(lines: &Lines, criteria: &[String], line: &Line) -> Result<Vec<Direction>, Error> {
    let cells = line.cells[1..].iter().zip(criteria);
    let read = |(cell, name): (&String, &String)| {
        direction(cell).ok_or_else(|| lines.fault(line.number, name, cell, DIRECTION))
    };
    cells.map(read).collect()
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
    fn a_table_of_a_document_is_the_same_and_its_faults_have_paths() {
        let owned = |names: &[(&str, &str)]| -> Vec<(String, String)> {
            names.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
        };
        let rows = |rows: &[(&str, &[f64])]| -> Vec<(String, Vec<f64>)> {
            rows.iter().map(|(name, row)| ((*name).to_owned(), row.to_vec())).collect()
        };
        let criteria = owned(&[("rent", "min"), ("heat", "ideal=20.5")]);
        let sheet = DecisionSheet::of(criteria, rows(&[("A", &[5.0, 10.0])])).unwrap();
        let text = "n,rent,heat\ndirection,min,ideal=20.5\nA,5,10\n";
        let read = DecisionSheet::read("t.csv", text.as_bytes()).unwrap();
        assert_eq!((&sheet.directions, &sheet.values), (&read.directions, &read.values));
        let refused = DecisionSheet::of(
            owned(&[("rent", "up"), ("rent", "max")]),
            rows(&[("A", &[1.0]), ("A", &[1.0, 1e16])]),
        );
        insta::assert_snapshot!(refused.unwrap_err(), @"`criteria[1].name` must be a name that stands once; `criteria[0]` has it too, got `rent`; `alternatives[1].name` must be a name that stands once; `alternatives[0]` has it too, got `A`; `criteria[0].direction` must be max, min or ideal=NUMBER, got `up`; `alternatives[0].values` must be 2 numbers, one for each criterion, got `1`; `alternatives[1].values[1]` must be a number within ±1e15, got `10000000000000000`");
        let refused = DecisionSheet::of(Vec::new(), Vec::new()).unwrap_err().to_string();
        insta::assert_snapshot!(refused, @"`criteria` must be a list of 1 to 200, got `0`; `alternatives` must be a list of 1 to 50000, got `0`");
        let fault = DecisionError::Cell { row: 0, column: 1, expected: "above 0", value: -1.0 };
        insta::assert_snapshot!(sheet.explain(fault), @"`alternatives[0].values[1]` must be above 0, for `A` and `heat`, got `-1`");
    }

    #[test]
    fn weights_are_needed_only_if_they_are_asked_for() {
        let read = |text: &str| DecisionSheet::read("t.csv", text.as_bytes()).unwrap();
        let refused = |text: &str| read(text).given_weights().unwrap_err().to_string();
        insta::assert_snapshot!(refused("n,a\ndirection,max\nx,1\n"), @"t.csv, line 0: must be a row `weight` below the head, or `--weights equal|entropy|critic`, got `none`");
        insta::assert_snapshot!(refused("n,a,b\ndirection,max,max\nweight,1,\nx,1,2\n"), @"t.csv, line 3: `b` must be a weight, got ``");
    }
}
