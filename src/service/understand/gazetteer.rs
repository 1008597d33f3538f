use std::collections::HashMap;

use crate::{
    domain::{id::RegionId, region::Level},
    scoring::atlas::Atlas,
};

/// The names of regions, to be found in running text.
pub struct Gazetteer {
    /// Chinese names by their first character, the longest first.
    chinese: HashMap<char, Vec<Name>>,
    /// English names in lower case by their first word, the longest first.
    english: HashMap<String, Vec<Name>>,
}

#[derive(Debug, Clone)]
struct Name {
    text: String,
    region: RegionId,
    /// A short name of a county is common enough in other words that it needs a preposition.
    needs_preposition: bool,
}

/// A region's name in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Which region.
    pub region: RegionId,
    /// Where, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// The region and those above it, so that neighbours can be joined.
    pub lineage: Vec<RegionId>,
    /// Whether the name stands for several regions, of which this is one.
    pub is_one_of_several: bool,
}

/// Names of areas that are made of whole regions: the names, and the identifiers.
///
/// Sources: the outline plan for the integrated development of the Yangtze River Delta (2019,
/// section 1: the whole of four provinces); the outline plan for Beijing, Tianjin and Hebei (2015);
/// the outline plan for the Guangdong–Hong Kong–Macao Greater Bay Area (2019, preface: nine cities of
/// Guangdong, those of the Pearl River Delta); the grouping of provinces by the National Bureau of
/// Statistics (2011) for the north-east.
const AREAS: [(&[&str], &[&str]); 4] = [
    (
        &["长三角", "长江三角洲", "Yangtze River Delta", "Yangtze Delta"],
        &["CN-310000", "CN-320000", "CN-330000", "CN-340000"],
    ),
    (&["京津冀", "Jing-Jin-Ji"], &["CN-110000", "CN-120000", "CN-130000"]),
    (
        &[
            "珠三角",
            "珠江三角洲",
            "粤港澳大湾区",
            "大湾区",
            "Pearl River Delta",
            "Greater Bay Area",
        ],
        &[
            "CN-440100",
            "CN-440300",
            "CN-440400",
            "CN-440600",
            "CN-440700",
            "CN-441200",
            "CN-441300",
            "CN-441900",
            "CN-442000",
        ],
    ),
    (&["东北三省", "东北地区", "Northeast China"], &["CN-210000", "CN-220000", "CN-230000"]),
];

/// What follows a place where it is but the name of a school, a hospital or a firm.
const NAMED_AFTER: [&str; 12] = [
    "大学",
    "理工",
    "师范",
    "医科",
    "工业大学",
    "科技大学",
    "交通大学",
    "农业大学",
    "财经",
    "学院",
    "医院",
    "时代",
];

/// Ends of Chinese names of places, the longest first; without them the name is its short form.
const SUFFIXES: [&str; 22] = [
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "土家族苗族自治州",
    "布依族苗族自治州",
    "藏族羌族自治州",
    "哈尼族彝族自治州",
    "朝鲜族自治州",
    "蒙古自治州",
    "藏族自治州",
    "彝族自治州",
    "回族自治州",
    "白族自治州",
    "自治区",
    "自治州",
    "自治县",
    "地区",
    "省",
    "市",
    "县",
    "区",
    "盟",
];
/// Characters before which a place may stand.
const PREPOSITIONS: [char; 13] =
    ['在', '于', '从', '到', '去', '往', '自', '至', '向', '驻', '离', '近', '由'];

/// Words that follow a place at the beginning of a text.
const FOLLOWERS: [&str; 6] = ["的", "团队", "企业", "公司", "孵化", "研发"];
/// Short names of counties that are common words.
const COMMON_WORDS: [&str; 10] =
    ["港口", "城区", "郊区", "矿区", "新城", "城中", "城关", "和平", "平安", "新华"];

