use crate::{
    definition,
    domain::{criterion::CriterionId, text::Text},
};

/// The title of a criterion.
pub fn criterion_title(criterion: CriterionId) -> &'static Text {
    &definition::get().criteria[criterion.position()].title
}

/// The unit of a criterion's measure.
pub fn criterion_unit(criterion: CriterionId) -> &'static Text {
    &definition::get().criteria[criterion.position()].unit
}
