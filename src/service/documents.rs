use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use jiff::Timestamp;

use super::{
    App, Error,
    app::Derived,
    audit,
    document::{self, DocumentFault},
    territory,
};
use crate::{
    domain::{
        audit::AuditAction,
        code::IndustryCode,
        condition::Condition,
        id::{ProjectId, RegionId},
        invalid::Invalid,
        kind::DocumentKind,
        project::ProjectProfile,
        region::RegionProfile,
        text::Text,
    },
    store::{self, Outcome, Versioned},
};

/// A stored document and its version.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored<T> {
    /// The document.
    pub document: T,
    /// From 1, plus one per change.
    pub version: u64,
    /// Whether a write created it.
    pub created: bool,
}

/// Reads a region profile from JSON, checking form, values and codes.
///
/// # Errors
/// Malformed or invalid, each fault with path, value and remedy.
pub fn read_region(app: &App, json: &[u8]) -> Result<RegionProfile, Error> {
    let region: RegionProfile = read(json)?;
    refuse(unknown_codes_of_region(app, &region))?;
    Ok(region)
}

/// Reads a project profile from JSON, checking form, values and codes.
///
/// # Errors
/// Malformed or invalid, each fault with path, value and remedy.
pub fn read_project(app: &App, json: &[u8]) -> Result<ProjectProfile, Error> {
    let project: ProjectProfile = read(json)?;
    refuse(unknown_codes(app, &project))?;
    Ok(project)
}

/// Reads a project profile from JSON, checking form and values; whether its codes are known is for
/// whoever has the classifications.
///
/// # Errors
/// Malformed or invalid, each fault with path, value and remedy.
pub fn read_project_form(json: &[u8]) -> Result<ProjectProfile, Error> {
    read(json)
}

/// Gets a region.
///
/// # Errors
/// Not found, store unavailable.
pub async fn get_region(app: &App, id: &RegionId) -> Result<Stored<RegionProfile>, Error> {
    let found = app.store().get_region(app.shared(), id).await?;
    found.map(read_back).ok_or_else(|| not_found("region", id.as_str()))
}

/// The names of regions by their ids; a region that is gone has none.
pub async fn region_names(
    app: &App,
    ids: impl IntoIterator<Item = &RegionId>,
) -> BTreeMap<String, Text> {
    let mut names = BTreeMap::new();
    for id in ids {
        if let Ok(stored) = get_region(app, id).await {
            names.insert(id.to_string(), stored.document.name);
        }
    }
    names
}

/// Writes a region, new or changed, at the time `now`.
///
/// # Errors
/// Invalid, forbidden to an officer of another region, changed meanwhile, held by another process,
/// store unavailable.
pub async fn put_region(
    app: &App,
    region: RegionProfile,
    condition: &Condition,
    now: Timestamp,
) -> Result<Stored<RegionProfile>, Error> {
    let turn = app.writer().await?;
    let mut faults = region.validate();
    faults.extend(unknown_codes_of_region(app, &region));
    let derived = turn.derived().await?;
    faults.extend(bad_parent(&derived, &Parents::new(), &region));
    refuse(faults)?;
    territory::check_write(app, &derived, &Parents::new(), &region)?;
    let occasion = app.occasion(DocumentKind::Regions, now);
    let stored = app.store().put_region(&occasion, &region, condition).await?;
    Ok(written(region, stored))
}

/// Deletes a region that has no regions below it, at the time `now`.
///
/// # Errors
/// Not found, forbidden to an officer of another region, regions below, changed meanwhile, held by
/// another process, store unavailable.
pub async fn delete_region(
    app: &App,
    id: &RegionId,
    condition: &Condition,
    now: Timestamp,
) -> Result<(), Error> {
    let turn = app.writer().await?;
    let derived = turn.derived().await?;
    if !derived.has_region(id) {
        return Err(not_found("region", id.as_str()));
    }
    territory::check_delete(app, &derived, id)?;
    if let Some(below) = region_below(&derived, id) {
        let expected = format!("a region without regions below it; `{below}` hangs on it");
        return Err(Invalid::new("id", id, &expected).into());
    }
    let occasion = app.occasion(DocumentKind::Regions, now);
    let deleted = app.store().delete_region(&occasion, id, condition).await?;
    deleted.map(|_| ()).ok_or_else(|| not_found("region", id.as_str()))
}

