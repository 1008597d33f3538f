use super::{
    AssumptionBody, BoundsBody, CandidateBody, ContributionBody, CountsBody, GateBody,
    GateSourceBody, GateStatusBody, InformativeFigureBody, MatchBody, MissingPartnerBody,
    RationaleBody, RefusedBody, RegionBody, StandingBody, SupplyChainBody, UnderstoodBody,
};
use crate::{
    domain::{
        assumption::Assumption,
        matching::{
            Contribution, Detail, Gate, GateSource, GateStatus, MissingPartner, PartnersNear,
            Standing,
        },
    },
    http::{
        body::{CodedIndustryBody, TextBody},
        include::Include,
        landing_body::landing_body,
        presets::PresetUseBody,
        robustness_body::RobustnessBody,
    },
    service::{
        criterion_unit,
        rank_regions::{
            Counts, InformativeFigure, RankedCandidate, Ranking, RefusedRegion, RegionSummary,
            Understood,
        },
        rationale::Rationale,
    },
};

/// The form of the match document; later ones only add fields.
const SCHEMA: u32 = 1;

/// Composes the document.
pub(super) fn compose(ranking: &Ranking, include: &Include) -> MatchBody {
    let weights = ranking.weights.iter().map(|(id, weight)| (id.as_str(), weight.get()));
    let candidates = ranking.candidates.iter();
    MatchBody {
        schema: SCHEMA,
        project: ranking.project.clone(),
        understood: ranking.understood.iter().map(UnderstoodBody::from).collect(),
        industries: ranking.industries.iter().map(CodedIndustryBody::from).collect(),
        generation: ranking.generation,
        definition: ranking.definition.clone(),
        as_of: ranking.as_of.to_string(),
        level: ranking.level,
        weights: weights.collect(),
        preset: ranking.preset.as_ref().map(PresetUseBody::from),
        assumed: ranking.assumptions.iter().map(AssumptionBody::from).collect(),
        candidates: candidates.map(|ranked| candidate_body(ranked, include)).collect(),
        robustness: ranking.firmness.as_deref().map(RobustnessBody::from),
        near_misses: ranking.near_misses.iter().map(RefusedBody::from).collect(),
        refused: ranking.refused.iter().map(RefusedBody::from).collect(),
        worth_learning: ranking.informative.iter().map(InformativeFigureBody::from).collect(),
        counts: CountsBody::from(&ranking.counts),
        warnings: ranking.warnings.iter().map(TextBody::from).collect(),
    }
}

impl From<&Assumption> for AssumptionBody {
    fn from(one: &Assumption) -> AssumptionBody {
        let Assumption { region, criterion, value } = one.clone();
        AssumptionBody { region, criterion, value }
    }
}

/// Composes one candidate.
pub(super) fn candidate_body(ranked: &RankedCandidate, include: &Include) -> CandidateBody {
    let bounds = ranked.candidate.bounds();
    let contributions = ranked.candidate.contributions.iter();
    let landing = ranked.landing.as_deref();
    CandidateBody {
        rank: ranked.rank,
        region: RegionBody::from(&ranked.region),
        total: ranked.candidate.total().get(),
        bounds: BoundsBody { low: bounds.low.get(), high: bounds.high.get() },
        standing: StandingBody::from(ranked.standing),
        contributions: contributions.map(contribution_body).collect(),
        rationale: RationaleBody::from(&ranked.rationale),
        gates: ranked.candidate.gates.iter().map(GateBody::from).collect(),
        landing: landing.and_then(|advice| landing_body(advice, include)),
        warnings: ranked.warnings.iter().map(TextBody::from).collect(),
    }
}

/// A contribution of the project's side.
pub(in crate::http) fn contribution_body(contribution: &Contribution) -> ContributionBody {
    let unit = criterion_unit(contribution.criterion);
    let measure = contribution.measure.as_ref();
    ContributionBody {
        criterion: contribution.criterion,
        known: contribution.is_known(),
        measure: measure.map(|measure| measure.value),
        unit: unit.en.as_ref().or(unit.zh.as_ref()).cloned().unwrap_or_default(),
        utility: contribution.utility.get(),
        weight: contribution.weight.get(),
        points: contribution.points.get(),
        source: measure.and_then(|measure| measure.source.clone()),
        as_of: measure.and_then(|measure| measure.as_of.clone()),
        from: measure.map(|measure| measure.from.clone()),
        confidence: measure.map(|measure| measure.confidence),
        age_years: measure.and_then(|measure| measure.age.years()),
        supply_chain: measure.and_then(|measure| match &measure.detail {
            Some(Detail::SupplyChain(near)) => Some(SupplyChainBody::from(near.as_ref())),
            _ => None,
        }),
    }
}

