use std::collections::BTreeMap;

use super::{
    Taxonomy,
    concordance::{count, isic, known},
};
use crate::domain::{code::ClassificationSystem, invalid::InvalidLine, row::Row};

/// A row of a table: to which ISIC code a code leads.
pub(super) struct Link {
    isic: String,
    /// Whether it carries only what the table names, beside links that carry the rest.
    is_named: bool,
}

/// Reads the links of each code in the order of the table, whose column for the code is `from`.
pub(super) fn read(
    taxonomy: &Taxonomy,
    from: (ClassificationSystem, &str),
    rows: &[Row],
    is_named: impl Fn(&Row) -> bool,
) -> Result<BTreeMap<String, Vec<Link>>, InvalidLine> {
    let (system, column) = from;
    let mut links: BTreeMap<String, Vec<Link>> = BTreeMap::new();
    for row in rows {
        let code = known(taxonomy, row, column, system)?;
        let isic = known(taxonomy, row, "isic", ClassificationSystem::Isic4)?;
        let of_code = links.entry(code).or_default();
        if of_code.iter().any(|link| link.isic == isic) {
            return Err(row.refuse("isic", "a pair that stands once"));
        }
        of_code.push(Link { isic, is_named: is_named(row) });
    }
    Ok(links)
}

/// The share of each link in what its code holds; those of a code sum to one.
///
/// A code is taken for so many equal `entries`, and a named link for one of them. The other links
/// share the rest, one entry at least, in proportion to the ISIC classes that each of them reaches.
/// Where all links of a code are named, or none is, all share it so.
pub(super) fn shares(
    taxonomy: &Taxonomy,
    links: BTreeMap<String, Vec<Link>>,
    entries: impl Fn(&str) -> Option<f64>,
) -> BTreeMap<String, Vec<(String, f64)>> {
    let of_code = |(code, links): (String, Vec<Link>)| {
        let named = links.iter().filter(|link| link.is_named).count();
        let is_mixed = 0 < named && named < links.len();
        let named = if is_mixed { count(named) } else { 0.0 };
        let rest = (entries(&code).unwrap_or(1.0) - named).max(1.0);
        let is_alone = |link: &Link| is_mixed && link.is_named;
        let reach = |link: &Link| count(taxonomy.lowest(&isic(&link.isic)).len());
        let reached: f64 = links.iter().filter(|link| !is_alone(link)).map(reach).sum();
        let shared = links.iter().map(|link| {
            let entries = if is_alone(link) { 1.0 } else { rest * reach(link) / reached };
            (link.isic.clone(), entries / (rest + named))
        });
        (code, shared.collect())
    };
    links.into_iter().map(of_code).collect()
}
