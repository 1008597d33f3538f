use crate::domain::text::Language;

/// The words of the invoice of support instruments. Words in braces are filled in.
#[derive(Debug)]
pub(crate) struct PolicyWords {
    pub(crate) head: &'static str,
    pub(crate) from_host: &'static str,
    pub(crate) counted: &'static str,
    pub(crate) certain: &'static str,
    pub(crate) nothing: &'static str,
    pub(crate) nothing_certain: &'static str,
    pub(crate) by_year: &'static str,
    pub(crate) year: &'static str,
    pub(crate) source: &'static str,
    pub(crate) published: &'static str,
    pub(crate) note: &'static str,
    pub(crate) claw_back: &'static str,
    pub(crate) subtotal: &'static str,
    pub(crate) capped: &'static str,
    pub(crate) total: &'static str,
    pub(crate) gross: &'static str,
    pub(crate) present_value: &'static str,
    pub(crate) no_discount_rate: &'static str,
    pub(crate) expected: &'static str,
    pub(crate) returnable: &'static str,
    pub(crate) not_proven: &'static str,
    pub(crate) open: &'static str,
    pub(crate) up_to: &'static str,
    pub(crate) not_in_possible: &'static str,
    pub(crate) confirm: &'static str,
    pub(crate) needs: &'static str,
    pub(crate) possible_total: &'static str,
    pub(crate) open_ended: &'static str,
    pub(crate) refused: &'static str,
    pub(crate) refused_count: &'static str,
    pub(crate) none_listed: &'static str,
    /// A project asked about in words.
    pub(crate) asked: &'static str,
}

impl PolicyWords {
    /// The words of a language.
    pub(crate) fn of(language: Language) -> &'static PolicyWords {
        match language {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }
}

static EN: PolicyWords = PolicyWords {
    head: "Support for {project} in {region} ({id})",
    from_host: ", incubated in {host}",
    counted: "years of production: {years}, as of {as_of}",
    certain: "Due by what is known",
    nothing: "  nothing",
    nothing_certain: "  nothing: see below what to confirm",
    by_year: "by year: {years}",
    year: "{year}: {amount}",
    source: "source: {source}",
    published: "published {as_of}",
    note: "note: {note}",
    claw_back: "may have to be paid back ({share}): {condition}",
    subtotal: "{party}, {region}",
    capped: "{party}, {region}: {gross}, capped at {cap}",
    total: "Total",
    gross: "without caps of payers",
    present_value: "present value at {rate} % a year",
    no_discount_rate: "present value: give a rate by `--discount-rate`",
    expected: "expected value",
    returnable: "part that may have to be paid back",
    not_proven: "the search was cut: a better choice may exist",
    open: "To confirm",
    up_to: "up to {amount}",
    not_in_possible: "not together with the others below",
    confirm: "confirm: {conditions}",
    needs: "to be known: {facts}",
    possible_total: "Total if all of it is confirmed, at most",
    open_ended: "some instruments of unknown amount are not in it",
    refused: "Not counted",
    refused_count: "{count} instruments do not count; `hinterland policy` says why",
    none_listed: "No instrument of the region or above it is known.",
    asked: "the project",
};

static ZH: PolicyWords = PolicyWords {
    head: "{project}落地{region}（{id}）的政策支持",
    from_host: "，孵化于{host}",
    counted: "计 {years} 个生产年度，截至 {as_of}",
    certain: "依已知情况可得",
    nothing: "  无",
    nothing_certain: "  无：见下方待确认事项",
    by_year: "分年：{years}",
    year: "第 {year} 年 {amount}",
    source: "来源：{source}",
    published: "公布于 {as_of}",
    note: "备注：{note}",
    claw_back: "可能须退还（{share}）：{condition}",
    subtotal: "{party}，{region}",
    capped: "{party}，{region}：{gross}，上限 {cap}",
    total: "合计",
    gross: "不计支付方上限",
    present_value: "现值（年折现率 {rate} %）",
    no_discount_rate: "现值：请用 `--discount-rate` 给出折现率",
    expected: "期望值",
    returnable: "可能须退还的比例",
    not_proven: "搜索提前中止，可能存在更优组合",
    open: "待确认",
    up_to: "最高 {amount}",
    not_in_possible: "不与其他待确认项同时享受",
    confirm: "须确认：{conditions}",
    needs: "尚缺：{facts}",
    possible_total: "全部确认后的合计，最高",
    open_ended: "未含金额未知的政策",
    refused: "未计入",
    refused_count: "{count} 项政策未计入，原因见 `hinterland policy`",
    none_listed: "该地区及上级地区没有已知政策。",
    asked: "所问项目",
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
        let sentences = |words: &PolicyWords| {
            [
                words.head,
                words.from_host,
                words.counted,
                words.by_year,
                words.year,
                words.source,
                words.published,
                words.note,
                words.claw_back,
                words.subtotal,
                words.capped,
                words.present_value,
                words.up_to,
                words.confirm,
                words.needs,
                words.refused_count,
            ]
            .map(places)
        };
        assert_eq!(sentences(&EN), sentences(&ZH));
    }
}
