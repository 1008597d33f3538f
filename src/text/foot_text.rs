use jiff::civil::Date;

use super::{
    labels,
    page::Page,
    weight_words::preset_line,
    words::{Words, fill},
    wrap::wrap,
};
use crate::{
    domain::{
        matching::{Gate, Points},
        text::Language,
    },
    service::{
        gate_words::{gate_source, gate_title, in_chinese_units, verdict},
        landing::money_words::percent,
        rank_regions::{Counts, Ranking, RefusedRegion, RegionSummary},
        rationale::hundredths,
    },
};

/// So many characters of the definition's hash tell two definitions apart.
const HASH_CHARACTERS: usize = 12;

/// What stands under the candidates, part by part; parts with nothing to say are left out.
pub(crate) fn render(ranking: &Ranking, page: &Page) -> Vec<String> {
    let parts = [near_misses(ranking, page), informative(ranking, page)];
    parts.into_iter().flatten().chain([facts(ranking, page)]).collect()
}

fn near_misses(ranking: &Ranking, page: &Page) -> Option<String> {
    if ranking.near_misses.is_empty() {
        return None;
    }
    let mut lines = vec![page.bold(Words::of(page.language).near_misses)];
    for refused in &ranking.near_misses {
        let text = near_miss(refused, page);
        lines.push(wrap(&text, page.width, "  ", "    "));
    }
    Some(lines.join("\n"))
}

/// What to ask next: the unknown figures that, if learned, could change the first three.
fn informative(ranking: &Ranking, page: &Page) -> Option<String> {
    if ranking.informative.is_empty() {
        return None;
    }
    let words = Words::of(page.language);
    let mut lines = vec![page.bold(words.worth_learning)];
    for figure in &ranking.informative {
        let line = fill(
            words.could_flip,
            &[
                ("region", page.name(&figure.region.name, figure.region.id.as_str())),
                ("criterion", &labels::criterion(page.language, figure.criterion)),
                ("share", &percent(figure.top_share)),
                ("orders", &figure.orders.to_string()),
            ],
        );
        lines.push(wrap(&line, page.width, "  ", "    "));
    }
    Some(lines.join("\n"))
}

fn near_miss(refused: &RefusedRegion, page: &Page) -> String {
    let id = refused.region.id.as_str();
    let name = page.name(&refused.region.name, id);
    let gates = refused.refusal.gates.iter().map(|gate| gate_text(gate, &refused.region, page));
    let gates = gates.collect::<Vec<String>>().join("; ");
    format!("{name} ({id})  {}  {gates}", verdict(&refused.refusal, page.language))
}

/// A failed gate: what it needs, what it has, where that was published.
pub(crate) fn gate_text(gate: &Gate, region: &RegionSummary, page: &Page) -> String {
    let words = Words::of(page.language);
    let quantity = |text: &str| match page.language {
        Language::Zh => in_chinese_units(text),
        Language::En => text.to_owned(),
    };
    let margin = gate.margin.map(|margin| format!(" ({:+.1} %)", margin * 100.0));
    let source = gate_source(gate, region, page.language);
    let source = source.map(|source| fill(words.gate_source, &[("source", &source)]));
    let text = fill(
        words.near_miss,
        &[
            ("gate", &gate_title(gate.gate, page.language)),
            ("required", &quantity(&gate.required)),
            ("actual", &quantity(gate.actual.as_deref().unwrap_or(words.unknown))),
            ("margin", &margin.unwrap_or_default()),
        ],
    );
    text + &source.unwrap_or_default()
}

/// What to mind about the whole answer, before it is read.
pub(crate) fn warnings(ranking: &Ranking, page: &Page) -> Option<String> {
    if ranking.warnings.is_empty() {
        return None;
    }
    let mut lines = vec![page.bold(Words::of(page.language).warnings)];
    for warning in &ranking.warnings {
        let warning = wrap(page.name(warning, ""), page.width, "  ! ", "    ");
        lines.push(page.warning(&warning));
    }
    Some(lines.join("\n"))
}

/// The state of the data that was asked: valid time, generation, hash of the definition.
pub(crate) fn stamp((as_of, generation, definition): (Date, u64, &str), page: &Page) -> String {
    let definition: String = definition.chars().take(HASH_CHARACTERS).collect();
    fill(
        Words::of(page.language).stamp,
        &[
            ("as_of", &as_of.to_string()),
            ("generation", &generation.to_string()),
            ("definition", &definition),
        ],
    )
}

/// Counts, weights and the state of the data.
fn facts(ranking: &Ranking, page: &Page) -> String {
    let stamp = stamp((ranking.as_of, ranking.generation, &ranking.definition), page);
    let mut lines = vec![counts(ranking, page)];
    lines.extend(refused_by(&ranking.counts, page));
    lines.extend(ranking.preset.as_ref().map(|preset| preset_line(preset, page)));
    lines.push(weights(ranking, page));
    lines.push(stamp);
    let wrapped = lines.iter().map(|line| page.dim(&wrap(line, page.width, "", "  ")));
    wrapped.collect::<Vec<String>>().join("\n")
}

fn counts(ranking: &Ranking, page: &Page) -> String {
    let counts = &ranking.counts;
    fill(
        Words::of(page.language).counts,
        &[
            ("regions", &counts.regions.to_string()),
            ("level", labels::level(page.language, ranking.level)),
            ("host", &counts.in_host_city.to_string()),
            ("refused", &counts.refused.to_string()),
            ("near", &counts.near_misses.to_string()),
            ("ranked", &counts.ranked.to_string()),
            ("returned", &counts.returned.to_string()),
        ],
    )
}

fn refused_by(counts: &Counts, page: &Page) -> Option<String> {
    if counts.refused_by_gate.is_empty() {
        return None;
    }
    let words = Words::of(page.language);
    let gates = counts
        .refused_by_gate
        .iter()
        .map(|(gate, count)| format!("{} {count}", gate_title(gate, page.language)));
    let gates = gates.collect::<Vec<String>>().join(words.between);
    Some(fill(words.refused_by, &[("gates", &gates)]))
}

fn weights(ranking: &Ranking, page: &Page) -> String {
    let words = Words::of(page.language);
    let positive = ranking.weights.iter().filter(|(_, weight)| Points::ZERO < *weight);
    let named = positive.map(|(criterion, weight)| {
        let (title, head) = (
            labels::criterion(page.language, criterion),
            labels::criterion_head(page.language, criterion),
        );
        let title = if title == head { title } else { format!("{title} ({head})") };
        format!("{title} {}", hundredths(weight))
    });
    let named = named.collect::<Vec<String>>().join(words.between);
    fill(words.weights, &[("weights", &named)])
}
