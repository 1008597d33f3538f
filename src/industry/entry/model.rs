use ndarray::{Array2, ArrayRef1, Axis, concatenate};
use serde::{Deserialize, Serialize};

use super::{
    Candidates, Census, CensusFault, EntryRules,
    expectation::{Crossed, Expectation, Profiles},
    features::{FEATURES, Static},
};
use crate::statistics::{
    FitError,
    calibration::{self, Platt},
    logistic::{self, ConstantColumn, LogisticModel, LogisticOptions},
};

/// The ridge of the logistic regression, in units of its log-likelihood.
const RIDGE: f64 = 33.0;
/// Parts of the regions in cross-validation.
pub const FOLDS: usize = 5;

/// Why no model can be fitted or used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EntryError {
    /// The values are no census.
    #[error(transparent)]
    Census(#[from] CensusFault),
    /// The regression has nothing to learn from.
    #[error("the candidates cannot be learned from: {0}")]
    Fit(#[from] FitError),
    /// The censuses of a window do not belong together.
    #[error("both censuses must have the same regions and industries, got {start} and {end}")]
    Shape {
        /// Regions × industries at the start.
        start: String,
        /// At the end.
        end: String,
    },
    /// The model was fitted on other industries.
    #[error("the model knows other industries: it must be given as many as it was fitted on")]
    Industries,
}

/// A fitted model of entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryModel {
    /// The regression on [`FEATURES`].
    pub regression: LogisticModel,
    /// From its log-odds to probabilities, fitted on regions it had not seen.
    pub calibration: Platt,
    /// What a profile lets expect.
    pub expectation: Expectation,
}

/// The prediction for one pair: log-odds that are a sum.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// The calibrated probability of an entry by the end of a window of the same length.
    pub probability: f64,
    /// The log-odds of an average candidate.
    pub base: f64,
    /// What each of [`FEATURES`] adds to them; the sum with `base` is ln(p / (1 − p)).
    pub contributions: Vec<f64>,
}

/// A window: the same regions and industries at its two censuses.
#[derive(Debug, Clone, Copy)]
pub struct Window<'a> {
    /// The census from which one predicts.
    pub start: &'a Census,
    /// The census at which entries are judged.
    pub end: &'a Census,
    /// What counts.
    pub rules: EntryRules,
}

impl Window<'_> {
    fn check(&self) -> Result<(), EntryError> {
        let (start, end) = (self.start.values().dim(), self.end.values().dim());
        if start == end {
            return Ok(());
        }
        let name = |(regions, industries): (usize, usize)| format!("{regions} × {industries}");
        Err(EntryError::Shape { start: name(start), end: name(end) })
    }

    /// The candidates of all regions.
    pub fn candidates(&self) -> Candidates {
        let regions: Vec<usize> = (0..self.start.regions()).collect();
        Candidates::of(self.start, self.end, &regions, self.rules)
    }
}

/// A model before its log-odds are calibrated.
struct Uncalibrated {
    regression: LogisticModel,
    crossed: Crossed,
}

/// A model, and what it needs to be asked again about the regions that it learned from.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// The model.
    pub model: EntryModel,
    /// Log-odds of the window's candidates, not calibrated, as of [`cross_validate`].
    pub validated: Vec<f64>,
    crossed: Crossed,
}

/// Fits a model on a window, both ways; it is calibrated by [`cross_validate`].
///
/// # Errors
/// Censuses that do not belong together; no entry, or nothing but entries.
pub fn fit(window: Window<'_>) -> Result<Fitted, EntryError> {
    let prepared = Prepared::new(window)?;
    let candidates = window.candidates();
    let validated = prepared.cross_validate(&candidates)?;
    let calibration = calibration::fit_platt(&validated, &candidates.entered)?;
    let regions: Vec<usize> = (0..window.start.regions()).collect();
    let Uncalibrated { regression, crossed } = prepared.fit(&regions)?;
    let expectation = Expectation::learn(&prepared.profiles, &Profiles::of(window.end));
    let model = EntryModel { regression, calibration, expectation };
    Ok(Fitted { model, validated, crossed })
}

/// The log-odds of all candidates of the window, each by a model that has not seen what became of
/// its region: regions are dealt into five parts in turn. Of the region left out only the start is
/// known, as it will be when the model is used.
///
/// # Errors
/// As [`fit`].
pub fn cross_validate(window: Window<'_>) -> Result<Vec<f64>, EntryError> {
    Prepared::new(window)?.cross_validate(&window.candidates())
}

/// The regions that a fold learns from.
pub fn regions_outside(fold: usize, regions: usize) -> Vec<usize> {
    (0..regions).filter(|region| region % FOLDS != fold).collect()
}

/// A window and what of its start can be computed once.
struct Prepared<'a> {
    window: Window<'a>,
    features: Static,
    profiles: Profiles,
}

