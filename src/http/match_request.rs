use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use jiff::civil::Date;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error as _, IntoDeserializer, MapAccess, Visitor},
};
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    Problem,
    include::{Include, IncludedPart},
    match_body::AssumptionBody,
};
use crate::{
    domain::{
        assumption::{self, Assumption},
        code::IndustryCode,
        criterion::CriterionId,
        figure::Figure,
        id::{ProjectId, RegionId},
        invalid::Invalid,
        limits::{LIMIT_DEFAULT, LIMIT_MAX},
        preset::PresetId,
        project::{ProjectProfile, Requirement, validate_weights},
        region::Level,
        unit::{AreaUnit, MoneyUnit, PowerUnit, Unit},
    },
    service::{
        App,
        document::Validate,
        documents,
        rank_regions::{Advice, Question, Subject, Wishes},
    },
};

/// A question: exactly one of `text`, `project` and `project_id`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchRequestBody {
    /// The project in plain words, Chinese or English, up to 8,000 characters.
    #[serde(default)]
    #[schema(
        min_length = 1,
        max_length = 8_000,
        example = "抗体药物,在上海张江孵化,需要GMP生产基地40亩"
    )]
    text: Option<String>,
    /// A project profile.
    #[serde(default)]
    #[schema(value_type = Option<ProjectProfile>)]
    project: Option<Value>,
    /// The id of a stored project.
    #[serde(default)]
    project_id: Option<ProjectId>,
    /// The level of the regions to rank: `park` (the default), `county`, `prefecture`, `province`.
    #[serde(default)]
    level: Option<Level>,
    /// How many candidates, 1 to 100; 10 by default.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The day whose knowledge counts; today by default.
    #[serde(default)]
    #[schema(format = Date)]
    as_of: Option<String>,
    /// The weights of a kind of user in place of the default and of the project's own; single
    /// `weights` and `drop` of the wishes go before those of the preset, and the answer names them.
    #[serde(default)]
    preset: Option<PresetId>,
    /// Corrections and wishes that stand above what the project says.
    #[serde(default)]
    wishes: Option<WishesBody>,
    /// Figures of regions to assume in place of what is known of them, at most 20: they act on points
    /// alone, gates and costs keep to what is known, and nothing is written.
    #[serde(default)]
    #[schema(max_items = 20)]
    assume: Vec<AssumptionBody>,
    /// The parts of candidates to answer beside the score; none by default, twice is once.
    #[serde(default)]
    #[schema(example = json!(["cost", "policies", "modes", "quadrant", "gates"]))]
    include: Vec<IncludedPart>,
}

/// Corrections and wishes; what is absent changes nothing.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WishesBody {
    /// Weights by criterion: absent is the preset's, or else the project's own, or else the
    /// default; 0 drops it.
    #[serde(deserialize_with = "read_weights")]
    weights: BTreeMap<CriterionId, f64>,
    /// Criteria to drop.
    #[schema(value_type = Vec<CriterionId>)]
    drop: BTreeSet<CriterionId>,
    /// Where the project is incubated.
    host_city: Option<RegionId>,
    /// The industries of its production.
    industries: Vec<IndustryCode>,
    /// Land needed.
    land: Option<Figure<AreaUnit>>,
    /// Power needed.
    power: Option<Figure<PowerUnit>>,
    /// Fixed investment.
    capex: Option<Figure<MoneyUnit>>,
    /// The longest acceptable travel to the host city, 1 to 10,000 minutes.
    #[schema(minimum = 1, maximum = 10_000)]
    travel_minutes_max: Option<u32>,
    /// The regions within which to look.
    #[schema(value_type = Vec<RegionId>)]
    target_regions: BTreeSet<RegionId>,
    /// What a region must have.
    #[schema(value_type = Vec<Requirement>)]
    must_have: BTreeSet<Requirement>,
    /// Regions that are out of the question, with all below them.
    #[schema(value_type = Vec<RegionId>)]
    must_not: BTreeSet<RegionId>,
    /// Whether the host city itself is a candidate.
    stay: Option<bool>,
}

impl MatchRequestBody {
    /// Which parts of candidates are asked for.
    pub(super) fn include(&self) -> Include {
        self.include.iter().copied().collect()
    }

    /// What is assumed of regions.
    pub(super) fn assumptions(&self) -> Vec<Assumption> {
        self.assume.iter().cloned().map(Assumption::from).collect()
    }

