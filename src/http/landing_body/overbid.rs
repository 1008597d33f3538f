use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    http::money::YuanBody,
    service::landing::modes::{OverbidAdvice, ProbabilityOrigin},
};

/// What the home region itself pays for the landing, against the local tax that it can expect.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverbidBody {
    /// The present value of what it pays, without province and state; `null` if unknown.
    pub subsidies: Option<YuanBody>,
    /// The present value of the local tax if production lands; `null` if unknown.
    pub tax: Option<YuanBody>,
    /// The probability that production lands, 0 to 1; `null` if unknown.
    pub landing_probability: Option<f64>,
    /// Where that probability comes from: the `project` states it, or it is the observed
    /// `landing_rate`; `null` if it is unknown.
    pub probability_from: Option<&'static str>,
    /// Subsidies over expected tax, σ = subsidies / (tax × probability); `null` if any of the three
    /// is unknown or nothing is expected.
    pub intensity: Option<f64>,
    /// σ if production were sure to land: the least that it can be; `null` if unknown.
    pub intensity_min: Option<f64>,
    /// The probability at which subsidies and expected tax are equal; above 1 none suffices.
    pub break_even_probability: Option<f64>,
    /// Whether subsidies exceed the expected tax, σ > 1; `null` where it cannot be told.
    pub is_overbid: Option<bool>,
}

impl From<&OverbidAdvice> for OverbidBody {
    fn from(advice: &OverbidAdvice) -> OverbidBody {
        let found = &advice.overbid;
        OverbidBody {
            subsidies: found.subsidies.map(YuanBody::from),
            tax: found.tax.map(YuanBody::from),
            landing_probability: found.landing_probability,
            probability_from: advice.probability_from.map(ProbabilityOrigin::as_str),
            intensity: found.intensity,
            intensity_min: found.intensity_min,
            break_even_probability: found.break_even_probability,
            is_overbid: found.is_overbid,
        }
    }
}
