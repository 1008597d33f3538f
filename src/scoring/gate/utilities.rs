use super::{bound::Bound, offer};
use crate::{
    domain::{
        figure::Figure,
        matching::Gate,
        project::ProjectProfile,
        region::{Level, RegionProfile},
        unit::EnergyUnit,
    },
    scoring::{atlas::Atlas, context::Context},
};

/// Power that can be connected, of the place or of its park with most.
pub(super) fn power(context: &Context<'_>, project: &ProjectProfile, place: usize) -> Option<Gate> {
    let need = project.needs.power.as_ref()?.measure()?;
    let bound = Bound::at_least("power", need, "MW");
    let own = offer::own(context, place, |region| region.energy.spare_power.as_ref());
    let below =
        || offer::sufficient(context, place, bound, |region| region.energy.spare_power.as_ref());
    Some(offer::check(context, bound, own.or_else(below)))
}

/// Waste water that can still be admitted, by the plant of the place or of its park with most.
pub(super) fn waste_water(
    context: &Context<'_>,
    project: &ProjectProfile,
    place: usize,
) -> Option<Gate> {
    let need = project.needs.waste_water.as_ref()?.measure()?;
    let bound = Bound::at_least("waste_water", need, "m3/day");
    let own = offer::own(context, place, |region| region.environment.waste_water_headroom.as_ref());
    let below = || {
        offer::sufficient(context, place, bound, |region| {
            region.environment.waste_water_headroom.as_ref()
        })
    };
    Some(offer::check(context, bound, own.or_else(below)))
}

/// Energy per year that can still be admitted. The quota is shared out to prefectures and counties,
/// not to parks: the nearest one that publishes its headroom decides, no larger than a prefecture.
pub(super) fn energy_quota(
    context: &Context<'_>,
    project: &ProjectProfile,
    place: usize,
) -> Option<Gate> {
    let need = project.needs.energy_per_year.as_ref()?.measure()?;
    let bound = Bound::at_least("energy_quota", need, "kWh");
    let mut offers =
        nearby(context.atlas, place).filter_map(|at| offer::own(context, at, headroom));
    let below = || offer::sufficient(context, place, bound, headroom);
    Some(offer::check(context, bound, offers.next().or_else(below)))
}

/// The place and the regions above it that are no larger than a prefecture.
pub(super) fn nearby(atlas: &Atlas, place: usize) -> impl Iterator<Item = usize> + '_ {
    let levels = |at: usize| &atlas.profile(at).levels;
    atlas.lineage(place).take_while(move |at| {
        *at == place || levels(*at).iter().any(|level| Level::Prefecture <= *level)
    })
}

fn headroom(region: &RegionProfile) -> Option<&Figure<EnergyUnit>> {
    region.environment.energy_quota_headroom.as_ref()
}
