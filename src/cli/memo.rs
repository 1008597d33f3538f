use std::path::{Path, PathBuf};

use anyhow::Context as _;
use jiff::civil::Date;
use serde_json::json;

use super::{
    context::{Context, today},
    failure::Outcome,
    output::{self, print},
    remote::{Project, Said},
    value,
    wishes::WishFlags,
};
use crate::{
    client::Request,
    domain::{id::ProjectId, limits::LIMIT_DEFAULT, region::Level},
    http::{Sheet, memo_html},
    service::{
        app::Access,
        documents::read_project,
        rank_regions::{Advice, Question, Subject, rank_regions},
        robustness::with_firmness,
    },
};

/// The flags of `memo`.
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

    /// Where to write the memo, as HTML; standard output if absent
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Corrections and wishes.
    #[command(flatten)]
    wishes: WishFlags,

    /// The level of the regions to rank
    #[arg(long, default_value = "park", value_parser = value::level())]
    level: Level,

    /// How many regions the table names, 1 to 100
    #[arg(long, value_name = "NUMBER", default_value_t = LIMIT_DEFAULT)]
    #[arg(value_parser = value::limit)]
    limit: usize,

    /// Rank with what was known on this day; today by default
    #[arg(long, value_name = "DATE", value_parser = value::day)]
    as_of: Option<Date>,
}

/// Ranks regions and writes a paper for a board: HTML that prints on A4.
///
/// # Errors
/// Unknown identifiers, refused values, an unavailable store or server, a file that cannot be written.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let Arguments { text, file, id, output, wishes, level, limit, as_of } = arguments;
    let text = value::words(&text)?;
    let wishes = wishes.wishes()?;
    let document = file.as_deref().map(output::read_document).transpose()?;
    let said = document.as_deref().map(String::from_utf8_lossy);
    let language = context.page(said.as_deref().unwrap_or(&text)).language;
    let as_of = as_of.unwrap_or_else(today);
    if let Some(server) = context.server()? {
        let question = Said::of(&Project::given(document, id, text), &wishes)?
            .with("level", json!(level))
            .with("limit", json!(limit))
            .with("as_of", json!(as_of));
        let request = Request::question(&["memos"], &question.body());
        return write(&server.html(request, language).await?, output.as_deref());
    }
    let app = context.open(Access::Read).await?;
    let subject = match (document, id) {
        (Some(document), _) => Subject::Profile(Box::new(read_project(&app, &document)?)),
        (None, Some(id)) => Subject::Stored(id),
        (None, None) => Subject::Text(text),
    };
    let (excluded_links, advice) = (Vec::new(), Advice::Given);
    let question = Question { subject, wishes, level, limit, as_of, excluded_links, advice };
    let ranking = with_firmness(&app, rank_regions(&app, question).await?).await?;
    write(&memo_html(&ranking, language, Sheet::File), output.as_deref())
}

/// Writes the paper into a file, or to standard output.
fn write(memo: &str, output: Option<&Path>) -> anyhow::Result<Outcome> {
    match output {
        Some(path) => {
            std::fs::write(path, memo).with_context(|| format!("`{}`", path.display()))?;
        }
        None => print(memo)?,
    }
    Ok(Outcome::Done)
}
