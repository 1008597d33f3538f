use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::{
        commitment::PromiseKind,
        id::{CommitmentId, RegionId},
        outcome::OutcomeStage,
    },
    http::body::TextBody,
};

/// The landing record of a region or of one of its enclaves.
#[derive(Debug, Serialize, ToSchema)]
pub struct LandingRecordBody {
    /// The region.
    pub region: RegionId,
    /// Its names.
    pub name: TextBody,
    /// The enclave, if one was asked for.
    pub enclave: Option<String>,
    /// The day as of which it was drawn up.
    #[schema(value_type = String, format = Date)]
    pub as_of: Date,
    /// How many landed of how many; `null` where nothing is known.
    pub rate: Option<RateBody>,
    /// The rate by which places are compared.
    pub ranking_rate: RankingRateBody,
    /// Why recorded projects did not land, or do not count.
    pub others: OthersBody,
    /// Recorded projects meant to produce, by how far they came.
    pub funnel: Vec<StageBody>,
    /// How long recorded projects took from admission to landing.
    pub time_to_landing: TimeBody,
    /// Who stayed when the support ended.
    pub retention: RetentionBody,
    /// What was promised, and whether it is kept.
    pub commitments: Vec<CommitmentBody>,
    /// Projects bound to the region that do not show that they are there.
    pub flags: Vec<FlagBody>,
    /// What was published of the region's enclaves.
    pub published: Vec<PublishedBody>,
    /// The best-known link with `host_city`; `null` without one in force.
    pub link: Option<LinkBody>,
    /// The store's generation.
    pub generation: u64,
    /// The definition's hash.
    pub definition: String,
}

/// A landing rate with its denominator and its interval.
#[derive(Debug, Serialize, ToSchema)]
pub struct RateBody {
    /// Projects that landed.
    #[schema(example = 9)]
    pub landed: u32,
    /// Projects that could have.
    #[schema(example = 75)]
    pub eligible: u32,
    /// What `eligible` counts: `production_admitted` by recorded outcomes, or as published
    /// `eligible_published` (those that could land) or `incubated_published` (all).
    pub denominator: &'static str,
    /// The share, 0 to 1; `null` if none could have.
    #[schema(example = 0.12)]
    pub rate: Option<f64>,
    /// The lower end of the 95 % Wilson interval.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
}

/// A rate drawn towards the usual one: the mean of a Beta posterior.
#[derive(Debug, Serialize, ToSchema)]
pub struct RankingRateBody {
    /// 0 to 1.
    pub value: f64,
    /// Landings that the prior stands for.
    pub prior_landed: f64,
    /// Projects that did not land that the prior stands for.
    pub prior_not_landed: f64,
    /// Links from which the prior was pooled; 0 for the definition's own.
    pub prior_places: usize,
}

/// Recorded projects that did not land, and those that the rate leaves out.
#[derive(Debug, Serialize, ToSchema)]
pub struct OthersBody {
    /// Not landed, and may still.
    pub on_the_way: u32,
    /// Not landed, and left.
    pub gone: u32,
    /// Left out: no production is meant.
    pub other_purpose: u32,
    /// Left out: never admitted, as far as is recorded.
    pub not_admitted: u32,
    /// Left out: the plant stood before the admission.
    pub stood_before: u32,
}

/// How many projects came to a stage or past it; for the two ways out, how many left so.
#[derive(Debug, Serialize, ToSchema)]
pub struct StageBody {
    /// The stage.
    pub stage: OutcomeStage,
    /// How many projects.
    pub projects: u32,
}

/// The Kaplan–Meier estimate of the time from admission to landing.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimeBody {
    /// Months after which half have landed; `null` while fewer have.
    pub median_months: Option<u32>,
    /// Projects followed.
    pub followed: u32,
    /// Of these, still incubating or gone.
    pub censored: u32,
    /// Left out: the day of admission is not recorded.
    pub undated: u32,
    /// One step for each month in which a project landed.
    pub steps: Vec<StepBody>,
}

/// A step of the curve.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepBody {
    /// Whole months from admission.
    pub months: u32,
    /// Projects followed so far and not landed before.
    pub at_risk: u32,
    /// Projects that landed in this month.
    pub landed: u32,
    /// The share not landed after it, 0 to 1.
    pub not_landed: f64,
}

/// Projects still there some months after their last subsidy.
#[derive(Debug, Serialize, ToSchema)]
pub struct RetentionBody {
    /// Months after the last subsidy.
    pub months: u32,
    /// Projects of which no leaving is recorded by then.
    pub present: u32,
    /// Projects that were there when their subsidy ended, so long ago.
    pub eligible: u32,
    /// The share, 0 to 1; `null` if there are none.
    pub rate: Option<f64>,
    /// The lower end of the 95 % Wilson interval.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
    /// Left out: so many months have not passed yet.
    pub not_yet: u32,
    /// Left out: gone before the subsidy ended.
    pub left_before: u32,
    /// Left out: the end of the subsidy is not recorded, or there was none.
    pub end_unknown: u32,
}

/// A commitment and how its promises stand.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommitmentBody {
    /// The commitment.
    pub id: CommitmentId,
    /// The project's id or name.
    pub project: String,
    /// Its promises.
    pub promises: Vec<PromiseBody>,
}

/// How a promise stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct PromiseBody {
    /// What was promised.
    pub kind: PromiseKind,
    /// The last day for it.
    #[schema(value_type = String, format = Date)]
    pub due: Date,
    /// The least amount, in CNY or people; `null` for production.
    #[schema(value_type = Option<String>)]
    pub promised: Option<Decimal>,
    /// The largest amount reported so far; `null` if none was.
    #[schema(value_type = Option<String>)]
    pub reported: Option<Decimal>,
    /// When it was kept.
    #[schema(value_type = Option<String>, format = Date)]
    pub kept: Option<Date>,
    /// `open`, `met`, `late` or `broken`.
    pub status: &'static str,
}

/// A project bound to the region that does not show that it is there.
#[derive(Debug, Serialize, ToSchema)]
pub struct FlagBody {
    /// The project's id or name.
    pub project: String,
    /// The day on which it bound itself.
    #[schema(value_type = String, format = Date)]
    pub registered: Date,
    /// `name_only`: investment, power or insured people were reported, all zero; `unknown`: none
    /// was reported.
    pub substance: &'static str,
}

/// What was published of one enclave.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublishedBody {
    /// The home region in whose profile it stands.
    pub home: RegionId,
    /// The other side.
    pub partner: RegionId,
    /// Its name.
    pub name: TextBody,
    /// How many landed of how many.
    pub rate: RateBody,
    /// The rate by which enclaves are compared, 0 to 1.
    pub ranking_rate: f64,
    /// For when it was counted.
    pub period: Option<String>,
    /// Where it was published.
    pub source: Option<String>,
    /// What a reader should mind.
    pub note: Option<String>,
}

/// What a link between the region and a host city brought home.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkBody {
    /// The region in whose profile it stands.
    pub home: RegionId,
    /// The other side.
    pub partner: RegionId,
    /// Its name.
    pub name: TextBody,
    /// How many landed of how many; `null` where nothing is known.
    pub rate: Option<RateBody>,
    /// The rate by which links are compared, 0 to 1.
    pub ranking_rate: f64,
}
