//! What search is given to index: plain texts and facts, drawn from the documents and the
//! definition.

use std::{collections::BTreeSet, sync::Arc};

use super::app::Derived;
use crate::{
    definition::Definition,
    domain::{
        code::{ClassificationSystem, IndustryCode},
        figure::Figure,
        project::ProjectProfile,
        region::{Level, RegionProfile},
    },
    scoring::atlas::Atlas,
    search::{
        Coder, Facts, FieldRule, IndustryText, Phrase, ProjectText, RegionText, Rules, Synonyms,
        Texts, Title, Vocabulary,
    },
    world::{self, CodedLabel, World},
};

/// The built-in world, its zones' labels coded by the definition's phrases.
pub(super) fn built_in_world() -> World {
    let definition = crate::definition::get();
    world::built_in(&|label| {
        let phrase = definition.chinese_phrase(label)?;
        Some(CodedLabel { codes: phrase.codes.clone(), en: phrase.en.clone() })
    })
}

/// The rules of search and the coder, from the definition.
///
/// # Panics
/// If `index/schema.toml` and the fields of search disagree, which a test excludes.
pub fn vocabulary(definition: &Definition) -> (Arc<Rules>, Coder) {
    let fields = definition.schema.fields.iter().map(|(name, field)| {
        let tokenizer = field.tokenizer.clone().unwrap_or_default();
        (name.clone(), FieldRule { tokenizer, boost: field.boost })
    });
    let groups = definition.synonyms.iter();
    let groups = groups.map(|group| Synonyms { zh: group.zh.clone(), en: group.en.clone() });
    // A phrase and its rendering mean the same: "photovoltaic module" finds 光伏组件.
    let renderings = definition.chinese_phrases().filter_map(|phrase| {
        let en = phrase.en.clone()?;
        Some(Synonyms { zh: vec![phrase.text.clone()], en: vec![en.to_lowercase()] })
    });
    let vocabulary = Vocabulary {
        synonyms: groups.chain(renderings).collect(),
        stopwords: definition.stopwords.clone(),
        words: definition.chinese_phrases().map(|phrase| phrase.text.clone()).collect(),
    };
    let rules = Rules::new(&fields.collect(), &vocabulary).expect("the schema is tested");
    let phrases: Vec<Phrase> = definition
        .phrases
        .iter()
        .chain(&definition.products)
        .map(|phrase| Phrase { text: phrase.text.clone(), codes: phrase.codes.clone() })
        .collect();
    let titles: Vec<Title> = definition
        .taxonomy
        .list(ClassificationSystem::Gbt4754)
        .map(|entry| Title {
            code: entry.industry.code.clone(),
            zh: entry.title.zh.clone().unwrap_or_default(),
            en: entry.title.en.clone().unwrap_or_default(),
        })
        .collect();
    let coder = Coder::new(&rules, &phrases, &titles);
    (Arc::new(rules), coder)
}

/// Everything that is searched, of one generation.
pub(super) fn collect(definition: &Definition, derived: &Derived) -> Texts {
    Texts { industries: industries(definition), ..collect_documents(definition, derived) }
}

/// Everything that is searched and depends on the generation: all but the industries.
pub(super) fn collect_documents(definition: &Definition, derived: &Derived) -> Texts {
    let atlas = &derived.atlas;
    Texts {
        regions: (0..atlas.len()).map(|place| region(atlas, place)).collect(),
        projects: derived.projects.iter().map(|p| project(definition, atlas, p)).collect(),
        industries: Vec::new(),
    }
}

