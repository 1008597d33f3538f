//! Units of measure. Each kind of quantity is a type, each unit a ratio to the canonical one, so
//! that 15 mu are exactly one hectare and money never passes through a float.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// A unit of one kind of quantity.
pub trait Unit:
    fmt::Debug + Copy + Eq + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// The unit to which all others of this kind are converted.
    const CANONICAL: Self;
    /// The largest plausible value in the canonical unit; more is a typing error.
    const CANONICAL_MAX: u64;
    /// All units of this kind.
    const ALL: &'static [Self];
    /// The unit as it is written in documents.
    fn symbol(self) -> &'static str;
    /// One of this unit, as a ratio of canonical units.
    fn ratio(self) -> (u32, u32);

    /// Converts `value` from this unit to the canonical one, exact to 28 digits; `None` on
    /// overflow.
    fn to_canonical(self, value: Decimal) -> Option<Decimal> {
        let (numerator, denominator) = self.ratio();
        value.checked_mul(Decimal::from(numerator))?.checked_div(Decimal::from(denominator))
    }
}

macro_rules! unit {
    (
        $(#[$documentation:meta])* $name:ident, canonical $canonical:ident, max $max:literal,
        { $($(#[$unit_documentation:meta])* $variant:ident = $symbol:literal $(| $alias:literal)*, $numerator:literal / $denominator:literal;)+ }
    ) => {
        $(#[$documentation])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$unit_documentation])* #[serde(rename = $symbol $(, alias = $alias)*)] $variant,)+
        }

        impl Unit for $name {
            const CANONICAL: $name = $name::$canonical;
            const CANONICAL_MAX: u64 = $max;
            const ALL: &'static [$name] = &[$($name::$variant),+];

            fn symbol(self) -> &'static str {
                match self { $($name::$variant => $symbol,)+ }
            }

            fn ratio(self) -> (u32, u32) {
                match self { $($name::$variant => ($numerator, $denominator),)+ }
            }
        }

        // Written out: the derive does not see a `rename` that comes through a macro.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some(<$name as Unit>::ALL.iter().map(|unit| unit.symbol())))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}
    };
}

unit!(
    /// Area. One mu (亩) is 1/15 hectare, 666.667 m².
    AreaUnit, canonical Hectare, max 100_000_000,
    {
        /// 10,000 m².
        Hectare = "hectare" | "ha", 1 / 1;
        /// 亩, 1/15 hectare.
        Mu = "mu" | "亩", 1 / 15;
        /// Square metre.
        SquareMetre = "m2" | "m²" | "平方米", 1 / 10_000;
        /// Square kilometre.
        SquareKilometre = "km2" | "km²" | "平方公里", 100 / 1;
    }
);
unit!(
    /// Money.
    MoneyUnit, canonical Yuan, max 1_000_000_000_000_000,
    {
        /// Chinese yuan.
        Yuan = "CNY" | "元", 1 / 1;
        /// 万元.
        TenThousandYuan = "10k CNY" | "万元", 10_000 / 1;
        /// A million yuan.
        MillionYuan = "million CNY", 1_000_000 / 1;
        /// 亿元.
        HundredMillionYuan = "100M CNY" | "亿元", 100_000_000 / 1;
    }
);
unit!(
    /// Price of land, for the whole lease.
    LandPriceUnit, canonical YuanPerSquareMetre, max 1_000_000,
    {
        /// CNY per square metre.
        YuanPerSquareMetre = "CNY/m2" | "元/平方米", 1 / 1;
        /// CNY per mu; 2,000/3 m² to the mu.
        YuanPerMu = "CNY/mu" | "元/亩", 3 / 2_000;
        /// 万元 per mu.
        TenThousandYuanPerMu = "10k CNY/mu" | "万元/亩", 15 / 1;
        /// CNY per hectare.
        YuanPerHectare = "CNY/hectare", 1 / 10_000;
    }
);
unit!(
    /// Investment, output or tax on land, per area (and per year for output and tax).
    IntensityUnit, canonical YuanPerMu, max 1_000_000_000,
    {
        /// CNY per mu.
        YuanPerMu = "CNY/mu" | "元/亩", 1 / 1;
        /// 万元 per mu.
        TenThousandYuanPerMu = "10k CNY/mu" | "万元/亩", 10_000 / 1;
    }
);
unit!(
    /// Rent of floor area.
    RentUnit, canonical YuanPerSquareMetreMonth, max 10_000,
    {
        /// CNY per square metre and month.
        YuanPerSquareMetreMonth = "CNY/m2/month" | "元/平方米/月", 1 / 1;
        /// CNY per square metre and year.
        YuanPerSquareMetreYear = "CNY/m2/year", 1 / 12;
    }
);
unit!(
    /// Wage of one employee.
    WageUnit, canonical YuanPerYear, max 10_000_000,
    {
        /// CNY per year.
        YuanPerYear = "CNY/year" | "元/年", 1 / 1;
        /// CNY per month.
        YuanPerMonth = "CNY/month" | "元/月", 12 / 1;
    }
);
unit!(
    /// Electric power.
    PowerUnit, canonical Megawatt, max 1_000_000,
    {
        /// Megawatt.
        Megawatt = "MW" | "兆瓦", 1 / 1;
        /// Kilowatt.
        Kilowatt = "kW" | "千瓦", 1 / 1_000;
        /// 万千瓦.
        TenThousandKilowatt = "10k kW" | "万千瓦", 10 / 1;
        /// Kilovolt-ampere, taken at a power factor of 1.
        KilovoltAmpere = "kVA", 1 / 1_000;
    }
);
unit!(
    /// Energy per year.
    EnergyUnit, canonical KilowattHour, max 1_000_000_000_000,
    {
        /// Kilowatt-hour.
        KilowattHour = "kWh" | "度", 1 / 1;
        /// Megawatt-hour.
        MegawattHour = "MWh", 1_000 / 1;
        /// Gigawatt-hour.
        GigawattHour = "GWh", 1_000_000 / 1;
    }
);
unit!(
    /// Price of electricity.
    ElectricityPriceUnit, canonical YuanPerKilowattHour, max 100,
    {
        /// CNY per kilowatt-hour.
        YuanPerKilowattHour = "CNY/kWh" | "元/千瓦时", 1 / 1;
    }
);
unit!(
    /// Price of gas or water.
    VolumePriceUnit, canonical YuanPerCubicMetre, max 1_000,
    {
        /// CNY per cubic metre.
        YuanPerCubicMetre = "CNY/m3" | "元/立方米", 1 / 1;
    }
);
unit!(
    /// Price of steam.
    MassPriceUnit, canonical YuanPerTonne, max 1_000_000,
    {
        /// CNY per tonne.
        YuanPerTonne = "CNY/t" | "元/吨", 1 / 1;
    }
);
unit!(
    /// People.
    PeopleUnit, canonical Person, max 10_000_000_000,
    {
        /// One person.
        Person = "person" | "人", 1 / 1;
        /// 万人.
        TenThousand = "10k person" | "万人", 10_000 / 1;
    }
);
unit!(
    /// A part of a whole.
    ShareUnit, canonical Share, max 1,
    {
        /// 0 to 1.
        Share = "share", 1 / 1;
        /// 0 to 100.
        Percent = "%" | "percent", 1 / 100;
    }
);
unit!(
    /// A plain count, of firms, projects or trips.
    CountUnit, canonical Count, max 1_000_000_000,
    {
        /// One.
        Count = "count", 1 / 1;
    }
);
unit!(
    /// A ratio that may exceed one, such as a floor-area ratio.
    RatioUnit, canonical Ratio, max 100,
    {
        /// Dimensionless.
        Ratio = "ratio", 1 / 1;
    }
);
unit!(
    /// A length of time in months.
    MonthsUnit, canonical Month, max 1_200,
    {
        /// Month.
        Month = "month" | "月", 1 / 1;
        /// Year.
        Year = "year" | "年", 12 / 1;
    }
);
unit!(
    /// A distance by land or over the Earth's surface.
    DistanceUnit, canonical Kilometre, max 41_000,
    {
        /// Kilometre.
        Kilometre = "km" | "公里", 1 / 1;
        /// Metre.
        Metre = "m", 1 / 1_000;
    }
);
unit!(
    /// Mass per year, for freight.
    FreightUnit, canonical TonnePerYear, max 10_000_000_000,
    {
        /// Tonne per year.
        TonnePerYear = "t/year", 1 / 1;
        /// 万吨 per year.
        TenThousandTonnesPerYear = "10k t/year", 10_000 / 1;
    }
);
unit!(
    /// Water per day.
    WaterUnit, canonical CubicMetrePerDay, max 100_000_000,
    {
        /// Cubic metre per day, which is a tonne of water per day.
        CubicMetrePerDay = "m3/day" | "t/day", 1 / 1;
    }
);
unit!(
    /// Energy used per output.
    EnergyIntensityUnit, canonical TonneCoalPerTenThousandYuan, max 1_000,
    {
        /// Tonnes of coal equivalent per 10,000 CNY of output.
        TonneCoalPerTenThousandYuan = "tce/10k CNY" | "tce/10k_CNY", 1 / 1;
    }
);

unit!(
    /// Mass of a pollutant discharged per year.
    DischargeUnit, canonical KilogramPerYear, max 1_000_000_000_000,
    {
        /// Kilogram per year.
        KilogramPerYear = "kg/year", 1 / 1;
        /// Tonne per year.
        TonnePerYear = "t/year", 1_000 / 1;
    }
);
unit!(
    /// Mass of a pollutant discharged per output.
    DischargeIntensityUnit, canonical KilogramPerTenThousandYuan, max 1_000_000,
    {
        /// Kilograms per 10,000 CNY of output.
        KilogramPerTenThousandYuan = "kg/10k CNY" | "千克/万元", 1 / 1;
    }
);

impl AreaUnit {
    /// Hectares in mu, for arithmetic on floats; 15 to the hectare.
    pub fn mu_of_hectares(hectares: f64) -> f64 {
        hectares * 15.0
    }

    /// Hectares in square metres, for arithmetic on floats; 10,000 to the hectare.
    pub fn square_metres_of_hectares(hectares: f64) -> f64 {
        hectares * 10_000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversions_are_exact() {
        let area = |unit: AreaUnit, value| unit.to_canonical(Decimal::from(value)).unwrap();
        assert_eq!(area(AreaUnit::Mu, 15), Decimal::ONE);
        assert_eq!(area(AreaUnit::SquareKilometre, 2), Decimal::from(200));
        let price = |unit: LandPriceUnit, value| unit.to_canonical(Decimal::from(value)).unwrap();
        // Zhejiang's 2013 table prints both: 32.00 ten thousand CNY per mu and 480 CNY per m².
        assert_eq!(price(LandPriceUnit::TenThousandYuanPerMu, 32), Decimal::from(480));
        assert_eq!(price(LandPriceUnit::YuanPerMu, 320_000), Decimal::from(480));
    }

    #[test]
    fn overflow_is_none() {
        assert_eq!(MoneyUnit::HundredMillionYuan.to_canonical(Decimal::MAX), None);
    }
}