/// A region that lies in another, also where one of both is damaged.
fn region_below(derived: &Derived, id: &RegionId) -> Option<String> {
    let mut regions = derived.atlas.profiles().iter();
    let below = regions.find(|region| region.parent.as_ref() == Some(id));
    let damaged = || Some(derived.damage.region_in(id)?.id.clone());
    below.map(|region| region.id.to_string()).or_else(damaged)
}

/// Gets a project.
///
/// # Errors
/// Not found, store unavailable.
pub async fn get_project(app: &App, id: &ProjectId) -> Result<Stored<ProjectProfile>, Error> {
    shown_project(app, id, AuditAction::Get).await
}

/// Gets a project that the actor is about to see in what is computed of it from `derived`: as it is
/// there, so that the answer is of one state. One that is not there may be damaged; if it is new,
/// `derived` is what contains it from then on.
///
/// # Errors
/// Not found, store unavailable.
pub(super) async fn show_project(
    app: &App,
    derived: &mut Arc<Derived>,
    id: &ProjectId,
    action: AuditAction,
) -> Result<ProjectProfile, Error> {
    let Some(known) = derived.project(id) else {
        let stored = app.reaching(shown_project(app, id, action)).await?.document;
        *derived = app.reaching(app.derived_now()).await?;
        return Ok(derived.project(id).cloned().unwrap_or(stored));
    };
    // Without a holder nothing is noted, and nothing tells whether the store can be reached.
    if app.actor().holder.is_some() {
        app.reaching(audit::note_disclosure(app, action, std::slice::from_ref(id))).await?;
    }
    Ok(known.clone())
}

/// Gets a project that the actor is about to see.
async fn shown_project(
    app: &App,
    id: &ProjectId,
    action: AuditAction,
) -> Result<Stored<ProjectProfile>, Error> {
    let found = app.store().get_project(app.organisation(), id).await?;
    let found = found.map(read_back).ok_or_else(|| not_found("project", id.as_str()))?;
    audit::note_disclosure(app, action, std::slice::from_ref(id)).await?;
    Ok(found)
}

/// Writes a project, new or changed, at the time `now`.
///
/// # Errors
/// Invalid, changed meanwhile, held by another process, store unavailable.
pub async fn put_project(
    app: &App,
    project: ProjectProfile,
    condition: &Condition,
    now: Timestamp,
) -> Result<Stored<ProjectProfile>, Error> {
    let turn = app.writer().await?;
    let mut faults = project.validate();
    faults.extend(unknown_codes(app, &project));
    let derived = turn.derived().await?;
    faults.extend(unknown_regions(&derived, &project));
    refuse(faults)?;
    let occasion = app.occasion(DocumentKind::Projects, now);
    let stored = app.store().put_project(&occasion, &project, condition).await?;
    Ok(written(project, stored))
}

/// Deletes a project, at the time `now`.
///
/// # Errors
/// Not found, changed meanwhile, held by another process, store unavailable.
pub async fn delete_project(
    app: &App,
    id: &ProjectId,
    condition: &Condition,
    now: Timestamp,
) -> Result<(), Error> {
    let _turn = app.writer().await?;
    let occasion = app.occasion(DocumentKind::Projects, now);
    let deleted = app.store().delete_project(&occasion, id, condition).await?;
    deleted.map(|_| ()).ok_or_else(|| not_found("project", id.as_str()))
}

/// Reads a document of any kind.
///
/// # Errors
/// Every fault with its place, the value and what would be right.
pub(super) fn read<T>(json: &[u8]) -> Result<T, Error>
where
    T: serde::de::DeserializeOwned + document::Validate,
{
    document::read_document_bytes(json).map_err(|fault| match fault {
        DocumentFault::Syntax { line, column, message } => {
            Error::Malformed { line, column, message }
        }
        DocumentFault::Invalid(faults) => Error::Invalid(faults),
    })
}

