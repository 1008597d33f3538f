//! The codes of documents as codes of GB/T 4754, in which scoring and search compare industries.

use std::collections::BTreeSet;

use crate::{
    definition::Taxonomy,
    domain::{
        code::{ClassificationSystem, IndustryCode},
        project::{ProductionIndustry, ProjectProfile},
        region::RegionProfile,
    },
    scoring::crosswalk::Crosswalk,
};

/// The counterparts of every code of another classification that the documents hold.
pub(super) fn crosswalk(
    taxonomy: &Taxonomy,
    regions: &[RegionProfile],
    projects: &[ProjectProfile],
) -> Crosswalk {
    let of_regions = regions.iter().flat_map(codes);
    let of_projects = projects.iter().flat_map(|project| &project.industries);
    let foreign: BTreeSet<IndustryCode> = of_regions
        .cloned()
        .chain(of_projects.map(ProductionIndustry::industry))
        .filter(|code| code.system != ClassificationSystem::Gbt4754)
        .collect();
    Crosswalk::new(foreign.into_iter().map(|code| {
        let counterparts = taxonomy.convert_weighted(&code, ClassificationSystem::Gbt4754);
        (code, counterparts)
    }))
}

/// The codes of a region's document.
fn codes(region: &RegionProfile) -> impl Iterator<Item = &IndustryCode> {
    let leading = region.leading_industries.iter().flat_map(|leading| &leading.items);
    leading
        .flat_map(|item| &item.codes)
        .chain(region.presence.iter().map(|presence| &presence.industry))
        .chain(&region.environment.negative_list)
        .chain(region.links.iter().flat_map(|link| &link.focus))
        .chain(region.standard_land.iter().flat_map(|standard| &standard.industries))
}
