use std::ops::Range;

use proptest::prelude::*;

use super::{
    Formula, Instructions, Known, REFUSED, Run, WeighedColumn, best, exp_of_minus, instructions,
    sums,
};
use crate::domain::{
    criterion::Utility,
    matching::{Part, Points, Score},
};

/// A dozen features of made-up regions for made-up projects: among them an exponential, a root and
/// three divisions, each a share of 0 to 1; a tenth of the figures is missing, four filters refuse.
/// The score is Σ w·x / Σ w over the features that are known.
struct Features<'a> {
    columns: &'a [Vec<f32>; 8],
    need: [f32; 6],
    weights: [f32; 12],
}

impl Features<'_> {
    /// The features of one region, `None` where one is missing, in double precision.
    fn exactly(&self, row: usize) -> Option<[Option<f64>; 12]> {
        let at = |column: usize| {
            let value = f64::from(self.columns[column][row]);
            (!value.is_nan()).then_some(value)
        };
        let need = self.need.map(f64::from);
        let is_refused = at(0).is_some_and(|land| land < need[0] * f64::from(0.2_f32))
            || at(1).is_some_and(|price| f64::from(self.need[1]) < price)
            || at(5).is_some_and(|room| room < need[5] * 0.5)
            || self.columns[7][row] < 0.3;
        if is_refused {
            return None;
        }
        let (dx, dy) = (f64::from(self.columns[6][row]) - need[4], f64::from(self.columns[7][row]));
        let most = |share: Option<f64>| share.map(|share| share.min(1.0));
        Some([
            at(2),
            at(0).map(|land| 1.0 - (-land / need[0]).exp()),
            at(1).map(|price| 1.0 / (1.0 + price)),
            at(3),
            most(at(4).map(|power| power / need[2])),
            Some(1.0 / (1.0 + dx.hypot(dy) * f64::from(0.002_f32))),
            at(3).zip(at(4)).map(|(rate, most)| (rate * need[3]).min(most) / (need[3] + most)),
            most(at(4).map(|talent| talent / need[3])),
            at(5).map(|room| room / (room + need[5])),
            Some(f64::from(u8::from(self.columns[6][row] < 50.0))),
            at(2).map(|share| share * share),
            at(3).map(|share| 1.0 - share),
        ])
    }

    /// The score in double precision; `None` for one that is refused.
    fn golden(&self, row: usize) -> Option<f64> {
        let parts = self.exactly(row)?.into_iter().zip(self.weights);
        let known = parts.filter_map(|(share, weight)| Some((share?, f64::from(weight))));
        let (sum, weight) = known
            .fold((0.0, 0.0), |(sum, all), (share, weight)| (sum + share * weight, all + weight));
        Some(sum / weight)
    }
}

impl Formula for Features<'_> {
    fn rows(&self) -> usize {
        self.columns[0].len()
    }

    #[inline(always)]
    fn score(&self, rows: Range<usize>, scores: &mut [f32]) {
        let [land, price, share, rate, power, room, east, north] =
            self.columns.each_ref().map(|column| &column[rows.clone()][..scores.len()]);
        let (need, w) = (self.need, self.weights);
        let always = w[5] + w[9];
        for (row, score) in scores.iter_mut().enumerate() {
            let [mut sum, mut weight] = [0.0_f32, always];
            let mut add = |share: f32, w: f32| {
                let is_known = !share.is_nan();
                sum += if is_known { w * share } else { 0.0 };
                weight += if is_known { w } else { 0.0 };
            };
            let most = |share: f32| if 1.0 < share { 1.0 } else { share };
            add(share[row], w[0]);
            add(1.0 - exp_of_minus(land[row] / need[0]), w[1]);
            add(1.0 / (1.0 + price[row]), w[2]);
            add(rate[row], w[3]);
            add(most(power[row] / need[2]), w[4]);
            let earned = rate[row] * need[3];
            let paid = if power[row] < earned { power[row] } else { earned };
            let paid = if earned.is_nan() { earned } else { paid };
            add(paid / (need[3] + power[row]), w[6]);
            add(most(power[row] / need[3]), w[7]);
            add(room[row] / (room[row] + need[5]), w[8]);
            add(share[row] * share[row], w[10]);
            add(1.0 - rate[row], w[11]);
            let (dx, dy) = (east[row] - need[4], north[row]);
            sum += w[5] / (1.0 + (dx * dx + dy * dy).sqrt() * 0.002);
            sum += if east[row] < 50.0 { w[9] } else { 0.0 };
            let refusals = [
                land[row] < need[0] * 0.2,
                need[1] < price[row],
                room[row] < need[5] * 0.5,
                north[row] < 0.3,
            ];
            let is_refused = refusals.into_iter().fold(false, std::ops::BitOr::bitor);
            *score = if is_refused { REFUSED } else { sum / weight };
        }
    }
}

