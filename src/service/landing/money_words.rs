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
/// So many digits of a computed amount are said.
const DIGITS_OF_COMPUTED: u32 = 3;
/// 亿.
const HUNDRED_MILLION: Decimal = Decimal::from_parts(100_000_000, 0, 0, false, 0);

/// An amount in the largest unit that it fills, to at most two decimals: `1.25 亿元`, `340 万元`,
/// `3.4 million CNY`.
pub fn amount(amount: Fen, language: Language) -> String {
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

/// A present value or another computed amount, in three digits: its assumptions bear no more.
pub fn about(computed: Fen, language: Language) -> String {
    let rounded = computed.yuan().round_sf(DIGITS_OF_COMPUTED).and_then(Fen::from_yuan);
    amount(rounded.unwrap_or(computed), language)
}

/// The likely value, with both ends in brackets where they differ; no more digits than the doubt
/// leaves.
pub fn estimate(estimate: FenEstimate, language: Language) -> String {
    if estimate.is_exact() {
        return amount(estimate.likely, language);
    }
    let digits = digits(estimate);
    let said = |fen: Fen| {
        let rounded = fen.yuan().round_sf(digits).and_then(Fen::from_yuan);
        amount(rounded.unwrap_or(fen), language)
    };
    let [low, likely, high] = [estimate.low, estimate.likely, estimate.high].map(said);
    match language {
        Language::Zh => format!("{likely}({low}至{high})"),
        Language::En => format!("{likely} ({low} to {high})"),
    }
}

/// The unit of [`in_table`].
pub fn table_unit(language: Language) -> &'static str {
    match language {
        Language::Zh => "万元",
        Language::En => "million CNY",
    }
}

/// An amount in the unit of [`table_unit`], which stands in a table's head: `22 (18 to 27)`.
pub fn in_table(estimate: FenEstimate, language: Language) -> String {
    let divisor = match language {
        Language::Zh => TEN_THOUSAND,
        Language::En => MILLION,
    };
    let digits = digits(estimate);
    let said = |fen: Fen| {
        let value = fen.yuan() / divisor;
        grouped(&value.round_sf(digits).unwrap_or(value).normalize().to_string())
    };
    let [low, likely, high] = [estimate.low, estimate.likely, estimate.high].map(said);
    match language {
        _ if estimate.is_exact() => likely,
        Language::Zh => format!("{likely}({low}至{high})"),
        Language::En => format!("{likely} ({low} to {high})"),
    }
}

/// How many digits of an estimate mean something: two where its ends lie a tenth of it apart or
/// more. Our judgement.
fn digits(estimate: FenEstimate) -> u32 {
    let apart = estimate.high.yuan() - estimate.low.yuan();
    let is_wide = estimate.likely.yuan().abs() <= apart * Decimal::TEN;
    if is_wide && !estimate.is_exact() { 2 } else { DIGITS_OF_COMPUTED }
}

/// A share in per cent with at most one decimal.
pub fn percent(share: f64) -> String {
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
        let wide = FenEstimate::new(fen(-29_820_000), fen(21_560_000), fen(71_970_000)).unwrap();
        let narrow = FenEstimate::new(fen(12_331_000), fen(12_345_000), fen(12_355_000)).unwrap();
        let cases = [
            // The ends are far apart: two digits.
            (wide, "22 million CNY (−30 million CNY to 72 million CNY)", "22 (−30 to 72)"),
            (
                narrow,
                "12.3 million CNY (12.3 million CNY to 12.4 million CNY)",
                "12.3 (12.3 to 12.4)",
            ),
        ];
        for (doubtful, said, told) in cases {
            assert_eq!(estimate(doubtful, Language::En), said);
            assert_eq!(in_table(doubtful, Language::En), told);
        }
        assert_eq!(in_table(wide, Language::Zh), "2,200(−3,000至7,200)");
        assert_eq!(in_table(FenEstimate::exact(fen(1_234_567)), Language::En), "1.23");
        let tax = Fen::new(150_977_000_000);
        assert_eq!(about(tax, Language::En), "1,510 million CNY");
        assert_eq!([percent(0.4), percent(0.123_45)], ["40 %", "12.3 %"]);
    }
}
