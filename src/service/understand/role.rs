use std::{ops::Range, sync::LazyLock};

use regex::Regex;

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
    /// Neither host nor wish: the region that runs an enclave elsewhere (飞出地), a denied host, what a
    /// project is not limited to.
    Other,
    /// The longest travel is counted from there.
    Near,
}

/// A place with its part; `None` if no word tells it and the host is another.
pub(super) struct Placed {
    pub(super) region: RegionId,
    pub(super) role: Option<Role>,
    pub(super) range: Range<usize>,
}

/// Words before a place, nearest wins.
const BEFORE: [(Role, &[&str]); 3] = [
    (
        Role::Target,
        &[
            "落地",
            "落户",
            "落在",
            "落到",
            "放在",
            "放到",
            "建在",
            "设在",
            "选在",
            "布局在",
            "只考虑",
            "只去",
            "只在",
            "仅限",
            "限于",
            "生产在",
            "搬到",
            "搬去",
            "迁到",
            "转移到",
            "去",
            "投产于",
            "only",
            "only in",
            "relocate to",
            "relocated to",
            "manufacture in",
            "move to",
            "go to",
            "produce in",
            "produced in",
            "production in",
            "plant in",
            "factory in",
            "land in",
            "settle in",
            "look in",
            "limited to",
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
            "飞入地",
            "孵化地",
            "孵化城市",
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
            "host city",
            "host",
            "enclave in",
        ],
    ),
    (Role::Other, &["飞出地", "派出地", "home region", "home city", "enclave of"]),
];
/// Words after a place, nearest wins.
const AFTER: [(Role, &[&str]); 2] = [
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
            "的飞地",
            "飞地",
            "incubat",
            "start-up",
            "startup",
            "team",
            "-based",
            "laborator",
        ],
    ),
];

/// A denial, the verbs of going somewhere, and then the place: 不要在, 不能落在, 别去, 避开.
static DENIED_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    let chinese = "(?:不(?:要|想|能够?|可以?|应该?|宜|会|得|希望|愿意?|打算|准备|考虑|接受|选择?|允许|建议|适合\
                   |喜欢|倾向)?|没有?(?:打算|考虑)|别|勿|避免|避开|绕开|远离|排除|剔除|除了?|拒绝|禁止|反对|非)\
                   (?:再|要|想|会|考虑|选择?|接受|把[^,。;]{0,8}|将[^,。;]{0,8}|让[^,。;]{0,8}|项目|工厂|生产|产线|基地)*\
                   (?:落地|落户|落|放|搬迁?|迁|设|建厂?|设厂|选址|投资|投|留|安排|布局|进入?|去|到|来)*\
                   (?:在|于|到|去|往|至)?";
    let english = r"(?:\b(?:not|never|cannot|nowhere|no|except(?: for)?|excluding|excludes?|avoid(?:s|ing)?|outside|anywhere but|everywhere but|other than|apart from|but not|without|instead of|rules? out|ruled out|away from|(?:keep|stay|be) out of|refuses? to)|n['’]t)(?:\s+(?:want|wants|wish|like|prefer|consider|considering|choose|be|go|going|move|moving|relocate|relocating|land|landing|settle|produce|producing|manufacture|manufacturing|put|place|locate|located|build|building|set|up|it|them|us|this|the|to|a|an|our|plant|factory|production|project|anything|anywhere|in|into|at|near|any|of|for|province|parts?)\b)*";
    Regex::new(&format!(r"(?:{chinese}|{english})\s*$")).expect("the pattern is tested")
});
/// What comes after a place that is not wanted.
static DENIED_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^(?:省|市)?\s*(?:(?:(?:和|与|、)[^,。;]{1,6})?(?:以外|之外|除外)|(?:都|就|也)?(?:不要|不行|不考虑|不去|免谈)(?:了|的)?\s*$|\s*(?:is|are) (?:out\b|excluded|not wanted|ruled out))";
    Regex::new(pattern).expect("the pattern is tested")
});
/// Between a travel and the place that it is counted from: 2 hours from …, 两小时到…
static TRAVEL_TO: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^(?:\s*(?:(?:'s?|of|by|train|high-speed|rail|car|road|drive|driving|ride|travel|away|or less|at most|maximum|max)\s*)*(?:of|from|to)\s+(?:the\s+)?(?:city of\s+)?|(?:车程|高铁|以内|之内|内|可以?|能|直|的)*(?:抵达?|到达?|达|至|回)+)$";
    Regex::new(pattern).expect("the pattern is tested")
});
/// Between a place and the travel that is counted from it: 上海(市)两小时, 离武汉不超过两小时.
static TRAVEL_FROM: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^(?:省|市)?\s*(?:的|车程|高铁|开车|驾车|公路|路程|距离|在|不超过|不大于|小于|少于|最多|至多|不到|大?约|控制在|within|in|under|at most|less than|no more than|\s)*$";
    Regex::new(pattern).expect("the pattern is tested")
});

