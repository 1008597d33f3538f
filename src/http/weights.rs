use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Problem, extract::Json};
use crate::{
    domain::invalid::Invalid,
    service::{
        Error,
        decision::{
            comparisons::ComparisonSheet,
            ratings::Ratings,
            sheet::DecisionSheet,
            weigh::{Consistency, Elicitation, RandomIndex, Weighing, weigh},
        },
        document::Validate,
    },
};

/// What weights are asked from: the field of the method, and no other.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeighingRequestBody {
    /// How weights are found.
    method: WeighingMethod,
    /// For `ahp`: a square matrix of 1 to 15 rows, whose cells say how many times the criterion of
    /// the row matters as much as that of the column.
    #[serde(default)]
    #[schema(example = json!([[1, 3], [0.3333, 1]]))]
    comparisons: Option<Vec<Vec<f64>>>,
    /// For `ahp`: the criteria of the rows; their numbers from 1 by default.
    #[serde(default)]
    names: Option<Vec<String>>,
    /// For `ahp`: the table of random indices by which consistency is judged; Saaty's by default.
    #[serde(default)]
    random_index: Option<RandomIndexBody>,
    /// For `direct`: points in any unit, by criterion.
    #[serde(default)]
    #[schema(example = json!({ "specialisation": 30, "access": 20 }))]
    points: Option<BTreeMap<String, f64>>,
    /// For `swing`: what the swing of each criterion from its worst to its best is worth, beside
    /// 100 for the most wanted one.
    #[serde(default)]
    #[schema(example = json!({ "access": 100, "land_cost": 60 }))]
    swings: Option<BTreeMap<String, f64>>,
    /// For `entropy` and `critic`: the table whose columns are looked at.
    #[serde(default)]
    table: Option<DecisionTableBody>,
}

/// A way of finding weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum WeighingMethod {
    /// Comparisons in pairs: the analytic hierarchy process (Saaty 1980).
    Ahp,
    /// Points: w = p / Σp.
    Direct,
    /// Swings: w = s / Σs (von Winterfeldt and Edwards 1986).
    Swing,
    /// The entropy of the columns of a table (Shannon; Hwang and Yoon 1981).
    Entropy,
    /// Deviations and correlations of the columns of a table (Diakoulaki and others 1995).
    Critic,
}

/// A table of mean consistency indices of random comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RandomIndexBody {
    /// Saaty 1980.
    Saaty,
    /// Aguarón and Moreno-Jiménez 2003.
    AguaronMoreno,
}

/// Alternatives × criteria.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionTableBody {
    /// The columns, 1 to 200.
    criteria: Vec<TableCriterionBody>,
    /// The rows, 1 to 50,000.
    alternatives: Vec<TableAlternativeBody>,
}

/// A column of a table.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TableCriterionBody {
    /// Its name, which stands once.
    #[schema(example = "rent")]
    name: String,
    /// What is good: `max`, `min` or `ideal=20.5`.
    #[schema(example = "min")]
    direction: String,
}

/// A row of a table.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TableAlternativeBody {
    /// Its name, which stands once.
    #[schema(example = "Quzhou")]
    name: String,
    /// A number for every criterion; there are no silent defaults.
    values: Vec<f64>,
}

impl WeighingMethod {
    /// The method's name, and the field that it takes.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            WeighingMethod::Ahp => ("ahp", "comparisons"),
            WeighingMethod::Direct => ("direct", "points"),
            WeighingMethod::Swing => ("swing", "swings"),
            WeighingMethod::Entropy => ("entropy", "table"),
            WeighingMethod::Critic => ("critic", "table"),
        }
    }
}

impl Validate for WeighingRequestBody {
    fn validate(&self) -> Vec<Invalid> {
        let (method, wanted) = self.method.names();
        let ahp_only = |given: bool| (given, "comparisons");
        let given = [
            ("comparisons", ahp_only(self.comparisons.is_some())),
            ("names", ahp_only(self.names.is_some())),
            ("random_index", ahp_only(self.random_index.is_some())),
            ("points", (self.points.is_some(), "points")),
            ("swings", (self.swings.is_some(), "swings")),
            ("table", (self.table.is_some(), "table")),
        ];
        let mut faults = Vec::new();
        for (field, (is_given, belongs_to)) in given {
            if field == wanted && !is_given {
                let expected = format!("given with `{method}`");
                faults.push(Invalid::new(field, "nothing", &expected));
            } else if is_given && belongs_to != wanted {
                let expected = format!("left out with `{method}`, which takes `{wanted}`");
                faults.push(Invalid::new(field, "a value", &expected));
            }
        }
        faults
    }
}

