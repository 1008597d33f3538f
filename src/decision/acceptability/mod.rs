//! SMAA-2: not which alternative is first, but under which weights each would be, and how often.
//!
//! Source: R. Lahdelma and P. Salminen, SMAA-2: Stochastic multicriteria acceptability analysis for
//! group decision making, Operations Research 49 (2001), pages 444–454; figures as in T. Tervonen's
//! smaa for R.

/// What is drawn: utilities with unknown figures, and weights.
mod sample;
/// The best few of many scores, exactly.
mod best;

use ndarray::{Array1, Array2, ArrayRef2, ArrayView1, Axis, s};

use super::{DecisionError, real};
use crate::{domain::stop::Stop, statistics::stream::Stream};
use best::Best;
pub use sample::{Unknown, Utilities, WeightSpace};

/// Draws that are scored together: enough that preparing the product costs little beside it, few
/// enough that the scores of some thousand alternatives stay in a core's cache.
const BLOCK: usize = 64;
/// Draws of unknown figures for one confidence factor.
const CONFIDENCE_DRAWS: usize = 1_000;

/// How often to draw, from which stream, and down to which rank to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sampling {
    /// Draws, at least 1.
    pub draws: usize,
    /// The seed; the same seed gives the same figures on every machine.
    pub seed: u64,
    /// Ranks that are counted, from the first on.
    pub ranks: usize,
}

impl Default for Sampling {
    /// Ten thousand draws: a share of ½ is known to ±0.01, at 95 in a hundred. Ranks 1 to 10.
    fn default() -> Sampling {
        Sampling { draws: 10_000, seed: 20_240_601, ranks: 10 }
    }
}

/// What many draws say about each alternative.
#[derive(Debug, Clone, PartialEq)]
pub struct Acceptability {
    /// b: alternatives × ranks, the share of draws in which the alternative has the rank. Where
    /// scores are equal, the alternative that stands first in the table is ahead.
    pub ranks: Array2<f64>,
    /// wᶜ by alternative: the mean of the weights under which it is first; `None` where it never
    /// is.
    pub central_weights: Vec<Option<Vec<f64>>>,
    /// pᶜ by alternative: how often it is first under its central weights when only the unknown
    /// figures are drawn; 1 where nothing is unknown. `None` where it is never first.
    pub confidence: Vec<Option<f64>>,
}

/// Draws weights and unknown figures and counts who stands where, by the weighted sum.
///
/// Exact in double precision for the drawn weights: single precision only sorts out who cannot be
/// among the first.
///
/// ```
/// use hinterland::decision::acceptability::{
///     Sampling, Utilities, WeightSpace, acceptability,
/// };
/// let utilities = Utilities::known(ndarray::array![[1.0, 0.0], [0.0, 1.0], [0.1, 0.1]])?;
/// let found = acceptability(&utilities, &WeightSpace::Any, Sampling::default())?;
/// assert!((found.ranks[[0, 0]] - 0.5).abs() < 0.02);
/// assert_eq!(found.central_weights[2], None); // never first
/// # Ok::<(), hinterland::decision::DecisionError>(())
/// ```
///
/// # Errors
/// No draw; a weight space for another number of criteria, or whose weights are none.
pub fn acceptability(
    utilities: &Utilities,
    space: &WeightSpace,
    sampling: Sampling,
) -> Result<Acceptability, DecisionError> {
    acceptability_until(utilities, space, sampling, Stop::never())
}

/// [`acceptability`], which may be given up after each block of draws and each confidence factor.
///
/// # Errors
/// As [`acceptability`].
pub fn acceptability_until(
    utilities: &Utilities,
    space: &WeightSpace,
    sampling: Sampling,
    stop: Stop<'_>,
) -> Result<Acceptability, DecisionError> {
    if sampling.draws == 0 {
        return Err(DecisionError::Empty { what: "draws" });
    }
    let space = space.normalised(utilities.criteria())?;
    let mut stream = Stream::new(sampling.seed);
    let ranks = sampling.ranks.min(utilities.alternatives());
    let mut tally = Tally {
        counts: Array2::zeros((utilities.alternatives(), ranks)),
        weights: Array2::zeros((utilities.alternatives(), utilities.criteria())),
        firsts: vec![0; utilities.alternatives()],
    };
    let mut scorer = Scorer::new(utilities, ranks.max(1));
    let mut weights = Array2::zeros((BLOCK, utilities.criteria()));
    let mut done = 0;
    while done < sampling.draws && !stop.is_asked() {
        let count = BLOCK.min(sampling.draws - done);
        for (offset, mut row) in weights.outer_iter_mut().take(count).enumerate() {
            space.draw(done + offset, row.as_slice_mut().unwrap_or_default(), &mut stream);
        }
        let block = weights.slice(s![..count, ..]);
        scorer.score(&block, &mut stream, |draw, ranked| {
            tally.add(&block.row(draw), ranked);
        });
        done += count;
    }
    Ok(tally.figures(utilities, sampling, stop))
}

