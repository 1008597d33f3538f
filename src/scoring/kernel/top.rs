use super::REFUSED;

/// Rows whose best score is compared at once.
const BLOCK: usize = 64;
/// Numbers of which the best are found side by side.
const LANES: usize = 16;

/// A row and its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TopRow {
    /// Its score.
    pub score: f32,
    /// Which row.
    pub row: usize,
}

/// The best rows so far, in order: by score, then by row. Exact, equals included.
///
/// Most rows are passed over by the block: whose best does not exceed the last of those held holds
/// nothing. In a tile of many blocks the k-th best of their bests is such a bar from the beginning,
/// for k rows reach it.
#[derive(Debug, Clone, PartialEq)]
pub struct Top {
    k: usize,
    rows: Vec<TopRow>,
    bests: Vec<f32>,
}

impl Top {
    /// Of no row yet; holds the best `k`.
    pub fn new(k: usize) -> Top {
        Top { k, rows: Vec::new(), bests: Vec::new() }
    }

    /// The best rows, the best first.
    pub fn rows(&self) -> &[TopRow] {
        &self.rows
    }

    /// Takes what is better of the rows from `start` on, which must come after all rows before.
    #[inline(always)]
    pub(super) fn take(&mut self, start: usize, scores: &[f32]) {
        self.bests.resize(scores.len().div_ceil(BLOCK), REFUSED);
        // A plain loop: what an iterator adaptor compiles apart is not compiled for wide registers.
        for (best, block) in self.bests.iter_mut().zip(scores.chunks(BLOCK)) {
            *best = best_of(block);
        }
        let bar = self.bar();
        for (number, block) in scores.chunks(BLOCK).enumerate() {
            if self.bests[number] < bar || self.bests[number] <= self.last() {
                continue;
            }
            for (offset, &score) in block.iter().enumerate() {
                if bar <= score && self.last() < score {
                    self.insert(TopRow { score, row: start + number * BLOCK + offset });
                }
            }
        }
    }

    /// What at least k rows of the tile reach; nothing where it has fewer blocks.
    fn bar(&self) -> f32 {
        if self.k == 0 || self.bests.len() < self.k || self.rows.len() == self.k {
            return REFUSED;
        }
        let mut bests = self.bests.clone();
        let (_, bar, _) =
            bests.select_nth_unstable_by(self.k - 1, |one, other| other.total_cmp(one));
        *bar
    }

    /// What a row must exceed; a later one of the same score stands behind.
    #[inline(always)]
    fn last(&self) -> f32 {
        if self.rows.len() < self.k {
            return REFUSED;
        }
        self.rows.last().map_or(f32::INFINITY, |row| row.score)
    }

    #[inline(never)]
    fn insert(&mut self, row: TopRow) {
        let at = self.rows.partition_point(|held| row.score <= held.score);
        if self.rows.len() == self.k {
            self.rows.pop();
        }
        self.rows.insert(at, row);
    }
}

#[inline(always)]
fn best_of(block: &[f32]) -> f32 {
    let mut best = [REFUSED; LANES];
    let (lanes, rest) = block.as_chunks::<LANES>();
    for scores in lanes {
        for (best, score) in best.iter_mut().zip(scores) {
            *best = if *best < *score { *score } else { *best };
        }
    }
    let larger = |one: f32, other: f32| if one < other { other } else { one };
    best.into_iter().chain(rest.iter().copied()).fold(REFUSED, larger)
}
