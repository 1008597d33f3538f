use std::{collections::BTreeMap, path::PathBuf};

use jiff::civil::Date;
use serde::Serialize;

use super::{
    context::Context,
    failure::Outcome,
    output::{Page, print, print_json},
    table::{self, number},
    value,
    words::{Words, fill},
    wrap::wrap,
};
use crate::service::{
    evaluate_siting::{
        Interval, Resampling, SiteFigures, SitingEvaluation, SitingFigures, SitingOptions,
        evaluate_siting,
    },
    us_metro::decisions::DecisionColumns,
};

/// The flags of `evaluate siting`. The folder with the tables is `--data-dir`, which all commands
/// share; nothing is read from or written to a store.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Arguments {
    /// A list of plants as CSV; may be given several times. The tables of the metropolitan areas
    /// are read from `--data-dir`
    #[arg(long, value_name = "FILE", required = true)]
    decisions: Vec<PathBuf>,

    /// Learn from plants announced before this day and ask for those announced from it on
    #[arg(long, value_name = "DATE", value_parser = value::day)]
    before: Date,

    /// The column of identifiers
    #[arg(long, value_name = "COL", default_value = "unique_id")]
    id: String,

    /// The column of technologies
    #[arg(long, value_name = "COL", default_value = "Technology")]
    technology: String,

    /// The column of days of announcement
    #[arg(long, value_name = "COL", default_value = "Announcement_Date")]
    date: String,

    /// The column of counties, five digits each
    #[arg(long, value_name = "COL", default_value = "county_2020_geoid")]
    county: String,

    /// The column that says `New` of new plants
    #[arg(long, value_name = "COL", default_value = "Project_Type")]
    kind: String,

    /// The column of companies; the file need not have it
    #[arg(long, value_name = "COL", default_value = "Company")]
    company: String,

    /// Where the bootstrap's random numbers begin
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,

    /// Resamples of the bootstrap
    #[arg(long, value_name = "NUMBER", default_value_t = 2_000)]
    #[arg(value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    resamples: u32,

    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

/// Measures and prints the figures of the siting model and of what it is compared with.
///
/// # Errors
/// A server is named; a file that cannot be read or holds a fault; no plant before or from the day on.
pub(super) fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    context.refuse_server(
        "it reads the tables in the folder that `--data-dir` names and asks nobody",
    )?;
    let Arguments { id, technology, date, county, kind, company, .. } = arguments;
    let options = SitingOptions {
        folder: context.data_dir().to_owned(),
        decisions: arguments.decisions,
        columns: DecisionColumns { id, technology, date, county, kind, company },
        before: arguments.before,
        resampling: Resampling {
            resamples: usize::try_from(arguments.resamples)?,
            seed: arguments.seed,
        },
    };
    let evaluation = evaluate_siting(&options)?;
    if arguments.json {
        print_json(&SitingDocument::new(&evaluation, &options))?;
    } else {
        print(&(text(&evaluation, &options, &context.page("")) + "\n"))?;
    }
    Ok(Outcome::Done)
}

fn text(evaluation: &SitingEvaluation, options: &SitingOptions, page: &Page) -> String {
    let words = Words::of(page.language);
    let head = ["auc", "hit_at_10", "hit_at_50"];
    let names = head.iter().map(|name| (*name).to_owned());
    let new = head.iter().map(|name| format!("{name} {}", words.siting_new));
    let names: Vec<String> = names.chain(new).collect();
    let mut table = table::with_head(
        page,
        std::iter::once(words.method).chain(names.iter().map(String::as_str)),
    );
    for SitingFigures { method, all, new, behind_model: _ } in &evaluation.methods {
        let mut row = vec![comfy_table::Cell::new(name(method, words))];
        for figures in [all, new] {
            let intervals = [figures.auc, figures.hit_at_10, figures.hit_at_50];
            row.extend(intervals.map(|interval| number(&bracketed(interval))));
        }
        table.add_row(row);
    }
    let mut lines = vec![page.bold(&setting(evaluation, options, words))];
    lines.extend(table::lines(table, 2));
    for figures in &evaluation.methods[1..] {
        let values =
            [("method", name(figures.method, words)), ("value", &signed(figures.behind_model))];
        lines.push(fill(words.siting_difference, &values));
    }
    let resamples = options.resampling.resamples.to_string();
    let seed = options.resampling.seed.to_string();
    let bootstrap = fill(words.siting_bootstrap, &[("resamples", &resamples), ("seed", &seed)]);
    lines.push(wrap(&bootstrap, page.width, "", "  "));
    if !evaluation.unknown_technologies.is_empty() {
        let unknown: Vec<&str> =
            evaluation.unknown_technologies.iter().map(String::as_str).collect();
        let sentence = fill(words.siting_unknown, &[("names", &unknown.join(", "))]);
        lines.push(wrap(&page.warning(&sentence), page.width, "", "  "));
    }
    lines.join("\n")
}

