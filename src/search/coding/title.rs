//! The products that titles of a classification name.

use std::collections::BTreeMap;

use super::{Title, division, role};

/// Parts of titles that name nothing by themselves.
pub(super) const GENERIC: [&str; 38] = [
    "设备",
    "制品",
    "产品",
    "用品",
    "材料",
    "机械",
    "器材",
    "零件",
    "配件",
    "装置",
    "系统",
    "工业",
    "服务",
    "仪器",
    "仪表",
    "元件",
    "器件",
    "附件",
    "部件",
    "器具",
    "工具",
    "设施",
    "物品",
    "类似制品",
    "加工",
    "制造",
    "生产",
    "专用设备",
    "零配件",
    "其他",
    "处理",
    "研发",
    "组件",
    "模块",
    "部分",
    "原料",
    "原材料",
    "物料",
];
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
        .filter(|part| 2 <= part.chars().count() && !GENERIC.contains(part))
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
        .filter(|part| 6 <= part.len() && !role::is_function(part))
        .filter(|part| !part.starts_with("similar") && !part.contains("other"))
        .map(str::to_owned)
        .collect()
}
