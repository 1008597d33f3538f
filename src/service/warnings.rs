use std::collections::BTreeSet;

use super::{
    code_text::CodedIndustry, gate_words::gate_title, rank_regions::Counts,
    understand::requirement_id,
};
use crate::domain::{
    matching::{Candidate, Detail, Points},
    project::ProjectProfile,
    text::{Language, Text},
};

/// What the reader should mind about one candidate.
pub(super) fn of_candidate(candidate: &Candidate) -> Vec<Text> {
    let mut warnings = Vec::new();
    let measures = || candidate.contributions.iter().filter_map(|c| c.measure.as_ref());
    if 0 < measures().count() && measures().all(|measure| measure.from != candidate.region) {
        warnings.push(Text::new(
            "全部数据来自上级地区,没有一项是该地自己的",
            "every figure is inherited from regions above or below, none is its own",
        ));
    }
    let approved = |measure: &crate::domain::matching::Measure| {
        matches!(measure.detail, Some(Detail::ApprovedAreaOnly))
    };
    if measures().any(approved) {
        warnings.push(Text::new(
            "用地按核准面积计,不代表有空地,请向园区核实",
            "land is the approved area, no proof of vacancy: ask the park",
        ));
    }
    let open = candidate.contributions.iter().filter(|c| !c.is_known());
    let open_points: i64 = open.map(|contribution| contribution.weight.get()).sum();
    if Points::WHOLE.get() / 2 < open_points {
        warnings.push(Text::new(
            "一半以上的权重对应未知数据",
            "more than half of the weight rests on unknown figures",
        ));
    }
    warnings
}

/// What the reader should mind about the whole answer.
pub(super) fn of_ranking(
    project: &ProjectProfile,
    industries: &[CodedIndustry],
    counts: &Counts,
    unchecked: &BTreeSet<&'static str>,
) -> Vec<Text> {
    let mut warnings = Vec::new();
    if industries.is_empty() {
        warnings.push(Text::new(
            "文字不足以判断行业:产业类指标按未知处理,请说明产品或给出行业代码",
            "the words do not tell the industry: industry fit counts as unknown; say what is made \
             or give a code",
        ));
    }
    if project.host_city.is_none() {
        warnings.push(Text::new(
            "没有孵化城市:通达性和机构联系按未知处理",
            "no host city: access and institutional links count as unknown",
        ));
    }
    for wish in &project.must_have {
        let gate = requirement_id(*wish);
        if unchecked.contains(gate) {
            warnings.push(Text::new(
                &format!(
                    "“{}”无法核实:没有任何候选地区公布过相关数据",
                    gate_title(gate, Language::Zh)
                ),
                &format!(
                    "the wish \"{}\" cannot be checked: no candidate publishes it",
                    gate_title(gate, Language::En)
                ),
            ));
        }
    }
    if counts.ranked == 0 && 0 < counts.refused {
        let gates = |language| {
            let titles = counts
                .refused_by_gate
                .iter()
                .map(|(gate, count)| format!("{} ({count})", gate_title(gate, language)));
            titles.collect::<Vec<_>>().join(", ")
        };
        warnings.push(Text::new(
            &format!("没有地区满足全部条件;未通过的条件:{}", gates(Language::Zh)),
            &format!("no region meets every condition; failed conditions: {}", gates(Language::En)),
        ));
    }
    warnings
}
