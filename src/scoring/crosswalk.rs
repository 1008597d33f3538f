use std::collections::{BTreeMap, HashMap};

use crate::{
    domain::code::{ClassificationSystem, IndustryCode},
    industry::similarity,
};

/// A counterpart that holds at least this part of the largest one's share is a main one.
const MAIN_PART_MIN: f64 = 0.5;

/// Codes of other classifications as codes of GB/T 4754, in which industries are compared.
///
/// A code of GB/T 4754 stands for itself; a code that is not in the crosswalk stands for nothing.
#[derive(Debug, Clone, Default)]
pub struct Crosswalk {
    counterparts: HashMap<IndustryCode, Vec<(String, f64)>>,
}

impl Crosswalk {
    /// A crosswalk of codes and their counterparts with shares that sum to one.
    pub fn new(codes: impl IntoIterator<Item = (IndustryCode, Vec<(String, f64)>)>) -> Crosswalk {
        Crosswalk { counterparts: codes.into_iter().collect() }
    }

    /// The codes of GB/T 4754 among which the activity of a code is shared, with shares that sum
    /// to one.
    pub fn in_gbt<'a>(
        &'a self,
        code: &'a IndustryCode,
    ) -> impl Iterator<Item = (&'a str, f64)> + Clone {
        let is_own = code.system == ClassificationSystem::Gbt4754;
        let own = is_own.then_some((code.code.as_str(), 1.0));
        let others = if is_own { None } else { self.counterparts.get(code) };
        let others = others.into_iter().flatten();
        own.into_iter().chain(others.map(|(gbt, share)| (gbt.as_str(), *share)))
    }

    /// The main codes of GB/T 4754 for which a code stands: those that hold at least half as much
    /// of its activity as the largest.
    pub fn main<'a>(&'a self, code: &'a IndustryCode) -> impl Iterator<Item = &'a str> {
        self.parts(code).filter(|(_, part)| MAIN_PART_MIN <= *part).map(|(gbt, _)| gbt)
    }

    /// How far a declared code covers a production industry, 0 to 1: the best
    /// [`similarity::agreement`] of its counterparts, each times its share as a part of the largest
    /// share. What another classification calls semiconductors is declared as much as if it were
    /// declared in the words of GB/T 4754; that solar cells are among them counts for less.
    pub fn agreement(&self, declared: &IndustryCode, production: &str) -> f64 {
        let parts = self.parts(declared);
        parts.map(|(gbt, part)| part * similarity::agreement(gbt, production)).fold(0.0, f64::max)
    }

    /// How far a declared label, coded to several industries, covers a production industry: the
    /// best agreement among its codes, divided by the label's [`similarity::breadth`]. A code of
    /// another classification spans the division of its largest counterpart.
    pub fn label_agreement(&self, codes: &[IndustryCode], production: &str) -> f64 {
        let agreements = codes.iter().map(|code| self.agreement(code, production));
        let best = agreements.fold(0.0, f64::max);
        if best <= 0.0 {
            return 0.0;
        }
        let largest = codes.iter().filter_map(|code| self.in_gbt(code).next().map(|(gbt, _)| gbt));
        best / similarity::breadth(largest)
    }

    /// The divisions of GB/T 4754 that a label names, with shares that sum to one: equal ones for
    /// codes of GB/T 4754; a division that is named only through other classifications weighs as
    /// much of one as the largest part of a code that falls into it.
    pub fn divisions<'a>(&'a self, codes: &'a [IndustryCode]) -> Vec<(&'a str, f64)> {
        let mut named: BTreeMap<&str, f64> = BTreeMap::new();
        for code in codes {
            let mut of_code: BTreeMap<&str, f64> = BTreeMap::new();
            for (gbt, share) in self.in_gbt(code) {
                if let Some(division) = similarity::division(gbt) {
                    *of_code.entry(division).or_default() += share;
                }
            }
            for (division, share) in of_code {
                let known = named.entry(division).or_default();
                *known = known.max(share);
            }
        }
        let sum: f64 = named.values().sum();
        named.into_iter().map(|(division, share)| (division, share / sum)).collect()
    }

    /// The counterparts of a code, each with its share as a part of the largest share.
    fn parts<'a>(&'a self, code: &'a IndustryCode) -> impl Iterator<Item = (&'a str, f64)> {
        let shared = self.in_gbt(code);
        let largest = shared.clone().map(|(_, share)| share).fold(0.0, f64::max);
        shared.map(move |(gbt, share)| (gbt, share / largest))
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;

    use super::*;

    fn naics(code: &str) -> IndustryCode {
        IndustryCode { system: ClassificationSystem::Naics2017, code: code.to_owned() }
    }

    fn crosswalk() -> Crosswalk {
        let share = |gbt: &str, share| (gbt.to_owned(), share);
        Crosswalk::new([
            (naics("334413"), vec![share("397", 0.8), share("382", 0.2)]),
            (naics("999999"), Vec::new()),
        ])
    }

    #[test]
    fn the_largest_counterpart_counts_as_declared() {
        let crosswalk = crosswalk();
        // Declared, produced, how far the one covers the other.
        let cases = [
            (naics("334413"), "3973", 0.9),          // a class of the main group
            (naics("334413"), "398", 0.4),           // another group of its division
            (naics("334413"), "382", 0.25),          // the lesser counterpart
            (naics("334413"), "27", 0.0),            // elsewhere
            (naics("999999"), "27", 0.0),            // no counterpart
            (naics("111110"), "01", 0.0),            // not in the crosswalk
            (IndustryCode::gbt("397"), "3973", 0.9), // as without a crosswalk
        ];
        for (declared, production, expected) in cases {
            let found = crosswalk.agreement(&declared, production);
            assert_abs_diff_eq!(found, expected, epsilon = 1e-12);
        }
        assert_eq!(crosswalk.main(&naics("334413")).collect::<Vec<_>>(), ["397"]);
    }

    #[test]
    fn a_broad_label_says_less_than_a_narrow_one() {
        let crosswalk = Crosswalk::default();
        let cases: [(&[&str], f64); 4] = [
            (&["34", "35", "36", "37", "38"], 0.3), // five divisions, one of them the production's
            (&["34"], 0.6),
            (&["C"], 0.0), // a section covers everything and says nothing
            (&[], 0.0),
        ];
        for (codes, expected) in cases {
            let codes: Vec<IndustryCode> =
                codes.iter().map(|code| IndustryCode::gbt(code)).collect();
            let found = crosswalk.label_agreement(&codes, "348");
            assert_abs_diff_eq!(found, expected, epsilon = 1e-12);
        }
    }

    #[test]
    fn a_label_spans_divisions() {
        let crosswalk = crosswalk();
        let gbt = ["34", "35", "36"].map(IndustryCode::gbt);
        let shares = crosswalk.divisions(&gbt);
        assert_eq!(
            shares.iter().map(|(division, _)| *division).collect::<Vec<_>>(),
            ["34", "35", "36"]
        );
        assert!(shares.iter().all(|(_, share)| (share - 1.0 / 3.0).abs() < 1e-12));
        let codes = [IndustryCode::gbt("39"), naics("334413")];
        let shares: BTreeMap<&str, f64> = crosswalk.divisions(&codes).into_iter().collect();
        assert_abs_diff_eq!(shares["39"], 1.0 / 1.2, epsilon = 1e-12);
        assert_abs_diff_eq!(shares["38"], 0.2 / 1.2, epsilon = 1e-12);
        assert!(crosswalk.divisions(&[naics("999999")]).is_empty());
        let agreement =
            crosswalk.label_agreement(&[IndustryCode::gbt("34"), naics("334413")], "397");
        assert_abs_diff_eq!(agreement, 1.0 / 1.25, epsilon = 1e-12); // two divisions
    }
}
