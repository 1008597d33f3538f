use std::{ops::Range, sync::LazyLock};

use regex::Regex;

/// What a team says that it accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Acceptance {
    /// To move altogether.
    Move,
    /// To produce elsewhere, and to keep research where it is.
    Split,
    /// No enclave of any kind.
    NoEnclave,
}

static WORDS: LazyLock<Vec<(Acceptance, Regex)>> = LazyLock::new(|| {
    [
        (
            Acceptance::Move,
            r"(?i)(?:整体|全部|整厂|整个公司)(?:都|要|想|拟|将|可以?)*(?:搬迁|迁移|搬|迁)|\b(?:move|moving|relocate|relocating) (?:outright|entirely|completely|altogether|everything|the whole (?:company|business))\b",
        ),
        (
            Acceptance::Split,
            r"(?i)研发(?:团队|中心|部门)?(?:仍|继续)?(?:留在?|不动|不搬)[^,。;]{0,8},?\s*(?:只有?|仅)?(?:把|将)?(?:生产|量产|制造)[^,。;]{0,4}(?:外迁|迁|搬|放|落)|\bkeep (?:the |our )?(?:r&d|research)\b[^.;]{0,40}\b(?:production|manufacturing)\b",
        ),
        (
            Acceptance::NoEnclave,
            r"(?i)(?:不(?:接受|想要|要|考虑|采用|走|用|希望|愿意?)|拒绝)(?:任何)?(?:以|用|通过)?飞地(?:模式|方式|形式)?|\b(?:no|without|not an?|reject(?:ing)?|refus(?:e|ing)) (?:\w+ )?enclaves?\b",
        ),
    ]
    .into_iter()
    .map(|(acceptance, words)| (acceptance, Regex::new(words).expect("the pattern is tested")))
    .collect()
});

/// What is accepted, and where it is said.
pub(super) fn find_all(text: &str) -> Vec<(Acceptance, Range<usize>)> {
    let found = WORDS.iter().flat_map(|(acceptance, words)| {
        words.find_iter(text).map(|found| (*acceptance, found.range()))
    });
    let is_meant = |(acceptance, range): &(Acceptance, Range<usize>)| {
        let after = text[range.end..].trim_start();
        let is_contrary = text[..range.start].ends_with(['不', '未', '没'])
            || ["experience", "经验"].iter().any(|words| after.starts_with(words));
        *acceptance != Acceptance::NoEnclave || !is_contrary
    };
    found.filter(is_meant).collect()
}
