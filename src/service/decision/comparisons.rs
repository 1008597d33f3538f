use ndarray::Array2;

use super::lines::{Line, Lines, number};
use crate::{
    decision::{DecisionError, weights::ahp::Comparisons},
    domain::{invalid::Invalid, limits::COMPARED_MAX},
    service::Error,
};

/// What a matrix must be.
const MATRIX: &str = "a square matrix of 1 to";
/// What a cell must be.
const CELL: &str = "a number above 0 such as 3, 0.5 or 1/3";

/// Criteria that were compared in pairs: a square matrix whose cells say how many times the
/// criterion of the row matters as much as that of the column.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonSheet {
    /// The criteria; their numbers from 1 where nobody names them.
    pub names: Vec<String>,
    /// The checked matrix.
    pub(super) comparisons: Comparisons,
}

impl ComparisonSheet {
    /// Reads a matrix in CSV, with or without a head and a first column of names; `1/3` is a
    /// number. `file` is what faults call it.
    ///
    /// # Errors
    /// A matrix that is not square, has more than [`COMPARED_MAX`] rows, a cell that is no
    /// comparison or not the reciprocal of its opposite; names that are empty, stand twice, or are
    /// others in the head than in the first column.
    pub fn read(file: &str, bytes: &[u8]) -> Result<ComparisonSheet, Error> {
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
                "{MATRIX} {COMPARED_MAX} criteria, with or without a head and a column of names"
            );
            return Err(lines.fault(0, "", &got, &expected));
        }
        let rows = &lines.lines[usize::from(has_head)..];
        let skip = usize::from(names_rows);
        if has_head {
            check_head(&lines, rows, (size, skip))?;
        }
        let matrix = matrix(&lines, rows, (size, skip))?;
        let comparisons = Comparisons::new(matrix).map_err(|error| match error {
            DecisionError::Cell { row, column, expected, .. } => {
                let line = &rows[row];
                let (cell, place) = (&line.cells[column + skip], column + skip + 1);
                lines.fault(line.number, &format!("column {place}"), cell, expected)
            }
            other => lines.fault(0, "", &other.to_string(), "a matrix of comparisons"),
        })?;
        let names = names(&lines, size, [has_head, names_rows]);
        check_names(&names)?;
        Ok(ComparisonSheet { names, comparisons })
    }

    /// Takes a matrix row by row; without names the criteria are called by their numbers.
    ///
    /// # Errors
    /// As [`ComparisonSheet::read`], each fault with its path in the matrix, as `[1][0]`; names in
    /// another number than rows, empty or repeated ones.
    pub fn of(names: Option<Vec<String>>, rows: &[Vec<f64>]) -> Result<ComparisonSheet, Error> {
        let size = rows.len();
        if !(1..=COMPARED_MAX).contains(&size) {
            let expected = format!("{MATRIX} {COMPARED_MAX} criteria");
            return Err(Invalid::new("", format!("{size} rows"), &expected).into());
        }
        if let Some((at, row)) = rows.iter().enumerate().find(|(_, row)| row.len() != size) {
            let expected = format!("{size} numbers, as there are rows");
            return Err(Invalid::new(format!("[{at}]"), row.len(), &expected).into());
        }
        if let Some(names) = names.as_ref().filter(|names| names.len() != size) {
            let expected = format!("compared with each other: {size} of them");
            return Err(Invalid::new("", format!("{} names", names.len()), &expected).into());
        }
        if let Some(names) = &names {
            check_names(names)?;
        }
        let matrix = Array2::from_shape_fn((size, size), |(row, column)| rows[row][column]);
        let comparisons = Comparisons::new(matrix).map_err(|error| match error {
            DecisionError::Cell { row, column, expected, value } => {
                Invalid::new(format!("[{row}][{column}]"), value, expected)
            }
            other => Invalid::new("", other, "a matrix of comparisons"),
        })?;
        let numbers = || (1..=size).map(|place| place.to_string()).collect();
        Ok(ComparisonSheet { names: names.unwrap_or_else(numbers), comparisons })
    }
}

