use super::{
    context::Context,
    failure::Outcome,
    json,
    output::{print, print_json},
    remote::Shown,
};
use crate::{client::Request, service::presets::list_presets, text::presets_text};

/// The flags of `presets`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// Print the document of the API
    #[arg(long)]
    json: bool,
}

/// Prints the weight presets, with the reason of each.
///
/// # Errors
/// Standard output cannot be written, the server does not answer.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    if let Some(server) = context.server()? {
        let request = Request::get(&["weight-presets"]);
        return server.print(request, Shown::of(arguments.json), &context.page("")).await;
    }
    let list = list_presets();
    if arguments.json {
        print_json(&json::presets_document(&list))?;
    } else {
        print(&presets_text::render(&list, &context.page("")))?;
    }
    Ok(Outcome::Done)
}
