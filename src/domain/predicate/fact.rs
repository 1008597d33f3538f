use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::domain::{
    code::IndustryCode,
    figure::Figure,
    id::RegionId,
    project::Stage,
    unit::{AreaUnit, MoneyUnit, ShareUnit, Unit},
};

macro_rules! words {
    ($(#[$documentation:meta])* $name:ident { $($(#[$item_documentation:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$documentation])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize,
            utoipa::ToSchema,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$item_documentation])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// All of them, in the order of documents.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The identifier in documents and in conditions.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }

            /// The one that is called so.
            pub fn find(word: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }
    };
}

words!(
    /// A figure of a project, or of a project at a place, that conditions compare and that rates
    /// apply to.
    Measure {
        /// Fixed investment.
        Capex = "capex",
        /// Fixed investment with land and working capital; at least the fixed investment.
        TotalInvestment = "total_investment",
        /// The part of the fixed investment that buys equipment.
        Equipment = "equipment",
        /// Loans that pay for the investment.
        Loan = "loan",
        /// Interest on these loans, per year.
        LoanInterest = "loan_interest",
        /// Capital paid in by the owners.
        PaidInCapital = "paid_in_capital",
        /// Capital paid in from abroad.
        ForeignCapital = "foreign_capital",
        /// Output per year.
        Output = "output",
        /// Tax per year, whoever keeps it.
        Tax = "tax",
        /// The part of the tax that the place keeps, per year; at most the tax.
        LocalTax = "local_tax",
        /// Value added per year.
        ValueAdded = "value_added",
        /// Spending on research per year.
        Research = "research",
        /// Spending on research as a share of output.
        ResearchShare = "research_share",
        /// Rent of workshops per year.
        Rent = "rent",
        /// Price of the land, for the whole lease.
        LandPrice = "land_price",
        /// What it costs to move the equipment.
        MovingCost = "moving_cost",
        /// People employed.
        Jobs = "jobs",
        /// Land.
        Land = "land",
        /// Floor area.
        FloorArea = "floor_area",
        /// Fixed investment per mu of land.
        CapexPerMu = "capex_per_mu",
        /// Output per mu of land and year.
        OutputPerMu = "output_per_mu",
        /// Tax per mu of land and year.
        TaxPerMu = "tax_per_mu",
        /// Fixed investment per square metre of floor.
        CapexPerSquareMetre = "capex_per_m2",
        /// Output per square metre of floor and year.
        OutputPerSquareMetre = "output_per_m2",
        /// The year of production, from 1: limits payments to the first years.
        ProductionYear = "production_year",
    }
);

words!(
    /// What is so or not so of a project at a place.
    Flag {
        /// The firm that produces is registered at the place.
        RegisteredHere = "registered_here",
        /// It buys land.
        BuysLand = "buys_land",
        /// It rents a workshop.
        RentsWorkshop = "rents_workshop",
        /// The firm relocates whole.
        RelocatesWhole = "relocates_whole",
        /// It is incubated abroad.
        FromAbroad = "from_abroad",
    }
);

/// The kinds of quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// CNY; per year where the measure is per year.
    Money,
    /// Hectares.
    Area,
    /// 0 to 1.
    Share,
    /// A plain number.
    Count,
}

impl Measure {
    /// The kind of quantity.
    pub fn quantity(self) -> Quantity {
        match self {
            Measure::Land | Measure::FloorArea => Quantity::Area,
            Measure::ResearchShare => Quantity::Share,
            Measure::Jobs | Measure::ProductionYear => Quantity::Count,
            _ => Quantity::Money,
        }
    }

    /// Whether it is money, so that a share of it can be paid; a figure per area cannot.
    pub fn is_money(self) -> bool {
        let per_area = [
            Measure::CapexPerMu,
            Measure::OutputPerMu,
            Measure::TaxPerMu,
            Measure::CapexPerSquareMetre,
            Measure::OutputPerSquareMetre,
        ];
        self.quantity() == Quantity::Money && !per_area.contains(&self)
    }

