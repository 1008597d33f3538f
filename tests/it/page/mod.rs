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
/// Every view at two widths: whether all can use it, and how it looks.
mod views;
