use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use super::{SavedSearch, corrupt};
use crate::{
    domain::{
        access::Actor,
        alert::{Alert, AlertMessage},
        id::{AlertId, OrganisationId},
        limits::{
            WEBHOOK_ATTEMPTS_MAX, WEBHOOK_BACKOFF_SECONDS, WEBHOOK_BACKOFF_SECONDS_MAX,
            WEBHOOK_LEASE_SECONDS,
        },
    },
    notify::{Message, Notifier, Reply},
    service::{App, Error},
    store::{DeliveryDone, DeliveryEnd},
};

/// How many times as long each pause is as the one before.
const BACKOFF_FACTOR: u64 = 4;
/// By how much a pause may be shorter or longer, in tenths of a percent: receivers that come back are
/// not told everything at the same moment.
const JITTER_PER_MILLE: u64 = 200;

/// Tries to deliver an alert, and tells whether it was taken; `None` if there was nothing to deliver.
///
/// # Errors
/// Store unavailable.
pub(super) async fn deliver(
    app: &App,
    notifier: &Notifier,
    (organisation, id): (&OrganisationId, &AlertId),
    now: fn() -> Timestamp,
) -> Result<Option<bool>, Error> {
    let begun = now();
    let actor = Actor { organisation: organisation.clone(), at: Some(begun), ..Actor::default() };
    let app = &app.acting_for(actor);
    let lease = later(begun, SignedDuration::from_secs(WEBHOOK_LEASE_SECONDS));
    let Some(work) = app.store().begin_delivery(organisation, id, (begun, lease)).await? else {
        return Ok(None);
    };
    let search = SavedSearch::from_json(&work.search)?;
    let alert: Alert = serde_json::from_str(&work.alert).map_err(corrupt)?;
    let message = AlertMessage::of(alert, search.language);
    let body = serde_json::to_string(&message).map_err(corrupt)?;
    let target = app.receivers().target(search.webhook.as_deref().unwrap_or_default());
    let reply = match target {
        Ok(target) => {
            let (id, secrets) = (id.as_str(), work.secrets.as_slice());
            notifier.send(&target, Message { id, at: begun, body: &body, secrets }).await
        }
        // The operator may list it again.
        Err(fault) => Reply::Failed(format!("its address must be {}", fault.expected)),
    };
    let at = now();
    let end = match &reply {
        Reply::Accepted(_) => DeliveryEnd::Delivered,
        Reply::Gone => DeliveryEnd::Stopped,
        Reply::Refused(_) | Reply::Failed(_) if WEBHOOK_ATTEMPTS_MAX <= work.attempt => {
            DeliveryEnd::GivenUp
        }
        Reply::Refused(_) | Reply::Failed(_) => {
            DeliveryEnd::Again(later(at, pause_after(id, work.attempt)))
        }
    };
    let fault = fault_of(&reply);
    tracing::info!(
        alert = id.as_str(),
        attempt = work.attempt,
        status = reply.status(),
        fault,
        "the alert `{id}` was sent"
    );
    let (attempt, status, fault) = (work.attempt, reply.status(), fault.as_deref());
    let done = DeliveryDone { organisation, alert: id, attempt, end, status, fault, at };
    app.store().end_delivery(done).await?;
    Ok(Some(end == DeliveryEnd::Delivered))
}

fn fault_of(reply: &Reply) -> Option<String> {
    match reply {
        Reply::Accepted(_) => None,
        Reply::Gone => Some("the receiver wants nothing any more".to_owned()),
        Reply::Refused(status @ 300..=399) => {
            Some(format!("the receiver answered {status}; nobody is followed elsewhere"))
        }
        Reply::Refused(status) => Some(format!("the receiver answered {status}")),
        Reply::Failed(fault) => Some(fault.clone()),
    }
}

/// How long to wait after so many tries, from 1: four times as long each time, up to six hours, and
/// a fifth shorter or longer, by a hash of alert and try.
fn pause_after(alert: &AlertId, attempt: u32) -> SignedDuration {
    let factor = BACKOFF_FACTOR.saturating_pow(attempt.saturating_sub(1));
    let seconds = WEBHOOK_BACKOFF_SECONDS.saturating_mul(factor).min(WEBHOOK_BACKOFF_SECONDS_MAX);
    let digest = Sha256::digest(format!("{alert} {attempt}").as_bytes());
    let chance = u64::from(u16::from_be_bytes([digest[0], digest[1]]));
    let jitter = 2 * JITTER_PER_MILLE * chance / u64::from(u16::MAX);
    let milliseconds = seconds * (1_000 - JITTER_PER_MILLE + jitter);
    SignedDuration::from_millis(i64::try_from(milliseconds).unwrap_or(i64::MAX))
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_tries_end_after_about_a_day() {
        let alert = AlertId::parse("alert-1").unwrap();
        let plain = [5, 20, 80, 320, 1_280, 5_120, 20_480, 21_600, 21_600];
        let tries = u32::try_from(plain.len()).unwrap();
        assert_eq!(tries + 1, WEBHOOK_ATTEMPTS_MAX);
        for (attempt, plain) in (1..).zip(plain) {
            let pause = pause_after(&alert, attempt);
            let (least, most) = (plain * 800, plain * 1_200);
            let pause = i64::try_from(pause.as_millis()).unwrap();
            assert!((least..=most).contains(&pause), "{attempt}: {pause}");
        }
        let hours = plain.iter().sum::<i64>() / 3_600;
        assert_eq!(hours, 19);
        let other = AlertId::parse("alert-2").unwrap();
        assert_ne!(pause_after(&alert, 1), pause_after(&other, 1));
        assert_eq!(pause_after(&alert, 1), pause_after(&alert, 1));
    }
}
