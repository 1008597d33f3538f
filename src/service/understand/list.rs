use std::sync::LazyLock;

use regex::Regex;

use super::{gazetteer::Mention, role::Role, window::is_within_window};

/// Between a place that is not wanted and the one that is: 不要江苏而是浙江, "not Jiangsu but Anhui".
static CONTRARY: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^(?:省|市)?\s*,?\s*(?:but(?:\s+(?:in|rather|also|possibly|maybe))*|而是|改(?:为|去|到)?|换成)\s*(?:在|去|到)?\s*$";
    Regex::new(pattern).expect("the pattern is tested")
});

/// Whether the words between two places only list them.
pub(super) fn is_list(between: &str) -> bool {
    if !is_within_window(between) {
        return false;
    }
    let between = between.trim().trim_start_matches(['省', '市']);
    let between = between.strip_prefix("province").unwrap_or(between).trim();
    matches!(
        between,
        "和" | "、"
            | "与"
            | "或"
            | "或者"
            | "及"
            | "以及"
            | ","
            | "and"
            | "or"
            | "/"
            | ", and"
            | ", or"
    )
}

/// Gives a place without a word of its own the part of those with which it is listed: of the one
/// before it, of the one behind it ("泰州和台州都可以"), of a wish where they are a clause of their own.
pub(super) fn share(
    text: &str,
    places: &[Mention],
    decided: &[Option<(usize, Role)>],
    has_host: bool,
    roles: &mut [Option<Role>],
) {
    for at in 1..places.len() {
        if decided[at].is_some() || roles[at].is_some() {
            continue;
        }
        let between = between(text, places, at);
        // A comma lists in English, and parts clauses in Chinese, which lists by 、.
        let is_english = text[..places[at - 1].end].ends_with(|c: char| c.is_ascii());
        let is_comma = between.trim() == ",";
        roles[at] = match roles[at - 1] {
            Some(role @ (Role::Excluded | Role::Target))
                if is_list(between) && (is_english || !is_comma)
                    // 不要宜宾泸州.
                    || between.is_empty() && !is_english =>
            {
                Some(role)
            }
            Some(Role::Other) if is_list(between) && !is_comma => Some(Role::Other),
            Some(Role::Excluded) if CONTRARY.is_match(between) => Some(Role::Target),
            _ => None,
        };
    }
    for at in (1..places.len()).rev() {
        let is_open = decided[at - 1].is_none() && roles[at - 1].is_none();
        let is_shared = matches!(roles[at], Some(Role::Target | Role::Other));
        if is_open && is_shared && lists(text, places, at) {
            roles[at - 1] = roles[at];
        }
    }
    let mut start = 0;
    for end in 1..=places.len() {
        if end < places.len() && lists(text, places, end) {
            continue;
        }
        let undecided = (start..end).all(|at| decided[at].is_none() && roles[at].is_none());
        if undecided && is_wish_alone(text, &places[start..end], has_host) {
            roles[start..end].fill(Some(Role::Target));
        }
        start = end;
    }
}

/// The words between a place and the one before it; a name that stands for several regions lies in its
/// own place, with nothing between.
fn between<'t>(text: &'t str, places: &[Mention], at: usize) -> &'t str {
    text.get(places[at - 1].end..places[at].start).unwrap_or("、")
}

/// Whether a place is listed with the one before it, by another word than a comma.
fn lists(text: &str, places: &[Mention], at: usize) -> bool {
    let between = between(text, places, at);
    is_list(between) && between.trim() != ","
}

/// Whether places that are a clause of their own are a wish: an area of several regions; several
/// places with "or" between, for a host is one; several where the host is said.
fn is_wish_alone(text: &str, places: &[Mention], has_host: bool) -> bool {
    const BREAKS: [char; 10] = [',', '。', ';', '\n', '.', '!', '?', ':', '(', ')'];
    let (Some(first), Some(last)) = (places.first(), places.last()) else { return false };
    let before = text[..first.start].trim_end();
    let after = text[last.end..].trim_start().trim_start_matches(['省', '市']).trim_start();
    let is_alone = (before.is_empty() || before.ends_with(BREAKS))
        && (after.is_empty() || after.starts_with(BREAKS));
    let chooses = || {
        let words = &text[first.start..last.end];
        words.contains('或') || words.contains(" or ") || words.contains('/')
    };
    let several = first.start != last.start && (has_host || chooses());
    is_alone && (several || first.is_one_of_several)
}
