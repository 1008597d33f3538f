use std::collections::BTreeSet;

use comfy_table::{Attribute, Cell, CellAlignment, Color, Table};
use unicode_width::UnicodeWidthStr;

use crate::{
    domain::{
        criterion::CriterionId,
        id::RegionId,
        matching::{Bounds, Contribution, Points},
        text::Language,
    },
    service::{
        rank_regions::{RankedCandidate, Ranking, RegionSummary},
        rationale::{hundredths, shown_points},
    },
    text::{
        detail_text::{self, RegionNames},
        foot_text, labels,
        page::Page,
        robust_text,
        table::{self, number},
        understood_text,
        words::Words,
        wrap::{shorten, wrap},
    },
};

/// A table that leaves fewer columns than this for the name has no columns for the criteria.
const NAME_COLUMNS_MIN: usize = 24;
/// What stands under a row is set in by this.
const INDENT: &str = "     ";

/// How much is printed of a ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// The table with its reasons.
    Table,
    /// Also a page on each candidate.
    Detail,
}

/// The regions whose names the page shows beside those of the candidates.
pub(crate) fn named_regions(ranking: &Ranking, depth: Depth) -> BTreeSet<&RegionId> {
    match depth {
        Depth::Table => BTreeSet::new(),
        Depth::Detail => detail_text::named_regions(ranking).collect(),
    }
}

/// The ranking for a reader: what was understood, the table with its reasons, a page on each
/// candidate if it is asked for, the rest.
pub(crate) fn render(ranking: &Ranking, names: &RegionNames, depth: Depth, page: &Page) -> String {
    let understood = (ranking.industries.as_slice(), ranking.understood.as_slice());
    let mut parts = vec![understood_text::render(understood, page)];
    parts.extend(foot_text::warnings(ranking, page));
    parts.push(candidates(ranking, page));
    if depth == Depth::Detail {
        parts.extend(detail_text::render(ranking, names, page));
    }
    parts.extend(ranking.firmness.as_deref().map(|firmness| robust_text::render(firmness, page)));
    parts.extend(foot_text::render(ranking, page));
    parts.join("\n\n") + "\n"
}

/// The candidates, one row each, with its reasons under it.
fn candidates(ranking: &Ranking, page: &Page) -> String {
    let words = Words::of(page.language);
    if ranking.candidates.is_empty() {
        return words.no_candidates.to_owned();
    }
    let layout = Layout::new(ranking, page);
    let table = layout.table(ranking, page);
    let mut printed = table::lines(table, 1);
    let mut lines: Vec<String> = printed.by_ref().take(1).collect();
    for (candidate, row) in ranking.candidates.iter().zip(printed) {
        lines.push(row);
        lines.extend(reasons(candidate, &layout, page));
    }
    lines.push(String::new());
    lines.push(page.dim(&wrap(words.legend, page.width, "", "")));
    lines.join("\n")
}

/// Which columns fit.
struct Layout {
    name_columns: usize,
    criteria: Vec<CriterionId>,
    criteria_in_table: bool,
}

impl Layout {
    fn new(ranking: &Ranking, page: &Page) -> Layout {
        let positive = ranking.weights.iter().filter(|(_, weight)| Points::ZERO < *weight);
        let criteria: Vec<CriterionId> = positive.map(|(criterion, _)| criterion).collect();
        let rows: Vec<Vec<String>> = ranking
            .candidates
            .iter()
            .map(|candidate| {
                let contributions = &candidate.candidate.contributions;
                criteria.iter().map(|criterion| points_of(contributions, *criterion)).collect()
            })
            .collect();
        let numbers: usize = (0..criteria.len())
            .map(|column| {
                let head = labels::criterion_head(page.language, criteria[column]).width();
                rows.iter().map(|row| row[column].width()).fold(head, usize::max) + 1
            })
            .sum();
        // Rank with mark, total and range, each with the space behind it.
        let fixed = 5 + 6 + 12;
        let beside = page.width.saturating_sub(fixed + numbers);
        let criteria_in_table = NAME_COLUMNS_MIN <= beside;
        let name_columns =
            if criteria_in_table { beside } else { page.width.saturating_sub(fixed) };
        Layout { name_columns, criteria, criteria_in_table }
    }

