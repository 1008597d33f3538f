use std::ops::Range;

use super::super::role::{Words, words};
use super::word;

/// Signs of denial that stand before a verb.
static NOT: Words = words!("不 并不 从不 从未 尚未 未 没 绝不 暂不");
/// What may stand between the sign and its verb.
static BETWEEN: Words = words!("再 会 打算 准备 计划 想 能 直接 另外 主动");
/// Verbs that are denied, with what stands behind them.
static VERBS: Words = words!(
    "生产 制造 做 造 搞 碰 从事 经营 销售 卖 加工 研发 开发 提供 涉及 涉足 涉 包括 包含 含有 含 \
    属于 属 算 是 要 需要 需 用 使用 采用 依赖 考虑 建设 建 接 产 有"
);
/// Denials by themselves, with what stands behind them.
static ALONE: Words =
    words!("没有 无需 无须 毋需 并非 而非 绝非 拒绝 排除 剔除 杜绝 禁止 谢绝 避免 避开 远离 不得");
/// What makes a word of 不 and a verb another one: 不含 is one, 不产生 too, but 不建议 and 不是只 deny
/// nothing that would be a product.
const NO_DENIAL: [&str; 14] = [
    "不建议",
    "不是只",
    "不是仅",
    "不是单",
    "不是光",
    "不只",
    "不仅",
    "不但",
    "不光",
    "不要求",
    "不做作",
    "不用说",
    "不有",
    "未有",
];
/// Verbs whose object ends its clause: what is said with 的 belongs to the object.
const WHOLE: [&str; 4] = ["是", "要", "属于", "考虑"];
/// What ends what is denied.
const STOPS: [&str; 14] = [
    "而是",
    "而做",
    "而生产",
    "而只",
    "而专",
    "只做",
    "只生产",
    "只有",
    "仅",
    "但",
    "改做",
    "转而",
    "专做",
    "就做",
];
/// Nouns that stand for what is made, and name nothing.
const EMPTY: [&str; 25] = [
    "业务", "产品", "生产", "制造", "内容", "环节", "项目", "部分", "领域", "企业", "公司", "厂家",
    "工厂", "行业", "产业", "东西", "工序", "工艺", "加工", "研发", "开发", "板块", "类型", "方面",
    "活动",
];
/// Words of quality: what has them before 的 is still to come.
const QUALITIES: [&str; 14] = [
    "有", "高", "大", "重", "污染", "危险", "传统", "普通", "低端", "类似", "任何", "相关", "其他",
    "一般",
];
/// Materials by one or two characters of which a product may be free: 不含铅焊料.
const FREE_OF: [&str; 17] = [
    "铅", "氟", "钴", "磷", "硫", "氯", "卤", "糖", "酒精", "硅", "镍", "汞", "镉", "铬", "苯",
    "砷", "油",
];
/// Behind 非, a word of its own: 非金属, 非织造布.
const NON_WORDS: [&str; 37] = [
    "金属",
    "织造",
    "晶",
    "标",
    "遗",
    "洲",
    "公路",
    "球面",
    "接触",
    "线性",
    "离子",
    "处方",
    "转基因",
    "油炸",
    "常",
    "粮",
    "道路",
    "承重",
    "机动",
    "甾",
    "易失",
    "制冷",
    "侵入",
    "开挖",
    "隔离",
    "专利",
    "营利",
    "银",
    "木",
    "煤",
    "天然",
    "编织",
    "住宅",
    "诺",
    "车",
    "对称",
    "均",
];
/// What follows 非…, so that it says a kind.
const KINDS: [&str; 8] = ["类", "行业", "领域", "产业", "企业", "业务", "环节", "用途"];
/// How many characters from 非 on such a word is looked for.
const KIND_CHARACTERS_MAX: usize = 9;
/// Branches that are denied by 非 or 无 alone.
const BRANCHES: [&str; 23] = [
    "化工",
    "危化品",
    "化学品",
    "危险品",
    "电池",
    "医药",
    "食品",
    "汽车",
    "军工",
    "军品",
    "光伏",
    "半导体",
    "芯片",
    "房地产",
    "电镀",
    "喷涂",
    "喷漆",
    "涂装",
    "酸洗",
    "印染",
    "冶炼",
    "铸造",
    "屠宰",
];
/// Behind 除, a word for what takes something away: 除草剂.
const REMOVALS: [&str; 24] = [
    "尘", "草", "湿", "锈", "铁", "臭", "味", "甲醛", "冰", "雪", "霜", "油", "垢", "磷", "氮",
    "氟", "砷", "盐", "菌", "藻", "螨", "颤", "硫", "虫",
];

