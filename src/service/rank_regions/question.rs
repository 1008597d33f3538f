use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::{
    code::IndustryCode,
    criterion::CriterionId,
    figure::Figure,
    id::{ProjectId, RegionId},
    preset::PresetId,
    project::{ProjectProfile, Requirement},
    region::Level,
    unit::{AreaUnit, MoneyUnit, PowerUnit},
};

/// What is asked: who, on which level, how many, as of when.
#[derive(Debug, Clone)]
pub struct Question {
    /// The project.
    pub subject: Subject,
    /// Corrections and wishes that stand above what the subject says.
    pub wishes: Wishes,
    /// The level of the regions that are ranked.
    pub level: Level,
    /// How many candidates to return, 1 to 100.
    pub limit: usize,
    /// Valid time: figures, links and policies of a later day are not known.
    pub as_of: Date,
    /// Institutional links to leave out, as (home, partner): a judgment's own.
    pub excluded_links: Vec<(RegionId, RegionId)>,
    /// Whether landing is advised on.
    pub advice: Advice,
}

/// Whether every returned candidate comes with what landing there costs, earns and requires, and
/// with words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// It does.
    Given,
    /// It does not.
    Omitted,
    /// Nor with its reasons in words: whoever reads ranks, points and figures alone needs none.
    Wordless,
}

/// The project of a question.
#[derive(Debug, Clone)]
pub enum Subject {
    /// Plain words in Chinese or English.
    Text(String),
    /// A profile.
    Profile(Box<ProjectProfile>),
    /// A stored profile.
    Stored(ProjectId),
}

/// Corrections and wishes; what is absent or empty changes nothing.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Wishes {
    /// Where the project is incubated.
    pub host_city: Option<RegionId>,
    /// The production industries.
    pub industries: Vec<IndustryCode>,
    /// Land needed.
    pub land: Option<Figure<AreaUnit>>,
    /// Power needed.
    pub power: Option<Figure<PowerUnit>>,
    /// Fixed investment.
    pub capex: Option<Figure<MoneyUnit>>,
    /// The longest acceptable travel to the host city.
    pub travel_minutes_max: Option<u32>,
    /// The provinces or other regions within which to look.
    pub target_regions: BTreeSet<RegionId>,
    /// What a region must have.
    pub must_have: BTreeSet<Requirement>,
    /// Regions that are out of the question.
    pub must_not: BTreeSet<RegionId>,
    /// The weights of a kind of user, in place of the defaults and of what a profile weighs.
    pub preset: Option<PresetId>,
    /// Weights by criterion: absent is the preset's, or else the profile's, or else the default; 0
    /// drops.
    pub weights: BTreeMap<CriterionId, f64>,
    /// Whether the host city itself is a candidate.
    pub stay: Option<bool>,
}
