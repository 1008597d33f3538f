use ndarray::{Array2, Axis};

use super::{Census, EntryRules, ranks::rank_shares};
use crate::{
    industry::{
        correlation::reconstruction,
        relatedness::{self, Diagonal},
    },
    statistics::spectral::low_rank,
};

/// How many industries are near.
const NEAREST: usize = 50;
/// Where many are expected: this multiple of the least value.
const MANY: f64 = 10.0;
/// Expected values below this are all the same: nothing is expected.
const EXPECTED_MIN: f64 = 0.3;

/// A feature and what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feature {
    /// Its name in files and tables.
    pub id: &'static str,
    /// What it measures, with its unit.
    pub meaning: &'static str,
}

/// The features of the model, in the order of its coefficients. All are known at the start.
pub const FEATURES: [Feature; 11] = [
    Feature { id: "log_quotient", meaning: "ln(1 + location quotient)" },
    Feature {
        id: "rank_in_region",
        meaning: "rank of the quotient among the region's industries, as a share, 1 the highest",
    },
    Feature {
        id: "rank_in_industry",
        meaning: "rank of the quotient among the industry's regions, as a share, 1 the highest",
    },
    Feature {
        id: "density_50",
        meaning: "share, weighed by proximity, of the 50 nearest industries the region is \
                  specialised in",
    },
    Feature { id: "low_rank_20", meaning: "ln(1 + quotient) as 20 common patterns draw it" },
    Feature {
        id: "low_rank_8",
        meaning: "ln((value + 1) / (expected + 1)), centred by industry, as 8 common patterns draw \
                  it",
    },
    Feature { id: "ubiquity", meaning: "regions specialised in the industry, as a share" },
    Feature {
        id: "log_expected",
        meaning: "ln(1 + expected value), expected with the nation's shares",
    },
    Feature {
        id: "few_expected",
        meaning: "how far, in ln, the expected value lies below the least value of an entry",
    },
    Feature {
        id: "many_expected",
        meaning: "how far, in ln, the expected value lies above ten times that least value",
    },
    Feature {
        id: "expected_specialisation",
        meaning: "ln(1 + quotient) that the region's other industries and its neighbours let expect",
    },
];

/// Density over the 50 industries nearest to each one, itself left out.
pub(super) fn density_50(specialised: &Array2<f64>) -> Array2<f64> {
    let proximity = relatedness::proximity(specialised, Diagonal::Excluded);
    relatedness::density(specialised, &relatedness::nearest(&proximity, NEAREST))
}

/// The features of a census that need nothing learned: all but the last.
#[derive(Debug, Clone)]
pub(super) struct Static {
    tables: Vec<Array2<f64>>,
}

impl Static {
    pub(super) fn of(census: &Census, rules: EntryRules) -> Static {
        let log_quotients = census.log_quotients();
        let specialised = relatedness::specialisation(census.quotients());
        let ratios = (census.values() + 1.0) / (census.expected() + 1.0);
        let log_ratios = ratios.mapv(f64::ln);
        let centre = Census::means(&log_ratios);
        let least = rules.entry_min.max(1.0);
        let log_expected = census.expected().mapv(|value| value.max(EXPECTED_MIN).ln());
        let shares = Census::means(&specialised);
        let tables = vec![
            log_quotients.clone(),
            rank_shares(log_quotients, Axis(1)),
            rank_shares(log_quotients, Axis(0)),
            density_50(&specialised),
            reconstruction(log_quotients, 20),
            low_rank(&(&log_ratios - &centre), 8) + &centre,
            shares.broadcast(specialised.dim()).expect("one share per industry").to_owned(),
            census.expected().mapv(f64::ln_1p),
            log_expected.mapv(|value| (least.ln() - value).max(0.0)),
            log_expected.mapv(|value| (value - (MANY * least).ln()).max(0.0)),
        ];
        Static { tables }
    }

    /// A row per pair: the static features, then the expected specialisation.
    pub(super) fn rows(&self, expected: &Array2<f64>, pairs: &[(usize, usize)]) -> Array2<f64> {
        let learned = self.tables.len();
        Array2::from_shape_fn((pairs.len(), learned + 1), |(row, feature)| {
            if feature == learned { expected[pairs[row]] } else { self.tables[feature][pairs[row]] }
        })
    }
}
