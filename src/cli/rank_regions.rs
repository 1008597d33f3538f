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
    domain::{id::ProjectId, limits::LIMIT_DEFAULT, region::Level},
    http::{Include, IncludedPart},
    service::{
        app::Access,
        documents::{read_project, region_names},
        rank_regions::{Advice, Question, Subject, rank_regions},
        robustness::with_firmness,
    },
    text::ranking_text::{self, Depth},
};

/// The flags of `match`.
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

    /// Corrections and wishes.
    #[command(flatten)]
    wishes: WishFlags,

    /// The level of the regions to rank
    #[arg(long, default_value = "park", value_parser = value::level())]
    level: Level,

    /// How many regions to show, 1 to 100
    #[arg(long, value_name = "NUMBER", default_value_t = LIMIT_DEFAULT)]
    #[arg(value_parser = value::limit)]
    limit: usize,

    /// Rank with what was known on this day; today by default
    #[arg(long, value_name = "DATE", value_parser = value::day)]
    as_of: Option<Date>,

    /// Print a page on each candidate: cost, support, enclave modes, tax, conditions, parcels; with
    /// `--json` all parts of the document
    #[arg(long)]
    detail: bool,

    /// Say also how firm the order is: other methods, other weights, what would lift a region
    #[arg(long)]
    robust: bool,

    /// Print the match document of the API
    #[arg(long)]
    json: bool,
}

/// Ranks regions and prints them with their reasons.
///
/// # Errors
/// Unknown identifiers, refused values, an unavailable store.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let Arguments { text, file, id, wishes, level, limit, as_of, detail, robust, json } = arguments;
    let text = value::words(&text)?;
    let wishes = wishes.wishes()?;
    let document = file.as_deref().map(output::read_document).transpose()?;
    let said = document.as_deref().map(String::from_utf8_lossy);
    let page = context.page(said.as_deref().unwrap_or(&text));
    let as_of = as_of.unwrap_or_else(today);
    if let Some(server) = context.server()? {
        let project = Project::given(document, id, text);
        let parts = if detail { IncludedPart::LANDING.as_slice() } else { &[] };
        let robust = robust.then_some(IncludedPart::Robustness);
        let include: Vec<&str> =
            parts.iter().chain(robust.as_ref()).map(|part| part.as_str()).collect();
        let question = Said::of(&project, &wishes)?
            .with("level", json!(level))
            .with("limit", json!(limit))
            .with("as_of", json!(as_of))
            .with("include", json!(include));
        let request = Request::question(&["matches"], &question.body());
        return server.print(request, Shown::of(json), &page).await;
    }
    let app = context.open(Access::Read).await?;
    let subject = match (document, id) {
        (Some(document), _) => Subject::Profile(Box::new(read_project(&app, &document)?)),
        (None, Some(id)) => Subject::Stored(id),
        (None, None) => Subject::Text(text),
    };
    let excluded_links = Vec::new();
    let advice = Advice::Given;
    let question = Question { subject, wishes, level, limit, as_of, excluded_links, advice };
    let mut ranking = rank_regions(&app, question).await?;
    if robust {
        ranking = with_firmness(&app, ranking).await?;
    }
    if json {
        let include = if detail { Include::all() } else { Include::none() };
        print_json(&json::match_document(ranking, &include))?;
    } else {
        let depth = if detail { Depth::Detail } else { Depth::Table };
        let names = region_names(&app, ranking_text::named_regions(&ranking, depth)).await;
        print(&ranking_text::render(&ranking, &names, depth, &page))?;
    }
    Ok(Outcome::Done)
}
