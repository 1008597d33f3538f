use crate::{
    domain::{criterion::CriterionId, matching::Standing, region::Level, text::Language},
    service,
};

/// Fields that are understood, and words that stand in them: identifier, Chinese, English, and the
/// flag that corrects the field.
const FIELDS: &[(&str, &str, &str, &str)] = &[
    ("host_city", "孵化城市", "host city", "--host"),
    ("land", "用地", "land", "--land"),
    ("floor_area", "厂房面积", "floor area", ""),
    ("power", "用电负荷", "power", "--power"),
    ("energy_per_year", "年用电量", "electricity per year", ""),
    ("capex", "固定资产投资", "fixed investment", "--capex"),
    ("output_per_year", "年产值", "output per year", ""),
    ("tax_per_year", "年税收", "tax per year", ""),
    ("land_price_max", "最高地价", "highest land price", ""),
    ("headcount", "用工", "headcount", ""),
    ("water", "日用水量", "water per day", ""),
    ("waste_water", "日排水量", "waste water per day", ""),
    ("freight_in", "年运入量", "freight in per year", ""),
    ("freight_out", "年运出量", "freight out per year", ""),
    ("trips_per_year", "每年往返次数", "trips per year", ""),
    ("deadline", "投产期限", "production by", ""),
    ("move_outright", "接受整体搬迁", "accepts to move outright", ""),
    ("split", "接受研发生产分离", "accepts to split", ""),
    ("modes", "接受的飞地模式", "enclave modes accepted", ""),
    ("travel_minutes_max", "最长路程", "longest travel", "--max-travel"),
    ("target_region", "目标地区", "look within", "--within"),
    ("target_regions", "目标地区", "look within", "--within"),
    ("must_have", "必须具备", "must have", "--must-have"),
    ("must_not", "排除地区", "must not be", "--must-not"),
    ("weights", "权重", "weight", "--weight"),
    ("not_understood", "未理解", "not understood", ""),
    ("weight", "权重", "weight", "--weight"),
    ("stay", "可留孵化城市", "may stay", "--stay"),
    ("stage", "阶段", "stage", ""),
    ("port", "港口", "port", "--must-have"),
    ("chemical_park", "化工园区", "chemical park", "--must-have"),
    ("national_level", "国家级", "national level", "--must-have"),
    ("rail", "铁路直达", "direct rail", "--must-have"),
    ("area", "面积", "area", ""),
    ("price", "地价", "price", ""),
    ("location", "位置", "location", ""),
    ("profile", "档案", "profile", ""),
    ("person", "人", "people", ""),
    ("minute", "分钟", "minutes", ""),
    ("minutes", "分钟", "minutes", ""),
];

/// The word of a field or requirement; its identifier if it has none.
pub(crate) fn field(language: Language, id: &str) -> &str {
    let known = FIELDS.iter().find(|known| known.0 == id);
    known.map_or(id, |known| in_language(language, known.1, known.2))
}

/// The flag that corrects a field, if one does.
pub(crate) fn flag(id: &str) -> &'static str {
    FIELDS.iter().find(|known| known.0 == id).map_or("", |known| known.3)
}

/// The title of a criterion as the definition has it, in small letters.
pub(crate) fn criterion(language: Language, id: CriterionId) -> String {
    service::criterion_title(id).in_language(language).unwrap_or_default().to_lowercase()
}

/// The head of a criterion's column: short enough for nine of them on a line.
pub(crate) fn criterion_head(language: Language, id: CriterionId) -> &'static str {
    let (zh, en) = match id {
        CriterionId::Specialisation => ("专业", "spec"),
        CriterionId::Relatedness => ("关联", "rel"),
        CriterionId::SupplyChain => ("供应", "supp"),
        CriterionId::DeclaredWill => ("意愿", "will"),
        CriterionId::LandAvailability => ("用地", "land"),
        CriterionId::LandCost => ("地价", "cost"),
        CriterionId::LabourCost => ("人工", "wage"),
        CriterionId::Access => ("通达", "acc"),
        CriterionId::InstitutionalLink => ("联系", "link"),
    };
    in_language(language, zh, en)
}

/// The word of a level.
pub(crate) fn level(language: Language, level: Level) -> &'static str {
    let zh = match level {
        Level::Country => "国家",
        Level::Province => "省级",
        Level::Prefecture => "地级",
        Level::County => "县级",
        Level::Park => "园区",
    };
    in_language(language, zh, level.as_str())
}

/// The mark of a standing.
pub(crate) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::CertainlyFirst => "*",
        Standing::PossiblyFirst => "+",
        Standing::Behind => "",
    }
}

fn in_language(language: Language, zh: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_field_is_called_by_its_identifier() {
        assert_eq!(field(Language::Zh, "host_city"), "孵化城市");
        assert_eq!(field(Language::Zh, "steam"), "steam");
        assert_eq!((flag("capex"), flag("steam")), ("--capex", ""));
    }
}
