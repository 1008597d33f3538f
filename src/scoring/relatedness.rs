use super::{
    context::Context,
    found::{Evidence, Found},
    panel::Density,
};

/// The share of the production industries around which a density must be known. A code of another
/// classification has small counterparts far afield, which must not take the measure away.
const KNOWN_SHARE_MIN: f64 = 0.5;

/// The relatedness density of the place's prefecture around the production industries, 0 to 1.
///
/// From the leading industries that the parks of all prefectures declare: a thin panel, four
/// labels to a park. A prefecture of n coded declarations is trusted by n / (n + h), h the
/// `half_trust_declarations` of `index/parameters.toml`. Production industries that no place
/// declares are left out; `None` where they are more than half, without production industries, or
/// where nothing is declared.
///
/// Source: `relatedness` in `index/criteria.toml`; [`crate::industry::relatedness`].
pub fn find<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
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
