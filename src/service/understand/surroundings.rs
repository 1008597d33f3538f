use std::sync::LazyLock;

use regex::Regex;

use super::{
    aside,
    journey::{self, Journey},
    window::{head, tail},
};
use crate::domain::unit::LandPriceUnit;

/// Where a word stands in a text; an English one only at the beginning of one: no rent in "current".
fn found<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> {
    let is_whole = move |at: &usize| {
        !word.is_ascii() || !text[..*at].ends_with(|c: char| c.is_ascii_alphabetic())
    };
    text.match_indices(word).map(|(at, _)| at).filter(is_whole)
}

/// What a sum is for each of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Each {
    /// It is one sum.
    No,
    /// For each year.
    Year,
    /// For each month, square metre, person.
    Other,
}

/// From the people that there are to those that will be: 员工由50增至300, "staff to grow from 50 to 300".
static PEOPLE_GROW: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?:员工|用工|职工|人员|团队)(?:人?数|规模)?(?:将|计划|拟)?(?:(?:由|从)[^,。;]{1,8})?(?:增加?|扩[大充张编建]?|提[高升]|增长|上升|发展)(?:至|到|为)$|\b(?:staff|headcount|workforce|team|employees|employment) (?:(?:is|are|will|to|should|of|size) )*(?:grow|rise|increase|expand|growing|rising|increasing|expanding|grows)(?: from(?: \d+ to)?| to)?\s*$";
    Regex::new(pattern).expect("the pattern is tested")
});

/// The words on both sides of a quantity, up to the next break, in small letters.
pub(super) struct Surroundings {
    before: String,
    after: String,
}

impl Surroundings {
    pub(super) fn new(text: &str, start: usize, end: usize) -> Surroundings {
        const BREAKS: [char; 7] = [',', '。', ';', '、', '\n', '(', ')'];
        let before = tail(&text[..start]).rsplit(BREAKS).next().unwrap_or_default();
        let after = head(&text[end..]).split(BREAKS).next().unwrap_or_default();
        Surroundings { before: before.to_lowercase(), after: after.to_lowercase() }
    }

    /// Whether letters follow at once.
    pub(super) fn goes_on(&self) -> bool {
        self.after.starts_with(char::is_alphabetic)
    }

    /// Whether the sum is one for each of many: 每平米30元, 30元/月, 8,000 yuan a month.
    pub(super) fn each(&self) -> Each {
        let (before, after) = (self.before.as_str(), self.after.trim_start());
        let starts = |words: &[&str]| words.iter().any(|word| after.starts_with(word));
        let other = before.match_indices('每').any(|(at, _)| !before[at..].starts_with("每年"))
            || ["亩均", "人均", "户均", "地均"].iter().any(|words| before.contains(words));
        if before.contains("每年")
            || starts(&["/年", "每年", "/year", "per year", "per annum", "a year"])
        {
            Each::Year
        } else if other || starts(&["/", "每", "per ", "a month", "an hour", "each"]) {
            Each::Other
        } else {
            Each::No
        }
    }

    /// What a time to travel is.
    pub(super) fn journey(&self) -> Journey {
        journey::of(&self.before, &self.after)
    }

