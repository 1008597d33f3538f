use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{
    atlas::Atlas, employment::Covering, link_records::LinkRecords, supply_chain::Partners,
};
use crate::{
    domain::{id::RegionId, parameters::Parameters, region::Level},
    industry::divisions::Divisions,
};

/// What a question asks, in the terms of the atlas; the same for every candidate.
pub struct Context<'a> {
    /// All regions.
    pub atlas: &'a Atlas,
    /// Rates and strengths.
    pub parameters: &'a Parameters,
    /// The production industries as GB/T 4754 codes with shares that sum to one; may be empty.
    pub industries: Vec<(String, f64)>,
    /// What is measured of each of them: [`Atlas::coverings`].
    pub coverings: Vec<Covering>,
    /// Its suppliers and customers; `None` if they are not known.
    pub partners: Option<&'a Partners<'a>>,
    /// Where the project is incubated.
    pub host: Option<usize>,
    /// Valid time.
    pub as_of: Date,
    /// Links to leave out, as (home, partner).
    pub excluded_links: BTreeSet<(RegionId, RegionId)>,
    /// What the links brought home by then; `None` where nobody looked.
    pub link_records: Option<&'a LinkRecords<'a>>,
}

impl Context<'_> {
    /// The host city as people speak of it: the prefecture in which the host lies; `None` for a
    /// host that is as large as a province.
    pub fn host_prefecture(&self) -> Option<usize> {
        self.atlas.at_or_above(self.host?, Level::Prefecture)
    }

    /// The divisions of the production industries.
    pub(super) fn divisions(&self) -> Divisions {
        Divisions::of(self.industries.iter().map(|(code, _)| code.as_str()))
    }

    /// The weighted mean of a degree over the production industries; `None` without industries.
    pub fn over_industries(&self, degree: impl Fn(&str) -> f64) -> Option<f64> {
        if self.industries.is_empty() {
            return None;
        }
        Some(self.industries.iter().map(|(code, share)| share * degree(code)).sum())
    }
}
