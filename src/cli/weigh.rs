use std::path::PathBuf;

use comfy_table::Cell;
use serde::Serialize;

use super::{
    context::Context,
    decision_words::DecisionWords,
    failure::Outcome,
    output::{self, Page, print, print_json},
    table::{self, number},
    value,
    words::fill,
    wrap::wrap,
};
use crate::{
    domain::limits::DECISION_BYTES_MAX,
    service::decision::weigh::{RandomIndex, Weighing, weigh},
};

/// The flags of `weigh`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// Weigh by the analytic hierarchy process: a square matrix as CSV, where a cell says how many
    /// times the criterion of its row matters as much as that of its column (1/3 is a number), with
    /// or without a head and a column of names; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    ahp: PathBuf,

    /// The table of random indices by which CR is judged
    #[arg(long, value_name = "TABLE", default_value = "saaty")]
    #[arg(value_parser = value::random_index())]
    random_index: RandomIndex,

    /// Print the weights as JSON
    #[arg(long)]
    json: bool,
}

/// Weighs criteria and prints the weights and their consistency.
///
/// # Errors
/// A matrix that cannot be read or is none of comparisons.
pub(super) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let bytes = output::read_at_most(&arguments.ahp, DECISION_BYTES_MAX)?;
    let weighing = weigh(&arguments.ahp.display().to_string(), &bytes, arguments.random_index)?;
    if arguments.json {
        print_json(&WeighingDocument::new(&weighing, arguments.random_index))?;
    } else {
        let page = context.page(&weighing.names.concat());
        print(&(text(&weighing, arguments.random_index, &page) + "\n"))?;
    }
    Ok(Outcome::Done)
}

fn text(weighing: &Weighing, random: RandomIndex, page: &Page) -> String {
    let words = DecisionWords::of(page.language);
    let priorities = &weighing.priorities;
    let mut table = table::with_head(page, [words.criterion, words.weight]);
    for (name, weight) in weighing.names.iter().zip(&priorities.weights) {
        table.add_row([Cell::new(name), number(&format!("{weight:.4}"))]);
    }
    let rounded = |value: f64| format!("{value:.4}");
    let ratio = priorities.consistency_ratio.map_or_else(|| words.undefined.to_owned(), rounded);
    let lambda = [
        ("lambda", rounded(priorities.lambda_max)),
        ("index", rounded(priorities.consistency_index)),
        ("ratio", ratio.clone()),
        ("table", random.as_str().to_owned()),
    ];
    let inconsistency = [
        ("congruence", rounded(weighing.congruence)),
        ("dissonance", rounded(weighing.dissonance)),
        ("koczkodaj", rounded(weighing.koczkodaj)),
    ];
    let filled = |sentence: &str, values: &[(&str, String)]| {
        let values: Vec<(&str, &str)> =
            values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        wrap(&fill(sentence, &values), page.width, "", "  ")
    };
    let mut lines: Vec<String> = table::lines(table, 2).collect();
    lines.push(filled(words.lambda, &lambda));
    lines.push(page.dim(&filled(words.inconsistency, &inconsistency)));
    if !weighing.is_consistent {
        lines.push(page.warning(&filled(words.inconsistent, &[("ratio", ratio)])));
    }
    lines.join("\n")
}

/// Weights and consistency. Numbers are not rounded.
#[derive(Debug, Serialize)]
struct WeighingDocument<'a> {
    names: &'a [String],
    weights: &'a [f64],
    lambda_max: f64,
    ci: f64,
    cr: Option<f64>,
    random_index: &'static str,
    is_consistent: bool,
    congruence: f64,
    dissonance: f64,
    koczkodaj: f64,
}

impl<'a> WeighingDocument<'a> {
    fn new(weighing: &'a Weighing, random: RandomIndex) -> WeighingDocument<'a> {
        let priorities = &weighing.priorities;
        WeighingDocument {
            names: &weighing.names,
            weights: &priorities.weights,
            lambda_max: priorities.lambda_max,
            ci: priorities.consistency_index,
            cr: priorities.consistency_ratio,
            random_index: random.as_str(),
            is_consistent: weighing.is_consistent,
            congruence: weighing.congruence,
            dissonance: weighing.dissonance,
            koczkodaj: weighing.koczkodaj,
        }
    }
}
