use super::rank_regions::RegionSummary;
use crate::domain::{
    matching::{Gate, Refusal},
    text::Language,
};

/// The title of a gate.
pub fn gate_title(gate: &str, language: Language) -> String {
    let (zh, en) = match gate {
        "target_region" => ("目标地区", "target region"),
        "must_not" => ("排除地区", "excluded region"),
        "travel" => ("到孵化城市时间", "travel to the host city"),
        "land" => ("用地", "land"),
        "land_price" => ("地价", "land price"),
        "delivery" => ("交地时间", "delivery of land"),
        "workshop" => ("厂房面积", "workshop floor"),
        "workshop_rent" => ("厂房租金", "workshop rent"),
        "power" => ("电力", "power"),
        "waste_water" => ("污水处理余量", "waste-water headroom"),
        "energy_quota" => ("能耗指标余量", "energy quota headroom"),
        "port" => ("距港口", "distance to a port"),
        "chemical_park" => ("化工园区", "chemical park"),
        "national_level" => ("国家级", "national level"),
        "rail" => ("直达铁路", "direct rail"),
        "zone_kind" => ("园区类型", "kind of zone"),
        "negative_list" => ("负面清单", "negative list"),
        "capex_per_mu" => ("亩均投资", "investment per mu"),
        "output_per_mu" => ("亩均产值", "output per mu"),
        "tax_per_mu" => ("亩均税收", "tax per mu"),
        "rd_share" => ("研发投入强度", "research spending over output"),
        "energy_per_output" => ("单位产值能耗", "energy per output"),
        "energy_per_value_added" => ("单位增加值能耗", "energy per value added"),
        "cod_per_output" => ("单位产值化学需氧量排放", "chemical oxygen demand per output"),
        "floor_area_ratio" => ("容积率下限", "least floor-area ratio"),
        "floor_area_ratio_max" => ("容积率上限", "highest floor-area ratio"),
        other => (other, other),
    };
    if language == Language::Zh { zh } else { en }.to_owned()
}

/// A quantity with its unit in Chinese, as `40亩`.
pub fn in_chinese_units(quantity: &str) -> String {
    /// Longer units stand before those that they begin with.
    const UNITS: [(&str, &str); 24] = [
        (" approved, vacancy unknown", "(核准面积，是否空置未知)"),
        (" CNY/m2/month", "元/平方米/月"),
        (" CNY/m2", "元/平方米"),
        (" CNY/mu", "元/亩"),
        (" tce/10k CNY", "吨标准煤/万元"),
        (" kg/10k CNY", "千克/万元"),
        (" m3/day", "立方米/日"),
        (" t/day", "吨/日"),
        (" hectare", "公顷"),
        (" minute", "分钟"),
        (" month", "个月"),
        (" year", "年"),
        (" person", "人"),
        (" kVA", "千伏安"),
        (" kWh", "千瓦时"),
        (" kW", "千瓦"),
        (" MW", "兆瓦"),
        (" mu", "亩"),
        (" km", "公里"),
        (" m2", "平方米"),
        (" of output", "(占产值)"),
        (" of the land", ""),
        ("by ", "不晚于"),
        ("at least ", "至少"),
    ];
    UNITS.iter().fold(quantity.to_owned(), |text, (unit, chinese)| text.replace(unit, chinese))
}

/// How a region fails, as `fails 1 of 7 by 6 %`: the gates that failed of those that were checked,
/// by the margin of the one missed most, and how many more are unknown.
pub fn verdict(refusal: &Refusal, language: Language) -> String {
    let (failed, checked, unknown) = (refusal.gates.len(), refusal.checked, refusal.unknown);
    let by = refusal.margin().map(|margin| percent(-margin));
    match language {
        Language::Zh => {
            let by = by.map(|by| format!("，差{by}")).unwrap_or_default();
            let open =
                if unknown == 0 { String::new() } else { format!("，另有{unknown}项未知") };
            format!("{checked}项条件中{failed}项不符{by}{open}")
        }
        Language::En => {
            let by = by.map(|by| format!(" by {by}")).unwrap_or_default();
            let open = if unknown == 0 { String::new() } else { format!(", {unknown} unknown") };
            format!("fails {failed} of {checked}{by}{open}")
        }
    }
}

