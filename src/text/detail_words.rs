use crate::domain::text::Language;

/// The words of the page on one candidate. Words in braces are filled in.
#[derive(Debug)]
pub(crate) struct DetailWords {
    pub(crate) cost: &'static str,
    pub(crate) no_cost: &'static str,
    pub(crate) line: &'static str,
    pub(crate) host: &'static str,
    pub(crate) here: &'static str,
    pub(crate) saving: &'static str,
    pub(crate) known_total: &'static str,
    pub(crate) compared: &'static str,
    pub(crate) unknown: &'static str,
    /// Between the parts of one statement.
    pub(crate) comma: &'static str,
    /// Between the members of a list.
    pub(crate) between: &'static str,
    pub(crate) colon: &'static str,
    pub(crate) figures: &'static str,
    pub(crate) counts_between: &'static str,
    pub(crate) counts_as: &'static str,
    pub(crate) rates: &'static str,
    pub(crate) support: &'static str,
    pub(crate) support_with_host: &'static str,
    pub(crate) modes: &'static str,
    pub(crate) mode: &'static str,
    pub(crate) status: &'static str,
    pub(crate) worth: &'static str,
    pub(crate) open: &'static str,
    pub(crate) to_confirm: &'static str,
    pub(crate) closed: &'static str,
    pub(crate) recommended: &'static str,
    pub(crate) quadrant: &'static str,
    pub(crate) production_host: &'static str,
    pub(crate) production_here: &'static str,
    pub(crate) research_host: &'static str,
    pub(crate) research_here: &'static str,
    pub(crate) quadrant_unknown: &'static str,
    pub(crate) against_staying: &'static str,
    pub(crate) tax: &'static str,
    pub(crate) tax_unknown: &'static str,
    pub(crate) overbid: &'static str,
    pub(crate) overbid_unknown: &'static str,
    pub(crate) gates: &'static str,
    pub(crate) gate: &'static str,
    pub(crate) required: &'static str,
    pub(crate) found: &'static str,
    pub(crate) margin: &'static str,
    pub(crate) no_gates: &'static str,
    pub(crate) parcels: &'static str,
    pub(crate) no_parcels: &'static str,
    pub(crate) parcel: &'static str,
    pub(crate) parcel_price: &'static str,
    pub(crate) link: &'static str,
    pub(crate) no_link: &'static str,
    pub(crate) no_record: &'static str,
    pub(crate) ranking_rate: &'static str,
}

impl DetailWords {
    /// The words of a language.
    pub(crate) fn of(language: Language) -> &'static DetailWords {
        match language {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }
}

static EN: DetailWords = DetailWords {
    cost: "Cost per year, {unit}; ends of each estimate in brackets",
    no_cost: "nothing is known of it, and the project states nothing to compute it from",
    line: "line",
    host: "host city",
    here: "here",
    saving: "saving",
    known_total: "what is known",
    compared: "saving, the unknown lines in its ends",
    unknown: "unknown",
    comma: ", ",
    between: ", ",
    colon: ": ",
    figures: "Figures behind it",
    counts_between: "counts as {low} to {high}",
    counts_as: "counts as {value}",
    rates: "rates and assumptions: index/costs.toml",
    support: "Support of home region, province and state",
    support_with_host: "Support with the host city's instruments, where the mode lets them count",
    modes: "Enclave modes, worth today over {years} years",
    mode: "mode",
    status: "status",
    worth: "worth, {unit}",
    open: "holds",
    to_confirm: "ask",
    closed: "because",
    recommended: "recommended",
    quadrant: "Where research and production stand best, {unit} per year",
    production_host: "production in the host city",
    production_here: "production here",
    research_host: "research in the host city",
    research_here: "research here",
    quadrant_unknown: "unknown: it needs what production costs in both places, and what travel between \
                       both costs",
    against_staying: "against staying, which counts as 0; a row below needs what research earns in \
                      either place",
    tax: "Sharing tax",
    tax_unknown: "unknown: the project does not say what tax it expects to pay",
    overbid: "Subsidies of the home region against tax",
    overbid_unknown: "unknown: it needs what the home region pays and what tax is expected",
    gates: "Conditions",
    gate: "condition",
    required: "required",
    found: "found",
    margin: "margin",
    no_gates: "none applies",
    parcels: "Parcels that fit",
    no_parcels: "no published parcel fits",
    parcel: "{id} of {park}: {area}{price}",
    parcel_price: ", {price}",
    link: "What the link with the host city brought home",
    no_link: "no link is known",
    no_record: "{name}: no landings are published or recorded",
    ranking_rate: "rate by which links are compared, drawn to the mean of all: {rate}",
};

static ZH: DetailWords = DetailWords {
    cost: "年成本（{unit}，括号内为估计区间）",
    no_cost: "均未知，项目也未说明可据以测算的数值",
    line: "项目",
    host: "孵化城市",
    here: "当地",
    saving: "节约",
    known_total: "已知合计",
    compared: "节约（区间计入未知项）",
    unknown: "未知",
    comma: "，",
    between: "、",
    colon: "：",
    figures: "数据来源",
    counts_between: "按 {low} 至 {high} 计",
    counts_as: "按 {value} 计",
    rates: "费率和假设见 index/costs.toml",
    support: "飞出地、省、国家的政策支持",
    support_with_host: "计入飞入地政策时（视飞地模式而定）",
    modes: "飞地模式（{years} 年现值）",
    mode: "模式",
    status: "状态",
    worth: "价值（{unit}）",
    open: "依据",
    to_confirm: "须问",
    closed: "原因",
    recommended: "建议",
    quadrant: "研发与生产的布局（{unit}/年）",
    production_host: "生产在孵化城市",
    production_here: "生产在当地",
    research_host: "研发在孵化城市",
    research_here: "研发在当地",
    quadrant_unknown: "未知：须知道两地的生产成本和往返成本",
    against_staying: "与留在原地（计为 0）相比；下一行须知道研发在两地的收益",
    tax: "税收分成",
    tax_unknown: "未知：项目未说明预计年纳税额",
    overbid: "飞出地补贴与税收",
    overbid_unknown: "未知：须知道飞出地补贴和预计税收",
    gates: "门槛",
    gate: "门槛",
    required: "要求",
    found: "实际",
    margin: "余量",
    no_gates: "没有适用的门槛",
    parcels: "适合的地块",
    no_parcels: "没有已公布的适合地块",
    parcel: "{park} {id}：{area}{price}",
    parcel_price: "，{price}",
    link: "与孵化城市的联系落地情况",
    no_link: "没有已知联系",
    no_record: "{name}：没有公布或登记的落地情况",
    ranking_rate: "比较各联系所用的落地率（向总体均值收缩）：{rate}",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_places_to_fill() {
        let places = |sentence: &str| {
            let ends = sentence.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
            let mut names: Vec<String> = ends.map(|(name, _)| name.to_owned()).collect();
            names.sort();
            names
        };
        let sentences = |words: &DetailWords| {
            [
                words.cost,
                words.counts_between,
                words.counts_as,
                words.modes,
                words.worth,
                words.quadrant,
                words.parcel,
                words.parcel_price,
                words.no_record,
                words.ranking_rate,
            ]
            .map(places)
        };
        assert_eq!(sentences(&EN), sentences(&ZH));
    }
}
