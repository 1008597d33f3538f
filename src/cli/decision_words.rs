use crate::domain::text::Language;

/// What a reader sees of `decide`, `weigh` and `agree`. Words in braces are filled in.
pub(super) struct DecisionWords {
    pub(super) rank: &'static str,
    pub(super) alternative: &'static str,
    pub(super) criterion: &'static str,
    pub(super) weight: &'static str,
    pub(super) item: &'static str,
    pub(super) points: &'static str,
    pub(super) figure: &'static str,
    pub(super) value: &'static str,
    pub(super) between: &'static str,
    pub(super) undefined: &'static str,
    /// Sum, TOPSIS, VIKOR, PROMETHEE II, each with its conventions.
    pub(super) methods: [&'static str; 4],
    /// Given, equal, entropy, CRITIC.
    pub(super) weightings: [&'static str; 4],
    pub(super) judged: &'static str,
    pub(super) weights: &'static str,
    pub(super) compromise: &'static str,
    /// A condition holds, or does not.
    pub(super) holds: [&'static str; 2],
    pub(super) constant: &'static str,
    /// … and the weights come from the table.
    pub(super) constant_vanishes: &'static str,
    pub(super) single: &'static str,
    pub(super) all_equal: &'static str,
    pub(super) lambda: &'static str,
    pub(super) inconsistency: &'static str,
    pub(super) inconsistent: &'static str,
    /// Heads of the column of what was given: points, swings.
    pub(super) given: [&'static str; 2],
    /// Head of the column of how far a swing goes.
    pub(super) swing_range: &'static str,
    pub(super) by_direct: &'static str,
    pub(super) by_swing: &'static str,
    /// How weights go into a ranking.
    pub(super) pass_on: &'static str,
    /// … and that they cannot, for some of their names.
    pub(super) no_criteria: &'static str,
    pub(super) compared: &'static str,
    /// τ-a, τ-b, Spearman, weighted Spearman, WS, RBO, Kemeny, drastic WS.
    pub(super) figures: [&'static str; 8],
}

impl DecisionWords {
    /// The words of a language.
    pub(super) fn of(language: Language) -> &'static DecisionWords {
        match language {
            Language::En => &EN,
            Language::Zh => &ZH,
        }
    }
}

static EN: DecisionWords = DecisionWords {
    rank: "rank",
    alternative: "alternative",
    criterion: "criterion",
    weight: "weight",
    item: "item",
    points: "points",
    figure: "figure",
    value: "value",
    between: ", ",
    undefined: "not defined",
    methods: [
        "weighted sum, normalised by {normalize}; more is better",
        "TOPSIS, normalised by {normalize}; closeness, more is better",
        "VIKOR, v = {v}; less is better",
        "PROMETHEE II, {preferences}; phi, more is better",
    ],
    weightings: ["as given", "equal", "by entropy", "by CRITIC"],
    judged: "{count} alternatives: {method}; level ones share a rank",
    weights: "Weights, {source}: {weights}",
    compromise: "Compromise: {names} (advantage {advantage}, stability {stability})",
    holds: ["holds", "does not hold"],
    constant: "`{criterion}` is the same everywhere and tells nobody apart",
    constant_vanishes: "`{criterion}` is the same everywhere: these weights give it 0, however \
                        vital it is",
    single: "a single alternative is first whatever it is like",
    all_equal: "no criterion with a weight tells the alternatives apart",
    lambda: "lambda max {lambda}, CI {index}, CR {ratio} (random indices: {table})",
    inconsistency: "congruence {congruence}, dissonance {dissonance}, Koczkodaj {koczkodaj}",
    inconsistent: "the comparisons contradict each other: CR must be below 0.1, got {ratio}; \
                   think over the one that contradicts the others most",
    given: ["points", "swing"],
    swing_range: "from worst to best",
    by_direct: "a weight is the points over the sum of all points",
    by_swing: "a weight is the swing over the sum of all swings (von Winterfeldt and Edwards 1986)",
    pass_on: "to rank with them, give what `--json` prints to `match --weights FILE`: a whole set, \
              in which criteria that were not weighed have no weight",
    no_criteria: "a ranking cannot take these weights: {names} are none of its criteria",
    compared: "{items} items; {reference} is the reference",
    figures: [
        "Kendall tau-a",
        "Kendall tau-b",
        "Spearman",
        "weighted Spearman",
        "WS",
        "rank-biased overlap, p = 0.9",
        "Kemeny distance",
        "drastic WS distance",
    ],
};

static ZH: DecisionWords = DecisionWords {
    rank: "名次",
    alternative: "方案",
    criterion: "指标",
    weight: "权重",
    item: "对象",
    points: "得分",
    figure: "统计量",
    value: "数值",
    between: "、",
    undefined: "无定义",
    methods: [
        "加权和，按 {normalize} 归一化；越大越好",
        "TOPSIS，按 {normalize} 归一化；贴近度越大越好",
        "VIKOR，v = {v}；越小越好",
        "PROMETHEE II，{preferences}；phi 越大越好",
    ],
    weightings: ["按表中所给", "相等", "熵权", "CRITIC"],
    judged: "{count} 个方案：{method}；不分高下者名次相同",
    weights: "权重（{source}）：{weights}",
    compromise: "折衷解：{names}（优势条件{advantage}，稳定条件{stability}）",
    holds: ["成立", "不成立"],
    constant: "“{criterion}”处处相同，不能区分方案",
    constant_vanishes: "“{criterion}”处处相同：此法给它的权重为 0，无论它多么要紧",
    single: "只有一个方案，无论如何都排第一",
    all_equal: "有权重的指标都不能区分方案",
    lambda: "最大特征值 {lambda}，CI {index}，CR {ratio}（随机指标表：{table}）",
    inconsistency: "一致偏差 {congruence}，失调度 {dissonance}，Koczkodaj {koczkodaj}",
    inconsistent: "判断相互矛盾：CR 应小于 0.1，现为 {ratio}；请重新考虑与其他判断最矛盾的一项",
    given: ["点数", "摆幅"],
    swing_range: "从最差到最好",
    by_direct: "权重 = 点数 / 点数之和",
    by_swing: "权重 = 摆幅 / 摆幅之和（von Winterfeldt 与 Edwards 1986）",
    pass_on: "要按此排序，把 `--json` 的输出交给 `match --weights FILE`：这是一整套权重，未加权的指标权重为 0",
    no_criteria: "排序不能采用这些权重：{names} 不是其指标",
    compared: "{items} 个对象；以 {reference} 为基准",
    figures: [
        "Kendall τ-a",
        "Kendall τ-b",
        "Spearman",
        "加权 Spearman",
        "WS",
        "偏序重合度（p = 0.9）",
        "Kemeny 距离",
        "drastic WS 距离",
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_places_to_fill() {
        let places = |text: &str| {
            let rest = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
            let mut names: Vec<String> = rest.map(|(name, _)| name.to_owned()).collect();
            names.sort();
            names
        };
        let all = |words: &DecisionWords| -> Vec<Vec<String>> {
            let sentences = [
                words.judged,
                words.weights,
                words.compromise,
                words.constant,
                words.constant_vanishes,
                words.lambda,
                words.inconsistency,
                words.inconsistent,
                words.no_criteria,
                words.compared,
            ];
            sentences.into_iter().chain(words.methods).map(places).collect()
        };
        assert_eq!(all(&EN), all(&ZH));
    }
}
