use std::{sync::Arc, time::Duration};

use axum::{
    Extension,
    body::Bytes,
    http::header,
    response::{IntoResponse, Response},
};
use tokio::sync::Semaphore;

use super::{
    Acting, Problem,
    parts::{PartSender, parts},
};
use crate::{
    domain::{
        commitment::Commitment,
        limits::{EXPORT_SECONDS_MAX, EXPORTS_MAX},
        outcome::OutcomeEvent,
        project::ProjectProfile,
        region::RegionProfile,
    },
    service::{self, App, exported::DocumentLines, transfer::DocumentKind},
};

/// One document per line.
const NDJSON: &str = "application/x-ndjson";

/// How many exports may run at a time.
#[derive(Debug, Clone)]
pub struct Slots(Arc<Semaphore>);

impl Default for Slots {
    fn default() -> Slots {
        Slots(Arc::new(Semaphore::new(EXPORTS_MAX)))
    }
}

/// Export all regions
///
/// As they are at one moment, in the order of their ids, but each after the region that it lies in: they
/// are shared. What comes can be imported as it is; an answer that breaks off is not whole.
#[utoipa::path(
    get, path = "/v1/regions:export", tag = "regions",
    responses(
        (status = 200, description = "A document on each line",
         body = RegionProfile, content_type = "application/x-ndjson"),
        (status = 503, description = "As many exports are running already as may run at a time"),
    )
)]
pub async fn export_regions(
    Acting(app): Acting,
    Extension(slots): Extension<Slots>,
) -> Result<Response, Problem> {
    export(app, DocumentKind::Regions, slots).await
}

/// Export all projects
///
/// As they are at one moment, in the order of their ids: those of the organisation. What comes can be imported as it is;
/// an answer that breaks off is not whole.
#[utoipa::path(
    get, path = "/v1/projects:export", tag = "projects",
    responses(
        (status = 200, description = "A document on each line",
         body = ProjectProfile, content_type = "application/x-ndjson"),
        (status = 503, description = "As many exports are running already as may run at a time"),
    )
)]
pub async fn export_projects(
    Acting(app): Acting,
    Extension(slots): Extension<Slots>,
) -> Result<Response, Problem> {
    export(app, DocumentKind::Projects, slots).await
}

/// Export all outcomes
///
/// As they are at one moment, in the order of their ids: those of the organisation. What comes can be imported as it is;
/// an answer that breaks off is not whole.
#[utoipa::path(
    get, path = "/v1/outcomes:export", tag = "outcomes",
    responses(
        (status = 200, description = "A document on each line",
         body = OutcomeEvent, content_type = "application/x-ndjson"),
        (status = 503, description = "As many exports are running already as may run at a time"),
    )
)]
pub async fn export_outcomes(
    Acting(app): Acting,
    Extension(slots): Extension<Slots>,
) -> Result<Response, Problem> {
    export(app, DocumentKind::Outcomes, slots).await
}

/// Export all commitments
///
/// As they are at one moment, in the order of their ids: those of the organisation. What comes can be imported as it is;
/// an answer that breaks off is not whole.
#[utoipa::path(
    get, path = "/v1/commitments:export", tag = "outcomes",
    responses(
        (status = 200, description = "A document on each line",
         body = Commitment, content_type = "application/x-ndjson"),
        (status = 503, description = "As many exports are running already as may run at a time"),
    )
)]
pub async fn export_commitments(
    Acting(app): Acting,
    Extension(slots): Extension<Slots>,
) -> Result<Response, Problem> {
    export(app, DocumentKind::Commitments, slots).await
}

async fn export(app: App, kind: DocumentKind, slots: Slots) -> Result<Response, Problem> {
    let slot = slots
        .0
        .try_acquire_owned()
        .map_err(|_| Problem::busy("as many exports are running already as may run at a time"))?;
    let mut lines = DocumentLines::open(&app, kind).await?;
    let (sender, body) = parts();
    let giving = sender.clone();
    let give = async move {
        let _slot = slot;
        loop {
            let part = lines.next_part().await.map(Bytes::from);
            let is_last = part.as_ref().map_or(true, Bytes::is_empty);
            let is_worth_it = part.as_ref().map_or(true, |part| !part.is_empty());
            if (is_worth_it && giving.send(part).await.is_err()) || is_last {
                return;
            }
        }
    };
    tokio::spawn(give_within(Duration::from_secs(EXPORT_SECONDS_MAX), give, sender));
    Ok(([(header::CONTENT_TYPE, NDJSON)], body).into_response())
}

/// Gives what is sent with `sender`, and breaks it off if that takes longer than `most`: what `give`
/// holds is free then, however slowly a client takes what is there already.
async fn give_within(most: Duration, give: impl Future<Output = ()>, sender: PartSender) {
    if tokio::time::timeout(most, give).await.is_err() {
        let source = format!("took longer than {} seconds", most.as_secs()).into();
        let _ = sender.send(Err(service::Error::Unavailable { what: "the export", source })).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_client_that_takes_nothing_holds_no_place_for_ever() {
        let slots = Slots::default();
        let slot = slots.0.clone().acquire_many_owned(2).await.unwrap();
        let (sender, body) = parts();
        let giving = sender.clone();
        let give = async move {
            let _slot = slot;
            while giving.send(Ok(Bytes::from_static(b"{}\n"))).await.is_ok() {}
        };
        let given = tokio::spawn(give_within(Duration::from_millis(1), give, sender));
        // Nobody has taken anything yet.
        drop(slots.0.acquire_many(2).await.unwrap());
        let taken = axum::body::to_bytes(body, usize::MAX).await;
        assert!(taken.is_err(), "a part is not taken for the whole");
        given.await.unwrap();
    }
}
