use std::sync::LazyLock;

use regex::Regex;

use super::{
    gazetteer::Mention,
    role::{Role, lies_in},
};
use crate::{
    domain::{id::RegionId, link::LinkKind},
    scoring::atlas::Atlas,
    search::simplified,
};

/// What follows the name of a region that runs an enclave: 衢州海创园, 丽水科创飞地.
static KIND: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^(?:省|市|县|区)?\p{Han}{0,6}?(?:飞地|海创园|科创园|创新园|科创中心|创新中心|孵化器|孵化中心|孵化园)";
    Regex::new(pattern).expect("the pattern is tested")
});
/// Between an enclave and the place behind it where it stands: 衢州海创园(杭州).
static STANDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:\(|位于|设在|在|\(位于|\(在)\s*$").expect("the pattern is tested")
});
/// Between the place where it stands and the region that runs it: 杭州的衢州海创园, 上海(嘉定)丽水飞地.
static HOLDS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\)?\s*(?:市|区)?的?\s*$").expect("the pattern is tested"));

/// Gives the region that runs an enclave, and the place where the words say that it stands, their
/// parts.
pub(super) fn assign(
    text: &str,
    places: &[Mention],
    atlas: &Atlas,
    decided: &mut [Option<(usize, Role)>],
) {
    for (at, home) in places.iter().enumerate() {
        let after = &text[home.end..];
        let Some(kind) = KIND.find(after) else { continue };
        let end = home.end + kind.end();
        let is_other = |place: &&Mention| {
            place.region.is_some() && !lies_in(place, home) && !lies_in(home, place)
        };
        let between = |start: usize, end: usize| text.get(start..end).unwrap_or("?");
        let next = places.get(at + 1).filter(is_other);
        let next = next.filter(|place| STANDS.is_match(between(end, place.start)));
        let last = at.checked_sub(1).and_then(|last| places.get(last)).filter(is_other);
        let last = last.filter(|place| HOLDS.is_match(between(place.end, home.start)));
        let is_clear = places.get(at + 1).is_none_or(|place| end <= place.start);
        if is_clear && next.is_some() {
            decided[at + 1] = Some((0, Role::Host));
        } else if is_clear && last.is_some() {
            decided[at - 1] = Some((0, Role::Host));
        } else if partner(text, home, atlas).is_none() {
            continue;
        }
        decided[at] = Some((0, Role::Home));
    }
}

/// Where an enclave stands whose name the world knows, with the end of the name.
pub(super) fn host(text: &str, places: &[Mention], atlas: &Atlas) -> Option<Mention> {
    places.iter().find_map(|home| {
        let (region, length) = partner(text, home, atlas)?;
        let place = atlas.find(&region)?;
        let lineage = atlas.lineage(place).map(|at| atlas.profile(at).id.clone()).collect();
        let (start, end) = (home.start, home.start + length);
        Some(Mention { region: Some(region), start, end, lineage, is_one_of_several: false })
    })
}

/// The partner in whose city the enclave stands that is named with the home region, and the bytes of
/// its name.
fn partner(text: &str, home: &Mention, atlas: &Atlas) -> Option<(RegionId, usize)> {
    let links = &atlas.profile(atlas.find(home.region.as_ref()?)?).links;
    let rest = &text[home.start..];
    links.iter().filter(|link| link.kind == LinkKind::Enclave).find_map(|link| {
        let names = [link.name.zh.as_deref(), link.name.en.as_deref()];
        let mut names = names.into_iter().flatten().map(simplified);
        let name = names.find(|name| rest.starts_with(name.as_str()))?;
        Some((link.partner.clone(), name.len()))
    })
}
