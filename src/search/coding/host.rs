//! Where a project comes from: 在北京孵化, "headquartered in Leeds". Such words are those of
//! incubators and of research, and no product.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

/// Patterns; what is blanked is the group `host`.
static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    // An answer to a question leaves commas in place of the city: "孵化于,", "在,孵化".
    let patterns = [
        "(?P<host>(?:孵化|研发|总部|注册|成立|创立|起步|诞生)(?:于|在|位于|地|城市))",
        "在[^,，。;；、的]{1,16}?(?P<host>孵化|研发|起步)(?:[,，。;；、的]|$)",
        "(?:^|[,，。;；、\\s]|[^蛋禽鸡鸭鹅鱼虾蟹苗种虫卵鸟业目])(?P<host>孵化)(?:[,，。;；、]|$)",
        "(?:在|入驻|位于|来自)[^,，。;；、的]{0,16}?(?P<host>孵化器|孵化园|孵化基地|孵化中心|众创空间)",
        r"(?i)(?P<host>\bincubat(?:ed|ing|ion)\b)",
        r"(?i)(?P<host>\bincubators?|孵化器|孵化地)\s*[:：]",
        r"\b(?P<host>[A-Z][a-z]+ (?:District|County|Prefecture|Province|Municipality|City))\s*(?:[,.;:)]|$)",
        r"(?i)\b(?P<host>(?:headquartered|based|located|founded|registered|established|born|started)) (?:in|at|near|out of)\b",
        r"(?i)\b(?P<host>(?:r&d|research(?: and development)?|laborator(?:y|ies)|incubators?))(?: team| centre| center)?(?: is| are)? (?:in|at)\b",
    ];
    let compiled = patterns.iter().map(|pattern| Regex::new(pattern));
    compiled.collect::<Result<_, _>>().expect("the patterns are tested")
});

/// The text with blanks in place of the words that say where a project comes from; every other word
/// keeps its place.
pub(super) fn without(text: &str) -> String {
    let mut blanked = text.to_owned();
    for pattern in PATTERNS.iter() {
        let mut hosts: Vec<Range<usize>> = Vec::new();
        for found in pattern.captures_iter(text) {
            hosts.extend(found.name("host").map(|host| host.range()));
        }
        for host in hosts {
            let blank = if text[host.clone()].is_ascii() { ' ' } else { ',' };
            blanked.replace_range(host.clone(), &blank.to_string().repeat(host.len()));
        }
    }
    blanked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_host_are_blanked_and_no_others() {
        let cases = [
            ("种植体,在北京孵化", "种植体"),
            ("种植体,孵化于上海", "种植体|上海"),
            ("在张江孵化的种植体", "在张江|的种植体"),
            ("种植体,在,孵化", "种植体|在"), // as a question leaves it
            ("种植体,杭州孵化", "种植体|杭州"),
            ("研发在深圳,轴承", "深圳|轴承"),
            ("总部位于苏州,轴承", "苏州|轴承"),
            ("轴承,入驻中关村孵化器", "轴承|入驻中关村"),
            ("pumps, incubated in Leeds", "pumps|in Leeds"),
            ("pumps, R&D in Leeds", "pumps|in Leeds"),
            ("pumps, headquartered in Leeds", "pumps|in Leeds"),
            ("pumps, incubator: Leeds", "pumps|: Leeds"),
            ("pumps, Chaoyang District", "pumps"),
            // Products and services.
            ("鸡苗孵化", "鸡苗孵化"),
            ("种蛋孵化,饲料", "种蛋孵化|饲料"),
            ("企业孵化", "企业孵化"),
            ("孵化设备", "孵化设备"),
            ("孵化器运营", "孵化器运营"),
            ("药物研发", "药物研发"),
            ("egg incubators", "egg incubators"),
            ("plant-based meat", "plant-based meat"),
            ("water based paint", "water based paint"),
        ];
        for (text, expected) in cases {
            let left = without(text);
            assert_eq!(left.len(), text.len(), "{text}");
            let parts = left.split([',', '，']).map(str::trim).filter(|part| !part.is_empty());
            let parts: Vec<&str> = parts.collect();
            let expected: Vec<&str> = expected.split('|').collect();
            let kept = expected.iter().all(|part| parts.contains(part));
            let words =
                ["孵化", "研发", "incubated", "headquartered", "R&D", "incubator:", "District"];
            let blanked = words
                .iter()
                .all(|word| expected.iter().any(|part| part.contains(word)) == left.contains(word));
            assert!(kept && blanked, "{text}: {left}");
        }
    }
}
