use crate::{
    domain::{commitment::PromiseKind, outcome::OutcomeStage, text::Language},
    service::landing::record::{Denominator, PromiseStatus, Substance},
};

/// What a reader sees of landing records. Words in braces are filled in.
pub(crate) struct OutcomeWords {
    pub(crate) rate: &'static str,
    pub(crate) rate_unknown: &'static str,
    pub(crate) others: &'static str,
    pub(crate) left_out: &'static str,
    pub(crate) ranking_rate: &'static str,
    pub(crate) prior_pooled: &'static str,
    pub(crate) prior_defined: &'static str,
    pub(crate) funnel: &'static str,
    pub(crate) time: &'static str,
    pub(crate) half_landed: &'static str,
    pub(crate) half_not_landed: &'static str,
    pub(crate) curve_step: &'static str,
    pub(crate) retention: &'static str,
    pub(crate) retention_unknown: &'static str,
    pub(crate) retention_left_out: &'static str,
    pub(crate) commitments: &'static str,
    pub(crate) due: &'static str,
    pub(crate) amounts: &'static str,
    pub(crate) not_reported: &'static str,
    pub(crate) kept: &'static str,
    pub(crate) flags: &'static str,
    pub(crate) flag: &'static str,
    pub(crate) published: &'static str,
    pub(crate) published_line: &'static str,
    pub(crate) link: &'static str,
    stages: [&'static str; 8],
    denominators: [&'static str; 3],
    promises: [&'static str; 4],
    statuses: [&'static str; 4],
    substances: [&'static str; 2],
}

impl OutcomeWords {
    /// The words of a language.
    pub(crate) fn of(language: Language) -> &'static OutcomeWords {
        match language {
            Language::En => &EN,
            Language::Zh => &ZH,
        }
    }

    /// The word of a stage.
    pub(crate) fn stage(&self, stage: OutcomeStage) -> &'static str {
        let position = OutcomeStage::ALL.iter().position(|known| *known == stage);
        position.map_or(stage.as_str(), |position| self.stages[position])
    }

    /// What stands in a denominator.
    pub(crate) fn denominator(&self, denominator: Denominator) -> &'static str {
        match denominator {
            Denominator::ProductionAdmitted => self.denominators[0],
            Denominator::EligiblePublished => self.denominators[1],
            Denominator::IncubatedPublished => self.denominators[2],
        }
    }

    /// The word of a kind of promise.
    pub(crate) fn promise(&self, kind: PromiseKind) -> &'static str {
        match kind {
            PromiseKind::Production => self.promises[0],
            PromiseKind::TaxPerYear => self.promises[1],
            PromiseKind::Capex => self.promises[2],
            PromiseKind::Jobs => self.promises[3],
        }
    }

    /// The word of a status.
    pub(crate) fn status(&self, status: PromiseStatus) -> &'static str {
        match status {
            PromiseStatus::Open => self.statuses[0],
            PromiseStatus::Met => self.statuses[1],
            PromiseStatus::Late => self.statuses[2],
            PromiseStatus::Broken => self.statuses[3],
        }
    }

    /// What is doubted of a project.
    pub(crate) fn substance(&self, substance: Substance) -> &'static str {
        match substance {
            Substance::NameOnly => self.substances[0],
            Substance::Unknown => self.substances[1],
            Substance::Present | Substance::TooEarly => substance.as_str(),
        }
    }
}

