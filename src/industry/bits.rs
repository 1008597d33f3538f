//! Relatedness of large panels, in single precision and little memory: specialisation is one bit
//! per cell, industries are counted together by the bits they share, and density adds up rows of a
//! table instead of multiplying matrices. 50,000 regions × 96 industries take about as long as
//! reading their values twice; `tests/bench/density.rs` says how long. No more than the densities
//! themselves, the bits (an eighth of a byte per cell) and 4 MiB of tables are allocated.

use ndarray::{Array2, ArrayRef2, Axis};

use super::relatedness::Diagonal;

/// Regions in a block: the bits of one machine word.
const BLOCK: usize = 64;
/// The memory that the table of partial sums may take.
const TABLE_BYTES_MAX: usize = 4 << 20;
/// Industries whose density is summed up at a time: they fill twelve registers of four numbers, and
/// every processor of this kind has sixteen.
const TILE: usize = 48;
/// Words that are counted together, in steps of [`LANES`].
const STRIDE: usize = 8 * LANES;
/// Words side by side in a vector register.
const LANES: usize = 2;

/// Where each region is specialised: a bit per cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecialisedBits {
    regions: usize,
    industries: usize,
    /// Words per industry; the last ones are filled up with zeros.
    words: usize,
    /// The bits of each industry, one industry after the other; 64 regions to a word.
    columns: Vec<u64>,
}

impl SpecialisedBits {
    /// M = [LQ ≥ 1] of non-negative values, regions × industries. The comparison is that of
    /// [`super::relatedness::specialisation`], in double precision and without a quotient: `x_ri`
    /// `x` ≥ `x_r` `x_i` with `x_r` `x_i` > 0.
    pub fn new(values: &ArrayRef2<f32>) -> SpecialisedBits {
        let (regions, industries) = values.dim();
        let sums = Sums::new(values);
        let words = regions.div_ceil(BLOCK).next_multiple_of(STRIDE);
        let mut columns = vec![0; words * industries];
        let mut block = vec![0_u64; industries];
        let mut wide = vec![0.0; industries];
        for (word, start) in (0..regions).step_by(BLOCK).enumerate() {
            block.fill(0);
            for (bit, region) in (start..(start + BLOCK).min(regions)).enumerate() {
                let own = sums.regions[region];
                if own <= 0.0 {
                    continue;
                }
                into_double(values, region, &mut wide);
                let flag = 1 << bit;
                for ((bits, value), industry) in block.iter_mut().zip(&wide).zip(&sums.industries) {
                    let is_specialised = own * industry <= value * sums.all;
                    *bits |= if is_specialised { flag } else { 0 };
                }
            }
            for (industry, bits) in block.iter().enumerate() {
                columns[industry * words + word] = *bits;
            }
        }
        SpecialisedBits { regions, industries, words, columns }
    }

    /// Whether a region is specialised in an industry.
    pub fn is_specialised(&self, region: usize, industry: usize) -> bool {
        let word = self.columns[industry * self.words + region / BLOCK];
        word >> (region % BLOCK) & 1 == 1
    }

    /// The regions that are specialised in both of two industries: industries × industries,
    /// symmetric; on the diagonal the ubiquity.
    pub fn together(&self) -> Array2<u32> {
        let mut together = Array2::zeros((self.industries, self.industries));
        for one in 0..self.industries {
            for other in 0..=one {
                let count = count_of_both(self.column(one), self.column(other));
                together[[one, other]] = count;
                together[[other, one]] = count;
            }
        }
        together
    }

    /// Proximity as in [`super::relatedness::proximity`].
    pub fn proximity(&self, diagonal: Diagonal) -> Array2<f64> {
        let together = self.together();
        Array2::from_shape_fn(together.dim(), |(one, other)| {
            let larger = together[[one, one]].max(together[[other, other]]);
            if larger == 0 || (one == other && diagonal == Diagonal::Excluded) {
                0.0
            } else {
                f64::from(together[[one, other]]) / f64::from(larger)
            }
        })
    }

