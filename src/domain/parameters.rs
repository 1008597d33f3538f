use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    geography::Coordinates,
    link::LinkKind,
    waters::{Sight, Waters, Way},
};

/// The rates and strengths of the definition that are no scales: `index/parameters.toml`, where
/// each stands with its source.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// How declared leading industries count.
    pub declaration: DeclarationParameters,
    /// How far the panel of declarations is trusted.
    pub panel: PanelParameters,
    /// How measured employment counts.
    pub employment: EmploymentParameters,
    /// How travel is estimated.
    pub travel: TravelParameters,
    /// Who counts as a partner of the supply chain.
    pub supply: SupplyParameters,
    /// How institutional links count.
    pub link: LinkParameters,
    /// How far figures that stand in for others are trusted.
    pub stand_in: StandInParameters,
    /// How fast figures lose trust with age.
    pub half_life_years: HalfLives,
    /// Limits of the gates.
    pub gate: GateParameters,
    /// How the firmness of an order is tested.
    pub robustness: RobustnessParameters,
    /// How a place loses attraction as it fills.
    pub congestion: CongestionRules,
    /// How alike regions or projects are.
    pub similarity: SimilarityParameters,
}

/// How the attraction of a place falls as it fills.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CongestionRules {
    /// Projects per place up to which nothing is lost, at least 0.
    pub free_utilisation: f64,
    /// What each further project per place costs, as a share of the attraction, at least 0.
    pub slope: f64,
    /// The least that is left, 0 to 1.
    pub floor: f64,
}

/// How alike regions or projects are: the weight of each aspect, as shares of their sum.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SimilarityParameters {
    /// The weights for regions.
    pub region: RegionAspects,
    /// The weights for projects.
    pub project: ProjectAspects,
    /// The factor from which two figures of projects have nothing in common, above 1.
    pub apart_factor: f64,
}

/// The weights of what regions are compared in.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionAspects {
    /// Industries.
    pub industry: f64,
    /// Land.
    pub land: f64,
    /// Price of industrial land.
    pub land_price: f64,
    /// Wage.
    pub wage: f64,
}

/// The weights of what projects are compared in.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectAspects {
    /// Industries.
    pub industry: f64,
    /// Land needed.
    pub land: f64,
    /// Power needed.
    pub power: f64,
    /// Fixed investment.
    pub capex: f64,
    /// People to employ.
    pub headcount: f64,
}

/// How the firmness of an order is tested.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RobustnessParameters {
    /// How often weights and unknown figures are drawn, 1 to 100,000.
    pub draws: usize,
    /// The seed of the draws: the same question has the same answer everywhere.
    pub seed: u64,
    /// How far drawn weights may leave the given ones, 0 (not at all) to 1 (anywhere): each keeps
    /// at least 1 less this share of itself.
    pub weight_spread: f64,
    /// VIKOR's v: how much the regret of all criteria counts beside the worst single one, 0 to 1.
    pub vikor_group_share: f64,
    /// The difference of utility up to which PROMETHEE II prefers nobody, 0 to 1.
    pub promethee_indifference: f64,
    /// The difference of utility from which it prefers wholly; above the indifference, at most 1.
    pub promethee_preference: f64,
}

/// How declared leading industries count.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclarationParameters {
    /// By position from the first; later positions count like the last.
    pub position_factors: Vec<f64>,
    /// The agreement from which a label counts as naming the industry.
    pub agreement_min: f64,
}

/// How far the panel of declarations is trusted.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PanelParameters {
    /// So many declarations of a place are trusted by half: n are trusted by n / (n + this).
    pub half_trust_declarations: f64,
}

/// How measured employment counts.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmploymentParameters {
    /// So many people of an industry count half as a place that can carry a plant of it: e people
    /// count e / (e + this).
    pub half_capacity_people: f64,
}

/// How travel is estimated.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TravelParameters {
    /// Road distance over great-circle distance.
    pub circuity: f64,
    /// Average speed by road, in kilometres per hour.
    pub road_km_per_hour: f64,
    /// To and from the stations of a rail journey, together, in minutes.
    pub rail_terminal_minutes: f64,
    /// A crossing by ferry with the wait for it, in minutes.
    pub ferry_minutes: f64,
    /// What no road crosses: `index/waters.csv`.
    #[serde(skip)]
    pub waters: Waters,
}

