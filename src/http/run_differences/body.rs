use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::{
        id::{ProjectId, RegionId},
        kind::DocumentKind,
        matching::Points,
        region::Level,
    },
    http::body::TextBody,
    service::run_difference::{
        Cause, DifferenceSummary, Elsewhere, FirstChoiceChange, MissingPast, Move, NamedRegion,
        PARTS_PER_WHOLE, Parts, Passage, ProjectDifference, RunDifference, RunState, Unexplained,
    },
};

/// The form of the document; later ones only add fields.
const SCHEMA: u32 = 1;

/// What changed between two runs over many projects, and why.
///
/// Causes are `data` (figures of regions and projects, outcomes, the day), `weights`, `policies`
/// (support instruments and their caps, admission thresholds, negative lists) and `candidates`
/// (which regions there are). What each is answerable for is its Shapley value, in whole parts of
/// which `parts_per_whole` make one millionth, one place or one change; the parts of a change add up
/// to it exactly. Of the policies none acts on points, so that their part of points is 0; thresholds
/// and negative lists decide who is ranked, and so act on ranks and first choices.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunDifferenceBody {
    /// Version of this document's form; 1.
    pub schema: u32,
    /// What the earlier run was computed from; `null` if it is empty.
    pub before: Option<RunStateBody>,
    /// What the later run was computed from.
    pub after: Option<RunStateBody>,
    /// How many parts of a cause make a whole: 24.
    pub parts_per_whole: i64,
    /// Why nothing is said of causes; `null` if it is.
    pub unexplained: Option<UnexplainedBody>,
    /// All of it in numbers.
    pub summary: DifferenceSummaryBody,
    /// Regions that came into the world; `null` if that is not known.
    pub new_regions: Option<Vec<NamedRegionBody>>,
    /// Regions that are gone from the world.
    pub gone_regions: Option<Vec<NamedRegionBody>>,
    /// Projects in the earlier run alone.
    pub only_before: Vec<ProjectId>,
    /// Projects in the later run alone.
    pub only_after: Vec<ProjectId>,
    /// Projects that were asked on different levels, which cannot be compared.
    pub other_level: Vec<ProjectId>,
    /// Projects with a list that changed, or points that did, by id.
    pub projects: Vec<ProjectDifferenceBody>,
}

/// What a run was computed from.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunStateBody {
    /// The store's generation.
    pub generation: u64,
    /// The hash of the definition.
    pub definition: String,
}

/// Why nothing is said of causes.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnexplainedBody {
    /// `flat_output`, `other_definition`, `future_generation`, `before_history` or
    /// `dropped_revision`.
    pub code: &'static str,
    /// The same in a sentence.
    pub detail: String,
}

/// A region and its name.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamedRegionBody {
    /// Its id.
    pub id: RegionId,
    /// Its names.
    pub name: TextBody,
}

/// What each cause is answerable for, in whole parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartsBody {
    /// Figures of regions and of the project, outcomes, the day.
    pub data: i64,
    /// How the criteria are weighed.
    pub weights: i64,
    /// What regions rule.
    pub policies: i64,
    /// Which regions there are.
    pub candidates: i64,
}

/// What changed for a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectDifferenceBody {
    /// Its id.
    pub project: ProjectId,
    /// Its names.
    pub name: TextBody,
    /// The level of the regions.
    pub level: Level,
    /// How many places of both lists are compared.
    pub depth: usize,
    /// Kendall's τ-b over the regions in both lists; `null` where these are fewer than two.
    pub tau_b: Option<f64>,
    /// Rank-biased overlap of the lists, persistence 0.9; `null` where one is empty.
    pub rbo: Option<f64>,
    /// WS with the earlier list as reference; `null` where they do not hold the same regions.
    pub ws: Option<f64>,
    /// The first choices; `null` if they are the same.
    pub first_choice: Option<FirstChoiceBody>,
    /// Regions in the later list alone.
    pub entered: Vec<PassageBody>,
    /// Regions in the earlier list alone.
    pub left: Vec<PassageBody>,
    /// Regions in both lists with another rank or other points.
    pub moved: Vec<MoveBody>,
    /// Whether scoring again gave what the runs say; if not, nothing is said of causes.
    pub reproduced: bool,
}

/// A first choice that is one no more.
#[derive(Debug, Serialize, ToSchema)]
pub struct FirstChoiceBody {
    /// Who was first; `null` if nobody was listed.
    pub before: Option<NamedRegionBody>,
    /// Who is first.
    pub after: Option<NamedRegionBody>,
    /// How much of the change each cause is answerable for; the parts add up to one whole.
    pub parts: Option<PartsBody>,
    /// The cause with the largest part.
    pub cause: Option<&'static str>,
}

