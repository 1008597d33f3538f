use std::cmp::Reverse;

use super::{
    Depth, Taxonomy, TaxonomyEntry,
    concordance::{Concordance, Quantities},
};
use crate::domain::code::{ClassificationSystem, IndustryCode};

/// Codes of one classification, each with its share of an activity.
pub type Weighted = Vec<(String, f64)>;

impl Taxonomy {
    /// The codes of `system` to which the activity of a code belongs, each with the share that it
    /// holds: the largest share first, then the most specific code, then by code.
    ///
    /// The shares sum to one. A code of the system itself stands for itself; an unknown code, and
    /// one without any counterpart, gives nothing. Where a part of the activity has no counterpart
    /// the rest is scaled up to one.
    ///
    /// Both ways lead through ISIC: the share of `b` in `a` is the sum, over the ISIC codes `i`, of
    /// the share of `i` in `a` times the share of `b` in `i`. How the share of a link is found stands
    /// in `index/README.md`. A section becomes sections, a division divisions and a group groups, or
    /// wider codes where the tables tell no more; a class, and a group of GB/T 4754, which is as fine
    /// as a class of ISIC, becomes the codes that the tables name. UK SIC enters and leaves as NACE.
    ///
    /// ```
    /// use hinterland::{definition, domain::code::{ClassificationSystem, IndustryCode}};
    /// let taxonomy = &definition::get().taxonomy;
    /// let batteries = IndustryCode::gbt("384");
    /// let nace = taxonomy.convert_weighted(&batteries, ClassificationSystem::Nace2);
    /// assert_eq!(nace, [("2720".to_owned(), 1.0)]);
    /// ```
    pub fn convert_weighted(
        &self,
        industry: &IndustryCode,
        system: ClassificationSystem,
    ) -> Weighted {
        let Some(entry) = self.entry(industry) else { return Weighted::new() };
        if industry.system == system {
            return vec![(industry.code.clone(), 1.0)];
        }
        if let Some(code) = self.shared(industry, system) {
            return vec![(code, 1.0)];
        }
        let isic = match self.concordance(industry.system) {
            None => Quantities::from([(industry.code.clone(), 1.0)]),
            Some(concordance) => {
                let hinged = self.shared(industry, ClassificationSystem::Nace2);
                let hinged = hinged.map(|code| coded(ClassificationSystem::Nace2, &code));
                let lowest = self.lowest(hinged.as_ref().unwrap_or(industry));
                scaled(concordance.isic_of(lowest.into_iter()))
            }
        };
        let codes = match self.concordance(system) {
            None => isic,
            Some(concordance) => self.out_of_isic(system, concordance, &isic),
        };
        let is_fine =
            industry.system == ClassificationSystem::Gbt4754 && entry.depth() == Depth::Group;
        let codes = if is_fine { codes } else { self.no_finer(system, codes, entry.depth()) };
        self.in_order(system, codes)
    }

    /// Shares of codes as shares of the codes above them at a depth; a code that stands at that
    /// depth or above it, or that is unknown, stays as it is. In the order of
    /// [`Taxonomy::convert_weighted`].
    pub fn at_depth(
        &self,
        system: ClassificationSystem,
        weighted: Weighted,
        depth: Depth,
    ) -> Weighted {
        let mut codes = Quantities::new();
        for (code, share) in weighted {
            *codes.entry(code).or_default() += share;
        }
        self.in_order(system, self.gathered(system, codes, depth))
    }

    /// The codes of [`Taxonomy::convert_weighted`] alone, the most specific first and among those
    /// of a depth the largest share first.
    pub fn convert(&self, industry: &IndustryCode, system: ClassificationSystem) -> Vec<String> {
        let mut weighted = self.convert_weighted(industry, system);
        weighted.sort_by_key(|(code, _)| Reverse(self.depth(system, code)));
        weighted.into_iter().map(|(code, _)| code).collect()
    }

    /// The codes of GB/T 4754 that correspond to a code of any system; see [`Taxonomy::convert`].
    pub fn gbt_of(&self, industry: &IndustryCode) -> Vec<String> {
        self.convert(industry, ClassificationSystem::Gbt4754)
    }

    /// The codes of ISIC Rev.4 that correspond to a code of GB/T 4754; see [`Taxonomy::convert`].
    pub fn isic_of(&self, gbt: &str) -> Vec<String> {
        self.convert(&IndustryCode::gbt(gbt), ClassificationSystem::Isic4)
    }

