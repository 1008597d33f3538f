use std::ops::Range;

/// A run of letters, digits, hyphens and apostrophes in Latin script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Word {
    /// In lower case, with straight apostrophes.
    pub(in super::super) text: String,
    pub(in super::super) range: Range<usize>,
    /// What stands between it and the word before.
    pub(in super::super) before: Between,
}

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Between {
    /// Blanks, slashes and the like.
    Nothing,
    /// A comma.
    Comma,
    /// The end of a clause, Chinese characters, or the beginning of the text.
    End,
}

impl Word {
    /// Whether it is one of `words`.
    pub(in super::super) fn is(&self, words: &[&str]) -> bool {
        words.contains(&self.text.as_str())
    }
}

/// The Latin words of a text.
pub(in super::super) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut before = Between::End;
    let mut start: Option<usize> = None;
    let mut signs = text.char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        let letter = sign.is_alphanumeric() && !is_han(sign);
        let inner = matches!(sign, '-' | '\'' | '’') && start.is_some();
        if letter || inner {
            start.get_or_insert(at);
            let next = signs.peek().map_or(text.len(), |(next, _)| *next);
            let ends = signs.peek().is_none_or(|(_, next)| {
                !(next.is_alphanumeric() && !is_han(*next)) && !matches!(next, '-' | '\'' | '’')
            });
            if let Some(from) = start.take_if(|_| ends) {
                let word = text[from..next].to_lowercase().replace('’', "'");
                words.push(Word { text: word, range: from..next, before });
                before = Between::Nothing;
            }
            continue;
        }
        let between = match sign {
            ',' | '，' => Between::Comma,
            // A point within a number ends nothing.
            '.' if text[at + 1..].starts_with(|next: char| next.is_ascii_digit()) => continue,
            ';' | '；' | ':' | '：' | '.' | '。' | '(' | ')' | '（' | '）' | '!' | '?' | '！'
            | '？' | '\n' | '–' | '—' | '、' => Between::End,
            han if is_han(han) => Between::End,
            _ => Between::Nothing,
        };
        before = before.max(between);
    }
    words
}

/// The clauses of a text, without the signs between them.
pub(in super::super) fn clauses(text: &str) -> Vec<Range<usize>> {
    const ENDS: [char; 16] =
        [',', '，', ';', '；', ':', '：', '。', '!', '?', '！', '？', '\n', '(', ')', '（', '）'];
    let mut clauses = Vec::new();
    let mut start = 0;
    for (at, sign) in text.char_indices() {
        let point =
            sign == '.' && text[at + 1..].chars().next().is_none_or(|next| next.is_whitespace());
        if ENDS.contains(&sign) || point {
            clauses.push(start..at);
            start = at + sign.len_utf8();
        }
    }
    clauses.push(start..text.len());
    clauses.retain(|clause| !clause.is_empty());
    clauses
}

/// Whether a character is Chinese.
pub(in super::super) fn is_han(sign: char) -> bool {
    matches!(sign, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}
