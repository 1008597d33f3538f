//! How many could be assigned at all, whatever anybody prefers.

use std::collections::VecDeque;

use super::instance::Instance;

impl Instance {
    /// The size of the largest matching within all capacities. A stable matching may be smaller,
    /// but never by more than half.
    ///
    /// The maximum flow from applicants over places and owners, by Dinic's algorithm (E. A. Dinic,
    /// Soviet Mathematics Doklady 11 (1970), pages 1277–1280).
    pub fn maximum_size(&self) -> usize {
        let (applicants, places) = (self.applicants(), self.places.len());
        let source = applicants + places + self.owners.len();
        let sink = source + 1;
        let mut network = Network::new(sink + 1);
        for (applicant, list) in self.wishes.iter().enumerate() {
            network.join(source, applicant, 1);
            for wish in list {
                network.join(applicant, applicants + wish.place(), 1);
            }
        }
        for (at, place) in self.places.iter().enumerate() {
            network.join(applicants + at, applicants + places + place.owner, place.capacity);
        }
        for (at, owner) in self.owners.iter().enumerate() {
            network.join(applicants + places + at, sink, owner.capacity);
        }
        network.maximum_flow(source, sink)
    }
}

/// Nodes joined by edges with capacities; each edge stands beside its reverse.
struct Network {
    edges: Vec<Edge>,
    from: Vec<Vec<usize>>,
}

#[derive(Clone, Copy)]
struct Edge {
    to: usize,
    left: usize,
}

impl Network {
    fn new(nodes: usize) -> Network {
        Network { edges: Vec::new(), from: vec![Vec::new(); nodes] }
    }

    fn join(&mut self, from: usize, to: usize, capacity: usize) {
        self.from[from].push(self.edges.len());
        self.edges.push(Edge { to, left: capacity });
        self.from[to].push(self.edges.len());
        self.edges.push(Edge { to: from, left: 0 });
    }

    fn maximum_flow(&mut self, source: usize, sink: usize) -> usize {
        let mut flow = 0;
        while let Some(levels) = self.levels(source, sink) {
            let mut next = vec![0; self.from.len()];
            while self.push_one(source, sink, &levels, &mut next) {
                flow += 1;
            }
        }
        flow
    }

    /// How many edges each node is from the source; `None` if the sink is out of reach.
    fn levels(&self, source: usize, sink: usize) -> Option<Vec<usize>> {
        let mut levels = vec![usize::MAX; self.from.len()];
        levels[source] = 0;
        let mut queue = VecDeque::from([source]);
        while let Some(node) = queue.pop_front() {
            for &edge in &self.from[node] {
                let Edge { to, left } = self.edges[edge];
                if 0 < left && levels[to] == usize::MAX {
                    levels[to] = levels[node] + 1;
                    queue.push_back(to);
                }
            }
        }
        (levels[sink] != usize::MAX).then_some(levels)
    }

    /// Sends one more along a shortest way; a node from which none leads on is not asked again.
    /// Without recursion, for a way may be as long as there are nodes.
    fn push_one(
        &mut self,
        source: usize,
        sink: usize,
        levels: &[usize],
        next: &mut [usize],
    ) -> bool {
        let mut way: Vec<usize> = Vec::new();
        let mut node = source;
        while node != sink {
            let Some(&edge) = self.from[node].get(next[node]) else {
                let Some(edge) = way.pop() else { return false };
                // The reverse of an edge leads to where it comes from.
                node = self.edges[edge ^ 1].to;
                next[node] += 1;
                continue;
            };
            let Edge { to, left } = self.edges[edge];
            if 0 < left && levels[to] == levels[node] + 1 {
                way.push(edge);
                node = to;
            } else {
                next[node] += 1;
            }
        }
        for edge in way {
            self.edges[edge].left -= 1;
            self.edges[edge ^ 1].left += 1;
        }
        true
    }
}
