use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    Acting, Problem,
    body::TextBody,
    extract::{
        Query,
        query::{FromParameters, Parameters},
    },
    plain::{Answer, Wanted},
};
use crate::{
    domain::{
        id::RegionId,
        invalid::Invalid,
        limits::{LIMIT_DEFAULT, LIMIT_MAX, SEARCH_OFFSET_MAX},
        link::EnclaveMode,
        region::Level,
    },
    service::search_documents::{self, SearchHit, SearchKind, SearchRequest, SearchResponse},
    text::search_text,
};

/// What to search for. Lists may be given with commas or by repeating the parameter.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters; `SearchRequest` carries them")]
pub struct SearchDocuments {
    /// Words, up to 256 characters; without them, everything that the filters admit
    #[param(example = "生物医药")]
    q: Option<String>,
    /// `regions` (the default), `projects` or `industries`
    #[param(inline)]
    kind: Option<KindParameter>,
    /// Levels of regions
    level: Option<Vec<Level>>,
    /// Regions within which to look
    within: Option<Vec<RegionId>>,
    /// GB/T 4754 codes, with all that is below them
    industry: Option<Vec<String>>,
    /// Enclave modes
    mode: Option<Vec<EnclaveMode>>,
    /// Least area in hectares
    #[param(minimum = 0)]
    area_min: Option<f64>,
    /// Most area in hectares
    #[param(minimum = 0)]
    area_max: Option<f64>,
    /// Highest industrial land price in CNY per square metre
    #[param(minimum = 0)]
    price_max: Option<f64>,
    /// A region near which to look, with `distance_km_max`
    near: Option<RegionId>,
    /// Greatest distance from `near` in kilometres
    #[param(minimum = 0)]
    distance_km_max: Option<f64>,
    /// How many hits
    #[param(minimum = 1, maximum = 100, default = 10)]
    limit: Option<usize>,
    /// `next_cursor` of the page before
    cursor: Option<String>,
}

/// Kinds of documents.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "describes the parameter; `SearchKind` carries it")]
enum KindParameter {
    /// Region profiles.
    Regions,
    /// Project profiles.
    Projects,
    /// Classification entries.
    Industries,
}

impl FromParameters for SearchRequest {
    fn take_from(parameters: &mut Parameters) -> SearchRequest {
        let levels = "`country`, `province`, `prefecture`, `county` or `park`";
        let modes = "an enclave mode such as `single` or `two_way`";
        SearchRequest {
            text: parameters.text("q").unwrap_or_default(),
            kind: parameters
                .one("kind", "`regions`, `projects` or `industries`", kind)
                .unwrap_or(SearchKind::Regions),
            levels: parameters.many("level", levels, word),
            within: parameters.regions("within"),
            industries: parameters.many("industry", "a GB/T 4754 code such as `2761`", |code| {
                let fits = (1..=6).contains(&code.len());
                (fits && code.bytes().all(|byte| byte.is_ascii_alphanumeric()))
                    .then(|| code.to_owned())
            }),
            modes: parameters.many("mode", modes, word),
            area_hectares: take_area(parameters),
            price_max: parameters.amount("price_max"),
            near: take_near(parameters),
            limit: parameters.whole("limit", 1..=LIMIT_MAX).unwrap_or(LIMIT_DEFAULT),
            offset: parameters
                .one("cursor", "the `next_cursor` of an earlier answer", read_cursor)
                .unwrap_or(0),
        }
    }
}

fn kind(text: &str) -> Option<SearchKind> {
    match text {
        "regions" => Some(SearchKind::Regions),
        "projects" => Some(SearchKind::Projects),
        "industries" => Some(SearchKind::Industries),
        _ => None,
    }
}

/// A word of one of the domain's enumerations, spelled as in documents.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::from(text)).ok()
}

fn take_area(parameters: &mut Parameters) -> (Option<f64>, Option<f64>) {
    let (least, most) = (parameters.amount("area_min"), parameters.amount("area_max"));
    if let (Some(least), Some(most)) = (least, most)
        && most < least
    {
        parameters.refuse(Invalid::new("area_max", most, "at least `area_min`"));
    }
    (least, most)
}

fn take_near(parameters: &mut Parameters) -> Option<(RegionId, f64)> {
    let given = ["near", "distance_km_max"].map(|name| parameters.has(name));
    let near = parameters.region("near");
    let distance_km_max = parameters.amount("distance_km_max");
    match given {
        [true, false] => {
            let expected = "given together with `near`";
            parameters.refuse(Invalid::new("distance_km_max", "nothing", expected));
        }
        [false, true] => {
            let expected = "given together with `distance_km_max`";
            parameters.refuse(Invalid::new("near", "nothing", expected));
        }
        _ => {}
    }
    near.zip(distance_km_max)
}

