use super::words::fill;
use crate::domain::{
    access::{Grant, KeyStatus, Role},
    text::Language,
};

/// What a reader sees of keys. Words in braces are filled in by [`fill`].
#[derive(Debug)]
pub(super) struct KeyWords {
    /// A key was made.
    pub(super) made: &'static str,
    /// Its secret is not shown again.
    pub(super) shown_once: &'static str,
    /// A key opens nothing any more.
    pub(super) is_revoked: &'static str,
    /// There are no keys.
    pub(super) none: &'static str,
    /// Heads of the list.
    pub(super) head: [&'static str; 8],
    grant: &'static str,
    of_region: &'static str,
    until: &'static str,
    /// In the order of [`Role::ALL`].
    roles: [&'static str; 5],
    statuses: [&'static str; 3],
}

impl KeyWords {
    /// The words of a language.
    pub(super) fn of(language: Language) -> &'static KeyWords {
        match language {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }

    /// A role.
    pub(super) fn role(&self, role: Role) -> &'static str {
        self.roles[role as usize]
    }

    /// Whether a key opens anything.
    pub(super) fn status(&self, status: KeyStatus) -> &'static str {
        self.statuses[status as usize]
    }

    /// What a key is good for.
    pub(super) fn grant(&self, grant: &Grant) -> String {
        let organisation = grant.organisation.as_str();
        let values = [("role", self.role(grant.role)), ("organisation", organisation)];
        let mut text = fill(self.grant, &values);
        if let Some(region) = &grant.region {
            text.push_str(&fill(self.of_region, &[("region", region.as_str())]));
        }
        if let Some(day) = grant.expires {
            text.push_str(&fill(self.until, &[("day", &day.to_string())]));
        }
        text
    }
}

/// The word for scripts.
pub(super) fn status_word(status: KeyStatus) -> &'static str {
    match status {
        KeyStatus::Valid => "valid",
        KeyStatus::Expired => "expired",
        KeyStatus::Revoked => "revoked",
    }
}

static EN: KeyWords = KeyWords {
    made: "Made {id}: {grant}.",
    shown_once: "Its secret follows. It is not kept and not shown again; send it as \
                 `Authorization: Bearer …`.",
    is_revoked: "{id} is revoked: it opens nothing any more, nor do its sessions.",
    none: "There are no keys; `hinterland keys create` makes one.",
    head: ["key", "status", "role", "organisation", "region", "made", "last day", "last used"],
    grant: "{role} of {organisation}",
    of_region: ", for {region}",
    until: ", through {day}",
    roles: ["advisor", "sponsor", "region officer", "batch", "admin"],
    statuses: ["valid", "expired", "revoked"],
};

static ZH: KeyWords = KeyWords {
    made: "已创建 {id}：{grant}。",
    shown_once: "下一行是密钥，不留存、不再显示；请求时以 `Authorization: Bearer …` 发送。",
    is_revoked: "{id} 已吊销：密钥及其会话均已失效。",
    none: "尚无密钥；用 `hinterland keys create` 创建。",
    head: ["密钥", "状态", "角色", "机构", "区域", "创建", "最后有效日", "最近使用"],
    grant: "{organisation} 的{role}",
    of_region: "，负责 {region}",
    until: "，有效至 {day}",
    roles: ["顾问", "项目方", "区域官员", "批处理", "管理员"],
    statuses: ["有效", "已过期", "已吊销"],
};
