//! What a project needs of a place, and the money behind it.

use serde::{Deserialize, Serialize};

use super::{
    figure::Figure,
    invalid::Invalid,
    unit::{
        AreaUnit, DischargeUnit, EnergyUnit, FreightUnit, LandPriceUnit, MoneyUnit, MonthsUnit,
        PeopleUnit, PowerUnit, RentUnit, ShareUnit, Unit, WaterUnit,
    },
};

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

            /// What is wrong with the values.
            pub fn validate(&self) -> Vec<Invalid> {
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
        /// Floor area to rent or to build.
        floor_area: AreaUnit,
        /// Connected power.
        power: PowerUnit,
        /// Energy per year.
        energy_per_year: EnergyUnit,
        /// Water per day.
        water: WaterUnit,
        /// Waste water per day.
        waste_water: WaterUnit,
        /// Chemical oxygen demand (COD) discharged per year.
        cod: DischargeUnit,
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
        /// The part of the fixed investment that buys equipment.
        equipment: MoneyUnit,
        /// Loans that pay for the investment.
        loan: MoneyUnit,
        /// Capital paid in by the owners.
        paid_in_capital: MoneyUnit,
        /// Expected output per year.
        output_per_year: MoneyUnit,
        /// Expected tax per year.
        tax_per_year: MoneyUnit,
        /// Expected value added per year.
        value_added_per_year: MoneyUnit,
        /// Expected spending on research per year.
        research_per_year: MoneyUnit,
        /// The most that land may cost.
        land_price_max: LandPriceUnit,
        /// The most that a workshop may cost.
        workshop_rent_max: RentUnit,
    }
);

wishes!(
    /// What the project assumes in place of the program's own rates, and what only it can know.
    Assumptions {
        /// What a year's delay costs: the discount rate of the project, per year.
        discount_rate: ShareUnit,
        /// The lease of land bought.
        lease: MonthsUnit,
        /// How far ahead the project plans.
        plan: MonthsUnit,
        /// What research in the host city earns per year, because talent and laboratories are there.
        innovation_return_host: MoneyUnit,
        /// What research in the production region would earn per year.
        innovation_return_home: MoneyUnit,
        /// What it costs per year to run research and production in two places, beside travel.
        coordination_cost: MoneyUnit,
        /// The probability that production lands where it is agreed.
        landing_probability: ShareUnit,
    }
);

/// So many people of one skill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Staff {
    /// Which skill.
    pub skill: Skill,
    /// How many people.
    pub people: Figure<PeopleUnit>,
}

/// What kind of work people do, as wages are published by it (岗位).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Skill {
    /// 中层及以上管理人员.
    Manager,
    /// 专业技术人员.
    Engineer,
    /// 办事人员和有关人员.
    Clerk,
    /// 生产制造及有关人员.
    Operator,
}

impl Skill {
    /// All skills, in the order of documents.
    pub const ALL: [Skill; 4] = [Skill::Manager, Skill::Engineer, Skill::Clerk, Skill::Operator];

    /// The skill's identifier in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Skill::Manager => "manager",
            Skill::Engineer => "engineer",
            Skill::Clerk => "clerk",
            Skill::Operator => "operator",
        }
    }
}

/// Whether a plant stands on land of its own or in a rented workshop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Premises {
    /// On land that is bought for the term of a lease.
    BuyLand,
    /// In a workshop that is rented.
    RentWorkshop,
}

/// What is wrong with a figure that may be absent, but must be above zero.
pub(super) fn positive<U: Unit>(path: &str, figure: Option<&Figure<U>>) -> Vec<Invalid> {
    let found = figure.map(Figure::validate_positive).unwrap_or_default();
    found.into_iter().map(|invalid| invalid.within(path)).collect()
}
