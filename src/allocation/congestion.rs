pub use crate::domain::parameters::CongestionRules;

/// Projects that want a kind of place per place that there is; `None` without places.
pub fn utilisation(wanting: u32, places: u32) -> Option<f64> {
    (0 < places).then(|| f64::from(wanting) / f64::from(places))
}

impl CongestionRules {
    /// The factor on the attraction of a place that is so full:
    /// max(floor, 1 − slope · max(0, utilisation − free)).
    pub fn factor(&self, utilisation: f64) -> f64 {
        let crowded = (utilisation - self.free_utilisation).max(0.0);
        (1.0 - self.slope * crowded).max(self.floor)
    }
}

/// Where those come from who are won.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wins {
    /// From places that compete for projects themselves.
    pub from_competitors: u32,
    /// From elsewhere: the core, where projects are incubated and none of these competes.
    pub from_core: u32,
}

impl Wins {
    /// The share of the wins that others of those who compete have lost, 0 to 1: all of them
    /// together have not won those. `None` without a win of which it is known.
    pub fn zero_sum(self) -> Option<f64> {
        utilisation(self.from_competitors, self.from_competitors.saturating_add(self.from_core))
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Wins) -> Wins {
        Wins {
            from_competitors: self.from_competitors.saturating_add(other.from_competitors),
            from_core: self.from_core.saturating_add(other.from_core),
        }
    }
}

/// How many hold something that another holds too.
pub fn sharing<T: Ord>(held: impl IntoIterator<Item = T>) -> usize {
    let mut counts = std::collections::BTreeMap::new();
    for one in held {
        *counts.entry(one).or_insert(0_usize) += 1;
    }
    counts.into_values().filter(|count| 1 < *count).sum()
}

/// How concentrated something is: the Herfindahl–Hirschman index Σ share², between two ends.
///
/// 1 where one holds everything, 1/n where n hold the same, near 0 where it is spread thin. A. O.
/// Hirschman, American Economic Review 54 (1964) 761.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Concentration {
    /// The lower end.
    pub low: f64,
    /// The upper end; the lower one where all shares are known.
    pub high: f64,
}

/// Shares add up to one only within their rounding as published, to a tenth of a percent each.
const SHARE_ROUNDING: f64 = 5e-3;

impl Concentration {
    /// The index of shares that are all known; `None` if one is no share or they do not add up to
    /// one.
    pub fn exact(shares: &[f64]) -> Option<Concentration> {
        let sum = sum_of_shares(shares)?;
        let squares = sum_of_squares(shares);
        ((sum - 1.0).abs() <= SHARE_ROUNDING)
            .then_some(Concentration { low: squares, high: squares })
    }

    /// The index where only the largest shares are known; `None` if one is no share or they add
    /// up to more than one.
    ///
    /// At the lower end the rest is spread infinitely thin; at the upper end it comes in pieces as
    /// large as the smallest known share, for a larger one would be among the largest.
    pub fn of_largest(shares: &[f64]) -> Option<Concentration> {
        let sum = sum_of_shares(shares)?;
        let smallest = shares.iter().copied().reduce(f64::min)?;
        if 1.0 + SHARE_ROUNDING < sum || smallest <= 0.0 {
            return None;
        }
        let rest = (1.0 - sum).max(0.0);
        let pieces = (rest / smallest + 1e-9).floor();
        let remainder = (rest - pieces * smallest).max(0.0);
        let low = sum_of_squares(shares);
        Some(Concentration {
            low,
            high: low + pieces * smallest * smallest + remainder * remainder,
        })
    }
}

fn sum_of_shares(shares: &[f64]) -> Option<f64> {
    let all_shares = shares.iter().all(|share| (0.0..=1.0).contains(share));
    (all_shares && !shares.is_empty()).then(|| shares.iter().sum())
}

fn sum_of_squares(shares: &[f64]) -> f64 {
    shares.iter().map(|share| share * share).sum()
}

/// A market whose supply answers last period's price: supplied a + b·p(t−1), wanted c − d·p(t).
///
/// So places for projects are built for last year's demand. M. Ezekiel, The Cobweb Theorem,
/// Quarterly Journal of Economics 52 (1938) 255–280.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cobweb {
    /// Supplied at a price of zero, a.
    pub supply_intercept: f64,
    /// More supplied per unit of last period's price, b; at least 0.
    pub supply_slope: f64,
    /// Wanted at a price of zero, c.
    pub demand_intercept: f64,
    /// Less wanted per unit of price, d; above 0.
    pub demand_slope: f64,
}

/// Where the swings of a cobweb go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CobwebPath {
    /// They die out: b/d below 1.
    Converges,
    /// They go on as they are: b/d is 1.
    Cycles,
    /// They grow: b/d above 1.
    Diverges,
}

impl Cobweb {
    /// The price at which supply and demand meet: (c − a) / (b + d).
    pub fn equilibrium(&self) -> f64 {
        (self.demand_intercept - self.supply_intercept) / (self.supply_slope + self.demand_slope)
    }

    /// By how much each swing is larger than the one before: b/d.
    pub fn ratio(&self) -> f64 {
        self.supply_slope / self.demand_slope
    }

