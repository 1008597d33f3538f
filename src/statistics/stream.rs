//! Chance for other rooms: a stream of numbers that its seed fixes on every machine.

use rand::Rng;
use rand_pcg::Pcg64;

use super::random::{below, seeded};

/// A stream of random numbers: PCG-64, the stream of the seed, without any function whose last
/// digit depends on the machine.
#[derive(Debug, Clone)]
pub struct Stream(Pcg64);

impl Stream {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Stream {
        Stream(seeded(seed))
    }

    /// A number in [0, 1), a multiple of 2⁻⁵³.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number from 0 to `end` − 1, all equally likely; `end` is at least 1.
    pub fn below(&mut self, end: usize) -> usize {
        below(end, &mut self.0)
    }

    /// Fills `numbers` with numbers in [0, 1), each a multiple of 2⁻²⁴.
    #[expect(clippy::cast_precision_loss, reason = "24 bits fit")]
    pub fn fill_uniform(&mut self, numbers: &mut [f32]) {
        const UNIT: f32 = 1.0 / (1_u32 << 24) as f32;
        for pair in numbers.chunks_mut(2) {
            let bits = self.0.next_u64();
            for (number, half) in pair.iter_mut().zip([bits >> 40, bits & 0xff_ffff]) {
                *number = half as f32 * UNIT;
            }
        }
    }

    /// Fills `shares` with numbers of at least 0 whose sum is 1, all such mixes equally likely: the
    /// gaps between sorted uniform numbers.
    ///
    /// Source: L. Devroye, Non-Uniform Random Variate Generation, Springer 1986, chapter V.2.1.
    pub fn fill_shares(&mut self, shares: &mut [f64]) {
        let Some((last, cuts)) = shares.split_last_mut() else { return };
        cuts.fill_with(|| self.uniform());
        cuts.sort_unstable_by(f64::total_cmp);
        let mut previous = 0.0;
        for cut in cuts {
            let share = *cut - previous;
            previous = *cut;
            *cut = share;
        }
        *last = 1.0 - previous;
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;

    use super::*;

    #[test]
    fn a_seed_is_a_stream() {
        let draw = |seed| {
            let mut stream = Stream::new(seed);
            let mut shares = [0.0; 4];
            stream.fill_shares(&mut shares);
            shares
        };
        assert_eq!(draw(7).map(f64::to_bits), draw(7).map(f64::to_bits));
        assert_ne!(draw(7).map(f64::to_bits), draw(8).map(f64::to_bits));
    }

    /// Each share of three has mean 1/3 and variance 1/18 (Dirichlet with parameters 1, 1, 1).
    #[test]
    fn all_mixes_are_equally_likely() {
        const DRAWS: usize = 20_000;
        let mut stream = Stream::new(1);
        let [mut sums, mut squares] = [[0.0; 3]; 2];
        let mut shares = [0.0; 3];
        for _ in 0..DRAWS {
            stream.fill_shares(&mut shares);
            assert_abs_diff_eq!(shares.iter().sum::<f64>(), 1.0, epsilon = 1e-15);
            for ((sum, square), share) in sums.iter_mut().zip(&mut squares).zip(shares) {
                assert!(0.0 <= share);
                *sum += share / 20_000.0;
                *square += share * share / 20_000.0;
            }
        }
        for (mean, square) in sums.into_iter().zip(squares) {
            assert_abs_diff_eq!(mean, 1.0 / 3.0, epsilon = 0.006);
            assert_abs_diff_eq!(square - mean * mean, 1.0 / 18.0, epsilon = 0.003);
        }
    }

    #[test]
    fn every_number_below_the_end_is_drawn_alike() {
        let mut stream = Stream::new(5);
        let mut counts = [0; 3];
        for _ in 0..3_000 {
            counts[stream.below(3)] += 1;
        }
        assert!(counts.iter().all(|count| (900..1_100).contains(count)), "{counts:?}");
        assert_eq!(stream.below(1), 0);
    }

    #[test]
    fn uniform_numbers_fill_the_unit_interval() {
        let mut stream = Stream::new(3);
        let mut numbers = [0.0_f32; 1_001];
        stream.fill_uniform(&mut numbers);
        assert!(numbers.iter().all(|number| (0.0..1.0).contains(number)));
        let mean = numbers.iter().sum::<f32>() / 1_001.0;
        assert_abs_diff_eq!(mean, 0.5, epsilon = 0.05);
        stream.fill_shares(&mut []);
        let mut alone = [0.0];
        stream.fill_shares(&mut alone);
        assert_abs_diff_eq!(alone[0], 1.0);
    }
}
