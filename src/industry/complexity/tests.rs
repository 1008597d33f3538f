use approx::assert_abs_diff_eq;
use ndarray::array;
use proptest::prelude::*;

use super::*;
use crate::industry::relatedness::{
    Diagonal, density, location_quotients, proximity, specialisation,
};

/// The panel of the reference run of py-ecomplexity 0.5.3, from values to M.
fn chain() -> Array2<f64> {
    specialisation(&location_quotients(&array![
        [40.0, 30.0, 20.0, 10.0, 10.0],
        [30.0, 25.0, 15.0, 5.0, 0.0],
        [35.0, 20.0, 5.0, 0.0, 2.0],
        [50.0, 5.0, 0.0, 3.0, 0.0],
        [20.0, 0.0, 10.0, 0.0, 15.0]
    ]))
}

fn known(values: &[Option<f64>]) -> Array1<f64> {
    values.iter().map(|value| value.unwrap()).collect()
}

#[test]
fn the_chain_of_py_ecomplexity_comes_out() {
    let complexity = complexity(&chain()).unwrap();
    let eigenvalues =
        array![1.0, 0.584_628_176_5, 0.185_718_813_7, 0.166_666_666_7, 0.021_319_676_5];
    assert_abs_diff_eq!(Array1::from(complexity.eigenvalues.clone()), eigenvalues, epsilon = 1e-10);
    let regions = array![0.590_509_59, 0.237_066_05, -1.128_970_92, -1.128_970_92, 1.430_366_2];
    assert_abs_diff_eq!(known(&complexity.regions), regions, epsilon = 1e-8);
    let industries =
        array![-2.008_594_81, -0.249_347_02, 1.209_892_21, -0.249_347_02, 1.650_840_19];
    assert_abs_diff_eq!(known(&complexity.industries), industries, epsilon = 1e-8);
    assert_eq!(complexity.sign, Sign::ByDiversity);
}

/// The formulas of py-ecomplexity's `coicog.py`, run in `NumPy` on the same panel.
#[test]
fn the_outlook_of_py_ecomplexity_comes_out() {
    let specialised = chain();
    let proximity = proximity(&specialised, Diagonal::Included);
    let density = density(&specialised, &proximity);
    let outlook = complexity(&specialised).unwrap().outlook(&specialised, &proximity, &density);
    let index = array![
        -1.742_781_461_1,
        0.238_856_506_9,
        0.939_435_061_3,
        0.939_435_061_3,
        -0.374_945_168_3
    ];
    assert_abs_diff_eq!(outlook.index, index, epsilon = 1e-9);
    let gain = array![
        [-1.270_606_972_4, 0.0, 0.0, 0.0, 0.0],
        [-1.270_606_972_4, 0.0, 0.0, 0.0, 0.660_752_874_3],
        [0.0, 0.0, 0.727_786_935_7, 0.345_398_285_3, 0.865_551_424_5],
        [0.0, 0.345_398_285_3, 0.727_786_935_7, 0.0, 0.865_551_424_5],
        [-1.350_258_195_4, -0.622_663_715_1, 0.0, -0.622_663_715_1, 0.0]
    ];
    assert_abs_diff_eq!(outlook.gain, gain, epsilon = 1e-9);
}

/// `EconGeo`'s example falls into two blocks: any contrast between them would be an eigenvector.
#[test]
fn trap_9_blocks_have_no_complexity() {
    let specialised = array![
        [1.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 1.0, 0.0],
        [0.0, 1.0, 0.0, 1.0, 1.0],
        [0.0, 1.0, 1.0, 0.0, 1.0],
        [0.0, 1.0, 1.0, 0.0, 0.0]
    ];
    let error = complexity(&specialised).unwrap_err();
    assert_eq!(error, Undefined::Disconnected { blocks: 2 });
    assert_eq!(
        error.to_string(),
        "the panel must hang together, got 2 blocks without an industry in common"
    );
}

