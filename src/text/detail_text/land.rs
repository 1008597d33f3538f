use comfy_table::{Cell, Color};

use super::{Detail, INDENT};
use crate::{
    domain::{
        matching::{Gate, GateStatus},
        text::Language,
    },
    service::{
        gate_words::{gate_source, gate_title, in_chinese_units},
        landing::parcel::ParcelOffer,
    },
    text::{
        table::{self, number},
        words::fill,
        wrap::shorten,
    },
};

/// So many columns of what a gate requires and finds are shown in the table.
const QUANTITY_COLUMNS: usize = 38;

impl Detail<'_> {
    /// All conditions between project and region, with what was found and where it was published.
    pub(super) fn gates(&self) -> Vec<String> {
        let gates = &self.ranked.candidate.gates;
        let mut lines = vec![String::new(), self.title(self.words.gates)];
        if gates.is_empty() {
            lines.push(self.line(self.words.no_gates));
            return lines;
        }
        let words = self.words;
        let head = [words.gate, "", words.required, words.found, words.margin];
        let mut table = table::with_head(&self.page, head);
        for gate in gates {
            table.add_row(self.gate(gate));
        }
        lines.extend(table::lines(table, 2).map(|line| format!("{INDENT}{line}")));
        for gate in gates {
            if let Some(source) = gate_source(gate, &self.ranked.region, self.page.language) {
                let title = gate_title(gate.gate, self.page.language);
                lines.push(self.note(&format!("{title}{}{source}", self.words.colon)));
            }
        }
        lines
    }

    fn gate(&self, gate: &Gate) -> Vec<Cell> {
        let quantity = |text: &str| {
            let text = match self.page.language {
                Language::Zh => in_chinese_units(text),
                Language::En => text.to_owned(),
            };
            Cell::new(shorten(&text, QUANTITY_COLUMNS))
        };
        let mark = match gate.status {
            GateStatus::Pass => Cell::new("✓").fg(Color::Green),
            GateStatus::Fail => Cell::new("✗").fg(Color::Red),
            GateStatus::Unknown => Cell::new("?").fg(Color::Yellow),
        };
        let margin = gate.margin.map(|margin| format!("{:+.1} %", margin * 100.0));
        vec![
            Cell::new(gate_title(gate.gate, self.page.language)),
            mark,
            quantity(&gate.required),
            quantity(gate.actual.as_deref().unwrap_or(self.words.unknown)),
            number(&margin.unwrap_or_default()),
        ]
    }

    pub(super) fn parcels(&self) -> Vec<String> {
        let mut lines = vec![String::new(), self.title(self.words.parcels)];
        if self.advice.parcels.is_empty() {
            lines.push(self.line(self.words.no_parcels));
        }
        for offer in &self.advice.parcels {
            lines.push(self.line(&self.parcel(offer)));
            lines.extend(offer.source.as_deref().map(|source| self.note(source)));
        }
        lines
    }

    fn parcel(&self, offer: &ParcelOffer) -> String {
        let quantity = |text: String| match self.page.language {
            Language::Zh => in_chinese_units(&text),
            Language::En => text,
        };
        let parcel = &offer.parcel;
        let price = parcel.price.as_ref().map(|price| quantity(price.display()));
        let price = price.map(|price| fill(self.words.parcel_price, &[("price", &price)]));
        let values = [
            ("id", parcel.id.as_str()),
            ("park", self.page.name(&offer.park_name, offer.park.as_str())),
            ("area", &quantity(parcel.area.display())),
            ("price", &price.unwrap_or_default()),
        ];
        fill(self.words.parcel, &values)
    }
}
