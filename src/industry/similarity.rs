//! Degrees of agreement between GB/T 4754 codes. The standard's hierarchy is in the digits: two
//! for the division, three for the group, four for the class.

/// Agreement of two groups of one division.
pub const SAME_DIVISION: f64 = 0.4;
/// Agreement of two classes of one group.
pub const SAME_GROUP: f64 = 0.7;

/// How far a declared industry covers a production industry, 0 to 1.
///
/// 1 if it is the same or lies within it, 0.9 if it is the production's group, 0.7 if it is another
/// class of the group, 0.6 if it is the production's whole division, 0.4 if it is another group of
/// the division; 0.8 where the production is known to its division only; 0 otherwise.
///
/// The steps are our own judgement: a zone that declares photovoltaic equipment (3825) is surer of
/// a solar module plant than one that declares power transmission equipment (382), and this one
/// surer than one that declares electrical machinery (38).
///
/// ```
/// use hinterland::industry::similarity::agreement;
/// assert_eq!(agreement("276", "2762"), 0.9);
/// assert_eq!(agreement("2762", "276"), 1.0);
/// assert_eq!(agreement("2761", "2762"), 0.7);
/// assert_eq!(agreement("27", "276"), 0.6);
/// assert_eq!(agreement("271", "276"), 0.4);
/// assert_eq!(agreement("26", "276"), 0.0);
/// assert_eq!(agreement("367", "3670"), 1.0); // a group with a single class
/// ```
pub fn agreement(declared: &str, production: &str) -> f64 {
    let (declared, production) = (significant(declared), significant(production));
    if !(is_numeric(declared) && is_numeric(production)) || declared[..2] != production[..2] {
        return 0.0;
    }
    match (declared.len(), production.len()) {
        _ if declared == production => 1.0,
        (_, 2) => 0.8,
        (2, _) => 0.6,
        _ if declared.starts_with(production) => 1.0,
        _ if production.starts_with(declared) => 0.9,
        _ if declared[..3] == production[..3] => SAME_GROUP,
        _ => SAME_DIVISION,
    }
}

/// Whether a code is the production industry, or its group or division.
pub fn is_named(code: &str, production: &str) -> bool {
    is_numeric(code) && significant(production).starts_with(significant(code))
}

/// The standard writes a group with a single class as the group and a zero.
fn significant(code: &str) -> &str {
    code.strip_suffix('0').filter(|group| group.len() == 3).unwrap_or(code)
}

/// 1 + (d − 1) / 4 for a label whose codes span d divisions, by which the best agreement among them
/// is divided: "equipment manufacturing" spans five and says less about any one of them than
/// "medicine" does about its own. The divisor is our own judgement.
pub fn breadth<'a>(codes: impl Iterator<Item = &'a str>) -> f64 {
    let mut divisions: Vec<&str> = codes.filter_map(division).collect();
    divisions.sort_unstable();
    divisions.dedup();
    #[expect(clippy::cast_precision_loss, reason = "a handful of divisions")]
    let spanned = divisions.len().max(1) as f64;
    1.0 + (spanned - 1.0) / 4.0
}

/// The two-digit division of a numeric code; `None` for a section letter.
pub fn division(code: &str) -> Option<&str> {
    is_numeric(code).then(|| &code[..2])
}

/// The division, group and class of a code, as far as it goes: `3670` is the group `367`, which
/// has a single class. Nothing for a section letter.
pub fn lineage(code: &str) -> impl Iterator<Item = &str> {
    let code = significant(code);
    let end = if is_numeric(code) { code.len() } else { 0 };
    (2..=end).map(move |length| &code[..length])
}

fn is_numeric(code: &str) -> bool {
    2 <= code.len() && code.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broad_label_says_less_than_a_narrow_one() {
        let equipment = ["34", "35", "36", "37", "38"];
        approx::assert_abs_diff_eq!(breadth(equipment.into_iter()), 2.0);
        approx::assert_abs_diff_eq!(breadth(["34", "342"].into_iter()), 1.0);
        approx::assert_abs_diff_eq!(breadth(["C"].into_iter()), 1.0);
        approx::assert_abs_diff_eq!(breadth([].into_iter()), 1.0);
    }
}
