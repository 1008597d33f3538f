//! The search engine: three shards, one per kind, that belong to one state of definition and store.

use std::path::Path;
use std::sync::Arc;

use super::Error;
use super::page::{self, SearchPage, SearchQuery};
use super::rules::Rules;
use super::segments::{self, Inspection, Opened, Stamp};
use super::shard::Shard;
use super::text::{Document, IndustryText, Kind, ProjectText, RegionText};

/// Everything that is searched.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// Regions of every level.
    pub regions: Vec<RegionText>,
    /// Projects.
    pub projects: Vec<ProjectText>,
    /// Entries of every classification.
    pub industries: Vec<IndustryText>,
}

/// Searchable regions, projects and industries of one generation.
///
/// Segments are read into memory and checked there, so no change of a file can reach a running
/// engine. Searching blocks for up to some milliseconds.
pub struct Engine {
    stamp: Stamp,
    rules: Arc<Rules>,
    shards: [Arc<Shard>; 3],
}

/// The searchable industries of an engine. They depend on the definition alone, so engines of
/// later generations can have them as they are.
#[derive(Clone)]
pub struct Industries(Arc<Shard>);

impl std::fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Engine").field("stamp", &self.stamp).finish_non_exhaustive()
    }
}

impl Engine {
    /// Opens the segments of `stamp` under `dir`, or says why they must be rebuilt. Writes nothing.
    ///
    /// # Errors
    /// Only if `dir` itself cannot be read; damage is a reason to rebuild.
    pub fn open(dir: &Path, stamp: &Stamp, rules: &Arc<Rules>) -> Result<Opened, Error> {
        segments::open(dir, stamp, rules)
    }

    /// Whether there are segments of `stamp` under `dir`, sound or not.
    pub fn is_published(dir: &Path, stamp: &Stamp) -> bool {
        segments::is_published(dir, stamp)
    }

    /// Looks at every byte of the segments of `stamp` under `dir`. Changes nothing.
    ///
    /// # Errors
    /// Only if `dir` itself cannot be read; damage stands in the inspection.
    pub fn inspect(dir: &Path, stamp: &Stamp) -> Result<Inspection, Error> {
        segments::inspect(dir, stamp)
    }

    /// Builds the segments beside the old ones, publishes them by a rename and removes the older.
    /// A damaged folder of the same stamp is kept as `….corrupt-<UTC time>` for inspection.
    ///
    /// # Errors
    /// If the disk refuses. The engine is lost then; [`Engine::in_memory`] needs no disk.
    pub fn build(
        dir: &Path,
        stamp: &Stamp,
        rules: &Arc<Rules>,
        texts: &Texts,
    ) -> Result<Engine, Error> {
        let engine = Engine::in_memory(stamp, rules, texts)?;
        engine.publish(dir)?;
        Ok(engine)
    }

    /// Builds without a disk, for a reader beside the process that owns the data directory.
    ///
    /// # Errors
    /// If the engine fails.
    pub fn in_memory(stamp: &Stamp, rules: &Arc<Rules>, texts: &Texts) -> Result<Engine, Error> {
        let industries = texts.industries.iter().map(Document::from).collect();
        let industries = Industries(Arc::new(Shard::build(Kind::Industry, rules, industries)?));
        Engine::with_industries(stamp, rules, texts, &industries)
    }

    /// As [`Engine::in_memory`] with industries that are searchable already, of the same
    /// definition; those of `texts` do not count.
    ///
    /// # Errors
    /// If the engine fails.
    pub fn with_industries(
        stamp: &Stamp,
        rules: &Arc<Rules>,
        texts: &Texts,
        industries: &Industries,
    ) -> Result<Engine, Error> {
        let regions = texts.regions.iter().map(Document::from).collect();
        let projects = texts.projects.iter().map(Document::from).collect();
        let shards = [
            Arc::new(Shard::build(Kind::Region, rules, regions)?),
            Arc::new(Shard::build(Kind::Project, rules, projects)?),
            Arc::clone(&industries.0),
        ];
        Ok(Engine { stamp: stamp.clone(), rules: Arc::clone(rules), shards })
    }

    /// Its industries, for an engine of a later generation.
    pub fn industries(&self) -> Industries {
        Industries(Arc::clone(&self.shards[2]))
    }

    /// Writes the segments under `dir`, as [`Engine::build`] does.
    ///
    /// # Errors
    /// If the disk refuses; what was published before stays.
    pub fn publish(&self, dir: &Path) -> Result<(), Error> {
        segments::publish(dir, &self.stamp, &self.shards)
    }

    /// One page of the documents that `query` asks for.
    ///
    /// # Errors
    /// If the engine fails.
    pub fn search(&self, query: &SearchQuery) -> Result<SearchPage, Error> {
        let shard = match query.kind {
            Kind::Region => &self.shards[0],
            Kind::Project => &self.shards[1],
            Kind::Industry => &self.shards[2],
        };
        page::search(shard, &self.rules, query)
    }

    /// The state of definition and store that is searched.
    pub fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    pub(super) fn over(stamp: Stamp, rules: Arc<Rules>, shards: [Shard; 3]) -> Engine {
        Engine { stamp, rules, shards: shards.map(Arc::new) }
    }
}
