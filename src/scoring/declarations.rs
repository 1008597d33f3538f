use jiff::civil::Date;

use super::{
    crosswalk::Crosswalk,
    labels::{Label, Labels},
};
use crate::{
    domain::{figure::Period, region::RegionProfile},
    industry::divisions::Divisions,
};

/// What a place declares as leading, as far as it decides whether to read the codes at all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Declaration {
    /// The place that declares.
    pub(super) place: usize,
    /// The divisions of GB/T 4754 that its labels name, by any counterpart of their codes.
    pub(super) divisions: Divisions,
    /// Whether it lists no industry.
    pub(super) is_empty: bool,
    /// Where its labels stand among those of all declarations.
    labels: (usize, usize),
    /// The first day on which it held; `None` if it bears no date.
    since: Option<Date>,
}

impl Declaration {
    /// Whether it had been made by a day; without a date it had.
    pub(super) fn known_on(&self, day: Date) -> bool {
        self.since.is_none_or(|since| since <= day)
    }
}

/// The declarations of all places, and which of them a place counts as its own.
///
/// The questions of a day read some thousand declarations each; here they stand side by side, where
/// profiles are far apart in memory.
pub(super) struct Declarations {
    labels: Labels,
    /// The labels of each declaration in its order, one declaration after another.
    declared: Vec<Label>,
    own: Vec<Option<Declaration>>,
    /// By place: the positions in `all` of its parks' declarations.
    ranges: Vec<(usize, usize)>,
    of_parks: Vec<Declaration>,
}

impl Declarations {
    /// Gathers them; `parks` gives the parks whose declarations a place counts.
    pub(super) fn new<I: Iterator<Item = usize>>(
        profiles: &[RegionProfile],
        crosswalk: &Crosswalk,
        parks: impl Fn(usize) -> I,
    ) -> Declarations {
        let mut labels = Labels::default();
        let mut declared = Vec::new();
        let own = profiles.iter().enumerate().map(|(place, profile)| {
            let leading = profile.leading_industries.as_ref()?;
            let start = declared.len();
            let items = leading.items.iter();
            declared.extend(items.map(|item| labels.add(&item.codes, crosswalk)));
            let range = start..declared.len();
            let divisions = declared[range.clone()].iter().map(|label| labels.divisions(*label));
            Some(Declaration {
                place,
                divisions: divisions.fold(Divisions::default(), Divisions::with),
                is_empty: range.is_empty(),
                labels: (range.start, range.end),
                since: leading.period.as_ref().map(Period::start),
            })
        });
        let own: Vec<Option<Declaration>> = own.collect();
        let mut of_parks = Vec::new();
        let gather = |place| {
            let start = of_parks.len();
            of_parks.extend(parks(place).filter_map(|park| own[park]));
            (start, of_parks.len())
        };
        let ranges = (0..profiles.len()).map(gather).collect();
        Declarations { labels, declared, own, ranges, of_parks }
    }

    /// All labels, each once.
    pub(super) fn labels(&self) -> &Labels {
        &self.labels
    }

    /// The labels of a declaration, in its order.
    pub(super) fn labels_of(&self, declaration: &Declaration) -> &[Label] {
        let (start, end) = declaration.labels;
        &self.declared[start..end]
    }

    /// What a place itself declares.
    pub(super) fn own(&self, place: usize) -> Option<Declaration> {
        self.own[place]
    }

    /// What the parks of a place declare, in the order of the parks.
    pub(super) fn of_parks(&self, place: usize) -> &[Declaration] {
        let (start, end) = self.ranges[place];
        &self.of_parks[start..end]
    }
}
