use super::{
    context::Context,
    found::{Evidence, Found},
    labels::Degrees,
};
use crate::domain::region::Level;

/// How many parks of the place's prefecture declare the project's field, each counting its
/// agreement: the will of the place around, not of one park.
///
/// `None` without production industries, or where no park of the prefecture declares anything.
///
/// Source: `declared_will` in `index/criteria.toml`.
pub fn find<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    find_by(context, &Degrees::of(context), place)
}

/// The same, where it is known how far labels cover the production.
pub(super) fn find_by<'a>(
    context: &Context<'a>,
    degrees: &Degrees,
    place: usize,
) -> Option<Found<'a>> {
    let around = context.atlas.at_or_above(place, Level::Prefecture).unwrap_or(place);
    let mut value = 0.0;
    let mut count = 0;
    let mut of = 0;
    let mut shown = None;
    for (park, declaration) in context.atlas.declarations_of_parks(around) {
        if !declaration.known_on(context.as_of) {
            continue;
        }
        if context.industries.is_empty() && !declaration.is_empty {
            return None;
        }
        of += 1;
        shown = shown.or(Some(park));
        let mut best = 0.0_f64;
        // Where no division is in both, nothing agrees.
        if degrees.meets(declaration.divisions) {
            let labels = context.atlas.labels_of(declaration).iter();
            best = labels.map(|label| degrees.of_label(*label)).fold(best, f64::max);
        }
        if context.parameters.declaration.agreement_min <= best {
            value += best;
            count += 1;
        }
    }
    let leading = context.atlas.profile(shown?).leading_industries.as_ref()?;
    let evidence = Evidence::Declarations(leading, count, of);
    Some(Found { value, trust: 1.0, from: around, evidence })
}
