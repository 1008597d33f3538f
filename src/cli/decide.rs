use std::{collections::BTreeMap, path::PathBuf};

use comfy_table::Cell;
use serde::Serialize;

use super::{
    context::Context,
    decision_words::DecisionWords,
    failure::Outcome,
    output::{self, Page, print, print_json},
    preference_value::{form, preference},
    table::{self, number},
    value,
    words::{Words, fill},
    wrap::wrap,
};
use crate::{
    domain::{invalid::Invalid, limits::DECISION_BYTES_MAX},
    service::decision::{
        decide::{Decision, Judged, Method, Normalisation, Preference, Remark, Weighting, decide},
        sheet::DecisionSheet,
    },
};

/// The flags of `decide`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// The table as CSV: the first column names the alternatives, the head the criteria, and two
    /// leading rows hold `weight` and `direction` (max, min or ideal=NUMBER); `-` reads standard
    /// input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The method
    #[arg(long, value_name = "METHOD", default_value = "sum")]
    #[arg(value_parser = ["sum", "topsis", "vikor", "promethee2"])]
    method: String,

    /// How sum and topsis bring criteria onto one scale; minmax for sum and vector for topsis by
    /// default
    #[arg(long, value_name = "WAY", value_parser = value::normalisation())]
    normalize: Option<Normalisation>,

    /// How much vikor minds the regret of all criteria together beside the worst single one, 0 to
    /// 1; 0.5 by default
    #[arg(long, value_name = "SHARE", value_parser = value::share)]
    v: Option<f64>,

    /// A criterion's preference under promethee2, as rent=linear:5:20; may be given several times,
    /// `usual` by default
    #[arg(long, value_name = "CRITERION=usual|u|v|level|linear|gauss[:q[:p[:s]]]")]
    #[arg(value_parser = preference)]
    preference: Vec<(String, Preference)>,

    /// Where weights come from: the row `weight`, the same for all, or what the table suggests
    #[arg(long, value_name = "SOURCE", default_value = "given")]
    #[arg(value_parser = value::weighting())]
    weights: Weighting,

    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// Judges a table and prints who stands where.
///
/// # Errors
/// A flag that the method does not have; a table that cannot be read or judged.
pub(super) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let method = method(arguments)?;
    let bytes = output::read_at_most(&arguments.file, DECISION_BYTES_MAX)?;
    let sheet = DecisionSheet::read(&arguments.file.display().to_string(), &bytes)?;
    let decision = decide(&sheet, &method, arguments.weights)?;
    if arguments.json {
        print_json(&DecisionDocument::new(&decision, &method, arguments.weights))?;
        return Ok(Outcome::Done);
    }
    let page = context.page(&(sheet.alternatives.concat() + &sheet.criteria.concat()));
    print(&(text(&decision, &method, arguments.weights, &page) + "\n"))?;
    Ok(Outcome::Done)
}

/// The method with its conventions; a flag that it does not have is refused, not ignored.
fn method(arguments: &Arguments) -> Result<Method, Invalid> {
    let Arguments { normalize, v, preference, .. } = arguments;
    let method = match arguments.method.as_str() {
        "topsis" => Method::Topsis(normalize.unwrap_or(Normalisation::Vector)),
        "vikor" => Method::Vikor { group_share: v.unwrap_or(0.5) },
        "promethee2" => Method::Promethee(preference.clone()),
        _ => Method::Sum(normalize.unwrap_or(Normalisation::MinMax)),
    };
    let name = method.as_str();
    let of = |methods: &str| format!("left out with {name}, for it belongs to {methods}");
    let scales = matches!(method, Method::Sum(_) | Method::Topsis(_));
    match (normalize, v, preference.first()) {
        (Some(way), _, _) if !scales => {
            Err(Invalid::new("--normalize", way.as_str(), &of("sum and topsis")))
        }
        (_, Some(v), _) if name != "vikor" => Err(Invalid::new("--v", v, &of("vikor"))),
        (_, _, Some((criterion, _))) if name != "promethee2" => {
            Err(Invalid::new("--preference", criterion, &of("promethee2")))
        }
        _ => Ok(method),
    }
}

fn text(decision: &Decision, method: &Method, weighting: Weighting, page: &Page) -> String {
    let words = DecisionWords::of(page.language);
    let mut ranked: Vec<&Judged> = decision.alternatives.iter().collect();
    ranked.sort_by_key(|alternative| alternative.rank);
    let values = ranked.first().map(|first| first.values.as_slice()).unwrap_or_default();
    let names = values.iter().map(|(name, _)| *name);
    let mut table =
        table::with_head(page, [words.rank, words.alternative].into_iter().chain(names));
    for alternative in ranked {
        let mut row = vec![number(&alternative.rank.to_string()), Cell::new(&alternative.name)];
        row.extend(alternative.values.iter().map(|(_, value)| number(&format!("{value:.4}"))));
        table.add_row(row);
    }
    let head = [
        ("count", decision.alternatives.len().to_string()),
        ("method", method_words(method, words)),
    ];
    let head = head.each_ref().map(|(name, value)| (*name, value.as_str()));
    let mut lines = vec![page.bold(&wrap(&fill(words.judged, &head), page.width, "", "  "))];
    lines.extend(table::lines(table, 2));
    lines.extend(compromise(decision, words).map(|line| wrap(&line, page.width, "", "  ")));
    lines.push(page.dim(&wrap(&weights(decision, weighting, words), page.width, "", "  ")));
    let remarks = decision.remarks.iter().map(|remark| {
        let line = remark_words(*remark, decision, weighting, words);
        page.warning(&wrap(&line, page.width, "  ! ", "    "))
    });
    let mut remarks: Vec<String> = remarks.collect();
    if !remarks.is_empty() {
        remarks.insert(0, page.bold(Words::of(page.language).warnings));
    }
    lines.extend(remarks);
    lines.join("\n")
}

