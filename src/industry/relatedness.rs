//! Relatedness of industries from where they stand together.
//!
//! Hidalgo, Klinger, Barabási, Hausmann: "The Product Space Conditions the Development of
//! Nations", Science 317 (2007), pages 482–487.

use ndarray::{Array1, Array2, Axis};

/// Location quotients LQ = (`e_ri` / `e_r`) / (`e_ni` / `e_n`), shape regions × industries.
///
/// `presence` is not negative. A region without any presence, or an industry without any, has no
/// quotient: its cells are 0.
///
/// Source: United States Bureau of Labor Statistics, QCEW location quotient details; the same
/// ratio on exports is Balassa's revealed comparative advantage.
pub fn location_quotients(presence: &Array2<f64>) -> Array2<f64> {
    let by_region = presence.sum_axis(Axis(1));
    let by_industry = presence.sum_axis(Axis(0));
    let all = presence.sum();
    Array2::from_shape_fn(presence.dim(), |(region, industry)| {
        let expected = by_region[region] * by_industry[industry];
        if expected <= 0.0 { 0.0 } else { presence[[region, industry]] * all / expected }
    })
}

/// Specialisation M = [LQ ≥ 1], with `≥` as in py-ecomplexity and R economiccomplexity.
pub fn specialisation(quotients: &Array2<f64>) -> Array2<f64> {
    quotients.mapv(|quotient| if 1.0 <= quotient { 1.0 } else { 0.0 })
}

/// Diversity `k_r` = `Σ_i` `M_ri`: the industries that a region is specialised in.
pub fn diversity(specialised: &Array2<f64>) -> Array1<f64> {
    specialised.sum_axis(Axis(1))
}

/// Ubiquity `k_i` = `Σ_r` `M_ri`: the regions that are specialised in an industry.
pub fn ubiquity(specialised: &Array2<f64>) -> Array1<f64> {
    specialised.sum_axis(Axis(0))
}

/// Whether an industry is related to itself. The two conventions give different densities: name
/// the one used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Diagonal {
    /// `φ_ii` = 1, as in py-ecomplexity: what a region makes already counts towards it.
    Included,
    /// `φ_ii` = 0, as in `EconGeo` (which also multiplies by 100 and rounds): only others count.
    Excluded,
}

/// Proximity `φ_pq` = `Σ_r` `M_rp` `M_rq` / `max(k_p`, `k_q`), the smaller of the two conditional
/// probabilities; shape industries × industries, symmetric. On the diagonal 1 or 0 by
/// `diagonal`; an industry that is nowhere has 0 throughout.
pub fn proximity(specialised: &Array2<f64>, diagonal: Diagonal) -> Array2<f64> {
    let together = specialised.t().dot(specialised);
    let ubiquity = ubiquity(specialised);
    Array2::from_shape_fn(together.dim(), |(one, other)| {
        let larger = ubiquity[one].max(ubiquity[other]);
        if larger <= 0.0 || (one == other && diagonal == Diagonal::Excluded) {
            0.0
        } else {
            together[[one, other]] / larger
        }
    })
}

/// The proximities of each industry (by column) to its `k` nearest; 0 elsewhere, so that
/// [`density`] counts these alone. Of industries equally near the first ones are taken; an
/// industry is among its own nearest only if it is near itself, see [`Diagonal`].
pub fn nearest(proximity: &Array2<f64>, k: usize) -> Array2<f64> {
    let mut nearest = Array2::zeros(proximity.dim());
    for (industry, column) in proximity.columns().into_iter().enumerate() {
        let mut order: Vec<usize> = (0..column.len()).collect();
        order.sort_by(|one, other| column[*other].total_cmp(&column[*one]));
        for other in order.into_iter().take(k) {
            nearest[[other, industry]] = column[other];
        }
    }
    nearest
}

