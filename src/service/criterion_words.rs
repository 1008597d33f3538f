use crate::{
    definition,
    domain::{criterion::CriterionId, reciprocal::RegionCriterionId, text::Text},
};

/// The title of a criterion.
pub fn criterion_title(criterion: CriterionId) -> &'static Text {
    &definition::get().criteria[criterion.position()].title
}

/// The unit of a criterion's measure.
pub fn criterion_unit(criterion: CriterionId) -> &'static Text {
    &definition::get().criteria[criterion.position()].unit
}

/// The title of a criterion of regions.
pub fn region_criterion_title(criterion: RegionCriterionId) -> &'static Text {
    &definition::get().region_criteria[criterion.position()].title
}

/// The unit of the measure of a criterion of regions.
pub fn region_criterion_unit(criterion: RegionCriterionId) -> &'static Text {
    &definition::get().region_criteria[criterion.position()].unit
}
