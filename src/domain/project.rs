use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use super::needs::{Assumptions, Money, Needs, Premises, Skill, Staff};
use super::{
    code::IndustryCode,
    criterion::CriterionId,
    figure::{Figure, Source},
    id::{ProjectId, RegionId},
    invalid::Invalid,
    limits::{ITEMS_MAX, WEIGHT_MAX},
    link::EnclaveMode,
    needs::positive,
    text::Text,
    unit::CountUnit,
};

/// A project that looks for a place to produce.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectProfile {
    /// Version of this document's form; 1.
    #[schema(minimum = 1, maximum = 1)]
    pub schema: u32,
    /// Its identifier.
    pub id: ProjectId,
    /// Its names.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub name: Text,
    /// What it makes and what production needs; coded to industries when `industries` is empty.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub description: Text,
    /// How far it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Where it is incubated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_city: Option<RegionId>,
    /// The country it comes from, two capitals, if it is incubated abroad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin_country: Option<String>,
    /// The industries of its production step, not of its research.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub industries: Vec<ProductionIndustry>,
    /// What production needs.
    #[serde(default, skip_serializing_if = "Needs::is_empty")]
    pub needs: Needs,
    /// People to employ, by skill; where they are given, their sum goes before `needs.headcount`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub staff: Vec<Staff>,
    /// Whether it buys land or rents a workshop; the cheaper one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premises: Option<Premises>,
    /// Money.
    #[serde(default, skip_serializing_if = "Money::is_empty")]
    pub money: Money,
    /// What it assumes in place of the program's own rates.
    #[serde(default, skip_serializing_if = "Assumptions::is_empty")]
    pub assumptions: Assumptions,
    /// Industries that supply it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<IndustryCode>,
    /// Industries that buy from it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub customers: Vec<IndustryCode>,
    /// Trips per year between research and production.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trips_per_year: Option<Figure<CountUnit>>,
    /// When production must begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub deadline: Option<Date>,
    /// What the team accepts.
    #[serde(default, skip_serializing_if = "Accepts::is_empty")]
    pub accepts: Accepts,
    /// What a region must have.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(value_type = Vec<Requirement>)]
    pub must_have: BTreeSet<Requirement>,
    /// What a region must not be: a region and everything below it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(value_type = Vec<RegionId>)]
    pub must_not: BTreeSet<RegionId>,
    /// The provinces (or other regions) within which it looks; empty for everywhere.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(value_type = Vec<RegionId>)]
    pub target_regions: BTreeSet<RegionId>,
    /// The longest acceptable travel to the host city, in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel_minutes_max: Option<u32>,
    /// Weights by criterion: absent is the default, 0 drops it.
    #[serde(
        default,
        deserialize_with = "unique_weights",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub weights: BTreeMap<CriterionId, f64>,
    /// Where the project was described.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// How far a project is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// An idea.
    Concept,
    /// In development.
    Development,
    /// A pilot line.
    Pilot,
    /// Small batches.
    SmallBatch,
    /// Volume production.
    Volume,
}

impl Stage {
    /// All stages, the earliest first.
    pub const ALL: [Stage; 5] =
        [Stage::Concept, Stage::Development, Stage::Pilot, Stage::SmallBatch, Stage::Volume];

    /// The stage's identifier in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Concept => "concept",
            Stage::Development => "development",
            Stage::Pilot => "pilot",
            Stage::SmallBatch => "small_batch",
            Stage::Volume => "volume",
        }
    }
}

/// An industry of the production step and its share in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductionIndustry {
    /// The classification.
    pub system: super::code::ClassificationSystem,
    /// The code.
    pub code: String,
    /// Its share, above 0 and at most 1; 1 when absent.
    #[serde(default = "whole")]
    pub weight: f64,
}

/// What a region must have.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// A sea or river port within 100 km.
    Port,
    /// A recognised chemical park.
    ChemicalPark,
    /// A national-level zone.
    NationalLevel,
    /// Direct rail to the host city.
    Rail,
}

/// What the team accepts; absent is not stated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Accepts {
    /// To move altogether.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub move_outright: Option<bool>,
    /// To keep research in the host city and produce elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<bool>,
    /// To produce in the host city itself, which is otherwise no candidate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stay: Option<bool>,
    /// Enclave modes; empty for any.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(value_type = Vec<EnclaveMode>)]
    pub modes: BTreeSet<EnclaveMode>,
}

impl Accepts {
    /// Whether nothing is stated.
    pub fn is_empty(&self) -> bool {
        *self == Accepts::default()
    }
}

impl ProjectProfile {
    /// The form of this document.
    pub const SCHEMA: u32 = 1;

