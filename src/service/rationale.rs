use std::cmp::Reverse;

use super::{
    access_words,
    criterion_words::with_unit,
    gate_words::{gate_title, in_chinese_units},
    link_words, supply_words,
};
use crate::domain::{
    criterion::{Criterion, CriterionId},
    id::RegionId,
    matching::{Age, Candidate, Contribution, Detail, GateStatus, Measure, Points},
    text::{Language, Text},
};

/// The reasons of one candidate in sentences: the three strongest, the weakest, what the
/// supply chain lacks, what is unknown.
///
/// Generated from the contributions, so that it cannot disagree with them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rationale {
    /// Sentences in Chinese.
    pub zh: Vec<String>,
    /// Sentences in English.
    pub en: Vec<String>,
}

/// A trust from which on it is not told, for it would be shown as 1.00.
pub(super) const WHOLE_TRUST: f64 = 0.995;

/// How many strengths are named.
const STRENGTHS: usize = 3;

/// Puts a candidate's contributions into words; `name` gives the names of regions.
pub fn explain(
    candidate: &Candidate,
    criteria: &[Criterion],
    name: &dyn Fn(&RegionId) -> Text,
) -> Rationale {
    let shown = &shown_points(&candidate.contributions)[..];
    let write = |language| Writer { candidate, shown, criteria, name, language }.sentences();
    Rationale { zh: write(Language::Zh), en: write(Language::En) }
}

struct Writer<'a> {
    candidate: &'a Candidate,
    /// The points of its contributions as they are shown.
    shown: &'a [String],
    criteria: &'a [Criterion],
    name: &'a dyn Fn(&RegionId) -> Text,
    language: Language,
}

