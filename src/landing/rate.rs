use crate::domain::outcome::ShrinkageRules;

/// The 0.975 quantile of the standard normal distribution, which bounds a two-sided 95 % interval.
const Z_95: f64 = 1.959_963_984_540_054;

/// How far below a half a product of fractions may fall by rounding alone.
const ROUNDING: f64 = 1e-12;

/// So many of so many: a share that never goes without its denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Proportion {
    /// Those that did, such as projects that landed.
    pub part: u32,
    /// Those that could have; at least `part`.
    pub whole: u32,
}

/// A closed interval of shares, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareInterval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Proportion {
    /// The counts; `None` if more did than could have.
    pub fn new(part: u32, whole: u32) -> Option<Proportion> {
        (part <= whole).then_some(Proportion { part, whole })
    }

    /// The share, 0 to 1; `None` where nothing could have.
    pub fn share(self) -> Option<f64> {
        (0 < self.whole).then(|| f64::from(self.part) / f64::from(self.whole))
    }

    /// The 95 % score interval of the share; `None` where nothing could have.
    ///
    /// Centre (p̂ + z²/2n) / (1 + z²/n), half-width z √(p̂(1−p̂)/n + z²/4n²) / (1 + z²/n): E. B.
    /// Wilson, Journal of the American Statistical Association 22 (1927) 209–212. It stays within
    /// 0 and 1 and is sound for the small counts that enclaves have.
    ///
    /// ```
    /// use hinterland::landing::rate::Proportion;
    ///
    /// let interval = Proportion::new(9, 75).unwrap().wilson().unwrap();
    /// assert_eq!(format!("{:.4} {:.4}", interval.low, interval.high), "0.0644 0.2126");
    /// ```
    pub fn wilson(self) -> Option<ShareInterval> {
        let rate = self.share()?;
        let n = f64::from(self.whole);
        let scale = 1.0 + Z_95 * Z_95 / n;
        let centre = (rate + Z_95 * Z_95 / (2.0 * n)) / scale;
        let spread = rate * (1.0 - rate) / n + Z_95 * Z_95 / (4.0 * n * n);
        let half_width = Z_95 * spread.sqrt() / scale;
        // At 0 and n landings an end is 0 or 1 but for rounding.
        let low = if self.part == 0 { 0.0 } else { (centre - half_width).clamp(0.0, rate) };
        let high =
            if self.part == self.whole { 1.0 } else { (centre + half_width).clamp(rate, 1.0) };
        Some(ShareInterval { low, high })
    }
}

/// What is expected of a place before its own landings are counted: a Beta distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BetaPrior {
    /// Landings that the prior stands for, above 0.
    pub landed: f64,
    /// Projects that did not land that the prior stands for, above 0.
    pub not_landed: f64,
    /// How many places it was pooled from; 0 where it is the definition's.
    pub places: usize,
}

impl BetaPrior {
    /// The prior of the definition.
    pub fn of(rules: &ShrinkageRules) -> BetaPrior {
        BetaPrior { landed: rules.landed, not_landed: rules.not_landed, places: 0 }
    }

    /// The prior pooled from `places`: as strong as the definition's, with the rate of all of
    /// them together. The definition's own where they are too few to tell, or all one way.
    ///
    /// One prior serves all places of an answer, so that their order depends on what each of them
    /// achieved and on nothing else.
    pub fn pooled(places: &[Proportion], rules: &ShrinkageRules) -> BetaPrior {
        let known: Vec<&Proportion> = places.iter().filter(|place| 0 < place.whole).collect();
        let landed: f64 = known.iter().map(|place| f64::from(place.part)).sum();
        let eligible: f64 = known.iter().map(|place| f64::from(place.whole)).sum();
        let is_told = rules.places_min <= known.len()
            && f64::from(rules.projects_min) <= eligible
            && 0.0 < landed
            && landed < eligible;
        if !is_told {
            return BetaPrior::of(rules);
        }
        let strength = rules.landed + rules.not_landed;
        let rate = landed / eligible;
        BetaPrior {
            landed: strength * rate,
            not_landed: strength * (1.0 - rate),
            places: known.len(),
        }
    }

