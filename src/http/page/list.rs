use super::{
    html::{element, escape, list},
    words,
};
use crate::{
    domain::text::{Language, Text},
    service::{
        code_text::CodedIndustry,
        rank_regions::{RankedCandidate, Ranking, RegionSummary, Understood},
        rationale::hundredths,
    },
    text::{labels, understood_text},
};

/// The ranked list with its reasons, for a reader without scripts; the scripts replace it.
pub(super) fn render(ranking: &Ranking, language: Language) -> String {
    let words = words::of(language);
    let warnings = ranking.warnings.iter().map(|warning| said(warning, language));
    let warnings = list("minded", warnings);
    let rows: String = ranking.candidates.iter().map(|ranked| row(ranked, language)).collect();
    let rows = if rows.is_empty() { element("p", "empty", words.nobody) } else { rows };
    let facts = understood(ranking, language);
    let facts = list("minded", facts.iter().map(|(term, fact)| format!("{term} · {fact}")));
    let title = element("h2", "", words.answer);
    format!(
        "<div class=\"plain\">{title}{facts}<ol class=\"plain-list\">{rows}</ol>{warnings}</div>"
    )
}

/// How the question was understood: what it makes and what it needs, each with its title, as far as
/// either is known.
pub(super) fn understood(ranking: &Ranking, language: Language) -> Vec<(&'static str, String)> {
    let words = words::of(language);
    let industry =
        |coded: &CodedIndustry| format!("{} {}", coded.industry.code, said(&coded.title, language));
    let need = |fact: &Understood| {
        let title = labels::field(language, fact.what);
        format!("{title} {}", understood_text::value(fact, language))
    };
    let between = if language == Language::Zh { "；" } else { "; " };
    let industries: Vec<String> = ranking.industries.iter().map(industry).collect();
    let needs: Vec<String> = ranking.understood.iter().map(need).collect();
    let facts =
        [(words.industries, industries.join(between)), (words.understood, needs.join(between))];
    facts.into_iter().filter(|(_, fact)| !fact.is_empty()).collect()
}

fn row(ranked: &RankedCandidate, language: Language) -> String {
    let words = words::of(language);
    let bounds = ranked.candidate.bounds();
    let name = element("h3", "", &name(&ranked.region, language));
    let place = element("p", "place", &whereabouts(&ranked.region, language));
    let total = hundredths(ranked.candidate.total());
    let total = format!(
        "<p class=\"score\"><b>{total}</b> <span>{} {}–{}</span></p>",
        escape(words.points),
        hundredths(bounds.low),
        hundredths(bounds.high),
    );
    let reasons = match language {
        Language::Zh => &ranked.rationale.zh,
        Language::En => &ranked.rationale.en,
    };
    let reasons = list("reasons", reasons.iter().cloned());
    format!("<li>{name}{place}{total}{reasons}</li>")
}

/// The name of a region; its id if it has none.
pub(super) fn name(region: &RegionSummary, language: Language) -> String {
    region.name.in_language(language).unwrap_or(region.id.as_str()).to_owned()
}

/// The regions above without the country, as the language orders them.
pub(super) fn whereabouts(region: &RegionSummary, language: Language) -> String {
    let country = region.id.country();
    let above = region.ancestors.iter().zip(&region.ancestor_names);
    let above = above.filter(|(id, _)| id.as_str() != country);
    let mut names: Vec<&str> =
        above.map(|(id, name)| name.in_language(language).unwrap_or(id.as_str())).collect();
    if language == Language::Zh {
        names.reverse();
    }
    names.join(if language == Language::Zh { " " } else { ", " })
}

/// A text in a language; empty if it is known in none.
pub(super) fn said(text: &Text, language: Language) -> String {
    text.in_language(language).unwrap_or_default().to_owned()
}
