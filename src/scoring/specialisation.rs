use super::{
    context::Context,
    employment::Specialised,
    found::{Evidence, Found, Provenance},
    labels::Degrees,
};

/// How far a place is specialised in the project's production industry, 0 to 1.
///
/// Where employment by industry is measured: LQ / (1 + LQ) of the location quotient, 0.5 where the
/// place is as specialised as its peers, times how well the measured codes cover the industry,
/// times e / (e + c) of the e people employed in it: a share says nothing of whether a place can
/// carry a plant. Elsewhere what it declares as leading: the best agreement of its leading industries, each times
/// the factor of its position. A place that is no park counts as its best park, unless it declares industries itself. `None`
/// without production industries, or where nothing is declared: unknown is not zero.
///
/// Source: `specialisation` in `index/criteria.toml`, `declaration` and `employment` in
/// `index/parameters.toml`.
pub fn find<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    find_by(context, &Degrees::of(context), place)
}

/// The same, where it is known how far labels cover the production.
pub(super) fn find_by<'a>(
    context: &Context<'a>,
    degrees: &Degrees,
    place: usize,
) -> Option<Found<'a>> {
    measured(context, place).or_else(|| declared_by(context, degrees, place))
}

/// The same from what a place declares as leading alone, whatever is measured there.
pub(super) fn declared<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    declared_by(context, &Degrees::of(context), place)
}

fn declared_by<'a>(context: &Context<'a>, degrees: &Degrees, place: usize) -> Option<Found<'a>> {
    let own = own(context, degrees, place);
    if own.is_some() || context.atlas.is_park(place) {
        return own;
    }
    let parks = context.atlas.parks(place);
    let parks = parks.filter_map(|park| self::own(context, degrees, park));
    // The first of equals, in identifier order, so that nothing depends on chance.
    parks.reduce(|best, next| if best.value < next.value { next } else { best })
}

/// From employment; industries that no code of the place's classification covers are left out.
fn measured<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    let presence = &context.atlas.profile(place).presence;
    let (mut value, mut known) = (0.0, 0.0);
    let mut shown: Option<(f64, Specialised)> = None;
    for ((_, share), covering) in context.industries.iter().zip(&context.coverings) {
        let Some(found) = context.atlas.specialised(place, covering) else { continue };
        let specialised = found.quotient / (1.0 + found.quotient);
        value += share * found.agreement * specialised * capacity(context, found.employed);
        known += share;
        if shown.is_none_or(|(largest, _)| largest < *share) {
            shown = Some((*share, found));
        }
    }
    let (_, Specialised { quotient, employed, presence: at, .. }) = shown?;
    let figure =
        presence[at].employment.as_ref().filter(|figure| figure.known_on(context.as_of))?;
    let evidence = Evidence::Employment { quotient, employed, figure: Provenance::of(figure) };
    Some(Found { value: value / known, trust: 1.0, from: place, evidence })
}

/// How far the people employed in an industry count as a place that can carry it, 0 to 1.
fn capacity(context: &Context<'_>, employed: f64) -> f64 {
    employed / (employed + context.parameters.employment.half_capacity_people)
}

fn own<'a>(context: &Context<'a>, degrees: &Degrees, place: usize) -> Option<Found<'a>> {
    let declaration = context.atlas.declaration(place)?;
    if !degrees.meets(declaration.divisions) {
        return unrelated(context, place);
    }
    let leading = context.atlas.profile(place).leading_industries.as_ref()?;
    if leading.items.is_empty() || !declaration.known_on(context.as_of) {
        return None;
    }
    let labels = context.atlas.labels_of(declaration).iter().enumerate();
    let values = labels.map(|(position, label)| {
        (position, degrees.of_label(*label) * position_factor(context, position))
    });
    let (position, value) =
        values.reduce(|best, next| if best.1 < next.1 { next } else { best })?;
    let evidence = Evidence::Leading(leading, position);
    Some(Found { value, trust: 1.0, from: place, evidence })
}

/// What a place declares as leading, where none of it lies in a division of the production: the
/// first of its labels, and no agreement.
pub(super) fn unrelated<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    let declaration = context.atlas.declaration(place)?;
    if context.industries.is_empty() || declaration.is_empty || !declaration.known_on(context.as_of)
    {
        return None;
    }
    let leading = context.atlas.profile(place).leading_industries.as_ref()?;
    Some(Found { value: 0.0, trust: 1.0, from: place, evidence: Evidence::Leading(leading, 0) })
}

fn position_factor(context: &Context<'_>, position: usize) -> f64 {
    let factors = &context.parameters.declaration.position_factors;
    factors.get(position).or(factors.last()).copied().unwrap_or(1.0)
}
