use std::path::PathBuf;

use serde::Serialize;

use super::{
    context::Context,
    evaluate_ranking::read_text,
    failure::Outcome,
    output::{Page, print, print_json},
    table::{self, number},
    value,
    words::{Words, fill},
    wrap::wrap,
};
use crate::{
    domain::code::ClassificationSystem,
    service::evaluate_coding::{
        CodingEvaluation, CodingOptions, FoldsBy, Interval, Knowledge, LevelFigures, Resampling,
        evaluate_coding,
    },
};

/// The flags of `evaluate coding`.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Arguments {
    /// The classification
    #[arg(long, value_name = "SYSTEM", value_parser = value::system())]
    system: ClassificationSystem,

    /// Cases as CSV: a code and a text in each line; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    cases: PathBuf,

    /// The column of the code; by default `code`, one named after a classification, or the first
    #[arg(long, value_name = "COLUMN")]
    code: Option<String>,

    /// The column of the text; by default `text`, `index_item`, or the second
    #[arg(long, value_name = "COLUMN")]
    text: Option<String>,

    /// What may be known of NAICS: titles and descriptions with the entries of the index, or alone
    #[arg(long, value_name = "WHAT", default_value = "all", value_parser = ["all", "titles"])]
    knowledge: String,

    /// How cases that are themselves known are parted: each by itself, or near-duplicates together
    #[arg(long, value_name = "HOW", default_value = "cases")]
    #[arg(value_parser = ["cases", "near-duplicates"])]
    folds_by: String,

    /// Where random numbers begin
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,

    /// Resamples of the bootstrap
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000)]
    #[arg(value_parser = clap::value_parser!(u32).range(100..=100_000))]
    resamples: u32,

    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

/// Measures and prints how often texts are coded rightly, by level.
///
/// # Errors
/// Cases that cannot be read, or none of which has a code of the classification.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let cases = read_text(&arguments.cases)?;
    let page = context.page("");
    // No document is asked for: a coder knows the definition alone.
    let opened = context.open_or_copy(&[]).await?;
    let app = &opened.app;
    let is_titles = arguments.knowledge == "titles";
    let is_together = arguments.folds_by == "near-duplicates";
    let options = CodingOptions {
        system: arguments.system,
        code: arguments.code,
        text: arguments.text,
        knowledge: if is_titles { Knowledge::Titles } else { Knowledge::All },
        folds_by: if is_together { FoldsBy::NearDuplicates } else { FoldsBy::Cases },
        resampling: Resampling {
            resamples: usize::try_from(arguments.resamples)?,
            seed: arguments.seed,
        },
    };
    let evaluation = evaluate_coding(app, &cases, &options).await?;
    if arguments.json {
        let given = [arguments.knowledge.as_str(), arguments.folds_by.as_str()];
        print_json(&CodingDocument::new(&evaluation, &options, given))?;
    } else {
        print(&(render(&evaluation, &options, &page) + "\n"))?;
    }
    Ok(Outcome::Done)
}

fn render(evaluation: &CodingEvaluation, options: &CodingOptions, page: &Page) -> String {
    let words = Words::of(page.language);
    let left_out: usize = evaluation.left_out.values().sum();
    let mut head = fill(
        words.coding_evaluated,
        &[
            ("system", options.system.as_str()),
            ("scored", &evaluation.scored.to_string()),
            ("left_out", &left_out.to_string()),
            ("held_out", &evaluation.held_out.to_string()),
        ],
    );
    if evaluation.scored < left_out {
        head.push(' ');
        head.push_str(words.other_edition);
    }
    let mut table =
        table::with_head(page, [words.level, "cases", "top_1", "95 %", "top_5", "95 %"]);
    for LevelFigures { level, cases, top_1, top_5 } in &evaluation.levels {
        let share = |interval: &Interval| number(&format!("{:.3}", interval.estimate));
        let bounds = |interval: &Interval| format!("[{:.3}, {:.3}]", interval.low, interval.high);
        table.add_row([
            comfy_table::Cell::new(level),
            number(&cases.to_string()),
            share(top_1),
            comfy_table::Cell::new(bounds(top_1)),
            share(top_5),
            comfy_table::Cell::new(bounds(top_5)),
        ]);
    }
    let mut lines = vec![page.bold(&wrap(&head, page.width, "", "  "))];
    lines.extend(table::lines(table, 2));
    let foot = fill(
        words.coding_foot,
        &[
            ("error", &format!("{:.3}", evaluation.calibration_error)),
            ("not_enough", &format!("{:.3}", evaluation.not_enough)),
            ("resamples", &options.resampling.resamples.to_string()),
            ("seed", &options.resampling.seed.to_string()),
        ],
    );
    lines.push(wrap(&foot, page.width, "", "  "));
    lines.join("\n")
}

/// The figures as JSON; `top_1` and `top_5` are those of the narrowest level.
#[derive(Debug, Serialize)]
struct CodingDocument<'a> {
    system: &'static str,
    knowledge: &'a str,
    folds_by: &'a str,
    cases: usize,
    scored: usize,
    left_out: usize,
    left_out_codes: usize,
    left_out_reason: &'static str,
    held_out: usize,
    top_1: f64,
    top_1_low: f64,
    top_1_high: f64,
    top_5: f64,
    top_5_low: f64,
    top_5_high: f64,
    levels: Vec<LevelDocument<'a>>,
    calibration_error: f64,
    not_enough: f64,
    resamples: usize,
    seed: u64,
}

#[derive(Debug, Serialize)]
struct LevelDocument<'a> {
    level: &'a str,
    cases: usize,
    top_1: f64,
    top_1_low: f64,
    top_1_high: f64,
    top_5: f64,
    top_5_low: f64,
    top_5_high: f64,
}

impl<'a> CodingDocument<'a> {
    fn new(
        evaluation: &'a CodingEvaluation,
        options: &CodingOptions,
        [knowledge, folds_by]: [&'a str; 2],
    ) -> CodingDocument<'a> {
        let none = Interval { estimate: 0.0, low: 0.0, high: 0.0 };
        let narrowest = evaluation.levels.last();
        let top_1 = narrowest.map_or(none, |level| level.top_1);
        let top_5 = narrowest.map_or(none, |level| level.top_5);
        CodingDocument {
            system: options.system.as_str(),
            knowledge,
            folds_by,
            cases: evaluation.cases,
            scored: evaluation.scored,
            left_out: evaluation.left_out.values().sum(),
            left_out_codes: evaluation.left_out.len(),
            left_out_reason: "the code is not in the classification",
            held_out: evaluation.held_out,
            top_1: top_1.estimate,
            top_1_low: top_1.low,
            top_1_high: top_1.high,
            top_5: top_5.estimate,
            top_5_low: top_5.low,
            top_5_high: top_5.high,
            levels: evaluation.levels.iter().map(LevelDocument::from).collect(),
            calibration_error: evaluation.calibration_error,
            not_enough: evaluation.not_enough,
            resamples: options.resampling.resamples,
            seed: options.resampling.seed,
        }
    }
}

impl<'a> From<&'a LevelFigures> for LevelDocument<'a> {
    fn from(LevelFigures { level, cases, top_1, top_5 }: &'a LevelFigures) -> LevelDocument<'a> {
        LevelDocument {
            level,
            cases: *cases,
            top_1: top_1.estimate,
            top_1_low: top_1.low,
            top_1_high: top_1.high,
            top_5: top_5.estimate,
            top_5_low: top_5.low,
            top_5_high: top_5.high,
        }
    }
}
