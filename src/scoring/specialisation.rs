use super::{
    context::Context,
    found::{Evidence, Found},
};

/// How far a place declares the project's production industry as leading, 0 to 1: the best
/// agreement of its leading industries, each times the factor of its position.
///
/// A place that is no park counts as its best park, unless it declares industries itself. `None`
/// without production industries, or where nothing is declared: unknown is not zero.
///
/// Source: `specialisation` in `index/criteria.toml`, `declaration` in `index/parameters.toml`.
pub fn find<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    let own = own(context, place);
    if own.is_some() || context.atlas.is_park(place) {
        return own;
    }
    let parks = context.atlas.parks(place).filter_map(|park| self::own(context, park));
    // The first of equals, in identifier order, so that nothing depends on chance.
    parks.reduce(|best, next| if best.value < next.value { next } else { best })
}

fn own<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    let leading = context.atlas.profile(place).leading_industries.as_ref()?;
    if leading.items.is_empty()
        || leading.period.as_ref().is_some_and(|period| context.as_of < period.start())
    {
        return None;
    }
    let crosswalk = context.atlas.crosswalk();
    let degrees = (0..leading.items.len()).map(|position| {
        let factor = position_factor(context, position);
        let item = &leading.items[position];
        let degree =
            context.over_industries(|code| crosswalk.label_agreement(&item.codes, code))?;
        Some((position, degree * factor))
    });
    let (position, value) = degrees
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .reduce(|best, next| if best.1 < next.1 { next } else { best })?;
    let evidence = Evidence::Leading(leading, position);
    Some(Found { value, trust: 1.0, from: place, evidence })
}

fn position_factor(context: &Context<'_>, position: usize) -> f64 {
    let factors = &context.parameters.declaration.position_factors;
    factors.get(position).or(factors.last()).copied().unwrap_or(1.0)
}