    /// Density as in [`super::relatedness::density`], to single precision.
    ///
    /// # Panics
    /// If `proximity` is not industries × industries.
    pub fn density(&self, proximity: &ArrayRef2<f64>) -> Array2<f32> {
        let shape = (self.industries, self.industries);
        assert_eq!(proximity.dim(), shape, "proximity is industries × industries");
        let table = Table::new(&shares(proximity));
        let mut density = vec![0.0; self.regions * self.industries];
        let mut rows = vec![[0_u64; BLOCK]; self.industries.div_ceil(BLOCK)];
        // At least 1, for a panel without industries has no cells to part into blocks.
        let block_cells = (BLOCK * self.industries).max(1);
        for (word, block) in density.chunks_mut(block_cells).enumerate() {
            self.turn(word, &mut rows);
            for tile in 0..table.tiles {
                for (region, row) in block.chunks_exact_mut(self.industries).enumerate() {
                    let sums = table.sums(tile, |part| rows[part][region]);
                    let own = &mut row[tile * TILE..];
                    let count = own.len().min(TILE);
                    own[..count].copy_from_slice(&sums[..count]);
                }
            }
        }
        Array2::from_shape_vec((self.regions, self.industries), density)
            .expect("as many cells as regions times industries")
    }

    fn column(&self, industry: usize) -> &[u64] {
        &self.columns[industry * self.words..(industry + 1) * self.words]
    }

    /// The bits of 64 regions, by region: per 64 industries a word for each region.
    fn turn(&self, word: usize, rows: &mut [[u64; BLOCK]]) {
        for (part, square) in rows.iter_mut().enumerate() {
            for (bit, bits) in square.iter_mut().enumerate() {
                let industry = part * BLOCK + bit;
                *bits = if industry < self.industries {
                    self.columns[industry * self.words + word]
                } else {
                    0
                };
            }
            transpose(square);
        }
    }
}

/// Sums of a panel in double precision.
struct Sums {
    regions: Vec<f64>,
    /// Infinite for an industry without any, so that no value reaches its share.
    industries: Vec<f64>,
    all: f64,
}

impl Sums {
    fn new(values: &ArrayRef2<f32>) -> Sums {
        let mut industries = vec![0.0; values.ncols()];
        let mut wide = vec![0.0; values.ncols()];
        let regions = (0..values.nrows())
            .map(|region| {
                into_double(values, region, &mut wide);
                for (sum, value) in industries.iter_mut().zip(&wide) {
                    *sum += value;
                }
                sum_of(&wide)
            })
            .collect();
        let all = industries.iter().sum();
        for industry in industries.iter_mut().filter(|sum| **sum <= 0.0) {
            *industry = f64::INFINITY;
        }
        Sums { regions, industries, all }
    }
}

/// Eight sums side by side, for a single one would wait for itself.
fn sum_of(values: &[f64]) -> f64 {
    let chunks = values.chunks_exact(8);
    let rest: f64 = chunks.remainder().iter().sum();
    let mut sums = [0.0; 8];
    for chunk in chunks {
        for (sum, value) in sums.iter_mut().zip(chunk) {
            *sum += value;
        }
    }
    sums.iter().sum::<f64>() + rest
}

fn into_double(values: &ArrayRef2<f32>, region: usize, wide: &mut [f64]) {
    let row = values.row(region);
    if let Some(row) = row.as_slice() {
        for (wide, value) in wide.iter_mut().zip(row) {
            *wide = f64::from(*value);
        }
    } else {
        for (wide, value) in wide.iter_mut().zip(row) {
            *wide = f64::from(*value);
        }
    }
}

