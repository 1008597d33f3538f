use rust_decimal::Decimal;

use super::{quantity::QuantityKind, surroundings::Surroundings};
use crate::domain::{
    figure::Figure,
    unit::{CountUnit, FreightUnit, WaterUnit},
};

/// How often a flow is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Every {
    Day,
    Week,
    Month,
    Year,
}

/// Tonnes or cubic metres: water of a day, freight of a year. Water of a year, steam and other flows are
/// taken by no field; `None` for what is made or holds.
pub(super) fn tonnes(value: Decimal, around: &Surroundings) -> Option<QuantityKind> {
    const MADE: &[&str] =
        &["年产", "月产", "日产", "产能", "产量", "capacity", "output", "production of", "make"];
    const WASTE: &[&str] =
        &["排水", "污水", "废水", "排放", "wastewater", "waste water", "effluent", "discharge"];
    const WATER: &[&str] =
        &["用水", "耗水", "取水", "供水", "of water", "water use", "water consum"];
    const INWARD: &[&str] = &[
        "运进",
        "运入",
        "进厂",
        "进货",
        "原料",
        "原材料",
        "inbound",
        "freight in",
        "incoming",
        "raw material",
    ];
    const OUTWARD: &[&str] =
        &["运出", "发货", "外运", "出货", "成品运", "outbound", "freight out", "shipped out"];
    let every = every(around);
    // Of water pumps something else is told.
    let is_water = around.end_before_on(&["water", "water:"]);
    let water = || Figure::stated(value, WaterUnit::CubicMetrePerDay);
    let freight = || Figure::stated(value, FreightUnit::TonnePerYear);
    let groups = [(0, MADE), (1, WASTE), (2, WATER), (3, INWARD), (4, OUTWARD)];
    let group = around.nearest(&groups).or(is_water.then_some(2));
    Some(match group? {
        0 => return None,
        1 if every == Some(Every::Day) => QuantityKind::WasteWater(water()),
        2 if every == Some(Every::Day) => QuantityKind::Water(water()),
        3 if every == Some(Every::Year) => QuantityKind::FreightIn(freight()),
        4 if every == Some(Every::Year) => QuantityKind::FreightOut(freight()),
        _ => QuantityKind::NoField,
    })
}

/// Trips between research and production in a year; what is counted otherwise is taken by no field.
pub(super) fn trips(value: Decimal, around: &Surroundings) -> Option<QuantityKind> {
    let times = match every(around) {
        Some(Every::Week) => 52,
        Some(Every::Month) => 12,
        Some(Every::Year) => 1,
        Some(Every::Day) | None => return Some(QuantityKind::NoField),
    };
    let value = value.checked_mul(Decimal::from(times))?;
    Some(QuantityKind::Trips(Figure::stated(value, CountUnit::Count)))
}

fn every(around: &Surroundings) -> Option<Every> {
    let words: [(Every, &[&str], &[&str]); 4] = [
        (
            Every::Day,
            &["每天", "每日", "日"],
            &["/天", "/日", "/d", "每天", "per day", "a day", "daily"],
        ),
        (Every::Week, &["每周", "每星期"], &["/周", "每周", "per week", "a week", "weekly"]),
        (Every::Month, &["每月", "每个月"], &["/月", "每月", "per month", "a month", "monthly"]),
        (
            Every::Year,
            &["每年", "年"],
            &["/年", "/a", "每年", "per year", "a year", "per annum", "annually"],
        ),
    ];
    let found = words.into_iter().find(|(_, before, after)| around.count_by(before, after));
    found.map(|(every, ..)| every)
}
