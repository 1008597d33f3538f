use rust_decimal::Decimal;

use crate::{
    domain::{
        assumption::{self, Assumption},
        code::{ClassificationSystem, IndustryCode},
        criterion::CriterionId,
        figure::Figure,
        id::{ProjectId, RegionId},
        limits::{LIMIT_DEFAULT, LIMIT_MAX, TEXT_CHARACTERS_MAX, WEIGHT_MAX},
        project::Requirement,
        region::Level,
        text::Language,
        unit::{AreaUnit, MoneyUnit, PowerUnit, Unit},
    },
    http::{
        extract::query::{FromParameters, Parameters},
        match_request::{DAY_EXPECTED, LEVEL_EXPECTED, check_level, parse_day, today},
        presets::{PRESET_EXPECTED, parse_preset},
    },
    service::rank_regions::{Advice, Question, Subject, Wishes},
};

/// What only the scripts of the page read: views, open candidates, marks.
const OF_SCRIPTS: [&str; 9] =
    ["view", "open", "marked", "region", "capacity", "only", "job", "before", "after"];
const QUANTITY_EXPECTED: &str = "a positive number and a unit such as `40 mu`, `30 MW` or `2 CNY`";

/// What `assume` must name.
const ASSUME_EXPECTED: &str =
    "a region, a criterion and a number such as `CN-330800:land_cost:120`";

/// What `have` must name.
const HAVE_EXPECTED: &str = "`port`, `chemical_park`, `national_level` or `rail`";

/// The address of a view: the question and its corrections, so that a link shows the same again.
#[derive(Debug, Clone)]
pub(super) struct Address {
    /// In which language; the browser's own if absent.
    pub(super) language: Option<Language>,
    text: Option<String>,
    project: Option<ProjectId>,
    level: Option<Level>,
    limit: Option<usize>,
    as_of: Option<jiff::civil::Date>,
    wishes: Wishes,
    assumptions: Vec<Assumption>,
}

impl Address {
    /// The words that ask; empty if a stored project asks, or nobody.
    pub(super) fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    /// What is assumed of regions.
    pub(super) fn assumptions(&self) -> Vec<Assumption> {
        self.assumptions.clone()
    }

    /// The question; `None` where nothing is asked.
    pub(super) fn question(&self) -> Option<Question> {
        let subject = match (&self.project, &self.text) {
            (Some(project), _) => Subject::Stored(project.clone()),
            (None, Some(text)) if !text.trim().is_empty() => Subject::Text(text.clone()),
            _ => return None,
        };
        Some(Question {
            subject,
            wishes: self.wishes.clone(),
            level: self.level.unwrap_or(Level::Park),
            limit: self.limit.unwrap_or(LIMIT_DEFAULT),
            as_of: self.as_of.unwrap_or_else(today),
            excluded_links: Vec::new(),
            advice: Advice::Given,
        })
    }
}

impl FromParameters for Address {
    fn take_from(parameters: &mut Parameters) -> Address {
        for name in OF_SCRIPTS {
            parameters.text(name);
        }
        let words = format!("a text of at most {TEXT_CHARACTERS_MAX} characters");
        let fits = |text: &str| text.chars().count() <= TEXT_CHARACTERS_MAX;
        Address {
            language: language(parameters),
            text: parameters.one("q", &words, |text| fits(text).then(|| text.to_owned())),
            project: parameters
                .one("project", "the id of a project", |text| ProjectId::parse(text).ok()),
            level: parameters.one("level", LEVEL_EXPECTED, |text| {
                let level = Level::ALL.into_iter().find(|level| level.as_str() == text)?;
                check_level(level).is_ok().then_some(level)
            }),
            limit: parameters.whole("limit", 1..=LIMIT_MAX),
            as_of: parameters.one("as_of", DAY_EXPECTED, parse_day),
            wishes: wishes(parameters),
            assumptions: parameters.many("assume", ASSUME_EXPECTED, assumption),
        }
    }
}

/// The language that an address or a form names.
pub(super) fn language(parameters: &mut Parameters) -> Option<Language> {
    parameters.one("lang", "`zh` or `en`", |text| match text {
        "zh" => Some(Language::Zh),
        "en" => Some(Language::En),
        _ => None,
    })
}

