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

/// Proximity `φ_pq` = `Σ_r` `M_rp` `M_rq` / `max(k_p`, `k_q`), the smaller of the two conditional
/// probabilities; shape industries × industries, symmetric, `φ_pp` = 1 where the industry is
/// present at all and 0 otherwise.
pub fn proximity(specialised: &Array2<f64>) -> Array2<f64> {
    let together = specialised.t().dot(specialised);
    let ubiquity: Array1<f64> = specialised.sum_axis(Axis(0));
    Array2::from_shape_fn(together.dim(), |(one, other)| {
        let larger = ubiquity[one].max(ubiquity[other]);
        if larger <= 0.0 { 0.0 } else { together[[one, other]] / larger }
    })
}

/// Relatedness density `ω_ri` = `Σ_q` `M_rq` `φ_iq` / `Σ_q` `φ_iq`, between 0 and 1; shape regions ×
/// industries. The diagonal `φ_ii` = 1 stays in both sums, as in py-ecomplexity; `EconGeo` leaves it
/// out and gives other numbers. An industry that is nowhere has density 0.
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
        let proximity = proximity(&specialised);
        assert_abs_diff_eq!(proximity[[1, 2]], 2.0 / 3.0, epsilon = 1e-12);
        let density = density(&specialised, &proximity);
        assert_abs_diff_eq!(density[[2, 4]], 0.8125, epsilon = 1e-10);
        assert_abs_diff_eq!(density[[2, 2]], 0.538_461_538_5, epsilon = 1e-10);
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
        assert_abs_diff_eq!(quotients[[4, 4]], 4.320_987_654_3, epsilon = 1e-10);
        let specialised = specialisation(&quotients);
        let density = density(&specialised, &proximity(&specialised));
        let expected = array![
            [0.4, 0.888_888_888_9, 1.0, 0.888_888_888_9, 1.0],
            [0.4, 0.777_777_777_8, 0.777_777_777_8, 0.777_777_777_8, 0.571_428_571_4],
            [0.8, 0.444_444_444_4, 0.222_222_222_2, 0.333_333_333_3, 0.142_857_142_9],
            [0.8, 0.333_333_333_3, 0.222_222_222_2, 0.444_444_444_4, 0.142_857_142_9],
            [0.0, 0.333_333_333_3, 0.555_555_555_6, 0.333_333_333_3, 0.714_285_714_3]
        ];
        assert_abs_diff_eq!(density, expected, epsilon = 1e-10);
    }

    proptest! {
        #[test]
        fn density_is_a_share_whatever_the_panel(values in prop::collection::vec(0.0..100.0, 24)) {
            let values = Array2::from_shape_vec((6, 4), values).unwrap();
            let specialised = specialisation(&location_quotients(&values));
            let proximity = proximity(&specialised);
            prop_assert_eq!(&proximity, &proximity.t());
            for value in density(&specialised, &proximity) {
                prop_assert!((0.0..=1.0 + 1e-12).contains(&value));
            }
        }
    }
}
