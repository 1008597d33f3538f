use jiff::civil::Date;
use utoipa::IntoParams;

use super::{
    Acting, Problem,
    extract::{
        Path, Query,
        query::{FromParameters, Parameters},
    },
    match_request::{DAY_EXPECTED, parse_day, today},
    plain::{Answer, Wanted},
};
use crate::{
    domain::id::RegionId,
    service::landing::record::{LandingQuestion, landing_record},
    text::landing_record_text,
};

/// The landing record as it goes over the wire, a contract.
pub mod body;
/// A landing record in that form.
mod compose;

pub use body::LandingRecordBody;

/// Of which enclave, and as of when.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GetLandingRecord {
    /// Only of the enclave of this name, in either language
    #[param(example = "衢州海创园")]
    enclave: Option<String>,
    /// A host city: `link` is then the best-known link with it
    host_city: Option<RegionId>,
    /// The day whose knowledge counts; today by default
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<Date>,
}

impl FromParameters for GetLandingRecord {
    fn take_from(parameters: &mut Parameters) -> GetLandingRecord {
        GetLandingRecord {
            enclave: parameters.text("enclave"),
            host_city: parameters.region("host_city"),
            as_of: parameters.one("as_of", DAY_EXPECTED, parse_day),
        }
    }
}

/// What became of the projects of a region, and what they promised
///
/// From recorded outcomes, or, where there are none, from what was published of the region's
/// enclaves.
#[utoipa::path(
    get, path = "/v1/regions/{id}/landing-record", tag = "outcomes",
    params(("id" = RegionId, Path, description = "The id of the region"), GetLandingRecord),
    responses(
        (status = 200, description = "The landing record", body = LandingRecordBody),
        (status = 404, description = "There is no such region, or no such enclave in it"),
    )
)]
pub async fn get_landing_record(
    Acting(app): Acting,
    Path(region): Path<RegionId>,
    Query(query): Query<GetLandingRecord>,
    wanted: Wanted,
) -> Result<Answer<LandingRecordBody>, Problem> {
    let GetLandingRecord { enclave, host_city, as_of } = query;
    let as_of = as_of.unwrap_or_else(today);
    let page = wanted.page(enclave.as_deref().unwrap_or_default());
    let question = LandingQuestion { region, enclave, host_city, as_of };
    let record = landing_record(&app, question).await?;
    Ok(match &page {
        Some(page) => Answer::Text(landing_record_text::render(&record, page), page.language),
        None => Answer::Document(LandingRecordBody::from(record)),
    })
}
