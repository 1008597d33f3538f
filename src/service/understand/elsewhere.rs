use std::sync::LazyLock;

use regex::Regex;

/// What is over, or was meant once.
static PAST: LazyLock<Regex> = LazyLock::new(|| {
    let chinese = "已经?|早已|曾经?|原(?:计划|定|拟|本|先)|未能|没能|此前|当年";
    let english = r"\b(?:already|previously|formerly|originally|used to|(?:has|have) (?:a|an|one|its|our) (?:plant|factory|site|workshop))\b";
    Regex::new(&format!("(?:{chinese}|{english})(?P<then>.*)$")).expect("the pattern is tested")
});
/// What makes of it a wish all the same: 已决定落户.
static DECIDED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^\s*(?:确定|决定|选定|选择|签约|计划|明确|定|拟|准备|打算|考虑|想|decided|chosen|agreed|plan|intend|set on)|want|wish|would like";
    Regex::new(pattern).expect("the pattern is tested")
});
/// Somebody else at the beginning of a clause.
static OTHERS: LazyLock<Regex> = LazyLock::new(|| {
    let chinese = "(?:而|但|因为|由于)?(?:我们的?|公司的?|其)?(?:主要|大|老)?(?:竞争对手|对手|客户|用户|供应商|同行|友商|合作伙伴|合作方|邻居|母公司|兄弟公司)";
    let english = r"(?:while |but |because )?(?:our |the |its |a )?(?:main |big )?(?:competitors?|customers?|clients?|suppliers?|neighbou?rs?|parent company|partners?)\b";
    Regex::new(&format!("^(?:{chinese}|{english})(?P<then>.*)$")).expect("the pattern is tested")
});
/// What others want of the project.
static ASKED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("要求|希望|建议|推荐|邀请|附近|want|wish|ask|recommend|suggest|invite|near")
        .expect("the pattern is tested")
});

/// Whether the words of a clause before a target tell of a move that is over, was given up, or is
/// somebody else's: 已落户昆山, 竞争对手落户江阴, "we have a plant in Yiwu".
pub(super) fn is_told(before: &str) -> bool {
    let before = before.trim_start();
    let last = before.rsplit(" and ").next().unwrap_or_default();
    let is_past = PAST.captures(last).is_some_and(|found| !DECIDED.is_match(&found["then"]));
    is_past || OTHERS.captures(before).is_some_and(|found| !ASKED.is_match(&found["then"]))
}
