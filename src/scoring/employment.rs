use std::collections::{BTreeMap, HashMap};

use super::crosswalk::Crosswalk;
use crate::domain::{
    code::{ClassificationSystem, IndustryCode},
    figure::Figure,
    region::{Level, Presence, RegionProfile},
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

/// All places that can be compared.
#[derive(Debug, Clone, Default)]
struct Peers {
    /// People employed per industry, over all of these places.
    by_code: BTreeMap<IndustryCode, f64>,
    /// People employed in all.
    all: f64,
}

/// What one place reports at one depth.
#[derive(Debug, Clone)]
struct Report {
    peers: PeerKey,
    /// People employed per industry, with the position in the profile. An industry of the peers that is
    /// not reported employs nobody.
    by_code: HashMap<IndustryCode, (f64, usize)>,
    /// People employed in all.
    all: f64,
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

impl Employment {
    /// Gathers what the profiles report.
    pub(super) fn new(profiles: &[RegionProfile]) -> Employment {
        let mut employment = Employment::default();
        for (place, profile) in profiles.iter().enumerate() {
            let reports = reports(profile);
            for report in &reports {
                let peers = employment.peers.entry(report.peers).or_default();
                peers.all += report.all;
                for (code, (employed, _)) in &report.by_code {
                    *peers.by_code.entry(code.clone()).or_default() += employed;
                }
            }
            if !reports.is_empty() {
                employment.reports.insert(place, reports);
            }
        }
        employment
    }

    /// How a place is specialised in an industry of GB/T 4754, measured by the codes that cover it
    /// best, of these by the deepest. `None` where nothing is measured, or no code covers it.
    ///
    /// The quotient is (`e_ri` / `e_r`) / (`e_ni` / `e_n`), n being the places of the same level
    /// that report alike. Source: United States Bureau of Labor Statistics, QCEW location quotient
    /// details.
    pub(super) fn specialised(
        &self,
        crosswalk: &Crosswalk,
        place: usize,
        production: &str,
    ) -> Option<Specialised> {
        let reports = self.reports.get(&place)?.iter();
        let found = reports.filter_map(|report| {
            let peers = self.peers.get(&report.peers)?;
            Some((specialised(report, peers, crosswalk, production)?, report.peers.2))
        });
        found
            .reduce(|best, next| {
                let gain = next.0.agreement - best.0.agreement;
                let is_deeper = gain.abs() <= SAME && best.1 < next.1;
                if SAME < gain || is_deeper { next } else { best }
            })
            .map(|(found, _)| found)
    }
}

fn specialised(
    report: &Report,
    peers: &Peers,
    crosswalk: &Crosswalk,
    production: &str,
) -> Option<Specialised> {
    let covering: Vec<(&IndustryCode, f64, f64)> = peers
        .by_code
        .iter()
        .map(|(code, all)| (code, *all, crosswalk.agreement(code, production)))
        .filter(|(_, _, agreement)| 0.0 < *agreement)
        .collect();
    let agreement = covering.iter().map(|(_, _, agreement)| *agreement).reduce(f64::max)?;
    let best = covering.into_iter().filter(|(_, _, found)| agreement - found <= SAME);
    let (mut employed, mut everywhere, mut largest) = (0.0, 0.0, None::<(f64, usize)>);
    for (code, all, _) in best {
        everywhere += all;
        if let Some(&(here, presence)) = report.by_code.get(code) {
            employed += here;
            if largest.is_none_or(|(most, _)| most < here) {
                largest = Some((here, presence));
            }
        }
    }
    let expected = everywhere / peers.all * report.all;
    let any = || report.by_code.values().map(|(_, presence)| *presence).min();
    let presence = largest.map(|(_, presence)| presence).or_else(any)?;
    let quotient = if 0.0 < expected { employed / expected } else { return None };
    Some(Specialised { agreement, quotient, employed, presence })
}

/// What a profile reports, one report per classification and depth.
fn reports(profile: &RegionProfile) -> Vec<Report> {
    let Some(level) = profile.levels.last() else { return Vec::new() };
    let mut reports: BTreeMap<PeerKey, HashMap<IndustryCode, (f64, usize)>> = BTreeMap::new();
    for (position, presence) in profile.presence.iter().enumerate() {
        if let Some(employed) = measured(presence) {
            let code = &presence.industry;
            let key = (*level, code.system, code.code.len());
            reports.entry(key).or_default().insert(code.clone(), (employed, position));
        }
    }
    let stated = profile.economy.employment.as_ref().and_then(Figure::measure);
    let report = |(peers, by_code): (PeerKey, HashMap<IndustryCode, (f64, usize)>)| {
        let mut counts: Vec<f64> = by_code.values().map(|(employed, _)| *employed).collect();
        counts.sort_by(f64::total_cmp); // So that the sum does not depend on chance.
        let sum: f64 = counts.iter().sum();
        Report { peers, by_code, all: stated.unwrap_or(sum).max(sum) }
    };
    reports.into_iter().map(report).collect()
}

fn measured(presence: &Presence) -> Option<f64> {
    presence.employment.as_ref().and_then(Figure::measure).filter(|employed| 0.0 < *employed)
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use serde_json::json;

    use super::*;

    fn place(id: &str, employed: &[(&str, u32)]) -> RegionProfile {
        let presence: Vec<_> = employed
            .iter()
            .map(|(code, count)| {
                let employment = json!({"value": count, "unit": "person", "period": "2018"});
                json!({"industry": {"system": "naics2017", "code": code}, "employment": employment})
            })
            .collect();
        let all = json!({"employment": {"value": 1000, "unit": "person"}});
        let document = json!({
            "schema": 1, "id": id, "parent": "US", "levels": ["prefecture"],
            "name": {"en": id}, "economy": all, "presence": presence,
        });
        serde_json::from_value(document).unwrap()
    }

    fn crosswalk() -> Crosswalk {
        let naics = |code: &str| IndustryCode {
            system: ClassificationSystem::Naics2017,
            code: code.to_owned(),
        };
        let to = |code: &str| vec![(code.to_owned(), 1.0)];
        Crosswalk::new([
            (naics("336"), to("36")),
            (naics("3361"), to("361")),
            (naics("3362"), to("366")),
            (naics("484"), to("54")),
        ])
    }

    #[test]
    fn the_quotient_is_measured_by_the_codes_that_fit_best() {
        let profiles = [
            place("US-metro-1", &[("336", 300), ("3361", 200), ("3362", 100), ("484", 50)]),
            place("US-metro-2", &[("336", 100), ("3362", 100), ("484", 50)]),
        ];
        let employment = Employment::new(&profiles);
        let of = |place, code| employment.specialised(&crosswalk(), place, code);
        let cars = of(0, "361").unwrap();
        // 200 of 1,000 here, 200 of 2,000 everywhere.
        assert_abs_diff_eq!(cars.quotient, 2.0, epsilon = 1e-12);
        assert_abs_diff_eq!(cars.agreement, 1.0, epsilon = 1e-12);
        assert_eq!(cars.presence, 1);
        // Those who report no car makers have none.
        assert_abs_diff_eq!(of(1, "361").unwrap().quotient, 0.0);
        // Nobody measures medicine.
        assert_eq!(of(0, "272"), None);
        assert_eq!(of(2, "361"), None);
    }
}
