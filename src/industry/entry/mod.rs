//! Which industries a region will become specialised in next: a probability, learned from a panel
//! of regions × industries at two censuses.
//!
//! An *entry* is a location quotient that was below a bound at the start of a window and is at
//! least 1, with a least value behind it, at the end. Candidates are all pairs below the bound.
//! The model is a logistic regression on eleven features of the start, so that what each feature
//! adds to the log-odds can be said. Three decisions made it better on regions it had not seen,
//! and each also holds when it is fitted on the window turned round:
//!
//! - *Small numbers.* Where few jobs are expected, a quotient crosses 1 by chance; the expected
//!   value and its distance to the least value are features.
//! - *Expected specialisation* (`expectation.rs`): a ridge regression of a whole profile of
//!   industries on the region's other industries and its neighbours.
//! - *Both directions.* A window teaches twice, from its start to its end and back again. What a
//!   boom did to some industries then cancels, what belongs together stays.

/// One census: values, and how they compare with what is expected.
pub mod census;
/// What is known at the start of a window, as columns.
pub mod features;
/// Ranks within a region or an industry.
mod ranks;
/// The specialisation that a region's other industries and its neighbours let expect.
pub mod expectation;
/// Ridge regression of many columns at once.
mod ridge;
/// Fitting, predicting, explaining.
pub mod model;
/// The plain measures and the nine-feature regression beside which the model is judged.
pub mod baseline;
/// How well scores find the entries.
pub mod figures;

pub use census::{Census, CensusFault};
pub use model::{EntryError, EntryModel};

/// Which pairs are candidates, and which of them entered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EntryRules {
    /// Candidates have a location quotient below this, above 0 and at most 1.
    pub below: f64,
    /// An entry has at least this value at the end, in the panel's unit (jobs, output).
    pub entry_min: f64,
}

/// Candidates of a window, by region and then by industry, and whether they entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidates {
    /// Region and industry, as places in the census.
    pub pairs: Vec<(usize, usize)>,
    /// Whether each entered.
    pub entered: Vec<bool>,
}

impl Candidates {
    /// All candidates of the regions: below the bound at `start`, judged by `end`.
    pub fn of(start: &Census, end: &Census, regions: &[usize], rules: EntryRules) -> Candidates {
        let industries = start.quotients().ncols();
        let pairs: Vec<(usize, usize)> = regions
            .iter()
            .flat_map(|region| (0..industries).map(move |industry| (*region, industry)))
            .filter(|pair| start.quotients()[*pair] < rules.below)
            .collect();
        let entered = pairs
            .iter()
            .map(|pair| 1.0 <= end.quotients()[*pair] && rules.entry_min <= end.values()[*pair])
            .collect();
        Candidates { pairs, entered }
    }

    /// How many entered.
    pub fn entries(&self) -> usize {
        self.entered.iter().filter(|entered| **entered).count()
    }
}

/// A count as a number to calculate with.
#[expect(clippy::cast_precision_loss, reason = "counts of regions and industries are small")]
fn real(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests;
