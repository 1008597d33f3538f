//! How firm an order stands: whether other methods would put others on top, under which nearby
//! weights and unknown figures each candidate leads, and how little weight turns neighbours.
//!
//! Everything is computed on the utilities of the frozen scales, in which an unknown figure has its
//! reference median, as in the ranking; only the draws of SMAA-2 let it be anything.

use ndarray::Array2;

use crate::{
    decision::{
        DecisionError, DecisionTable, Direction,
        acceptability::{Sampling, Unknown, Utilities, WeightSpace, acceptability_until},
        counterfactual::neighbour_swaps,
        normalise::Normalisation,
        preference::Preference,
        promethee, topsis, vikor,
    },
    domain::{
        criterion::CriterionId, id::RegionId, matching::Points, outline::Outline,
        parameters::RobustnessParameters, stop::Stop,
    },
};

/// So many places are the top, and so many ranks have an acceptability.
pub const TOP: usize = 3;

/// How firm the order of the best candidates stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Robustness {
    /// How many candidates were taken into account, best first: all that are admitted, or the
    /// first `limits::ROBUSTNESS_FIELD_MAX` of them.
    pub field: usize,
    /// The conventions, with the seed.
    pub parameters: RobustnessParameters,
    /// What other methods say of the top; empty where a single candidate has no rival.
    pub methods: Vec<MethodVerdict>,
    /// One per shown candidate, in the order of the ranking.
    pub acceptabilities: Vec<RankAcceptability>,
    /// For each shown candidate but the last, how little weight makes the next one level with it.
    pub swaps: Vec<NeighbourSwap>,
}

/// Another method of decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherMethod {
    /// Closeness to the best of the field; utilities as they are, not normalised again.
    Topsis,
    /// The compromise between the regret of all criteria and of the worst one.
    Vikor,
    /// Net flows of pairwise preference, linear between two thresholds of utility.
    PrometheeTwo,
}

impl OtherMethod {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            OtherMethod::Topsis => "topsis",
            OtherMethod::Vikor => "vikor",
            OtherMethod::PrometheeTwo => "promethee_ii",
        }
    }
}

/// What another method puts on top.
#[derive(Debug, Clone, PartialEq)]
pub struct MethodVerdict {
    /// Which.
    pub method: OtherMethod,
    /// Its first three, best first; of level ones that which the ranking has first.
    pub top: Vec<RegionId>,
    /// Whether one of them is not among the ranking's first three.
    pub changes_members: bool,
    /// Whether they are others or stand in another order.
    pub changes_order: bool,
}

/// How often a candidate has the first ranks when weights and unknown figures are drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct RankAcceptability {
    /// Which.
    pub region: RegionId,
    /// The share of draws in which it is first, second, third.
    pub ranks: Vec<f64>,
    /// How often it is first under its central weights when only unknown figures are drawn;
    /// `None` if it is never first.
    pub confidence: Option<f64>,
    /// The mean of the weights under which it is first, with the sum 1; `None` if it never is.
    pub central_weights: Option<Vec<(CriterionId, f64)>>,
}

/// The smallest change of weights that makes two neighbours level.
#[derive(Debug, Clone, PartialEq)]
pub struct NeighbourSwap {
    /// The one that stands first.
    pub ahead: RegionId,
    /// The one that follows.
    pub behind: RegionId,
    /// The moves of weight, first to last, as shares of all weight; empty where both are level
    /// already. `None` where no weights do it: the first is better in everything.
    pub moves: Option<Vec<WeightMove>>,
}

/// Weight that goes from one criterion to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightMove {
    /// The criterion that loses.
    pub from: CriterionId,
    /// The criterion that gains.
    pub to: CriterionId,
    /// How much, as a share of all weight, above 0.
    pub share: f64,
}

/// Measures how firm the order of the first `shown` candidates of a field stands. The field is in
/// the order of the ranking and its candidates have the same criteria; `None` if it is empty.
///
/// # Errors
/// Parameters out of range.
pub fn robustness(
    field: &[Outline],
    shown: usize,
    parameters: &RobustnessParameters,
    stop: Stop<'_>,
) -> Result<Option<Robustness>, DecisionError> {
    let Some(first) = field.first() else { return Ok(None) };
    let criteria: Vec<CriterionId> = first.parts.iter().map(|c| c.criterion).collect();
    let weights: Vec<f64> = first.parts.iter().map(|c| share_of(c.weight)).collect();
    let utilities = Array2::from_shape_fn((field.len(), criteria.len()), |(row, column)| {
        field[row].parts[column].utility.get()
    });
    let shown = shown.min(field.len());
    Ok(Some(Robustness {
        field: field.len(),
        parameters: parameters.clone(),
        methods: methods(field, &utilities, &weights, parameters)?,
        acceptabilities: acceptabilities(field, utilities.clone(), (&weights, stop), parameters)?
            .into_iter()
            .take(shown)
            .collect(),
        swaps: swaps(&field[..shown], &criteria, &weights)?,
    }))
}

