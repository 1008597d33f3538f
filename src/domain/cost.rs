use std::ops::{Add, Mul};

use serde::Deserialize;

use super::needs::Skill;

/// A quantity between two ends, with the most plausible value between them: finite, at least 0,
/// `low` ≤ `likely` ≤ `high`. All three are equal where there is no doubt.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    /// The lower end.
    pub low: f64,
    /// The most plausible value.
    pub likely: f64,
    /// The upper end.
    pub high: f64,
}

impl Estimate {
    /// Nothing, for sure.
    pub const ZERO: Estimate = Estimate { low: 0.0, likely: 0.0, high: 0.0 };

    /// A quantity without doubt.
    pub fn exact(value: f64) -> Estimate {
        Estimate { low: value, likely: value, high: value }
    }

    /// Whether it is finite, at least 0 and in rising order.
    pub fn is_sound(self) -> bool {
        0.0 <= self.low
            && self.low <= self.likely
            && self.likely <= self.high
            && self.high.is_finite()
    }

    /// The ends moved apart by shares of what they are: the lower one by `below`, which is at most
    /// 1, the upper one by `above`.
    #[must_use]
    pub fn widened(self, below: f64, above: f64) -> Estimate {
        Estimate {
            low: self.low * (1.0 - below).max(0.0),
            likely: self.likely,
            high: self.high * (1.0 + above),
        }
    }

    /// The product with a number of at least 0 that is sure.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Estimate {
        Estimate { low: self.low * factor, likely: self.likely * factor, high: self.high * factor }
    }

    /// The quotient by another quantity above 0.
    #[must_use]
    pub fn over(self, divisor: Estimate) -> Estimate {
        Estimate {
            low: self.low / divisor.high,
            likely: self.likely / divisor.likely,
            high: self.high / divisor.low,
        }
    }
}

impl Add for Estimate {
    type Output = Estimate;

    fn add(self, other: Estimate) -> Estimate {
        Estimate {
            low: self.low + other.low,
            likely: self.likely + other.likely,
            high: self.high + other.high,
        }
    }
}

impl Mul for Estimate {
    type Output = Estimate;

    fn mul(self, other: Estimate) -> Estimate {
        Estimate {
            low: self.low * other.low,
            likely: self.likely * other.likely,
            high: self.high * other.high,
        }
    }
}

/// Two ends between which an unknown figure lies.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ends {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// What a landing costs per year, as rates: `index/costs.toml`, where each stands with its source.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostParameters {
    /// How money spent at once counts per year.
    pub capital: CapitalParameters,
    /// What stands on land that is bought.
    pub building: BuildingParameters,
    /// What people cost.
    pub labour: LabourParameters,
    /// How much energy connected power uses.
    pub energy: EnergyParameters,
    /// What freight costs.
    pub freight: FreightParameters,
    /// What journeys cost.
    pub travel: JourneyParameters,
    /// How far figures are doubted.
    pub doubt: DoubtParameters,
    /// Between which ends unknown figures lie.
    pub reference: ReferenceRanges,
}

/// How money spent at once counts per year.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapitalParameters {
    /// Per year, 0 to 1.
    pub discount_rate: f64,
    /// The term of a grant of industrial land, in years.
    pub land_lease_years: f64,
    /// The life of a building, in years.
    pub building_years: f64,
}

/// What stands on land that is bought.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuildingParameters {
    /// To build a workshop, in CNY per square metre of floor.
    pub yuan_per_square_metre: Estimate,
    /// Floor area over land.
    pub floor_area_ratio: Estimate,
}

/// What people cost.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabourParameters {
    /// The wage of managers over the average wage.
    pub manager_factor: f64,
    /// The wage of professional and technical staff over the average wage.
    pub engineer_factor: f64,
    /// The wage of clerical staff over the average wage.
    pub clerk_factor: f64,
    /// The wage of production workers over the average wage.
    pub operator_factor: f64,
    /// The wage of staff of any skill over the average wage.
    pub any_factor: f64,
    /// The employer's contribution to pensions, as a share of wages.
    pub pension_share: f64,
    /// The same to medical care.
    pub medical_share: f64,
    /// The same against unemployment.
    pub unemployment_share: f64,
    /// The same against injuries at work.
    pub injury_share: f64,
    /// The same to the housing fund.
    pub housing_fund_share: f64,
    /// Hours of work of one person.
    pub hours_per_year: f64,
    /// The average wage of the country, year by year.
    pub national_wages: Vec<NationalWage>,
}

