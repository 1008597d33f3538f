use super::REFUSED;

/// Lanes of rows whose bests are found side by side: a row belongs to that of its number in the tile
/// modulo this.
const LANES: usize = 64;

/// A row and its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TopRow {
    /// Its score.
    pub score: f32,
    /// Which row.
    pub row: usize,
}

impl TopRow {
    /// Whether it stands before another: by score, then by row.
    #[expect(clippy::float_cmp, reason = "equals are those of the same score, exactly")]
    fn is_before(&self, other: &TopRow) -> bool {
        other.score < self.score || (other.score == self.score && self.row < other.row)
    }
}

/// The best rows so far, in order: by score, then by row. Exact, equals included.
///
/// Most rows are passed over by the lane: whose best does not reach what is needed holds nothing.
/// What is needed is more than the last of those held; in the first tile it is the k-th best of the
/// lanes' bests, for k rows reach that.
#[derive(Debug, Clone, PartialEq)]
pub struct Top {
    k: usize,
    rows: Vec<TopRow>,
}

impl Top {
    /// Of no row yet; holds the best `k`.
    pub fn new(k: usize) -> Top {
        Top { k, rows: Vec::with_capacity(k.min(LANES)) }
    }

    /// The best rows, the best first.
    pub fn rows(&self) -> &[TopRow] {
        &self.rows
    }

    /// Takes what is better of the rows from `start` on, which must come after all rows before.
    #[inline(always)]
    pub(super) fn take(&mut self, start: usize, scores: &[f32]) {
        let bests = bests_of_lanes(scores);
        let needed = self.needed(&bests);
        let mut is_any = false;
        for best in bests {
            is_any |= needed <= best;
        }
        if is_any {
            self.gather(start, scores, &bests, needed);
        }
    }

    /// Takes the rows that reach what is needed, from the lanes that have some.
    #[inline(never)]
    fn gather(&mut self, start: usize, scores: &[f32], bests: &[f32; LANES], needed: f32) {
        let (groups, rest) = scores.as_chunks::<LANES>();
        for (lane, _) in bests.iter().enumerate().filter(|(_, best)| needed <= **best) {
            for (number, group) in groups.iter().enumerate() {
                if needed <= group[lane] {
                    let row = start + number * LANES + lane;
                    self.insert(TopRow { score: group[lane], row });
                }
            }
            if let Some(&score) = rest.get(lane).filter(|score| needed <= **score) {
                self.insert(TopRow { score, row: start + groups.len() * LANES + lane });
            }
        }
    }

    /// What a row must reach: a later one of the same score as the last that is held stands behind
    /// it, and one that is refused never counts.
    #[inline(always)]
    fn needed(&self, bests: &[f32; LANES]) -> f32 {
        if self.rows.len() == self.k {
            return self.rows.last().map_or(f32::INFINITY, |last| last.score.next_up());
        }
        reached_by(self.k, bests).max(f32::MIN)
    }

    #[inline(always)]
    fn insert(&mut self, row: TopRow) {
        let at = self.rows.partition_point(|held| held.is_before(&row));
        if self.rows.len() == self.k {
            if at == self.k {
                return;
            }
            self.rows.pop();
        }
        self.rows.insert(at, row);
    }
}

/// What `k` of the bests reach, at least 1; nothing where there are fewer.
#[inline(never)]
fn reached_by(k: usize, bests: &[f32; LANES]) -> f32 {
    if LANES < k {
        return REFUSED;
    }
    let mut bests = *bests;
    *bests.select_nth_unstable_by(k - 1, |one, other| other.total_cmp(one)).1
}

/// The best score of each lane.
// Plain loops over numbers: what an iterator adaptor compiles apart is not compiled for wide
// registers.
#[inline(always)]
fn bests_of_lanes(scores: &[f32]) -> [f32; LANES] {
    let mut bests = [REFUSED; LANES];
    let (groups, rest) = scores.as_chunks::<LANES>();
    for group in groups {
        for lane in 0..LANES {
            bests[lane] = if bests[lane] < group[lane] { group[lane] } else { bests[lane] };
        }
    }
    for lane in 0..rest.len() {
        bests[lane] = if bests[lane] < rest[lane] { rest[lane] } else { bests[lane] };
    }
    bests
}
