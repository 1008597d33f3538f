//! Reads a project from plain words: quantities, places, requirements. What is read is shown and
//! can be corrected; what is not read stays unknown.

/// Quantities with their units.
pub mod quantity;
/// Numbers in digits and in words.
mod number;
/// The words around a quantity.
mod surroundings;
/// Areas of land and of floor.
mod extent;
/// Where a time to travel leads.
mod journey;
/// Quantities that are not what is needed.
mod aside;
/// Quantities of phases, which add up.
mod phase;
/// Flows of water and freight, and trips.
mod flow;
/// Which field takes a quantity, a day, a word on modes.
mod filling;
/// By when production must begin.
mod deadline;
/// The day that a date in words stands for.
mod due_day;
/// What the team accepts.
mod accept;
/// Names of regions.
pub mod gazetteer;
/// Which of several regions of one name is meant.
mod namesake;
/// Areas of whole regions, and places outside of the world.
mod area;
/// Names of parks.
mod park_name;
/// Words that give a place its part.
mod cue;
/// The lists of these words.
mod cue_words;
/// Words that deny a place, and those that only seem to.
mod denial;
/// Moves that are over, and places of somebody else.
mod elsewhere;
/// Who does what in a place.
mod wish;
/// Enclaves: who runs them, and where they stand.
mod enclave;
/// The part that a place plays in a sentence.
mod role;
/// Places that are listed.
mod list;
/// Needs that no field takes.
mod need;
/// What asks for something, and was not read.
mod unread;
/// How far around a number or a name is read.
mod window;
/// What is left of a text when it is asked for products.
mod product;

use std::{collections::HashSet, ops::Range, sync::LazyLock};

use gazetteer::{Gazetteer, Mention};
use jiff::civil::Date;
use regex::Regex;
use role::{Placed, Role};
use unicode_normalization::UnicodeNormalization;

use super::rank_regions::Understood;
use crate::{
    domain::{
        id::{ProjectId, RegionId},
        project::{ProjectProfile, Requirement},
        region::Level,
        text::Text,
    },
    scoring::atlas::Atlas,
    search::{quoted, simplified},
};

/// The identifier of a project that was only asked about, never stored.
pub const QUESTION_ID: &str = "question";
/// Most words that are said not to be understood: whoever reads twenty does not read on (our
/// judgement).
const NOT_UNDERSTOOD_MAX: usize = 20;

/// What was read from words.
pub struct Reading {
    /// The project, with the words as its description.
    pub project: ProjectProfile,
    /// What was understood, and what was seen but not understood.
    pub understood: Vec<Understood>,
    /// The words that may name products: without quantities, places, wishes and what is denied.
    pub product_words: String,
}

/// Reads a project from `text`, written on the day `today`.
///
/// # Panics
/// Never: [`QUESTION_ID`] is an identifier.
pub fn read_project(text: &str, atlas: &Atlas, gazetteer: &Gazetteer, today: Date) -> Reading {
    let id = ProjectId::parse(QUESTION_ID).expect("the identifier is a slug");
    let mut project = ProjectProfile::new(id);
    project.description = describe(text);
    // Full-width digits, letters and commas fold to the plain ones, traditional characters to
    // simplified ones.
    let said: String = text.nfkc().collect();
    let folded = simplified(&said);
    let mut read = Read {
        text: &folded,
        today,
        project,
        understood: Vec::new(),
        said: HashSet::new(),
        spans: Vec::new(),
        asking: Vec::new(),
        travel: None,
    };
    read.quantities();
    read.deadline();
    read.accepted();
    read.places(gazetteer.find_all(atlas, &folded), atlas);
    read.requirements();
    read.needs();
    read.unread();
    let product_words = product::words(&folded, &read.spans, &read.asking);
    if said != folded {
        read.understood.iter_mut().for_each(|line| quote(line, &folded, &said));
    }
    Reading { project: read.project, understood: read.understood, product_words }
}

/// Lets a line repeat the words as they were said.
fn quote(line: &mut Understood, folded: &str, said: &str) {
    let is_quoted = line.value == line.from;
    if let Some(words) = quoted(&line.from, folded, said) {
        line.from = words.to_owned();
    }
    if is_quoted {
        line.value.clone_from(&line.from);
    }
}

/// Whether the text is Chinese: it holds at least one Han character.
pub fn is_chinese(text: &str) -> bool {
    let is_han = |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}');
    text.chars().any(is_han)
}

