use approx::assert_abs_diff_eq;
use ndarray::array;
use proptest::prelude::*;

use super::*;

fn sampling(draws: usize) -> Sampling {
    Sampling { draws, ..Sampling::default() }
}

fn unknown(alternative: usize, criterion: usize, low: f64, high: f64) -> Unknown {
    Unknown { alternative, criterion, low, high }
}

/// rsmaa, `smaa/tests/nacw.R`: what is dominated is never first and has no central weights.
#[test]
fn a_dominated_alternative_has_no_central_weights() {
    let utilities = Utilities::known(array![[1.0, 1.0, 1.0], [0.0, 0.0, 0.0]]).unwrap();
    let space = WeightSpace::Given(Array2::from_elem((4, 3), 1.0 / 3.0));
    let found = acceptability(&utilities, &space, sampling(4)).unwrap();
    assert_eq!(found.ranks, array![[1.0, 0.0], [0.0, 1.0]]);
    let central = found.central_weights[0].as_ref().unwrap();
    assert!(central.iter().all(|weight| (weight - 1.0 / 3.0).abs() < 1e-15));
    assert_eq!(found.central_weights[1], None);
    assert_eq!(found.confidence, [Some(1.0), None]);
}

/// rsmaa, `smaa/tests/pwi.R`.
#[test]
fn pairs_are_won_by_the_higher_value() {
    let values =
        Array2::from_shape_fn(
            (10, 2),
            |(draw, alternative)| {
                if (draw == 0) == (alternative == 1) { 1.0 } else { 0.0 }
            },
        );
    assert_eq!(pairwise_winning(&values), array![[0.0, 0.9], [0.1, 0.0]]);
    assert_eq!(pairwise_winning(&array![[1.0, 1.0]]), array![[0.0, 0.0], [0.0, 0.0]]);
}

/// With two criteria the first is ahead where w₁ > ⅔: the share and the mean of a uniform weight.
#[test]
fn shares_and_central_weights_are_those_of_geometry() {
    let utilities = Utilities::known(array![[1.0, 0.0], [0.5, 1.0]]).unwrap();
    let found = acceptability(&utilities, &WeightSpace::Any, sampling(40_000)).unwrap();
    assert_abs_diff_eq!(found.ranks[[0, 0]], 1.0 / 3.0, epsilon = 0.01);
    assert_abs_diff_eq!(found.ranks[[0, 1]], 2.0 / 3.0, epsilon = 0.01);
    let central = found.central_weights[0].as_ref().unwrap();
    assert_abs_diff_eq!(central[0], 5.0 / 6.0, epsilon = 0.01);
    assert_abs_diff_eq!(central.iter().sum::<f64>(), 1.0, epsilon = 1e-12);
    assert_eq!(found.confidence, [Some(1.0), Some(1.0)]);
    // Near 0.9 : 0.1 the first weight lies between 0.63 and 0.93.
    let near = WeightSpace::Near { weights: vec![9.0, 1.0], spread: 0.3 };
    let near = acceptability(&utilities, &near, sampling(40_000)).unwrap();
    assert_abs_diff_eq!(near.ranks[[0, 0]], (0.93 - 2.0 / 3.0) / 0.3, epsilon = 0.01);
}

/// One figure between 0 and 1 against a certain ½: an even chance.
#[test]
fn an_unknown_figure_is_a_chance() {
    let open = Utilities::new(array![[0.5], [0.0]], vec![unknown(1, 0, 0.0, 1.0)]).unwrap();
    let found = acceptability(&open, &WeightSpace::Any, sampling(20_000)).unwrap();
    assert_abs_diff_eq!(found.ranks[[0, 0]], 0.5, epsilon = 0.012);
    assert_abs_diff_eq!(found.confidence[0].unwrap(), 0.5, epsilon = 0.05);
    // Certainly behind and certainly ahead, whatever the figure is.
    for (low, high, first) in [(0.0, 0.4, 0.0), (0.6, 1.0, 1.0)] {
        let open = Utilities::new(array![[0.5], [0.0]], vec![unknown(1, 0, low, high)]).unwrap();
        let found = acceptability(&open, &WeightSpace::Any, sampling(100)).unwrap();
        assert_abs_diff_eq!(found.ranks[[1, 0]], first);
        assert_eq!(found.confidence[1].is_some(), 0.0 < first);
    }
}

