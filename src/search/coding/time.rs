//! Times in English: the "two years" of "within two years", the "end of next year".

use super::role::{Words, words};

/// What a time is counted in, and the months that stand for themselves.
static UNITS: Words = words!(
    "year years month months week weeks day days hour hours minute minutes quarter january \
    february march april may june july august september october november december"
);
/// What leads to it.
static LEADS: Words = words!(
    "a an the of end early late mid middle beginning start next this coming first second third \
    half one two three four five six seven eight nine ten twelve eighteen twenty few several less \
    than at most"
);
/// A time has at most so many words.
const WORDS_MAX: usize = 6;

/// Behind the time that `words` begin with, up to the first break: "end of next year", "18 months",
/// "June 2027", "2027".
pub(super) fn end(words: &[String], breaks: &[bool]) -> Option<usize> {
    let open = 1 + breaks.iter().skip(1).take_while(|stop| !**stop).count();
    let mut end = None;
    for (at, word) in words.iter().take(open).take(WORDS_MAX).enumerate() {
        if UNITS.contains(&word.as_str()) || is_year(word) {
            end = Some(at + 1);
        } else if end.is_some() || !LEADS.contains(&word.as_str()) && !is_number(word) {
            break;
        }
    }
    end
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.starts_with("20") && is_number(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_ends_behind_its_unit() {
        let cases = [
            ("two years lithium batteries", Some(2)),
            ("18 months", Some(2)),
            ("the end of next year bearings", Some(5)),
            ("June 2027 bearings", Some(2)),
            ("2027 bearings", Some(1)),
            ("a leased hall", None),
            ("2 plants", None),
            ("cold stores next year", None), // a place first
        ];
        for (text, expected) in cases {
            let words: Vec<String> = text.to_lowercase().split(' ').map(str::to_owned).collect();
            assert_eq!(end(&words, &vec![false; words.len()]), expected, "{text}");
        }
        let words = ["next", "year", "2027"].map(str::to_owned);
        assert_eq!(end(&words, &[false, false, true]), Some(2), "up to the comma");
    }
}
