use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::window::head;

/// What production may need of a site and no field takes, in Chinese: lines, pipes and mains; leave to
/// waste; freedom from customs; ways.
const THINGS: &str = "(?:铁路(?:专用线|专线|支线)|专用铁路|(?:专用|自备|自有|装卸)码头|天然气|燃气|蒸汽|热力|工业气体|双回路|双电源|双路(?:供电|电源)|危废|危险废物|固废|排污|能耗指标|用气|保税(?:区|仓库?|物流)|综保区|综合保税区|自贸区|出口加工区|机场|高速公路|冷库|(?:员工|职工)?宿舍|人才公寓)";
/// The same in English.
const ENGLISH_THINGS: &str = r"(?:natural gas|gas (?:supply|pipeline)|steam|(?:rail(?:way|road)?|train) (?:siding|spur|connection|access|link)|siding|(?:dual|double|two)[- ](?:power|feed|circuit)|(?:dual|redundant|backup) power|hazardous[- ]waste|bonded (?:zone|area|warehouse)|free[- ]trade zone|airport|motorway|expressway|jetty|quay|dormitor(?:y|ies)|cold storage)(?: (?:supply|supplies|feeds?|disposal|treatment|handling|permits?|pipeline|access|connection|capacity))*";
/// What belongs to such a thing, and leaves it one.
const OF_THE_THING: &str = "(?:供应|供给|供电|电源|接入|管道|管网|处置|处理|排放|许可|能力|资质|指标|容量|条件|配套|保障|附近|旁边?)*";

static NEEDS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let verbs = "(?:需要?|必?须|要求?|得有|应有|希望有?|最好|优先|带|具备|有)(?:有|能|具备|配套?|接入|接|通|靠近|临近|邻近|毗邻|使用?|提供|建在?|位于|在|落在|进入?|大量|稳定的?|充足的?)*";
    let near = "(?:靠近|临近|邻近|毗邻|紧邻)(?:\\p{Han}{0,6}?)(?:机场|高速(?:公路)?(?:出?入?口)?|高铁站?|火车站|动车站|铁路|地铁站?|市区|主城区|原料产?地?|产地|客户|市场|供应商|主机厂|高校|大学)(?:附近|近|边|旁|不远)*";
    [
        format!("{verbs}{THINGS}{OF_THE_THING}(?:[和与及或、]{THINGS}{OF_THE_THING})*"),
        format!("{THINGS}{OF_THE_THING}(?:是)?(?:必须|必需|必备|刚需|不可少|优先)"),
        // These are nothing but a wish, with or without a verb.
        format!("(?:双回路|双路)(?:供电|电源接入){OF_THE_THING}"),
        near.to_owned(),
        // Linhai and Linjiang are cities.
        "(?:靠|挨)(?:着|近)?大?(?:海|江|河|湖)(?:边|岸)?".to_owned(),
        format!(
            r"(?i)\b(?:needs?|needing|requires?|requiring|wants?|must have|access to|near|close to)\s+(?:(?:to be|be|near|close to|access to|an?|the|own|reliable|our|direct)\s+)*{ENGLISH_THINGS}(?:(?: and| or|,)\s+(?:an? )?{ENGLISH_THINGS})*\b"
        ),
        format!(
            r"(?i)\b{ENGLISH_THINGS}\s+(?:(?:is|are|nearby|close by)\s+)*(?:needed|required|necessary|essential|mandatory|a must|preferred)\b"
        ),
    ]
    .into_iter()
    .map(|words| Regex::new(&words).expect("the pattern is tested"))
    .collect()
});
/// What may stand behind a need; anything else makes goods of it: 需要蒸汽锅炉, "needs a steam turbine".
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?i)^\s*(?:$|[和与及或并且也等]|[^\p{L}\p{N}\s-]|\s?(?:and|or|at|on|in|for|from|with|within|nearby|close|is|are|as|of|to)\b)";
    Regex::new(pattern).expect("the pattern is tested")
});

/// Where needs are said that no field takes, in order; none within another.
pub(super) fn find_all(text: &str) -> Vec<Range<usize>> {
    let found = NEEDS.iter().flat_map(|words| words.find_iter(text).map(|found| found.range()));
    let mut needs: Vec<Range<usize>> =
        found.filter(|range| BEHIND.is_match(head(&text[range.end..]))).collect();
    needs.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    needs.retain(|range| {
        let is_new = end <= range.start;
        end = end.max(range.end);
        is_new
    });
    needs
}
