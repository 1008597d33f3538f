use std::collections::BTreeMap;

use super::{App, Error, app::Derived, audit, rank_regions::check_limit};
use crate::{
    domain::{
        audit::AuditAction,
        code::IndustryCode,
        geography::Kilometres,
        id::{ProjectId, RegionId},
        invalid::Invalid,
        kind::DocumentKind,
        limits::{SEARCH_CHARACTERS_MAX, SEARCH_WORDS_MAX},
        link::EnclaveMode,
        region::Level,
        text::Text,
    },
    scoring::atlas::Atlas,
    search::{Hit, Kind, Near, Reading, SearchQuery},
};

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
    /// How the words were read: `literal`, `words` or `synonyms`; `None` without words.
    pub reading: Option<&'static str>,
    /// Left out only because the figure that a filter asks for is unknown: area, price, location.
    pub unknown: [(&'static str, usize); 3],
    /// What the reader should mind: documents that are damaged and left out.
    pub warnings: Vec<Text>,
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
    let derived = app.derived().await?;
    check(app, &derived, &request)?;
    let query = query(&derived.atlas, &request);
    let turn = app.turn().await?;
    let page = app.with_engine(&turn, derived.clone(), move |engine| engine.search(&query)).await?;
    if request.kind == SearchKind::Projects {
        let found = page.hits.iter().filter_map(|hit| ProjectId::parse(&hit.id).ok());
        let found: Vec<ProjectId> = found.collect();
        audit::note_disclosure(app, AuditAction::Search, &found).await?;
    }
    let kinds: &[DocumentKind] = match request.kind {
        SearchKind::Regions => &[DocumentKind::Regions],
        SearchKind::Projects => &[DocumentKind::Projects],
        SearchKind::Industries => &[],
    };
    let hits = page.hits.into_iter().map(|hit| describe(app, &derived, request.kind, hit));
    Ok(SearchResponse {
        total: page.total,
        hits: hits.collect(),
        facets: BTreeMap::from([
            ("level".to_owned(), page.facets.levels),
            ("province".to_owned(), page.facets.provinces),
            ("industry".to_owned(), page.facets.divisions),
            ("mode".to_owned(), page.facets.modes),
        ]),
        unknown: [
            ("area", page.unknown.area),
            ("price", page.unknown.price),
            ("location", page.unknown.location),
        ],
        reading: page.reading.map(Reading::as_str),
        warnings: derived.damage.warning(kinds, &derived.atlas).into_iter().collect(),
        generation: derived.generation,
    })
}

fn check(app: &App, derived: &Derived, request: &SearchRequest) -> Result<(), Error> {
    check_limit(request.limit)?;
    let mut faults = Vec::new();
    if SEARCH_CHARACTERS_MAX < request.text.chars().count() {
        let expected = format!("a search text of at most {SEARCH_CHARACTERS_MAX} characters");
        faults.push(Invalid::new("q", &request.text, &expected));
    }
    if SEARCH_WORDS_MAX < request.text.split_whitespace().count() {
        let expected = format!("a search text of at most {SEARCH_WORDS_MAX} words");
        faults.push(Invalid::new("q", &request.text, &expected));
    }
    let near = request.near.iter().map(|(region, _)| ("near", region));
    for (path, region) in request.within.iter().map(|region| ("within", region)).chain(near) {
        if derived.atlas.find(region).is_none() {
            faults.push(Invalid::new(path, region, "the id of a known region"));
        }
    }
    for code in &request.industries {
        if app.definition().taxonomy.entry(&IndustryCode::gbt(code)).is_none() {
            faults.push(Invalid::new("industry", code, "a code of `gbt4754`, such as `27`"));
        }
    }
    let (least, most) = request.area_hectares;
    let distance = request.near.as_ref().map(|(_, distance)| *distance);
    for (path, value) in [
        ("area_min", least),
        ("area_max", most),
        ("price_max", request.price_max),
        ("distance_km_max", distance),
    ] {
        if let Some(value) = value.filter(|value| !value.is_finite() || *value < 0.0) {
            faults.push(Invalid::new(path, value, "a number of at least 0"));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

fn query(atlas: &Atlas, request: &SearchRequest) -> SearchQuery {
    let kind = match request.kind {
        SearchKind::Regions => Kind::Region,
        SearchKind::Projects => Kind::Project,
        SearchKind::Industries => Kind::Industry,
    };
    let near = request.near.as_ref().and_then(|(region, distance_km)| {
        let centre = atlas.location(atlas.find(region)?)?;
        Some(Near { centre, distance_max: Kilometres::new(*distance_km)? })
    });
    let (area_min_ha, area_max_ha) = request.area_hectares;
    SearchQuery {
        levels: request.levels.iter().map(|level| level.as_str().to_owned()).collect(),
        within: request.within.iter().map(ToString::to_string).collect(),
        industries: request.industries.clone(),
        modes: request.modes.iter().map(|mode| mode.as_str().to_owned()).collect(),
        area_min_ha,
        area_max_ha,
        price_max_cny_per_m2: request.price_max,
        near,
        limit: request.limit,
        offset: request.offset,
        ..SearchQuery::new(kind, &request.text)
    }
}

fn describe(app: &App, derived: &Derived, kind: SearchKind, hit: Hit) -> SearchHit {
    let atlas = &derived.atlas;
    let (name, level, ancestors) = match kind {
        SearchKind::Regions => {
            let place = RegionId::parse(&hit.id).ok().and_then(|id| atlas.find(&id));
            let profile = place.map(|place| atlas.profile(place));
            let level = profile.and_then(|p| p.levels.last()).map(|l| l.as_str().to_owned());
            let above = place.map_or(&[][..], |place| atlas.ancestors(place));
            let ancestors = above.iter().map(|&above| atlas.profile(above).id.clone()).collect();
            (profile.map(|p| p.name.clone()).unwrap_or_default(), level, ancestors)
        }
        SearchKind::Projects => {
            let found = derived.projects.binary_search_by(|known| known.id.as_str().cmp(&hit.id));
            let project = found.ok().map(|at| &derived.projects[at]);
            (project.map(|p| p.name.clone()).unwrap_or_default(), None, Vec::new())
        }
        SearchKind::Industries => {
            let entry = app.definition().taxonomy.find(&hit.id);
            let title = entry.map(|entry| entry.title.clone()).unwrap_or_default();
            (title, entry.map(|entry| entry.level.as_str().to_owned()), Vec::new())
        }
    };
    let (snippet, ranges) =
        hit.snippet.map(|snippet| (snippet.text, snippet.ranges)).unwrap_or_default();
    SearchHit {
        id: hit.id,
        name,
        level,
        ancestors,
        score: hit.score,
        snippet,
        highlights: ranges.into_iter().map(|range| (range.start, range.end)).collect(),
    }
}