fn methods(
    field: &[Outline],
    utilities: &Array2<f64>,
    weights: &[f64],
    parameters: &RobustnessParameters,
) -> Result<Vec<MethodVerdict>, DecisionError> {
    if field.len() < 2 {
        return Ok(Vec::new());
    }
    let directions = vec![Direction::Max; weights.len()];
    let table = DecisionTable::new(utilities, &directions, weights)?;
    let preference = Preference::Linear {
        q: parameters.promethee_indifference,
        p: parameters.promethee_preference,
    };
    let closeness = topsis::closeness(&table, Normalisation::None)?;
    let compromise = vikor::compromise(&table, parameters.vikor_group_share)?;
    let flows = promethee::flows(&table, &vec![preference; weights.len()])?;
    let regrets = compromise.compromises.iter().map(|regret| -regret).collect();
    let scores = [
        (OtherMethod::Topsis, closeness),
        (OtherMethod::Vikor, regrets),
        (OtherMethod::PrometheeTwo, flows.net),
    ];
    let ours: Vec<usize> = (0..TOP.min(field.len())).collect();
    let verdict = |(method, scores): (OtherMethod, Vec<f64>)| {
        let mut order: Vec<usize> = (0..field.len()).collect();
        // Stable: of level ones that which the ranking has first.
        order.sort_by(|one, other| scores[*other].total_cmp(&scores[*one]));
        order.truncate(TOP);
        MethodVerdict {
            method,
            changes_members: order.iter().any(|place| !ours.contains(place)),
            changes_order: order != ours,
            top: order.into_iter().map(|place| field[place].region.clone()).collect(),
        }
    };
    Ok(scores.into_iter().map(verdict).collect())
}

