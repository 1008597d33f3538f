use std::collections::BTreeMap;

use super::{comparisons::ComparisonSheet, ratings::Ratings, sheet::DecisionSheet};
use crate::{
    decision::{
        DecisionError, DecisionTable, Remark,
        weights::{
            ahp::RATIO_MAX,
            elicited,
            objective::{self, Correlation, Scaling},
        },
    },
    definition,
    domain::{criterion::CriterionId, invalid::Invalid, region::Level, text::Text},
    service::{Error, app::blocking},
};

pub use crate::decision::weights::ahp::{Priorities, RandomIndex};

/// What weights are asked from.
#[derive(Debug, Clone, PartialEq)]
pub enum Elicitation {
    /// Comparisons in pairs, by the analytic hierarchy process; consistency is judged by a table
    /// of random indices.
    Ahp(ComparisonSheet, RandomIndex),
    /// Points in any unit: w = p / Σp.
    Direct(Ratings),
    /// What the swing of each criterion from its worst to its best is worth, beside 100 for the
    /// most wanted one: w = s / Σs.
    Swing(Ratings),
    /// The entropy of the columns of a table.
    Entropy(DecisionSheet),
    /// Deviations and correlations of the columns of a table: CRITIC on min–max columns, Pearson.
    Critic(DecisionSheet),
}

impl Elicitation {
    /// The name of the method, as flags and answers spell it.
    pub fn method(&self) -> &'static str {
        match self {
            Elicitation::Ahp(..) => "ahp",
            Elicitation::Direct(_) => "direct",
            Elicitation::Swing(_) => "swing",
            Elicitation::Entropy(_) => "entropy",
            Elicitation::Critic(_) => "critic",
        }
    }
}

/// Weights of criteria and how they were found.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighing {
    /// The method, as flags and answers spell it.
    pub method: &'static str,
    /// The criteria.
    pub names: Vec<String>,
    /// Their weights; at least 0, with the sum 1.
    pub weights: Vec<f64>,
    /// The points or swings as they were given; `None` of other methods.
    pub given: Option<Vec<f64>>,
    /// How far comparisons contradict each other; `None` of other methods.
    pub consistency: Option<Consistency>,
    /// The criteria of a table that are the same everywhere: the table gives them the weight 0,
    /// however vital they are.
    pub constant: Vec<String>,
    /// The weights as a question takes them, for every criterion of a ranking: one that was not
    /// weighed has 0, for a default beside these weights would be on another scale. `None` if a
    /// name is no criterion of a ranking.
    pub wishes: Option<BTreeMap<CriterionId, f64>>,
}

/// How far comparisons in pairs contradict each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Consistency {
    /// λ, CI and CR.
    pub priorities: Priorities,
    /// The table by which CR is judged.
    pub random_index: RandomIndex,
    /// Whether the ratio is small enough (below 0.1).
    pub is_consistent: bool,
    /// Mean distance of direct and indirect judgments.
    pub congruence: f64,
    /// Share of indirect judgments that turn a direct one.
    pub dissonance: f64,
    /// The worst triple.
    pub koczkodaj: f64,
}

/// Weighs criteria.
///
/// Formulas and sources: [`crate::decision::weights`].
///
/// # Errors
/// Points or swings that make no weights, a table that does not determine them, each fault at its
/// criterion or cell.
pub async fn weigh(elicitation: Elicitation) -> Result<Weighing, Error> {
    blocking(move || weighing(&elicitation)).await?
}

