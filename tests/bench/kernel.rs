//! A dozen features of made-up regions for made-up projects, with filters, the best ten.

use std::{hint::black_box, ops::Range};

use hinterland::scoring::kernel::{Formula, Instructions, REFUSED, Run, best, exp_of_minus};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

use super::{
    ranking::references,
    reference::{READ_COUNT, SEED, middle, processor_seconds, seconds},
};

/// How many of the best are wanted.
const K: usize = 10;
const INDUSTRIES: u32 = 96;
const PROVINCES: u32 = 31;
const PROJECTS: usize = 1_000;
/// Projects that share what the cache holds of a tile.
const GROUP: usize = 8;

/// The figures of regions, a column each; NaN where one is missing, which a tenth is.
struct Regions {
    columns: Columns,
    /// The region of its enclave; `u32::MAX` without one.
    partner: Vec<u32>,
    /// A bit each.
    province: Vec<u32>,
    /// By industry and region.
    fit: Vec<f32>,
    /// By industry and region: whether it is on the negative list.
    refused: Vec<u8>,
    rows: usize,
}

/// Columns in one piece, for an allocator would begin each at the start of a page, and those that are
/// read together would drive each other out of the nearest cache.
struct Columns {
    values: Vec<f32>,
    /// Numbers from the start of one to that of the next.
    stride: usize,
}

impl Columns {
    /// Numbers in a line of the cache, of 64 bytes.
    const LINE: usize = 16;
    /// Lines in a page.
    const PAGE: usize = 64;
    /// Lines by which each column begins later in its page than the one before: odd, that all begin
    /// elsewhere.
    const SHIFT: usize = 5;

    fn new(columns: &[Vec<f32>]) -> Columns {
        let lines = columns.iter().map(|column| column.len().div_ceil(Self::LINE)).max();
        let pages = lines.unwrap_or_default().div_ceil(Self::PAGE);
        let stride = (pages * Self::PAGE + Self::SHIFT) * Self::LINE;
        let mut values = vec![f32::NAN; columns.len() * stride];
        for (place, column) in values.chunks_exact_mut(stride).zip(columns) {
            place[..column.len()].copy_from_slice(column);
        }
        Columns { values, stride }
    }

    #[expect(clippy::inline_always, reason = "compiled for the instructions of the caller")]
    #[inline(always)]
    fn of(&self, column: usize, rows: Range<usize>) -> &[f32] {
        &self.values[column * self.stride..][rows]
    }
}

/// What a project needs, and how it weighs.
#[derive(Clone)]
struct Project {
    industry: usize,
    provinces: u32,
    land: f32,
    price_max: f32,
    power: f32,
    latitude: f32,
    longitude: f32,
    invest: f32,
    talent: f32,
    emission: f32,
    home: u32,
    weights: [f32; 12],
}

struct Match<'a> {
    regions: &'a Regions,
    project: &'a Project,
}

