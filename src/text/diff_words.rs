use crate::domain::text::Language;

/// The words of `diff`.
pub(crate) struct DiffWords {
    pub(crate) head: &'static str,
    pub(crate) nothing: &'static str,
    pub(crate) nothing_compared: &'static str,
    pub(crate) first_choices: &'static str,
    pub(crate) because: &'static str,
    pub(crate) lists: &'static str,
    pub(crate) agreement: &'static str,
    pub(crate) new_regions: &'static str,
    pub(crate) gone_regions: &'static str,
    pub(crate) only_before: &'static str,
    pub(crate) only_after: &'static str,
    pub(crate) other_level: &'static str,
    pub(crate) other_definition: &'static str,
    /// A run is a flat output.
    pub(crate) flat_output: &'static str,
    pub(crate) future: &'static str,
    pub(crate) before_history: &'static str,
    pub(crate) dropped: &'static str,
    pub(crate) not_reproduced: &'static str,
    pub(crate) not_shown: &'static str,
    pub(crate) first_choice: &'static str,
    pub(crate) nobody: &'static str,
    /// In the order of the causes.
    pub(crate) causes: [&'static str; 4],
    pub(crate) region: &'static str,
    pub(crate) rank: &'static str,
    pub(crate) points: &'static str,
    pub(crate) change: &'static str,
    pub(crate) cause: &'static str,
    pub(crate) not_there: &'static str,
    pub(crate) not_ranked: &'static str,
    pub(crate) unknown: &'static str,
    pub(crate) comma: &'static str,
    pub(crate) and_more: &'static str,
}

impl DiffWords {
    pub(crate) fn of(language: Language) -> &'static DiffWords {
        match language {
            Language::En => &EN,
            Language::Zh => &ZH,
        }
    }
}

static EN: DiffWords = DiffWords {
    head: "From generation {before} to generation {after}: {compared} projects compared",
    nothing: "Nothing changed.",
    nothing_compared: "No project stands in both runs, so there is nothing to compare.",
    first_choices: "First choices that changed: {count} of {compared}",
    because: "because of {causes}",
    lists: "Lists: {changed} changed, {points} with other points in the same order, {same} the \
            same; regions: {entered} entered, {left} left, {moved} moved",
    agreement: "Agreement of the lists on average: τ-b {tau}, rank-biased overlap {rbo}",
    new_regions: "New regions: {names}",
    gone_regions: "Regions that are gone: {names}",
    only_before: "Projects in the earlier run alone: {names}",
    only_after: "Projects in the later run alone: {names}",
    other_level: "Projects that were asked on another level, and are not compared: {names}",
    flat_output: "Causes are not known: a flat output says neither what was asked nor how it was \
                  weighed. Lists are compared down to the end of the shorter one; `rerank` without \
                  `--flat` writes runs whose changes are explained.",
    other_definition: "Causes are not known: a run was computed with another definition \
                       ({definition}) than this program has. Ranks alone are compared.",
    future: "Causes are not known: a run names generation {generation}, and this store has come to \
             {now}; it is another store, or was put back. Ranks alone are compared.",
    before_history: "Causes are not known: a run names generation {generation}, and changes are \
                     told by their generation since {since}. Ranks alone are compared.",
    dropped: "Causes are not known: the {kind} `{id}` as it was at generation {generation} is no \
              longer kept (`--revisions-max`). Ranks alone are compared.",
    not_reproduced: "Scored again, the lists do not come out as the runs say: causes are not known.",
    not_shown: "{count} more changed projects; `--limit` shows more, `--json` all.",
    first_choice: "first choice: {before} → {after}",
    nobody: "nobody",
    causes: ["data", "weights", "policies", "candidates"],
    region: "region",
    rank: "rank",
    points: "points",
    change: "change",
    cause: "cause",
    not_there: "not there",
    not_ranked: "refused",
    unknown: "?",
    comma: ", ",
    and_more: "{names} and {count} more",
};

static ZH: DiffWords = DiffWords {
    head: "数据第{before}代至第{after}代：比较了{compared}个项目",
    nothing: "没有变化。",
    nothing_compared: "两次运行没有共同的项目，无从比较。",
    first_choices: "首选改变的项目：{compared}个中{count}个",
    because: "原因：{causes}",
    lists: "名单:{changed}个改变,{points}个仅分值改变,{same}个不变;地区:{entered}个进入,{left}个退出,\
            {moved}个变动",
    agreement: "名单平均一致程度：τ-b {tau}，排序偏重重合度 {rbo}",
    new_regions: "新增地区：{names}",
    gone_regions: "已不存在的地区：{names}",
    only_before: "仅在前一次运行中的项目：{names}",
    only_after: "仅在后一次运行中的项目：{names}",
    other_level: "两次层级不同而未比较的项目：{names}",
    flat_output: "原因未知：扁平输出不含所问内容与权重；名单比较到较短的一份为止。不加 `--flat` 的 \
                  `rerank` 输出可以说明原因。",
    other_definition: "原因未知：有一次运行采用的定义（{definition}）与本程序不同，仅比较名次。",
    future: "原因未知:有一次运行的数据为第{generation}代,而本库仅到第{now}代,应属另一个库或已恢复的库,\
             仅比较名次。",
    before_history: "原因未知:有一次运行的数据为第{generation}代,而按代可查的变更始于第{since}代,\
                     仅比较名次。",
    dropped: "原因未知：{kind}`{id}`在第{generation}代时的内容已不再保留（`--revisions-max`），仅比较名次。",
    not_reproduced: "重新计算的名单与运行结果不符，原因未知。",
    not_shown: "另有{count}个项目有变化；`--limit`可多显示，`--json`显示全部。",
    first_choice: "首选：{before} → {after}",
    nobody: "无",
    causes: ["数据", "权重", "政策", "候选地区"],
    region: "地区",
    rank: "名次",
    points: "得分",
    change: "变化",
    cause: "主因",
    not_there: "不存在",
    not_ranked: "未通过门槛",
    unknown: "?",
    comma: "、",
    and_more: "{names}等，另有{count}个",
};
