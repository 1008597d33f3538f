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
    domain::{
        id::{ProjectId, RegionId},
        limits::LIMIT_DEFAULT,
        region::Level,
    },
    service::{
        app::Access,
        similar::{SimilarQuestion, similar_projects_of, similar_regions},
    },
    text::similar_text,
};

/// The flags of `similar`.
#[derive(Debug, Clone, clap::Args)]
#[command(group = clap::ArgGroup::new("subject").required(true))]
pub struct Arguments {
    /// The region whose like is looked for
    #[arg(value_name = "REGION", value_parser = value::region, group = "subject")]
    region: Option<RegionId>,

    /// The stored project whose like is looked for
    #[arg(long, value_name = "PROJECT", value_parser = value::project, group = "subject")]
    project: Option<ProjectId>,

    /// The level on which a region is compared, one of its own; the lowest by default
    #[arg(long, value_parser = value::level(), conflicts_with = "project")]
    level: Option<Level>,

    /// How many to show, 1 to 100
    #[arg(long, value_name = "NUMBER", default_value_t = LIMIT_DEFAULT)]
    #[arg(value_parser = value::limit)]
    limit: usize,

    /// Compare regions with what was known on this day; today by default
    #[arg(long, value_name = "DATE", value_parser = value::day, conflicts_with = "project")]
    as_of: Option<Date>,

    /// Print the document of the API
    #[arg(long)]
    json: bool,
}

/// Prints the regions or projects that are most like one, with what they share.
///
/// # Errors
/// Unknown identifiers, a level that the region does not stand on, an unavailable store.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let Arguments { region, project, level, limit, as_of, json } = arguments;
    let page = context.page("");
    let as_of = as_of.unwrap_or_else(today);
    if let Some(server) = context.server()? {
        let request = match (&project, &region) {
            (Some(project), _) => Request::get(&["projects", project.as_str(), "similar"]),
            (None, region) => {
                let region = region.as_ref().map(RegionId::as_str).unwrap_or_default();
                Request::get(&["regions", region, "similar"])
                    .with_some("level", level.map(Level::as_str))
                    .with("as_of", as_of)
            }
        };
        return server.print(request.with("limit", limit), Shown::of(json), &page).await;
    }
    let app = context.open(Access::Read).await?;
    if let Some(project) = project {
        let similar = similar_projects_of(&app, project, limit).await?;
        if json {
            print_json(&json::similar_projects_document(&similar))?;
        } else {
            print(&similar_text::render_projects(&similar, &page))?;
        }
    }
    if let Some(region) = region {
        let similar =
            similar_regions(&app, SimilarQuestion { region, level, limit, as_of }).await?;
        if json {
            print_json(&json::similar_regions_document(&similar))?;
        } else {
            print(&similar_text::render_regions(&similar, &page))?;
        }
    }
    Ok(Outcome::Done)
}
