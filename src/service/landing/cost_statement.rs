//! What a candidate costs per year, as it is told: line by line beside the host city, each figure
//! with where it was published.

pub use crate::landing::cost::{Basis, ShareEstimate};
use crate::{
    domain::{
        cost::Estimate,
        figure::{Method, Source},
        id::RegionId,
        money::{Fen, FenEstimate},
        needs::Premises,
    },
    landing::cost::{AnnualCost, Comparison, CostFigure, CostKind, CostLine, Line},
};

/// The annual cost of a candidate, and against staying where the project has a host city.
#[derive(Debug, Clone, PartialEq)]
pub struct CostStatement {
    /// Whether land is bought or a workshop rented in the candidate.
    pub premises: Premises,
    /// The same in the host city; `None` without one.
    pub host_premises: Option<Premises>,
    /// The lines that are paid in either place, in the order of [`Line::ALL`].
    pub lines: Vec<StatementLine>,
    /// The sum of the candidate's known lines; `None` if none is known.
    pub total: Option<FenEstimate>,
    /// The same of the host city.
    pub host_total: Option<FenEstimate>,
    /// What is saved per year against staying, over the lines that are known in both places, with
    /// what the others could add or take in its ends; `None` if nothing can be compared.
    pub saving: Option<FenEstimate>,
    /// The saving over what the compared lines cost in the host city.
    pub saving_share: Option<ShareEstimate>,
}

/// One line of the statement.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementLine {
    /// Which line.
    pub line: Line,
    /// Per year in the candidate; `None` if unknown.
    pub candidate: Option<FenEstimate>,
    /// Per year in the host city; `None` if unknown or without a host city.
    pub host: Option<FenEstimate>,
    /// Host less candidate; `None` if either is unknown.
    pub saving: Option<FenEstimate>,
    /// The least and the most that an unknown line could save, where a reference range says so.
    pub possible: Option<(Fen, Fen)>,
    /// The figures behind the candidate's amount, the project's own first.
    pub figures: Vec<FigureStatement>,
    /// The figures that are not known of the candidate.
    pub missing: Vec<CostKind>,
    /// The figures behind the host city's amount.
    pub host_figures: Vec<FigureStatement>,
    /// The figures that are not known of the host city.
    pub host_missing: Vec<CostKind>,
}

/// A figure with all that its reader needs to check it.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureStatement {
    /// What it measures, and with it the unit.
    pub kind: CostKind,
    /// As published or stated.
    pub value: f64,
    /// As it counts: carried to the year of the question, with its doubt.
    pub used: Estimate,
    /// How it came to stand here.
    pub basis: Basis,
    /// When it held, as published; `None` if unknown.
    pub period: Option<String>,
    /// The citation; `None` for the project's and the definition's own.
    pub source: Option<String>,
    /// The region that it was published for; `None` for the project's and the definition's own.
    pub from: Option<RegionId>,
    /// How it was observed; `None` if not said.
    pub method: Option<Method>,
}

/// Puts the cost of a candidate beside that of the host city.
pub(super) fn state(
    candidate: &AnnualCost<'_>,
    host: Option<&AnnualCost<'_>>,
    comparison: Option<&Comparison>,
) -> CostStatement {
    let lines = match comparison {
        Some(comparison) => comparison
            .lines
            .iter()
            .map(|compared| {
                let of_host = host.and_then(|host| host.line(compared.line));
                StatementLine {
                    host: compared.host,
                    candidate: compared.candidate,
                    saving: compared.saving,
                    possible: compared.possible,
                    ..line(compared.line, candidate.line(compared.line), of_host)
                }
            })
            .collect(),
        None => candidate.lines.iter().map(|known| line(known.line, Some(known), None)).collect(),
    };
    CostStatement {
        premises: comparison.map_or(candidate.premises, |compared| compared.candidate_premises),
        host_premises: comparison.map(|compared| compared.host_premises),
        lines,
        total: candidate.total(),
        host_total: host.and_then(AnnualCost::total),
        saving: comparison.and_then(Comparison::saving),
        saving_share: comparison.and_then(Comparison::saving_share),
    }
}

fn line(
    line: Line,
    candidate: Option<&CostLine<'_>>,
    host: Option<&CostLine<'_>>,
) -> StatementLine {
    let figures = |line: Option<&CostLine<'_>>| {
        line.into_iter().flat_map(|line| &line.figures).map(FigureStatement::from).collect()
    };
    let missing =
        |line: Option<&CostLine<'_>>| line.map(|line| line.missing.clone()).unwrap_or_default();
    StatementLine {
        line,
        candidate: candidate.and_then(|line| line.amount),
        host: host.and_then(|line| line.amount),
        saving: None,
        possible: None,
        figures: figures(candidate),
        missing: missing(candidate),
        host_figures: figures(host),
        host_missing: missing(host),
    }
}

impl From<&CostFigure<'_>> for FigureStatement {
    fn from(figure: &CostFigure<'_>) -> FigureStatement {
        FigureStatement {
            kind: figure.kind,
            value: figure.value,
            used: figure.used,
            basis: figure.basis,
            period: figure.period.map(|period| period.as_str().to_owned()),
            source: figure.source.map(Source::citation),
            from: figure.from.cloned(),
            method: figure.method,
        }
    }
}
