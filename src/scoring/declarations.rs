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
#[derive(Debug)]
pub(super) struct Declaration {
    /// The divisions of GB/T 4754 that its labels name, by any counterpart of their codes.
    pub(super) divisions: Divisions,
    /// Whether it lists no industry.
    pub(super) is_empty: bool,
    /// Where its labels stand among those of all declarations.
    labels: (u32, u32),
    /// The first day on which it held; `None` if it bears no date.
    since: Option<Date>,
}

impl Declaration {
    /// Whether it had been made by a day; without a date it had.
    pub(super) fn known_on(&self, day: Date) -> bool {
        self.since.is_none_or(|since| since <= day)
    }
}

/// The declarations of all places.
///
/// The questions of a day read some thousand declarations each; here they stand side by side, where
/// profiles are far apart in memory.
pub(super) struct Declarations {
    labels: Labels,
    /// The labels of each declaration in its order, one declaration after another.
    declared: Vec<Label>,
    /// By place.
    own: Vec<Option<Declaration>>,
}

impl Declarations {
    /// Gathers them.
    pub(super) fn new(profiles: &[RegionProfile], crosswalk: &Crosswalk) -> Declarations {
        let mut labels = Labels::default();
        let mut declared = Vec::new();
        let narrow = |at: usize| u32::try_from(at).expect("there are fewer than 2^32 labels");
        let own = profiles.iter().map(|profile| {
            let leading = profile.leading_industries.as_ref()?;
            let start = declared.len();
            let items = leading.items.iter();
            declared.extend(items.map(|item| labels.add(&item.codes, crosswalk)));
            let range = start..declared.len();
            let divisions = declared[range.clone()].iter().map(|label| labels.divisions(*label));
            Some(Declaration {
                divisions: divisions.fold(Divisions::default(), Divisions::with),
                is_empty: range.is_empty(),
                labels: (narrow(range.start), narrow(range.end)),
                since: leading.period.as_ref().map(Period::start),
            })
        });
        let own = own.collect();
        declared.shrink_to_fit();
        Declarations { labels, declared, own }
    }

    /// All labels, each once.
    pub(super) fn labels(&self) -> &Labels {
        &self.labels
    }

    /// The labels of a declaration, in its order.
    pub(super) fn labels_of(&self, declaration: &Declaration) -> &[Label] {
        let (start, end) = declaration.labels;
        &self.declared[start as usize..end as usize]
    }

    /// What a place itself declares.
    pub(super) fn own(&self, place: usize) -> Option<&Declaration> {
        self.own[place].as_ref()
    }
}
