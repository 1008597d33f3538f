use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use ndarray::Array2;

use super::{atlas::Atlas, crosswalk::Crosswalk};
use crate::{
    domain::{
        code::IndustryCode,
        figure::Period,
        input_output::{InputOutput, SectorKind},
        parameters::Parameters,
        region::{Level, RegionProfile},
        waters::Way,
    },
    industry::{relatedness, similarity},
};

/// By prefecture, in the order of the network: since when something is known to hold there.
pub type Since = Vec<Day>;

/// The day since which something is known to hold, or never: one number, so that hundreds are
/// compared at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(i32);

impl Day {
    /// Later than every day.
    pub const NEVER: Day = Day(i32::MAX);

    /// Whether it has come by a day.
    pub fn is_by(self, other: Day) -> bool {
        self <= other
    }
}

impl From<Date> for Day {
    /// Later days are greater; days of two months are not so far apart as their numbers.
    fn from(date: Date) -> Day {
        Day((i32::from(date.year()) << 9) + (i32::from(date.month()) << 5) + i32::from(date.day()))
    }
}

/// Which prefectures lie within the way of a lorry of each other, and which industries stand there:
/// derived once from all regions, for every question alike.
///
/// An industry stands in a prefecture where a park declares it with at least the agreement that
/// counts as naming it, or where the prefecture's own measured employment in it has at least the
/// location quotient of the parameters. What no park declares may stand there all the same: a
/// partner is plausible, its absence is not proven.
pub struct SupplyNetwork {
    hours_max: f64,
    agreement_min: f64,
    prefectures: Vec<usize>,
    rows: HashMap<usize, usize>,
    near: Vec<Vec<usize>>,
    crosswalk: Crosswalk,
    /// The distinct labels, and where each is declared since when.
    declared: Vec<Declared>,
    /// By sector: where measured employment makes it a speciality.
    measured: Vec<Since>,
    /// By sector: where it stands within the way of a lorry.
    reached: Vec<Since>,
}

/// A label that some parks declare.
struct Declared {
    codes: Vec<IndustryCode>,
    /// The divisions of GB/T 4754 that it names; most labels are passed over by these alone.
    divisions: Vec<String>,
    since: Since,
}

impl SupplyNetwork {
    /// Derives the network from all regions.
    pub fn new(atlas: &Atlas, table: &InputOutput, parameters: &Parameters) -> SupplyNetwork {
        let prefectures: Vec<usize> = atlas.at_level(Level::Prefecture).collect();
        let rows: HashMap<usize, usize> =
            prefectures.iter().enumerate().map(|(row, &place)| (place, row)).collect();
        let mut network = SupplyNetwork {
            hours_max: parameters.supply.hours_max,
            agreement_min: parameters.declaration.agreement_min,
            near: near(atlas, &prefectures, parameters),
            declared: declared(atlas, &rows),
            crosswalk: atlas.crosswalk().clone(),
            measured: measured(atlas, &prefectures, table, parameters.supply.quotient_min),
            reached: Vec::new(),
            prefectures,
            rows,
        };
        let reach = |sector: usize| {
            let counts = table.sectors[sector].kind == SectorKind::Goods;
            if counts { network.reach(&table.sectors[sector].gbt, &[sector]) } else { Vec::new() }
        };
        network.reached = (0..table.sectors.len()).map(reach).collect();
        network
    }

    /// The longest way to a partner that counts as near, in hours.
    pub fn hours_max(&self) -> f64 {
        self.hours_max
    }

    /// The prefectures, by row.
    pub fn prefectures(&self) -> &[usize] {
        &self.prefectures
    }

    /// The row of a prefecture.
    pub fn row(&self, prefecture: usize) -> Option<usize> {
        self.rows.get(&prefecture).copied()
    }

    /// Whether any industry of any prefecture is known by a day.
    pub fn is_known(&self, as_of: Date) -> bool {
        let all = self.declared.iter().map(|label| &label.since).chain(&self.measured);
        let as_of = Day::from(as_of);
        all.flatten().any(|since| since.is_by(as_of))
    }

    /// Where a sector that supplies goods stands within the way of a lorry; empty for another.
    pub fn reached(&self, sector: usize) -> &[Day] {
        &self.reached[sector]
    }

    /// Where an industry, any of these GB/T 4754 codes, stands within the way of a lorry; measured
    /// employment of the sectors counts too.
    pub fn reach(&self, codes: &[String], sectors: &[usize]) -> Since {
        let mut present: Since = vec![Day::NEVER; self.prefectures.len()];
        for label in &self.declared {
            if codes.iter().any(|code| self.is_named(label, code)) {
                unite(&mut present, &label.since);
            }
        }
        for &sector in sectors {
            unite(&mut present, &self.measured[sector]);
        }
        let first = |around: &Vec<usize>| {
            around.iter().fold(Day::NEVER, |first, row| first.min(present[*row]))
        };
        self.near.iter().map(first).collect()
    }

