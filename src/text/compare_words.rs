use crate::domain::text::Language;

/// What a reader sees of `compare` and of `--robust`. Words in braces are filled in.
pub(crate) struct CompareWords {
    pub(crate) compared: &'static str,
    pub(crate) refused: &'static str,
    pub(crate) points: &'static str,
    pub(crate) annual_cost: &'static str,
    pub(crate) cost_total: &'static str,
    pub(crate) saving: &'static str,
    pub(crate) support: &'static str,
    /// What is proven to be due, and what would be due if every open condition held.
    pub(crate) support_ends: [&'static str; 2],
    pub(crate) mode: &'static str,
    pub(crate) no_mode: &'static str,
    pub(crate) parcels: &'static str,
    pub(crate) gates: &'static str,
    /// A gate holds, does not hold, cannot be told.
    pub(crate) statuses: [&'static str; 3],
    pub(crate) decides: &'static str,
    pub(crate) mind: &'static str,
    pub(crate) legend: &'static str,
    pub(crate) firmness: &'static str,
    /// What the firmness rests on.
    pub(crate) drawn: &'static str,
    /// What the costs of plans rest on.
    pub(crate) plan_costs: &'static str,
}

impl CompareWords {
    /// The words of a language.
    pub(crate) fn of(language: Language) -> &'static CompareWords {
        match language {
            Language::En => &EN,
            Language::Zh => &ZH,
        }
    }
}

static EN: CompareWords = CompareWords {
    compared: "Compared, level {level}",
    refused: "refused: {gates}",
    points: "Points",
    annual_cost: "Annual cost, 10,000 CNY",
    cost_total: "all known lines",
    saving: "saved by moving",
    support: "Support, 10,000 CNY",
    support_ends: ["certain", "at most"],
    mode: "mode",
    no_mode: "none",
    parcels: "fitting parcels",
    gates: "Conditions",
    statuses: ["met", "FAILS", "?"],
    decides: "What decides",
    mind: "Mind",
    legend: "? unknown: for points the usual value stands in; the points add up to the totals, \
             and what decides to their differences",
    firmness: "How firm the order is",
    drawn: "among the first {field}: {draws} draws in which every weight leaves its value by up to \
            {spread} and unknown utilities are anything, seed {seed}",
    plan_costs: "costs of changes: an order of magnitude for one plant of usual size, by \
                 index/changes.toml",
};

static ZH: CompareWords = CompareWords {
    compared: "对比（{level}）",
    refused: "不符合：{gates}",
    points: "得分",
    annual_cost: "年成本（万元）",
    cost_total: "已知各项合计",
    saving: "迁移节约",
    support: "政策支持（万元）",
    support_ends: ["确定", "最多"],
    mode: "模式",
    no_mode: "无",
    parcels: "合适地块",
    gates: "条件",
    statuses: ["符合", "不符", "?"],
    decides: "决定因素",
    mind: "注意",
    legend: "? 未知：得分以常见值代替；各项得分之和即总分，决定因素之和即总分之差",
    firmness: "排序是否稳固",
    drawn: "在前 {field} 名中：抽样 {draws} 次，每项权重最多让出 {spread}，未知项任意取值，种子 {seed}",
    plan_costs: "改变数值的费用：按一个常见规模的工厂估算，只看数量级，见 index/changes.toml",
};
