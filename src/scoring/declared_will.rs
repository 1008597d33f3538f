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
    let production = context.divisions();
    let mut value = 0.0;
    let mut count = 0;
    let mut of = 0;
    let mut shown = None;
    for declaration in context.atlas.declarations_of_parks(around) {
        if !declaration.known_on(context.as_of) {
            continue;
        }
        if context.industries.is_empty() && !declaration.is_empty {
            return None;
        }
        of += 1;
        shown = shown.or(Some(declaration.place));
        let mut best = 0.0_f64;
        // Where no division is in both, nothing agrees.
        let leading = &context.atlas.profile(declaration.place).leading_industries;
        let related = leading.iter().filter(|_| declaration.divisions.meets(production));
        for item in related.flat_map(|leading| &leading.items) {
            let degree =
                context.over_industries(|code| crosswalk.label_agreement(&item.codes, code))?;
            best = best.max(degree);
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
