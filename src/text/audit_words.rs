use crate::domain::{audit::AuditAction, text::Language};

/// What a reader sees of the audit log.
#[derive(Debug)]
pub(crate) struct AuditWords {
    /// There are no lines.
    pub(crate) none: &'static str,
    /// Heads of the table.
    pub(crate) head: [&'static str; 9],
    /// Nobody was asked for a key.
    pub(crate) no_key: &'static str,
    /// In the order of [`AuditAction::ALL`].
    actions: [&'static str; 13],
    /// Regions, projects, outcomes, commitments, keys, saved searches, jobs.
    kinds: [&'static str; 7],
}

impl AuditWords {
    /// The words of a language.
    pub(crate) fn of(language: Language) -> &'static AuditWords {
        match language {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }

    /// What was done.
    pub(crate) fn action(&self, action: AuditAction) -> &'static str {
        self.actions[action as usize]
    }

    /// A kind of document; one that this program does not know keeps its name.
    pub(crate) fn kind<'a>(&self, kind: &'a str) -> &'a str {
        let kinds = [
            "regions",
            "projects",
            "outcomes",
            "commitments",
            "keys",
            "saved_searches",
            "rerank_jobs",
        ];
        let at = kinds.iter().position(|known| *known == kind);
        at.map_or(kind, |at| self.kinds[at])
    }
}

static EN: AuditWords = AuditWords {
    none: "nothing stands in the audit log",
    head: ["line", "when", "key", "organisation", "what", "kind", "id", "version", "request"],
    no_key: "no key",
    actions: [
        "created",
        "changed",
        "deleted",
        "revoked",
        "read",
        "matched",
        "compared",
        "support",
        "reverse",
        "similar",
        "found",
        "allocated",
        "sent out",
    ],
    kinds: ["region", "project", "outcome", "commitment", "key", "saved search", "job"],
};

static ZH: AuditWords = AuditWords {
    none: "审计日志中没有记录",
    head: ["序号", "时间", "密钥", "机构", "操作", "类别", "标识", "版本", "请求"],
    no_key: "无密钥",
    actions: [
        "新建",
        "修改",
        "删除",
        "吊销",
        "读取",
        "匹配",
        "比较",
        "政策测算",
        "反向匹配",
        "相似",
        "检索",
        "分配",
        "对外发送",
    ],
    kinds: ["区域", "项目", "落地结果", "承诺", "密钥", "已存搜索", "任务"],
};
