use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    code::IndustryCode,
    figure::{Figure, Period, Source},
    id::RegionId,
    invalid::Invalid,
    shared::{Interner, Share},
    text::Text,
    unit::{AreaUnit, CountUnit, MonthsUnit, ShareUnit},
};

/// An institutional link between this region, the home region, and a better-off partner.
///
/// It stands in the home region's profile. Absence of a link is unknown, not "no link".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What kind of link.
    pub kind: LinkKind,
    /// The better-off or incubating side.
    pub partner: RegionId,
    /// Its own name, as an enclave's.
    #[serde(default)]
    pub name: Text,
    /// The scheme under which it stands.
    #[serde(default)]
    pub scheme: Text,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Period>,
    /// When it ends or ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Period>,
    /// Where production stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub production: Option<ProductionSide>,
    /// The enclave mode, where the source says enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<EnclaveMode>,
    /// Who runs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// Its stated focus.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub focus: Vec<IndustryCode>,
    /// Floor area of an enclave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor_area: Option<Figure<AreaUnit>>,
    /// Land of a joint park or industry enclave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub land_area: Option<Figure<AreaUnit>>,
    /// Firms in the enclave or park.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenants: Option<Figure<CountUnit>>,
    /// Projects incubated so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incubated_projects: Option<Figure<CountUnit>>,
    /// Those of them that could land at home, such as industrial ones, funds left out: the
    /// denominator of the landing rate where the source tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eligible_projects: Option<Figure<CountUnit>>,
    /// Projects that landed in the home region so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub landed_at_home: Option<Figure<CountUnit>>,
    /// The home region's share of tax or output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home_share: Option<Figure<ShareUnit>>,
    /// How long the sharing runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_term: Option<Figure<MonthsUnit>>,
    /// Where the link was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// When it was published or observed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Period>,
    /// What a reader should mind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The kinds of institutional links.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// 科创飞地: the home region's incubator in the partner city; production returns home.
    Enclave,
    /// 产业飞地: the home region's industrial area on the partner's ground.
    IndustryEnclave,
    /// 共建园区: a park run by both.
    JointPark,
    /// 结对: an official pairing.
    Pairing,
    /// 对口支援: counterpart assistance.
    CounterpartAssistance,
    /// 走廊: both are members of a corridor.
    Corridor,
}

/// The side on which production stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProductionSide {
    /// In the home region.
    Home,
    /// In the partner region.
    Partner,
}

/// The ways in which incubation and production are tied together.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum EnclaveMode {
    /// Register at home, work in the host city; production must return.
    Single,
    /// Both governments, both policy sets, tax and output shared by agreement.
    Collaborative,
    /// A professional operator runs it.
    IncubatorMediated,
    /// The host city is abroad.
    Offshore,
    /// Each side has an enclave in the other.
    TwoWay,
    /// No enclave: move outright, or stay.
    None,
}

impl EnclaveMode {
    /// The mode's identifier in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            EnclaveMode::Single => "single",
            EnclaveMode::Collaborative => "collaborative",
            EnclaveMode::IncubatorMediated => "incubator_mediated",
            EnclaveMode::Offshore => "offshore",
            EnclaveMode::TwoWay => "two_way",
            EnclaveMode::None => "none",
        }
    }
}

impl Link {
    /// Whether the link was in force on `day`; a link of unknown beginning counts from the day
    /// of its source.
    pub fn in_force_on(&self, day: Date) -> bool {
        let begun = self.since.as_ref().or(self.as_of.as_ref()).is_none_or(|p| p.start() <= day);
        let ended = self.until.as_ref().is_some_and(|until| until.end() < day);
        begun && !ended
    }

    /// What is wrong with the values.
    pub fn validate(&self) -> Vec<Invalid> {
        let mut faults = Vec::new();
        let mut check = |path: &str, found: Vec<Invalid>| {
            faults.extend(found.into_iter().map(|invalid| invalid.within(path)));
        };
        check("name", self.name.validate());
        check("scheme", self.scheme.validate());
        for (position, code) in self.focus.iter().enumerate() {
            check(&format!("focus[{position}]"), code.validate());
        }
        if let Some(area) = &self.floor_area {
            check("floor_area", area.validate_positive());
        }
        if let Some(area) = &self.land_area {
            check("land_area", area.validate_positive());
        }
        if let Some(share) = &self.home_share {
            check("home_share", share.validate_not_negative());
        }
        if let (Some(since), Some(until)) = (&self.since, &self.until)
            && until.end() < since.start()
        {
            faults.push(Invalid::new("until", until.as_str(), "no earlier than `since`"));
        }
        faults
    }
}

impl Share for Link {
    fn share(&mut self, interner: &mut Interner) {
        self.partner.share(interner);
        self.since.share(interner);
        self.until.share(interner);
        self.floor_area.share(interner);
        self.land_area.share(interner);
        self.tenants.share(interner);
        self.incubated_projects.share(interner);
        self.eligible_projects.share(interner);
        self.landed_at_home.share(interner);
        self.home_share.share(interner);
        self.share_term.share(interner);
        self.source.share(interner);
        self.as_of.share(interner);
    }
}
