use rust_decimal::Decimal;

use super::{quantity::QuantityKind, surroundings::Surroundings};
use crate::domain::{figure::Figure, unit::AreaUnit};

/// What an area is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    /// A unit of land.
    Land(AreaUnit),
    Acre,
    SquareMetre,
    SquareFoot,
}

/// Whether `unit`, in small letters, is one of area.
pub(super) fn is_area(unit: &str) -> bool {
    measure(unit).is_some()
}

/// Reads an area of land or of floor; `None` for what but begins like a unit of area.
pub(super) fn read(unit: &str, value: Decimal, around: &Surroundings) -> Option<QuantityKind> {
    let is_area = match unit.trim_start_matches('个') {
        "平" => !around.goes_on() || around.is_followed_by(&BEHIND_PING),
        "平方" => !around.is_followed_by(&BEHIND_SQUARE),
        _ => true,
    };
    if !is_area {
        return None;
    }
    Some(match measure(unit)? {
        Measure::Land(unit) => QuantityKind::Land(Figure::stated(value, unit)),
        Measure::Acre => {
            let hectares = value.checked_mul(hectares_per_acre())?.round_dp(4);
            QuantityKind::Land(Figure::stated(hectares, AreaUnit::Hectare))
        }
        Measure::SquareMetre => square_metres(value, around),
        Measure::SquareFoot => {
            let metres = value.checked_mul(square_metres_per_square_foot())?.round_dp(4);
            square_metres(metres, around)
        }
    })
}

/// What may follow 2000平 at once: rooms, and words of about how much. Anything else makes another word
/// of it: 平台, 平均.
const BEHIND_PING: [&str; 30] = [
    "厂", "车间", "仓", "库", "办公", "生产", "标准", "场", "洁净", "无尘", "净化", "实验", "用房",
    "空间", "建筑", "面积", "用地", "土地", "地块", "研发", "宿舍", "单层", "多层", "的", "以",
    "左右", "上下", "或", "和", "及",
];
/// What follows 平方 where it is no square metre.
const BEHIND_SQUARE: [&str; 8] = ["毫", "厘", "分", "微", "纳", "英", "根", "数"];

fn measure(unit: &str) -> Option<Measure> {
    Some(match unit.trim_start_matches('个') {
        "亩" | "mu" => Measure::Land(AreaUnit::Mu),
        "公顷" | "ha" | "hectare" | "hectares" => Measure::Land(AreaUnit::Hectare),
        "平方公里" | "km2" => Measure::Land(AreaUnit::SquareKilometre),
        "英亩" | "acre" | "acres" => Measure::Acre,
        "平方米" | "平方" | "平米" | "平" | "㎡" | "m²" | "m2" => Measure::SquareMetre,
        "平方英尺" | "ft2" | "ft²" => Measure::SquareFoot,
        unit if unit.starts_with("sq") && unit.contains('f') => Measure::SquareFoot,
        unit if unit.starts_with("sq") && unit.contains('k') => {
            Measure::Land(AreaUnit::SquareKilometre)
        }
        unit if unit.starts_with("sq") => Measure::SquareMetre,
        _ => return None,
    })
}

/// Square metres are floor area, unless the words around speak of land.
fn square_metres(value: Decimal, around: &Surroundings) -> QuantityKind {
    let figure = Figure::stated(value, AreaUnit::SquareMetre);
    if around.say(&["用地", "占地", "土地", "of land", "land area", "plot", "site"]) {
        QuantityKind::Land(figure)
    } else {
        QuantityKind::FloorArea(figure)
    }
}

/// An international acre in hectares: 43,560 square feet of 0.3048 m (international yard and pound
/// agreement, 1959).
fn hectares_per_acre() -> Decimal {
    Decimal::new(40_468_564_224, 11)
}

/// A square foot of 0.3048 m (the same agreement).
fn square_metres_per_square_foot() -> Decimal {
    Decimal::new(9_290_304, 8)
}
