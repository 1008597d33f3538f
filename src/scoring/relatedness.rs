use super::{
    context::Context,
    found::{Evidence, Found},
};

/// The relatedness density of the place's prefecture around the production industries, 0 to 1.
///
/// From the leading industries that the parks of all prefectures declare: a thin panel, four
/// labels to a park. A prefecture of n coded declarations is trusted by n / (n + h), h the
/// `half_trust_declarations` of `index/parameters.toml`. `None` without production industries or
/// where nothing is declared.
///
/// Source: `relatedness` in `index/criteria.toml`; [`crate::industry::relatedness`].
pub fn find<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    let mut value = 0.0;
    let mut shown = None;
    for (code, share) in &context.industries {
        let density = context.atlas.density(place, code, context.as_of)?;
        value += share * density.value;
        shown = Some(density);
    }
    let shown = shown?;
    #[expect(clippy::cast_precision_loss, reason = "a few hundred declarations")]
    let declarations = shown.declarations as f64;
    let trust = declarations / (declarations + context.parameters.panel.half_trust_declarations);
    Some(Found { value, trust, from: shown.place, evidence: Evidence::Panel(shown.declarations) })
}
