//! From instruments and facts to the stacks of one project.

use std::hint::black_box;

use hinterland::{
    domain::{
        grant::{Grant, Payment},
        id::RegionId,
        money::Fen,
        policy::{PolicyInstrument, PolicyParty},
        predicate::{Bound, Facts, Measure, Predicate},
    },
    landing::stack::{Listed, PurseCap, Terms, stack},
};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;
use rust_decimal::Decimal;

use super::reference::{REPEATS, SEED, middle, seconds};

/// Instruments of the made-up stacks.
const INSTRUMENTS: usize = 200;

/// From instruments and facts to the certain and the possible stack of one project, one thread.
pub(super) fn policy() {
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
