//! PCG-64: M. E. O'Neill, PCG: A Family of Simple Fast Space-Efficient Statistically Good
//! Algorithms for Random Number Generation, Harvey Mudd College, HMC-CS-2014-0905, 2014. The
//! stream is fixed by its specification, so a seed means the same on every machine.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

/// The stream of a seed.
pub(super) fn seeded(seed: u64) -> Pcg64 {
    Pcg64::seed_from_u64(seed)
}

/// A whole number below `bound`, by multiplication (D. Lemire, 2019, without the rejection step:
/// the bias is below 2⁻⁴⁰ for fewer than a million values).
pub(super) fn below(bound: usize, random: &mut Pcg64) -> usize {
    let product = u128::from(random.next_u64()) * bound as u128;
    usize::try_from(product >> 64).unwrap_or(0)
}

/// `count` different numbers below `bound`, in ascending order (Floyd's algorithm: J. Bentley,
/// Programming Pearls, Communications of the ACM 30 (1987), pages 754–757).
pub(super) fn distinct_below(bound: usize, count: usize, random: &mut Pcg64) -> Vec<usize> {
    let mut drawn = std::collections::BTreeSet::new();
    for top in bound.saturating_sub(count)..bound {
        let candidate = below(top + 1, random);
        if !drawn.insert(candidate) {
            drawn.insert(top);
        }
    }
    drawn.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawn_numbers_are_different_and_below_the_bound() {
        let mut random = seeded(3);
        for count in 0..=7 {
            let drawn = distinct_below(7, count, &mut random);
            assert_eq!(drawn.len(), count);
            assert!(drawn.iter().all(|number| *number < 7));
        }
    }
}
