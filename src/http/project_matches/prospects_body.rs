use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::{
        criterion::CriterionId,
        id::{ProjectId, RegionId},
    },
    http::{
        body::TextBody,
        money::YuanBody,
        robustness_body::{PlanBody, unit_of},
    },
    service::rank_projects::{
        FigureLevel, FigureProspect, FigureSubject, ProjectPlans, RegionProspects,
    },
};

/// What would lift the region in the projects' own lists.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProspectsBody {
    /// In the own lists of so many projects it was looked: all that no gate refuses, or the first
    /// 100 of them.
    pub projects: usize,
    /// So many of them have the region first.
    pub first: usize,
    /// So many have it among the first three.
    pub in_top_three: usize,
    /// The figures that, changed alone, would lift it in one list or more, that which does it at
    /// the least cost first; at most 20.
    pub figures: Vec<FigureProspectBody>,
    /// For the projects that do not have the region first, best match first, the cheapest sets of
    /// figures that would make it first and lift it into the first three.
    pub plans: Vec<ProjectPlansBody>,
    /// The same in words.
    pub sentences: Vec<TextBody>,
}

/// One figure of the region and what it would bring.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureProspectBody {
    /// The criterion that the figure is for.
    pub criterion: CriterionId,
    /// The city with whose projects the figure is shared; `null` where it is not of one city.
    pub host_city: Option<RegionId>,
    /// The industry with whose projects the figure is shared; `null` where it is not of one.
    pub industry: Option<String>,
    /// The figure as it is; `null` if unknown.
    pub now: Option<f64>,
    /// The unit of all values.
    pub unit: String,
    /// Values at which the region is lifted in one list more, the cheapest first; at most 10.
    pub levels: Vec<FigureLevelBody>,
}

/// One value of a figure.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureLevelBody {
    /// The figure.
    pub needed: f64,
    /// What the way there costs the region once, in CNY, for one plant of usual size: an order of
    /// magnitude, by the rates of the definition.
    pub cost: YuanBody,
    /// So many projects more have the region first, those of the values before among them.
    pub more_first: usize,
    /// So many projects more have it among the first three.
    pub more_in_top_three: usize,
    /// The projects in whose lists this value lifts it to one of both.
    pub projects: Vec<ProjectId>,
}

/// The cheapest ways up the list of one project.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectPlansBody {
    /// Which.
    pub project: ProjectId,
    /// Its names.
    pub name: TextBody,
    /// To be first, and among the first three where the region is not; empty where nothing does it.
    pub cheapest_plans: Vec<PlanBody>,
}

impl From<&RegionProspects> for ProspectsBody {
    fn from(prospects: &RegionProspects) -> ProspectsBody {
        ProspectsBody {
            projects: prospects.projects,
            first: prospects.first,
            in_top_three: prospects.in_top,
            figures: prospects.figures.iter().map(FigureProspectBody::from).collect(),
            plans: prospects.plans.iter().map(ProjectPlansBody::from).collect(),
            sentences: prospects.sentences.iter().map(TextBody::from).collect(),
        }
    }
}

impl From<&FigureProspect> for FigureProspectBody {
    fn from(figure: &FigureProspect) -> FigureProspectBody {
        let (host_city, industry) = match &figure.subject {
            FigureSubject::Region => (None, None),
            FigureSubject::HostCity(city) => (Some(city.clone()), None),
            FigureSubject::Industry(industry) => (None, Some(industry.clone())),
        };
        FigureProspectBody {
            criterion: figure.criterion,
            host_city,
            industry,
            now: figure.now,
            unit: unit_of(figure.criterion),
            levels: figure.levels.iter().map(FigureLevelBody::from).collect(),
        }
    }
}

impl From<&FigureLevel> for FigureLevelBody {
    fn from(level: &FigureLevel) -> FigureLevelBody {
        FigureLevelBody {
            needed: level.needed,
            cost: level.cost.into(),
            more_first: level.first,
            more_in_top_three: level.in_top,
            projects: level.projects.clone(),
        }
    }
}

impl From<&ProjectPlans> for ProjectPlansBody {
    fn from(one: &ProjectPlans) -> ProjectPlansBody {
        ProjectPlansBody {
            project: one.project.clone(),
            name: TextBody::from(&one.name),
            cheapest_plans: one.plans.iter().map(PlanBody::from).collect(),
        }
    }
}
