/// Why a model cannot be fitted to what was given.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum FitError {
    /// There is nothing to learn from.
    #[error("there must be at least one row with a positive weight, got none")]
    NoRows,
    /// Everything happened, or nothing did: no boundary lies in between.
    #[error("both classes must occur with a positive weight, got only `{class}`")]
    OneClass {
        /// The class that occurs.
        class: bool,
    },
    /// A feature that never varies cannot decide anything.
    #[error("column `{column}` must vary, got the same value in every row")]
    ConstantColumn {
        /// Its place, from 0.
        column: usize,
    },
    /// Rows, labels and weights belong together.
    #[error("there must be {expected} {what}, got {got}")]
    Length {
        /// What was counted.
        what: &'static str,
        /// How many there should be.
        expected: usize,
        /// How many there are.
        got: usize,
    },
    /// A number that cannot be calculated with.
    #[error("row `{row}`, column `{column}` must be finite, got `{value}`")]
    NotFinite {
        /// The row, from 0.
        row: usize,
        /// The column, from 0.
        column: usize,
        /// Its value.
        value: f64,
    },
    /// An option outside its range.
    #[error("`{option}` must be {range}, got `{got}`")]
    Option {
        /// Its name.
        option: &'static str,
        /// What would be right.
        range: &'static str,
        /// What was given.
        got: f64,
    },
    /// A chosen candidate that is none of its set.
    #[error("the chosen row must be below {candidates}, got `{chosen}`")]
    Chosen {
        /// The size of the set.
        candidates: usize,
        /// What was given.
        chosen: usize,
    },
    /// The equations have no unique answer: columns repeat each other and nothing is penalised.
    #[error("the columns must be independent or the ridge above 0, got a singular system")]
    Singular,
    /// The search for the optimum did not end within its limit.
    #[error("the optimum must be reached within {iterations} iterations, got a step of `{step}`")]
    NotConverged {
        /// The limit.
        iterations: usize,
        /// The largest change of a coefficient in the last one.
        step: f64,
    },
}

impl FitError {
    /// Checks a number of things that belong together.
    pub(super) fn check_length(
        what: &'static str,
        expected: usize,
        got: usize,
    ) -> Result<(), FitError> {
        if expected == got { Ok(()) } else { Err(FitError::Length { what, expected, got }) }
    }
}
