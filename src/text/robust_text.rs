use super::{compare_words::CompareWords, page::Page, words::fill, wrap::wrap};
use crate::service::robustness::Firmness;

/// How firm the order stands, in sentences, with what they rest on.
pub(crate) fn render(firmness: &Firmness, page: &Page) -> String {
    let words = CompareWords::of(page.language);
    let mut lines = vec![page.bold(words.firmness)];
    for sentence in &firmness.sentences {
        lines.push(wrap(page.name(sentence, ""), page.width, "  - ", "    "));
    }
    let parameters = &firmness.robustness.parameters;
    let rests_on = fill(
        words.drawn,
        &[
            ("field", &firmness.robustness.field.to_string()),
            ("draws", &parameters.draws.to_string()),
            ("spread", &format!("{} %", parameters.weight_spread * 100.0)),
            ("seed", &parameters.seed.to_string()),
        ],
    );
    lines.push(page.dim(&wrap(&rests_on, page.width, "  ", "  ")));
    if firmness.prospects.iter().any(|prospect| !prospect.plans.is_empty()) {
        lines.push(page.dim(&wrap(words.plan_costs, page.width, "  ", "  ")));
    }
    lines.join("\n")
}