/// Numbers from 0 to 1, the same for the same seed: the multiplicative generator of D. H. Lehmer.
fn uniform(seed: u64) -> impl FnMut() -> f32 {
    const MODULUS: u64 = 2_147_483_647;
    let mut state = seed % (MODULUS - 1) + 1;
    move || {
        state = state * 48_271 % MODULUS;
        #[expect(clippy::cast_precision_loss, reason = "a share")]
        let share = state as f32 / MODULUS as f32;
        share
    }
}

fn columns(rows: usize, seed: u64) -> [Vec<f32>; 8] {
    let mut next = uniform(seed);
    let mut column = |scale: f32, missing: f32| -> Vec<f32> {
        (0..rows).map(|_| if next() < missing { f32::NAN } else { scale * next() }).collect()
    };
    let [land, price] = [column(300.0, 0.1), column(4.0, 0.1)];
    let [share, rate] = [column(1.0, 0.1), column(1.0, 0.1)];
    let [power, room] = [column(80.0, 0.1), column(60.0, 0.1)];
    [land, price, share, rate, power, room, column(900.0, 0.0), column(900.0, 0.0)]
}

fn project(columns: &[Vec<f32>; 8], seed: u64) -> Features<'_> {
    let mut next = uniform(seed);
    let scales = [200.0, 5.0, 60.0, 50.0, 900.0, 40.0];
    let need = scales.map(|scale| scale * (0.05 + next()));
    Features { columns, need, weights: [(); 12].map(|()| 0.01 + next()) }
}

/// Every way to run, widest tiles and one row at a time.
fn runs() -> impl Iterator<Item = Run> {
    let tiles = [1, 2, 63, 64, 65, 1_000, 1_024, 4_096];
    Instructions::ALL
        .into_iter()
        .filter(|instructions| instructions.is_available())
        .flat_map(move |instructions| tiles.map(|tile| Run { instructions, tile }))
}

#[test]
fn a_million_pairs_score_as_in_double_precision_and_alike_on_all_instructions() {
    const ROWS: usize = 1_000;
    const PROJECTS: u64 = 1_000;
    let regions = columns(ROWS, 11);
    let mut pairs = 0;
    for seed in 0..PROJECTS {
        let features = project(&regions, seed);
        let scores = Instructions::ALL.map(|instructions| {
            let mut scores = vec![0.0; ROWS];
            instructions::run(instructions, Scoring { features: &features, scores: &mut scores });
            scores
        });
        let bits = scores
            .each_ref()
            .map(|scores| scores.iter().map(|score| score.to_bits()).collect::<Vec<u32>>());
        assert!(bits[0] == bits[1] && bits[0] == bits[2], "the same bits on all instructions");
        for (row, score) in scores[0].iter().enumerate() {
            match features.golden(row) {
                None => assert_eq!(score.to_bits(), REFUSED.to_bits()),
                Some(golden) => assert!((f64::from(*score) - golden).abs() < 1e-6, "{golden}"),
            }
            pairs += 1;
        }
    }
    assert_eq!(pairs, 1_000_000);
}

/// All scores, not only the best.
struct Scoring<'a, F> {
    features: &'a F,
    scores: &'a mut [f32],
}

impl<F: Formula> instructions::Work for Scoring<'_, F> {
    #[inline(always)]
    fn work(self) {
        self.features.score(0..self.scores.len(), self.scores);
    }
}

#[test]
fn the_best_are_those_of_a_full_sort_whatever_the_tile_the_instructions_and_the_threads() {
    let regions = columns(5_000, 3);
    for seed in 0..6 {
        let features = project(&regions, seed);
        let mut sorted: Vec<(f32, usize)> = Vec::new();
        let mut scores = vec![0.0; 5_000];
        features.score(0..5_000, &mut scores);
        sorted.extend(scores.iter().copied().zip(0..).filter(|(score, _)| REFUSED < *score));
        sorted.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        for k in [0, 1, 10, 5_000] {
            let expected = &sorted[..k.min(sorted.len())];
            for run in runs() {
                let of_thread = || {
                    let tops = best(&[&features], k, run, &mut Vec::new());
                    tops[0].rows().iter().map(|top| (top.score, top.row)).collect::<Vec<_>>()
                };
                let found = std::thread::scope(|scope| {
                    let other = scope.spawn(of_thread);
                    [of_thread(), other.join().unwrap()]
                });
                assert!(found.iter().all(|found| found == expected), "{run:?}, the best {k}");
            }
        }
    }
}

