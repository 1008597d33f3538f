use std::collections::HashMap;

use super::{area, cue, cue_words::PREPOSITIONS, list::is_list, namesake, park_name, window::head};
use crate::{
    domain::{
        id::RegionId,
        region::{Level, RegionProfile},
    },
    scoring::atlas::Atlas,
    search::simplified,
};

/// The names of regions, to be found in running text.
pub struct Gazetteer {
    pub(super) chinese: Names,
    /// In lower case.
    pub(super) english: Names,
}

/// Names in alphabetical order, so that one is found by its words in a few steps however many there
/// are.
#[derive(Default)]
pub(super) struct Names {
    sorted: Vec<Name>,
    /// The lengths in bytes of the names that begin with a character, the longest first.
    lengths: HashMap<char, Vec<usize>>,
}

#[derive(Debug, PartialEq)]
pub(super) struct Name {
    pub(super) text: Box<str>,
    /// Where the region stands in the atlas.
    pub(super) place: usize,
    pub(super) standing: Standing,
}

/// What it takes for a name to be found; of two that are the same words the earlier one here counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// It is found wherever it stands.
    Plain,
    /// The name of a park is long; one that several parks share names none of them.
    Park,
    /// A name that people use, for the region that they mean by it.
    Alias,
    /// The English name of a county is common enough in other words that it must be introduced.
    Introduced,
    /// So is the short form of a name.
    Shortened,
}

impl Standing {
    pub(super) fn must_be_introduced(self) -> bool {
        matches!(self, Standing::Introduced | Standing::Shortened)
    }
}

/// A region's name in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Which region; `None` for a place outside of the world that is known, and for a name of which
    /// nobody says which of several is meant.
    pub region: Option<RegionId>,
    /// Where, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// The region and those above it, so that neighbours can be joined.
    pub lineage: Vec<RegionId>,
    /// Whether the name stands for several regions, of which this is one.
    pub is_one_of_several: bool,
}

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
const SUFFIXES: [&str; 23] = [
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
    "新区",
    "省",
    "市",
    "县",
    "区",
    "盟",
];
/// Short names of counties that are common words.
const COMMON_WORDS: [&str; 12] = [
    "港口", "城区", "郊区", "矿区", "新城", "城中", "市中", "城关", "和平", "平安", "新华", "江北",
];