impl Gazetteer {
    /// Collects the names of the regions down to the county, and `aliases`.
    pub fn new<'a>(
        atlas: &Atlas,
        aliases: impl Iterator<Item = (&'a str, &'a RegionId)>,
    ) -> Gazetteer {
        let mut gazetteer = Gazetteer { chinese: HashMap::new(), english: HashMap::new() };
        for place in 0..atlas.len() {
            let profile = atlas.profile(place);
            if profile.levels.contains(&Level::Park) || profile.levels.contains(&Level::Country) {
                continue;
            }
            let is_county = profile.levels.contains(&Level::County);
            if let Some(zh) = &profile.name.zh {
                gazetteer.insert_chinese(zh, &profile.id, false);
                if let Some(short) = short_form(zh).filter(|s| !COMMON_WORDS.contains(s)) {
                    gazetteer.insert_chinese(short, &profile.id, is_county);
                }
            }
            if let Some(en) = &profile.name.en {
                gazetteer.insert_english(en, &profile.id, is_county);
                if let Some(short) = english_short_form(en) {
                    gazetteer.insert_english(short, &profile.id, true);
                }
            }
        }
        for (alias, region) in aliases {
            if atlas.find(region).is_none() {
                continue;
            }
            if alias.is_ascii() {
                gazetteer.insert_english(alias, region, false);
            } else {
                gazetteer.insert_chinese(alias, region, false);
            }
        }
        gazetteer.settle(atlas);
        gazetteer
    }

    fn insert_chinese(&mut self, text: &str, region: &RegionId, needs_preposition: bool) {
        let Some(first) = text.chars().next() else { return };
        let name = Name { text: text.to_owned(), region: region.clone(), needs_preposition };
        self.chinese.entry(first).or_default().push(name);
    }

    fn insert_english(&mut self, text: &str, region: &RegionId, needs_preposition: bool) {
        let text = text.to_lowercase();
        let Some(first) = text.split_whitespace().next() else { return };
        let name = Name { text: text.clone(), region: region.clone(), needs_preposition };
        self.english.entry(first.to_owned()).or_default().push(name);
    }

    /// Sorts the names: the longest first, the largest region of one name first. A short name
    /// that several counties share names none of them.
    fn settle(&mut self, atlas: &Atlas) {
        let depth = |name: &Name| {
            atlas.find(&name.region).map_or(usize::MAX, |place| atlas.ancestors(place).len())
        };
        for names in self.chinese.values_mut().chain(self.english.values_mut()) {
            let mut counties: HashMap<String, usize> = HashMap::new();
            for name in names.iter().filter(|name| name.needs_preposition) {
                *counties.entry(name.text.clone()).or_default() += 1;
            }
            names.retain(|name| !name.needs_preposition || counties[&name.text] == 1);
            names.sort_by(|one, other| {
                let length = other.text.len().cmp(&one.text.len());
                length.then(depth(one).cmp(&depth(other))).then(one.region.cmp(&other.region))
            });
        }
    }

    /// Finds the names of a text, the longest at each place, in order and without overlap.
    pub fn find_all(&self, atlas: &Atlas, text: &str) -> Vec<Mention> {
        let mut mentions: Vec<Mention> = Vec::new();
        let mut position = 0;
        while position < text.len() {
            let rest = &text[position..];
            let first = rest.chars().next().unwrap_or(' ');
            if let Some((name, regions)) = area_at(text, position) {
                let end = position + name.len();
                let regions = regions.iter().filter_map(|id| RegionId::parse(id).ok());
                mentions.extend(regions.filter(|id| atlas.find(id).is_some()).map(|region| {
                    let lineage = vec![region.clone()];
                    Mention { region, start: position, end, lineage, is_one_of_several: true }
                }));
                position = end;
                continue;
            }
            let found = self.chinese_at(text, position, mentions.last());
            let found = found.or_else(|| self.english_at(text, position));
            match found {
                Some(name) => {
                    let end = position + name.text.len();
                    mentions.push(mention(atlas, name, position, end));
                    position = end;
                }
                None => position += first.len_utf8(),
            }
        }
        mentions
    }

    fn chinese_at(&self, text: &str, position: usize, last: Option<&Mention>) -> Option<&Name> {
        let rest = &text[position..];
        let names = self.chinese.get(&rest.chars().next()?)?;
        let before = text[..position].chars().next_back();
        let introduced = before.is_some_and(|before| PREPOSITIONS.contains(&before))
            || last.is_some_and(|last| last.end == position);
        names.iter().find(|name| {
            let Some(after) = rest.strip_prefix(name.text.as_str()) else { return false };
            if NAMED_AFTER.iter().any(|word| after.starts_with(word)) {
                return false;
            }
            let begins = before.is_none() && FOLLOWERS.iter().any(|word| after.starts_with(word));
            introduced || begins || !name.needs_preposition
        })
    }

    fn english_at(&self, text: &str, position: usize) -> Option<&Name> {
        let rest = &text[position..];
        let before = &text[..position];
        if before.ends_with(|c: char| c.is_alphanumeric()) {
            return None;
        }
        let end =
            rest.find(|c: char| !(c.is_ascii_alphabetic() || c == '\'')).unwrap_or(rest.len());
        let names = self.english.get(&rest[..end].to_lowercase())?;
        let capital = rest.starts_with(|c: char| c.is_ascii_uppercase());
        let word = before.split_whitespace().next_back().unwrap_or_default().to_lowercase();
        let introduced =
            ["in", "from", "at", "near", "to", "of", "within", "around"].contains(&word.as_str());
        names.iter().find(|name| {
            let fits = rest.get(..name.text.len()).is_some_and(|head| {
                head.eq_ignore_ascii_case(&name.text)
                    && !rest[name.text.len()..].starts_with(|c: char| c.is_ascii_alphanumeric())
            });
            fits && !names_a_school(&rest[name.text.len()..])
                && (introduced || (capital && !name.needs_preposition))
        })
    }
}

fn mention(atlas: &Atlas, name: &Name, start: usize, end: usize) -> Mention {
    let lineage = atlas.find(&name.region).map_or_else(Vec::new, |place| {
        atlas.lineage(place).map(|above| atlas.profile(above).id.clone()).collect()
    });
    let region = name.region.clone();
    Mention { region, start, end, lineage, is_one_of_several: false }
}

/// The area whose name stands at `position`.
fn area_at(text: &str, position: usize) -> Option<(&'static str, &'static [&'static str])> {
    let rest = text.get(position..)?;
    if text[..position].ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let fits = |name: &&&'static str| {
        rest.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name))
    };
    AREAS.iter().find_map(|(names, regions)| Some((*names.iter().find(fits)?, *regions)))
}

/// Whether the words behind a place go on as the name of a university: "Zhejiang University",
/// "Shanghai Jiao Tong University".
fn names_a_school(after: &str) -> bool {
    let is_named = |word: &str| word.starts_with(|c: char| c.is_ascii_uppercase());
    let words = after.split(' ').skip(1).take(4).take_while(|word| is_named(word));
    let mut words = words.map(|word| word.trim_end_matches(|c: char| !c.is_ascii_alphabetic()));
    after.starts_with(' ')
        && words.any(|word| matches!(word, "University" | "Institute" | "College"))
}

/// The short form of at least two characters.
fn short_form(zh: &str) -> Option<&str> {
    let short = SUFFIXES.iter().find_map(|suffix| zh.strip_suffix(suffix))?;
    (2 <= short.chars().count()).then_some(short)
}

fn english_short_form(en: &str) -> Option<&str> {
    [" New Area", " District", " County"].iter().find_map(|suffix| en.strip_suffix(suffix))
}