/// A region that stands in one list alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct PassageBody {
    /// Which.
    pub region: NamedRegionBody,
    /// Its rank in that list, from 1.
    pub rank: usize,
    /// Its points in that list, in millionths.
    pub points: i64,
    /// Where it stands in the other run: `not_there` (not in the world), `not_ranked` (no candidate,
    /// or refused by a gate), `behind`; `null` if that is not known.
    pub elsewhere: Option<&'static str>,
    /// Its rank in the other run, where it is `behind`.
    pub elsewhere_rank: Option<usize>,
    /// Its points in the other run, ranked or not.
    pub elsewhere_points: Option<i64>,
    /// How much of its passage each cause is answerable for: one whole, negative if it left.
    pub parts: Option<PartsBody>,
    /// The cause with the largest part.
    pub cause: Option<&'static str>,
}

/// A region in both lists.
#[derive(Debug, Serialize, ToSchema)]
pub struct MoveBody {
    /// Which.
    pub region: NamedRegionBody,
    /// Its rank in the earlier list, from 1.
    pub rank_before: usize,
    /// Its rank in the later list.
    pub rank_after: usize,
    /// Its points in the earlier list, in millionths.
    pub points_before: i64,
    /// Its points in the later list, in millionths.
    pub points_after: i64,
    /// What each cause adds to its points; the parts add up to the change.
    pub point_parts: Option<PartsBody>,
    /// What each cause adds to its rank.
    pub rank_parts: Option<PartsBody>,
    /// The cause with the largest part in its rank or, where that is the same, in its points.
    pub cause: Option<&'static str>,
}

/// A difference in numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct DifferenceSummaryBody {
    /// Projects in both runs.
    pub compared: usize,
    /// Those whose lists are the same, points and all.
    pub unchanged: usize,
    /// Those with other points in the same order.
    pub points_only: usize,
    /// Those whose lists hold other regions, or in another order.
    pub lists_changed: usize,
    /// Those whose first choice changed.
    pub first_choices_changed: usize,
    /// How many of these changes each cause is answerable for.
    pub first_choice_parts: PartsBody,
    /// How many of them each cause has the largest part in.
    #[schema(value_type = BTreeMap<String, usize>)]
    pub first_choices_by_cause: BTreeMap<&'static str, usize>,
    /// Regions that entered a list, over all projects.
    pub entered: usize,
    /// Regions that left one.
    pub left: usize,
    /// Regions that moved within one, or have other points there.
    pub moved: usize,
    /// How many moves each cause has the largest part in.
    #[schema(value_type = BTreeMap<String, usize>)]
    pub moves_by_cause: BTreeMap<&'static str, usize>,
    /// Changed projects of which nothing is said of causes.
    pub unexplained: usize,
    /// The mean of τ-b where it is defined.
    pub mean_tau_b: Option<f64>,
    /// The mean of rank-biased overlap where it is defined.
    pub mean_rbo: Option<f64>,
}

impl From<&RunDifference> for RunDifferenceBody {
    fn from(difference: &RunDifference) -> RunDifferenceBody {
        let named = |regions: &Option<Vec<NamedRegion>>| {
            regions.as_ref().map(|regions| regions.iter().map(NamedRegionBody::from).collect())
        };
        RunDifferenceBody {
            schema: SCHEMA,
            before: difference.before.as_ref().map(RunStateBody::from),
            after: difference.after.as_ref().map(RunStateBody::from),
            parts_per_whole: PARTS_PER_WHOLE,
            unexplained: difference.unexplained.as_ref().map(UnexplainedBody::from),
            summary: DifferenceSummaryBody::from(&difference.summary),
            new_regions: named(&difference.new_regions),
            gone_regions: named(&difference.gone_regions),
            only_before: difference.only_before.clone(),
            only_after: difference.only_after.clone(),
            other_level: difference.other_level.clone(),
            projects: difference.projects.iter().map(ProjectDifferenceBody::from).collect(),
        }
    }
}

impl From<&RunState> for RunStateBody {
    fn from(state: &RunState) -> RunStateBody {
        RunStateBody { generation: state.generation, definition: state.definition.clone() }
    }
}

impl From<&Unexplained> for UnexplainedBody {
    fn from(unexplained: &Unexplained) -> UnexplainedBody {
        let code = match unexplained {
            Unexplained::Flat => "flat_output",
            Unexplained::OtherDefinition { .. } => "other_definition",
            Unexplained::MissingPast { because, .. } => match because {
                MissingPast::Future { .. } => "future_generation",
                MissingPast::BeforeHistory { .. } => "before_history",
                MissingPast::Dropped { .. } => "dropped_revision",
            },
        };
        UnexplainedBody { code, detail: detail(unexplained) }
    }
}

