//! From the values of a panel to the relatedness density of every cell.

use std::hint::black_box;

use hinterland::industry::{bits::SpecialisedBits, relatedness::Diagonal};
use ndarray::Array2;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

use super::{
    memory::{mebibytes, peak},
    reference::{
        LANES, READ_COUNT, REPEATS, ROUNDS, SEED, middle, multiply, processor_seconds, seconds, sum,
    },
};

/// From the values of a panel to the density of every cell, diagonal included, one thread.
pub(super) fn density() {
    println!("density: values in single precision → specialisation, proximity, density; 1 thread");
    println!(
        "the middle of {REPEATS} runs (of processor time the mean), each beside one of RB and RF"
    );
    println!(
        "regions × industries   time ms   processor ms   least ms   memory MiB   with values   \
         RB GB/s   RF GFLOP/s   time/RB   time/RF"
    );
    let numbers = vec![1.0_f32; READ_COUNT];
    for (regions, industries) in [(500, 96), (3_000, 96), (50_000, 96)] {
        let values = panel(regions, industries);
        let input = values.len() * 4;
        let peak = peak(|| drop(black_box(whole_chain(&values))));
        let [mut times, mut reads, mut products] = [const { Vec::new() }; 3];
        let mut busy = 0.0;
        for _ in 0..REPEATS {
            let start = processor_seconds();
            times.push(seconds(|| drop(black_box(whole_chain(black_box(&values))))));
            busy += processor_seconds() - start;
            reads.push(seconds(|| _ = black_box(sum(black_box(&numbers)))));
            products.push(seconds(|| _ = black_box(multiply(black_box(ROUNDS)))));
        }
        let least = times.iter().copied().fold(f64::INFINITY, f64::min);
        let time = middle(times);
        let gigabytes = READ_COUNT as f64 * 4.0 / middle(reads) / 1e9;
        let gigaflops = 2.0 * (LANES * ROUNDS) as f64 / middle(products) / 1e9;
        // One reading of the values, and the two matrix products of the plain way.
        let reading = input as f64 / (gigabytes * 1e9);
        let cells = regions as f64 * industries as f64;
        let two_products = 4.0 * cells * industries as f64 / (gigaflops * 1e9);
        println!(
            "{:>20} {:>9.2} {:>14.2} {:>10.2} {:>12.1} {:>13.1} {gigabytes:>9.1} \
             {gigaflops:>12.0} {:>9.1} {:>9.2}",
            format!("{regions} × {industries}"),
            time * 1e3,
            busy / REPEATS as f64 * 1e3,
            least * 1e3,
            mebibytes(peak),
            mebibytes(peak + input),
            time / reading,
            time / two_products
        );
    }
    println!(
        "time/RB: times reading the values once; time/RF: times two matrix products at full speed"
    );
}

fn whole_chain(values: &Array2<f32>) -> Array2<f32> {
    let specialised = SpecialisedBits::new(values);
    specialised.density(&specialised.proximity(Diagonal::Included))
}

/// Log-normal amounts, a third of them nothing: seeded, so the same everywhere.
fn panel(regions: usize, industries: usize) -> Array2<f32> {
    let mut random = Pcg64::seed_from_u64(SEED);
    let mut uniform = move || (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
    Array2::from_shape_fn((regions, industries), |_| {
        let is_nothing = uniform() < 1.0 / 3.0;
        // Box and Muller's normal numbers.
        let radius = (-2.0 * (1.0 - uniform()).ln()).sqrt();
        let normal = radius * (std::f64::consts::TAU * uniform()).cos();
        #[expect(clippy::cast_possible_truncation, reason = "single precision is what is measured")]
        let amount = (1.2 * normal).exp() as f32;
        if is_nothing { 0.0 } else { amount }
    })
}
