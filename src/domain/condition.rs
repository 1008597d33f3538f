use std::collections::BTreeSet;

/// Under which condition a single document is written, deleted or answered with, by its versions:
/// the preconditions `If-Match` and `If-None-Match` of RFC 9110, section 13.1, as values.
///
/// ```
/// use hinterland::domain::condition::Condition;
/// assert!(Condition::always().holds(None));
/// assert!(Condition::version(2).holds(Some(2)));
/// assert!(!Condition::absent().holds(Some(2)));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Condition {
    matching: Option<Versions>,
    matching_none: Option<Versions>,
}

/// Versions of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Versions {
    /// Any, as long as there is a document.
    Any,
    /// One of these; none of them if the set is empty.
    OneOf(BTreeSet<u64>),
}

impl Condition {
    /// Holds whatever is there.
    pub fn always() -> Condition {
        Condition::default()
    }

    /// Holds if the document has this version.
    pub fn version(version: u64) -> Condition {
        Condition::of(Some(Versions::OneOf(BTreeSet::from([version]))), None)
    }

    /// Holds if there is no document.
    pub fn absent() -> Condition {
        Condition::of(None, Some(Versions::Any))
    }

    /// Holds if the document is among `matching` and not among `matching_none`, each as far as it
    /// is given.
    pub fn of(matching: Option<Versions>, matching_none: Option<Versions>) -> Condition {
        Condition { matching, matching_none }
    }

    /// Whether it holds of a document of version `found`, `None` if there is no document.
    pub fn holds(&self, found: Option<u64>) -> bool {
        self.is_matched(found) && !self.is_unwanted(found)
    }

    /// Whether the document is among those that must match.
    pub fn is_matched(&self, found: Option<u64>) -> bool {
        self.matching.as_ref().is_none_or(|versions| versions.contain(found))
    }

    /// Whether the document is among those that must not match.
    pub fn is_unwanted(&self, found: Option<u64>) -> bool {
        self.matching_none.as_ref().is_some_and(|versions| versions.contain(found))
    }
}

impl Versions {
    fn contain(&self, found: Option<u64>) -> bool {
        found.is_some_and(|found| match self {
            Versions::Any => true,
            Versions::OneOf(versions) => versions.contains(&found),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_hold_as_the_standard_says() {
        let of = |versions: &[u64]| Versions::OneOf(versions.iter().copied().collect());
        let cases = [
            // (matching, matching none, found, holds)
            (None, None, None, true),
            (None, None, Some(1), true),
            (Some(Versions::Any), None, Some(7), true),
            (Some(Versions::Any), None, None, false), // there is nothing to match
            (Some(of(&[1, 3])), None, Some(3), true),
            (Some(of(&[1, 3])), None, Some(2), false),
            (Some(of(&[])), None, Some(1), false), // only tags of other makers were named
            (Some(of(&[1])), None, None, false),
            (None, Some(Versions::Any), None, true),
            (None, Some(Versions::Any), Some(1), false),
            (None, Some(of(&[1])), Some(2), true),
            (None, Some(of(&[1])), Some(1), false),
            (Some(of(&[2])), Some(of(&[1])), Some(2), true),
            (Some(of(&[2])), Some(of(&[2])), Some(2), false),
        ];
        for (matching, matching_none, found, holds) in cases {
            let condition = Condition::of(matching, matching_none);
            assert_eq!(condition.holds(found), holds, "{condition:?} of {found:?}");
        }
    }
}