fn detail(unexplained: &Unexplained) -> String {
    let (generation, because) = match unexplained {
        Unexplained::Flat => {
            return "a run is a flat output, which says neither what was asked nor how it was weighed"
                .to_owned();
        }
        Unexplained::OtherDefinition { .. } => {
            return "a run was computed with another definition than this program has".to_owned();
        }
        Unexplained::MissingPast { generation, because } => (generation, because),
    };
    match because {
        MissingPast::Future { now } => format!(
            "the store has come to generation {now}, and a run names {generation}: it is of another \
             store, or of one that was put back"
        ),
        MissingPast::BeforeHistory { since } => format!(
            "changes are told by their generation since generation {since}, and a run names \
             {generation}"
        ),
        MissingPast::Dropped { kind, id } => {
            let kind: &DocumentKind = kind;
            format!(
                "the {} `{id}` as it was at generation {generation} is no longer kept: keep more \
                 with `--revisions-max`",
                kind.singular()
            )
        }
    }
}

impl From<&NamedRegion> for NamedRegionBody {
    fn from(region: &NamedRegion) -> NamedRegionBody {
        NamedRegionBody { id: region.id.clone(), name: TextBody::from(&region.name) }
    }
}

impl From<Parts> for PartsBody {
    fn from(parts: Parts) -> PartsBody {
        let [data, weights, policies, candidates] = Cause::ALL.map(|cause| parts.get(cause));
        PartsBody { data, weights, policies, candidates }
    }
}

impl From<&ProjectDifference> for ProjectDifferenceBody {
    fn from(project: &ProjectDifference) -> ProjectDifferenceBody {
        ProjectDifferenceBody {
            project: project.project.clone(),
            name: TextBody::from(&project.name),
            level: project.level,
            depth: project.depth,
            tau_b: project.agreement.tau_b,
            rbo: project.agreement.rbo,
            ws: project.agreement.ws,
            first_choice: project.first_choice.as_ref().map(FirstChoiceBody::from),
            entered: project.entered.iter().map(PassageBody::from).collect(),
            left: project.left.iter().map(PassageBody::from).collect(),
            moved: project.moved.iter().map(MoveBody::from).collect(),
            reproduced: project.is_reproduced,
        }
    }
}

fn largest(parts: Option<Parts>) -> Option<&'static str> {
    parts.and_then(Parts::largest).map(Cause::as_str)
}

impl From<&FirstChoiceChange> for FirstChoiceBody {
    fn from(change: &FirstChoiceChange) -> FirstChoiceBody {
        FirstChoiceBody {
            before: change.before.as_ref().map(NamedRegionBody::from),
            after: change.after.as_ref().map(NamedRegionBody::from),
            parts: change.causes.map(PartsBody::from),
            cause: largest(change.causes),
        }
    }
}

impl From<&Passage> for PassageBody {
    fn from(passage: &Passage) -> PassageBody {
        let (elsewhere, rank, points) = match passage.elsewhere {
            None => (None, None, None),
            Some(Elsewhere::NotThere) => (Some("not_there"), None, None),
            Some(Elsewhere::NotRanked(points)) => (Some("not_ranked"), None, Some(points)),
            Some(Elsewhere::Behind { rank, points }) => (Some("behind"), Some(rank), Some(points)),
        };
        PassageBody {
            region: NamedRegionBody::from(&passage.region),
            rank: passage.rank,
            points: passage.points.get(),
            elsewhere,
            elsewhere_rank: rank,
            elsewhere_points: points.map(Points::get),
            parts: passage.causes.map(PartsBody::from),
            cause: largest(passage.causes),
        }
    }
}

impl From<&Move> for MoveBody {
    fn from(moved: &Move) -> MoveBody {
        let ([rank_before, rank_after], [before, after]) = (moved.ranks, moved.points);
        MoveBody {
            region: NamedRegionBody::from(&moved.region),
            rank_before,
            rank_after,
            points_before: before.get(),
            points_after: after.get(),
            point_parts: moved.point_causes.map(PartsBody::from),
            rank_parts: moved.rank_causes.map(PartsBody::from),
            cause: moved.cause().map(Cause::as_str),
        }
    }
}

impl From<&DifferenceSummary> for DifferenceSummaryBody {
    fn from(summary: &DifferenceSummary) -> DifferenceSummaryBody {
        let by_cause = |counts: &BTreeMap<Cause, usize>| {
            counts.iter().map(|(cause, count)| (cause.as_str(), *count)).collect()
        };
        DifferenceSummaryBody {
            compared: summary.compared,
            unchanged: summary.unchanged,
            points_only: summary.points_only,
            lists_changed: summary.lists_changed,
            first_choices_changed: summary.first_choices_changed,
            first_choice_parts: PartsBody::from(summary.first_choice_causes),
            first_choices_by_cause: by_cause(&summary.first_choices_by_cause),
            entered: summary.entered,
            left: summary.left,
            moved: summary.moved,
            moves_by_cause: by_cause(&summary.moves_by_cause),
            unexplained: summary.unexplained,
            mean_tau_b: summary.mean_tau_b,
            mean_rbo: summary.mean_rbo,
        }
    }
}
