use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    figure::{Figure, Source},
    id::{OutcomeId, ProjectId, RegionId},
    invalid::Invalid,
    limits::NAME_CHARACTERS_MAX,
    unit::{EnergyUnit, MoneyUnit, PeopleUnit, Unit},
};

/// One thing that happened to a project on its way from the enclave to the home region.
///
/// Outcomes are never guessed: a stage that nobody recorded is unknown. A later document of the
/// same id replaces the earlier one, which is how a mistake is mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomeEvent {
    /// Version of this document's form; 1.
    #[schema(minimum = 1, maximum = 1)]
    pub schema: u32,
    /// Its identifier.
    pub id: OutcomeId,
    /// The project, if it is one of ours; or else `project_name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<ProjectId>,
    /// The name of a project of which no profile is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_name: Option<String>,
    /// The region in which production should land, or has.
    pub home: RegionId,
    /// The enclave through which the project came, by the name of the home region's link; absent
    /// if it came without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enclave: Option<String>,
    /// Where the project is incubated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_city: Option<RegionId>,
    /// What happened.
    pub stage: OutcomeStage,
    /// When it happened.
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    /// Whether the project is meant to produce; `production` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<ProjectPurpose>,
    /// Fixed investment made in the home region so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capex: Option<Figure<MoneyUnit>>,
    /// People employed in the home region on this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jobs: Option<Figure<PeopleUnit>>,
    /// Tax paid in the home region over the year up to this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_per_year: Option<Figure<MoneyUnit>>,
    /// Electricity used in the home region over the year up to this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power_per_year: Option<Figure<EnergyUnit>>,
    /// People for whom social insurance is paid in the home region on this day (社保人数).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insured_people: Option<Figure<PeopleUnit>>,
    /// The last day for which the project is promised, or was paid, a subsidy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub subsidy_end: Option<Date>,
    /// Where it was published or recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// When it became known, not before `date`; the same day when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub observed_at: Option<Date>,
}

/// The stages of a landing in their order, then the two ways out.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeStage {
    /// 洽谈: it asked for a place in the enclave.
    Enquired,
    /// 入驻: it was let into the enclave.
    Admitted,
    /// 毕业: its incubation is over.
    Graduated,
    /// 签约: it agreed to produce in the home region.
    Agreement,
    /// 开工: building has begun in the home region.
    GroundBroken,
    /// 投产: it produces in the home region.
    Producing,
    /// 退出: it gave up or went elsewhere.
    Withdrawn,
    /// 补贴到期后离开: it left when the support ended.
    LeftAfterSubsidy,
}

impl OutcomeStage {
    /// All stages, in the order of documents.
    pub const ALL: [OutcomeStage; 8] = [
        OutcomeStage::Enquired,
        OutcomeStage::Admitted,
        OutcomeStage::Graduated,
        OutcomeStage::Agreement,
        OutcomeStage::GroundBroken,
        OutcomeStage::Producing,
        OutcomeStage::Withdrawn,
        OutcomeStage::LeftAfterSubsidy,
    ];

    /// The stage's identifier in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            OutcomeStage::Enquired => "enquired",
            OutcomeStage::Admitted => "admitted",
            OutcomeStage::Graduated => "graduated",
            OutcomeStage::Agreement => "agreement",
            OutcomeStage::GroundBroken => "ground_broken",
            OutcomeStage::Producing => "producing",
            OutcomeStage::Withdrawn => "withdrawn",
            OutcomeStage::LeftAfterSubsidy => "left_after_subsidy",
        }
    }

    /// Whether the project is gone after it.
    pub fn is_exit(self) -> bool {
        matches!(self, OutcomeStage::Withdrawn | OutcomeStage::LeftAfterSubsidy)
    }

    /// Whether the project has landed with it: something stands, or is being built, at home.
    pub fn is_landing(self) -> bool {
        matches!(self, OutcomeStage::GroundBroken | OutcomeStage::Producing)
    }
}

/// Whether a project could land at all.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ProjectPurpose {
    /// It is meant to produce.
    Production,
    /// A fund, a laboratory, a service firm: it is counted, but not among those that could land.
    Other,
}

