use std::{collections::BTreeMap, path::PathBuf};

use anyhow::Context as _;
use serde::Serialize;

use super::{
    context::Context,
    entry_words::EntryWords,
    failure::Outcome,
    output::{Page, note, print, print_json},
    panel_arguments::{PanelArguments, while_learning, years},
    table::{self, number},
    words::fill,
    wrap::wrap,
};
use crate::service::{
    evaluate_entry::{EntryEvaluation, Figures, Interval, Origin, evaluate_entry},
    fit_entry::{EntryFile, EntryOptions, Years},
};

/// The flags of `evaluate entry`.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    panel: PanelArguments,

    /// The two years to ask about; the years of the fit by default, then regions are
    /// cross-validated
    #[arg(long, value_name = "YEAR:YEAR", value_parser = years)]
    test: Option<Years>,

    /// Ask a model that `fit entry` has written instead of fitting one
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

/// Measures and prints the figures of the entry model and of what it is compared with.
///
/// # Errors
/// A panel or a model that cannot be read; nothing to learn from or to find.
pub(super) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let options = arguments.panel.options()?;
    let test = arguments.test.unwrap_or(options.fit);
    let saved = arguments.model.as_ref().map(|file| {
        let read = std::fs::read_to_string(file);
        let read = read.with_context(|| format!("`{}`", file.display()))?;
        Ok::<EntryFile, anyhow::Error>(EntryFile::read(&read)?)
    });
    let saved = saved.transpose()?;
    let bytes = arguments.panel.read()?;
    let evaluation = while_learning(|| evaluate_entry(&bytes, &options, test, saved.as_ref()))?;
    let page = context.page("");
    let words = EntryWords::of(page.language);
    for condition in &evaluation.unmet {
        note(&fill(words.unmet, &[("condition", &format!("`{condition}`"))]));
    }
    if arguments.json {
        print_json(&EntryDocument::new(&evaluation, &options, test))?;
    } else {
        print(&(text(&evaluation, &options, test, &page) + "\n"))?;
    }
    Ok(Outcome::Done)
}

fn text(evaluation: &EntryEvaluation, options: &EntryOptions, test: Years, page: &Page) -> String {
    let words = EntryWords::of(page.language);
    let names = ["auc", "95 %", "average_precision", "per_industry_auc", "precision_at_10"];
    let mut table = table::with_head(page, std::iter::once(words.method).chain(names));
    for (figures, name) in evaluation.methods.iter().zip(words.methods) {
        let Figures { auc, average_precision, per_industry_auc, precision_at_10 } = figures.figures;
        let or_none = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), rounded);
        table.add_row([
            comfy_table::Cell::new(name),
            number(&rounded(auc.estimate)),
            number(&format!("[{}, {}]", rounded(auc.low), rounded(auc.high))),
            number(&rounded(average_precision)),
            number(&or_none(per_industry_auc)),
            number(&or_none(precision_at_10)),
        ]);
    }
    let head = setting(evaluation, options, test, words);
    let mut lines = vec![page.bold(&wrap(&head, page.width, "", "  "))];
    lines.extend(table::lines(table, 2));
    lines.extend(foot(evaluation, options, words).map(|line| wrap(&line, page.width, "", "  ")));
    lines.join("\n")
}

fn setting(
    evaluation: &EntryEvaluation,
    options: &EntryOptions,
    test: Years,
    words: &EntryWords,
) -> String {
    let years = [("fit", joined(options.fit)), ("test", joined(test))];
    let years = years.each_ref().map(|(name, value)| (*name, value.as_str()));
    let origin = match evaluation.origin {
        Origin::LaterWindow => words.origins[0],
        Origin::CrossValidated => words.origins[1],
        Origin::Saved => words.origins[2],
    };
    fill(
        words.setting,
        &[
            ("entries", &evaluation.entries.to_string()),
            ("candidates", &evaluation.candidates.to_string()),
            ("test", years[1].1),
            ("regions", &evaluation.regions.to_string()),
            ("industries", &evaluation.industries.to_string()),
            ("origin", &fill(origin, &years)),
        ],
    )
}