    /// The mean of the prior, 0 to 1.
    pub fn mean(self) -> f64 {
        self.landed / (self.landed + self.not_landed)
    }

    /// The rate by which places are ranked: the mean of the Beta posterior, (α + k) / (α + β + n).
    ///
    /// One landing of two projects says less than nine of 75; few projects move the rate little
    /// from what is usual. Without any project it is the mean of the prior.
    pub fn shrunk(self, landings: Proportion) -> f64 {
        (self.landed + f64::from(landings.part))
            / (self.landed + self.not_landed + f64::from(landings.whole))
    }
}

/// How long one project has been followed from its admission on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FollowUp {
    /// Whole months until it landed or was last known to be on the way.
    pub months: u32,
    /// Whether it landed then; otherwise it is censored: still incubating, or withdrawn.
    pub landed: bool,
}

/// The share not yet landed after one of the times at which a project landed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurvivalStep {
    /// Months from admission.
    pub months: u32,
    /// Projects followed up to this time and not landed before it.
    pub at_risk: u32,
    /// Projects that landed at this time.
    pub landed: u32,
    /// The share not landed after it, 0 to 1.
    pub not_landed: f64,
}

/// The Kaplan–Meier estimate of the share not yet landed, one step for each time of a landing.
///
/// S(t) = Π (1 − d/n) over the times up to t. A project that is censored in the month of a landing
/// still counts as at risk in it: landings go before censorings. E. L. Kaplan, P. Meier, Journal
/// of the American Statistical Association 53 (1958) 457–481.
pub fn kaplan_meier(projects: &[FollowUp]) -> Vec<SurvivalStep> {
    let mut times: Vec<u32> =
        projects.iter().filter(|project| project.landed).map(|project| project.months).collect();
    times.sort_unstable();
    times.dedup();
    let mut not_landed = 1.0;
    let step = |months: u32| {
        let at_risk = count(projects, |project| months <= project.months);
        let landed = count(projects, |project| project.landed && project.months == months);
        not_landed *= 1.0 - f64::from(landed) / f64::from(at_risk);
        SurvivalStep { months, at_risk, landed, not_landed }
    };
    times.into_iter().map(step).collect()
}

/// The months after which half of the projects have landed; `None` while fewer have.
pub fn median_months(steps: &[SurvivalStep]) -> Option<u32> {
    steps.iter().find(|step| step.not_landed <= 0.5 + ROUNDING).map(|step| step.months)
}

