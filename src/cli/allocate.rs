use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use clap::ValueEnum;
use comfy_table::Cell;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::json;

use super::{
    context::{Context, today},
    failure::Outcome,
    json,
    output::{self, Page, print, print_json},
    remote::{Remote, Shown},
    table::{self, number},
    value,
    words::fill,
    wrap::wrap,
};
use crate::{
    client::Request,
    domain::{
        id::RegionId,
        limits::{DECISION_BYTES_MAX, LIMIT_DEFAULT},
        preset::PresetId,
        region::Level,
        text::Language,
    },
    service::{
        allocate::{
            Allocation, AllocationQuestion, ProjectAllocationQuestion, Side, Unassigned, allocate,
            allocate_projects,
        },
        app::Access,
    },
    text::allocation_text,
};

/// The flags of `allocate`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// Who prefers what, as JSON: residents and hospitals, or students, projects and supervisors;
    /// `-` reads standard input. Without it, the stored projects apply to regions
    #[arg(long, value_name = "FILE", conflicts_with_all = ["level", "choices", "capacity",
        "capacity_of", "as_of", "preset"])]
    preferences: Option<PathBuf>,

    /// Whose best stable matching is sought
    #[arg(long, value_name = "SIDE", default_value = "applicants")]
    best_for: BestFor,

    /// Puts those that somebody likes alike into an order
    #[arg(long, value_name = "NUMBER", default_value_t = 1, requires = "preferences")]
    seed: u64,

    /// A matching made by hand, as JSON: applicants by place; it is looked at instead
    #[arg(long, value_name = "FILE", requires = "preferences")]
    matching: Option<PathBuf>,

    /// How many projects a region takes; nobody publishes it, so it is yours to state
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    capacity: usize,

    /// How many projects a single region takes; may be given again
    #[arg(long, value_name = "REGION=NUMBER", value_parser = value::capacity)]
    capacity_of: Vec<(RegionId, usize)>,

    /// To how many regions each project applies, the first of its own ranking, 1 to 100
    #[arg(long, value_name = "NUMBER", default_value_t = LIMIT_DEFAULT)]
    #[arg(value_parser = value::limit)]
    choices: usize,

    /// The level of the regions
    #[arg(long, value_parser = value::level(), default_value = "park")]
    level: Level,

    /// Rank with what was known on this day; today by default
    #[arg(long, value_name = "DATE", value_parser = value::day)]
    as_of: Option<Date>,

    /// Weigh for a kind of user (see `hinterland presets`), in place of each project's own weights
    #[arg(long, value_name = "PRESET", value_parser = value::preset())]
    preset: Option<PresetId>,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum BestFor {
    /// Those who apply: residents, students, projects
    Applicants,
    /// Those who decide: hospitals, supervisors, regions
    Owners,
}

impl From<BestFor> for Side {
    fn from(best_for: BestFor) -> Side {
        match best_for {
            BestFor::Applicants => Side::Applicants,
            BestFor::Owners => Side::Owners,
        }
    }
}

/// Matches the preferences of a file, or the stored projects with regions, and prints who goes where.
///
/// # Errors
/// A file that cannot be read, or is none of the kind; an unknown region; an unavailable store.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    match &arguments.preferences {
        Some(file) => match_preferences(file, &arguments, context)?,
        None => allocate_stored(arguments, context).await?,
    }
    Ok(Outcome::Done)
}

fn match_preferences(file: &Path, arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    let Arguments { best_for, seed, matching, json, .. } = arguments;
    let bytes = output::read_at_most(file, DECISION_BYTES_MAX)?;
    let read = |file: &PathBuf| output::read_at_most(file, DECISION_BYTES_MAX);
    let question = AllocationQuestion {
        side: (*best_for).into(),
        seed: *seed,
        by_hand: matching.as_ref().map(read).transpose()?,
    };
    let allocation = allocate(&bytes, &question)?;
    if *json {
        return print_json(&AllocationDocument::new(&allocation, *seed));
    }
    let names: Vec<&str> = allocation.matching.keys().map(String::as_str).collect();
    let page = context.page(&names.concat());
    print(&(text(&allocation, &question, &page) + "\n"))?;
    Ok(())
}

async fn allocate_stored(arguments: Arguments, context: &Context) -> anyhow::Result<()> {
    if let Some(server) = context.server()? {
        return ask(&server, &arguments, &context.page("")).await;
    }
    let app = context.open(Access::Read).await?;
    let question = ProjectAllocationQuestion {
        level: arguments.level,
        choices: arguments.choices,
        capacity: arguments.capacity,
        capacities: arguments.capacity_of.into_iter().collect(),
        side: arguments.best_for.into(),
        as_of: arguments.as_of.unwrap_or_else(today),
        preset: arguments.preset,
    };
    let allocation = allocate_projects(&app, question).await?;
    if arguments.json {
        return print_json(&json::allocation_document(&allocation));
    }
    print(&allocation_text::render(&allocation, &context.page("")))?;
    Ok(())
}

async fn ask(server: &Remote, arguments: &Arguments, page: &Page) -> anyhow::Result<()> {
    let capacities: BTreeMap<&str, usize> =
        arguments.capacity_of.iter().map(|(region, count)| (region.as_str(), *count)).collect();
    let best_for = match arguments.best_for {
        BestFor::Applicants => "projects",
        BestFor::Owners => "regions",
    };
    let mut question = json!({
        "capacity": arguments.capacity,
        "capacities": capacities,
        "choices": arguments.choices,
        "level": arguments.level,
        "best_for": best_for,
        "as_of": arguments.as_of.unwrap_or_else(today),
    });
    if let Some(preset) = arguments.preset {
        question["preset"] = json!(preset);
    }
    let request = Request::question(&["allocations"], &question);
    server.print(request, Shown::of(arguments.json), page).await?;
    Ok(())
}