    fn table(&self, ranking: &Ranking, page: &Page) -> Table {
        let words = Words::of(page.language);
        let mut head = vec!["", words.region, words.total, words.range];
        if self.criteria_in_table {
            let labels = self.criteria.iter().map(|id| labels::criterion_head(page.language, *id));
            head.extend(labels);
        }
        let mut table = table::with_head(page, head);
        for candidate in &ranking.candidates {
            table.add_row(self.row(candidate, page));
        }
        for column in table.column_iter_mut().skip(2) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table
    }

    fn row(&self, ranked: &RankedCandidate, page: &Page) -> Vec<Cell> {
        let candidate = &ranked.candidate;
        let name = short_name(&ranked.region, page);
        let mark = labels::standing(ranked.standing);
        let mut cells = vec![
            Cell::new(format!("{:>2} {mark}", ranked.rank)).fg(Color::Green),
            Cell::new(shorten(name, self.name_columns)).add_attribute(Attribute::Bold),
            number(&hundredths(candidate.total())).add_attribute(Attribute::Bold),
            number(&range(candidate.bounds())),
        ];
        if self.criteria_in_table {
            let points = |id: &CriterionId| points_of(&candidate.contributions, *id);
            cells.extend(self.criteria.iter().map(|id| number(&points(id))));
        }
        cells
    }
}

/// The region's name without the region above that it ends with: that one stands under the row.
fn short_name<'a>(region: &'a RegionSummary, page: &Page) -> &'a str {
    let name = page.name(&region.name, region.id.as_str());
    let Some((short, last)) = name.rsplit_once(", ") else { return name };
    let mut above = region.ancestor_names.iter();
    if above.any(|above| page.name(above, "") == last) { short } else { name }
}

/// What stands under a row: where the region is, its reasons, what to mind.
fn reasons(ranked: &RankedCandidate, layout: &Layout, page: &Page) -> Vec<String> {
    let mut lines = Vec::new();
    let whereabouts = whereabouts(&ranked.region, page.language);
    let place = format!("{}  {whereabouts}", ranked.region.id);
    lines.push(page.dim(&wrap(&place, page.width, INDENT, INDENT)));
    if !layout.criteria_in_table {
        let points = layout.criteria.iter().map(|criterion| {
            let title = labels::criterion(page.language, *criterion);
            format!("{title} {}", points_of(&ranked.candidate.contributions, *criterion))
        });
        let points = points.collect::<Vec<String>>().join("; ");
        lines.push(wrap(&points, page.width, INDENT, INDENT));
    }
    let sentences = match page.language {
        Language::Zh => &ranked.rationale.zh,
        Language::En => &ranked.rationale.en,
    };
    let hanging = format!("{INDENT}  ");
    for sentence in sentences {
        lines.push(wrap(sentence, page.width, &format!("{INDENT}- "), &hanging));
    }
    for warning in &ranked.warnings {
        let warning = wrap(page.name(warning, ""), page.width, &format!("{INDENT}! "), &hanging);
        lines.push(page.warning(&warning));
    }
    lines
}

/// The regions above without the country: nearest first in English, largest first in Chinese.
pub(crate) fn whereabouts(region: &RegionSummary, language: Language) -> String {
    let country = region.id.country();
    let mut names: Vec<&str> = region
        .ancestors
        .iter()
        .zip(&region.ancestor_names)
        .filter(|(id, _)| id.as_str() != country)
        .map(|(id, name)| name.in_language(language).unwrap_or(id.as_str()))
        .collect();
    match language {
        Language::En => names.join(", "),
        Language::Zh => {
            names.reverse();
            names.join(" ")
        }
    }
}

/// The points of a criterion as they are shown, marked where the measure is unknown.
pub(crate) fn points_of(contributions: &[Contribution], criterion: CriterionId) -> String {
    let at = contributions.iter().position(|contribution| contribution.criterion == criterion);
    let Some(at) = at else { return String::new() };
    let mark = if contributions[at].is_known() { "" } else { "?" };
    format!("{}{mark}", shown_points(contributions)[at])
}

/// Both ends of the totals.
pub(crate) fn range(bounds: Bounds) -> String {
    format!("{}-{}", hundredths(bounds.low), hundredths(bounds.high))
}

#[cfg(test)]
mod tests;
