//! A Chinese clause, and what is said by the clause as a whole.

use super::super::analyzer::Piece;
use super::chinese_words::{RECYCLE, REPAIR, WASTE};
use super::role::Role;

/// A clause as one string, with the piece of every byte.
pub(super) struct Clause {
    pub(super) text: String,
    pub(super) starts: Vec<usize>,
}

impl Clause {
    pub(super) fn new(pieces: &[Piece]) -> Clause {
        let mut clause = Clause { text: String::new(), starts: Vec::new() };
        for (number, piece) in pieces.iter().enumerate() {
            clause.starts.resize(clause.text.len() + piece.text.len(), number);
            clause.text.push_str(&piece.text);
        }
        clause
    }

    /// The longest of `words` at byte `at`.
    pub(super) fn word<'w>(&self, at: usize, words: &[&'w str]) -> Option<&'w str> {
        let rest = &self.text[at..];
        words.iter().copied().filter(|word| rest.starts_with(word)).max_by_key(|word| word.len())
    }

    /// The first place at or behind `at` where one of `words` stands.
    pub(super) fn find(&self, at: usize, words: &[&str]) -> Option<(usize, usize)> {
        let rest = &self.text[at..];
        words
            .iter()
            .filter_map(|word| rest.find(word).map(|found| (at + found, word.len())))
            .min_by_key(|(found, length)| (*found, std::cmp::Reverse(*length)))
    }
}

/// An amount of output makes what stands beside it a product: 胶合板年产10万立方米, 产能20万条.
pub(super) fn promote_output(clause: &Clause, roles: &mut [Role]) {
    let output = ["年产", "产能", "年加工", "年增"].iter().any(|word| clause.text.contains(word))
        || (clause.text.contains(|sign: char| sign.is_ascii_digit())
            && clause.text.ends_with([
                '吨', '件', '台', '套', '支', '只', '片', '双', '辆', '米', '条', '个', '张', '箱',
                '瓶',
            ]));
    if output {
        for role in roles.iter_mut() {
            if matches!(role, Role::Neutral | Role::Planned | Role::Developed) {
                *role = Role::Product;
            }
        }
    }
}

/// Heads of a clause about what handles waste, not about waste.
const MACHINES: [&str; 9] = ["设备", "装备", "装置", "机", "系统", "药剂", "仪", "器", "模具"];

/// Heads of a clause about waste, whatever it was before: 光伏组件回收.
const RECYCLING: [&str; 7] =
    ["回收", "回收利用", "回收再利用", "再生利用", "循环利用", "拆解", "梯次利用"];
/// What may stand behind such a head.
const BEHIND_RECYCLING: [&str; 8] =
    ["项目", "工厂", "基地", "生产线", "产线", "业务", "企业", "产业"];
/// What is recovered within a plant, and is no waste: 余热回收, 溶剂回收.
const WITHIN_PLANT: [char; 9] = ['热', '能', '气', '汽', '水', '剂', '液', '冷', '压'];

/// Whether a clause is about taking goods apart or making them usable again.
fn recycles_goods(text: &str) -> bool {
    let mut text = text;
    for end in BEHIND_RECYCLING {
        text = text.strip_suffix(end).unwrap_or(text);
    }
    let goods = RECYCLING.iter().filter_map(|head| text.strip_suffix(head)).min_by_key(|g| g.len());
    goods.is_some_and(|goods| !goods.is_empty() && !goods.ends_with(WITHIN_PLANT))
}

/// Waste that is worked on, unless a product is made of it in the same clause.
pub(super) fn recycle(clause: &Clause, roles: &mut [Role]) {
    let verb = RECYCLE.iter().any(|word| clause.text.contains(word))
        || ["清洗", "造粒", "再生", "翻新", "裂解", "热解"]
            .iter()
            .any(|word| clause.text.contains(word));
    // 废水处理设备 is a machine: water and gas are no goods, and a head noun says what is made.
    let machine = MACHINES.iter().any(|word| clause.text.ends_with(word));
    let goods = |word: &&str| {
        let found = clause.text.match_indices(*word).map(|(at, found)| at + found.len());
        let mut behind =
            found.filter(|end| !clause.text[*end..].starts_with(['水', '气', '液', '城']));
        behind.next().map(|end| end - word.len())
    };
    let waste = WASTE.iter().filter_map(goods).min();
    let waste = waste.or_else(|| recycles_goods(&clause.text).then_some(0));
    if let (true, false, Some(waste)) = (verb, machine, waste) {
        for byte in waste..clause.text.len() {
            let role = &mut roles[clause.starts[byte]];
            if matches!(
                role,
                Role::Neutral
                    | Role::Product
                    | Role::Planned
                    | Role::Developed
                    | Role::Input
                    | Role::Step
            ) {
                *role = Role::Recycled;
            }
        }
    }
}

/// What is repaired, where nothing is made in the same clause.
pub(super) fn repair(clause: &Clause, roles: &mut [Role]) {
    if !REPAIR.iter().any(|word| clause.text.contains(word)) {
        return;
    }
    // 并提供维修服务: an offer beside production.
    if clause.text.starts_with(['并', '也', '还', '另', '兼', '同']) {
        return;
    }
    if roles.contains(&Role::Product) || roles.contains(&Role::Use) && !clause.text.contains("提供")
    {
        return;
    }
    for role in roles.iter_mut() {
        if matches!(role, Role::Neutral | Role::Service | Role::Planned | Role::Developed) {
            *role = Role::Repaired;
        }
    }
}