impl OutcomeEvent {
    /// The form of this document.
    pub const SCHEMA: u32 = 1;

    /// Something that happened, of which nothing else is known. Whose project it is must still be
    /// said.
    pub fn new(id: OutcomeId, home: RegionId, stage: OutcomeStage, date: Date) -> OutcomeEvent {
        OutcomeEvent {
            schema: OutcomeEvent::SCHEMA,
            id,
            project: None,
            project_name: None,
            home,
            enclave: None,
            host_city: None,
            stage,
            date,
            purpose: None,
            capex: None,
            jobs: None,
            tax_per_year: None,
            power_per_year: None,
            insured_people: None,
            subsidy_end: None,
            source: None,
            observed_at: None,
        }
    }

    /// Whose it is.
    pub fn party(&self) -> Party<'_> {
        Party::of(self.project.as_ref(), self.project_name.as_deref())
    }

    /// Whether it had happened and was known on `day`.
    pub fn known_on(&self, day: Date) -> bool {
        self.date <= day && self.observed_at.is_none_or(|observed_at| observed_at <= day)
    }

    /// What is wrong with the values; whether project, regions and enclave exist is not known
    /// here.
    pub fn validate(&self) -> Vec<Invalid> {
        let mut faults = Vec::new();
        if self.schema != OutcomeEvent::SCHEMA {
            faults.push(Invalid::new("schema", self.schema, "1"));
        }
        faults.extend(one_party(self.project.as_ref(), self.project_name.as_deref()));
        faults.extend(name_fault("enclave", self.enclave.as_deref()));
        if let Some(observed_at) = self.observed_at.filter(|observed_at| *observed_at < self.date) {
            let expected = format!("no earlier than `date`, {}", self.date);
            faults.push(Invalid::new("observed_at", observed_at, &expected));
        }
        faults.extend(not_negative("capex", self.capex.as_ref()));
        faults.extend(not_negative("jobs", self.jobs.as_ref()));
        faults.extend(not_negative("tax_per_year", self.tax_per_year.as_ref()));
        faults.extend(not_negative("power_per_year", self.power_per_year.as_ref()));
        faults.extend(not_negative("insured_people", self.insured_people.as_ref()));
        faults
    }
}

/// Whose an outcome or a commitment is: what belongs together has the same party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party<'a> {
    /// A project of ours.
    Ours(&'a ProjectId),
    /// A project by its name alone, without blanks at its ends.
    Named(&'a str),
}

impl<'a> Party<'a> {
    /// The project if it is known, or else the name; a document that is valid has one of them.
    pub(super) fn of(project: Option<&'a ProjectId>, name: Option<&'a str>) -> Party<'a> {
        project.map_or(Party::Named(name.unwrap_or_default().trim()), Party::Ours)
    }

    /// The project's identifier or name.
    pub fn as_str(&self) -> &'a str {
        match self {
            Party::Ours(project) => project.as_str(),
            Party::Named(name) => name,
        }
    }
}

/// What is wrong with how a document names its project.
pub(super) fn one_party(project: Option<&ProjectId>, name: Option<&str>) -> Option<Invalid> {
    match (project, name) {
        (Some(_), Some(name)) => {
            Some(Invalid::new("project_name", name, "left out where `project` is given"))
        }
        (None, None) => {
            let expected = "given, or `project_name` for a project of which no profile is kept";
            Some(Invalid::new("project", "nothing", expected))
        }
        _ => name_fault("project_name", name),
    }
}

/// What is wrong with a name that may be absent.
pub(super) fn name_fault(path: &str, name: Option<&str>) -> Option<Invalid> {
    let name = name?;
    let fits = !name.trim().is_empty() && name.chars().count() <= NAME_CHARACTERS_MAX;
    let expected = format!("a name of 1 to {NAME_CHARACTERS_MAX} characters");
    (!fits).then(|| Invalid::new(path, name, &expected))
}

fn not_negative<U: Unit>(path: &str, figure: Option<&Figure<U>>) -> Vec<Invalid> {
    let found = figure.map(Figure::validate_not_negative).unwrap_or_default();
    found.into_iter().map(|invalid| invalid.within(path)).collect()
}

