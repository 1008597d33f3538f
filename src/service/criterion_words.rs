use crate::{
    definition,
    domain::{
        criterion::CriterionId,
        reciprocal::RegionCriterionId,
        text::{Language, Text},
    },
};

/// The title of a criterion.
pub fn criterion_title(criterion: CriterionId) -> &'static Text {
    &definition::get().criteria[criterion.position()].title
}

/// The unit of a criterion's measure.
pub fn criterion_unit(criterion: CriterionId) -> &'static Text {
    &definition::get().criteria[criterion.position()].unit
}

/// A value of a criterion's measure with its unit, as a sentence has both: `60 minutes`, `1 minute`,
/// `480 CNY/m2`, `60分钟`.
pub(super) fn with_unit(criterion: CriterionId, value: f64, language: Language) -> String {
    let unit = criterion_unit(criterion).in_language(language).unwrap_or_default();
    match language {
        Language::Zh => format!("{value}{unit}"),
        Language::En => {
            // A unit of a single plain word is a noun, which is counted.
            let is_noun = !unit.is_empty() && unit.bytes().all(|byte| byte.is_ascii_lowercase());
            let is_one = (value - 1.0).abs() < f64::EPSILON;
            let plural = if is_noun && !is_one { "s" } else { "" };
            format!("{value} {unit}{plural}")
        }
    }
}

/// The title of a criterion of regions.
pub fn region_criterion_title(criterion: RegionCriterionId) -> &'static Text {
    &definition::get().region_criteria[criterion.position()].title
}

/// The unit of the measure of a criterion of regions.
pub fn region_criterion_unit(criterion: RegionCriterionId) -> &'static Text {
    &definition::get().region_criteria[criterion.position()].unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_stands_in_the_plural() {
        let cases = [
            (CriterionId::Access, 60.0, "60 minutes", "60分钟"),
            (CriterionId::Access, 1.0, "1 minute", "1分钟"),
            (CriterionId::Access, 0.5, "0.5 minutes", "0.5分钟"),
            (CriterionId::LandAvailability, 80.0, "80 hectares", "80公顷"),
            (CriterionId::LandCost, 480.0, "480 CNY/m2", "480元/平方米"), // no noun
            (CriterionId::Specialisation, 0.5, "0.5 fit, 0 to 1", "0.5契合度(0–1)"),
        ];
        for (criterion, value, english, chinese) in cases {
            assert_eq!(with_unit(criterion, value, Language::En), english);
            assert_eq!(with_unit(criterion, value, Language::Zh), chinese);
        }
    }
}