impl Gazetteer {
    /// Collects the names of the regions from the province down to the park, and `aliases`.
    pub fn new<'a>(
        atlas: &Atlas,
        aliases: impl Iterator<Item = (&'a str, &'a RegionId)>,
    ) -> Gazetteer {
        let mut gazetteer = Gazetteer { chinese: Names::default(), english: Names::default() };
        let is = |place: usize, level| atlas.profile(place).levels.contains(&level);
        for place in (0..atlas.len()).filter(|place| !is(*place, Level::Country)) {
            if !is(place, Level::Park) {
                gazetteer.insert_place(place, atlas.profile(place));
            }
        }
        for (alias, region) in aliases {
            let Some(place) = atlas.find(region) else { continue };
            if alias.is_ascii() {
                gazetteer.english.insert(alias, place, Standing::Alias);
            } else {
                gazetteer.chinese.insert(alias, place, Standing::Alias);
            }
        }
        gazetteer.settle(atlas);
        let parks = (0..atlas.len()).filter(|place| is(*place, Level::Park));
        let parks: Vec<_> =
            parks.map(|place| (place, gazetteer.names_of_park(place, atlas))).collect();
        for (place, (chinese, english)) in parks {
            for name in chinese {
                gazetteer.chinese.insert(&name, place, Standing::Park);
            }
            for name in english {
                gazetteer.english.insert(&name, place, Standing::Park);
            }
        }
        gazetteer.settle(atlas);
        gazetteer
    }

    fn insert_place(&mut self, place: usize, profile: &RegionProfile) {
        let is_county = profile.levels.contains(&Level::County);
        let of_county = |standing| if is_county { standing } else { Standing::Plain };
        if let Some(zh) = profile.name.zh.as_deref().map(simplified) {
            self.chinese.insert(&zh, place, Standing::Plain);
            if let Some(name) = short_form(&zh).filter(|name| !COMMON_WORDS.contains(name)) {
                self.chinese.insert(name, place, of_county(Standing::Shortened));
            }
        }
        if let Some(en) = &profile.name.en {
            self.english.insert(en, place, of_county(Standing::Introduced));
            if let Some(name) = english_short_form(en) {
                self.english.insert(name, place, Standing::Shortened);
            }
        }
    }

    /// The Chinese and the English names of a park.
    fn names_of_park(&self, place: usize, atlas: &Atlas) -> (Vec<String>, Vec<String>) {
        let name = &atlas.profile(place).name;
        let province = atlas.at_or_above(place, Level::Province);
        let province = province.and_then(|at| atlas.profile(at).name.zh.as_deref()).map(simplified);
        let province = province.as_deref().map(|zh| short_form(zh).unwrap_or(zh));
        let begins_with_place = |rest: &str| self.chinese.at(rest).next().is_some();
        let chinese = name.zh.as_deref().map(simplified);
        let chinese = chinese.map(|zh| park_name::chinese(&zh, province, begins_with_place));
        let english = name.en.as_deref().map(park_name::english);
        (chinese.unwrap_or_default(), english.unwrap_or_default())
    }

    fn settle(&mut self, atlas: &Atlas) {
        self.chinese.settle(atlas);
        self.english.settle(atlas);
    }

    /// Finds the names of a text, the longest at each place, in order and without overlap.
    pub fn find_all(&self, atlas: &Atlas, text: &str) -> Vec<Mention> {
        let mut mentions: Vec<Mention> = Vec::new();
        let mut position = 0;
        while position < text.len() {
            let rest = &text[position..];
            let first = rest.chars().next().unwrap_or(' ');
            if let Some(length) = namesake::holder_at(rest) {
                position += length;
                continue;
            }
            if let Some((length, regions)) = area::at(text, position) {
                let end = position + length;
                mentions.extend(regions.filter(|id| atlas.find(id).is_some()).map(|region| {
                    let (lineage, region) = (vec![region.clone()], Some(region));
                    Mention { region, start: position, end, lineage, is_one_of_several: true }
                }));
                position = end;
                continue;
            }
            let found = self.chinese_at(text, position, mentions.last());
            let found = found.or_else(|| self.english_at(atlas, text, position));
            if let Some(name) = found {
                let end = position + name.text.len();
                let above = self.above_behind(&text[end..]);
                let around = (&mentions[..], above.map(|(place, _)| place));
                let name = self.meant(atlas, &text[..position], name, around);
                // Where a place lies is no other place.
                let lies_in =
                    |above: usize| name.is_some_and(|name| atlas.is_within(name.place, above));
                let within = above.filter(|(above, _)| lies_in(*above));
                let end = end + within.map_or(0, |(_, length)| length);
                mentions.push(mention(atlas, name, position, end));
                position = end;
            } else if let Some(length) =
                area::outside_at(text, position, mentions.last().map(|last| last.end))
                    .filter(|length| !is_named_after(&rest[*length..]))
            {
                let (start, end) = (position, position + length);
                let (region, lineage) = (None, Vec::new());
                mentions.push(Mention { region, start, end, lineage, is_one_of_several: false });
                position = end;
            } else {
                position += first.len_utf8();
            }
        }
        mentions
    }

    fn chinese_at(&self, text: &str, position: usize, last: Option<&Mention>) -> Option<&Name> {
        let (before, rest) = text.split_at(position);
        self.chinese.at(rest).find(|name| {
            let after = &rest[name.text.len()..];
            let is_cut = name.standing.must_be_introduced() && self.is_cut(before, rest);
            if is_named_after(after) || is_cut {
                return false;
            }
            let listed = || {
                let between = last.and_then(|last| text.get(last.end..position));
                between.is_some_and(|words| matches!(words, "" | "(") || is_list(words))
            };
            let begins = || {
                let is_inside = before.ends_with(char::is_alphanumeric);
                !is_inside && (cue::follows(after) || cue::ends_denied(after))
            };
            !name.standing.must_be_introduced() || cue::introduces(before) || listed() || begins()
        })
    }

    /// Whether what seems to be a name begins within the word before another: of 从江西 the place is
    /// not 从江, of 离开江阴 not 开江, and of 迁离石狮 not 离石.
    fn is_cut(&self, before: &str, rest: &str) -> bool {
        let leaves = match rest.chars().next() {
            Some('开') => before.ends_with('离'),
            Some('离') => before.ends_with(['迁', '搬', '撤']),
            _ => false,
        };
        let mut behind = rest.strip_prefix(PREPOSITIONS).or(rest.strip_prefix('开')).into_iter();
        let is_name = |name: &Name| leaves || name.standing == Standing::Plain;
        behind.any(|rest| self.chinese.at(rest).any(is_name))
    }

    fn english_at(&self, atlas: &Atlas, text: &str, position: usize) -> Option<&Name> {
        let (before, rest) = text.split_at(position);
        if before.ends_with(|c: char| c.is_alphanumeric()) {
            return None;
        }
        let lower = head(rest).to_ascii_lowercase();
        let capital = rest.starts_with(|c: char| c.is_ascii_uppercase());
        self.english.at(&lower).find(|name| {
            let after = &rest[name.text.len()..];
            let must_be_introduced = name.standing.must_be_introduced();
            let introduced = || {
                cue::leads_to_in_english(before)
                    || self.is_placed(atlas, name, after)
                    || self.is_choice(text, position)
            };
            !after.starts_with(|c: char| c.is_ascii_alphanumeric())
                && !names_a_school(after)
                && !goes_on_as_county(after)
                && (!must_be_introduced || capital || self.english.alike(&name.text).count() == 1)
                && (cue::introduces_in_english(before)
                    || capital && (!must_be_introduced || introduced()))
        })
    }
}

