use approx::assert_abs_diff_eq;
use ndarray::Array2;
use proptest::prelude::*;

use super::{
    model::{Fitted, Window, cross_validate, fit},
    *,
};
use crate::statistics::bootstrap::Resampling;

const RULES: EntryRules = EntryRules { below: 0.5, entry_min: 5.0 };

/// A made-up nation for the tests of the arithmetic: two kinds of regions, two families of
/// industries, and chance; no figure of a real place.
fn nation(regions: usize, industries: usize) -> (Array2<f64>, Array2<f64>) {
    let mut state = 7_u64;
    let mut chance = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        f64::from(u32::try_from(state >> 40).unwrap()) / f64::from(1 << 24)
    };
    let mut census = |growth: f64| {
        Array2::from_shape_fn((regions, industries), |(region, industry)| {
            let is_akin = region % 2 == industry % 2;
            let size = 20.0 + real(region % 5) * 30.0;
            let share = if is_akin { 1.0 } else { 0.3 };
            (size * share * growth * (0.05 + 2.0 * chance() * chance())).floor()
        })
    };
    (census(1.0), census(1.1))
}

fn fitted(start: &Census, end: &Census) -> Fitted {
    fit(Window { start, end, rules: RULES }).unwrap()
}

fn censuses() -> (Census, Census) {
    let (start, end) = nation(40, 24);
    (Census::new(start).unwrap(), Census::new(end).unwrap())
}

#[test]
fn candidates_and_entries_by_hand() {
    let start = Census::new(ndarray::array![[90.0, 10.0], [10.0, 90.0]]).unwrap();
    let end = Census::new(ndarray::array![[50.0, 50.0], [4.0, 96.0]]).unwrap();
    let both = [0, 1];
    let candidates = Candidates::of(&start, &end, &both, RULES);
    assert_eq!(candidates.pairs, [(0, 1), (1, 0)]); // quotients of 0.2
    // 50 / 100 ÷ 146 / 200 is 0.68, 4 / 100 ÷ 54 / 200 is 0.15: neither is 1.
    assert_eq!(candidates.entered, [false, false]);
    let end = Census::new(ndarray::array![[40.0, 60.0], [60.0, 40.0]]).unwrap();
    assert_eq!(Candidates::of(&start, &end, &both, RULES).entries(), 2);
    let strict = EntryRules { entry_min: 60.5, ..RULES };
    assert_eq!(Candidates::of(&start, &end, &both, strict).entries(), 0);
}

#[test]
fn what_belongs_together_is_found_on_regions_not_seen() {
    let (start, end) = censuses();
    let window = Window { start: &start, end: &end, rules: RULES };
    let candidates = window.candidates();
    let margins = cross_validate(window).unwrap();
    let resampling = Resampling { resamples: 100, ..Resampling::default() };
    let figures = figures::figures(&margins, &candidates, resampling).unwrap();
    assert!(0.7 < figures.auc.estimate, "the area is only {:?}", figures.auc);
    assert!(figures.auc.low < figures.auc.estimate && figures.auc.estimate < figures.auc.high);
}

#[test]
fn the_fate_of_a_region_does_not_reach_its_own_prediction() {
    let (start, end) = nation(40, 24);
    let start = Census::new(start).unwrap();
    let first = Census::new(end.clone()).unwrap();
    // Regions 0 and 5 change places at the end: the nation stays as it was, and both are of the
    // part that is asked, so that neither teaches it.
    let mut swapped = end;
    for industry in 0..swapped.ncols() {
        swapped.swap([0, industry], [5, industry]);
    }
    let second = Census::new(swapped).unwrap();
    let margins = |end: &Census| {
        let window = Window { start: &start, end, rules: RULES };
        let pairs = window.candidates().pairs;
        let margins = cross_validate(window).unwrap();
        let own = pairs.into_iter().zip(margins).filter(|((region, _), _)| region % 5 == 0);
        own.map(|(_, margin)| margin).collect::<Vec<f64>>()
    };
    assert_eq!(margins(&first), margins(&second));
}

#[test]
fn contributions_sum_to_the_calibrated_log_odds() {
    let (start, end) = censuses();
    let fitted = fitted(&start, &end);
    let pairs = [(0, 1), (3, 4), (39, 23)];
    let rows = fitted.rows(&end, RULES, &pairs).unwrap();
    let margins = fitted.model.margins(&rows);
    for (row, margin) in rows.outer_iter().zip(margins) {
        let prediction = fitted.model.predict(&row);
        let sum = prediction.base + prediction.contributions.iter().sum::<f64>();
        assert_abs_diff_eq!(sum, margin, epsilon = 1e-9);
        let odds = prediction.probability / (1.0 - prediction.probability);
        assert_abs_diff_eq!(odds.ln(), margin, epsilon = 1e-9);
    }
}

#[test]
fn the_same_window_gives_the_same_file() {
    let (start, end) = censuses();
    let model = fitted(&start, &end).model;
    let text = serde_json::to_string(&model).unwrap();
    assert_eq!(serde_json::to_string(&fitted(&start, &end).model).unwrap(), text);
    let read: EntryModel = serde_json::from_str(&text).unwrap();
    let rows = |model: &EntryModel| model.rows(&end, RULES, &[(1, 2)]).unwrap();
    assert_eq!(rows(&read), rows(&model));
    assert_eq!(read, model);
}

#[test]
fn what_cannot_be_a_window_is_refused() {
    let negative = Census::new(ndarray::array![[1.0, -2.0], [1.0, 1.0]]).unwrap_err();
    let expected = "values must be finite and at least 0, got `-2` in row 0, column 1";
    assert_eq!(negative.to_string(), expected);
    assert_eq!(Census::new(Array2::zeros((3, 3))).unwrap_err(), CensusFault::Empty);
    let (start, end) = censuses();
    let fewer = Census::new(nation(40, 20).1).unwrap();
    let error = fit(Window { start: &start, end: &fewer, rules: RULES }).unwrap_err();
    let expected = "both censuses must have the same regions and industries, got 40 × 24 and \
                    40 × 20";
    assert_eq!(error.to_string(), expected);
    let model = fitted(&start, &end).model;
    assert_eq!(model.rows(&fewer, RULES, &[]), Err(EntryError::Industries));
    let never = EntryRules { below: 0.5, entry_min: 1e9 };
    let error = fit(Window { start: &start, end: &end, rules: never }).unwrap_err();
    assert!(matches!(error, EntryError::Fit(_)), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_unit_of_values_does_not_matter_to_the_measures(scale in 0.5..20.0_f64) {
        let (start, _) = nation(12, 8);
        let one = baseline::Baseline::of(&Census::new(start.clone()).unwrap());
        let other = baseline::Baseline::of(&Census::new(start * scale).unwrap());
        let pairs = [(0, 1), (5, 2), (11, 7)];
        for name in ["log_quotient", "density_50", "correlation_density", "low_rank_20"] {
            let difference = one.scores(name, &pairs).unwrap().into_iter()
                .zip(other.scores(name, &pairs).unwrap())
                .map(|(one, other)| (one - other).abs())
                .fold(0.0, f64::max);
            prop_assert!(difference < 1e-9, "{name}: {difference}");
        }
    }
}
