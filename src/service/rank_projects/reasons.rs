use std::cmp::Reverse;

use crate::{
    domain::{
        id::RegionId,
        matching::{Detail, Points},
        reciprocal::{
            ProjectMeasure, RegionContribution, RegionCriterion, RegionCriterionId, RegionScore,
        },
        text::{Language, Text},
    },
    service::rationale::{Rationale, hundredths, shown_parts},
};

/// Why a project is good for a region or not, in sentences: what is known, the most points first,
/// then what is unknown.
///
/// Generated from the contributions, so that it cannot disagree with them; `name` gives the names
/// of regions.
pub(super) fn explain(
    score: &RegionScore,
    criteria: &[RegionCriterion],
    name: &dyn Fn(&RegionId) -> Text,
) -> Rationale {
    let write = |language| Writer { score, criteria, name, language }.sentences();
    Rationale { zh: write(Language::Zh), en: write(Language::En) }
}

struct Writer<'a> {
    score: &'a RegionScore,
    criteria: &'a [RegionCriterion],
    name: &'a dyn Fn(&RegionId) -> Text,
    language: Language,
}

impl Writer<'_> {
    fn sentences(&self) -> Vec<String> {
        let contributions = &self.score.contributions;
        let points: Vec<Points> = contributions.iter().map(|c| c.points).collect();
        let shown = shown_parts(&points);
        let mut known: Vec<(&RegionContribution, &ProjectMeasure, &String)> = contributions
            .iter()
            .zip(&shown)
            .filter_map(|(contribution, shown)| {
                Some((contribution, contribution.measure.as_ref()?, shown))
            })
            .collect();
        known.sort_by_key(|(c, _, _)| (Reverse(c.points), c.criterion));
        let sentence = |(contribution, measure, shown): (&RegionContribution, _, &String)| {
            let fact = self.fact(contribution.criterion, measure);
            let weight = hundredths(contribution.weight);
            match self.language {
                Language::Zh => format!("{fact}({weight}分中得{shown}分)。"),
                Language::En => format!("{fact} ({shown} of {weight} points)."),
            }
        };
        let mut sentences: Vec<String> = known.into_iter().map(sentence).collect();
        sentences.extend(self.unknown());
        sentences
    }

    fn unknown(&self) -> Option<String> {
        let unknown = self.score.contributions.iter().filter(|c| c.measure.is_none());
        let titles: Vec<String> = unknown.map(|c| self.title(c.criterion)).collect();
        if titles.is_empty() {
            return None;
        }
        Some(match self.language {
            Language::Zh => format!("未知、以常见值代替：{}。", titles.join("、")),
            Language::En => {
                let titles = titles.join(", ").to_lowercase();
                format!("Unknown, the usual value stands in: {titles}.")
            }
        })
    }

    fn fact(&self, criterion: RegionCriterionId, measure: &ProjectMeasure) -> String {
        if criterion == RegionCriterionId::LeadingFit {
            return self.leading_fit(measure);
        }
        let title = self.title(criterion);
        let criterion = self.criteria.iter().find(|known| known.id == criterion);
        let unit = criterion.and_then(|known| known.unit.in_language(self.language));
        let unit = unit.unwrap_or_default();
        match self.language {
            Language::Zh => match (measure.value, unit.strip_prefix('元')) {
                (value, Some(per)) if 10_000.0 <= value => {
                    format!("{title}{}万元{per}", plain(value / 10_000.0))
                }
                (value, _) => format!("{title}{}{unit}", plain(value)),
            },
            Language::En => format!("{title}: {} {unit}", plain(measure.value)),
        }
    }

    fn leading_fit(&self, measure: &ProjectMeasure) -> String {
        let value = measure.value;
        let place = measure.from.as_ref().map(|id| {
            let name = (self.name)(id);
            name.in_language(self.language).unwrap_or(id.as_str()).to_owned()
        });
        let place = place.unwrap_or_default();
        let leading = match &measure.detail {
            Some(Detail::LeadingIndustry { position, label }) if 0.0 < value => {
                Some((position, label.in_language(self.language).unwrap_or_default()))
            }
            _ => None,
        };
        match (self.language, leading) {
            (Language::Zh, None) => format!("不属于{place}公布的主导产业"),
            (Language::En, None) => format!("None of the leading industries that {place} declares"),
            (Language::Zh, Some((position, label))) => {
                format!("{place}第{position}位主导产业“{label}”，契合度{value:.2}")
            }
            (Language::En, Some((position, label))) => {
                format!(
                    "Leading industry no. {position} of {place}, \"{label}\", fit {value:.2} of 1"
                )
            }
        }
    }

    fn title(&self, criterion: RegionCriterionId) -> String {
        let known = self.criteria.iter().find(|known| known.id == criterion);
        let title = known.and_then(|known| known.title.in_language(self.language));
        title.unwrap_or(criterion.as_str()).to_owned()
    }
}

/// A number with as many decimals as it needs to be told: none from a hundred on, at most three
/// below one.
fn plain(value: f64) -> String {
    let decimals = match value.abs() {
        at if 100.0 <= at => 0,
        at if 1.0 <= at => 1,
        _ => 3,
    };
    let text = format!("{value:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_number_has_as_many_decimals_as_it_needs() {
        let cases = [
            (1_600_000.0, "1600000"), // yuan per mu
            (160.0, "160"),           // ten thousand yuan per mu, no digit lost
            (12.5, "12.5"),
            (8.0, "8"),
            (0.030_725, "0.031"), // coal equivalent
            (0.0, "0"),
        ];
        for (value, expected) in cases {
            assert_eq!(plain(value), expected);
        }
    }
}
