/// What decides between two regions, in sentences.
mod words;

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{
    App, Error,
    app::Derived,
    code_text::CodedIndustry,
    rank_regions::{
        Advice, Explainer, Known, RankedCandidate, Subject, Understood, Wishes, adviser,
        in_context, is_candidate,
    },
    rationale::Rationale,
    resolve::{Resolved, fetch, resolve, weights},
};
use crate::{
    domain::{
        audit::AuditAction,
        criterion::Weights,
        id::RegionId,
        invalid::Invalid,
        limits::{COMPARED_REGIONS_MAX, COMPARED_REGIONS_MIN},
        matching::GateStatus,
        preset::PresetUse,
        project::ProjectProfile,
        region::Level,
        stop::Stop,
        text::Text,
        workload::Workload,
    },
    scoring::{
        atlas::Atlas,
        context::Context,
        difference::{Difference, difference},
        rank::{self, Method},
    },
};

/// Which regions are compared, for whom, as of when.
#[derive(Debug, Clone)]
pub struct ComparisonQuestion {
    /// The project.
    pub subject: Subject,
    /// Corrections and wishes that stand above what the subject says.
    pub wishes: Wishes,
    /// The regions, two to six different ones.
    pub regions: Vec<RegionId>,
    /// The level on whose scales they are scored; `None` is the lowest that all of them have.
    pub level: Option<Level>,
    /// Valid time: figures, links and policies of a later day are not known.
    pub as_of: Date,
}

/// Regions side by side.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The project as it was understood.
    pub project: ProjectProfile,
    /// What was read from the words, the profile and the wishes.
    pub understood: Vec<Understood>,
    /// The production industries.
    pub industries: Vec<CodedIndustry>,
    /// What the reader should mind: documents that are damaged and left out.
    pub warnings: Vec<Text>,
    /// The store's generation.
    pub generation: u64,
    /// The hash of the definition.
    pub definition: String,
    /// Valid time.
    pub as_of: Date,
    /// The level on whose scales all are scored.
    pub level: Level,
    /// The normalised weights; their sum is a million points.
    pub weights: Weights,
    /// The preset behind the weights, if one was asked for.
    pub preset: Option<PresetUse>,
    /// The regions with all that a ranking says of a candidate: those that every gate admits
    /// first, then the refused ones, each by the order of a ranking. Ranks and standings are among
    /// these regions alone; a refused one is behind.
    pub candidates: Vec<RankedCandidate>,
    /// For each but the last, what puts it before the next.
    pub pairs: Vec<ComparedPair>,
}

/// What puts one region before the next.
#[derive(Debug, Clone)]
pub struct ComparedPair {
    /// In points, criterion by criterion.
    pub difference: Difference,
    /// The gates that refuse the second where the first is admitted: they decide, whatever the
    /// points are. Empty where points decide.
    pub gates: Vec<&'static str>,
    /// The same in words.
    pub reasons: Rationale,
}

/// Compares a few regions for a project: what a ranking says of each, refused or not, and what
/// decides between neighbours.
///
/// # Errors
/// Invalid values, unknown identifiers, regions without a level in common, an unavailable store.
pub async fn compare_regions(app: &App, question: ComparisonQuestion) -> Result<Comparison, Error> {
    let ComparisonQuestion { subject, wishes, regions, level, as_of } = question;
    check_regions(&regions)?;
    let mut derived = app.derived().await?;
    let asked = fetch(app, &mut derived, subject, as_of, AuditAction::Compare).await?;
    let turn = app.turn().await?;
    turn.charge(Workload::of_regions(regions.len()))?;
    let app = app.clone();
    turn.compute(move |stop| {
        if let Some(damaged) = regions.iter().find(|id| derived.damage.region(id).is_some()) {
            return Err(derived.damage.unknown_region(damaged));
        }
        let (places, level) = places(&derived.atlas, &regions, level)?;
        let resolved = resolve(&app, &derived, asked, &wishes)?;
        let known = Known { as_of, excluded_links: BTreeSet::new() };
        in_context(&app, &derived, &resolved, known, |context| {
            answer(&app, &derived, &resolved, context, Compared { places: &places, level, stop })
        })
    })
    .await?
}

/// What is compared.
#[derive(Clone, Copy)]
struct Compared<'a> {
    places: &'a [usize],
    level: Level,
    stop: Stop<'a>,
}