/// Joins neighbouring names of one lineage (上海张江 is Zhangjiang) and gives each its part.
///
/// A place without a word that decides shares the part of the place with which it is listed
/// ("avoid Jiangsu and Zhejiang"); else a whole province is a target, and any other place is the
/// host if none is named. Of several hosts the one that its word stands nearest to is meant. The
/// place that the longest `travel` is counted from is the host unless another is named.
pub(super) fn assign(
    text: &str,
    mentions: Vec<Mention>,
    travel: Option<&Range<usize>>,
    atlas: &Atlas,
) -> Vec<Placed> {
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
    let decided: Vec<Option<(usize, Role)>> = joined
        .iter()
        .map(|place| match travel {
            Some(travel) if is_counted_from(text, place, travel) => Some((0, Role::Near)),
            _ => decide(text, place),
        })
        .collect();
    let gap_of = |role: Role| {
        let gaps = decided.iter().flatten().filter(|one| one.1 == role).map(|one| one.0);
        gaps.min()
    };
    let host_gap = gap_of(Role::Host);
    let mut roles: Vec<Option<Role>> = decided
        .iter()
        .map(|one| match one {
            Some((gap, Role::Host)) => (Some(*gap) == host_gap).then_some(Role::Host),
            Some((_, Role::Near)) if host_gap.is_none() => Some(Role::Host),
            one => one.map(|(_, role)| role),
        })
        .collect();
    for at in 1..joined.len() {
        // A name that stands for several regions lies in its own place, with nothing between.
        let between = text.get(joined[at - 1].end..joined[at].start).unwrap_or("、");
        // A comma lists in English, and parts clauses in Chinese, which lists by 、.
        let is_english = text[..joined[at - 1].end].ends_with(|c: char| c.is_ascii());
        let lists = is_list(between) && (is_english || between.trim() != ",");
        if lists
            && decided[at].is_none()
            && matches!(roles[at - 1], Some(Role::Excluded | Role::Target))
        {
            roles[at] = roles[at - 1];
        }
    }
    let mut host_open = !roles.contains(&Some(Role::Host));
    let placed = joined.into_iter().zip(decided).zip(roles).map(|((mention, decided), role)| {
        let role = role.or_else(|| {
            if decided.is_some() || mention.is_one_of_several {
                return None;
            }
            if is_whole_province(atlas, &mention.region) {
                return Some(Role::Target);
            }
            std::mem::take(&mut host_open).then_some(Role::Host)
        });
        // An area of several regions is nobody's host.
        let role = role.filter(|role| !(mention.is_one_of_several && *role == Role::Host));
        Placed { region: mention.region, role, range: mention.start..mention.end }
    });
    placed.collect()
}

/// Whether the longest travel is counted from the place: it stands right before or behind.
fn is_counted_from(text: &str, place: &Mention, travel: &Range<usize>) -> bool {
    if let Some(between) = text.get(travel.end..place.start) {
        return TRAVEL_TO.is_match(&between.to_lowercase());
    }
    let between = text.get(place.end..travel.start);
    between.is_some_and(|between| TRAVEL_FROM.is_match(&between.to_lowercase()))
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
    let Some(between) = text.get(last.end..next.start).map(str::trim) else { return false };
    let related = next.lineage.contains(&last.region) || last.lineage.contains(&next.region);
    related && matches!(between, "" | "," | "·" | "-" | "'s")
}

