use crate::{
    domain::{
        matching::{GateStatus, Points},
        text::Language,
    },
    scoring::difference::{Difference, DifferencePart},
    service::{
        criterion_title,
        gate_words::{gate_title, in_chinese_units},
        rank_regions::{RankedCandidate, RegionSummary},
        rationale::Rationale,
    },
};

/// Puts in front of the reasons of a refused region why it is refused.
pub(super) fn add_refusal(ranked: &mut RankedCandidate) {
    for (language, sentences) in
        [(Language::Zh, &mut ranked.rationale.zh), (Language::En, &mut ranked.rationale.en)]
    {
        let failed = ranked.candidate.gates.iter().filter(|gate| gate.status == GateStatus::Fail);
        let failed: Vec<String> = failed
            .map(|gate| {
                let title = gate_title(gate.gate, language);
                let actual = gate.actual.as_deref();
                match language {
                    Language::Zh => format!(
                        "{title}要求{}，实际{}",
                        in_chinese_units(&gate.required),
                        actual.map_or_else(|| "未知".to_owned(), in_chinese_units)
                    ),
                    Language::En => format!(
                        "{title} needs {}, has {}",
                        gate.required,
                        actual.unwrap_or("something unknown")
                    ),
                }
            })
            .collect();
        if failed.is_empty() {
            continue;
        }
        let sentence = match language {
            Language::Zh => format!("不符合条件：{}。", failed.join("；")),
            Language::En => format!("Refused: {}.", failed.join("; ")),
        };
        sentences.insert(0, sentence);
    }
}

/// What decides between two neighbours: the gates if they do, the points with all that speaks for
/// the first and all that speaks for the second.
pub(super) fn reasons(
    difference: &Difference,
    gates: &[&'static str],
    regions: [&RegionSummary; 2],
) -> Rationale {
    let write = |language| {
        let [ahead, behind] =
            regions.map(|region| region.name.in_language(language).unwrap_or(region.id.as_str()));
        let mut sentences = vec![verdict(difference, gates, [ahead, behind], language)];
        sentences.extend(sides(difference, [ahead, behind], language));
        sentences
    };
    Rationale { zh: write(Language::Zh), en: write(Language::En) }
}

fn verdict(
    difference: &Difference,
    gates: &[&'static str],
    [ahead, behind]: [&str; 2],
    language: Language,
) -> String {
    let points = signed_points(&[difference.total]).swap_remove(0);
    let titles = gates.iter().map(|gate| gate_title(gate, language));
    let titles: Vec<String> = titles.collect();
    match (language, titles.is_empty()) {
        (Language::Zh, true) if difference.total == Points::ZERO => {
            format!("{ahead}与{behind}总分相同，按区间下限和编号排列。")
        }
        (Language::En, true) if difference.total == Points::ZERO => {
            format!("{ahead} and {behind} have the same points; lower bound and id order them.")
        }
        (Language::Zh, true) => format!("{ahead}与{behind}相差{points}分。"),
        (Language::En, true) => format!("{ahead} against {behind}: {points} points."),
        (Language::Zh, false) => format!(
            "{behind}不符合条件({})，因此{ahead}在前；总分相差{points}分。",
            titles.join("、")
        ),
        (Language::En, false) => format!(
            "{ahead} stands before {behind}, which is refused ({}); in points {points}.",
            titles.join(", ")
        ),
    }
}

/// One sentence for what favours each side; none where nothing does.
fn sides(
    difference: &Difference,
    [ahead, behind]: [&str; 2],
    language: Language,
) -> impl Iterator<Item = String> {
    let points: Vec<Points> = difference.parts.iter().map(|part| part.points).collect();
    let shown = signed_points(&points);
    let side = |name: &str, favours: fn(Points) -> bool| {
        let parts = difference.parts.iter().zip(&shown).filter(|(part, _)| favours(part.points));
        let parts: Vec<String> = parts.map(|(part, shown)| named(part, shown, language)).collect();
        (!parts.is_empty()).then(|| match language {
            Language::Zh => format!("有利于{name}：{}。", parts.join("、")),
            Language::En => format!("In favour of {name}: {}.", parts.join(", ")),
        })
    };
    let first = side(ahead, |points| Points::ZERO < points);
    let second = side(behind, |points| points < Points::ZERO);
    first.into_iter().chain(second)
}

fn named(part: &DifferencePart, shown: &str, language: Language) -> String {
    let title = criterion_title(part.criterion).in_language(language).unwrap_or_default();
    let mark = if part.is_known { "" } else { "?" };
    format!("{} {shown}{mark}", title.to_lowercase())
}

/// Points of a hundred with their sign and one decimal, rounded by largest remainder, so that what
/// is shown adds up to the shown sum.
pub(super) fn signed_points(points: &[Points]) -> Vec<String> {
    let total: Points = points.iter().copied().sum();
    let mut tenths: Vec<i64> = points.iter().map(|part| part.get().div_euclid(1_000)).collect();
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by_key(|&at| (-points[at].get().rem_euclid(1_000), at));
    let missing = (total.get() + 500).div_euclid(1_000) - tenths.iter().sum::<i64>();
    for at in order.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
        tenths[at] += 1;
    }
    let shown = |tenths: &i64| {
        let sign = match tenths.signum() {
            1 => "+",
            -1 => "−",
            _ => "",
        };
        format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
    };
    tenths.iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_differences_add_up() {
        let points =
            |list: &[i64]| -> Vec<Points> { list.iter().map(|p| Points::new(*p)).collect() };
        let cases: [(&[i64], &[&str]); 4] = [
            (&[51_234, -20_111], &["+5.1", "−2.0"]), // the sum is 31,123
            (&[1_400, 1_400, 1_400], &["+0.2", "+0.1", "+0.1"]), // 4,200 is shown as 4.2 tenths
            (&[-1_500, 1_500], &["−0.1", "+0.1"]),   // nothing between them
            (&[0], &["0.0"]),
        ];
        for (given, expected) in cases {
            assert_eq!(signed_points(&points(given)), expected, "{given:?}");
        }
    }
}
