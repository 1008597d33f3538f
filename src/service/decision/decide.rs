use std::collections::BTreeMap;

use super::sheet::DecisionSheet;
use crate::{
    decision::{
        DecisionTable,
        promethee::{self, Flows},
        ranks::{First, dense},
        topsis,
        vikor::{self, Compromise},
        weighted_sum,
        weights::{
            elicited,
            objective::{self, Correlation, Scaling},
        },
    },
    domain::{invalid::Invalid, limits::GAUSSIAN_PAIRS_MAX},
    service::Error,
};

pub use crate::decision::{Remark, normalise::Normalisation, preference::Preference};

/// A method and its conventions.
#[derive(Debug, Clone, PartialEq)]
pub enum Method {
    /// The weighted sum of normalised values.
    Sum(Normalisation),
    /// Closeness to the ideal of the table.
    Topsis(Normalisation),
    /// The compromise of regrets, with v, the share of the regret of all together.
    Vikor {
        /// v, 0 to 1.
        group_share: f64,
    },
    /// Flows of preference; a criterion that is not named has the usual form.
    Promethee(Vec<(String, Preference)>),
}

impl Method {
    /// Its name, as flags and answers spell it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Method::Sum(_) => "sum",
            Method::Topsis(_) => "topsis",
            Method::Vikor { .. } => "vikor",
            Method::Promethee(_) => "promethee2",
        }
    }
}

/// Where the weights come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighting {
    /// From the row `weight`.
    Given,
    /// The same for all.
    Equal,
    /// From the entropy of the columns.
    Entropy,
    /// From deviations and correlations: CRITIC on min–max columns, Pearson.
    Critic,
}

impl Weighting {
    /// Its name, as flags and answers spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Weighting::Given => "given",
            Weighting::Equal => "equal",
            Weighting::Entropy => "entropy",
            Weighting::Critic => "critic",
        }
    }
}

/// What the method says.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The criteria with their weights, whose sum is 1.
    pub criteria: Vec<(String, f64)>,
    /// The alternatives in the order of the table.
    pub alternatives: Vec<Judged>,
    /// What VIKOR adds.
    pub compromise: Option<CompromiseSet>,
    /// What a reader should mind; criteria by their position.
    pub remarks: Vec<Remark>,
}

/// An alternative and what the method says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Its name.
    pub name: String,
    /// Its dense rank, from 1: level alternatives share one and leave no gap.
    pub rank: usize,
    /// Its values under their standard names.
    pub values: Vec<(&'static str, f64)>,
}

/// The compromise set and its conditions.
#[derive(Debug, Clone, PartialEq)]
pub struct CompromiseSet {
    /// Who is in it, in the order of the table.
    pub names: Vec<String>,
    /// Whether the first is far enough ahead of the second.
    pub has_advantage: bool,
    /// Whether the first is also first by S or R.
    pub is_stable: bool,
}

/// Judges the alternatives of a table.
///
/// # Errors
/// Weights that are missing or not determined, a value that the normalisation cannot use, a
/// preference of no criterion, more pairs than a Gaussian preference may cost.
pub fn decide(
    sheet: &DecisionSheet,
    method: &Method,
    weighting: Weighting,
) -> Result<Decision, Error> {
    let table = weighed(sheet, weighting)?;
    let explain = |error| sheet.explain(error);
    let mut compromise = None;
    let (ranks, values) = match method {
        Method::Sum(normalisation) => {
            let scores = weighted_sum::scores(&table, *normalisation).map_err(explain)?;
            (dense(&scores, First::Highest), vec![("score", scores)])
        }
        Method::Topsis(normalisation) => {
            let closeness = topsis::closeness(&table, *normalisation).map_err(explain)?;
            (dense(&closeness, First::Highest), vec![("closeness", closeness)])
        }
        Method::Vikor { group_share } => {
            let found = vikor::compromise(&table, *group_share).map_err(explain)?;
            let ranks = found.ranks();
            compromise = Some(named(&found, sheet));
            let Compromise { group_regrets, worst_regrets, compromises, .. } = found;
            (ranks, vec![("s", group_regrets), ("r", worst_regrets), ("q", compromises)])
        }
        Method::Promethee(preferences) => {
            let preferences = by_criterion(sheet, preferences)?;
            let Flows { leaving, entering, net } =
                promethee::flows(&table, &preferences).map_err(explain)?;
            let ranks = dense(&net, First::Highest);
            (ranks, vec![("phi", net), ("phi_plus", leaving), ("phi_minus", entering)])
        }
    };
    let judged = |(place, (name, rank)): (usize, (&String, usize))| Judged {
        name: name.clone(),
        rank,
        values: values.iter().map(|(name, values)| (*name, values[place])).collect(),
    };
    Ok(Decision {
        criteria: sheet.criteria.iter().cloned().zip(table.weights().iter().copied()).collect(),
        alternatives: sheet.alternatives.iter().zip(ranks).enumerate().map(judged).collect(),
        compromise,
        remarks: table.remarks(),
    })
}

/// The table under the weights that are asked for.
fn weighed(sheet: &DecisionSheet, weighting: Weighting) -> Result<DecisionTable, Error> {
    let explain = |error| sheet.explain(error);
    let equal = elicited::equal(sheet.criteria.len());
    let first = if weighting == Weighting::Given { sheet.given_weights()? } else { equal };
    let table = DecisionTable::new(&sheet.values, &sheet.directions, &first).map_err(explain)?;
    let weights = match weighting {
        Weighting::Given | Weighting::Equal => return Ok(table),
        Weighting::Entropy => objective::entropy(&table),
        Weighting::Critic => objective::critic(&table, Scaling::MinMax, Correlation::Pearson),
    };
    table.with_weights(&weights.map_err(explain)?).map_err(explain)
}