fn weighing(elicitation: &Elicitation) -> Result<Weighing, Error> {
    let method = elicitation.method();
    let plain = |names: &[String], weights: Vec<f64>| Weighing {
        method,
        wishes: wishes(names, &weights),
        names: names.to_vec(),
        weights,
        given: None,
        consistency: None,
        constant: Vec::new(),
    };
    let rated = |ratings: &Ratings, weights: Vec<f64>| Weighing {
        given: Some(ratings.values.clone()),
        ..plain(&ratings.names, weights)
    };
    Ok(match elicitation {
        Elicitation::Ahp(sheet, random) => {
            let consistency = consistency(sheet, *random);
            let weights = consistency.priorities.weights.clone();
            Weighing { consistency: Some(consistency), ..plain(&sheet.names, weights) }
        }
        Elicitation::Direct(ratings) => {
            let weights = elicited::direct(&ratings.values);
            rated(ratings, weights.map_err(|error| ratings.explain(&error))?)
        }
        Elicitation::Swing(ratings) => {
            let weights = elicited::swing(&ratings.values);
            rated(ratings, weights.map_err(|error| ratings.explain(&error))?)
        }
        Elicitation::Entropy(sheet) => {
            let (weights, constant) = of_table(sheet, objective::entropy)?;
            Weighing { constant, ..plain(&sheet.criteria, weights) }
        }
        Elicitation::Critic(sheet) => {
            let (weights, constant) = of_table(sheet, critic)?;
            Weighing { constant, ..plain(&sheet.criteria, weights) }
        }
    })
}

fn consistency(sheet: &ComparisonSheet, random_index: RandomIndex) -> Consistency {
    let comparisons = &sheet.comparisons;
    let priorities = comparisons.priorities(random_index);
    Consistency {
        is_consistent: priorities.consistency_ratio.is_some_and(|ratio| ratio < RATIO_MAX),
        random_index,
        congruence: comparisons.congruence(),
        dissonance: comparisons.dissonance(),
        koczkodaj: comparisons.koczkodaj(),
        priorities,
    }
}

/// The weights that a table suggests, and the criteria that are the same everywhere.
fn of_table(
    sheet: &DecisionSheet,
    method: impl Fn(&DecisionTable) -> Result<Vec<f64>, DecisionError>,
) -> Result<(Vec<f64>, Vec<String>), Error> {
    let equal = elicited::equal(sheet.criteria.len());
    let table = DecisionTable::new(&sheet.values, &sheet.directions, &equal);
    let table = table.map_err(|error| sheet.explain(error))?;
    let weights = method(&table).map_err(|error| match error {
        DecisionError::Undetermined { method } => {
            let expected = "a table with criteria that vary and do not all agree perfectly";
            Invalid::new("", method, expected).into()
        }
        other => sheet.explain(other),
    })?;
    let remarks = table.remarks().into_iter();
    let constant = remarks.filter_map(|remark| match remark {
        Remark::ConstantCriterion(criterion) => Some(sheet.criteria[criterion].clone()),
        Remark::SingleAlternative | Remark::AllEqual => None,
    });
    Ok((weights, constant.collect()))
}

/// CRITIC as published.
fn critic(table: &DecisionTable) -> Result<Vec<f64>, DecisionError> {
    objective::critic(table, Scaling::MinMax, Correlation::Pearson)
}

/// The weights for every criterion of a ranking, if every name is one.
fn wishes(names: &[String], weights: &[f64]) -> Option<BTreeMap<CriterionId, f64>> {
    let mut wishes: BTreeMap<CriterionId, f64> =
        CriterionId::ALL.into_iter().map(|criterion| (criterion, 0.0)).collect();
    for (name, weight) in names.iter().zip(weights) {
        let known = CriterionId::ALL.into_iter().find(|known| known.as_str() == name);
        wishes.insert(known?, *weight);
    }
    Some(wishes)
}

/// What a swing is from and to: the measures at the worst and at the best end of a criterion's
/// scale, and their unit. Whoever judges a swing must know how far it goes.
#[derive(Debug, Clone, PartialEq)]
pub struct SwingRange {
    /// The measure at the worst utility.
    pub worst: f64,
    /// The measure at the best utility.
    pub best: f64,
    /// Their unit.
    pub unit: &'static Text,
}

