use crate::domain::text::Language;

/// Everything a reader of `reverse` sees besides names, sentences of a rationale and errors.
///
/// Words in braces are filled in by [`super::words::fill`].
#[derive(Debug)]
pub(crate) struct ReverseWords {
    pub(crate) head: &'static str,
    pub(crate) among: &'static str,
    pub(crate) project: &'static str,
    pub(crate) reciprocal: &'static str,
    pub(crate) range: &'static str,
    pub(crate) region_side: &'static str,
    pub(crate) project_side: &'static str,
    pub(crate) for_region: &'static str,
    pub(crate) for_project: &'static str,
    /// Behind the title of the project's side.
    pub(crate) own_rank: &'static str,
    pub(crate) from_host: &'static str,
    pub(crate) host_unknown: &'static str,
    pub(crate) legend: &'static str,
    pub(crate) no_projects: &'static str,
    pub(crate) counts: &'static str,
    pub(crate) weights: &'static str,
    /// What would lift the region.
    pub(crate) prospects: &'static str,
}

impl ReverseWords {
    /// The words of a language.
    pub(crate) fn of(language: Language) -> &'static ReverseWords {
        match language {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }
}

static EN: ReverseWords = ReverseWords {
    head: "Projects for {region}, scored as a {level}",
    among: "among those incubated in {host}",
    project: "project",
    reciprocal: "both",
    range: "range",
    region_side: "region",
    project_side: "project",
    for_region: "For the region",
    for_project: "For the project",
    own_rank: ", in whose own list it stands {rank} of {of}",
    from_host: "incubated in {host}",
    host_unknown: "where it is incubated is unknown",
    legend: "both: the harmonic mean of what the project is worth to the region and of what the \
             region is worth to the project, the latter as `match` has it; the range holds whatever \
             the unknowns are",
    no_projects: "No project is left.",
    counts: "{projects} projects: {host} incubated in the region itself, {unresolved} not readable \
             any more, {refused} refused ({near} narrowly), {ranked} ranked, {returned} shown",
    weights: "Weights of the region: {weights}",
    prospects: "What would lift the region",
};

static ZH: ReverseWords = ReverseWords {
    head: "适合{region}的项目（按{level}评分）",
    among: "仅限在{host}孵化的项目",
    project: "项目",
    reciprocal: "互选",
    range: "区间",
    region_side: "地方",
    project_side: "项目",
    for_region: "对地方",
    for_project: "对项目",
    own_rank: "，在其落地候选中排第 {rank}，共 {of} 个",
    from_host: "孵化于{host}",
    host_unknown: "孵化城市未知",
    legend: "互选：项目对地方的价值与地方对项目的价值（后者与 `match` 相同）的调和平均；\
             无论未知项如何都在区间内",
    no_projects: "没有符合条件的项目。",
    counts: "共 {projects} 个项目：在本地孵化 {host} 个，档案已失效 {unresolved} 个，\
             不符合 {refused} 个（其中差一点 {near} 个），参与排序 {ranked} 个，列出 {returned} 个",
    weights: "地方权重：{weights}",
    prospects: "怎样提升名次",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_places_to_fill() {
        let places = |sentence: &str| {
            let parts = sentence.split('{').skip(1);
            let names = parts.filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()));
            let mut names: Vec<String> = names.collect();
            names.sort();
            names
        };
        let sentences = |words: &ReverseWords| {
            [words.head, words.among, words.own_rank, words.from_host, words.counts, words.weights]
                .map(places)
        };
        assert_eq!(sentences(&EN), sentences(&ZH));
    }
}
