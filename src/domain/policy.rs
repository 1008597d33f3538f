use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{
    code::IndustryCode,
    figure::{Figure, Period, Source},
    grant::{ClawBack, Grant, share_fault},
    invalid::Invalid,
    limits::ITEMS_MAX,
    predicate::Predicate,
    shared::{Interner, Share},
    text::Text,
    unit::{DischargeIntensityUnit, EnergyIntensityUnit, IntensityUnit, RatioUnit, ShareUnit},
};

/// A support instrument that a region publishes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyInstrument {
    /// Its identifier within the region.
    pub id: String,
    /// What kind: `relocation_subsidy`, `rent_subsidy`, `equipment_subsidy` …
    pub kind: String,
    /// Who pays.
    pub party: PolicyParty,
    /// A short title.
    #[serde(default)]
    pub title: Text,
    /// The part of the base that is paid, 0 to 1 (a loan interest or a lump sum has none).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = crate::domain::figure::optional_decimal_schema)]
    pub rate: Option<Decimal>,
    /// What the rate applies to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// The most that is paid, in CNY.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = crate::domain::figure::optional_decimal_schema)]
    pub cap_cny: Option<Decimal>,
    /// What the cap counts for: enterprise, project, year …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<String>,
    /// Conditions as published, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub eligibility: BTreeMap<String, Condition>,
    /// Instruments of one group exclude each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive_group: Option<String>,
    /// First day of validity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_from: Option<Date>,
    /// Last day of validity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_to: Option<Date>,
    /// When it was published or observed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Period>,
    /// Where it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// What a reader should mind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who is paid; the project if absent.
    #[serde(default, skip_serializing_if = "Beneficiary::is_project")]
    pub beneficiary: Beneficiary,
    /// What must hold, as far as the small language of conditions knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub when: Option<Predicate>,
    /// Published conditions that the small language does not know, in words; each is to be
    /// confirmed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to_confirm: Vec<Text>,
    /// What is paid, as tiers or variants of which one at most is paid; empty if that is not
    /// known as figures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<Grant>,
    /// Identifiers of instruments that must be paid as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<String>,
    /// Identifiers of instruments that must not be paid as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excludes: Vec<String>,
    /// What has to be paid back, and when; unknown if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claw_back: Option<ClawBack>,
    /// The probability that it is paid to whom it is due, 0 to 1; unknown if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = crate::domain::figure::optional_decimal_schema)]
    pub probability: Option<Decimal>,
    /// Why it may no longer be honoured; it then counts only if asked for.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub doubtful: Text,
}

/// Who is paid by an instrument.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Beneficiary {
    /// The firm that produces.
    #[default]
    Project,
    /// Who runs an incubator or enclave.
    Operator,
    /// Who brought the project.
    Introducer,
    /// A laboratory or research institution.
    Institution,
    /// A government or park.
    Government,
}

/// Who pays an instrument.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PolicyParty {
    /// The region where production lands.
    Home,
    /// The region where the project is incubated.
    Host,
    /// The province.
    Province,
    /// The state.
    State,
}

/// One published condition: a word, a yes or no, a number, alternatives or a group by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum Condition {
    /// Yes or no.
    Flag(bool),
    /// A number, in the unit that the condition's name ends with.
    Number(f64),
    /// Words.
    Text(String),
    /// Alternatives.
    #[schema(no_recursion)]
    List(Vec<Condition>),
    /// Conditions that hold together, by name.
    #[schema(no_recursion)]
    Group(BTreeMap<String, Condition>),
}

/// The admission thresholds of standard land (标准地), for some industries or for all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StandardLand {
    /// The industries they apply to, as published; absent for all.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub label: Text,
    /// The industries they apply to; empty for all, or where the label could not be coded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub industries: Vec<IndustryCode>,
    /// Fixed investment per mu, at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capex_per_mu: Option<Figure<IntensityUnit>>,
    /// Output per mu and year, at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_per_mu: Option<Figure<IntensityUnit>>,
    /// Tax per mu and year, at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_per_mu: Option<Figure<IntensityUnit>>,
    /// Research spending as a share of revenue, at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rd_share: Option<Figure<ShareUnit>>,
    /// Energy per output, at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub energy_per_output: Option<Figure<EnergyIntensityUnit>>,
    /// Energy per value added, at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub energy_per_value_added: Option<Figure<EnergyIntensityUnit>>,
    /// Floor-area ratio, at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor_area_ratio: Option<Figure<RatioUnit>>,
    /// Floor-area ratio, at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor_area_ratio_max: Option<Figure<RatioUnit>>,
    /// Chemical oxygen demand (COD) discharged per output, at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cod_per_output: Option<Figure<DischargeIntensityUnit>>,
}

impl Beneficiary {
    /// The identifier in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Beneficiary::Project => "project",
            Beneficiary::Operator => "operator",
            Beneficiary::Introducer => "introducer",
            Beneficiary::Institution => "institution",
            Beneficiary::Government => "government",
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_project(&self) -> bool {
        *self == Beneficiary::Project
    }
}

impl PolicyParty {
    /// The identifier in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            PolicyParty::Home => "home",
            PolicyParty::Host => "host",
            PolicyParty::Province => "province",
            PolicyParty::State => "state",
        }
    }
}

/// Where a day stands to the window of an instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// Before it, which begins on the day.
    NotYet(Date),
    /// In it.
    Open,
    /// After it, which ended on the day.
    Expired(Date),
}

