use std::collections::{BTreeMap, BTreeSet, HashMap};

use ndarray::Array2;

use super::crosswalk::Crosswalk;
use crate::{
    domain::{
        code::{ClassificationSystem, IndustryCode},
        figure::Figure,
        region::{Level, Presence, RegionProfile},
    },
    industry::{bits::SpecialisedBits, relatedness::Diagonal},
};

/// Agreements this close are equal.
const SAME: f64 = 1e-9;

/// Measured employment by industry, comparable among places of one level that report in one
/// classification at one depth.
#[derive(Debug, Clone, Default)]
pub(super) struct Employment {
    peers: BTreeMap<PeerKey, Peers>,
    reports: HashMap<usize, Vec<Report>>,
}

/// Level of the places, classification, digits of the codes.
type PeerKey = (Level, ClassificationSystem, usize);

/// All places that can be compared: a panel of regions × industries.
#[derive(Debug, Clone, Default)]
struct Peers {
    /// The industries, a column each, in the order of their codes.
    codes: Vec<IndustryCode>,
    /// People employed per industry, over all of these places.
    totals: Vec<f64>,
    /// People employed in all.
    all: f64,
    /// Relatedness density, places × industries.
    density: Array2<f32>,
}

/// What one place reports at one depth.
#[derive(Debug, Clone)]
struct Report {
    peers: PeerKey,
    /// The row among its peers.
    row: usize,
    /// People employed per column, with the position in the profile. An industry of the peers that
    /// is not reported employs nobody.
    by_column: BTreeMap<usize, (f64, usize)>,
    /// People employed in all.
    all: f64,
}

/// The measured industries that cover a production industry best, in every classification and
/// depth that is reported: the same for every place of a question.
#[derive(Debug, Clone, Default)]
pub struct Covering(BTreeMap<PeerKey, Covered>);

#[derive(Debug, Clone)]
struct Covered {
    agreement: f64,
    columns: Vec<usize>,
}

/// How a place is specialised in an industry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Specialised {
    /// How well the measured codes cover the industry, 0 to 1.
    pub agreement: f64,
    /// The location quotient of the measured codes.
    pub quotient: f64,
    /// People employed in them.
    pub employed: f64,
    /// The position of the largest of them in the profile's `presence`; of any figure if none is
    /// reported.
    pub presence: usize,
}

/// How closely what a place is specialised in is related to an industry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Related {
    /// Relatedness density around the measured codes, 0 to 1; their mean, weighted by the people
    /// they employ in all.
    pub density: f64,
    /// Places of the panel.
    pub regions: usize,
    /// Industries of the panel.
    pub industries: usize,
    /// As in [`Specialised`].
    pub presence: usize,
}

impl Employment {
    /// Gathers what the profiles report, and learns which industries stand together.
    pub(super) fn new(profiles: &[RegionProfile]) -> Employment {
        let mut rows: BTreeMap<PeerKey, Vec<Row>> = BTreeMap::new();
        for (place, profile) in profiles.iter().enumerate() {
            for (key, row) in reported(place, profile) {
                rows.entry(key).or_default().push(row);
            }
        }
        let mut employment = Employment::default();
        for (key, rows) in rows {
            employment.add(key, &rows);
        }
        employment
    }

    fn add(&mut self, key: PeerKey, rows: &[Row]) {
        let codes: BTreeSet<&IndustryCode> =
            rows.iter().flat_map(|row| row.by_code.keys()).collect();
        let codes: Vec<IndustryCode> = codes.into_iter().cloned().collect();
        let columns: HashMap<&IndustryCode, usize> =
            codes.iter().enumerate().map(|(column, code)| (code, column)).collect();
        let mut values = Array2::zeros((rows.len(), codes.len()));
        let mut totals = vec![0.0; codes.len()];
        for (number, row) in rows.iter().enumerate() {
            let mut by_column = BTreeMap::new();
            for (code, (employed, position)) in &row.by_code {
                let column = columns[code];
                #[expect(clippy::cast_possible_truncation, reason = "people in single precision")]
                let narrow = *employed as f32;
                values[[number, column]] = narrow;
                totals[column] += employed;
                by_column.insert(column, (*employed, *position));
            }
            let report = Report { peers: key, row: number, by_column, all: row.all };
            self.reports.entry(row.place).or_default().push(report);
        }
        let specialised = SpecialisedBits::new(&values);
        let density = specialised.density(&specialised.proximity(Diagonal::Included));
        let all = rows.iter().map(|row| row.all).sum();
        self.peers.insert(key, Peers { codes, totals, all, density });
    }

    /// Whether any industry is measured in a place.
    pub(super) fn is_measured(&self, place: usize) -> bool {
        self.reports.contains_key(&place)
    }

    /// The measured industries that cover an industry of GB/T 4754 best.
    pub(super) fn covering(&self, crosswalk: &Crosswalk, production: &str) -> Covering {
        let covered = self.peers.iter().filter_map(|(key, peers)| {
            let agreements: Vec<f64> =
                peers.codes.iter().map(|code| crosswalk.agreement(code, production)).collect();
            let agreement = agreements.iter().copied().fold(0.0, f64::max);
            let is_best = |column: &usize| agreement - agreements[*column] <= SAME;
            let columns = (0..agreements.len()).filter(is_best).collect();
            (0.0 < agreement).then_some((*key, Covered { agreement, columns }))
        });
        Covering(covered.collect())
    }

