use crate::domain::text::Language;

/// What a reader sees of the model of entry.
pub(super) struct EntryWords {
    /// The names of the methods, in the order of the evaluation.
    pub(super) methods: [&'static str; 5],
    pub(super) method: &'static str,
    pub(super) setting: &'static str,
    /// How the model's scores came about: later window, cross-validated, saved.
    pub(super) origins: [&'static str; 3],
    pub(super) counts: &'static str,
    pub(super) difference: &'static str,
    pub(super) calibration: &'static str,
    pub(super) bootstrap: &'static str,
    pub(super) unmet: &'static str,
    pub(super) fitted: &'static str,
    pub(super) validated: &'static str,
    pub(super) columns: [&'static str; 3],
    pub(super) written: &'static str,
}

impl EntryWords {
    /// The words of a language.
    pub(super) fn of(language: Language) -> &'static EntryWords {
        match language {
            Language::En => &EN,
            Language::Zh => &ZH,
        }
    }
}

static EN: EntryWords = EntryWords {
    methods: [
        "entry model",
        "logit of nine features",
        "density, 50 nearest",
        "density",
        "location quotient",
    ],
    method: "method",
    setting: "{entries} entries among {candidates} candidates, {test}, {regions} regions × \
              {industries} industries; {origin}",
    origins: [
        "fitted on {fit} and asked about {test}",
        "cross-validated over regions: each fifth is asked what the other four teach",
        "a saved model, asked about {test}; the logit is fitted on {fit}",
    ],
    counts: "means over the {counted} industries with at least 3 entries and 3 others",
    difference: "auc, entry model minus logit of nine features: {estimate} [{low}, {high}]",
    calibration: "expected calibration error {error}; Brier score {brier}, {share} if each had the \
                  same share",
    bootstrap: "95 % bootstrap intervals, {resamples} resamples of whole regions, seed {seed}",
    unmet: "no row meets {condition}",
    fitted: "{entries} entries among {candidates} candidates, {fit}, {regions} regions × \
             {industries} industries, learned from both ways",
    validated: "on regions not seen: auc {auc} [{low}, {high}], precision at 10 {precision}",
    columns: ["feature", "log-odds per deviation", "meaning"],
    written: "{file} written, {bytes} bytes",
};

static ZH: EntryWords = EntryWords {
    methods: ["进入模型", "九特征逻辑回归", "密度（最近 50 个行业）", "密度", "区位商"],
    method: "方法",
    setting: "{test}：{candidates} 个候选中 {entries} 个进入，{regions} 个地区 × {industries} 个行业；\
              {origin}",
    origins: [
        "以 {fit} 拟合，评测 {test}",
        "按地区交叉验证：每五分之一的地区由其余四份学得的模型评测",
        "已保存的模型，评测 {test}；逻辑回归以 {fit} 拟合",
    ],
    counts: "行业均值取自至少有 3 个进入和 3 个未进入的 {counted} 个行业",
    difference: "auc 之差（进入模型减九特征逻辑回归）：{estimate} [{low}, {high}]",
    calibration: "期望校准误差 {error}；Brier 分数 {brier}，人人同一比例时为 {share}",
    bootstrap: "95 % 自助区间，按整个地区重抽样 {resamples} 次，种子 {seed}",
    unmet: "没有一行符合 {condition}",
    fitted: "{fit}：{candidates} 个候选中 {entries} 个进入，{regions} 个地区 × {industries} 个行业，\
             双向学习",
    validated: "在未见过的地区：auc {auc} [{low}, {high}]，precision at 10 {precision}",
    columns: ["特征", "每标准差的对数几率", "含义"],
    written: "已写入 {file}，{bytes} 字节",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_places() {
        let places = |text: &str| {
            let mut names: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}'))
                .map(|(name, _)| name.to_owned())
                .collect();
            names.sort();
            names
        };
        let all = |words: &EntryWords| {
            [
                words.setting,
                words.counts,
                words.difference,
                words.calibration,
                words.bootstrap,
                words.unmet,
                words.fitted,
                words.validated,
                words.written,
            ]
            .into_iter()
            .chain(words.origins)
            .map(places)
            .collect::<Vec<_>>()
        };
        assert_eq!(all(&EN), all(&ZH));
    }
}
