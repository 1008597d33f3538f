//! What a candidate costs per year, as it is told: line by line beside the host city, each figure
//! with where it was published.

use std::sync::Arc;

pub use crate::landing::cost::{Basis, CostKind, Line, ShareEstimate};
use crate::{
    domain::{
        cost::Estimate,
        figure::{Method, Source},
        id::RegionId,
        money::{Fen, FenEstimate},
        needs::Premises,
    },
    landing::cost::{AnnualCost, Comparison, CostFigure, CostLine},
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
    /// The figures behind the host city's amount; all candidates share them.
    pub host_figures: Arc<[FigureStatement]>,
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

/// What staying in the host city costs, as it is told beside every candidate.
pub(super) struct HostStatement<'a> {
    cost: AnnualCost<'a>,
    figures: Vec<(Line, Arc<[FigureStatement]>)>,
}

impl<'a> HostStatement<'a> {
    /// States the figures of the host city once.
    pub(super) fn new(cost: AnnualCost<'a>) -> HostStatement<'a> {
        let lines = cost.lines.iter().chain(&cost.alternative);
        let figures = lines.map(|line| (line.line, figures(line).collect())).collect();
        HostStatement { cost, figures }
    }

    fn figures(&self, line: Line) -> Option<Arc<[FigureStatement]>> {
        let found = self.figures.iter().find(|(known, _)| *known == line)?;
        Some(found.1.clone())
    }
}

/// Puts the cost of a candidate beside that of the host city.
pub(super) fn state(
    candidate: &AnnualCost<'_>,
    host: Option<&HostStatement<'_>>,
    comparison: Option<&Comparison>,
) -> CostStatement {
    let lines = match comparison {
        Some(comparison) => comparison
            .lines
            .iter()
            .map(|compared| StatementLine {
                host: compared.host,
                candidate: compared.candidate,
                saving: compared.saving,
                possible: compared.possible,
                ..line(compared.line, candidate.line(compared.line), host)
            })
            .collect(),
        None => candidate.lines.iter().map(|known| line(known.line, Some(known), None)).collect(),
    };
    CostStatement {
        premises: comparison.map_or(candidate.premises, |compared| compared.candidate_premises),
        host_premises: comparison.map(|compared| compared.host_premises),
        lines,
        total: candidate.total(),
        host_total: host.and_then(|host| host.cost.total()),
        saving: comparison.and_then(Comparison::saving),
        saving_share: comparison.and_then(Comparison::saving_share),
    }
}

fn line(
    line: Line,
    candidate: Option<&CostLine<'_>>,
    host: Option<&HostStatement<'_>>,
) -> StatementLine {
    let of_host = host.and_then(|host| host.cost.line(line));
    let missing =
        |line: Option<&CostLine<'_>>| line.map(|line| line.missing.clone()).unwrap_or_default();
    StatementLine {
        line,
        candidate: candidate.and_then(|line| line.amount),
        host: of_host.and_then(|line| line.amount),
        saving: None,
        possible: None,
        figures: candidate.into_iter().flat_map(figures).collect(),
        missing: missing(candidate),
        host_figures: host.and_then(|host| host.figures(line)).unwrap_or_default(),
        host_missing: missing(of_host),
    }
}

fn figures<'a>(line: &'a CostLine<'_>) -> impl Iterator<Item = FigureStatement> + 'a {
    line.figures.iter().map(FigureStatement::from)
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