impl Writer<'_> {
    fn sentences(&self) -> Vec<String> {
        let mut known: Vec<(&Contribution, &Measure)> = self
            .candidate
            .contributions
            .iter()
            .filter_map(|contribution| Some((contribution, contribution.measure.as_ref()?)))
            .collect();
        known.sort_by_key(|(c, _)| (Reverse(c.points), c.criterion));
        let mut sentences = Vec::new();
        let strong = known.iter().filter(|(c, _)| Points::ZERO < c.points).take(STRENGTHS);
        for (position, (contribution, measure)) in strong.enumerate() {
            sentences.push(self.strength(position + 1, contribution, measure));
        }
        let named: Vec<CriterionId> =
            known.iter().take(sentences.len()).map(|(c, _)| c.criterion).collect();
        let weakest = known
            .iter()
            .filter(|(c, _)| !named.contains(&c.criterion) && Points::ZERO < c.weight - c.points)
            .max_by_key(|(c, _)| (c.weight - c.points, Reverse(c.criterion)));
        if let Some((contribution, measure)) = weakest {
            sentences.push(self.weakness(contribution, measure));
        }
        sentences.extend(self.missing_partners());
        sentences.extend(self.unknown());
        sentences.extend(self.to_confirm());
        sentences
    }

    fn strength(&self, number: usize, contribution: &Contribution, measure: &Measure) -> String {
        let (fact, score) = (self.fact(contribution.criterion, measure), self.score(contribution));
        match self.language {
            Language::Zh => format!("优势{number}：{fact}({score})。"),
            Language::En => format!("Strength {number}: {fact} ({score})."),
        }
    }

    fn weakness(&self, contribution: &Contribution, measure: &Measure) -> String {
        let title = self.title(contribution.criterion).to_lowercase();
        let (fact, score) = (self.fact(contribution.criterion, measure), self.score(contribution));
        match self.language {
            Language::Zh => format!("短板({title})：{fact}({score})。"),
            Language::En => format!("Weakest point, {title}: {fact} ({score})."),
        }
    }

    /// What a contribution adds, of its weight, in points of a hundred.
    fn score(&self, contribution: &Contribution) -> String {
        let mut contributions = self.candidate.contributions.iter().zip(self.shown);
        let own = contributions.find(|(c, _)| c.criterion == contribution.criterion);
        let shown = own.map_or("", |(_, shown)| shown);
        format!("{shown}/{}", hundredths(contribution.weight))
    }

    fn unknown(&self) -> Option<String> {
        let titles: Vec<&str> = self
            .candidate
            .contributions
            .iter()
            .filter(|contribution| !contribution.is_known())
            .map(|contribution| self.title(contribution.criterion))
            .collect();
        if titles.is_empty() {
            return None;
        }
        Some(match self.language {
            Language::Zh => format!("未知(按参考中位数计)：{}。", titles.join("、")),
            Language::En => format!("Unknown (reference median taken): {}.", titles.join(", ")),
        })
    }

    /// What the supply chain lacks, wherever its contribution stands in the order.
    fn missing_partners(&self) -> Vec<String> {
        let measures = self.candidate.contributions.iter().filter_map(|c| c.measure.as_ref());
        let details = measures.filter_map(|measure| measure.detail.as_ref());
        let near = details.filter_map(|detail| match detail {
            Detail::SupplyChain(near) => Some(near),
            _ => None,
        });
        near.flat_map(|near| supply_words::missing(near, self.language)).collect()
    }

    fn to_confirm(&self) -> Option<String> {
        let open: Vec<String> = self
            .candidate
            .gates
            .iter()
            .filter(|gate| gate.status == GateStatus::Unknown)
            .map(|gate| {
                let title = gate_title(gate.gate, self.language);
                match self.language {
                    Language::Zh => format!("{title} {}", in_chinese_units(&gate.required)),
                    Language::En => format!("{title} {}", gate.required),
                }
            })
            .collect();
        if open.is_empty() {
            return None;
        }
        Some(match self.language {
            Language::Zh => format!("待核实：{}。", open.join("；")),
            Language::En => format!("To confirm: {}.", open.join("; ")),
        })
    }

    fn title(&self, criterion: CriterionId) -> &str {
        let known = self.criteria.iter().find(|known| known.id == criterion);
        let title = known.and_then(|criterion| criterion.title.in_language(self.language));
        title.unwrap_or_else(|| criterion.as_str())
    }

    /// The figure behind a contribution with its unit, the place and year it stands for, and its
    /// source.
    fn fact(&self, criterion: CriterionId, measure: &Measure) -> String {
        let statement = match self.language {
            Language::Zh => self.statement_zh(criterion, measure),
            Language::En => self.statement_en(criterion, measure),
        };
        let provenance = self.provenance(measure);
        match (self.language, provenance.is_empty()) {
            (_, true) => statement,
            (Language::Zh, false) => format!("{statement}〔{provenance}〕"),
            (Language::En, false) => format!("{statement} [{provenance}]"),
        }
    }

    fn provenance(&self, measure: &Measure) -> String {
        let from = (measure.from != self.candidate.region).then(|| self.name_of(&measure.from));
        let source = measure
            .source
            .as_deref()
            .map(|citation| citation.split(" <").next().unwrap_or(citation).to_owned());
        let zh = self.language == Language::Zh;
        let undated =
            || (measure.age == Age::Undated).then_some(if zh { "日期不详" } else { "undated" });
        let as_of = measure.as_of.clone().or_else(|| undated().map(str::to_owned));
        // Points follow the utility by so much only: without it they seem not to fit the figure.
        let trust = (measure.confidence < WHOLE_TRUST).then(|| {
            let label = if zh { "可信度" } else { "confidence " };
            format!("{label}{:.2}", measure.confidence)
        });
        let parts = [from, as_of, source, trust];
        let comma = if zh { "，" } else { ", " };
        parts.into_iter().flatten().collect::<Vec<_>>().join(comma)
    }

    fn name_of(&self, region: &RegionId) -> String {
        let name = (self.name)(region);
        name.in_language(self.language).map_or_else(|| region.to_string(), str::to_owned)
    }

    /// A figure that the question assumes, with its unit.
    fn assumed(&self, criterion: CriterionId, value: f64) -> String {
        let (title, value) = (self.title(criterion), with_unit(criterion, value, self.language));
        match self.language {
            Language::Zh => format!("{title}假定为{value}"),
            Language::En => format!("{title}, assumed to be {value}"),
        }
    }

    fn statement_zh(&self, criterion: CriterionId, measure: &Measure) -> String {
        let value = measure.value;
        match (criterion, &measure.detail) {
            (_, Some(Detail::Assumed)) => self.assumed(criterion, value),
            (CriterionId::Specialisation, Some(Detail::LeadingIndustry { position, label })) => {
                let label = label.in_language(Language::Zh).unwrap_or_default();
                if value <= 0.0 {
                    "已公布的主导产业均非本项目行业".to_owned()
                } else {
                    format!("主导产业第{position}位为“{label}”，与本项目行业契合度{value:.2}")
                }
            }
            (
                CriterionId::Specialisation,
                Some(Detail::LocationQuotient { quotient, employed }),
            ) => format!("本项目行业就业{employed:.0}人，区位商{quotient:.2}"),
            (CriterionId::Relatedness, Some(Detail::DeclaredPanel { count })) => {
                format!("产业关联密度{value:.2}(依据{count}条主导产业)")
            }
            (CriterionId::Relatedness, Some(Detail::EmploymentPanel { regions, industries })) => {
                format!("产业关联密度{value:.2}(依据{regions}地{industries}个行业的就业)")
            }
            (CriterionId::SupplyChain, Some(Detail::SupplyChain(near))) => {
                supply_words::fact(value, near, Language::Zh)
            }
            (CriterionId::DeclaredWill, Some(Detail::Declarations { count: 0, of })) => {
                format!("当地{of}个园区均未把本领域列为主导产业")
            }
            (CriterionId::DeclaredWill, Some(Detail::Declarations { count, of })) => {
                format!("当地{of}个园区中有{count}个把本领域列为主导产业")
            }
            (CriterionId::LandAvailability, Some(Detail::ApprovedAreaOnly)) => {
                format!("核准面积{value:.0}公顷(是否空置未知)")
            }
            (CriterionId::LandAvailability, _) => format!("可供工业用地{value:.0}公顷"),
            (CriterionId::LandCost, Some(Detail::FloorPriceOnly)) => {
                format!("工业用地最低价标准{value:.0}元/平方米(成交价未知)")
            }
            (CriterionId::LandCost, Some(Detail::MeanOfPlaces { count })) => {
                format!("下辖{count}地工业用地价格(或最低价标准)加权平均{value:.0}元/平方米")
            }
            (CriterionId::LandCost, _) => format!("工业用地价格{value:.0}元/平方米"),
            (CriterionId::LabourCost, _) => format!("城镇非私营单位年平均工资{value:.0}元"),
            (CriterionId::Access, Some(way @ (Detail::Rail { .. } | Detail::RoadEstimate(_)))) => {
                access_words::fact(measure, way, Language::Zh)
            }
            (CriterionId::InstitutionalLink, Some(link @ Detail::Link { partner, .. })) => {
                link_words::fact(value, link, &self.name_of(partner), Language::Zh)
            }
            _ => format!("{} {value:.2}", self.title(criterion)),
        }
    }

    fn statement_en(&self, criterion: CriterionId, measure: &Measure) -> String {
        let value = measure.value;
        match (criterion, &measure.detail) {
            (_, Some(Detail::Assumed)) => self.assumed(criterion, value),
            (CriterionId::Specialisation, Some(Detail::LeadingIndustry { position, label })) => {
                let label = label.in_language(Language::En).unwrap_or_default();
                if value <= 0.0 {
                    "none of the declared leading industries is the project's".to_owned()
                } else {
                    format!("leading industry no. {position} is \"{label}\", fit {value:.2} of 1")
                }
            }
            (
                CriterionId::Specialisation,
                Some(Detail::LocationQuotient { quotient, employed }),
            ) => format!(
                "{employed:.0} employed in the project's industry, location quotient {quotient:.2}"
            ),
            (CriterionId::Relatedness, Some(Detail::DeclaredPanel { count })) => {
                format!("relatedness density {value:.2} from {count} declared industries")
            }
            (CriterionId::Relatedness, Some(Detail::EmploymentPanel { regions, industries })) => {
                format!(
                    "relatedness density {value:.2} from employment in {industries} industries of \
                     {regions} places"
                )
            }
            (CriterionId::SupplyChain, Some(Detail::SupplyChain(near))) => {
                supply_words::fact(value, near, Language::En)
            }
            (CriterionId::DeclaredWill, Some(Detail::Declarations { count: 0, of })) => {
                format!("none of the {of} parks around declares the field as leading")
            }
            (CriterionId::DeclaredWill, Some(Detail::Declarations { count, of })) => {
                format!("{count} of {of} parks around declare the field as leading")
            }
            (CriterionId::LandAvailability, Some(Detail::ApprovedAreaOnly)) => {
                format!("approved area {value:.0} hectares, vacancy unknown")
            }
            (CriterionId::LandAvailability, _) => {
                format!("{value:.0} hectares of industrial land available")
            }
            (CriterionId::LandCost, Some(Detail::FloorPriceOnly)) => {
                format!(
                    "legal floor price of industrial land {value:.0} CNY/m2, price paid unknown"
                )
            }
            (CriterionId::LandCost, Some(Detail::MeanOfPlaces { count })) => {
                format!("mean of {count} published land or floor prices below {value:.0} CNY/m2")
            }
            (CriterionId::LandCost, _) => format!("industrial land at {value:.0} CNY/m2"),
            (CriterionId::LabourCost, _) => {
                format!("average wage in urban non-private units {value:.0} CNY/year")
            }
            (CriterionId::Access, Some(way @ (Detail::Rail { .. } | Detail::RoadEstimate(_)))) => {
                access_words::fact(measure, way, Language::En)
            }
            (CriterionId::InstitutionalLink, Some(link @ Detail::Link { partner, .. })) => {
                link_words::fact(value, link, &self.name_of(partner), Language::En)
            }
            _ => format!("{} {value:.2}", self.title(criterion)),
        }
    }
}

/// Points of a hundred with one decimal, rounded, as `12.3`.
pub fn hundredths(points: Points) -> String {
    one_decimal((points.get() + 500) / 1_000)
}

/// The points of contributions with one decimal, rounded by largest remainder, so that what is
/// shown adds up to the total that is shown.
pub fn shown_points(contributions: &[Contribution]) -> Vec<String> {
    let parts: Vec<Points> = contributions.iter().map(|contribution| contribution.points).collect();
    shown_parts(&parts)
}

/// Points that are parts of one total, shown as [`shown_points`] shows them.
pub fn shown_parts(parts: &[Points]) -> Vec<String> {
    let total: Points = parts.iter().copied().sum();
    let mut tenths: Vec<i64> = parts.iter().map(|part| part.get() / 1_000).collect();
    let mut order: Vec<usize> = (0..tenths.len()).collect();
    order.sort_by_key(|&at| (Reverse(parts[at].get() % 1_000), at));
    let missing = (total.get() + 500) / 1_000 - tenths.iter().sum::<i64>();
    for at in order.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
        tenths[at] += 1;
    }
    tenths.into_iter().map(one_decimal).collect()
}

fn one_decimal(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}
