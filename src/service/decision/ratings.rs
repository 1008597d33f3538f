use std::collections::BTreeSet;

use crate::{
    decision::DecisionError,
    domain::{
        invalid::Invalid,
        limits::{CRITERIA_MAX, WEIGHT_MAX},
    },
    service::Error,
};

/// Criteria with a number that somebody gave each.
#[derive(Debug, Clone, PartialEq)]
pub struct Ratings {
    /// The criteria.
    pub names: Vec<String>,
    /// The numbers as given, 0 to [`WEIGHT_MAX`].
    pub values: Vec<f64>,
}

impl Ratings {
    /// Takes names with numbers.
    ///
    /// # Errors
    /// None or too many of them; a name that is empty or stands twice; a number out of range.
    pub fn new(rated: impl IntoIterator<Item = (String, f64)>) -> Result<Ratings, Error> {
        let (names, values): (Vec<String>, Vec<f64>) = rated.into_iter().unzip();
        if !(1..=CRITERIA_MAX).contains(&names.len()) {
            let expected = format!("1 to {CRITERIA_MAX} criteria, each with a number");
            return Err(Invalid::new("", names.len(), &expected).into());
        }
        let mut faults = Vec::new();
        let mut seen = BTreeSet::new();
        for (name, value) in names.iter().zip(&values) {
            if name.trim().is_empty() {
                faults.push(Invalid::new("", name, "the name of a criterion"));
            } else if !seen.insert(name) {
                faults.push(Invalid::new(name, value, "given once"));
            }
            if !(0.0..=WEIGHT_MAX).contains(value) {
                let expected = format!("a number between 0 and {WEIGHT_MAX}");
                faults.push(Invalid::new(name, value, &expected));
            }
        }
        if faults.is_empty() { Ok(Ratings { names, values }) } else { Err(Error::Invalid(faults)) }
    }

    /// A fault of the arithmetic, at the name that it is about.
    pub(super) fn explain(&self, error: &DecisionError) -> Error {
        match error {
            DecisionError::Weight { criterion, expected, value } => {
                let name = self.names.get(*criterion).map_or("", String::as_str);
                Invalid::new(name, value, expected).into()
            }
            other => Invalid::new("", other, "numbers that make weights").into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_named_at_its_criterion() {
        let refused = |rated: &[(&str, f64)]| {
            let rated = rated.iter().map(|(name, value)| ((*name).to_owned(), *value));
            Ratings::new(rated).unwrap_err().to_string()
        };
        insta::assert_snapshot!(refused(&[]), @"must be 1 to 200 criteria, each with a number, got `0`");
        insta::assert_snapshot!(refused(&[("road", 1.0), ("road", 2.0)]), @"`road` must be given once, got `2`");
        insta::assert_snapshot!(refused(&[(" ", 1.0), ("rent", -1.0)]), @"must be the name of a criterion, got ` `; `rent` must be a number between 0 and 1000000, got `-1`");
        assert!(refused(&[("rent", f64::NAN)]).contains("got `NaN`"));
    }
}
