use crate::domain::text::Language;

/// Everything a reader sees besides names, sentences of a rationale and errors.
///
/// Words in braces are filled in by [`fill`].
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) understood: &'static str,
    pub(crate) nothing_understood: &'static str,
    pub(crate) correct_with: &'static str,
    pub(crate) industry: &'static str,
    pub(crate) from_profile: &'static str,
    pub(crate) from_flag: &'static str,
    pub(crate) quoted: &'static str,
    pub(crate) between: &'static str,
    pub(crate) region: &'static str,
    pub(crate) total: &'static str,
    pub(crate) range: &'static str,
    pub(crate) no_candidates: &'static str,
    pub(crate) legend: &'static str,
    pub(crate) near_misses: &'static str,
    pub(crate) near_miss: &'static str,
    /// Where a gate's figure was published, behind the gate.
    pub(crate) gate_source: &'static str,
    pub(crate) worth_learning: &'static str,
    pub(crate) could_flip: &'static str,
    /// A CSV import replaced documents.
    pub(crate) csv_replaces: &'static str,
    /// A file to import or to rank holds nothing.
    pub(crate) no_rows: &'static str,
    pub(crate) unknown: &'static str,
    pub(crate) counts: &'static str,
    pub(crate) refused_by: &'static str,
    pub(crate) warnings: &'static str,
    pub(crate) weights: &'static str,
    pub(crate) stamp: &'static str,
    pub(crate) hits: &'static str,
    pub(crate) left_out: &'static str,
    pub(crate) identifier: &'static str,
    pub(crate) name: &'static str,
    pub(crate) level: &'static str,
    pub(crate) code: &'static str,
    pub(crate) title: &'static str,
    pub(crate) confidence: &'static str,
    pub(crate) decided_by: &'static str,
    pub(crate) not_coded: &'static str,
    pub(crate) coding_evaluated: &'static str,
    pub(crate) other_edition: &'static str,
    pub(crate) coding_foot: &'static str,
    pub(crate) coding_fitted: &'static str,
    pub(crate) imported: &'static str,
    pub(crate) import_cut: &'static str,
    /// How far a re-ranking has come, behind the bar.
    pub(crate) reranked: &'static str,
    pub(crate) method: &'static str,
    pub(crate) case: &'static str,
    pub(crate) candidates: &'static str,
    pub(crate) methods: [&'static str; 3],
    /// Whether links of the case itself count: counted, left out.
    pub(crate) own_links: [&'static str; 2],
    pub(crate) evaluated: &'static str,
    pub(crate) difference: &'static str,
    pub(crate) siting_methods: [&'static str; 5],
    pub(crate) siting_new: &'static str,
    pub(crate) siting_evaluated: &'static str,
    pub(crate) siting_difference: &'static str,
    pub(crate) siting_bootstrap: &'static str,
    pub(crate) siting_unknown: &'static str,
}

impl Words {
    /// The words of a language.
    pub(crate) fn of(language: Language) -> &'static Words {
        match language {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }
}

/// Puts values in the places of `{name}` in a sentence; what looks like a place in a value is none.
pub(crate) fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, from)) = rest.split_once('{') {
        filled.push_str(before);
        let place = from.split_once('}').and_then(|(place, behind)| {
            let (_, value) = values.iter().find(|(name, _)| *name == place)?;
            Some((value, behind))
        });
        if let Some((value, behind)) = place {
            filled.push_str(value);
            rest = behind;
        } else {
            filled.push('{');
            rest = from;
        }
    }
    filled + rest
}

