//! What is searched: plain texts and facts of regions, projects and industries.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::geography::Coordinates;
use crate::domain::text::Text;

/// What a document is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Regions of every level.
    Region,
    /// Projects.
    Project,
    /// Entries of the industry classifications.
    Industry,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 3] = [Kind::Region, Kind::Project, Kind::Industry];

    /// The kind's section in the schema, and its folder among the segments.
    pub fn section(self) -> &'static str {
        match self {
            Kind::Region => "regions",
            Kind::Project => "projects",
            Kind::Industry => "industries",
        }
    }

    /// The fields of words, in the order in which a snippet prefers them.
    pub(super) fn fields(self) -> &'static [&'static str] {
        match self {
            Kind::Region => &[
                "labels_zh",
                "labels_en",
                "name_zh",
                "name_en",
                "description_zh",
                "description_en",
                "places_zh",
                "places_en",
                "code",
            ],
            Kind::Project => &[
                "name_zh",
                "name_en",
                "description_zh",
                "description_en",
                "labels_zh",
                "labels_en",
                "places_zh",
                "places_en",
            ],
            Kind::Industry => &["title_zh", "title_en", "phrases_zh", "phrases_en", "code"],
        }
    }
}

/// What a document is filtered and counted by. Unknown figures are `None`, never zero.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The identifier within its kind.
    pub id: String,
    /// Levels: of a region one or more, of an industry its depth in the classification.
    pub levels: BTreeSet<String>,
    /// The province that it is or lies in.
    pub province: Option<String>,
    /// The regions above it; of a project, its host city and those above.
    pub ancestors: Vec<String>,
    /// GB/T 4754 codes.
    pub industries: BTreeSet<String>,
    /// Enclave modes.
    pub modes: BTreeSet<String>,
    /// The classification, of an industry.
    pub system: Option<String>,
    /// Area in hectares.
    pub area_ha: Option<f64>,
    /// Land price in CNY per square metre.
    pub price_cny_per_m2: Option<f64>,
    /// Where it lies.
    pub location: Option<Coordinates>,
}

/// A region as it is searched.
#[derive(Debug, Clone, Default)]
pub struct RegionText {
    /// What it is filtered by.
    pub facts: Facts,
    /// Its name.
    pub name: Text,
    /// Its leading industries in words.
    pub labels: Vec<Text>,
    /// Its description.
    pub description: Text,
    /// Names of the places above it, so that a place and an industry can be asked together.
    pub places: Vec<Text>,
}

/// A project as it is searched.
#[derive(Debug, Clone, Default)]
pub struct ProjectText {
    /// What it is filtered by.
    pub facts: Facts,
    /// Its name.
    pub name: Text,
    /// Its description.
    pub description: Text,
    /// Titles of its industries.
    pub labels: Vec<Text>,
    /// Names of the host city and the places above it.
    pub places: Vec<Text>,
}

/// An entry of a classification as it is searched.
#[derive(Debug, Clone, Default)]
pub struct IndustryText {
    /// What it is filtered by; `id` is `gbt4754:276`, `industries` holds the code.
    pub facts: Facts,
    /// The code without its system.
    pub code: String,
    /// Its title.
    pub title: Text,
    /// Products and trades that belong to it.
    pub phrases: Vec<Text>,
}

/// Searched texts by field, and the facts.
#[derive(Debug, Clone)]
pub(super) struct Document<'a> {
    pub(super) facts: &'a Facts,
    pub(super) texts: Vec<(&'static str, &'a str)>,
}

impl<'a> From<&'a RegionText> for Document<'a> {
    fn from(region: &'a RegionText) -> Document<'a> {
        let code = region.facts.id.split_once('-').map(|(_, code)| code);
        let mut texts: Vec<(&'static str, &'a str)> = Vec::new();
        add(&mut texts, ("labels_zh", "labels_en"), &region.labels);
        add(&mut texts, ("name_zh", "name_en"), [&region.name]);
        add(&mut texts, ("description_zh", "description_en"), [&region.description]);
        add(&mut texts, ("places_zh", "places_en"), &region.places);
        texts.extend(code.map(|code| ("code", code)));
        Document { facts: &region.facts, texts }
    }
}

impl<'a> From<&'a ProjectText> for Document<'a> {
    fn from(project: &'a ProjectText) -> Document<'a> {
        let mut texts: Vec<(&'static str, &'a str)> = Vec::new();
        add(&mut texts, ("name_zh", "name_en"), [&project.name]);
        add(&mut texts, ("description_zh", "description_en"), [&project.description]);
        add(&mut texts, ("labels_zh", "labels_en"), &project.labels);
        add(&mut texts, ("places_zh", "places_en"), &project.places);
        Document { facts: &project.facts, texts }
    }
}

impl<'a> From<&'a IndustryText> for Document<'a> {
    fn from(industry: &'a IndustryText) -> Document<'a> {
        let mut texts: Vec<(&'static str, &'a str)> = Vec::new();
        add(&mut texts, ("title_zh", "title_en"), [&industry.title]);
        add(&mut texts, ("phrases_zh", "phrases_en"), &industry.phrases);
        texts.push(("code", &industry.code));
        Document { facts: &industry.facts, texts }
    }
}

/// Adds the known languages of `values` to the two fields.
fn add<'a>(
    texts: &mut Vec<(&'static str, &'a str)>,
    (zh, en): (&'static str, &'static str),
    values: impl IntoIterator<Item = &'a Text>,
) {
    for value in values {
        texts.extend(value.zh.as_deref().map(|text| (zh, text)));
        texts.extend(value.en.as_deref().map(|text| (en, text)));
    }
}
