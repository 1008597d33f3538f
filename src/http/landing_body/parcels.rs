use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::{id::RegionId, parcel::Parcel},
    http::body::TextBody,
    service::landing::parcel::ParcelOffer,
};

/// A published parcel that fits the project as far as is known.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParcelOfferBody {
    /// The park, or other region, that publishes it.
    pub park: RegionId,
    /// The park's names.
    pub park_name: TextBody,
    /// The parcel as published.
    pub parcel: Parcel,
    /// What the project asks for and the parcel does not say, to confirm: `price`, `power`,
    /// `floor_area_ratio`.
    pub unknown: Vec<&'static str>,
    /// Title and address of the publication of its area; `null` if it names none.
    pub source: Option<String>,
}

impl From<&ParcelOffer> for ParcelOfferBody {
    fn from(offer: &ParcelOffer) -> ParcelOfferBody {
        ParcelOfferBody {
            park: offer.park.clone(),
            park_name: TextBody::from(&offer.park_name),
            parcel: offer.parcel.clone(),
            unknown: offer.unknown.iter().map(|question| question.as_str()).collect(),
            source: offer.source.clone(),
        }
    }
}