impl Formula for Match<'_> {
    fn rows(&self) -> usize {
        self.regions.rows
    }

    #[expect(clippy::inline_always, reason = "compiled for the instructions of the caller")]
    #[inline(always)]
    fn score(&self, rows: Range<usize>, scores: &mut [f32]) {
        let (regions, p) = (self.regions, self.project);
        let count = scores.len();
        let at = |column: usize| &regions.columns.of(column, rows.clone())[..count];
        let [land, price, cost, wage, power, tariff, latitude] =
            [at(0), at(1), at(2), at(3), at(4), at(5), at(6)];
        let [longitude, cap, rate, talent, room, market, infrastructure] =
            [at(7), at(8), at(9), at(10), at(11), at(12), at(13)];
        let partner = &regions.partner[rows.clone()][..count];
        let province = &regions.province[rows.clone()][..count];
        let of_industry = p.industry * regions.rows + rows.start;
        let fit = &regions.fit[of_industry..][..count];
        let refused = &regions.refused[of_industry..][..count];
        let w = p.weights;
        let always = w[0] + w[5] + w[9];
        let per_degree = (p.latitude * 0.017_453_293).cos() * 111.2;
        let [land_need, power_need, talent_need, invest] =
            [1.0 / p.land, 1.0 / p.power, 1.0 / p.talent, 1.0 / (p.invest * 0.3)];
        for row in 0..count {
            let (mut sum, mut weight) = (w[0] * fit[row], always);
            let mut add_if = |is_known: bool, share: f32, w: f32| {
                sum += if is_known { w * share } else { 0.0 };
                weight = if is_known { weight + w } else { weight };
            };
            let mut add = |share: f32, w: f32| add_if(!share.is_nan(), share, w);
            let most = |share: f32| if 1.0 < share { 1.0 } else { share };
            add(1.0 - exp_of_minus(land[row] * land_need), w[1]);
            add(cost[row], w[2]);
            add(wage[row], w[3]);
            add(most(power[row] * power_need) * tariff[row], w[4]);
            add(most(talent[row] * talent_need), w[7]);
            add(room[row] / (room[row] + p.emission), w[8]);
            add(market[row], w[10]);
            add(infrastructure[row], w[11]);
            let paid = rate[row] * p.invest;
            let paid = if cap[row] < paid { cap[row] } else { paid };
            // Unless both are known, nothing is.
            add_if(!(cap[row].is_nan() | rate[row].is_nan()), most(paid * invest), w[6]);
            let east = (longitude[row] - p.longitude) * per_degree;
            let north = (latitude[row] - p.latitude) * 111.2;
            sum += w[5] / (1.0 + (east * east + north * north).sqrt() * 0.002);
            sum += if partner[row] == p.home { w[9] } else { 0.0 };
            let refusals = [
                land[row] < p.land * 0.2,
                p.price_max < price[row],
                room[row] < p.emission * 0.5,
                refused[row] != 0,
                p.provinces & province[row] == 0,
            ];
            let is_refused = refusals.into_iter().fold(false, std::ops::BitOr::bitor);
            scores[row] = if is_refused { REFUSED } else { sum / weight };
        }
    }
}

/// One request over 500, 3,000 and 50,000 regions, and a batch of a thousand projects.
pub(super) fn kernel() {
    let numbers = vec![1.0_f32; READ_COUNT];
    let (read, multiplied) = references(&numbers);
    drop(numbers);
    println!(
        "kernel: 12 features, 5 filters, the best {K}; 1 thread; RB {:.1} GB/s, RF {:.0} GFLOP/s",
        read / 1e9,
        multiplied / 1e9
    );
    println!(
        "  regions instructions   request p50 µs    time/RB    time/RF   batch M pairs per \
         processor second"
    );
    for rows in [500, 3_000, 50_000] {
        let mut random = Pcg64::seed_from_u64(SEED);
        let regions = regions(&mut random, rows);
        let projects: Vec<Project> = (0..PROJECTS).map(|_| project(&mut random)).collect();
        let mut expected = None;
        let available = Instructions::ALL.into_iter().filter(|one| one.is_available());
        for instructions in available {
            let run = Run { instructions, ..Run::default() };
            let mut scores = Vec::new();
            let matches: Vec<Match<'_>> =
                projects.iter().map(|project| Match { regions: &regions, project }).collect();
            let found = best(&matches, K, run, &mut scores);
            let expected = expected.get_or_insert_with(|| found.clone());
            assert!(*expected == found, "all instructions find the same");
            let mut request = |one: &Match<'_>| {
                seconds(|| drop(black_box(best(std::slice::from_ref(one), K, run, &mut scores))))
            };
            let _ = matches.iter().map(&mut request).sum::<f64>();
            let time = middle(matches.iter().map(&mut request).collect());
            let mut rates = Vec::new();
            for _ in 0..7 {
                let start = processor_seconds();
                for group in matches.chunks(GROUP) {
                    drop(black_box(best(group, K, run, &mut scores)));
                }
                rates.push((rows * PROJECTS) as f64 / (processor_seconds() - start) / 1e6);
            }
            let (bytes, operations) = (69.0 * rows as f64, 83.0 * rows as f64);
            println!(
                "{rows:>9} {:>12} {:>16.2} {:>10.2} {:>10.1} {:>17.0}",
                instructions.as_str(),
                time * 1e6,
                time / (bytes / read),
                time / (operations / multiplied),
                middle(rates),
            );
        }
    }
    println!(
        "time/RB: times the reading of the 69 bytes of each region; time/RF: times 83 operations \
         for each, at full speed"
    );
}

