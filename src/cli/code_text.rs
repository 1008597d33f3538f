use super::{
    context::Context,
    failure::Outcome,
    json,
    output::{Page, print, print_json},
    table,
    understood_text::percent,
    value,
    words::Words,
};
use crate::{
    domain::limits::LIMIT_DEFAULT,
    service::{
        app::Access,
        code_text::{CodedIndustry, code_text},
    },
};

/// The flags of `code`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// What is made, in Chinese or English
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,

    /// How many industries to name, 1 to 100
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
    let app = context.open(Access::Read).await?;
    let industries = code_text(&app, &text, arguments.limit).await?;
    if arguments.json {
        print_json(&json::coded_document(&industries))?;
    } else {
        print(&render(&industries, &page))?;
    }
    Ok(Outcome::Done)
}

fn render(industries: &[CodedIndustry], page: &Page) -> String {
    let words = Words::of(page.language);
    if industries.is_empty() {
        return format!("{}\n", words.not_coded);
    }
    let head = [words.code, words.title, words.confidence, words.decided_by];
    let mut table = table::with_head(page, head);
    for coded in industries {
        table.add_row([
            coded.industry.to_string(),
            page.name(&coded.title, "").to_owned(),
            percent(coded.confidence),
            coded.words.join(words.between),
        ]);
    }
    table::lines(table, 2).collect::<Vec<String>>().join("\n") + "\n"
}
