use ndarray::{Array1, Array2, Axis, concatenate};
use serde::{Deserialize, Serialize};

use super::{Census, ridge};

/// What the neighbours' profile counts beside the region's own.
const NEIGHBOURS_WEIGHT: f64 = 2.0;
/// The ridge penalty, per row of training: two per region.
const PENALTY: f64 = 60.0;
/// Weights are kept as whole numbers of this part, so that a file gives back the same model.
const GRAIN: f64 = 1e-4;
/// Regions are dealt into this many parts; each is told what the others let expect.
const PARTS: usize = 8;

/// What a region's other industries, and its neighbours', let expect of each industry.
///
/// A ridge regression of the profile ln(1 + LQ) at one census on the profiles of the region and of
/// its neighbours at the other one, learned in both directions at once. A drift that favoured some
/// industries in the window cancels; a chance deviation in one census is no part of the other one,
/// so what remains is what lasts.
///
/// Source: the linear item model of H. Steck, Embarrassingly Shallow Autoencoders for Sparse Data,
/// WWW 2019, pages 3251–3257, asked for another census instead of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// Per input, the weights of each output, in ten thousandths. Inputs are the industries of the
    /// region, then those of its neighbours (these doubled).
    weights: Vec<Vec<i32>>,
}

/// A census as the regression sees it.
#[derive(Debug, Clone)]
pub(super) struct Profiles {
    inputs: Array2<f64>,
    targets: Array2<f64>,
}

impl Profiles {
    pub(super) fn of(census: &Census) -> Profiles {
        let neighbours = census.neighbours() * NEIGHBOURS_WEIGHT;
        let inputs = beside(census.log_quotients(), &neighbours);
        Profiles { inputs, targets: census.log_quotients().clone() }
    }

    pub(super) fn select(&self, regions: &[usize]) -> Profiles {
        Profiles {
            inputs: self.inputs.select(Axis(0), regions),
            targets: self.targets.select(Axis(0), regions),
        }
    }

    fn centred(&self) -> (Array2<f64>, Array2<f64>) {
        (&self.inputs - &Census::means(&self.inputs), &self.targets - &Census::means(&self.targets))
    }
}

impl Expectation {
    /// Learns from the same regions at two censuses.
    pub(super) fn learn(start: &Profiles, end: &Profiles) -> Expectation {
        let ((start_inputs, start_targets), (end_inputs, end_targets)) =
            (start.centred(), end.centred());
        let inputs = above(&start_inputs, &end_inputs);
        let targets = above(&end_targets, &start_targets);
        let weights = ridge::fit(&inputs, &targets, PENALTY);
        let rounded = |weight: &f64| {
            #[expect(clippy::cast_possible_truncation, reason = "weights are small")]
            let grains = (weight / GRAIN).round() as i32;
            grains
        };
        let weights = weights.outer_iter().map(|row| row.iter().map(rounded).collect()).collect();
        Expectation { weights }
    }

    /// The expected ln(1 + LQ) of each region and industry.
    pub(super) fn of(&self, profiles: &Profiles) -> Array2<f64> {
        let outputs = profiles.targets.ncols();
        let weights = Array2::from_shape_fn((self.weights.len(), outputs), |(input, output)| {
            f64::from(self.weights[input][output]) * GRAIN
        });
        let means: Array1<f64> = Census::means(&profiles.targets);
        (&profiles.inputs - &Census::means(&profiles.inputs)).dot(&weights) + &means
    }

    /// Whether the weights are those of so many industries.
    pub(super) fn fits(&self, industries: usize) -> bool {
        self.weights.len() == 2 * industries
            && self.weights.iter().all(|row| row.len() == industries)
    }
}

/// An expectation for each part of the regions, learned from the other parts: one that has seen
/// its own answer would look better than it is, and say less.
#[derive(Debug, Clone)]
pub(super) struct Crossed {
    parts: Vec<Expectation>,
}

impl Crossed {
    /// Learns from the same regions at two censuses.
    pub(super) fn learn(start: &Profiles, end: &Profiles) -> Crossed {
        let regions = start.targets.nrows();
        let learn_without = |part| {
            let others: Vec<usize> = (0..regions).filter(|region| region % PARTS != part).collect();
            Expectation::learn(&start.select(&others), &end.select(&others))
        };
        Crossed { parts: (0..PARTS.min(regions)).map(learn_without).collect() }
    }

    /// What the others let expect of each of these same regions, at any census.
    pub(super) fn of(&self, profiles: &Profiles) -> Array2<f64> {
        let mut expected = Array2::zeros(profiles.targets.dim());
        for (part, expectation) in self.parts.iter().enumerate() {
            let by_others = expectation.of(profiles);
            for region in (part..expected.nrows()).step_by(PARTS) {
                expected.row_mut(region).assign(&by_others.row(region));
            }
        }
        expected
    }
}

fn beside(left: &Array2<f64>, right: &Array2<f64>) -> Array2<f64> {
    concatenate(Axis(1), &[left.view(), right.view()]).expect("both have a row per region")
}

fn above(upper: &Array2<f64>, lower: &Array2<f64>) -> Array2<f64> {
    concatenate(Axis(0), &[upper.view(), lower.view()]).expect("both have a column per industry")
}
