//! The command line: flags in, use cases, words and tables out.

/// The flags that every command shares.
pub mod config;
/// Exit codes and how an error is printed.
mod failure;
/// What a command has at hand: the configuration, the page and the way to the application.
mod context;
/// A server in place of the documents on this machine.
mod remote;
/// Standard output and files, and pipes that close early.
mod output;
/// Files under the name that they have until they are whole.
mod part;
/// Numbers with units.
mod quantity;
/// Readers of flag values.
mod value;
/// Documents as the API prints them.
mod json;
/// `match`: the flags that correct or add to what is understood.
mod wishes;
/// `match`.
mod rank_regions;
/// `reverse`.
mod rank_projects;
/// `memo`.
mod memo;
/// `policy`.
mod policy_stack;
/// `compare`.
mod compare_regions;
/// `similar`.
mod similar;
/// `presets`.
mod presets;
/// `search`.
mod search_documents;
/// `code`.
mod code_text;
/// `import`.
mod import_documents;
/// `export`.
mod export_documents;
/// `matrix`.
mod ranking_matrix;
/// `history`.
mod history;
/// `outcomes`.
mod outcomes;
/// `rerank`.
mod rerank;
/// `diff`.
mod diff;
/// `generate`.
mod generate;
/// `serve`.
mod serve;
/// `work`.
mod work;
/// `alerts`.
mod alerts;
/// How saved searches and alerts are printed.
mod alert_sheet;
/// The words of saved searches and alerts.
mod alert_words;
/// The flags that say whom alerts may be posted to.
mod receivers;
/// `audit`.
mod audit;
/// `keys`.
mod keys;
/// The words of keys.
mod key_words;
/// `evaluate`.
mod evaluate_ranking;
/// `evaluate entry`.
mod evaluate_entry;
/// `fit`.
mod fit_entry;
/// The flags of panels.
mod panel_arguments;
/// The words of the model of entry.
mod entry_words;
/// `evaluate siting`.
mod evaluate_siting;
/// `evaluate coding`.
mod evaluate_coding;
/// `fit coding`.
mod fit_coding;
/// `decide`.
mod decide;
/// `weigh`.
mod weigh;
/// `agree`.
mod agree;
/// `allocate`.
mod allocate;
/// How a preference is written on the command line.
mod preference_value;
/// The words of `decide`, `weigh` and `agree`.
mod decision_words;
/// `doctor`.
mod doctor;
/// `backup`.
mod backup;
/// `restore`.
mod restore;
/// The words of `doctor`, `backup` and `restore`.
mod care_words;
/// `completions`.
mod completions;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

use clap::{
    ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand, error::ErrorKind,
    parser::ValueSource,
};

use crate::text::{labels, table, words, wrap};

pub use config::Config;
use context::Context;
use failure::Outcome;

/// What `--help` says about exit codes.
const EXIT_CODES: &str = "Exit codes:
  0  done
  1  an error, such as an unknown identifier or a file that cannot be read
  2  a usage error, or input of which some or all was refused
  3  another process holds the data directory
  4  the data directory, the store, the search or the server is unavailable
  5  `doctor` found something that should be looked after, or a backup holds damaged documents
  6  `doctor` found something that does not work";

/// Ranks the regions where an incubated project can industrialise, with reasons that add up
#[derive(Debug, Parser)]
#[command(name = "hinterland", version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Cli {
    /// The flags that every command shares.
    #[command(flatten)]
    pub config: Config,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Rank regions for a project given in words, as a profile or by its identifier
    Match(Box<rank_regions::Arguments>),
    /// Rank the stored projects for a region, from both sides
    Reverse(rank_projects::Arguments),
    /// Put two to six regions side by side for a project, and say what decides between them
    Compare(Box<compare_regions::Arguments>),
    /// Write the ranking as a paper for a board: HTML that prints on A4
    Memo(Box<memo::Arguments>),
    /// Add up the support instruments of a region for a project, like an invoice
    Policy(Box<policy_stack::Arguments>),
    /// Find the regions that are most like a region, or the projects most like a project
    Similar(similar::Arguments),
    /// List the weight presets, one for every kind of user
    Presets(presets::Arguments),
    /// Search regions, projects and industries
    Search(Box<search_documents::Arguments>),
    /// Name the industries of a text
    Code(code_text::Arguments),
    /// Load regions, projects, outcomes or commitments from JSON, NDJSON or CSV
    Import(import_documents::Arguments),
    /// Write all regions, projects, outcomes or commitments as JSON, NDJSON or CSV
    Export(export_documents::Arguments),
    /// Write what rankings are computed from as numbers, for another program to add up again
    Matrix(ranking_matrix::Arguments),
    /// Show the changes of a region, project, outcome or commitment
    History(history::Arguments),
    /// Show how many projects landed in a region, how long it took and who kept a promise
    Outcomes(outcomes::Arguments),
    /// Rank regions for many projects: NDJSON, CSV or Parquet in and out
    Rerank(Box<rerank::Arguments>),
    /// Say what changed between two runs of `rerank`, and because of what
    Diff(diff::Arguments),
    /// Draw projects or parks of no real place, to try out how much a machine can do
    Generate(generate::Arguments),
    /// Answer over HTTP until interrupted
    Serve(serve::Arguments),
    /// Rank chunks of the jobs of a server and tell alerts, until interrupted
    Work(work::Arguments),
    /// Save searches, be told when their first regions are others, and see what was told
    Alerts(Box<alerts::Arguments>),
    /// Make, list, revoke and rotate the keys that open a server
    Keys(keys::Arguments),
    /// Print who changed and who saw what
    Audit(audit::Arguments),
    /// Measure the ranking and the models against what really happened
    Evaluate(Box<evaluate_ranking::Arguments>),
    /// Learn a model from what happened and keep it in a file
    Fit(Box<fit_entry::Arguments>),
    /// Judge the alternatives of a table of your own by a method of your choice
    Decide(decide::Arguments),
    /// Weigh criteria by comparisons in pairs, points, swings or what a table suggests
    Weigh(weigh::Arguments),
    /// Measure how far two rankings agree
    Agree(agree::Arguments),
    /// Match applicants and places so that no two would rather have each other
    Allocate(allocate::Arguments),
    /// Look after the data directory, the database and the machine, and say what to do
    Doctor(doctor::Arguments),
    /// Write everything that stands in the store into one file, also beside a running server
    Backup(backup::Arguments),
    /// Fill a new data directory, or an empty PostgreSQL database, from a backup
    Restore(restore::Arguments),
    /// Print a completion script for a shell
    Completions(completions::Arguments),
}