#[test]
fn equals_are_ordered_by_the_table_and_one_is_always_first() {
    let equal = Utilities::known(array![[0.3, 0.3], [0.3, 0.3]]).unwrap();
    let found = acceptability(&equal, &WeightSpace::Any, sampling(100)).unwrap();
    assert_eq!(found.ranks, array![[1.0, 0.0], [0.0, 1.0]]);
    let alone = Utilities::known(array![[0.0]]).unwrap();
    let found = acceptability(&alone, &WeightSpace::Any, sampling(100)).unwrap();
    assert_eq!((found.ranks, found.confidence), (array![[1.0]], vec![Some(1.0)]));
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let refused = |utilities: Array2<f64>, unknown: Vec<Unknown>| {
        Utilities::new(utilities, unknown).unwrap_err().to_string()
    };
    insta::assert_snapshot!(refused(array![[1.5]], vec![]), @"row `0`, column `0` must be a utility between 0 and 1, got `1.5`");
    insta::assert_snapshot!(refused(array![[0.5]], vec![unknown(0, 0, 0.4, 0.3)]), @"row `0`, column `0` must be at most the upper end of the unknown figure, got `0.4`");
    insta::assert_snapshot!(refused(array![[0.5]], vec![unknown(0, 1, 0.3, 0.4)]), @"row `0`, column `1` must be within the table, got `0.3`");
    insta::assert_snapshot!(refused(array![[0.5]], vec![unknown(0, 0, 0.3, 0.4); 2]), @"there must be 0 figures that are unknown twice, got `1`");
    assert!(Utilities::known(Array2::zeros((0, 2))).is_err());
    let utilities = Utilities::known(array![[0.5]]).unwrap();
    let spaces = [
        WeightSpace::Near { weights: vec![1.0, 1.0], spread: 0.5 },
        WeightSpace::Near { weights: vec![1.0], spread: 1.5 },
        WeightSpace::Near { weights: vec![0.0], spread: 0.5 },
        WeightSpace::Given(Array2::zeros((0, 1))),
        WeightSpace::Given(array![[-1.0]]),
    ];
    for space in spaces {
        assert!(acceptability(&utilities, &space, sampling(10)).is_err(), "{space:?}");
    }
    assert!(acceptability(&utilities, &WeightSpace::Any, sampling(0)).is_err());
}

proptest! {
    /// The block-wise way, with its single precision, against one sort per draw.
    #[test]
    fn every_draw_is_ranked_as_a_full_sort_ranks_it(
        values in prop::collection::vec(0_u8..5, 3 * 70), seed in 0_u64..1_000,
    ) {
        let values = Array2::from_shape_fn((70, 3), |(row, column)| {
            f64::from(values[3 * row + column]) / 4.0
        });
        let open = vec![unknown(3, 1, 0.2, 0.9), unknown(69, 0, 0.0, 1.0)];
        let utilities = Utilities::new(values, open).unwrap();
        let mut stream = Stream::new(seed);
        let mut weights = Array2::zeros((BLOCK, 3));
        for mut row in weights.outer_iter_mut() {
            WeightSpace::Any.draw(0, row.as_slice_mut().unwrap(), &mut stream);
        }
        let mut replay = stream.clone();
        let mut found = Vec::new();
        Scorer::new(&utilities, 10)
            .score(&weights, &mut stream, |_, ranked| found.push(ranked.to_vec()));
        for (weights, found) in weights.outer_iter().zip(found) {
            let mut drawn = [0.0; 2];
            replay.fill_uniform(&mut drawn);
            let scores: Vec<f64> =
                (0..70).map(|place| utilities.score(place, &weights, &drawn)).collect();
            let mut order: Vec<usize> = (0..70).collect();
            order.sort_by(|one, other| scores[*other].total_cmp(&scores[*one]));
            prop_assert_eq!(&found[..], &order[..10]);
        }
    }

    #[test]
    fn every_rank_is_had_once_per_draw(values in prop::collection::vec(0.0..1.0, 12)) {
        let utilities = Utilities::known(Array2::from_shape_vec((4, 3), values).unwrap()).unwrap();
        let found = acceptability(&utilities, &WeightSpace::Any, sampling(100)).unwrap();
        for axis in [Axis(0), Axis(1)] {
            prop_assert!(found.ranks.sum_axis(axis).iter().all(|sum| (sum - 1.0).abs() < 1e-12));
        }
        let again = acceptability(&utilities, &WeightSpace::Any, sampling(100)).unwrap();
        prop_assert_eq!(found, again);
    }
}

#[test]
fn whoever_is_asked_to_stop_draws_no_more() {
    let utilities = Utilities::known(array![[1.0, 0.0], [0.0, 1.0]]).unwrap();
    let given_up =
        acceptability_until(&utilities, &WeightSpace::Any, sampling(10), Stop::when(&|| true));
    assert!(given_up.unwrap().ranks.iter().all(|share| *share <= 0.0));
}
