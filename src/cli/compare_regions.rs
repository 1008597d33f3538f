use std::path::PathBuf;

use jiff::civil::Date;
use serde_json::json;

use super::{
    context::{Context, today},
    failure::Outcome,
    json,
    output::{self, print, print_json},
    remote::{Project, Said, Shown},
    value,
    wishes::WishFlags,
};
use crate::{
    client::Request,
    domain::{
        id::{ProjectId, RegionId},
        region::Level,
    },
    service::{
        app::Access,
        compare_regions::{ComparisonQuestion, compare_regions},
        documents::read_project,
        rank_regions::Subject,
    },
    text::compare_text,
};

/// The flags of `compare`.
#[derive(Debug, Clone, clap::Args)]
#[command(group = clap::ArgGroup::new("subject").required(true))]
pub struct Arguments {
    /// What the project makes and what its production needs, in Chinese or English
    #[arg(value_name = "TEXT", group = "subject")]
    text: Vec<String>,

    /// A project profile as JSON; `-` reads standard input
    #[arg(long, value_name = "FILE", group = "subject")]
    file: Option<PathBuf>,

    /// A stored project
    #[arg(long, value_name = "PROJECT", value_parser = value::project, group = "subject")]
    id: Option<ProjectId>,

    /// A region to compare; two to six of them
    #[arg(long, value_name = "REGION", required = true, value_parser = value::region)]
    region: Vec<RegionId>,

    /// Corrections and wishes.
    #[command(flatten)]
    wishes: WishFlags,

    /// The level on whose scales they are scored; the lowest that all have by default
    #[arg(long, value_parser = value::level())]
    level: Option<Level>,

    /// Compare with what was known on this day; today by default
    #[arg(long, value_name = "DATE", value_parser = value::day)]
    as_of: Option<Date>,

    /// Print the comparison document of the API
    #[arg(long)]
    json: bool,
}

/// Compares regions and prints them side by side.
///
/// # Errors
/// Unknown identifiers, refused values, an unavailable store.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let Arguments { text, file, id, region: regions, wishes, level, as_of, json } = arguments;
    let text = value::words(&text)?;
    let wishes = wishes.wishes()?;
    let document = file.as_deref().map(output::read_document).transpose()?;
    let said = document.as_deref().map(String::from_utf8_lossy);
    let page = context.page(said.as_deref().unwrap_or(&text));
    let as_of = as_of.unwrap_or_else(today);
    if let Some(server) = context.server()? {
        let project = Project::given(document, id, text);
        let question = Said::of(&project, &wishes)?
            .with("regions", json!(regions))
            .with("level", json!(level))
            .with("as_of", json!(as_of));
        let request = Request::question(&["comparisons"], &question.body());
        return server.print(request, Shown::of(json), &page).await;
    }
    let app = context.open(Access::Read).await?;
    let subject = match (document, id) {
        (Some(document), _) => Subject::Profile(Box::new(read_project(&app, &document)?)),
        (None, Some(id)) => Subject::Stored(id),
        (None, None) => Subject::Text(text),
    };
    let question = ComparisonQuestion { subject, wishes, regions, level, as_of };
    let comparison = compare_regions(&app, question).await?;
    if json {
        print_json(&json::comparison_document(&comparison))?;
    } else {
        print(&compare_text::render(&comparison, &page))?;
    }
    Ok(Outcome::Done)
}
