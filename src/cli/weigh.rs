use std::path::{Path, PathBuf};

use comfy_table::Cell;

use super::{
    context::Context,
    decision_words::DecisionWords,
    failure::Outcome,
    json,
    output::{self, Page, print, print_json},
    table::{self, number},
    value,
    words::fill,
    wrap::wrap,
};
use crate::{
    domain::{criterion::CriterionId, limits::DECISION_BYTES_MAX, region::Level},
    service::decision::{
        comparisons::ComparisonSheet,
        ratings::Ratings,
        sheet::DecisionSheet,
        weigh::{Consistency, Elicitation, RandomIndex, Weighing, swing_range, weigh},
    },
};

/// The flags of `weigh`.
#[derive(Debug, Clone, clap::Args)]
#[command(group = clap::ArgGroup::new("method").required(true))]
pub struct Arguments {
    /// Weigh by the analytic hierarchy process: a square matrix as CSV, where a cell says how many
    /// times the criterion of its row matters as much as that of its column (1/3 is a number), with
    /// or without a head and a column of names; `-` reads standard input
    #[arg(long, value_name = "FILE", group = "method")]
    ahp: Option<PathBuf>,

    /// Weigh by points in any unit, such as `access=30 land_cost=10`; weights are their shares
    #[arg(long, value_name = "CRITERION=POINTS", value_parser = value::rating, num_args = 1..)]
    #[arg(group = "method")]
    direct: Vec<(String, f64)>,

    /// Weigh by swings, such as `access=100 land_cost=60`: how much it is worth to come from the
    /// worst to the best of a criterion, beside 100 for the one most wanted
    #[arg(long, value_name = "CRITERION=0..100", value_parser = value::rating, num_args = 1..)]
    #[arg(group = "method")]
    swing: Vec<(String, f64)>,

    /// Weigh by the entropy of the columns of a table as `decide` reads it; `-` reads standard input
    #[arg(long, value_name = "FILE", group = "method")]
    entropy: Option<PathBuf>,

    /// Weigh by deviations and correlations of the columns of a table (CRITIC), as above
    #[arg(long, value_name = "FILE", group = "method")]
    critic: Option<PathBuf>,

    /// The table of random indices by which CR is judged [default: saaty]
    #[arg(long, value_name = "TABLE")]
    #[arg(conflicts_with_all = ["direct", "swing", "entropy", "critic"])]
    #[arg(value_parser = value::random_index())]
    random_index: Option<RandomIndex>,

    /// The level of the scales from whose worst to best end a swing goes
    #[arg(long, default_value = "park", value_parser = value::level())]
    level: Level,

    /// Print the document of the API, which `match --weights` takes
    #[arg(long)]
    json: bool,
}

/// Weighs criteria and prints the weights and how they were found.
///
/// # Errors
/// A file that cannot be read, numbers that make no weights.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let (level, is_json) = (arguments.level, arguments.json);
    let weighing = weigh(elicitation(arguments)?).await?;
    if is_json {
        print_json(&json::weighing_document(&weighing))?;
    } else {
        let page = context.page(&weighing.names.concat());
        print(&(text(&weighing, level, &page) + "\n"))?;
    }
    Ok(Outcome::Done)
}

/// What the flags ask; clap lets one method pass.
fn elicitation(arguments: Arguments) -> anyhow::Result<Elicitation> {
    let Arguments { ahp, direct, swing, entropy, critic, random_index, .. } = arguments;
    let sheet = |file: &Path| -> anyhow::Result<DecisionSheet> {
        let bytes = output::read_at_most(file, DECISION_BYTES_MAX)?;
        Ok(DecisionSheet::read(&file.display().to_string(), &bytes)?)
    };
    if let Some(file) = ahp {
        let bytes = output::read_at_most(&file, DECISION_BYTES_MAX)?;
        let sheet = ComparisonSheet::read(&file.display().to_string(), &bytes)?;
        return Ok(Elicitation::Ahp(sheet, random_index.unwrap_or_default()));
    }
    if let Some(file) = entropy {
        return Ok(Elicitation::Entropy(sheet(&file)?));
    }
    if let Some(file) = critic {
        return Ok(Elicitation::Critic(sheet(&file)?));
    }
    if direct.is_empty() {
        return Ok(Elicitation::Swing(Ratings::new(swing)?));
    }
    Ok(Elicitation::Direct(Ratings::new(direct)?))
}

