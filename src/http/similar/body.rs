use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::{
        code::{ClassificationSystem, IndustryCode},
        criterion::Utility,
        id::RegionId,
        likeness::{Aspect, LikenessPart},
        matching::Points,
    },
    http::{
        body::TextBody,
        match_body::{BoundsBody, RationaleBody, RegionBody},
        project_matches::body::ProjectBody,
    },
    service::similar::{
        Basis, ComparedFigure, FigureSide, IndustryShare, Resemblance, SharedShare,
        SimilarProjectRow, SimilarProjects, SimilarRegionRow, SimilarRegions,
    },
};

/// The form of the documents; later ones only add fields.
const SCHEMA: u32 = 1;

/// The regions that are most like one.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimilarRegionsBody {
    /// The form of this document; later ones only add fields.
    #[schema(example = 1)]
    pub schema: u32,
    /// The one, on the level on which it was compared.
    pub region: RegionBody,
    /// The store's generation.
    pub generation: u64,
    /// The hash of the definition.
    pub definition: String,
    /// The day whose knowledge counts.
    #[schema(format = Date)]
    pub as_of: String,
    /// The most alike first.
    pub regions: Vec<SimilarRegionBody>,
    /// How many of what.
    pub counts: SimilarCountsBody,
    /// What to mind about the whole answer.
    pub warnings: Vec<TextBody>,
}

/// A region that is like another.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimilarRegionBody {
    /// From 1.
    pub rank: usize,
    /// Which.
    pub region: RegionBody,
    /// Great-circle kilometres between the two, which do not count; `null` if unknown.
    pub distance_km: Option<f64>,
    /// In what.
    pub resemblance: ResemblanceBody,
}

/// The projects that are most like one.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimilarProjectsBody {
    /// The form of this document; later ones only add fields.
    #[schema(example = 1)]
    pub schema: u32,
    /// The one.
    pub project: ProjectBody,
    /// The store's generation.
    pub generation: u64,
    /// The hash of the definition.
    pub definition: String,
    /// The most alike first.
    pub projects: Vec<SimilarProjectBody>,
    /// How many of what.
    pub counts: SimilarCountsBody,
    /// What to mind about the whole answer.
    pub warnings: Vec<TextBody>,
}

/// A project that is like another.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimilarProjectBody {
    /// From 1.
    pub rank: usize,
    /// Which.
    pub project: ProjectBody,
    /// In what.
    pub resemblance: ResemblanceBody,
}

/// How many were compared.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimilarCountsBody {
    /// Compared.
    pub compared: usize,
    /// Not compared: their industries are not known in the same way.
    pub incomparable: usize,
    /// Returned.
    pub returned: usize,
}

/// What two have in common and what sets them apart; *here* is the one that was asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResemblanceBody {
    /// The sum of the points of what is known of both, in millionths; 1,000,000 is alike in all of
    /// it.
    #[schema(example = 912_000)]
    pub similarity: i64,
    /// The similarity if they were wholly different, and wholly alike, in all that is unknown.
    pub bounds: BoundsBody,
    /// The weight of what is known of both, in millionths.
    pub known_weight: i64,
    /// What each aspect adds.
    pub parts: Vec<LikenessPartBody>,
    /// Their industries.
    pub industries: IndustriesComparedBody,
    /// Their figures.
    pub figures: Vec<ComparedFigureBody>,
    /// The same in words.
    pub rationale: RationaleBody,
}

/// What one aspect adds to a similarity.
#[derive(Debug, Serialize, ToSchema)]
pub struct LikenessPartBody {
    /// Which.
    pub aspect: Aspect,
    /// Its weight among all aspects, in millionths.
    pub weight: i64,
    /// How alike the two are in it, 0 to 1; `null` if it cannot be compared.
    pub similarity: Option<f64>,
    /// Its points of the similarity; `null` if it cannot be compared.
    pub points: Option<i64>,
}

/// The industries of two, compared; the largest are named.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndustriesComparedBody {
    /// From what: leading industries as declared (of projects: production industries), or people
    /// employed by industry.
    pub basis: BasisBody,
    /// What both have, the largest part first.
    pub shared: Vec<SharedIndustryBody>,
    /// What only the one has.
    pub only_here: Vec<IndustryShareBody>,
    /// What only the other has.
    pub only_there: Vec<IndustryShareBody>,
}

/// From what industries were compared.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum BasisBody {
    /// As declared.
    Declared,
    /// People employed by industry.
    Measured,
}

/// An industry of both.
#[derive(Debug, Serialize, ToSchema)]
pub struct SharedIndustryBody {
    /// The classification.
    pub system: ClassificationSystem,
    /// The code of which the shares are.
    #[schema(example = "27")]
    pub code: String,
    /// Its title.
    pub title: TextBody,
    /// The narrowest code within it that both have; the same if there is none.
    #[schema(example = "276")]
    pub narrowest: String,
    /// Its title.
    pub narrowest_title: TextBody,
    /// Its share in the one, 0 to 1.
    pub here: f64,
    /// Its share in the other, 0 to 1.
    pub there: f64,
    /// What it adds to the similarity of the industries, 0 to 1.
    pub part: f64,
}

/// An industry of one of the two.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndustryShareBody {
    /// The classification.
    pub system: ClassificationSystem,
    /// The code.
    #[schema(example = "38")]
    pub code: String,
    /// Its title.
    pub title: TextBody,
    /// Its share, 0 to 1.
    pub share: f64,
}

