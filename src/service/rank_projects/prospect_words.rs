use super::prospects::{FigureLevel, FigureProspect, FigureSubject, RegionProspects};
use crate::{
    domain::{
        id::RegionId,
        text::{Language, Text},
    },
    scoring::{atlas::Atlas, robustness::TOP},
    service::{
        landing::money_words::about,
        rank_regions::name_of,
        robustness::{figure_words, plan_sentence},
    },
};

/// So many figures are told of in sentences.
const FIGURES_TOLD: usize = 6;
/// So many values of each.
const LEVELS_TOLD: usize = 3;
/// So many projects with their cheapest ways.
const PROJECTS_TOLD: usize = 3;

/// What a region officer is told: where the region stands, which figure brings how many lists at
/// which value, the cheapest first, and the cheapest ways up the lists of the best projects.
pub(super) fn sentences(
    prospects: &RegionProspects,
    region: &RegionId,
    atlas: &Atlas,
    industry: impl Fn(&str) -> Text,
) -> Vec<Text> {
    let both =
        |write: &dyn Fn(Language) -> String| Text::new(&write(Language::Zh), &write(Language::En));
    let mut sentences = vec![both(&|language| standing(prospects, language))];
    for figure in prospects.figures.iter().take(FIGURES_TOLD) {
        sentences.push(both(&|language| {
            let subject = match &figure.subject {
                FigureSubject::Region => None,
                FigureSubject::HostCity(id) => {
                    Some(said(&name_of(atlas, id), id.as_str(), language))
                }
                FigureSubject::Industry(code) => Some(said(&industry(code), code, language)),
            };
            figure_sentence(figure, subject.as_deref(), language)
        }));
    }
    let told = prospects.plans.iter().filter(|one| !one.plans.is_empty()).take(PROJECTS_TOLD);
    for one in told {
        for plan in &one.plans {
            let sentence = plan_sentence(region, plan, atlas);
            sentences.push(both(&|language| {
                let project = said(&one.name, one.project.as_str(), language);
                let sentence = sentence.in_language(language).unwrap_or_default();
                match language {
                    Language::Zh => format!("对“{project}”：{sentence}"),
                    Language::En => format!("For {project}: {sentence}"),
                }
            }));
        }
    }
    sentences
}

fn said(name: &Text, otherwise: &str, language: Language) -> String {
    name.in_language(language).unwrap_or(otherwise).to_owned()
}

fn standing(prospects: &RegionProspects, language: Language) -> String {
    let RegionProspects { projects, first, in_top, .. } = prospects;
    match (language, prospects.figures.is_empty()) {
        (Language::Zh, false) => {
            format!("在{projects}个项目自己的候选名单中，居首{first}个，前{TOP}名{in_top}个。")
        }
        (Language::En, false) => format!(
            "Of the own lists of {projects} projects it is first in {first} and among the first \
             {TOP} in {in_top}."
        ),
        (Language::Zh, true) => format!(
            "在{projects}个项目自己的候选名单中，居首{first}个，前{TOP}名{in_top}个；没有单独一项能使更多项目把它列入前{TOP}名。"
        ),
        (Language::En, true) => format!(
            "Of the own lists of {projects} projects it is first in {first} and among the first \
             {TOP} in {in_top}; no single figure lifts it to these in one more."
        ),
    }
}

fn figure_sentence(figure: &FigureProspect, subject: Option<&str>, language: Language) -> String {
    let levels: Vec<String> = figure
        .levels
        .iter()
        .take(LEVELS_TOLD)
        .enumerate()
        .map(|(at, level)| {
            let value = match at {
                0 => figure_words(figure.criterion, figure.now, level.needed, language),
                _ => level.needed.to_string(),
            };
            level_words(level, &value, language)
        })
        .collect();
    match (language, subject) {
        (Language::Zh, None) => format!("{}。", levels.join("；")),
        (Language::Zh, Some(subject)) => format!("({subject}){}。", levels.join("；")),
        (Language::En, None) => format!("{}.", capitalised(&levels.join("; "))),
        (Language::En, Some(subject)) => {
            format!("{}: {}.", capitalised(subject), levels.join("; "))
        }
    }
}

fn level_words(level: &FigureLevel, value: &str, language: Language) -> String {
    let cost = about(level.cost, language);
    let gains = [(level.first, 1), (level.in_top, TOP)];
    let gains =
        gains.iter().filter(|(count, _)| 0 < *count).map(|(count, rank)| match (language, *rank) {
            (Language::Zh, 1) => format!("多{count}个项目居首"),
            (Language::Zh, rank) => format!("多{count}个项目进入前{rank}名"),
            (Language::En, 1) => format!("first for {count} more"),
            (Language::En, rank) => format!("among the first {rank} for {count} more"),
        });
    let gains: Vec<String> = gains.collect();
    match language {
        Language::Zh => format!("{value}：{}，约{cost}", gains.join("、")),
        Language::En => format!("{value}: {}, about {cost}", gains.join(", ")),
    }
}

fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
