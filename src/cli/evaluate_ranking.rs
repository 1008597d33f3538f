use std::path::PathBuf;

use anyhow::Context as _;
use jiff::civil::Date;

use super::{
    context::{Context, today},
    evaluate_coding, evaluate_entry, evaluate_siting,
    failure::Outcome,
    json::EvaluationDocument,
    labels,
    output::{self, Page, print, print_json},
    remote::Part,
    table::{self, number},
    value,
    words::{Words, fill},
    wrap::wrap,
};
use crate::{
    domain::region::Level,
    service::{
        evaluate_ranking::{
            CaseRanks, Evaluation, EvaluationOptions, Figures, MethodFigures, evaluate_ranking,
        },
        transfer::DocumentKind,
    },
};

/// The flags of `evaluate`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// What to measure.
    #[command(subcommand)]
    what: What,
}

/// What is measured.
#[derive(Debug, Clone, clap::Subcommand)]
enum What {
    /// Measure how high the ranking places documented landings, beside distance and size
    Ranking(RankingArguments),
    /// Measure how well the entry model finds the industries that regions enter
    Entry(evaluate_entry::Arguments),
    /// Measure how high the siting model places plants in metropolitan areas of the United States
    Siting(evaluate_siting::Arguments),
    /// Measure how often texts are coded to the right industry, at every level
    Coding(evaluate_coding::Arguments),
}

/// The flags of `evaluate ranking`.
#[derive(Debug, Clone, clap::Args)]
struct RankingArguments {
    /// Judgments as NDJSON: a project, its relevant regions and, if given, candidates and a day;
    /// `-` reads standard input
    #[arg(long, value_name = "FILE")]
    judgments: PathBuf,

    /// The level of the regions to rank
    #[arg(long, default_value = "prefecture", value_parser = value::level())]
    level: Level,

    /// Leave out the institutional links that stem from a case itself
    #[arg(long)]
    exclude_own_link: bool,

    /// Where the bootstrap's random numbers begin
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,

    /// Resamples of the bootstrap
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000)]
    #[arg(value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    resamples: u32,

    /// Judge cases without a day of their own with what was known on this day; today by default
    #[arg(long, value_name = "DATE", value_parser = value::day)]
    as_of: Option<Date>,

    /// Show the ranks of every case
    #[arg(long)]
    cases: bool,

    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

/// Measures and prints the figures of every method.
///
/// # Errors
/// A judgment that cannot be read, an unavailable store.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let arguments = match arguments.what {
        What::Ranking(arguments) => arguments,
        What::Entry(arguments) => return evaluate_entry::run(&arguments, context),
        What::Siting(arguments) => return evaluate_siting::run(arguments, context),
        What::Coding(arguments) => return evaluate_coding::run(arguments, context).await,
    };
    let judgments = read_text(&arguments.judgments)?;
    let page = context.page("");
    let parts = [DocumentKind::Regions, DocumentKind::Outcomes].map(Part::Kind);
    let opened = context.open_or_copy(&parts).await?;
    let app = &opened.app;
    let options = EvaluationOptions {
        level: arguments.level,
        exclude_own_link: arguments.exclude_own_link,
        resamples: usize::try_from(arguments.resamples)?,
        seed: arguments.seed,
        as_of: arguments.as_of.unwrap_or_else(today),
    };
    let evaluation = evaluate_ranking(app, &judgments, &options).await?;
    if arguments.json {
        print_json(&EvaluationDocument::new(&evaluation, &options))?;
        return Ok(Outcome::Done);
    }
    let mut parts = vec![figures(&evaluation, &options, &page)];
    if arguments.cases {
        parts.push(cases(&evaluation, &page));
    }
    print(&(parts.join("\n\n") + "\n"))?;
    Ok(Outcome::Done)
}

/// The text of a file, or of standard input for `-`.
pub(super) fn read_text(file: &std::path::Path) -> anyhow::Result<String> {
    let mut text = String::new();
    let mut input = output::open(file)?;
    let read = std::io::Read::read_to_string(&mut input, &mut text);
    read.with_context(|| format!("`{}`", file.display()))?;
    Ok(text)
}

fn figures(evaluation: &Evaluation, options: &EvaluationOptions, page: &Page) -> String {
    let words = Words::of(page.language);
    let names = ["hit_at_1", "hit_at_5", "hit_at_10", "mrr", "ndcg_at_10", "mean_percentile"];
    let mut table = table::with_head(page, std::iter::once(words.method).chain(names));
    for figures in &evaluation.methods {
        let mut row = vec![comfy_table::Cell::new(method(figures.method, words))];
        row.extend(values(figures).map(|value| number(&format!("{value:.3}"))));
        table.add_row(row);
    }
    let mut lines = vec![page.bold(&setting(evaluation, options, page))];
    lines.extend(table::lines(table, 2));
    lines.push(wrap(&difference(evaluation, options, words), page.width, "", "  "));
    lines.join("\n")
}