fn foot(
    evaluation: &EntryEvaluation,
    options: &EntryOptions,
    words: &EntryWords,
) -> impl Iterator<Item = String> {
    let Interval { estimate, low, high } = evaluation.auc_minus_logit;
    let signed = |value: f64| format!("{value:+.3}");
    let calibration = evaluation.calibration;
    let long = |value: f64| format!("{value:.4}");
    [
        fill(
            words.difference,
            &[("estimate", &signed(estimate)), ("low", &signed(low)), ("high", &signed(high))],
        ),
        fill(
            words.calibration,
            &[
                ("error", &long(calibration.expected_calibration_error)),
                ("brier", &long(calibration.brier_score)),
                ("share", &long(calibration.brier_score_of_share)),
            ],
        ),
        fill(words.counts, &[("counted", &evaluation.industries_counted.to_string())]),
        fill(
            words.bootstrap,
            &[
                ("resamples", &options.resampling.resamples.to_string()),
                ("seed", &options.resampling.seed.to_string()),
            ],
        ),
    ]
    .into_iter()
}

/// A figure with three decimals.
pub(super) fn rounded(value: f64) -> String {
    format!("{value:.3}")
}

/// A window as `2011→2016`.
pub(super) fn joined(Years(first, last): Years) -> String {
    format!("{first}→{last}")
}

/// The figures of an evaluation and how they were obtained. The figures at the top are those of
/// the entry model.
#[derive(Debug, Serialize)]
struct EntryDocument {
    #[serde(flatten)]
    model: FiguresDocument,
    candidates: usize,
    entries: usize,
    regions: usize,
    industries: usize,
    industries_counted: usize,
    fit: Years,
    test: Years,
    origin: &'static str,
    auc_minus_logit: IntervalDocument,
    expected_calibration_error: f64,
    brier_score: f64,
    brier_score_of_share: f64,
    baselines: BTreeMap<&'static str, FiguresDocument>,
    resamples: usize,
    seed: u64,
}

#[derive(Debug, Serialize)]
struct FiguresDocument {
    auc: f64,
    auc_low: f64,
    auc_high: f64,
    average_precision: f64,
    per_industry_auc: Option<f64>,
    precision_at_10: Option<f64>,
}

#[derive(Debug, Serialize)]
struct IntervalDocument {
    estimate: f64,
    low: f64,
    high: f64,
}

impl EntryDocument {
    fn new(evaluation: &EntryEvaluation, options: &EntryOptions, test: Years) -> EntryDocument {
        let Interval { estimate, low, high } = evaluation.auc_minus_logit;
        let calibration = evaluation.calibration;
        let baselines = evaluation.methods[1..].iter();
        EntryDocument {
            model: FiguresDocument::from(&evaluation.methods[0].figures),
            candidates: evaluation.candidates,
            entries: evaluation.entries,
            regions: evaluation.regions,
            industries: evaluation.industries,
            industries_counted: evaluation.industries_counted,
            fit: options.fit,
            test,
            origin: match evaluation.origin {
                Origin::LaterWindow => "later_window",
                Origin::CrossValidated => "cross_validated",
                Origin::Saved => "saved",
            },
            auc_minus_logit: IntervalDocument { estimate, low, high },
            expected_calibration_error: calibration.expected_calibration_error,
            brier_score: calibration.brier_score,
            brier_score_of_share: calibration.brier_score_of_share,
            baselines: baselines.map(|m| (m.method, FiguresDocument::from(&m.figures))).collect(),
            resamples: options.resampling.resamples,
            seed: options.resampling.seed,
        }
    }
}

impl From<&Figures> for FiguresDocument {
    fn from(figures: &Figures) -> FiguresDocument {
        FiguresDocument {
            auc: figures.auc.estimate,
            auc_low: figures.auc.low,
            auc_high: figures.auc.high,
            average_precision: figures.average_precision,
            per_industry_auc: figures.per_industry_auc,
            precision_at_10: figures.precision_at_10,
        }
    }
}
