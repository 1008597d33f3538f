use crate::domain::access::Role::{self, Admin, Advisor, Batch, RegionOfficer, Sponsor};

/// Who may ask for an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody, also without a key: it tells nothing that belongs to anybody.
    Everybody,
    /// Everybody; whoever brings a valid key or session is answered as its holder.
    Guests,
    /// Holders of a valid key of one of these roles.
    Holders(&'static [Role]),
}

/// One operation and who may ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The method.
    pub method: &'static str,
    /// The route, as the OpenAPI document has it.
    pub path: &'static str,
    /// Who may.
    pub who: Who,
}

impl Row {
    /// Whether whoever has no key may not.
    pub fn asks_for_key(&self) -> bool {
        matches!(self.who, Who::Holders(_))
    }

    /// Whether a holder of a key of this role may.
    pub fn admits(&self, role: Role) -> bool {
        match self.who {
            Who::Everybody | Who::Guests => true,
            Who::Holders(roles) => roles.contains(&role),
        }
    }
}

/// Shared knowledge, and questions that bring their own project.
const ANY: Who = Who::Holders(&Role::ALL);
/// Whoever writes the projects of their organisation.
const PROJECTS: Who = Who::Holders(&[Advisor, Sponsor, Batch, Admin]);
/// Whoever looks over all projects of their organisation.
const OVERVIEW: Who = Who::Holders(&[Advisor, RegionOfficer, Batch, Admin]);
/// Whoever writes regions; officers are held to their own by the use case.
const REGIONS: Who = Who::Holders(&[RegionOfficer, Admin]);
/// Whoever writes many projects at once, or has them ranked.
const PROJECT_FILES: Who = Who::Holders(&[Advisor, Batch, Admin]);
/// What programs measure of the server.
const MEASURES: Who = Who::Holders(&[Batch, Admin]);
/// Whoever reads who did what.
const ADMINS: Who = Who::Holders(&[Admin]);
const EVERYBODY: Who = Who::Everybody;