static EN: Words = Words {
    understood: "Understood",
    correct_with: "(the flag behind a line corrects it)",
    nothing_understood: "nothing but the words themselves",
    industry: "industry",
    from_profile: "profile",
    from_flag: "flag",
    quoted: "\"{text}\"",
    between: ", ",
    region: "region",
    total: "total",
    range: "range",
    no_candidates: "No region is left.",
    legend: "* first by these weights, whatever is unknown   + can be first once the unknowns are known   \
             ? unknown, the usual value stands in; the points add up to the total, \
             the range holds whatever the unknowns are",
    near_misses: "Narrowly missed",
    worth_learning: "Worth asking next",
    could_flip: "{region}, {criterion}: would change the first three over {share} of its range \
                 (pairwise orders: {orders})",
    no_rows: "note: there are no rows in the input",
    csv_replaces: "note: a CSV row replaces the whole document; links, policies, rail minutes and notes of the updated documents are gone. NDJSON keeps everything",
    near_miss: "{gate}: needs {required}, has {actual}{margin}",
    gate_source: " [{source}]",
    unknown: "unknown",
    counts: "{regions} regions of level {level}: {host} in the host city, {refused} refused \
             ({near} narrowly), {ranked} ranked, {returned} shown",
    refused_by: "Refused by: {gates}",
    warnings: "Mind",
    weights: "Weights: {weights}",
    stamp: "as of {as_of}, generation {generation}, definition {definition}",
    hits: "{shown} of {total} hits",
    left_out: "left out because the figure is unknown: {figures}",
    identifier: "id",
    name: "name",
    level: "level",
    code: "code",
    title: "title",
    confidence: "confidence",
    decided_by: "words",
    not_coded: "There is not enough in the text to name an industry.",
    coding_evaluated: "{system}: {scored} cases, {left_out} left out because their code is not in \
        the classification; {held_out} are known and were answered without themselves",
    other_edition: "Most codes are not in the classification: they may be of another edition, and \
        those that are in it may mean something else there.",
    coding_foot: "expected calibration error {error}; not enough to tell {not_enough}, counted as \
        wrong; 95 % bootstrap intervals, {resamples} resamples clustered by code, seed {seed}",
    coding_fitted: "{cases} entries learned, {left_out} left out; written: {files}",
    imported: "{rows} rows: {inserted} loaded, {updated} updated, {unchanged} unchanged, \
               {refused} refused",
    import_cut: "only the first {named} of {refused} refused rows are named",
    reranked: "{projects} projects, {rate}/s, left:",
    method: "method",
    case: "case",
    candidates: "candidates",
    methods: ["this ranking", "nearest to the host city", "largest"],
    own_links: ["counted", "left out"],
    evaluated: "{cases} cases, {clusters} landed regions, level {level}, own links {links}",
    difference: "mrr, this ranking minus nearest: {estimate} [{low}, {high}], 95 % paired \
                 bootstrap interval, {resamples} resamples clustered by landed region, seed {seed}",
    siting_methods: [
        "this model",
        "logit of eight features",
        "prior plants",
        "population",
        "manufacturing jobs",
    ],
    siting_new: "new",
    siting_evaluated: "{fitted} plants before {before} learned from, {asked} asked for ({new} new), \
                       {areas} areas; {unplaced_asked} of {unplaced} plants in no area would have \
                       been asked for, {undated} bear no date, {repeated} stood before",
    siting_difference: "auc, this model minus {method}: {value}",
    siting_bootstrap: "95 % bootstrap intervals, {resamples} resamples clustered by landed area, \
                       seed {seed}",
    siting_unknown: "taken for manufacturing as a whole, since `index/siting.toml` does not name \
                     them: {names}",
};

