//! How two governments can share the local tax of a plant so that neither is worse off.
//!
//! Two-party bargaining over one share with transferable money: J. F. Nash, "The Bargaining
//! Problem", Econometrica 18 (1950), pages 155–162; with unequal power: A. Muthoo, "Bargaining
//! Theory with Applications" (1999), chapter 2.

use crate::domain::money::Fen;

/// One of the two governments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The region where production lands.
    Home,
    /// The city where the project is incubated.
    Host,
}

impl Side {
    /// The side's identifier in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Side::Home => "home",
            Side::Host => "host",
        }
    }
}

/// What a landing means to one side beside the tax that is shared, as present values over the plan.
///
/// What is unknown is `None`: it takes no part in the sums, and [`TaxShare::not_counted`] says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stakes {
    /// Other benefits, B.
    pub benefit: Option<Fen>,
    /// Costs, C: subsidies, land made ready, services.
    pub cost: Option<Fen>,
    /// What the side has if there is no agreement, d: the host, the tax of a firm that stays.
    pub outside: Option<Fen>,
}

/// What is bargained over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bargain {
    /// The present value of the local tax that can be shared, T.
    pub tax: Fen,
    /// The home region.
    pub home: Stakes,
    /// The host city.
    pub host: Stakes,
}

/// A figure of a side that was unknown and took no part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stake {
    /// [`Stakes::benefit`].
    Benefit,
    /// [`Stakes::cost`].
    Cost,
    /// [`Stakes::outside`].
    Outside,
}

impl Stake {
    /// The figure's identifier in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Stake::Benefit => "benefit",
            Stake::Cost => "cost",
            Stake::Outside => "outside",
        }
    }
}

/// Which share of the tax both sides can accept.
#[derive(Debug, Clone, PartialEq)]
pub struct TaxShare {
    /// What is shared, T.
    pub tax: Fen,
    /// The interval, or why there is none.
    pub agreement: Agreement,
    /// What happens if the home region keeps all.
    pub all_home: Split,
    /// What happens if the host takes all.
    pub all_host: Split,
    /// Figures that were unknown and took no part, home first.
    pub not_counted: Vec<(Side, Stake)>,
}

/// The outcome of a bargain.
#[derive(Debug, Clone, PartialEq)]
pub enum Agreement {
    /// Both sides are at least as well off as without, anywhere between the two ends.
    Feasible {
        /// The least that the host can accept, `θ_lo`.
        low: Split,
        /// The most that the home region can give, `θ_hi`.
        high: Split,
        /// The recommended share, θ*.
        recommended: Split,
        /// Whether `θ_lo` was held at 0: the host gains even without any tax.
        low_clamped: bool,
        /// Whether `θ_hi` was held at 1: the home region gains even without any tax.
        high_clamped: bool,
    },
    /// No share satisfies both.
    Infeasible {
        /// How much money is missing over the plan, above 0: (`θ_lo` − `θ_hi`)·T.
        deficit: Fen,
        /// The same as a share of the tax, `θ_lo` − `θ_hi`, above 0.
        deficit_share: f64,
    },
    /// There is no tax, or less than none: nothing can be shared.
    NothingToShare,
}

impl Agreement {
    /// The outcome's identifier in answers.
    pub fn as_str(&self) -> &'static str {
        match self {
            Agreement::Feasible { .. } => "feasible",
            Agreement::Infeasible { .. } => "infeasible",
            Agreement::NothingToShare => "nothing_to_share",
        }
    }
}

/// One way to split the tax.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    /// The host's share θ, 0 to 1; `None` without tax.
    pub host_share: Option<f64>,
    /// The tax that goes to the host, in whole fen; the home region keeps the rest.
    pub host_tax: Fen,
    /// What the home region gains against no agreement: B − C − d + (1 − θ)·T.
    pub home_gain: Fen,
    /// What the host gains against no agreement: B − C − d + θ·T.
    pub host_gain: Fen,
}

