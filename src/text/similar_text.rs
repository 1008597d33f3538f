use comfy_table::{Attribute, Cell};

use super::{
    foot_text, labels,
    page::Page,
    ranking_text::whereabouts,
    similar_words::SimilarWords,
    table::{self, number},
    words::{Words, fill},
    wrap::wrap,
};
use crate::{
    domain::text::{Language, Text},
    service::{
        rank_projects::ProjectSummary,
        rationale::hundredths,
        similar::{Resemblance, SimilarProjects, SimilarRegions},
    },
};

/// What stands under a row is set in by this.
const INDENT: &str = "     ";

/// A row of the table: name, what stands under it in grey, in what it is alike.
struct Row<'a> {
    name: String,
    whence: String,
    resemblance: &'a Resemblance,
}

/// The regions that are like one for a reader.
pub(crate) fn render_regions(similar: &SimilarRegions, page: &Page) -> String {
    let words = SimilarWords::of(page.language);
    let name = page.name(&similar.region.name, similar.region.id.as_str());
    let head = fill(
        words.regions_like,
        &[
            ("region", &format!("{name} ({})", similar.region.id)),
            ("level", labels::level(page.language, similar.level)),
        ],
    );
    let rows = similar.rows.iter().map(|row| {
        let id = row.region.id.as_str();
        let place = whereabouts(&row.region, page.language);
        let distance = row.distance_km.map(|km| {
            format!("{}{}", Words::of(page.language).between, kilometres(km, page.language))
        });
        Row {
            name: format!("{} ({id})", page.name(&row.region.name, id)),
            whence: format!("{place}{}", distance.unwrap_or_default()),
            resemblance: &row.resemblance,
        }
    });
    let stamp = (similar.as_of, similar.generation, similar.definition.as_str());
    let counts = counts([similar.compared, similar.incomparable, similar.rows.len()], page);
    let foot = [counts, foot_text::stamp(stamp, page)];
    sheet(&head, &similar.warnings, &rows.collect::<Vec<Row<'_>>>(), &foot, page)
}

/// The projects that are like one for a reader.
pub(crate) fn render_projects(similar: &SimilarProjects, page: &Page) -> String {
    let words = SimilarWords::of(page.language);
    let name = |project: &ProjectSummary| {
        let id = project.id.as_str();
        format!("{} ({id})", page.name(&project.name, id))
    };
    let head = fill(words.projects_like, &[("project", &name(&similar.project))]);
    let rows = similar.rows.iter().map(|row| {
        let host = row.project.host_city.as_ref().map(|id| {
            fill(words.from_host, &[("host", page.name(&row.project.host_city_name, id.as_str()))])
        });
        Row {
            name: name(&row.project),
            whence: host.unwrap_or_default(),
            resemblance: &row.resemblance,
        }
    });
    let foot = [counts([similar.compared, similar.incomparable, similar.rows.len()], page)];
    sheet(&head, &similar.warnings, &rows.collect::<Vec<Row<'_>>>(), &foot, page)
}

fn kilometres(distance: f64, language: Language) -> String {
    match language {
        Language::Zh => format!("相距 {distance:.0} 公里"),
        Language::En => format!("{distance:.0} km away"),
    }
}

fn counts([compared, incomparable, returned]: [usize; 3], page: &Page) -> String {
    fill(
        SimilarWords::of(page.language).counts,
        &[
            ("compared", &compared.to_string()),
            ("incomparable", &incomparable.to_string()),
            ("returned", &returned.to_string()),
        ],
    )
}

/// The page: head, warnings, table with reasons, foot.
fn sheet(head: &str, warnings: &[Text], rows: &[Row<'_>], foot: &[String], page: &Page) -> String {
    let words = SimilarWords::of(page.language);
    let mut parts = vec![page.bold(head)];
    let warned: Vec<String> = warnings
        .iter()
        .map(|warning| page.warning(&wrap(page.name(warning, ""), page.width, "! ", "  ")))
        .collect();
    if !warned.is_empty() {
        parts.push(warned.join("\n"));
    }
    if !rows.is_empty() {
        parts.push(table_text(rows, page));
    }
    let foot = std::iter::once(words.legend.to_owned()).chain(foot.iter().cloned());
    let foot = foot.map(|line| page.dim(&wrap(&line, page.width, "", "  ")));
    parts.push(foot.collect::<Vec<String>>().join("\n"));
    parts.join("\n\n") + "\n"
}

fn table_text(rows: &[Row<'_>], page: &Page) -> String {
    let words = SimilarWords::of(page.language);
    let range = Words::of(page.language).range;
    let mut table = table::with_head(page, ["", words.alike, range, words.what]);
    for (at, row) in rows.iter().enumerate() {
        let (low, high) = row.resemblance.likeness.bounds();
        table.add_row([
            Cell::new(format!("{:>2}", at + 1)),
            number(&hundredths(row.resemblance.likeness.total())).add_attribute(Attribute::Bold),
            number(&format!("{}-{}", hundredths(low), hundredths(high))),
            Cell::new(&row.name).add_attribute(Attribute::Bold),
        ]);
    }
    let mut printed = table::lines(table, 2);
    let mut lines: Vec<String> = printed.by_ref().take(1).collect();
    for (row, line) in rows.iter().zip(printed) {
        lines.push(line);
        if !row.whence.is_empty() {
            lines.push(page.dim(&wrap(&row.whence, page.width, INDENT, INDENT)));
        }
        let sentences = match page.language {
            Language::Zh => row.resemblance.reasons.zh.concat(),
            Language::En => row.resemblance.reasons.en.join(" "),
        };
        lines.push(wrap(&sentences, page.width, INDENT, INDENT));
    }
    lines.join("\n")
}
