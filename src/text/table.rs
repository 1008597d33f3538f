use comfy_table::{Attribute, Cell, CellAlignment, ContentArrangement, Table, presets::NOTHING};

use super::page::Page;

/// A table without lines, whose rows never wrap.
pub(crate) fn plain(page: &Page) -> Table {
    let mut table = Table::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    if page.colour {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table
}

/// A table as [`plain`], with a head.
pub(crate) fn with_head<'a>(page: &Page, head: impl IntoIterator<Item = &'a str>) -> Table {
    let mut table = plain(page);
    let cells = head.into_iter().map(|word| Cell::new(word).add_attribute(Attribute::Dim));
    table.set_header(cells.collect::<Vec<Cell>>());
    table
}

/// A cell whose content stands at the right.
pub(crate) fn number(content: &str) -> Cell {
    Cell::new(content).set_alignment(CellAlignment::Right)
}

/// The table's lines, with `gap` columns between columns and no blanks at the end.
pub(crate) fn lines(mut table: Table, gap: u16) -> impl Iterator<Item = String> {
    for column in table.column_iter_mut() {
        column.set_padding((0, gap));
    }
    let lines: Vec<String> = if table.is_empty() { Vec::new() } else { table.lines().collect() };
    lines.into_iter().map(|line| line.trim_end().to_owned())
}
