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
    /// All of them.
    pub const ALL: [DocumentKind; 4] = [
        DocumentKind::Regions,
        DocumentKind::Projects,
        DocumentKind::Outcomes,
        DocumentKind::Commitments,
    ];

    /// The kind of which [`DocumentKind::as_str`] is the word.
    pub fn of_word(word: &str) -> Option<DocumentKind> {
        DocumentKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

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
