use crate::{
    domain::text::Language,
    service::history::{Change, Origin},
};

/// Everything a reader of `history` sees besides identifiers and errors.
///
/// Words in braces are filled in by [`super::words::fill`].
#[derive(Debug)]
pub(crate) struct HistoryWords {
    /// Heads of the columns.
    pub(crate) number: &'static str,
    pub(crate) version: &'static str,
    pub(crate) change: &'static str,
    pub(crate) origin: &'static str,
    pub(crate) written_at: &'static str,
    created: &'static str,
    updated: &'static str,
    deleted: &'static str,
    user: &'static str,
    world: &'static str,
    /// In place of a time that nobody noted.
    pub(crate) unknown: &'static str,
    pub(crate) counts: &'static str,
    /// Added where older changes are gone.
    pub(crate) dropped: &'static str,
}

impl HistoryWords {
    /// The words of a language.
    pub(crate) fn of(language: Language) -> &'static HistoryWords {
        match language {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }

    /// What happened.
    pub(crate) fn change(&self, change: Change) -> &'static str {
        match change {
            Change::Created => self.created,
            Change::Updated => self.updated,
            Change::Deleted => self.deleted,
        }
    }

    /// Who did it.
    pub(crate) fn origin(&self, origin: Origin) -> &'static str {
        match origin {
            Origin::World => self.world,
            Origin::User => self.user,
        }
    }
}

static EN: HistoryWords = HistoryWords {
    number: "no.",
    version: "version",
    change: "change",
    origin: "by",
    written_at: "when (UTC)",
    created: "created",
    updated: "updated",
    deleted: "deleted",
    user: "user",
    world: "built-in world",
    unknown: "not noted",
    counts: "{shown} of {kept} changes",
    dropped: ", {dropped} older no longer kept",
};

static ZH: HistoryWords = HistoryWords {
    number: "序号",
    version: "版本",
    change: "变更",
    origin: "来源",
    written_at: "时间 (UTC)",
    created: "新建",
    updated: "修改",
    deleted: "删除",
    user: "用户",
    world: "内置数据",
    unknown: "未记录",
    counts: "{kept} 次变更，列出 {shown} 次",
    dropped: "，更早的 {dropped} 次已不再保留",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_places_to_fill() {
        let places = ["shown", "kept", "dropped"].map(|name| format!("{{{name}}}"));
        let filled = |words: &HistoryWords| {
            [words.counts, words.dropped].map(|sentence| {
                places.iter().filter(|place| sentence.contains(*place)).collect::<Vec<_>>()
            })
        };
        assert_eq!(filled(&EN), filled(&ZH));
        assert_eq!(filled(&EN).map(|found| found.len()), [2, 1]);
    }
}
