//! Traditional Chinese characters as simplified ones, in which the definition and the built-in world
//! are written.

use std::sync::LazyLock;

use ferrous_opencc::{OpenCC, config::BuiltinConfig};

const FIRST: char = '\u{4E00}';
const LAST: char = '\u{9FFF}';
/// Words of the trade that the table of characters leaves as they are.
const FURTHER: [(char, char); 2] = [('夥', '伙'), ('矽', '硅')];
/// 乾 is dry, as in 餅乾 and 乾電池, and is written 干; but not before these, as in 乾安县 and 乾隆.
const DRY: (char, char) = ('乾', '干');
const NOT_DRY_BEFORE: [char; 8] = ['安', '县', '縣', '陵', '坤', '隆', '照', '元'];

/// The simplified form of every character of the basic block.
static FORMS: LazyLock<Vec<char>> = LazyLock::new(|| {
    let converter = OpenCC::from_config(BuiltinConfig::T2s).expect("the table is compiled in");
    // A line each: no word of the library's dictionary goes beyond a line.
    let lines: String = (FIRST..=LAST).flat_map(|character| [character, '\n']).collect();
    let converted = converter.convert(&lines);
    let forms = (FIRST..=LAST).zip(converted.lines()).map(|(character, line)| {
        let mut form = line.chars();
        match (form.next(), form.next()) {
            (Some(form), None) if form.len_utf8() == FIRST.len_utf8() => form,
            _ => character,
        }
    });
    let mut forms: Vec<char> = forms.collect();
    for (character, simple) in FURTHER.into_iter().chain([(DRY.0, DRY.0)]) {
        if let Some(form) = place(character).and_then(|place| forms.get_mut(place)) {
            *form = simple;
        }
    }
    // A form may itself be the traditional form of another: 薴 of 苧, that of 苎.
    let once = forms.clone();
    for form in &mut forms {
        *form = find(&once, *form);
    }
    forms
});

/// A text with simplified Chinese characters for traditional ones, each in as many bytes.
///
/// Source: the table of characters of `OpenCC`, <https://github.com/BYVoid/OpenCC>.
pub fn simplified(text: &str) -> String {
    let mut characters = text.chars().peekable();
    let next = || {
        let character = characters.next()?;
        Some(simplified_before(character, characters.peek().copied()))
    };
    std::iter::from_fn(next).collect()
}

/// The simplified form of a character that stands before `next`.
pub(super) fn simplified_before(character: char, next: Option<char>) -> char {
    if character == DRY.0 && !next.is_some_and(|next| NOT_DRY_BEFORE.contains(&next)) {
        return DRY.1;
    }
    find(&FORMS, character)
}

/// The part of a text as it was said, by what it became in the simplified text; `None` if that does not
/// hold it.
pub fn quoted<'a>(part: &str, simplified: &str, said: &'a str) -> Option<&'a str> {
    let start = simplified.find(part)?;
    said.get(start..start + part.len())
}

fn find(forms: &[char], character: char) -> char {
    place(character).and_then(|place| forms.get(place)).copied().unwrap_or(character)
}

/// The place of a character in the basic block; `None` outside of it.
fn place(character: char) -> Option<usize> {
    let place =
        (FIRST..=LAST).contains(&character).then(|| u32::from(character) - u32::from(FIRST));
    place.and_then(|place| usize::try_from(place).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_in_hong_kong_and_taiwan_is_read_as_what_is_written_here() {
        for (traditional, here) in [
            ("上海團隊做半導體設備,希望落戶無錫或嘉興", "上海团队做半导体设备,希望落户无锡或嘉兴"),
            ("兩億元、五萬平方米、40畝", "两亿元、五万平方米、40亩"),
            ("臺州 餘姚 崑山 位於", "台州 余姚 昆山 位于"),
            ("餅乾、乾電池、糧食烘乾機", "饼干、干电池、粮食烘干机"),
            ("碳化矽晶圓的合作夥伴", "碳化硅晶圆的合作伙伴"),
        ] {
            assert_eq!(simplified(traditional), here);
        }
    }

    #[test]
    fn what_is_simplified_stays() {
        for text in ["乾安县 乾照光电 乾隆", "于是皇后里的著名干部", "ABC 12 kWh ½ ア"]
        {
            assert_eq!(simplified(text), text);
        }
    }

    #[test]
    fn every_form_takes_as_many_bytes_and_is_its_own_form() {
        assert_eq!(place(LAST), Some(FORMS.len() - 1));
        let changed =
            (FIRST..=LAST).zip(FORMS.iter()).filter(|(character, form)| character != *form);
        assert!(2_500 < changed.count());
        for character in FIRST..=LAST {
            let form = simplified_before(character, None);
            assert_eq!(form.len_utf8(), character.len_utf8());
            assert_eq!(simplified_before(form, None), form, "{character}");
        }
    }

    #[test]
    fn a_part_is_quoted_as_it_was_said() {
        let said = "做半導體設備的公司";
        assert_eq!(quoted("半导体", &simplified(said), said), Some("半導體"));
        assert_eq!(quoted("锂电池", &simplified(said), said), None);
    }
}
