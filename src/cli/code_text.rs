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
    domain::{code::ClassificationSystem, limits::LIMIT_DEFAULT},
    service::{
        app::Access,
        code_system::{CodedLevel, TextCoding, code_in_system},
        code_text::CodedIndustry,
    },
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
    let app = context.open(Access::Read).await?;
    let coding = code_in_system(&app, &text, arguments.system, arguments.limit).await?;
    if arguments.json {
        print_json(&json::coded_document(&coding))?;
    } else {
        print(&render(&coding, &page))?;
    }
    Ok(Outcome::Done)
}

fn render(coding: &TextCoding, page: &Page) -> String {
    let words = Words::of(page.language);
    if coding.industries.is_empty() {
        return format!("{}\n", words.not_coded);
    }
    let found = table(&coding.industries, page);
    // The levels of GB/T 4754 repeat what is found; those of the others are sums.
    if coding.system == ClassificationSystem::Gbt4754 {
        return found + "\n";
    }
    let mut parts = vec![found];
    for CodedLevel { level, industries } in coding.levels.iter().rev().skip(1) {
        parts.push(format!("{}\n{}", page.bold(level), table(industries, page)));
    }
    parts.join("\n\n") + "\n"
}

fn table(industries: &[CodedIndustry], page: &Page) -> String {
    let words = Words::of(page.language);
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
    table::lines(table, 2).collect::<Vec<String>>().join("\n")
}
