//! Degrees of agreement between GB/T 4754 codes. The standard's hierarchy is in the digits: two
//! for the division, three for the group, four for the class.

/// How far a declared industry covers a production industry, 0 to 1.
///
/// 1 if they share the group (or one names a class within the other's group), 0.8 if the declared
/// industry is the production's whole division, 0.5 if they are different groups of one division,
/// 0 otherwise; and 0.8 likewise if only the production is known to the division.
///
/// The steps are our own judgement: a zone that declares "medicine" (27) is very likely open to
/// biological products (276), one that declares another group of the division less so.
///
/// ```
/// use hinterland::industry::similarity::agreement;
/// assert_eq!(agreement("276", "2762"), 1.0);
/// assert_eq!(agreement("27", "276"), 0.8);
/// assert_eq!(agreement("271", "276"), 0.5);
/// assert_eq!(agreement("26", "276"), 0.0);
/// ```
pub fn agreement(declared: &str, production: &str) -> f64 {
    if !(is_numeric(declared) && is_numeric(production)) || declared[..2] != production[..2] {
        return 0.0;
    }
    match (declared.len(), production.len()) {
        (2, 2) => 1.0,
        (2, _) | (_, 2) => 0.8,
        _ if declared[..3] == production[..3] => 1.0,
        _ => 0.5,
    }
}

/// Whether a code names the production industry: its group, its class or its whole division.
pub fn is_named(code: &str, production: &str) -> bool {
    0.8 <= agreement(code, production)
}

/// How far a declared label, coded to several industries, covers a production industry.
///
/// The best agreement among its codes, divided by 1 + (d − 1) / 4 where d is the number of
/// divisions that the label spans: "equipment manufacturing" spans five and says less about any
/// one of them than "medicine" does about its own. The divisor is our own judgement.
pub fn label_agreement<'a>(codes: impl Iterator<Item = &'a str> + Clone, production: &str) -> f64 {
    let best = codes.clone().map(|code| agreement(code, production)).fold(0.0, f64::max);
    if best <= 0.0 {
        return 0.0;
    }
    best / breadth(codes)
}

/// 1 + (d − 1) / 4 for a label that spans d divisions; see [`label_agreement`].
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

fn is_numeric(code: &str) -> bool {
    2 <= code.len() && code.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broad_label_says_less_than_a_narrow_one() {
        let equipment = ["34", "35", "36", "37", "38"];
        approx::assert_abs_diff_eq!(label_agreement(equipment.into_iter(), "348"), 0.4);
        approx::assert_abs_diff_eq!(label_agreement(["34"].into_iter(), "348"), 0.8);
        approx::assert_abs_diff_eq!(label_agreement(["C"].into_iter(), "348"), 0.0);
        approx::assert_abs_diff_eq!(label_agreement([].into_iter(), "348"), 0.0);
    }
}