fn answer(
    app: &App,
    derived: &Derived,
    resolved: &Resolved,
    context: &Context<'_>,
    compared: Compared<'_>,
) -> Result<Comparison, Error> {
    let Compared { places, level, stop } = compared;
    let weights = weights(app, &resolved.project)?;
    let criteria = &app.definition().criteria;
    let method = Method { criteria, weights: &weights, level, stop };
    let scored = rank::compare(context, &resolved.project, &method, places);
    let explainer = Explainer {
        atlas: &derived.atlas,
        criteria,
        level,
        adviser: adviser(app, resolved, context, Advice::Given)?,
    };
    let mut candidates: Vec<RankedCandidate> = scored
        .into_iter()
        .enumerate()
        .map(|(position, (candidate, standing))| {
            explainer.explain(position + 1, candidate, standing)
        })
        .collect();
    drop(explainer);
    for ranked in &mut candidates {
        words::add_refusal(ranked);
        ranked.warnings.extend(host_warning(context, &resolved.project, &ranked.region.id));
    }
    let pairs = candidates.windows(2).map(|pair| compared_pair(&pair[0], &pair[1])).collect();
    Ok(Comparison {
        project: resolved.project.clone(),
        understood: resolved.understood.clone(),
        industries: resolved.industries.clone(),
        warnings: derived.damage.of_regions(&derived.atlas),
        generation: derived.generation,
        definition: app.definition_hash().to_owned(),
        as_of: context.as_of,
        level,
        weights,
        preset: resolved.preset.clone(),
        candidates,
        pairs,
    })
}

fn compared_pair(ahead: &RankedCandidate, behind: &RankedCandidate) -> ComparedPair {
    let difference = difference(&ahead.candidate, &behind.candidate);
    let gates = if failed_gates(ahead).is_empty() { failed_gates(behind) } else { Vec::new() };
    let reasons = words::reasons(&difference, &gates, [&ahead.region, &behind.region]);
    ComparedPair { difference, gates, reasons }
}

/// The gates that refuse a candidate; none if it is admitted.
pub fn failed_gates(ranked: &RankedCandidate) -> Vec<&'static str> {
    let failed = ranked.candidate.gates.iter().filter(|gate| gate.status == GateStatus::Fail);
    failed.map(|gate| gate.gate).collect()
}

/// A ranking leaves out what lies in the host city; a comparison says so instead.
fn host_warning(context: &Context<'_>, project: &ProjectProfile, id: &RegionId) -> Option<Text> {
    let place = context.atlas.find(id)?;
    (!is_candidate(context, project, place)).then(|| {
        Text::new(
            "位于孵化城市内：除非项目愿意留下，排序不列出该地",
            "lies in the host city: a ranking leaves it out unless the project may stay",
        )
    })
}

/// Refuses too few, too many or repeated regions.
fn check_regions(regions: &[RegionId]) -> Result<(), Error> {
    let count = regions.len();
    if !(COMPARED_REGIONS_MIN..=COMPARED_REGIONS_MAX).contains(&count) {
        let expected = format!("{COMPARED_REGIONS_MIN} to {COMPARED_REGIONS_MAX} regions");
        return Err(Invalid::new("regions", count, &expected).into());
    }
    let mut seen = BTreeSet::new();
    let repeated = regions.iter().enumerate().filter(|(_, region)| !seen.insert(*region));
    let faults: Vec<Invalid> = repeated
        .map(|(position, region)| {
            Invalid::new(format!("regions[{position}]"), region, "a region that stands once")
        })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// The levels that are scored, the lowest first.
const LEVELS: [Level; 4] = [Level::Park, Level::County, Level::Prefecture, Level::Province];

/// Where the regions stand in the atlas, and the level that all of them have.
fn places(
    atlas: &Atlas,
    regions: &[RegionId],
    level: Option<Level>,
) -> Result<(Vec<usize>, Level), Error> {
    let fault = |position: usize, expected: &str| {
        Invalid::new(format!("regions[{position}]"), &regions[position], expected)
    };
    let mut places = Vec::new();
    let mut faults = Vec::new();
    for (position, region) in regions.iter().enumerate() {
        match atlas.find(region) {
            Some(place) => places.push(place),
            None => faults.push(fault(position, "a known region")),
        }
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let has = |place: usize, level: Level| atlas.profile(place).levels.contains(&level);
    let is_common = |level: &Level| places.iter().all(|&place| has(place, *level));
    let common = LEVELS.into_iter().find(is_common);
    // Blame is measured against the level that is asked for, or else the first region's.
    let wanted = level.or(common).or_else(|| LEVELS.into_iter().find(|l| has(places[0], *l)));
    let Some(wanted) = wanted else {
        let expected = "a region of level park, county, prefecture or province";
        return Err(fault(0, expected).into());
    };
    let expected = format!("a region of level {}, as all that are compared", wanted.as_str());
    let others = (0..places.len()).filter(|&position| !has(places[position], wanted));
    faults.extend(others.map(|position| fault(position, &expected)));
    if faults.is_empty() { Ok((places, wanted)) } else { Err(Error::Invalid(faults)) }
}
