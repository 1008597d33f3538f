use super::{
    context::Context,
    found::{Evidence, Found},
};

/// The relatedness density of the place's prefecture around the production industries, 0 to 1.
///
/// From the leading industries that the parks of all prefectures declare: a thin panel, four
/// labels to a park. `None` without production industries or where nothing is declared.
///
/// Source: `relatedness` in `index/criteria.toml`; [`crate::industry::relatedness`].
pub fn find<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    let mut value = 0.0;
    let mut from = None;
    for (code, share) in &context.industries {
        let (prefecture, density) = context.atlas.density(place, code, context.as_of)?;
        value += share * density;
        from = Some(prefecture);
    }
    Some(Found { value, trust: 1.0, from: from?, evidence: Evidence::Panel })
}
