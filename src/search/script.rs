//! Traditional Chinese characters as simplified ones, in which the definition and the built-in world
//! are written.

use std::sync::LazyLock;

use ferrous_opencc::{OpenCC, config::BuiltinConfig};

const FIRST: char = '\u{4E00}';
const LAST: char = '\u{9FFF}';
/// Characters that simplified Chinese keeps in some words, and in names, such as 乾安县: they stay.
const KEPT: [char; 5] = ['乾', '著', '藉', '瞭', '夥'];

/// The simplified form of every character of the basic block; an empty list, which leaves all as they
/// are, where the library has no table.
static FORMS: LazyLock<Vec<char>> = LazyLock::new(|| {
    let Ok(converter) = OpenCC::from_config(BuiltinConfig::T2s) else { return Vec::new() };
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
    for kept in KEPT {
        if let Some(form) = place(kept).and_then(|place| forms.get_mut(place)) {
            *form = kept;
        }
    }
    // A form may itself be the traditional form of another: 薴 of 苧, that of 苎.
    let once = forms.clone();
    for form in &mut forms {
        *form = find(&once, *form);
    }
    forms
});

/// The simplified form of a traditional Chinese character, which takes as many bytes; any other
/// character as it is.
///
/// Source: the table of characters of `OpenCC`, <https://github.com/BYVoid/OpenCC>.
pub fn simplified(character: char) -> char {
    find(&FORMS, character)
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

    fn read(text: &str) -> String {
        text.chars().map(simplified).collect()
    }

    #[test]
    fn what_is_written_in_hong_kong_and_taiwan_is_read_as_what_is_written_here() {
        for (traditional, here) in [
            ("上海團隊做半導體設備,希望落戶無錫或嘉興", "上海团队做半导体设备,希望落户无锡或嘉兴"),
            ("兩億元、五萬平方米、40畝", "两亿元、五万平方米、40亩"),
            ("臺州 餘姚 崑山 位於", "台州 余姚 昆山 位于"),
        ] {
            assert_eq!(read(traditional), here);
        }
    }

    #[test]
    fn what_is_simplified_stays() {
        for text in ["乾安县 乾照光电", "于是皇后里的著名干部", "ABC 12 kWh ½ ア"]
        {
            assert_eq!(read(text), text);
        }
    }

    #[test]
    fn every_form_takes_as_many_bytes_and_is_its_own_form() {
        assert_eq!(place(LAST), Some(FORMS.len() - 1));
        let changed = (FIRST..=LAST).filter(|character| simplified(*character) != *character);
        assert!(2_500 < changed.count());
        for character in FIRST..=LAST {
            let form = simplified(character);
            assert_eq!(form.len_utf8(), character.len_utf8());
            assert_eq!(simplified(form), form, "{character}");
        }
    }
}
