//! What a region offers, figure by figure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    code::IndustryCode,
    figure::{Figure, Method, Period, Source},
    id::RegionId,
    invalid::Invalid,
    shared::{Interner, Share},
    unit::{
        AreaUnit, DistanceUnit, ElectricityPriceUnit, EnergyUnit, LandPriceUnit, MassPriceUnit,
        MoneyUnit, MonthsUnit, PeopleUnit, PowerUnit, RentUnit, ShareUnit, VolumePriceUnit,
        WageUnit, WaterUnit,
    },
};

macro_rules! figures {
    ($(#[$documentation:meta])* $name:ident { $($(#[$field_documentation:meta])* $field:ident: $unit:ident $check:ident,)+ }) => {
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
            /// Whether nothing is known.
            pub fn is_empty(&self) -> bool {
                *self == $name::default()
            }

            /// What is wrong with the values.
            pub fn validate(&self) -> Vec<Invalid> {
                let mut faults = Vec::new();
                $(
                    let found = self.$field.as_ref().map(Figure::$check).unwrap_or_default();
                    faults.extend(found.into_iter().map(|fault| fault.within(stringify!($field))));
                )+
                faults
            }
        }

        impl Share for $name {
            fn share(&mut self, interner: &mut Interner) {
                $(self.$field.share(interner);)+
            }
        }
    };
}

figures!(
    /// Land and workshops.
    Land {
        /// Area approved for the park; no proof of vacancy.
        approved_area: AreaUnit validate_positive,
        /// Industrial land that can be had now.
        available_area: AreaUnit validate_not_negative,
        /// The largest contiguous parcel.
        largest_parcel: AreaUnit validate_positive,
        /// Price of industrial land, for the whole lease.
        industrial_price: LandPriceUnit validate_positive,
        /// The lowest price at which industrial land may be granted.
        floor_price: LandPriceUnit validate_positive,
        /// Rent of workshops.
        workshop_rent: RentUnit validate_positive,
        /// Workshop floor area that can be had now.
        workshop_available: AreaUnit validate_not_negative,
        /// Time until land is delivered ready to build.
        delivery: MonthsUnit validate_not_negative,
    }
);
figures!(
    /// Labour.
    Labour {
        /// Average wage in urban non-private units (城镇非私营单位).
        average_wage: WageUnit validate_positive,
        /// Average wage in urban private units (城镇私营单位).
        average_wage_private: WageUnit validate_positive,
        /// Average wage of middle and higher managers.
        manager_wage: WageUnit validate_positive,
        /// Average wage of professional and technical staff.
        engineer_wage: WageUnit validate_positive,
        /// Average wage of clerical staff.
        clerk_wage: WageUnit validate_positive,
        /// Average wage of production workers.
        operator_wage: WageUnit validate_positive,
        /// People who could be employed.
        workforce: PeopleUnit validate_positive,
    }
);
figures!(
    /// Output and people.
    Economy {
        /// Gross domestic product of the year.
        gdp: MoneyUnit validate_positive,
        /// Share of the secondary sector in it.
        secondary_share: ShareUnit validate_not_negative,
        /// Registered, not resident, population: no base for figures per head.
        population_registered: PeopleUnit validate_positive,
        /// People employed.
        employment: PeopleUnit validate_positive,
    }
);
figures!(
    /// Energy and water.
    Energy {
        /// Price of electricity for industry, flat or average hours.
        electricity_price: ElectricityPriceUnit validate_positive,
        /// Price of electricity in peak hours.
        electricity_price_peak: ElectricityPriceUnit validate_positive,
        /// Price of electricity in valley hours.
        electricity_price_valley: ElectricityPriceUnit validate_positive,
        /// Power that can be connected now.
        spare_power: PowerUnit validate_not_negative,
        /// Price of natural gas.
        gas_price: VolumePriceUnit validate_positive,
        /// Price of water for industry.
        water_price: VolumePriceUnit validate_positive,
        /// Price of steam.
        steam_price: MassPriceUnit validate_positive,
    }
);

/// Travel and transport.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// Travel times by rail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rail: Option<Travel>,
    /// Distance to the nearest sea or river port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<Figure<DistanceUnit>>,
    /// Distance to the nearest airport.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub airport: Option<Figure<DistanceUnit>>,
}

/// Travel times from this region, all of one timetable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Travel {
    /// Fastest minutes to other regions; a region that is absent is unknown.
    pub minutes: BTreeMap<RegionId, u32>,
    /// Of which year or day the timetable is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// Where it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// How the minutes were obtained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
}

/// Environmental permits.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Environment {
    /// Whether it is a recognised chemical park (化工园区).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chemical_park: Option<bool>,
    /// Waste water that can still be admitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waste_water_headroom: Option<Figure<WaterUnit>>,
    /// Energy per year that can still be admitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub energy_quota_headroom: Option<Figure<EnergyUnit>>,
    /// Industries that are not admitted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub negative_list: Vec<IndustryCode>,
}

impl Access {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Access::default()
    }

    /// What is wrong with the values.
    pub fn validate(&self) -> Vec<Invalid> {
        let mut faults = Vec::new();
        faults.extend(distance("port", self.port.as_ref()));
        faults.extend(distance("airport", self.airport.as_ref()));
        for (region, minutes) in self.rail.iter().flat_map(|rail| &rail.minutes) {
            if !(1..=10_000).contains(minutes) {
                let path = format!("rail.minutes.{region}");
                faults.push(Invalid::new(path, minutes, "between 1 and 10000 minutes"));
            }
        }
        faults
    }
}

impl Environment {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Environment::default()
    }
}

impl Share for Access {
    fn share(&mut self, interner: &mut Interner) {
        if let Some(rail) = &mut self.rail {
            rail.source.share(interner);
            rail.period.share(interner);
        }
        self.port.share(interner);
        self.airport.share(interner);
    }
}

impl Share for Environment {
    fn share(&mut self, interner: &mut Interner) {
        self.waste_water_headroom.share(interner);
        self.energy_quota_headroom.share(interner);
        self.negative_list.shrink_to_fit();
    }
}

fn distance(path: &str, figure: Option<&Figure<DistanceUnit>>) -> Vec<Invalid> {
    let found = figure.map(Figure::validate_not_negative).unwrap_or_default();
    found.into_iter().map(|invalid| invalid.within(path)).collect()
}