fn named(compromise: &Compromise, sheet: &DecisionSheet) -> CompromiseSet {
    CompromiseSet {
        names: compromise.set.iter().map(|place| sheet.alternatives[*place].clone()).collect(),
        has_advantage: compromise.has_advantage,
        is_stable: compromise.is_stable,
    }
}

/// The preference of each criterion.
fn by_criterion(
    sheet: &DecisionSheet,
    preferences: &[(String, Preference)],
) -> Result<Vec<Preference>, Error> {
    let mut named = BTreeMap::new();
    for (criterion, preference) in preferences {
        if !sheet.criteria.contains(criterion) {
            let expected = format!("one of the criteria {}", sheet.criteria.join(", "));
            return Err(Invalid::new("preference", criterion, &expected).into());
        }
        if named.insert(criterion, *preference).is_some() {
            let expected = "given once for each criterion";
            return Err(Invalid::new("preference", criterion, expected).into());
        }
    }
    let preference = |criterion| named.get(criterion).copied().unwrap_or(Preference::Usual);
    let preferences: Vec<Preference> = sheet.criteria.iter().map(preference).collect();
    let is_gaussian = |preference: &&Preference| matches!(preference, Preference::Gaussian { .. });
    let alternatives = sheet.alternatives.len();
    let pairs =
        alternatives * (alternatives - 1) / 2 * preferences.iter().filter(is_gaussian).count();
    if GAUSSIAN_PAIRS_MAX < pairs {
        let expected = format!(
            "another than gauss: of its pairs there may be {GAUSSIAN_PAIRS_MAX} over all criteria"
        );
        return Err(Invalid::new("preference", pairs, &expected).into());
    }
    Ok(preferences)
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;

    use super::*;

    const TABLE: &str =
        "place,rent,road\nweight,0.5,0.5\ndirection,min,max\nA1,1,3000\nA2,2,3750\nA3,5,4500\n";

    fn judge(text: &str, method: &Method, weighting: Weighting) -> Result<Decision, Error> {
        decide(&DecisionSheet::read("t.csv", text.as_bytes())?, method, weighting)
    }

    fn refused(text: &str, method: &Method, weighting: Weighting) -> String {
        judge(text, method, weighting).unwrap_err().to_string()
    }

    #[test]
    fn every_method_has_its_values_and_ranks() {
        let cases = [
            (Method::Sum(Normalisation::MinMax), vec!["score"], [2, 1, 2]),
            (Method::Topsis(Normalisation::Vector), vec!["closeness"], [1, 2, 3]),
            (Method::Vikor { group_share: 0.5 }, vec!["s", "r", "q"], [2, 1, 2]),
            (Method::Promethee(Vec::new()), vec!["phi", "phi_plus", "phi_minus"], [1, 1, 1]),
        ];
        for (method, names, ranks) in cases {
            let found = judge(TABLE, &method, Weighting::Given).unwrap();
            for (alternative, rank) in found.alternatives.iter().zip(ranks) {
                let values: Vec<&str> = alternative.values.iter().map(|(name, _)| *name).collect();
                assert_eq!((values, alternative.rank), (names.clone(), rank), "{method:?}");
            }
            assert_eq!(found.compromise.is_some(), method.as_str() == "vikor");
            assert_eq!(found.remarks, []);
        }
    }

    #[test]
    fn weights_come_from_where_they_are_asked_for() {
        let weights = |weighting| -> Vec<f64> {
            let method = Method::Sum(Normalisation::MinMax);
            let found = judge(TABLE, &method, weighting).unwrap();
            found.criteria.iter().map(|(_, weight)| *weight).collect()
        };
        assert_eq!(weights(Weighting::Equal), [0.5, 0.5]);
        let entropy = weights(Weighting::Entropy);
        assert!(0.9 < entropy[0]);
        assert_abs_diff_eq!(weights(Weighting::Critic).iter().sum::<f64>(), 1.0, epsilon = 1e-12);
    }

    #[test]
    fn what_cannot_be_judged_is_named() {
        let sum = Method::Sum(Normalisation::Sum);
        let negative = TABLE.replace("A1,1", "A1,-1");
        insta::assert_snapshot!(refused(&negative, &sum, Weighting::Given), @"t.csv, line 4: `rent` must be above 0 for a cost normalised by its sum, for `A1`, got `-1`");
        let nothing = TABLE.replace("0.5", "0");
        insta::assert_snapshot!(refused(&nothing, &sum, Weighting::Given), @"t.csv, line 2: `rent` must be above 0 for one criterion at least, got `0`");
        let same = "n,a\ndirection,max\nx,1\ny,1\n";
        insta::assert_snapshot!(refused(same, &sum, Weighting::Entropy), @"`weights` must be given or equal: no criteria vary, or all that do agree perfectly, got `entropy`");
        let vikor = Method::Vikor { group_share: 2.0 };
        insta::assert_snapshot!(refused(TABLE, &vikor, Weighting::Given), @"`v` must be between 0 and 1, got `2`");
        let prefer = |preferences: &[(&str, Preference)]| {
            let named = preferences.iter().map(|(name, form)| ((*name).to_owned(), *form));
            refused(TABLE, &Method::Promethee(named.collect()), Weighting::Given)
        };
        insta::assert_snapshot!(prefer(&[("rant", Preference::Usual)]), @"`preference` must be one of the criteria rent, road, got `rant`");
        insta::assert_snapshot!(prefer(&[("rent", Preference::Usual); 2]), @"`preference` must be given once for each criterion, got `rent`");
        insta::assert_snapshot!(prefer(&[("rent", Preference::VShape { p: 0.0 })]), @"`p` must be a number above 0, got `0`");
    }
}
