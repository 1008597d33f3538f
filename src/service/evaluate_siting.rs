use std::{collections::BTreeSet, path::PathBuf};

use jiff::civil::Date;

use super::{
    Error,
    us_metro::{
        self,
        decisions::{self, DecisionColumns},
    },
};
use crate::{
    definition,
    domain::{invalid::Invalid, siting::SitingParameters},
    industry::siting::{
        baseline::EightFeatures,
        decision::{Decision, counts},
        features::Features,
        metro::{MANUFACTURING, Metros},
        model,
    },
    statistics::bootstrap::interval_of_mean,
};

pub use crate::statistics::bootstrap::{Interval, Resampling};

/// How the siting model is measured.
#[derive(Debug, Clone)]
pub struct SitingOptions {
    /// Where the files of [`us_metro`] stand.
    pub folder: PathBuf,
    /// Lists of plants.
    pub decisions: Vec<PathBuf>,
    /// Their columns.
    pub columns: DecisionColumns,
    /// Plants announced before this day are learned from, the others asked for.
    pub before: Date,
    /// The bootstrap.
    pub resampling: Resampling,
}

/// What was measured.
#[derive(Debug, Clone)]
pub struct SitingEvaluation {
    /// Areas to choose from.
    pub areas: usize,
    /// Plants learned from.
    pub fitted: usize,
    /// Plants asked for and ranked.
    pub asked: usize,
    /// Plants that lie in no area, among those to learn from and those to ask for.
    pub not_ranked: (usize, usize),
    /// Rows without a date and rows whose identifier stood before.
    pub left_out: (usize, usize),
    /// Technologies asked for that are not known and taken for manufacturing as a whole.
    pub unknown_technologies: BTreeSet<String>,
    /// The model first, then what it is compared with.
    pub methods: Vec<SitingFigures>,
    /// Each feature with its coefficient, in utility per standard deviation.
    pub coefficients: Vec<(String, f64)>,
}

/// The figures of one method.
#[derive(Debug, Clone, PartialEq)]
pub struct SitingFigures {
    /// `model`, `eight_features`, `prior_plants`, `population`, `manufacturing_jobs`.
    pub method: &'static str,
    /// Over all plants asked for.
    pub all: SiteFigures,
    /// Over new plants only.
    pub new: SiteFigures,
    /// By how much the model's mean rank percentile is above this method's, paired by plant.
    pub behind_model: Interval,
}

/// Figures over some plants.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SiteFigures {
    /// Plants.
    pub plants: usize,
    /// Mean rank percentile of the chosen area: the share of the other areas that stand behind it,
    /// ties counting half. It is the area under the receiver operating characteristic curve.
    pub auc: Interval,
    /// Share of plants whose area is among the first ten.
    pub hit_at_10: Interval,
    /// … among the first fifty.
    pub hit_at_50: Interval,
}

/// Where the chosen area of one plant stands among all.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// From 1; with the middle rank of equals.
    rank: f64,
    /// The share of the others that stand behind, equals counting half.
    percentile: f64,
}

/// Fits the siting model to the plants announced before a day and asks it for the later ones.
///
/// Prior plants and prices are frozen at that day: nothing of what is asked is known. Every area is
/// ranked for every plant; plants that lie in no area cannot be ranked and are counted. Intervals
/// are percentile bootstraps over landed areas, since plants in one area are not independent.
///
/// # Errors
/// A file that cannot be read or holds a fault, no plant before or from the day on.
pub fn evaluate_siting(options: &SitingOptions) -> Result<SitingEvaluation, Error> {
    let world = us_metro::read(&options.folder)?;
    let decisions = decisions::read(&options.decisions, &options.columns, &world)?;
    let (known, asked): (Vec<Decision>, Vec<Decision>) =
        decisions.plants.into_iter().partition(|plant| plant.day < options.before);
    let ranked: Vec<&Decision> = asked.iter().filter(|plant| plant.area.is_some()).collect();
    if ranked.is_empty() {
        let expected = "a day from which on plants were announced in one of the areas";
        return Err(Invalid::new("before", options.before, expected).into());
    }
    let parameters = &definition::get().siting;
    let metros = &world.metros;
    let features = Features::new(metros, parameters);
    let model = model::fit(&features, &known, parameters.ridge)?;
    let places = |scores: &dyn Fn(&Decision) -> Vec<f64>| -> Vec<Place> {
        ranked.iter().filter_map(|plant| Some(place(&scores(plant), plant.area?))).collect()
    };
    let by_model = places(&|plant| model.utilities(&features, plant, &known, options.before));
    let mut methods = vec![("model", by_model.clone())];
    methods.extend(baselines(metros, parameters, &known, options.before, &places)?);
    let figures = |(method, found): (&'static str, Vec<Place>)| {
        let all = figures(&ranked, &found, options.resampling, |_| true);
        let new = figures(&ranked, &found, options.resampling, |plant| plant.is_new);
        let behind_model = difference(&ranked, &by_model, &found, options.resampling);
        SitingFigures { method, all, new, behind_model }
    };
    let off = |plants: &[Decision]| plants.iter().filter(|plant| plant.area.is_none()).count();
    Ok(SitingEvaluation {
        areas: metros.areas.len(),
        fitted: known.len() - off(&known),
        asked: ranked.len(),
        not_ranked: (off(&known), off(&asked)),
        left_out: (decisions.undated, decisions.repeated),
        unknown_technologies: unknown(parameters, &ranked),
        methods: methods.into_iter().map(figures).collect(),
        coefficients: model.coefficients().map(|(name, value)| (name.to_owned(), value)).collect(),
    })
}

