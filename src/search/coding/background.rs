//! Who else a text speaks of: investors, partners, institutes, and what a firm or a hall was before.
//!
//! None of it is the product, as long as another clause names one.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::denial::word::{self, Word};
use super::role::{Words, words};

/// Money and those who give it.
static INVESTED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = "投资方|投资人|投资机构|投资者|领投|跟投|获投|股东|天使轮|战略投资\
                   |(?:获得?了?|得到了?|拿到了?|完成了?)[^,，。;；]*?投资";
    Regex::new(pattern).expect("the pattern is tested")
});
/// Words of time that make a clause one of the past.
static PAST: LazyLock<Regex> = LazyLock::new(|| {
    let chinese = "以前|从前|之前(?:是|做|为|从事)|原来|原先|原本|曾经|曾(?:是|为|做|从事)|过去|此前\
                   |前身|(?:^|[厂房楼址司])原(?:是|为)";
    let english = "formerly|previously|originally|in the past\
                   |(?:we|company|firm|it|they|building|hall|site|plant|factory) used to";
    Regex::new(&format!(r"(?i){chinese}|\b(?:{english})\b")).expect("the pattern is tested")
});
/// What a firm does already.
static EXISTING: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?i)主营|主业|现有业务|目前从事|目前主要|现从事|现主要|\b(?:main|core|current|existing) business\b|\bcurrently\b|\bat present\b";
    Regex::new(pattern).expect("the pattern is tested")
});
/// What it means to make.
static PLANNED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?i)(?:想|拟|计划|准备|打算|转型|希望|即将|将)[^,，。;；]*?(?:生产|制造|研制|量产|转做|做)[^,，。;；]|转型|\b(?:want|wish|plan|intend|hope|going|decided)\w* to (?:\w+ ){0,3}?(?:make|produce|manufacture|build)\b|\bmoving into\b";
    Regex::new(pattern).expect("the pattern is tested")
});
/// Where the present begins in a clause that tells of the past: 原来做房地产现在做组件.
static NOW: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)现在|如今|现已|现转|转型|转做|改做|\b(?:and|but) now\b|\bbut we\b|\band (?:our|the) (?:partner|customer|client|supplier|parent|investor)|\bwhile (?:our|the)\b")
        .expect("the pattern is tested")
});
/// Somebody else, at the beginning of a clause, with what he does.
static OTHERS: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = "^(?:而|但|其中)?(?:我们的?|公司的?|项目的?|本项目的?|其|我司)?(?:合作伙伴|合作方|合作企业|合作单位|伙伴|客户\
                   |供应商|邻居|隔壁|母公司|兄弟公司|关联公司|竞争对手|对手|同行|房东|业主|大股东|上游企业|下游企业)\
                   (?:企业|公司)?(?:主要|也|都|则)?(?:是|为|做|生产|制造|主营|从事|经营|在|来自|包括|有)";
    Regex::new(pattern).expect("the pattern is tested")
});
/// The same the other way round: "the wineries are our clients".
static ARE_OTHERS: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?i)\b(?:is|are) (?:our|the|its|their) (?:\w+ )?(?:client|customer|buyer|supplier|partner|user)s?\b|是(?:我们的?|公司的?|其)(?:主要)?(?:客户|供应商|合作伙伴)";
    Regex::new(pattern).expect("the pattern is tested")
});
/// Somebody else in English.
static PEOPLE: Words = words!(
    "partner partners customer customers client clients supplier suppliers neighbour neighbours \
    neighbor neighbors parent landlord competitor competitors shareholder shareholders distributor \
    distributors owner owners"
);
/// Whose he is.
static WHOSE: Words = words!("our the my its their a one and while but whereas");
/// What he does.
static DOES: Words = words!(
    "is are was were make makes produce produces sell sells do does come comes include includes run \
    runs own owns build builds operate operates manufacture manufactures grow grows use uses buy buys \
    brew brews process processes"
);
/// Money and those who give it, in English.
static MONEY: Words = words!("investor investors shareholder shareholders backers");
/// The ends of names of institutes and of firms.
const INSTITUTES: [&str; 9] =
    ["股份有限公司", "有限公司", "大学", "学院", "研究所", "研究院", "科学院", "集团", "设计院"];
