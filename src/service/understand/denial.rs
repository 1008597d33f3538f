use std::sync::LazyLock;

use regex::Regex;

use super::role::Role;

/// A denial, the verbs of going somewhere, and then the place: 不要在, 不能落在, 别去, 避开.
static DENIED_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    let chinese = "(?:而不是|只要不[是在]|不(?:要|想|能够?|可以?|应该?|宜|会|得|希望|愿意?|打算|准备|考虑|接受|选择?|允许|建议|适合\
                   |喜欢|倾向)?|没有?(?:打算|考虑)|别|勿|避免|避开|绕开|远离|排除|剔除|除了?|拒绝|禁止|反对|非)\
                   (?:再|要|想|会|考虑|选择?|接受|把[^,。;]{0,8}|将[^,。;]{0,8}|让[^,。;]{0,8}|项目|工厂|生产|产线|基地)*\
                   (?:落地|落户|落|放|搬迁?|迁|设|建厂?|设厂|选址|投资|投|留|安排|布局|进入?|去|到|来)*\
                   (?:在|于|到|去|往|至)?";
    let english = r"(?:\b(?:not|never|cannot|nowhere|no|except(?: for)?|excluding|excludes?|avoid(?:s|ing)?|outside|anywhere but|everywhere but|other than|apart from|but not|without|instead of|rather than|rules? out|ruled out|away from|(?:keep|stay|be) out of|refuses? to)|n['’]t)(?:\s+(?:want|wants|wish|like|prefer|interest|interested|consider|considering|choose|be|go|going|move|moving|relocate|relocating|land|landing|settle|produce|producing|manufacture|manufacturing|put|place|locate|located|build|building|set|up|it|them|us|this|the|to|a|an|our|plant|factory|sites?|locations?|production|project|anything|anywhere|in|into|at|near|any|of|for|province|parts?)\b)*";
    Regex::new(&format!(r"(?:{chinese}|{english})\s*$")).expect("the pattern is tested")
});
/// What comes after a place that is not wanted.
static DENIED_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^(?:省|市)?\s*(?:(?:(?:和|与|、)[^,。;]{1,6})?(?:以外|之外|除外|外(?:$|[建均都也的落投生皆可找选布]|设[厂立]))|(?:都|就|也)?(?:不要|不行|不考虑|不去|免谈|没兴趣|不感兴趣|不合适|不适合|已?经?谈崩)(?:了|的)?\s*$|\s*(?:is|are) (?:out\b|excluded|not wanted|ruled out))";
    Regex::new(pattern).expect("the pattern is tested")
});
/// After a place beside which no other counts: 江苏以外不考虑, 除了江苏哪里都不去.
static NOWHERE_ELSE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^(?:省|市)?\s*(?:以外|之外|外)?的?[,\s]*(?:哪里|哪儿|其他|其它|别的|别处|任何)?(?:地方|省份|省|城市|地区|地)?(?:我们)?(?:都|也|均|一律|一概)?(?:不要|不行|不考虑|不去|免谈)(?:了|的)?\s*(?:$|[,。;\n])";
    Regex::new(pattern).expect("the pattern is tested")
});
/// After a place, perhaps the first of a list, what lies outside of it.
static BEYOND: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^(?:(?:和|与|、)[^,。;]{1,6})?(?:省|市)?\s*(?:以外|之外|外(?:$|[建均都也的落投生皆可找选布]|设[厂立]))";
    Regex::new(pattern).expect("the pattern is tested")
});
/// What leaves open whether somebody goes there, before a place: 不一定要在, "not necessarily in".
static OPEN_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    let chinese =
        "(?:不一定|不见得|未必|不非得?|不必|不用非|没必要|无须|无需|不强求|不强制)[^,。;]{0,8}$";
    let english = r"\b(?:not necessarily|(?:do|does|did|need)(?: not|n['’]t) (?:have|need) to|needn['’]t|need not|no need to|not required to)\b[^,.;]*$";
    Regex::new(&format!("(?:{chinese}|{english})")).expect("the pattern is tested")
});
/// The same after a place: 不是必须, 以外也行, "is not a must", "is also fine" behind "outside".
static OPEN_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    let chinese = "不是必[须要选]|并?非必须|无所谓|不强求|不是硬性|也?不一定|(?:以外|之外|外)的?(?:地方|省份|省|地区|城市)?也(?:行|可|能|好|没|考虑|接受)";
    let english = r"\s*(?:is|are)(?: not|n['’]t) (?:a must|required|necessary|mandatory|essential)|\s*(?:is|are) optional";
    Regex::new(&format!("^(?:省|市)?(?:{chinese}|{english})")).expect("the pattern is tested")
});
/// Outside of a place as well.
static ALSO_OUTSIDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:even|also) outside(?: of)?(?: the)?\s*$").expect("the pattern is tested")
});
static ALSO_FINE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^[\w\s]{0,20}\b(?:is|are|would be)\s+(?:also|equally) (?:fine|ok|okay|possible|acceptable|good|welcome)|^[\w\s]{0,20}\b(?:also works|works too|as well)";
    Regex::new(pattern).expect("the pattern is tested")
});
/// A denial anywhere in the clause before a place, but no 除: 不考虑江苏以外.
static REFUSES_BEYOND: LazyLock<Regex> = LazyLock::new(|| {
    let pattern =
        r"(?:不(?:想|会|能|打算|准备|希望|愿意?)?(?:考虑|去|要|到|接受)|拒绝|排除)[^除]*$";
    Regex::new(pattern).expect("the pattern is tested")
});
/// The same in English before "outside": nothing, do not go.
static NOTHING: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?:\b(?:nothing|nowhere|no one|none|never|not|cannot|no \w+)|n['’]t)(?:\s+(?:go|going|look|looking|move|moving|consider|considering|want|be|anything|anywhere|relocate|to|in|at))*\s*$";
    Regex::new(pattern).expect("the pattern is tested")
});