static ZH: Words = Words {
    understood: "理解",
    correct_with: "（行末的参数可更正该行）",
    nothing_understood: "除原文外未读出其他信息",
    industry: "产业",
    from_profile: "档案",
    from_flag: "参数",
    quoted: "“{text}”",
    between: "、",
    region: "地区",
    total: "总分",
    range: "区间",
    no_candidates: "没有符合条件的地区。",
    legend: "* 按此权重必居第一   + 未知项明确后可能第一   ? 未知，以常见值代替；各项得分之和即总分，\
             无论未知项如何总分都在区间内",
    near_misses: "差一点符合",
    worth_learning: "建议先问清",
    could_flip: "{region}的{criterion}：其可能取值的 {share} 会改变前三名（共可改变 {orders} 处先后）",
    no_rows: "注意：输入中没有任何行",
    csv_replaces: "注意：CSV 每行替换整份文档，被更新文档的机构联系、政策、铁路时间和备注不再保留；NDJSON 可完整保留",
    near_miss: "{gate}：要求 {required}，实际 {actual}{margin}",
    gate_source: "〔{source}〕",
    unknown: "未知",
    counts: "{level}共 {regions} 个：孵化城市内 {host} 个，不符合 {refused} 个（其中差一点 {near} 个），\
             参与排序 {ranked} 个，列出 {returned} 个",
    refused_by: "不符合原因：{gates}",
    warnings: "注意",
    weights: "权重：{weights}",
    stamp: "数据截至 {as_of}，数据代次 {generation}，定义 {definition}",
    hits: "共 {total} 条，列出 {shown} 条",
    left_out: "因数值未知而未列出：{figures}",
    identifier: "编号",
    name: "名称",
    level: "层级",
    code: "代码",
    title: "名称",
    confidence: "置信度",
    decided_by: "依据",
    not_coded: "文字不足以判断产业。",
    coding_evaluated: "{system}：{scored} 个案例，{left_out} 个因代码不在该分类中而略去；其中 {held_out} \
        个本身已知，作答时不用其自身",
    other_edition: "多数代码不在该分类中：它们可能属于另一版本，其余代码的含义也可能不同。",
    coding_foot: "期望校准误差 {error}；不足以判断 {not_enough}，计为错误；95 % 自助区间，按代码分组重抽样 \
        {resamples} 次，种子 {seed}",
    coding_fitted: "学习 {cases} 条，略去 {left_out} 条；写入：{files}",
    imported: "{rows} 行：新增 {inserted}，更新 {updated}，未变 {unchanged}，拒绝 {refused}",
    import_cut: "共拒绝 {refused} 行，只列出前 {named} 行",
    reranked: "{projects} 个项目，每秒 {rate} 个，剩余",
    method: "方法",
    case: "案例",
    candidates: "候选数",
    methods: ["本排序", "离孵化城市最近", "规模最大"],
    own_links: ["计入", "不计"],
    evaluated: "{cases} 个案例，{clusters} 个落地地区，层级 {level}，自身联系 {links}",
    difference: "mrr 之差（本排序减最近）：{estimate} [{low}, {high}]，95 % 配对自助区间，\
                 按落地地区分组重抽样 {resamples} 次，种子 {seed}",
    siting_methods: ["本模型", "八特征模型", "已有工厂", "人口", "制造业就业"],
    siting_new: "新建",
    siting_evaluated: "以 {before} 之前的 {fitted} 家工厂学习，评测 {asked} 家（新建 {new} 家），\
                       {areas} 个都市区；{unplaced} 家工厂不在任何都市区（其中 {unplaced_asked} 家\
                       本应评测），{undated} 家没有日期，{repeated} 家重复",
    siting_difference: "auc 之差（本模型减{method}）：{value}",
    siting_bootstrap: "95 % 自助区间，按落地都市区分组重抽样 {resamples} 次，种子 {seed}",
    siting_unknown: "`index/siting.toml` 未列出以下技术，按整个制造业处理：{names}",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_place_in_a_value_is_none() {
        let values = [("a", "{b}"), ("b", "x")];
        assert_eq!(fill("{a} and {b}, {c} {", &values), "{b} and x, {c} {");
    }

    #[test]
    fn both_languages_have_the_same_places_to_fill() {
        let places = |sentence: &str| {
            let mut names: Vec<String> = sentence
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}').map(|(name, _)| name.to_owned()))
                .collect();
            names.sort();
            names
        };
        let sentences = |words: &Words| {
            [
                words.near_miss,
                words.could_flip,
                words.counts,
                words.stamp,
                words.hits,
                words.left_out,
                words.refused_by,
                words.weights,
                words.imported,
                words.import_cut,
                words.evaluated,
                words.difference,
                words.siting_evaluated,
                words.siting_difference,
                words.siting_bootstrap,
                words.siting_unknown,
            ]
            .map(places)
        };
        assert_eq!(sentences(&EN), sentences(&ZH));
    }

    #[test]
    fn filling_puts_values_in_their_places() {
        assert_eq!(fill(EN.hits, &[("shown", "3"), ("total", "12")]), "3 of 12 hits");
    }
}