fn text(allocation: &Allocation, question: &AllocationQuestion, page: &Page) -> String {
    let words = Words::of(page.language);
    let (size, most) = (allocation.size.to_string(), allocation.maximum_size.to_string());
    let head = match (&question.by_hand, question.side) {
        (Some(_), _) => words.by_hand,
        (None, Side::Applicants) => words.best_for_applicants,
        (None, Side::Owners) => words.best_for_owners,
    };
    let sum = fill(words.assigned, &[("size", &size), ("most", &most)]);
    let wrapped = |line: &str| wrap(line, page.width, "", "  ");
    let mut lines = vec![page.bold(&wrapped(&format!("{head}{}{sum}", words.between)))];
    if allocation.ties_broken && question.by_hand.is_none() {
        let seed = question.seed.to_string();
        lines.push(wrapped(&fill(words.ties, &[("seed", &seed)])));
    }
    lines.push(String::new());
    let mut places = table::with_head(page, [words.place, words.count, words.applicants]);
    for (place, applicants) in &allocation.matching {
        let count = number(&applicants.len().to_string());
        places.add_row([Cell::new(place), count, Cell::new(applicants.join(words.comma))]);
    }
    lines.extend(table::lines(places, 2));
    for (name, why) in &allocation.unassigned {
        let why = words.reasons[*why as usize];
        lines.push(wrapped(&fill(words.unassigned, &[("name", name), ("why", why)])));
    }
    let is_looked_at = question.by_hand.is_some();
    if is_looked_at || !allocation.blocking_pairs.is_empty() {
        let count = allocation.blocking_pairs.len().to_string();
        lines.push(wrapped(&fill(words.blocking, &[("count", &count)])));
    }
    for (name, place) in &allocation.blocking_pairs {
        lines.push(wrapped(&fill(words.rather, &[("name", name), ("place", place)])));
    }
    lines.join("\n")
}

struct Words {
    best_for_applicants: &'static str,
    best_for_owners: &'static str,
    by_hand: &'static str,
    assigned: &'static str,
    ties: &'static str,
    place: &'static str,
    count: &'static str,
    applicants: &'static str,
    unassigned: &'static str,
    /// In the order of [`Unassigned`].
    reasons: [&'static str; 4],
    blocking: &'static str,
    rather: &'static str,
    between: &'static str,
    comma: &'static str,
}

impl Words {
    fn of(language: Language) -> &'static Words {
        match language {
            Language::En => &EN,
            Language::Zh => &ZH,
        }
    }
}

static EN: Words = Words {
    best_for_applicants: "Stable matching, the best for those who apply",
    best_for_owners: "Stable matching, the best for those who decide",
    by_hand: "Matching made by hand",
    assigned: "{size} assigned, at most {most} could be",
    ties: "Equals stand in an order drawn with seed {seed}; another may assign more or fewer.",
    place: "place",
    count: "count",
    applicants: "applicants",
    unassigned: "{name} has no place: {why}.",
    reasons: [
        "it wants none",
        "nobody whom it wants ranks it",
        "what it wants has no room, or goes to others who are ranked as high or higher",
        "left out, though it would be preferred",
    ],
    blocking: "Pairs that would rather have each other: {count}",
    rather: "  {name} and {place}",
    between: "; ",
    comma: ", ",
};

static ZH: Words = Words {
    best_for_applicants: "稳定匹配,对申请方最优",
    best_for_owners: "稳定匹配,对决定方最优",
    by_hand: "人工给出的匹配",
    assigned: "已匹配{size}个,最多可匹配{most}个",
    ties: "并列者按种子{seed}抽出的顺序排列;换一种顺序,匹配数可能不同。",
    place: "去处",
    count: "数量",
    applicants: "申请者",
    unassigned: "{name}没有去处:{why}。",
    reasons: [
        "没有填报志愿",
        "所填志愿均未接纳它",
        "所填志愿没有名额,或名额归于排序不低于它者",
        "被遗漏,所填志愿中有更愿意接纳它的去处",
    ],
    blocking: "双方都更愿意互选的配对:{count}对",
    rather: "  {name}与{place}",
    between: ";",
    comma: "、",
};

#[derive(Debug, Serialize)]
struct AllocationDocument<'a> {
    matching: &'a std::collections::BTreeMap<String, Vec<String>>,
    unassigned: Vec<&'a str>,
    unassigned_because: std::collections::BTreeMap<&'a str, &'static str>,
    blocking_pairs: &'a [(String, String)],
    size: usize,
    maximum_size: usize,
    /// The seed that equals were put into an order with; absent where nobody likes two alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
}

impl<'a> AllocationDocument<'a> {
    fn new(allocation: &'a Allocation, seed: u64) -> AllocationDocument<'a> {
        let reason = |why: Unassigned| match why {
            Unassigned::WantsNone => "wants_none",
            Unassigned::RankedByNone => "ranked_by_none",
            Unassigned::Outranked => "outranked",
            Unassigned::LeftOut => "left_out",
        };
        let unassigned = allocation.unassigned.iter();
        AllocationDocument {
            matching: &allocation.matching,
            unassigned: unassigned.clone().map(|(name, _)| name.as_str()).collect(),
            unassigned_because: unassigned
                .map(|(name, why)| (name.as_str(), reason(*why)))
                .collect(),
            blocking_pairs: &allocation.blocking_pairs,
            size: allocation.size,
            maximum_size: allocation.maximum_size,
            seed: allocation.ties_broken.then_some(seed),
        }
    }
}
