//! Timings that anyone can repeat: `cargo bench --bench bench -- density`.
//!
//! Absolute times drift from one machine and one hour to the next. Beside each stand two reference
//! operations, measured in the same minute: RB reads 512 MiB of numbers in single precision, RF
//! multiplies and adds in registers. What compares is the ratio.

#![expect(clippy::print_stdout, reason = "a benchmark reports on its standard output")]
#![expect(clippy::cast_precision_loss, reason = "counts and sizes are far below 2^53")]
#![expect(
    unsafe_code,
    reason = "counting what is allocated and naming the instructions of a processor have no other \
              form; the program itself does neither"
)]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    hint::black_box,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    time::Instant,
};

use hinterland::{
    definition,
    domain::{
        grant::{Grant, Payment},
        id::RegionId,
        money::Fen,
        policy::{PolicyInstrument, PolicyParty},
        predicate::{Bound, Facts, Measure, Predicate},
        project::ProjectProfile,
        region::Level,
    },
    industry::{bits::SpecialisedBits, relatedness::Diagonal},
    landing::stack::{Listed, PurseCap, Terms, stack},
    scoring::{atlas::Atlas, context::Context},
    service::landing::CostQuestion,
    world,
};
use ndarray::Array2;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;
use rust_decimal::Decimal;

/// The seed of the made-up panels.
const SEED: u64 = 20_240_601;
/// Timings of each case; the middle one is reported.
const REPEATS: usize = 31;
/// Numbers that the memory reference reads: 512 MiB.
const READ_COUNT: usize = 512 * 1024 * 1024 / 4;

/// Counts what is allocated, now and at most.
struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: every call goes to the system's allocator unchanged; the counters are not memory.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Relaxed) + layout.size();
        PEAK.fetch_max(now, Relaxed);
        // SAFETY: the caller keeps the promises that `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Relaxed) + layout.size();
        PEAK.fetch_max(now, Relaxed);
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(place, layout) }
    }
}

fn main() {
    let known: [(&str, fn()); 3] =
        [("density", density), ("landing-cost", landing_cost), ("policy", policy)];
    let asked: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    for word in asked.iter().filter(|word| known.iter().all(|(name, _)| name != *word)) {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        println!("there is no benchmark `{word}`; there are: {}", names.join(", "));
    }
    for (name, run) in known {
        if asked.is_empty() || asked.iter().any(|word| word == name) {
            run();
        }
    }
}

/// From the values of a panel to the density of every cell, diagonal included, one thread.
fn density() {
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
        let before = NOW.load(Relaxed);
        PEAK.store(before, Relaxed);
        drop(black_box(whole_chain(&values)));
        let peak = PEAK.load(Relaxed) - before;
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

/// What a plant costs per year in every park of the built-in world, against staying.
fn landing_cost() {
    let atlas = Atlas::new(world::built_in(&|_| None).regions);
    let definition = definition::get();
    let project: ProjectProfile = serde_json::from_str(PLANT).expect("the plant is a project");
    let context = Context {
        atlas: &atlas,
        parameters: &definition.parameters,
        coverings: Vec::new(),
        industries: Vec::new(),
        partners: None,
        host: project.host_city.as_ref().and_then(|id| atlas.find(id)),
        as_of: jiff::civil::date(2025, 12, 1),
        excluded_links: std::collections::BTreeSet::new(),
    };
    let parks: Vec<usize> = atlas.at_level(Level::Park).collect();
    let compare_all = || {
        let question = CostQuestion::new(&context, &project, &definition.costs)
            .expect("the plant states no rates");
        let compared = parks.iter().filter_map(|&park| {
            let cost = question.annual_cost(park);
            question.comparison(&cost)?.saving()
        });
        compared.count()
    };
    let times = (0..REPEATS).map(|_| seconds(|| _ = black_box(compare_all()))).collect();
    println!(
        "landing-cost: {} parks against the host city, {} compared; the middle of {REPEATS} runs \
         {:.2} ms; 1 thread",
        parks.len(),
        compare_all(),
        middle(times) * 1e3
    );
}

/// A plant with every need that a line of the cost asks for.
const PLANT: &str = r#"{
    "schema": 1, "id": "plant", "host_city": "CN-310117",
    "needs": {
        "land": {"value": 80, "unit": "mu"},
        "power": {"value": 10, "unit": "MW"},
        "headcount": {"value": 200, "unit": "person"},
        "freight_in": {"value": 20000, "unit": "t/year"},
        "freight_out": {"value": 10000, "unit": "t/year"}
    },
    "trips_per_year": {"value": 52, "unit": "count"}
}"#;

/// Instruments of the made-up stacks.
const INSTRUMENTS: usize = 200;