impl From<&PartnersNear> for SupplyChainBody {
    fn from(near: &PartnersNear) -> SupplyChainBody {
        let missing = |partners: &[MissingPartner]| {
            let body = |partner: &MissingPartner| MissingPartnerBody {
                name: TextBody::from(&partner.name),
                share: partner.share,
            };
            partners.iter().map(body).collect()
        };
        SupplyChainBody {
            hours_max: near.hours_max,
            inputs_near: near.inputs_near,
            customers_near: near.customers_near,
            missing_inputs: missing(&near.missing_inputs),
            missing_customers: missing(&near.missing_customers),
        }
    }
}

impl From<&Understood> for UnderstoodBody {
    fn from(understood: &Understood) -> UnderstoodBody {
        let Understood { what, value, unit, name, from } = understood.clone();
        UnderstoodBody { what, value, unit, name: name.as_ref().map(TextBody::from), from }
    }
}

impl From<&RegionSummary> for RegionBody {
    fn from(region: &RegionSummary) -> RegionBody {
        RegionBody {
            id: region.id.clone(),
            name: TextBody::from(&region.name),
            level: region.level,
            ancestors: region.ancestors.clone(),
            ancestor_names: region.ancestor_names.iter().map(TextBody::from).collect(),
            location: region.location,
        }
    }
}

impl From<Standing> for StandingBody {
    fn from(standing: Standing) -> StandingBody {
        match standing {
            Standing::CertainlyFirst => StandingBody::CertainlyFirst,
            Standing::PossiblyFirst => StandingBody::PossiblyFirst,
            Standing::Behind => StandingBody::Behind,
        }
    }
}

impl From<&Rationale> for RationaleBody {
    /// Chinese sentences follow each other without a space.
    fn from(rationale: &Rationale) -> RationaleBody {
        RationaleBody { zh: rationale.zh.concat(), en: rationale.en.join(" ") }
    }
}

impl From<&Gate> for GateBody {
    fn from(gate: &Gate) -> GateBody {
        let status = match gate.status {
            GateStatus::Pass => GateStatusBody::Pass,
            GateStatus::Fail => GateStatusBody::Fail,
            GateStatus::Unknown => GateStatusBody::Unknown,
        };
        let Gate { gate, required, actual, margin, source, .. } = gate.clone();
        let source = source.map(|GateSource { citation, as_of, from }| GateSourceBody {
            citation,
            as_of,
            from,
        });
        GateBody { gate, status, required, actual, margin, source }
    }
}

impl From<&RefusedRegion> for RefusedBody {
    fn from(refused: &RefusedRegion) -> RefusedBody {
        RefusedBody {
            region: RegionBody::from(&refused.region),
            gates: refused.refusal.gates.iter().map(GateBody::from).collect(),
            gates_checked: refused.refusal.checked,
            gates_failed: refused.refusal.gates.len(),
            gates_unknown: refused.refusal.unknown,
        }
    }
}

impl From<&InformativeFigure> for InformativeFigureBody {
    fn from(figure: &InformativeFigure) -> InformativeFigureBody {
        InformativeFigureBody {
            region: figure.region.id.clone(),
            criterion: figure.criterion,
            top_three_share: figure.top_share,
            orders: figure.orders,
        }
    }
}

impl From<&Counts> for CountsBody {
    fn from(counts: &Counts) -> CountsBody {
        CountsBody {
            regions: counts.regions,
            in_host_city: counts.in_host_city,
            refused: counts.refused,
            near_misses: counts.near_misses,
            ranked: counts.ranked,
            returned: counts.returned,
            refused_by_gate: counts.refused_by_gate.clone(),
        }
    }
}
