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
    domain::{id::RegionId, limits::LIMIT_DEFAULT, preset::PresetId, region::Level},
    service::{
        app::Access,
        rank_projects::{Prospects, RegionQuestion, rank_projects},
    },
    text::project_ranking_text,
};

/// The flags of `reverse`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// The region that looks for projects
    #[arg(value_name = "REGION", value_parser = value::region)]
    region: RegionId,

    /// Only projects that are incubated in this region
    #[arg(long, value_name = "REGION", value_parser = value::region)]
    host: Option<RegionId>,

    /// The level on which the region is scored, one of its own; the lowest by default
    #[arg(long, value_parser = value::level())]
    level: Option<Level>,

    /// How many projects to show, 1 to 100
    #[arg(long, value_name = "NUMBER", default_value_t = LIMIT_DEFAULT)]
    #[arg(value_parser = value::limit)]
    limit: usize,

    /// Rank with what was known on this day; today by default
    #[arg(long, value_name = "DATE", value_parser = value::day)]
    as_of: Option<Date>,

    /// Weigh the projects' side for a kind of user (see `hinterland presets`), in place of each
    /// project's own weights
    #[arg(long, value_name = "PRESET", value_parser = value::preset())]
    preset: Option<PresetId>,

    /// Say also what would lift the region in the projects' own lists: which figures, how far, and
    /// at what cost
    #[arg(long)]
    robust: bool,

    /// Print the document of the API
    #[arg(long)]
    json: bool,
}

/// Ranks the stored projects for a region and prints them with the reasons of both sides.
///
/// # Errors
/// Unknown regions, a level that the region does not stand on, an unavailable store.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let Arguments { region, host, level, limit, as_of, preset, robust, json } = arguments;
    let prospects = if robust { Prospects::Sought } else { Prospects::Omitted };
    let page = context.page("");
    let as_of = as_of.unwrap_or_else(today);
    if let Some(server) = context.server()? {
        let request = Request::get(&["regions", region.as_str(), "matches"])
            .with_some("host_city", host)
            .with_some("level", level.map(Level::as_str))
            .with("limit", limit)
            .with("as_of", as_of)
            .with_some("preset", preset.map(PresetId::as_str))
            .with_some("include", robust.then_some("robustness"));
        return server.print(request, Shown::of(json), &page).await;
    }
    let app = context.open(Access::Read).await?;
    let question =
        RegionQuestion { region, level, host_city: host, limit, as_of, preset, prospects };
    let ranking = rank_projects(&app, question).await?;
    if json {
        print_json(&json::project_match_document(&ranking))?;
    } else {
        print(&project_ranking_text::render(&ranking, &page))?;
    }
    Ok(Outcome::Done)
}