    /// A project of which nothing but its identifier is known.
    pub fn new(id: ProjectId) -> ProjectProfile {
        ProjectProfile {
            schema: ProjectProfile::SCHEMA,
            id,
            name: Text::default(),
            description: Text::default(),
            stage: None,
            host_city: None,
            origin_country: None,
            industries: Vec::new(),
            needs: Needs::default(),
            staff: Vec::new(),
            premises: None,
            money: Money::default(),
            assumptions: Assumptions::default(),
            inputs: Vec::new(),
            customers: Vec::new(),
            trips_per_year: None,
            deadline: None,
            accepts: Accepts::default(),
            must_have: BTreeSet::new(),
            must_not: BTreeSet::new(),
            target_regions: BTreeSet::new(),
            travel_minutes_max: None,
            weights: BTreeMap::new(),
            source: None,
        }
    }

    /// Everything that is wrong with the values; whether regions and codes exist is not known
    /// here.
    pub fn validate(&self) -> Vec<Invalid> {
        let mut faults = Vec::new();
        if self.schema != ProjectProfile::SCHEMA {
            faults.push(Invalid::new("schema", self.schema, "1"));
        }
        within(&mut faults, "name", self.name.validate());
        within(&mut faults, "description", self.description.validate());
        within(&mut faults, "needs", self.needs.validate());
        within(&mut faults, "money", self.money.validate());
        within(&mut faults, "assumptions", self.assumptions.validate());
        for (position, staff) in self.staff.iter().enumerate() {
            within(
                &mut faults,
                &format!("staff[{position}].people"),
                staff.people.validate_positive(),
            );
        }
        faults.extend(positive("trips_per_year", self.trips_per_year.as_ref()));
        faults.extend(validate_weights(&self.weights));
        for (position, industry) in self.industries.iter().enumerate() {
            within(&mut faults, &format!("industries[{position}]"), industry.validate());
        }
        for (path, length) in [
            ("industries", self.industries.len()),
            ("inputs", self.inputs.len()),
            ("staff", self.staff.len()),
            ("customers", self.customers.len()),
        ] {
            if ITEMS_MAX < length {
                let expected = format!("a list of at most {ITEMS_MAX} items");
                faults.push(Invalid::new(path, length, &expected));
            }
        }
        if let Some(country) = &self.origin_country
            && (country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()))
        {
            faults.push(Invalid::new("origin_country", country, "two capitals such as `DE`"));
        }
        if let Some(minutes) = self.travel_minutes_max.filter(|m| !(1..=10_000).contains(m)) {
            let expected = "between 1 and 10000 minutes";
            faults.push(Invalid::new("travel_minutes_max", minutes, expected));
        }
        faults
    }
}

impl ProductionIndustry {
    /// The code with its system.
    pub fn industry(&self) -> IndustryCode {
        IndustryCode { system: self.system, code: self.code.clone() }
    }

    fn validate(&self) -> Vec<Invalid> {
        let mut faults = self.industry().validate();
        if !(0.0 < self.weight && self.weight <= 1.0) {
            faults.push(Invalid::new("weight", self.weight, "above 0 and at most 1"));
        }
        faults
    }
}

/// What is wrong with weights: each must be finite, at least 0 and at most a million.
pub fn validate_weights(weights: &BTreeMap<CriterionId, f64>) -> Vec<Invalid> {
    weights
        .iter()
        .filter(|(_, weight)| !(0.0..=WEIGHT_MAX).contains(*weight))
        .map(|(criterion, weight)| {
            let path = format!("weights.{}", criterion.as_str());
            Invalid::new(path, weight, "a number between 0 and 1000000")
        })
        .collect()
}

/// Reads weights, refusing a criterion that is named twice: the last one would win silently.
pub fn unique_weights<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<CriterionId, f64>, D::Error> {
    struct Weights;

    impl<'de> serde::de::Visitor<'de> for Weights {
        type Value = BTreeMap<CriterionId, f64>;

        fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("a map of weights by criterion")
        }

        fn visit_map<A: serde::de::MapAccess<'de>>(
            self,
            mut access: A,
        ) -> Result<Self::Value, A::Error> {
            let mut weights = BTreeMap::new();
            while let Some((criterion, weight)) = access.next_entry::<CriterionId, f64>()? {
                if weights.insert(criterion, weight).is_some() {
                    let name = criterion.as_str();
                    return Err(serde::de::Error::custom(format!("duplicate field `{name}`")));
                }
            }
            Ok(weights)
        }
    }

    deserializer.deserialize_map(Weights)
}

fn within(faults: &mut Vec<Invalid>, path: &str, found: Vec<Invalid>) {
    faults.extend(found.into_iter().map(|invalid| invalid.within(path)));
}

fn whole() -> f64 {
    1.0
}