    /// Where the swings go.
    pub fn path(&self) -> CobwebPath {
        match self.supply_slope.total_cmp(&self.demand_slope) {
            std::cmp::Ordering::Less => CobwebPath::Converges,
            std::cmp::Ordering::Equal => CobwebPath::Cycles,
            std::cmp::Ordering::Greater => CobwebPath::Diverges,
        }
    }

    /// The prices from `first` on, so many of them.
    pub fn prices(&self, first: f64, periods: usize) -> Vec<f64> {
        let next = |price: &f64| {
            let supplied = self.supply_intercept + self.supply_slope * price;
            Some((self.demand_intercept - supplied) / self.demand_slope)
        };
        std::iter::successors(Some(first), next).take(periods).collect()
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    use super::*;

    const RULES: CongestionRules =
        CongestionRules { free_utilisation: 0.8, slope: 0.5, floor: 0.5 };

    #[test]
    fn a_full_place_loses_attraction_down_to_the_floor() {
        let cases = [
            // (wanting, places, utilisation, factor)
            (30, 20, 1.5, 0.65),
            (18, 30, 0.6, 1.0),
            (12, 10, 1.2, 0.8),
            (100, 10, 10.0, 0.5), // the floor
        ];
        for (wanting, places, expected, factor) in cases {
            let found = utilisation(wanting, places).unwrap();
            assert_relative_eq!(found, expected, max_relative = 1e-15);
            assert_relative_eq!(RULES.factor(found), factor, max_relative = 1e-15);
        }
        assert_eq!(utilisation(3, 0), None, "no place, no utilisation");
    }

    #[test]
    fn what_competitors_lose_is_no_gain_of_all() {
        let wins = |from_competitors, from_core| Wins { from_competitors, from_core };
        assert_eq!(wins(1, 3).zero_sum(), Some(0.25));
        assert_eq!(wins(0, 2).zero_sum(), Some(0.0));
        assert_eq!(wins(0, 0).zero_sum(), None, "nobody won, or nobody knows from where");
        assert_eq!(wins(1, 0).plus(wins(1, 2)).zero_sum(), Some(0.5));
        assert_eq!((sharing(["a", "b", "a", "c", "a"]), sharing(["a", "b"])), (3, 0));
    }

    /// The cities that host the enclaves of Jiangsu, from an article on reverse incubation of
    /// 2022 that prints three shares.
    #[test]
    fn three_known_shares_bound_the_concentration() {
        let jiangsu = Concentration::of_largest(&[0.434, 0.174, 0.13]).unwrap();
        assert_relative_eq!(jiangsu.low, 0.235_532, max_relative = 1e-12);
        assert_relative_eq!(jiangsu.high, 0.269_336, max_relative = 1e-12);
    }

    #[test]
    fn concentration_is_exact_where_all_shares_are_known() {
        let index = |shares: &[f64]| Concentration::exact(shares).map(|found| found.low);
        assert_eq!(index(&[1.0]), Some(1.0));
        assert_eq!(index(&[0.25; 4]), Some(0.25));
        assert_eq!(index(&[0.5, 0.3]), None, "a fifth is missing");
        assert_eq!(index(&[1.2, -0.2]), None, "no shares");
        assert_eq!(Concentration::of_largest(&[]), None);
        assert_eq!(Concentration::of_largest(&[0.7, 0.4]), None, "more than all");
    }

    #[test]
    fn a_cobweb_with_flat_supply_settles() {
        let market = Cobweb {
            supply_intercept: 10.0,
            supply_slope: 1.5,
            demand_intercept: 100.0,
            demand_slope: 2.0,
        };
        assert_relative_eq!(market.equilibrium(), 25.714_285_714_285_715, max_relative = 1e-15);
        assert_relative_eq!(market.ratio(), 0.75);
        assert_eq!(market.path(), CobwebPath::Converges);
        assert_eq!(market.prices(30.0, 5), [30.0, 22.5, 28.125, 23.906_25, 27.070_312_5]);
        assert_eq!(Cobweb { supply_slope: 2.0, ..market }.path(), CobwebPath::Cycles);
        assert_eq!(Cobweb { supply_slope: 2.5, ..market }.path(), CobwebPath::Diverges);
    }

    proptest! {
        #[test]
        fn the_exact_index_lies_between_the_ends(
            raw in proptest::collection::vec(0.01_f64..1.0, 1..12), known in 1_usize..12,
        ) {
            let total: f64 = raw.iter().sum();
            let mut shares: Vec<f64> = raw.iter().map(|share| share / total).collect();
            shares.sort_by(|one, other| other.total_cmp(one));
            let exact = Concentration::exact(&shares).unwrap().low;
            let bounds = Concentration::of_largest(&shares[..known.min(shares.len())]).unwrap();
            prop_assert!(bounds.low <= exact + 1e-9 && exact <= bounds.high + 1e-9);
        }

        #[test]
        fn fuller_is_never_better(one in 0.0..5.0, more in 0.0..5.0) {
            prop_assert!(RULES.factor(one + more) <= RULES.factor(one));
            prop_assert!((RULES.floor..=1.0).contains(&RULES.factor(one)));
        }
    }
}
