use jiff::civil::Date;

use crate::{
    domain::{
        code::IndustryCode,
        id::RegionId,
        likeness::{Aspect, Likeness},
        region::Level,
        text::Text,
    },
    service::{rank_projects::ProjectSummary, rank_regions::RegionSummary, rationale::Rationale},
};

pub use crate::scoring::likeness::Basis;

/// What is asked: which region, on which level, how many, as of when.
#[derive(Debug, Clone)]
pub struct SimilarQuestion {
    /// The region.
    pub region: RegionId,
    /// The level on which it is compared, one of its own; the lowest of them when absent.
    pub level: Option<Level>,
    /// How many regions to return, 1 to 100.
    pub limit: usize,
    /// Valid time: figures and declarations of a later day are not known.
    pub as_of: Date,
}

/// The regions that are most like one.
#[derive(Debug, Clone)]
pub struct SimilarRegions {
    /// The one, on the level on which it was compared.
    pub region: RegionSummary,
    /// That level.
    pub level: Level,
    /// The store's generation.
    pub generation: u64,
    /// The hash of the definition.
    pub definition: String,
    /// Valid time.
    pub as_of: Date,
    /// The most alike first.
    pub rows: Vec<SimilarRegionRow>,
    /// How many were compared, shown or not.
    pub compared: usize,
    /// How many were not, for their industries are not known in the same way.
    pub incomparable: usize,
    /// What the reader should mind about the whole answer.
    pub warnings: Vec<Text>,
}

/// A region that is like another.
#[derive(Debug, Clone)]
pub struct SimilarRegionRow {
    /// From 1.
    pub rank: usize,
    /// Which.
    pub region: RegionSummary,
    /// Great-circle kilometres between the two; `None` if unknown. Does not count: who looks for
    /// the like of a place may look for it elsewhere.
    pub distance_km: Option<f64>,
    /// In what.
    pub resemblance: Resemblance,
}

/// The projects that are most like one.
#[derive(Debug, Clone)]
pub struct SimilarProjects {
    /// The one.
    pub project: ProjectSummary,
    /// The store's generation.
    pub generation: u64,
    /// The hash of the definition.
    pub definition: String,
    /// The most alike first.
    pub rows: Vec<SimilarProjectRow>,
    /// How many were compared, shown or not.
    pub compared: usize,
    /// How many were not, for their industries are not known or their profiles name what is not
    /// known any more.
    pub incomparable: usize,
    /// What the reader should mind about the whole answer.
    pub warnings: Vec<Text>,
}

/// A project that is like another.
#[derive(Debug, Clone)]
pub struct SimilarProjectRow {
    /// From 1.
    pub rank: usize,
    /// Which.
    pub project: ProjectSummary,
    /// In what.
    pub resemblance: Resemblance,
}

/// What two have in common and what sets them apart; *here* is the one that was asked for.
#[derive(Debug, Clone)]
pub struct Resemblance {
    /// How alike they are, aspect by aspect.
    pub likeness: Likeness,
    /// From what industries were compared.
    pub basis: Basis,
    /// The industries of both, the largest part first.
    pub shared: Vec<SharedShare>,
    /// Industries of the one alone, the largest first.
    pub only_here: Vec<IndustryShare>,
    /// Industries of the other alone, the largest first.
    pub only_there: Vec<IndustryShare>,
    /// The figures, side by side.
    pub figures: Vec<ComparedFigure>,
    /// The same in words.
    pub reasons: Rationale,
}

/// An industry and its share.
#[derive(Debug, Clone, PartialEq)]
pub struct IndustryShare {
    /// Which.
    pub industry: IndustryCode,
    /// Its title.
    pub title: Text,
    /// Its share, 0 to 1.
    pub share: f64,
}

/// An industry of both.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedShare {
    /// Of which the shares are.
    pub industry: IndustryCode,
    /// Its title.
    pub title: Text,
    /// The narrowest industry within it that both have; itself if there is none.
    pub narrowest: IndustryCode,
    /// Its title.
    pub narrowest_title: Text,
    /// Its share in the one, 0 to 1.
    pub here: f64,
    /// Its share in the other, 0 to 1.
    pub there: f64,
    /// What it adds to the similarity of the industries, 0 to 1.
    pub part: f64,
}

/// A figure of both.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparedFigure {
    /// Which.
    pub aspect: Aspect,
    /// Its unit.
    pub unit: Text,
    /// Of the one; `None` if unknown.
    pub here: Option<FigureSide>,
    /// Of the other; `None` if unknown.
    pub there: Option<FigureSide>,
    /// How alike they are, 0 to 1; `None` if one is unknown, or stands in for another figure where
    /// the other does not.
    pub similarity: Option<f64>,
}

/// One side of a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureSide {
    /// The value.
    pub value: f64,
    /// Whether it stands in for a figure that is not known, as approved area for vacant land.
    pub stands_in: bool,
    /// The region for which it was published; `None` for a project, which states it itself.
    pub from: Option<RegionId>,
    /// The names of that region.
    pub from_name: Option<Text>,
    /// Where it was published; `None` if unknown.
    pub source: Option<String>,
    /// Its period or date as published; `None` if unknown.
    pub as_of: Option<String>,
}
