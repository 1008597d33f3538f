use std::collections::HashMap;

use jiff::civil::Date;

use super::{
    crosswalk::Crosswalk,
    declarations::{Declaration, Declarations},
    employment::{Covering, Employment, Related, Specialised},
    labels::{Label, Labels},
    panel::{Density, Panel},
};
use crate::domain::{
    code::IndustryCode,
    figure::{Figure, Period},
    geography::Coordinates,
    id::RegionId,
    link::Link,
    region::{Level, RegionProfile},
    unit::Unit,
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
    /// By level, in identifier order.
    at_level: [Vec<usize>; Level::ALL.len()],
    /// The nearest prefecture in each place's lineage.
    prefectures: Vec<Option<usize>>,
    parks: Vec<bool>,
    locations: Vec<Option<Coordinates>>,
    declarations: Declarations,
    /// The places with institutional links.
    homes: Vec<usize>,
    /// The places that publish instruments of support, or caps of them.
    supporting: Vec<usize>,
    /// By place, where the partner of each of its links is.
    partners: Vec<Vec<Option<usize>>>,
    crosswalk: Crosswalk,
    employment: Employment,
    panel: Panel,
}

impl Atlas {
    /// Builds the atlas. A parent that is not among the profiles counts as none, and a circle of
    /// parents is cut where it closes. Codes of other classifications than GB/T 4754 say nothing.
    pub fn new(profiles: Vec<RegionProfile>) -> Atlas {
        Atlas::with_crosswalk(profiles, Crosswalk::default())
    }

    /// Builds the atlas as [`Atlas::new`] does, with a crosswalk for the codes of other
    /// classifications than GB/T 4754.
    pub fn with_crosswalk(mut profiles: Vec<RegionProfile>, crosswalk: Crosswalk) -> Atlas {
        // A profile is large and is moved once: a sort of profiles takes half their memory again.
        profiles.sort_by_cached_key(|profile| profile.id.clone());
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
        let panel = Panel::new(&profiles, &ancestors, &crosswalk);
        let employment = Employment::new(&profiles);
        let stands = |place: usize, level: &Level| profiles[place].levels.contains(level);
        let lineage = |place: usize| std::iter::once(place).chain(ancestors[place].iter().copied());
        let prefecture = |place| lineage(place).find(|above| stands(*above, &Level::Prefecture));
        let all = 0..profiles.len();
        let at_level = Level::ALL.map(|l| all.clone().filter(|place| stands(*place, &l)).collect());
        let parks: Vec<bool> = all.clone().map(|place| stands(place, &Level::Park)).collect();
        let partners = |profile: &RegionProfile| {
            profile.links.iter().map(|link| by_id.get(&link.partner).copied()).collect()
        };
        let supports = |profile: &RegionProfile| {
            !(profile.policies.is_empty() && profile.policy_caps.is_empty())
        };
        let declarations = Declarations::new(&profiles, &crosswalk);
        Atlas {
            prefectures: all.clone().map(prefecture).collect(),
            locations: all.clone().map(|place| location(place, &profiles, &ancestors)).collect(),
            homes: all.clone().filter(|place| !profiles[*place].links.is_empty()).collect(),
            supporting: all.filter(|place| supports(&profiles[*place])).collect(),
            partners: profiles.iter().map(partners).collect(),
            profiles,
            by_id,
            ancestors,
            descendants,
            at_level,
            parks,
            declarations,
            crosswalk,
            employment,
            panel,
        }
    }

    /// How many regions there are.
    pub fn len(&self) -> usize {
        self.profiles.len()
    }

    /// Whether there is no region.
    pub fn is_empty(&self) -> bool {
        self.profiles.is_empty()
    }

    /// The codes of GB/T 4754 for which the codes of the profiles stand.
    pub fn crosswalk(&self) -> &Crosswalk {
        &self.crosswalk
    }

    /// The measured industries that cover each of some industries of GB/T 4754, in their order.
    pub fn coverings(&self, industries: &[(String, f64)]) -> Vec<Covering> {
        let of = |(code, _): &(String, f64)| self.employment.covering(&self.crosswalk, code);
        industries.iter().map(of).collect()
    }

    /// How a place is specialised in an industry by its measured employment; `None` where it is
    /// not measured.
    pub fn specialised(&self, place: usize, covering: &Covering) -> Option<Specialised> {
        self.employment.specialised(place, covering)
    }

    /// How closely what a place is specialised in is related to an industry, by measured
    /// employment; `None` where it is not measured.
    pub fn related(&self, place: usize, covering: &Covering) -> Option<Related> {
        self.employment.related(place, covering)
    }