fn count(projects: &[FollowUp], counts: impl Fn(&FollowUp) -> bool) -> u32 {
    let counted = projects.iter().filter(|project| counts(project)).count();
    u32::try_from(counted).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    use super::*;

    const RULES: ShrinkageRules =
        ShrinkageRules { landed: 1.0, not_landed: 9.0, places_min: 3, projects_min: 30 };

    fn of(landed: u32, eligible: u32) -> Proportion {
        Proportion::new(landed, eligible).unwrap()
    }

    /// Quzhou's incubator in Hangzhou, 2018, as a review of innovation enclaves of 2020 counts it;
    /// the interval agrees with `scipy.stats.binomtest(9, 75).proportion_ci(method="wilson")`.
    #[test]
    fn nine_of_75_come_with_their_interval() {
        let quzhou = of(9, 75);
        assert_relative_eq!(quzhou.share().unwrap(), 0.12);
        let interval = quzhou.wilson().unwrap();
        assert_relative_eq!(interval.low, 0.064_433_718_239_445_15, max_relative = 1e-14);
        assert_relative_eq!(interval.high, 0.212_596_402_047_487_3, max_relative = 1e-14);
        assert_eq!(of(0, 0).wilson(), None, "no project, no rate");
        assert_eq!(of(0, 5).wilson().unwrap().low.to_bits(), 0.0_f64.to_bits());
        assert_eq!(of(5, 5).wilson().unwrap().high.to_bits(), 1.0_f64.to_bits());
        assert_eq!(Proportion::new(6, 5), None, "more than could");
    }

    #[test]
    fn few_projects_are_drawn_to_what_is_usual() {
        let prior = BetaPrior::of(&RULES);
        let cases = [
            // (landings, rate for ranking): 50 % of two stays first, but at a sixth.
            (of(9, 75), 0.117_647_058_823_529_41),
            (of(1, 2), 0.166_666_666_666_666_66),
            (of(0, 3), 0.076_923_076_923_076_93),
            (of(0, 0), 0.1),
        ];
        for (landings, expected) in cases {
            assert_relative_eq!(prior.shrunk(landings), expected, max_relative = 1e-15);
        }
    }

    #[test]
    fn the_prior_is_pooled_where_enough_is_known() {
        let told = BetaPrior::pooled(&[of(9, 75), of(3, 32), of(6, 7), of(0, 0)], &RULES);
        assert_relative_eq!(told.mean(), 18.0 / 114.0, max_relative = 1e-15);
        assert_relative_eq!(told.landed + told.not_landed, 10.0, max_relative = 1e-15);
        assert_eq!(told.places, 3);
        let cases: [(&[Proportion], &str); 4] = [
            (&[], "nothing is known"),
            (&[of(9, 75), of(3, 32)], "too few places"),
            (&[of(1, 2), of(0, 3), of(1, 4)], "too few projects"),
            (&[of(0, 20), of(0, 20), of(0, 20)], "none ever landed"),
        ];
        for (places, reason) in cases {
            assert_eq!(BetaPrior::pooled(places, &RULES), BetaPrior::of(&RULES), "{reason}");
        }
    }

    #[test]
    fn landings_go_before_censorings_of_the_same_month() {
        let months = [3, 5, 5, 8, 10, 12];
        let landed = [true, true, false, true, false, true];
        let projects: Vec<FollowUp> = months
            .into_iter()
            .zip(landed)
            .map(|(months, landed)| FollowUp { months, landed })
            .collect();
        let steps = kaplan_meier(&projects);
        let rows: Vec<(u32, u32, u32)> =
            steps.iter().map(|step| (step.months, step.at_risk, step.landed)).collect();
        assert_eq!(rows, [(3, 6, 1), (5, 5, 1), (8, 3, 1), (12, 1, 1)]);
        let shares =
            [0.833_333_333_333_333_4, 0.666_666_666_666_666_6, 0.444_444_444_444_444_4, 0.0];
        for (step, share) in steps.iter().zip(shares) {
            assert_relative_eq!(step.not_landed, share, max_relative = 1e-15);
        }
        assert_eq!(median_months(&steps), Some(8));
        assert_eq!(median_months(&steps[..2]), None, "fewer than half have landed");
        assert_eq!(kaplan_meier(&[]), []);
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_rate_and_stays_a_share(landed in 0_u32..200, others in 0_u32..200) {
            prop_assume!(0 < landed + others);
            let landings = of(landed, landed + others);
            let (rate, interval) = (landings.share().unwrap(), landings.wilson().unwrap());
            prop_assert!(0.0 <= interval.low && interval.low <= rate);
            prop_assert!(rate <= interval.high && interval.high <= 1.0);
        }

        #[test]
        fn a_shrunk_rate_lies_between_prior_and_rate(
            landed in 0_u32..200, others in 0_u32..200, alpha in 0.1..20.0, beta in 0.1..20.0,
        ) {
            prop_assume!(0 < landed + others);
            let prior = BetaPrior { landed: alpha, not_landed: beta, places: 0 };
            let landings = of(landed, landed + others);
            let (rate, shrunk) = (landings.share().unwrap(), prior.shrunk(landings));
            prop_assert!(rate.min(prior.mean()) - 1e-12 <= shrunk);
            prop_assert!(shrunk <= rate.max(prior.mean()) + 1e-12);
        }

        #[test]
        fn survival_never_rises(projects in proptest::collection::vec((0_u32..60, any::<bool>()), 0..40)) {
            let projects: Vec<FollowUp> =
                projects.into_iter().map(|(months, landed)| FollowUp { months, landed }).collect();
            let steps = kaplan_meier(&projects);
            let shares: Vec<f64> = steps.iter().map(|step| step.not_landed).collect();
            prop_assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)));
            prop_assert!(shares.windows(2).all(|pair| pair[1] <= pair[0]));
            let landed: u32 = steps.iter().map(|step| step.landed).sum();
            prop_assert_eq!(landed as usize, projects.iter().filter(|one| one.landed).count());
        }
    }
}