/// Relatedness density `ω_ri` = `Σ_q` `M_rq` `φ_qi` / `Σ_q` `φ_qi`, between 0 and 1; shape regions ×
/// industries. Whether an industry counts towards itself was decided by [`proximity`]; with
/// [`nearest`] between them it is the density over the k nearest industries. An industry to which
/// none is related has density 0.
pub fn density(specialised: &Array2<f64>, proximity: &Array2<f64>) -> Array2<f64> {
    let related = specialised.dot(proximity);
    let all = proximity.sum_axis(Axis(0));
    Array2::from_shape_fn(related.dim(), |(region, industry)| {
        if all[industry] <= 0.0 { 0.0 } else { related[[region, industry]] / all[industry] }
    })
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use ndarray::array;
    use proptest::prelude::*;

    use super::*;

    /// `EconGeo`'s example of `location.quotient`; two cells are exactly 1, so M must use ≥.
    #[test]
    fn the_econgeo_example_comes_out() {
        let presence = array![
            [100.0, 0.0, 0.0, 0.0, 0.0],
            [0.0, 15.0, 5.0, 70.0, 10.0],
            [0.0, 20.0, 10.0, 20.0, 50.0],
            [0.0, 25.0, 30.0, 5.0, 40.0],
            [0.0, 40.0, 55.0, 5.0, 0.0]
        ];
        let quotients = location_quotients(&presence);
        let expected = array![
            [5.0, 0.0, 0.0, 0.0, 0.0],
            [0.0, 0.75, 0.25, 3.5, 0.5],
            [0.0, 1.0, 0.5, 1.0, 2.5],
            [0.0, 1.25, 1.5, 0.25, 2.0],
            [0.0, 2.0, 2.75, 0.25, 0.0]
        ];
        assert_abs_diff_eq!(quotients, expected, epsilon = 1e-12);
        let specialised = specialisation(&quotients);
        let expected = array![
            [1.0, 0.0, 0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 1.0, 0.0],
            [0.0, 1.0, 0.0, 1.0, 1.0],
            [0.0, 1.0, 1.0, 0.0, 1.0],
            [0.0, 1.0, 1.0, 0.0, 0.0]
        ];
        assert_eq!(specialised, expected);
        let proximity = proximity(&specialised, Diagonal::Included);
        let third = 1.0 / 3.0;
        let expected = array![
            [1.0, 0.0, 0.0, 0.0, 0.0],
            [0.0, 1.0, 2.0 * third, third, 2.0 * third],
            [0.0, 2.0 * third, 1.0, 0.0, 0.5],
            [0.0, third, 0.0, 1.0, 0.5],
            [0.0, 2.0 * third, 0.5, 0.5, 1.0]
        ];
        assert_abs_diff_eq!(proximity, expected, epsilon = 1e-15);
        let density = density(&specialised, &proximity);
        assert_abs_diff_eq!(density[[1, 3]], 0.545_454_545_454_545_4, epsilon = 1e-15);
        let expected = array![0.0, 0.75, 0.538_461_538_5, 1.0, 0.8125];
        assert_abs_diff_eq!(density.row(2), expected, epsilon = 1e-10);
    }

    /// The chain of py-ecomplexity 0.5.3 from values to density, on a 5 × 5 matrix.
    #[test]
    fn the_chain_of_py_ecomplexity_comes_out() {
        let values = array![
            [40.0, 30.0, 20.0, 10.0, 10.0],
            [30.0, 25.0, 15.0, 5.0, 0.0],
            [35.0, 20.0, 5.0, 0.0, 2.0],
            [50.0, 5.0, 0.0, 3.0, 0.0],
            [20.0, 0.0, 10.0, 0.0, 15.0]
        ];
        let quotients = location_quotients(&values);
        let expected = array![
            [0.727_272_727_3, 1.193_181_818_2, 1.272_727_272_7, 1.767_676_767_7, 1.178_451_178_5],
            [0.8, 1.458_333_333_3, 1.4, 1.296_296_296_3, 0.0],
            [1.129_032_258_1, 1.411_290_322_6, 0.564_516_129, 0.0, 0.418_160_095_6],
            [1.724_137_931, 0.377_155_172_4, 0.0, 1.005_747_126_4, 0.0],
            [0.888_888_888_9, 0.0, 1.555_555_555_6, 0.0, 4.320_987_654_3]
        ];
        assert_abs_diff_eq!(quotients, expected, epsilon = 1e-10);
        let specialised = specialisation(&quotients);
        assert_eq!(diversity(&specialised), array![4.0, 3.0, 2.0, 2.0, 2.0]);
        assert_eq!(ubiquity(&specialised), array![2.0, 3.0, 3.0, 3.0, 2.0]);
        let proximity = proximity(&specialised, Diagonal::Included);
        let (third, two) = (0.333_333_333_333, 0.666_666_666_667);
        let expected = array![
            [1.0, third, 0.0, third, 0.0],
            [third, 1.0, two, two, third],
            [0.0, two, 1.0, two, two],
            [third, two, two, 1.0, third],
            [0.0, third, two, third, 1.0]
        ];
        assert_abs_diff_eq!(proximity, expected, epsilon = 1e-12);
        let density = density(&specialised, &proximity);
        let expected = array![
            [0.4, 0.888_888_888_9, 1.0, 0.888_888_888_9, 1.0],
            [0.4, 0.777_777_777_8, 0.777_777_777_8, 0.777_777_777_8, 0.571_428_571_4],
            [0.8, 0.444_444_444_4, 0.222_222_222_2, 0.333_333_333_3, 0.142_857_142_9],
            [0.8, 0.333_333_333_3, 0.222_222_222_2, 0.444_444_444_4, 0.142_857_142_9],
            [0.0, 0.333_333_333_3, 0.555_555_555_6, 0.333_333_333_3, 0.714_285_714_3]
        ];
        assert_abs_diff_eq!(density, expected, epsilon = 1e-10);
    }

    /// The same panel without what an industry contributes to itself. A tool that leaves the
    /// convention unsaid cannot be compared.
    #[test]
    fn trap_8_density_differs_with_and_without_the_diagonal() {
        let specialised = array![
            [0.0, 1.0, 1.0, 1.0, 1.0],
            [0.0, 1.0, 1.0, 1.0, 0.0],
            [1.0, 1.0, 0.0, 0.0, 0.0],
            [1.0, 0.0, 0.0, 1.0, 0.0],
            [0.0, 0.0, 1.0, 0.0, 1.0]
        ];
        let without = density(&specialised, &proximity(&specialised, Diagonal::Excluded));
        let expected = array![
            [1.0, 0.833_333_333_3, 1.0, 0.833_333_333_3, 1.0],
            [1.0, 0.666_666_666_7, 0.666_666_666_7, 0.666_666_666_7, 1.0],
            [0.5, 0.166_666_666_7, 0.333_333_333_3, 0.5, 0.25],
            [0.5, 0.5, 0.333_333_333_3, 0.166_666_666_7, 0.25],
            [0.0, 0.5, 0.333_333_333_3, 0.5, 0.5]
        ];
        assert_abs_diff_eq!(without, expected, epsilon = 1e-10);
        let with = density(&specialised, &proximity(&specialised, Diagonal::Included));
        assert_abs_diff_eq!(with[[0, 0]], 0.4, epsilon = 1e-12);
    }

    #[test]
    fn of_industries_equally_near_the_first_are_nearest() {
        let proximity = array![[0.0, 0.5, 0.5], [0.5, 0.0, 0.2], [0.5, 0.2, 0.0]];
        let expected = array![[0.0, 0.5, 0.5], [0.5, 0.0, 0.0], [0.0, 0.0, 0.0]];
        assert_eq!(nearest(&proximity, 1), expected);
        assert_eq!(nearest(&proximity, 50), proximity);
        // With its single nearest industry, density says whether the region has that one.
        let specialised = array![[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]];
        let density = density(&specialised, &nearest(&proximity, 1));
        assert_eq!(density, array![[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]]);
    }

    proptest! {
        #[test]
        fn density_is_a_share_whatever_the_panel(values in prop::collection::vec(0.0..100.0, 24)) {
            let values = Array2::from_shape_vec((6, 4), values).unwrap();
            let specialised = specialisation(&location_quotients(&values));
            for diagonal in [Diagonal::Included, Diagonal::Excluded] {
                let proximity = proximity(&specialised, diagonal);
                prop_assert_eq!(&proximity, &proximity.t());
                for value in density(&specialised, &nearest(&proximity, 3)) {
                    prop_assert!((0.0..=1.0 + 1e-12).contains(&value));
                }
                for value in density(&specialised, &proximity) {
                    prop_assert!((0.0..=1.0 + 1e-12).contains(&value));
                }
            }
        }
    }
}