    /// The largest plausible value in the canonical unit; more is a typing error.
    pub(super) fn canonical_max(self) -> Decimal {
        Decimal::from(match self.quantity() {
            Quantity::Money => MoneyUnit::CANONICAL_MAX,
            Quantity::Area => AreaUnit::CANONICAL_MAX,
            Quantity::Share => ShareUnit::CANONICAL_MAX,
            Quantity::Count => 10_000_000_000,
        })
    }
}

/// Between which ends a figure lies, in the canonical unit of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bound {
    /// The lower end.
    pub low: Decimal,
    /// The upper end; `None` if there is none.
    pub high: Option<Decimal>,
}

impl Bound {
    /// A figure without doubt.
    pub fn exact(value: Decimal) -> Bound {
        Bound { low: value, high: Some(value) }
    }

    /// The ends of a published figure; `None` on overflow.
    pub fn of<U: Unit>(figure: &Figure<U>) -> Option<Bound> {
        let low = figure.unit.to_canonical(figure.value)?;
        let high = figure.max.map_or(Some(low), |max| figure.unit.to_canonical(max))?;
        Some(Bound { low, high: Some(high) })
    }

    /// The product of two figures that are not negative; `None` on overflow.
    pub fn times(self, other: Bound) -> Option<Bound> {
        let high = match (self.high, other.high) {
            (Some(one), Some(two)) => Some(one.checked_mul(two)?),
            _ => None,
        };
        Some(Bound { low: self.low.checked_mul(other.low)?, high })
    }

    /// The quotient by a figure above zero; `None` if that is not sure.
    pub fn divided_by(self, other: Bound) -> Option<Bound> {
        let high = match (self.high, other.low) {
            (Some(high), low) if Decimal::ZERO < low => Some(high.checked_div(low)?),
            _ => None,
        };
        let low = match other.high {
            Some(divisor) if Decimal::ZERO < divisor => self.low.checked_div(divisor)?,
            _ => Decimal::ZERO,
        };
        Some(Bound { low, high })
    }
}

/// An industry of the production step with everything that it lies in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndustryPath {
    /// The industry in each classification in which it is known, one code per classification;
    /// where one code corresponds to several of another, each is a path of its own.
    pub codes: BTreeSet<IndustryCode>,
    /// The codes that these lie in.
    pub above: BTreeSet<IndustryCode>,
}

/// What is known of a project at a place. What is absent is unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The industries of the production step; empty if unknown.
    pub industries: Vec<IndustryPath>,
    /// How far the project is.
    pub stage: Option<Stage>,
    /// Where it is incubated, and the regions above; empty if unknown.
    pub origin: Vec<RegionId>,
    /// Where production lands, and the regions above; empty if unknown.
    pub place: Vec<RegionId>,
    /// Flags.
    pub flags: BTreeMap<Flag, bool>,
    /// Figures.
    pub measures: BTreeMap<Measure, Bound>,
}

impl Facts {
    /// The facts with a figure, if it is known.
    #[must_use]
    pub fn with(mut self, measure: Measure, bound: Option<Bound>) -> Facts {
        if let Some(bound) = bound {
            self.measures.insert(measure, bound);
        }
        self
    }
}

/// Something that a condition asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// The industries of the production step, finely enough.
    Industry,
    /// How far the project is.
    Stage,
    /// Where it is incubated.
    Origin,
    /// Where exactly production lands.
    Place,
    /// A flag.
    Flag(Flag),
    /// A figure, precisely enough.
    Measure(Measure),
}

impl Fact {
    /// The identifier in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Fact::Industry => "industry",
            Fact::Stage => "stage",
            Fact::Origin => "origin",
            Fact::Place => "place",
            Fact::Flag(flag) => flag.as_str(),
            Fact::Measure(measure) => measure.as_str(),
        }
    }
}
