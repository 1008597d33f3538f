use approx::assert_abs_diff_eq;
use ndarray::Array2;
use proptest::prelude::*;

use super::*;

/// A small generator of our own, so that the table stands here and not in a file.
fn table(rows: usize, columns: usize) -> Array2<f64> {
    let mut state = 12_345_u64;
    Array2::from_shape_fn((rows, columns), |_| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(state >> 40).unwrap()) / f64::from(1 << 24)
    })
}

fn labels(table: &Array2<f64>) -> Vec<bool> {
    table.outer_iter().map(|row| 0.5 < row[0] * row[1] + 0.3 * row[2] + 0.05 * row[3]).collect()
}

/// One question: scikit-learn's `HistGradientBoostingClassifier(max_iter=1, learning_rate=1,
/// max_leaf_nodes=2, min_samples_leaf=1)` on 0 to 7 with the labels 00101111 parts at 3.5; the
/// leaves are −G / H.
#[test]
fn a_single_question_has_the_values_of_a_newton_step() {
    let rows = Array2::from_shape_fn((8, 1), |(row, _)| crate::statistics::real(row));
    let labels = [false, false, true, false, true, true, true, true];
    let options = BoostingOptions {
        trees: 1,
        leaves_max: 2,
        learning_rate: 1.0,
        leaf_weight_min: 1.0,
        ..BoostingOptions::default()
    };
    let model = fit(&rows, &labels, None, &options).unwrap();
    assert_abs_diff_eq!(model.base, (5.0_f64 / 3.0).ln(), epsilon = 1e-12);
    let curvature = 4.0 * 0.625 * 0.375;
    let left = model.base - (4.0 * 0.625 - 1.0) / curvature;
    let right = model.base + 4.0 * 0.375 / curvature;
    for (row, values) in rows.outer_iter().enumerate() {
        let expected = if row < 4 { left } else { right };
        assert_abs_diff_eq!(model.margin(&values), expected, epsilon = 1e-12);
    }
}

#[test]
fn what_is_learned_holds_for_rows_not_seen() {
    let all = table(3_000, 5);
    let labels = labels(&all);
    let (seen, unseen) = all.view().split_at(ndarray::Axis(0), 2_000);
    let model = fit(&seen, &labels[..2_000], None, &BoostingOptions::default()).unwrap();
    let scores: Vec<f64> = unseen.outer_iter().map(|row| model.margin(&row)).collect();
    let area = crate::statistics::curve::auc(&scores, &labels[2_000..]).unwrap();
    assert!(0.98 < area, "the area is only {area}");
}

#[test]
fn contributions_sum_to_the_margin() {
    let all = table(500, 4);
    let model = fit(&all, &labels(&all), None, &BoostingOptions::default()).unwrap();
    for row in all.outer_iter() {
        let (expected, contributions) = model.contributions(&row);
        let sum = expected + contributions.iter().sum::<f64>();
        assert_abs_diff_eq!(sum, model.margin(&row), epsilon = 1e-9);
    }
}

#[test]
fn unknown_values_find_their_own_way() {
    let mut all = table(1_000, 1);
    let labels: Vec<bool> = (0..1_000).map(|row| row % 3 == 0).collect();
    for (row, label) in labels.iter().enumerate() {
        if *label {
            all[[row, 0]] = f64::NAN;
        }
    }
    let model = fit(&all, &labels, None, &BoostingOptions::default()).unwrap();
    assert!(0.9 < model.probability(&ndarray::array![f64::NAN]));
    assert!(model.probability(&ndarray::array![0.5]) < 0.1);
}

#[test]
fn the_seed_decides_the_columns_and_nothing_else_does() {
    let all = table(400, 4);
    let labels = labels(&all);
    let with_seed = |seed| {
        let options =
            BoostingOptions { column_share: 0.5, seed, trees: 20, ..BoostingOptions::default() };
        fit(&all, &labels, None, &options).unwrap()
    };
    assert_eq!(with_seed(1), with_seed(1));
    assert_ne!(with_seed(1), with_seed(2));
}

#[test]
fn fewer_trees_are_the_first_ones() {
    let all = table(300, 4);
    let labels = labels(&all);
    let options = |trees| BoostingOptions { trees, ..BoostingOptions::default() };
    let many = fit(&all, &labels, None, &options(12)).unwrap();
    let few = fit(&all, &labels, None, &options(5)).unwrap();
    assert_eq!(many.truncated(5), few);
}

#[test]
fn a_model_survives_its_file() {
    let all = table(300, 4);
    let model = fit(&all, &labels(&all), None, &BoostingOptions::default()).unwrap();
    let text = serde_json::to_string(&model).unwrap();
    assert_eq!(serde_json::from_str::<BoostedTrees>(&text).unwrap(), model);
}

#[test]
fn what_cannot_be_learned_from_is_refused() {
    let all = table(4, 2);
    let options = BoostingOptions::default();
    let refused = |labels: &[bool], weights: Option<&[f64]>| {
        fit(&all, labels, weights, &options).unwrap_err()
    };
    assert_eq!(refused(&[true; 4], None), FitError::OneClass { class: true });
    assert_eq!(refused(&[true, false, true, true], Some(&[0.0; 4])), FitError::NoRows);
    let error = refused(&[true; 3], None).to_string();
    assert_eq!(error, "there must be 4 labels, got 3");
    let rows = ndarray::array![[f64::INFINITY], [1.0]];
    let error = fit(&rows, &[true, false], None, &options).unwrap_err().to_string();
    assert_eq!(error, "row `0`, column `0` must be finite, got `inf`");
    let options = BoostingOptions { learning_rate: 0.0, ..options };
    let error = fit(&all, &[true, false, true, true], None, &options).unwrap_err();
    assert_eq!(error.to_string(), "`learning_rate` must be above 0 and at most 1, got `0`");
}

proptest! {
    #[test]
    fn a_weight_of_zero_is_a_missing_row(skip in 0_usize..60) {
        let all = table(60, 2);
        let labels: Vec<bool> = all.outer_iter().map(|row| 0.4 < row[0]).collect();
        let mut weights = vec![1.0; 60];
        weights[skip] = 0.0;
        let options = BoostingOptions { trees: 5, leaf_weight_min: 2.0, ..Default::default() };
        let weighted = fit(&all, &labels, Some(&weights), &options).unwrap();
        let rest: Vec<usize> = (0..60).filter(|row| *row != skip).collect();
        let rest_labels: Vec<bool> = rest.iter().map(|row| labels[*row]).collect();
        let without =
            fit(&all.select(ndarray::Axis(0), &rest), &rest_labels, None, &options).unwrap();
        for row in rest {
            let difference = weighted.margin(&all.row(row)) - without.margin(&all.row(row));
            prop_assert!(difference.abs() < 1e-9);
        }
    }
}
