use std::{collections::BTreeSet, path::Path};

use jiff::civil::Date;

use super::{
    context::{Context, today},
    failure::Outcome,
    json::policy_document,
    output::{self, print, print_json},
    value,
};
use crate::{
    domain::{
        id::{ProjectId, RegionId},
        policy::PolicyParty,
    },
    service::{
        app::Access,
        documents::read_project,
        landing::policies::{PolicyQuestion, PolicyTerms, support},
        rank_regions::Subject,
    },
    text::policy_text,
};

/// The flags of `policy`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// The project: a profile as a JSON file (`-` reads standard input), the identifier of a stored
    /// project, or what it makes in several words
    #[arg(long, value_name = "PROJECT", num_args = 1.., required = true)]
    project: Vec<String>,

    /// The region where production would land
    #[arg(long, value_name = "REGION", value_parser = value::region)]
    region: RegionId,

    /// What counts beside what is in force in the home region.
    #[command(flatten)]
    counting: Counting,

    /// Years of production to count, 1 to 50; as long as any instrument pays by default
    #[arg(long, value_name = "YEARS", value_parser = clap::value_parser!(u8).range(1..=50))]
    years: Option<u8>,

    /// Discount what is paid later by so many per cent a year; by default the project's own rate,
    /// or else that of `index/costs.toml`
    #[arg(long, value_name = "PERCENT", value_parser = value::percent)]
    discount_rate: Option<f64>,

    /// Count what is in force on this day; today by default
    #[arg(long, value_name = "DATE", value_parser = value::day)]
    as_of: Option<Date>,

    /// Print a JSON document
    #[arg(long)]
    json: bool,
}

/// What counts beside what is in force in the home region.
#[derive(Debug, Clone, clap::Args)]
struct Counting {
    /// Count the instruments of the host city too, as a collaborative or two-way enclave lets them
    #[arg(long)]
    with_host: bool,

    /// Count instruments that have expired
    #[arg(long)]
    include_expired: bool,

    /// Count instruments that may no longer be honoured
    #[arg(long)]
    include_doubtful: bool,
}

/// Prints what the support instruments of a region add up to for a project.
///
/// # Errors
/// Unknown identifiers, refused values, an unavailable store.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let words = arguments.project.join(" ");
    let given = given(&arguments.project, &words)?;
    let page = context.page(match &given {
        Given::Document(document) => std::str::from_utf8(document).unwrap_or_default(),
        Given::Stored(_) => "",
        Given::Words => &words,
    });
    let app = context.open(Access::Read).await?;
    let subject = match given {
        Given::Document(document) => Subject::Profile(Box::new(read_project(&app, &document)?)),
        Given::Stored(id) => Subject::Stored(id),
        Given::Words => Subject::Text(words),
    };
    let mut parties =
        BTreeSet::from([PolicyParty::Home, PolicyParty::Province, PolicyParty::State]);
    if arguments.counting.with_host {
        parties.insert(PolicyParty::Host);
    }
    let terms = PolicyTerms {
        as_of: arguments.as_of.unwrap_or_else(today),
        parties,
        count_expired: arguments.counting.include_expired,
        count_doubtful: arguments.counting.include_doubtful,
        years: arguments.years,
        discount_rate: arguments.discount_rate,
    };
    let question = PolicyQuestion { subject, region: arguments.region, terms };
    let answer = support(&app, question).await?;
    if arguments.json {
        print_json(&policy_document(&answer))?;
    } else {
        print(&policy_text::render(&answer, &page))?;
    }
    Ok(Outcome::Done)
}

/// What stands behind `--project`.
enum Given {
    Document(Vec<u8>),
    Stored(ProjectId),
    Words,
}

/// A file if there is one of that name, an identifier if it has the form of one, else words.
fn given(project: &[String], words: &str) -> anyhow::Result<Given> {
    if let [single] = project {
        let path = Path::new(single);
        if single == "-" || path.is_file() {
            return Ok(Given::Document(output::read_document(path)?));
        }
        if let Ok(id) = ProjectId::parse(single) {
            return Ok(Given::Stored(id));
        }
    }
    debug_assert!(!words.is_empty(), "clap asks for a project");
    Ok(Given::Words)
}
