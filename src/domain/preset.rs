use serde::{Deserialize, Serialize};

use super::{criterion::CriterionId, text::Text};

/// A weight preset: one for every kind of user.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PresetId {
    /// Who advises incubated projects.
    Advisor,
    /// Who owns the project and pays the bill.
    Sponsor,
    /// Who answers for a region and its zones.
    RegionOfficer,
    /// A nightly run over all projects.
    Batch,
}

impl PresetId {
    /// All presets, in the order in which they are listed.
    pub const ALL: [PresetId; 4] =
        [PresetId::Advisor, PresetId::Sponsor, PresetId::RegionOfficer, PresetId::Batch];

    /// The identifier in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            PresetId::Advisor => "advisor",
            PresetId::Sponsor => "sponsor",
            PresetId::RegionOfficer => "region_officer",
            PresetId::Batch => "batch",
        }
    }

    /// The preset's place in [`PresetId::ALL`].
    pub fn position(self) -> usize {
        self as usize
    }
}

/// A whole set of weights for one kind of user, with the reason for it.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightPreset {
    /// Which.
    pub id: PresetId,
    /// Whom it is for.
    pub title: Text,
    /// Why it weighs as it does.
    pub reason: Text,
    /// Where the numbers come from.
    pub source: String,
    /// A weight for every criterion, in the order of [`CriterionId::ALL`] and before
    /// normalisation; 0 drops a criterion, one is above 0.
    pub weights: [f64; CriterionId::ALL.len()],
}

impl WeightPreset {
    /// The weights in the order of the criteria.
    pub fn iter(&self) -> impl Iterator<Item = (CriterionId, f64)> + '_ {
        CriterionId::ALL.into_iter().zip(self.weights)
    }
}

/// Which preset an answer used, and what was asked for in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresetUse {
    /// Which.
    pub id: PresetId,
    /// The criteria whose own weights, given beside the preset, replaced those of the preset.
    pub replaced: Vec<CriterionId>,
}
