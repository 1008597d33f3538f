use std::{cmp::Reverse, sync::LazyLock};

use regex::Regex;

use super::{
    gazetteer::Mention,
    role::Role,
    window::{head, tail},
};

/// Words that give a place its part; each of them introduces a place too.
struct Cue {
    role: Role,
    /// Words further away in bytes than this do not speak of the place.
    gap_max: usize,
    words: &'static [&'static str],
}

/// Words further away in bytes than this do not speak of the place.
const GAP_MAX: usize = 24;
/// Nothing but a blank may stand between.
const SIDE_BY_SIDE: usize = 1;

/// Words before a place, nearest wins.
const BEFORE: [Cue; 5] = [
    Cue {
        role: Role::Target,
        gap_max: GAP_MAX,
        words: &[
            "落地",
            "落户",
            "落位",
            "落在",
            "落到",
            "落于",
            "放在",
            "放到",
            "建在",
            "设在",
            "选在",
            "布局在",
            "只考虑",
            "优先考虑",
            "只去",
            "只在",
            "仅限",
            "限于",
            "生产在",
            "搬到",
            "搬去",
            "搬至",
            "搬往",
            "迁到",
            "迁至",
            "迁往",
            "迁入",
            "迁去",
            "转移到",
            "转移至",
            "转移往",
            "去",
            "前往",
            "投产于",
            "建厂于",
            "设厂于",
            "建于",
            "设于",
            "选址",
            "入驻",
            "进驻",
            "only",
            "only in",
            "relocate to",
            "relocated to",
            "relocating to",
            "manufacture in",
            "move to",
            "moving to",
            "go to",
            "going to",
            "expand to",
            "expand into",
            "produce in",
            "produced in",
            "production in",
            "plant in",
            "factory in",
            "land in",
            "settle in",
            "set up in",
            "build in",
            "look in",
            "preferably in",
            "ideally in",
            "limited to",
        ],
    },
    Cue {
        role: Role::Target,
        gap_max: SIDE_BY_SIDE,
        words: &[
            "到",
            "往",
            "至",
            "考虑",
            "考虑在",
            "首选",
            "优选",
            "优先",
            "倾向",
            "倾向于",
            "look at",
            "consider",
            "considering",
            "prefer",
            "preferably",
        ],
    },
    Cue {
        role: Role::Host,
        gap_max: GAP_MAX,
        words: &[
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
    },
    Cue {
        role: Role::Other,
        gap_max: GAP_MAX,
        words: &["飞出地", "派出地", "home region", "home city", "enclave of"],
    },
    // Where goods go is where customers are.
    Cue {
        role: Role::Other,
        gap_max: SIDE_BY_SIDE,
        words: &[
            "销往",
            "销到",
            "销至",
            "销售到",
            "销售至",
            "卖到",
            "卖往",
            "运到",
            "运往",
            "运至",
            "发到",
            "发往",
            "送到",
            "送往",
            "送至",
            "出口到",
            "出口至",
            "供应到",
            "供货到",
        ],
    },
];

/// Words after a place, nearest wins.
const AFTER: [Cue; 3] = [
    Cue {
        role: Role::Target,
        gap_max: GAP_MAX,
        words: &[
            "落地",
            "落户",
            "投产",
            "建厂",
            "设厂",
            "产业化",
            "生产",
            "范围内",
            "省内",
            "境内",
        ],
    },
    Cue {
        role: Role::Target,
        gap_max: SIDE_BY_SIDE,
        words: &["优先", "最好", "首选", "only", "preferred"],
    },
    Cue {
        role: Role::Host,
        gap_max: GAP_MAX,
        words: &[
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
    },
];

/// Characters before which a place may stand, whatever its part.
const PREPOSITIONS: [char; 13] =
    ['在', '于', '从', '到', '去', '往', '自', '至', '向', '驻', '离', '近', '由'];
/// The same in English.
const ENGLISH_PREPOSITIONS: [&str; 8] =
    ["in", "from", "at", "near", "to", "of", "within", "around"];
/// Words that follow a place at the beginning of a clause, whatever its part.
const FOLLOWERS: [&str; 4] = ["的", "企业", "公司", "园区"];
/// What follows a place to which somebody but travels or delivers.
const TRAVELLED: [&str; 14] = [
    "距离", "路程", "车程", "高铁", "航程", "小时", "分钟", "公里", "方便", "客户", "用户", "运输",
    "物流", "市场",
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
/// Whether the words before a place let a name stand there that is common in other words: a
/// preposition, a word that gives a place its part, a denial.
pub(super) fn introduces(before: &str) -> bool {
    let before = tail(before).trim_end();
    let chinese = |word: &&&str| !word.is_ascii();
    before.ends_with(PREPOSITIONS)
        || words_of(&BEFORE).filter(chinese).any(|word| before.ends_with(word))
        || DENIED_BEFORE.is_match(before)
}

/// Whether English words before a place introduce it, so that it needs no capital.
pub(super) fn introduces_in_english(before: &str) -> bool {
    let word = tail(before).split_whitespace().next_back().unwrap_or_default();
    ENGLISH_PREPOSITIONS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether English words before a place give it a part, so that a name with a capital is one.
pub(super) fn leads_to_in_english(before: &str) -> bool {
    let before = tail(before).trim_end().to_lowercase();
    let ends = |word: &&str| {
        let rest = before.strip_suffix(word);
        word.is_ascii() && rest.is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric()))
    };
    words_of(&BEFORE).any(ends) || DENIED_BEFORE.is_match(&before)
}

/// Whether the words after a place that begins a clause speak of it.
pub(super) fn follows(after: &str) -> bool {
    let chinese = |word: &&&str| !word.is_ascii();
    let mut words = FOLLOWERS.iter().chain(words_of(&AFTER).filter(chinese));
    words.any(|word| after.starts_with(word))
}

/// Whether the words after a place say that it is not wanted.
pub(super) fn ends_denied(after: &str) -> bool {
    DENIED_AFTER.is_match(head(after))
}

/// Whether a target is spoken of right after it.
pub(super) fn is_target_word(after: &str) -> bool {
    let targets = AFTER.iter().filter(|cue| cue.role == Role::Target);
    targets.flat_map(|cue| cue.words).any(|word| after.starts_with(word))
}

fn words_of(cues: &'static [Cue]) -> impl Iterator<Item = &'static &'static str> {
    cues.iter().flat_map(|cue| cue.words)
}

/// The part that the words around a place give it, and how far off they stand.
pub(super) fn decide(text: &str, mention: &Mention) -> Option<(usize, Role)> {
    const BREAKS: [char; 5] = [',', '。', ';', '\n', '.'];
    let before = tail(&text[..mention.start]).to_lowercase();
    let before = before.rsplit(BREAKS).next().unwrap_or_default().trim_end();
    let after = head(&text[mention.end..]).to_lowercase();
    let after = after.split(BREAKS).next().unwrap_or_default();
    if is_denied(before, after) || DENIED_AFTER.is_match(after) {
        return Some((0, Role::Excluded));
    }
    // Not there but here: what stands before the contrary speaks of another place.
    let before = before.rsplit(" but ").next().unwrap_or_default();
    let before = before.rsplit("而是").next().unwrap_or_default();
    let is_travelled = TRAVELLED.iter().any(|word| after.contains(word));
    let left = BEFORE.iter().filter_map(|cue| {
        // A mere way to a place tells nothing of its part.
        if is_travelled && cue.gap_max == SIDE_BY_SIDE && cue.role == Role::Target {
            return None;
        }
        let found = nearest_before(cue, before)?;
        let role = if found.is_denied { Role::Other } else { cue.role };
        Some(((found.gap, Reverse(found.length)), role))
    });
    let right = AFTER.iter().filter_map(|cue| {
        let (gap, length) = nearest_after(cue, after)?;
        Some(((gap, Reverse(length)), cue.role))
    });
    let nearest = left.chain(right).min_by_key(|(order, _)| *order)?;
    Some((nearest.0.0, nearest.1))
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

/// A word before a place.
struct Found {
    /// The bytes between.
    gap: usize,
    /// The bytes of the word: of two that stand as near, the longer one says more.
    length: usize,
    is_denied: bool,
}

/// The word that stands nearest before a place.
fn nearest_before(cue: &Cue, text: &str) -> Option<Found> {
    let found = |word: &&str| {
        let at = text.rfind(*word)?;
        let whole = !text[..at].ends_with(|c: char| c.is_ascii_alphabetic());
        let ascii = word.starts_with(|c: char| c.is_ascii_alphabetic());
        let is_denied = DENIALS.iter().any(|denial| text[..at].ends_with(denial));
        let gap = text.len() - at - word.len();
        let fits = (whole || !ascii) && gap <= cue.gap_max;
        fits.then_some(Found { gap, length: word.len(), is_denied })
    };
    cue.words.iter().filter_map(found).min_by_key(|found| (found.gap, Reverse(found.length)))
}

/// The bytes between a place and the nearest word behind it, and those of the word.
fn nearest_after(cue: &Cue, text: &str) -> Option<(usize, usize)> {
    let found = |word: &&str| {
        let gap = text.find(*word)?;
        let whole = !word.starts_with(|c: char| c.is_ascii_alphabetic())
            || !text[..gap].ends_with(|c: char| c.is_ascii_alphabetic());
        (whole && gap <= cue.gap_max).then_some((gap, word.len()))
    };
    cue.words.iter().filter_map(found).min_by_key(|(gap, length)| (*gap, Reverse(*length)))
}
