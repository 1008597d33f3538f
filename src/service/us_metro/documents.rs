use std::{collections::BTreeSet, path::Path};

use rust_decimal::{Decimal, prelude::FromPrimitive};

use super::{Error, UsMetros, read};
use crate::{
    domain::{
        code::{ClassificationSystem, IndustryCode},
        endowment::Economy,
        figure::{Figure, Method, Period, Publication, Published, Source},
        id::RegionId,
        region::{Level, Presence, RegionProfile},
        text::Text,
        unit::PeopleUnit,
    },
    industry::siting::metro::{ALL_INDUSTRIES, Metro},
};

/// The year of the employment figures.
const YEAR: &str = "2018";
/// Where they were published.
const BUSINESS_PATTERNS: &str = "County Business Patterns 2018, United States Census Bureau";

/// The documents of [`regions`] from the files in a folder, one per line.
///
/// # Errors
/// As [`read`].
pub fn lines(folder: &Path) -> Result<Vec<u8>, Error> {
    let mut lines = Vec::new();
    for region in regions(&read(folder)?)? {
        let written = serde_json::to_writer(&mut lines, &region);
        written
            .map_err(|source| Error::Unavailable { what: "memory", source: Box::new(source) })?;
        lines.push(b'\n');
    }
    Ok(lines)
}

/// The country, its states and its metropolitan areas as region documents, parents first.
///
/// An area stands on the level of prefectures and hangs on the state of its principal city. It
/// brings its location, its employment and the employment of each industry: groups of four digits
/// in mining, utilities and manufacturing, subsectors of three digits everywhere else. Prices in
/// dollars are left out, since no unit of this program holds them; so are establishments, which
/// are no firms, and residents, who are no registered population.
///
/// # Errors
/// A code or a number that no document can hold.
pub fn regions(world: &UsMetros) -> Result<Vec<RegionProfile>, Error> {
    let country = RegionId::parse("US")?;
    let name = english("United States");
    let mut regions = vec![RegionProfile::new(country.clone(), None, Level::Country, name)];
    let areas = &world.metros.areas;
    let states: BTreeSet<&str> = areas.iter().map(|area| area.state.as_str()).collect();
    for state in states {
        let name = world.states.get(state).map_or(state, String::as_str);
        let parent = Some(country.clone());
        regions.push(RegionProfile::new(
            id("state", state)?,
            parent,
            Level::Province,
            english(name),
        ));
    }
    for (position, area) in areas.iter().enumerate() {
        regions.push(region(world, position, area)?);
    }
    Ok(regions)
}

fn region(world: &UsMetros, position: usize, area: &Metro) -> Result<RegionProfile, Error> {
    let parent = Some(id("state", &area.state)?);
    let name = english(&area.name);
    let mut region = RegionProfile::new(id("metro", &area.code)?, parent, Level::Prefecture, name);
    region.location = Some(area.location);
    let of = |code: &str| world.metros.jobs.get(code).map_or(0.0, |jobs| jobs[position]);
    region.economy = Economy { employment: people(of(ALL_INDUSTRIES))?, ..Economy::default() };
    for code in world.metros.jobs.keys().filter(|code| is_reported(code)) {
        if let Some(employment) = people(of(code))? {
            let system = ClassificationSystem::Naics2017;
            region.presence.push(Presence {
                industry: IndustryCode { system, code: code.clone() },
                employment: Some(employment),
                output: None,
                firms: None,
                listed_firms: None,
            });
        }
    }
    Ok(region)
}

/// Groups in mining, utilities and manufacturing, else subsectors: with all groups a document
/// would be larger than a request may be.
fn is_reported(code: &str) -> bool {
    let is_production =
        ["21", "22", "31", "32", "33"].iter().any(|sector| code.starts_with(sector));
    let is_plain = code.bytes().all(|digit| digit.is_ascii_digit());
    is_plain && code.len() == if is_production { 4 } else { 3 } && !code.starts_with("99")
}

fn english(name: &str) -> Text {
    Text { zh: None, en: Some(name.to_owned()) }
}

fn id(kind: &str, code: &str) -> Result<RegionId, Error> {
    Ok(RegionId::parse(&format!("US-{kind}-{code}"))?)
}

/// So many employed; `None` for nobody, which the source does not tell from too few to print.
fn people(count: f64) -> Result<Option<Figure<PeopleUnit>>, Error> {
    let value = Decimal::from_f64(count).filter(|value| Decimal::ZERO < *value);
    let Some(value) = value else { return Ok(None) };
    let title = BUSINESS_PATTERNS.to_owned();
    Ok(Some(Figure::new(Published {
        period: Some(Period::parse(YEAR)?),
        source: Some(Source::new(Publication { title, ..Publication::default() })),
        method: Some(Method::Measured),
        ..Published::stated(value, PeopleUnit::Person)
    })))
}
