use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{body::TextBody, extract::Json};
use crate::{
    domain::criterion::{Criterion, CriterionId, Scale, Utility},
    service::presets::{CriterionList, list_criteria as list},
};

/// What is weighed.
#[derive(Debug, Serialize, ToSchema)]
pub struct CriteriaBody {
    /// The hash of the definition in which they stand.
    pub definition: String,
    /// The criteria in the order in which they are reported.
    pub criteria: Vec<CriterionBody>,
}

/// One criterion of the definition.
#[derive(Debug, Serialize, ToSchema)]
pub struct CriterionBody {
    /// What contributions and weights name it by.
    pub id: CriterionId,
    /// Its name.
    pub title: TextBody,
    /// The unit of its measure, in words; contributions bear the English one.
    pub unit: TextBody,
    /// Its weight where nobody asks for another; a share of the sum of all.
    #[schema(example = 30.0)]
    pub weight: f64,
    /// Whether more or less of its measure is better.
    pub direction: DirectionBody,
    /// Where measure and scale come from.
    pub source: String,
    /// By level: how a measure becomes a utility. It is frozen: no answer moves it.
    #[schema(value_type = BTreeMap<String, ScaleBody>)]
    pub scales: BTreeMap<&'static str, ScaleBody>,
}

/// Whether more or less is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DirectionBody {
    /// The utility rises with the measure.
    MoreIsBetter,
    /// It falls.
    LessIsBetter,
}

/// How a measure becomes a utility on one level.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScaleBody {
    /// Measures that rise, each with its utility; between them the utility lies on a straight line,
    /// beyond the ends it stays.
    pub points: Vec<ScalePointBody>,
    /// Whether the line is straight in the logarithm of the measure.
    pub logarithmic: bool,
    /// The utility that stands in where the measure is unknown: the median of the reference set.
    pub median: f64,
}

/// A point of a scale.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScalePointBody {
    /// In the unit of the criterion.
    pub measure: f64,
    /// 0 to 1.
    pub utility: f64,
}

impl From<&CriterionList> for CriteriaBody {
    fn from(list: &CriterionList) -> CriteriaBody {
        CriteriaBody {
            definition: list.definition.to_owned(),
            criteria: list.criteria.iter().map(CriterionBody::from).collect(),
        }
    }
}

impl From<&Criterion> for CriterionBody {
    fn from(criterion: &Criterion) -> CriterionBody {
        let levels = criterion.scales.iter();
        let median = |level| criterion.medians.get(level).copied().unwrap_or_default();
        CriterionBody {
            id: criterion.id,
            title: TextBody::from(&criterion.title),
            unit: TextBody::from(&criterion.unit),
            weight: criterion.weight,
            direction: direction(criterion),
            source: criterion.source.clone(),
            scales: levels.map(|(level, it)| (level.as_str(), scale(it, median(level)))).collect(),
        }
    }
}

/// All levels of a criterion have one direction.
fn direction(criterion: &Criterion) -> DirectionBody {
    let rises = |scale: &Scale| {
        let [low, high] = scale.ends();
        low.1 <= high.1
    };
    if criterion.scales.values().all(rises) {
        DirectionBody::MoreIsBetter
    } else {
        DirectionBody::LessIsBetter
    }
}

fn scale(scale: &Scale, median: Utility) -> ScaleBody {
    let points = scale.points().iter();
    let point = |(measure, utility): &(f64, Utility)| ScalePointBody {
        measure: *measure,
        utility: utility.get(),
    };
    ScaleBody {
        points: points.map(point).collect(),
        logarithmic: scale.is_logarithmic(),
        median: median.get(),
    }
}

/// List the criteria
///
/// What is weighed, with titles, units, usual weights and frozen scales, as the definition of this
/// server has it.
#[utoipa::path(
    get, path = "/v1/criteria", tag = "weights",
    responses((status = 200, description = "The criteria", body = CriteriaBody))
)]
pub async fn list_criteria() -> Json<CriteriaBody> {
    Json(CriteriaBody::from(&list()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_criterion_says_which_way_is_better_on_all_levels() {
        let list = list();
        assert_eq!(list.criteria.len(), CriterionId::ALL.len());
        for criterion in list.criteria {
            let body = CriterionBody::from(criterion);
            assert_eq!(body.scales.len(), 4, "{}", criterion.id.as_str());
            let is_cost = matches!(
                criterion.id,
                CriterionId::LandCost | CriterionId::LabourCost | CriterionId::Access
            );
            let expected =
                if is_cost { DirectionBody::LessIsBetter } else { DirectionBody::MoreIsBetter };
            assert_eq!(body.direction, expected, "{}", criterion.id.as_str());
            for (level, scale) in &body.scales {
                let utilities: Vec<f64> = scale.points.iter().map(|point| point.utility).collect();
                let rises = expected == DirectionBody::MoreIsBetter;
                let is_sorted = utilities.is_sorted_by(|a, b| if rises { a <= b } else { a >= b });
                assert!(is_sorted, "{} on {level}", criterion.id.as_str());
            }
        }
    }
}
