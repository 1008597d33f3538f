use super::{
    labels,
    page::Page,
    table,
    words::{Words, fill},
    wrap::wrap,
};
use crate::service::search_documents::{SearchHit, SearchResponse};

/// The hits of a search for a reader.
pub(crate) fn render(response: &SearchResponse, page: &Page) -> String {
    let words = Words::of(page.language);
    let mut table = table::with_head(page, [words.identifier, words.name, words.level]);
    for hit in &response.hits {
        let level = hit.level.as_deref().unwrap_or_default();
        table.add_row([hit.id.as_str(), page.name(&hit.name, ""), level]);
    }
    let mut printed = table::lines(table, 2);
    let mut lines: Vec<String> = printed.by_ref().take(1).collect();
    for (hit, row) in response.hits.iter().zip(printed) {
        lines.push(row);
        if !hit.snippet.is_empty() {
            lines.push(wrap(&passage(hit, page), page.width, "    ", "    "));
        }
    }
    let (shown, total) = (response.hits.len().to_string(), response.total.to_string());
    lines.push(page.dim(&fill(words.hits, &[("shown", &shown), ("total", &total)])));
    lines.extend(left_out(response, page).map(|line| page.warning(&line)));
    lines.extend(page.minded(&response.warnings));
    lines.join("\n") + "\n"
}

/// How many regions a filter left out only because their figure is unknown.
fn left_out(response: &SearchResponse, page: &Page) -> Option<String> {
    let words = Words::of(page.language);
    let unknown = response.unknown.iter().filter(|(_, count)| 0 < *count);
    let named =
        unknown.map(|(what, count)| format!("{} {count}", labels::field(page.language, what)));
    let named = named.collect::<Vec<String>>().join(words.between);
    (!named.is_empty()).then(|| fill(words.left_out, &[("figures", &named)]))
}

/// The passage on one line, its found words in bold; ranges that do not fit it are left plain.
fn passage(hit: &SearchHit, page: &Page) -> String {
    let mut marked = String::new();
    let mut end = 0;
    for (from, to) in &hit.highlights {
        let (Some(before), Some(word)) = (hit.snippet.get(end..*from), hit.snippet.get(*from..*to))
        else {
            break;
        };
        marked.push_str(before);
        marked.push_str(&page.bold(word));
        end = *to;
    }
    marked.push_str(&hit.snippet[end..]);
    marked.replace(['\n', '\r'], " ")
}