fn method_words(method: &Method, words: &DecisionWords) -> String {
    match method {
        Method::Sum(way) => fill(words.methods[0], &[("normalize", way.as_str())]),
        Method::Topsis(way) => fill(words.methods[1], &[("normalize", way.as_str())]),
        Method::Vikor { group_share } => fill(words.methods[2], &[("v", &group_share.to_string())]),
        Method::Promethee(preferences) => {
            let named: Vec<String> = if preferences.is_empty() {
                vec![form(Preference::Usual)]
            } else {
                preferences.iter().map(|(name, how)| format!("{name}={}", form(*how))).collect()
            };
            fill(words.methods[3], &[("preferences", &named.join(words.between))])
        }
    }
}

fn compromise(decision: &Decision, words: &DecisionWords) -> Option<String> {
    let set = decision.compromise.as_ref()?;
    let holds = |does: bool| words.holds[usize::from(!does)];
    let values = [
        ("names", set.names.join(words.between)),
        ("advantage", holds(set.has_advantage).to_owned()),
        ("stability", holds(set.is_stable).to_owned()),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    Some(fill(words.compromise, &values))
}

fn weights(decision: &Decision, weighting: Weighting, words: &DecisionWords) -> String {
    let named = decision.criteria.iter().map(|(name, weight)| format!("{name} {weight:.4}"));
    let named = named.collect::<Vec<String>>().join(words.between);
    let source = match weighting {
        Weighting::Given => words.weightings[0],
        Weighting::Equal => words.weightings[1],
        Weighting::Entropy => words.weightings[2],
        Weighting::Critic => words.weightings[3],
    };
    fill(words.weights, &[("source", source), ("weights", &named)])
}

fn remark_words(
    remark: Remark,
    decision: &Decision,
    weighting: Weighting,
    words: &DecisionWords,
) -> String {
    match remark {
        Remark::ConstantCriterion(criterion) => {
            let vanishes = matches!(weighting, Weighting::Entropy | Weighting::Critic);
            let sentence = if vanishes { words.constant_vanishes } else { words.constant };
            fill(sentence, &[("criterion", &decision.criteria[criterion].0)])
        }
        Remark::SingleAlternative => words.single.to_owned(),
        Remark::AllEqual => words.all_equal.to_owned(),
    }
}

/// The result with its conventions. Numbers are not rounded.
#[derive(Debug, Serialize)]
struct DecisionDocument<'a> {
    method: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    normalize: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    v: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    preference: Option<BTreeMap<&'a str, String>>,
    weights: &'static str,
    criteria: Vec<CriterionDocument<'a>>,
    alternatives: Vec<AlternativeDocument<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compromise: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acceptable_advantage: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acceptable_stability: Option<bool>,
    remarks: Vec<RemarkDocument<'a>>,
}

#[derive(Debug, Serialize)]
struct CriterionDocument<'a> {
    name: &'a str,
    weight: f64,
}

#[derive(Debug, Serialize)]
struct AlternativeDocument<'a> {
    name: &'a str,
    rank: usize,
    #[serde(flatten)]
    values: BTreeMap<&'static str, f64>,
}

#[derive(Debug, Serialize)]
struct RemarkDocument<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    criterion: Option<&'a str>,
}

impl<'a> DecisionDocument<'a> {
    fn new(decision: &'a Decision, method: &'a Method, weighting: Weighting) -> Self {
        let criteria = decision.criteria.iter();
        let forms = |named: &'a [(String, Preference)]| {
            named.iter().map(|(name, how)| (name.as_str(), form(*how))).collect()
        };
        let (normalize, v, preference) = match method {
            Method::Sum(way) | Method::Topsis(way) => (Some(way.as_str()), None, None),
            Method::Vikor { group_share } => (None, Some(*group_share), None),
            Method::Promethee(named) => (None, None, Some(forms(named))),
        };
        let compromise = decision.compromise.as_ref();
        DecisionDocument {
            method: method.as_str(),
            normalize,
            v,
            preference,
            weights: weighting.as_str(),
            criteria: criteria
                .map(|(name, weight)| CriterionDocument { name, weight: *weight })
                .collect(),
            alternatives: decision.alternatives.iter().map(AlternativeDocument::from).collect(),
            compromise: compromise.map(|set| set.names.as_slice()),
            acceptable_advantage: compromise.map(|set| set.has_advantage),
            acceptable_stability: compromise.map(|set| set.is_stable),
            remarks: decision
                .remarks
                .iter()
                .map(|remark| remark_document(*remark, decision))
                .collect(),
        }
    }
}

impl<'a> From<&'a Judged> for AlternativeDocument<'a> {
    fn from(judged: &'a Judged) -> AlternativeDocument<'a> {
        let values = judged.values.iter().copied().collect();
        AlternativeDocument { name: &judged.name, rank: judged.rank, values }
    }
}

fn remark_document(remark: Remark, decision: &Decision) -> RemarkDocument<'_> {
    match remark {
        Remark::ConstantCriterion(criterion) => RemarkDocument {
            kind: "constant_criterion",
            criterion: Some(&decision.criteria[criterion].0),
        },
        Remark::SingleAlternative => RemarkDocument { kind: "single_alternative", criterion: None },
        Remark::AllEqual => RemarkDocument { kind: "all_equal", criterion: None },
    }
}
