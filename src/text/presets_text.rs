use comfy_table::Cell;

use super::{
    labels,
    page::Page,
    table::{self, number},
    weight_words::WeightWords,
    wrap::wrap,
};
use crate::service::presets::PresetList;

/// The weight presets for a reader, with the reason of each.
pub(crate) fn render(list: &PresetList, page: &Page) -> String {
    let words = WeightWords::of(page.language);
    let heads = list.presets.iter().map(|preset| preset.id.as_str());
    let heads = [words.criterion, words.usual].into_iter().chain(heads);
    let mut table = table::with_head(page, heads);
    let usual: f64 = list.default.iter().map(|(_, weight)| weight).sum();
    for (criterion, weight) in &list.default {
        let shares = list.presets.iter().map(|preset| {
            let sum: f64 = preset.weights.iter().sum();
            preset.weights[criterion.position()] / sum
        });
        let shares = std::iter::once(weight / usual).chain(shares);
        let cells = shares.map(|share| number(&format!("{:.1}", 100.0 * share)));
        let title = Cell::new(labels::criterion(page.language, *criterion));
        table.add_row(std::iter::once(title).chain(cells));
    }
    let mut lines: Vec<String> = table::lines(table, 2).collect();
    lines.push(page.dim(&wrap(words.listed, page.width, "", "  ")));
    for preset in list.presets {
        let id = preset.id.as_str();
        let (title, reason) = (page.name(&preset.title, id), page.name(&preset.reason, ""));
        lines.push(String::new());
        lines.push(page.bold(&format!("{id}  {title}")));
        lines.push(wrap(reason, page.width, "  ", "  "));
    }
    lines.join("\n") + "\n"
}