    /// The codes of the other classifications that correspond to a code, with their shares.
    pub fn corresponding(&self, industry: &IndustryCode) -> Vec<(IndustryCode, f64)> {
        let others = ClassificationSystem::ALL.into_iter().filter(|s| *s != industry.system);
        others
            .flat_map(|system| {
                let codes = self.convert_weighted(industry, system).into_iter();
                codes.map(move |(code, share)| (IndustryCode { system, code }, share))
            })
            .collect()
    }

    /// The code of the other of NACE and UK SIC, which are one down to the classes; for a subclass
    /// its class. `None` between other systems.
    fn shared(&self, industry: &IndustryCode, system: ClassificationSystem) -> Option<String> {
        let pair = [ClassificationSystem::Nace2, ClassificationSystem::Uksic2007];
        if !pair.contains(&industry.system) || !pair.contains(&system) {
            return None;
        }
        let code = industry.code.get(..4).unwrap_or(&industry.code);
        self.entry(&coded(system, code)).map(|entry| entry.industry.code.clone())
    }

    /// The links of a system to ISIC; `None` for ISIC.
    fn concordance(&self, system: ClassificationSystem) -> Option<&Concordance> {
        match system {
            ClassificationSystem::Gbt4754 => Some(&self.gbt_isic),
            ClassificationSystem::Isic4 => None,
            ClassificationSystem::Naics2017 => Some(&self.naics_isic),
            ClassificationSystem::Nace2 | ClassificationSystem::Uksic2007 => Some(&self.nace_isic),
        }
    }

    fn out_of_isic(
        &self,
        system: ClassificationSystem,
        concordance: &Concordance,
        isic: &Quantities,
    ) -> Quantities {
        let mut codes = Quantities::new();
        for (code, share) in isic {
            let isic = coded(ClassificationSystem::Isic4, code);
            let found = scaled(concordance.of_isic(self.lowest(&isic).into_iter()));
            let depth = self.entry(&isic).map_or(Depth::Class, TaxonomyEntry::depth);
            for (found, part) in self.no_finer(system, found, depth) {
                *codes.entry(found).or_default() += share * part;
            }
        }
        scaled(codes)
    }

    /// Codes gathered at the depth of what they stand for, if that is a group or wider.
    fn no_finer(
        &self,
        system: ClassificationSystem,
        codes: Quantities,
        depth: Depth,
    ) -> Quantities {
        if depth <= Depth::Group { self.gathered(system, codes, depth) } else { codes }
    }

    fn gathered(
        &self,
        system: ClassificationSystem,
        codes: Quantities,
        depth: Depth,
    ) -> Quantities {
        let mut gathered = Quantities::new();
        for (code, share) in codes {
            let entry = self.entry(&coded(system, &code));
            let above = entry.filter(|entry| depth < entry.depth()).and_then(|entry| {
                let above = self.ancestors(&entry.industry);
                above.into_iter().find(|above| above.depth() <= depth)
            });
            let code = above.map_or(code, |above| above.industry.code.clone());
            *gathered.entry(code).or_default() += share;
        }
        gathered
    }

    fn in_order(&self, system: ClassificationSystem, codes: Quantities) -> Weighted {
        let mut weighted: Weighted = codes.into_iter().collect();
        // Sums of the same shares in another order differ in the last bits: they are equals.
        #[expect(clippy::cast_possible_truncation, reason = "shares of one, in billionths")]
        let billionths = |share: f64| (share * 1e9).round() as i64;
        weighted.sort_by_key(|(code, share)| {
            (Reverse(billionths(*share)), Reverse(self.depth(system, code)))
        });
        weighted
    }

    fn depth(&self, system: ClassificationSystem, code: &str) -> Option<Depth> {
        self.entry(&coded(system, code)).map(TaxonomyEntry::depth)
    }
}

fn coded(system: ClassificationSystem, code: &str) -> IndustryCode {
    IndustryCode { system, code: code.to_owned() }
}

/// Quantities as shares of their sum; nothing if there is none.
fn scaled(mut codes: Quantities) -> Quantities {
    let sum: f64 = codes.values().sum();
    for share in codes.values_mut() {
        *share /= sum;
    }
    codes
}
