use std::ops::Range;

use super::gazetteer::Mention;
use crate::{
    domain::{id::RegionId, region::Level},
    scoring::atlas::Atlas,
};

/// The part that a place plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The project is incubated there.
    Host,
    /// The project wants to go there.
    Target,
    /// The project does not want to go there.
    Excluded,
}

/// A place with its part; `None` if no word tells it and the host is another.
pub(super) struct Placed {
    pub(super) region: RegionId,
    pub(super) role: Option<Role>,
    pub(super) range: Range<usize>,
}

/// Words before a place, nearest wins; then words after it.
const BEFORE: [(Role, &[&str]); 3] = [
    (
        Role::Excluded,
        &[
            "不去",
            "不要",
            "不考虑",
            "不在",
            "排除",
            "除了",
            "not in",
            "except",
            "avoid",
            "excluding",
            "exclude",
            "not",
            "no",
            "除",
            "outside",
        ],
    ),
    (
        Role::Target,
        &[
            "落地",
            "落户",
            "只考虑",
            "只去",
            "只在",
            "仅限",
            "限于",
            "生产在",
            "only",
            "only in",
            "搬到",
            "搬去",
            "迁到",
            "去",
            "投产于",
            "relocate to",
            "manufacture in",
            "move to",
            "produce in",
            "production in",
            "plant in",
            "land in",
            "settle in",
            "look in",
        ],
    ),
    (
        Role::Host,
        &[
            "孵化于",
            "孵化在",
            "研发在",
            "研发于",
            "总部",
            "来自",
            "位于",
            "incubated in",
            "based in",
            "r&d in",
            "research in",
            "from",
            "located in",
            "incubator in",
            "start-up in",
            "startup in",
            "headquartered in",
            "laboratory in",
        ],
    ),
];
const AFTER: [(Role, &[&str]); 3] = [
    (Role::Excluded, &["以外", "之外", "除外"]),
    (
        Role::Target,
        &["落地", "落户", "投产", "建厂", "设厂", "产业化", "生产", "范围内", "省内", "境内"],
    ),
    (
        Role::Host,
        &[
            "孵化",
            "研发",
            "总部",
            "团队",
            "起步",
            "实验室",
            "incubat",
            "start-up",
            "startup",
            "team",
            "-based",
            "laborator",
        ],
    ),
];

/// Joins neighbouring names of one lineage (上海张江 is Zhangjiang) and gives each its part.
///
/// A place without a word that decides shares the part of the place with which it is listed
/// ("avoid Jiangsu and Zhejiang"); else a whole province is a target, and any other place is the
/// host if none is named.
pub(super) fn assign(text: &str, mentions: Vec<Mention>, atlas: &Atlas) -> Vec<Placed> {
    let mut joined: Vec<Mention> = Vec::new();
    for mention in mentions {
        match joined.last_mut() {
            Some(last) if adjoins(text, last, &mention) => {
                let (start, end) = (last.start, mention.end);
                let finer =
                    if mention.lineage.contains(&last.region) { mention } else { last.clone() };
                *last = Mention { start, end, ..finer };
            }
            _ => joined.push(mention),
        }
    }
    let mut roles: Vec<Option<Role>> = joined.iter().map(|place| decide(text, place)).collect();
    for at in 1..joined.len() {
        let listed = is_list(&text[joined[at - 1].end..joined[at].start]);
        if listed && matches!(roles[at - 1], Some(Role::Excluded | Role::Target)) {
            roles[at] = roles[at - 1];
        }
    }
    let mut host_open = !roles.contains(&Some(Role::Host));
    let placed = joined.into_iter().zip(roles).map(|(mention, role)| {
        let role = role.or_else(|| {
            if is_whole_province(atlas, &mention.region) {
                return Some(Role::Target);
            }
            std::mem::take(&mut host_open).then_some(Role::Host)
        });
        Placed { region: mention.region, role, range: mention.start..mention.end }
    });
    placed.collect()
}

/// Whether the words between two places only list them.
fn is_list(between: &str) -> bool {
    let between = between.trim().trim_start_matches(['省', '市']);
    let between = between.strip_prefix("province").unwrap_or(between).trim();
    matches!(
        between,
        "和" | "、" | "与" | "或" | "及" | "," | "and" | "or" | "/" | ", and" | ", or"
    )
}

fn is_whole_province(atlas: &Atlas, region: &RegionId) -> bool {
    atlas.find(region).is_some_and(|place| {
        let levels = &atlas.profile(place).levels;
        levels.contains(&Level::Province) && !levels.contains(&Level::Prefecture)
    })
}

/// Whether two names stand side by side, apart from a blank, a comma or a hyphen, and one lies in
/// the other.
fn adjoins(text: &str, last: &Mention, next: &Mention) -> bool {
    let between = text[last.end..next.start].trim();
    let related = next.lineage.contains(&last.region) || last.lineage.contains(&next.region);
    related && matches!(between, "" | "," | "·" | "-" | "'s")
}

fn decide(text: &str, mention: &Mention) -> Option<Role> {
    const BREAKS: [char; 5] = [',', '。', ';', '\n', '.'];
    let before = text[..mention.start].to_lowercase();
    let before = before.rsplit(BREAKS).next().unwrap_or_default().trim_end();
    let after = text[mention.end..].to_lowercase();
    let after = after.split(BREAKS).next().unwrap_or_default();
    let excluded = nearest(BEFORE[0].1, before, true).is_some_and(|gap| gap <= 2)
        || nearest(AFTER[0].1, after, false).is_some_and(|gap| gap <= 6);
    if excluded {
        return Some(Role::Excluded);
    }
    let candidates = [
        nearest(BEFORE[1].1, before, true).map(|gap| (gap, Role::Target)),
        nearest(BEFORE[2].1, before, true).map(|gap| (gap, Role::Host)),
        nearest(AFTER[1].1, after, false).map(|gap| (gap, Role::Target)),
        nearest(AFTER[2].1, after, false).map(|gap| (gap, Role::Host)),
    ];
    candidates.into_iter().flatten().min_by_key(|(gap, _)| *gap).map(|(_, role)| role)
}

/// The smallest gap in bytes between a word and the place, up to 24.
fn nearest(words: &[&str], text: &str, before: bool) -> Option<usize> {
    const GAP_MAX: usize = 24;
    let gap = |word: &&str| {
        if before {
            let at = text.rfind(*word)?;
            let whole = !text[..at].ends_with(|c: char| c.is_ascii_alphabetic());
            let ascii = word.starts_with(|c: char| c.is_ascii_alphabetic());
            (whole || !ascii).then_some(text.len() - at - word.len())
        } else {
            text.find(*word)
        }
    };
    words.iter().filter_map(gap).filter(|gap| *gap <= GAP_MAX).min()
}
