use std::collections::BTreeMap;

use super::{App, Error};
use crate::domain::{id::RegionId, link::EnclaveMode, region::Level, text::Text};

/// What is searched for.
#[derive(Debug, Clone)]
pub struct SearchRequest {
    /// Words, up to 256 characters; empty lists everything that the filters admit.
    pub text: String,
    /// Which documents.
    pub kind: SearchKind,
    /// Levels of regions; empty for all.
    pub levels: Vec<Level>,
    /// Regions within which to look; empty for everywhere.
    pub within: Vec<RegionId>,
    /// GB/T 4754 codes, with all that is below them; empty for all.
    pub industries: Vec<String>,
    /// Enclave modes; empty for all.
    pub modes: Vec<EnclaveMode>,
    /// Least and most approved or available area, in hectares.
    pub area_hectares: (Option<f64>, Option<f64>),
    /// The highest industrial land price, in CNY per square metre.
    pub price_max: Option<f64>,
    /// A region and the greatest distance from it, in kilometres.
    pub near: Option<(RegionId, f64)>,
    /// How many hits, 1 to 100.
    pub limit: usize,
    /// How many hits to skip: the cursor.
    pub offset: usize,
}

/// Kinds of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchKind {
    /// Region profiles.
    Regions,
    /// Project profiles.
    Projects,
    /// Classification entries.
    Industries,
}

/// A page of hits.
#[derive(Debug, Clone)]
pub struct SearchResponse {
    /// All hits, not only those of the page.
    pub total: usize,
    /// The page, best first.
    pub hits: Vec<SearchHit>,
    /// Hits by facet (`level`, `province`, `industry`, `mode`) and value.
    pub facets: BTreeMap<String, BTreeMap<String, usize>>,
    /// The generation that was searched.
    pub generation: u64,
}

/// One hit.
#[derive(Debug, Clone)]
pub struct SearchHit {
    /// The identifier of the region or project, or `system:code` of an industry.
    pub id: String,
    /// Its names.
    pub name: Text,
    /// The level of a region or of an industry.
    pub level: Option<String>,
    /// The regions above, nearest first.
    pub ancestors: Vec<RegionId>,
    /// How well the words fit; comparable only within one answer.
    pub score: f32,
    /// The passage in which the words stand.
    pub snippet: String,
    /// The byte ranges of the words within the snippet.
    pub highlights: Vec<(usize, usize)>,
}

/// Searches documents by words and filters.
///
/// # Errors
/// A text that is too long, a limit out of range, unknown regions or codes, search unavailable.
pub async fn search_documents(app: &App, request: SearchRequest) -> Result<SearchResponse, Error> {
    let _ = (app, request);
    todo!()
}
