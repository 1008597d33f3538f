//! Methods of decision on made-up tables of regions × twelve criteria, one thread.

use std::hint::black_box;

use hinterland::decision::{
    DecisionTable, Direction,
    acceptability::{Sampling, Utilities, WeightSpace, acceptability},
    normalise::Normalisation,
    preference::Preference,
    promethee, topsis, vikor,
};
use ndarray::Array2;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

use super::reference::{
    LANES, READ_COUNT, REPEATS, ROUNDS, SEED, middle, multiply, processor_seconds, seconds, sum,
};

const CRITERIA: usize = 12;

/// PROMETHEE II: all alternatives against all others, without a look at each pair.
pub(super) fn promethee() {
    println!("promethee: leaving, entering and net flows of alternatives × {CRITERIA}");
    let mut report = Report::new();
    for alternatives in [3_000, 50_000] {
        let table = table(alternatives);
        for (name, form) in
            [("usual", Preference::Usual), ("linear", Preference::Linear { q: 0.05, p: 0.2 })]
        {
            let forms = [form; CRITERIA];
            let flops = (alternatives * CRITERIA) as f64;
            report.line(&format!("{name}, {alternatives}"), flops, flops * 8.0, || {
                drop(black_box(promethee::flows(black_box(&table), &forms)));
            });
        }
    }
    let table = table(3_000);
    let forms = [Preference::Gaussian { s: 0.05 }; CRITERIA];
    let pairs = (3_000 * 2_999 / 2 * CRITERIA) as f64;
    report.line("gauss, 3000", pairs, 3_000.0 * CRITERIA as f64 * 8.0, || {
        drop(black_box(promethee::flows(black_box(&table), &forms)));
    });
    println!("time/RF: times one multiplication and addition per cell, with gauss per pair");
}

/// SMAA-2: ten thousand draws of weights, ranks 1 to 10 of 3,000 alternatives.
pub(super) fn smaa() {
    println!("smaa: 10000 draws of weights × 3000 alternatives × {CRITERIA}, ranks 1 to 10");
    let mut report = Report::new();
    let utilities = Utilities::known(uniform(3_000)).expect("utilities lie between 0 and 1");
    let cells = 3_000.0 * CRITERIA as f64;
    report.line("all known", cells * 10_000.0, cells * 8.0, || {
        let found = acceptability(black_box(&utilities), &WeightSpace::Any, Sampling::default());
        drop(black_box(found));
    });
    println!("time/RF: times the products of all weights and utilities at full speed");
}

/// TOPSIS and VIKOR.
pub(super) fn topsis_vikor() {
    println!("topsis-vikor: alternatives × {CRITERIA}");
    let mut report = Report::new();
    for alternatives in [3_000, 50_000] {
        let table = table(alternatives);
        let cells = (alternatives * CRITERIA) as f64;
        report.line(&format!("topsis, {alternatives}"), cells * 4.0, cells * 8.0, || {
            drop(black_box(topsis::closeness(black_box(&table), Normalisation::Vector)));
        });
        report.line(&format!("vikor, {alternatives}"), cells * 2.0, cells * 8.0, || {
            drop(black_box(vikor::compromise(black_box(&table), 0.5)));
        });
    }
    println!("time/RF: times two (VIKOR) or four (TOPSIS) multiplications and additions per cell");
}

/// One line per case, each beside runs of RB and RF.
struct Report {
    numbers: Vec<f32>,
}

impl Report {
    fn new() -> Report {
        println!(
            "                case   time ms   processor ms   least ms   RB GB/s   RF GFLOP/s   \
             time/RB   time/RF"
        );
        Report { numbers: vec![1.0; READ_COUNT] }
    }

    /// `products` are the multiplications and additions, `bytes` the input, read once.
    fn line(&mut self, name: &str, products: f64, bytes: f64, mut run: impl FnMut()) {
        let [mut times, mut reads, mut multiplied] = [const { Vec::new() }; 3];
        let mut busy = 0.0;
        for _ in 0..REPEATS {
            let start = processor_seconds();
            times.push(seconds(&mut run));
            busy += processor_seconds() - start;
            reads.push(seconds(|| _ = black_box(sum(black_box(&self.numbers)))));
            multiplied.push(seconds(|| _ = black_box(multiply(black_box(ROUNDS)))));
        }
        let least = times.iter().copied().fold(f64::INFINITY, f64::min);
        let time = middle(times);
        let gigabytes = READ_COUNT as f64 * 4.0 / middle(reads) / 1e9;
        let gigaflops = 2.0 * (LANES * ROUNDS) as f64 / middle(multiplied) / 1e9;
        println!(
            "{name:>20} {:>9.3} {:>14.3} {:>10.3} {gigabytes:>9.1} {gigaflops:>12.0} {:>9.1} \
             {:>9.2}",
            time * 1e3,
            busy / REPEATS as f64 * 1e3,
            least * 1e3,
            time / (bytes / (gigabytes * 1e9)),
            time / (2.0 * products / (gigaflops * 1e9)),
        );
    }
}

fn uniform(alternatives: usize) -> Array2<f64> {
    let mut random = Pcg64::seed_from_u64(SEED);
    Array2::from_shape_fn((alternatives, CRITERIA), |_| {
        (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    })
}

fn table(alternatives: usize) -> DecisionTable {
    let directions: Vec<Direction> = (0..CRITERIA)
        .map(|criterion| if criterion % 3 == 0 { Direction::Min } else { Direction::Max })
        .collect();
    let weights: Vec<f64> = (1..=CRITERIA).map(|weight| weight as f64).collect();
    DecisionTable::new(&uniform(alternatives), &directions, &weights)
        .expect("a table of finite numbers")
}
