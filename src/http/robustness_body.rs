use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{body::TextBody, money::YuanBody};
use crate::{
    domain::{criterion::CriterionId, id::RegionId},
    service::{
        criterion_unit,
        robustness::{
            FigureChange, Firmness, Lift, MethodVerdict, NeighbourSwap, Plan, RankAcceptability,
            WeightMove,
        },
    },
};

/// How firm the order of the shown candidates stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct RobustnessBody {
    /// How many candidates were taken into account, best first: all that are admitted, or the
    /// first 200 of them.
    pub field: usize,
    /// Draws of weights and unknown figures.
    pub draws: usize,
    /// Their seed.
    pub seed: u64,
    /// How far drawn weights leave the given ones: each keeps at least 1 less this share of itself.
    /// Unknown utilities are drawn evenly between 0 and 1.
    pub weight_spread: f64,
    /// What other methods put on top, on the same utilities and weights; empty for a single
    /// candidate.
    pub methods: Vec<MethodVerdictBody>,
    /// One per shown candidate, in the order of the ranking.
    pub candidates: Vec<CandidateRobustnessBody>,
    /// For each shown candidate but the last, how little weight makes the next one level with it.
    pub swaps: Vec<NeighbourSwapBody>,
    /// The same in words.
    pub sentences: Vec<TextBody>,
}

/// What another method puts on top.
#[derive(Debug, Serialize, ToSchema)]
pub struct MethodVerdictBody {
    /// `topsis` (utilities as they are), `vikor` or `promethee_ii` (linear preference).
    pub method: &'static str,
    /// Its first three, best first.
    pub top: Vec<RegionId>,
    /// Whether one of them is not among the ranking's first three.
    pub changes_members: bool,
    /// Whether they are others or stand in another order.
    pub changes_order: bool,
}

/// How firm one candidate stands, and what would lift it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CandidateRobustnessBody {
    /// Which.
    pub region: RegionId,
    /// The share of draws in which it is first, second, third.
    pub rank_acceptability: Vec<f64>,
    /// How often it is first under its central weights when only unknown figures are drawn; `null`
    /// if it is never first.
    pub confidence: Option<f64>,
    /// The mean of the weights under which it is first, with the sum 1; `null` if it never is.
    pub central_weights: Option<BTreeMap<&'static str, f64>>,
    /// Every single figure that alone would make it first; empty if none does, and for the first.
    pub to_first: Vec<LiftBody>,
    /// Where none makes it first, that which lifts it highest; `null` if none lifts it.
    pub best_lift: Option<LiftBody>,
    /// The cheapest sets of figures that make it first and lift it into the first three, where it
    /// is not there already and a set does; where none does, the cheapest that lifts it as high as
    /// all its figures together can. Empty for the first, and if none lifts it.
    pub cheapest_plans: Vec<PlanBody>,
}

/// The cheapest set of figures that lifts a candidate to a rank; with one of them a step less it
/// has not that rank.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanBody {
    /// The rank that was asked for, from 1.
    pub wanted_rank: usize,
    /// The rank that the plan gives: that, or a better one.
    pub rank: usize,
    /// The figures that change, in the order of the criteria.
    pub changes: Vec<FigureChangeBody>,
    /// What that costs the region once, in CNY: an order of magnitude, by the rates of the
    /// definition for a plant of usual size.
    pub cost: YuanBody,
    /// Whether no other set is cheaper by more than a hundredth; where the search was cut short, one
    /// may be.
    pub proven: bool,
}

/// What one figure would have to be.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureChangeBody {
    /// The criterion that the figure is for.
    pub criterion: CriterionId,
    /// The figure as it is; `null` if unknown.
    pub now: Option<f64>,
    /// The figure that is needed.
    pub needed: f64,
    /// The unit of both.
    pub unit: String,
    /// What the way there costs the region once, in CNY; of an unknown figure, from the usual one
    /// that stands in for it.
    pub cost: YuanBody,
}

/// A single figure that lifts a candidate to a rank, everything else being as it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct LiftBody {
    /// The criterion that the figure is for.
    pub criterion: CriterionId,
    /// The figure as it is; `null` if unknown.
    pub now: Option<f64>,
    /// The nearest figure at which the candidate has the rank.
    pub needed: f64,
    /// The unit of both.
    pub unit: String,
    /// The rank, from 1.
    pub rank: usize,
    /// What the way there costs the region once, in CNY, by the rates of the definition; of an
    /// unknown figure, from the usual one that stands in for it.
    pub cost: YuanBody,
}

