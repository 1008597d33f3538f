use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    code::IndustryCode,
    figure::{Figure, Period, Source},
    geography::Coordinates,
    grant::PolicyCap,
    id::RegionId,
    invalid::Invalid,
    limits::ITEMS_MAX,
    link::Link,
    policy::{PolicyInstrument, StandardLand},
    shared::{Interner, Share, Shared},
    text::Text,
    unit::{CountUnit, MoneyUnit, PeopleUnit},
};
pub use super::{
    endowment::{Access, Economy, Energy, Environment, Labour, Land, Travel},
    parcel::{Parcel, ParcelStatus},
};

/// A region and what it offers: a park, county, prefecture, province or country.
///
/// Every figure may be unknown. What a park lacks it inherits from its county, prefecture,
/// province or country; the ranking names the level that a figure came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegionProfile {
    /// Version of this document's form; 1.
    #[schema(minimum = 1, maximum = 1)]
    pub schema: u32,
    /// Country code and official code.
    pub id: RegionId,
    /// The region above; absent for a country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<RegionId>,
    /// The levels on which it stands; a municipality is province and prefecture at once.
    #[schema(value_type = Vec<Level>, min_items = 1)]
    pub levels: BTreeSet<Level>,
    /// Its names.
    pub name: Text,
    /// What kind of park it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub park: Option<Park>,
    /// Where it is; a centroid, precise to the district.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Coordinates>,
    /// In its own words.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub description: Text,
    /// Industries that it declares as leading, in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leading_industries: Option<LeadingIndustries>,
    /// Measured presence of industries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub presence: Vec<Presence>,
    /// Land and workshops.
    #[serde(default, skip_serializing_if = "Land::is_empty")]
    pub land: Land,
    /// Labour.
    #[serde(default, skip_serializing_if = "Labour::is_empty")]
    pub labour: Labour,
    /// Output and people.
    #[serde(default, skip_serializing_if = "Economy::is_empty")]
    pub economy: Economy,
    /// Energy and water.
    #[serde(default, skip_serializing_if = "Energy::is_empty")]
    pub energy: Energy,
    /// Travel and transport.
    #[serde(default, skip_serializing_if = "Access::is_empty")]
    pub access: Access,
    /// Environmental permits.
    #[serde(default, skip_serializing_if = "Environment::is_empty")]
    pub environment: Environment,
    /// Admission thresholds of standard land.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standard_land: Vec<StandardLand>,
    /// Support instruments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<PolicyInstrument>,
    /// The most that it pays over all its instruments, by whose purse it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policy_caps: Vec<PolicyCap>,
    /// Enclaves, joint parks, pairings, in which this region is the home side.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Land on offer, parcel by parcel.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parcels: Vec<Parcel>,
}

/// The levels of regions, from the largest to the smallest.
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
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// A state.
    Country,
    /// 省, 自治区, 直辖市.
    Province,
    /// 地级市, 自治州, and places directly under a province.
    Prefecture,
    /// 县, 区, 县级市.
    County,
    /// 园区, 开发区.
    Park,
}

impl Level {
    /// All levels, largest first.
    pub const ALL: [Level; 5] =
        [Level::Country, Level::Province, Level::Prefecture, Level::County, Level::Park];

    /// The level's identifier in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Country => "country",
            Level::Province => "province",
            Level::Prefecture => "prefecture",
            Level::County => "county",
            Level::Park => "park",
        }
    }
}

/// A [`ParkKind`], which many parks have.
pub type Park = Shared<ParkKind>;

/// What kind of park it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Park)]
pub struct ParkKind {
    /// `national` or `provincial`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// `economic_development_zone`, `high_tech_zone`, `industrial_park` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// When it was approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved: Option<Period>,
}

/// Declared leading industries, the first one first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeadingIndustries {
    /// In the declared order.
    pub items: Vec<LeadingIndustry>,
    /// When they were declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// Where they were published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// A [`DeclaredIndustry`], which many regions declare.
pub type LeadingIndustry = Shared<DeclaredIndustry>;

/// One declared leading industry.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LeadingIndustry)]
pub struct DeclaredIndustry {
    /// As declared.
    pub label: Text,
    /// The label in codes, the most likely first; empty if it names nothing codable.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<IndustryCode>,
}

/// The measured presence of one industry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Presence {
    /// The industry.
    pub industry: IndustryCode,
    /// People employed in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employment: Option<Figure<PeopleUnit>>,
    /// Its output per year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Figure<MoneyUnit>>,
    /// Firms in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firms: Option<Figure<CountUnit>>,
    /// Firms in it that are listed on a stock exchange: a few large firms by their seat, a crude
    /// sign of where an industry stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed_firms: Option<Figure<CountUnit>>,
}

