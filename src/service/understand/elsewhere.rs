use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

/// What is over, what is there already, or was meant once: in a `year`, if that is past.
static PAST: LazyLock<Regex> = LazyLock::new(|| {
    let year = r"(?P<year>(?:19|20)\d\d)";
    let chinese = format!(
        r"已经?|早已|曾经?|原(?:计划|定|拟|本|先|有)|未能|没能|此前|当年|现有|目前|现在|老厂|{year}年(?:\d+月份?)?"
    );
    let year = year.replace("year", "year_en");
    let english = format!(
        r"\b(?:already|previously|formerly|originally|used to|currently|existing|at present|(?:in|since) {year}|(?:has|have) (?:a|an|one|its|our) (?:plant|factory|site|workshop))\b"
    );
    Regex::new(&format!("{chinese}|{english}")).expect("the pattern is tested")
});
/// What makes of it a wish all the same: 已决定落户, 目前拟落户.
static DECIDED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^\s*(?:确定|决定|选定|选择|签约|计划|明确|定|拟|准备|打算|考虑|改|转|想|正|寻|找|需|要|希望|愿|可|能|急|首选|优先|倾向|意向|只|底|以?前|内|decided|chosen|agreed|plan|intend|set on)|want|wish|would like|look|seek|search|need|hope|consider|should|must";
    Regex::new(pattern).expect("the pattern is tested")
});
/// Somebody else at the beginning of a clause, or what goods are made of and where they go.
static OTHERS: LazyLock<Regex> = LazyLock::new(|| {
    let chinese = "(?:而|但|因为|由于|目前|现有|离|距离?|靠近)?(?:我们的?|公司的?|本公司的?|产品的?|其)?\
                   (?:主要的?|最大的?|核心|重点|下游|上游|终端|目标|多数|部分|大|老)*\
                   (?:竞争对手|对手|客户|用户|供应商|供货商|经销商|代理商|同行|友商|合作伙伴|合作方|邻居|母公司|兄弟公司\
                   |销售市场|市场|投资方|投资人|投资机构|投资者|股东|出资方|原料|原材料|主材|矿石|货源|订单|代工厂)";
    let english = r"(?:(?:.*\b(?:from|of|near|to) )?|while |but |because |and )(?:our |the |its |a |main |big |key |major |target |most of )*(?:competitors?|customers?|clients?|buyers?|suppliers?|vendors?|distributors?|investors?|shareholders?|neighbou?rs?|parent company|partners?|markets?|raw materials?|feedstock|orders)\b";
    Regex::new(&format!("^(?:{chinese}|{english})(?P<then>.*)$")).expect("the pattern is tested")
});
/// What others want of the project, and what is no stranger but its own: 市场部想落户.
static ASKED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = "要求|希望|建议|推荐|邀请|附近|想|拟|打算|决定|同意|支持|需要|want|wish|ask|recommend|suggest|invite|near|agree|decide|need|require";
    Regex::new(pattern).expect("the pattern is tested")
});
/// Right before a place from which goods or money come.
static FROM_THERE: LazyLock<Regex> = LazyLock::new(|| {
    let chinese = "(?:料|材|矿|石|煤|砂|木|粮|果|件|锭|粉|油|货|订单|资金|资本|投资|融资|客户|用户|采购)\
                   (?:主要|大多|大部分|多|均|都|全部|也)*(?:来自|产自|采自|购自|取自|来源于)";
    let english = r"\b(?:(?:materials?|ores?|feedstock|inputs?|components?|parts|supplies|steel|copper|lithium|sourced|bought|buy|buying|purchased?|imported?|procured?|investments?|funding)\s+(?:\w+\s+){0,2}from|(?:customers|clients|buyers|suppliers|distributors|investors|markets)\s+(?:(?:are|all|mainly|mostly|located|based|concentrated)\s+)*(?:in|from|at|around|across)|(?:invested|funded|backed|financed|owned|acquired)\s+by)(?:\s+the)?";
    Regex::new(&format!(r"(?:{chinese}|{english})\s*$")).expect("the pattern is tested")
});
/// Right behind a place of which somebody or something is told that is not the project.
static OF_THERE: LazyLock<Regex> = LazyLock::new(|| {
    let chinese = r"^(?:省|市)?(?:的?(?:主要|大|老|本地|当地)*(?:客户|用户|供应商|供货商|经销商|投资方|投资人|投资机构|股东|代工厂|原料|原材料)|(?:铜业|钢铁|铝业|矿业|集团|银行|证券|创投|资本|基金|控股|国资|国投|产投)|\p{Han}{0,6}?(?:投资的|领投|跟投|参投|控股|参股|入股|注资|出资|采购|进货|供货))";
    let english =
        r"^\s+(?:customers?|clients?|buyers?|suppliers?|distributors?|investors?|markets?)\b";
    Regex::new(&format!("(?:{chinese}|{english})")).expect("the pattern is tested")
});

/// Whether the words of a clause before a target tell of a move that is over, was given up, or is
/// somebody else's: 已落户昆山, 竞争对手落户江阴, "we have a plant in Yiwu".
pub(super) fn is_told(before: &str, today: Date) -> bool {
    let before = before.trim_start();
    let last = before.rsplit(" and ").next().unwrap_or_default();
    let then = PAST.captures_iter(last).find_map(|found| {
        let year = found.name("year").or_else(|| found.name("year_en"));
        let year = year.and_then(|year| year.as_str().parse::<i16>().ok());
        let is_past = year.is_none_or(|year| year < today.year());
        is_past.then(|| &last[found.get_match().end()..])
    });
    then.is_some_and(|then| !DECIDED.is_match(then)) || is_of_others(before)
}

/// Whether a place is that of customers, suppliers or investors, of a material or of a market:
/// 客户在广东, 江西铜业投资的项目, "our suppliers are in Guangdong".
pub(super) fn is_of_others(before: &str) -> bool {
    const RESTARTS: [&str; 5] = [" and we ", " and the ", " and our ", " but we ", " so we "];
    let before = before.trim_start();
    let starts = RESTARTS.iter().filter_map(|words| before.rfind(words).map(|at| at + 5));
    let subject = before[starts.max().unwrap_or(0)..].trim_start();
    FROM_THERE.is_match(before)
        || OTHERS.captures(subject).is_some_and(|found| !ASKED.is_match(&found["then"]))
}

/// Whether what stands right behind a place is somebody's name or a word for strangers. Whoever goes
/// there to invest (`before`) is none.
pub(super) fn names_others(before: &str, after: &str) -> bool {
    const GOING: [char; 8] = ['在', '到', '去', '于', '往', '赴', '来', '回'];
    let found = OF_THERE.find(after);
    found.is_some_and(|found| !found.as_str().contains("团队") && !before.ends_with(GOING))
}
