//! Counts and places as the narrow numbers that large tables hold.

/// A count as a number; exact up to sixteen million.
#[expect(clippy::cast_precision_loss, reason = "no count here comes near sixteen million")]
pub(crate) fn real(count: usize) -> f32 {
    count as f32
}

/// A place in a table.
///
/// # Panics
/// The table has more than 2^32 rows, which memory rules out.
pub(crate) fn place(count: usize) -> u32 {
    u32::try_from(count).expect("a table has fewer than 2^32 rows")
}

/// A value to seven digits.
#[expect(clippy::cast_possible_truncation, reason = "seven digits are enough for a utility")]
pub(crate) fn single(value: f64) -> f32 {
    value as f32
}
