use super::{
    AssumptionBody, BoundsBody, CandidateBody, ContributionBody, CountsBody, GateBody,
    GateSourceBody, GateStatusBody, InformativeFigureBody, MatchBody, MissingPartnerBody,
    RationaleBody, RefusedBody, RegionBody, StandingBody, SupplyChainBody, UnderstoodBody,
};
use crate::{
    domain::{
        assumption::Assumption,
        matching::{
            Contribution, Detail, Gate, GateSource, GateStatus, Measure, MissingPartner,
            PartnersNear, Refusal, Standing,
        },
    },
    http::{
        body::TextBody, include::Include, landing_body::landing_body, presets::PresetUseBody,
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
pub(super) fn compose(ranking: Ranking, include: &Include) -> MatchBody {
    let weights = ranking.weights.iter().map(|(id, weight)| (id.as_str(), weight.get()));
    let candidates = ranking.candidates.into_iter();
    MatchBody {
        schema: SCHEMA,
        project: ranking.project,
        understood: bodies(ranking.understood),
        industries: bodies(ranking.industries),
        generation: ranking.generation,
        definition: ranking.definition,
        as_of: ranking.as_of.to_string(),
        level: ranking.level,
        weights: weights.collect(),
        preset: ranking.preset.as_ref().map(PresetUseBody::from),
        assumed: bodies(ranking.assumptions),
        candidates: candidates.map(|ranked| candidate_body(ranked, include)).collect(),
        robustness: ranking.firmness.as_deref().map(RobustnessBody::from),
        near_misses: bodies(ranking.near_misses),
        refused: bodies(ranking.refused),
        worth_learning: bodies(ranking.informative),
        counts: CountsBody::from(ranking.counts),
        warnings: bodies(ranking.warnings),
    }
}

/// The bodies of several things, in their order.
fn bodies<T, B: From<T>>(things: Vec<T>) -> Vec<B> {
    things.into_iter().map(B::from).collect()
}

impl From<Assumption> for AssumptionBody {
    fn from(one: Assumption) -> AssumptionBody {
        let Assumption { region, criterion, value } = one;
        AssumptionBody { region, criterion, value }
    }
}

/// Composes one candidate.
pub(super) fn candidate_body(ranked: RankedCandidate, include: &Include) -> CandidateBody {
    let bounds = ranked.candidate.bounds();
    let landing = ranked.landing.as_deref();
    CandidateBody {
        rank: ranked.rank,
        region: RegionBody::from(ranked.region),
        total: ranked.candidate.total().get(),
        bounds: BoundsBody { low: bounds.low.get(), high: bounds.high.get() },
        standing: StandingBody::from(ranked.standing),
        contributions: bodies(ranked.candidate.contributions),
        rationale: RationaleBody::from(&ranked.rationale),
        gates: bodies(ranked.candidate.gates),
        landing: landing.and_then(|advice| landing_body(advice, include)),
        warnings: bodies(ranked.warnings),
    }
}

impl From<Contribution> for ContributionBody {
    /// A contribution of the project's side.
    fn from(contribution: Contribution) -> ContributionBody {
        let known = contribution.is_known();
        let Contribution { criterion, measure, utility, weight, points, .. } = contribution;
        let unit = criterion_unit(criterion);
        let unit = unit.en.as_deref().or(unit.zh.as_deref()).unwrap_or_default();
        let mut body = ContributionBody {
            criterion,
            known,
            measure: None,
            unit,
            utility: utility.get(),
            weight: weight.get(),
            points: points.get(),
            source: None,
            as_of: None,
            from: None,
            confidence: None,
            age_years: None,
            supply_chain: None,
        };
        if let Some(Measure { value, source, as_of, from, confidence, age, detail }) = measure {
            body.measure = Some(value);
            body.source = source;
            body.as_of = as_of;
            body.from = Some(from);
            body.confidence = Some(confidence);
            body.age_years = age.years();
            if let Some(Detail::SupplyChain(near)) = &detail {
                body.supply_chain = Some(SupplyChainBody::from(near.as_ref()));
            }
        }
        body
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

impl From<Understood> for UnderstoodBody {
    fn from(understood: Understood) -> UnderstoodBody {
        let Understood { what, value, unit, name, from } = understood;
        UnderstoodBody { what, value, unit, name: name.map(TextBody::from), from }
    }
}

impl From<RegionSummary> for RegionBody {
    fn from(region: RegionSummary) -> RegionBody {
        RegionBody {
            id: region.id,
            name: TextBody::from(region.name),
            level: region.level,
            ancestors: region.ancestors,
            ancestor_names: bodies(region.ancestor_names),
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

impl From<Gate> for GateBody {
    fn from(gate: Gate) -> GateBody {
        let status = match gate.status {
            GateStatus::Pass => GateStatusBody::Pass,
            GateStatus::Fail => GateStatusBody::Fail,
            GateStatus::Unknown => GateStatusBody::Unknown,
        };
        let Gate { gate, required, actual, margin, source, .. } = gate;
        let source = source.map(|GateSource { citation, as_of, from }| GateSourceBody {
            citation,
            as_of,
            from,
        });
        GateBody { gate, status, required, actual, margin, source }
    }
}

impl From<RefusedRegion> for RefusedBody {
    fn from(refused: RefusedRegion) -> RefusedBody {
        let Refusal { gates, checked, unknown, .. } = refused.refusal;
        RefusedBody {
            region: RegionBody::from(refused.region),
            gates_checked: checked,
            gates_failed: gates.len(),
            gates_unknown: unknown,
            gates: bodies(gates),
        }
    }
}

impl From<InformativeFigure> for InformativeFigureBody {
    fn from(figure: InformativeFigure) -> InformativeFigureBody {
        InformativeFigureBody {
            region: figure.region.id,
            criterion: figure.criterion,
            top_three_share: figure.top_share,
            orders: figure.orders,
        }
    }
}

impl From<Counts> for CountsBody {
    fn from(counts: Counts) -> CountsBody {
        CountsBody {
            regions: counts.regions,
            in_host_city: counts.in_host_city,
            refused: counts.refused,
            near_misses: counts.near_misses,
            ranked: counts.ranked,
            returned: counts.returned,
            refused_by_gate: counts.refused_by_gate,
        }
    }
}
