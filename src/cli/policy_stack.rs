use std::path::Path;

use jiff::civil::Date;
use serde_json::json;

use super::{
    context::{Context, today},
    failure::Outcome,
    json::policy_document,
    output::{self, print, print_json},
    remote::{Project, Said, Shown},
    value,
};
use crate::{
    client::Request,
    domain::{
        id::{ProjectId, RegionId},
        policy::PolicyParty,
    },
    service::{
        Error,
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
/// Unknown identifiers, refused values, an unavailable store or server.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let given = given(&arguments.project)?;
    let page = context.page(match &given {
        Project::Profile(document) => std::str::from_utf8(document).unwrap_or_default(),
        Project::Stored(_) => "",
        Project::Words(words) => words,
    });
    let json = arguments.json;
    if let Some(server) = context.server()? {
        let request = Request::question(&["policy-stacks"], &arguments.said(&given)?.body());
        return server.print(request, Shown::of(json), &page).await;
    }
    let app = context.open(Access::Read).await?;
    let subject = match given {
        Project::Profile(document) => Subject::Profile(Box::new(read_project(&app, &document)?)),
        Project::Stored(id) => Subject::Stored(id),
        Project::Words(words) => Subject::Text(words),
    };
    let terms = arguments.terms();
    let question = PolicyQuestion { subject, region: arguments.region, terms };
    let answer = support(&app, question).await?;
    if json {
        print_json(&policy_document(&answer))?;
    } else {
        print(&policy_text::render(&answer, &page))?;
    }
    Ok(Outcome::Done)
}

impl Arguments {
    /// Under which terms instruments count.
    fn terms(&self) -> PolicyTerms {
        let parties = [PolicyParty::Home, PolicyParty::Province, PolicyParty::State];
        let host = self.counting.with_host.then_some(PolicyParty::Host);
        PolicyTerms {
            as_of: self.as_of.unwrap_or_else(today),
            parties: parties.into_iter().chain(host).collect(),
            count_expired: self.counting.include_expired,
            count_doubtful: self.counting.include_doubtful,
            years: self.years,
            discount_rate: self.discount_rate,
        }
    }

    /// The question in the form of the API.
    ///
    /// # Errors
    /// The profile is refused.
    fn said(&self, project: &Project) -> Result<Said, Error> {
        Ok(Said::about(project)?
            .with("region", json!(self.region))
            .with("with_host", json!(self.counting.with_host))
            .with("include_expired", json!(self.counting.include_expired))
            .with("include_doubtful", json!(self.counting.include_doubtful))
            .with("years", json!(self.years))
            .with("discount_rate", json!(self.discount_rate))
            .with("as_of", json!(self.as_of.unwrap_or_else(today))))
    }
}

/// What stands behind `--project`: a file if there is one of that name, an identifier if it has the
/// form of one, else words.
fn given(project: &[String]) -> anyhow::Result<Project> {
    if let [single] = project {
        let path = Path::new(single);
        if single == "-" || path.is_file() {
            return Ok(Project::Profile(output::read_document(path)?));
        }
        if let Ok(id) = ProjectId::parse(single) {
            return Ok(Project::Stored(id));
        }
    }
    debug_assert!(!project.is_empty(), "clap asks for a project");
    Ok(Project::Words(project.join(" ")))
}
