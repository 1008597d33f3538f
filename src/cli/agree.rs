use std::path::PathBuf;

use comfy_table::Cell;
use serde::Serialize;

use super::{
    context::Context,
    decision_words::DecisionWords,
    failure::Outcome,
    output::{self, Page, print, print_json},
    table::{self, number},
    words::fill,
    wrap::wrap,
};
use crate::{
    domain::limits::DECISION_BYTES_MAX,
    service::decision::agree::{Agreement, agree},
};

/// The flags of `agree`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// The ranking of reference as CSV with the columns name and rank; `-` reads standard input
    #[arg(value_name = "REFERENCE")]
    reference: PathBuf,

    /// The other ranking, of the same names
    #[arg(value_name = "OTHER")]
    other: PathBuf,

    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

/// Compares two rankings and prints how far they agree.
///
/// # Errors
/// A ranking that cannot be read, or two of different names.
pub(super) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let Arguments { reference, other, json } = arguments;
    let bytes = [reference, other].map(|file| output::read_at_most(file, DECISION_BYTES_MAX));
    let [reference_bytes, other_bytes] = bytes;
    let (reference, other) = (reference.display().to_string(), other.display().to_string());
    let agreement = agree((&reference, &reference_bytes?), (&other, &other_bytes?))?;
    if *json {
        print_json(&AgreementDocument::from(&agreement))?;
    } else {
        let names: Vec<&str> = agreement.borda.iter().map(|item| item.name.as_str()).collect();
        let page = context.page(&names.concat());
        print(&(text(&agreement, &reference, &page) + "\n"))?;
    }
    Ok(Outcome::Done)
}

fn text(agreement: &Agreement, reference: &str, page: &Page) -> String {
    let words = DecisionWords::of(page.language);
    let rounded = |value: f64| format!("{value:.4}");
    let or_undefined =
        |value: Option<f64>| value.map_or_else(|| words.undefined.to_owned(), rounded);
    let values = [
        or_undefined(agreement.tau_a),
        or_undefined(agreement.tau_b),
        or_undefined(agreement.spearman),
        or_undefined(agreement.weighted_spearman),
        or_undefined(agreement.ws),
        rounded(agreement.rbo),
        agreement.kemeny.to_string(),
        rounded(agreement.drastic_ws),
    ];
    let mut figures = table::with_head(page, [words.figure, words.value]);
    for (name, value) in words.figures.iter().zip(values) {
        figures.add_row([Cell::new(name), number(&value)]);
    }
    let mut borda = table::with_head(page, ["Borda", words.item, words.points]);
    let mut items: Vec<_> = agreement.borda.iter().collect();
    items.sort_by_key(|item| item.rank);
    for item in items {
        let (rank, points) = (item.rank.to_string(), item.points.to_string());
        borda.add_row([number(&rank), Cell::new(&item.name), number(&points)]);
    }
    let head =
        fill(words.compared, &[("items", &agreement.items.to_string()), ("reference", reference)]);
    let mut lines = vec![page.bold(&wrap(&head, page.width, "", "  "))];
    lines.extend(table::lines(figures, 2));
    lines.push(String::new());
    lines.extend(table::lines(borda, 2));
    lines.join("\n")
}

/// The figures; `null` where one is not defined. Numbers are not rounded.
#[derive(Debug, Serialize)]
struct AgreementDocument<'a> {
    items: usize,
    tau_a: Option<f64>,
    tau_b: Option<f64>,
    spearman: Option<f64>,
    weighted_spearman: Option<f64>,
    ws: Option<f64>,
    rbo: f64,
    kemeny: u64,
    drastic_ws: f64,
    borda: Vec<BordaDocument<'a>>,
}

#[derive(Debug, Serialize)]
struct BordaDocument<'a> {
    name: &'a str,
    points: f64,
    rank: usize,
}

impl<'a> From<&'a Agreement> for AgreementDocument<'a> {
    fn from(agreement: &'a Agreement) -> AgreementDocument<'a> {
        let items = agreement.borda.iter();
        let borda = items.map(|item| BordaDocument {
            name: &item.name,
            points: item.points,
            rank: item.rank,
        });
        AgreementDocument {
            items: agreement.items,
            tau_a: agreement.tau_a,
            tau_b: agreement.tau_b,
            spearman: agreement.spearman,
            weighted_spearman: agreement.weighted_spearman,
            ws: agreement.ws,
            rbo: agreement.rbo,
            kemeny: agreement.kemeny,
            drastic_ws: agreement.drastic_ws,
            borda: borda.collect(),
        }
    }
}