fn setting(evaluation: &SitingEvaluation, options: &SitingOptions, words: &Words) -> String {
    let (known, asked) = evaluation.not_ranked;
    let (undated, repeated) = evaluation.left_out;
    let new = evaluation.methods.first().map_or(0, |figures| figures.new.plants);
    let count = |count: usize| count.to_string();
    fill(
        words.siting_evaluated,
        &[
            ("fitted", &count(evaluation.fitted)),
            ("before", &options.before.to_string()),
            ("asked", &count(evaluation.asked)),
            ("new", &count(new)),
            ("areas", &count(evaluation.areas)),
            ("unplaced", &count(known + asked)),
            ("unplaced_asked", &count(asked)),
            ("undated", &count(undated)),
            ("repeated", &count(repeated)),
        ],
    )
}

fn bracketed(Interval { estimate, low, high }: Interval) -> String {
    format!("{estimate:.3} [{low:.3}, {high:.3}]")
}

fn signed(Interval { estimate, low, high }: Interval) -> String {
    format!("{estimate:+.3} [{low:+.3}, {high:+.3}]")
}

/// The words of a method; its identifier if it has none.
fn name(id: &'static str, words: &Words) -> &'static str {
    let ids = ["model", "eight_features", "prior_plants", "population", "manufacturing_jobs"];
    ids.iter().position(|known| *known == id).map_or(id, |position| words.siting_methods[position])
}

/// The figures of the siting model and how they were obtained.
#[derive(Debug, Serialize)]
struct SitingDocument<'a> {
    before: String,
    areas: usize,
    fitted: usize,
    asked: usize,
    not_ranked: usize,
    not_ranked_fitted: usize,
    undated: usize,
    repeated: usize,
    unknown_technologies: Vec<&'a str>,
    resamples: usize,
    seed: u64,
    #[serde(flatten)]
    figures: FiguresDocument,
    all: FiguresDocument,
    new: FiguresDocument,
    baselines: BTreeMap<&'static str, BaselineDocument>,
    coefficients: BTreeMap<&'a str, f64>,
}

#[derive(Debug, Serialize)]
struct BaselineDocument {
    #[serde(flatten)]
    figures: FiguresDocument,
    all: FiguresDocument,
    new: FiguresDocument,
    model_minus_this_auc: f64,
    model_minus_this_auc_low: f64,
    model_minus_this_auc_high: f64,
}

#[derive(Debug, Clone, Serialize)]
struct FiguresDocument {
    plants: usize,
    auc: f64,
    auc_low: f64,
    auc_high: f64,
    hit_at_10: f64,
    hit_at_10_low: f64,
    hit_at_10_high: f64,
    hit_at_50: f64,
    hit_at_50_low: f64,
    hit_at_50_high: f64,
}

impl SitingDocument<'_> {
    fn new<'a>(evaluation: &'a SitingEvaluation, options: &SitingOptions) -> SitingDocument<'a> {
        let (model, baselines) = evaluation.methods.split_first().expect("the model comes first");
        SitingDocument {
            before: options.before.to_string(),
            areas: evaluation.areas,
            fitted: evaluation.fitted,
            asked: evaluation.asked,
            not_ranked: evaluation.not_ranked.1,
            not_ranked_fitted: evaluation.not_ranked.0,
            undated: evaluation.left_out.0,
            repeated: evaluation.left_out.1,
            unknown_technologies: evaluation
                .unknown_technologies
                .iter()
                .map(String::as_str)
                .collect(),
            resamples: options.resampling.resamples,
            seed: options.resampling.seed,
            figures: FiguresDocument::from(&model.all),
            all: FiguresDocument::from(&model.all),
            new: FiguresDocument::from(&model.new),
            baselines: baselines.iter().map(|f| (f.method, BaselineDocument::from(f))).collect(),
            coefficients: evaluation
                .coefficients
                .iter()
                .map(|(name, value)| (name.as_str(), *value))
                .collect(),
        }
    }
}

impl From<&SitingFigures> for BaselineDocument {
    fn from(figures: &SitingFigures) -> BaselineDocument {
        BaselineDocument {
            figures: FiguresDocument::from(&figures.all),
            all: FiguresDocument::from(&figures.all),
            new: FiguresDocument::from(&figures.new),
            model_minus_this_auc: figures.behind_model.estimate,
            model_minus_this_auc_low: figures.behind_model.low,
            model_minus_this_auc_high: figures.behind_model.high,
        }
    }
}

impl From<&SiteFigures> for FiguresDocument {
    fn from(figures: &SiteFigures) -> FiguresDocument {
        let SiteFigures { plants, auc, hit_at_10, hit_at_50 } = *figures;
        FiguresDocument {
            plants,
            auc: auc.estimate,
            auc_low: auc.low,
            auc_high: auc.high,
            hit_at_10: hit_at_10.estimate,
            hit_at_10_low: hit_at_10.low,
            hit_at_10_high: hit_at_10.high,
            hit_at_50: hit_at_50.estimate,
            hit_at_50_low: hit_at_50.low,
            hit_at_50_high: hit_at_50.high,
        }
    }
}
