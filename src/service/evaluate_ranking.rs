use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::civil::Date;
use serde::Deserialize;

use super::{
    App, Error,
    app::{self, Derived},
    document::{self, DocumentFault},
    rank_regions::{Advice, Question, Subject, Wishes, candidates, rank_on},
};
pub use crate::statistics::{bootstrap::Interval, retrieval::Figures};
use crate::{
    domain::{
        figure::Source, id::RegionId, invalid::Invalid, project::ProjectProfile, region::Level,
    },
    scoring::{access, atlas::Atlas, context::Context},
    statistics::{
        bootstrap::{Resampling, interval_of_mean},
        retrieval,
    },
};

/// How an evaluation is run.
#[derive(Debug, Clone)]
pub struct EvaluationOptions {
    /// The level of the regions that are ranked.
    pub level: Level,
    /// Whether a case's own institutional links are left out.
    pub exclude_own_link: bool,
    /// Resamples of the paired bootstrap.
    pub resamples: usize,
    /// Its seed.
    pub seed: u64,
    /// The day on which cases without a date are judged.
    pub as_of: Date,
}

/// What an evaluation found.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// Cases that were judged.
    pub cases: usize,
    /// Different landed regions: the clusters of the bootstrap.
    pub clusters: usize,
    /// The ranking, then the baselines `distance` and `size`.
    pub methods: Vec<MethodFigures>,
    /// Ranking minus distance, in mean reciprocal rank.
    pub mrr_difference: Interval,
    /// Per case: the rank of the first relevant region by each method.
    pub per_case: Vec<CaseRanks>,
}

/// The figures of one method.
#[derive(Debug, Clone)]
pub struct MethodFigures {
    /// `ranking`, `distance` or `size`.
    pub method: &'static str,
    /// Its figures.
    pub figures: Figures,
}

/// One case and its ranks; `None` if no relevant region was ranked.
#[derive(Debug, Clone)]
pub struct CaseRanks {
    /// The project.
    pub project: String,
    /// How many candidates it had.
    pub candidates: usize,
    /// By our ranking.
    pub ranking: Option<usize>,
    /// By distance to the host city.
    pub distance: Option<usize>,
    /// By size.
    pub size: Option<usize>,
}

/// One documented landing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Judgment {
    project: ProjectProfile,
    relevant: BTreeSet<RegionId>,
    #[serde(default)]
    candidates: Option<BTreeSet<RegionId>>,
    #[serde(default)]
    as_of: Option<Date>,
    #[serde(default)]
    own_links: Vec<OwnLink>,
    #[serde(default, rename = "source")]
    _source: Option<Source>,
    #[serde(default, rename = "note")]
    _note: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnLink {
    home: RegionId,
    partner: RegionId,
}

impl document::Validate for Judgment {
    fn validate(&self) -> Vec<Invalid> {
        let mut faults: Vec<Invalid> =
            self.project.validate().into_iter().map(|fault| fault.within("project")).collect();
        if self.relevant.is_empty() {
            faults.push(Invalid::new("relevant", "[]", "at least one region id"));
        }
        faults
    }
}

/// Measures the ranking on judgments, NDJSON text.
///
/// Every candidate of the level is ranked, by our ranking, by distance to the host city and by
/// size (gross domestic product; approved area of parks). The host city is no candidate. The
/// interval is a percentile bootstrap, paired by case and clustered by landed region, because
/// cases that landed in one region are not independent.
///
/// Source of the interval: B. Efron and R. Tibshirani, An Introduction to the Bootstrap, 1993,
/// chapter 13; of the figures: [`retrieval`].
///
/// # Errors
/// A judgment that cannot be read, with its line; an unavailable store.
pub async fn evaluate_ranking(
    app: &App,
    judgments: &str,
    options: &EvaluationOptions,
) -> Result<Evaluation, Error> {
    let judgments = read(judgments)?;
    let derived = app.derived().await?;
    refuse_unknown_regions(&derived.atlas, &judgments)?;
    let mut per_case = Vec::new();
    for judgment in &judgments {
        per_case.push(Box::pin(judge(app, &derived, judgment, options)).await?);
    }
    let clusters = clusters(&judgments);
    let method = |method, ranks: fn(&CaseRanks) -> Option<usize>| {
        let ranks: Vec<_> = per_case.iter().map(|case| (ranks(case), case.candidates)).collect();
        MethodFigures { method, figures: retrieval::figures(&ranks) }
    };
    let methods = vec![
        method("ranking", |case| case.ranking),
        method("distance", |case| case.distance),
        method("size", |case| case.size),
    ];
    let differences: Vec<f64> = per_case
        .iter()
        .map(|case| {
            retrieval::reciprocal_rank(case.ranking) - retrieval::reciprocal_rank(case.distance)
        })
        .collect();
    let resampling = Resampling { resamples: options.resamples, seed: options.seed };
    let mrr_difference = interval_of_mean(&differences, &clusters, resampling);
    let distinct = clusters.iter().collect::<BTreeSet<_>>().len();
    Ok(Evaluation { cases: judgments.len(), clusters: distinct, methods, mrr_difference, per_case })
}

