use comfy_table::Cell;

use super::{Detail, INDENT};
use crate::{
    domain::{
        money::{Fen, FenEstimate},
        text::Language,
    },
    service::landing::{
        cost_statement::{Basis, CostKind, FigureStatement, StatementLine},
        line_name,
        money_words::in_table,
    },
    text::{
        cost_words,
        table::{self, number},
        words::fill,
    },
};

impl Detail<'_> {
    /// Line by line beside the host city, then the figures with their origin, then what is unknown.
    pub(super) fn cost(&self) -> Vec<String> {
        let cost = &self.advice.cost;
        let mut lines = vec![String::new(), self.title_with_unit(self.words.cost)];
        let is_paid = |amount: Option<FenEstimate>| {
            amount.is_some_and(|amount| amount != FenEstimate::exact(Fen::ZERO))
        };
        let is_told = |line: &&StatementLine| {
            is_paid(line.candidate) || is_paid(line.host) || line.possible.is_some()
        };
        let told: Vec<&StatementLine> = cost.lines.iter().filter(is_told).collect();
        if told.is_empty() {
            lines.push(self.line(self.words.no_cost));
        } else {
            lines.extend(self.cost_table(&told));
        }
        let figures: Vec<String> = cost.lines.iter().flat_map(|line| self.figures(line)).collect();
        if !figures.is_empty() {
            lines.push(self.line(self.words.figures));
            lines.extend(figures);
            lines.push(self.note(self.words.rates));
        }
        lines
    }

    fn cost_table(&self, told: &[&StatementLine]) -> Vec<String> {
        let cost = &self.advice.cost;
        let words = self.words;
        let head = [words.line, words.host, words.here, words.saving];
        let has_host = cost.host_premises.is_some();
        let shown = |cells: [Cell; 4]| {
            let [line, host, here, saving] = cells;
            if has_host { vec![line, host, here, saving] } else { vec![line, here] }
        };
        let head = if has_host { head.to_vec() } else { vec![words.line, words.here] };
        let mut table = table::with_head(&self.page, head);
        for line in told {
            let name = line_name(line.line, self.page.language);
            table.add_row(shown([
                Cell::new(name),
                self.amount(line.host),
                self.amount(line.candidate),
                self.saving(line),
            ]));
        }
        table.add_row(shown([
            Cell::new(words.known_total),
            self.amount(cost.host_total),
            self.amount(cost.total),
            Cell::new(""),
        ]));
        if has_host {
            let blank = || Cell::new("");
            let row = [Cell::new(words.compared), blank(), blank(), self.amount(cost.saving)];
            table.add_row(row);
        }
        table::lines(table, 2).map(|line| format!("{INDENT}{line}")).collect()
    }

    fn amount(&self, amount: Option<FenEstimate>) -> Cell {
        match amount {
            Some(amount) => number(&in_table(amount, self.page.language)),
            None => number(self.words.unknown),
        }
    }

    /// The saving, or between which ends an unknown one lies.
    fn saving(&self, line: &StatementLine) -> Cell {
        let Some((low, high)) = line.possible.filter(|_| line.saving.is_none()) else {
            return self.amount(line.saving);
        };
        let [low, high] =
            [low, high].map(|end| in_table(FenEstimate::exact(end), self.page.language));
        number(&match self.page.language {
            Language::Zh => format!("{}({low}至{high})", self.words.unknown),
            Language::En => format!("{} ({low} to {high})", self.words.unknown),
        })
    }

    /// The figures behind a line, here and in the host city, and those that are missing.
    fn figures(&self, line: &StatementLine) -> Vec<String> {
        let stated = line.figures.iter().filter(|figure| figure.basis == Basis::Stated);
        let mut lines: Vec<String> = stated.map(|figure| self.figure(line, None, figure)).collect();
        let places =
            [(self.words.here, &line.figures[..]), (self.words.host, &line.host_figures[..])];
        for (place, figures) in places {
            let published = figures.iter().filter(|figure| figure.from.is_some());
            lines.extend(published.map(|figure| self.figure(line, Some(place), figure)));
        }
        let lacks = |missing: &[CostKind], kind: &CostKind| missing.contains(kind);
        let (here, host) = (&line.missing, &line.host_missing);
        let both: Vec<CostKind> = here.iter().copied().filter(|kind| lacks(host, kind)).collect();
        let here: Vec<CostKind> = here.iter().copied().filter(|kind| !lacks(&both, kind)).collect();
        let host: Vec<CostKind> = host.iter().copied().filter(|kind| !lacks(&both, kind)).collect();
        let places = [(None, both), (Some(self.words.here), here), (Some(self.words.host), host)];
        let missing = places.into_iter().filter(|(_, missing)| !missing.is_empty());
        lines.extend(missing.map(|(place, missing)| self.missing(line, place, &missing)));
        lines
    }

    fn figure(
        &self,
        line: &StatementLine,
        place: Option<&str>,
        figure: &FigureStatement,
    ) -> String {
        let language = self.page.language;
        let unit = figure.kind.unit();
        let place = place.map(|place| format!("{}{place}", self.words.comma)).unwrap_or_default();
        let mut text = format!(
            "{}{place}{}{} {}",
            line_name(line.line, language),
            self.words.colon,
            cost_words::kind(figure.kind, language),
            cost_words::value(figure.value, unit, language)
        );
        let ends = [figure.used.low, figure.used.high, figure.value];
        let [low, high, value] = ends.map(|end| cost_words::bare(end, unit));
        if low != high {
            let counts = fill(self.words.counts_between, &[("low", &low), ("high", &high)]);
            text = format!("{text}{}{counts}", self.words.comma);
        } else if low != value {
            let counts = fill(self.words.counts_as, &[("value", &low)]);
            text = format!("{text}{}{counts}", self.words.comma);
        }
        let basis = cost_words::basis(figure.basis, language);
        let title = figure.source.as_deref();
        let title = title.map(|source| source.split(" <").next().unwrap_or(source).to_owned());
        let from = figure.from.as_ref().map(|from| self.region(from));
        let basis = Some(basis.to_owned()).filter(|basis| !basis.is_empty());
        let origin: Vec<String> =
            [from, figure.period.clone(), basis, title].into_iter().flatten().collect();
        self.note(&format!("{text} [{}]", origin.join(self.words.comma)))
    }

    fn missing(&self, line: &StatementLine, place: Option<&str>, missing: &[CostKind]) -> String {
        let (language, words) = (self.page.language, self.words);
        let kinds = missing.iter().map(|kind| cost_words::kind(*kind, language));
        let kinds = kinds.collect::<Vec<&str>>().join(words.between);
        let parts = [Some(line_name(line.line, language)), place, Some(words.unknown)];
        let head = parts.into_iter().flatten().collect::<Vec<&str>>().join(words.comma);
        self.note(&format!("{head}{}{kinds}", words.colon))
    }
}
