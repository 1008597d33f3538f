use rust_decimal::Decimal;

/// A number in digits, with separators, in Chinese numerals or in English words.
pub(super) fn parse_number(words: &str) -> Option<Decimal> {
    let spelled = ENGLISH_NUMBERS.iter().find(|known| known.0.eq_ignore_ascii_case(words));
    if let Some((_, tenths)) = spelled {
        return Some(Decimal::new(*tenths, 1));
    }
    if words.starts_with(|c: char| c.is_ascii_digit()) {
        return words.replace(',', "").parse().ok();
    }
    chinese_number(words).map(Decimal::from)
}

/// Numbers that are words, in tenths.
const ENGLISH_NUMBERS: [(&str, i64); 25] = [
    ("半", 5),
    ("half a", 5),
    ("half an", 5),
    ("an", 10),
    ("one", 10),
    ("one and a half", 15),
    ("two", 20),
    ("two and a half", 25),
    ("three", 30),
    ("four", 40),
    ("five", 50),
    ("six", 60),
    ("seven", 70),
    ("eight", 80),
    ("nine", 90),
    ("ten", 100),
    ("twelve", 120),
    ("fifteen", 150),
    ("twenty", 200),
    ("thirty", 300),
    ("forty", 400),
    ("fifty", 500),
    ("sixty", 600),
    ("eighty", 800),
    ("ninety", 900),
];

/// Reads 三亿五千万, 四十, 两百.
fn chinese_number(words: &str) -> Option<u64> {
    let (hundred_millions, rest) = split_at(words, '亿')?;
    let (ten_thousands, rest) = split_at(rest, '万')?;
    let units = if rest.is_empty() { 0 } else { below_ten_thousand(rest)? };
    hundred_millions
        .checked_mul(100_000_000)?
        .checked_add(ten_thousands.checked_mul(10_000)?)?
        .checked_add(units)
}

/// The number before `place`, and the rest; a bare 亿 or 万 is no number.
fn split_at(words: &str, place: char) -> Option<(u64, &str)> {
    match words.split_once(place) {
        None => Some((0, words)),
        Some((head, rest)) => Some((below_ten_thousand(head)?, rest)),
    }
}

fn below_ten_thousand(words: &str) -> Option<u64> {
    let mut sum = 0;
    let mut digit: Option<u64> = None;
    for c in words.chars() {
        let place = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            '两' => {
                digit = Some(2);
                continue;
            }
            _ => {
                let at = "零一二三四五六七八九".chars().position(|known| known == c)?;
                digit = Some(u64::try_from(at).ok()?);
                continue;
            }
        };
        sum += digit.take().unwrap_or(1) * place;
    }
    (!words.is_empty()).then_some(sum + digit.unwrap_or(0))
}

/// By how much a magnitude multiplies the number before it.
pub(super) fn magnitude_factor(magnitude: &str) -> Decimal {
    Decimal::from(match magnitude.trim().to_lowercase().as_str() {
        "亿" => 100_000_000_u64,
        "千万" => 10_000_000,
        "百万" | "million" | "mln" | "mn" | "m" => 1_000_000,
        "万" => 10_000,
        "billion" | "bn" => 1_000_000_000,
        "thousand" | "k" | "千" => 1_000,
        "百" => 100,
        _ => 1,
    })
}