/// A number from 0 to 1.
fn share(random: &mut Pcg64) -> f32 {
    (random.next_u64() >> 40) as f32 / (1_u64 << 24) as f32
}

/// A whole number below another.
fn below(random: &mut Pcg64, end: u32) -> u32 {
    u32::try_from(random.next_u64() % u64::from(end)).expect("it is below a number of 32 bits")
}

/// Spread over some powers of ten around a middle.
fn around(random: &mut Pcg64, middle: f32, spread: f32) -> f32 {
    let bell: f32 = (0..4).map(|_| share(random)).sum::<f32>() - 2.0;
    middle * (bell * spread * 1.7).exp()
}

fn regions(random: &mut Pcg64, rows: usize) -> Regions {
    let mut column = |value: &mut dyn FnMut(&mut Pcg64) -> f32, missing: f32| -> Vec<f32> {
        let one = |random: &mut Pcg64, value: &mut dyn FnMut(&mut Pcg64) -> f32| {
            let value = value(random);
            if share(random) < missing { f32::NAN } else { value }
        };
        (0..rows).map(|_| one(random, value)).collect()
    };
    let spread = |middle, spread| move |random: &mut Pcg64| around(random, middle, spread);
    let columns = [
        column(&mut spread(55.0, 1.2), 0.1),
        column(&mut spread(330.0, 0.7), 0.1),
        column(&mut share, 0.1),
        column(&mut share, 0.1),
        column(&mut spread(400.0, 1.0), 0.1),
        column(&mut share, 0.1),
        column(&mut |random| 18.0 + 35.0 * share(random), 0.0),
        column(&mut |random| 75.0 + 59.0 * share(random), 0.0),
        column(&mut spread(1_800.0, 1.0), 0.1),
        column(&mut spread(0.08, 0.5), 0.1),
        column(&mut spread(20.0, 1.0), 0.1),
        column(&mut spread(33.0, 1.2), 0.1),
        column(&mut share, 0.1),
        column(&mut share, 0.1),
    ];
    let count = u32::try_from(rows).expect("it is a number of regions");
    let partner = |random: &mut Pcg64| {
        if share(random) < 0.3 { below(random, count) } else { u32::MAX }
    };
    Regions {
        columns: Columns::new(&columns),
        partner: (0..rows).map(|_| partner(random)).collect(),
        province: (0..rows).map(|_| 1 << below(random, PROVINCES)).collect(),
        fit: (0..rows * INDUSTRIES as usize).map(|_| share(random)).collect(),
        refused: (0..rows * INDUSTRIES as usize).map(|_| u8::from(share(random) < 0.04)).collect(),
        rows,
    }
}

fn project(random: &mut Pcg64) -> Project {
    let provinces =
        (0..PROVINCES).filter(|_| share(random) < 0.6).fold(0, |all, one| all | 1 << one);
    let weights = [(); 12].map(|()| 0.02 + share(random));
    Project {
        industry: below(random, INDUSTRIES) as usize,
        provinces,
        land: around(random, 12.0, 1.0),
        price_max: around(random, 735.0, 0.5),
        power: around(random, 55.0, 1.2),
        latitude: 18.0 + 35.0 * share(random),
        longitude: 75.0 + 59.0 * share(random),
        invest: around(random, 8_100.0, 1.2),
        talent: around(random, 12.0, 1.0),
        emission: around(random, 4.5, 1.2),
        home: below(random, 500),
        weights,
    }
}
