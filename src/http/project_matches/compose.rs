use super::{
    body::{
        OwnRankBody, ProjectBody, ProjectCountsBody, ProjectMatchBody, ProjectSideBody,
        RankedProjectBody, RefusedProjectBody, RegionContributionBody, RegionSideBody,
    },
    prospects_body::ProspectsBody,
};
use crate::{
    domain::{matching::Bounds, reciprocal::RegionContribution},
    http::{
        body::{CodedIndustryBody, TextBody},
        match_body::{BoundsBody, ContributionBody, GateBody, RationaleBody, RegionBody},
        presets::PresetUseBody,
    },
    service::{
        rank_projects::{
            ProjectCounts, ProjectRanking, ProjectSummary, RankedProject, RefusedProject,
        },
        region_criterion_unit,
    },
};

/// The form of the document; later ones only add fields.
const SCHEMA: u32 = 1;

impl From<&ProjectRanking> for ProjectMatchBody {
    fn from(ranking: &ProjectRanking) -> ProjectMatchBody {
        let weights = ranking.weights.iter().map(|(id, weight)| (id.as_str(), weight.get()));
        ProjectMatchBody {
            schema: SCHEMA,
            region: RegionBody::from(ranking.region.clone()),
            host_city: ranking.host_city.clone(),
            generation: ranking.generation,
            definition: ranking.definition.clone(),
            as_of: ranking.as_of.to_string(),
            weights: weights.collect(),
            preset: ranking.preset.map(PresetUseBody::from),
            projects: ranking.projects.iter().map(RankedProjectBody::from).collect(),
            near_misses: ranking.near_misses.iter().map(RefusedProjectBody::from).collect(),
            refused: ranking.refused.iter().map(RefusedProjectBody::from).collect(),
            robustness: ranking.prospects.as_ref().map(ProspectsBody::from),
            counts: ProjectCountsBody::from(&ranking.counts),
            warnings: ranking.warnings.iter().map(TextBody::from).collect(),
        }
    }
}

impl From<&RankedProject> for RankedProjectBody {
    fn from(ranked: &RankedProject) -> RankedProjectBody {
        let matched = &ranked.matched;
        let (project_side, region_side) = (&matched.project_side, &matched.region_side);
        RankedProjectBody {
            rank: ranked.rank,
            project: ProjectBody::from(&ranked.project),
            reciprocal: matched.reciprocal().get(),
            bounds: bounds_body(matched.bounds()),
            project_side: ProjectSideBody {
                own_rank: ranked.own_rank.map(|at| OwnRankBody { rank: at.rank, of: at.of }),
                total: project_side.total().get(),
                bounds: bounds_body(project_side.bounds()),
                contributions: project_side
                    .contributions
                    .iter()
                    .cloned()
                    .map(ContributionBody::from)
                    .collect(),
                gates: project_side.gates.iter().cloned().map(GateBody::from).collect(),
                rationale: RationaleBody::from(&ranked.project_reasons),
            },
            region_side: RegionSideBody {
                total: region_side.total().get(),
                bounds: bounds_body(region_side.bounds()),
                contributions: region_side
                    .contributions
                    .iter()
                    .map(RegionContributionBody::from)
                    .collect(),
                rationale: RationaleBody::from(&ranked.region_reasons),
            },
            warnings: ranked.warnings.iter().map(TextBody::from).collect(),
        }
    }
}

impl From<&RegionContribution> for RegionContributionBody {
    fn from(contribution: &RegionContribution) -> RegionContributionBody {
        let unit = region_criterion_unit(contribution.criterion);
        let measure = contribution.measure.as_ref();
        RegionContributionBody {
            criterion: contribution.criterion,
            known: measure.is_some(),
            measure: measure.map(|measure| measure.value),
            unit: unit.en.as_ref().or(unit.zh.as_ref()).cloned().unwrap_or_default(),
            utility: contribution.utility.get(),
            weight: contribution.weight.get(),
            points: contribution.points.get(),
            source: measure.and_then(|measure| measure.source.clone()),
            as_of: measure.and_then(|measure| measure.as_of.clone()),
            from: measure.and_then(|measure| measure.from.clone()),
        }
    }
}

impl From<&ProjectSummary> for ProjectBody {
    fn from(project: &ProjectSummary) -> ProjectBody {
        ProjectBody {
            id: project.id.clone(),
            name: TextBody::from(&project.name),
            host_city: project.host_city.clone(),
            host_city_name: TextBody::from(&project.host_city_name),
            industries: project.industries.iter().cloned().map(CodedIndustryBody::from).collect(),
        }
    }
}

impl From<&RefusedProject> for RefusedProjectBody {
    fn from(refused: &RefusedProject) -> RefusedProjectBody {
        RefusedProjectBody {
            project: ProjectBody::from(&refused.project),
            gates: refused.refusal.gates.iter().cloned().map(GateBody::from).collect(),
            gates_checked: refused.refusal.checked,
            gates_failed: refused.refusal.gates.len(),
            gates_unknown: refused.refusal.unknown,
        }
    }
}

impl From<&ProjectCounts> for ProjectCountsBody {
    fn from(counts: &ProjectCounts) -> ProjectCountsBody {
        ProjectCountsBody {
            projects: counts.projects,
            in_host_city: counts.in_host_city,
            unresolved: counts.unresolved,
            refused: counts.refused,
            near_misses: counts.near_misses,
            ranked: counts.ranked,
            returned: counts.returned,
            refused_by_gate: counts.refused_by_gate.clone(),
        }
    }
}

fn bounds_body(bounds: Bounds) -> BoundsBody {
    BoundsBody { low: bounds.low.get(), high: bounds.high.get() }
}