    /// Whether one of the words follows at once.
    pub(super) fn is_followed_by(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.after.starts_with(word))
    }

    /// What follows the number, without the words that it is about so much: 2亿左右.
    fn behind_about(&self) -> &str {
        const ABOUT: [&str; 7] = ["多", "余", "左右", "上下", "以上", "以内", "以下"];
        ABOUT.iter().fold(&self.after, |after, word| after.strip_prefix(word).unwrap_or(after))
    }

    /// Whether a word of money stands near and no counted thing follows.
    pub(super) fn speak_of_money(&self) -> bool {
        const WORDS: &[&str] = &[
            "投资", "投入", "固投", "总投", "产值", "销售", "营收", "税", "资金", "预算", "领投",
            "capex", "invest",
        ];
        let after = self.behind_about();
        let ends = !after.starts_with(char::is_alphanumeric)
            || WORDS.iter().any(|word| after.starts_with(word));
        ends && self.say(WORDS)
    }

    /// Whether 200 alone is a number of people: 用工200, headcount 200.
    pub(super) fn ask_for_people(&self) -> bool {
        let after = self.behind_about();
        let ends =
            !after.starts_with(char::is_alphanumeric) && !after.trim_start().starts_with('%');
        ends && self.count_people()
    }

    /// Whether the words before the number count people: 员工200名.
    pub(super) fn count_people(&self) -> bool {
        const WORDS: [&str; 16] = [
            "人员",
            "人数",
            "技工",
            "用工",
            "用工数",
            "员工",
            "员工数",
            "职工",
            "工人",
            "招聘",
            "招工",
            "用人",
            "headcount",
            "headcount of",
            "workforce of",
            "staff of",
        ];
        let before = self.before.trim_end_matches(|c: char| c == ':' || c.is_whitespace());
        let before = ["约", "共", "为", "总数"]
            .iter()
            .fold(before, |before, word| before.strip_suffix(word).unwrap_or(before));
        WORDS.iter().any(|word| before.ends_with(word)) || PEOPLE_GROW.is_match(&self.before)
    }

    /// Whether the words before the number end in one of `words`, but for blanks.
    pub(super) fn end_before_on(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.before.trim_end().ends_with(word))
    }

    /// Whether the sum is what others gave.
    pub(super) fn is_raised(&self) -> bool {
        aside::is_raised(&self.before)
    }

    /// Whether one of the words stands before the quantity, or right behind it; words of several even further on.
    pub(super) fn count_by(&self, before: &[&str], behind: &[&str]) -> bool {
        let after = self.after.trim_start();
        before.iter().any(|word| self.before.contains(word))
            || behind
                .iter()
                .any(|word| after.starts_with(word) || word.contains(' ') && after.contains(word))
    }

    /// The unit of a price of land, if the sum is one: 地价不超过20万元/亩, 每亩20万元以内的地.
    pub(super) fn land_price_unit(&self) -> Option<LandPriceUnit> {
        const AREAS: [(LandPriceUnit, &[&str], &[&str]); 3] = [
            (
                LandPriceUnit::YuanPerMu,
                &["每亩"],
                &["/亩", "每亩", "一亩", "/mu", "per mu", "a mu"],
            ),
            (
                LandPriceUnit::YuanPerSquareMetre,
                &["每平方米", "每平米", "每平"],
                &["/平", "/㎡", "/m2", "每平", "per square met", "per m2", "per sqm", "/sqm"],
            ),
            (
                LandPriceUnit::YuanPerHectare,
                &["每公顷"],
                &["/公顷", "每公顷", "per hectare", "/ha"],
            ),
        ];
        let after = self.after.trim_start();
        let unit = AREAS.iter().find(|(_, before, behind)| {
            before.iter().any(|word| self.before.contains(word))
                || behind.iter().any(|word| after.starts_with(word))
        });
        unit.filter(|_| self.is_land_price()).map(|(unit, ..)| *unit)
    }

    /// Whether the words speak of what land costs, and not of rent, output or tax.
    pub(super) fn is_land_price(&self) -> bool {
        const PRICE: &[&str] = &[
            "地价",
            "土地价",
            "土地出让",
            "土地成本",
            "拿地",
            "用地价",
            "土地单价",
            "land price",
            "land cost",
            "price of land",
            "cost of land",
            "land at",
        ];
        const OTHER: &[&str] =
            &["租", "产值", "税", "产出", "投资", "rent", "output", "tax", "invest"];
        self.nearest(&[(0, PRICE), (1, OTHER)]) == Some(0)
    }

    /// Whether the sum is the most that may be.
    pub(super) fn sets_most(&self) -> bool {
        const LEAST: &[&str] = &[
            "不低于",
            "不少于",
            "不小于",
            "至少",
            "最少",
            "最低",
            "no less than",
            "not less than",
            "no lower than",
            "not lower than",
            "not below",
            "not under",
            "at least",
            "minimum",
        ];
        const MOST: &[&str] = &[
            "不超过",
            "不超",
            "不高于",
            "不大于",
            "低于",
            "小于",
            "少于",
            "最高",
            "最多",
            "至多",
            "上限",
            "控制在",
            "以内",
            "之内",
            "以下",
            "at most",
            "no more than",
            "not more than",
            "not above",
            "below",
            "under",
            "less than",
            "up to",
            "maximum",
            "within",
            "capped at",
        ];
        // 低于 ends where 不低于 ends: the group that comes first goes before.
        let nearest = self.nearest(&[(0, LEAST), (1, MOST)]);
        nearest == Some(1) || nearest.is_none() && self.hold_word(&["max", "cap"])
    }

    /// Whether one of the English words stands there whole: no cap in "capital".
    fn hold_word(&self, words: &[&str]) -> bool {
        let letters =
            |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(|one| words.contains(&one));
        letters(&self.before) || letters(&self.after)
    }

    pub(super) fn say(&self, words: &[&str]) -> bool {
        self.nearest(&[(0, words)]).is_some()
    }

    /// The group whose word stands nearest to the quantity.
    pub(super) fn nearest(&self, groups: &[(usize, &[&str])]) -> Option<usize> {
        let (before, after) = (self.before.as_str(), self.after.as_str());
        let distances = groups.iter().flat_map(|(group, words)| {
            words.iter().flat_map(move |word| {
                let left = found(before, word).last();
                let left = left.map(|at| before.len() - at - word.len());
                let right = found(after, word).next();
                [left, right].into_iter().flatten().map(move |distance| (distance, *group))
            })
        });
        distances.min().map(|(_, group)| group)
    }
}
