//! Words that name no product by themselves, in titles as in texts: what is a word of every
//! industry tells none.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::super::analyzer::{self, Piece};
use super::role::{Words, words};

/// In Chinese.
static CHINESE: [Words; 3] = [
    // Heads that need a word before them: 光伏组件 is a product, 组件 none.
    words!(
        "设备 专用设备 机械 装置 系统 仪器 仪表 器材 器具 工具 设施 元件 器件 组件 模块 零件 配件 零配件 \
        附件 部件 部分"
    ),
    // What anything is, or is made of.
    words!("产品 制品 类似制品 用品 物品 材料 原料 原材料 物料 其他"),
    // What is done with anything.
    words!("工业 服务 加工 制造 生产 处理 研发"),
];
/// In English, where a word that grammar knows says nothing either.
static ENGLISH: [Words; 3] = [
    // Heads that need a word before them.
    words!(
        "machine machinery apparatus component module mechanism attachment fixture part piece \
        section control station terminal plate block form image string custom search"
    ),
    // What anything is, or is made of.
    words!("material mixture stock storage disposal data"),
    // What is done with anything, which indexes of industries list under one of them.
    words!(
        "coding combining dispensing extruded finishing grinding recovering repairing scouring \
        shelling stitching washing safely"
    ),
];
/// The stems of the English ones.
static STEMS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let words: Vec<&str> = ENGLISH.iter().flat_map(|list| list.iter().copied()).collect();
    analyzer::pieces(&words.join(" ")).into_iter().map(|piece| piece.text).collect()
});

/// Whether a Chinese word names nothing.
pub(super) fn is_nameless(word: &str) -> bool {
    CHINESE.iter().any(|list| list.contains(&word))
}

/// Whether an expression is no more than a word that names nothing.
pub(super) fn are_nameless(pieces: &[Piece]) -> bool {
    if let [piece] = pieces
        && !piece.han
    {
        return STEMS.contains(&piece.text);
    }
    let named: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    is_nameless(&named)
}