/// Of the whole field, so that the acceptabilities of a rank add up to 1.
fn acceptabilities(
    field: &[Outline],
    utilities: Array2<f64>,
    (weights, stop): (&[f64], Stop<'_>),
    parameters: &RobustnessParameters,
) -> Result<Vec<RankAcceptability>, DecisionError> {
    let mut unknown = Vec::new();
    for (alternative, candidate) in field.iter().enumerate() {
        let open = candidate.parts.iter().enumerate().filter(|(_, c)| !c.is_known);
        unknown.extend(open.map(|(criterion, _)| Unknown {
            alternative,
            criterion,
            low: 0.0,
            high: 1.0,
        }));
    }
    let utilities = Utilities::new(utilities, unknown)?;
    let space = WeightSpace::Near { weights: weights.to_vec(), spread: parameters.weight_spread };
    let sampling = Sampling { draws: parameters.draws, seed: parameters.seed, ranks: TOP };
    let found = acceptability_until(&utilities, &space, sampling, stop)?;
    let one = |(place, candidate): (usize, &Outline)| RankAcceptability {
        region: candidate.region.clone(),
        ranks: found.ranks.row(place).to_vec(),
        confidence: found.confidence[place],
        central_weights: found.central_weights[place].as_ref().map(|weights| {
            let criteria = candidate.parts.iter().map(|c| c.criterion);
            criteria.zip(weights.iter().copied()).collect()
        }),
    };
    Ok(field.iter().enumerate().map(one).collect())
}

fn swaps(
    shown: &[Outline],
    criteria: &[CriterionId],
    weights: &[f64],
) -> Result<Vec<NeighbourSwap>, DecisionError> {
    let utilities: Vec<Vec<f64>> = shown
        .iter()
        .map(|candidate| candidate.parts.iter().map(|c| c.utility.get()).collect())
        .collect();
    let rows: Vec<&[f64]> = utilities.iter().map(Vec::as_slice).collect();
    let found = neighbour_swaps(weights, &rows)?;
    let pairs = shown.windows(2).zip(found).map(|(pair, swap)| NeighbourSwap {
        ahead: pair[0].region.clone(),
        behind: pair[1].region.clone(),
        moves: swap.map(|swap| {
            let moves = swap.moves.into_iter().map(|step| WeightMove {
                from: criteria[step.from],
                to: criteria[step.to],
                share: step.amount,
            });
            moves.collect()
        }),
    });
    Ok(pairs.collect())
}

#[expect(clippy::cast_precision_loss, reason = "points are at most a million")]
fn share_of(weight: Points) -> f64 {
    weight.get() as f64 / Points::WHOLE.get() as f64
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{
        criterion::{Utility, Weights},
        matching::{Age, Candidate, Contribution, Measure},
    };

    fn parameters() -> RobustnessParameters {
        RobustnessParameters {
            draws: 500,
            seed: 7,
            weight_spread: 0.5,
            vikor_group_share: 0.5,
            promethee_indifference: 0.05,
            promethee_preference: 0.25,
        }
    }

    /// Candidates by their utilities on the first criteria, in the order of a ranking; a `None` is
    /// unknown and has the median 0.5.
    fn field(weights: &[f64], rows: &[Vec<Option<f64>>]) -> Vec<Candidate> {
        let weight = |id: CriterionId| weights.get(id.position()).copied().unwrap_or(0.0);
        let weights = Weights::by_criterion(weight).unwrap();
        let candidate = |(number, row): (usize, &Vec<Option<f64>>)| {
            let region = RegionId::parse(&format!("CN-{:06}", number + 1)).unwrap();
            let contributions = CriterionId::ALL.into_iter().zip(row).map(|(criterion, figure)| {
                let measure = figure.map(|value| Measure {
                    value,
                    source: None,
                    as_of: None,
                    from: region.clone(),
                    confidence: 1.0,
                    age: Age::Ageless,
                    detail: None,
                });
                let utility = Utility::new(figure.unwrap_or(0.5)).unwrap();
                Contribution::new(criterion, measure, utility, weights.of(criterion))
            });
            let contributions = contributions.collect();
            Candidate { region, contributions, gates: Vec::new() }
        };
        let mut field: Vec<Candidate> = rows.iter().enumerate().map(candidate).collect();
        field.sort_by(|one, other| one.order().cmp(&other.order()));
        field
    }

    fn outlines(field: &[Candidate]) -> Vec<Outline> {
        field.iter().map(Outline::from).collect()
    }

    fn known(rows: &[[f64; 3]]) -> Vec<Vec<Option<f64>>> {
        rows.iter().map(|row| row.iter().copied().map(Some).collect()).collect()
    }

    #[test]
    fn who_is_best_in_everything_is_first_whatever_is_asked() {
        let field = field(&[0.5, 0.3, 0.2], &known(&[[0.9, 0.8, 0.9], [0.4, 0.5, 0.3], [0.1; 3]]));
        let found =
            robustness(&outlines(&field), 3, &parameters(), Stop::never()).unwrap().unwrap();
        assert!(found.methods.iter().all(|verdict| !verdict.changes_order));
        assert_eq!(found.methods.len(), 3);
        assert_abs_diff_eq!(found.acceptabilities[0].ranks[0], 1.0);
        assert_eq!(found.acceptabilities[0].confidence, Some(1.0));
        assert_eq!(found.acceptabilities[1].central_weights, None);
        assert!(found.swaps.iter().all(|swap| swap.moves.is_none()));
    }

    #[test]
    fn a_method_that_shuns_a_single_bad_criterion_is_named() {
        // The first is excellent but for the heaviest criterion; the regret of VIKOR minds that.
        let rows = [[0.0, 1.0, 1.0], [0.55, 0.5, 0.5], [0.5; 3], [0.45; 3], [0.5, 0.4, 0.4]];
        let field = field(&[0.40, 0.31, 0.29], &known(&rows));
        assert_eq!(field[0].region.as_str(), "CN-000001");
        let found =
            robustness(&outlines(&field), 3, &parameters(), Stop::never()).unwrap().unwrap();
        let vikor = found.methods.iter().find(|v| v.method == OtherMethod::Vikor).unwrap();
        assert!(vikor.changes_order && vikor.top[0].as_str() == "CN-000002", "{vikor:?}");
    }

    #[test]
    fn one_candidate_has_no_rival_and_none_has_no_answer() {
        let alone = field(&[1.0], &[vec![None]]);
        let found =
            robustness(&outlines(&alone), 10, &parameters(), Stop::never()).unwrap().unwrap();
        assert_eq!((found.methods.len(), found.swaps.len(), found.field), (0, 0, 1));
        assert_eq!(found.acceptabilities[0].ranks, [1.0]);
        assert_eq!(robustness(&[], 10, &parameters(), Stop::never()).unwrap(), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn every_rank_is_taken_once_and_a_swap_ends_in_a_tie(
            weights in prop::collection::vec(0.05..1.0, 3),
            rows in prop::collection::vec(
                prop::collection::vec(prop::option::weighted(0.8, 0.0..1.0), 3), 3,
            ),
        ) {
            let field = field(&weights, &rows);
            let found = robustness(&outlines(&field), 3, &parameters(), Stop::never()).unwrap().unwrap();
            let acceptabilities = &found.acceptabilities;
            for rank in 0..3 {
                let taken: f64 = acceptabilities.iter().map(|one| one.ranks[rank]).sum();
                prop_assert!((taken - 1.0).abs() < 1e-9);
                // As many candidates as ranks: each has one of them.
                let has: f64 = acceptabilities[rank].ranks.iter().sum();
                prop_assert!((has - 1.0).abs() < 1e-9);
            }
            for (pair, swap) in field.windows(2).zip(&found.swaps) {
                let Some(moves) = &swap.moves else { continue };
                let mut weights: Vec<f64> =
                    pair[0].contributions.iter().map(|c| share_of(c.weight)).collect();
                for step in moves {
                    weights[step.from.position()] -= step.share;
                    weights[step.to.position()] += step.share;
                }
                let score = |candidate: &Candidate| -> f64 {
                    let parts = candidate.contributions.iter().zip(&weights);
                    parts.map(|(c, weight)| c.utility.get() * weight).sum()
                };
                prop_assert!(weights.iter().all(|weight| -1e-12 <= *weight));
                let gap = score(&pair[0]) - score(&pair[1]);
                // Where nothing moves, rounding to points alone may have decided.
                let bound = if moves.is_empty() { 1e-5 } else { 1e-9 };
                prop_assert!(gap.abs() < bound, "{gap}");
            }
        }
    }
}
