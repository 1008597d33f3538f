use std::{ops::Range, sync::LazyLock};

use jiff::civil::Date;
use regex::Regex;

use super::{
    cue::{decide, is_of_others},
    enclave,
    gazetteer::Mention,
    list,
    window::{clause, is_within_window},
};
use crate::{
    domain::{id::RegionId, region::Level},
    scoring::atlas::Atlas,
};

/// The part that a place plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The project is incubated there.
    Host,
    /// Something comes from there or is done there: the host, but of a place outside of the world no
    /// more than where a material comes from.
    Origin,
    /// The project wants to go there.
    Target,
    /// The project does not want to go there.
    Excluded,
    /// Neither host nor wish: the region that runs an enclave elsewhere (飞出地), a denied host, what a
    /// project is not limited to, customers and suppliers.
    Other,
    /// The region that runs the enclave in which the project is incubated.
    Home,
    /// The longest travel is counted from there.
    Near,
    /// A plant stands there or is to stand there: 生产基地在惠州. Where production is wanted if the
    /// project is told to be elsewhere, and else where it is now.
    Plant,
}

/// A place with its part; `None` if no word tells it and the host is another.
pub(super) struct Placed {
    /// `None` where it lies outside of the world that is known.
    pub(super) region: Option<RegionId>,
    pub(super) role: Option<Role>,
    pub(super) range: Range<usize>,
}

