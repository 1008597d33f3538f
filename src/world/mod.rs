//! The built-in world: real regions and projects from `fixtures/world`, assembled to documents.
//!
//! A person reviews the files, which are flat; here they become the same documents that anyone
//! may import: figures with unit, period, source and method in the field where they belong, links
//! in the profile of their home region, each timetable in the profile of both ends.

use std::{collections::BTreeMap, fmt::Write as _, sync::LazyLock};

use sha2::{Digest, Sha256};

use crate::domain::{
    id::RegionId,
    invalid::{Invalid, InvalidLine},
    project::ProjectProfile,
    region::RegionProfile,
};

/// Places and zones, and the regions while they are assembled.
mod region;
/// Published figures and their places in the profile.
mod figure;
/// Travel times by rail.
mod rail;
/// Institutional links, and what is known of enclaves.
mod link;
/// Listed firms by industry.
mod listed;
/// Admission thresholds of standard land.
mod threshold;
/// Support instruments.
mod policy;
/// Projects, sources and other names.
mod project;
/// Publications by their id.
mod source;
/// Lines of a table.
mod table;
#[cfg(test)]
mod tests;

/// The regions and projects with which an empty data directory begins.
#[derive(Debug, Clone)]
pub struct World {
    /// The first 16 hexadecimal digits of a SHA-256 over all files.
    pub version: String,
    /// The regions, each after its parent: country, provinces, prefectures, counties, parks.
    pub regions: Vec<RegionProfile>,
    /// The projects, by id.
    pub projects: Vec<ProjectProfile>,
    /// Other names of regions, each of one region, by name.
    pub aliases: Vec<Alias>,
}

/// Another name of a region: one in use, an older spelling, or the short name of a province or
/// prefecture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The name.
    pub alias: String,
    /// The region that people mean by it.
    pub region: RegionId,
}

/// How a declared industry is coded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodedLabel {
    /// Codes of GB/T 4754, the most likely first.
    pub codes: Vec<String>,
    /// The label in English.
    pub en: Option<String>,
}

/// How to code a Chinese label; `None` for an unknown one, which then stands without codes.
pub type Coding<'a> = dyn Fn(&str) -> Option<CodedLabel> + 'a;

/// A file by its path and its text.
pub type File<'a> = (&'static str, &'a str);

macro_rules! files {
    ($($path:literal),+ $(,)?) => {
        [$(($path, include_str!(concat!("../../", $path)))),+]
    };
}

/// The files of the world, in the order in which they are hashed.
pub const FILES: [File<'static>; 13] = files!(
    "fixtures/world/aliases.csv",
    "fixtures/world/cost_figures.csv",
    "fixtures/world/enclave_facts.csv",
    "fixtures/world/figures.csv",
    "fixtures/world/links.csv",
    "fixtures/world/listed_firms.csv",
    "fixtures/world/places.csv",
    "fixtures/world/policies.ndjson",
    "fixtures/world/projects.ndjson",
    "fixtures/world/rail.csv",
    "fixtures/world/sources.csv",
    "fixtures/world/thresholds.csv",
    "fixtures/world/zones.csv",
);

/// The world that is compiled in, its declared industries coded by `label`.
///
/// # Panics
/// A file is broken, which a test rules out.
pub fn built_in(label: &Coding<'_>) -> World {
    World::parse(&FILES, label)
        .unwrap_or_else(|fault| panic!("the built-in world is broken: {fault}"))
}

static VERSION: LazyLock<String> = LazyLock::new(|| hash(&FILES));

static ALIASES: LazyLock<Vec<Alias>> = LazyLock::new(|| {
    read_aliases(&FILES).unwrap_or_else(|fault| panic!("the built-in world is broken: {fault}"))
});

/// The version of the world that is compiled in, without assembling it.
pub fn version() -> &'static str {
    &VERSION
}

/// The other names of its regions, without assembling it.
///
/// # Panics
/// A file is broken, which a test rules out.
pub fn aliases() -> &'static [Alias] {
    &ALIASES
}

impl World {
    /// Assembles a world from its files; see [`FILES`].
    ///
    /// # Errors
    /// The first fault, with file, line, value and remedy: among others a place, parent, source,
    /// unit or measure that does not exist, and whatever stands twice.
    pub fn parse(files: &[File<'_>], label: &Coding<'_>) -> Result<World, InvalidLine> {
        let file = |name| find(files, name);
        let sources = source::parse(file("fixtures/world/sources.csv")?)?;
        let mut regions = region::Regions::default();
        region::add_places(&mut regions, file("fixtures/world/places.csv")?)?;
        region::add_zones(&mut regions, file("fixtures/world/zones.csv")?, &sources, label)?;
        for path in ["fixtures/world/figures.csv", "fixtures/world/cost_figures.csv"] {
            figure::add(&mut regions, file(path)?, &sources)?;
        }
        rail::add(&mut regions, file("fixtures/world/rail.csv")?, &sources)?;
        let facts = link::facts(file("fixtures/world/enclave_facts.csv")?, &sources)?;
        link::add(&mut regions, file("fixtures/world/links.csv")?, &sources, facts)?;
        listed::add(&mut regions, file("fixtures/world/listed_firms.csv")?, &sources)?;
        let thresholds = file("fixtures/world/thresholds.csv")?;
        threshold::add(&mut regions, thresholds, &sources, label)?;
        policy::add(&mut regions, file("fixtures/world/policies.ndjson")?, &sources)?;
        let projects = project::parse(file("fixtures/world/projects.ndjson")?, &regions)?;
        Ok(World {
            version: hash(files),
            regions: regions.into_documents(),
            projects,
            aliases: read_aliases(files)?,
        })
    }
}

/// Other names need the places alone.
fn read_aliases(files: &[File<'_>]) -> Result<Vec<Alias>, InvalidLine> {
    let mut regions = region::Regions::default();
    let places = find(files, "fixtures/world/places.csv")?;
    let mut names: BTreeMap<String, RegionId> = region::add_places(&mut regions, places)?;
    region::add_aliases(&mut names, find(files, "fixtures/world/aliases.csv")?, &regions)?;
    Ok(names.into_iter().map(|(alias, region)| Alias { alias, region }).collect())
}

/// One of the files, which must be among them.
fn find<'a>(files: &[File<'a>], path: &'static str) -> Result<File<'a>, InvalidLine> {
    let found = files.iter().find(|(name, _)| *name == path);
    found.copied().ok_or_else(|| {
        InvalidLine::new(path, 0, Invalid::new("", "nothing", "a file of the built-in world"))
    })
}

/// Names and lengths are hashed too, so that text cannot move between files unseen.
fn hash(files: &[File<'_>]) -> String {
    let mut hasher = Sha256::new();
    for (path, text) in files {
        hasher.update(format!("{path} {}\n", text.len()));
        hasher.update(text);
    }
    hasher.finalize().iter().take(8).fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
