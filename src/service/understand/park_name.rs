/// Kinds of parks in Chinese as their names end, and how people shorten them: 昆山高新区 is
/// 昆山高新技术产业开发区.
const CHINESE_KINDS: [(&str, &[&str]); 7] = [
    ("高新技术产业开发区", &["高新区", "高新技术开发区"]),
    ("高新技术产业园区", &["高新区"]),
    ("高新技术产业园", &["高新区"]),
    ("经济技术开发区", &["经开区", "开发区"]),
    ("经济开发区", &["经开区", "开发区"]),
    ("工业园区", &["工业园"]),
    ("综合保税区", &["综保区"]),
];
/// The same in English.
const ENGLISH_KINDS: [(&str, &[&str]); 3] = [
    ("High-Tech Industrial Development Zone", &["High-Tech Zone", "High-Tech Development Zone"]),
    ("High-Tech Industrial Park", &["High-Tech Zone", "High-Tech Park"]),
    ("Economic and Technological Development Zone", &["ETDZ", "Development Zone"]),
];

/// Fewer characters than this are no name of a park: it would be found in other words.
const CHINESE_CHARACTERS_MIN: usize = 5;
/// Fewer words than this are none in English.
const ENGLISH_WORDS_MIN: usize = 2;

/// The names under which a park is known: the full one, without the province (if what is left begins
/// with a place, for "industrial park" alone names none), and the short forms of both.
pub(super) fn chinese(
    zh: &str,
    province: Option<&str>,
    begins_with_place: impl Fn(&str) -> bool,
) -> Vec<String> {
    let local = province.and_then(|province| zh.strip_prefix(province));
    let local = local.map(|rest| rest.strip_prefix(['省', '市']).unwrap_or(rest));
    let local = local.filter(|rest| begins_with_place(rest));
    let long = std::iter::once(zh).chain(local);
    let mut names: Vec<String> =
        long.flat_map(|name| with_short_forms(name, &CHINESE_KINDS)).collect();
    names.retain(|name| CHINESE_CHARACTERS_MIN <= name.chars().count());
    names
}

/// The same in English, where the province stands behind a comma.
pub(super) fn english(en: &str) -> Vec<String> {
    let local = en.split_once(',').map(|(local, _)| local);
    let long = std::iter::once(en).chain(local);
    let mut names: Vec<String> =
        long.flat_map(|name| with_short_forms(name.trim(), &ENGLISH_KINDS)).collect();
    names.retain(|name| ENGLISH_WORDS_MIN <= name.split_whitespace().count());
    names
}

fn with_short_forms(name: &str, kinds: &[(&str, &[&str])]) -> Vec<String> {
    let kind = kinds.iter().find_map(|(kind, short)| Some((name.strip_suffix(kind)?, *short)));
    let mut names = vec![name.to_owned()];
    if let Some((head, short)) = kind.filter(|(head, _)| !head.is_empty()) {
        names.extend(short.iter().map(|short| format!("{head}{short}")));
    }
    names
}
