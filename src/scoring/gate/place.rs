use super::{
    bound::{Bound, named, pass_if, published},
    offer,
};
use crate::{
    domain::{
        id::RegionId,
        matching::{Gate, GateStatus},
        project::ProjectProfile,
    },
    scoring::{access, context::Context},
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
        .any(|target| atlas.is_within(place, target));
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

pub(super) fn travel(
    context: &Context<'_>,
    project: &ProjectProfile,
    place: usize,
) -> Option<Gate> {
    let most = f64::from(project.travel_minutes_max?);
    let found = access::find(context, place);
    let gate = Bound::at_most("travel", most, "minute").check(found.map(|found| found.value));
    Some(published(gate, found.map(|found| offer::source_of_found(context, &found))))
}

/// A tourist resort is a zone of the catalogue, but no plant is built in one.
pub(super) fn zone_kind(context: &Context<'_>, place: usize) -> Option<Gate> {
    let kind = context.atlas.profile(place).park.as_ref()?.kind.as_deref()?;
    let gate = named("zone_kind", "a zone for production", Some(false));
    (kind == "tourist_resort").then_some(Gate { actual: Some(kind.to_owned()), ..gate })
}