impl Names {
    fn insert(&mut self, text: &str, place: usize, standing: Standing) {
        // As the text in which it is to be found.
        let text = simplified(&text.to_ascii_lowercase()).into_boxed_str();
        self.sorted.push(Name { text, place, standing });
    }

    /// Sorts the names, the largest region of one name first, and leaves out those that do not say
    /// which of several is meant.
    fn settle(&mut self, atlas: &Atlas) {
        let key = |name: &Name| (name.standing, atlas.ancestors(name.place).len());
        self.sorted.sort_by(|one, other| {
            let text = one.text.cmp(&other.text);
            let id = |name: &Name| &atlas.profile(name.place).id;
            text.then_with(|| key(one).cmp(&key(other))).then_with(|| id(one).cmp(id(other)))
        });
        self.sorted.dedup();
        let is_alike = |one: &Name, other: &Name| {
            one.standing == Standing::Park
                && (one.standing, &one.text) == (other.standing, &other.text)
        };
        let alike: Vec<bool> =
            self.sorted.windows(2).map(|pair| is_alike(&pair[0], &pair[1])).collect();
        let mut at = 0_usize;
        self.sorted.retain(|_| {
            let before = at.checked_sub(1).is_some_and(|before| alike[before]);
            let is_shared = before || alike.get(at).is_some_and(|shared| *shared);
            at += 1;
            !is_shared
        });
        self.sorted.shrink_to_fit();
        self.lengths.clear();
        for name in &self.sorted {
            let Some(first) = name.text.chars().next() else { continue };
            self.lengths.entry(first).or_default().push(name.text.len());
        }
        for lengths in self.lengths.values_mut() {
            lengths.sort_unstable_by_key(|length| std::cmp::Reverse(*length));
            lengths.dedup();
            lengths.shrink_to_fit();
        }
    }

    /// The names with which a text begins, the longest first.
    pub(super) fn at<'a, 't>(
        &'a self,
        text: &'t str,
    ) -> impl Iterator<Item = &'a Name> + use<'a, 't> {
        let first = text.chars().next();
        let lengths = first.and_then(|first| self.lengths.get(&first));
        let heads = lengths.into_iter().flatten().filter_map(|length| text.get(..*length));
        heads.flat_map(|head| self.alike(head))
    }

    /// The names that are the same words.
    pub(super) fn alike<'a, 't>(
        &'a self,
        text: &'t str,
    ) -> impl Iterator<Item = &'a Name> + use<'a, 't> {
        let start = self.sorted.partition_point(|name| *name.text < *text);
        self.sorted[start..].iter().take_while(move |name| *name.text == *text)
    }
}

/// Whether a name is but the beginning of that of a county: Chaoyang is no Chaoyang District.
fn goes_on_as_county(after: &str) -> bool {
    [" District", " County", " New Area"].iter().any(|word| after.starts_with(word))
}

fn is_named_after(after: &str) -> bool {
    // Where several universities stand is a place.
    !after.starts_with("大学城") && NAMED_AFTER.iter().any(|word| after.starts_with(word))
}

/// A name in a text; of which of its namesakes, may be left open.
fn mention(atlas: &Atlas, name: Option<&Name>, start: usize, end: usize) -> Mention {
    let id = |place: usize| atlas.profile(place).id.clone();
    let lineage = name.iter().flat_map(|name| atlas.lineage(name.place)).map(id).collect();
    let region = name.map(|name| id(name.place));
    Mention { region, start, end, lineage, is_one_of_several: false }
}

/// Whether the words behind a place go on as the name of a university: "Zhejiang University",
/// "Shanghai Jiao Tong University".
pub(super) fn names_a_school(after: &str) -> bool {
    let is_named = |word: &str| word.starts_with(|c: char| c.is_ascii_uppercase());
    let words = after.split(' ').skip(1).take(4).take_while(|word| is_named(word));
    let mut words = words.map(|word| word.trim_end_matches(|c: char| !c.is_ascii_alphabetic()));
    after.starts_with(' ')
        && words.any(|word| matches!(word, "University" | "Institute" | "College" | "Hospital"))
}

/// The short form of at least two characters.
fn short_form(zh: &str) -> Option<&str> {
    let short = SUFFIXES.iter().find_map(|suffix| zh.strip_suffix(suffix))?;
    (2 <= short.chars().count()).then_some(short)
}

fn english_short_form(en: &str) -> Option<&str> {
    [" New Area", " District", " County"].iter().find_map(|suffix| en.strip_suffix(suffix))
}
