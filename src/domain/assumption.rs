use super::{
    criterion::CriterionId,
    id::RegionId,
    invalid::Invalid,
    limits::{ASSUMED_VALUE_MAX, ASSUMPTIONS_MAX},
};

/// A figure of a region that a question assumes in place of what is known of it. It is never written.
#[derive(Debug, Clone, PartialEq)]
pub struct Assumption {
    /// The region.
    pub region: RegionId,
    /// The criterion whose measure it is.
    pub criterion: CriterionId,
    /// The measure, in the criterion's unit; from 0 to [`ASSUMED_VALUE_MAX`].
    pub value: f64,
}

/// What is wrong with the assumptions of a question: too many, a value out of range, a figure that is
/// assumed twice. Paths are positions, such as `[2].value`.
pub fn validate(assumptions: &[Assumption]) -> Vec<Invalid> {
    let mut faults = Vec::new();
    if ASSUMPTIONS_MAX < assumptions.len() {
        let expected = format!("at most {ASSUMPTIONS_MAX} figures");
        faults.push(Invalid::new("", assumptions.len(), &expected));
    }
    for (at, one) in assumptions.iter().enumerate() {
        if !(0.0..=ASSUMED_VALUE_MAX).contains(&one.value) {
            let expected = format!("between 0 and {ASSUMED_VALUE_MAX}");
            faults.push(Invalid::new(format!("[{at}].value"), one.value, &expected));
        }
        let is_same =
            |other: &Assumption| other.region == one.region && other.criterion == one.criterion;
        if assumptions[..at].iter().any(is_same) {
            let expected = "a figure that is assumed once";
            faults.push(Invalid::new(format!("[{at}]"), one.criterion.as_str(), expected));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_out_of_range_and_twice_are_refused() {
        let one = |region: &str, value: f64| Assumption {
            region: RegionId::parse(region).unwrap(),
            criterion: CriterionId::LandCost,
            value,
        };
        let many = (0..=ASSUMPTIONS_MAX).map(|at| one(&format!("CN-{at}"), 1.0)).collect();
        let cases = [
            (vec![one("CN-1", 0.0), one("CN-2", ASSUMED_VALUE_MAX)], vec![]),
            (vec![one("CN-1", 1.0), one("CN-1", 2.0)], vec!["[1]"]),
            (vec![one("CN-1", -1.0)], vec!["[0].value"]),
            (vec![one("CN-1", f64::NAN)], vec!["[0].value"]),
            (many, vec![""]),
        ];
        for (assumptions, expected) in cases {
            let faults = validate(&assumptions);
            let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
            assert_eq!(paths, expected, "{assumptions:?}");
        }
    }
}
