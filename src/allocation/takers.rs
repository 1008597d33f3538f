use std::collections::BinaryHeap;

/// Takers of a place for which room is made at once, if it takes as many: a capacity has no end, and
/// most are smaller than this.
const TAKERS_EXPECTED: usize = 64;

/// What becomes of a proposal.
#[derive(Debug, Clone, Copy)]
pub(super) enum Answer {
    Refused,
    Taken,
    /// Taken, and another loses what it held.
    TakenInsteadOf(u32),
}

/// Those who hold something, the worst on top.
#[derive(Clone)]
pub(super) struct Takers {
    capacity: usize,
    count: usize,
    /// Those who have gone are left in until they come to the top.
    worst: BinaryHeap<Taker>,
}

/// Who holds something, ordered by the rank: it stands in the upper half, the applicant in the lower,
/// so that one comparison tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Taker(u64);

impl Taker {
    /// An applicant with its rank.
    pub(super) fn new(rank: u32, applicant: u32) -> Taker {
        Taker(u64::from(rank) << 32 | u64::from(applicant))
    }

    /// The applicant's rank.
    pub(super) fn rank(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// The applicant, by position.
    #[expect(clippy::cast_possible_truncation, reason = "the lower half is the applicant")]
    pub(super) fn applicant(self) -> u32 {
        self.0 as u32
    }
}

impl Takers {
    /// Nobody yet, of so many at most.
    pub(super) fn new(capacity: usize) -> Takers {
        let worst = BinaryHeap::with_capacity(capacity.min(TAKERS_EXPECTED));
        Takers { capacity, count: 0, worst }
    }

    /// Whether there is no room.
    pub(super) fn is_full(&self) -> bool {
        self.capacity <= self.count
    }

    /// Adds somebody where there is room.
    pub(super) fn add(&mut self, taker: Taker) {
        self.count += 1;
        self.worst.push(taker);
    }

    /// Adds somebody who takes the room that another has left.
    pub(super) fn replace(&mut self, taker: Taker) {
        self.worst.push(taker);
    }

    /// Notes that somebody has gone.
    pub(super) fn leave(&mut self) {
        self.count -= 1;
    }

    /// The rank that must be beaten; `None` where there is room.
    pub(super) fn bar(&self) -> Option<u32> {
        self.is_full().then(|| self.worst.peek().map_or(0, |worst| worst.rank()))
    }

    /// Drops from the top whoever has gone.
    pub(super) fn tidy(&mut self, is_there: impl Fn(u32) -> bool) {
        while self.worst.peek().is_some_and(|one| !is_there(one.applicant())) {
            self.worst.pop();
        }
    }

    /// Takes somebody where there is room, or else in the place of the worst, if that one is worse.
    pub(super) fn take(&mut self, taker: Taker) -> Answer {
        if !self.is_full() {
            self.add(taker);
            return Answer::Taken;
        }
        let Some(mut worst) = self.worst.peek_mut().filter(|worst| taker.rank() < worst.rank())
        else {
            return Answer::Refused;
        };
        Answer::TakenInsteadOf(std::mem::replace(&mut *worst, taker).applicant())
    }
}