/// The interval of tax shares that both sides can accept, and the share of the Nash solution.
///
/// `θ_lo` = max(0, (C − B + d of the host) / T), `θ_hi` = min(1, (T + B − C − d of the home
/// region) / T), feasible if `θ_lo` ≤ `θ_hi` and T > 0;
/// θ* = `θ_lo` + β·(`θ_hi` − `θ_lo`) with the host's bargaining power β, held within 0 to 1. That
/// is the exact solution where neither end is clamped, for both pay-offs are linear in θ; where
/// one is, it is the middle way of what can be agreed, and the answer says so. All is computed in
/// whole fen, so that both parts add up to the tax.
///
/// ```
/// use hinterland::domain::money::Fen;
/// use hinterland::landing::tax_share::{Agreement, Bargain, Stakes, share};
/// let stakes = |benefit, cost, outside| Stakes {
///     benefit: Some(Fen::new(benefit)),
///     cost: Some(Fen::new(cost)),
///     outside: Some(Fen::new(outside)),
/// };
/// let bargain =
///     Bargain { tax: Fen::new(100), home: stakes(20, 50, 10), host: stakes(5, 25, 0) };
/// let Agreement::Feasible { low, high, recommended, .. } = share(&bargain, 0.5).agreement else {
///     panic!("both gain");
/// };
/// let shares = [low, recommended, high].map(|split| split.host_share.unwrap());
/// assert_eq!(shares, [0.2, 0.4, 0.6]);
/// ```
pub fn share(bargain: &Bargain, host_power: f64) -> TaxShare {
    let need = -bargain.host.surplus();
    let room = bargain.tax + bargain.home.surplus();
    let (low, high) = (need.max(Fen::ZERO), room.min(bargain.tax));
    let split = |host_tax| bargain.split(host_tax);
    let agreement = if bargain.tax <= Fen::ZERO {
        Agreement::NothingToShare
    } else if high < low {
        let deficit = low - high;
        let deficit_share = deficit.yuan_f64() / bargain.tax.yuan_f64();
        Agreement::Infeasible { deficit, deficit_share }
    } else {
        let middle = (high - low).yuan_f64() * host_power.clamp(0.0, 1.0);
        let middle = low + Fen::from_yuan_f64(middle).unwrap_or(Fen::ZERO);
        Agreement::Feasible {
            low: split(low),
            high: split(high),
            recommended: split(middle.min(high)),
            low_clamped: need < Fen::ZERO,
            high_clamped: bargain.tax < room,
        }
    };
    TaxShare {
        tax: bargain.tax,
        agreement,
        all_home: split(Fen::ZERO),
        all_host: split(bargain.tax),
        not_counted: bargain.not_counted(),
    }
}

impl TaxShare {
    /// Whether there is a share that both sides can accept.
    pub fn is_feasible(&self) -> bool {
        matches!(self.agreement, Agreement::Feasible { .. })
    }
}

impl Bargain {
    /// What both sides gain if the host gets `host_tax`.
    pub fn split(&self, host_tax: Fen) -> Split {
        let share = || host_tax.yuan_f64() / self.tax.yuan_f64();
        Split {
            host_share: (Fen::ZERO < self.tax).then(share),
            host_tax,
            home_gain: self.home.surplus() + self.tax - host_tax,
            host_gain: self.host.surplus() + host_tax,
        }
    }

    /// What both sides gain if the host gets the share `host_share` of the tax, to the nearest
    /// fen; `None` for a share that is not within 0 to 1.
    pub fn split_at(&self, host_share: f64) -> Option<Split> {
        if !(0.0..=1.0).contains(&host_share) {
            return None;
        }
        Some(self.split(Fen::from_yuan_f64(self.tax.yuan_f64() * host_share)?))
    }

    fn not_counted(&self) -> Vec<(Side, Stake)> {
        let of = |side, stakes: &Stakes| {
            let all = [
                (Stake::Benefit, stakes.benefit),
                (Stake::Cost, stakes.cost),
                (Stake::Outside, stakes.outside),
            ];
            let unknown = all.into_iter().filter(|(_, amount)| amount.is_none());
            unknown.map(|(stake, _)| (side, stake)).collect::<Vec<_>>()
        };
        [of(Side::Home, &self.home), of(Side::Host, &self.host)].concat()
    }
}

