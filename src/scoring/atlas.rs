use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use ndarray::Array2;

use crate::{
    domain::{
        code::ClassificationSystem,
        figure::{Figure, Period, Source},
        geography::Coordinates,
        id::RegionId,
        region::{Level, RegionProfile},
        unit::Unit,
    },
    industry::{relatedness, similarity},
};

/// All regions with their kinship and what is derived from them for every question alike.
///
/// Places are addressed by their position in identifier order, so that nothing depends on the
/// order in which profiles were given.
pub struct Atlas {
    profiles: Vec<RegionProfile>,
    by_id: HashMap<RegionId, usize>,
    ancestors: Vec<Vec<usize>>,
    descendants: Vec<Vec<usize>>,
    panel: Panel,
}

/// Relatedness density of prefectures, from the leading industries that their parks declare.
struct Panel {
    divisions: Vec<String>,
    prefectures: HashMap<usize, usize>,
    density: Array2<f64>,
    /// When and where most of the declarations were published; `None` if they bear no date. One
    /// later declaration does not take the panel away from earlier questions.
    published: Option<(Period, Option<String>)>,
}

impl Atlas {
    /// Builds the atlas. A parent that is not among the profiles counts as none, and a circle of
    /// parents is cut where it closes.
    pub fn new(mut profiles: Vec<RegionProfile>) -> Atlas {
        profiles.sort_by(|one, other| one.id.cmp(&other.id));
        profiles.dedup_by(|later, earlier| later.id == earlier.id);
        let by_id: HashMap<RegionId, usize> =
            profiles.iter().enumerate().map(|(place, p)| (p.id.clone(), place)).collect();
        let parents: Vec<Option<usize>> =
            profiles.iter().map(|p| by_id.get(p.parent.as_ref()?).copied()).collect();
        let ancestors: Vec<Vec<usize>> =
            (0..profiles.len()).map(|place| climb(place, &parents)).collect();
        let mut descendants = vec![Vec::new(); profiles.len()];
        for (place, above) in ancestors.iter().enumerate() {
            for &ancestor in above {
                descendants[ancestor].push(place);
            }
        }
        let panel = Panel::new(&profiles, &ancestors);
        Atlas { profiles, by_id, ancestors, descendants, panel }
    }

    /// How many regions there are.
    pub fn len(&self) -> usize {
        self.profiles.len()
    }

    /// Whether there is no region.
    pub fn is_empty(&self) -> bool {
        self.profiles.is_empty()
    }

    /// The place of a region.
    pub fn find(&self, id: &RegionId) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The profile at a place.
    pub fn profile(&self, place: usize) -> &RegionProfile {
        &self.profiles[place]
    }

    /// All profiles in identifier order.
    pub fn profiles(&self) -> &[RegionProfile] {
        &self.profiles
    }

    /// The regions above, the nearest first.
    pub fn ancestors(&self, place: usize) -> &[usize] {
        &self.ancestors[place]
    }

    /// All regions below, in identifier order.
    pub fn descendants(&self, place: usize) -> &[usize] {
        &self.descendants[place]
    }

    /// The place itself, then the regions above it.
    pub fn lineage(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::once(place).chain(self.ancestors[place].iter().copied())
    }

    /// Whether `place` is `other` or lies in it.
    pub fn is_within(&self, place: usize, other: usize) -> bool {
        place == other || self.ancestors[place].contains(&other)
    }