impl PolicyInstrument {
    /// An instrument of which nothing but identity and payer are known.
    pub fn new(id: &str, kind: &str, party: PolicyParty) -> PolicyInstrument {
        PolicyInstrument {
            id: id.to_owned(),
            kind: kind.to_owned(),
            party,
            title: Text::default(),
            rate: None,
            base: None,
            cap_cny: None,
            per: None,
            eligibility: BTreeMap::new(),
            exclusive_group: None,
            valid_from: None,
            valid_to: None,
            as_of: None,
            source: None,
            note: None,
            beneficiary: Beneficiary::Project,
            when: None,
            to_confirm: Vec::new(),
            grants: Vec::new(),
            requires: Vec::new(),
            excludes: Vec::new(),
            claw_back: None,
            probability: None,
            doubtful: Text::default(),
        }
    }

    /// Where `day` stands to the window. A beginning that is unknown is the day of publication, an
    /// end that is unknown is open.
    pub fn window_on(&self, day: Date) -> Window {
        let begin = self.valid_from.or_else(|| self.as_of.as_ref().map(Period::start));
        match (begin, self.valid_to) {
            (Some(begin), _) if day < begin => Window::NotYet(begin),
            (_, Some(end)) if end < day => Window::Expired(end),
            _ => Window::Open,
        }
    }

    /// Whether the instrument is in its window on `day`; an unknown end is open.
    pub fn in_force_on(&self, day: Date) -> bool {
        self.window_on(day) == Window::Open
    }

    /// What is wrong with the values.
    pub fn validate(&self) -> Vec<Invalid> {
        let mut faults = Vec::new();
        if self.id.is_empty() {
            faults.push(Invalid::new("id", &self.id, "an identifier within the region"));
        }
        if let Some(rate) = self.rate.filter(|rate| *rate < Decimal::ZERO || Decimal::TEN < *rate) {
            faults.push(Invalid::new("rate", rate, "between 0 and 10"));
        }
        if let Some(cap) = self.cap_cny.filter(|cap| *cap < Decimal::ZERO) {
            faults.push(Invalid::new("cap_cny", cap, "a number of at least 0"));
        }
        if let (Some(from), Some(to)) = (self.valid_from, self.valid_to)
            && to < from
        {
            faults.push(Invalid::new("valid_to", to, "no earlier than `valid_from`"));
        }
        faults.extend(self.title.validate().into_iter().map(|invalid| invalid.within("title")));
        faults.extend(self.validate_terms());
        faults
    }

    fn validate_terms(&self) -> Vec<Invalid> {
        let mut faults: Vec<Invalid> =
            share_fault("probability", self.probability).into_iter().collect();
        let mut check = |path: &str, found: Vec<Invalid>| {
            faults.extend(found.into_iter().map(|invalid| invalid.within(path)));
        };
        check("doubtful", self.doubtful.validate());
        check("claw_back", self.claw_back.as_ref().map(ClawBack::validate).unwrap_or_default());
        for (position, condition) in self.to_confirm.iter().enumerate() {
            check(&format!("to_confirm[{position}]"), condition.validate());
        }
        for (position, grant) in self.grants.iter().enumerate() {
            check(&format!("grants[{position}]"), grant.validate());
        }
        for (path, length) in [
            ("grants", self.grants.len()),
            ("to_confirm", self.to_confirm.len()),
            ("requires", self.requires.len()),
            ("excludes", self.excludes.len()),
        ] {
            if ITEMS_MAX < length {
                let expected = format!("a list of at most {ITEMS_MAX} items");
                faults.push(Invalid::new(path, length, &expected));
            }
        }
        for (path, ids) in [("requires", &self.requires), ("excludes", &self.excludes)] {
            if ids.contains(&self.id) {
                faults.push(Invalid::new(path, &self.id, "the identifier of another instrument"));
            }
        }
        faults
    }
}

impl Share for PolicyInstrument {
    fn share(&mut self, interner: &mut Interner) {
        self.as_of.share(interner);
        self.source.share(interner);
    }
}

impl StandardLand {
    /// Whether the thresholds are meant for all industries.
    pub fn applies_to_all(&self) -> bool {
        self.label.is_empty() && self.industries.is_empty()
    }

    /// What is wrong with the values.
    pub fn validate(&self) -> Vec<Invalid> {
        let found = [
            ("capex_per_mu", figure_faults(self.capex_per_mu.as_ref())),
            ("output_per_mu", figure_faults(self.output_per_mu.as_ref())),
            ("tax_per_mu", figure_faults(self.tax_per_mu.as_ref())),
            ("rd_share", figure_faults(self.rd_share.as_ref())),
            ("energy_per_output", figure_faults(self.energy_per_output.as_ref())),
            ("energy_per_value_added", figure_faults(self.energy_per_value_added.as_ref())),
            ("floor_area_ratio", figure_faults(self.floor_area_ratio.as_ref())),
            ("floor_area_ratio_max", figure_faults(self.floor_area_ratio_max.as_ref())),
            ("cod_per_output", figure_faults(self.cod_per_output.as_ref())),
        ];
        found
            .into_iter()
            .flat_map(|(path, faults)| faults.into_iter().map(|invalid| invalid.within(path)))
            .collect()
    }
}

impl Share for StandardLand {
    fn share(&mut self, interner: &mut Interner) {
        self.capex_per_mu.share(interner);
        self.output_per_mu.share(interner);
        self.tax_per_mu.share(interner);
        self.rd_share.share(interner);
        self.energy_per_output.share(interner);
        self.energy_per_value_added.share(interner);
        self.floor_area_ratio.share(interner);
        self.floor_area_ratio_max.share(interner);
        self.cod_per_output.share(interner);
    }
}

fn figure_faults<U: crate::domain::unit::Unit>(figure: Option<&Figure<U>>) -> Vec<Invalid> {
    figure.map(Figure::validate_positive).unwrap_or_default()
}
