use std::collections::BTreeMap;

use super::similarity::{SAME_DIVISION, SAME_GROUP, division, lineage};

/// What a region or a project does: a vector over the tree of GB/T 4754.
///
/// An industry of weight w stands on its class, its group and its division, at w√(1 − g), w√(g − d)
/// and w√d, where d and g are the agreements of two groups of one division and of two classes of
/// one group ([`super::similarity::agreement`]). So the product of two classes is 1 if they are the
/// same, g in one group, d in one division and else 0: the cosine of two profiles is a soft cosine
/// whose likeness of single industries is the house's own.
///
/// Source: G. Sidorov, A. Gelbukh, H. Gómez-Adorno and D. Pinto, Soft similarity and soft cosine
/// measure, Computación y Sistemas 18 (2014), pages 491–504; that the likeness comes from the tree
/// of a classification is our judgement.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IndustryProfile {
    nodes: BTreeMap<String, f64>,
    divisions: BTreeMap<String, f64>,
}

/// A branch that two profiles share.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedBranch {
    /// The division.
    pub division: String,
    /// The narrowest code that both have in it: where most of the likeness comes from.
    pub narrowest: String,
    /// The share of the division in the one profile, above 0 and at most 1.
    pub share: f64,
    /// Its share in the other.
    pub other_share: f64,
    /// What it adds to the cosine; all of them add up to it.
    pub part: f64,
}

/// What two profiles have in common and what only one of them has.
#[derive(Debug, Clone, PartialEq)]
pub struct InCommon {
    /// The cosine, 0 to 1.
    pub cosine: f64,
    /// What both have, the largest part first.
    pub shared: Vec<SharedBranch>,
    /// Divisions of the one alone with their shares in it, the largest first.
    pub only: Vec<(String, f64)>,
    /// Divisions of the other alone, in the same way.
    pub only_other: Vec<(String, f64)>,
}

impl IndustryProfile {
    /// Adds an industry of GB/T 4754 with a weight above 0; a section letter says nothing.
    pub fn add(&mut self, code: &str, weight: f64) {
        let Some(division) = division(code).filter(|_| weight.is_finite() && 0.0 < weight) else {
            return;
        };
        *self.divisions.entry(division.to_owned()).or_default() += weight;
        let steps = [SAME_DIVISION, SAME_GROUP - SAME_DIVISION, 1.0 - SAME_GROUP];
        for (node, step) in lineage(code).zip(steps) {
            *self.nodes.entry(node.to_owned()).or_default() += weight * step.sqrt();
        }
    }

    /// Adds another profile, scaled so that its weights sum to one.
    pub fn add_profile(&mut self, other: &IndustryProfile) {
        let sum: f64 = other.divisions.values().sum();
        for (mine, theirs) in
            [(&mut self.nodes, &other.nodes), (&mut self.divisions, &other.divisions)]
        {
            for (code, weight) in theirs {
                *mine.entry(code.clone()).or_default() += weight / sum;
            }
        }
    }

    /// Whether it has no industry.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The cosine of two profiles, 0 to 1; `None` if one has no industry.
    ///
    /// ```
    /// use hinterland::industry::profile::IndustryProfile;
    /// let of = |code| {
    ///     let mut profile = IndustryProfile::default();
    ///     profile.add(code, 1.0);
    ///     profile
    /// };
    /// let cosine = |one, other| of(one).cosine(&of(other)).unwrap();
    /// assert!((cosine("3841", "3842") - 0.7).abs() < 1e-12); // one group
    /// assert!((cosine("3841", "3825") - 0.4).abs() < 1e-12); // one division
    /// assert_eq!(cosine("3841", "2761"), 0.0);
    /// assert_eq!(of("2761").cosine(&IndustryProfile::default()), None);
    /// ```
    pub fn cosine(&self, other: &IndustryProfile) -> Option<f64> {
        let lengths = self.length() * other.length();
        let products = self.products(other).map(|(_, product)| product);
        (0.0 < lengths).then(|| (products.sum::<f64>() / lengths).clamp(0.0, 1.0))
    }

    /// What two profiles have in common; `None` if one has no industry.
    pub fn in_common(&self, other: &IndustryProfile) -> Option<InCommon> {
        let cosine = self.cosine(other)?;
        let lengths = self.length() * other.length();
        let mut shared: BTreeMap<&str, SharedBranch> = BTreeMap::new();
        for (node, product) in self.products(other) {
            let division = &node[..2];
            let branch = shared.entry(division).or_insert_with(|| SharedBranch {
                division: division.to_owned(),
                narrowest: node.to_owned(),
                share: self.share(division),
                other_share: other.share(division),
                part: 0.0,
            });
            branch.part += product / lengths;
            if branch.narrowest.len() < node.len() {
                node.clone_into(&mut branch.narrowest);
            }
        }
        let mut shared: Vec<SharedBranch> = shared.into_values().collect();
        shared.sort_by(|one, other| {
            other.part.total_cmp(&one.part).then_with(|| one.division.cmp(&other.division))
        });
        Some(InCommon {
            cosine,
            shared,
            only: self.without(other),
            only_other: other.without(self),
        })
    }

