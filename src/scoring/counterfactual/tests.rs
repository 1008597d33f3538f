use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::domain::{
    criterion::{Criterion, Weights},
    region::Level,
    stop::Stop,
    text::Text,
};

/// Land cost falls from 100 to 1,100 CNY/m2, the link rises from 0 to 1, access falls from 0 to 600
/// minutes; unknown is a half.
fn criteria() -> Vec<Criterion> {
    let criterion = |id, points: [(f64, f64); 2]| Criterion {
        id,
        title: Text::default(),
        unit: Text::default(),
        weight: 1.0,
        source: String::new(),
        scales: BTreeMap::from([(Level::Park, Scale::new(&points, false).unwrap())]),
        medians: BTreeMap::from([(Level::Park, Utility::new(0.5).unwrap())]),
    };
    vec![
        criterion(CriterionId::LandCost, [(100.0, 1.0), (1_100.0, 0.0)]),
        criterion(CriterionId::Access, [(0.0, 1.0), (600.0, 0.0)]),
        criterion(CriterionId::InstitutionalLink, [(0.0, 0.0), (1.0, 1.0)]),
    ]
}

/// A candidate with a land price, minutes and the strength of a link, all trusted alike.
fn candidate(number: usize, weights: &Weights, figures: &[Option<f64>], trust: f64) -> Candidate {
    let region = RegionId::parse(&format!("CN-{number:06}")).unwrap();
    let contribution = |(criterion, value): (&Criterion, &Option<f64>)| {
        let scale = &criterion.scales[&Level::Park];
        let median = criterion.medians[&Level::Park];
        let utility = value.map_or(median, |value| trusted(scale, median, trust, value));
        let measure = value.map(|value| Measure {
            value,
            source: None,
            as_of: None,
            from: region.clone(),
            confidence: trust,
            detail: None,
        });
        Contribution::new(criterion.id, measure, utility, weights.of(criterion.id))
    };
    let contributions = criteria().iter().zip(figures).map(contribution).collect();
    Candidate { region, contributions, gates: Vec::new() }
}

fn weights(shares: [f64; 3]) -> Weights {
    Weights::by_criterion(|id| {
        let at = criteria().iter().position(|criterion| criterion.id == id);
        at.map_or(0.0, |at| shares[at])
    })
    .unwrap()
}

fn sorted(mut field: Vec<Candidate>) -> Vec<Candidate> {
    field.sort_by(|one, other| one.order().cmp(&other.order()));
    field
}

#[test]
fn the_price_at_which_the_second_is_first_stands_in_yuan() {
    let weights = weights([0.5, 0.3, 0.2]);
    let field = sorted(vec![
        candidate(1, &weights, &[Some(600.0), Some(120.0), Some(0.5)], 1.0),
        candidate(2, &weights, &[Some(600.0), Some(180.0), Some(0.5)], 1.0),
    ]);
    let criteria = criteria();
    let method =
        Method { criteria: &criteria, weights: &weights, level: Level::Park, stop: Stop::never() };
    let found = prospects(&field, 2, &method);
    // Behind by 0.3 × 60/600 = 0.03 points: 0.06 of utility in land cost, 60 CNY/m2; at 540 both
    // are level and the identifier decides for the first, so that it takes 539.
    let price = Lift { criterion: CriterionId::LandCost, now: Some(600.0), needed: 539.0, rank: 1 };
    // 0.15 of utility in the link: 0.65 is level, 0.66 ahead. Access cannot be changed.
    let id = CriterionId::InstitutionalLink;
    let link = Lift { criterion: id, now: Some(0.5), needed: 0.66, rank: 1 };
    assert_eq!((found[1].to_first.as_slice(), found[1].best), ([price, link].as_slice(), None));
    assert_eq!((found[0].to_first.len(), found[0].best), (0, None), "the first needs nothing");
}

#[test]
fn who_cannot_be_first_is_told_how_high_a_figure_lifts() {
    let weights = weights([0.1, 0.85, 0.05]);
    let field = sorted(vec![
        candidate(1, &weights, &[Some(100.0), Some(10.0), Some(1.0)], 1.0),
        candidate(2, &weights, &[Some(500.0), Some(300.0), None], 1.0),
        candidate(3, &weights, &[None, Some(300.0), None], 1.0),
        candidate(4, &weights, &[Some(100.0), Some(590.0), Some(1.0)], 1.0),
    ]);
    let criteria = criteria();
    let method =
        Method { criteria: &criteria, weights: &weights, level: Level::Park, stop: Stop::never() };
    let found = prospects(&field, 4, &method);
    let best = found[2].best.unwrap();
    // Level at 500 CNY/m2, where the third's known price gives it the same lower bound too and the
    // identifier decides: 499.
    let expected = Lift { criterion: CriterionId::LandCost, now: None, needed: 499.0, rank: 2 };
    assert_eq!((best, found[2].to_first.len()), (expected, 0));
    assert_eq!(found[3].best, None, "not reachable: all but the way is at its best");
}

proptest! {
    #[test]
    fn a_lift_has_its_rank_and_a_step_less_has_not(
        shares in prop::array::uniform3(0.05..1.0),
        rows in prop::collection::vec((
            prop::option::weighted(0.8, 50.0..1_200.0), 0.0..700.0, prop::option::weighted(0.8, 0.0..1.0),
            0.2..1.0,
        ), 2..12),
    ) {
        let weights = weights(shares);
        let row = |(number, (price, minutes, link, trust)): (usize, &(_, f64, _, f64))| {
            candidate(number + 1, &weights, &[*price, Some(*minutes), *link], *trust)
        };
        let field = sorted(rows.iter().enumerate().map(row).collect());
        let criteria = criteria();
        let method = Method { criteria: &criteria, weights: &weights, level: Level::Park, stop: Stop::never() };
        // Ranks as a whole new ranking gives them.
        let rank_with = |place: usize, criterion: CriterionId, value: f64| {
            let at = criteria.iter().position(|one| one.id == criterion).unwrap();
            let number: usize = field[place].region.as_str()[3..].parse().unwrap();
            let mut figures: Vec<Option<f64>> = field[place].contributions.iter()
                .map(|c| c.measure.as_ref().map(|measure| measure.value)).collect();
            // An unknown figure becomes known without doubt, the others keep their trust.
            let own = rows[number - 1].3;
            let is_new = figures[at].is_none();
            figures[at] = Some(value);
            let mut changed = candidate(number, &weights, &figures, own);
            if is_new {
                changed.contributions[at] =
                    candidate(number, &weights, &figures, 1.0).contributions[at].clone();
            }
            let mut others = field.clone();
            others[place] = changed;
            let region = field[place].region.clone();
            sorted(others).iter().position(|one| one.region == region).unwrap() + 1
        };
        for (place, prospect) in prospects(&field, field.len(), &method).iter().enumerate() {
            for lift in prospect.to_first.iter().chain(&prospect.best) {
                prop_assert!(lift.criterion != CriterionId::Access);
                prop_assert!(lift.rank <= place);
                prop_assert_eq!(rank_with(place, lift.criterion, lift.needed), lift.rank);
                let step = if lift.criterion == CriterionId::LandCost { -1.0 } else { 0.01 };
                let less = lift.needed - step;
                if lift.criterion == CriterionId::LandCost || 0.0 <= less {
                    prop_assert!(lift.rank < rank_with(place, lift.criterion, less));
                }
            }
        }
    }
}
