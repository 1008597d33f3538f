//! Words that frame a product and say nothing of it: 轴承制造, 电池项目, "bearing production".
//!
//! They tell the role of what stands beside them, or praise it. A word that did that does not vote
//! for an industry as well: 生产 stands in the title of gas works, 项目 in that of engineers.

use super::super::analyzer::{Gap, Piece};
use super::super::phrase::{Boundaries, Occurrence};
use super::role::{self, Words, words};

/// What is done with any product, who does it and where, and what is said of any.
static CHINESE: Words = words!(
    "制造 生产 研发 开发 研制 制作 量产 投产 年产 自研 生产制造 研发生产 生产销售 \
    项目 工程项目 工厂 厂家 厂商 基地 生产基地 制造基地 生产线 产线 产业 产业化 产业园 产业链 \
    制造业 制造商 生产商 供应商 开发商 供货商 企业 公司 团队 初创 创业 业务 产品 主营 从事 专注 \
    建设 新建 扩建 拟建 投资 落地 供应 高端 先进 创新 新型 优质 领先 龙头 科技 高科技 高新技术 \
    专精特新 小巨人 独角兽 解决方案 方案 一个 一家 我们 主要 专业 各种 各类 方向 领域 商 厂"
);
/// Frames that may also end a word of the dictionary, at the end of an expression: 家具厂.
const ENDS: [&str; 8] = ["制造", "生产", "研发", "项目", "工厂", "制造商", "制造厂", "厂"];
/// Heads that are an industry of their own only where no product stands right before them, which
/// they then frame: 储能系统集成. English ones as stems.
const DEPENDENT: [&str; 4] = ["系统集成", "集成服务", "systemintegr", "integr"];
/// The same in English, beside the words of grammar.
static ENGLISH: Words = words!(
    "advanced innovative innovation innovations solution solutions high-end cutting-edge leading \
    novel smart quality premium professional enterprise enterprises supplier suppliers provider \
    vendor vendors idea ideas good best great various next-generation top world-class niche \
    online inline automatic automated portable"
);

/// Which pieces only frame others. A frame inside of a longer known phrase belongs to that.
pub(super) fn frames(
    text: &str,
    pieces: &[Piece],
    boundaries: &Boundaries,
    found: &[Occurrence],
) -> Vec<bool> {
    let mut frames = vec![false; pieces.len()];
    let inside = |first: usize, length: usize| {
        found.iter().any(|known| {
            length < known.length
                && known.first <= first
                && first + length <= known.first + known.length
        })
    };
    for first in 0..pieces.len() {
        let length = if pieces[first].han { chinese(pieces, first, boundaries) } else { 0 };
        if 0 < length && !inside(first, length) {
            frames[first..first + length].fill(true);
        }
        let spelled = || text[pieces[first].start..pieces[first].end].to_lowercase();
        let english = !pieces[first].han
            && (role::is_function(&pieces[first].text) && !role::is_thing(&spelled())
                || role::is_praise(&pieces[first].text));
        frames[first] |= english && !inside(first, 1);
    }
    for (before, head) in found.iter().zip(found.iter().skip(1)) {
        let pieces = &pieces[head.first..head.first + head.length];
        let spelled: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        let behind = before.first + before.length == head.first && pieces[0].gap != Gap::Break;
        if behind && DEPENDENT.contains(&spelled.as_str()) {
            frames[head.first..head.first + head.length].fill(true);
        }
    }
    frames
}

/// How many pieces the longest frame has that begins with piece `first`; 0 if none does.
fn chinese(pieces: &[Piece], first: usize, boundaries: &Boundaries) -> usize {
    let fits = |word: &&str| {
        let length = word.chars().count();
        let Some(here) = pieces.get(first..first + length) else { return false };
        let spelled = here
            .iter()
            .zip(word.chars())
            .all(|(piece, sign)| piece.text.chars().eq(std::iter::once(sign)));
        let closed = here[1..].iter().all(|piece| piece.gap == Gap::None);
        let last =
            pieces.get(first + length).is_none_or(|next| !next.han || next.gap == Gap::Break);
        spelled && closed && (boundaries.allow(here) || last && ENDS.contains(word))
    };
    let fitting = CHINESE.iter().filter(|word| fits(word)).map(|word| word.chars().count());
    fitting.max().unwrap_or(0)
}

/// Words of praise and of trade, which go with any product.
pub(super) fn praise() -> impl Iterator<Item = &'static str> {
    ENGLISH.iter().copied()
}
