use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::window::head;

/// Clauses with a word of a wish, of a place or of a limit in which nothing was read (`spans`, in any
/// order): whoever wrote them must not believe that they count. Of a long clause what begins with the
/// word.
pub(super) fn find_all(text: &str, spans: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut spans: Vec<&Range<usize>> = spans.iter().collect();
    spans.sort_by_key(|span| span.start);
    let mut spans = spans.into_iter().peekable();
    let mut unread = Vec::new();
    for clause in clauses(text) {
        while spans.next_if(|span| span.end <= clause.start).is_some() {}
        if spans.peek().is_some_and(|span| span.start < clause.end) {
            continue;
        }
        let words = &text[clause.clone()];
        if let Some(first) = asks(words) {
            let is_short = head(words).len() == words.len();
            let start = clause.start + if is_short { 0 } else { first };
            let end = start + head(&text[start..clause.end]).len();
            unread.push(trimmed(text, start..end));
        }
    }
    unread
}

/// Where a clause begins to ask for a place or sets a limit.
fn asks(clause: &str) -> Option<usize> {
    let found = ASKS.iter().find_map(|words| words.find(clause))?;
    // 落地灯, 去离子水 and 选址软件 are goods.
    let is_good = GOODS.iter().any(|good| clause.contains(good)) || GOODS_END.is_match(clause);
    (!is_good).then_some(found.start())
}

/// What begins like a wish to go somewhere, and is a product.
const GOODS: [&str; 13] = [
    "落地灯",
    "落地扇",
    "落地窗",
    "落地镜",
    "落地钟",
    "落地式",
    "落地页",
    "落地应用",
    "去离子",
    "去毛刺",
    "去除",
    "去皮",
    "去污",
];

/// How the names of products end.
static GOODS_END: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?:软件|系统|平台|设备|机械?|器件?|仪表?|泵|剂|灯|膜|电池|芯片|材料|光纤|光缆|配件|模块|模组)\s*$";
    Regex::new(pattern).expect("the pattern is tested")
});

