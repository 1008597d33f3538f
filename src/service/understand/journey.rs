use std::sync::LazyLock;

use regex::{Captures, Regex};

/// What a time to travel is, by the words on both sides of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Journey {
    /// The most that the way to the host may take.
    ToTheHost,
    /// Any other: the least that it may take, a way to the next station, a flight, a time of work.
    Other,
}

/// What stands between a goal, or what one goes by, and the time.
const BETWEEN: &str = "(?:时间|距离|车程|路程|的|在|不超过|不大于|小于|少于|最多|至多|大?约|控制在|within|in|of|at most|up to|no more than|less than|under|time|takes?|is|an?|\\s)*";

/// Where one changes to another vehicle, or does other business than with the host; its name stands before
/// it, if it has one.
const STATIONS: &str = "(?:(?:最近|附近)的?)?(?P<name>\\p{Han}{0,8}?)(?P<station>(?:高铁|火车|动车|铁路|地铁)?站|机场|航站楼|港[口区]?|码头|口岸|高速(?:公路)?(?:出入口|出口|入口|路口|口)?|客户|供应商|主机厂|原料产?地|产地|矿区|市区|市中心)";
/// From a station to the time that stands behind: 离浦东机场不超过半小时, "an airport within an hour".
static STATION_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    let chinese = format!("(?:离|距离?|到|至|去|靠近){STATIONS}{BETWEEN}$");
    let english = format!(r"\b{ENGLISH_STATIONS}\s+{BETWEEN}$");
    Regex::new(&format!("{chinese}|{english}")).expect("the pattern is tested")
});
/// From the time to a station behind it: 半小时到高铁站, "an hour from Pudong airport".
static STATION_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    let chinese = format!(
        "(?:车程|路程|以内|之内|内|可以?|能|直|的)*(?:抵达?|到达?|达|至|通达?)(?:达)?{STATIONS}"
    );
    let english = format!(
        r"(?:'s?|-|\s|by|drive|driving|ride|travel|away|or less|at most|car|road)*(?:from|of|to)\s+(?P<words>(?:[\w'’.-]+\s+){{0,5}}?){ENGLISH_STATIONS}"
    );
    Regex::new(&format!("^(?:{chinese}|{english})")).expect("the pattern is tested")
});
const ENGLISH_STATIONS: &str = r"(?:stations?|airports?|ports?|seaports?|harbou?rs?|motorways?|expressways?|highways?|customers?|suppliers?|city cent(?:re|er))\b";

/// Cities whose names end like that of a port.
const CITIES: [&str; 5] = ["香港", "连云港", "张家港", "防城港", "贵港"];
/// Where one stands between a goal and a station, the station is another wish: "two hours from
/// Shanghai and near a port".
const AND_THEN: [&str; 14] =
    ["并", "且", "近", "有", "带", "and", "or", "near", "with", "by", "in", "at", "close", "but"];

/// By air: travel is counted on the ground.
static FLIGHT_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?:飞行|航程|航班|飞机|直飞|航空|\b(?:flights?|flying|fly|by air|by plane)\b){BETWEEN}$"
    );
    Regex::new(&pattern).expect("the pattern is tested")
});
static FLIGHT_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^(?:以内|之内|内|的|'s?|-|\s)*(?:飞行|航程|航班|飞机|直飞|flights?\b|flying\b|by (?:air|plane)\b)";
    Regex::new(pattern).expect("the pattern is tested")
});

