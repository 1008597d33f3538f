use jiff::civil::Date;

use super::{
    context::{Context, today},
    failure::Outcome,
    json,
    output::{print, print_json},
    remote::Shown,
    value,
};
use crate::{
    client::Request,
    domain::id::RegionId,
    service::{
        app::Access,
        landing::record::{LandingQuestion, landing_record},
    },
    text::landing_record_text,
};

/// The flags of `outcomes`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// The home region; all below it counts
    #[arg(value_name = "REGION", value_parser = value::region)]
    region: RegionId,

    /// Only of the enclave of this name, in Chinese or English
    #[arg(long, value_name = "NAME")]
    enclave: Option<String>,

    /// Also show the best-known link with this host city
    #[arg(long, value_name = "REGION", value_parser = value::region)]
    host: Option<RegionId>,

    /// With what was known on this day; today by default
    #[arg(long, value_name = "DATE", value_parser = value::day)]
    as_of: Option<Date>,

    /// Print the landing record of the API
    #[arg(long)]
    json: bool,
}

/// Prints the landing record of a region.
///
/// # Errors
/// An unknown region or enclave, an unavailable store.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let Arguments { region, enclave, host, as_of, json } = arguments;
    let page = context.page(enclave.as_deref().unwrap_or_default());
    let as_of = as_of.unwrap_or_else(today);
    if let Some(server) = context.server()? {
        let request = Request::get(&["regions", region.as_str(), "landing-record"])
            .with_some("enclave", enclave)
            .with_some("host_city", host)
            .with("as_of", as_of);
        return server.print(request, Shown::of(json), &page).await;
    }
    let app = context.open(Access::Read).await?;
    let question = LandingQuestion { region, enclave, host_city: host, as_of };
    let record = landing_record(&app, question).await?;
    if json {
        print_json(&json::landing_document(record))?;
    } else {
        print(&landing_record_text::render(&record, &page))?;
    }
    Ok(Outcome::Done)
}
