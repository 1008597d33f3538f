use super::{Instructions, instructions};
use crate::domain::matching::Points;

/// A criterion's utilities of all rows, and its weight.
#[derive(Debug, Clone, Copy)]
pub struct WeighedColumn<'a> {
    /// The weight.
    pub weight: Points,
    /// By row, 0 to 1.
    pub utilities: &'a [f64],
    /// By row: whether the measure is known.
    pub known: &'a [Known],
}

/// Whether a measure is known, as a mask: all bits or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known(i32);

impl From<bool> for Known {
    fn from(is_known: bool) -> Known {
        Known(-i32::from(is_known))
    }
}

impl From<Known> for bool {
    fn from(known: Known) -> bool {
        known.0 != 0
    }
}

/// The total and the bounds of each row, in points.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sums {
    /// The sum of all points.
    pub totals: Vec<i32>,
    /// The points of what is known.
    pub lows: Vec<i32>,
    /// The weight of what is not known.
    pub open: Vec<i32>,
}

/// Adds up weighed columns as [`crate::domain::matching::Score::of`] does, in the same whole points:
/// round-half-even(weight × utility). All columns must have `rows` rows.
///
/// # Panics
/// A column is of another length.
pub fn sums(rows: usize, columns: &[WeighedColumn<'_>], instructions: Instructions) -> Sums {
    let none = vec![0; rows];
    let mut sums = Sums { totals: none.clone(), lows: none.clone(), open: none };
    for column in columns {
        assert!(column.utilities.len() == rows && column.known.len() == rows, "{rows} rows");
        instructions::run(instructions, Addition { column, sums: &mut sums });
    }
    sums
}

struct Addition<'a> {
    column: &'a WeighedColumn<'a>,
    sums: &'a mut Sums,
}

impl instructions::Work for Addition<'_> {
    #[inline(always)]
    fn work(self) {
        /// 1.5 × 2⁵²: adding it rounds to the nearest whole number, halves to even, and leaves that
        /// in the low bits.
        const WHOLE: f64 = 6_755_399_441_055_744.0;
        #[expect(clippy::cast_possible_truncation, reason = "a weight is at most a million")]
        let whole = self.column.weight.get() as i32;
        let weight = f64::from(whole);
        let rows = self.sums.totals.len();
        let (utilities, known) = (&self.column.utilities[..rows], &self.column.known[..rows]);
        let (lows, open) = (&mut self.sums.lows[..rows], &mut self.sums.open[..rows]);
        for (row, total) in self.sums.totals.iter_mut().enumerate() {
            #[expect(clippy::cast_possible_truncation, reason = "the low bits are the number")]
            let points = (weight * utilities[row] + WHOLE).to_bits() as i32;
            *total += points;
            lows[row] += points & known[row].0;
            open[row] += whole & !known[row].0;
        }
    }
}
