use std::io::{self, BufWriter, Write};

use anyhow::Context as _;
use jiff::civil::Date;
use serde::Serialize;

use super::{
    context::{Context, today},
    failure::Outcome,
    remote::Part,
    value,
};
use crate::{
    domain::{
        criterion::Utility,
        id::{ProjectId, RegionId},
        limits::LIMIT_DEFAULT,
        region::Level,
        text::Text,
    },
    service::{
        rank_regions::{Advice, Question, Subject, Wishes},
        ranking_matrix::{MatrixColumn, RankingMatrix, list_project_ids, ranking_matrix},
        transfer::DocumentKind,
    },
};

/// The flags of `matrix`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// The ids of stored projects; all of them by default
    #[arg(value_name = "PROJECT")]
    projects: Vec<String>,

    /// The level of the regions
    #[arg(long, default_value = "park", value_parser = value::level())]
    level: Level,

    /// What was known on this day; today by default
    #[arg(long, value_name = "DATE", value_parser = value::day)]
    as_of: Option<Date>,
}

/// Prints what the ranking of each project is computed from: one JSON document a line.
///
/// # Errors
/// A project is not known, the store is unavailable.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let named: Result<Vec<ProjectId>, _> =
        arguments.projects.iter().map(|id| ProjectId::parse(id)).collect();
    let mut projects = named?;
    let mut parts = [DocumentKind::Regions, DocumentKind::Outcomes].map(Part::Kind).to_vec();
    if projects.is_empty() {
        parts.push(Part::Kind(DocumentKind::Projects));
    } else {
        parts.extend(projects.iter().cloned().map(Part::Project));
    }
    let opened = context.open_or_copy(&parts).await?;
    let app = &opened.app;
    if projects.is_empty() {
        projects = list_project_ids(app).await?;
    }
    let as_of = arguments.as_of.unwrap_or_else(today);
    let mut output = BufWriter::new(io::stdout().lock());
    for project in projects {
        let question = Question {
            subject: Subject::Stored(project),
            wishes: Wishes::default(),
            level: arguments.level,
            limit: LIMIT_DEFAULT,
            as_of,
            excluded_links: Vec::new(),
            advice: Advice::Omitted,
        };
        let matrix = ranking_matrix(app, question).await?;
        let document = MatrixDocument::of(&matrix, !opened.is_copy());
        let line = serde_json::to_vec(&document);
        output.write_all(&line.context("the matrix as JSON")?)?;
        output.write_all(b"\n")?;
    }
    output.flush()?;
    Ok(Outcome::Done)
}

/// What a ranking is computed from. All lists of candidates are in the order of `regions`.
#[derive(Debug, Serialize)]
struct MatrixDocument<'a> {
    /// Version of this document's form; 1.
    schema: u32,
    project: &'a str,
    /// What the reader should mind; absent where there is nothing.
    #[serde(skip_serializing_if = "<[Text]>::is_empty")]
    warnings: &'a [Text],
    /// Absent where a copy of a server's documents was computed from.
    #[serde(skip_serializing_if = "Option::is_none")]
    generation: Option<u64>,
    definition: &'a str,
    as_of: String,
    level: Level,
    /// The ids of the candidates.
    regions: Vec<&'a str>,
    /// 1 where a gate refuses the candidate, else 0.
    refused: Vec<u8>,
    columns: Vec<ColumnDocument<'a>>,
}

/// A criterion that has a weight.
#[derive(Debug, Serialize)]
struct ColumnDocument<'a> {
    criterion: &'static str,
    /// In millionths; all weights sum to 1,000,000.
    weight: i64,
    /// The utility where the measure is unknown.
    median: Option<f64>,
    /// 0 to 1, each in the fewest digits that are read back as the same number.
    utilities: &'a [f64],
    /// 1 where the measure is known, else 0.
    known: Vec<u8>,
}

impl<'a> MatrixDocument<'a> {
    fn of(ranking: &'a RankingMatrix, is_dated: bool) -> MatrixDocument<'a> {
        let matrix = &ranking.matrix;
        MatrixDocument {
            schema: 1,
            project: ranking.project.as_str(),
            warnings: &ranking.warnings,
            generation: is_dated.then_some(ranking.generation),
            definition: &ranking.definition,
            as_of: ranking.as_of.to_string(),
            level: ranking.level,
            regions: matrix.regions.iter().map(RegionId::as_str).collect(),
            refused: matrix.refused.iter().map(|refused| u8::from(*refused)).collect(),
            columns: matrix.columns.iter().map(ColumnDocument::from).collect(),
        }
    }
}

impl<'a> From<&'a MatrixColumn> for ColumnDocument<'a> {
    fn from(column: &'a MatrixColumn) -> ColumnDocument<'a> {
        ColumnDocument {
            criterion: column.criterion.as_str(),
            weight: column.weight.get(),
            median: column.median.map(Utility::get),
            utilities: &column.utilities,
            known: column.known.iter().map(|known| u8::from(bool::from(*known))).collect(),
        }
    }
}
