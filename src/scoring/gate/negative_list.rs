use super::{bound::published, offer};
use crate::{
    domain::{
        code::{ClassificationSystem, IndustryCode},
        matching::{Gate, GateStatus},
    },
    scoring::context::Context,
};

/// The negative lists of the place and of every region above it bind together.
///
/// A listed code of another classification than GB/T 4754 may be wider or narrower than its
/// counterparts: where they touch the production, or are unknown, the list is left to confirm.
pub(super) fn check(context: &Context<'_>, place: usize) -> Option<Gate> {
    let lineage = context.atlas.lineage(place);
    let listed: Vec<(usize, &IndustryCode)> = lineage
        .flat_map(|at| {
            let list = &context.atlas.profile(at).environment.negative_list;
            list.iter().map(move |code| (at, code))
        })
        .collect();
    if listed.is_empty() {
        return None;
    }
    let (gbt, foreign): (Vec<_>, Vec<_>) =
        listed.into_iter().partition(|(_, code)| code.system == ClassificationSystem::Gbt4754);
    let refused = gbt.into_iter().find(|(_, code)| {
        context.industries.iter().any(|(production, _)| production.starts_with(&code.code))
    });
    let touches = |(_, code): &(usize, &IndustryCode)| {
        let mut counterparts = context.atlas.crosswalk().in_gbt(code).peekable();
        let is_kin = |gbt: &str, production: &str| {
            production.starts_with(gbt) || gbt.starts_with(production)
        };
        counterparts.peek().is_none()
            || counterparts.any(|(gbt, _)| {
                context.industries.iter().any(|(production, _)| is_kin(gbt, production))
            })
    };
    let confirm = foreign.iter().find(|listed| touches(listed));
    let status = match refused {
        Some(_) => GateStatus::Fail,
        None if confirm.is_some() || context.industries.is_empty() => GateStatus::Unknown,
        None => GateStatus::Pass,
    };
    let gate = Gate {
        gate: "negative_list",
        status,
        required: "an industry that is admitted".to_owned(),
        actual: refused.map(|(_, code)| format!("{code} is refused")),
        margin: None,
        source: None,
    };
    let decisive = refused.or(confirm.copied());
    Some(published(gate, decisive.map(|(at, _)| offer::said_by(context, at))))
}
