use super::{invalid::Invalid, limits::PAIRS_MAX};

/// What a question costs before anything is computed: each of `projects` is scored against each of
/// `regions`, under each of `draws` sets of weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Workload {
    /// Projects.
    pub projects: u64,
    /// Candidates of each project.
    pub regions: u64,
    /// Sets of weights; 1 where only the given ones count.
    pub draws: u64,
}

impl Workload {
    /// One project against so many regions, once.
    pub fn of_regions(regions: usize) -> Workload {
        Workload { projects: 1, regions: whole(regions), draws: 1 }
    }

    /// So many projects against one region, once.
    pub fn of_projects(projects: usize) -> Workload {
        Workload { projects: whole(projects), regions: 1, draws: 1 }
    }

    /// The product; `None` where it does not fit into 64 bits.
    pub fn pairs(self) -> Option<u64> {
        self.projects.checked_mul(self.regions)?.checked_mul(self.draws)
    }

    /// The product, if it is at most `pairs_max`.
    ///
    /// # Errors
    /// Names the three factors and how much would be right. A product that does not fit into 64
    /// bits is too much as well.
    pub fn check(self, pairs_max: u64) -> Result<u64, Invalid> {
        self.pairs().filter(|pairs| *pairs <= pairs_max).ok_or_else(|| {
            let Workload { projects, regions, draws } = self;
            let value = format!("{projects} × {regions} × {draws}");
            let expected =
                format!("a question of at most {pairs_max} pairs (projects × regions × draws)");
            Invalid::new("", value, &expected)
        })
    }
}

impl Default for Workload {
    /// Nothing but one pair.
    fn default() -> Workload {
        Workload { projects: 1, regions: 1, draws: 1 }
    }
}

fn whole(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(PAIRS_MAX.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_product_is_counted_before_it_is_computed() {
        let cases = [
            ((1, 2_407, 1), Some(2_407)),                // a ranking
            ((1, 200, 10_000), Some(2_000_000)),         // how firm it stands
            ((10_000, 100_000, 1), Some(1_000_000_000)), // the most
            ((10_000, 100_000, 2), None),                // twice the most
            ((1, 1, 1_000_000_001), None),               // one draw too many
            ((1 << 32, 1 << 32, 1), None),               // 2^64, which wraps to 0
            ((1 << 32, 1 << 31, 2), None),               // again, by the draws
            ((u64::MAX, u64::MAX, u64::MAX), None),      // wraps to something small
            ((3, 6_148_914_691_236_517_206, 1), None),   // wraps to 2
            ((0, 100, 100), Some(0)),                    // nobody asks
        ];
        for ((projects, regions, draws), expected) in cases {
            let workload = Workload { projects, regions, draws };
            assert_eq!(workload.check(PAIRS_MAX).ok(), expected, "{workload:?}");
        }
    }

    #[test]
    fn the_refusal_names_the_factors() {
        let fault = Workload { projects: 2, regions: 3, draws: 4 }.check(23).unwrap_err();
        assert_eq!(
            fault.to_string(),
            "must be a question of at most 23 pairs (projects × regions × draws), got `2 × 3 × 4`"
        );
    }
}
