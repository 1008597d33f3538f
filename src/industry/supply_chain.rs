//! What a production step buys and sells, and how much of it a place can supply or take.
//!
//! The direct input coefficients of a national input–output table stand for the project's own
//! bill of materials: W. Leontief, "Quantitative Input and Output Relations in the Economic System
//! of the United States", Review of Economics and Statistics 18 (1936), pages 105–125. Coefficients
//! are national averages of a sector; what the project itself names goes before them.

use crate::domain::input_output::{InputOutput, SectorKind};

/// A partner industry and the value that goes to or comes from it, as a share of the output.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exchange {
    /// The position of the partner's sector.
    pub sector: usize,
    /// Value over the value of the project's output, above 0.
    pub share: f64,
}

/// What production exchanges with other sectors, each side in the order of the table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Exchanges {
    /// The goods that it buys, by supplying sector: `a_i`, the direct input coefficients, mixed by
    /// the shares of the production industries. Purchases within the own sector stay in, as plants
    /// of one sector do supply each other.
    pub inputs: Vec<Exchange>,
    /// The makers of goods that buy it: the share of what its sector delivers that goes to each.
    /// Shops, hospitals, builders and households buy too, but they are everywhere.
    pub customers: Vec<Exchange>,
}

/// What production buys and sells. Only goods count: see [`SectorKind`]. Codes that no sector covers
/// add nothing.
pub fn exchanges(table: &InputOutput, production: &[(String, f64)]) -> Exchanges {
    let mut bought = vec![0.0; table.sectors.len()];
    let mut sold = bought.clone();
    let own = own_sectors(table, production);
    // A table has thousands of flows: they are read once for both sides.
    for flow in &table.flows {
        bought[flow.supplier] += own[flow.user] * flow.input;
        sold[flow.user] += own[flow.supplier] * flow.sales;
    }
    Exchanges { inputs: goods(table, &bought), customers: goods(table, &sold) }
}

fn own_sectors(table: &InputOutput, production: &[(String, f64)]) -> Vec<f64> {
    let mut own = vec![0.0; table.sectors.len()];
    for (code, weight) in production {
        for (sector, share) in table.sectors_of(code) {
            own[sector] += weight * share;
        }
    }
    own
}

fn goods(table: &InputOutput, shares: &[f64]) -> Vec<Exchange> {
    let all = shares
        .iter()
        .enumerate()
        .filter(|&(sector, share)| 0.0 < *share && table.sectors[sector].kind == SectorKind::Goods);
    all.map(|(sector, share)| Exchange { sector, share: *share }).collect()
}

/// How much of an exchange has a partner near.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Closure {
    /// The value whose partner is near, over the value of the output.
    pub near: f64,
    /// The value of all of it, over the value of the output.
    pub all: f64,
}

impl Closure {
    /// Supply-chain closure `Σ a_i·[partner i is near] / Σ a_i`, 0 to 1; `None` if nothing is
    /// exchanged.
    ///
    /// ```
    /// use hinterland::industry::supply_chain::Closure;
    /// // Steel for 30 % of the output is near, glass for 10 % is not.
    /// let closure = Closure::of([(0.3, true), (0.1, false)].into_iter());
    /// assert!((closure.share().unwrap() - 0.75).abs() < 1e-12);
    /// ```
    pub fn share(self) -> Option<f64> {
        (0.0 < self.all).then(|| (self.near / self.all).clamp(0.0, 1.0))
    }

    /// The closure of exchanges, each with its share and whether the partner is near.
    pub fn of(exchanges: impl Iterator<Item = (f64, bool)>) -> Closure {
        exchanges.fold(Closure::default(), |sum, (share, is_near)| Closure {
            near: sum.near + if is_near { share } else { 0.0 },
            all: sum.all + share,
        })
    }

    /// What is bought and what is sold together: each side weighs what it carries. A plant that
    /// sells to hospitals all over the country needs its suppliers near, not its customers.
    #[must_use]
    pub fn with(self, other: Closure) -> Closure {
        Closure { near: self.near + other.near, all: self.all + other.all }
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{
        input_output::{Flow, Sector},
        text::Text,
    };

    /// Steel, cars and trade: cars buy steel 0.4, cars 0.1 and trade 0.2; steel buys cars 0.05.
    fn table() -> InputOutput {
        let sector = |gbt: &str, kind| Sector {
            code: gbt.to_owned(),
            name: Text::default(),
            gbt: vec![gbt.to_owned()],
            kind,
            output: 1.0,
        };
        let flow = |supplier, user, input, sales| Flow { supplier, user, input, sales };
        InputOutput {
            sectors: vec![
                sector("31", SectorKind::Goods),
                sector("36", SectorKind::Goods),
                sector("51", SectorKind::Service),
            ],
            flows: vec![
                flow(0, 1, 0.4, 0.5),
                flow(1, 1, 0.1, 0.1),
                flow(1, 0, 0.05, 0.03),
                flow(1, 2, 0.02, 0.6),
                flow(2, 1, 0.2, 0.3),
            ],
        }
    }

    fn shares(exchanges: &[Exchange]) -> Vec<(usize, f64)> {
        exchanges.iter().map(|exchange| (exchange.sector, exchange.share)).collect()
    }

    #[test]
    fn only_goods_count_on_both_sides() {
        let cars = [("3611".to_owned(), 1.0)];
        let Exchanges { inputs, customers } = exchanges(&table(), &cars);
        assert_eq!(shares(&inputs), [(0, 0.4), (1, 0.1)]);
        assert_eq!(shares(&customers), [(0, 0.03), (1, 0.1)]);
        let mixed = [("36".to_owned(), 0.5), ("31".to_owned(), 0.5)];
        let mixed = exchanges(&table(), &mixed).inputs;
        assert_abs_diff_eq!(mixed[0].share, 0.2);
        assert_abs_diff_eq!(mixed[1].share, 0.075);
        assert_eq!(exchanges(&table(), &[("99".to_owned(), 1.0)]), Exchanges::default());
    }

    #[test]
    fn closure_is_the_share_of_the_value() {
        let suppliers = Closure::of([(0.4, true), (0.1, false)].into_iter());
        let customers = Closure::of([(0.05, false), (0.45, true)].into_iter());
        let cases = [
            (suppliers, Some(0.8)),
            (customers, Some(0.9)),
            (suppliers.with(customers), Some(0.85)),
            (suppliers.with(Closure::default()), Some(0.8)), // sold to no maker of goods
            (Closure::default(), None),                      // nothing is exchanged: unknown
        ];
        for (closure, expected) in cases {
            assert_eq!(closure.share().is_some(), expected.is_some());
            assert_abs_diff_eq!(closure.share().unwrap_or(0.0), expected.unwrap_or(0.0));
        }
    }

    proptest! {
        #[test]
        fn one_more_partner_never_lowers_the_closure(
            exchanges in prop::collection::vec((0.0..1.0, any::<bool>()), 1..20), more in 0usize..20,
        ) {
            prop_assume!(exchanges.iter().any(|(share, _)| 0.0 < *share));
            let mut nearer = exchanges.clone();
            let position = more % nearer.len();
            nearer[position].1 = true;
            let share = |list: Vec<(f64, bool)>| Closure::of(list.into_iter()).share().unwrap();
            prop_assert!(share(exchanges) <= share(nearer));
        }
    }
}