/// Diversity is not correlated with the vector here, so both signs are as good; ecomplexity 0.5.3
/// gives the magnitudes.
#[test]
fn trap_9_an_undetermined_sign_is_said() {
    let values = array![
        [50.0, 30.0, 20.0, 0.0, 0.0, 0.0],
        [40.0, 35.0, 15.0, 10.0, 0.0, 0.0],
        [10.0, 40.0, 30.0, 20.0, 0.0, 0.0],
        [0.0, 10.0, 30.0, 40.0, 20.0, 0.0],
        [0.0, 0.0, 10.0, 40.0, 30.0, 20.0],
        [5.0, 0.0, 0.0, 10.0, 40.0, 45.0]
    ];
    let specialised = specialisation(&location_quotients(&values));
    assert_eq!(diversity(&specialised), array![3.0, 2.0, 3.0, 3.0, 3.0, 2.0]);
    let complexity = complexity(&specialised).unwrap();
    assert_eq!(complexity.sign, Sign::Undetermined);
    let magnitudes = array![1.03482, 1.333_513, 0.388_444, 0.388_444, 1.03482, 1.333_513];
    let regions = known(&complexity.regions);
    assert_abs_diff_eq!(regions.mapv(f64::abs), magnitudes, epsilon = 5e-7);
    // The tie-break: the first region has a positive index.
    assert!(0.0 < regions[0] && regions[5] < 0.0);
}

/// A region without any specialisation and an industry without a region are unknown, not 0, and
/// the others are as if they were not there.
#[test]
fn trap_9_empty_rows_are_unknown() {
    let chain = chain();
    let mut larger = Array2::zeros((6, 6));
    for ((region, industry), value) in chain.indexed_iter() {
        let (row, column) =
            (region + usize::from(1 < region), industry + usize::from(0 < industry));
        larger[[row, column]] = *value;
    }
    let (own, larger) = (complexity(&chain).unwrap(), complexity(&larger).unwrap());
    assert_eq!(larger.regions[2], None);
    assert_eq!(larger.industries[1], None);
    let rest: Array1<f64> = larger.regions.into_iter().flatten().collect();
    assert_abs_diff_eq!(rest, known(&own.regions), epsilon = 1e-12);
}

#[test]
fn what_has_no_contrast_is_undefined() {
    let cases = [
        (Array2::zeros((3, 3)), Undefined::TooFew { regions: 0, industries: 0 }),
        (array![[1.0, 1.0]], Undefined::TooFew { regions: 1, industries: 2 }),
        (Array2::ones((3, 2)), Undefined::Uniform),
    ];
    for (specialised, expected) in cases {
        assert_eq!(complexity(&specialised), Err(expected));
    }
    // Three regions in a ring: each turn of the ring is as good as any other.
    let ring = array![[1.0, 1.0, 0.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0]];
    assert!(matches!(complexity(&ring), Err(Undefined::Repeated { .. })));
}

proptest! {
    /// The index of a region is the mean of those of its industries, on either side of the square.
    #[test]
    fn a_region_is_the_mean_of_its_industries(
        cells in prop::collection::vec(any::<bool>(), 35),
        is_tall in any::<bool>(),
    ) {
        let shape = if is_tall { (7, 5) } else { (5, 7) };
        let cells = cells.into_iter().map(|cell| f64::from(u8::from(cell))).collect();
        let specialised = Array2::from_shape_vec(shape, cells).unwrap();
        if let Ok(complexity) = complexity(&specialised) {
            for (row, index) in specialised.outer_iter().zip(&complexity.regions) {
                let own = row.iter().zip(&complexity.industries).filter(|(cell, _)| 0.5 < **cell);
                let own: Vec<f64> = own.filter_map(|(_, index)| *index).collect();
                let mean = Array1::from(own).mean();
                prop_assert_eq!(mean.is_some(), index.is_some());
                let difference = mean.unwrap_or(0.0) - index.unwrap_or(0.0);
                prop_assert!(difference.abs() < 1e-6);
            }
        }
    }
}
