//! An alert in a sentence.

use crate::domain::{
    alert::{Alert, AlertRegion},
    id::ProjectId,
    text::{Language, Text},
};

/// What an alert says, in both languages; `project` is what the project is called.
pub(super) fn summary(alert: &Alert, project: &Text) -> Text {
    Text::new(&sentence(alert, project, Language::Zh), &sentence(alert, project, Language::En))
}

fn sentence(alert: &Alert, project: &Text, language: Language) -> String {
    let named =
        project.in_language(language).or_else(|| alert.project.as_ref().map(ProjectId::as_str));
    let mut parts = Vec::new();
    let entered: Vec<String> =
        alert.entered.iter().map(|it| ranked(&it.region, language)).collect();
    let left: Vec<String> = alert.left.iter().map(|it| name(&it.region, language)).collect();
    let first = alert.first_choice.as_ref();
    let first = first.map(|first| [&first.before, &first.after].map(|it| it.as_ref()));
    let top = alert.top;
    match language {
        Language::Zh => {
            if !entered.is_empty() {
                parts.push(format!("进入前 {top} 名：{}", entered.join("、")));
            }
            if !left.is_empty() {
                parts.push(format!("退出前 {top} 名：{}", left.join("、")));
            }
            match first {
                Some([Some(before), Some(after)]) => parts.push(format!(
                    "首选由 {} 变为 {}",
                    name(before, language),
                    name(after, language)
                )),
                Some([None, Some(after)]) => {
                    parts.push(format!("首选为 {}，此前没有", name(after, language)));
                }
                Some([Some(before), None]) => {
                    parts.push(format!("首选 {} 不再可选，目前没有首选", name(before, language)));
                }
                Some([None, None]) | None => {}
            }
            let text = parts.join("；");
            named.map_or_else(|| format!("{text}。"), |named| format!("{named}：{text}。"))
        }
        Language::En => {
            if !entered.is_empty() {
                parts.push(format!("came among the first {top}: {}", entered.join(", ")));
            }
            if !left.is_empty() {
                parts.push(format!("left the first {top}: {}", left.join(", ")));
            }
            match first {
                Some([Some(before), Some(after)]) => parts.push(format!(
                    "first is {}, no more {}",
                    name(after, language),
                    name(before, language)
                )),
                Some([None, Some(after)]) => {
                    parts.push(format!("first is {}; nobody was", name(after, language)));
                }
                Some([Some(before), None]) => {
                    parts.push(format!(
                        "nobody is first any more; it was {}",
                        name(before, language)
                    ));
                }
                Some([None, None]) | None => {}
            }
            let text = parts.join("; ");
            named.map_or_else(|| format!("{text}."), |named| format!("{named}: {text}."))
        }
    }
}

fn name(region: &AlertRegion, language: Language) -> String {
    region.name.in_language(language).unwrap_or(region.id.as_str()).to_owned()
}

fn ranked(region: &AlertRegion, language: Language) -> String {
    let name = name(region, language);
    match language {
        Language::Zh => format!("{name}（第 {} 名）", region.rank),
        Language::En => format!("{name} (rank {})", region.rank),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::alert::{AlertFirstChoice, AlertPassage};

    fn region(id: &str, name: &str, rank: usize) -> AlertRegion {
        let id = crate::domain::id::RegionId::parse(id).unwrap();
        AlertRegion { id, name: Text::new(name, name), rank, points: 0 }
    }

    fn alert(
        entered: Vec<AlertRegion>,
        left: Vec<AlertRegion>,
        first: Option<[Option<AlertRegion>; 2]>,
    ) -> Alert {
        let passage = |region| AlertPassage { region, rank_elsewhere: None, parts: None };
        Alert {
            id: crate::domain::id::AlertId::parse("alert-1").unwrap(),
            saved_search: crate::domain::id::SavedSearchId::parse("search-1").unwrap(),
            project: Some(ProjectId::parse("antibody").unwrap()),
            noticed_at: jiff::Timestamp::UNIX_EPOCH,
            generation_before: 1,
            generation_after: 2,
            as_of: jiff::civil::date(2026, 6, 30),
            level: crate::domain::region::Level::Park,
            top: 5,
            first_choice: first.map(|[before, after]| AlertFirstChoice {
                before,
                after,
                parts: None,
            }),
            entered: entered.into_iter().map(passage).collect(),
            left: left.into_iter().map(passage).collect(),
            first: Vec::new(),
            summary: Text::default(),
        }
    }

    #[test]
    fn an_alert_is_said_in_both_languages() {
        let [a, b] = [region("CN-1", "A", 1), region("CN-2", "B", 3)];
        let cases = [
            (
                // Another first choice that was not among the first before.
                alert(vec![a.clone()], vec![b.clone()], Some([Some(b.clone()), Some(a.clone())])),
                "抗体：进入前 5 名：A（第 1 名）；退出前 5 名：B；首选由 B 变为 A。",
                "抗体: came among the first 5: A (rank 1); left the first 5: B; first is A, no more B.",
            ),
            (
                alert(vec![], vec![a.clone()], Some([Some(a.clone()), None])),
                "抗体：退出前 5 名：A；首选 A 不再可选，目前没有首选。",
                "抗体: left the first 5: A; nobody is first any more; it was A.",
            ),
            (
                alert(vec![a.clone(), b], vec![], Some([None, Some(a)])),
                "抗体：进入前 5 名：A（第 1 名）、B（第 3 名）；首选为 A，此前没有。",
                "抗体: came among the first 5: A (rank 1), B (rank 3); first is A; nobody was.",
            ),
        ];
        for (alert, zh, en) in cases {
            let named = Text { zh: Some("抗体".to_owned()), en: None };
            assert_eq!(summary(&alert, &named), Text::new(zh, en));
        }
        let unnamed = alert(vec![region("CN-1", "A", 1)], vec![], None);
        let said = summary(&unnamed, &Text::default());
        assert_eq!(said.en.as_deref(), Some("antibody: came among the first 5: A (rank 1)."));
    }
}