impl TravelParameters {
    /// The kilometres of a great circle that take as long by road as a ferry.
    pub fn ferry_km(&self) -> f64 {
        self.ferry_minutes / 60.0 * self.road_km_per_hour / self.circuity
    }

    /// The way by road between two places.
    pub fn way(&self, from: Coordinates, to: Coordinates) -> Way {
        self.waters.way(from, to)
    }

    /// The same, for whoever keeps the sights of places.
    pub fn way_seen(&self, places: [Coordinates; 2], sights: [&Sight; 2]) -> Way {
        self.waters.way_seen(places, sights)
    }

    /// The length of a way by road, in kilometres.
    pub fn road_km(&self, way: Way) -> f64 {
        way.land_km * self.circuity
    }

    /// The minutes of a way by road: its length at the average speed, and those of its ferries.
    pub fn road_minutes(&self, way: Way) -> f64 {
        self.road_km(way) / self.road_km_per_hour * 60.0
            + f64::from(way.ferries) * self.ferry_minutes
    }
}

/// Who counts as a partner of the supply chain.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupplyParameters {
    /// The longest way by road to a supplier or customer that counts as near, in hours.
    pub hours_max: f64,
    /// The location quotient from which a measured presence counts as a supplier or customer.
    pub quotient_min: f64,
}

/// How institutional links count.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkParameters {
    /// The strength of each kind, 0 to 1.
    pub kinds: BTreeMap<LinkKind, f64>,
    /// The strength of a link whose production stands on the partner's side.
    pub production_at_partner: f64,
    /// Factor when the partner is another county of the host city's prefecture, or the prefecture.
    pub partner_same_prefecture: f64,
    /// Factor when the partner is the host city's province.
    pub partner_province: f64,
    /// Factor when the link is not the region's own but of a region above or below it.
    pub home_other_level: f64,
    /// Factor when the link's stated focus is another industry.
    pub other_focus: f64,
    /// The least factor for a landing rate below the usual one, at most 1.
    pub landing_factor_min: f64,
    /// The largest factor for a landing rate above the usual one, at least 1.
    pub landing_factor_max: f64,
}

/// How far figures that stand in for others are trusted, 0 to 1: the utility moves from the
/// median towards the figure's own utility by this share.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandInParameters {
    /// Approved area for available area.
    pub approved_area: f64,
    /// The legal floor price for a market price.
    pub floor_price: f64,
}

/// Limits of the gates.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateParameters {
    /// The farthest that a port may be to count as near, in kilometres.
    pub port_km_max: f64,
    /// Standard coal for which a kilowatt-hour of electricity stands, in kilograms.
    pub coal_equivalent_kg_per_kwh: f64,
}

/// By kind of figure, the years after which it is trusted half as much, above 0.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HalfLives {
    /// Leading industries, and all that is told by them: panels and partners.
    pub declared_industries: f64,
    /// Employment by industry.
    pub employment: f64,
    /// The approved area of a zone.
    pub approved_area: f64,
    /// Land that can be had.
    pub available_area: f64,
    /// Prices of land.
    pub land_price: f64,
    /// Wages.
    pub wage: f64,
    /// Minutes by direct rail.
    pub rail_timetable: f64,
    /// That an institutional link stands.
    pub institutional_link: f64,
}

impl HalfLives {
    /// The kinds by name, with their half-lives.
    pub fn named(&self) -> [(&'static str, f64); 8] {
        [
            ("half_life_years.declared_industries", self.declared_industries),
            ("half_life_years.employment", self.employment),
            ("half_life_years.approved_area", self.approved_area),
            ("half_life_years.available_area", self.available_area),
            ("half_life_years.land_price", self.land_price),
            ("half_life_years.wage", self.wage),
            ("half_life_years.rail_timetable", self.rail_timetable),
            ("half_life_years.institutional_link", self.institutional_link),
        ]
    }
}