/// Where the region's side of a gate was published: the place if it is another than `region`, the
/// date and the title; `None` if nothing published stands behind the gate, or the region itself
/// without a title.
pub fn gate_source(gate: &Gate, region: &RegionSummary, language: Language) -> Option<String> {
    let source = gate.source.as_ref()?;
    let place = (source.from != region.id).then(|| {
        let position = region.ancestors.iter().position(|above| *above == source.from);
        let name =
            position.and_then(|position| region.ancestor_names[position].in_language(language));
        name.map_or_else(|| source.from.to_string(), str::to_owned)
    });
    let title = source.citation.as_deref();
    let title = title.map(|citation| citation.split(" <").next().unwrap_or(citation).to_owned());
    let parts: Vec<String> = [place, source.as_of.clone(), title].into_iter().flatten().collect();
    let comma = if language == Language::Zh { "，" } else { ", " };
    (!parts.is_empty()).then(|| parts.join(comma))
}

/// A share in percent, in tenths; at least 0.1, for something is missed.
fn percent(share: f64) -> String {
    format!("{} %", ((share * 1_000.0).round() / 10.0).max(0.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{id::RegionId, matching::GateStatus};

    fn refusal(margins: &[Option<f64>], checked: usize, unknown: usize) -> Refusal {
        let gate = |margin: &Option<f64>| Gate {
            gate: "land",
            status: GateStatus::Fail,
            required: String::new(),
            actual: None,
            margin: *margin,
            source: None,
        };
        let region = RegionId::parse("CN-330800").unwrap();
        Refusal { region, gates: margins.iter().map(gate).collect(), checked, unknown }
    }

    #[test]
    fn a_verdict_says_how_many_of_how_many_and_by_how_much() {
        let cases = [
            (refusal(&[Some(-0.06)], 7, 0), "fails 1 of 7 by 6 %", "7项条件中1项不符，差6 %"),
            (
                refusal(&[Some(-0.125), Some(-0.5)], 7, 2), // the one missed most counts
                "fails 2 of 7 by 50 %, 2 unknown",
                "7项条件中2项不符，差50 %，另有2项未知",
            ),
            (refusal(&[None], 3, 0), "fails 1 of 3", "3项条件中1项不符"), // no number stands
            (
                refusal(&[Some(-0.000_1)], 1, 0),
                "fails 1 of 1 by 0.1 %",
                "1项条件中1项不符，差0.1 %",
            ),
        ];
        for (refusal, en, zh) in cases {
            assert_eq!(verdict(&refusal, Language::En), en);
            assert_eq!(verdict(&refusal, Language::Zh), zh);
        }
    }

    #[test]
    fn every_gate_has_a_title_in_both_languages() {
        let gates = [
            "delivery",
            "workshop",
            "workshop_rent",
            "waste_water",
            "energy_quota",
            "rd_share",
            "energy_per_output",
            "energy_per_value_added",
            "cod_per_output",
            "floor_area_ratio",
            "floor_area_ratio_max",
        ];
        for gate in gates {
            let titles = [Language::Zh, Language::En].map(|language| gate_title(gate, language));
            assert!(titles[0] != titles[1] && titles.iter().all(|title| title != gate), "{gate}");
        }
    }

    #[test]
    fn quantities_read_in_chinese() {
        let cases = [
            ("5000 m2 (0.5 hectare)", "5000平方米 (0.5公顷)"),
            ("15 CNY/m2/month", "15元/平方米/月"), // not 15元/平方米/month
            ("0.31 tce/10k CNY", "0.31吨标准煤/万元"),
            ("by 2027-06-01", "不晚于2027-06-01"),
            ("2027-09-01 (10 month)", "2027-09-01 (10个月)"),
            ("0.02 of output", "0.02(占产值)"),
        ];
        for (english, chinese) in cases {
            assert_eq!(in_chinese_units(english), chinese);
        }
    }
}
