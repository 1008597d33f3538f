use comfy_table::{Attribute, Cell};
use unicode_width::UnicodeWidthStr;

use super::{
    compare_words::CompareWords,
    foot_text, labels,
    page::Page,
    ranking_text::{points_of, range, whereabouts},
    table::{self, number},
    understood_text,
    weight_words::preset_line,
    words::{Words, fill},
    wrap::{shorten, wrap},
};
use crate::{
    domain::{
        matching::{GateStatus, Points},
        money::{Fen, FenEstimate},
        text::{Language, Text},
    },
    service::{
        compare_regions::{Comparison, failed_gates},
        gate_words::gate_title,
        landing::{
            LandingAdvice, cost_statement::StatementLine, enclave_in_view, is_confirmed, line_name,
            mode_name, policies::PolicyStack,
        },
        rank_regions::RankedCandidate,
        rationale::hundredths,
    },
};

/// What stands under a head is set in by this.
const INDENT: &str = "  ";
/// Fen in the unit of the table, 10,000 CNY.
const FEN_PER_UNIT: i64 = 1_000_000;

/// The comparison for a reader: what was understood, who is compared, the figures side by side,
/// what decides between neighbours.
pub(crate) fn render(comparison: &Comparison, page: &Page) -> String {
    let sides = Sides { comparison, page: *page, words: CompareWords::of(page.language) };
    let understood = (comparison.industries.as_slice(), comparison.understood.as_slice());
    let mut parts = vec![understood_text::render(understood, page)];
    parts.extend(page.minded(&comparison.warnings));
    parts.push(sides.regions());
    parts.push(sides.table());
    parts.push(sides.decides());
    parts.extend(sides.mind());
    let stamp = (comparison.as_of, comparison.generation, comparison.definition.as_str());
    let legend = page.dim(&wrap(sides.words.legend, page.width, "", ""));
    let preset = comparison.preset.as_ref().map(|preset| preset_line(preset, page));
    let preset = preset.map(|line| page.dim(&wrap(&line, page.width, "", "  ")));
    let foot = [Some(legend), preset, Some(page.dim(&foot_text::stamp(stamp, page)))];
    parts.push(foot.into_iter().flatten().collect::<Vec<String>>().join("\n"));
    parts.join("\n\n") + "\n"
}

struct Sides<'a> {
    comparison: &'a Comparison,
    page: Page,
    words: &'static CompareWords,
}

/// A label and one entry per region; a head has no entries.
type Row = (String, Vec<String>);

