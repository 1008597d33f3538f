use super::{Inquiry, Survey, Surveyed, order, ordered_position, refused::Refused, score};
use crate::{
    domain::{
        criterion::{CriterionId, Utility},
        id::RegionId,
        matching::{Points, Score},
    },
    scoring::{
        kernel::{Instructions, Known, WeighedColumn, sums},
        rank,
    },
};

/// What a ranking is computed from, place by place: whoever adds it up again comes to the same
/// order.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// The candidates, in identifier order.
    pub regions: Vec<RegionId>,
    /// By candidate: whether a gate refuses it.
    pub refused: Vec<bool>,
    /// One per criterion of positive weight, in the order of the criteria.
    pub columns: Vec<MatrixColumn>,
}

/// A criterion of a [`Matrix`].
#[derive(Debug, Clone, PartialEq)]
pub struct MatrixColumn {
    /// Which.
    pub criterion: CriterionId,
    /// Its normalised weight; all weights sum to a million.
    pub weight: Points,
    /// The utility that stands in where the measure is unknown; `None` if the definition has no
    /// scale for the level.
    pub median: Option<Utility>,
    /// By candidate, 0 to 1.
    pub utilities: Vec<f64>,
    /// By candidate: whether the measure is known.
    pub known: Vec<Known>,
}

impl Matrix {
    /// The best candidates that no gate refuses, by position among the regions, with their scores:
    /// what [`Survey::rank`] shows.
    pub fn best(&self, limit: usize) -> Vec<(usize, Score)> {
        let columns: Vec<WeighedColumn<'_>> =
            self.columns.iter().map(MatrixColumn::weighed).collect();
        let sums = sums(self.regions.len(), &columns, Instructions::widest());
        let admitted = (0..self.regions.len()).filter(|at| !self.refused[*at]);
        let mut ordered: Vec<u64> = admitted.map(|at| order(&sums, at)).collect();
        if limit < ordered.len() {
            ordered.select_nth_unstable(limit);
            ordered.truncate(limit);
        }
        ordered.sort_unstable();
        let positions = ordered.into_iter().map(ordered_position);
        positions.map(|at| (at, score(&sums, at))).collect()
    }
}

impl MatrixColumn {
    fn weighed(&self) -> WeighedColumn<'_> {
        WeighedColumn { weight: self.weight, utilities: &self.utilities, known: &self.known }
    }
}

impl Survey {
    /// What [`Survey::rank`] adds up for an inquiry; incomplete if it was given up.
    pub fn matrix(&self, inquiry: &Inquiry<'_>, candidates: &Surveyed) -> Matrix {
        let method = self.method(inquiry.weights, inquiry.stop);
        let day = self.day(inquiry.context, &method);
        let refused = Refused::find(self, inquiry, &day, &candidates.positions);
        let scales = rank::scales(&method);
        let mut columns = Vec::new();
        for (criterion, weight) in rank::weighed(&method) {
            let column = self.column(criterion, inquiry, &method, &day);
            if inquiry.stop.is_asked() {
                break;
            }
            let rated = candidates.positions.iter().map(|at| column.at(*at));
            let rated = rated.map(|(utility, is_known)| (utility.get(), Known::from(is_known)));
            let (utilities, known) = rated.unzip();
            let median = scales[criterion.position()].map(|(_, median)| median);
            columns.push(MatrixColumn { criterion, weight, median, utilities, known });
        }
        let regions = self.places(candidates);
        Matrix {
            regions: regions.map(|at| inquiry.context.atlas.profile(at).id.clone()).collect(),
            refused: candidates.positions.iter().map(|at| refused.refuses(*at)).collect(),
            columns,
        }
    }
}