/// Reads the program's arguments; help, version and usage errors end the program.
pub fn parse() -> Cli {
    let matches = Cli::command().get_matches();
    let read = Cli::from_arg_matches(&matches).and_then(|cli| settle_place(cli, &matches));
    read.unwrap_or_else(|error| error.format(&mut Cli::command()).exit())
}

/// Either a server is asked or the documents of this machine: what the command line names goes before
/// what the environment names, and both in one place are refused.
fn settle_place(mut cli: Cli, matches: &ArgMatches) -> Result<Cli, clap::Error> {
    let mut leaf = matches;
    while let Some((_, below)) = leaf.subcommand() {
        leaf = below;
    }
    let rank = |name| match leaf.value_source(name) {
        Some(ValueSource::CommandLine) => 2,
        Some(ValueSource::EnvVariable) => 1,
        _ => 0,
    };
    let here = ["data_dir", "database_url", "database_url_file"].map(rank);
    let here = here.into_iter().max().unwrap_or(0);
    match rank("server") {
        0 => {}
        there if there == here => {
            let message = "`--server` asks a server, `--data-dir`, `--database-url` and \
                           `--database-url-file` name documents here: give one of both";
            return Err(clap::Error::raw(ErrorKind::ArgumentConflict, message));
        }
        there if there < here => cli.config.server = None,
        _ => {}
    }
    Ok(cli)
}

/// Carries out the command and returns the exit code; errors are printed, a reader that closes
/// the pipe is not an error.
pub fn run(cli: Cli) -> ExitCode {
    let result = context::runtime().and_then(|runtime| {
        let context = Context::new(cli.config)?;
        context.check_reach(&cli.command)?;
        runtime.block_on(dispatch(cli.command, &context))
    });
    failure::exit_code(result)
}

async fn dispatch(command: Command, context: &Context) -> anyhow::Result<Outcome> {
    match command {
        Command::Match(arguments) => rank_regions::run(*arguments, context).await,
        Command::Reverse(arguments) => rank_projects::run(arguments, context).await,
        Command::Compare(arguments) => compare_regions::run(*arguments, context).await,
        Command::Memo(arguments) => Box::pin(memo::run(*arguments, context)).await,
        Command::Policy(arguments) => policy_stack::run(*arguments, context).await,
        Command::Similar(arguments) => similar::run(arguments, context).await,
        Command::Presets(arguments) => presets::run(arguments, context).await,
        Command::Search(arguments) => search_documents::run(*arguments, context).await,
        Command::Code(arguments) => code_text::run(arguments, context).await,
        Command::Import(arguments) => import_documents::run(arguments, context).await,
        Command::Export(arguments) => export_documents::run(arguments, context).await,
        Command::Matrix(arguments) => ranking_matrix::run(arguments, context).await,
        Command::History(arguments) => history::run(arguments, context).await,
        Command::Outcomes(arguments) => outcomes::run(arguments, context).await,
        Command::Diff(arguments) => diff::run(arguments, context).await,
        Command::Rerank(arguments) => Box::pin(rerank::run(*arguments, context)).await,
        Command::Generate(arguments) => generate::run(arguments, context).await,
        Command::Serve(arguments) => serve::run(arguments, context).await,
        Command::Work(arguments) => work::run(arguments, context).await,
        Command::Alerts(arguments) => Box::pin(alerts::run(*arguments, context)).await,
        Command::Audit(arguments) => audit::run(arguments, context).await,
        Command::Keys(arguments) => keys::run(arguments, context).await,
        Command::Evaluate(arguments) => evaluate_ranking::run(*arguments, context).await,
        Command::Fit(arguments) => fit_entry::run(*arguments, context),
        Command::Decide(arguments) => decide::run(&arguments, context),
        Command::Weigh(arguments) => weigh::run(arguments, context).await,
        Command::Agree(arguments) => agree::run(&arguments, context),
        Command::Allocate(arguments) => allocate::run(arguments, context).await,
        Command::Doctor(arguments) => doctor::run(arguments, context).await,
        Command::Backup(arguments) => backup::run(arguments, context).await,
        Command::Restore(arguments) => restore::run(arguments, context).await,
        Command::Completions(arguments) => completions::run(&arguments),
    }
}
