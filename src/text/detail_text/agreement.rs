use comfy_table::Cell;

use super::{Detail, INDENT};
use crate::{
    domain::{
        link::EnclaveMode,
        money::{Fen, FenEstimate},
    },
    service::landing::{
        landings_sentence, mode_words,
        modes::{ModeAdvice, Placement, QuadrantAdvice},
        money_words::{self, in_table, percent},
        share_words,
    },
    text::{
        table::{self, number},
        words::fill,
    },
};

impl Detail<'_> {
    /// One row per mode, and under the table what decides each of them.
    pub(super) fn modes(&self) -> Vec<String> {
        let Some(advice) = &self.advice.modes else { return Vec::new() };
        let years = format!("{}", (advice.plan.years() * 10.0).round() / 10.0);
        let mut lines =
            vec![String::new(), self.title(&fill(self.words.modes, &[("years", &years)]))];
        lines.extend(self.mode_table(advice));
        lines.extend(self.deciding_facts(advice));
        lines
    }

    /// What decides the modes; modes that the same decides stand in one line.
    fn deciding_facts(&self, advice: &ModeAdvice) -> Vec<String> {
        let (language, words) = (self.page.language, self.words);
        let mut told: Vec<(String, Vec<&str>)> = Vec::new();
        for option in &advice.modes.options {
            let decides = match option.status.as_str() {
                "open" => words.open,
                "closed" => words.closed,
                _ => words.to_confirm,
            };
            let facts = mode_words::decided_by(option, language);
            let facts = format!("{decides}{}{facts}", words.colon);
            let name = mode_words::mode_name(option.mode, language);
            match told.iter_mut().find(|(known, _)| *known == facts) {
                Some((_, names)) => names.push(name),
                None => told.push((facts, vec![name])),
            }
        }
        let said = told.into_iter().map(|(facts, names)| {
            self.note(&format!("{}{}{facts}", names.join(words.between), words.comma))
        });
        said.collect()
    }

    fn mode_table(&self, advice: &ModeAdvice) -> Vec<String> {
        let language = self.page.language;
        let worth = fill(self.words.worth, &[("unit", money_words::table_unit(language))]);
        let head = [self.words.mode, self.words.status, &worth, ""];
        let mut table = table::with_head(&self.page, head);
        for option in &advice.modes.options {
            let parts = [option.value.cash_flow, option.value.stack];
            // A sum of nothing but policies that pay nothing tells no worth.
            let known = parts.iter().flatten().any(|part| *part != FenEstimate::exact(Fen::ZERO));
            let is_closed = option.status.as_str() == "closed";
            let worth = option.value.known().filter(|_| known);
            let unknown = if is_closed { "" } else { self.words.unknown };
            let worth = worth.filter(|_| !is_closed);
            // Moving outright needs no one else: that it is open recommends nothing.
            let is_recommended =
                advice.modes.recommended == Some(option.mode) && option.mode != EnclaveMode::None;
            table.add_row(vec![
                Cell::new(mode_words::mode_name(option.mode, language)),
                Cell::new(mode_words::status_name(option.status, language)),
                worth.map_or_else(|| number(unknown), |worth| number(&in_table(worth, language))),
                Cell::new(if is_recommended { self.words.recommended } else { "" }),
            ]);
        }
        table::lines(table, 2).map(|line| format!("{INDENT}{line}")).collect()
    }

    /// The four placements as a table, with what would flip the best.
    pub(super) fn quadrant(&self) -> Vec<String> {
        let Some(advice) = &self.advice.quadrant else { return Vec::new() };
        let mut lines = vec![String::new(), self.title_with_unit(self.words.quadrant)];
        let split = placement_value(advice, Placement::SPLIT);
        if split.is_none() && advice.quadrant.break_even_production.is_none() {
            lines.push(self.line(self.words.quadrant_unknown));
            return lines;
        }
        let head = ["", self.words.production_host, self.words.production_here];
        let mut table = table::with_head(&self.page, head);
        let rows = [
            (self.words.research_host, [Placement::STAY, Placement::SPLIT]),
            (self.words.research_here, [Placement::REVERSED, Placement::MOVE]),
        ];
        for (name, placements) in rows {
            let values = placements.map(|placement| {
                let value = placement_value(advice, placement);
                let value = value.map(|value| in_table(value, self.page.language));
                number(value.as_deref().unwrap_or(self.words.unknown))
            });
            let [in_host, here] = values;
            table.add_row(vec![Cell::new(name), in_host, here]);
        }
        lines.extend(table::lines(table, 2).map(|line| format!("{INDENT}{line}")));
        if advice.quadrant.cells.is_none() {
            lines.push(self.note(self.words.against_staying));
        }
        let sentences = share_words::quadrant_sentences(advice, self.page.language);
        lines.extend(sentences.iter().map(|sentence| self.line(sentence)));
        lines
    }

    /// Between which shares neither side loses, and the published one.
    pub(super) fn tax_share(&self) -> Vec<String> {
        let Some(advice) = &self.advice.modes else { return Vec::new() };
        let mut lines = vec![String::new(), self.title(self.words.tax)];
        if advice.tax_share.is_none() {
            lines.push(self.line(self.words.tax_unknown));
        }
        let sentences = share_words::sentences(advice, self.page.language);
        lines.extend(sentences.iter().map(|sentence| self.line(sentence)));
        lines
    }

    pub(super) fn overbid(&self) -> Vec<String> {
        let sentence = share_words::overbid_sentence(&self.advice.overbid, self.page.language);
        let sentence = sentence.as_deref().unwrap_or(self.words.overbid_unknown);
        vec![String::new(), self.title(self.words.overbid), self.line(sentence)]
    }

    /// How many projects came home over the link with the host city.
    pub(super) fn link(&self) -> Vec<String> {
        let language = self.page.language;
        let mut lines = vec![String::new(), self.title(self.words.link)];
        let Some(link) = &self.advice.link else {
            lines.push(self.line(self.words.no_link));
            return lines;
        };
        if let Some(sentence) = landings_sentence(link, language) {
            lines.push(self.line(&sentence));
            let rate = percent(link.ranking_rate);
            lines.push(self.note(&fill(self.words.ranking_rate, &[("rate", &rate)])));
        } else {
            let other = format!("{}—{}", link.home, link.partner);
            let name = self.page.name(&link.name, &other);
            lines.push(self.line(&fill(self.words.no_record, &[("name", name)])));
        }
        lines
    }
}

/// The value of a placement; without what research earns, against staying.
fn placement_value(advice: &QuadrantAdvice, placement: Placement) -> Option<FenEstimate> {
    let quadrant = &advice.quadrant;
    if let Some(cells) = &quadrant.cells {
        return cells.iter().find(|cell| cell.placement == placement).map(|cell| cell.value);
    }
    match placement {
        Placement::STAY => Some(FenEstimate::exact(Fen::ZERO)),
        Placement::SPLIT => quadrant.split_over_stay,
        _ => None,
    }
}