/// What stands before such a name and is no part of it.
const BEFORE_NAME: [&str; 16] = [
    "来自",
    "依托",
    "联合",
    "源于",
    "源自",
    "隶属于",
    "毕业于",
    "孵化于",
    "的",
    "与",
    "和",
    "及",
    "由",
    "在",
    "是",
    "于",
];
/// With these behind it, an end of a name is another word: 大学生, 集团军.
const OTHER_WORDS: [char; 6] = ['生', '城', '里', '军', '制', '式'];
/// The longest name of an institute, in characters.
const NAME_CHARACTERS_MAX: usize = 18;
/// The words of names of institutes in English.
static INSTITUTE: LazyLock<Regex> = LazyLock::new(|| {
    let name = r"(?:[A-Z][\w'&.-]*\s+(?:(?:of|and|for|the)\s+)*)";
    let kinds = "University|Institute|College|Academy|Polytechnic";
    let rest = r"(?:\s+(?:of|for)(?:\s+(?:the\s+)?[A-Z][\w'&-]*|\s+and(?:\s+[A-Z][\w'&-]*))+)?";
    Regex::new(&format!(r"\b{name}{{0,6}}(?:{kinds})\b{rest}")).expect("the pattern is tested")
});

/// Whether a clause tells of others, or of the past.
pub(super) fn is_background(clause: &str) -> bool {
    INVESTED.is_match(clause)
        || PAST.is_match(clause)
        || OTHERS.is_match(clause)
        || ARE_OTHERS.is_match(clause)
        || {
            let words = word::words(clause);
            speaks_of_others(&words) || gives_money(&words)
        }
}

/// Which clauses tell what a firm does already, beside another that tells what it will make.
pub(super) fn superseded(clauses: &[&str]) -> Vec<bool> {
    let is_planned: Vec<bool> = clauses.iter().map(|clause| PLANNED.is_match(clause)).collect();
    let has_plan = is_planned.contains(&true);
    let both = clauses.iter().zip(&is_planned);
    both.map(|(clause, is_planned)| has_plan && !is_planned && EXISTING.is_match(clause)).collect()
}

/// Where a clause of two times, or of two people, falls apart.
pub(super) fn joints(clause: &str) -> Vec<usize> {
    NOW.find_iter(clause).map(|found| found.start()).filter(|start| 0 < *start).collect()
}

fn speaks_of_others(words: &[Word]) -> bool {
    let first = words.iter().take(4).position(|word| word.is(&PEOPLE));
    first.is_some_and(|at| {
        0 < at
            && words[..at].iter().all(|word| word.is(&WHOSE) || word.is(&["company", "sister"]))
            && words[at + 1..].iter().take(2).any(|word| word.is(&DOES))
    })
}

fn gives_money(words: &[Word]) -> bool {
    words.iter().any(|word| word.is(&MONEY))
        || words.windows(2).any(|pair| {
            pair[0].is(&["backed", "funded", "financed"]) && pair[1].is(&["by"])
                || pair[0].is(&["invested", "funding", "investment"])
                    && pair[1].is(&["from", "by", "in"])
                || pair[0].is(&["venture"]) && pair[1].is(&["capital"])
        })
}

/// The names of institutes and firms in a text.
pub(super) fn institutes(text: &str) -> Vec<Range<usize>> {
    let mut names: Vec<Range<usize>> = INSTITUTE.find_iter(text).map(|name| name.range()).collect();
    let mut from = 0;
    for end in institute_ends(text) {
        if end.start < from {
            continue;
        }
        let before = &text[from..end.start];
        let signs = before.char_indices().rev().take(NAME_CHARACTERS_MAX);
        let run = signs.take_while(|(_, sign)| word::is_han(*sign)).last();
        let run = run.map_or(before.len(), |(at, _)| at);
        let own = |word: &&str| before[run..].rfind(*word).map(|at| at + word.len());
        let start = from + run + BEFORE_NAME.iter().filter_map(own).max().unwrap_or(0);
        if start < end.start {
            names.push(start..end.end);
        }
        from = end.end;
    }
    names
}

/// Where the ends of such names stand, of two that begin alike the longer one first.
fn institute_ends(text: &str) -> Vec<Range<usize>> {
    let found = INSTITUTES.iter().flat_map(|end| text.match_indices(*end));
    let ranges = found.map(|(at, end)| at..at + end.len());
    let mut ends: Vec<Range<usize>> =
        ranges.filter(|end| !text[end.end..].starts_with(OTHER_WORDS)).collect();
    ends.sort_by_key(|end| (end.start, std::cmp::Reverse(end.end)));
    ends
}
