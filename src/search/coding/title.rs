//! The products that titles of a classification name.

use std::collections::{BTreeMap, BTreeSet};

use super::super::analyzer;
use super::{Title, division, nameless, role};

/// Ends of Chinese titles that say only that something is made.
const ENDS: [&str; 9] =
    ["制造业", "制造", "生产", "制作", "加工业", "业", "及类似制品", "及类似品", "及有关物品"];
/// Most codes that one expression may have.
const CODES_MAX: usize = 5;

/// Products by name with their codes: 阀门 and 旋塞 of 阀门和旋塞制造.
pub(super) fn products(titles: &[Title]) -> Vec<(String, Vec<String>)> {
    let mut products: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for title in titles.iter().filter(|title| division(&title.code).is_some()) {
        for product in chinese(&title.zh).into_iter().chain(english(&title.en)) {
            let codes = products.entry(product).or_default();
            if codes.len() < CODES_MAX {
                codes.push(title.code.clone());
            }
        }
    }
    products.into_iter().collect()
}

fn chinese(title: &str) -> Vec<String> {
    if title.starts_with("其他") {
        return Vec::new();
    }
    let mut title = title;
    for end in ENDS {
        title = title.strip_suffix(end).unwrap_or(title);
    }
    title
        .split(['、', '和', '及', '与', '（', '）', '(', ')', '，'])
        .map(str::trim)
        .filter(|part| 2 <= part.chars().count() && !nameless::is_nameless(part))
        .map(str::to_owned)
        .collect()
}

fn english(title: &str) -> Vec<String> {
    let title = title.to_lowercase();
    if title.starts_with("other") {
        return Vec::new();
    }
    title
        .replace("manufacturing", ",")
        .replace(" and ", ",")
        .replace(" or ", ",")
        .split(',')
        .map(str::trim)
        .filter(|part| 6 <= part.len() && names_something(part))
        .filter(|part| !part.starts_with("similar") && !part.contains("other"))
        .map(str::to_owned)
        .collect()
}

/// Whether an English part of a title does more than join or frame: not the "production equipment"
/// of drilling and production equipment.
fn names_something(part: &str) -> bool {
    !analyzer::pieces(part).iter().all(|piece| {
        role::is_function(&piece.text) || nameless::are_nameless(std::slice::from_ref(piece))
    })
}

/// The groups whose only class ends in 0: they are named by three digits.
pub(super) fn single_class_groups(titles: &[Title]) -> BTreeSet<String> {
    let whole = titles.iter().filter(|title| title.code.len() == 4 && title.code.ends_with('0'));
    whole.filter_map(|title| title.code.get(..3)).map(str::to_owned).collect()
}