fn region(atlas: &Atlas, place: usize) -> RegionText {
    let profile = atlas.profile(place);
    let leading = profile.leading_industries.iter().flat_map(|leading| &leading.items);
    let codes = leading.clone().flat_map(|item| &item.codes);
    let land = &profile.land;
    let area = land.available_area.as_ref().or(land.approved_area.as_ref());
    RegionText {
        facts: Facts {
            id: profile.id.to_string(),
            levels: profile.levels.iter().map(|level| level.as_str().to_owned()).collect(),
            province: province(atlas, place),
            ancestors: atlas.ancestors(place).iter().map(|&p| id_of(atlas, p)).collect(),
            industries: gbt(atlas, codes),
            modes: modes(profile),
            system: None,
            area_ha: area.and_then(Figure::measure),
            price_cny_per_m2: land.industrial_price.as_ref().and_then(Figure::measure),
            location: atlas.location(place),
        },
        name: profile.name.clone(),
        labels: leading.map(|item| item.label.clone()).collect(),
        description: profile.description.clone(),
        places: atlas.ancestors(place).iter().map(|&p| atlas.profile(p).name.clone()).collect(),
    }
}

fn project(definition: &Definition, atlas: &Atlas, project: &ProjectProfile) -> ProjectText {
    let host = project.host_city.as_ref().and_then(|id| atlas.find(id));
    let lineage: Vec<usize> = host.map(|host| atlas.lineage(host).collect()).unwrap_or_default();
    let codes: Vec<IndustryCode> = project
        .industries
        .iter()
        .map(super::super::domain::project::ProductionIndustry::industry)
        .collect();
    let titles = codes.iter().filter_map(|code| definition.taxonomy.entry(code));
    let modes = project.accepts.modes.iter().map(|mode| mode.as_str().to_owned());
    ProjectText {
        facts: Facts {
            id: project.id.to_string(),
            levels: BTreeSet::new(),
            province: host.and_then(|host| province(atlas, host)),
            ancestors: lineage.iter().map(|&place| id_of(atlas, place)).collect(),
            industries: gbt(atlas, codes.iter()),
            modes: modes.collect(),
            system: None,
            area_ha: project.needs.land.as_ref().and_then(Figure::measure),
            price_cny_per_m2: project.money.land_price_max.as_ref().and_then(Figure::measure),
            location: host.and_then(|host| atlas.location(host)),
        },
        name: project.name.clone(),
        description: project.description.clone(),
        labels: titles.map(|entry| entry.title.clone()).collect(),
        places: lineage.iter().map(|&place| atlas.profile(place).name.clone()).collect(),
    }
}

fn province(atlas: &Atlas, place: usize) -> Option<String> {
    Some(id_of(atlas, atlas.at_or_above(place, Level::Province)?))
}

fn id_of(atlas: &Atlas, place: usize) -> String {
    atlas.profile(place).id.to_string()
}

/// The main codes of GB/T 4754 for which codes stand.
fn gbt<'a>(atlas: &Atlas, codes: impl Iterator<Item = &'a IndustryCode>) -> BTreeSet<String> {
    codes.flat_map(|code| atlas.crosswalk().main(code)).map(str::to_owned).collect()
}

fn modes(profile: &RegionProfile) -> BTreeSet<String> {
    let modes = profile.links.iter().filter_map(|link| link.mode);
    modes.map(|mode| mode.as_str().to_owned()).collect()
}

fn industries(definition: &Definition) -> Vec<IndustryText> {
    let entries = ClassificationSystem::ALL
        .into_iter()
        .flat_map(|system| definition.taxonomy.list(system).map(move |entry| (system, entry)));
    entries
        .map(|(system, entry)| {
            let code = entry.industry.code.clone();
            let gbt = system == ClassificationSystem::Gbt4754;
            IndustryText {
                facts: Facts {
                    id: entry.industry.to_string(),
                    levels: BTreeSet::from([entry.level.as_str().to_owned()]),
                    industries: BTreeSet::from([code.clone()]),
                    system: Some(system.as_str().to_owned()),
                    ..Facts::default()
                },
                title: entry.title.clone(),
                phrases: if gbt { definition.phrases_of(&code) } else { Vec::new() },
                code,
            }
        })
        .collect()
}