static EN: OutcomeWords = OutcomeWords {
    rate: "Landing rate {share} [{low}, {high}]: {landed} of {eligible} {denominator}",
    rate_unknown: "Landing rate unknown: no outcome is recorded and no rate published",
    others: "of the others, {on_the_way} are on the way and {gone} have left",
    left_out: "left out: {other} not meant to produce, {not_admitted} never admitted, {before} with \
               a plant before their admission",
    ranking_rate: "Rate for comparison {share}, {prior}",
    prior_pooled: "drawn towards the {usual} of {places} links whose rate is known",
    prior_defined: "drawn towards the usual {usual}",
    funnel: "How far projects came",
    time: "From admission to landing",
    half_landed: "half had landed after {months} months; {followed} followed, {censored} of them \
                  without landing so far",
    half_not_landed: "fewer than half have landed; {followed} followed, {censored} of them without \
                      landing so far",
    curve_step: "{share} landed by month {months}",
    retention: "{share} [{low}, {high}] still there {months} months after the last subsidy: \
                {present} of {eligible}",
    retention_unknown: "Who stays {months} months after the last subsidy is unknown",
    retention_left_out: "left out: {not_yet} not that long ago, {before} gone before, {unknown} \
                         without a recorded end of subsidy",
    commitments: "Promises",
    due: "due {due}",
    amounts: "{reported} of {promised}",
    not_reported: "nothing reported of {promised}",
    kept: "kept {kept}",
    flags: "To look into",
    flag: "{project}: bound to the region since {registered}, {doubt}",
    published: "As published",
    published_line: "{name}: {share} [{low}, {high}], {landed} of {eligible} {denominator}",
    link: "Link with the host city: {name}",
    stages: [
        "enquired",
        "admitted",
        "graduated",
        "agreement",
        "ground broken",
        "producing",
        "withdrawn",
        "left after the subsidy",
    ],
    denominators: [
        "admitted projects meant to produce, as recorded",
        "projects that could land, as published",
        "projects incubated, whatever for, as published",
    ],
    promises: ["production", "tax per year", "investment", "jobs"],
    statuses: ["open", "met", "late", "broken"],
    substances: [
        "but investment, power and insured people there are reported as nil",
        "but neither investment nor power nor insured people there are reported",
    ],
};

static ZH: OutcomeWords = OutcomeWords {
    rate: "落地率 {share} [{low}, {high}]：{eligible} 个{denominator}中 {landed} 个落地",
    rate_unknown: "落地率未知：没有成果记录，也没有公开数据",
    others: "其余项目中 {on_the_way} 个仍在途，{gone} 个已离开",
    left_out: "未计入：非生产类 {other} 个，未入驻 {not_admitted} 个，入驻前已建厂 {before} 个",
    ranking_rate: "比较用落地率 {share}，{prior}",
    prior_pooled: "向 {places} 条已知联系的平均值 {usual} 收缩",
    prior_defined: "向常见值 {usual} 收缩",
    funnel: "项目进展",
    time: "从入驻到落地",
    half_landed: "{months} 个月后半数落地；跟踪 {followed} 个，其中 {censored} 个尚未落地",
    half_not_landed: "不足半数落地；跟踪 {followed} 个，其中 {censored} 个尚未落地",
    curve_step: "第 {months} 个月累计落地 {share}",
    retention: "最后一笔补贴 {months} 个月后仍在 {share} [{low}, {high}]：{eligible} 个中 {present} 个",
    retention_unknown: "最后一笔补贴 {months} 个月后的留存情况未知",
    retention_left_out: "未计入：未满期限 {not_yet} 个，补贴结束前已离开 {before} 个，补贴截止日未记录 \
                         {unknown} 个",
    commitments: "承诺",
    due: "期限 {due}",
    amounts: "已报 {reported}，承诺 {promised}",
    not_reported: "承诺 {promised}，尚无报告",
    kept: "{kept} 兑现",
    flags: "需核查",
    flag: "{project}：{registered} 起与本地签约，{doubt}",
    published: "公开数据",
    published_line: "{name}：{share} [{low}, {high}]，{eligible} 个{denominator}中 {landed} 个落地",
    link: "与孵化城市的联系：{name}",
    stages: ["洽谈", "入驻", "毕业", "签约", "开工", "投产", "退出", "补贴到期后离开"],
    denominators: ["有记录的入驻生产类项目", "公布的可落地项目", "公布的全部孵化项目"],
    promises: ["投产", "年税收", "固定资产投资", "就业"],
    statuses: ["未到期", "已兑现", "逾期", "违约"],
    substances: [
        "但当地投资、用电、社保人数均报为零（疑似空壳）",
        "但当地投资、用电、社保人数均无报告",
    ],
};