/// The swing of a criterion of a ranking at a level; `None` of other criteria and of countries,
/// which are never ranked.
///
/// Source: the scales of `index/criteria.toml`.
pub fn swing_range(name: &str, level: Level) -> Option<SwingRange> {
    let criteria = &definition::get().criteria;
    let criterion = criteria.iter().find(|criterion| criterion.id.as_str() == name)?;
    let [first, last] = criterion.scales.get(&level)?.ends();
    let (worst, best) = if first.1 <= last.1 { (first.0, last.0) } else { (last.0, first.0) };
    Some(SwingRange { worst, best, unit: &criterion.unit })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rated(rated: &[(&str, f64)]) -> Ratings {
        Ratings::new(rated.iter().map(|(name, value)| ((*name).to_owned(), *value))).unwrap()
    }

    /// Swings of 100, 60 and 40 are half, three tenths and a fifth of their sum.
    #[test]
    fn weights_are_shares_of_what_is_given() {
        let given = rated(&[("access", 100.0), ("land_cost", 60.0), ("labour_cost", 40.0)]);
        for elicitation in [Elicitation::Swing(given.clone()), Elicitation::Direct(given)] {
            let found = weighing(&elicitation).unwrap();
            assert_eq!(found.weights, [0.5, 0.3, 0.2]);
            assert_eq!(found.given.as_deref(), Some(&[100.0, 60.0, 40.0][..]));
            let wishes = found.wishes.unwrap();
            assert_eq!(wishes.len(), CriterionId::ALL.len(), "a whole set");
            let named = [CriterionId::Access, CriterionId::Specialisation].map(|id| wishes[&id]);
            assert_eq!(named.as_slice(), [0.5, 0.0]);
        }
    }

    #[test]
    fn criteria_of_ones_own_make_no_wishes() {
        let found = weighing(&Elicitation::Direct(rated(&[("access", 1.0), ("view", 1.0)])));
        assert_eq!(found.unwrap().wishes, None);
    }

    #[test]
    fn a_fault_stands_at_its_criterion() {
        let refused = |elicitation| weighing(&elicitation).unwrap_err().to_string();
        let swing = |given| refused(Elicitation::Swing(rated(given)));
        insta::assert_snapshot!(swing(&[("a", 100.0), ("b", 101.0)]), @"`b` must be a swing between 0 and 100, got `101`");
        insta::assert_snapshot!(swing(&[("a", 90.0), ("b", 60.0)]), @"`a` must be 100 for the most wanted swing, got `90`");
        let zeros = rated(&[("a", 0.0), ("b", 0.0)]);
        insta::assert_snapshot!(refused(Elicitation::Direct(zeros)), @"`a` must be above 0 for one criterion at least, got `0`");
    }

    /// A price that is high everywhere vanishes; whoever reads the weights is told.
    #[test]
    fn a_criterion_that_does_not_vary_vanishes_and_is_named() {
        let text = "n,rent,road,rail\ndirection,min,min,min\nA,9,1,3\nB,9,2,1\nC,9,5,2\n";
        let sheet = DecisionSheet::read("t.csv", text.as_bytes()).unwrap();
        for elicitation in [Elicitation::Entropy(sheet.clone()), Elicitation::Critic(sheet)] {
            let found = weighing(&elicitation).unwrap();
            assert_eq!((found.weights[0], &found.constant[..]), (0.0, &["rent".to_owned()][..]));
        }
    }

    #[test]
    fn a_table_that_says_nothing_is_refused() {
        let text = "n,rent,road\ndirection,min,min\nA,9,1\nB,9,1\n";
        let sheet = DecisionSheet::read("t.csv", text.as_bytes()).unwrap();
        let refused = |elicitation| weighing(&elicitation).unwrap_err().to_string();
        insta::assert_snapshot!(refused(Elicitation::Entropy(sheet.clone())), @"must be a table with criteria that vary and do not all agree perfectly, got `entropy`");
        insta::assert_snapshot!(refused(Elicitation::Critic(sheet)), @"must be a table with criteria that vary and do not all agree perfectly, got `CRITIC`");
    }

    #[test]
    fn a_swing_goes_from_the_worst_to_the_best_end_of_its_scale() {
        let range = |name, level| swing_range(name, level).map(|range| (range.worst, range.best));
        assert_eq!(range("access", Level::Park), Some((1440.0, 60.0)));
        assert_eq!(range("specialisation", Level::Park), Some((0.0, 1.0)));
        assert_eq!(range("access", Level::Country), None);
        assert_eq!(range("view", Level::Park), None);
    }
}
