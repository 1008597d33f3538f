/// Why a table cannot be judged. Positions count from 0; who read the table knows its names.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum DecisionError {
    /// Things that belong together differ in number.
    #[error("there must be {expected} {what}, got `{got}`")]
    Count {
        /// What was counted.
        what: &'static str,
        /// How many there should be.
        expected: usize,
        /// How many there are.
        got: usize,
    },
    /// There is nothing to judge.
    #[error("there must be at least one of the {what}, got `0`")]
    Empty {
        /// What is missing.
        what: &'static str,
    },
    /// A number that the method cannot use.
    #[error("row `{row}`, column `{column}` must be {expected}, got `{value}`")]
    Cell {
        /// The alternative, or the row of a matrix.
        row: usize,
        /// The criterion, or the column of a matrix.
        column: usize,
        /// What would be right.
        expected: &'static str,
        /// What stands there.
        value: f64,
    },
    /// A weight that is none, or weights that add up to nothing.
    #[error("weight `{criterion}` must be {expected}, got `{value}`")]
    Weight {
        /// The criterion.
        criterion: usize,
        /// What would be right.
        expected: &'static str,
        /// What was given.
        value: f64,
    },
    /// A parameter outside its range.
    #[error("`{parameter}` must be {expected}, got `{value}`")]
    Parameter {
        /// Its name.
        parameter: &'static str,
        /// What would be right.
        expected: &'static str,
        /// What was given.
        value: f64,
    },
    /// The table does not determine weights: nothing varies, or all criteria say the same.
    #[error("{method} weights must have criteria that vary and do not all agree, got none")]
    Undetermined {
        /// The way of finding weights.
        method: &'static str,
    },
}

impl DecisionError {
    /// Checks a number of things that belong together.
    pub(super) fn check_count(
        what: &'static str,
        expected: usize,
        got: usize,
    ) -> Result<(), DecisionError> {
        if expected == got { Ok(()) } else { Err(DecisionError::Count { what, expected, got }) }
    }
}
