use clap::ValueEnum;

use super::{
    context::Context,
    failure::Outcome,
    json,
    output::{print, print_json},
    remote::Shown,
    value,
};
use crate::{
    client::Request,
    domain::{kind::DocumentKind, limits::LIMIT_DEFAULT},
    service::{app::Access, history::list_history},
    text::history_text,
};

/// The flags of `history`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// What kind of document it is
    #[arg(value_enum)]
    kind: Kind,

    /// Its id; a document that was deleted has a history still
    #[arg(value_name = "ID")]
    id: String,

    /// How many changes to show, the newest first, 1 to 100
    #[arg(long, value_name = "NUMBER", default_value_t = LIMIT_DEFAULT)]
    #[arg(value_parser = value::limit)]
    limit: usize,

    /// Print the document of the API
    #[arg(long)]
    json: bool,
}

/// One document's kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// A region profile
    Region,
    /// A project profile
    Project,
    /// What became of a project
    Outcome,
    /// What a project promised
    Commitment,
}

impl From<Kind> for DocumentKind {
    fn from(kind: Kind) -> DocumentKind {
        match kind {
            Kind::Region => DocumentKind::Regions,
            Kind::Project => DocumentKind::Projects,
            Kind::Outcome => DocumentKind::Outcomes,
            Kind::Commitment => DocumentKind::Commitments,
        }
    }
}

/// Prints the changes of one document.
///
/// # Errors
/// There never was such a document; the store is unavailable.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let Arguments { kind, id, limit, json } = arguments;
    let page = context.page("");
    if let Some(server) = context.server()? {
        let documents = DocumentKind::from(kind).as_str();
        let request = Request::get(&[documents, &id, "history"]).with("limit", limit);
        return server.print(request, Shown::of(json), &page).await;
    }
    let app = context.open(Access::Read).await?;
    let history = list_history(&app, (kind.into(), &id), None, limit).await?;
    if json {
        print_json(&json::history_document(&id, &history))?;
    } else {
        print(&history_text::render(&history, &page))?;
    }
    Ok(Outcome::Done)
}
