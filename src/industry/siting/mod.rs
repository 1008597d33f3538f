//! Where a plant goes: which of a country's metropolitan areas is chosen, from their size, what
//! they make already, their suppliers, prices and people, and from where plants went before.
//!
//! The model is a conditional logit (D. McFadden, Conditional Logit Analysis of Qualitative Choice
//! Behavior, 1974) over all areas, as D. W. Carlton, The Location and Employment Choices of New
//! Firms, Review of Economics and Statistics 65 (1983), pages 440–449, uses it for plants; that
//! plants follow plants of their own kind is the finding of K. Head, J. Ries and D. Swenson,
//! Agglomeration benefits and location choice, Journal of International Economics 38 (1995), pages
//! 223–247.

/// Metropolitan areas and what is known of them.
pub mod metro;
/// Plants and where they went.
pub mod decision;
/// What an area offers to a plant, as numbers.
pub mod features;
/// The fitted model.
pub mod model;
/// What the model is compared with.
pub mod baseline;
#[cfg(test)]
mod tests;
