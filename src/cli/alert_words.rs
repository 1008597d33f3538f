use super::words::fill;
use crate::{
    domain::{alert::DeliveryState, text::Language},
    http::saved_searches::DeliveryBody,
    service::alerts::{Alert, Tell},
};

/// What a reader sees of saved searches and alerts. Words in braces are filled in by [`fill`].
#[derive(Debug)]
pub(super) struct AlertWords {
    language: Language,
    /// A search was saved.
    pub(super) saved: &'static str,
    /// Its secret is not shown again.
    pub(super) shown_once: &'static str,
    /// A saved search is gone.
    pub(super) removed: &'static str,
    /// There are no saved searches.
    pub(super) none: &'static str,
    /// Nothing was noticed.
    pub(super) nothing_noticed: &'static str,
    /// What came of looking at everything.
    pub(super) checked: &'static str,
    /// Heads of the list of saved searches.
    pub(super) head: [&'static str; 7],
    /// Alerts are only listed.
    pub(super) no_receiver: &'static str,
    /// The receiver wants no more.
    pub(super) stopped: &'static str,
    /// Between words of a list.
    pub(super) between: &'static str,
    /// Between which generations something changed.
    pub(super) generations: &'static str,
    /// In the order of [`Tell::ALL`].
    tells: [&'static str; 3],
    /// Waiting, delivered, given up, dropped.
    states: [&'static str; 4],
    attempts: &'static str,
    because: &'static str,
    /// Data, weights, policies, candidates.
    cause_names: [&'static str; 4],
    no_causes: &'static str,
}

impl AlertWords {
    /// The words of a language.
    pub(super) fn of(language: Language) -> &'static AlertWords {
        match language {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }

    /// What is told.
    pub(super) fn tell(&self, tell: Tell) -> &'static str {
        self.tells[tell as usize]
    }

    /// Because of what regions came and went: a line for each.
    pub(super) fn causes(&self, alert: &Alert) -> Vec<String> {
        let passages = alert.entered.iter().chain(&alert.left);
        let of_passage = passages.map(|it| (Some(&it.region), it.parts));
        let of_first = alert.first_choice.iter().filter(|_| alert.entered.is_empty());
        let of_first = of_first.map(|first| (first.after.as_ref(), first.parts));
        let mut lines = Vec::new();
        for (region, parts) in of_passage.chain(of_first) {
            let name = region
                .map(|region| region.name.in_language(self.language).unwrap_or(region.id.as_str()));
            let causes = parts.map(|parts| {
                let all = [parts.data, parts.weights, parts.policies, parts.candidates];
                let named = self.cause_names.iter().zip(all).filter(|(_, part)| *part != 0);
                let named: Vec<String> =
                    named.map(|(name, part)| format!("{name} {}/24", part.abs())).collect();
                named.join(self.between)
            });
            let causes = causes.as_deref().unwrap_or(self.no_causes);
            let values = [("region", name.unwrap_or("–")), ("causes", causes)];
            lines.push(fill(self.because, &values));
        }
        lines
    }

    /// How far the delivery of an alert is.
    pub(super) fn delivery(&self, delivery: &DeliveryBody) -> String {
        let [waiting, delivered, given_up, dropped] = self.states;
        let state = match delivery.state {
            DeliveryState::Waiting => waiting,
            DeliveryState::Delivered => delivered,
            DeliveryState::GivenUp => given_up,
            DeliveryState::Dropped => dropped,
        };
        let attempts = delivery.attempts.to_string();
        let mut line = fill(self.attempts, &[("state", state), ("attempts", &attempts)]);
        if let Some(fault) = &delivery.fault {
            line = format!("{line}: {fault}");
        }
        line
    }
}

static EN: AlertWords = AlertWords {
    language: Language::En,
    saved: "{id} is saved: changes among the first {top} are noticed from now on.",
    shown_once: "The secret of its receiver follows. It is not shown again.",
    removed: "{id} is gone, and what it noticed.",
    none: "There are no saved searches; `hinterland alerts add` saves one.",
    nothing_noticed: "nothing was noticed yet",
    checked: "Saved searches looked at: {looked_at}. Noticed: {noticed}. Delivered: {delivered}; not \
              delivered: {not_delivered}.",
    head: ["saved search", "about", "first", "told", "receiver", "looked at", "fault"],
    no_receiver: "none",
    stopped: "wants no more",
    between: ", ",
    generations: "generation {before} to {after}",
    tells: ["entered", "left", "first choice"],
    states: ["waiting for delivery", "delivered", "delivery given up", "delivery dropped"],
    attempts: "{state}; tries: {attempts}",
    because: "{region}, because of: {causes}",
    cause_names: ["data", "weights", "rules", "which regions there are"],
    no_causes: "not known",
};

static ZH: AlertWords = AlertWords {
    language: Language::Zh,
    saved: "已保存 {id}：此后前 {top} 名有变化即会发现。",
    shown_once: "下一行是接收方的签名密钥，不再显示。",
    removed: "{id} 及其提醒已删除。",
    none: "没有已存搜索；用 `hinterland alerts add` 保存。",
    nothing_noticed: "尚未发现变化",
    checked: "已检查 {looked_at} 个已存搜索，发现变化 {noticed} 个；送达 {delivered}，未送达 \
              {not_delivered}。",
    head: ["已存搜索", "对象", "前几名", "提醒内容", "接收方", "最近检查", "问题"],
    no_receiver: "无",
    stopped: "不再接收",
    between: "、",
    generations: "第 {before} 代至第 {after} 代",
    tells: ["进入", "退出", "首选变化"],
    states: ["等待送达", "已送达", "已放弃送达", "已取消送达"],
    attempts: "{state}，已尝试 {attempts} 次",
    because: "{region}，原因：{causes}",
    cause_names: ["数据", "权重", "规则", "候选区域"],
    no_causes: "未知",
};