/// How landing records are drawn up: `index/landing_record.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LandingRules {
    /// How rates of few projects are drawn towards the usual one.
    pub shrinkage: ShrinkageRules,
    /// Months after the last subsidy at which it is asked who is still there.
    pub retention_months: u32,
    /// Months after its day from which a promise that is not kept counts as broken.
    pub grace_months: u32,
    /// Months after its agreement from which a project must show more than a name at home.
    pub substance_months: u32,
}

/// What is expected of a place of which nothing is known: a Beta distribution, and when it gives
/// way to one that is pooled from places of which something is.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShrinkageRules {
    /// α: landings that it stands for, above 0.
    pub landed: f64,
    /// β: projects that did not land that it stands for, above 0.
    pub not_landed: f64,
    /// Fewest places from which it is pooled.
    pub places_min: usize,
    /// Fewest projects of these places together.
    pub projects_min: u32,
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;
    use serde_json::json;

    use super::*;

    fn outcome() -> OutcomeEvent {
        let id = OutcomeId::parse("quzhou-2024-017").unwrap();
        let home = RegionId::parse("CN-330800").unwrap();
        let date = "2024-03-01".parse().unwrap();
        let mut outcome = OutcomeEvent::new(id, home, OutcomeStage::Producing, date);
        outcome.project = Some(ProjectId::parse("antibody-plant").unwrap());
        outcome
    }

    #[test]
    fn what_is_not_known_is_not_in_the_document() {
        let document = serde_json::to_value(outcome()).unwrap();
        assert_eq!(
            document,
            json!({
                "schema": 1, "id": "quzhou-2024-017", "project": "antibody-plant",
                "home": "CN-330800", "stage": "producing", "date": "2024-03-01",
            })
        );
        assert_eq!(serde_json::from_value::<OutcomeEvent>(document).unwrap(), outcome());
        let stages = OutcomeStage::ALL.map(|stage| serde_json::to_value(stage).unwrap());
        assert_eq!(stages.to_vec(), OutcomeStage::ALL.map(|stage| json!(stage.as_str())));
    }

    #[test]
    fn each_fault_is_named_with_its_remedy() {
        type Change = fn(&mut OutcomeEvent);
        let cases: [(Change, &str); 7] = [
            (|outcome| outcome.schema = 2, "`schema` must be 1, got `2`"),
            (
                |outcome| outcome.project = None,
                "`project` must be given, or `project_name` for a project of which no profile is \
                 kept, got `nothing`",
            ),
            (
                |outcome| outcome.project_name = Some("Antibody".to_owned()),
                "`project_name` must be left out where `project` is given, got `Antibody`",
            ),
            (
                |outcome| (outcome.project, outcome.project_name) = (None, Some(" ".to_owned())),
                "`project_name` must be a name of 1 to 256 characters, got ` `",
            ),
            (
                |outcome| outcome.enclave = Some(String::new()),
                "`enclave` must be a name of 1 to 256 characters, got ``",
            ),
            (
                |outcome| outcome.observed_at = Some("2024-02-29".parse().unwrap()),
                "`observed_at` must be no earlier than `date`, 2024-03-01, got `2024-02-29`",
            ),
            (
                |outcome| {
                    outcome.jobs = Some(Figure::stated(Decimal::NEGATIVE_ONE, PeopleUnit::Person));
                },
                "`jobs.value` must be a number of at least 0, got `-1`",
            ),
        ];
        assert_eq!(outcome().validate(), []);
        for (change, message) in cases {
            let mut outcome = outcome();
            change(&mut outcome);
            let messages: Vec<String> =
                outcome.validate().iter().map(ToString::to_string).collect();
            assert_eq!(messages, [message]);
        }
    }

    #[test]
    fn an_outcome_is_known_once_it_was_seen() {
        let mut outcome = outcome();
        outcome.observed_at = Some("2024-06-01".parse().unwrap());
        let known = |day: &str| outcome.known_on(day.parse().unwrap());
        assert!(!known("2024-04-01"), "it had happened, but nobody knew");
        assert!(known("2024-06-01"));
    }
}
