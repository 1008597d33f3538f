use super::{App, Error, app::Derived, documents::Parents};
use crate::domain::{access::Role, id::RegionId, invalid::Invalid, region::RegionProfile};

/// Refuses a region that the actor may not write.
///
/// An officer writes the region of the key and all that lies in it, as it was and as it will be: a
/// region can be taken neither out of the territory nor into it. Where a region was that is damaged,
/// nobody can tell, so that an officer writes none of those. Everybody else who may write regions at
/// all writes any.
///
/// # Errors
/// Forbidden.
pub(super) fn check_write(
    app: &App,
    derived: &Derived,
    brought: &Parents,
    region: &RegionProfile,
) -> Result<(), Error> {
    let Some(territory) = territory(app) else { return Ok(()) };
    if may_write(derived, territory, brought, region) {
        Ok(())
    } else {
        Err(forbidden(territory, &region.id))
    }
}

/// The same for a row of a file.
pub(super) fn fault(
    app: &App,
    derived: &Derived,
    brought: &Parents,
    region: &RegionProfile,
) -> Option<Invalid> {
    let territory = territory(app)?;
    let expected = format!("a region in `{territory}`, for which the key is good, and stay there");
    (!may_write(derived, territory, brought, region))
        .then(|| Invalid::new("id", &region.id, &expected))
}

/// Refuses to delete a region that the actor may not write.
///
/// # Errors
/// Forbidden.
pub(super) fn check_delete(app: &App, derived: &Derived, id: &RegionId) -> Result<(), Error> {
    let Some(territory) = territory(app) else { return Ok(()) };
    let atlas = &derived.atlas;
    // Whose own region is gone could never write again.
    let ancestors = atlas.find(id).into_iter().flat_map(|place| atlas.ancestors(place));
    let is_below = ancestors.into_iter().any(|&above| atlas.profile(above).id == *territory);
    if is_below { Ok(()) } else { Err(forbidden(territory, id)) }
}

/// The region to which the actor is held; `None` if to none.
fn territory(app: &App) -> Option<&RegionId> {
    let holder = app.actor().holder.as_ref()?;
    match holder.role {
        Role::RegionOfficer => holder.region.as_ref(),
        Role::Advisor | Role::Sponsor | Role::Batch | Role::Admin => None,
    }
}

fn may_write(
    derived: &Derived,
    territory: &RegionId,
    brought: &Parents,
    region: &RegionProfile,
) -> bool {
    if derived.damage.region(&region.id).is_some() {
        return false;
    }
    let atlas = &derived.atlas;
    let stored = atlas.find(&region.id).map(|place| atlas.profile(place));
    if region.id == *territory {
        return stored.is_some_and(|stored| stored.parent == region.parent);
    }
    let lies_within = |parent: Option<&RegionId>| {
        parent.is_some_and(|parent| lies_within(derived, territory, brought, parent))
    };
    let was_within = stored.is_none_or(|stored| lies_within(stored.parent.as_ref()));
    was_within && lies_within(region.parent.as_ref())
}

/// Whether a region is the territory or lies in it. What a file has brought was checked before it:
/// it lies where it was brought.
fn lies_within(derived: &Derived, territory: &RegionId, brought: &Parents, id: &RegionId) -> bool {
    if id == territory || brought.contains_key(id) {
        return true;
    }
    let atlas = &derived.atlas;
    let place = atlas.find(id);
    let mut above = place.into_iter().flat_map(|place| atlas.lineage(place));
    above.any(|above| atlas.profile(above).id == *territory)
}

fn forbidden(territory: &RegionId, id: &RegionId) -> Error {
    Error::Forbidden(format!(
        "`{id}` must lie in `{territory}`, for which the key is good, and stay there"
    ))
}
