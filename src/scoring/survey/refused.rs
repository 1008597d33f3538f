use std::collections::BTreeMap;

use super::{Inquiry, Survey, day::Day, is_near, nearest, within};
use crate::{
    domain::{id::RegionId, matching::GateStatus},
    scoring::gate::{Verdict, area_verdicts, price_verdicts, travel_verdict},
};

/// Who is refused, by how many gates and how narrowly.
pub(super) struct Refused {
    /// By position: the gates that fail, and the margin of the last of them.
    failures: Vec<(u16, Option<f64>)>,
    /// How many candidates each gate refuses; the gates of a question are a handful.
    by_gate: Vec<(&'static str, usize)>,
}

impl Refused {
    /// Checks the candidates at some positions.
    pub(super) fn find(
        survey: &Survey,
        inquiry: &Inquiry<'_>,
        day: &Day,
        positions: &[usize],
    ) -> Refused {
        let nobody = vec![(0, None); survey.places.len()];
        let mut refused = Refused { failures: nobody, by_gate: Vec::new() };
        refused.outside_targets(survey, inquiry, positions);
        refused.numbers(survey, inquiry, day, positions);
        let mut note = |position, verdict| refused.note(position, verdict);
        survey.gates.failures(inquiry.context, inquiry.project, positions, &mut note);
        refused
    }

    /// Whether the place at a position is refused.
    pub(super) fn refuses(&self, position: usize) -> bool {
        0 < self.failures[position].0
    }

    /// The candidates refused by each gate.
    pub(super) fn by_gate(&self) -> BTreeMap<&'static str, usize> {
        self.by_gate.iter().copied().collect()
    }

    /// The positions of near misses, the nearest first, and of all other refusals.
    pub(super) fn split(&self) -> (Vec<usize>, Vec<usize>) {
        let (mut near, mut others) = (Vec::new(), Vec::new());
        for (position, (count, margin)) in self.failures.iter().enumerate() {
            match margin {
                Some(margin) if *count == 1 && is_near(*margin) => near.push((*margin, position)),
                _ if 0 < *count => others.push(position),
                _ => {}
            }
        }
        near.sort_by(|one, other| nearest(*one, *other));
        (near.into_iter().map(|(_, position)| position).collect(), others)
    }

    fn note(&mut self, position: usize, verdict: Verdict) {
        if verdict.status == GateStatus::Fail {
            let (count, _) = self.failures[position];
            self.failures[position] = (count + 1, verdict.margin);
            match self.by_gate.iter_mut().find(|(gate, _)| *gate == verdict.gate) {
                Some((_, count)) => *count += 1,
                None => self.by_gate.push((verdict.gate, 1)),
            }
        }
    }

    /// Where the project looks, and where it does not.
    fn outside_targets(&mut self, survey: &Survey, inquiry: &Inquiry<'_>, positions: &[usize]) {
        let atlas = inquiry.context.atlas;
        let mark = |ids: &std::collections::BTreeSet<RegionId>| {
            let mut marks = vec![false; atlas.len()];
            for place in ids.iter().filter_map(|id| atlas.find(id)) {
                within(atlas, place).for_each(|place| marks[place] = true);
            }
            marks
        };
        let fails = |gate| Verdict { gate, status: GateStatus::Fail, margin: None };
        let (wanted, unwanted) = (&inquiry.project.target_regions, &inquiry.project.must_not);
        if !wanted.is_empty() {
            let mut marks = mark(wanted);
            for target in wanted.iter().filter_map(|id| atlas.find(id)) {
                atlas.lineage(target).for_each(|above| marks[above] = true);
            }
            for &at in positions.iter().filter(|at| !marks[survey.places[**at]]) {
                self.note(at, fails("target_region"));
            }
        }
        if !unwanted.is_empty() {
            let marks = mark(unwanted);
            for &at in positions.iter().filter(|at| marks[survey.places[**at]]) {
                self.note(at, fails("must_not"));
            }
        }
    }

    /// What is a number of each place.
    fn numbers(&mut self, survey: &Survey, inquiry: &Inquiry<'_>, day: &Day, positions: &[usize]) {
        let project = inquiry.project;
        if project.travel_minutes_max.is_some() {
            let method = survey.method(inquiry.weights, inquiry.stop);
            let travels = survey.travel(inquiry.context, &method, day);
            for &at in positions {
                let (known, least) = (travels.minutes[at], travels.least_minutes[at]);
                if let Some(verdict) = travel_verdict(project, known, least) {
                    self.note(at, verdict);
                }
            }
        }
        if crate::scoring::gate::rents(project) {
            return;
        }
        if let Some(verdict) = area_verdicts(project) {
            for &at in positions {
                self.note(at, verdict(day.areas[at]));
            }
        }
        if let Some(verdict) = price_verdicts(project) {
            for &at in positions {
                self.note(at, verdict(day.prices[at]));
            }
        }
    }
}