/// `φ_qi` / `Σ_q φ_qi`: what a specialisation in q adds to the density of i.
fn shares(proximity: &ArrayRef2<f64>) -> Array2<f32> {
    let all = proximity.sum_axis(Axis(0));
    #[expect(clippy::cast_possible_truncation, reason = "a share in single precision")]
    Array2::from_shape_fn(proximity.dim(), |(from, to)| {
        if all[to] <= 0.0 { 0.0 } else { (proximity[[from, to]] / all[to]) as f32 }
    })
}

/// Sums of shares for every combination of a few neighbouring industries: "four Russians"
/// (V. L. Arlazarov and others, 1970), for a matrix of bits by one of numbers.
struct Table {
    /// Industries in a group; a divisor of 64, so that no group spans two words.
    width: usize,
    /// Groups of industries that are specialised or not.
    groups: usize,
    /// Groups of industries whose density is summed up, in registers.
    tiles: usize,
    /// Per tile, group and combination of the group's bits: the sums of the tile's industries.
    sums: Vec<[f32; TILE]>,
}

impl Table {
    fn new(shares: &Array2<f32>) -> Table {
        let tiles = shares.ncols().div_ceil(TILE);
        let rows = |width: usize| shares.nrows().div_ceil(width) << width;
        let fits =
            |width: &usize| rows(*width) * tiles * size_of::<[f32; TILE]>() <= TABLE_BYTES_MAX;
        // Wider groups need fewer additions, but their table leaves the second-level cache.
        let width = [4, 2].into_iter().find(fits).unwrap_or(1);
        let mut sums = Vec::with_capacity(tiles * rows(width));
        for tile in 0..tiles {
            for start in (0..shares.nrows()).step_by(width) {
                let nothing = sums.len();
                sums.push([0.0; TILE]);
                for combination in 1_usize..1 << width {
                    // The combination without its highest bit, and that bit's industry.
                    let highest = combination.ilog2() as usize;
                    let mut sum = sums[nothing + (combination ^ 1 << highest)];
                    if start + highest < shares.nrows() {
                        let own = shares.row(start + highest);
                        for (sum, share) in sum.iter_mut().zip(own.iter().skip(tile * TILE)) {
                            *sum += share;
                        }
                    }
                    sums.push(sum);
                }
            }
        }
        Table { width, groups: shares.nrows().div_ceil(width), tiles, sums }
    }

    /// The shares of a region's specialisations summed up, for the industries of a tile;
    /// `word_of` gives its bits, 64 industries at a time.
    #[inline]
    fn sums(&self, tile: usize, word_of: impl Fn(usize) -> u64) -> [f32; TILE] {
        let mask = (1 << self.width) - 1;
        let start = tile * (self.groups << self.width);
        let mut sums = [0.0; TILE];
        for (group, combinations) in
            self.sums[start..].chunks_exact(1 << self.width).take(self.groups).enumerate()
        {
            let at = group * self.width;
            let bits = word_of(at / BLOCK) >> (at % BLOCK) & mask;
            #[expect(clippy::cast_possible_truncation, reason = "at most four bits")]
            let own = &combinations[bits as usize];
            for (sum, own) in sums.iter_mut().zip(own) {
                *sum += own;
            }
        }
        sums
    }
}

/// Transposes a square of bits (H. S. Warren, Hacker's Delight, Addison-Wesley 2002, section 7-3).
fn transpose(square: &mut [u64; BLOCK]) {
    let mut width = BLOCK / 2;
    let mut mask = u64::MAX >> width;
    while width != 0 {
        for start in (0..BLOCK).step_by(2 * width) {
            for row in start..start + width {
                let swapped = (square[row] >> width ^ square[row + width]) & mask;
                square[row] ^= swapped << width;
                square[row + width] ^= swapped;
            }
        }
        width /= 2;
        mask ^= mask << width;
    }
}

type Lane = [u64; LANES];

