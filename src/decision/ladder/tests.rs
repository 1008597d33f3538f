use proptest::prelude::*;

use super::*;
use crate::decision::counterfactual::cheapest_plan;

const EXACT: Effort = Effort { looks_max: 1_000_000, parts: i64::MAX };

fn ladder(cost_per_step: i64, gains: &[i64]) -> Ladder {
    Ladder::new(cost_per_step, gains.to_vec()).unwrap()
}

#[test]
fn the_cheapest_steps_are_found_whatever_the_shape() {
    let bent = ladder(10, &[50, 80, 90]); // falling returns
    let late = ladder(10, &[0, 0, 100]); // all or nothing
    let straight = ladder(7, &[20, 40, 60, 80]);
    let all = [bent, late, straight];
    let cases = [
        (0, vec![0, 0, 0], 0, "nothing is asked"),
        (50, vec![1, 0, 0], 10, "one step of the best"),
        (80, vec![2, 0, 0], 20, "its second is still better than two straight ones"),
        (85, vec![1, 0, 2], 24, "the third would cost 10 for 10"),
        (100, vec![2, 0, 1], 27, "less than the late one to its end, 30"),
        (150, vec![1, 3, 0], 40, "the late one now pays"),
        (270, vec![3, 3, 4], 88, "everything"),
    ];
    for (gap, steps, cost, reason) in cases {
        let plan = cheapest_steps(&all, gap, EXACT).unwrap();
        assert_eq!((plan.steps, plan.cost, plan.is_proven), (steps, cost, true), "{reason}");
    }
    assert_eq!(cheapest_steps(&all, 271, EXACT), None);
    assert_eq!(cheapest_steps(&[], 1, EXACT), None);
    assert_eq!(cheapest_steps(&[], 0, EXACT).unwrap().cost, 0);
}

#[test]
fn a_ladder_that_falls_or_costs_nothing_is_refused() {
    for (cost, gains) in [(0, vec![1]), (1, vec![2, 1]), (1, vec![-1])] {
        assert!(Ladder::new(cost, gains).is_err());
    }
}

/// Every combination of steps.
fn by_force(ladders: &[Ladder], gap: i64) -> Option<i64> {
    let Some((first, rest)) = ladders.split_first() else {
        return (gap <= 0).then_some(0);
    };
    let costs = (0..=first.steps_max())
        .filter_map(|steps| Some(first.cost(steps) + by_force(rest, gap - first.gain(steps))?));
    costs.min()
}

fn any_ladders() -> impl Strategy<Value = Vec<Ladder>> {
    let one = (1i64..20, prop::collection::vec(0i64..30, 1..7)).prop_map(|(cost, rises)| {
        let sums = rises.iter().scan(0, |sum, rise| {
            *sum += rise;
            Some(*sum)
        });
        ladder(cost, &sums.collect::<Vec<i64>>())
    });
    prop::collection::vec(one, 1..5)
}

proptest! {
    #[test]
    fn nothing_is_cheaper_and_no_step_can_be_left_out(
        ladders in any_ladders(), share in 0.0..1.1,
        effort in prop::sample::select(vec![
            EXACT, Effort { parts: 10, ..EXACT }, Effort { looks_max: 0, ..EXACT },
            Effort { looks_max: 3, ..EXACT },
        ]),
    ) {
        let all: i64 = ladders.iter().map(|ladder| ladder.gain(ladder.steps_max())).sum();
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "small")]
        let gap = (all as f64 * share) as i64;
        let found = cheapest_steps(&ladders, gap, effort);
        let least = by_force(&ladders, gap);
        prop_assert_eq!(found.is_some(), least.is_some());
        let (Some(plan), Some(least)) = (found, least) else { return Ok(()) };
        let refs: Vec<&Ladder> = ladders.iter().collect();
        prop_assert_eq!(plan.cost, cost_of(&refs, &plan.steps));
        let gain = |steps: &[usize]| -> i64 {
            ladders.iter().zip(steps).map(|(ladder, steps)| ladder.gain(*steps)).sum()
        };
        prop_assert!(gap <= gain(&plan.steps));
        prop_assert!(least <= plan.cost);
        if plan.is_proven {
            prop_assert!(plan.cost - plan.cost / effort.parts <= least, "{:?}", plan);
        }
        prop_assert!(plan.is_proven || effort.looks_max < EXACT.looks_max);
        for place in 0..plan.steps.len() {
            let mut fewer = plan.steps.clone();
            if 0 < fewer[place] {
                fewer[place] -= 1;
                prop_assert!(gain(&fewer) < gap.max(1), "{:?}", plan);
            }
        }
    }

    /// On straight ladders the fractional knapsack costs no more, and less than a step of the last.
    #[test]
    fn the_fractional_plan_is_within_a_step(
        costs in prop::collection::vec(1i64..50, 1..5), gains in prop::collection::vec(1i64..9, 5),
        gap in 1i64..300,
    ) {
        let straight = |(cost, gain): (&i64, &i64)| {
            ladder(*cost, &(1..=10).map(|step| step * gain).collect::<Vec<i64>>())
        };
        let ladders: Vec<Ladder> = costs.iter().zip(&gains).map(straight).collect();
        #[expect(clippy::cast_precision_loss, reason = "small")]
        let real = |values: &[i64]| values.iter().map(|value| *value as f64).collect::<Vec<f64>>();
        let weights: Vec<f64> = real(&gains[..costs.len()]).iter().map(|gain| gain * 10.0).collect();
        let priced: Vec<Option<f64>> = real(&costs).iter().map(|cost| Some(cost * 10.0)).collect();
        let zero = vec![0.0; costs.len()];
        let fractional = cheapest_plan(&weights, &zero, &priced, real(&[gap])[0]).unwrap();
        let whole = cheapest_steps(&ladders, gap, EXACT);
        prop_assert_eq!(fractional.is_some(), whole.is_some());
        let (Some(fractional), Some(whole)) = (fractional, whole) else { return Ok(()) };
        let step = real(&[costs.iter().copied().max().unwrap()])[0];
        let cost = real(&[whole.cost])[0];
        prop_assert!(fractional.cost <= cost + 1e-9 && cost < fractional.cost + step + 1e-9);
    }
}
