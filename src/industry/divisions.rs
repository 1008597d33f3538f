use super::similarity::division;

/// A set of divisions of GB/T 4754, a bit each: their codes are two digits.
///
/// [`super::similarity::agreement`] is above 0 within a division only, so that two sets that do not
/// meet tell that nothing agrees, without a look at the codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Divisions(u128);

impl Divisions {
    /// The divisions in which GB/T 4754 codes lie; one that lies in none, as a section's letter,
    /// adds nothing.
    ///
    /// ```
    /// use hinterland::industry::divisions::Divisions;
    /// let declared = Divisions::of(["2762", "38", "C"].into_iter());
    /// assert!(declared.meets(Divisions::of(["271"].into_iter())));
    /// assert!(!declared.meets(Divisions::of(["C", "13"].into_iter())));
    /// ```
    pub fn of<'a>(codes: impl Iterator<Item = &'a str>) -> Divisions {
        let numbers = codes.filter_map(|code| division(code)?.parse::<u32>().ok());
        Divisions(numbers.fold(0, |set, number| set | 1 << number))
    }

    /// The divisions of both.
    #[must_use]
    pub fn with(self, other: Divisions) -> Divisions {
        Divisions(self.0 | other.0)
    }

    /// Whether one division is in both.
    pub fn meets(self, other: Divisions) -> bool {
        self.0 & other.0 != 0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::industry::similarity::agreement;

    proptest! {
        #[test]
        fn what_does_not_meet_does_not_agree(one in "[A-Z]|[0-9]{1,4}", other in "[A-Z]|[0-9]{1,4}") {
            let [set, others] = [&one, &other].map(|code| Divisions::of([code.as_str()].into_iter()));
            prop_assert!(set.meets(others) || agreement(&one, &other) <= 0.0);
        }
    }
}