impl WeighingRequestBody {
    /// What a valid body asks, with faults by their path in the field of the method.
    fn into_elicitation(self) -> Result<Elicitation, Error> {
        let rated = |given: Option<BTreeMap<String, f64>>| Ratings::new(given.unwrap_or_default());
        Ok(match self.method {
            WeighingMethod::Ahp => {
                let random_index = match self.random_index {
                    None | Some(RandomIndexBody::Saaty) => RandomIndex::Saaty,
                    Some(RandomIndexBody::AguaronMoreno) => RandomIndex::AguaronMoreno,
                };
                let rows = self.comparisons.unwrap_or_default();
                Elicitation::Ahp(ComparisonSheet::of(self.names, &rows)?, random_index)
            }
            WeighingMethod::Direct => Elicitation::Direct(rated(self.points)?),
            WeighingMethod::Swing => Elicitation::Swing(rated(self.swings)?),
            WeighingMethod::Entropy => Elicitation::Entropy(sheet(self.table)?),
            WeighingMethod::Critic => Elicitation::Critic(sheet(self.table)?),
        })
    }
}

fn sheet(table: Option<DecisionTableBody>) -> Result<DecisionSheet, Error> {
    let (criteria, alternatives) =
        table.map(|table| (table.criteria, table.alternatives)).unwrap_or_default();
    DecisionSheet::of(
        criteria.into_iter().map(|criterion| (criterion.name, criterion.direction)).collect(),
        alternatives.into_iter().map(|row| (row.name, row.values)).collect(),
    )
}

/// Weights of criteria and how they were found. Numbers are not rounded.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeighingBody {
    /// `ahp`, `direct`, `swing`, `entropy` or `critic`.
    #[schema(example = "swing")]
    pub method: &'static str,
    /// The criteria.
    pub names: Vec<String>,
    /// Their weights in the same order, with the sum 1.
    pub weights: Vec<f64>,
    /// The points or swings as they were given; absent with other methods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<Vec<f64>>,
    /// How far comparisons contradict each other; absent with other methods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consistency: Option<ConsistencyBody>,
    /// The criteria of a table that are the same everywhere: they have the weight 0, however vital
    /// they are. Absent if there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub constant: Vec<String>,
    /// What the `wishes` of a match or a comparison take as it is: a weight for every criterion of
    /// a ranking, 0 for one that was not weighed. `null` if a name is no criterion of a ranking.
    pub wishes: Option<WeighedWishesBody>,
}

/// Weights as wishes.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeighedWishesBody {
    /// A weight for every criterion of a ranking.
    #[schema(value_type = BTreeMap<String, f64>, example = json!({ "access": 0.5 }))]
    pub weights: BTreeMap<&'static str, f64>,
}

/// How far comparisons in pairs contradict each other.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsistencyBody {
    /// λ, the principal eigenvalue: the number of criteria if nothing contradicts.
    pub lambda_max: f64,
    /// CI = (λ − n) / (n − 1).
    pub ci: f64,
    /// CR = CI / RI(n); `null` beyond the table.
    pub cr: Option<f64>,
    /// The table of random indices: `saaty` or `aguaron-moreno`.
    pub random_index: &'static str,
    /// Whether CR is below 0.1.
    pub is_consistent: bool,
    /// Mean distance of direct and indirect judgments.
    pub congruence: f64,
    /// Share of indirect judgments that turn a direct one.
    pub dissonance: f64,
    /// The worst triple, 0 to 1.
    pub koczkodaj: f64,
}

impl From<&Consistency> for ConsistencyBody {
    fn from(consistency: &Consistency) -> ConsistencyBody {
        let priorities = &consistency.priorities;
        ConsistencyBody {
            lambda_max: priorities.lambda_max,
            ci: priorities.consistency_index,
            cr: priorities.consistency_ratio,
            random_index: consistency.random_index.as_str(),
            is_consistent: consistency.is_consistent,
            congruence: consistency.congruence,
            dissonance: consistency.dissonance,
            koczkodaj: consistency.koczkodaj,
        }
    }
}

impl From<&Weighing> for WeighingBody {
    fn from(weighing: &Weighing) -> WeighingBody {
        let wishes = weighing.wishes.as_ref().map(|wishes| WeighedWishesBody {
            weights: wishes.iter().map(|(id, weight)| (id.as_str(), *weight)).collect(),
        });
        WeighingBody {
            method: weighing.method,
            names: weighing.names.clone(),
            weights: weighing.weights.clone(),
            given: weighing.given.clone(),
            consistency: weighing.consistency.as_ref().map(ConsistencyBody::from),
            constant: weighing.constant.clone(),
            wishes,
        }
    }
}

/// Weigh criteria
///
/// From comparisons in pairs, points, swings, or what a table itself suggests. The `wishes` of the
/// answer go into a match as they are.
#[utoipa::path(
    post, path = "/v1/weights", tag = "weights",
    request_body = WeighingRequestBody,
    responses((status = 200, description = "The weights and how they were found", body = WeighingBody))
)]
pub async fn post_weights(
    Json(body): Json<WeighingRequestBody>,
) -> Result<Json<WeighingBody>, Problem> {
    let (_, field) = body.method.names();
    let at_field = |error: Error| match error {
        Error::Invalid(faults) => {
            let faults: Vec<Invalid> = faults.into_iter().map(|one| one.within(field)).collect();
            Problem::invalid(&faults)
        }
        other => Problem::from(other),
    };
    let weighing = weigh(body.into_elicitation().map_err(at_field)?).await.map_err(at_field)?;
    Ok(Json(WeighingBody::from(&weighing)))
}