/// A figure of both.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparedFigureBody {
    /// Which.
    pub aspect: Aspect,
    /// Its unit.
    #[schema(example = "hectare")]
    pub unit: String,
    /// Of the one; `null` if unknown.
    pub here: Option<FigureSideBody>,
    /// Of the other; `null` if unknown.
    pub there: Option<FigureSideBody>,
    /// How alike they are, 0 to 1; `null` if one is unknown, or stands in for another figure where
    /// the other does not.
    pub similarity: Option<f64>,
}

/// One side of a figure.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureSideBody {
    /// The value.
    pub value: f64,
    /// Whether it stands in for a figure that is not known, as approved area for vacant land.
    pub stands_in: bool,
    /// The region for which it was published; `null` for a project, which states it itself.
    pub from: Option<RegionId>,
    /// Where it was published; `null` if unknown.
    pub source: Option<String>,
    /// Its period or date as published; `null` if unknown.
    pub as_of: Option<String>,
}

impl From<&Resemblance> for ResemblanceBody {
    fn from(resemblance: &Resemblance) -> ResemblanceBody {
        let likeness = &resemblance.likeness;
        let (low, high) = likeness.bounds();
        ResemblanceBody {
            similarity: likeness.total().get(),
            bounds: BoundsBody { low: low.get(), high: high.get() },
            known_weight: likeness.known_weight().get(),
            parts: likeness.parts().iter().map(LikenessPartBody::from).collect(),
            industries: IndustriesComparedBody {
                basis: match resemblance.basis {
                    Basis::Declared => BasisBody::Declared,
                    Basis::Measured => BasisBody::Measured,
                },
                shared: resemblance.shared.iter().map(SharedIndustryBody::from).collect(),
                only_here: resemblance.only_here.iter().map(IndustryShareBody::from).collect(),
                only_there: resemblance.only_there.iter().map(IndustryShareBody::from).collect(),
            },
            figures: resemblance.figures.iter().map(ComparedFigureBody::from).collect(),
            rationale: RationaleBody::from(&resemblance.reasons),
        }
    }
}

impl From<&LikenessPart> for LikenessPartBody {
    fn from(part: &LikenessPart) -> LikenessPartBody {
        LikenessPartBody {
            aspect: part.aspect,
            weight: part.weight.get(),
            similarity: part.similarity.map(Utility::get),
            points: part.points.map(Points::get),
        }
    }
}

impl From<&SharedShare> for SharedIndustryBody {
    fn from(shared: &SharedShare) -> SharedIndustryBody {
        let IndustryCode { system, code } = shared.industry.clone();
        SharedIndustryBody {
            system,
            code,
            title: TextBody::from(&shared.title),
            narrowest: shared.narrowest.code.clone(),
            narrowest_title: TextBody::from(&shared.narrowest_title),
            here: shared.here,
            there: shared.there,
            part: shared.part,
        }
    }
}

impl From<&IndustryShare> for IndustryShareBody {
    fn from(one: &IndustryShare) -> IndustryShareBody {
        let IndustryCode { system, code } = one.industry.clone();
        IndustryShareBody { system, code, title: TextBody::from(&one.title), share: one.share }
    }
}

impl From<&ComparedFigure> for ComparedFigureBody {
    fn from(figure: &ComparedFigure) -> ComparedFigureBody {
        let side = |side: &FigureSide| FigureSideBody {
            value: side.value,
            stands_in: side.stands_in,
            from: side.from.clone(),
            source: side.source.clone(),
            as_of: side.as_of.clone(),
        };
        let unit = figure.unit.en.as_ref().or(figure.unit.zh.as_ref());
        ComparedFigureBody {
            aspect: figure.aspect,
            unit: unit.cloned().unwrap_or_default(),
            here: figure.here.as_ref().map(side),
            there: figure.there.as_ref().map(side),
            similarity: figure.similarity,
        }
    }
}

impl From<&SimilarRegions> for SimilarRegionsBody {
    fn from(similar: &SimilarRegions) -> SimilarRegionsBody {
        let row = |row: &SimilarRegionRow| SimilarRegionBody {
            rank: row.rank,
            region: RegionBody::from(row.region.clone()),
            distance_km: row.distance_km,
            resemblance: ResemblanceBody::from(&row.resemblance),
        };
        SimilarRegionsBody {
            schema: SCHEMA,
            region: RegionBody::from(similar.region.clone()),
            generation: similar.generation,
            definition: similar.definition.clone(),
            as_of: similar.as_of.to_string(),
            regions: similar.rows.iter().map(row).collect(),
            counts: SimilarCountsBody {
                compared: similar.compared,
                incomparable: similar.incomparable,
                returned: similar.rows.len(),
            },
            warnings: similar.warnings.iter().map(TextBody::from).collect(),
        }
    }
}

impl From<&SimilarProjects> for SimilarProjectsBody {
    fn from(similar: &SimilarProjects) -> SimilarProjectsBody {
        let row = |row: &SimilarProjectRow| SimilarProjectBody {
            rank: row.rank,
            project: ProjectBody::from(&row.project),
            resemblance: ResemblanceBody::from(&row.resemblance),
        };
        SimilarProjectsBody {
            schema: SCHEMA,
            project: ProjectBody::from(&similar.project),
            generation: similar.generation,
            definition: similar.definition.clone(),
            projects: similar.rows.iter().map(row).collect(),
            counts: SimilarCountsBody {
                compared: similar.compared,
                incomparable: similar.incomparable,
                returned: similar.rows.len(),
            },
            warnings: similar.warnings.iter().map(TextBody::from).collect(),
        }
    }
}
