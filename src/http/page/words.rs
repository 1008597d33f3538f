use crate::domain::{access::Role, matching::Standing, text::Language};

/// What a reader of the plain list and of the memo sees, in one language.
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) answer: &'static str,
    pub(super) points: &'static str,
    pub(super) unknown: &'static str,
    pub(super) mind: &'static str,
    pub(super) memo: &'static str,
    pub(super) nobody: &'static str,
    pub(super) recommendation: &'static str,
    pub(super) recommended: &'static str,
    /// In place of it where others are first more often than not, if any of them are shown.
    pub(super) contested: &'static str,
    pub(super) contested_alone: &'static str,
    pub(super) rival: &'static str,
    pub(super) comma: &'static str,
    /// In place of a recommendation where no industry is known.
    pub(super) no_recommendation: &'static str,
    /// The bounds of a total that unknown figures leave open.
    pub(super) bounded: &'static str,
    pub(super) place: &'static str,
    pub(super) total: &'static str,
    pub(super) between: &'static str,
    pub(super) criterion: &'static str,
    pub(super) figure: &'static str,
    pub(super) weight: &'static str,
    pub(super) utility: &'static str,
    pub(super) cost: &'static str,
    pub(super) line: &'static str,
    pub(super) here: &'static str,
    pub(super) host: &'static str,
    pub(super) saving: &'static str,
    pub(super) known_total: &'static str,
    pub(super) saving_total: &'static str,
    pub(super) firmness: &'static str,
    pub(super) sources: &'static str,
    pub(super) stamp: &'static str,
    pub(super) adds_up: &'static str,
    pub(super) industries: &'static str,
    pub(super) understood: &'static str,
    pub(super) print: &'static str,
    pub(super) computed: &'static str,
    pub(super) assumed: &'static str,
    pub(super) key: &'static str,
    pub(super) key_hint: &'static str,
    pub(super) key_button: &'static str,
    pub(super) key_refused: &'static str,
    pub(super) leave: &'static str,
}

/// The words of a language.
pub(super) fn of(language: Language) -> &'static Words {
    match language {
        Language::Zh => &ZH,
        Language::En => &EN,
    }
}

/// The tag of a language in a document.
pub(super) fn tag(language: Language) -> &'static str {
    match language {
        Language::Zh => "zh-CN",
        Language::En => "en",
    }
}

/// Whether a candidate can be first.
pub(super) fn standing(language: Language, standing: Standing) -> &'static str {
    let (zh, en) = match standing {
        Standing::CertainlyFirst => ("必居首位", "certainly first"),
        Standing::PossiblyFirst => ("可能居首", "possibly first"),
        Standing::Behind => ("居后", "behind"),
    };
    if language == Language::Zh { zh } else { en }
}

/// What a role is called.
pub(super) fn role(language: Language, role: Role) -> &'static str {
    let (zh, en) = match role {
        Role::Advisor => ("顾问", "Advisor"),
        Role::Sponsor => ("项目方", "Sponsor"),
        Role::RegionOfficer => ("地区专员", "Region officer"),
        Role::Batch => ("批处理", "Batch"),
        Role::Admin => ("管理员", "Admin"),
    };
    if language == Language::Zh { zh } else { en }
}

const ZH: Words = Words {
    title: "腹地 Hinterland · 产业化落地选址",
    answer: "落地候选",
    points: "分",
    unknown: "未知",
    mind: "注意",
    memo: "产业化落地建议书",
    nobody: "没有地区满足全部条件。",
    recommendation: "建议",
    recommended: "建议首选{name}，得{total}分（满分一百）{bounded}，{standing}。",
    contested: "尚不能定案，建议一并考察{name}（{share}）、{rivals}；括号内为权重和未知项稍变时居首的比例。\
                按现有权重，{name}得分最高，得{total}分（满分一百）{bounded}。宜先核实未知项。",
    contested_alone: "尚不能定案。按现有权重，{name}得分最高，得{total}分（满分一百）{bounded}，但权重和未知项稍变时\
                      只有{share}的情形居首。宜先核实未知项。",
    rival: "{name}（{share}）",
    comma: "、",
    no_recommendation: "不作推荐：未能从问题中读出所属行业，下表名次只反映各地的一般条件。请先说明产品或行业代码。",
    bounded: "，区间{low}–{high}",
    place: "地区",
    total: "总分",
    between: "区间",
    criterion: "指标",
    figure: "数值",
    weight: "权重",
    utility: "效用",
    cost: "年成本与留在孵化城市相比",
    line: "项目",
    here: "落地",
    host: "孵化城市",
    saving: "节省",
    known_total: "已知合计",
    saving_total: "节省（区间计入未知项）",
    firmness: "结论有多稳",
    sources: "数据来源",
    stamp: "数据代次 {generation} · 定义 {definition} · 时点 {as_of} · 权重（百万分）{weights}。\
            同一数据、同一问题，得同一答案。",
    adds_up: "各项得分之和恰为总分；标“?”者未知，按参考中位数计。",
    industries: "生产行业",
    understood: "需求",
    print: "打印时选“另存为 PDF”即得文件。",
    computed: "推算",
    assumed: "提问者的假定",
    key: "需要密钥",
    key_hint: "这台服务器要求密钥，请向管理员索取。填一次即可，密钥不会留在页面里。",
    key_button: "进入",
    key_refused: "这把密钥打不开：写错了、已过期或已收回。",
    leave: "退出",
};

const EN: Words = Words {
    title: "Hinterland · where production lands",
    answer: "Candidates",
    points: "points",
    unknown: "unknown",
    mind: "Mind",
    memo: "Memo on where to industrialise",
    nobody: "No region meets all conditions.",
    recommendation: "Recommendation",
    recommended: "{name} first, with {total} points of a hundred{bounded}: {standing}.",
    contested: "Not settled yet: look at {name} ({share}), {rivals} together. In brackets stands in \
                how many of the cases where weights differ a little and unknown figures may be \
                anything each of them is first. By the weights at hand {name} has most points, \
                {total} of a hundred{bounded}. Find out what is unknown.",
    contested_alone: "Not settled yet. By the weights at hand {name} has most points, {total} of a \
                      hundred{bounded}, but is first in only {share} of the cases where weights \
                      differ a little and unknown figures may be anything. Find out what is unknown.",
    rival: "{name} ({share})",
    comma: ", ",
    no_recommendation: "None: no industry could be read from the question, so the order below \
                        says only what each place is in general. Name the product or its code.",
    bounded: ", between {low} and {high}",
    place: "region",
    total: "total",
    between: "range",
    criterion: "criterion",
    figure: "figure",
    weight: "weight",
    utility: "utility",
    cost: "Annual cost against staying in the host city",
    line: "line",
    here: "here",
    host: "host city",
    saving: "saving",
    known_total: "what is known",
    saving_total: "Saving (its range counts what is unknown)",
    firmness: "How firm it is",
    sources: "Sources",
    stamp: "Generation {generation} · definition {definition} · as of {as_of} · weights in \
            millionths {weights}. The same question on the same data gives the same answer.",
    adds_up: "Parts add up to the total exactly; `?` marks an unknown figure, for which the median \
              of the reference set stands in.",
    industries: "Production industries",
    understood: "Needs",
    print: "To get a file, print and choose “Save as PDF”.",
    computed: "computed",
    assumed: "assumed by the question",
    key: "A key is needed",
    key_hint: "This server asks for a key; its operator can give you one. It is entered once and \
               not kept in the page.",
    key_button: "Enter",
    key_refused: "This key opens nothing: it is mistyped, expired or revoked.",
    leave: "Sign out",
};
