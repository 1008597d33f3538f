use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    figure::Figure,
    invalid::Invalid,
    shared::{Interner, Share},
    unit::{AreaUnit, LandPriceUnit, MonthsUnit, PowerUnit, RatioUnit},
};

/// A piece of land on offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Parcel {
    /// Its identifier within the region.
    pub id: String,
    /// Its area.
    pub area: Figure<AreaUnit>,
    /// Its price, for the whole lease.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Figure<LandPriceUnit>>,
    /// Power that can be connected to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power: Option<Figure<PowerUnit>>,
    /// Whether it can be had; on offer when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ParcelStatus>,
    /// The last day on which it is held for somebody; an absent one is open. Only for a held one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub hold_until: Option<Date>,
    /// The floor-area ratio to be built: at least `value` and, where published, at most `max`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor_area_ratio: Option<Figure<RatioUnit>>,
    /// Time until it is delivered ready to build.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Figure<MonthsUnit>>,
}

/// Whether a parcel can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ParcelStatus {
    /// By anybody.
    Available,
    /// Reserved for somebody until a day.
    Held,
    /// No more.
    Sold,
}

impl Parcel {
    /// A parcel of which only identifier and area are known.
    pub fn new(id: &str, area: Figure<AreaUnit>) -> Parcel {
        Parcel {
            id: id.to_owned(),
            area,
            price: None,
            power: None,
            status: None,
            hold_until: None,
            floor_area_ratio: None,
            delivery: None,
        }
    }

    /// Whether it can be had on `day`: not sold, and not held on that day. A hold without a last
    /// day does not run out.
    pub fn is_available_on(&self, day: Date) -> bool {
        match self.status {
            None | Some(ParcelStatus::Available) => true,
            Some(ParcelStatus::Held) => self.hold_until.is_some_and(|last| last < day),
            Some(ParcelStatus::Sold) => false,
        }
    }

    /// What is wrong with the values.
    pub fn validate(&self) -> Vec<Invalid> {
        let mut faults = self.area.validate_positive();
        if self.hold_until.is_some() && self.status != Some(ParcelStatus::Held) {
            let expected = "absent, or `status` be `held`";
            let until = self.hold_until.map(|day| day.to_string()).unwrap_or_default();
            faults.push(Invalid::new("hold_until", until, expected));
        }
        let within = |path, found: Option<Vec<Invalid>>| {
            found.into_iter().flatten().map(move |fault: Invalid| fault.within(path))
        };
        let ratio = self.floor_area_ratio.as_ref().map(Figure::validate_positive);
        faults.extend(within("floor_area_ratio", ratio));
        let delivery = self.delivery.as_ref().map(Figure::validate_not_negative);
        faults.extend(within("delivery", delivery));
        faults
    }
}

impl Share for Parcel {
    fn share(&mut self, interner: &mut Interner) {
        self.area.share(interner);
        self.price.share(interner);
        self.power.share(interner);
        self.floor_area_ratio.share(interner);
        self.delivery.share(interner);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rust_decimal::Decimal;

    use super::*;

    #[test]
    fn a_hold_runs_out_and_a_sale_does_not() {
        let cases = [
            (None, None, true), // on offer when nothing else is said
            (Some(ParcelStatus::Available), None, true),
            (Some(ParcelStatus::Held), Some(date(2026, 5, 31)), true), // ran out yesterday
            (Some(ParcelStatus::Held), Some(date(2026, 6, 1)), false), // its last day
            (Some(ParcelStatus::Held), None, false),                   // does not run out
            (Some(ParcelStatus::Sold), None, false),
            (Some(ParcelStatus::Sold), Some(date(2020, 1, 1)), false), // sold is sold
        ];
        for (status, hold_until, expected) in cases {
            let area = Figure::stated(Decimal::TEN, AreaUnit::Mu);
            let parcel = Parcel { status, hold_until, ..Parcel::new("A-1", area) };
            let found = parcel.is_available_on(date(2026, 6, 1));
            assert_eq!(found, expected, "{status:?} until {hold_until:?}");
        }
    }

    #[test]
    fn a_parcel_without_the_later_fields_still_loads() {
        let json = r#"{"id":"A-1","area":{"value":"40","unit":"mu"}}"#;
        let parcel: Parcel = serde_json::from_str(json).unwrap();
        assert_eq!(parcel.validate(), []);
        assert_eq!(serde_json::to_string(&parcel).unwrap(), json);
    }

    #[test]
    fn a_hold_without_a_held_parcel_is_refused() {
        let json = r#"{"id":"A-1","area":{"value":"40","unit":"mu"},"hold_until":"2026-06-01"}"#;
        let parcel: Parcel = serde_json::from_str(json).unwrap();
        assert_eq!(
            parcel.validate()[0].to_string(),
            "`hold_until` must be absent, or `status` be `held`, got `2026-06-01`"
        );
    }
}
