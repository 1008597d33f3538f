use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    body::TextBody,
    plain::{Answer, Wanted},
};
use crate::{
    domain::{
        criterion::CriterionId,
        preset::{PresetId, PresetUse, WeightPreset},
    },
    service::presets::{PresetList, list_presets},
    text::{page::Page, presets_text},
};

/// What a request says of the preset that it wants.
pub(super) const PRESET_EXPECTED: &str = "`advisor`, `sponsor`, `region_officer` or `batch`";

/// Reads the name of a preset.
pub(super) fn parse_preset(text: &str) -> Option<PresetId> {
    PresetId::ALL.into_iter().find(|preset| preset.as_str() == text)
}

/// The weight presets.
#[derive(Debug, Serialize, ToSchema)]
pub struct PresetsBody {
    /// The hash of the definition in which they stand.
    pub definition: String,
    /// The weights where no preset is asked for; shares of their sum.
    #[schema(value_type = BTreeMap<String, f64>, example = json!({ "access": 30.0 }))]
    pub default: BTreeMap<&'static str, f64>,
    /// One for every kind of user.
    pub presets: Vec<WeightPresetBody>,
}

/// A whole set of weights for one kind of user.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeightPresetBody {
    /// What a request names it by.
    pub id: PresetId,
    /// Whom it is for.
    pub title: TextBody,
    /// Why it weighs as it does.
    pub reason: TextBody,
    /// Where the numbers come from.
    pub source: String,
    /// The weight of every criterion; shares of their sum.
    #[schema(value_type = BTreeMap<String, f64>, example = json!({ "access": 22.0 }))]
    pub weights: BTreeMap<&'static str, f64>,
}

/// The preset behind an answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct PresetUseBody {
    /// Which.
    pub id: PresetId,
    /// The criteria whose own weights in the request replaced those of the preset.
    pub replaced: Vec<CriterionId>,
}

impl From<&PresetUse> for PresetUseBody {
    fn from(preset: &PresetUse) -> PresetUseBody {
        PresetUseBody { id: preset.id, replaced: preset.replaced.clone() }
    }
}

impl From<PresetId> for PresetUseBody {
    fn from(id: PresetId) -> PresetUseBody {
        PresetUseBody { id, replaced: Vec::new() }
    }
}

impl From<&WeightPreset> for WeightPresetBody {
    fn from(preset: &WeightPreset) -> WeightPresetBody {
        WeightPresetBody {
            id: preset.id,
            title: TextBody::from(&preset.title),
            reason: TextBody::from(&preset.reason),
            source: preset.source.clone(),
            weights: preset
                .iter()
                .map(|(criterion, weight)| (criterion.as_str(), weight))
                .collect(),
        }
    }
}

impl From<&PresetList> for PresetsBody {
    fn from(list: &PresetList) -> PresetsBody {
        let default = list.default.iter().map(|(id, weight)| (id.as_str(), *weight));
        PresetsBody {
            definition: list.definition.clone(),
            default: default.collect(),
            presets: list.presets.iter().map(WeightPresetBody::from).collect(),
        }
    }
}

/// List the weight presets
///
/// Whole sets of weights, one for every kind of user, which questions ask for by `preset`.
#[utoipa::path(
    get, path = "/v1/weight-presets", tag = "weights",
    responses((status = 200, description = "The presets and the default", body = PresetsBody))
)]
pub async fn list_weight_presets(wanted: Wanted) -> Answer<PresetsBody> {
    let list = list_presets();
    let render = |page: &Page| presets_text::render(&list, page);
    Answer::of(wanted.page("").as_ref(), || PresetsBody::from(&list), render)
}
