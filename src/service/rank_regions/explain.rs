use super::{RankedCandidate, name_of, summarise};
use crate::{
    domain::{
        criterion::Criterion,
        id::RegionId,
        matching::{Candidate, Standing},
        region::Level,
        text::Language,
    },
    scoring::atlas::Atlas,
    service::{
        landing::{self, AdviceQuestion},
        rationale::{self, Rationale},
        warnings,
    },
};

/// Says of scored candidates where they are, why they stand where they stand, what landing there
/// means and what to mind.
pub(in crate::service) struct Explainer<'a> {
    /// The regions.
    pub(in crate::service) atlas: &'a Atlas,
    /// The criteria of the definition.
    pub(in crate::service) criteria: &'a [Criterion],
    /// The level that is asked for.
    pub(in crate::service) level: Level,
    /// Advises on landing; `None` where no advice is asked for.
    pub(in crate::service) adviser: Option<AdviceQuestion<'a>>,
}

impl Explainer<'_> {
    /// A candidate with its rank (from 1) and everything that is said of it.
    pub(in crate::service) fn explain(
        &self,
        rank: usize,
        candidate: Candidate,
        standing: Standing,
    ) -> RankedCandidate {
        let name = |id: &RegionId| name_of(self.atlas, id);
        let adviser = self.adviser.as_ref();
        let landing =
            adviser.and_then(|adviser| Some(adviser.advise(self.atlas.find(&candidate.region)?)));
        let mut rationale = rationale::explain(&candidate, self.criteria, &name);
        if let Some(landing) = &landing {
            rationale.zh.extend(landing::sentences(landing, Language::Zh));
            rationale.en.extend(landing::sentences(landing, Language::En));
        }
        let landing = landing.map(Box::new);
        RankedCandidate { rationale, landing, ..self.wordless(rank, candidate, standing) }
    }

    /// A candidate with its rank (from 1), its figures and its warnings: without reasons in words,
    /// and without advice.
    pub(in crate::service) fn wordless(
        &self,
        rank: usize,
        candidate: Candidate,
        standing: Standing,
    ) -> RankedCandidate {
        RankedCandidate {
            rank,
            region: summarise(self.atlas, &candidate.region, self.level),
            rationale: Rationale::default(),
            landing: None,
            warnings: warnings::of_candidate(&candidate),
            standing,
            candidate,
        }
    }
}
