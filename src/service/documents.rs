use super::{App, Error};
use crate::domain::{
    id::{ProjectId, RegionId},
    project::ProjectProfile,
    region::RegionProfile,
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

/// Reads a region profile from JSON, checking form, values, codes and parent.
///
/// # Errors
/// Malformed or invalid, each fault with path, value and remedy.
pub fn read_region(app: &App, json: &[u8]) -> Result<RegionProfile, Error> {
    let _ = (app, json);
    todo!()
}

/// Reads a project profile from JSON, checking form, values, codes and regions.
///
/// # Errors
/// Malformed or invalid, each fault with path, value and remedy.
pub fn read_project(app: &App, json: &[u8]) -> Result<ProjectProfile, Error> {
    let _ = (app, json);
    todo!()
}

/// Gets a region.
///
/// # Errors
/// Not found, store unavailable.
pub async fn get_region(app: &App, id: &RegionId) -> Result<Stored<RegionProfile>, Error> {
    let _ = (app, id);
    todo!()
}

/// Writes a region, new or changed.
///
/// # Errors
/// Invalid, held by another process, store unavailable.
pub async fn put_region(app: &App, region: RegionProfile) -> Result<Stored<RegionProfile>, Error> {
    let _ = (app, region);
    todo!()
}

/// Deletes a region that has no regions below it.
///
/// # Errors
/// Not found, regions below, held by another process, store unavailable.
pub async fn delete_region(app: &App, id: &RegionId) -> Result<(), Error> {
    let _ = (app, id);
    todo!()
}

/// Gets a project.
///
/// # Errors
/// Not found, store unavailable.
pub async fn get_project(app: &App, id: &ProjectId) -> Result<Stored<ProjectProfile>, Error> {
    let _ = (app, id);
    todo!()
}

/// Writes a project, new or changed.
///
/// # Errors
/// Invalid, held by another process, store unavailable.
pub async fn put_project(
    app: &App,
    project: ProjectProfile,
) -> Result<Stored<ProjectProfile>, Error> {
    let _ = (app, project);
    todo!()
}

/// Deletes a project.
///
/// # Errors
/// Not found, held by another process, store unavailable.
pub async fn delete_project(app: &App, id: &ProjectId) -> Result<(), Error> {
    let _ = (app, id);
    todo!()
}
