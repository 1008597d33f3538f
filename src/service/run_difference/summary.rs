use super::{
    answer::{DifferenceSummary, Move, ProjectDifference},
    changed::Pair,
};
use crate::decision::lists::ListAgreement;

/// Adds up what changed for projects, beside those for which nothing did.
pub(super) fn summarise(
    changed: &[ProjectDifference],
    unchanged: &[Pair<'_>],
) -> DifferenceSummary {
    let mut summary = DifferenceSummary {
        compared: changed.len() + unchanged.len(),
        unchanged: unchanged.len(),
        ..DifferenceSummary::default()
    };
    for project in changed {
        let is_same_order = project.entered.is_empty()
            && project.left.is_empty()
            && project.moved.iter().all(|moved| moved.ranks[0] == moved.ranks[1]);
        *if is_same_order { &mut summary.points_only } else { &mut summary.lists_changed } += 1;
        summary.unexplained += usize::from(!project.is_reproduced);
        summary.entered += project.entered.len();
        summary.left += project.left.len();
        summary.moved += project.moved.len();
        for cause in project.moved.iter().filter_map(Move::cause) {
            *summary.moves_by_cause.entry(cause).or_default() += 1;
        }
        if let Some(first_choice) = &project.first_choice {
            summary.first_choices_changed += 1;
            let causes = first_choice.causes.unwrap_or_default();
            summary.first_choice_causes = summary.first_choice_causes.plus(causes);
            if let Some(cause) = causes.largest() {
                *summary.first_choices_by_cause.entry(cause).or_default() += 1;
            }
        }
    }
    let agreements: Vec<ListAgreement> = changed
        .iter()
        .map(|project| project.agreement)
        .chain(unchanged.iter().map(Pair::agreement))
        .collect();
    summary.mean_tau_b = mean(agreements.iter().filter_map(|agreement| agreement.tau_b));
    summary.mean_rbo = mean(agreements.iter().filter_map(|agreement| agreement.rbo));
    summary
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = values.fold((0_u32, 0.0), |(count, sum), value| (count + 1, sum + value));
    (0 < count).then(|| sum / f64::from(count))
}