/// The average wage of the country in one year.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NationalWage {
    /// The year.
    pub year: i16,
    /// In CNY per year.
    pub yuan_per_year: f64,
}

/// How much energy connected power uses.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnergyParameters {
    /// Hours per year at connected power.
    pub full_load_hours: Estimate,
}

/// What freight costs.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreightParameters {
    /// By road, in CNY per tonne and kilometre.
    pub yuan_per_tonne_kilometre: Estimate,
    /// The haul around the host city, in kilometres.
    pub local_haul_kilometres: Estimate,
}

/// What journeys cost.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JourneyParameters {
    /// Second class, in CNY per kilometre.
    pub rail_fare_yuan_per_kilometre: Estimate,
    /// From station to station, in kilometres per hour.
    pub rail_kilometres_per_hour: Estimate,
    /// By car, in CNY per kilometre.
    pub car_yuan_per_kilometre: Estimate,
}

/// How far figures are doubted: the ends move by these shares of the value.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoubtParameters {
    /// Taken from a county above.
    pub county: f64,
    /// Taken from a prefecture above.
    pub prefecture: f64,
    /// Taken from a province above.
    pub province: f64,
    /// Taken from the country.
    pub country: f64,
    /// An estimate by its own source.
    pub estimated: f64,
    /// A mean over places below.
    pub mean: f64,
    /// How far above its floor price land may cost.
    pub above_floor_price: f64,
    /// A wage by position as a share of the average wage.
    pub skill_factor: f64,
    /// A time or distance by road that was computed.
    pub road_estimate: f64,
}

/// Between which ends unknown figures lie.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceRanges {
    /// In CNY per square metre, for the whole lease.
    pub land_price: Ends,
    /// In CNY per square metre and month.
    pub workshop_rent: Ends,
    /// In CNY per kilowatt-hour.
    pub electricity_price: Ends,
}

impl LabourParameters {
    /// The wage of a skill over the average wage in urban non-private units; `None` for staff
    /// whose skill is not known.
    pub fn factor(&self, skill: Option<Skill>) -> f64 {
        match skill {
            Some(Skill::Manager) => self.manager_factor,
            Some(Skill::Engineer) => self.engineer_factor,
            Some(Skill::Clerk) => self.clerk_factor,
            Some(Skill::Operator) => self.operator_factor,
            None => self.any_factor,
        }
    }

    /// All that the employer pays beside the wage, as a share of it.
    pub fn contribution_share(&self) -> f64 {
        self.pension_share
            + self.medical_share
            + self.unemployment_share
            + self.injury_share
            + self.housing_fund_share
    }

    /// By how much the national average wage grew from one year to the latest one that is
    /// published and not after `to`; 1 for a year outside the series, as nothing is known there.
    pub fn growth(&self, from: i16, to: i16) -> f64 {
        let base = self.national_wages.iter().find(|wage| wage.year == from);
        let latest = self.national_wages.iter().rfind(|wage| wage.year <= to);
        match (base, latest) {
            (Some(base), Some(latest)) if base.year < latest.year => {
                latest.yuan_per_year / base.yuan_per_year
            }
            _ => 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_keeps_its_order() {
        let of = |low, likely, high| Estimate { low, likely, high };
        assert!(of(1.0, 2.0, 2.0).is_sound());
        for unsound in [of(2.0, 1.0, 3.0), of(-1.0, 0.0, 0.0), of(0.0, 0.0, f64::INFINITY)] {
            assert!(!unsound.is_sound(), "{unsound:?}");
        }
        assert!(!of(f64::NAN, 1.0, 2.0).is_sound());
        assert_eq!(of(1.0, 2.0, 4.0) * of(1.0, 3.0, 5.0), of(1.0, 6.0, 20.0));
        assert_eq!(of(1.0, 2.0, 4.0).over(of(1.0, 2.0, 4.0)), of(0.25, 1.0, 4.0));
        // More than all of it cannot be taken away.
        assert_eq!(of(1.0, 2.0, 4.0).widened(1.5, 0.5), of(0.0, 2.0, 6.0));
    }
}