/// The bits that two columns share. Carry-save adders make one count of eight words (W. Mula and
/// others, Faster Population Counts Using AVX2 Instructions, Computer Journal 61 (2018)).
fn count_of_both(one: &[u64], other: &[u64]) -> u32 {
    let both = |a: &[u64], b: &[u64]| -> Lane { std::array::from_fn(|lane| a[lane] & b[lane]) };
    let (mut ones, mut twos, mut fours) = ([0; LANES], [0; LANES], [0; LANES]);
    let mut eights_count = 0;
    for (a, b) in one.chunks_exact(STRIDE).zip(other.chunks_exact(STRIDE)) {
        let word = |at: usize| both(&a[at * LANES..], &b[at * LANES..]);
        let twos_a = carry(&mut ones, word(0), word(1));
        let twos_b = carry(&mut ones, word(2), word(3));
        let fours_a = carry(&mut twos, twos_a, twos_b);
        let twos_a = carry(&mut ones, word(4), word(5));
        let twos_b = carry(&mut ones, word(6), word(7));
        let fours_b = carry(&mut twos, twos_a, twos_b);
        let eights = carry(&mut fours, fours_a, fours_b);
        eights_count += count(eights);
    }
    8 * eights_count + 4 * count(fours) + 2 * count(twos) + count(ones)
}

/// Adds two words to a sum bit by bit; returns what is carried.
fn carry(sum: &mut Lane, one: Lane, other: Lane) -> Lane {
    let before = *sum;
    *sum = std::array::from_fn(|lane| before[lane] ^ one[lane] ^ other[lane]);
    std::array::from_fn(|lane| {
        (before[lane] & one[lane]) | ((before[lane] ^ one[lane]) & other[lane])
    })
}

fn count(lane: Lane) -> u32 {
    lane.iter().map(|word| word.count_ones()).sum()
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    use super::*;
    use crate::industry::relatedness;

    fn values(regions: usize, industries: usize) -> Array2<f32> {
        let mut state = 99_u64;
        Array2::from_shape_fn((regions, industries), |_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            // Small whole numbers, so that a quotient is exactly 1 now and then.
            f32::from(u16::try_from(state >> 60).unwrap().saturating_sub(6))
        })
    }

    fn assert_agrees(values: &Array2<f32>) {
        let bits = SpecialisedBits::new(values);
        let wide = values.mapv(f64::from);
        let specialised = relatedness::specialisation(&relatedness::location_quotients(&wide));
        for ((region, industry), value) in specialised.indexed_iter() {
            assert_eq!(bits.is_specialised(region, industry), 0.5 < *value);
        }
        for diagonal in [Diagonal::Included, Diagonal::Excluded] {
            let proximity = relatedness::proximity(&specialised, diagonal);
            assert_abs_diff_eq!(bits.proximity(diagonal), proximity, epsilon = 1e-15);
            let density = relatedness::density(&specialised, &proximity);
            let own = bits.density(&proximity).mapv(f64::from);
            assert_abs_diff_eq!(own, density, epsilon = 2e-6);
        }
    }

    #[test]
    fn large_panels_agree_with_the_exact_way() {
        // Fewer and more industries than a word; each width of the table; no region, no industry.
        for (regions, industries) in
            [(700, 5), (130, 96), (64, 64), (65, 300), (1, 1), (0, 3), (3, 0)]
        {
            assert_agrees(&values(regions, industries));
        }
    }

    #[test]
    fn wide_panels_use_narrow_groups() {
        for (industries, width) in [(96, 4), (300, 4), (600, 2), (900, 1)] {
            assert_eq!(Table::new(&Array2::zeros((industries, industries))).width, width);
        }
    }

    proptest! {
        #[test]
        fn whatever_the_panel_both_ways_agree(values in prop::collection::vec(0_u8..9, 7 * 9)) {
            let values: Vec<f32> =
                values.into_iter().map(|value| f32::from(value.saturating_sub(3))).collect();
            assert_agrees(&Array2::from_shape_vec((9, 7), values).unwrap());
        }
    }
}