    fn products<'a>(
        &'a self,
        other: &'a IndustryProfile,
    ) -> impl Iterator<Item = (&'a str, f64)> + 'a {
        self.nodes.iter().filter_map(|(node, weight)| {
            other.nodes.get(node).map(|other| (node.as_str(), weight * other))
        })
    }

    fn length(&self) -> f64 {
        self.nodes.values().map(|weight| weight * weight).sum::<f64>().sqrt()
    }

    fn share(&self, division: &str) -> f64 {
        let sum: f64 = self.divisions.values().sum();
        self.divisions.get(division).map_or(0.0, |weight| weight / sum)
    }

    /// The divisions that the other has not, the largest first.
    fn without(&self, other: &IndustryProfile) -> Vec<(String, f64)> {
        let own = self.divisions.keys().filter(|division| !other.divisions.contains_key(*division));
        let mut own: Vec<(String, f64)> =
            own.map(|division| (division.clone(), self.share(division))).collect();
        own.sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        own
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    use super::*;

    fn profile(industries: &[(&str, f64)]) -> IndustryProfile {
        let mut profile = IndustryProfile::default();
        for (code, weight) in industries {
            profile.add(code, *weight);
        }
        profile
    }

    #[test]
    fn single_industries_are_as_like_as_they_agree() {
        // One, other, the cosine.
        let cases = [
            ("2762", "2762", 1.0),
            ("2761", "2762", 0.7),
            ("271", "276", 0.4 / 0.7), // known to the group only: like in four of seven parts
            ("276", "2762", 0.7_f64.sqrt()),
            ("27", "2762", 0.4_f64.sqrt()),
            ("367", "3670", 1.0), // a group with a single class
            ("26", "27", 0.0),
        ];
        for (one, other, expected) in cases {
            let found = profile(&[(one, 1.0)]).cosine(&profile(&[(other, 2.0)])).unwrap();
            assert_abs_diff_eq!(found, expected, epsilon = 1e-12);
        }
        assert!(profile(&[("C", 1.0), ("27", 0.0), ("27", f64::NAN)]).is_empty());
    }

    #[test]
    fn what_is_shared_adds_up_and_what_is_not_is_named() {
        let one = profile(&[("276", 1.0), ("38", 1.0), ("13", 2.0)]);
        let other = profile(&[("2761", 3.0), ("3841", 1.0), ("36", 1.0)]);
        let found = one.in_common(&other).unwrap();
        let parts: f64 = found.shared.iter().map(|branch| branch.part).sum();
        assert_abs_diff_eq!(parts, found.cosine, epsilon = 1e-12);
        let shared: Vec<(&str, &str)> = found
            .shared
            .iter()
            .map(|branch| (branch.division.as_str(), branch.narrowest.as_str()))
            .collect();
        assert_eq!(shared, [("27", "276"), ("38", "38")]);
        assert_abs_diff_eq!(found.shared[0].other_share, 0.6, epsilon = 1e-12);
        assert_eq!(found.only, [("13".to_owned(), 0.5)]);
        assert_eq!(found.only_other, [("36".to_owned(), 0.2)]);
    }

    #[test]
    fn profiles_join_by_equal_parts() {
        let mut joined = profile(&[("27", 1.0)]);
        joined.add_profile(&profile(&[("38", 50.0)]));
        assert_eq!(joined, profile(&[("27", 1.0), ("38", 1.0)]));
    }

    proptest! {
        #[test]
        fn likeness_is_mutual_and_blind_to_scale(
            one in prop::collection::vec((10u32..9999, 0.1f64..9.0), 1..6),
            other in prop::collection::vec((10u32..9999, 0.1f64..9.0), 1..6),
            scale in 0.1f64..9.0,
        ) {
            let of = |industries: &[(u32, f64)], scale: f64| {
                let mut profile = IndustryProfile::default();
                for (code, weight) in industries {
                    profile.add(&code.to_string(), weight * scale);
                }
                profile
            };
            let (first, second) = (of(&one, 1.0), of(&other, 1.0));
            let cosine = first.cosine(&second).unwrap();
            prop_assert!((cosine - second.cosine(&first).unwrap()).abs() < 1e-12);
            prop_assert!((cosine - of(&one, scale).cosine(&second).unwrap()).abs() < 1e-12);
            prop_assert!((first.cosine(&first).unwrap() - 1.0).abs() < 1e-12);
        }
    }
}
