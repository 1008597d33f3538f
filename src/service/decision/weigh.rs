use ndarray::Array2;

use super::lines::{Lines, number};
use crate::{
    decision::{
        DecisionError,
        weights::ahp::{Comparisons, RATIO_MAX},
    },
    domain::limits::COMPARED_MAX,
    service::Error,
};

pub use crate::decision::weights::ahp::{Priorities, RandomIndex};

/// Weights of criteria that were compared in pairs.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighing {
    /// The criteria; their numbers from 1 where the file does not name them.
    pub names: Vec<String>,
    /// Weights and consistency.
    pub priorities: Priorities,
    /// Whether the ratio is small enough (below 0.1).
    pub is_consistent: bool,
    /// Mean distance of direct and indirect judgments.
    pub congruence: f64,
    /// Share of indirect judgments that turn a direct one.
    pub dissonance: f64,
    /// The worst triple.
    pub koczkodaj: f64,
}

/// Weighs criteria by a square matrix of comparisons in CSV, with or without a head and a first
/// column of names; `1/3` is a number. `file` is what faults call it.
///
/// # Errors
/// A matrix that is not square, has more than [`COMPARED_MAX`] rows, a cell that is no comparison
/// or not the reciprocal of its opposite.
pub fn weigh(file: &str, bytes: &[u8], random: RandomIndex) -> Result<Weighing, Error> {
    let lines = Lines::read(file, bytes)?;
    let cells_of = |at: usize| lines.lines.get(at).map_or(0, |line| line.cells.len());
    let last = lines.lines.last().and_then(|line| line.cells.first());
    let names_rows = last.is_some_and(|cell| comparison(cell).is_none());
    let size =
        cells_of(lines.lines.len().saturating_sub(1)).saturating_sub(usize::from(names_rows));
    let has_head = lines.lines.len() == size + 1;
    let is_square = has_head || lines.lines.len() == size;
    if !is_square || !(1..=COMPARED_MAX).contains(&size) {
        let got = format!("{} lines of {size}", lines.lines.len());
        let expected = format!(
            "a square matrix of 1 to {COMPARED_MAX} criteria, with or without a \
                                head and a column of names"
        );
        return Err(lines.fault(0, "", &got, &expected));
    }
    let rows = &lines.lines[usize::from(has_head)..];
    let skip = usize::from(names_rows);
    let mut matrix = Array2::zeros((size, size));
    for (mut row, line) in matrix.outer_iter_mut().zip(rows) {
        if line.cells.len() != size + skip {
            let expected = format!("{} cells, as in the last line", size + skip);
            return Err(lines.fault(line.number, "", &line.cells.len().to_string(), &expected));
        }
        for (column, (value, cell)) in row.iter_mut().zip(&line.cells[skip..]).enumerate() {
            let column = format!("column {}", column + skip + 1);
            let expected = "a number above 0 such as 3, 0.5 or 1/3";
            *value = comparison(cell)
                .ok_or_else(|| lines.fault(line.number, &column, cell, expected))?;
        }
    }
    let comparisons = Comparisons::new(matrix).map_err(|error| match error {
        DecisionError::Cell { row, column, expected, .. } => {
            let line = &rows[row];
            let (cell, place) = (&line.cells[column + skip], column + skip + 1);
            lines.fault(line.number, &format!("column {place}"), cell, expected)
        }
        other => lines.fault(0, "", &other.to_string(), "a matrix of comparisons"),
    })?;
    let priorities = comparisons.priorities(random);
    Ok(Weighing {
        names: names(&lines, size, [has_head, names_rows]),
        is_consistent: priorities.consistency_ratio.is_some_and(|ratio| ratio < RATIO_MAX),
        congruence: comparisons.congruence(),
        dissonance: comparisons.dissonance(),
        koczkodaj: comparisons.koczkodaj(),
        priorities,
    })
}

/// From the first column, else from the head, else numbers.
fn names(lines: &Lines, size: usize, [has_head, names_rows]: [bool; 2]) -> Vec<String> {
    let rows = lines.lines[usize::from(has_head)..].iter();
    match (names_rows, has_head) {
        (true, _) => rows.map(|line| line.cells[0].clone()).collect(),
        (false, true) => lines.lines[0].cells.iter().take(size).cloned().collect(),
        (false, false) => (1..=size).map(|place| place.to_string()).collect(),
    }
}

/// Reads `3`, `0.5` or `1/3`.
fn comparison(text: &str) -> Option<f64> {
    let value = match text.split_once('/') {
        Some((over, under)) => number(over.trim())? / number(under.trim())?,
        None => number(text)?,
    };
    (value.is_finite() && 0.0 < value).then_some(value)
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;

    use super::*;

    fn read(text: &str) -> Result<Weighing, Error> {
        weigh("m.csv", text.as_bytes(), RandomIndex::Saaty)
    }

    #[test]
    fn a_matrix_may_have_a_head_and_names_or_not() {
        let cases = [
            ("1,3\n1/3,1\n", ["1", "2"]),
            ("rent,road\n1,3\n1 / 3,1\n", ["rent", "road"]),
            (",rent,road\nrent,1,3\nroad,1/3,1\n", ["rent", "road"]),
            ("rent,1,3\nroad,0.33,1\n", ["rent", "road"]),
        ];
        for (text, names) in cases {
            let found = read(text).unwrap();
            assert_eq!(found.names, names, "{text}");
            assert_abs_diff_eq!(found.priorities.weights[0], 0.75, epsilon = 2e-3);
            assert!(found.is_consistent);
        }
        assert_eq!(read("1\n").unwrap().priorities.weights, [1.0]);
    }

    #[test]
    fn every_fault_names_line_column_value_and_remedy() {
        let refused = |text: &str| read(text).unwrap_err().to_string();
        insta::assert_snapshot!(refused(""), @"m.csv, line 0: must be a square matrix of 1 to 15 criteria, with or without a head and a column of names, got `0 lines of 0`");
        insta::assert_snapshot!(refused("1,2,3\n4,5,6\n"), @"m.csv, line 0: must be a square matrix of 1 to 15 criteria, with or without a head and a column of names, got `2 lines of 3`");
        insta::assert_snapshot!(refused("1,many\n1/3,1\n"), @"m.csv, line 1: `column 2` must be a number above 0 such as 3, 0.5 or 1/3, got `many`");
        insta::assert_snapshot!(refused("1,3\n1/2,1\n"), @"m.csv, line 2: `column 1` must be 1 over the cell on the other side of the diagonal, got `1/2`");
        insta::assert_snapshot!(refused("1\n1/2,1\n"), @"m.csv, line 1: must be 2 cells, as in the last line, got `1`");
        for wrong in ["0", "-1", "1/0", "NaN", ""] {
            assert!(refused(&format!("1,{wrong}\n1,1\n")).contains("`column 2`"), "{wrong}");
        }
    }
}
