use comfy_table::Cell;

use super::{
    history_words::HistoryWords,
    page::Page,
    table::{self, number},
    words::fill,
};
use crate::service::history::HistoryPage;

/// A page of the changes of a document for a reader.
pub(crate) fn render(history: &HistoryPage, page: &Page) -> String {
    let words = HistoryWords::of(page.language);
    let found = &history.revisions;
    let heads = [words.number, words.version, words.change, words.origin, words.written_at];
    let mut table = table::with_head(page, heads);
    for revision in &found.revisions {
        let written_at = revision.written_at.map(|time| time.strftime("%F %T").to_string());
        table.add_row([
            number(&revision.number.to_string()),
            number(&revision.version.to_string()),
            Cell::new(words.change(revision.change)),
            Cell::new(words.origin(revision.origin)),
            Cell::new(written_at.as_deref().unwrap_or(words.unknown)),
        ]);
    }
    let mut lines: Vec<String> = table::lines(table, 2).collect();
    let shown = found.revisions.len().to_string();
    let mut counts = fill(words.counts, &[("shown", &shown), ("kept", &found.kept.to_string())]);
    if 0 < found.dropped {
        counts += &fill(words.dropped, &[("dropped", &found.dropped.to_string())]);
    }
    lines.push(page.dim(&counts));
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::text::Language,
        service::history::{Change, Origin, Revision, Revisions},
    };

    #[test]
    fn changes_stand_in_a_table_with_what_is_no_longer_kept() {
        let revision = |number, version, change, origin, written_at: Option<&str>| Revision {
            number,
            version,
            change,
            origin,
            written_at: written_at.map(|time| time.parse().unwrap()),
        };
        let history = HistoryPage {
            revisions: Revisions {
                kept: 3,
                dropped: 4,
                revisions: vec![
                    revision(7, 2, Change::Deleted, Origin::User, Some("2026-11-28T10:20:07.5Z")),
                    revision(6, 2, Change::Updated, Origin::User, Some("2026-11-27T09:00:00Z")),
                    revision(5, 1, Change::Created, Origin::World, None),
                ],
                generation: 9,
            },
            has_more: false,
        };
        let page = |language| Page { width: 80, colour: false, language };
        insta::assert_snapshot!(render(&history, &page(Language::En)), @r"
        no.  version  change   by              when (UTC)
          7        2  deleted  user            2026-11-28 10:20:07
          6        2  updated  user            2026-11-27 09:00:00
          5        1  created  built-in world  not noted
        3 of 3 changes, 4 older no longer kept
        ");
        insta::assert_snapshot!(render(&history, &page(Language::Zh)), @r"
        序号  版本  变更  来源      时间 (UTC)
           7     2  删除  用户      2026-11-28 10:20:07
           6     2  修改  用户      2026-11-27 09:00:00
           5     1  新建  内置数据  未记录
        3 次变更，列出 3 次，更早的 4 次已不再保留
        ");
    }
}