impl Stakes {
    /// B − C − d over what is known: the gain before any tax.
    fn surplus(&self) -> Fen {
        let known = |amount: Option<Fen>| amount.unwrap_or(Fen::ZERO);
        known(self.benefit) - known(self.cost) - known(self.outside)
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    use super::*;

    fn stakes((benefit, cost, outside): (i64, i64, i64)) -> Stakes {
        Stakes {
            benefit: Some(Fen::new(benefit)),
            cost: Some(Fen::new(cost)),
            outside: Some(Fen::new(outside)),
        }
    }

    fn bargain(tax: i64, home: (i64, i64, i64), host: (i64, i64, i64)) -> Bargain {
        Bargain { tax: Fen::new(tax), home: stakes(home), host: stakes(host) }
    }

    /// `tax-share-participation-interval`: shares, and what they leave to both.
    #[test]
    fn the_worked_case_comes_out() {
        let case = bargain(10_000, (2_000, 5_000, 1_000), (500, 2_500, 0));
        for (power, expected) in [(0.5, 0.4), (0.3, 0.32), (0.0, 0.2), (1.0, 0.6)] {
            let found = share(&case, power);
            let Agreement::Feasible { low, high, recommended, low_clamped, high_clamped } =
                found.agreement
            else {
                panic!("power {power}")
            };
            assert_eq!((low.host_share, high.host_share), (Some(0.2), Some(0.6)));
            assert_abs_diff_eq!(recommended.host_share.unwrap(), expected, epsilon = 1e-12);
            assert!(!low_clamped && !high_clamped);
            assert_eq!(low.host_gain, Fen::ZERO); // indifferent at its own end
            assert_eq!(high.home_gain, Fen::ZERO);
            assert_eq!(found.all_home.home_gain, Fen::new(6_000));
            assert_eq!(found.all_host.host_gain, Fen::new(8_000));
        }
    }

    #[test]
    fn clamps_deficits_and_missing_tax_are_named() {
        // The host gains without any tax, the home region too.
        let found = share(&bargain(100, (50, 10, 0), (30, 10, 0)), 0.5).agreement;
        assert!(
            matches!(found, Agreement::Feasible { low_clamped: true, high_clamped: true, .. }),
            "{found:?}"
        );
        // The host would lose more than the tax, for the firm would have stayed.
        let found = share(&bargain(100, (0, 20, 0), (0, 10, 100)), 0.5).agreement;
        assert_eq!(found, Agreement::Infeasible { deficit: Fen::new(30), deficit_share: 0.3 });
        for tax in [0, -5] {
            let found = share(&bargain(tax, (9, 0, 0), (9, 0, 0)), 0.5);
            assert_eq!(found.agreement, Agreement::NothingToShare);
            assert_eq!(found.all_home.host_share, None);
        }
    }

    #[test]
    fn what_is_unknown_is_named_and_takes_no_part() {
        let known = bargain(100, (0, 20, 0), (0, 10, 0));
        let mut thin = known;
        thin.home.benefit = None;
        thin.host.outside = None;
        let found = share(&thin, 0.5);
        assert_eq!(found.not_counted, [(Side::Home, Stake::Benefit), (Side::Host, Stake::Outside)]);
        assert_eq!(found.agreement, share(&known, 0.5).agreement);
        assert_eq!(share(&known, 0.5).not_counted, []);
    }

    fn side() -> impl Strategy<Value = (i64, i64, i64)> {
        let amount = -1_000_000_000_000_i64..1_000_000_000_000;
        (amount.clone(), amount.clone(), amount)
    }

    proptest! {
        #[test]
        fn the_interval_is_empty_exactly_when_there_is_a_deficit(
            tax in 1_i64..1_000_000_000_000, home in side(), host in side(), power in 0.0..=1.0,
        ) {
            let case = bargain(tax, home, host);
            let money = |(benefit, cost, outside): (i64, i64, i64)| benefit - cost - outside;
            let low = (-money(host)).max(0);
            let high = (tax + money(home)).min(tax);
            match share(&case, power).agreement {
                Agreement::Feasible { low: from, high: to, recommended, .. } => {
                    prop_assert!(low <= high);
                    prop_assert!(from.host_tax <= recommended.host_tax);
                    prop_assert!(recommended.host_tax <= to.host_tax);
                }
                Agreement::Infeasible { deficit, deficit_share } => {
                    prop_assert!(high < low && Fen::ZERO < deficit && 0.0 < deficit_share);
                }
                Agreement::NothingToShare => prop_assert!(false, "there is tax"),
            }
        }

        #[test]
        fn within_the_interval_neither_side_loses_and_outside_one_does(
            tax in 1_i64..1_000_000_000_000, home in side(), host in side(), at in 0.0..=1.0,
        ) {
            let case = bargain(tax, home, host);
            let Agreement::Feasible { low, high, .. } = share(&case, 0.5).agreement else {
                return Ok(());
            };
            let ends = [low, high].map(|split| split.host_share.unwrap());
            let share: f64 = ends[0] + at * (ends[1] - ends[0]);
            let split = case.split_at(share.clamp(0.0, 1.0)).unwrap();
            prop_assert!(Fen::ZERO <= split.home_gain && Fen::ZERO <= split.host_gain);
            // One fen beyond an end that is not clamped, that side would rather not agree.
            if Fen::ZERO < low.host_tax {
                prop_assert!(case.split(low.host_tax - Fen::new(1)).host_gain < Fen::ZERO);
            }
            if high.host_tax < case.tax {
                prop_assert!(case.split(high.host_tax + Fen::new(1)).home_gain < Fen::ZERO);
            }
        }

        #[test]
        fn both_gains_add_up_to_the_same_sum_whatever_the_share(
            tax in 1_i64..1_000_000_000_000, home in side(), host in side(), at in 0.0..=1.0,
        ) {
            let case = bargain(tax, home, host);
            let sum = |split: Split| split.home_gain + split.host_gain;
            prop_assert_eq!(sum(case.split_at(at).unwrap()), sum(case.split(Fen::ZERO)));
        }
    }
}
