use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::{elsewhere, role::Role};

/// Auxiliaries between a noun and its verb.
const WILL: &str = "(?:先|仍然?|继续|留|将|会|则|还|就|都|也|拟|想|要|计划|打算|准备|可以?|需要?|必须|希望|最好是?|尽量|优先)*";

/// Where but a trial, or research, is done: 中试放在临港.
static TRIED: LazyLock<Regex> = LazyLock::new(|| {
    let trial = "(?P<trial>中试|小试|试制|试产|试验|样机|打样|测试|展厅|销售|营销)";
    let research = "(?:孵化|研发|研究|设计|总部|实验室)";
    let pattern = format!(
        "(?:{trial}|{research})(?:线|基地|平台|中心|车间|部分|环节|团队|部门|生产)?{WILL}\
         (?:放|留|落|设|建|布局|安排)?(?:在|到|于|落户|落地)$"
    );
    Regex::new(&pattern).expect("the pattern is tested")
});
/// Production named in the same clause goes where the research goes.
const PRODUCED: [&str; 6] = ["量产", "工厂", "制造", "产线", "和生产", "与生产"];

/// Production and a verb of standing or going right before a place: 工厂放, 生产基地在, "relocating
/// production to".
static GOES: LazyLock<Regex> = LazyLock::new(|| {
    let chinese = format!(
        "(?:生产基地|制造基地|基地|工厂|新厂|产线|生产线|量产|生产|制造)(?:环节|部分|项目)?{WILL}\
         (?:放|建|设|落|选|定|位|布局|安排|在)(?:在|到|于)?"
    );
    let what = r"(?:(?:our|the|its|all|some|volume|mass|series|final|entire|whole|production|manufacturing|assembly|plants?|factory|lines?|operations)\s+)*";
    let english = format!(
        r"\b(?:relocat|mov|shift|transfer|expand|return)(?:e|es|s|ing|ring)?\s+{what}(?:to|into)|\b(?:plant|factory|production|manufacturing)\s+(?:should|must|will|would|can|could|to)\s+(?:be|go|move|stand)\s+(?:(?:located|placed|built|moved)\s+)?(?:in|to|at)"
    );
    Regex::new(&format!(r"(?:{chinese}|{english})(?:\s+the\s+(?:city|province|county)\s+of)?\s*$"))
        .expect("the pattern is tested")
});
/// A plant that stands somewhere, without a word of what is to be: 工厂在, 生产线位于.
static STANDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:生产基地|制造基地|基地|工厂|产线|生产线)位?[在于]于?$")
        .expect("the pattern is tested")
});
/// Behind a place in which something is made: 在惠州量产.
static MADE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = "^(?:省|市)?(?:本地|当地)?(?:量产|批量生产|扩产|制造|办厂|建设?新?(?:工厂|厂房|生产线|产线|基地|生产基地)|设立?(?:工厂|生产基地))";
    Regex::new(pattern).expect("the pattern is tested")
});
/// A move that was made: 搬到了, "we moved from Dongguan to".
static MOVED: LazyLock<Regex> = LazyLock::new(|| {
    let chinese = "(?:搬迁?|迁移?|转移|迁址|落户|落地|入驻)(?:到|至|往|入|在)?了";
    let english = r"\b(?:we|it|they|company|team|has|have|had)\s+(?:\w+\s+)?(?:moved|relocated)\s+(?:(?:our|the|its)\s+\w+\s+)?(?:from\s+[\w' ]+?\s+)?to|^\s*(?:moved|relocated)\s+from\s+[\w' ]+?\s+to";
    Regex::new(&format!(r"(?:{chinese}|{english})\s*$")).expect("the pattern is tested")
});
/// What such a move left, before and behind: 从东莞搬到了, "moved from".
static LEFT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:moved|relocated)\s+(?:(?:our|the|its)\s+\w+\s+)?from\s*$")
        .expect("the pattern is tested")
});
static LEFT_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^(?:省|市)?(?:整体)?(?:搬|迁|转移)(?:到|至|往|入)?了")
        .expect("the pattern is tested")
});

/// Before a place that production is not to leave: 不能出江苏, 工厂不能迁离江苏, "the plant must not
/// leave". Whoever else does not leave a place says where he is, and mostly of one that has its part.
static STAYS: LazyLock<Regex> = LazyLock::new(|| {
    let not = "(?:不|别|勿)(?:要|想|能够?|可以?|应该?|宜|会|得|希望|愿意?|打算|准备)再?";
    let production =
        "(?:工厂|厂区|新厂|选址|生产基地|生产|制造|项目|产线|生产线|基地)(?:必须|都|也|最好)?";
    let english = r"(?:plant|factory|production|manufacturing|site)\s+(?:must|should|may|can|shall)\s*(?:not|never)\s+(?:leave|move out of)|(?:^|[,.;\n])\s*(?:must|should|may|can)\s*not\s+leave";
    let start = r"(?:^|[,。;\n])\s*";
    let pattern = format!(
        r"(?:(?:{start}|{production}){not}(?:出|跨出|走出|搬出|迁出)|{production}{not}(?:离开|搬离|迁离)|{english})\s*$"
    );
    Regex::new(&pattern).expect("the pattern is tested")
});

/// Whether words before a place let a name stand there that must be introduced.
pub(super) fn introduces(before: &str) -> bool {
    GOES.is_match(before) || MOVED.is_match(before) || STAYS.is_match(before)
}

/// The part of a place by who does what there: production is wanted there, research is done there, a
/// trial is neither. Where a project has moved to is where it comes from now.
pub(super) fn decide(before: &str, after: &str, today: Date) -> Option<Role> {
    const WAYS: [char; 7] = ['在', '于', '到', '去', '回', '赴', '来'];
    let is_passive = before.ends_with("be relocated to") || before.ends_with("be moved to");
    if !is_passive && MOVED.is_match(before) {
        return Some(Role::Origin);
    }
    let leaves = before.ends_with(['从', '由']) && LEFT_AFTER.is_match(after);
    if leaves || (!before.contains("be ") && LEFT.is_match(before)) {
        return Some(Role::Other);
    }
    if STAYS.is_match(before) {
        return Some(Role::Target);
    }
    if let Some(found) = TRIED.captures(before)
        && !PRODUCED.iter().any(|word| before.contains(word))
        && !found.get(0).is_some_and(|found| before[..found.start()].contains("生产"))
    {
        return Some(if found.name("trial").is_some() { Role::Other } else { Role::Origin });
    }
    if STANDS.is_match(before) {
        return Some(if elsewhere::is_told(before, today) { Role::Other } else { Role::Plant });
    }
    (GOES.is_match(before) || before.ends_with(WAYS) && MADE.is_match(after))
        .then_some(Role::Target)
}