fn values(MethodFigures { method: _, figures }: &MethodFigures) -> [f64; 6] {
    let Figures { hit_at_1, hit_at_5, hit_at_10, mrr, ndcg_at_10, mean_percentile } = *figures;
    [hit_at_1, hit_at_5, hit_at_10, mrr, ndcg_at_10, mean_percentile]
}

fn setting(evaluation: &Evaluation, options: &EvaluationOptions, page: &Page) -> String {
    let words = Words::of(page.language);
    let links = words.own_links[usize::from(options.exclude_own_link)];
    fill(
        words.evaluated,
        &[
            ("cases", &evaluation.cases.to_string()),
            ("clusters", &evaluation.clusters.to_string()),
            ("level", labels::level(page.language, options.level)),
            ("links", links),
        ],
    )
}

fn difference(evaluation: &Evaluation, options: &EvaluationOptions, words: &Words) -> String {
    let interval = evaluation.mrr_difference;
    let signed = |value: f64| format!("{value:+.3}");
    fill(
        words.difference,
        &[
            ("estimate", &signed(interval.estimate)),
            ("low", &signed(interval.low)),
            ("high", &signed(interval.high)),
            ("resamples", &options.resamples.to_string()),
            ("seed", &options.seed.to_string()),
        ],
    )
}

fn cases(evaluation: &Evaluation, page: &Page) -> String {
    let words = Words::of(page.language);
    let mut table = table::with_head(
        page,
        std::iter::once(words.case).chain(words.methods).chain([words.candidates]),
    );
    for case in &evaluation.per_case {
        let CaseRanks { project, candidates, ranking, distance, size } = case;
        let rank = |rank: &Option<usize>| {
            number(&rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string()))
        };
        table.add_row([
            comfy_table::Cell::new(project),
            rank(ranking),
            rank(distance),
            rank(size),
            number(&candidates.to_string()),
        ]);
    }
    table::lines(table, 2).collect::<Vec<String>>().join("\n")
}

/// The words of a method; its identifier if it has none.
fn method(id: &'static str, words: &Words) -> &'static str {
    let ids = ["ranking", "distance", "size"];
    ids.iter().position(|known| *known == id).map_or(id, |position| words.methods[position])
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{domain::text::Language, service::evaluate_ranking::Interval};

    fn evaluation() -> Evaluation {
        let figures = |method, mrr| MethodFigures {
            method,
            figures: Figures {
                hit_at_1: 0.25,
                hit_at_5: 0.5,
                hit_at_10: 0.75,
                mrr,
                ndcg_at_10: 0.5,
                mean_percentile: 0.875,
            },
        };
        Evaluation {
            cases: 4,
            clusters: 3,
            methods: vec![
                figures("ranking", 0.5),
                figures("distance", 0.25),
                figures("size", 0.125),
            ],
            mrr_difference: Interval { estimate: 0.25, low: -0.0625, high: 0.5 },
            per_case: vec![CaseRanks {
                project: "antibody-plant".to_owned(),
                candidates: 362,
                ranking: Some(1),
                distance: Some(14),
                size: None,
            }],
        }
    }

    fn rendered(language: Language) -> String {
        let page = Page { width: 100, colour: false, language };
        let options = EvaluationOptions {
            level: Level::Prefecture,
            exclude_own_link: true,
            resamples: 10_000,
            seed: 1,
            as_of: date(2024, 5, 1),
        };
        let evaluation = evaluation();
        [figures(&evaluation, &options, &page), cases(&evaluation, &page)].join("\n\n")
    }

    #[test]
    fn figures_stand_beside_their_baselines() {
        insta::assert_snapshot!(rendered(Language::En), @r#"
        4 cases, 3 landed regions, level prefecture, own links left out
        method                    hit_at_1  hit_at_5  hit_at_10  mrr    ndcg_at_10  mean_percentile
        this ranking                 0.250     0.500      0.750  0.500       0.500            0.875
        nearest to the host city     0.250     0.500      0.750  0.250       0.500            0.875
        largest                      0.250     0.500      0.750  0.125       0.500            0.875
        mrr, this ranking minus nearest: +0.250 [-0.062, +0.500], 95 % paired bootstrap interval, 10000
          resamples clustered by landed region, seed 1

        case            this ranking  nearest to the host city  largest  candidates
        antibody-plant             1                        14        -         362
        "#);
    }

    #[test]
    fn figures_are_explained_in_chinese_too() {
        insta::assert_snapshot!(rendered(Language::Zh), @r#"
        4 个案例，3 个落地地区，层级 地级，自身联系 不计
        方法            hit_at_1  hit_at_5  hit_at_10  mrr    ndcg_at_10  mean_percentile
        本排序             0.250     0.500      0.750  0.500       0.500            0.875
        离孵化城市最近     0.250     0.500      0.750  0.250       0.500            0.875
        规模最大           0.250     0.500      0.750  0.125       0.500            0.875
        mrr 之差（本排序减最近）：+0.250 [-0.062, +0.500]，95 % 配对自助区间，按落地地区分组重抽样 10000
          次，种子 1

        案例            本排序  离孵化城市最近  规模最大  候选数
        antibody-plant       1              14         -     362
        "#);
    }
}
