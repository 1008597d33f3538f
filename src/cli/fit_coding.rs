use std::{fs, path::PathBuf};

use anyhow::Context as _;

use super::{
    context::Context,
    evaluate_ranking::read_text,
    failure::Outcome,
    output::print,
    words::{Words, fill},
};
use crate::service::fit_coding::{CodingFit, fit_coding};

/// The flags of `fit coding`.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Arguments {
    /// The classification
    #[arg(long, value_name = "SYSTEM", value_parser = ["naics2017"])]
    system: String,

    /// Entries as CSV: a code and a phrase in each line
    #[arg(long, value_name = "FILE")]
    cases: PathBuf,

    /// Descriptions as CSV: the code first, the description last; those of the definition by default
    #[arg(long, value_name = "FILE")]
    descriptions: Option<PathBuf>,

    /// The folder that holds `index/`
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
}

/// Learns and writes the files; the program must be built again to use them.
///
/// # Errors
/// A table that cannot be read or learned from, a file that cannot be written.
pub(super) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let page = context.page("");
    let cases = read_text(&arguments.cases)?;
    let descriptions = arguments.descriptions.as_deref().map(read_text).transpose()?;
    let CodingFit { files, cases, left_out } = fit_coding(&cases, descriptions.as_deref())?;
    for (path, text) in &files {
        let path = arguments.out.join(path);
        fs::write(&path, text).with_context(|| format!("`{}`", path.display()))?;
    }
    let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    let counts = [cases.to_string(), left_out.to_string()];
    let values = [
        ("cases", counts[0].as_str()),
        ("left_out", counts[1].as_str()),
        ("files", &paths.join(", ")),
    ];
    print(&(fill(Words::of(page.language).coding_fitted, &values) + "\n"))?;
    Ok(Outcome::Done)
}