    /// The measured industries of two places that report alike, each with its share of the people
    /// employed in the one and in the other; `None` where they do not.
    pub fn shares(&self, place: usize, other: usize) -> Option<Vec<(&IndustryCode, [f64; 2])>> {
        self.employment.shares(place, other)
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
        let position = Level::ALL.iter().position(|other| *other == level);
        position.into_iter().flat_map(|position| self.at_level[position].iter().copied())
    }

    /// The nearest place of a level in the lineage.
    pub fn at_or_above(&self, place: usize, level: Level) -> Option<usize> {
        if level == Level::Prefecture {
            return self.prefectures[place];
        }
        self.lineage(place).find(|&above| self.profiles[above].levels.contains(&level))
    }

    /// The parks whose offer counts for a place: itself if it is a park, else the parks below.
    pub fn parks(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        parks_of(place, &self.parks, &self.descendants)
    }

    /// Whether the place is a park.
    pub fn is_park(&self, place: usize) -> bool {
        self.parks[place]
    }

    /// Where a place is: its own coordinates, or else those of the nearest region above that is
    /// no larger than a prefecture.
    pub fn location(&self, place: usize) -> Option<Coordinates> {
        self.locations[place]
    }

    /// The places that publish instruments of support, or caps of them, in identifier order.
    pub fn supporting(&self) -> &[usize] {
        &self.supporting
    }

    /// The places with institutional links, in identifier order.
    pub fn homes(&self) -> &[usize] {
        &self.homes
    }

    /// The institutional links in the profile of a place, each with the place of its partner;
    /// `None` for a partner that is no region here.
    pub fn links(&self, place: usize) -> impl Iterator<Item = (&Link, Option<usize>)> {
        let partners = &self.partners[place];
        // Most places have none: their profiles need not be looked at.
        let links = (!partners.is_empty()).then(|| &self.profiles[place].links);
        links.into_iter().flatten().zip(partners.iter().copied())
    }

    /// What a place itself declares as leading.
    pub(super) fn declaration(&self, place: usize) -> Option<&Declaration> {
        self.declarations.own(place)
    }

    /// What the parks of a place declare as leading, each with its park, in the order of
    /// [`Atlas::parks`].
    pub(super) fn declarations_of_parks(
        &self,
        place: usize,
    ) -> impl Iterator<Item = (usize, &Declaration)> {
        self.parks(place).filter_map(|park| Some((park, self.declarations.own(park)?)))
    }

    /// The labels of a declaration, in its order.
    pub(super) fn labels_of(&self, declaration: &Declaration) -> &[Label] {
        self.declarations.labels_of(declaration)
    }

    /// All labels that places declare as leading.
    pub(super) fn labels(&self) -> &Labels {
        self.declarations.labels()
    }

    /// Whether employment by industry is measured in a place.
    pub(super) fn is_measured(&self, place: usize) -> bool {
        self.employment.is_measured(place)
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
    /// above the prefectures, of its prefecture where it is highest. `None` if no such prefecture
    /// declares industries, or the panel was not published by `as_of`.
    pub fn density(&self, place: usize, code: &str, as_of: Date) -> Option<Density> {
        if self.panel.published.as_ref().is_some_and(|(period, _)| as_of < period.start()) {
            return None;
        }
        let column = self.panel.column(code)?;
        if let Some(prefecture) = self.at_or_above(place, Level::Prefecture) {
            return self.panel.density(prefecture, column);
        }
        let below = self.descendants[place].iter();
        below
            .filter_map(|&below| self.panel.density(below, column))
            .reduce(|best, next| if best.value < next.value { next } else { best })
    }

    /// When the declarations behind [`Atlas::density`] held; `None` if they bear no date.
    pub fn density_period(&self) -> Option<&Period> {
        self.panel.published.as_ref().map(|(period, _)| period)
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

/// The place itself if it is a park, and the parks below.
fn parks_of<'a>(
    place: usize,
    parks: &'a [bool],
    descendants: &'a [Vec<usize>],
) -> impl Iterator<Item = usize> + use<'a> {
    let own = parks[place].then_some(place);
    own.into_iter().chain(descendants[place].iter().copied().filter(|&below| parks[below]))
}

/// The place's own coordinates, or else those of the nearest region above that is no larger than a
/// prefecture.
fn location(
    place: usize,
    profiles: &[RegionProfile],
    ancestors: &[Vec<usize>],
) -> Option<Coordinates> {
    let lineage = std::iter::once(place).chain(ancestors[place].iter().copied());
    let is_near = |above: &usize| {
        place == *above || profiles[*above].levels.iter().any(|l| Level::Prefecture <= *l)
    };
    lineage.take_while(is_near).find_map(|above| profiles[above].location)
}
