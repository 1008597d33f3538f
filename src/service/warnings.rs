use std::collections::{BTreeMap, BTreeSet};

use super::{
    code_text::CodedIndustry, criterion_title, criterion_unit, criterion_words::with_unit,
    gate_words::gate_title, rank_regions::Counts, understand::requirement_id,
};
use crate::domain::{
    assumption::Assumption,
    criterion::CriterionId,
    id::RegionId,
    matching::{Age, Candidate, Contribution, Detail, Measure, Points},
    project::ProjectProfile,
    text::{Language, Text},
};

/// That figures were assumed, and which.
pub(super) fn of_assumptions(
    assumptions: &[Assumption],
    name: impl Fn(&RegionId) -> Text,
) -> Option<Text> {
    if assumptions.is_empty() {
        return None;
    }
    let said = |language: Language, separator: &str| -> String {
        let one = |it: &Assumption| {
            let region = name(&it.region).in_language(language).map(str::to_owned);
            let region = region.unwrap_or_else(|| it.region.to_string());
            let title = criterion_title(it.criterion).in_language(language).unwrap_or_default();
            let value = match language {
                Language::Zh => {
                    let unit = criterion_unit(it.criterion).in_language(language);
                    format!("{} {}", it.value, unit.unwrap_or_default())
                }
                Language::En => with_unit(it.criterion, it.value, language),
            };
            format!("{region} {title} {value}")
        };
        assumptions.iter().map(one).collect::<Vec<String>>().join(separator)
    };
    Some(Text::new(
        &format!("假定的数值，没有写进数据，只影响得分：{}", said(Language::Zh, "；")),
        &format!(
            "assumed figures, which were not written and act on points alone: {}",
            said(Language::En, "; ")
        ),
    ))
}

