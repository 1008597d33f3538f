//! An alert in a sentence.

use crate::domain::{
    alert::{Alert, AlertRegion},
    text::{Language, Text},
};

/// What an alert says, in both languages; `project` is what the project is called.
pub(super) fn summary(alert: &Alert, project: &Text) -> Text {
    Text::new(&sentence(alert, project, Language::Zh), &sentence(alert, project, Language::En))
}

fn sentence(alert: &Alert, project: &Text, language: Language) -> String {
    let named = project.in_language(language).or_else(|| alert.project.as_ref().map(|id| id.as_str()));
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
                    parts.push(format!("nobody is first any more; it was {}", name(before, language)));
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