    /// What the project says of itself, in the words of the body.
    pub(super) fn said(&self) -> String {
        said(self.text.as_deref(), self.project.as_ref())
    }

    /// The question that a valid body asks.
    ///
    /// # Errors
    /// What is wrong with an inline profile, by its path in the body.
    pub(super) fn into_question(self, app: &App) -> Result<Question, Problem> {
        Ok(Question {
            subject: read_subject(app, self.text, self.project, self.project_id)?,
            wishes: Wishes { preset: self.preset, ..Wishes::from(self.wishes.unwrap_or_default()) },
            level: self.level.unwrap_or(Level::Park),
            limit: limit_of(self.limit),
            as_of: self.as_of.as_deref().and_then(parse_day).unwrap_or_else(today),
            excluded_links: Vec::new(),
            advice: Advice::Given,
        })
    }
}

/// What a project says of itself, as text or as a profile; nothing of a stored one.
pub(super) fn said(text: Option<&str>, project: Option<&Value>) -> String {
    let project = project.map(Value::to_string);
    text.map(str::to_owned).or(project).unwrap_or_default()
}

/// The subject of a valid body: text, inline profile or stored project.
///
/// # Errors
/// What is wrong with an inline profile, by its path in the body.
pub(super) fn read_subject(
    app: &App,
    text: Option<String>,
    project: Option<Value>,
    project_id: Option<ProjectId>,
) -> Result<Subject, Problem> {
    Ok(match (project_id, project) {
        (Some(project_id), _) => Subject::Stored(project_id),
        (None, Some(project)) => read_project(app, &project)?,
        (None, None) => Subject::Text(text.unwrap_or_default()),
    })
}

/// Refuses none and several of `text`, `project` and `project_id`: which of them are given.
pub(super) fn require_one_subject(given: [bool; 3]) -> Result<(), Invalid> {
    let names = ["text", "project", "project_id"].into_iter().zip(given);
    let given: Vec<&str> = names.filter_map(|(name, given)| given.then_some(name)).collect();
    let found = if given.is_empty() { "none of them".to_owned() } else { given.join(" and ") };
    let expected = "exactly one of `text`, `project` and `project_id`";
    if given.len() == 1 { Ok(()) } else { Err(Invalid::new("", found, expected)) }
}

impl Validate for MatchRequestBody {
    fn validate(&self) -> Vec<Invalid> {
        let given = [self.text.is_some(), self.project.is_some(), self.project_id.is_some()];
        let mut faults: Vec<Invalid> = require_one_subject(given).err().into_iter().collect();
        faults.extend(self.level.and_then(|level| check_level(level).err()));
        faults.extend(validate_limit(self.limit));
        faults.extend(validate_day(self.as_of.as_deref()));
        let wishes = self.wishes.iter().flat_map(WishesBody::validate);
        faults.extend(wishes.map(|fault| fault.within("wishes")));
        let assumed = assumption::validate(&self.assumptions());
        faults.extend(assumed.into_iter().map(|fault| fault.within("assume")));
        faults
    }
}

/// Reads an inline profile; its faults get the path that they have in the body.
fn read_project(app: &App, project: &Value) -> Result<Subject, Problem> {
    match documents::read_project(app, project.to_string().as_bytes()) {
        Ok(project) => Ok(Subject::Profile(Box::new(project))),
        Err(error) if error.faults().is_empty() => Err(Problem::from(error)),
        Err(error) => {
            let faults = error.faults().iter().cloned();
            let faults: Vec<Invalid> = faults.map(|fault| fault.within("project")).collect();
            Err(Problem::invalid(&faults))
        }
    }
}

impl WishesBody {
    /// What is wrong with the wishes.
    pub(super) fn validate(&self) -> Vec<Invalid> {
        let mut faults = validate_weights(&self.weights);
        for criterion in &self.drop {
            if self.weights.get(criterion).is_some_and(|weight| 0.0 < *weight) {
                let expected = "a criterion without a weight of its own";
                faults.push(Invalid::new("drop", criterion.as_str(), expected));
            }
        }
        for (position, industry) in self.industries.iter().enumerate() {
            let path = format!("industries[{position}]");
            faults.extend(industry.validate().into_iter().map(|fault| fault.within(&path)));
        }
        faults.extend(positive("land", self.land.as_ref()));
        faults.extend(positive("power", self.power.as_ref()));
        faults.extend(positive("capex", self.capex.as_ref()));
        if let Some(minutes) = self.travel_minutes_max.filter(|m| !(1..=10_000).contains(m)) {
            let expected = "a whole number between 1 and 10000";
            faults.push(Invalid::new("travel_minutes_max", minutes, expected));
        }
        faults
    }
}