/// Scores blocks of draws.
struct Scorer<'a> {
    utilities: &'a Utilities,
    /// By position, the alternative that stands there: highest mean utility first, so that the
    /// best fall into different groups of positions.
    order: Vec<usize>,
    /// Criteria × alternatives in that order, in single precision.
    single: Array2<f32>,
    scores: Array2<f32>,
    /// What was drawn for the unknown figures, in the order of the utilities.
    drawn: Vec<f32>,
    positions: Vec<usize>,
    best: Best,
}

impl<'a> Scorer<'a> {
    fn new(utilities: &'a Utilities, ranks: usize) -> Scorer<'a> {
        let means = utilities.low().sum_axis(Axis(1));
        let mut order: Vec<usize> = (0..utilities.alternatives()).collect();
        order.sort_by(|one, other| means[*other].total_cmp(&means[*one]));
        let mut positions = vec![0; order.len()];
        for (position, alternative) in order.iter().enumerate() {
            positions[*alternative] = position;
        }
        let shape = (utilities.criteria(), utilities.alternatives());
        #[expect(clippy::cast_possible_truncation, reason = "single precision sorts out")]
        let single = Array2::from_shape_fn(shape, |(criterion, position)| {
            utilities.low()[[order[position], criterion]] as f32
        });
        Scorer {
            utilities,
            scores: Array2::zeros((BLOCK, order.len())),
            single,
            drawn: vec![0.0; utilities.unknown().len()],
            positions,
            best: Best::new(ranks, utilities.criteria()),
            order,
        }
    }

    /// Hands over, draw by draw, the best alternatives, first to last.
    fn score(
        &mut self,
        weights: &ArrayRef2<f64>,
        stream: &mut Stream,
        mut take: impl FnMut(usize, &[usize]),
    ) {
        #[expect(clippy::cast_possible_truncation, reason = "single precision sorts out")]
        let single = weights.mapv(|weight| weight as f32);
        let mut scores = self.scores.slice_mut(s![..weights.nrows(), ..]);
        ndarray::linalg::general_mat_mul(1.0, &single, &self.single, 0.0, &mut scores);
        for (draw, (mut scores, weights)) in
            scores.outer_iter_mut().zip(weights.outer_iter()).enumerate()
        {
            stream.fill_uniform(&mut self.drawn);
            for (unknown, drawn) in self.utilities.unknown().iter().zip(&self.drawn) {
                #[expect(clippy::cast_possible_truncation, reason = "single precision sorts out")]
                let span = (weights[unknown.criterion] * unknown.span()) as f32;
                scores[self.positions[unknown.alternative]] += span * drawn;
            }
            let exact = |position: usize| {
                let alternative = self.order[position];
                (self.utilities.score(alternative, &weights, &self.drawn), alternative)
            };
            take(draw, self.best.of(scores.as_slice().unwrap_or_default(), exact));
        }
    }
}

struct Tally {
    counts: Array2<u32>,
    weights: Array2<f64>,
    firsts: Vec<u32>,
}

impl Tally {
    fn add(&mut self, weights: &ArrayView1<f64>, ranked: &[usize]) {
        for (rank, alternative) in ranked.iter().enumerate().take(self.counts.ncols()) {
            self.counts[[*alternative, rank]] += 1;
        }
        if let Some(first) = ranked.first() {
            self.firsts[*first] += 1;
            let mut sum = self.weights.row_mut(*first);
            sum += weights;
        }
    }

    fn figures(self, utilities: &Utilities, sampling: Sampling, stop: Stop<'_>) -> Acceptability {
        let draws = real(sampling.draws);
        let central: Vec<Option<Vec<f64>>> = self
            .firsts
            .iter()
            .zip(self.weights.outer_iter())
            .map(|(firsts, sum)| (0 < *firsts).then(|| (&sum / f64::from(*firsts)).to_vec()))
            .collect();
        let confidence = central.iter().enumerate().map(|(alternative, weights)| {
            let weights = weights.as_ref().filter(|_| !stop.is_asked())?;
            let weights = Array1::from_vec(weights.clone());
            // A stream of its own each, so that one alternative does not move another's figure.
            let seed = sampling.seed.wrapping_add(1 + alternative as u64);
            Some(utilities.share_of_firsts(alternative, &weights.view(), seed, CONFIDENCE_DRAWS))
        });
        let confidence = confidence.collect();
        Acceptability {
            ranks: self.counts.mapv(|count| f64::from(count) / draws),
            central_weights: central,
            confidence,
        }
    }
}

/// Pairwise winning indices: alternatives × alternatives, the share of draws in which the first
/// has the strictly higher value. `values` are draws × alternatives.
///
/// Source: P. Leskinen, J. Viitanen, A. Kangas and J. Kangas, Alternatives to incorporate
/// uncertainty and risk attitude in multicriteria evaluation of forest plans, Forest Science 52
/// (2006), pages 304–312.
pub fn pairwise_winning(values: &ArrayRef2<f64>) -> Array2<f64> {
    let alternatives = values.ncols();
    let draws = real(values.nrows().max(1));
    Array2::from_shape_fn((alternatives, alternatives), |(one, other)| {
        let wins = values.outer_iter().filter(|draw| draw[other] < draw[one]).count();
        real(wins) / draws
    })
}

#[cfg(test)]
mod tests;