/// Refuses a head that is no head, or that names other criteria than the rows.
fn check_head(lines: &Lines, rows: &[Line], (size, skip): (usize, usize)) -> Result<(), Error> {
    let head = &lines.lines[0];
    let named = head.cells.get(head.cells.len().saturating_sub(size)..).unwrap_or_default();
    for (column, cell) in named.iter().enumerate() {
        let place = format!("column {}", head.cells.len() - size + column + 1);
        if cell.contains(|character: char| character.is_ascii_digit())
            && (number(cell).is_some() || cell.contains('/'))
        {
            let expected = "the name of a criterion, for there is a line more than columns";
            return Err(lines.fault(head.number, &place, cell, expected));
        }
        let row = rows[column].cells.first().filter(|name| skip == 1 && *name != cell);
        if let Some(name) = row {
            let expected = format!("`{name}`, as the row of the same place is called");
            return Err(lines.fault(head.number, &place, cell, &expected));
        }
    }
    Ok(())
}

/// Refuses names that are empty or stand twice: a weight would be lost.
fn check_names(names: &[String]) -> Result<(), Error> {
    let mut seen = std::collections::BTreeSet::new();
    match names.iter().find(|name| name.trim().is_empty() || !seen.insert(*name)) {
        Some(name) => Err(Invalid::new("names", name, "a name that stands once").into()),
        None => Ok(()),
    }
}

fn matrix(
    lines: &Lines,
    rows: &[Line],
    (size, skip): (usize, usize),
) -> Result<Array2<f64>, Error> {
    let mut matrix = Array2::zeros((size, size));
    for (mut row, line) in matrix.outer_iter_mut().zip(rows) {
        if line.cells.len() != size + skip {
            let expected = format!("{} cells, as in the last line", size + skip);
            return Err(lines.fault(line.number, "", &line.cells.len().to_string(), &expected));
        }
        for (column, (value, cell)) in row.iter_mut().zip(&line.cells[skip..]).enumerate() {
            let column = format!("column {}", column + skip + 1);
            *value =
                comparison(cell).ok_or_else(|| lines.fault(line.number, &column, cell, CELL))?;
        }
    }
    Ok(matrix)
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
    use crate::decision::weights::ahp::RandomIndex;

    fn read(text: &str) -> Result<ComparisonSheet, Error> {
        ComparisonSheet::read("m.csv", text.as_bytes())
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
            let priorities = found.comparisons.priorities(RandomIndex::Saaty);
            assert_abs_diff_eq!(priorities.weights[0], 0.75, epsilon = 2e-3);
        }
        assert_eq!(read("1\n").unwrap().names, ["1"]);
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

    #[test]
    fn rows_of_numbers_are_the_same_matrix() {
        let names = Some(vec!["rent".to_owned(), "road".to_owned()]);
        let of = ComparisonSheet::of(names, &[vec![1.0, 4.0], vec![0.25, 1.0]]).unwrap();
        assert_eq!(of, read("rent,road\n1,4\n1/4,1\n").unwrap());
        let refused = |names: Option<&[&str]>, rows: &[Vec<f64>]| {
            let names = names.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
            ComparisonSheet::of(names, rows).unwrap_err().to_string()
        };
        insta::assert_snapshot!(refused(None, &[]), @"must be a square matrix of 1 to 15 criteria, got `0 rows`");
        insta::assert_snapshot!(refused(None, &[vec![1.0, 2.0]]), @"`[0]` must be 1 numbers, as there are rows, got `2`");
        insta::assert_snapshot!(refused(None, &[vec![1.0, 2.0], vec![2.0, 1.0]]), @"`[1][0]` must be 1 over the cell on the other side of the diagonal, got `2`");
        insta::assert_snapshot!(refused(None, &[vec![-1.0]]), @"`[0][0]` must be a number above 0, got `-1`");
        insta::assert_snapshot!(refused(Some(&["a", "b"]), &[vec![1.0]]), @"must be compared with each other: 1 of them, got `2 names`");
    }
}
