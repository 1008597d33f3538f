//! One formula over columns, for thousands of rows at once, with the widest instructions that the
//! processor has.
//!
//! A default build knows no more of the processor than what all of its family have, which leaves
//! most of a modern one idle. So each loop is compiled several times, and which one runs is decided
//! when it runs (`Instructions`). Every way gives the same bits: nothing is fused that is rounded
//! apart elsewhere, and rows do not touch each other.

#![expect(
    clippy::inline_always,
    reason = "a loop that is not inlined is not compiled for the instructions of its caller"
)]

/// Which instructions a loop is compiled for.
mod instructions;
/// The best rows without sorting the others.
mod top;
/// Weights times utilities as whole points.
mod points;

pub use instructions::Instructions;
pub use points::{Known, Sums, WeighedColumn, sums};
pub use top::{Top, TopRow};

use std::ops::Range;

/// A score of rows, computed from columns.
///
/// `score` is to be `#[inline(always)]` and one plain loop over the columns: it is compiled into the
/// loop of each of [`Instructions`].
pub trait Formula {
    /// How many rows there are.
    fn rows(&self) -> usize;

    /// Scores a range of rows, each into its place of `scores`, which is as long as the range. A row
    /// that is refused scores [`REFUSED`]. Never NaN.
    fn score(&self, rows: Range<usize>, scores: &mut [f32]);
}

impl<F: Formula> Formula for &F {
    fn rows(&self) -> usize {
        (**self).rows()
    }

    #[inline(always)]
    fn score(&self, rows: Range<usize>, scores: &mut [f32]) {
        (**self).score(rows, scores);
    }
}

/// The score of a row that is refused; it is never among the best.
pub const REFUSED: f32 = f32::NEG_INFINITY;

/// How a formula is run. What comes out does not depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The instructions; those that the processor lacks are replaced by those that it has.
    pub instructions: Instructions,
    /// Rows that are scored at a time, at least 1: as many as fit the nearest cache with their
    /// columns.
    pub tile: usize,
}

impl Default for Run {
    /// The widest instructions, and tiles whose dozen columns fit 512 KiB: of larger ones there are
    /// fewer, and each tile costs a look for its best rows.
    fn default() -> Run {
        Run { instructions: Instructions::widest(), tile: 4_096 }
    }
}

/// The best `k` rows of each of some formulas over the same rows, each list in order: by score, then
/// by row. Formulas that are run together share what the cache holds of the columns.
///
/// `scores` is room to work in; its content is of no use before or after.
pub fn best<F: Formula>(formulas: &[F], k: usize, run: Run, scores: &mut Vec<f32>) -> Vec<Top> {
    let mut tops: Vec<Top> = formulas.iter().map(|_| Top::new(k)).collect();
    let rows = formulas.iter().map(Formula::rows).max().unwrap_or_default();
    let tile = run.tile.clamp(1, rows.max(1));
    // Room that is there already is not cleared: every tile writes its scores first.
    scores.resize(scores.len().max(tile), REFUSED);
    for start in (0..rows).step_by(tile) {
        for (formula, top) in formulas.iter().zip(&mut tops) {
            let end = formula.rows().min(start + tile);
            if start < end {
                let work =
                    TileOf { formula, rows: start..end, scores: &mut scores[..end - start], top };
                instructions::run(run.instructions, work);
            }
        }
    }
    tops
}

/// One tile of one formula.
struct TileOf<'a, F> {
    formula: &'a F,
    rows: Range<usize>,
    scores: &'a mut [f32],
    top: &'a mut Top,
}

impl<F: Formula> instructions::Work for TileOf<'_, F> {
    #[inline(always)]
    fn work(self) {
        self.formula.score(self.rows.clone(), self.scores);
        self.top.take(self.rows.start, self.scores);
    }
}

/// e^−x for x from 0 on, to 3 × 10⁻⁷; what is beyond 87 is 10⁻³⁸, nothing is what 0 gives: 1. NaN
/// stays.
///
/// By 2^k · p(f) with a polynomial of the fifth degree. Without a library call and without a
/// conversion of numbers, so that a loop of it runs on wide registers.
///
/// Source: range reduction as in W. J. Cody and W. Waite, Software Manual for the Elementary
/// Functions, 1980, chapter 6; the rounding by a large constant, the same, page 62. The polynomial is
/// our own fit: of all with p(0) = 1 it has the least maximal relative error from 2^f for f from −½
/// to ½, 9.1 × 10⁻⁸ (Lawson's iteration on 4,001 Chebyshev points, coefficients rounded to single
/// precision).
#[inline(always)]
pub fn exp_of_minus(x: f32) -> f32 {
    /// 1.5 × 2²³: adding it leaves the nearest whole number in the low bits.
    const WHOLE: f32 = 12_582_912.0;
    /// From the fourth power down, behind that of the fifth.
    #[expect(clippy::approx_constant, reason = "the coefficient is fitted, and no logarithm")]
    const FITTED: [f32; 5] = [0.009_671_513, 0.055_507_336, 0.240_222_42, 0.693_147, 1.0];
    let x = if 87.0 < x { 87.0 } else { x };
    let exponent = x * -std::f32::consts::LOG2_E;
    let shifted = exponent + WHOLE;
    let fraction = exponent - (shifted - WHOLE);
    let mut series = 0.001_326_472_7;
    for next in FITTED {
        series = series * fraction + next;
    }
    let power = shifted.to_bits().wrapping_sub(WHOLE.to_bits()).wrapping_add(127) << 23;
    f32::from_bits(power) * series
}

#[cfg(test)]
mod tests;