/// Wishes to be somewhere, hosts, limits. What makes a product is none of them: 希望生产电池.
static ASKS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        // A wish, and a verb of going: 想去, 希望落在, 只考虑.
        r"(?:想|希望|愿意?|打算|计划|准备|考虑|只|优先|必须|拟|最好|不要|别)(?:把[^,。;]{0,8}|将[^,。;]{0,8})?(?:(?:去|到|往|落|迁|搬|考虑|选择?)[^,。;]|在[^线,。;])",
        // A verb of going at the beginning, perhaps behind its subject: 落户…, 工厂迁往….
        r"^\s*(?:项目|工厂|生产|产线|生产线|基地|生产基地|量产)?(?:落地|落户|落在|落到|放在|放到|设在|建在|迁往|迁至|迁到|搬到|搬往|搬至|前往|入驻|进驻|选址|仅限|限于|避开|远离|排除)[^,。;\s]",
        // 去壳 and 往复 are none: a word of a place must follow.
        r"^\s*(?:项目|工厂|生产|产线|生产线|基地|生产基地|量产)?(?:去|到|往)(?:\p{Han}{0,6}(?:国外|海外)|\p{Han}{1,6}(?:[省市县区州国]|[东西南北中]部))(?:\s*$|[的建投设发落])",
        r"^\s*(?:不|只|优先|重点|首先)?考虑[^,。;]",
        // Where it is incubated.
        r"在[^做造搞线售研建开生制用,。;][^,。;]{0,11}(?:孵化|研发|起步)|(?:孵化|研发)(?:于[^,。;]|在[^线售研建,。;])|(?:总部|公司|团队|企业|实验室)(?:设|位)?(?:(?:于|来自)[^,。;]|在[^做造搞从推卖销准考想线售研建开生制用,。;])",
        // A part of a country.
        r"^\s*(?:[东西南北中][东西南北部方]|华[东西南北中]|沿海|沿江|沿边|内陆|内地|海边|边境|[\p{Han}]{0,2}[东西南北中]{1,2}部)(?:地区|省份|城市|一带|优先|都行|都可以|也行)?\s*$",
        // Limits of figures, of time.
        r"(?:不超过|不高于|不大于|不低于|不少于|不小于|低于|高于|至少|最多|至多)[^,。;的]{1,16}$|(?:以内|之内|以下|以上)\s*$|[\d一二两三四五六七八九十半]+\s*个?(?:年|月|周|天|季度)(?:之|以)?内|\d+\s*年(?:\d+月)?(?:年?底|末|初)?(?:以|之)?前|(?:今|明|后)年(?:年?底|内|初)?(?:以|之)?(?:前|内)",
        // Days of which no field is for, or that are said in a way that is not read.
        r"^\s*(?:20[2-9]\d年|[今明后]年)(?:年?[底末初中]|[上下]半年|第?[一二三四1-4]季度|\d{1,2}月(?:[底末初]|\d{1,2}[日号])?)\s*$|(?:最迟|最晚|不晚于|不迟于)[^,。;]{0,12}[\d年月]|(?:节|假|[中下]旬|[一二三四]季度?)(?:之|以)?前|(?:20[2-9]\d[年./-]?|[今明后]年|季度|\d月|个月)[^,。;]{0,8}(?:投产|量产|达产|试产|开产|建成)(?:$|[^的])",
        r"(?i)^(?:[^\d]{0,40}\s)?in (?:the next )?(?:\d+|an?|one|two|three|four|five|six|twelve|eighteen) (?:years?|months?)(?:['’]? time)?\s*$|\b(?:by|before|until) (?:the )?(?:(?:start|beginning|middle|end) of )?(?:the |this |next )(?:year|quarter)\b|\b(?:sop|production|operational|running)\b[^,.;]{0,24}\b(?:20[2-9]\d|next year)\b",
        // Where it must stay.
        r"不(?:能|想|愿意?|可以?|要|打算|得)?(?:出|跨|离开)本?[省市](?:$|[^会])|^\s*(?:只|仅|就|优先|最好|必须|希望)?(?:考虑|在|限于?|落在?)?(?:本|全)?[省市]内\s*(?:即可|优先|最好|就行|都可以?|均可|的?园区)?\s*$|(?:注册地|注册地址|税务|税收|纳税地|法人|主体|总部)[^,。;]{0,4}(?:(?:不能|不可以?|不得|不许|不|必须|要)(?:变|改|迁|动|搬|移|留)|留)",
        // What the ground and the building must bear, and flows of which no field is told.
        r"(?:层高|净高|承重|荷载|跨度|柱距|蒸汽|天然气|用气|用水|排水|污水)[^,。;]{0,10}\d|(?:需要?|要|带|配|有)[^,。;]{0,4}行车|行车\s*\d",
        r"(?i)\b(?:clear|ceiling|storey) height\b|\bfloor load(?:ing)?\b|\bsteam\b[^,.;]{0,12}\d|\d[^,.;]{0,12}\b(?:of |/h )?steam\b|\boverhead cranes? of \d",
        // A figure that should be as low or as high as can be, and what need not be.
        r"越[^,。;]{1,3}越好|(?:不要求|无需|不需要|不必|不用)[^,。;]{0,4}(?:靠近|临近|离|近|在)[^线,。;]|(?i)\bthe (?:cheaper|lower|closer|nearer|more|higher)\b[^,.;]{0,30}\bthe better\b|\bas (?:cheap|low|close|near) as possible\b|\bneed not be (?:near|close|in)\b",
        r"(?i)\bwithin (?:\w+ ){1,2}(?:years?|months?|weeks?|quarters?)\b|^\s*[省市](?:以|之)?外|(?:去|到|往|落户?|迁[往到至]|搬[到往至])[省市](?:以|之)?外",
        // A part of a city or a zone that is not known by its name.
        r"\b[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)*\s(?:New Area|District|County|Province|Prefecture|Development Zone|Industrial Park|Science Park|High-Tech Zone)\s*$|^\s*\p{Han}{2,8}(?:新区|示范区|自贸区|开发区|高新区|经开区)\s*$",
        // A figure that should be low or high, without how much.
        r"^[^,。;]{0,6}(?:工资|人工|劳动力|用工|地价|土地|租金|房租|电价|电费|能源|水价|气价|物流|运费|成本|税)[^,。;]{0,4}(?:低|便宜|优惠|少|充足|充裕|足|不贵|稳定)(?:廉|一些|一点|些|点)?(?:的?(?:地方|地区|省份?|城市|园区|区域))?\s*$|便宜的?(?:土地|地|电|人工|劳动力|厂房)\s*$",
        r"(?i)\b(?:not|only|preferabl[ey]|ideally|prefer(?:s|red)?|must be|should be|wants? to be|wish(?:es)? to be|would like to be) (?:be )?(?:located |somewhere )?(?:in|on|at|near|by|along|to|inside|outside|close to)\b",
        r"(?i)\brelocat(?:e|ing) (?:our |the |its )?(?:plant |factory |production )?(?:to|into|in)\s+\S",
        r"(?i)\b(?:mov(?:e|ing)|go(?:ing)?|expand(?:ing)?|settl(?:e|ing)|land(?:ing)?) (?:our |the |its )?(?:plant |factory |production )?(?:to|into|in)\s+(?:(?-i:[A-Z][a-z])|(?:an? |the |another )?(?:\w+ )?(?:city|town|county|province|region|country|park|coast|interior)\b)",
        r"\b(?i:prefer|preferably|consider|considering)\s+(?:in\s+|at\s+)?[A-Z][a-z]+(?:(?:\s+and|\s+or|\s*/)?\s*[A-Z][a-z]+)*\s*$",
        r"(?i)\b(?:in|on|to|near|along|by) the (?:coast|seaside|interior|inland|north|south|east|west|mountains|border)\b|^\s*(?:inland|coastal)(?: \w+)? only\s*$|^\s*only \S|\S only\s*$",
        r"(?i)\b(?:incubated|headquartered|based|located) (?:in|at)\b|\b(?:start-?up|team|laboratory|company|incubator) (?:in|from|at)\b",
        r"(?i)\b(?:at most|at least|no more than|not more than|no less than|less than|more than|up to|below|under|within|maximum|minimum)\s+(?:\S+\s+){0,3}?\S*\d|\b(?:before|by|until) (?:the end of |end of |early |mid-?|late |q[1-4] )?(?:19|20)\d\d\b",
        // Low power and high energy are what chips and batteries have.
        r"(?i)\b(?:low|lower|cheap|cheaper|affordable|high|good) (?:\w+ )?(?:wages?|salaries|rents?|tax(?:es)?|logistics|subsid(?:y|ies)|(?:labou?r|land)(?: costs?| prices?)?|(?:power|electricity|energy) (?:costs?|prices?|tariffs?|rates?))\s*(?:$|and\b|or\b|needed\b|required\b|preferred\b|please\b)|\b(?:cheap|cheaper|affordable) (?:\w+ )?(?:power|electricity|energy)\s*$",
    ]
    .into_iter()
    .map(|words| Regex::new(words).expect("the pattern is tested"))
    .collect()
});

/// The clauses of a text; a full stop ends one where no digit follows.
fn clauses(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let ends = text.char_indices().filter_map(|(at, c)| {
        let next = || text[at + c.len_utf8()..].chars().next();
        match c {
            ',' => (!groups_digits(text, at)).then_some((at, 1)),
            '.' => next().is_none_or(char::is_whitespace).then_some((at, 1)),
            '。' | ';' | '\n' | '!' | '?' => Some((at, c.len_utf8())),
            _ => None,
        }
    });
    let mut start = 0;
    ends.chain(std::iter::once((text.len(), 0))).map(move |(at, length)| {
        let clause = start..at;
        start = at + length;
        clause
    })
}

/// Whether a comma stands within a number: 8,000.
fn groups_digits(text: &str, at: usize) -> bool {
    text[..at].ends_with(|c: char| c.is_ascii_digit())
        && text[at + 1..].starts_with(|c: char| c.is_ascii_digit())
}

/// A range without the blanks at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let words = &text[range.clone()];
    let start = range.start + (words.len() - words.trim_start().len());
    start..start + words.trim().len()
}
