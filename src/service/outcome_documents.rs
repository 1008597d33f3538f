use jiff::Timestamp;

use super::{
    App, Error,
    documents::{Stored, not_found, read, read_back, refuse, written},
    outcomes::{unknown_parties, unknown_parts},
};
use crate::domain::{
    commitment::Commitment,
    condition::Condition,
    id::{CommitmentId, OutcomeId},
    kind::DocumentKind,
    outcome::OutcomeEvent,
};

/// Reads an outcome from JSON, checking form and values.
///
/// # Errors
/// Malformed or invalid, each fault with path, value and remedy.
pub fn read_outcome(json: &[u8]) -> Result<OutcomeEvent, Error> {
    read(json)
}

/// Reads a commitment from JSON, checking form and values.
///
/// # Errors
/// Malformed or invalid, each fault with path, value and remedy.
pub fn read_commitment(json: &[u8]) -> Result<Commitment, Error> {
    read(json)
}

/// Gets an outcome.
///
/// # Errors
/// Not found, store unavailable.
pub async fn get_outcome(app: &App, id: &OutcomeId) -> Result<Stored<OutcomeEvent>, Error> {
    let found = app.store().get_outcome(app.organisation(), id).await?;
    found.map(read_back).ok_or_else(|| not_found("outcome", id.as_str()))
}

/// Writes an outcome, new or changed, at the time `now`.
///
/// # Errors
/// Invalid, changed meanwhile, held by another process, store unavailable.
pub async fn put_outcome(
    app: &App,
    outcome: OutcomeEvent,
    condition: &Condition,
    now: Timestamp,
) -> Result<Stored<OutcomeEvent>, Error> {
    let turn = app.writer().await?;
    refuse(unknown_parts(&*turn.derived().await?, &outcome))?;
    let occasion = app.occasion(DocumentKind::Outcomes, now);
    let stored = app.store().put_outcome(&occasion, &outcome, condition).await?;
    Ok(written(outcome, stored))
}

/// Deletes an outcome, at the time `now`.
///
/// # Errors
/// Not found, changed meanwhile, held by another process, store unavailable.
pub async fn delete_outcome(
    app: &App,
    id: &OutcomeId,
    condition: &Condition,
    now: Timestamp,
) -> Result<(), Error> {
    let _turn = app.writer().await?;
    let occasion = app.occasion(DocumentKind::Outcomes, now);
    let deleted = app.store().delete_outcome(&occasion, id, condition).await?;
    deleted.map(|_| ()).ok_or_else(|| not_found("outcome", id.as_str()))
}

/// Gets a commitment.
///
/// # Errors
/// Not found, store unavailable.
pub async fn get_commitment(app: &App, id: &CommitmentId) -> Result<Stored<Commitment>, Error> {
    let found = app.store().get_commitment(app.organisation(), id).await?;
    found.map(read_back).ok_or_else(|| not_found("commitment", id.as_str()))
}

/// Writes a commitment, new or changed, at the time `now`.
///
/// # Errors
/// Invalid, changed meanwhile, held by another process, store unavailable.
pub async fn put_commitment(
    app: &App,
    commitment: Commitment,
    condition: &Condition,
    now: Timestamp,
) -> Result<Stored<Commitment>, Error> {
    let turn = app.writer().await?;
    refuse(unknown_parties(&*turn.derived().await?, &commitment))?;
    let occasion = app.occasion(DocumentKind::Commitments, now);
    let stored = app.store().put_commitment(&occasion, &commitment, condition).await?;
    Ok(written(commitment, stored))
}

/// Deletes a commitment, at the time `now`.
///
/// # Errors
/// Not found, changed meanwhile, held by another process, store unavailable.
pub async fn delete_commitment(
    app: &App,
    id: &CommitmentId,
    condition: &Condition,
    now: Timestamp,
) -> Result<(), Error> {
    let _turn = app.writer().await?;
    let occasion = app.occasion(DocumentKind::Commitments, now);
    let deleted = app.store().delete_commitment(&occasion, id, condition).await?;
    deleted.map(|_| ()).ok_or_else(|| not_found("commitment", id.as_str()))
}