impl Sides<'_> {
    fn candidates(&self) -> &[RankedCandidate] {
        &self.comparison.candidates
    }

    /// One line per region: its number, name, identifier, where it is, what refuses it.
    fn regions(&self) -> String {
        let level = labels::level(self.page.language, self.comparison.level);
        let head = fill(self.words.compared, &[("level", level)]);
        let mut lines = vec![self.page.bold(&head)];
        for ranked in self.candidates() {
            let region = &ranked.region;
            let name = self.page.name(&region.name, region.id.as_str());
            let place = whereabouts(region, self.page.language);
            let mut line = format!("{}  {name} ({})  {place}", ranked.rank, region.id);
            let gates = failed_gates(ranked).into_iter();
            let gates = gates.map(|gate| gate_title(gate, self.page.language));
            let gates = gates.collect::<Vec<String>>().join(Words::of(self.page.language).between);
            if !gates.is_empty() {
                line = format!("{line}  {}", fill(self.words.refused, &[("gates", &gates)]));
            }
            lines.push(wrap(&line, self.page.width, INDENT, "     "));
        }
        lines.join("\n")
    }

    fn table(&self) -> String {
        let mut rows = self.points();
        rows.extend(self.costs());
        rows.extend(self.landing());
        rows.extend(self.gates());
        let labels = rows.iter().map(|(label, _)| label.width() + 2).max().unwrap_or(0);
        let columns = self.page.width.saturating_sub(labels) / self.candidates().len().max(1);
        let ranks: Vec<String> = self.candidates().iter().map(|one| one.rank.to_string()).collect();
        let mut table = table::plain(&self.page);
        table.add_row(cells("", &ranks, columns));
        for (label, entries) in &rows {
            if entries.is_empty() {
                table.add_row([Cell::new(label).add_attribute(Attribute::Bold)]);
            } else {
                table.add_row(cells(&format!("{INDENT}{label}"), entries, columns));
            }
        }
        table::lines(table, 2).collect::<Vec<String>>().join("\n")
    }

    fn points(&self) -> Vec<Row> {
        let words = Words::of(self.page.language);
        let mut rows = vec![(self.words.points.to_owned(), Vec::new())];
        rows.push(self.row(words.total, |one| hundredths(one.candidate.total())));
        rows.push(self.row(words.range, |one| range(one.candidate.bounds())));
        for (criterion, weight) in self.comparison.weights.iter() {
            if Points::ZERO < weight {
                let title = labels::criterion(self.page.language, criterion);
                let points =
                    |one: &RankedCandidate| points_of(&one.candidate.contributions, criterion);
                rows.push(self.row(&title, points));
            }
        }
        rows
    }

    /// The lines of the annual cost that are paid in any of the regions.
    fn costs(&self) -> Vec<Row> {
        let advised = self.candidates().iter().filter_map(|one| one.landing.as_deref());
        let mut lines: Vec<_> = advised
            .flat_map(|advice| &advice.cost.lines)
            .filter(|line| line.candidate.is_some() || !line.missing.is_empty())
            .map(|line| line.line)
            .collect();
        lines.sort();
        lines.dedup();
        let mut rows = vec![(self.words.annual_cost.to_owned(), Vec::new())];
        for line in lines {
            rows.push(self.money(line_name(line, self.page.language), |advice| {
                let line = advice.cost.lines.iter().find(|known| known.line == line)?;
                line.candidate.map(|amount| amount.likely)
            }));
        }
        // Sums of unlike lines are not to be compared: what is unknown comes on top.
        let is_unknown =
            |line: &StatementLine| line.candidate.is_none() && !line.missing.is_empty();
        rows.push(self.advised(self.words.cost_total, |advice| {
            let total = units(advice.cost.total?.likely);
            let is_part = advice.cost.lines.iter().any(is_unknown);
            Some(if is_part { format!("{total}+?") } else { total })
        }));
        // As everywhere: what costs the same in both places tells nothing of a saving.
        let is_told = |line: &StatementLine| {
            line.saving.is_some_and(|saving| saving != FenEstimate::exact(Fen::ZERO))
        };
        rows.push(self.advised(self.words.saving, |advice| {
            let saving = advice.cost.saving?;
            let ends = format!("{} – {}", units(saving.low), units(saving.high));
            advice.cost.lines.iter().any(is_told).then_some(ends)
        }));
        rows
    }

    /// Support, mode and parcels.
    fn landing(&self) -> Vec<Row> {
        let [certain, possible] = self.words.support_ends;
        let language = self.page.language;
        let mode = |advice: &LandingAdvice| {
            Some(match enclave_in_view(advice.modes.as_ref()?) {
                Some(option) if is_confirmed(option) => mode_name(option.mode, language).to_owned(),
                Some(option) => format!("{}?", mode_name(option.mode, language)),
                None => self.words.no_mode.to_owned(),
            })
        };
        vec![
            (self.words.support.to_owned(), Vec::new()),
            self.money(certain, |advice| Some(published(advice)?.certain.total)),
            self.money(possible, |advice| Some(published(advice)?.possible.total)),
            self.advised(self.words.mode, mode),
            self.advised(self.words.parcels, |advice| Some(advice.parcels.len().to_string())),
        ]
    }

    fn gates(&self) -> Vec<Row> {
        let mut gates: Vec<&str> = Vec::new();
        for gate in self.candidates().iter().flat_map(|one| &one.candidate.gates) {
            if !gates.contains(&gate.gate) {
                gates.push(gate.gate);
            }
        }
        let [pass, fail, unknown] = self.words.statuses;
        if gates.is_empty() {
            return Vec::new();
        }
        let mut rows = vec![(self.words.gates.to_owned(), Vec::new())];
        for id in gates {
            rows.push(self.row(&gate_title(id, self.page.language), |one| {
                let gate = one.candidate.gates.iter().find(|gate| gate.gate == id);
                let status = gate.map_or("", |gate| match gate.status {
                    GateStatus::Pass => pass,
                    GateStatus::Fail => fail,
                    GateStatus::Unknown => unknown,
                });
                status.to_owned()
            }));
        }
        rows
    }

    fn row(&self, label: &str, entry: impl Fn(&RankedCandidate) -> String) -> Row {
        (label.to_owned(), self.candidates().iter().map(entry).collect())
    }

    /// A row of what is advised; `?` where it is unknown.
    fn advised(&self, label: &str, entry: impl Fn(&LandingAdvice) -> Option<String>) -> Row {
        let of = |one: &RankedCandidate| one.landing.as_deref().and_then(&entry);
        self.row(label, |one| of(one).unwrap_or_else(|| "?".to_owned()))
    }

    fn money(&self, label: &str, amount: impl Fn(&LandingAdvice) -> Option<Fen>) -> Row {
        self.advised(label, |advice| amount(advice).map(units))
    }

    /// What puts each region before the next, in sentences.
    fn decides(&self) -> String {
        let mut lines = vec![self.page.bold(self.words.decides)];
        for pair in &self.comparison.pairs {
            let sentences = match self.page.language {
                Language::Zh => &pair.reasons.zh,
                Language::En => &pair.reasons.en,
            };
            for (position, sentence) in sentences.iter().enumerate() {
                let indent = if position == 0 { "  - " } else { "    " };
                lines.push(wrap(sentence, self.page.width, indent, "    "));
            }
        }
        lines.join("\n")
    }

    /// What to mind about single regions, each once with the numbers of those that it is said of.
    fn mind(&self) -> Option<String> {
        let mut said: Vec<(&Text, String)> = Vec::new();
        for ranked in self.candidates() {
            for warning in &ranked.warnings {
                match said.iter_mut().find(|(text, _)| *text == warning) {
                    Some((_, ranks)) => *ranks = format!("{ranks}, {}", ranked.rank),
                    None => said.push((warning, ranked.rank.to_string())),
                }
            }
        }
        if said.is_empty() {
            return None;
        }
        let lines = said.iter().map(|(warning, ranks)| {
            let first = format!("{INDENT}{ranks}  ");
            let line = wrap(self.page.name(warning, ""), self.page.width, &first, "     ");
            self.page.warning(&line)
        });
        Some(
            std::iter::once(self.page.bold(self.words.mind))
                .chain(lines)
                .collect::<Vec<_>>()
                .join("\n"),
        )
    }
}

fn cells(label: &str, entries: &[String], columns: usize) -> Vec<Cell> {
    let entries = entries.iter().map(|entry| number(&shorten(entry, columns.saturating_sub(2))));
    std::iter::once(Cell::new(label)).chain(entries).collect()
}

/// An amount in units of 10,000 CNY with one decimal, rounded.
fn units(amount: Fen) -> String {
    let tenth = FEN_PER_UNIT / 10;
    let tenths = (amount.get() + tenth / 2).div_euclid(tenth);
    let sign = if tenths < 0 { "−" } else { "" };
    format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
}

/// What instruments add up to; `None` where none is known, which is not the same as nothing.
fn published(advice: &LandingAdvice) -> Option<&PolicyStack> {
    let policies = &advice.policies;
    (!policies.listed.is_empty()).then_some(&policies.without_host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_stand_in_ten_thousands() {
        let cases = [(0, "0.0"), (123_456_789, "123.5"), (-150_000, "−0.1"), (-2_000_000, "−2.0")];
        for (fen, expected) in cases {
            assert_eq!(units(Fen::new(fen)), expected, "{fen}");
        }
    }
}