    /// How a place is specialised in an industry, measured by the codes that cover it best, of
    /// these by the deepest. `None` where nothing is measured, or no code covers it.
    ///
    /// The quotient is (`e_ri` / `e_r`) / (`e_ni` / `e_n`), n being the places of the same level
    /// that report alike. Source: United States Bureau of Labor Statistics, QCEW location quotient
    /// details.
    pub(super) fn specialised(&self, place: usize, covering: &Covering) -> Option<Specialised> {
        let found = self.covered(place, covering);
        found.into_iter().find_map(|(report, peers, covered)| {
            let everywhere: f64 = covered.columns.iter().map(|column| peers.totals[*column]).sum();
            let expected = everywhere / peers.all * report.all;
            if expected <= 0.0 {
                return None;
            }
            let here = covered.columns.iter().filter_map(|column| report.by_column.get(column));
            let employed: f64 = here.map(|(employed, _)| *employed).sum();
            Some(Specialised {
                agreement: covered.agreement,
                quotient: employed / expected,
                employed,
                presence: largest(report, covered)?,
            })
        })
    }

    /// How closely what a place is specialised in is related to an industry, by the codes of
    /// [`Employment::specialised`]. `None` where nothing is measured, or no code covers it.
    pub(super) fn related(&self, place: usize, covering: &Covering) -> Option<Related> {
        let (report, peers, covered) = self.covered(place, covering).into_iter().next()?;
        let weights = covered.columns.iter().map(|column| peers.totals[*column]);
        let all: f64 = weights.clone().sum();
        let densities =
            covered.columns.iter().map(|column| f64::from(peers.density[[report.row, *column]]));
        let density = densities.zip(weights).map(|(density, weight)| density * weight).sum::<f64>();
        let (regions, industries) = peers.density.dim();
        let presence = largest(report, covered)?;
        (0.0 < all).then_some(Related { density: density / all, regions, industries, presence })
    }

    /// The industries of two places that report alike, each with its share of all who are employed
    /// in the one and in the other, by the deepest codes that both report. `None` where they do not
    /// report alike.
    pub(super) fn shares(
        &self,
        place: usize,
        other: usize,
    ) -> Option<Vec<(&IndustryCode, [f64; 2])>> {
        let (reports, others) = (self.reports.get(&place)?, self.reports.get(&other)?);
        let alike = |one: &Report| others.iter().find(|other| other.peers == one.peers);
        let pairs = reports.iter().filter_map(|one| Some([one, alike(one)?]));
        let pair = pairs.max_by_key(|[one, _]| one.peers.2)?;
        let codes = self.peers.get(&pair[0].peers)?.codes.iter().enumerate();
        let shares = codes.map(|(column, code)| {
            let employed = |report: &Report| report.by_column.get(&column).map_or(0.0, |at| at.0);
            (code, pair.map(|report| employed(report) / report.all))
        });
        Some(shares.filter(|(_, shares)| shares.iter().any(|share| 0.0 < *share)).collect())
    }

    /// The reports of a place that cover the industry, the best and deepest first.
    fn covered<'a>(
        &'a self,
        place: usize,
        covering: &'a Covering,
    ) -> Vec<(&'a Report, &'a Peers, &'a Covered)> {
        let reports = self.reports.get(&place).into_iter().flatten();
        let mut covered: Vec<_> = reports
            .filter_map(|report| {
                Some((report, self.peers.get(&report.peers)?, covering.0.get(&report.peers)?))
            })
            .collect();
        covered.sort_by(|(one, _, best), (other, _, next)| {
            let gain = next.agreement - best.agreement;
            let nearest = if gain.abs() <= SAME { 0.0 } else { gain };
            nearest.total_cmp(&0.0).then(other.peers.2.cmp(&one.peers.2))
        });
        covered
    }
}

/// The position in the profile of the largest of the covering industries, or of the first figure
/// if none is reported.
fn largest(report: &Report, covered: &Covered) -> Option<usize> {
    let here = covered.columns.iter().filter_map(|column| report.by_column.get(column));
    let largest = here.reduce(|best, next| if best.0 < next.0 { next } else { best });
    let first = || report.by_column.values().min_by_key(|(_, position)| *position);
    largest.or_else(first).map(|(_, position)| *position)
}

/// What one place reports in one classification at one depth.
struct Row {
    place: usize,
    by_code: BTreeMap<IndustryCode, (f64, usize)>,
    all: f64,
}

fn reported(place: usize, profile: &RegionProfile) -> Vec<(PeerKey, Row)> {
    let Some(level) = profile.levels.last() else { return Vec::new() };
    let mut reports: BTreeMap<PeerKey, BTreeMap<IndustryCode, (f64, usize)>> = BTreeMap::new();
    for (position, presence) in profile.presence.iter().enumerate() {
        if let Some(employed) = measured(presence) {
            let code = &presence.industry;
            let key = (*level, code.system, code.code.len());
            reports.entry(key).or_default().insert(code.clone(), (employed, position));
        }
    }
    let stated = profile.economy.employment.as_ref().and_then(Figure::measure);
    let row = |(key, by_code): (PeerKey, BTreeMap<IndustryCode, (f64, usize)>)| {
        let sum: f64 = by_code.values().map(|(employed, _)| *employed).sum();
        (key, Row { place, by_code, all: stated.unwrap_or(sum).max(sum) })
    };
    reports.into_iter().map(row).collect()
}

fn measured(presence: &Presence) -> Option<f64> {
    presence.employment.as_ref().and_then(Figure::measure).filter(|employed| 0.0 < *employed)
}

#[cfg(test)]
mod tests;
