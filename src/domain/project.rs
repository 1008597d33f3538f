use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    code::IndustryCode,
    criterion::CriterionId,
    figure::{Figure, Source},
    id::{ProjectId, RegionId},
    invalid::Invalid,
    limits::{ITEMS_MAX, WEIGHT_MAX},
    link::EnclaveMode,
    text::Text,
    unit::{
        AreaUnit, CountUnit, EnergyUnit, FreightUnit, LandPriceUnit, MoneyUnit, PeopleUnit,
        PowerUnit, RentUnit, Unit, WaterUnit,
    },
};

/// A project that looks for a place to produce.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectProfile {
    /// Version of this document's form; 1.
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
    /// Money.
    #[serde(default, skip_serializing_if = "Money::is_empty")]
    pub money: Money,
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
    pub must_have: BTreeSet<Requirement>,
    /// What a region must not be: a region and everything below it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub must_not: BTreeSet<RegionId>,
    /// The provinces (or other regions) within which it looks; empty for everywhere.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
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

macro_rules! wishes {
    ($(#[$documentation:meta])* $name:ident { $($(#[$field_documentation:meta])* $field:ident: $unit:ident,)+ }) => {
        $(#[$documentation])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $(
                $(#[$field_documentation])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $field: Option<Figure<$unit>>,
            )+
        }

        impl $name {
            /// Whether nothing is stated.
            pub fn is_empty(&self) -> bool {
                *self == $name::default()
            }

            fn validate(&self) -> Vec<Invalid> {
                let mut faults = Vec::new();
                $(faults.extend(positive(stringify!($field), self.$field.as_ref()));)+
                faults
            }
        }
    };
}

wishes!(
    /// What production needs.
    Needs {
        /// Land, in one piece.
        land: AreaUnit,
        /// Floor area to rent.
        floor_area: AreaUnit,
        /// Connected power.
        power: PowerUnit,
        /// Energy per year.
        energy_per_year: EnergyUnit,
        /// Water per day.
        water: WaterUnit,
        /// Waste water per day.
        waste_water: WaterUnit,
        /// People to employ.
        headcount: PeopleUnit,
        /// Freight to the plant.
        freight_in: FreightUnit,
        /// Freight from the plant.
        freight_out: FreightUnit,
    }
);
wishes!(
    /// Money.
    Money {
        /// Fixed investment.
        capex: MoneyUnit,
        /// Expected output per year.
        output_per_year: MoneyUnit,
        /// Expected tax per year.
        tax_per_year: MoneyUnit,
        /// The most that land may cost.
        land_price_max: LandPriceUnit,
        /// The most that a workshop may cost.
        workshop_rent_max: RentUnit,
    }
);

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
            money: Money::default(),
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
        faults.extend(positive("trips_per_year", self.trips_per_year.as_ref()));
        faults.extend(validate_weights(&self.weights));
        for (position, industry) in self.industries.iter().enumerate() {
            within(&mut faults, &format!("industries[{position}]"), industry.validate());
        }
        for (path, length) in [
            ("industries", self.industries.len()),
            ("inputs", self.inputs.len()),
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

fn positive<U: Unit>(path: &str, figure: Option<&Figure<U>>) -> Vec<Invalid> {
    let found = figure.map(Figure::validate_positive).unwrap_or_default();
    found.into_iter().map(|invalid| invalid.within(path)).collect()
}

fn within(faults: &mut Vec<Invalid>, path: &str, found: Vec<Invalid>) {
    faults.extend(found.into_iter().map(|invalid| invalid.within(path)));
}

fn whole() -> f64 {
    1.0
}