/// The bytes of `text` that a Chinese denial covers.
pub(super) fn denied(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for clause in word::clauses(text) {
        let mut at = clause.start;
        while at < clause.end {
            let denial = deny(text, &clause, at);
            let step = text[at..].chars().next().map_or(1, char::len_utf8);
            at = match denial {
                Some(range) => {
                    let end = range.end.max(at + step);
                    ranges.push(range);
                    end
                }
                None => at + step,
            };
        }
    }
    ranges
}

/// What is denied by the word that begins at `at`.
fn deny(text: &str, clause: &Range<usize>, at: usize) -> Option<Range<usize>> {
    let rest = &text[at..clause.end];
    if !rest.starts_with(word::is_han) {
        return None;
    }
    if NO_DENIAL.iter().any(|word| rest.starts_with(word)) {
        return None;
    }
    if let Some((length, verb)) = verb(rest) {
        return Some(object(text, clause, at, (length, verb)));
    }
    excepted(text, clause, at).or_else(|| not_a(text, clause, at)).or_else(|| unrelated(rest, at))
}

/// The bytes of a denial at the beginning of `rest`, and its verb.
fn verb(rest: &str) -> Option<(usize, &'static str)> {
    if let Some(word) = longest(rest, &ALONE) {
        return Some((word.len(), word));
    }
    let not = longest(rest, &NOT)?;
    let between = longest(&rest[not.len()..], &BETWEEN).map_or(0, str::len);
    let at = not.len() + between;
    let verb = longest(&rest[at..], &VERBS)?;
    Some((at + verb.len(), verb))
}

fn longest<'w>(rest: &str, words: &[&'w str]) -> Option<&'w str> {
    words.iter().copied().filter(|word| rest.starts_with(word)).max_by_key(|word| word.len())
}

/// What the verb of a denial denies: up to the end of its clause or what stands against it, up to
/// 的 if that only describes a product (不涉及化工的新材料), or, with nothing behind it, what stands
/// before (电池不做).
fn object(
    text: &str,
    clause: &Range<usize>,
    at: usize,
    (length, verb): (usize, &str),
) -> Range<usize> {
    let from = at + length;
    let behind = &text[from..clause.end];
    let stop = STOPS.iter().filter_map(|stop| behind.find(stop)).min().unwrap_or(behind.len());
    let behind = &behind[..stop];
    if matches!(behind.trim(), "" | "的" | "在内" | "了" | "在其中") {
        return clause.start..from + stop;
    }
    if let (true, Some(free)) = (verb.starts_with('含'), longest(behind, &FREE_OF)) {
        return at..from + free.len();
    }
    if WHOLE.contains(&verb) {
        return at..from + stop;
    }
    let Some(found) = behind.find('的') else { return at..from + stop };
    let (before, rest) = (&behind[..found], behind[found + '的'.len_utf8()..].trim());
    let empty = rest.is_empty()
        || EMPTY.iter().any(|noun| rest.starts_with(noun) && rest.len() <= noun.len() + 9);
    let makes = matches!(verb, "生产" | "制造" | "做" | "造" | "搞" | "碰" | "从事" | "加工");
    let quality = makes && QUALITIES.iter().any(|word| before.contains(word));
    if empty || quality { at..from + stop } else { at..from + found + '的'.len_utf8() }
}

