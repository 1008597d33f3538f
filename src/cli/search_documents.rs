use clap::ValueEnum;

use super::{
    context::Context,
    failure::Outcome,
    json,
    output::{print, print_json},
    quantity::quantity_or_number,
    remote::Shown,
    value,
};
use crate::{
    client::Request,
    domain::{
        figure::Figure,
        id::RegionId,
        limits::LIMIT_DEFAULT,
        link::EnclaveMode,
        region::Level,
        unit::{AreaUnit, LandPriceUnit},
    },
    service::{
        app::Access,
        search_documents::{SearchKind, SearchRequest, search_documents},
    },
    text::search_text,
};

/// The flags of `search`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// Words in Chinese or English; without any, everything that the filters admit
    #[arg(value_name = "WORDS")]
    words: Vec<String>,

    /// What to search
    #[arg(long, value_enum, default_value = "regions")]
    kind: Kind,

    /// Regions of this level; repeatable
    #[arg(long, value_parser = value::any_level())]
    level: Vec<Level>,

    /// Only within this region; repeatable
    #[arg(long, value_name = "REGION", value_parser = value::region)]
    within: Vec<RegionId>,

    /// Only this GB/T 4754 industry and those below it; repeatable
    #[arg(long, value_name = "CODE")]
    industry: Vec<String>,

    /// Only regions with an enclave of this mode; repeatable
    #[arg(long, value_parser = value::mode())]
    mode: Vec<EnclaveMode>,

    /// The least approved or available area, such as `500 mu`; a bare number is hectares
    #[arg(long, value_name = "AREA", value_parser = quantity_or_number::<AreaUnit>)]
    area_min: Option<Figure<AreaUnit>>,

    /// The largest approved or available area
    #[arg(long, value_name = "AREA", value_parser = quantity_or_number::<AreaUnit>)]
    area_max: Option<Figure<AreaUnit>>,

    /// The highest price of industrial land, such as `480 CNY/m2` or `32万元/亩`; a bare number is
    /// CNY/m2
    #[arg(long, value_name = "PRICE", value_parser = quantity_or_number::<LandPriceUnit>)]
    price_max: Option<Figure<LandPriceUnit>>,

    /// Only near this region
    #[arg(long, value_name = "REGION", value_parser = value::region, requires = "distance")]
    near: Option<RegionId>,

    /// The greatest distance from it, in kilometres
    #[arg(long, value_name = "KILOMETRES", value_parser = value::kilometres, requires = "near")]
    distance: Option<f64>,

    /// How many hits to show, 1 to 100
    #[arg(long, value_name = "NUMBER", default_value_t = LIMIT_DEFAULT)]
    #[arg(value_parser = value::limit)]
    limit: usize,

    /// Print the search document of the API
    #[arg(long)]
    json: bool,
}

/// What is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Regions
    Regions,
    /// Projects
    Projects,
    /// Entries of the industry classifications
    Industries,
}

/// Searches and prints the hits.
///
/// # Errors
/// Refused values, unknown regions or codes, an unavailable search.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let (json, limit) = (arguments.json, arguments.limit);
    let request = request(arguments);
    let page = context.page(&request.text);
    if let Some(server) = context.server()? {
        return server.print(asked(&request), Shown::of(json), &page).await;
    }
    let app = context.open(Access::Read).await?;
    let response = search_documents(&app, request).await?;
    if json {
        print_json(&json::search_document(response, limit))?;
    } else {
        print(&search_text::render(&response, &page))?;
    }
    Ok(Outcome::Done)
}

/// The question in the form of the API.
fn asked(request: &SearchRequest) -> Request {
    let kind = match request.kind {
        SearchKind::Regions => "regions",
        SearchKind::Projects => "projects",
        SearchKind::Industries => "industries",
    };
    let words = Some(&request.text).filter(|text| !text.is_empty());
    let (area_min, area_max) = request.area_hectares;
    let near = request.near.as_ref();
    Request::get(&["search"])
        .with_some("q", words)
        .with("kind", kind)
        .with_all("level", request.levels.iter().map(|level| level.as_str()))
        .with_all("within", &request.within)
        .with_all("industry", &request.industries)
        .with_all("mode", request.modes.iter().map(|mode| mode.as_str()))
        .with_some("area_min", area_min)
        .with_some("area_max", area_max)
        .with_some("price_max", request.price_max)
        .with_some("near", near.map(|(region, _)| region))
        .with_some("distance_km_max", near.map(|(_, distance)| distance))
        .with("limit", request.limit)
}

fn request(arguments: Arguments) -> SearchRequest {
    let area = (
        arguments.area_min.and_then(|figure| figure.measure()),
        arguments.area_max.and_then(|figure| figure.measure()),
    );
    SearchRequest {
        text: arguments.words.join(" "),
        kind: match arguments.kind {
            Kind::Regions => SearchKind::Regions,
            Kind::Projects => SearchKind::Projects,
            Kind::Industries => SearchKind::Industries,
        },
        levels: arguments.level,
        within: arguments.within,
        industries: arguments.industry,
        modes: arguments.mode,
        area_hectares: area,
        price_max: arguments.price_max.and_then(|figure| figure.measure()),
        near: arguments.near.zip(arguments.distance),
        limit: arguments.limit,
        offset: 0,
    }
}
