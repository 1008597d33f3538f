/// How old a measure is on the day of the question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Age {
    /// So many years have passed since the last day on which it held.
    Years {
        /// At least 0.
        years: f64,
        /// What that leaves of its trust, above 0 and at most 1; a factor of the confidence.
        trust: f64,
    },
    /// It bears no date, so that nobody knows; its trust is left as it is.
    Undated,
    /// It does not age: it is computed from positions, or a rule in force.
    Ageless,
}

impl Age {
    /// The years; `None` if they are unknown or do not matter.
    pub fn years(self) -> Option<f64> {
        match self {
            Age::Years { years, .. } => Some(years),
            Age::Undated | Age::Ageless => None,
        }
    }
}