    /// The places of a level in identifier order.
    pub fn at_level(&self, level: Level) -> impl Iterator<Item = usize> + '_ {
        let stands = move |place: &usize| self.profiles[*place].levels.contains(&level);
        (0..self.profiles.len()).filter(stands)
    }

    /// The nearest place of a level in the lineage.
    pub fn at_or_above(&self, place: usize, level: Level) -> Option<usize> {
        self.lineage(place).find(|&above| self.profiles[above].levels.contains(&level))
    }

    /// The parks whose offer counts for a place: itself if it is a park, else the parks below.
    pub fn parks(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        let own = self.is_park(place).then_some(place);
        let below = self.descendants[place].iter().copied().filter(|&below| self.is_park(below));
        own.into_iter().chain(below)
    }

    /// Whether the place is a park.
    pub fn is_park(&self, place: usize) -> bool {
        self.profiles[place].levels.contains(&Level::Park)
    }

    /// Where a place is: its own coordinates, or else those of the nearest region above that is
    /// no larger than a prefecture.
    pub fn location(&self, place: usize) -> Option<Coordinates> {
        self.lineage(place)
            .take_while(|&above| {
                place == above
                    || self.profiles[above].levels.iter().any(|l| Level::Prefecture <= *l)
            })
            .find_map(|above| self.profiles[above].location)
    }

    /// The first known figure of a place and the regions above it, with the place it stands for.
    pub fn inherited<'a, U: Unit>(
        &'a self,
        place: usize,
        as_of: Date,
        figure: impl Fn(&'a RegionProfile) -> Option<&'a Figure<U>>,
    ) -> Option<(usize, &'a Figure<U>)> {
        self.lineage(place).find_map(|above| {
            let found = figure(&self.profiles[above]).filter(|found| found.known_on(as_of))?;
            Some((above, found))
        })
    }

    /// The relatedness density around a GB/T 4754 code of the place's prefecture or, for a place
    /// above the prefectures, of its prefecture where it is highest; with that prefecture. `None`
    /// if no such prefecture declares industries, or the panel was not published by `as_of`.
    pub fn density(&self, place: usize, code: &str, as_of: Date) -> Option<(usize, f64)> {
        if self.panel.published.as_ref().is_some_and(|(period, _)| as_of < period.start()) {
            return None;
        }
        let division = similarity::division(code)?;
        let column = self.panel.divisions.iter().position(|known| known == division)?;
        let of = |prefecture: usize| {
            let row = *self.panel.prefectures.get(&prefecture)?;
            Some((prefecture, self.panel.density[[row, column]]))
        };
        if let Some(prefecture) = self.at_or_above(place, Level::Prefecture) {
            return of(prefecture);
        }
        let below = self.descendants[place].iter().filter_map(|&below| of(below));
        below.reduce(|best, next| if best.1 < next.1 { next } else { best })
    }

    /// When and where the declarations behind [`Atlas::density`] were published.
    pub fn density_provenance(&self) -> (Option<&str>, Option<&str>) {
        let published = self.panel.published.as_ref();
        (
            published.map(|(period, _)| period.as_str()),
            published.and_then(|(_, citation)| citation.as_deref()),
        )
    }
}

fn climb(place: usize, parents: &[Option<usize>]) -> Vec<usize> {
    let mut above = Vec::new();
    let mut current = parents[place];
    while let Some(parent) = current.filter(|parent| *parent != place && !above.contains(parent)) {
        above.push(parent);
        current = parents[parent];
    }
    above
}

impl Panel {
    /// Counts, per prefecture and division, the parks that declare it; a label that spans several
    /// divisions is shared among them.
    fn new(profiles: &[RegionProfile], ancestors: &[Vec<usize>]) -> Panel {
        let mut cells: BTreeMap<(usize, &str), f64> = BTreeMap::new();
        let mut published: BTreeMap<(Period, Option<String>), usize> = BTreeMap::new();
        for (place, profile) in profiles.iter().enumerate() {
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
                for (division, share) in divisions(&item.codes) {
                    *cells.entry((prefecture, division)).or_default() += share;
                }
            }
        }
        let divisions: BTreeSet<&str> = cells.keys().map(|(_, division)| *division).collect();
        let divisions: Vec<String> = divisions.into_iter().map(str::to_owned).collect();
        let rows: BTreeSet<usize> = cells.keys().map(|(prefecture, _)| *prefecture).collect();
        let prefectures: HashMap<usize, usize> =
            rows.into_iter().enumerate().map(|(row, prefecture)| (prefecture, row)).collect();
        let mut presence = Array2::zeros((prefectures.len(), divisions.len()));
        for ((prefecture, division), share) in cells {
            let column = divisions.iter().position(|known| known == division);
            if let (Some(row), Some(column)) = (prefectures.get(&prefecture), column) {
                presence[[*row, column]] = share;
            }
        }
        let quotients = relatedness::location_quotients(&presence);
        let specialised = relatedness::specialisation(&quotients);
        let proximity = relatedness::proximity(&specialised);
        let density = relatedness::density(&specialised, &proximity);
        Panel {
            divisions,
            prefectures,
            density,
            published: published.into_iter().max_by_key(|(_, count)| *count).map(|(key, _)| key),
        }
    }
}

/// The divisions that a label names, each with its equal share of one.
fn divisions(codes: &[crate::domain::code::IndustryCode]) -> Vec<(&str, f64)> {
    let mut divisions: Vec<&str> = codes
        .iter()
        .filter(|code| code.system == ClassificationSystem::Gbt4754)
        .filter_map(|code| similarity::division(&code.code))
        .collect();
    divisions.sort_unstable();
    divisions.dedup();
    #[expect(clippy::cast_precision_loss, reason = "a handful of divisions")]
    let share = 1.0 / divisions.len().max(1) as f64;
    divisions.into_iter().map(|division| (division, share)).collect()
}
