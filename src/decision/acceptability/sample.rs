use ndarray::{Array2, ArrayRef2, ArrayView1};

use crate::{
    decision::{DecisionError, real, table::normalised},
    statistics::stream::Stream,
};

/// A figure of which only the ends of its utility are known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unknown {
    /// The alternative.
    pub alternative: usize,
    /// The criterion.
    pub criterion: usize,
    /// The least its utility can be.
    pub low: f64,
    /// The most its utility can be; every value between is equally likely.
    pub high: f64,
}

impl Unknown {
    pub(super) fn span(&self) -> f64 {
        self.high - self.low
    }
}

/// Utilities of alternatives × criteria between 0 and 1, some of them unknown.
#[derive(Debug, Clone, PartialEq)]
pub struct Utilities {
    /// The known utilities, and the lower ends of the unknown ones.
    low: Array2<f64>,
    /// Ordered by alternative.
    unknown: Vec<Unknown>,
    /// Where the unknown figures of an alternative begin; one more entry ends the last.
    starts: Vec<usize>,
}

impl Utilities {
    /// Utilities that are all known.
    ///
    /// # Errors
    /// None, or one that is not between 0 and 1.
    pub fn known(utilities: Array2<f64>) -> Result<Utilities, DecisionError> {
        Utilities::new(utilities, Vec::new())
    }

    /// Utilities of which some are unknown; what `utilities` says in their places is ignored.
    ///
    /// # Errors
    /// No utilities; one, or an end of an unknown one, that is not between 0 and 1; ends in the
    /// wrong order; an unknown figure outside the table or listed twice.
    pub fn new(
        mut utilities: Array2<f64>,
        mut unknown: Vec<Unknown>,
    ) -> Result<Utilities, DecisionError> {
        let (alternatives, criteria) = utilities.dim();
        if utilities.is_empty() {
            return Err(DecisionError::Empty { what: "utilities" });
        }
        unknown.sort_by_key(|unknown| (unknown.alternative, unknown.criterion));
        let places = unknown.windows(2).filter(|pair| {
            (pair[0].alternative, pair[0].criterion) == (pair[1].alternative, pair[1].criterion)
        });
        DecisionError::check_count("figures that are unknown twice", 0, places.count())?;
        for Unknown { alternative, criterion, low, high } in &unknown {
            let (row, column) = (*alternative, *criterion);
            let refuse =
                |value, expected| Err(DecisionError::Cell { row, column, expected, value });
            if alternatives <= row || criteria <= column {
                return refuse(*low, "within the table");
            }
            if low > high {
                return refuse(*low, "at most the upper end of the unknown figure");
            }
            if !(0.0..=1.0).contains(high) {
                return refuse(*high, "an upper end between 0 and 1");
            }
            utilities[[row, column]] = *low;
        }
        for ((row, column), value) in utilities.indexed_iter() {
            if !(0.0..=1.0).contains(value) {
                let expected = "a utility between 0 and 1";
                return Err(DecisionError::Cell { row, column, expected, value: *value });
            }
        }
        let start = |alternative: usize| {
            unknown.partition_point(|unknown| unknown.alternative < alternative)
        };
        let starts = (0..=alternatives).map(start).collect();
        Ok(Utilities { low: utilities, unknown, starts })
    }

    /// How many alternatives there are, at least 1.
    pub fn alternatives(&self) -> usize {
        self.low.nrows()
    }

    /// How many criteria there are, at least 1.
    pub fn criteria(&self) -> usize {
        self.low.ncols()
    }

    pub(super) fn low(&self) -> &Array2<f64> {
        &self.low
    }

    pub(super) fn unknown(&self) -> &[Unknown] {
        &self.unknown
    }

    /// The weighted sum of an alternative, with `drawn` shares of the spans of all unknown figures.
    pub(super) fn score(
        &self,
        alternative: usize,
        weights: &ArrayView1<f64>,
        drawn: &[f32],
    ) -> f64 {
        let own = self.starts[alternative]..self.starts[alternative + 1];
        let both = self.unknown[own.clone()].iter().zip(&drawn[own]);
        let added = both.map(|(unknown, share)| {
            weights[unknown.criterion] * unknown.span() * f64::from(*share)
        });
        self.low.row(alternative).dot(weights) + added.sum::<f64>()
    }

