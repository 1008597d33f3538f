use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    http::money::YuanBody,
    service::landing::{
        AgreedShare,
        modes::{Agreement, ModeAdvice, Side, Split, Stake, TaxShare},
    },
};

/// How home region and host city can share the local tax of the plant so that neither is worse off
/// than without an agreement. All money is a present value over the plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaxShareBody {
    /// The local tax that is shared.
    pub tax: YuanBody,
    /// `feasible`: any share between `low` and `high` suits both; `infeasible`: none does;
    /// `nothing_to_share`: there is no tax.
    #[schema(example = "feasible")]
    pub agreement: &'static str,
    /// The least share that the host city can accept, `θ_lo`; `null` unless feasible.
    pub low: Option<SplitBody>,
    /// The most that the home region can give, `θ_hi`; `null` unless feasible.
    pub high: Option<SplitBody>,
    /// The recommended share, θ*; `null` unless feasible.
    pub recommended: Option<SplitBody>,
    /// Whether `θ_lo` was held at 0, for the host city gains even without any tax; `null` unless
    /// feasible.
    pub is_low_clamped: Option<bool>,
    /// Whether `θ_hi` was held at 1, for the home region gains even without any tax; `null` unless
    /// feasible.
    pub is_high_clamped: Option<bool>,
    /// How much money is missing for an agreement, (`θ_lo` − `θ_hi`) × tax; `null`
    /// unless infeasible.
    pub deficit: Option<YuanBody>,
    /// The same as a share of the tax; `null` unless infeasible.
    pub deficit_share: Option<f64>,
    /// What happens if the home region keeps all.
    pub all_home: SplitBody,
    /// What happens if the host city takes all.
    pub all_host: SplitBody,
    /// Figures that were unknown and took no part.
    pub not_counted: Vec<NotCountedBody>,
}

/// One way to split the tax, and what it leaves to both sides.
#[derive(Debug, Serialize, ToSchema)]
pub struct SplitBody {
    /// The host city's share θ, 0 to 1; `null` without tax.
    #[schema(example = 0.4)]
    pub host_share: Option<f64>,
    /// The tax that goes to the host city; the home region keeps the rest.
    pub host_tax: YuanBody,
    /// The net benefit of the home region against no agreement.
    pub home_gain: YuanBody,
    /// The net benefit of the host city against no agreement.
    pub host_gain: YuanBody,
}

/// A figure that was unknown and took no part.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotCountedBody {
    /// `home` or `host`.
    pub side: &'static str,
    /// `benefit`: other benefits; `cost`: what it pays; `outside`: what it has without an agreement.
    pub stake: &'static str,
}

/// The share that is published for the two sides.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgreedShareBody {
    /// The home region's share, 0 to 1; the host city has the rest.
    #[schema(example = 0.6)]
    pub home_share: f64,
    /// For how many months; `null` if no term is published.
    pub term_months: Option<f64>,
    /// What it leaves to both sides over the whole plan, of which its term may be a part; `null` if
    /// the tax is unknown.
    pub split: Option<SplitBody>,
    /// Whether it lies where neither side loses; `null` if it cannot be told.
    pub suits_both: Option<bool>,
}

impl From<&TaxShare> for TaxShareBody {
    fn from(found: &TaxShare) -> TaxShareBody {
        let body = TaxShareBody {
            tax: found.tax.into(),
            agreement: found.agreement.as_str(),
            low: None,
            high: None,
            recommended: None,
            is_low_clamped: None,
            is_high_clamped: None,
            deficit: None,
            deficit_share: None,
            all_home: found.all_home.into(),
            all_host: found.all_host.into(),
            not_counted: found.not_counted.iter().map(NotCountedBody::from).collect(),
        };
        match found.agreement {
            Agreement::Feasible { low, high, recommended, low_clamped, high_clamped } => {
                TaxShareBody {
                    low: Some(low.into()),
                    high: Some(high.into()),
                    recommended: Some(recommended.into()),
                    is_low_clamped: Some(low_clamped),
                    is_high_clamped: Some(high_clamped),
                    ..body
                }
            }
            Agreement::Infeasible { deficit, deficit_share } => TaxShareBody {
                deficit: Some(deficit.into()),
                deficit_share: Some(deficit_share),
                ..body
            },
            Agreement::NothingToShare => body,
        }
    }
}

impl From<Split> for SplitBody {
    fn from(split: Split) -> SplitBody {
        SplitBody {
            host_share: split.host_share,
            host_tax: split.host_tax.into(),
            home_gain: split.home_gain.into(),
            host_gain: split.host_gain.into(),
        }
    }
}

impl From<&(Side, Stake)> for NotCountedBody {
    fn from((side, stake): &(Side, Stake)) -> NotCountedBody {
        NotCountedBody { side: side.as_str(), stake: stake.as_str() }
    }
}

impl AgreedShareBody {
    /// The published share among all that is said of modes; `None` if none is published.
    pub(super) fn of(advice: &ModeAdvice) -> Option<AgreedShareBody> {
        let AgreedShare { home_share, term_months } = advice.agreed.clone()?;
        let split = advice.agreed_split.map(SplitBody::from);
        let suits_both = advice.agreed_suits_both();
        Some(AgreedShareBody { home_share, term_months, split, suits_both })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        domain::money::Fen,
        landing::tax_share::{Bargain, Stakes, share},
    };

    fn document(tax: i64, home_cost: i64, host_outside: Option<i64>) -> Value {
        let home = Stakes { cost: Some(Fen::new(home_cost)), ..Stakes::default() };
        let host = Stakes { outside: host_outside.map(Fen::new), ..Stakes::default() };
        let bargain = Bargain { tax: Fen::new(tax), home, host };
        serde_json::to_value(TaxShareBody::from(&share(&bargain, 0.5))).unwrap()
    }

    #[test]
    fn each_outcome_has_its_own_figures_and_null_for_the_others() {
        let feasible = document(10_000, 5_000, Some(1_000));
        let shares = ["low", "recommended", "high"].map(|end| &feasible[end]["host_share"]);
        assert_eq!(shares, [0.1, 0.3, 0.5]);
        let gains = [&feasible["recommended"]["home_gain"], &feasible["recommended"]["host_gain"]];
        assert_eq!(gains, ["20.00", "20.00"]);
        assert_eq!(
            (&feasible["deficit"], &feasible["deficit_share"]),
            (&Value::Null, &Value::Null)
        );
        let benefit = |side: &str| json!({ "side": side, "stake": "benefit" });
        assert!(feasible["not_counted"].as_array().unwrap().contains(&benefit("home")));

        let infeasible = document(10_000, 9_000, Some(4_000));
        assert_eq!(infeasible["agreement"], "infeasible");
        assert_eq!((&infeasible["deficit"], &infeasible["low"]), (&json!("30.00"), &Value::Null));
        assert_eq!(infeasible["deficit_share"], 0.3);

        let nothing = document(0, 0, None);
        assert_eq!(nothing["agreement"], "nothing_to_share");
        for field in ["low", "high", "recommended", "is_low_clamped", "deficit"] {
            assert_eq!(nothing[field], Value::Null, "{field}");
        }
        assert_eq!(nothing["all_home"]["host_share"], Value::Null);
    }
}