/// The smallest change of weights that makes two neighbours level.
#[derive(Debug, Serialize, ToSchema)]
pub struct NeighbourSwapBody {
    /// The one that stands first.
    pub ahead: RegionId,
    /// The one that follows.
    pub behind: RegionId,
    /// The moves of weight, first to last; empty where both are level already. `null` where no
    /// weights do it: the first is better in everything.
    pub moves: Option<Vec<WeightMoveBody>>,
}

/// Weight that goes from one criterion to another.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeightMoveBody {
    /// The criterion that loses.
    pub from: CriterionId,
    /// The criterion that gains.
    pub to: CriterionId,
    /// How much, as a share of all weight.
    pub share: f64,
}

impl From<&Firmness> for RobustnessBody {
    fn from(firmness: &Firmness) -> RobustnessBody {
        let robustness = &firmness.robustness;
        let candidates = robustness.acceptabilities.iter().zip(&firmness.prospects);
        RobustnessBody {
            field: robustness.field,
            draws: robustness.parameters.draws,
            seed: robustness.parameters.seed,
            weight_spread: robustness.parameters.weight_spread,
            methods: robustness.methods.iter().map(MethodVerdictBody::from).collect(),
            candidates: candidates
                .map(|(one, prospect)| CandidateRobustnessBody {
                    region: one.region.clone(),
                    rank_acceptability: one.ranks.clone(),
                    confidence: one.confidence,
                    central_weights: central_weights(one),
                    to_first: prospect.to_first.iter().map(LiftBody::from).collect(),
                    best_lift: prospect.best.as_ref().map(LiftBody::from),
                    cheapest_plans: prospect.plans.iter().map(PlanBody::from).collect(),
                })
                .collect(),
            swaps: robustness.swaps.iter().map(NeighbourSwapBody::from).collect(),
            sentences: firmness.sentences.iter().map(TextBody::from).collect(),
        }
    }
}

fn central_weights(one: &RankAcceptability) -> Option<BTreeMap<&'static str, f64>> {
    let weights = one.central_weights.as_ref()?;
    Some(weights.iter().map(|(criterion, weight)| (criterion.as_str(), *weight)).collect())
}

impl From<&MethodVerdict> for MethodVerdictBody {
    fn from(verdict: &MethodVerdict) -> MethodVerdictBody {
        MethodVerdictBody {
            method: verdict.method.as_str(),
            top: verdict.top.clone(),
            changes_members: verdict.changes_members,
            changes_order: verdict.changes_order,
        }
    }
}

impl From<&Plan> for PlanBody {
    fn from(plan: &Plan) -> PlanBody {
        PlanBody {
            wanted_rank: plan.wanted,
            rank: plan.rank,
            changes: plan.changes.iter().map(FigureChangeBody::from).collect(),
            cost: plan.cost.into(),
            proven: plan.is_proven,
        }
    }
}

impl From<&FigureChange> for FigureChangeBody {
    fn from(change: &FigureChange) -> FigureChangeBody {
        FigureChangeBody {
            criterion: change.criterion,
            now: change.now,
            needed: change.needed,
            unit: unit_of(change.criterion),
            cost: change.cost.into(),
        }
    }
}

/// The unit of a criterion's figure.
pub(super) fn unit_of(criterion: CriterionId) -> String {
    let unit = criterion_unit(criterion);
    unit.en.as_ref().or(unit.zh.as_ref()).cloned().unwrap_or_default()
}

impl From<&Lift> for LiftBody {
    fn from(lift: &Lift) -> LiftBody {
        LiftBody {
            criterion: lift.criterion,
            now: lift.now,
            needed: lift.needed,
            unit: unit_of(lift.criterion),
            rank: lift.rank,
            cost: lift.cost.into(),
        }
    }
}

impl From<&NeighbourSwap> for NeighbourSwapBody {
    fn from(swap: &NeighbourSwap) -> NeighbourSwapBody {
        let moves = |moves: &Vec<WeightMove>| {
            let body = |step: &WeightMove| WeightMoveBody {
                from: step.from,
                to: step.to,
                share: step.share,
            };
            moves.iter().map(body).collect()
        };
        NeighbourSwapBody {
            ahead: swap.ahead.clone(),
            behind: swap.behind.clone(),
            moves: swap.moves.as_ref().map(moves),
        }
    }
}
