//! Stable matchings of many projects and few places.

use std::hint::black_box;

use hinterland::allocation::{Instance, Owner, Place};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

use super::{
    ranking::references,
    reference::{READ_COUNT, SEED, middle, seconds},
};

/// Places that an applicant wants.
const WISHES: usize = 20;
/// Timings of each case.
const RUNS: usize = 7;

/// The applicants' best and the owners' best matching, and the making of the instance.
pub(super) fn matching() {
    let numbers = vec![1.0_f32; READ_COUNT];
    let (read, _) = references(&numbers);
    drop(numbers);
    println!(
        "matching: {WISHES} wishes each, places for all together; 1 thread; RB {:.1} GB/s",
        read / 1e9
    );
    println!("applicants places   instance ms  applicants' ms   time/RB   owners' ms  assigned");
    for (applicants, places) in [(1_000, 500), (10_000, 500), (100_000, 500), (100_000, 3_000)] {
        let (lists, seats, owners) = drawn(applicants, places);
        let make = || {
            let instance = Instance::new(&lists, seats.clone(), owners.clone());
            instance.expect("the lists name who is there, once")
        };
        let instance = make();
        let time = |run: &mut dyn FnMut()| middle((0..RUNS).map(|_| seconds(&mut *run)).collect());
        let built = time(&mut || drop(black_box(make())));
        let matched = time(&mut || drop(black_box(instance.applicant_optimal())));
        let owned = time(&mut || drop(black_box(instance.owner_optimal())));
        let size = instance.applicant_optimal().size();
        // A place and a rank of each wish, four bytes each.
        let bytes = (applicants * WISHES * 8) as f64;
        println!(
            "{applicants:>10} {places:>6} {:>13.2} {:>15.2} {:>9.1} {:>12.2} {size:>9}",
            built * 1e3,
            matched * 1e3,
            matched / (bytes / read),
            owned * 1e3,
        );
    }
    println!("time/RB: times one reading of all lists");
}

/// Lists of wishes that differ, owners who rank whoever wants them in an order of chance, and about
/// as many seats as applicants.
fn drawn(applicants: usize, places: usize) -> (Vec<Vec<usize>>, Vec<Place>, Vec<Owner>) {
    let mut random = Pcg64::seed_from_u64(SEED);
    let mut below = |end: usize| {
        usize::try_from(random.next_u64() % end as u64).expect("it is below a number of places")
    };
    let mut rankings: Vec<Vec<usize>> = vec![Vec::new(); places];
    let mut lists = Vec::with_capacity(applicants);
    for applicant in 0..applicants {
        let mut list = Vec::with_capacity(WISHES);
        while list.len() < WISHES {
            let place = below(places);
            if !list.contains(&place) {
                list.push(place);
                rankings[place].push(applicant);
            }
        }
        lists.push(list);
    }
    for ranking in &mut rankings {
        for last in (1..ranking.len()).rev() {
            ranking.swap(last, below(last + 1));
        }
    }
    let capacities: Vec<usize> =
        (0..places).map(|_| ((1 + below(3)) * applicants / (2 * places)).max(1)).collect();
    let seats = capacities.iter().enumerate();
    let seats = seats.map(|(owner, &capacity)| Place { owner, capacity }).collect();
    let owners = capacities.iter().zip(rankings);
    let owners = owners.map(|(&capacity, ranking)| Owner { capacity, ranking }).collect();
    (lists, seats, owners)
}
