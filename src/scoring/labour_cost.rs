use super::{context::Context, found::Found};

/// The average wage in urban non-private units, in CNY per year, of the place or the nearest
/// region above it that publishes one.
///
/// Source: `labour_cost` in `index/criteria.toml`.
pub fn find<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    let (from, wage) =
        context.atlas.inherited(place, context.as_of, |p| p.labour.average_wage.as_ref())?;
    Found::published(from, wage)
}
