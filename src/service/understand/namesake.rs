use super::{
    gazetteer::{Gazetteer, Mention, Name},
    window::{head, tail},
};
use crate::scoring::atlas::Atlas;

/// Names of several cities by which people mean one unless they say the other: both have some ten times
/// the output of their namesakes, Suzhou in Anhui and Fuzhou in Jiangxi.
const USUAL: [(&str, &str); 2] = [("suzhou", "CN-320500"), ("fuzhou", "CN-350100")];

/// Firms, goods and turns of speech that begin or go on like the name of a place, and tell of none.
const HOLDING: [&str; 29] = [
    "京东方",
    "东方电气",
    "东方红",
    "东方雨虹",
    "东方日升",
    "东方电缆",
    "东方财富",
    "三明治",
    "普洱茶",
    "大理石",
    "安康鱼",
    "和田玉",
    "金华火腿",
    "黄山毛峰",
    "六安瓜片",
    "海南黄花梨",
    "贵州茅台",
    "云南白药",
    "白银靶",
    "白银粉",
    "白银电镀",
    "白银制品",
    "高纯白银",
    "日照时间",
    "日照时长",
    "日照时数",
    "日照强度",
    "长治久安",
    "来宾接待",
];

/// How long the word is that stands at the beginning of `text` and only holds the name of a place.
pub(super) fn holder_at(text: &str) -> Option<usize> {
    HOLDING.iter().find(|word| text.starts_with(**word)).map(|word| word.len())
}

/// Names before an ambiguous one among which the region around it is looked for: who names more has
/// gone on to something else, and a text of nothing but names is read in time.
const NAMES_BEFORE_MAX: usize = 16;

impl Gazetteer {
    /// Of several regions of one name the one that lies in a region named right before or behind
    /// (深圳市南山区, "Suzhou, Anhui"), or alone lies in one named before; else the one that is usually
    /// meant. `None` if that is left open. `around` are the names before, and the region behind.
    pub(super) fn meant<'a>(
        &'a self,
        atlas: &Atlas,
        before: &str,
        name: &'a Name,
        around: (&[Mention], Option<usize>),
    ) -> Option<&'a Name> {
        let names = if name.text.is_ascii() { &self.english } else { &self.chinese };
        let (earlier, behind) = around;
        let touches = |last: &&Mention| matches!(before[last.end..].trim(), "" | "的" | "(");
        let place = |mention: &Mention| atlas.find(mention.region.as_ref()?);
        let last = earlier.last().filter(touches).and_then(place);
        let inside = |above: usize| {
            names
                .alike(&name.text)
                .filter(move |one| one.place != above && atlas.is_within(one.place, above))
        };
        let stated = [last, behind].into_iter().flatten().find_map(|above| inside(above).next());
        if stated.is_some() {
            return stated;
        }
        // The larger region goes before: 吉林 is the province.
        let rank = |one: &Name| (one.standing, atlas.profile(one.place).levels.first());
        let alike = || names.alike(&name.text).filter(|one| rank(one) == rank(name));
        if alike().all(|one| one.place == name.place) {
            return Some(name);
        }
        let within =
            earlier.iter().rev().take(NAMES_BEFORE_MAX).filter_map(place).find_map(|above| {
                let mut found = alike().filter(|one| atlas.is_within(one.place, above));
                found.next().filter(|_| found.next().is_none())
            });
        let id = |one: &Name| atlas.profile(one.place).id.as_str();
        // Who names Anhui in one clause and Suzhou in another means the usual one.
        let usual = || {
            alike().find(|one| {
                USUAL.iter().any(|(text, usual)| (&*one.text, id(one)) == (*text, *usual))
            })
        };
        usual().or(within)
    }

    /// The region that the words behind a place may say that it lies in, with their length: ", Anhui"
    /// where nothing follows, " in Zhejiang", "(安徽".
    pub(super) fn above_behind(&self, after: &str) -> Option<(usize, usize)> {
        let bracket = after.trim_start().strip_prefix(['(', '（']);
        let comma = || after.strip_prefix(", ");
        let rest = bracket.or_else(|| after.strip_prefix(" in ")).or_else(comma)?;
        let chinese = bracket.and_then(|rest| self.chinese.at(rest).next());
        let lower = head(rest).to_ascii_lowercase();
        let name = chinese.or_else(|| self.english.at(&lower).next())?;
        let behind = rest[name.text.len()..].trim_start();
        let ends = behind.is_empty()
            || behind.starts_with([',', '.', ';', ')', '）'])
            || ["start", "team", "company", "-based"].iter().any(|word| behind.starts_with(word));
        let length = after.len() - rest.len() + name.text.len();
        ends.then_some((name.place, length))
    }

    /// Whether the words behind an English name say where one of its regions lies: "Renhuai, Guizhou".
    pub(super) fn is_placed(&self, atlas: &Atlas, name: &Name, after: &str) -> bool {
        self.above_behind(after).is_some_and(|(above, _)| {
            let mut alike = self.english.alike(&name.text);
            alike.any(|one| one.place != above && atlas.is_within(one.place, above))
        })
    }

    /// Whether the clause around `position` is nothing but English names to choose from: "Qidong or
    /// Dafeng".
    pub(super) fn is_choice(&self, text: &str, position: usize) -> bool {
        const BREAKS: [char; 6] = [',', '.', ';', '\n', '。', ':'];
        let before = tail(&text[..position]).rsplit(BREAKS).next().unwrap_or_default();
        let after = head(&text[position..]).split(BREAKS).next().unwrap_or_default();
        let clause = format!("{before}{after}").to_ascii_lowercase();
        let names = clause.split(" or ").flat_map(|part| part.split(" and "));
        let mut count = 0;
        let all_known = names.map(str::trim).all(|name| {
            count += 1;
            self.english.alike(name).next().is_some()
        });
        all_known && 1 < count
    }
}
