use std::{
    borrow::Cow,
    sync::{Arc, OnceLock},
};

use jiff::civil::Date;

use super::{
    context::Context,
    found::{Evidence, Found},
    supply_network::{Day, SupplyNetwork},
};
use crate::{
    domain::{
        input_output::InputOutput,
        matching::{MissingPartner, PartnersNear},
        region::Level,
        text::Text,
    },
    industry::supply_chain::{Closure, Exchange, exchanges},
};

/// What a project buys and sells.
#[derive(Debug, Clone, Default)]
pub struct Trade {
    /// The production industries as GB/T 4754 codes with shares that sum to one.
    pub production: Vec<(String, f64)>,
    /// The industries that supply it, where the project names them.
    pub inputs: Vec<NamedPartner>,
    /// The industries that buy from it, where the project names them.
    pub customers: Vec<NamedPartner>,
}

/// An industry that a project names as its supplier or customer.
#[derive(Debug, Clone)]
pub struct NamedPartner {
    /// Its title.
    pub name: Text,
    /// Its GB/T 4754 codes; any of them will do.
    pub gbt: Vec<String>,
}

/// The partner industries of a project, and how much of its trade has one near, by prefecture.
pub struct Partners<'a> {
    network: &'a SupplyNetwork,
    as_of: Day,
    inputs: Vec<Partner<'a>>,
    customers: Vec<Partner<'a>>,
    /// What is bought and what is sold, by prefecture.
    closures: Vec<[Closure; 2]>,
    /// What stands behind it in words, once somebody asked; all places of a prefecture share it.
    near: Vec<OnceLock<Arc<PartnersNear>>>,
}

struct Partner<'a> {
    name: &'a Text,
    /// Value over the value of the project's output.
    share: f64,
    near: Cow<'a, [Day]>,
}

impl<'a> Partners<'a> {
    /// The partners of a project as known on a day; `None` if it trades no goods, or if no industry
    /// of any place is known by then.
    ///
    /// What the project names goes before the table, in equal shares of what its industries buy or
    /// sell according to the table.
    pub fn new(
        network: &'a SupplyNetwork,
        table: &'a InputOutput,
        trade: &'a Trade,
        as_of: Date,
    ) -> Option<Partners<'a>> {
        let side = |named: &'a [NamedPartner], usual: &[Exchange]| {
            if named.is_empty() {
                by_table(network, table, usual)
            } else {
                own(network, table, named, usual)
            }
        };
        let usual = exchanges(table, &trade.production);
        let inputs = side(&trade.inputs, &usual.inputs);
        let customers = side(&trade.customers, &usual.customers);
        if inputs.is_empty() && customers.is_empty() || !network.is_known(as_of) {
            return None;
        }
        let (rows, as_of) = (network.prefectures().len(), Day::from(as_of));
        let near = (0..rows).map(|_| OnceLock::new()).collect();
        let [bought, sold] = [&inputs, &customers].map(|side| closures(side, rows, as_of));
        let closures = bought.into_iter().zip(sold).map(<[Closure; 2]>::from).collect();
        Some(Partners { network, as_of, inputs, customers, closures, near })
    }

    fn value(&self, row: usize) -> Option<f64> {
        let [bought, sold] = self.closures[row];
        bought.with(sold).share()
    }

    /// What stands behind the value of a prefecture's row.
    pub(super) fn near(&self, row: usize) -> Arc<PartnersNear> {
        let [bought, sold] = self.closures[row];
        let near = || PartnersNear {
            hours_max: self.network.hours_max(),
            inputs_near: bought.share(),
            customers_near: sold.share(),
            missing_inputs: self.missing(&self.inputs, bought, row),
            missing_customers: self.missing(&self.customers, sold, row),
        };
        self.near[row].get_or_init(|| Arc::new(near())).clone()
    }

    /// The partners that are not near, the largest first.
    fn missing(&self, side: &[Partner<'_>], closure: Closure, row: usize) -> Vec<MissingPartner> {
        let missing = side.iter().filter(|partner| !partner.is_near(row, self.as_of));
        let named = missing.map(|partner| MissingPartner {
            name: partner.name.clone(),
            share: partner.share / closure.all,
        });
        let mut named: Vec<MissingPartner> = named.collect();
        named.sort_by(|one, other| other.share.total_cmp(&one.share));
        named
    }
}

