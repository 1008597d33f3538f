use crate::{
    domain::text::Language,
    service::landing::cost_statement::{Basis, CostKind},
};

/// What a figure of a cost measures.
pub(crate) fn kind(kind: CostKind, language: Language) -> &'static str {
    let (zh, en) = match kind {
        CostKind::Land => ("用地", "land"),
        CostKind::FloorArea => ("建筑面积", "floor area"),
        CostKind::FloorAreaRatio => ("容积率", "floor-area ratio"),
        CostKind::LandPrice => ("工业地价", "price of industrial land"),
        CostKind::Lease => ("出让年限", "term of the lease"),
        CostKind::BuildingCost => ("厂房造价", "cost of building"),
        CostKind::BuildingLife => ("厂房使用年限", "life of a building"),
        CostKind::DiscountRate => ("折现率", "discount rate"),
        CostKind::WorkshopRent => ("厂房租金", "workshop rent"),
        CostKind::People => ("用工", "people"),
        CostKind::Managers => ("管理人员", "managers"),
        CostKind::Engineers => ("专业技术人员", "engineers"),
        CostKind::Clerks => ("办事人员", "clerks"),
        CostKind::Operators => ("生产人员", "operators"),
        CostKind::AverageWage => ("平均工资", "average wage"),
        CostKind::ManagerWage => ("管理人员工资", "wage of managers"),
        CostKind::EngineerWage => ("专业技术人员工资", "wage of engineers"),
        CostKind::ClerkWage => ("办事人员工资", "wage of clerks"),
        CostKind::OperatorWage => ("生产人员工资", "wage of operators"),
        CostKind::SkillFactor => ("岗位工资系数", "wage of a skill over the average"),
        CostKind::Contributions => ("单位社保缴费率", "employer's contributions"),
        CostKind::Energy => ("年用电量", "electricity per year"),
        CostKind::Power => ("用电负荷", "connected power"),
        CostKind::FullLoadHours => ("年利用小时", "hours at connected power"),
        CostKind::ElectricityPrice => ("电价", "price of electricity"),
        CostKind::FreightIn => ("运入量", "freight to the plant"),
        CostKind::FreightOut => ("运出量", "freight from the plant"),
        CostKind::FreightRate => ("运价", "price of freight"),
        CostKind::LocalHaul => ("本地运距", "haul around the host city"),
        CostKind::RoadDistance => ("到孵化城市公路里程", "road to the host city"),
        CostKind::Trips => ("每年往返次数", "trips per year"),
        CostKind::TravelTime => ("单程时间", "travel time, one way"),
        CostKind::Fare => ("单程票价或车费", "fare or car, one way"),
        CostKind::HourOfTravel => ("差旅每小时成本", "cost of an hour of travel"),
    };
    pick(language, zh, en)
}

/// How a figure came to stand where it stands; empty where nothing needs to be said.
pub(crate) fn basis(basis: Basis, language: Language) -> &'static str {
    let (zh, en) = match basis {
        Basis::Stated => ("项目自报", "stated by the project"),
        Basis::Definition | Basis::Published | Basis::Inherited => ("", ""),
        Basis::Computed => ("推算", "computed"),
        Basis::Mean(_) => ("下属各地平均", "mean of places below"),
        Basis::FloorPrice => ("法定最低价", "legal floor price"),
    };
    pick(language, zh, en)
}

/// A value with its unit, no more digits than four.
pub(crate) fn value(value: f64, unit: &str, language: Language) -> String {
    let number = bare(value, unit);
    match (unit, language) {
        ("ratio" | "share", _) => number,
        (unit, Language::En) => format!("{number} {unit}"),
        (unit, Language::Zh) => format!("{number}{}", chinese_unit(unit)),
    }
}

/// A value as [`value`], without its unit.
pub(crate) fn bare(value: f64, unit: &str) -> String {
    if unit == "share" { format!("{} %", number(value * 100.0)) } else { number(value) }
}

fn chinese_unit(unit: &str) -> &str {
    match unit {
        "m2" => "平方米",
        "CNY/m2" => "元/平方米",
        "CNY/m2/month" => "元/平方米/月",
        "year" => "年",
        "person" => "人",
        "CNY/year" => "元/年",
        "kWh/year" => "千瓦时/年",
        "MW" => "兆瓦",
        "hour/year" => "小时/年",
        "CNY/kWh" => "元/千瓦时",
        "t/year" => "吨/年",
        "CNY/t/km" => "元/吨公里",
        "km" => "公里",
        "count/year" => "次/年",
        "minute" => "分钟",
        "CNY" => "元",
        "CNY/hour" => "元/小时",
        other => other,
    }
}

/// At most four digits behind the first, thousands apart.
fn number(value: f64) -> String {
    let decimals = match value.abs() {
        small if small < 10.0 => 3,
        middle if middle < 1_000.0 => 1,
        _ => 0,
    };
    let text = format!("{value:.decimals$}");
    if decimals > 0 {
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    let mut apart = String::new();
    let digits = text.trim_start_matches('-');
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(digit);
    }
    if value < 0.0 { format!("-{apart}") } else { apart }
}

fn pick(language: Language, zh: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_the_digits_that_mean_something() {
        let cases = [
            (92_542.0, "CNY/year", "92,542元/年", "92,542 CNY/year"),
            (0.6252, "ratio", "0.625", "0.625"), // a ratio has no unit
            (0.284, "share", "28.4 %", "28.4 %"),
            (0.5, "CNY/kWh", "0.5元/千瓦时", "0.5 CNY/kWh"),
            (53_333.333, "m2", "53,333平方米", "53,333 m2"),
        ];
        for (number, unit, zh, en) in cases {
            assert_eq!(value(number, unit, Language::Zh), zh);
            assert_eq!(value(number, unit, Language::En), en);
        }
    }

    #[test]
    fn every_kind_has_a_word_and_every_unit_a_chinese_one() {
        for known in CostKind::ALL {
            assert_ne!(kind(*known, Language::Zh), kind(*known, Language::En));
            let unit = known.unit();
            let has_none = ["ratio", "share"].contains(&unit);
            assert!(has_none || chinese_unit(unit) != unit, "{unit}");
        }
    }
}