fn read(judgments: &str) -> Result<Vec<Judgment>, Error> {
    let lines = judgments.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let read = lines.map(|(number, line)| {
        document::read_document::<Judgment>(line).map_err(|fault| match fault {
            DocumentFault::Syntax { column, message, .. } => {
                Error::Malformed { line: number + 1, column, message }
            }
            DocumentFault::Invalid(faults) => {
                let line = format!("line {}", number + 1);
                Error::Invalid(faults.into_iter().map(|fault| fault.within(&line)).collect())
            }
        })
    });
    let read: Vec<Judgment> = read.collect::<Result<_, Error>>()?;
    if read.is_empty() {
        return Err(Invalid::new("judgments", "", "at least one line").into());
    }
    Ok(read)
}

/// A region that nobody knows would count as never found: a slip that must not pass.
fn refuse_unknown_regions(atlas: &Atlas, judgments: &[Judgment]) -> Result<(), Error> {
    let mut faults = Vec::new();
    for (position, judgment) in judgments.iter().enumerate() {
        let candidates = judgment.candidates.iter().flatten().map(|id| ("candidates", id));
        let named = judgment.relevant.iter().map(|id| ("relevant", id)).chain(candidates);
        for (field, id) in named.filter(|(_, id)| atlas.find(id).is_none()) {
            let path = format!("judgment {} {field}", position + 1);
            faults.push(Invalid::new(path, id, "the id of a known region"));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// The cluster of each case: cases that share a landed region share a cluster.
fn clusters(judgments: &[Judgment]) -> Vec<usize> {
    let mut of_region: BTreeMap<&RegionId, usize> = BTreeMap::new();
    let mut clusters = Vec::new();
    for judgment in judgments {
        let next = of_region.len();
        let known = judgment.relevant.iter().find_map(|region| of_region.get(region).copied());
        let cluster = known.unwrap_or(next);
        for region in &judgment.relevant {
            of_region.entry(region).or_insert(cluster);
        }
        clusters.push(cluster);
    }
    clusters
}

async fn judge(
    app: &App,
    derived: &Arc<Derived>,
    judgment: &Judgment,
    options: &EvaluationOptions,
) -> Result<CaseRanks, Error> {
    let derived = derived.clone();
    let as_of = judgment.as_of.unwrap_or(options.as_of);
    let own_links = judgment.own_links.iter().map(|link| (link.home.clone(), link.partner.clone()));
    let question = Question {
        subject: Subject::Profile(Box::new(judgment.project.clone())),
        wishes: Wishes::default(),
        level: options.level,
        limit: usize::MAX,
        as_of,
        excluded_links: if options.exclude_own_link { own_links.collect() } else { Vec::new() },
        advice: Advice::Wordless,
    };
    let ranking = rank_on(app, derived.clone(), question).await?;
    let (judgment, level) = (judgment.clone(), options.level);
    let parameters = &app.definition().parameters;
    app::blocking(move || {
        let atlas = &derived.atlas;
        let context = Context {
            atlas,
            parameters,
            industries: Vec::new(),
            coverings: Vec::new(),
            partners: None,
            host: judgment.project.host_city.as_ref().and_then(|id| atlas.find(id)),
            as_of,
            excluded_links: BTreeSet::new(),
            link_records: None,
        };
        let admitted = |id: &RegionId| judgment.candidates.as_ref().is_none_or(|c| c.contains(id));
        let survey = derived.survey(level);
        let candidates = candidates(&context, &judgment.project, survey);
        let places: Vec<usize> = survey
            .places(&candidates)
            .filter(|&place| admitted(&atlas.profile(place).id))
            .collect();
        let ranked = ranking.candidates.iter().map(|candidate| &candidate.region.id);
        let relevant = |id: &&RegionId| judgment.relevant.contains(*id);
        let ours = ranked.filter(|id| admitted(id)).position(|id| relevant(&id));
        let by = |measure: &dyn Fn(usize) -> Option<f64>| {
            let ids = order_by(&places, measure).into_iter().map(|place| &atlas.profile(place).id);
            ids.into_iter().position(|id| relevant(&id)).map(|position| position + 1)
        };
        CaseRanks {
            project: judgment.project.id.to_string(),
            candidates: places.len(),
            ranking: ours.map(|position| position + 1),
            distance: by(&|place| Some(access::distance(&context, place)?.get())),
            size: by(&|place| Some(-size(&context, place)?)),
        }
    })
    .await
}

/// The size of a place as known on the day: the approved area of a park, else the gross domestic
/// product.
fn size(context: &Context<'_>, place: usize) -> Option<f64> {
    let profile = context.atlas.profile(place);
    if context.atlas.is_park(place) {
        let area = profile.land.approved_area.as_ref();
        return area.filter(|area| area.known_on(context.as_of))?.measure();
    }
    let product = profile.economy.gdp.as_ref();
    product.filter(|product| product.known_on(context.as_of))?.measure()
}

/// Places by a measure, the smallest first, unknown ones last, then by identifier.
fn order_by(places: &[usize], measure: &dyn Fn(usize) -> Option<f64>) -> Vec<usize> {
    let mut keyed: Vec<(f64, usize)> =
        places.iter().map(|&place| (measure(place).unwrap_or(f64::INFINITY), place)).collect();
    keyed.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    keyed.into_iter().map(|(_, place)| place).collect()
}