impl Partner<'_> {
    fn is_near(&self, row: usize, as_of: Day) -> bool {
        self.near[row].is_by(as_of)
    }
}

/// [`Closure::of`] some partners by row, partner after partner: the rows of one stand side by side.
fn closures(side: &[Partner<'_>], rows: usize, as_of: Day) -> Vec<Closure> {
    let mut near = vec![0.0; rows];
    let mut all = 0.0;
    for partner in side {
        for (near, since) in near.iter_mut().zip(partner.near.iter()) {
            *near += if since.is_by(as_of) { partner.share } else { 0.0 };
        }
        all += partner.share;
    }
    near.into_iter().map(|near| Closure { near, all }).collect()
}

fn by_table<'a>(
    network: &'a SupplyNetwork,
    table: &'a InputOutput,
    usual: &[Exchange],
) -> Vec<Partner<'a>> {
    let partner = |exchange: &Exchange| Partner {
        name: &table.sectors[exchange.sector].name,
        share: exchange.share,
        near: Cow::Borrowed(network.reached(exchange.sector)),
    };
    usual.iter().map(partner).collect()
}

fn own<'a>(
    network: &'a SupplyNetwork,
    table: &InputOutput,
    named: &'a [NamedPartner],
    usual: &[Exchange],
) -> Vec<Partner<'a>> {
    let all: f64 = usual.iter().map(|exchange| exchange.share).sum();
    let all = if all <= 0.0 { 1.0 } else { all };
    #[expect(clippy::cast_precision_loss, reason = "a handful of partners")]
    let share = all / named.len() as f64;
    let partner = |named: &'a NamedPartner| {
        let sectors = named.gbt.iter().flat_map(|code| table.sectors_of(code));
        let sectors: Vec<usize> = sectors.map(|(sector, _)| sector).collect();
        let near = Cow::Owned(network.reach(&named.gbt, &sectors));
        Partner { name: &named.name, share, near }
    };
    named.iter().map(partner).collect()
}