    /// How often an alternative is first under fixed weights, over draws of the unknown figures;
    /// where scores are equal, who stands first in the table is ahead.
    pub(super) fn share_of_firsts(
        &self,
        alternative: usize,
        weights: &ArrayView1<f64>,
        seed: u64,
        draws: usize,
    ) -> f64 {
        if self.unknown.is_empty() {
            // First under each of some weights is first under their mean.
            return 1.0;
        }
        let full = vec![1.0; self.unknown.len()];
        let none = vec![0.0; self.unknown.len()];
        let own =
            (self.score(alternative, weights, &none), self.score(alternative, weights, &full));
        // Only who can be both above and below can decide by a draw.
        let mut rivals = Vec::new();
        for rival in (0..self.alternatives()).filter(|rival| *rival != alternative) {
            let low = self.score(rival, weights, &none);
            let high = self.score(rival, weights, &full);
            if is_ahead((low, rival), (own.1, alternative)) {
                return 0.0;
            }
            if is_ahead((high, rival), (own.0, alternative)) {
                rivals.push(rival);
            }
        }
        if rivals.is_empty() {
            return 1.0;
        }
        let mut stream = Stream::new(seed);
        let mut shares = none;
        let mut firsts = 0;
        for _ in 0..draws {
            for place in rivals.iter().chain([&alternative]) {
                let own = self.starts[*place]..self.starts[place + 1];
                stream.fill_uniform(&mut shares[own]);
            }
            let own = self.score(alternative, weights, &shares);
            let is_beaten = rivals.iter().any(|rival| {
                is_ahead((self.score(*rival, weights, &shares), *rival), (own, alternative))
            });
            firsts += usize::from(!is_beaten);
        }
        real(firsts) / real(draws)
    }
}

/// Whether one score and place is ahead of another.
fn is_ahead(one: (f64, usize), other: (f64, usize)) -> bool {
    other.0 < one.0 || (other.0 <= one.0 && one.1 < other.1)
}

/// Which weights are drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum WeightSpace {
    /// All weights with the sum 1, equally likely: nothing is known of what matters.
    Any,
    /// All weights that keep at least (1 − spread) of given ones, equally likely: what matters is
    /// known roughly.
    Near {
        /// The given weights; only their ratios matter.
        weights: Vec<f64>,
        /// 0 (exactly these) to 1 (any).
        spread: f64,
    },
    /// Given weights, draws × criteria, taken in turn and begun anew at the end.
    Given(Array2<f64>),
}

impl WeightSpace {
    /// The same space with weights that add up to 1.
    pub(super) fn normalised(&self, criteria: usize) -> Result<WeightSpace, DecisionError> {
        match self {
            WeightSpace::Any => Ok(WeightSpace::Any),
            WeightSpace::Near { weights, spread } => {
                DecisionError::check_count("weights", criteria, weights.len())?;
                if !(0.0..=1.0).contains(spread) {
                    let expected = "between 0 and 1";
                    return Err(DecisionError::Parameter {
                        parameter: "spread",
                        expected,
                        value: *spread,
                    });
                }
                Ok(WeightSpace::Near { weights: normalised(weights)?, spread: *spread })
            }
            WeightSpace::Given(weights) => normalised_rows(weights, criteria),
        }
    }

    /// Writes the weights of a draw.
    pub(super) fn draw(&self, draw: usize, into: &mut [f64], stream: &mut Stream) {
        match self {
            WeightSpace::Any => stream.fill_shares(into),
            WeightSpace::Near { weights, spread } => {
                stream.fill_shares(into);
                for (drawn, weight) in into.iter_mut().zip(weights) {
                    *drawn = (1.0 - spread) * weight + spread * *drawn;
                }
            }
            WeightSpace::Given(weights) => {
                let row = weights.row(draw % weights.nrows());
                into.iter_mut().zip(row).for_each(|(into, weight)| *into = *weight);
            }
        }
    }
}

fn normalised_rows(
    weights: &ArrayRef2<f64>,
    criteria: usize,
) -> Result<WeightSpace, DecisionError> {
    if weights.nrows() == 0 {
        return Err(DecisionError::Empty { what: "draws of weights" });
    }
    DecisionError::check_count("weights", criteria, weights.ncols())?;
    let mut rows = Array2::zeros(weights.dim());
    for (mut row, given) in rows.outer_iter_mut().zip(weights.outer_iter()) {
        row.assign(&ArrayView1::from(&normalised(&given.to_vec())?));
    }
    Ok(WeightSpace::Given(rows))
}