/// Whether words before a place end in a denial.
pub(super) fn ends_in_one(before: &str) -> bool {
    DENIED_BEFORE.is_match(before)
}

/// Whether words after a place begin with a denial.
pub(super) fn begins_with_one(after: &str) -> bool {
    DENIED_AFTER.is_match(after)
}

/// The part that a denial on either side gives a place, in the clause `before` it and `after` it;
/// `behind` goes on past the clause. The denial of a denial gives none, and whoever goes nowhere
/// else goes there.
pub(super) fn decide(before: &str, after: &str, behind: &str) -> Option<Role> {
    if is_left_open(before, after) {
        return Some(Role::Other);
    }
    let found = DENIED_BEFORE.find(before);
    let (earlier, words) = before.split_at(found.map_or(before.len(), |found| found.start()));
    let is_beyond = BEYOND.is_match(after);
    let nothing_else = (words.starts_with('除') || is_beyond) && NOWHERE_ELSE.is_match(behind);
    let refuses_beyond = is_beyond && REFUSES_BEYOND.is_match(before);
    let nothing_outside = ["outside", "except", "other than", "apart from"]
        .iter()
        .any(|word| words.starts_with(word))
        && NOTHING.is_match(earlier);
    let must = words.starts_with('非') && !belongs_before(earlier, words) && after.contains('不');
    if nothing_else || refuses_beyond || nothing_outside || must {
        return Some(Role::Target);
    }
    if denies_a_denial(earlier, words) {
        return Some(Role::Other);
    }
    (is_denied(earlier, words, after) || DENIED_AFTER.is_match(after)).then_some(Role::Excluded)
}

/// Whether a place may be gone to, and others may as well.
fn is_left_open(before: &str, after: &str) -> bool {
    let is_outside =
        before.trim_end().ends_with("outside") || before.trim_end().ends_with("outside the");
    OPEN_BEFORE.is_match(before)
        || OPEN_AFTER.is_match(after)
        || ALSO_OUTSIDE.is_match(before)
        || is_outside && ALSO_FINE.is_match(after)
}

/// Whether a place is not refused: 不排除, "we do not exclude".
fn denies_a_denial(earlier: &str, words: &str) -> bool {
    const REFUSALS: [&str; 11] = [
        "排除",
        "拒绝",
        "反对",
        "避开",
        "远离",
        "剔除",
        "exclude",
        "excluding",
        "avoid",
        "refuse",
        "rule",
    ];
    const DENIALS: [&str; 14] = [
        "不", "未", "没", "没有", "不会", "不想", "不要", "不用", "不必", "not", "n't", "n’t",
        "never", "without",
    ];
    let earlier = earlier.trim_end();
    REFUSALS.iter().any(|word| words.starts_with(word))
        && DENIALS.iter().any(|word| earlier.ends_with(word))
        && !earlier.ends_with("不得不")
}

/// Whether what seems to be a denial is the end of another word: 分别 lists, 除非 allows.
fn belongs_before(earlier: &str, words: &str) -> bool {
    const NO_DENIALS: [(&str, &[&str]); 3] = [
        ("不", &["不得", "巴", "恨", "无"]),
        ("别", &["特", "分", "级", "类", "区", "个", "判", "鉴", "差", "性"]),
        ("非", &["除", "并", "莫", "是", "无", "若"]),
    ];
    NO_DENIALS.iter().any(|(denial, words_before)| {
        words.starts_with(denial) && words_before.iter().any(|word| earlier.ends_with(word))
    })
}

/// Whether `words` right before a place deny it. 能不能 asks, 不得不 must, 巴不得 and 特别想 wish, and
/// 除了…还 adds.
fn is_denied(earlier: &str, words: &str, after: &str) -> bool {
    let asks = || {
        let verb = words.strip_prefix('不').and_then(|rest| rest.chars().next());
        verb.is_some() && earlier.chars().next_back() == verb
    };
    let adds = || words.starts_with('除') && after.contains(['还', '也']);
    !words.is_empty() && !asks() && !belongs_before(earlier, words) && !adds()
}
