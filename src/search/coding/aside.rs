//! Side remarks: what a project wishes or arranges beside its product, "hotel nearby", 预算.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::background;
use super::denial::word::{self, Between, Word};
use super::role::{Words, words};

/// Chinese words that make a clause a side remark.
const CHINESE: [&str; 31] = [
    "附近",
    "旁边",
    "周边有",
    "在周边",
    "邻近",
    "步行",
    "住宿",
    "食宿",
    "宿舍",
    "员工食堂",
    "职工食堂",
    "有食堂",
    "配食堂",
    "班车",
    "融资",
    "贷款",
    "招聘",
    "招工",
    "毕业",
    "创始人",
    "租酒店",
    "租宾馆",
    "租公寓",
    "租房",
    "订酒店",
    "住酒店",
    "包酒店",
    "员工住",
    "给员工",
    "供员工",
    "为员工",
];
/// The same at the beginning of a clause.
const CHINESE_FIRST: [&str; 5] = ["预算", "总预算", "投资预算", "资金预算", "自有资金"];
/// English words that make a clause a side remark.
static ENGLISH: Words = words!("nearby founder founders graduated loan loans mortgage");
/// Verbs by which somebody takes a room or a man for the plant.
static TAKES: Words = words!("hire hires hiring rent rents renting lease leases book books");
/// Words before them: not "a hire car".
static WHO: Words = words!("we they will would to can must also and company team us i");
/// Places and services that staff uses.
static FOR_STAFF: Words = words!(
    "hotel hotels canteen dormitory dormitories housing flat flats apartment apartments bus buses \
    shuttle accommodation lodging lodgings meals food restaurant restaurants school kindergarten \
    nursery gym clinic hospital shops rooms"
);
/// Who uses them.
static STAFF: Words = words!("staff employees workers personnel visitors guests");
/// What may follow a budget that is a sum, and not the first part of a name.
static SUM: Words = words!("of is about around up for approximately with ca some roughly total");
/// A requirement that is no product, with the words of its amount.
const REQUIREMENTS: [&str; 8] = [
    "变压器容量",
    "变压器总容量",
    "变压器装机容量",
    "专用变压器",
    "变压器报装容量",
    "配电容量",
    "transformer capacity",
    "transformer rating",
];
/// The amount behind a requirement: a number with its unit, and what leads to it.
static AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^(?i:约|为|需|至少|不低于|不少于|大于|of|at least|about|\s)*[0-9][0-9.,]*\s*(?i:万|千)*(?i:伏安|千伏安|瓦|kva\b|mva\b|kw\b|mw\b)?";
    Regex::new(pattern).expect("the pattern is tested")
});

/// What a plant asks of its building, its permits and its roads: a crane by its tonnes, a transformer
/// by its power, water by the day, a park, a quota.
static ASKED: LazyLock<Regex> = LazyLock::new(|| {
    let chinese = [
        "(?:指标|配额)(?:$|[^,，。;；]{0,6}[0-9])",
        "(?:行车|天车|桁车|吊车|起重)[^,，。;；0-9]{0,4}[0-9.]+ *(?:吨|t)",
        "^(?:需要?|要|配备?|带|含|有)?[0-9.,]+ *[万千兆]?(?:kva|mva|伏安)的?变压器$",
        "^(?:需要?|要|配备?|带|含|有)?变压器[^,，。;；0-9]{0,4}[0-9.,]+ *[万千兆]?(?:kva|mva|kw|mw|伏安|瓦)",
        "^(?:需要?|要|每[天日月年小时]+|[日年])*(?:用水|用电|用气|水|电|蒸汽|天然气|氮气|氧气)(?:量|需求|消耗|约|为|达|每[天日月年小时]+|[ :：])*[0-9]",
        "^(?:还|也|另|且)?(?:需要?|要求?|须|必须|最好|希望|得)[^,，。;；做造产建办投扩]{0,10}(?:园区?|开发区|冷库|仓库|厂房|宿舍|专用?线|码头|蒸汽|天然气|供水|供电|供热|双回路|管网)$",
        "^[有带]?冷链$",
    ];
    let english = [
        r"\bcranes? (?:of |up to )?[0-9.]+ ?(?:t|tons?|tonnes?)\b",
        r"^cold[- ]chain$",
        r"\btransformers? (?:of |up to |rated )?[0-9.,]+ ?(?:kva|mva|kw|mw)\b|^[0-9.,]+ ?(?:kva|mva) transformer$",
        r"^(?:(?:process|fresh|tap|raw|cooling|industrial|pure|natural|compressed) )?(?:water|steam|gas|air|nitrogen|oxygen|electricity|power)(?: supply| demand| consumption| use)? (?:of |about |around |up to )*[0-9]",
        r"^[0-9][0-9.,]* ?[a-z0-9/ ]{1,24}? (?:of )?(?:(?:process|fresh|tap|raw|cooling|industrial|pure|natural) )?(?:water|steam|gas|electricity|power)(?: (?:a|per|every) \w+|/\w+| daily)?$",
    ];
    let pattern = [chinese.join("|"), english.join("|")].join("|");
    Regex::new(&format!("(?i){pattern}")).expect("the pattern is tested")
});

