use std::{fs, path::PathBuf};

use anyhow::Context as _;

use super::{
    context::Context,
    entry_words::EntryWords,
    evaluate_entry::{joined, rounded},
    failure::Outcome,
    fit_coding,
    output::{Page, print},
    panel_arguments::{PanelArguments, while_learning},
    table::{self, number},
    words::fill,
};
use crate::service::fit_entry::{EntryFile, Figures, fit_entry};

/// The flags of `fit`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// What to fit.
    #[command(subcommand)]
    what: What,
}

/// What is fitted.
#[derive(Debug, Clone, clap::Subcommand)]
enum What {
    /// Learn from a panel which industries a region enters, and keep the model in a file
    Entry(EntryArguments),
    /// Learn from the entries of an index how to code text, and write the files of the definition
    Coding(fit_coding::Arguments),
}

/// The flags of `fit entry`.
#[derive(Debug, Clone, clap::Args)]
struct EntryArguments {
    #[command(flatten)]
    panel: PanelArguments,

    /// The file to write: JSON, with what it was fitted on
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Fits the model, writes it and prints what it weighs.
///
/// # Errors
/// A panel that cannot be read or learned from; a file that cannot be written.
pub(super) fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let EntryArguments { panel, out } = match arguments.what {
        What::Entry(arguments) => arguments,
        What::Coding(arguments) => return fit_coding::run(&arguments, context),
    };
    let options = panel.options()?;
    let bytes = panel.read()?;
    let (file, figures) = while_learning(|| fit_entry(&bytes, &options))?;
    let text = file.text();
    fs::write(&out, &text).with_context(|| format!("`{}`", out.display()))?;
    let page = context.page("");
    let words = EntryWords::of(page.language);
    let name = format!("`{}`", out.display());
    let written = fill(words.written, &[("file", &name), ("bytes", &text.len().to_string())]);
    print(&format!("{}\n{written}\n", summary(&file, &figures, &page)))?;
    Ok(Outcome::Done)
}

fn summary(file: &EntryFile, figures: &Figures, page: &Page) -> String {
    let words = EntryWords::of(page.language);
    let fitted = fill(
        words.fitted,
        &[
            ("entries", &file.entries.to_string()),
            ("candidates", &file.candidates.to_string()),
            ("fit", &joined(file.fit)),
            ("regions", &file.regions.to_string()),
            ("industries", &file.industries.len().to_string()),
        ],
    );
    let validated = fill(
        words.validated,
        &[
            ("auc", &rounded(figures.auc.estimate)),
            ("low", &rounded(figures.auc.low)),
            ("high", &rounded(figures.auc.high)),
            ("precision", &figures.precision_at_10.map_or_else(|| "-".to_owned(), rounded)),
        ],
    );
    let mut table = table::with_head(page, words.columns);
    for (feature, coefficient) in file.features.iter().zip(&file.model.regression.coefficients) {
        let weight = file.model.calibration.slope * coefficient;
        table.add_row([
            comfy_table::Cell::new(&feature.id),
            number(&format!("{weight:+.3}")),
            comfy_table::Cell::new(&feature.meaning),
        ]);
    }
    let mut lines = vec![page.bold(&fitted)];
    lines.extend(table::lines(table, 2));
    lines.push(validated);
    lines.join("\n")
}