/// From instruments and facts to the certain and the possible stack of one project, one thread.
fn policy() {
    println!(
        "policy: {INSTRUMENTS} instruments × one project → certain and possible stack; 1 thread"
    );
    println!("payers   caps bind   taken   proven   time µs (middle of {REPEATS})   most µs");
    let region = RegionId::parse("CN-330800").expect("a region id");
    let facts = Facts::default()
        .with(Measure::Capex, Some(Bound::exact(Decimal::from(120_000_000))))
        .with(Measure::Equipment, Some(Bound::exact(Decimal::from(60_000_000))));
    for (parties, cap_millions) in [(1, 1_000), (3, 1_000), (1, 40), (3, 40)] {
        let instruments = instruments(parties);
        let listed: Vec<Listed<'_>> = instruments
            .iter()
            .map(|instrument| Listed { region: &region, instrument, facts: &facts })
            .collect();
        let cap = Fen::new(cap_millions * 100_000_000);
        let caps = PARTIES.map(|party| PurseCap { region: region.clone(), party, cap });
        let terms = Terms {
            as_of: jiff::civil::date(2024, 6, 1),
            parties: PARTIES.into(),
            count_expired: false,
            count_doubtful: false,
            years: 5,
            discount_rate: Some(0.08),
        };
        let solve = || stack(black_box(&listed), black_box(&caps), &terms);
        let found = solve();
        let times: Vec<f64> = (0..REPEATS).map(|_| seconds(|| drop(black_box(solve())))).collect();
        let most = times.iter().copied().fold(0.0, f64::max);
        println!(
            "{parties:>6} {:>11} {:>7} {:>8} {:>28.0} {:>9.0}",
            found.certain.total < found.certain.gross,
            found.certain.chosen.len(),
            found.certain.is_proven && found.possible.is_proven,
            middle(times) * 1e6,
            most * 1e6
        );
    }
}

const PARTIES: [PolicyParty; 3] = [PolicyParty::Home, PolicyParty::Host, PolicyParty::Province];

/// Instruments as they are published: shares of equipment or investment and lump sums, a third in
/// groups, some that require or exclude another, some with an open condition.
fn instruments(parties: usize) -> Vec<PolicyInstrument> {
    let mut random = Pcg64::seed_from_u64(SEED);
    let mut below = move |end: u64| random.next_u64() % end;
    let condition = |text: &str| Some(Predicate::parse(text).expect("a condition"));
    let mut made: Vec<PolicyInstrument> = Vec::new();
    for number in 0..INSTRUMENTS {
        let party = PARTIES[number % parties];
        let mut instrument = PolicyInstrument::new(&format!("i{number:03}"), "subsidy", party);
        let cap_cny = Some(Decimal::from(100_000 * (1 + below(80))));
        instrument.grants.push(match below(3) {
            0 => Grant {
                base: Some(Measure::Equipment),
                rate: Some(Decimal::new(1 + i64::try_from(below(15)).unwrap_or(0), 2)),
                cap_cny,
                ..Grant::default()
            },
            1 => Grant { amount_cny: cap_cny, ..Grant::default() },
            _ => Grant {
                amount_cny: cap_cny,
                paid: Payment::Yearly,
                years: Some(3),
                cap_cny,
                ..Grant::default()
            },
        });
        instrument.when = match below(5) {
            0 => condition("capex >= 100 million CNY and equipment >= 30 million CNY"),
            1 => condition("capex >= 100 million CNY and (jobs >= 100 or tax >= 3 million CNY)"),
            2 => condition("industry under 27 or 38 or capex >= 30 million CNY"),
            _ => None,
        };
        if below(3) == 0 {
            instrument.exclusive_group = Some(format!("group {}", below(20)));
        }
        let other = below(INSTRUMENTS as u64);
        if other != number as u64 && below(20) == 0 {
            let other = format!("i{other:03}");
            if below(2) == 0 { &mut instrument.requires } else { &mut instrument.excludes }
                .push(other);
        }
        made.push(instrument);
    }
    made
}

fn middle(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
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

/// RB: reads all numbers.
fn sum(numbers: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 128];
    for chunk in numbers.chunks_exact(128) {
        for (sum, number) in sums.iter_mut().zip(chunk) {
            *sum += number;
        }
    }
    sums.iter().sum()
}

/// Numbers that are multiplied and added in registers.
const LANES: usize = 192;
/// How often RF does so.
const ROUNDS: usize = 1_000_000;

/// One step on all numbers, many times. A macro, so that the step is compiled with the
/// instructions of the function that it stands in.
macro_rules! repeat {
    ($rounds:expr, $step:expr) => {{
        let factor = black_box(0.999);
        let mut numbers = [1.0_f32; LANES];
        for _ in 0..$rounds {
            for number in &mut numbers {
                *number = $step(*number, factor);
            }
        }
        numbers.iter().sum()
    }};
}

/// RF: multiplies and adds with the widest instructions that the processor has.
fn multiply(rounds: usize) -> f32 {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx512f") {
        // SAFETY: the processor was just asked.
        return unsafe { multiply_in_512_bits(rounds) };
    } else if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        // SAFETY: the processor was just asked.
        return unsafe { multiply_in_256_bits(rounds) };
    }
    multiply_plainly(rounds)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn multiply_in_512_bits(rounds: usize) -> f32 {
    repeat!(rounds, |number: f32, factor: f32| number.mul_add(factor, 1e-6))
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn multiply_in_256_bits(rounds: usize) -> f32 {
    repeat!(rounds, |number: f32, factor: f32| number.mul_add(factor, 1e-6))
}

fn multiply_plainly(rounds: usize) -> f32 {
    repeat!(rounds, |number: f32, factor: f32| number * factor + 1e-6)
}

/// What this thread has run so far, in seconds, without its waiting for a processor; not a number
/// where the system does not say.
fn processor_seconds() -> f64 {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = said.split(' ').next().and_then(|first| first.parse::<f64>().ok());
    nanoseconds.map_or(f64::NAN, |nanoseconds| nanoseconds / 1e9)
}

fn seconds(run: impl FnOnce()) -> f64 {
    let start = Instant::now();
    run();
    start.elapsed().as_secs_f64()
}

fn mebibytes(bytes: usize) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
