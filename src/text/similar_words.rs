use crate::domain::text::Language;

/// Everything a reader of `similar` sees besides names, reasons and errors.
///
/// Words in braces are filled in by [`super::words::fill`].
#[derive(Debug)]
pub(crate) struct SimilarWords {
    pub(crate) regions_like: &'static str,
    pub(crate) projects_like: &'static str,
    /// Head of the column of how alike they are.
    pub(crate) alike: &'static str,
    /// Head of the column of names.
    pub(crate) what: &'static str,
    pub(crate) from_host: &'static str,
    pub(crate) counts: &'static str,
    pub(crate) legend: &'static str,
}

impl SimilarWords {
    /// The words of a language.
    pub(crate) fn of(language: Language) -> &'static SimilarWords {
        match language {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }
}

static EN: SimilarWords = SimilarWords {
    regions_like: "Most like {region}, compared as a {level}",
    projects_like: "Most like {project}",
    alike: "alike",
    what: "which",
    from_host: "incubated in {host}",
    counts: "{compared} compared, {incomparable} not comparable, {returned} shown",
    legend: "alike: of a hundred, over what is known of both; the range holds whatever the rest \
             turns out to be. Here is the one that was asked for",
};

static ZH: SimilarWords = SimilarWords {
    regions_like: "与{region}最相似的地区（按{level}比较）",
    projects_like: "与{project}最相似的项目",
    alike: "相似度",
    what: "对方",
    from_host: "孵化于{host}",
    counts: "比较 {compared} 个，无从比较 {incomparable} 个，列出 {returned} 个",
    legend: "相似度：满分一百，只计双方都已知的方面；无论其余如何都在区间内。“本处”指所问的一方",
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
        let sentences = |words: &SimilarWords| {
            [words.regions_like, words.projects_like, words.from_host, words.counts].map(places)
        };
        assert_eq!(sentences(&EN), sentences(&ZH));
    }
}
