use serde_json::json;

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
    domain::{code::ClassificationSystem, limits::LIMIT_DEFAULT},
    service::{app::Access, code_system::code_in_system},
    text::coding_text,
};

/// The flags of `code`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// What is made, in Chinese or English
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,

    /// The classification
    #[arg(long, value_name = "SYSTEM", default_value = "gbt4754", value_parser = value::system())]
    system: ClassificationSystem,

    /// How many industries to name at each level, 1 to 100
    #[arg(long, value_name = "NUMBER", default_value_t = LIMIT_DEFAULT)]
    #[arg(value_parser = value::limit)]
    limit: usize,

    /// Print the document of the API
    #[arg(long)]
    json: bool,
}

/// Codes a text and prints the industries, the most likely first.
///
/// # Errors
/// A text that is empty or too long, an unavailable search.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let text = arguments.text.join(" ");
    let page = context.page(&text);
    if let Some(server) = context.server()? {
        let (system, limit) = (arguments.system.as_str(), arguments.limit);
        let question = json!({"text": text, "system": system, "limit": limit});
        let request = Request::question(&["industries:code"], &question);
        return server.print(request, Shown::of(arguments.json), &page).await;
    }
    let app = context.open(Access::Read).await?;
    let coding = code_in_system(&app, &text, arguments.system, arguments.limit).await?;
    if arguments.json {
        print_json(&json::coded_document(&coding))?;
    } else {
        print(&coding_text::render(&coding, &page))?;
    }
    Ok(Outcome::Done)
}