/// Between a travel and the place that it is counted from: 2 hours from …, 两小时到…
static TRAVEL_TO: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^(?:\s*(?:(?:'s?|of|by|train|high-speed|rail|car|road|drive|driving|ride|travel|away|or less|at most|maximum|max)\s*)*(?:of|from|to)\s+(?:the\s+)?(?:city of\s+|(?:(?:our|its|their|main|key|biggest|largest)\s+)*(?:customers?|clients?|suppliers?)\s+(?:in|at|near)\s+)?|(?:车程|高铁|以内|之内|内|可以?|能|直|的)*(?:抵达?|到达?|达|至|回)+(?:客户|用户|供应商|主机厂)?(?:所在地|所在城市|工厂)?)$";
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
/// ("avoid Jiangsu and Zhejiang"); else a whole province is a target where its clause says no more of
/// it, and of the other places the one that is all of its clause, or the first, is the host if none is
/// named. Of several hosts the one that its word stands nearest to is meant. The place that the longest
/// `travel` is counted from is the host unless another is named.
pub(super) fn assign(
    text: &str,
    mentions: Vec<Mention>,
    travel: Option<&Range<usize>>,
    atlas: &Atlas,
    today: Date,
) -> Vec<Placed> {
    let joined = join(text, mentions, today);
    let mut decided = decide_all(text, &joined, travel, today);
    enclave::assign(text, &joined, atlas, &mut decided);
    let hosts = decided.iter().zip(&joined).filter_map(|(one, place)| {
        let (gap, role) = (*one)?;
        (role == Role::Host && may_be_host(place)).then_some(gap)
    });
    let host_gap = hosts.min();
    let enclave = enclave::host(text, &joined, atlas).filter(|_| host_gap.is_none());
    let is_open_host = |(one, place): (&Option<_>, &Mention)| {
        let is_city = |region: &RegionId| !is_whole_province(atlas, region);
        one.is_none() && may_be_host(place) && place.region.as_ref().is_some_and(is_city)
    };
    let is_elsewhere =
        host_gap.is_some() || enclave.is_some() || decided.iter().zip(&joined).any(is_open_host);
    let mut has_plant = false;
    let mut roles: Vec<Option<Role>> = decided
        .iter()
        .zip(&joined)
        .map(|(one, place)| match one {
            // Whoever is incubated elsewhere is not incubated in a place of which no word tells it.
            Some((_, Role::Host)) if !may_be_host(place) => Some(Role::Host),
            Some((gap, Role::Host)) => (Some(*gap) == host_gap).then_some(Role::Host),
            Some((_, Role::Near))
                if host_gap.is_none() && enclave.is_none() && !is_of_others(text, place) =>
            {
                Some(if may_be_host(place) { Role::Host } else { Role::Other })
            }
            Some((_, Role::Plant)) if is_elsewhere => Some(Role::Target),
            Some((_, Role::Plant)) if has_plant || !may_be_host(place) => Some(Role::Other),
            Some((_, Role::Plant)) => {
                has_plant = true;
                Some(Role::Host)
            }
            one => one.map(|(_, role)| role),
        })
        .collect();
    let has_host = enclave.is_some() || roles.contains(&Some(Role::Host));
    list::share(text, &joined, &decided, has_host, &mut roles);
    // 给比亚迪西安工厂配套,深圳: who but names a place in a clause means it, before one among words.
    let is_open_city =
        |at: &usize| roles[*at].is_none() && is_open_host((&decided[*at], &joined[*at]));
    let stands_alone = |at: &usize| is_clause(text, &joined[*at]);
    let open = || (0..joined.len()).filter(is_open_city);
    let host = open().find(stands_alone).or_else(|| open().next()).filter(|_| !has_host);
    let places: Vec<Range<usize>> = joined.iter().map(|place| place.start..place.end).collect();
    let all = joined.into_iter().zip(decided).zip(roles).enumerate();
    let in_roles = all.map(|(at, ((mention, decided), role))| {
        let role = role.or_else(|| {
            if decided.is_some() || mention.is_one_of_several {
                return None;
            }
            if is_whole_province(atlas, mention.region.as_ref()?) {
                return is_bare(text, &mention, &places).then_some(Role::Target);
            }
            (Some(at) == host).then_some(Role::Host)
        });
        // An area of several regions is nobody's host.
        let role = role.filter(|role| !(mention.is_one_of_several && *role == Role::Host));
        place(atlas, mention, role)
    });
    in_roles.chain(enclave.map(|mention| place(atlas, mention, Some(Role::Host)))).collect()
}

/// Makes one of neighbouring names of which one lies in the other.
fn join(text: &str, mentions: Vec<Mention>, today: Date) -> Vec<Mention> {
    let mut joined: Vec<Mention> = Vec::new();
    for mention in mentions {
        match joined.last_mut() {
            Some(last)
                if adjoins(text, last, &mention) && !is_apart(text, last, &mention, today) =>
            {
                let (start, end) = (last.start, mention.end);
                let finer = if lies_in(&mention, last) { mention } else { last.clone() };
                *last = Mention { start, end, ..finer };
            }
            _ => joined.push(mention),
        }
    }
    joined
}

fn place(atlas: &Atlas, mention: Mention, role: Option<Role>) -> Placed {
    let range = mention.start..mention.end;
    let region = if role == Some(Role::Host) { city_of(atlas, mention) } else { mention.region };
    Placed { region, role, range }
}

/// The part that the words around each place give it, and how far off they stand; the regions of an
/// area share one part.
fn decide_all(
    text: &str,
    places: &[Mention],
    travel: Option<&Range<usize>>,
    today: Date,
) -> Vec<Option<(usize, Role)>> {
    let mut decided: Vec<Option<(usize, Role)>> = Vec::with_capacity(places.len());
    for (at, place) in places.iter().enumerate() {
        let earlier = at.checked_sub(1).map(|before| &places[before]);
        let shared = earlier.is_some_and(|one| (one.start, one.end) == (place.start, place.end));
        let one = match (travel, decided.last()) {
            (_, Some(last)) if shared => *last,
            (Some(travel), _) if is_counted_from(text, place, travel) => Some((0, Role::Near)),
            _ => decide(text, place, today),
        };
        decided.push(one);
    }
    decided
}

/// Whether a place is one of the world, and not an area of several.
fn may_be_host(place: &Mention) -> bool {
    place.region.is_some() && !place.is_one_of_several
}

/// A host is a city: a park stands for the place in which it lies.
fn city_of(atlas: &Atlas, mention: Mention) -> Option<RegionId> {
    let is_park = |id: &RegionId| {
        atlas.find(id).is_some_and(|at| atlas.profile(at).levels.contains(&Level::Park))
    };
    let city = mention.lineage.iter().find(|id| !is_park(id)).cloned();
    city.or(mention.region)
}

/// Whether the longest travel is counted from the place: it stands right before or behind.
fn is_counted_from(text: &str, place: &Mention, travel: &Range<usize>) -> bool {
    if let Some(between) = text.get(travel.end..place.start) {
        return is_within_window(between) && TRAVEL_TO.is_match(&between.to_lowercase());
    }
    text.get(place.end..travel.start).is_some_and(|between| {
        is_within_window(between) && TRAVEL_FROM.is_match(&between.to_lowercase())
    })
}

fn is_whole_province(atlas: &Atlas, region: &RegionId) -> bool {
    atlas.find(region).is_some_and(|place| {
        let levels = &atlas.profile(place).levels;
        levels.contains(&Level::Province) && !levels.contains(&Level::Prefecture)
    })
}

/// Whether a place is all that its clause says: "valves, Shenzhen".
fn is_clause(text: &str, place: &Mention) -> bool {
    let range = place.start..place.end;
    let around = clause(text, &range);
    let before = text[around.start..range.start].trim();
    before.is_empty() && matches!(text[range.end..around.end].trim(), "" | "市")
}

/// Whether a clause says no more of a province than that it is wanted, beside other `places`: 江苏,
/// "Jiangsu or Anhui", 锂电池 江苏, 江西找40亩地. Whoever says more of it, 浙江太贵 or 贵州的白酒, may
/// mean anything. In English the last word of a clause is one too: "a valve plant, Zhejiang".
fn is_bare(text: &str, province: &Mention, places: &[Range<usize>]) -> bool {
    static NO_MORE: LazyLock<Regex> = LazyLock::new(|| {
        let chinese = "[和与或及以者、/:]|省|市|境内|内|一带|区域|范围|地点|必须|只能?|仅|就|限|我们|公司|企业|团队|工厂|新厂|产线|生产|制造|基地|项目|拟|计划|打算|准备|想|希望|愿意?|要|能|选|找|投|在|于|去|到|往|投资|建设|建厂?|设厂?|设立|新建|扩产|办厂|厂房?|落|拿地|买地|租|用?地|块|片|左右|大?约|至少|[哪那]|个|里|合?适合?|的|[0-9.]+|[亿万千百]|亩|公顷|平方米|平米?|元|人|园区|开发区|高新区|经开区|工业园|产业园|县城?|城市|地方|地区|为[主佳宜]|都|也|均|皆|行|可以?|吧|即可";
        let english = r"[\s/:'’0-9.]|\b(?:in|to|for|at|province|provinces|region|and|or|the|a|an|if|possible|any|parks?|zones?|cities|sites?|locations?|located|place|plant|production|factory|be|must|should|want|wants|wanted|would|like|prefer|preferably|we|looking|look|go|target|anywhere|somewhere|mu|hectares?|land|of|need|needs)\b";
        Regex::new(&format!("^(?:{chinese}|{english})*$")).expect("the pattern is tested")
    });
    static GOVERNED: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"\b(?:in|to|for|at|of|from|with|by|near|about|and|or|than|into|is|are|was|were|has|have|had|not|no|never|outside)$";
        Regex::new(pattern).expect("the pattern is tested")
    });
    let range = province.start..province.end;
    let mut around = clause(text, &range);
    if text[range.clone()].is_ascii() {
        let before = text[around.start..range.start].trim_end().to_lowercase();
        let is_last = text[range.end..around.end].trim().is_empty();
        if is_last && before.is_ascii() && !before.is_empty() && !GOVERNED.is_match(&before) {
            return true;
        }
    } else {
        // Blanks part key words.
        let before = &text[around.start..range.start];
        around.start += before.rfind(' ').map_or(0, |at| at + 1);
        let after = &text[range.end..around.end];
        around.end = range.end + after.find(' ').unwrap_or(after.len());
    }
    // An area is several places of one range.
    let mut rest = String::new();
    let mut position = around.start;
    for place in
        places.iter().filter(|place| around.start <= place.start && place.end <= around.end)
    {
        if position <= place.start {
            rest.push_str(&text[position..place.start]);
            rest.push(' ');
            position = place.end;
        }
    }
    rest.push_str(&text[position..around.end]);
    NO_MORE.is_match(rest.to_lowercase().trim())
}

/// Whether two names stand side by side, apart from a blank, a comma or a hyphen, and one lies in
/// the other.
fn adjoins(text: &str, last: &Mention, next: &Mention) -> bool {
    let between = text.get(last.end..next.start).filter(|between| is_within_window(between));
    let Some(between) = between.map(str::trim) else { return false };
    let related = !last.is_one_of_several
        && !next.is_one_of_several
        && (lies_in(next, last) || lies_in(last, next));
    // 上海(嘉定): what lies in a place may stand in brackets behind it.
    let bracketed = || between == "(" && lies_in(next, last) && text[next.end..].starts_with(')');
    related && (matches!(between, "" | "," | "·" | "-" | "'s") || bracketed())
}

/// Whether a comma parts where a project wants to go, or not, from where it is: 落户江苏,苏州孵化.
fn is_apart(text: &str, last: &Mention, next: &Mention, today: Date) -> bool {
    let role = |place| decide(text, place, today).map(|(_, role)| role);
    text[last.end..next.start].contains(',')
        && matches!(role(last), Some(Role::Target | Role::Excluded))
        && matches!(role(next), Some(Role::Host))
}

/// Whether the region of one name lies in that of another, or is the same.
pub(super) fn lies_in(one: &Mention, other: &Mention) -> bool {
    other.region.as_ref().is_some_and(|other| one.lineage.contains(other))
}