type Places<'a> = dyn Fn(&dyn Fn(&Decision) -> Vec<f64>) -> Vec<Place> + 'a;

fn baselines(
    metros: &Metros,
    parameters: &SitingParameters,
    known: &[Decision],
    before: Date,
    places: &Places<'_>,
) -> Result<Vec<(&'static str, Vec<Place>)>, Error> {
    let eight = EightFeatures::new(metros, parameters);
    let fitted = eight.fit(known)?;
    let prior = counts(metros.areas.len(), known.iter());
    let population: Vec<f64> = metros.areas.iter().map(|area| area.population).collect();
    let manufacturing = metros.jobs_in([MANUFACTURING]);
    Ok(vec![
        ("eight_features", places(&|plant| eight.utilities(&fitted, plant, known, before))),
        ("prior_plants", places(&|_| prior.clone())),
        ("population", places(&|_| population.clone())),
        ("manufacturing_jobs", places(&|_| manufacturing.clone())),
    ])
}

fn unknown(parameters: &SitingParameters, plants: &[&Decision]) -> BTreeSet<String> {
    let technologies = plants.iter().map(|plant| plant.technology.as_str());
    technologies
        .filter(|technology| parameters.named(technology).is_none())
        .map(str::to_owned)
        .collect()
}

fn place(scores: &[f64], chosen: usize) -> Place {
    let own = scores[chosen];
    let above = scores.iter().filter(|score| own < **score).count();
    let equal = scores.iter().filter(|score| score.total_cmp(&own).is_eq()).count() - 1;
    let ahead = real(above) + real(equal) / 2.0;
    let others = real(scores.len().saturating_sub(1).max(1));
    Place { rank: ahead + 1.0, percentile: 1.0 - ahead / others }
}

fn figures(
    plants: &[&Decision],
    places: &[Place],
    resampling: Resampling,
    counts: impl Fn(&Decision) -> bool,
) -> SiteFigures {
    let counted = || plants.iter().zip(places).filter(|(plant, _)| counts(plant));
    let clusters: Vec<usize> = counted().filter_map(|(plant, _)| plant.area).collect();
    let interval = |value: &dyn Fn(&Place) -> f64| {
        let values: Vec<f64> = counted().map(|(_, place)| value(place)).collect();
        interval_of_mean(&values, &clusters, resampling)
    };
    let hit = |k: f64| interval(&move |place| if place.rank <= k { 1.0 } else { 0.0 });
    SiteFigures {
        plants: clusters.len(),
        auc: interval(&|place| place.percentile),
        hit_at_10: hit(10.0),
        hit_at_50: hit(50.0),
    }
}

fn difference(
    plants: &[&Decision],
    model: &[Place],
    other: &[Place],
    resampling: Resampling,
) -> Interval {
    let values: Vec<f64> =
        model.iter().zip(other).map(|(model, other)| model.percentile - other.percentile).collect();
    let clusters: Vec<usize> = plants.iter().filter_map(|plant| plant.area).collect();
    interval_of_mean(&values, &clusters, resampling)
}

#[expect(clippy::cast_precision_loss, reason = "a thousand areas")]
fn real(count: usize) -> f64 {
    count as f64
}
