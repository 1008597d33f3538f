use std::cmp::Reverse;

use jiff::civil::Date;

use super::{
    cue_words::{
        AFTER, BEFORE, Cue, ENGLISH_PREPOSITIONS, FOLLOWERS, NO_WISHES, PREFERENCES, PREPOSITIONS,
        TRAVELLED, WAYS,
    },
    denial, elsewhere,
    gazetteer::Mention,
    role::Role,
    window::{head, tail},
    wish,
};

/// Whether the words before a place let a name stand there that is common in other words: a
/// preposition, a word that gives a place its part, a denial.
pub(super) fn introduces(before: &str) -> bool {
    let before = tail(before).trim_end();
    let chinese = |word: &&&str| !word.is_ascii();
    before.ends_with(PREPOSITIONS)
        || words_of(&BEFORE).filter(chinese).any(|word| before.ends_with(word))
        || denial::ends_in_one(before)
        || wish::introduces(before)
}

/// Whether English words before a place introduce it, so that it needs no capital.
pub(super) fn introduces_in_english(before: &str) -> bool {
    let word = tail(before).split_whitespace().next_back().unwrap_or_default();
    ENGLISH_PREPOSITIONS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether English words before a place give it a part, so that a name with a capital is one.
pub(super) fn leads_to_in_english(before: &str) -> bool {
    let before = tail(before).trim_end().to_lowercase();
    let ends = |word: &&str| {
        let rest = before.strip_suffix(word);
        word.is_ascii() && rest.is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric()))
    };
    words_of(&BEFORE).any(ends) || denial::ends_in_one(&before) || wish::introduces(&before)
}

/// Whether the words after a place that begins a clause speak of it.
pub(super) fn follows(after: &str) -> bool {
    let chinese = |word: &&&str| !word.is_ascii();
    let mut words = FOLLOWERS.iter().chain(words_of(&AFTER).filter(chinese));
    words.any(|word| after.starts_with(word))
}

/// Whether the words after a place say that it is not wanted.
pub(super) fn ends_denied(after: &str) -> bool {
    denial::begins_with_one(head(after))
}

/// Whether right after a place a word gives it that part.
pub(super) fn is_word_of(role: Role, after: &str) -> bool {
    let cues = AFTER.iter().filter(|cue| cue.role == role);
    cues.flat_map(|cue| cue.words).any(|word| after.starts_with(word))
}

fn words_of(cues: &'static [Cue]) -> impl Iterator<Item = &'static &'static str> {
    cues.iter().flat_map(|cue| cue.words)
}

const BREAKS: [char; 5] = [',', '。', ';', '\n', '.'];

/// Whether the words of a clause before a place say that it is somebody else's.
pub(super) fn is_of_others(text: &str, mention: &Mention) -> bool {
    let before = tail(&text[..mention.start]).to_lowercase();
    elsewhere::is_of_others(before.rsplit(BREAKS).next().unwrap_or_default())
}

/// The part that the words around a place give it, and how far off they stand.
pub(super) fn decide(text: &str, mention: &Mention, today: Date) -> Option<(usize, Role)> {
    let before = tail(&text[..mention.start]).to_lowercase();
    let before = before.rsplit(BREAKS).next().unwrap_or_default().trim_end();
    let behind = head(&text[mention.end..]).to_lowercase();
    let after = behind.split(BREAKS).next().unwrap_or_default();
    if let Some(role) = denial::decide(before, after, &behind) {
        return Some((0, role));
    }
    let everywhere = ["内外", "省内外", "市内外"].iter().any(|words| after.starts_with(words));
    if everywhere || elsewhere::is_of_others(before) || elsewhere::names_others(before, after) {
        return Some((0, Role::Other));
    }
    // Not there but here: what stands before the contrary speaks of another place.
    let before = before.rsplit(" but ").next().unwrap_or_default();
    let before = before.rsplit("而是").next().unwrap_or_default();
    let beside = after.split('(').next().unwrap_or_default();
    let is_travelled = TRAVELLED.iter().any(|word| beside.contains(word));
    let is_city = mention.region.is_some() && !mention.is_one_of_several;
    if let Some(role) = wish::decide(before, after, today) {
        return Some((0, settled(role, is_city, before, today)));
    }
    let is_host_word = |cue: &&Cue| matches!(cue.role, Role::Host | Role::Origin);
    let host_words = || AFTER.iter().filter(is_host_word);
    let is_no_wish = NO_WISHES.iter().any(|word| after.starts_with(word))
        || host_words().any(|cue| nearest_after(cue, after).is_some());
    let left = BEFORE.iter().filter_map(|cue| {
        let is_void =
            |words: &[&str]| is_travelled && words == WAYS || is_no_wish && words == PREFERENCES;
        if is_void(cue.words) {
            return None;
        }
        let found = nearest_before(cue, before)?;
        let role = if found.is_denied { Role::Other } else { cue.role };
        Some(((found.gap, Reverse(found.length)), role))
    });
    let right = AFTER.iter().filter_map(|cue| {
        let (gap, length) = nearest_after(cue, after)?;
        Some(((gap, Reverse(length)), cue.role))
    });
    let found: Vec<_> = left.chain(right).collect();
    let ((gap, _), role) = *found.iter().min_by_key(|(order, _)| *order)?;
    let is_host = is_city || found.iter().any(|one| one.1 == Role::Host);
    Some((gap, settled(role, is_host, before, today)))
}

/// A technology from Germany leaves open where the project is, a team from Germany does not; and what
/// is told of is no wish.
fn settled(role: Role, is_host: bool, before: &str, today: Date) -> Role {
    match role {
        Role::Origin if is_host => Role::Host,
        Role::Origin => Role::Other,
        Role::Target if elsewhere::is_told(before, today) => Role::Other,
        other => other,
    }
}

/// Words that turn what follows into its contrary: 不限于, not only in, not incubated in.
const DENIALS: [&str; 7] = ["不", "不仅", "没", "不局", "不只", "not ", "n't "];

/// A word before a place.
struct Found {
    /// The bytes between.
    gap: usize,
    /// The bytes of the word: of two that stand as near, the longer one says more.
    length: usize,
    is_denied: bool,
}

/// The word that stands nearest before a place.
fn nearest_before(cue: &Cue, text: &str) -> Option<Found> {
    let found = |word: &&str| {
        let at = text.rfind(*word)?;
        let whole = !text[..at].ends_with(|c: char| c.is_ascii_alphabetic());
        let ascii = word.starts_with(|c: char| c.is_ascii_alphabetic());
        let is_denied = DENIALS.iter().any(|denial| text[..at].ends_with(denial));
        let gap = text.len() - at - word.len();
        let fits = (whole || !ascii) && gap <= cue.gap_max;
        fits.then_some(Found { gap, length: word.len(), is_denied })
    };
    cue.words.iter().filter_map(found).min_by_key(|found| (found.gap, Reverse(found.length)))
}

/// The bytes between a place and the nearest word behind it, and those of the word.
fn nearest_after(cue: &Cue, text: &str) -> Option<(usize, usize)> {
    let found = |word: &&str| {
        let gap = text.find(*word)?;
        let whole = !word.starts_with(|c: char| c.is_ascii_alphabetic())
            || !text[..gap].ends_with(|c: char| c.is_ascii_alphabetic());
        (whole && gap <= cue.gap_max).then_some((gap, word.len()))
    };
    cue.words.iter().filter_map(found).min_by_key(|(gap, length)| (*gap, Reverse(*length)))
}