    fn is_named(&self, label: &Declared, code: &str) -> bool {
        let division = similarity::division(code);
        label.divisions.iter().any(|named| Some(named.as_str()) == division)
            && self.agreement_min <= self.crosswalk.label_agreement(&label.codes, code)
    }
}

/// Keeps the earlier day of each prefecture.
fn unite(present: &mut Since, other: &Since) {
    for (mine, other) in present.iter_mut().zip(other) {
        *mine = (*mine).min(*other);
    }
}

/// By prefecture: itself, and those whose seat lies within the way of a lorry by road. One without
/// a position is near itself only.
fn near(atlas: &Atlas, prefectures: &[usize], parameters: &Parameters) -> Vec<Vec<usize>> {
    let travel = &parameters.travel;
    let minutes_max = parameters.supply.hours_max * 60.0;
    let seats: Vec<_> = prefectures.iter().map(|&place| atlas.location(place)).collect();
    let mut near: Vec<Vec<usize>> = (0..seats.len()).map(|row| vec![row]).collect();
    for one in 0..seats.len() {
        for other in one + 1..seats.len() {
            let (Some(here), Some(there)) = (seats[one], seats[other]) else { continue };
            // Around a sea it is never shorter, so that most pairs need no way.
            let direct = Way::direct(here.distance_to(there).get());
            if travel.road_minutes(direct) <= minutes_max
                && travel.road_minutes(travel.way(here, there)) <= minutes_max
            {
                near[one].push(other);
                near[other].push(one);
            }
        }
    }
    near
}

fn declared(atlas: &Atlas, rows: &HashMap<usize, usize>) -> Vec<Declared> {
    let mut labels: BTreeMap<&[IndustryCode], Since> = BTreeMap::new();
    for (place, profile) in atlas.profiles().iter().enumerate() {
        let prefecture = atlas.at_or_above(place, Level::Prefecture);
        let row = prefecture.and_then(|prefecture| rows.get(&prefecture));
        let (Some(&row), Some(leading)) = (row, &profile.leading_industries) else { continue };
        let since = Day::from(leading.period.as_ref().map_or(Date::MIN, Period::start));
        for item in &leading.items {
            let known = labels.entry(&item.codes).or_insert_with(|| vec![Day::NEVER; rows.len()]);
            known[row] = known[row].min(since);
        }
    }
    let declared = |(codes, since): (&[IndustryCode], Since)| {
        let divisions = atlas.crosswalk().divisions(codes).into_iter();
        let divisions = divisions.map(|(division, _)| division.to_owned()).collect();
        Declared { codes: codes.to_vec(), divisions, since }
    };
    labels.into_iter().map(declared).collect()
}

/// By sector: the prefectures whose own measured employment in it reaches the quotient among all
/// prefectures that report employment.
fn measured(
    atlas: &Atlas,
    prefectures: &[usize],
    table: &InputOutput,
    quotient_min: f64,
) -> Vec<Since> {
    let mut measured: Vec<Since> = vec![vec![Day::NEVER; prefectures.len()]; table.sectors.len()];
    let mut employment = Array2::zeros((prefectures.len(), table.sectors.len()));
    let mut since = vec![None; prefectures.len()];
    for (row, &place) in prefectures.iter().enumerate() {
        for (code, people, day) in employed(atlas.profile(place)) {
            for (gbt, part) in atlas.crosswalk().in_gbt(code) {
                for (sector, share) in table.sectors_of(gbt) {
                    employment[[row, sector]] += people * part * share;
                }
            }
            since[row] = since[row].max(Some(day));
        }
    }
    for ((row, sector), quotient) in relatedness::location_quotients(&employment).indexed_iter() {
        if quotient_min <= *quotient {
            measured[sector][row] = since[row].map_or(Day::NEVER, Day::from);
        }
    }
    measured
}

/// The codes, people and first days of a region's measured employment.
fn employed(profile: &RegionProfile) -> impl Iterator<Item = (&IndustryCode, f64, Date)> {
    profile.presence.iter().filter_map(|presence| {
        let figure = presence.employment.as_ref()?;
        let day = figure.period.as_ref().map(Period::start).or(figure.observed_at);
        Some((&presence.industry, figure.measure()?, day.unwrap_or(Date::MIN)))
    })
}
