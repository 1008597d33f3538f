use std::collections::BTreeMap;

use super::{File, region::Regions};
use crate::domain::{
    invalid::{Invalid, InvalidLine},
    project::ProjectProfile,
};

/// Reads `projects.ndjson`: one document a line; its regions must exist.
pub(super) fn parse(
    (path, text): File<'_>,
    regions: &Regions,
) -> Result<Vec<ProjectProfile>, InvalidLine> {
    let mut projects = BTreeMap::new();
    for (line, text) in (1..).zip(text.lines()) {
        let refuse = |invalid| InvalidLine::new(path, line, invalid);
        let project: ProjectProfile = serde_json::from_str(text).map_err(|error| {
            refuse(Invalid::new("", text, &format!("a project profile as JSON ({error})")))
        })?;
        let wished = project.target_regions.iter().chain(&project.must_not);
        if let Some(id) = project.host_city.iter().chain(wished).find(|id| !regions.contains(id)) {
            return Err(refuse(Invalid::new("host_city", id, "the id of a place or zone")));
        }
        let id = project.id.clone();
        if projects.insert(id.clone(), project).is_some() {
            return Err(refuse(Invalid::new("id", id, "an identifier that stands once")));
        }
    }
    Ok(projects.into_values().collect())
}