fn text(weighing: &Weighing, level: Level, page: &Page) -> String {
    let words = DecisionWords::of(page.language);
    let filled = |sentence: &str, values: &[(&str, String)]| {
        let values: Vec<(&str, &str)> =
            values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        wrap(&fill(sentence, &values), page.width, "", "  ")
    };
    let mut lines: Vec<String> = table::lines(weights_table(weighing, level, page), 2).collect();
    match (weighing.method, &weighing.consistency) {
        (_, Some(consistency)) => lines.extend(consistency_lines(consistency, page)),
        ("direct", _) => lines.push(page.dim(&filled(words.by_direct, &[]))),
        ("swing", _) => lines.push(page.dim(&filled(words.by_swing, &[]))),
        _ => {}
    }
    for criterion in &weighing.constant {
        let criterion = [("criterion", criterion.clone())];
        lines.push(page.warning(&filled(words.constant_vanishes, &criterion)));
    }
    let is_ours = |name: &&String| CriterionId::ALL.iter().any(|id| id.as_str() == name.as_str());
    let ours = weighing.names.iter().filter(is_ours).count();
    if weighing.wishes.is_some() {
        lines.push(filled(words.pass_on, &[]));
    } else if 0 < ours {
        let others = weighing.names.iter().filter(|name| !is_ours(name));
        let others: Vec<String> = others.map(|name| format!("`{name}`")).collect();
        let names = [("names", others.join(words.between))];
        lines.push(page.warning(&filled(words.no_criteria, &names)));
    }
    lines.join("\n")
}

/// The criteria with what was given for them and, of swings, how far each goes.
fn weights_table(weighing: &Weighing, level: Level, page: &Page) -> comfy_table::Table {
    let words = DecisionWords::of(page.language);
    let is_swing = weighing.method == "swing";
    let range = |name: &str| swing_range(name, level).filter(|_| is_swing);
    let ranges = weighing.names.iter().any(|name| range(name).is_some());
    let mut head = vec![words.criterion];
    head.extend(weighing.given.as_ref().map(|_| words.given[usize::from(is_swing)]));
    head.push(words.weight);
    head.extend(ranges.then_some(words.swing_range));
    let mut table = table::with_head(page, head);
    for (at, (name, weight)) in weighing.names.iter().zip(&weighing.weights).enumerate() {
        let mut row = vec![Cell::new(name)];
        row.extend(weighing.given.as_ref().map(|given| number(&given[at].to_string())));
        row.push(number(&format!("{weight:.4}")));
        row.extend(range(name).map(|range| {
            let unit = page.name(range.unit, "");
            Cell::new(format!("{} → {} {unit}", range.worst, range.best))
        }));
        table.add_row(row);
    }
    table
}

fn consistency_lines(consistency: &Consistency, page: &Page) -> Vec<String> {
    let words = DecisionWords::of(page.language);
    let priorities = &consistency.priorities;
    let rounded = |value: f64| format!("{value:.4}");
    let ratio = priorities.consistency_ratio.map_or_else(|| words.undefined.to_owned(), rounded);
    let lambda = [
        ("lambda", rounded(priorities.lambda_max)),
        ("index", rounded(priorities.consistency_index)),
        ("ratio", ratio.clone()),
        ("table", consistency.random_index.as_str().to_owned()),
    ];
    let inconsistency = [
        ("congruence", rounded(consistency.congruence)),
        ("dissonance", rounded(consistency.dissonance)),
        ("koczkodaj", rounded(consistency.koczkodaj)),
    ];
    let filled = |sentence: &str, values: &[(&str, String)]| {
        let values: Vec<(&str, &str)> =
            values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        wrap(&fill(sentence, &values), page.width, "", "  ")
    };
    let mut lines = vec![filled(words.lambda, &lambda)];
    lines.push(page.dim(&filled(words.inconsistency, &inconsistency)));
    if !consistency.is_consistent {
        lines.push(page.warning(&filled(words.inconsistent, &[("ratio", ratio)])));
    }
    lines
}
