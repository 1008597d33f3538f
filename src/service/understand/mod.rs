//! Reads a project from plain words: quantities, places, requirements. What is read is shown and
//! can be corrected; what is not read stays unknown.

/// Quantities with their units.
pub mod quantity;
/// Names of regions.
pub mod gazetteer;
/// The part that a place plays in a sentence.
mod role;

use std::sync::LazyLock;

use gazetteer::{Gazetteer, Mention};
use quantity::QuantityKind;
use regex::Regex;
use role::Role;
use unicode_normalization::UnicodeNormalization;

use super::rank_regions::Understood;
use crate::domain::{
    id::ProjectId,
    project::{ProjectProfile, Requirement},
    text::Text,
};
use crate::scoring::atlas::Atlas;

/// The identifier of a project that was only asked about, never stored.
pub const QUESTION_ID: &str = "question";

/// Reads a project from `text`.
///
/// # Panics
/// Never: [`QUESTION_ID`] is an identifier.
pub fn read_project(
    text: &str,
    atlas: &Atlas,
    gazetteer: &Gazetteer,
) -> (ProjectProfile, Vec<Understood>) {
    let id = ProjectId::parse(QUESTION_ID).expect("the identifier is a slug");
    let mut project = ProjectProfile::new(id);
    project.description = describe(text);
    let mut understood = Vec::new();
    // Full-width digits, letters and commas fold to the plain ones.
    let folded: String = text.nfkc().collect();
    let text = folded.as_str();
    read_quantities(text, &mut project, &mut understood);
    let mentions = gazetteer.find_all(atlas, text);
    read_places(text, mentions, &mut project, &mut understood);
    read_requirements(text, &mut project, &mut understood);
    (project, understood)
}

/// Whether the text is Chinese: it holds at least one Han character.
pub fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c))
}

fn describe(text: &str) -> Text {
    let known = (!text.is_empty()).then(|| text.to_owned());
    if is_chinese(text) { Text { zh: known, en: None } } else { Text { zh: None, en: known } }
}

fn read_quantities(text: &str, project: &mut ProjectProfile, understood: &mut Vec<Understood>) {
    let (needs, money) = (&mut project.needs, &mut project.money);
    for quantity in quantity::find_all(text) {
        let from = quantity.words.clone();
        let mut note = |what, value: String, unit| {
            understood.push(Understood { what, value, unit: Some(unit), from: from.clone() });
        };
        macro_rules! take {
            ($slot:expr, $what:literal, $figure:expr) => {{
                let figure = $figure;
                if $slot.is_none() && figure.validate_positive().is_empty() {
                    let unit = crate::domain::unit::Unit::symbol(figure.unit);
                    note($what, figure.value.normalize().to_string(), unit);
                    $slot = Some(figure);
                }
            }};
        }
        match quantity.kind {
            QuantityKind::Land(figure) => take!(needs.land, "land", figure),
            QuantityKind::FloorArea(figure) => take!(needs.floor_area, "floor_area", figure),
            QuantityKind::Power(figure) => take!(needs.power, "power", figure),
            QuantityKind::People(figure) => take!(needs.headcount, "headcount", figure),
            QuantityKind::Capex(figure) => take!(money.capex, "capex", figure),
            QuantityKind::Output(figure) => take!(money.output_per_year, "output_per_year", figure),
            QuantityKind::Tax(figure) => take!(money.tax_per_year, "tax_per_year", figure),
            QuantityKind::TravelMinutes(minutes) => {
                if project.travel_minutes_max.is_none() && (1..=10_000).contains(&minutes) {
                    note("travel_minutes_max", minutes.to_string(), "minute");
                    project.travel_minutes_max = Some(minutes);
                }
            }
        }
    }
}

fn read_places(
    text: &str,
    mentions: Vec<Mention>,
    project: &mut ProjectProfile,
    understood: &mut Vec<Understood>,
) {
    for mention in role::assign(text, mentions) {
        let what = match mention.role {
            Role::Host if project.host_city.is_none() => {
                project.host_city = Some(mention.region.clone());
                "host_city"
            }
            Role::Host => continue,
            Role::Target => {
                project.target_regions.insert(mention.region.clone());
                "target_region"
            }
            Role::Excluded => {
                project.must_not.insert(mention.region.clone());
                "must_not"
            }
        };
        let value = mention.region.to_string();
        understood.push(Understood { what, value, unit: None, from: mention.words });
    }
}

fn read_requirements(text: &str, project: &mut ProjectProfile, understood: &mut Vec<Understood>) {
    /// Which words ask for what. "Port" must be asked for as a place to be near.
    static WORDS: LazyLock<Vec<(Requirement, Regex)>> = LazyLock::new(|| {
        [
            (Requirement::Port, r"(?i)靠近?[^,。;]{0,4}港口?|临港口|港口附近|近海港|(?:near|close to|by) (?:a |the )?(?:sea|river|deep-water )?\s?port\b"),
            (Requirement::ChemicalPark, r"(?i)化工园区|\bchemical (?:industry )?park\b"),
            (Requirement::NationalLevel, r"(?i)国家级(?:开发区|园区|经开区|高新区)|\bnational[- ]level (?:zone|park)"),
            (Requirement::Rail, r"(?i)通高铁|高铁直达|\bdirect (?:high-speed )?(?:rail|train)\b"),
        ]
        .into_iter()
        .map(|(wish, words)| (wish, Regex::new(words).expect("the pattern is tested")))
        .collect()
    });
    for (wish, words) in WORDS.iter() {
        if let Some(found) = words.find(text) {
            project.must_have.insert(*wish);
            understood.push(Understood {
                what: "must_have",
                value: requirement_id(*wish).to_owned(),
                unit: None,
                from: found.as_str().to_owned(),
            });
        }
    }
}

/// The requirement's identifier in documents.
pub fn requirement_id(wish: Requirement) -> &'static str {
    match wish {
        Requirement::Port => "port",
        Requirement::ChemicalPark => "chemical_park",
        Requirement::NationalLevel => "national_level",
        Requirement::Rail => "rail",
    }
}

#[cfg(test)]
mod tests;
