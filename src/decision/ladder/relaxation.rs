use super::Ladder;

/// The fractional knapsack over the concave hulls of ladders: what a gain costs at least.
pub(super) struct Relaxation {
    ladders: usize,
    /// The edges of all hulls, the least cost per gain first; of one ladder in their order.
    edges: Vec<Edge>,
    /// What the edges before each gain and cost together, and after the last one.
    sums: Vec<(i64, i64)>,
}

/// An edge of the concave hull of one ladder.
#[derive(Debug, Clone, Copy)]
struct Edge {
    ladder: usize,
    /// The steps at its upper end.
    until: usize,
    gain: i64,
    cost: i64,
}

impl Relaxation {
    pub(super) fn new(ladders: &[&Ladder]) -> Relaxation {
        let mut edges: Vec<Edge> = Vec::new();
        for (place, ladder) in ladders.iter().enumerate() {
            edges.extend(hull(place, ladder));
        }
        // Stable: the edges of one ladder keep their order, and of equals the first ladder goes first.
        edges.sort_by(|one, other| {
            let product = |cost: i64, gain: i64| i128::from(cost) * i128::from(gain);
            product(one.cost, other.gain).cmp(&product(other.cost, one.gain))
        });
        let mut sums = vec![(0, 0)];
        for edge in &edges {
            let (gain, cost) = sums[sums.len() - 1];
            sums.push((gain + edge.gain, i64::saturating_add(cost, edge.cost)));
        }
        Relaxation { ladders: ladders.len(), edges, sums }
    }

    /// The least whole cost at which so much can be gained; `None` if it cannot.
    pub(super) fn cost_of(&self, gain: i64) -> Option<i64> {
        if gain <= 0 {
            return Some(0);
        }
        let (at, before) = self.edge_of(gain)?;
        let (edge, (gained, cost)) = (self.edges[at], before);
        let part = i128::from(edge.cost) * i128::from(gain - gained);
        // Rounded up: costs are whole.
        let part = (part + i128::from(edge.gain) - 1) / i128::from(edge.gain);
        Some(cost.saturating_add(i64::try_from(part).unwrap_or(i64::MAX)))
    }

    /// By ladder, the steps of the edges that are needed, the last of them whole; `None` if all are
    /// not enough.
    pub(super) fn steps_for(&self, gain: i64) -> Option<Vec<usize>> {
        let mut steps = vec![0; self.ladders];
        if gain <= 0 {
            return Some(steps);
        }
        let (last, _) = self.edge_of(gain)?;
        for edge in &self.edges[..=last] {
            steps[edge.ladder] = edge.until;
        }
        Some(steps)
    }

    /// The edge on which so much is reached, and what stands before it.
    fn edge_of(&self, gain: i64) -> Option<(usize, (i64, i64))> {
        let after = self.sums.partition_point(|(gained, _)| *gained < gain);
        let at = after.checked_sub(1)?;
        (at < self.edges.len()).then(|| (at, self.sums[at]))
    }
}

/// The edges of the upper concave hull of a ladder's gains over its steps that gain anything.
fn hull(place: usize, ladder: &Ladder) -> Vec<Edge> {
    let mut corners: Vec<usize> = vec![0];
    let slope = |from: usize, to: usize| {
        let run = i128::try_from(to - from).unwrap_or(i128::MAX);
        (i128::from(ladder.gain(to) - ladder.gain(from)), run)
    };
    for steps in 1..=ladder.steps_max() {
        while let [.., before, last] = corners[..] {
            let (rise, run) = slope(before, last);
            let (next_rise, next_run) = slope(last, steps);
            if rise * next_run <= next_rise * run {
                corners.pop();
            } else {
                break;
            }
        }
        corners.push(steps);
    }
    let edge = |ends: &[usize]| Edge {
        ladder: place,
        until: ends[1],
        gain: ladder.gain(ends[1]) - ladder.gain(ends[0]),
        cost: ladder.cost(ends[1]) - ladder.cost(ends[0]),
    };
    corners.windows(2).map(edge).filter(|edge| 0 < edge.gain).collect()
}
