use super::figure::{CostFigure, CostKind};
use crate::domain::{
    cost::{Ends, Estimate},
    money::{Fen, FenEstimate},
};

/// A line of the annual cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Line {
    /// Land that is bought, spread over its lease.
    Land,
    /// The workshop that is built on it, spread over its life.
    Building,
    /// A workshop that is rented.
    Workshop,
    /// Wages and the employer's contributions.
    Labour,
    /// Electricity.
    Energy,
    /// Freight in and out.
    Freight,
    /// Journeys between research in the host city and production.
    Separation,
}

impl Line {
    /// All lines, in the order of answers.
    pub const ALL: [Line; 7] = [
        Line::Land,
        Line::Building,
        Line::Workshop,
        Line::Labour,
        Line::Energy,
        Line::Freight,
        Line::Separation,
    ];

    /// The line as it is written in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Line::Land => "land",
            Line::Building => "building",
            Line::Workshop => "workshop",
            Line::Labour => "labour",
            Line::Energy => "energy",
            Line::Freight => "freight",
            Line::Separation => "separation",
        }
    }
}

/// One line in one place.
#[derive(Debug, Clone, PartialEq)]
pub struct CostLine<'a> {
    /// Which line.
    pub line: Line,
    /// Per year; `None` if a figure that it needs is unknown.
    pub amount: Option<FenEstimate>,
    /// The figures behind it, the project's own first.
    pub figures: Vec<CostFigure<'a>>,
    /// The figures that are not known. A line that covers a part of what was asked for (freight out
    /// without freight in) has an amount and still names the rest here.
    pub missing: Vec<CostKind>,
    pub(super) terms: Vec<Term>,
}

/// A quantity times a price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Term {
    /// What the project needs, the same in every place.
    pub(super) quantity: Estimate,
    /// What one of it costs in this place; only the ends count if the price is not known.
    pub(super) price: Estimate,
    pub(super) is_known: bool,
}

impl<'a> CostLine<'a> {
    pub(super) fn new(line: Line) -> CostLine<'a> {
        CostLine { line, amount: None, figures: Vec::new(), missing: Vec::new(), terms: Vec::new() }
    }

    /// A line of which it is sure that it costs nothing.
    pub(super) fn nothing(line: Line) -> CostLine<'a> {
        let mut nothing = CostLine::new(line);
        nothing.add(Estimate::ZERO, Estimate::ZERO);
        nothing.finish()
    }

    /// A figure that is needed; notes its kind if it is unknown.
    pub(super) fn need(
        &mut self,
        kind: CostKind,
        figure: Option<CostFigure<'a>>,
    ) -> Option<CostFigure<'a>> {
        match figure {
            Some(figure) => self.figures.push(figure),
            None => self.missing.push(kind),
        }
        figure
    }

    pub(super) fn add(&mut self, quantity: Estimate, price: Estimate) {
        self.terms.push(Term { quantity, price, is_known: true });
    }

    /// A term whose price is not known but lies between two ends.
    pub(super) fn add_unknown(&mut self, quantity: Estimate, ends: Ends) {
        let price = Estimate { low: ends.low, likely: ends.low, high: ends.high };
        self.terms.push(Term { quantity, price, is_known: false });
    }

    /// Adds up the terms.
    pub(super) fn finish(mut self) -> CostLine<'a> {
        if !self.terms.is_empty() && self.terms.iter().all(|term| term.is_known) {
            self.amount = Some(self.terms.iter().map(Term::amount).sum());
        }
        self
    }
}

impl Term {
    fn amount(&self) -> FenEstimate {
        let Estimate { low, likely, high } = self.quantity * self.price;
        FenEstimate { low: fen(low), likely: fen(likely), high: fen(high) }
    }
}

/// Money of a term; what no project on Earth costs counts as the largest amount.
pub(super) fn fen(yuan: f64) -> Fen {
    let beyond = if yuan < 0.0 { -Fen::MAX } else { Fen::MAX };
    Fen::from_yuan_f64(yuan).unwrap_or(beyond)
}