/// Method × route × role, all of it: what does not stand here is not served.
pub const TABLE: &[Row] = &[
    // Rankings. Stored projects are those of the key's organisation.
    row("POST", "/v1/matches", ANY),
    row("GET", "/v1/projects/{id}/matches", ANY),
    row("GET", "/v1/regions/{id}/matches", OVERVIEW),
    row("POST", "/v1/memos", ANY),
    row("POST", "/v1/comparisons", ANY),
    row("POST", "/v1/policy-stacks", ANY),
    row("POST", "/v1/allocations", OVERVIEW),
    row("POST", "/v1/rerank-jobs", PROJECT_FILES),
    row("GET", "/v1/rerank-jobs", PROJECT_FILES),
    row("GET", "/v1/rerank-jobs/{id}", PROJECT_FILES),
    // Cancels: `:cancel` stands behind the id.
    row("POST", "/v1/rerank-jobs/{id}", PROJECT_FILES),
    row("GET", "/v1/rerank-jobs/{id}/events", PROJECT_FILES),
    row("GET", "/v1/rerank-jobs/{id}/results", PROJECT_FILES),
    row("POST", "/v1/run-differences", PROJECT_FILES),
    row("POST", "/v1/saved-searches", PROJECTS),
    row("GET", "/v1/saved-searches", PROJECTS),
    row("GET", "/v1/saved-searches/{id}", PROJECTS),
    row("PUT", "/v1/saved-searches/{id}", PROJECTS),
    row("DELETE", "/v1/saved-searches/{id}", PROJECTS),
    // Replaces the secret: `:rotate-secret` stands behind the id.
    row("POST", "/v1/saved-searches/{id}", PROJECTS),
    row("GET", "/v1/saved-searches/{id}/alerts", PROJECTS),
    row("GET", "/v1/regions/{id}/similar", ANY),
    row("GET", "/v1/projects/{id}/similar", OVERVIEW),
    row("GET", "/v1/criteria", ANY),
    row("GET", "/v1/weight-presets", ANY),
    row("POST", "/v1/weights", ANY),
    // Regions are shared.
    row("GET", "/v1/regions/{id}", ANY),
    row("PUT", "/v1/regions/{id}", REGIONS),
    row("DELETE", "/v1/regions/{id}", REGIONS),
    row("GET", "/v1/regions/{id}/history", ANY),
    row("POST", "/v1/regions:import", REGIONS),
    row("GET", "/v1/regions:export", ANY),
    // Projects belong to an organisation.
    row("GET", "/v1/projects/{id}", ANY),
    row("PUT", "/v1/projects/{id}", PROJECTS),
    row("DELETE", "/v1/projects/{id}", PROJECTS),
    row("GET", "/v1/projects/{id}/history", ANY),
    row("POST", "/v1/projects:import", PROJECT_FILES),
    // Whoever may read one after the other by its id, and look over all.
    row("GET", "/v1/projects:export", OVERVIEW),
    // So does what became of them.
    row("GET", "/v1/outcomes", OVERVIEW),
    row("POST", "/v1/outcomes", OVERVIEW),
    row("GET", "/v1/outcomes/{id}", OVERVIEW),
    row("PUT", "/v1/outcomes/{id}", OVERVIEW),
    row("DELETE", "/v1/outcomes/{id}", OVERVIEW),
    row("GET", "/v1/outcomes/{id}/history", OVERVIEW),
    row("POST", "/v1/outcomes:import", OVERVIEW),
    row("GET", "/v1/outcomes:export", OVERVIEW),
    row("POST", "/v1/commitments", OVERVIEW),
    row("GET", "/v1/commitments/{id}", OVERVIEW),
    row("PUT", "/v1/commitments/{id}", OVERVIEW),
    row("DELETE", "/v1/commitments/{id}", OVERVIEW),
    row("GET", "/v1/commitments/{id}/history", OVERVIEW),
    row("POST", "/v1/commitments:import", OVERVIEW),
    row("GET", "/v1/commitments:export", OVERVIEW),
    row("GET", "/v1/regions/{id}/landing-record", OVERVIEW),
    // Search and classifications.
    row("GET", "/v1/search", ANY),
    row("GET", "/v1/industries", ANY),
    row("POST", "/v1/industries:code", ANY),
    // Who asks, and who asked.
    row("GET", "/v1/session", ANY),
    row("POST", "/v1/session", ANY),
    row("DELETE", "/v1/session", ANY),
    row("GET", "/v1/audit", ADMINS),
    // The server.
    row("GET", "/metrics", MEASURES),
    row("GET", "/healthz", EVERYBODY),
    row("GET", "/readyz", EVERYBODY),
    row("GET", "/openapi.json", EVERYBODY),
    // The page for people, and the memo: both show a guest no more than where a key is entered.
    row("GET", "/", Who::Guests),
    row("GET", "/page/{*path}", EVERYBODY),
    row("GET", "/memo", Who::Guests),
    // The forms by which a browser enters and leaves.
    row("POST", "/enter", EVERYBODY),
    row("POST", "/leave", EVERYBODY),
    // The browsable page of the document above.
    row("GET", "/docs", EVERYBODY),
    row("GET", "/docs/", EVERYBODY),
    row("GET", "/docs/{*rest}", EVERYBODY),
];

const fn row(method: &'static str, path: &'static str, who: Who) -> Row {
    Row { method, path, who }
}

/// The row of an operation. What answers `GET` answers `HEAD`.
pub fn find(method: &str, path: &str) -> Option<&'static Row> {
    let method = if method == "HEAD" { "GET" } else { method };
    of_path(path).find(|row| row.method == method)
}

/// All rows of a route.
pub fn of_path(path: &str) -> impl Iterator<Item = &'static Row> {
    TABLE.iter().filter(move |row| row.path == path)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_operation_stands_twice() {
        let operations: BTreeSet<_> = TABLE.iter().map(|row| (row.method, row.path)).collect();
        assert_eq!(operations.len(), TABLE.len());
    }

    /// The rules behind the table, said a second time.
    #[test]
    fn the_roles_keep_apart_what_they_should() {
        for row in TABLE {
            assert!(row.admits(Admin), "{row:?}: admins do everything");
            let is_v1 = row.path.starts_with("/v1/");
            assert_eq!(is_v1 || row.path == "/metrics", row.asks_for_key(), "{row:?}");
            let writes_regions = row.path.starts_with("/v1/regions")
                && (row.method != "GET" || row.path.ends_with(":import"));
            if writes_regions {
                assert_eq!(row.who, REGIONS, "{row:?}");
            }
            let writes_projects = row.path.starts_with("/v1/projects") && row.method != "GET";
            assert!(!(writes_projects && row.admits(RegionOfficer)), "{row:?}");
        }
        assert!(find("HEAD", "/v1/search").is_some() && find("PATCH", "/v1/search").is_none());
    }
}
