use super::{
    Verdict,
    bound::{Bound, named, pass_if, published},
    offer,
};
use crate::{
    domain::{
        id::RegionId,
        matching::{Gate, GateStatus},
        project::ProjectProfile,
    },
    scoring::{access, atlas::Atlas, context::Context, found::Found},
};

pub(super) fn target_region(
    context: &Context<'_>,
    project: &ProjectProfile,
    place: usize,
) -> Option<Gate> {
    if project.target_regions.is_empty() {
        return None;
    }
    let atlas = context.atlas;
    let inside = project
        .target_regions
        .iter()
        .filter_map(|id| atlas.find(id))
        // A county that is wanted is in its prefecture, where prefectures are ranked.
        .any(|target| atlas.is_within(place, target) || atlas.is_within(target, place));
    let wanted: Vec<&str> = project.target_regions.iter().map(RegionId::as_str).collect();
    Some(Gate {
        gate: "target_region",
        status: pass_if(inside),
        required: wanted.join(", "),
        actual: Some(atlas.profile(place).id.to_string()),
        margin: None,
        source: None,
    })
}

pub(super) fn excluded_region(
    context: &Context<'_>,
    project: &ProjectProfile,
    place: usize,
) -> Option<Gate> {
    let atlas = context.atlas;
    let within = |id: &&_| atlas.find(id).is_some_and(|other| atlas.is_within(place, other));
    let excluded = project.must_not.iter().find(within)?;
    Some(Gate {
        gate: "must_not",
        status: GateStatus::Fail,
        required: format!("not in {excluded}"),
        actual: Some(atlas.profile(place).id.to_string()),
        margin: None,
        source: None,
    })
}

/// Whether the way to the host, as [`access::find`] finds it, is short enough.
pub(super) fn travel<'a>(
    context: &Context<'a>,
    project: &ProjectProfile,
    place: usize,
    way: impl FnOnce() -> Option<Found<'a>>,
) -> Option<Gate> {
    let bound = travel_bound(project)?;
    let Some(found) = way() else {
        let nearest = |region| access::nearest_minutes(context, region);
        let least = access::least_minutes(context.atlas, place, nearest);
        let too_much = least.filter(|least| !bound.holds(*least));
        let gate = bound.check(too_much);
        return Some(Gate {
            actual: gate.actual.map(|actual| format!("at least {actual}")),
            ..gate
        });
    };
    let gate = bound.check(Some(found.value));
    Some(published(gate, Some(offer::source_of_found(context, &found))))
}

/// What [`travel`] says of so many minutes, or where they are unknown of those that it takes at
/// least, without words; `None` where the project sets no bound.
pub(in crate::scoring) fn travel_verdict(
    project: &ProjectProfile,
    minutes: Option<f64>,
    least_minutes: Option<f64>,
) -> Option<Verdict> {
    let bound = travel_bound(project)?;
    let too_much = || least_minutes.filter(|least| !bound.holds(*least));
    Some(bound.verdict(minutes.or_else(too_much)))
}

fn travel_bound(project: &ProjectProfile) -> Option<Bound> {
    Some(Bound::at_most("travel", f64::from(project.travel_minutes_max?), "minute"))
}

/// A tourist resort is a zone of the catalogue, but no plant is built in one.
pub(super) fn zone_kind(context: &Context<'_>, place: usize) -> Option<Gate> {
    let gate = named("zone_kind", "a zone for production", Some(false));
    is_resort(context.atlas, place).then(|| Gate { actual: Some(RESORT.to_owned()), ..gate })
}

const RESORT: &str = "tourist_resort";

/// Whether a place is a tourist resort.
pub(super) fn is_resort(atlas: &Atlas, place: usize) -> bool {
    let park = atlas.profile(place).park.as_ref();
    park.and_then(|park| park.kind.as_deref()) == Some(RESORT)
}
