use std::cmp::Reverse;

use proptest::prelude::*;

use crate::{
    domain::money::Fen,
    landing::stack::solve::{Offer, Problem, Solution},
};

fn offer(instrument: usize, group: usize, purse: usize, amount: i64) -> Offer {
    Offer { instrument, group, purse, amount: Fen::new(amount) }
}

/// All choices, one by one.
fn brute_force(problem: &Problem) -> (Vec<usize>, Fen) {
    let count = problem.offers.len();
    let mut best: (Fen, Reverse<usize>, Vec<usize>) = (Fen::ZERO, Reverse(0), Vec::new());
    let mut taken = Vec::with_capacity(count);
    for mask in 0_u32..1 << count {
        taken.clear();
        taken.extend((0..count).filter(|at| mask >> at & 1 == 1));
        let key = (problem.paid(&taken), Reverse(taken.len()));
        let before = (best.0, best.1);
        if before <= key && (before < key || earlier(&taken, &best.2)) && problem.allows(&taken) {
            best = (key.0, key.1, taken.clone());
        }
    }
    (best.2, best.0)
}

/// Whether the first offer on which two choices differ is taken by the first choice.
fn earlier(one: &[usize], other: &[usize]) -> bool {
    let first = one.iter().find(|at| !other.contains(at));
    let second = other.iter().find(|at| !one.contains(at));
    first.is_some_and(|first| second.is_none_or(|second| first < second))
}

/// The largest offer first, whatever the caps: what a hasty officer would do.
fn greedy(problem: &Problem) -> Fen {
    let mut order: Vec<usize> = (0..problem.offers.len()).collect();
    order.sort_by_key(|&at| Reverse(problem.offers[at].amount));
    let mut taken = Vec::new();
    for at in order {
        taken.push(at);
        if !problem.allows(&taken) {
            taken.pop();
        }
    }
    problem.paid(&taken)
}

/// Up to 12 offers in small numbers, so that ties, caps and rules meet often.
fn problems() -> impl Strategy<Value = Problem> {
    let offer = (0_usize..8, 0_usize..3, 0_i64..9);
    let pairs = || prop::collection::vec((0_usize..8, 0_usize..8), 0..3);
    let caps = prop::collection::vec(prop_oneof![1 => Just(i64::MAX), 3 => 0_i64..20], 3);
    (
        prop::collection::vec(offer, 0..=12),
        caps,
        pairs(),
        pairs(),
        prop::collection::vec(0_usize..6, 8),
    )
        .prop_map(|(offers, caps, requires, excludes, groups)| {
            let different = |pairs: Vec<(usize, usize)>| {
                pairs.into_iter().filter(|(one, other)| one != other).collect()
            };
            Problem {
                offers: offers
                    .into_iter()
                    .map(|(instrument, purse, amount)| {
                        self::offer(instrument, groups[instrument], purse, amount)
                    })
                    .collect(),
                caps: caps.into_iter().map(Fen::new).collect(),
                requires: different(requires),
                excludes: different(excludes),
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn the_optimum_is_that_of_all_choices(problem in problems()) {
        let Solution { taken, total, is_proven } = problem.best();
        prop_assert!(is_proven);
        prop_assert!(problem.allows(&taken));
        prop_assert_eq!(problem.paid(&taken), total);
        prop_assert_eq!((taken, total), brute_force(&problem));
        prop_assert!(greedy(&problem) <= total);
    }
}

proptest! {
    #[test]
    fn a_higher_cap_or_one_more_offer_never_pays_less(problem in problems(), purse in 0_usize..3) {
        let total = problem.best().total;
        let mut richer = problem.clone();
        richer.caps[purse] = richer.caps[purse] + Fen::new(5);
        prop_assert!(total <= richer.best().total);
        let mut longer = problem.clone();
        longer.offers.push(offer(9, 9, purse, 4));
        prop_assert!(total <= longer.best().total);
    }
}

#[test]
fn taking_the_higher_of_a_group_is_wrong_under_caps() {
    // The home purse is nearly spent by its own equipment subsidy: the operating subsidy of the
    // host adds 1.5, the higher one of home only 1.0.
    let problem = Problem {
        offers: vec![offer(0, 0, 0, 30), offer(1, 1, 0, 22), offer(2, 1, 1, 15)],
        caps: vec![Fen::new(30), Fen::new(25)],
        ..Problem::default()
    };
    let solution = problem.best();
    assert_eq!((solution.taken, solution.total), (vec![0, 2], Fen::new(45)));
    assert_eq!(problem.paid(&[0, 1]), Fen::new(30));
}

#[test]
fn the_worked_case_of_two_purses_and_a_group() {
    // Rent 1.5 M and interest 0.1 M of the host, operation 1.5 M of the host or 2.2 M of the home
    // region, equipment 3.0 M of the home region; caps of 2.5 M and 5.0 M. All of the home region
    // are 5.2 M, capped at 5.0; with 1.6 M of the host 6.6 M.
    let problem = Problem {
        offers: vec![
            offer(0, 0, 1, 1_500_000),
            offer(1, 1, 1, 1_500_000),
            offer(2, 1, 0, 2_200_000),
            offer(3, 2, 1, 100_000),
            offer(4, 3, 0, 3_000_000),
        ],
        caps: vec![Fen::new(5_000_000), Fen::new(2_500_000)],
        ..Problem::default()
    };
    let solution = problem.best();
    assert_eq!(solution.total, Fen::new(6_600_000));
    assert_eq!(solution.taken, [0, 2, 3, 4]);
    assert_eq!(problem.paid(&[0, 1, 3, 4]), Fen::new(5_500_000));
}

#[test]
fn what_is_needed_is_taken_along_and_nothing_idle() {
    let problem = Problem {
        // The recognition itself pays nothing, but the award is paid only with it.
        offers: vec![offer(0, 0, 0, 0), offer(1, 1, 0, 10), offer(2, 2, 0, 0)],
        caps: vec![Fen::MAX],
        requires: vec![(1, 0)],
        ..Problem::default()
    };
    assert_eq!(problem.best().taken, [0, 1]);
    let without = Problem { offers: problem.offers[1..].to_vec(), ..problem };
    assert_eq!(without.best().taken, [0; 0]);
}