fn describe(text: &str) -> Text {
    let known = (!text.is_empty()).then(|| text.to_owned());
    if is_chinese(text) { Text { zh: known, en: None } } else { Text { zh: None, en: known } }
}

/// A text while it is read.
struct Read<'a> {
    text: &'a str,
    /// The day on which it was written.
    today: Date,
    project: ProjectProfile,
    understood: Vec<Understood>,
    /// What was said not to be understood.
    said: HashSet<String>,
    /// The bytes that say something else than a product.
    spans: Vec<Range<usize>>,
    /// Those of them that ask for a way to travel or for a requirement.
    asking: Vec<Range<usize>>,
    /// The bytes of the longest travel.
    travel: Option<Range<usize>>,
}

impl Read<'_> {
    fn note(&mut self, what: &'static str, value: String, unit: Option<&'static str>, from: &str) {
        self.understood.push(Understood { what, value, unit, name: None, from: from.to_owned() });
    }

    fn places(&mut self, mentions: Vec<Mention>, atlas: &Atlas) {
        let mut placed = role::assign(self.text, mentions, self.travel.as_ref(), atlas, self.today);
        // Whether the travel is counted from the host shows when the host is known.
        placed.sort_by_key(|place| (place.role == Some(Role::Near), place.range.start));
        let wanted = placed.iter().filter(|place| place.role == Some(Role::Target));
        let targets: HashSet<RegionId> = wanted.filter_map(|place| place.region.clone()).collect();
        for Placed { region, role, range } in placed {
            // An area is as many places as it has regions, all of the same words.
            if self.spans.last() != Some(&range) {
                self.spans.push(range.clone());
                if self.text[..range.start].ends_with(['到', '往', '至', '回']) {
                    self.asking.push(range.clone());
                }
            }
            let words = self.text[range.clone()].to_owned();
            let Some(region) = region else {
                self.note_not_understood(&words);
                continue;
            };
            let what = match role {
                Some(Role::Host) if self.project.host_city.is_none() => {
                    self.project.host_city = Some(region.clone());
                    "host_city"
                }
                // Of the new area only the city is known: it is no reason to refuse the whole of it.
                Some(Role::Excluded) if lies_within(atlas, &region, &words) => {
                    self.note_not_understood(&words);
                    continue;
                }
                Some(Role::Target) => {
                    if lies_within(atlas, &region, &words) {
                        self.note_not_understood(&words);
                    }
                    if !self.project.target_regions.insert(region.clone()) {
                        continue;
                    }
                    "target_region"
                }
                Some(Role::Excluded) => {
                    if !self.project.must_not.insert(region.clone()) {
                        continue;
                    }
                    "must_not"
                }
                Some(Role::Near) => {
                    self.count_travel_from(&region, &range, atlas);
                    continue;
                }
                // Where production returns to it, the region is a target by its own words.
                Some(Role::Home) if targets.contains(&region) => continue,
                Some(Role::Host | Role::Origin | Role::Other | Role::Home | Role::Plant) | None => {
                    self.note_not_understood(&words);
                    continue;
                }
            };
            self.note(what, region.to_string(), None, &words);
        }
    }

    /// Travel is counted from the host city: from anywhere else it is not understood.
    fn count_travel_from(&mut self, region: &RegionId, place: &Range<usize>, atlas: &Atlas) {
        let Some(travel) = self.travel.take() else { return };
        let is_in = |one: &RegionId, other: &RegionId| {
            let place = atlas.find(one);
            place.is_some_and(|place| {
                atlas.lineage(place).any(|above| atlas.profile(above).id == *other)
            })
        };
        let host = self.project.host_city.as_ref();
        if host.is_some_and(|host| is_in(host, region) || is_in(region, host)) {
            return;
        }
        self.project.travel_minutes_max = None;
        let said = self.text[travel.clone()].trim();
        self.understood.retain(|line| {
            line.what != "travel_minutes_max"
                && !(line.what == "not_understood" && line.value == said)
        });
        let words = travel.start.min(place.start)..travel.end.max(place.end);
        self.note_not_understood(&self.text[words]);
    }

    /// Says which needs no field takes.
    fn needs(&mut self) {
        for need in need::find_all(self.text) {
            if self.spans.iter().any(|span| span.start <= need.start && need.end <= span.end) {
                continue;
            }
            let start = product::denial(&self.text[..need.start]).unwrap_or(need.start);
            self.note_not_understood(&self.text[start..need.end]);
            self.spans.push(need.clone());
            self.asking.push(need);
        }
    }

    /// Says which wishes and limits were not read at all.
    fn unread(&mut self) {
        for range in unread::find_all(self.text, &self.spans) {
            self.note_not_understood(&self.text[range]);
        }
    }

    /// Says that words were seen and not understood; once is enough, and so are the first of many.
    fn note_not_understood(&mut self, words: &str) {
        let words = words.trim();
        if self.said.len() < NOT_UNDERSTOOD_MAX && self.said.insert(words.to_owned()) {
            self.note("not_understood", words.to_owned(), None, words);
        }
    }

    fn requirements(&mut self) {
        for (wish, words) in WISHES.iter() {
            for found in words.captures_iter(self.text) {
                // Of a wish that begins a clause, its break is no part.
                let Some(found) = found.name("wish").or_else(|| found.get(0)) else { continue };
                let after = self.text[found.end()..].trim_start();
                let is_main = found.as_str().starts_with('要')
                    && self.text[..found.start()].ends_with(['主', '重']);
                if is_main || PORT_GOODS.iter().any(|goods| after.starts_with(goods)) {
                    continue;
                }
                self.spans.push(found.range());
                self.asking.push(found.range());
                if let Some(clause) = self.preference(&found.range()) {
                    self.note_not_understood(&self.text[clause]);
                    continue;
                }
                if let Some(denial) = product::denial(&self.text[..found.start()]) {
                    self.note_not_understood(&self.text[denial..found.end()]);
                    continue;
                }
                if self.project.must_have.insert(*wish) {
                    let value = requirement_id(*wish).to_owned();
                    self.note("must_have", value, None, found.as_str());
                }
            }
        }
    }
}