/// The share, 0 to 1, of the goods that production buys and sells, by value, whose partner industry
/// stands within `hours_max` by road of the place's prefecture; for a place above the prefectures,
/// of its prefecture where it is highest.
///
/// Bought and sold goods weigh by their value: `Σ a_i·[i is near] / Σ a_i` over suppliers and
/// customers together. `None` where the project trades no goods or has no industry, and for a place
/// that hangs on no prefecture.
///
/// Source: `supply_chain` in `index/criteria.toml`, `supply` in `index/parameters.toml`.
pub fn find<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    let partners = context.partners?;
    let of = |prefecture: usize| {
        let row = partners.network.row(prefecture)?;
        let evidence = Evidence::Partners(partners, row);
        Some(Found { value: partners.value(row)?, trust: 1.0, from: prefecture, evidence })
    };
    if let Some(prefecture) = context.atlas.at_or_above(place, Level::Prefecture) {
        return of(prefecture);
    }
    let below = context.atlas.descendants(place).iter().filter_map(|&below| of(below));
    below.reduce(|best, next| if best.value < next.value { next } else { best })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use approx::assert_abs_diff_eq;
    use jiff::civil::date;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;
    use crate::{
        domain::{
            code::IndustryCode,
            figure::{Figure, Period},
            geography::Coordinates,
            id::RegionId,
            input_output::{Flow, Sector, SectorKind},
            region::{
                DeclaredIndustry, LeadingIndustries, LeadingIndustry, Presence, RegionProfile,
            },
            unit::PeopleUnit,
        },
        scoring::{atlas::Atlas, tests::parameters},
    };

    const CODES: [&str; 3] = ["313", "304", "361"];

    /// Cars (361) buy steel (313) for 0.3 and glass (304) for 0.1 of their output and sell 0.2 of
    /// it to makers of cars.
    fn table() -> InputOutput {
        let sector = |gbt: &&str| Sector {
            code: (*gbt).to_owned(),
            name: Text::new(gbt, gbt),
            gbt: vec![(*gbt).to_owned()],
            kind: SectorKind::Goods,
            output: 1.0,
        };
        let flow = |supplier, user, input, sales| Flow { supplier, user, input, sales };
        let flows = vec![flow(0, 2, 0.3, 0.5), flow(1, 2, 0.1, 0.5), flow(2, 2, 0.0, 0.2)];
        InputOutput { sectors: CODES.iter().map(sector).collect(), flows }
    }

    fn cars() -> Trade {
        Trade { production: vec![("361".to_owned(), 1.0)], ..Trade::default() }
    }

    fn named(codes: &[&str]) -> Vec<NamedPartner> {
        let partner = |code: &&str| NamedPartner {
            name: Text::new(code, code),
            gbt: vec![(*code).to_owned()],
        };
        codes.iter().map(partner).collect()
    }

    /// Prefectures in a row, a degree of longitude (about 97 km) apart; each declares some codes.
    fn world(declared: &[BTreeSet<usize>]) -> Vec<RegionProfile> {
        let prefecture = |(number, codes): (usize, &BTreeSet<usize>)| {
            let id = RegionId::parse(&format!("CN-33{number:02}00")).unwrap();
            let mut profile =
                RegionProfile::new(id, None, Level::Prefecture, Text::new("市", "city"));
            #[expect(clippy::cast_precision_loss, reason = "a handful of places")]
            let longitude = 110.0 + number as f64;
            profile.location = Some(Coordinates { longitude, latitude: 29.0 });
            let item = |code: &usize| {
                let codes = vec![IndustryCode::gbt(CODES[*code])];
                LeadingIndustry::new(DeclaredIndustry { label: Text::default(), codes })
            };
            profile.leading_industries = Some(LeadingIndustries {
                items: codes.iter().map(item).collect(),
                period: Some(Period::parse("2018").unwrap()),
                source: None,
            });
            profile
        };
        declared.iter().enumerate().map(prefecture).collect()
    }

    /// The value and what stands behind it, by prefecture; `None` if nothing is known.
    fn found(
        world: Vec<RegionProfile>,
        hours_max: f64,
        trade: &Trade,
        as_of: Date,
    ) -> Option<Vec<(f64, Arc<PartnersNear>)>> {
        let mut parameters = parameters();
        parameters.supply.hours_max = hours_max;
        let (atlas, table) = (Atlas::new(world), table());
        let network = SupplyNetwork::new(&atlas, &table, &parameters);
        let partners = Partners::new(&network, &table, trade, as_of)?;
        let rows = 0..atlas.len();
        Some(rows.map(|row| (partners.value(row).unwrap(), partners.near(row))).collect())
    }

    fn today() -> Date {
        date(2026, 1, 1)
    }

    fn sets(declared: &[&[usize]]) -> Vec<BTreeSet<usize>> {
        declared.iter().map(|codes| codes.iter().copied().collect()).collect()
    }

    #[test]
    fn a_gap_is_named_with_its_share() {
        // Steel stands 97 km from the first place, glass 291 km from it: 3 hours reach 180 km.
        let world = world(&sets(&[&[2], &[0], &[], &[1]]));
        let found = found(world, 3.0, &cars(), today()).unwrap();
        let (value, near) = &found[0];
        assert_abs_diff_eq!(*value, (0.3 + 0.2) / (0.3 + 0.1 + 0.2), epsilon = 1e-12);
        assert_abs_diff_eq!(near.inputs_near.unwrap(), 0.75, epsilon = 1e-12);
        assert_abs_diff_eq!(near.customers_near.unwrap(), 1.0);
        assert_eq!(near.missing_inputs.len(), 1);
        assert_eq!(near.missing_inputs[0].name, Text::new("304", "304"));
        assert_abs_diff_eq!(near.missing_inputs[0].share, 0.25, epsilon = 1e-12);
        assert!(near.missing_customers.is_empty());
        assert_eq!(found[2].1.missing_inputs, [], "steel and glass stand on both sides");
    }

    #[test]
    fn what_the_project_names_goes_before_the_table() {
        let trade = Trade { inputs: named(&["313", "361"]), customers: named(&["304"]), ..cars() };
        let found = found(world(&sets(&[&[0]])), 3.0, &trade, today()).unwrap();
        let (value, near) = &found[0];
        assert_abs_diff_eq!(near.inputs_near.unwrap(), 0.5);
        assert_abs_diff_eq!(near.customers_near.unwrap(), 0.0);
        // The two sides weigh what the table says that they carry: 0.4 and 0.2.
        assert_abs_diff_eq!(*value, 0.2 / 0.6, epsilon = 1e-12);
        assert_eq!(near.missing_inputs[0].name, Text::new("361", "361"));
        // Without an industry both sides weigh the same.
        let unknown = Trade { production: Vec::new(), ..trade };
        let found = super::tests::found(world(&sets(&[&[0]])), 3.0, &unknown, today()).unwrap();
        assert_abs_diff_eq!(found[0].0, 0.25);
    }

    #[test]
    fn what_is_not_known_is_unknown_and_not_zero() {
        let declared = sets(&[&[0, 1]]);
        assert!(found(world(&declared), 3.0, &cars(), date(2017, 12, 31)).is_none(), "too early");
        assert!(found(world(&declared), 3.0, &Trade::default(), today()).is_none(), "no trade");
        assert!(found(world(&sets(&[&[], &[]])), 3.0, &cars(), today()).is_none(), "no industry");
    }

    #[test]
    fn measured_employment_counts_from_the_quotient_on() {
        let mut world = world(&sets(&[&[], &[], &[], &[]]));
        let employed = |code: &str, people: i64| Presence {
            industry: IndustryCode::gbt(code),
            employment: Some(Figure::stated(Decimal::from(people), PeopleUnit::Person)),
            output: None,
            firms: None,
            listed_firms: None,
        };
        world[0].presence = vec![employed("3130", 90), employed("3041", 10)];
        world[3].presence = vec![employed("3130", 10), employed("3041", 90)];
        let found = found(world, 1.0, &cars(), today()).unwrap();
        let inputs: Vec<f64> = found.iter().map(|(_, near)| near.inputs_near.unwrap()).collect();
        assert_abs_diff_eq!(inputs[0], 0.75, epsilon = 1e-12); // steel
        assert_abs_diff_eq!(inputs[1], 0.0);
        assert_abs_diff_eq!(inputs[3], 0.25, epsilon = 1e-12); // glass
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn one_more_supplier_or_a_longer_way_never_lowers_a_share(
            mut declared in prop::collection::vec(prop::collection::btree_set(0usize..3, 0..3), 1..8),
            (place, code) in (0usize..8, 0usize..3), hours in 0.5..6.0, longer in 0.0..6.0,
        ) {
            let values = |declared: &[BTreeSet<usize>], hours| {
                let found = found(world(declared), hours, &cars(), today());
                found.map(|found| found.into_iter().map(|(value, _)| value).collect::<Vec<f64>>())
            };
            let Some(before) = values(&declared, hours) else { return Ok(()) };
            let wider = values(&declared, hours + longer).unwrap();
            let place = place % declared.len();
            declared[place].insert(code);
            let more = values(&declared, hours).unwrap();
            for ((before, wider), more) in before.iter().zip(&wider).zip(&more) {
                prop_assert!(before <= wider && before <= more, "{before} {wider} {more}");
            }
        }
    }
}