impl RegionProfile {
    /// The form of this document.
    pub const SCHEMA: u32 = 1;

    /// A region of which only identity and name are known.
    pub fn new(id: RegionId, parent: Option<RegionId>, level: Level, name: Text) -> RegionProfile {
        RegionProfile {
            schema: RegionProfile::SCHEMA,
            id,
            parent,
            levels: BTreeSet::from([level]),
            name,
            park: None,
            location: None,
            description: Text::default(),
            leading_industries: None,
            presence: Vec::new(),
            land: Land::default(),
            labour: Labour::default(),
            economy: Economy::default(),
            energy: Energy::default(),
            access: Access::default(),
            environment: Environment::default(),
            standard_land: Vec::new(),
            policies: Vec::new(),
            policy_caps: Vec::new(),
            links: Vec::new(),
            parcels: Vec::new(),
        }
    }

    /// Everything that is wrong with the values; whether parents and codes exist is not known
    /// here.
    pub fn validate(&self) -> Vec<Invalid> {
        let mut faults = self.validate_identity();
        within(&mut faults, "name", self.name.validate());
        within(&mut faults, "description", self.description.validate());
        within(&mut faults, "location", self.location.map(|at| at.validate()).unwrap_or_default());
        within(&mut faults, "land", self.land.validate());
        within(&mut faults, "labour", self.labour.validate());
        within(&mut faults, "economy", self.economy.validate());
        within(&mut faults, "energy", self.energy.validate());
        within(&mut faults, "access", self.access.validate());
        each(&mut faults, "presence", &self.presence, |presence| presence.industry.validate());
        each(&mut faults, "standard_land", &self.standard_land, StandardLand::validate);
        each(&mut faults, "policies", &self.policies, PolicyInstrument::validate);
        each(&mut faults, "policy_caps", &self.policy_caps, PolicyCap::validate);
        each(&mut faults, "links", &self.links, Link::validate);
        each(&mut faults, "parcels", &self.parcels, Parcel::validate);
        let negative_list = &self.environment.negative_list;
        each(&mut faults, "environment.negative_list", negative_list, IndustryCode::validate);
        if let Some(leading) = &self.leading_industries {
            each(&mut faults, "leading_industries.items", &leading.items, |item| {
                item.codes.iter().flat_map(IndustryCode::validate).collect()
            });
        }
        faults
    }

    fn validate_identity(&self) -> Vec<Invalid> {
        let mut faults = Vec::new();
        if self.schema != RegionProfile::SCHEMA {
            faults.push(Invalid::new("schema", self.schema, "1"));
        }
        if self.levels.is_empty() {
            faults.push(Invalid::new("levels", "[]", "at least one level, such as `park`"));
        }
        if self.name.is_empty() {
            faults.push(Invalid::new("name", "{}", "a name in `zh` or `en`"));
        }
        if self.parent.as_ref() == Some(&self.id) {
            faults.push(Invalid::new("parent", &self.id, "another region"));
        }
        if self.parent.is_none() && !self.levels.contains(&Level::Country) {
            faults.push(Invalid::new("parent", "null", "the id of the region above"));
        }
        faults
    }
}

impl Share for RegionProfile {
    fn share(&mut self, interner: &mut Interner) {
        self.parent.share(interner);
        self.park.share(interner);
        self.leading_industries.share(interner);
        self.presence.share(interner);
        self.land.share(interner);
        self.labour.share(interner);
        self.economy.share(interner);
        self.energy.share(interner);
        self.access.share(interner);
        self.environment.share(interner);
        self.standard_land.share(interner);
        self.policies.share(interner);
        self.policy_caps.shrink_to_fit();
        self.links.share(interner);
        self.parcels.share(interner);
    }
}

impl Share for LeadingIndustries {
    fn share(&mut self, interner: &mut Interner) {
        self.items.share(interner);
        self.period.share(interner);
        self.source.share(interner);
    }
}

impl Share for Presence {
    fn share(&mut self, interner: &mut Interner) {
        self.employment.share(interner);
        self.output.share(interner);
        self.firms.share(interner);
        self.listed_firms.share(interner);
    }
}

fn within(faults: &mut Vec<Invalid>, path: &str, found: Vec<Invalid>) {
    faults.extend(found.into_iter().map(|invalid| invalid.within(path)));
}

fn each<T>(
    faults: &mut Vec<Invalid>,
    path: &str,
    items: &[T],
    validate: impl Fn(&T) -> Vec<Invalid>,
) {
    if ITEMS_MAX < items.len() {
        let expected = format!("a list of at most {ITEMS_MAX} items");
        faults.push(Invalid::new(path, items.len(), &expected));
    }
    for (position, item) in items.iter().enumerate() {
        within(faults, &format!("{path}[{position}]"), validate(item));
    }
}