/// The cursor of the page after this one, if there is one that may be asked for.
fn next_cursor(total: usize, limit: usize, offset: usize) -> Option<String> {
    let next = offset + limit;
    (next < total && next <= SEARCH_OFFSET_MAX).then(|| write_cursor(next))
}

/// A cursor is opaque to the caller, so that it may one day hold more than a number of hits.
fn write_cursor(offset: usize) -> String {
    format!("o{offset:x}")
}

fn read_cursor(cursor: &str) -> Option<usize> {
    let digits = cursor.strip_prefix('o')?;
    let offset = usize::from_str_radix(digits, 16).ok()?;
    (offset <= SEARCH_OFFSET_MAX && write_cursor(offset) == cursor).then_some(offset)
}

/// A page of hits.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchBody {
    /// All hits, not only those of the page.
    pub total: usize,
    /// The best first.
    pub hits: Vec<SearchHitBody>,
    /// Hits by facet (`level`, `province`, `industry`, `mode`) and value.
    pub facets: BTreeMap<String, BTreeMap<String, usize>>,
    /// How the words were read: `literal`, `words` or `synonyms`; `null` without words.
    pub reading: Option<&'static str>,
    /// Left out only because the figure that a filter asks for is unknown: `area`, `price`,
    /// `location`.
    #[schema(value_type = BTreeMap<String, usize>)]
    pub unknown: BTreeMap<&'static str, usize>,
    /// `cursor` for the next page; `null` on the last one, and after 10,000 hits.
    pub next_cursor: Option<String>,
    /// What the reader should mind: documents that are damaged in the store and left out; absent where
    /// there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<TextBody>,
    /// The store's generation that was searched.
    pub generation: u64,
}

/// One hit.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchHitBody {
    /// The id of the region or project, or `system:code` of an industry.
    #[schema(example = "CN-S339078")]
    pub id: String,
    /// Its names.
    pub name: TextBody,
    /// The level of a region or of an industry.
    pub level: Option<String>,
    /// The regions above, the nearest first.
    pub ancestors: Vec<RegionId>,
    /// How well the words fit; comparable only within one answer.
    pub score: f32,
    /// The passage in which the words stand.
    pub snippet: String,
    /// Where the words stand in the passage: begin and end in bytes of UTF-8.
    pub highlights: Vec<[usize; 2]>,
}

impl SearchBody {
    /// The document of a search with its page limits; the CLI prints the same.
    pub fn new(response: SearchResponse, limit: usize, offset: usize) -> SearchBody {
        SearchBody {
            total: response.total,
            hits: response.hits.into_iter().map(SearchHitBody::from).collect(),
            facets: response.facets,
            reading: response.reading,
            unknown: BTreeMap::from(response.unknown),
            next_cursor: next_cursor(response.total, limit, offset),
            warnings: response.warnings.iter().map(TextBody::from).collect(),
            generation: response.generation,
        }
    }
}

impl From<SearchHit> for SearchHitBody {
    fn from(hit: SearchHit) -> SearchHitBody {
        SearchHitBody {
            id: hit.id,
            name: TextBody::from(&hit.name),
            level: hit.level,
            ancestors: hit.ancestors,
            score: hit.score,
            snippet: hit.snippet,
            highlights: hit.highlights.into_iter().map(|(begin, end)| [begin, end]).collect(),
        }
    }
}

/// Search regions, projects or industries
#[utoipa::path(
    get, path = "/v1/search", tag = "search",
    params(SearchDocuments),
    responses((status = 200, description = "A page of hits", body = SearchBody))
)]
pub async fn search_documents(
    Acting(app): Acting,
    Query(request): Query<SearchRequest>,
    wanted: Wanted,
) -> Result<Answer<SearchBody>, Problem> {
    let (limit, offset) = (request.limit, request.offset);
    let page = wanted.page(&request.text);
    let response = search_documents::search_documents(&app, request).await?;
    Ok(match &page {
        Some(page) => Answer::Text(search_text::render(&response, page), page.language),
        None => Answer::Document(SearchBody::new(response, limit, offset)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_come_back_as_they_went() {
        for offset in [0, 10, 9_999, SEARCH_OFFSET_MAX] {
            assert_eq!(read_cursor(&write_cursor(offset)), Some(offset));
        }
        for cursor in ["", "o", "10", "o00a", "o-1", "oA", "off ff", "o2711", "offffffffffffffff"] {
            assert_eq!(read_cursor(cursor), None, "{cursor}");
        }
    }

    #[test]
    fn a_page_says_whether_another_follows() {
        assert_eq!(next_cursor(25, 10, 10).as_deref(), Some("o14"));
        assert_eq!(next_cursor(20, 10, 10), None);
        assert_eq!(next_cursor(90_000, 100, 10_000), None);
    }
}
