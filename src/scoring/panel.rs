use std::collections::{BTreeMap, BTreeSet};

use ndarray::{Array2, Axis, concatenate};

use super::crosswalk::Crosswalk;
use crate::{
    domain::{
        figure::{Figure, Period, Source},
        region::{Level, RegionProfile},
    },
    industry::{
        relatedness::{self, Diagonal},
        similarity,
    },
};

/// Divisions are numbered by two digits.
const DIVISIONS: usize = 100;

/// Relatedness density of prefectures around the divisions of GB/T 4754.
///
/// Which industries go together is learned from two panels at once: the leading industries that
/// the parks of each prefecture declare, and the listed firms of each province. Where a
/// prefecture stands is told by its own declarations alone.
pub(super) struct Panel {
    /// The column of each division, by its number.
    columns: Vec<Option<usize>>,
    /// The row of each place.
    rows: Vec<Option<usize>>,
    declarations: Vec<usize>,
    density: Array2<f64>,
    /// When and where most of the declarations were published; `None` if they bear no date. One
    /// later declaration does not take the panel away from earlier questions.
    pub(super) published: Option<(Period, Option<String>)>,
}

/// A density of the panel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Density {
    /// The prefecture.
    pub place: usize,
    /// 0 to 1.
    pub value: f64,
    /// The coded declarations of its parks: how thick its row is.
    pub declarations: usize,
}

/// Presence by place and division.
type Cells<'a> = BTreeMap<(usize, &'a str), f64>;

impl Panel {
    /// Learns the panel from the profiles, each with the places above it.
    pub(super) fn new(
        profiles: &[RegionProfile],
        ancestors: &[Vec<usize>],
        crosswalk: &Crosswalk,
    ) -> Panel {
        let mut declared = Cells::new();
        let mut listed = Cells::new();
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        let mut published: BTreeMap<(Period, Option<String>), usize> = BTreeMap::new();
        for (place, profile) in profiles.iter().enumerate() {
            if profile.levels.contains(&Level::Province) {
                add_listed(place, profile, crosswalk, &mut listed);
            }
            let lineage = std::iter::once(place).chain(ancestors[place].iter().copied());
            let prefecture =
                lineage.into_iter().find(|&p| profiles[p].levels.contains(&Level::Prefecture));
            let (Some(prefecture), Some(leading)) = (prefecture, &profile.leading_industries)
            else {
                continue;
            };
            if let Some(period) = &leading.period {
                let citation = leading.source.as_ref().map(Source::citation);
                *published.entry((period.clone(), citation)).or_default() += 1;
            }
            for item in &leading.items {
                let divisions = crosswalk.divisions(&item.codes);
                *counts.entry(prefecture).or_default() += usize::from(!divisions.is_empty());
                for (division, share) in divisions {
                    *declared.entry((prefecture, division)).or_default() += share;
                }
            }
        }
        let mut columns = vec![None; DIVISIONS];
        let mut rows_of_places = vec![None; profiles.len()];
        let all = declared.keys().chain(listed.keys()).map(|(_, division)| *division);
        let divisions: Vec<&str> = all.collect::<BTreeSet<_>>().into_iter().collect();
        let (rows, declared) = specialised(&declared, &divisions);
        let (_, listed) = specialised(&listed, &divisions);
        let both = concatenate(Axis(0), &[declared.view(), listed.view()])
            .expect("both panels have the same divisions");
        let density =
            relatedness::density(&declared, &relatedness::proximity(&both, Diagonal::Included));
        for (column, division) in divisions.iter().enumerate() {
            if let Some(number) = number(division) {
                columns[number] = Some(column);
            }
        }
        rows.iter().enumerate().for_each(|(row, place)| rows_of_places[*place] = Some(row));
        Panel {
            columns,
            declarations: rows.iter().map(|place| counts[place]).collect(),
            rows: rows_of_places,
            density,
            published: published.into_iter().max_by_key(|(_, count)| *count).map(|(key, _)| key),
        }
    }

    /// The column of a code's division; `None` if no place has it.
    pub(super) fn column(&self, code: &str) -> Option<usize> {
        self.columns[number(similarity::division(code)?)?]
    }

    /// The density of a prefecture; `None` if it declares nothing, or is none.
    pub(super) fn density(&self, place: usize, column: usize) -> Option<Density> {
        let row = (*self.rows.get(place)?)?;
        let (value, declarations) = (self.density[[row, column]], self.declarations[row]);
        Some(Density { place, value, declarations })
    }
}

/// The number that a division's two digits are.
fn number(division: &str) -> Option<usize> {
    division.parse().ok().filter(|number| *number < DIVISIONS)
}

/// The places of a panel and where each is specialised, places × divisions.
fn specialised(cells: &Cells<'_>, divisions: &[&str]) -> (Vec<usize>, Array2<f64>) {
    let places: BTreeSet<usize> = cells.keys().map(|(place, _)| *place).collect();
    let places: Vec<usize> = places.into_iter().collect();
    let presence = Array2::from_shape_fn((places.len(), divisions.len()), |(row, column)| {
        cells.get(&(places[row], divisions[column])).copied().unwrap_or_default()
    });
    let quotients = relatedness::location_quotients(&presence);
    (places, relatedness::specialisation(&quotients))
}

fn add_listed<'a>(
    place: usize,
    profile: &'a RegionProfile,
    crosswalk: &'a Crosswalk,
    cells: &mut Cells<'a>,
) {
    for presence in &profile.presence {
        let firms = presence.listed_firms.as_ref().and_then(Figure::measure);
        let Some(firms) = firms else { continue };
        for (gbt, share) in crosswalk.in_gbt(&presence.industry) {
            if let Some(division) = similarity::division(gbt) {
                *cells.entry((place, division)).or_default() += share * firms;
            }
        }
    }
}
