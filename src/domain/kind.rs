/// The kinds of documents that an organisation keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// Region profiles.
    Regions,
    /// Project profiles.
    Projects,
    /// What became of projects.
    Outcomes,
    /// What projects promised.
    Commitments,
}

impl DocumentKind {
    /// The word for all documents of the kind, as in the paths of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            DocumentKind::Regions => "regions",
            DocumentKind::Projects => "projects",
            DocumentKind::Outcomes => "outcomes",
            DocumentKind::Commitments => "commitments",
        }
    }

    /// The word for one of them.
    pub fn singular(self) -> &'static str {
        match self {
            DocumentKind::Regions => "region",
            DocumentKind::Projects => "project",
            DocumentKind::Outcomes => "outcome",
            DocumentKind::Commitments => "commitment",
        }
    }
}
