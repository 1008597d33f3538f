use std::sync::Arc;

use super::{Inquiry, Survey, day::Day};
use crate::{
    domain::{
        criterion::{CriterionId, Utility},
        figure::Period,
        matching::Points,
        region::Level,
    },
    industry::divisions::Divisions,
    scoring::{
        ageing::aged,
        atlas::Atlas,
        context::Context,
        declared_will,
        found::Found,
        institutional_link,
        kernel::{Known, WeighedColumn},
        labels::Degrees,
        rank::{self, Method},
        relatedness, specialisation, supply_chain,
    },
};

/// The utilities of one criterion by position: of the measure, or the reference median where it is
/// unknown.
#[derive(Debug, Clone, Default)]
pub(super) struct Column {
    utilities: Vec<f64>,
    known: Vec<Known>,
}

/// A utility, and whether the measure is known.
type Rated = (Utility, bool);

impl FromIterator<Rated> for Column {
    fn from_iter<I: IntoIterator<Item = Rated>>(rated: I) -> Column {
        let rated = rated.into_iter();
        let (utilities, known) =
            rated.map(|(utility, is_known)| (utility.get(), Known::from(is_known))).unzip();
        Column { utilities, known }
    }
}

impl Column {
    /// Rates what a criterion finds of each of some places.
    pub(super) fn of<'a>(
        context: &Context<'a>,
        method: &Method<'_>,
        criterion: CriterionId,
        found: impl Iterator<Item = Option<Found<'a>>>,
    ) -> Column {
        let scale = rank::scales(method)[criterion.position()];
        let rate = |found: Option<Found<'a>>| {
            let found = found.map(|found| aged(context, criterion, found));
            (rank::utility(scale, found.as_ref()), found.is_some())
        };
        found.map(rate).collect()
    }

    /// The utility at a position, and whether the measure is known.
    pub(super) fn at(&self, position: usize) -> (Utility, bool) {
        let utility = Utility::new(self.utilities[position]);
        (utility.unwrap_or_default(), self.known[position].into())
    }

    /// The whole column with its weight.
    pub(super) fn weighed(&self, weight: Points) -> WeighedColumn<'_> {
        WeighedColumn { weight, utilities: &self.utilities, known: &self.known }
    }
}

impl Survey {
    /// The column of a criterion; incomplete if it was given up.
    pub(super) fn column(
        &self,
        criterion: CriterionId,
        inquiry: &Inquiry<'_>,
        method: &Method<'_>,
        day: &Day,
    ) -> Arc<Column> {
        let context = inquiry.context;
        match criterion {
            CriterionId::LandAvailability => day.land_availability.clone(),
            CriterionId::LandCost => day.land_cost.clone(),
            CriterionId::LabourCost => day.labour_cost.clone(),
            CriterionId::Access => self.travel(context, method, day).column.clone(),
            CriterionId::Specialisation => Arc::new(self.specialisation(context, method)),
            CriterionId::Relatedness => {
                Arc::new(self.by_groups(criterion, inquiry, method, relatedness::find))
            }
            CriterionId::SupplyChain => {
                Arc::new(self.by_groups(criterion, inquiry, method, supply_chain::find))
            }
            CriterionId::DeclaredWill => {
                let degrees = Degrees::of(context);
                Arc::new(self.by_groups(criterion, inquiry, method, |context, place| {
                    declared_will::find_by(context, &degrees, place)
                }))
            }
            CriterionId::InstitutionalLink => {
                let host = institutional_link::Host::of(context);
                Arc::new(self.by_groups(criterion, inquiry, method, |context, place| {
                    institutional_link::find_by(context, host?, place)
                }))
            }
        }
    }

    /// Finds what all places of a group share once.
    fn by_groups<'a>(
        &self,
        criterion: CriterionId,
        inquiry: &Inquiry<'a>,
        method: &Method<'_>,
        find: impl Fn(&Context<'a>, usize) -> Option<Found<'a>>,
    ) -> Column {
        let grouping =
            if criterion == CriterionId::InstitutionalLink { &self.linked } else { &self.around };
        let firsts = inquiry.stop.until(grouping.firsts().iter());
        let found = firsts.map(|place| find(inquiry.context, *place));
        let of_groups = Column::of(inquiry.context, method, criterion, found);
        if inquiry.stop.is_asked() {
            return of_groups;
        }
        let Column { utilities, known } = of_groups;
        Column { utilities: grouping.spread(&utilities), known: grouping.spread(&known) }
    }

    /// Parks that declare nothing of the production's divisions are alike but for the age of what
    /// they declare.
    fn specialisation(&self, context: &Context<'_>, method: &Method<'_>) -> Column {
        let criterion = CriterionId::Specialisation;
        let unrelated = self.declaring.firsts().iter();
        let unrelated = unrelated.map(|place| specialisation::unrelated(context, *place));
        let unrelated = Column::of(context, method, criterion, unrelated);
        let degrees = Degrees::of(context);
        let found = self.places.iter().enumerate().map(|(position, &place)| {
            let is_unrelated =
                self.told[position].is_some_and(|divisions| !degrees.meets(divisions));
            (position, place, is_unrelated)
        });
        let scale = rank::scales(method)[criterion.position()];
        let rate = |(position, place, is_unrelated)| {
            if is_unrelated {
                return unrelated.at(self.declaring.group(position));
            }
            let found = specialisation::find_by(context, &degrees, place);
            let found = found.map(|found| aged(context, criterion, found));
            (rank::utility(scale, found.as_ref()), found.is_some())
        };
        method.stop.until(found).map(rate).collect()
    }
}

/// The divisions that a place declares, where nothing but its own declaration tells how it is
/// specialised; none of them where it declares nothing.
pub(super) fn told(atlas: &Atlas, place: usize) -> Option<Divisions> {
    let declared = || atlas.declaration(place).map(|declared| declared.divisions);
    is_told_by_declaration(atlas, place).then(|| declared().unwrap_or_default())
}

/// Whether nothing but its own declaration tells how a place is specialised.
fn is_told_by_declaration(atlas: &Atlas, place: usize) -> bool {
    atlas.is_park(place) && !atlas.is_measured(place)
}

/// When what a place declares held; the place itself where that alone does not decide.
pub(super) fn declared_period(atlas: &Atlas, place: usize) -> Result<Option<&str>, usize> {
    let declaration = atlas.declaration(place).filter(|declaration| !declaration.is_empty);
    if !is_told_by_declaration(atlas, place) || declaration.is_none() {
        return Err(if atlas.is_park(place) && declaration.is_none() { usize::MAX } else { place });
    }
    let leading = atlas.profile(place).leading_industries.as_ref();
    Ok(leading.and_then(|leading| leading.period.as_ref()).map(Period::as_str))
}

/// The places whose institutional links count for a place: whether it is one of them, and which.
pub(super) fn homes(atlas: &Atlas, place: usize) -> (Option<usize>, Vec<usize>) {
    let has_links = |home: &usize| !atlas.profile(*home).links.is_empty();
    let above = atlas.lineage(place).filter(|&home| {
        let levels = &atlas.profile(home).levels;
        home == place || levels.contains(&Level::County) || levels.contains(&Level::Prefecture)
    });
    let below = atlas.descendants(place).iter().copied();
    (Some(place).filter(has_links), above.chain(below).filter(has_links).collect())
}
