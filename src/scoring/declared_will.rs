use super::{
    context::Context,
    found::{Evidence, Found},
};
use crate::domain::region::Level;

/// How many parks of the place's prefecture declare the project's field, each counting its
/// agreement: the will of the place around, not of one park.
///
/// `None` without production industries, or where no park of the prefecture declares anything.
///
/// Source: `declared_will` in `index/criteria.toml`.
pub fn find<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    let around = context.atlas.at_or_above(place, Level::Prefecture).unwrap_or(place);
    let crosswalk = context.atlas.crosswalk();
    let mut value = 0.0;
    let mut count = 0;
    let mut of = 0;
    let mut shown = None;
    for park in context.atlas.parks(around) {
        let Some(leading) = &context.atlas.profile(park).leading_industries else { continue };
        if leading.period.as_ref().is_some_and(|period| context.as_of < period.start()) {
            continue;
        }
        of += 1;
        shown = shown.or(Some(leading));
        let mut best = 0.0_f64;
        for item in &leading.items {
            let degree =
                context.over_industries(|code| crosswalk.label_agreement(&item.codes, code))?;
            best = best.max(degree);
        }
        if context.parameters.declaration.agreement_min <= best {
            value += best;
            count += 1;
        }
    }
    let evidence = Evidence::Declarations(shown?, count, of);
    Some(Found { value, trust: 1.0, from: around, evidence })
}
