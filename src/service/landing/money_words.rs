//! Amounts of money as people say them.

use rust_decimal::Decimal;

use crate::domain::{
    money::{Fen, FenEstimate},
    text::Language,
};

/// 万, and the thousands of a million: below this an amount is written out.
const TEN_THOUSAND: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);
/// A million.
const MILLION: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);
/// 亿.
const HUNDRED_MILLION: Decimal = Decimal::from_parts(100_000_000, 0, 0, false, 0);

/// An amount in the largest unit that it fills, to at most two decimals: `1.25 亿元`, `340 万元`,
/// `3.4 million CNY`.
pub(super) fn amount(amount: Fen, language: Language) -> String {
    let yuan = amount.yuan();
    let (divisor, unit) = match language {
        Language::Zh if HUNDRED_MILLION <= yuan.abs() => (HUNDRED_MILLION, "亿元"),
        Language::Zh if TEN_THOUSAND <= yuan.abs() => (TEN_THOUSAND, "万元"),
        Language::Zh => (Decimal::ONE, "元"),
        Language::En if MILLION <= yuan.abs() => (MILLION, "million CNY"),
        Language::En => (Decimal::ONE, "CNY"),
    };
    let shown = (yuan / divisor).round_dp(if divisor == Decimal::ONE { 0 } else { 2 });
    format!("{} {unit}", grouped(&shown.normalize().to_string()))
}

/// The likely value, with both ends in brackets where they differ.
pub(super) fn estimate(estimate: FenEstimate, language: Language) -> String {
    let likely = amount(estimate.likely, language);
    if estimate.is_exact() {
        return likely;
    }
    let [low, high] = [estimate.low, estimate.high].map(|end| amount(end, language));
    match language {
        Language::Zh => format!("{likely}({low}至{high})"),
        Language::En => format!("{likely} ({low} to {high})"),
    }
}

/// A share in per cent with at most one decimal.
pub(super) fn percent(share: f64) -> String {
    let tenths = (share * 1_000.0).round() / 10.0;
    format!("{tenths} %")
}

/// Commas between thousands.
fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("−", digits));
    let mut shown = String::from(sign);
    for (position, digit) in digits.chars().enumerate() {
        if 0 < position && (digits.len() - position).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_fill_the_largest_unit() {
        let cases = [
            (0, "0 元", "0 CNY"),
            (123_456, "1,235 元", "1,235 CNY"), // rounded to the yuan
            (340_000_000, "340 万元", "3.4 million CNY"),
            (-12_345_678_900, "−1.23 亿元", "−123.46 million CNY"),
            (1_234_567_890_000, "123.46 亿元", "12,345.68 million CNY"),
        ];
        for (fen, zh, en) in cases {
            assert_eq!(amount(Fen::new(fen), Language::Zh), zh);
            assert_eq!(amount(Fen::new(fen), Language::En), en);
        }
    }

    #[test]
    fn doubt_shows_both_ends() {
        let fen = |yuan: i64| Fen::new(yuan * 100);
        let doubtful = FenEstimate::new(fen(20_000), fen(30_000), fen(50_000)).unwrap();
        assert_eq!(estimate(doubtful, Language::Zh), "3 万元(2 万元至5 万元)");
        assert_eq!(estimate(FenEstimate::exact(fen(9)), Language::En), "9 CNY");
        assert_eq!([percent(0.4), percent(0.123_45)], ["40 %", "12.3 %"]);
    }
}
