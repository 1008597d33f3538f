//! The page, as it is served and as a reader uses it.

/// What the server sends: HTML, files, memos.
mod served;
/// A browser without a window.
mod browser;
/// A reader's way through the page.
mod reader;
/// Filters, figures that move, areas of the map.
mod facets;
/// How soon something is seen.
mod first_view;
/// A server that asks for keys.
mod keys;
/// Re-rankings, and what changed between them.
mod jobs;
/// Figures of candidates that are assumed.
mod assumptions;
/// Every view at two widths: whether all can use it, and how it looks.
mod views;
