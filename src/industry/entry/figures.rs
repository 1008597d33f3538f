use std::collections::BTreeMap;

use super::{Candidates, real};
use crate::statistics::{
    bootstrap::{Interval, Resampling, interval_of_rows},
    curve::{self, Ordered},
};

/// An industry counts in the means over industries from so many entries, and so many others, on.
const ENTRIES_MIN: usize = 3;
/// How many regions per industry are looked at.
const FIRST: usize = 10;

/// How well scores find the entries among the candidates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Area under the curve over all pairs together, ties halved, with its interval.
    pub auc: Interval,
    /// Average precision over all pairs together.
    pub average_precision: f64,
    /// Mean area under the curve within each industry; `None` if no industry has three entries and
    /// three others.
    pub per_industry_auc: Option<f64>,
    /// Mean share of entries among an industry's ten regions with the highest scores, over the
    /// same industries.
    pub precision_at_10: Option<f64>,
}

/// Measures scores. The interval draws whole regions again, since the pairs of a region rise and
/// fall together. `None` if nothing entered, or everything.
pub fn figures(scores: &[f64], candidates: &Candidates, resampling: Resampling) -> Option<Figures> {
    let regions: Vec<usize> = candidates.pairs.iter().map(|pair| pair.0).collect();
    let ordered = Ordered::new(scores, &candidates.entered);
    let auc = interval_of_rows(&regions, resampling, |weights| ordered.auc(|row| weights[row]))?;
    let average_precision = curve::average_precision(scores, &candidates.entered)?;
    let (mut areas, mut precisions) = (Vec::new(), Vec::new());
    for (own_scores, own_entered) in by_industry(scores, candidates).into_values() {
        let entries = own_entered.iter().filter(|entered| **entered).count();
        if ENTRIES_MIN <= entries && ENTRIES_MIN <= own_entered.len() - entries {
            areas.extend(curve::auc(&own_scores, &own_entered));
            precisions.extend(curve::precision_at(&own_scores, &own_entered, FIRST));
        }
    }
    let (per_industry_auc, precision_at_10) = (mean(&areas), mean(&precisions));
    Some(Figures { auc, average_precision, per_industry_auc, precision_at_10 })
}

/// How much larger the area of one scoring is than that of another, over the same draws.
pub fn auc_difference(
    one: &[f64],
    other: &[f64],
    candidates: &Candidates,
    resampling: Resampling,
) -> Option<Interval> {
    let regions: Vec<usize> = candidates.pairs.iter().map(|pair| pair.0).collect();
    let one = Ordered::new(one, &candidates.entered);
    let other = Ordered::new(other, &candidates.entered);
    interval_of_rows(&regions, resampling, |weights| {
        Some(one.auc(|row| weights[row])? - other.auc(|row| weights[row])?)
    })
}

/// How many industries count in the means over industries.
pub fn industries_counted(candidates: &Candidates) -> usize {
    let scores = vec![0.0; candidates.pairs.len()];
    let counts = |(_, entered): &(Vec<f64>, Vec<bool>)| {
        let entries = entered.iter().filter(|entered| **entered).count();
        ENTRIES_MIN <= entries && ENTRIES_MIN <= entered.len() - entries
    };
    by_industry(&scores, candidates).into_values().filter(counts).count()
}

fn by_industry(scores: &[f64], candidates: &Candidates) -> BTreeMap<usize, (Vec<f64>, Vec<bool>)> {
    let mut groups: BTreeMap<usize, (Vec<f64>, Vec<bool>)> = BTreeMap::new();
    let cases = scores.iter().zip(&candidates.pairs).zip(&candidates.entered);
    for ((score, (_, industry)), entered) in cases {
        let group = groups.entry(*industry).or_default();
        group.0.push(*score);
        group.1.push(*entered);
    }
    groups
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / real(values.len()))
}