#[test]
fn contributions_add_up_to_the_score() {
    let regions = columns(2_000, 5);
    let features = project(&regions, 8);
    for top in best(&[&features], 50, Run::default(), &mut Vec::new())[0].rows() {
        let shares = features.exactly(top.row).unwrap().into_iter().zip(features.weights);
        let known = shares.filter_map(|(share, weight)| Some((share?, f64::from(weight))));
        let known: Vec<(f64, f64)> = known.collect();
        let all: f64 = known.iter().map(|(_, weight)| weight).sum();
        let sum: f64 = known.iter().map(|(share, weight)| share * weight / all).sum();
        assert!((sum - f64::from(top.score)).abs() < 1e-6);
    }
}

#[test]
fn equals_stand_in_the_order_of_their_rows() {
    struct Level(usize);
    impl Formula for Level {
        fn rows(&self) -> usize {
            self.0
        }
        #[inline(always)]
        fn score(&self, rows: Range<usize>, scores: &mut [f32]) {
            for (row, score) in rows.zip(scores) {
                *score = if row % 3 == 0 { 0.5 } else { REFUSED };
            }
        }
    }
    for run in runs() {
        let tops = best(&[Level(1_000), Level(0), Level(4)], 10, run, &mut Vec::new());
        let rows = |at: usize| tops[at].rows().iter().map(|top| top.row).collect::<Vec<_>>();
        assert_eq!(rows(0), (0..10).map(|row| 3 * row).collect::<Vec<_>>(), "{run:?}");
        assert_eq!((rows(1), rows(2)), (Vec::new(), vec![0, 3]));
    }
}

#[test]
fn the_exponential_is_right_to_seven_digits() {
    for step in 0..=60_000_u16 {
        let x = f32::from(step) / 690.0;
        let (found, exact) = (f64::from(exp_of_minus(x)), (-f64::from(x)).exp());
        assert!((found / exact - 1.0).abs() < 4e-6, "{x}: {found} {exact}");
        assert!((found - exact).abs() < 3e-7, "{x}: {found} {exact}");
    }
    assert!(exp_of_minus(f32::NAN).is_nan());
    assert!(exp_of_minus(f32::INFINITY) < 1e-37);
}

proptest! {
    /// The fast sums are those of the explanation, to the point.
    #[test]
    fn sums_are_those_of_the_parts(
        rows in prop::collection::vec(
            prop::collection::vec((0.0..=1.0, any::<bool>()), 4), 1..70,
        ),
        weights in prop::collection::vec(0i64..=250_000, 4),
        // Utilities at which a weight of so many halves falls between two points.
        halves in prop::collection::vec(0u8..=4, 4),
    ) {
        let utility = |column: usize, plain: f64| match halves[column] {
            0 => plain,
            eighths => f64::from(eighths) / 8.0,
        };
        let utilities: Vec<Vec<f64>> = (0..4)
            .map(|column| rows.iter().map(|row| utility(column, row[column].0)).collect())
            .collect();
        let known: Vec<Vec<Known>> =
            (0..4).map(|column| rows.iter().map(|row| row[column].1.into()).collect()).collect();
        let columns: Vec<WeighedColumn<'_>> = (0..4)
            .map(|column| WeighedColumn {
                weight: Points::new(weights[column]),
                utilities: &utilities[column],
                known: &known[column],
            })
            .collect();
        for instructions in Instructions::ALL {
            let sums = sums(rows.len(), &columns, instructions);
            for (row, parts) in rows.iter().enumerate() {
                let score = Score::of((0..4).map(|column| {
                    let weight = Points::new(weights[column]);
                    let utility = Utility::new(utilities[column][row]).unwrap();
                    Part { weight, points: weight.earned(utility), is_known: parts[column].1 }
                }));
                let [total, low, open] = [&sums.totals, &sums.lows, &sums.open]
                    .map(|points| Points::new(i64::from(points[row])));
                prop_assert_eq!((total, low), (score.total, score.bounds.low));
                prop_assert_eq!(low + open, score.bounds.high);
            }
        }
    }
}