pub(super) fn refuse(faults: Vec<Invalid>) -> Result<(), Error> {
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

pub(super) fn not_found(what: &'static str, id: &str) -> Error {
    Error::NotFound { what, id: id.to_owned() }
}

pub(super) fn read_back<T>(found: Versioned<T>) -> Stored<T> {
    Stored { document: found.document, version: found.version, created: false }
}

pub(super) fn written<T>(document: T, stored: store::Stored) -> Stored<T> {
    let created = stored.outcome == Outcome::Inserted;
    Stored { document, version: stored.version, created }
}

/// The parents of regions that a file has brought so far.
pub(super) type Parents = HashMap<RegionId, Option<RegionId>>;

/// The parent of a region must be known, or `brought` by the same file, and must not lie in it.
pub(super) fn bad_parent(
    derived: &Derived,
    brought: &Parents,
    region: &RegionProfile,
) -> Option<Invalid> {
    let parent = region.parent.as_ref()?;
    if !derived.has_region(parent) && !brought.contains_key(parent) {
        let expected = "the id of a known region, or of one higher up in the file";
        return Some(Invalid::new("parent", parent, expected));
    }
    let above = |id: &RegionId| match brought.get(id) {
        Some(parent) => parent.clone(),
        None => derived.parent_of(id),
    };
    let mut seen = HashSet::from([region.id.clone()]);
    let mut current = Some(parent.clone());
    while let Some(id) = current {
        current = above(&id);
        if !seen.insert(id) {
            let expected = "a region that does not lie in this one";
            return Some(Invalid::new("parent", parent, expected));
        }
    }
    None
}

/// Regions that a project names and nobody knows. One that is damaged is there, and may be named.
pub(super) fn unknown_regions(derived: &Derived, project: &ProjectProfile) -> Vec<Invalid> {
    let expected = "the id of a known region, such as `CN-330800`; search finds it";
    let unknown = regions_of(project).filter(|(_, id)| !derived.has_region(id));
    unknown.map(|(path, id)| Invalid::new(path, id, expected)).collect()
}

/// The regions that a project names, each with the field in which it stands.
pub(super) fn regions_of(project: &ProjectProfile) -> impl Iterator<Item = (String, &RegionId)> {
    let host = project.host_city.iter().map(|id| ("host_city".to_owned(), id));
    let lists = [("target_regions", &project.target_regions), ("must_not", &project.must_not)];
    let listed = lists.into_iter().flat_map(|(path, ids)| {
        ids.iter().enumerate().map(move |(at, id)| (format!("{path}[{at}]"), id))
    });
    host.chain(listed)
}

/// Codes of a project that no classification has.
pub(super) fn unknown_codes(app: &App, project: &ProjectProfile) -> Vec<Invalid> {
    let industries = project.industries.iter().enumerate();
    let industries = industries.map(|(at, i)| (format!("industries[{at}].code"), i.industry()));
    let others = [("inputs", &project.inputs), ("customers", &project.customers)];
    let others = others.into_iter().flat_map(|(path, codes)| {
        let codes = codes.iter().enumerate();
        codes.map(move |(at, code)| (format!("{path}[{at}].code"), code.clone()))
    });
    industries.chain(others).filter_map(|(path, code)| unknown_code(app, path, &code)).collect()
}

/// Codes of a region that no classification has.
pub(super) fn unknown_codes_of_region(app: &App, region: &RegionProfile) -> Vec<Invalid> {
    let mut codes: Vec<(String, &IndustryCode)> = Vec::new();
    for (at, item) in region.leading_industries.iter().flat_map(|l| &l.items).enumerate() {
        let path = |of: usize| format!("leading_industries.items[{at}].codes[{of}].code");
        codes.extend(item.codes.iter().enumerate().map(|(of, code)| (path(of), code)));
    }
    for (at, presence) in region.presence.iter().enumerate() {
        codes.push((format!("presence[{at}].industry.code"), &presence.industry));
    }
    for (at, code) in region.environment.negative_list.iter().enumerate() {
        codes.push((format!("environment.negative_list[{at}].code"), code));
    }
    for (at, link) in region.links.iter().enumerate() {
        let path = |of: usize| format!("links[{at}].focus[{of}].code");
        codes.extend(link.focus.iter().enumerate().map(|(of, code)| (path(of), code)));
    }
    codes.into_iter().filter_map(|(path, code)| unknown_code(app, path, code)).collect()
}

fn unknown_code(app: &App, path: String, code: &IndustryCode) -> Option<Invalid> {
    let known = app.definition().taxonomy.entry(code).is_some();
    let expected = format!("a code of `{}`", code.system.as_str());
    (!known).then(|| Invalid::new(path, &code.code, &expected))
}