/// What the reader should mind about one candidate.
pub(super) fn of_candidate(candidate: &Candidate) -> Vec<Text> {
    let mut warnings = Vec::new();
    let measures = || candidate.contributions.iter().filter_map(|c| c.measure.as_ref());
    if 0 < measures().count() && measures().all(|measure| measure.from != candidate.region) {
        warnings.push(Text::new(
            "全部数据来自上级地区，没有一项是该地自己的",
            "every figure is inherited from regions above or below, none is its own",
        ));
    }
    let approved = |measure: &crate::domain::matching::Measure| {
        matches!(measure.detail, Some(Detail::ApprovedAreaOnly))
    };
    if measures().any(approved) {
        warnings.push(Text::new(
            "用地按核准面积计，不代表有空地，请向园区核实",
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

/// What the reader should mind about the evidence of the candidates that are shown: how much of
/// their points rests on old figures, on figures without a date, and on figures of other places.
pub(super) fn of_evidence<'a>(candidates: impl Iterator<Item = &'a Candidate>) -> Vec<Text> {
    let evidence = Evidence::of(candidates);
    let old = evidence.part(
        |_, _, measure| matches!(measure.age, Age::Years { trust, .. } if trust <= OLD_TRUST_MAX),
    );
    let undated = evidence.part(|_, _, measure| measure.age == Age::Undated);
    let inherited = evidence.part(|candidate, contribution, measure| {
        is_of_a_place(contribution.criterion) && measure.from != candidate.region
    });
    let old = old.filter(Part::is_much).map(|part| {
        part.text(
            "来自较旧的数据，按年限降低了可信度",
            "rest on old figures, which count less for their age",
        )
    });
    let undated = undated.filter(Part::is_much).map(|part| {
        part.text(
            "来自没有日期的数据，不知新旧",
            "rest on figures without a date: how old they are nobody knows",
        )
    });
    let inherited = inherited.filter(Part::is_much).map(|part| {
        part.text(
            "来自其他地区(多为上级)的数据",
            "rest on figures of other places, mostly those above",
        )
    });
    [old, undated, inherited].into_iter().flatten().collect()
}

/// Whether a criterion is of the place itself; the others are of the prefecture around it by their
/// nature, so that nothing is inherited.
fn is_of_a_place(criterion: CriterionId) -> bool {
    match criterion {
        CriterionId::Specialisation
        | CriterionId::LandAvailability
        | CriterionId::LandCost
        | CriterionId::LabourCost
        | CriterionId::InstitutionalLink => true,
        CriterionId::Relatedness
        | CriterionId::SupplyChain
        | CriterionId::DeclaredWill
        | CriterionId::Access => false,
    }
}

/// A figure whose age leaves no more of its trust than this is old: our judgement.
const OLD_TRUST_MAX: f64 = 0.75;
/// From this share of the points on, what they rest on is told: our judgement.
const MUCH: f64 = 0.2;

/// The measures behind the points of some candidates.
struct Evidence<'a> {
    all: Points,
    known: Vec<(&'a Candidate, &'a Contribution, &'a Measure)>,
}

impl<'a> Evidence<'a> {
    fn of(candidates: impl Iterator<Item = &'a Candidate>) -> Evidence<'a> {
        let mut evidence = Evidence { all: Points::ZERO, known: Vec::new() };
        for candidate in candidates {
            evidence.all = evidence.all + candidate.total();
            let known = candidate.contributions.iter();
            let known = known.filter_map(|one| Some((candidate, one, one.measure.as_ref()?)));
            evidence.known.extend(known);
        }
        evidence
    }

    /// The part of which something is true; `None` if there is none.
    fn part(&self, is_of: impl Fn(&Candidate, &Contribution, &Measure) -> bool) -> Option<Part> {
        let mut part = Part { share: 0.0, figures: BTreeMap::new() };
        let mut points = Points::ZERO;
        for (candidate, contribution, measure) in &self.known {
            if !is_of(candidate, contribution, measure) {
                continue;
            }
            points = points + contribution.points;
            let figure = part.figures.entry(contribution.criterion).or_default();
            if let Some(years) = measure.age.years() {
                let (least, most) = figure.get_or_insert((years, years));
                (*least, *most) = (least.min(years), most.max(years));
            }
        }
        part.share = share(points, self.all)?;
        (!part.figures.is_empty()).then_some(part)
    }
}

/// A part of the points, and the figures behind it with the least and most years of their age.
struct Part {
    share: f64,
    figures: BTreeMap<CriterionId, Option<(f64, f64)>>,
}

impl Part {
    fn is_much(&self) -> bool {
        MUCH <= self.share
    }

    fn text(&self, zh: &str, en: &str) -> Text {
        let share = (self.share * 100.0).round();
        Text::new(
            &format!("所列地区总分的{share} %{zh}：{}", self.named(Language::Zh)),
            &format!("{share} % of the points of those shown {en}: {}", self.named(Language::En)),
        )
    }

    fn named(&self, language: Language) -> String {
        let figures = self.figures.iter().map(|(criterion, age)| {
            let title = criterion_title(*criterion).in_language(language);
            let title = title.unwrap_or(criterion.as_str()).to_lowercase();
            let Some((least, most)) = age.map(|(least, most)| (least.round(), most.round())) else {
                return title;
            };
            let years = if least < most { format!("{least}-{most}") } else { format!("{most}") };
            match (language, years.as_str()) {
                (Language::Zh, _) => format!("{title}({years}年前)"),
                (Language::En, "1") => format!("{title} (1 year old)"),
                (Language::En, _) => format!("{title} ({years} years old)"),
            }
        });
        let between = if language == Language::Zh { "、" } else { ", " };
        figures.collect::<Vec<String>>().join(between)
    }
}

/// `None` where there are no points.
#[expect(clippy::cast_precision_loss, reason = "a hundred candidates of a million points at most")]
fn share(part: Points, of: Points) -> Option<f64> {
    (Points::ZERO < of).then(|| part.get() as f64 / of.get() as f64)
}

/// That no industry is known, which goes before all else: the order then tells little.
pub(super) fn of_industries(industries: &[CodedIndustry]) -> Option<Text> {
    industries.is_empty().then(|| {
        Text::new(
            "文字不足以判断行业：以下排序没有考虑产业，产业类指标按未知处理；请说明产品或给出行业代码",
            "the words do not tell the industry: the order does not count it, industry fit is \
             unknown; say what is made or give a code",
        )
    })
}

/// What the reader should mind about the whole answer.
pub(super) fn of_ranking(
    project: &ProjectProfile,
    counts: &Counts,
    unchecked: &BTreeSet<&'static str>,
) -> Vec<Text> {
    let mut warnings = Vec::new();
    if project.host_city.is_none() {
        warnings.push(Text::new(
            "没有孵化城市：通达性和机构联系按未知处理",
            "no host city: access and institutional links count as unknown",
        ));
    }
    for wish in &project.must_have {
        let gate = requirement_id(*wish);
        if unchecked.contains(gate) {
            warnings.push(Text::new(
                &format!(
                    "“{}”无法核实：没有任何候选地区公布过相关数据",
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
            &format!("没有地区满足全部条件；未通过的条件：{}", gates(Language::Zh)),
            &format!("no region meets every condition; failed conditions: {}", gates(Language::En)),
        ));
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{criterion::Utility, id::RegionId};

    /// A candidate with three figures of 100, 300 and 600 points.
    fn candidate(ages: [Age; 3], from: [&str; 3]) -> Candidate {
        let region = RegionId::parse("CN-330800").unwrap();
        let whole = Utility::new(1.0).unwrap();
        let criteria = [CriterionId::DeclaredWill, CriterionId::LabourCost, CriterionId::Access];
        let contributions = criteria.into_iter().zip([100, 300, 600]).enumerate();
        let contributions = contributions.map(|(at, (criterion, points))| {
            let measure = Measure {
                value: 1.0,
                source: None,
                as_of: None,
                from: RegionId::parse(from[at]).unwrap(),
                confidence: 1.0,
                age: ages[at],
                detail: None,
            };
            Contribution::new(criterion, Some(measure), whole, Points::new(points))
        });
        let contributions = contributions.collect();
        Candidate { region, contributions, gates: Vec::new() }
    }

    fn english(candidates: &[Candidate]) -> Vec<String> {
        let warnings = of_evidence(candidates.iter());
        warnings.into_iter().filter_map(|warning| warning.en).collect()
    }

    #[test]
    fn what_much_of_the_points_rests_on_is_told_with_age_and_share() {
        let own = ["CN-330800"; 3];
        let old = |years: f64| Age::Years { years, trust: 0.5 };
        let fresh = Age::Years { years: 1.0, trust: 0.9 };
        let two = [
            candidate([old(8.2), old(6.0), Age::Ageless], own),
            candidate([fresh, old(9.0), Age::Ageless], own),
        ];
        assert_eq!(
            english(&two),
            ["35 % of the points of those shown rest on old figures, which count less for their \
              age: declared will (8 years old), labour cost (6-9 years old)"]
        );
        // A tenth is not much; what does not age is neither old nor undated.
        assert!(english(&[candidate([old(20.0), fresh, Age::Ageless], own)]).is_empty());
        let undated = english(&[candidate([fresh, Age::Undated, Age::Ageless], own)]);
        assert_eq!(undated.len(), 1);
        assert!(
            undated[0].starts_with("30 % of the points of those shown rest on figures without")
        );
        let above = ["CN-330800", "CN-330000", "CN-330800"];
        let inherited = english(&[candidate([fresh; 3], above)]);
        assert!(inherited[0].ends_with("labour cost (1 year old)"), "{inherited:?}");
        assert!(english(&[]).is_empty());
    }
}