/// Whether words name a part of the region that stands for it: 雄安新区 is not all of Baoding.
fn lies_within(atlas: &Atlas, region: &RegionId, words: &str) -> bool {
    const PARTS: [&str; 4] = ["雄安", "新区", "合作区", "New Area"];
    // It covers the city.
    const WHOLE: &str = "舟山群岛新区";
    let levels = atlas.find(region).map(|place| &atlas.profile(place).levels);
    let is_city = levels.is_some_and(|levels| levels.contains(&Level::Prefecture));
    is_city && words != WHOLE && PARTS.iter().any(|part| words.ends_with(part))
}

/// Which words ask for what. "Port" must be asked for as a place to be near.
static WISHES: LazyLock<Vec<(Requirement, Regex)>> = LazyLock::new(|| {
    [
        (Requirement::Port, r"(?i)靠近?[^,。;]{0,4}港口?|临港口|港口附近|近海港|(?:需要?|必须有?|须有?|要有?|要求有?|依托|有)[^,。;]{0,4}(?:港口|海港|深水港)|\b(?:near|close to|by|needs?|needing|requires?|requiring|wants?|must have|access to) (?:access to )?(?:an? |the )?(?:sea |river |deep-water |deepwater )?(?:sea)?port\b|(?:^|[,.;]\s*)(?P<wish>(?:an? |the )?(?:sea ?|river |deep-?water )?port (?:access )?(?:is )?(?:needed|required|necessary|essential|a must))\b"),
        (Requirement::ChemicalPark, r"(?i)化工园区?|\bchemical (?:industry )?park\b"),
        (Requirement::NationalLevel, r"(?i)国家级(?:开发区|园区|经开区|高新区)|\bnational[- ]level (?:zone|park)"),
        (Requirement::Rail, r"(?i)通高铁|高铁直达|\bdirect (?:high-speed )?(?:rail|train)\b"),
    ]
    .into_iter()
    .map(|(wish, words)| (wish, Regex::new(words).expect("the pattern is tested")))
    .collect()
});

/// What follows a port that is no place to be near, but what somebody makes for it.
const PORT_GOODS: [&str; 9] =
    ["机械", "设备", "起重", "装卸", "吊", "crane", "equipment", "machine", "terminal software"];

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
mod aside_tests;
#[cfg(test)]
mod figure_tests;
#[cfg(test)]
mod filling_tests;
#[cfg(test)]
mod lookalike_tests;
#[cfg(test)]
mod namesake_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod wish_tests;
#[cfg(test)]
mod world_tests;