/// A way and how long it takes, and what is said to be needed: they are no product wherever they stand.
static SAID: LazyLock<Regex> = LazyLock::new(|| {
    let ways = [
        "(?:物流|运输|配送|港口|码头|机场|车程)[^,，。;；]{0,6}?(?:[0-9.]+|[一二两三四五六半])个?(?:小时|分钟|公里)",
        r"[0-9] ?(?:hours?|h|minutes?|min|km|kilomet\w+) (?:\w+ )?(?:by|from|to|of|away) [^,.;]*(?:train|rail|road|car|truck|port|airport|motorway|highway|from)\b",
        r"^with (?:\w+ )?(?:sewage|effluent|waste ?water|water|steam|gas|power|heat|hazardous)\b",
        r"^(?:needs?|needing|requires?|requiring|seeking|looking for)\b",
        r"\b(?:must|should|has to|have to) (?:\w+ )?be (?:\w+ )?(?:available|nearby|in place|on site)\b",
        r"\b(?:wanted|required|needed|preferred|essential|available|desirable)$",
    ];
    Regex::new(&format!("(?i){}", ways.join("|"))).expect("the pattern is tested")
});

/// The bytes of `text` that ask for supply and are never a product: 变压器容量5000千伏安.
pub(super) fn requirements(text: &str) -> Vec<Range<usize>> {
    let lower = text.to_ascii_lowercase();
    let found = REQUIREMENTS.iter().flat_map(|words| lower.match_indices(words));
    let ranges = found.map(|(at, words)| {
        let end = at + words.len();
        at..end + AMOUNT.find(&text[end..]).map_or(0, |amount| amount.end())
    });
    ranges.collect()
}

/// The clauses of `text` that are side remarks; empty if all of it is.
pub(super) fn remarks(text: &str) -> Vec<Range<usize>> {
    let clauses = statements(text);
    let said: Vec<&str> = clauses.iter().map(|clause| &text[clause.clone()]).collect();
    let superseded = background::superseded(&said);
    let is_aside = |number: usize| {
        let clause = said[number];
        // Who begins with a transformer of 2,000 kVA makes it.
        let is_asked = 0 < number && ASKED.is_match(clause.trim());
        is_asked || is_remark(clause) || background::is_background(clause) || superseded[number]
    };
    let aside = (0..clauses.len()).filter(|number| is_aside(*number));
    let aside: Vec<Range<usize>> = aside.map(|number| clauses[number].clone()).collect();
    if aside.len() == clauses.len() { Vec::new() } else { aside }
}

/// Clauses, parted also before "and we", and where another time or somebody else begins.
fn statements(text: &str) -> Vec<Range<usize>> {
    let lower = text.to_ascii_lowercase();
    let mut statements = Vec::new();
    for clause in word::clauses(text) {
        let joined = lower[clause.clone()].match_indices(" and we ").map(|(at, _)| at);
        let mut joints: Vec<usize> = joined.collect();
        joints.extend(background::joints(&text[clause.clone()]));
        joints.sort_unstable();
        let mut start = clause.start;
        for at in joints {
            statements.push(start..clause.start + at);
            start = clause.start + at;
        }
        statements.push(start..clause.end);
    }
    statements.retain(|range| text[range.clone()].contains(char::is_alphanumeric));
    statements
}

fn is_remark(clause: &str) -> bool {
    let clause = clause.trim();
    CHINESE.iter().any(|word| clause.contains(word))
        || SAID.is_match(clause)
        || CHINESE_FIRST.iter().any(|word| clause.starts_with(word))
        || is_english_remark(&word::words(clause))
}

fn is_english_remark(words: &[Word]) -> bool {
    let behind = |at: usize| words.get(at + 1);
    let near = words.first().is_some_and(|first| {
        first.is(&["near", "beside"])
            || first.is(&["close", "next"]) && behind(0).is_some_and(|next| next.text == "to")
    });
    // "Book printing" books nothing, "hire a bus" does.
    let serves_staff = || words.iter().any(|word| word.is(&FOR_STAFF));
    let takes = |at: usize| {
        words[at].is(&TAKES)
            && at.checked_sub(1).map_or_else(serves_staff, |before| words[before].is(&WHO))
            && behind(at).is_some_and(|next| !next.is(&["out", "by", "for"]))
    };
    let budget = |at: usize| {
        words[at].is(&["budget", "budgets", "budgeted"])
            && behind(at).is_none_or(|next| {
                next.before != Between::Nothing
                    || next.is(&SUM)
                    || next.text.starts_with(|sign: char| sign.is_ascii_digit())
            })
    };
    let staff = words.iter().any(|word| word.is(&STAFF)) && serves_staff();
    near || staff || (0..words.len()).any(|at| words[at].is(&ENGLISH) || takes(at) || budget(at))
}

