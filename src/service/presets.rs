use crate::{
    definition,
    domain::{
        criterion::{Criterion, CriterionId},
        preset::{PresetId, WeightPreset},
        text::Text,
    },
};

/// The weights for the kinds of user, and those that count where no preset is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct PresetList {
    /// The hash of the definition in which they stand.
    pub definition: String,
    /// The usual weights, before normalisation, in the order of the criteria.
    pub default: Vec<(CriterionId, f64)>,
    /// Every preset.
    pub presets: &'static [WeightPreset],
}

/// Lists the weight presets.
pub fn list_presets() -> PresetList {
    let definition = definition::get();
    let usual = definition.criteria.iter().map(|criterion| (criterion.id, criterion.weight));
    PresetList {
        definition: definition.hash.clone(),
        default: usual.collect(),
        presets: &definition.presets,
    }
}

/// What is weighed.
#[derive(Debug, Clone, Copy)]
pub struct CriterionList {
    /// The hash of the definition in which they stand.
    pub definition: &'static str,
    /// In the order in which they are reported.
    pub criteria: &'static [Criterion],
}

/// Lists the criteria.
pub fn list_criteria() -> CriterionList {
    let definition = definition::get();
    CriterionList { definition: &definition.hash, criteria: &definition.criteria }
}

/// Whom a preset is for, in words.
pub fn preset_title(id: PresetId) -> &'static Text {
    &find(id).title
}

/// The preset of a kind of user.
pub(super) fn find(id: PresetId) -> &'static WeightPreset {
    // The definition has one for every kind, in their order.
    &definition::get().presets[id.position()]
}