fn wishes(parameters: &mut Parameters) -> Wishes {
    let weights = parameters.many("weight", "a criterion and a number such as `access:30`", weight);
    let industry_expected = "a code behind its classification such as `gbt4754:2761`";
    Wishes {
        host_city: parameters.regions("host").into_iter().next(),
        industries: parameters.many("industry", industry_expected, industry),
        land: parameters.one("land", QUANTITY_EXPECTED, quantity::<AreaUnit>),
        power: parameters.one("power", QUANTITY_EXPECTED, quantity::<PowerUnit>),
        capex: parameters.one("capex", QUANTITY_EXPECTED, quantity::<MoneyUnit>),
        travel_minutes_max: parameters.one("travel", "minutes, 1 to 10000", |text| {
            text.parse().ok().filter(|minutes| (1..=10_000).contains(minutes))
        }),
        target_regions: parameters.regions("within").into_iter().collect(),
        must_have: parameters.many("have", HAVE_EXPECTED, requirement).into_iter().collect(),
        must_not: parameters.regions("not").into_iter().collect(),
        preset: parameters.one("preset", PRESET_EXPECTED, parse_preset),
        weights: weights.into_iter().collect(),
        stay: parameters.one("stay", "`yes`", |text| (text == "yes").then_some(true)),
    }
}

/// A requirement by its word in documents.
fn requirement(text: &str) -> Option<Requirement> {
    serde_json::from_value(text.into()).ok()
}

fn weight(text: &str) -> Option<(CriterionId, f64)> {
    let (name, number) = text.split_once(':')?;
    let criterion = CriterionId::ALL.into_iter().find(|known| known.as_str() == name)?;
    let weight = number.parse().ok().filter(|weight| (0.0..=WEIGHT_MAX).contains(weight))?;
    Some((criterion, weight))
}

fn assumption(text: &str) -> Option<Assumption> {
    let mut parts = text.split(':');
    let (region, name, value) = (parts.next()?, parts.next()?, parts.next()?);
    let criterion = CriterionId::ALL.into_iter().find(|known| known.as_str() == name)?;
    let region = RegionId::parse(region).ok()?;
    let assumption = Assumption { region, criterion, value: value.parse().ok()? };
    (parts.next().is_none() && assumption::validate(std::slice::from_ref(&assumption)).is_empty())
        .then_some(assumption)
}

fn industry(text: &str) -> Option<IndustryCode> {
    let (system, code) = text.split_once(':')?;
    let mut systems = ClassificationSystem::ALL.into_iter();
    let system = systems.find(|known| known.as_str() == system)?;
    let industry = IndustryCode { system, code: code.to_owned() };
    industry.validate().is_empty().then_some(industry)
}

fn quantity<U: Unit>(text: &str) -> Option<Figure<U>> {
    let end = text.find(|character: char| !character.is_ascii_digit() && character != '.')?;
    let value: Decimal = text[..end].parse().ok()?;
    let symbol = text[end..].trim();
    let unit = U::ALL.iter().find(|unit| unit.symbol() == symbol)?;
    let figure = Figure::stated(value, *unit);
    figure.validate_positive().is_empty().then_some(figure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_need_their_unit() {
        assert_eq!(quantity::<AreaUnit>("40 mu").unwrap().display(), "40 mu");
        for text in ["40", "mu", "-4 mu", "0 mu", "40 acre", "4e1 mu"] {
            assert!(quantity::<AreaUnit>(text).is_none(), "{text}");
        }
    }

    #[test]
    fn weights_and_industries_are_named() {
        assert_eq!(weight("access:30"), Some((CriterionId::Access, 30.0)));
        assert_eq!(weight("access:NaN"), None);
        assert_eq!(weight("distance:1"), None);
        let assumed = assumption("CN-330800:land_cost:120.5").unwrap();
        assert_eq!((assumed.criterion, assumed.value), (CriterionId::LandCost, 120.5));
        for text in
            ["CN-330800:land_cost", "CN-330800:land_cost:-1", "CN-330800:cost:1", "a b:access:1"]
        {
            assert_eq!(assumption(text), None, "{text}");
        }
        assert_eq!(requirement("rail"), Some(Requirement::Rail));
        assert_eq!(requirement("harbour"), None);
        assert!(industry("gbt4754:2761").is_some() && industry("2761").is_none());
    }
}
