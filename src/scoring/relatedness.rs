use super::{
    context::Context,
    employment::Related,
    found::{Evidence, Found, Provenance},
    panel::Density,
};
use crate::domain::region::Level;

/// The share of the production industries around which a density must be known. A code of another
/// classification has small counterparts far afield, which must not take the measure away.
const KNOWN_SHARE_MIN: f64 = 0.5;

/// The relatedness density of the place's prefecture around the production industries, 0 to 1.
///
/// Where employment by industry is measured, of the panel of all places that report alike.
///
/// Elsewhere from the leading industries that the parks of all prefectures declare: a thin panel,
/// four labels to a park. A prefecture of n coded declarations is trusted by n / (n + h), h the
/// `half_trust_declarations` of `index/parameters.toml`. Production industries that no place
/// declares are left out; `None` where they are more than half, without production industries, or
/// where nothing is declared.
///
/// Source: `relatedness` in `index/criteria.toml`; [`crate::industry::relatedness`].
pub fn find<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    measured(context, place).or_else(|| declared(context, place))
}

fn measured<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    let place = context.atlas.at_or_above(place, Level::Prefecture)?;
    let mut value = 0.0;
    let mut known = 0.0;
    let mut shown: Option<(f64, Related)> = None;
    for ((_, share), covering) in context.industries.iter().zip(&context.coverings) {
        let Some(related) = context.atlas.related(place, covering) else { continue };
        value += share * related.density;
        known += share;
        if shown.is_none_or(|(largest, _)| largest < *share) {
            shown = Some((*share, related));
        }
    }
    let (_, Related { regions, industries, presence, .. }) =
        shown.filter(|_| KNOWN_SHARE_MIN <= known)?;
    let employment = context.atlas.profile(place).presence[presence].employment.as_ref();
    let figure = employment.filter(|figure| figure.known_on(context.as_of))?;
    let evidence =
        Evidence::EmploymentPanel { regions, industries, figure: Provenance::of(figure) };
    Some(Found { value: value / known, trust: 1.0, from: place, evidence })
}

fn declared<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    let mut value = 0.0;
    let mut known = 0.0;
    let mut shown: Option<(f64, Density)> = None;
    for (code, share) in &context.industries {
        let Some(density) = context.atlas.density(place, code, context.as_of) else { continue };
        value += share * density.value;
        known += share;
        if shown.is_none_or(|(largest, _)| largest <= *share) {
            shown = Some((*share, density));
        }
    }
    let (_, shown) = shown.filter(|_| KNOWN_SHARE_MIN <= known)?;
    let value = value / known;
    #[expect(clippy::cast_precision_loss, reason = "a few hundred declarations")]
    let declarations = shown.declarations as f64;
    let trust = declarations / (declarations + context.parameters.panel.half_trust_declarations);
    Some(Found { value, trust, from: shown.place, evidence: Evidence::Panel(shown.declarations) })
}
