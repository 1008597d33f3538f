//! What was measured of a place for a criterion, and what stands behind it.

use std::sync::Arc;

use super::{age::Age, id::RegionId, waters::Way};

/// A measure of one criterion for one region, with where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// The physical value in the criterion's unit.
    pub value: f64,
    /// The citation of the figure, if it has one.
    pub source: Option<String>,
    /// The period or date of the figure, as published.
    pub as_of: Option<String>,
    /// The region that the figure was published for.
    pub from: RegionId,
    /// How far the value is trusted, 0 to 1: 1 for a fresh figure of its own, less for one that
    /// stands in for another, comes from a thin panel or is old. The utility moves by this share from
    /// the median, that of a train from the road beside it.
    pub confidence: f64,
    /// How old it is.
    pub age: Age,
    /// What the reader should know to read the value: which label, which link, which estimate.
    pub detail: Option<Detail>,
}

/// What stands behind a measure, in words that the rationale can put into sentences.
#[derive(Debug, Clone, PartialEq)]
pub enum Detail {
    /// The declared leading industry at this position (from 1), as labelled.
    LeadingIndustry {
        /// From 1.
        position: usize,
        /// As declared.
        label: super::text::Text,
    },
    /// The number of places that declare the field, of how many.
    Declarations {
        /// Those that declare it.
        count: usize,
        /// All that were asked.
        of: usize,
    },
    /// A panel in which the place stands with so many coded declarations.
    DeclaredPanel {
        /// How many.
        count: usize,
    },
    /// A panel of measured employment.
    EmploymentPanel {
        /// Places that report alike.
        regions: usize,
        /// Industries that they report.
        industries: usize,
    },
    /// How much of what production buys and sells, by value, has a partner near.
    SupplyChain(Arc<PartnersNear>),
    /// Measured employment in the project's industry.
    LocationQuotient {
        /// Its share of all employment over the same share at the peers.
        quotient: f64,
        /// People employed in it.
        employed: f64,
    },
    /// Approved, not vacant, area stands in for the available area.
    ApprovedAreaOnly,
    /// The legal floor price stands in for a market price.
    FloorPriceOnly,
    /// Direct rail minutes of a timetable.
    Rail {
        /// Minutes by road, which count as far as the timetable is not trusted; `None` if they are
        /// not known.
        road_minutes: Option<f64>,
    },
    /// Minutes by road, estimated from a way over great circles.
    RoadEstimate(Way),
    /// An institutional link by its kind and name.
    Link {
        /// Its kind.
        kind: super::link::LinkKind,
        /// Its name or scheme.
        name: super::text::Text,
        /// The partner.
        partner: RegionId,
        /// When it began: a year, month or day; `None` if it is not known.
        since: Option<String>,
        /// What it is known to have brought home; `None` where nothing is known.
        landings: Option<LandingsCounted>,
    },
    /// The value is the area-weighted mean of so many places.
    MeanOfPlaces {
        /// How many.
        count: usize,
    },
    /// The question assumes the value; nobody published it.
    Assumed,
}

/// How many projects a link brought home, and how that counts for its strength.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LandingsCounted {
    /// Projects that landed.
    pub landed: u32,
    /// Projects that could have.
    pub of: u32,
    /// The factor on the strength: above 1 where more land than is usual.
    pub factor: f64,
}

/// Which partner industries of the supply chain are near.
#[derive(Debug, Clone, PartialEq)]
pub struct PartnersNear {
    /// The longest way to a partner that counts as near, in hours by road.
    pub hours_max: f64,
    /// The share of the goods bought with a supplier near, 0 to 1; `None` if none are bought.
    pub inputs_near: Option<f64>,
    /// The share of the goods sold to makers of goods with a customer near, 0 to 1; `None` if
    /// none are.
    pub customers_near: Option<f64>,
    /// The inputs without a supplier near, the largest first.
    pub missing_inputs: Vec<MissingPartner>,
    /// The customers that are not near, the largest first.
    pub missing_customers: Vec<MissingPartner>,
}

/// A partner industry of the supply chain that is not near.
#[derive(Debug, Clone, PartialEq)]
pub struct MissingPartner {
    /// What it supplies or is.
    pub name: super::text::Text,
    /// Its share of all goods bought, or of all sold, 0 to 1.
    pub share: f64,
}