impl Prepared<'_> {
    fn new(window: Window<'_>) -> Result<Prepared<'_>, EntryError> {
        window.check()?;
        let features = Static::of(window.start, window.rules);
        Ok(Prepared { window, features, profiles: Profiles::of(window.start) })
    }

    fn cross_validate(&self, candidates: &Candidates) -> Result<Vec<f64>, EntryError> {
        let pairs = &candidates.pairs;
        let regions = self.window.start.regions();
        let mut margins = vec![0.0; pairs.len()];
        for fold in 0..FOLDS {
            let seen = regions_outside(fold, regions);
            let fitted = self.fit(&seen)?;
            let expectation = Expectation::learn(
                &self.profiles.select(&seen),
                &Profiles::of(&self.window.end.select(&seen)),
            );
            let own: Vec<usize> =
                (0..pairs.len()).filter(|at| pairs[*at].0 % FOLDS == fold).collect();
            let asked: Vec<(usize, usize)> = own.iter().map(|at| pairs[*at]).collect();
            let rows = self.features.rows(&expectation.of(&self.profiles), &asked);
            for (at, row) in own.iter().zip(rows.outer_iter()) {
                margins[*at] = fitted.regression.log_odds(&row);
            }
        }
        Ok(margins)
    }

    /// Learns from the end of these regions only. Going back, their end is the start; then even
    /// its relatedness is computed from these regions only.
    fn fit(&self, regions: &[usize]) -> Result<Uncalibrated, EntryError> {
        let Window { start, end, rules } = self.window;
        let end_seen = end.select(regions);
        let start_profiles = self.profiles.select(regions);
        let end_profiles = Profiles::of(&end_seen);
        let crossed = Crossed::learn(&start_profiles, &end_profiles);

        let forth = Candidates::of(start, end, regions, rules);
        let mut of_all = Array2::zeros(start.values().dim());
        for (region, expected) in regions.iter().zip(crossed.of(&start_profiles).outer_iter()) {
            of_all.row_mut(*region).assign(&expected);
        }
        let forth_rows = self.features.rows(&of_all, &forth.pairs);

        let seen: Vec<usize> = (0..regions.len()).collect();
        let back = Candidates::of(&end_seen, &start.select(regions), &seen, rules);
        let expected_end = crossed.of(&end_profiles);
        let back_rows = Static::of(&end_seen, rules).rows(&expected_end, &back.pairs);

        let rows = concatenate(Axis(0), &[forth_rows.view(), back_rows.view()])
            .expect("both have a column per feature");
        let labels: Vec<bool> = forth.entered.into_iter().chain(back.entered).collect();
        let options = LogisticOptions {
            ridge: RIDGE,
            constant: ConstantColumn::Ignore,
            ..LogisticOptions::default()
        };
        let regression = logistic::fit(&rows, &labels, None, options)?;
        Ok(Uncalibrated { regression, crossed })
    }
}

impl Fitted {
    /// What the model asks of the regions that it learned from, at any census of these same
    /// regions and industries. What a region is expected to do is said by the others, as it was in
    /// the fit: weights that have seen a region at two censuses draw it towards what it was then.
    ///
    /// # Errors
    /// The census has not as many industries as the model.
    pub fn rows(
        &self,
        census: &Census,
        rules: EntryRules,
        pairs: &[(usize, usize)],
    ) -> Result<Array2<f64>, EntryError> {
        self.model.check(census)?;
        Ok(Static::of(census, rules).rows(&self.crossed.of(&Profiles::of(census)), pairs))
    }
}

impl EntryModel {
    /// What the model asks of pairs of any regions: a row per pair, a column per feature. The order
    /// of the industries must be that of the fit.
    ///
    /// # Errors
    /// The census has not as many industries as the model.
    pub fn rows(
        &self,
        census: &Census,
        rules: EntryRules,
        pairs: &[(usize, usize)],
    ) -> Result<Array2<f64>, EntryError> {
        self.check(census)?;
        let expected = self.expectation.of(&Profiles::of(census));
        Ok(Static::of(census, rules).rows(&expected, pairs))
    }

    fn check(&self, census: &Census) -> Result<(), EntryError> {
        let is_whole = self.regression.coefficients.len() == FEATURES.len()
            && self.expectation.fits(census.industries());
        if is_whole { Ok(()) } else { Err(EntryError::Industries) }
    }

    /// The log-odds of each row, calibrated.
    pub fn margins(&self, rows: &Array2<f64>) -> Vec<f64> {
        let Platt { slope, intercept } = self.calibration;
        rows.outer_iter().map(|row| slope * self.regression.log_odds(&row) + intercept).collect()
    }

    /// The probability of a row of [`EntryModel::rows`] and what each feature adds to its
    /// log-odds.
    pub fn predict(&self, row: &ArrayRef1<f64>) -> Prediction {
        let Platt { slope, intercept } = self.calibration;
        let parts = self.regression.contributions(row);
        let contributions: Vec<f64> = parts.iter().map(|part| slope * part).collect();
        let base = slope * self.regression.intercept + intercept;
        let margin = base + contributions.iter().sum::<f64>();
        Prediction { probability: 1.0 / (1.0 + (-margin).exp()), base, contributions }
    }
}