/// 除…外, …除外, …以外, unless more is added to it: 除了电池,还做机器人.
fn excepted(text: &str, clause: &Range<usize>, at: usize) -> Option<Range<usize>> {
    let rest = &text[at..clause.end];
    let end = if let Some(behind) = rest.strip_prefix('除') {
        if REMOVALS.iter().any(|word| behind.starts_with(word))
            || text[..at].ends_with(['去', '消', '清', '脱', '拆', '解', '免', '扣', '根', '铲'])
        {
            return None;
        }
        let outside = ["以外", "之外"]
            .iter()
            .filter_map(|word| Some(behind.find(word)? + word.len()))
            .chain(single_outside(behind))
            .min();
        let bare = behind.starts_with(['了', '去']).then_some(behind.len());
        at + '除'.len_utf8() + outside.or(bare)?
    } else {
        // Not the beginning of 以外购木浆为原料.
        let word = longest(rest, &["以外", "之外"])?;
        let next = rest[word.len()..].trim_start();
        (next.is_empty() || next.starts_with(['的', '都', '均'])).then_some(at + word.len())?
    };
    let added = text[end..].trim_start_matches([',', '，', ' ']);
    let added = longest(added, &["我们", "公司", "本公司", "项目", "团队", "主要"])
        .map_or(added, |subject| &added[subject.len()..]);
    if added.starts_with(['还', '也', '另', '又', '更', '再', '并']) || added.starts_with("同时")
    {
        // Nothing is denied; what follows is read on.
        return None;
    }
    let start =
        if rest.starts_with('除') && !rest.starts_with("除外") { at } else { clause.start };
    Some(start..end)
}

/// The end of a 外 that ends its clause or stands before 都 and the like.
fn single_outside(behind: &str) -> Option<usize> {
    let found = behind.match_indices('外').map(|(at, word)| at + word.len());
    found.into_iter().find(|end| {
        let next = behind[*end..].trim_start();
        next.is_empty() || next.starts_with(['都', '均', '的'])
    })
}

/// 非化工类, 非化工的, 非化工, 无电镀.
fn not_a(text: &str, clause: &Range<usize>, at: usize) -> Option<Range<usize>> {
    let rest = &text[at..clause.end];
    let (none, behind) = match rest.strip_prefix('非') {
        Some(behind) => (false, behind),
        None => (true, rest.strip_prefix('无')?),
    };
    let from = rest.len() - behind.len();
    if none {
        // 无电镀、喷涂工序: the whole list; 无喷涂工序的家具: up to what it describes.
        let branch = longest(behind, &BRANCHES);
        let described = behind.find('的').map(|of| at + from + of + '的'.len_utf8());
        return branch.map(|_| at..described.unwrap_or(clause.end));
    }
    if NON_WORDS.iter().any(|word| behind.starts_with(word)) || text[..at].ends_with(['并', '而'])
    {
        return None;
    }
    let reach: usize = behind.chars().take(KIND_CHARACTERS_MAX).map(char::len_utf8).sum();
    let kind = KINDS
        .iter()
        .chain(&["的"])
        .filter_map(|kind| Some(behind[..reach].find(kind)? + kind.len()))
        .filter(|end| '的'.len_utf8() < *end)
        .min();
    let end = kind.or_else(|| longest(behind, &BRANCHES).map(str::len))?;
    Some(at..at + from + end)
}

/// 与化工无关.
fn unrelated(rest: &str, at: usize) -> Option<Range<usize>> {
    if !rest.starts_with(['与', '和', '跟', '同']) {
        return None;
    }
    let end = ["无关", "没有关系", "没关系", "不相关", "不沾边"]
        .iter()
        .filter_map(|word| Some(rest.find(word)? + word.len()))
        .min()?;
    Some(at..at + end)
}