impl From<Wishes> for WishesBody {
    /// Without the preset, which stands beside the wishes; what is dropped has the weight 0.
    fn from(wishes: Wishes) -> WishesBody {
        WishesBody {
            weights: wishes.weights,
            drop: BTreeSet::new(),
            host_city: wishes.host_city,
            industries: wishes.industries,
            land: wishes.land,
            power: wishes.power,
            capex: wishes.capex,
            travel_minutes_max: wishes.travel_minutes_max,
            target_regions: wishes.target_regions,
            must_have: wishes.must_have,
            must_not: wishes.must_not,
            stay: wishes.stay,
        }
    }
}

impl From<WishesBody> for Wishes {
    fn from(body: WishesBody) -> Wishes {
        let mut weights = body.weights;
        weights.extend(body.drop.into_iter().map(|criterion| (criterion, 0.0)));
        Wishes {
            host_city: body.host_city,
            industries: body.industries,
            land: body.land,
            power: body.power,
            capex: body.capex,
            travel_minutes_max: body.travel_minutes_max,
            target_regions: body.target_regions,
            must_have: body.must_have,
            must_not: body.must_not,
            preset: None,
            weights,
            stay: body.stay,
        }
    }
}

/// Reads weights, refusing a criterion that is named twice. The name is read as text first, so
/// that a refusal can put it into the path.
fn read_weights<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<CriterionId, f64>, D::Error> {
    struct Name(CriterionId);

    impl<'de> Deserialize<'de> for Name {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
            let name = String::deserialize(deserializer)?;
            CriterionId::deserialize(name.into_deserializer()).map(Name)
        }
    }

    struct Weights;

    impl<'de> Visitor<'de> for Weights {
        type Value = BTreeMap<CriterionId, f64>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("weights by criterion")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut weights = BTreeMap::new();
            while let Some((Name(criterion), weight)) = map.next_entry()? {
                if weights.insert(criterion, weight).is_some() {
                    let name = criterion.as_str();
                    return Err(A::Error::custom(format!("duplicate field `{name}`")));
                }
            }
            Ok(weights)
        }
    }

    deserializer.deserialize_map(Weights)
}

fn positive<U: Unit>(path: &str, figure: Option<&Figure<U>>) -> Vec<Invalid> {
    let found = figure.map(Figure::validate_positive).unwrap_or_default();
    found.into_iter().map(|fault| fault.within(path)).collect()
}

/// What is wrong with the limit of a body.
pub(super) fn validate_limit(limit: Option<u32>) -> Option<Invalid> {
    let limit = limit?;
    let fits = (1..=LIMIT_MAX).contains(&(limit as usize));
    let expected = format!("a whole number between 1 and {LIMIT_MAX}");
    (!fits).then(|| Invalid::new("limit", limit, &expected))
}

/// The limit of a body, or the default.
pub(super) fn limit_of(limit: Option<u32>) -> usize {
    limit.map_or(LIMIT_DEFAULT, |limit| limit as usize)
}

/// Refuses a level that is not ranked: there is one country in a ranking.
pub(super) fn check_level(level: Level) -> Result<(), Invalid> {
    if level == Level::Country {
        return Err(Invalid::new("level", level.as_str(), LEVEL_EXPECTED));
    }
    Ok(())
}

/// The levels that are ranked.
pub(super) const LEVEL_EXPECTED: &str = "`park`, `county`, `prefecture` or `province`";

/// What `as_of` must be.
pub(super) const DAY_EXPECTED: &str = "a day such as `2024-06-30`";

/// What is wrong with the day of a body.
pub(super) fn validate_day(as_of: Option<&str>) -> Option<Invalid> {
    let text = as_of.filter(|text| parse_day(text).is_none())?;
    Some(Invalid::new("as_of", text, DAY_EXPECTED))
}

/// A day as `2024-06-30` and in no other form.
pub(super) fn parse_day(text: &str) -> Option<Date> {
    let day: Date = text.parse().ok()?;
    (day.to_string() == text).then_some(day)
}

/// The clock's day, where nothing else is asked for.
pub(super) fn today() -> Date {
    jiff::Zoned::now().date()
}