#[cfg(test)]
mod tests {
    use super::super::denial::blank;
    use super::*;

    fn left(text: &str) -> String {
        let mut ranges = requirements(text);
        ranges.extend(remarks(text));
        let left = blank(text, &ranges);
        let parts = left.split([',', '，', ';']).map(str::trim).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("|")
    }

    #[test]
    fn side_remarks_are_told_from_products() {
        let cases = [
            ("valves, we hire a hotel for staff, in Hefei", "valves|in Hefei"),
            ("valves, hotel nearby", "valves"),
            ("valves and we rent a hotel", "valves"),
            ("robots, budget 20 million RMB", "robots"),
            ("robots, budget of ,", "robots"), // as a question leaves it
            ("robots, staff canteen", "robots"),
            ("robots, near a hotel", "robots"),
            ("阀门,附近有酒店", "阀门"),
            ("阀门,租酒店给员工住", "阀门"),
            ("机器人,预算2000万元", "机器人"),
            ("机器人,变压器容量5000千伏安,厂房", "机器人|厂房"),
            ("robots, transformer capacity 5000 kVA", "robots"),
            ("机器人,变压器容量5000千伏安,瓦楞纸箱", "机器人|瓦楞纸箱"), // 瓦 is its own word there
            ("valves, transformer capacity 500 kVA, wafers", "valves|wafers"),
            // Of the building, of permits, of roads.
            ("抗体药物,污水处理指标每天500吨", "抗体药物"),
            ("盾构机刀盘,行车50吨", "盾构机刀盘"),
            ("预制菜,冷链物流两小时", "预制菜"),
            ("valves, effluent treatment must already be available in the park", "valves"),
            ("valves, cold storage required", "valves"),
            ("valves, needs sewage treatment", "valves"),
            ("50吨行车,阀门", "50吨行车|阀门"), // by its tonnes, as its maker says it
            ("冷链物流,仓储", "冷链物流|仓储"),
            ("轴承,变压器2000kVA", "轴承"),
            ("轴承,需要2000kVA变压器", "轴承"),
            ("啤酒,天然气每年300万方", "啤酒"),
            ("啤酒,用水3000吨/天", "啤酒"),
            ("疫苗,冷链", "疫苗"),
            ("vaccines, cold chain", "vaccines"),
            ("染料,要化工园", "染料"),
            ("染料,最好有蒸汽", "染料"),
            ("valves, transformer of 2000 kVA", "valves"),
            ("valves, water 3000 t per day", "valves"),
            ("valves, 20 t/h of steam", "valves"),
            ("valves, natural gas 3 million m3 a year", "valves"),
            ("3 hours by high-speed train from Suzhou, valves", "valves"),
            ("with sewage treatment, valves", "valves"),
            // Products, and texts that hold nothing else.
            ("水泥3000吨,砖", "水泥3000吨|砖"), // 水 is only the first sign of it
            ("要做电池产业园,砖", "要做电池产业园|砖"),
            ("变压器,轴承", "变压器|轴承"), // a list
            ("bottled water 3000 t per day, tea", "bottled water 3000 t per day|tea"),
            ("500 kVA transformers, valves", "500 kVA transformers|valves"),
            ("gas turbines, valves", "gas turbines|valves"),
            ("变压器2000kVA", "变压器2000kVA"),
            // Who begins with it makes it.
            ("变压器2000kVA,开关柜", "变压器2000kVA|开关柜"),
            ("transformers of 2000 kVA, switchgear", "transformers of 2000 kVA|switchgear"),
            ("book printing, labels", "book printing|labels"),
            ("电脑周边设备,耳机", "电脑周边设备|耳机"),
            ("食堂设备,冷柜", "食堂设备|冷柜"),
            ("budget hotels, robots", "budget hotels|robots"),
            ("hotel near the station", "hotel near the station"),
            ("hotel nearby", "hotel nearby"),
            ("we rent out excavators, with drivers", "we rent out excavators|with drivers"),
            ("大容量变压器", "大容量变压器"),
            ("power transformers", "power transformers"),
        ];
        for (text, expected) in cases {
            assert_eq!(left(text), expected, "{text}");
        }
    }
}