/// A Chinese word right behind a time to travel is one of these; any other tells of something that takes or
/// runs so long: 24小时连续生产, 24小时动态心电.
static ON_THE_WAY: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^\s*(?:$|\P{Han}|以|之|内|车程|路程|行程|航程|高铁|动车|火车|地铁|高速|自驾|开车|驾车|交通|通勤|往返|直达|直通|可|能|就|即|都|也|便|到|达|抵|至|回|返|左右|上下|的|圈|距离|范围|经济|生活|都市|不|最|或|是|为)";
    Regex::new(pattern).expect("the pattern is tested")
});
static RUNNING_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?:工作|上班|运[行转]|生产|反应|续航|待机|充电|保温)(?:时间)?(?:约|为|\s)*$";
    Regex::new(pattern).expect("the pattern is tested")
});
static RUNNING: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^\s*-?\s*(?:(?:a|per) day|operations?|production|shifts?|continuous\w*)\b";
    Regex::new(pattern).expect("the pattern is tested")
});

/// Words of a limit right before a figure. The denial of one that sets the most sets the least, and
/// the other way round: 不少于, "no more than".
static LIMIT_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    let denied = r"(?P<denied>不(?:会|能够?|得|要|宜|可以?|应该?|许|想|希望)?|(?:\b(?:no|not|never)|n['’]t)\s+(?:to\s+|be\s+)?)?";
    let over = r"(?P<over>超[过出]?|大于|多于|高于|长于|\b(?:more than|over|above|longer than|greater than|beyond|exceed(?:s|ing)?))";
    let under =
        r"(?P<under>少于|低于|小于|短于|\b(?:less than|below|under|fewer than|shorter than))";
    let least = r"(?P<least>至少|最少|最低|最短|起码|\b(?:at least|minimum(?: of)?|min\.?))";
    let pattern = format!(
        r"{denied}(?:{over}|{under}|{least})(?:要|需要?|有|在|大?约|about|around|an?|of|\s)*$"
    );
    Regex::new(&pattern).expect("the pattern is tested")
});
/// Words of the least right behind a figure: 两小时以上, "two hours or more".
static LEAST_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^(?:的|车程|路程|高铁|距离|\s)*(?:及|或)?(?:以上|之上|开外|以外|之外|更[远久长多]|起步|起$)|^\s*\+|^\s*(?:away\s+|drive\s+)?(?:(?:or|and) (?:more|longer|further|farther|above|over)|at least|minimum)\b";
    Regex::new(pattern).expect("the pattern is tested")
});

/// What a time to travel is, by the words `before` and `after` it, in small letters.
pub(super) fn of(before: &str, after: &str) -> Journey {
    let is_flight = FLIGHT_BEFORE.is_match(before) || FLIGHT_AFTER.is_match(after);
    let is_other = is_flight
        || sets_least(before, after)
        || RUNNING.is_match(after)
        || RUNNING_BEFORE.is_match(before)
        || !ON_THE_WAY.is_match(after)
        || STATION_BEFORE.captures(before).is_some_and(|found| is_station(&found))
        || STATION_AFTER.captures(after).is_some_and(|found| is_station(&found));
    if is_other { Journey::Other } else { Journey::ToTheHost }
}

/// Whether a figure is the least that may be.
fn sets_least(before: &str, after: &str) -> bool {
    let least_before = LIMIT_BEFORE.captures(before).is_some_and(|found| {
        let is_denied = found.name("denied").is_some();
        found.name("least").is_some() || found.name("over").is_some() != is_denied
    });
    least_before || LEAST_AFTER.is_match(after)
}

/// Whether what was found is a station, and neither a city of such a name nor another wish. A motorway
/// with a name before it is the way there: 到上海高速两小时.
fn is_station(found: &Captures<'_>) -> bool {
    let get = |name: &str| found.name(name).map_or("", |words| words.as_str());
    let (name, station) = (get("name"), get("station"));
    let is_city = station == "港" && CITIES.iter().any(|city| format!("{name}港").ends_with(city));
    let is_way = !name.is_empty() && matches!(station, "高速" | "高速公路");
    let words: Vec<&str> = get("words").split_whitespace().collect();
    let goes_on = AND_THEN
        .iter()
        .any(|word| if word.is_ascii() { words.contains(word) } else { name.contains(word) });
    !is_city && !is_way && !goes_on
}