/// The part that the words around a place give it, and how far off they stand.
fn decide(text: &str, mention: &Mention) -> Option<(usize, Role)> {
    const BREAKS: [char; 5] = [',', '。', ';', '\n', '.'];
    let before = text[..mention.start].to_lowercase();
    let before = before.rsplit(BREAKS).next().unwrap_or_default().trim_end();
    let after = text[mention.end..].to_lowercase();
    let after = after.split(BREAKS).next().unwrap_or_default();
    if is_denied(before, after) || DENIED_AFTER.is_match(after) {
        return Some((0, Role::Excluded));
    }
    // Not there but here: what stands before the contrary speaks of another place.
    let before = before.rsplit(" but ").next().unwrap_or_default();
    let before = before.rsplit("而是").next().unwrap_or_default();
    let left = BEFORE.iter().filter_map(|(role, words)| {
        let (gap, is_denied) = nearest_before(words, before)?;
        Some((gap, if is_denied { Role::Other } else { *role }))
    });
    let right =
        AFTER.iter().filter_map(|(role, words)| Some((nearest_after(words, after)?, *role)));
    left.chain(right).min_by_key(|(gap, _)| *gap)
}

/// Whether the words on both sides of a place deny it. 能不能 asks, 不得不 and 非去…不可 must, 巴不得 and
/// 特别想 wish, 分别 lists, 除非 allows, and 除了…还 adds.
fn is_denied(before: &str, after: &str) -> bool {
    const NO_DENIALS: [(&str, &[&str]); 3] = [
        ("不", &["不得", "巴", "恨", "无"]),
        ("别", &["特", "分", "级", "类", "区", "个", "判", "鉴", "差", "性"]),
        ("非", &["除", "并", "莫", "是", "无", "若"]),
    ];
    DENIED_BEFORE.find(before).is_some_and(|found| {
        let (words, earlier) = (found.as_str(), &before[..found.start()]);
        let asks = || {
            let verb = words.strip_prefix('不').and_then(|rest| rest.chars().next());
            verb.is_some() && earlier.chars().next_back() == verb
        };
        let belongs_before = || {
            NO_DENIALS.iter().any(|(denial, words_before)| {
                words.starts_with(denial) && words_before.iter().any(|word| earlier.ends_with(word))
            })
        };
        let adds = words.starts_with('除') && after.contains(['还', '也']);
        let must = words.starts_with('非') && after.contains("不可");
        !asks() && !belongs_before() && !adds && !must
    })
}

/// Words that turn what follows into its contrary: 不限于, not only in, not incubated in.
const DENIALS: [&str; 7] = ["不", "不仅", "没", "不局", "不只", "not ", "n't "];
/// Words further away in bytes than this do not speak of the place.
const GAP_MAX: usize = 24;

/// The smallest gap in bytes between a word and the place behind it, and whether the word is denied.
fn nearest_before(words: &[&str], text: &str) -> Option<(usize, bool)> {
    let gap = |word: &&str| {
        let at = text.rfind(*word)?;
        let whole = !text[..at].ends_with(|c: char| c.is_ascii_alphabetic());
        let ascii = word.starts_with(|c: char| c.is_ascii_alphabetic());
        let is_denied = DENIALS.iter().any(|denial| text[..at].ends_with(denial));
        (whole || !ascii).then_some((text.len() - at - word.len(), is_denied))
    };
    words.iter().filter_map(gap).filter(|(gap, _)| *gap <= GAP_MAX).min()
}

/// The smallest gap in bytes between the place and a word behind it.
fn nearest_after(words: &[&str], text: &str) -> Option<usize> {
    words.iter().filter_map(|word| text.find(*word)).filter(|gap| *gap <= GAP_MAX).min()
}
