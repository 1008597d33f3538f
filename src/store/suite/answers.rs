use std::{sync::LazyLock, time::Duration};

use jiff::{SignedDuration, Timestamp};

use super::{noon, occasion, ours, region};
use crate::{
    domain::id::OrganisationId,
    store::{Answer, Committed, Keyed, Occasion, Store},
};

fn hours_later(hours: i64) -> Timestamp {
    noon() + SignedDuration::from_hours(hours)
}

fn counted(committed: &Committed) -> Answer {
    let body = format!("{} in {}", committed.inserted, committed.generation);
    Answer { status: 200, body }
}

/// Who asks.
static ASKER: LazyLock<OrganisationId> = LazyLock::new(ours);

fn keyed(key: &str) -> Keyed<'_> {
    let (digest, expires_at) = ("of the request", hours_later(24));
    Keyed { organisation: &ASKER, key, digest, expires_at, answer: &counted }
}

pub(in crate::store) async fn an_answer_is_kept_with_what_it_tells_of(store: &dyn Store) {
    let regions = [region("1", "a"), region("2", "b")];
    let (organisation, theirs) = (ours(), OrganisationId::parse("theirs").unwrap());
    assert_eq!(store.find_answer(&organisation, "k", noon()).await.unwrap(), None);
    let committed =
        store.put_regions(&occasion(&organisation), &regions, Some(keyed("k"))).await.unwrap();
    assert_eq!((committed.inserted, committed.generation), (2, 1));
    let kept = store.find_answer(&organisation, "k", noon()).await.unwrap().unwrap();
    assert_eq!(kept.digest, "of the request");
    assert_eq!(kept.answer, Answer { status: 200, body: "2 in 1".to_owned() });
    assert_eq!(store.find_answer(&theirs, "k", noon()).await.unwrap(), None);
    // Nothing to write is something to answer, too, and the same key may be somebody else's.
    let same = Keyed { organisation: &theirs, ..keyed("k") };
    store.put_projects(&occasion(&theirs), &[], Some(same)).await.unwrap();
    let kept = store.find_answer(&theirs, "k", noon()).await.unwrap().unwrap();
    assert_eq!(kept.answer.body, "0 in 1");
    assert_eq!(store.generation().await.unwrap(), 1);
}

pub(in crate::store) async fn answers_end_and_are_forgotten(store: &dyn Store) {
    let organisation = ours();
    let at = |hours| Occasion { at: hours_later(hours), ..occasion(&organisation) };
    let is_kept = async |key: &str, hours| {
        store.find_answer(&organisation, key, hours_later(hours)).await.unwrap().is_some()
    };
    store.put_regions(&at(0), &[region("1", "a")], Some(keyed("first"))).await.unwrap();
    assert!(is_kept("first", 23).await);
    assert!(!is_kept("first", 24).await, "its end has come");
    // After its end the key is free again, whether or not it was forgotten before.
    let again = Keyed { expires_at: hours_later(48), ..keyed("first") };
    store.put_regions(&at(24), &[region("1", "b")], Some(again)).await.unwrap();
    assert!(is_kept("first", 47).await);
    store.forget_answers(hours_later(47)).await.unwrap();
    assert!(is_kept("first", 47).await);
    store.forget_answers(hours_later(48)).await.unwrap();
    assert!(!is_kept("first", 0).await);
    assert_eq!(store.generation().await.unwrap(), 2, "answers are no documents");
}

/// Drops a writing future at many moments: the documents are there with the answer, or neither is.
pub(in crate::store) async fn a_dropped_keyed_write_leaves_both_or_neither(store: &dyn Store) {
    let organisation = ours();
    let mut interrupted = 0;
    for attempt in 0..60_u64 {
        let (key, name) = (format!("key {attempt}"), format!("attempt {attempt}"));
        let regions: Vec<_> = (100..140).map(|code| region(&code.to_string(), &name)).collect();
        let occasion = occasion(&organisation);
        let write = store.put_regions(&occasion, &regions, Some(keyed(&key)));
        let patience = Duration::from_micros(attempt * 150);
        let finished = tokio::time::timeout(patience, write).await.is_ok();
        // One transaction reads both; a commit under way may still arrive between two.
        let kept = store.find_answer(&organisation, &key, noon()).await.unwrap().is_some();
        let held = store.list_regions(&organisation).await.unwrap() == regions;
        let kept_after = store.find_answer(&organisation, &key, noon()).await.unwrap().is_some();
        assert!(!kept || held, "an answer without its documents");
        assert!(!held || kept_after, "documents without their answer");
        assert!(!finished || kept, "an acknowledged write is missing");
        interrupted += u64::from(!finished);
    }
    assert!(0 < interrupted);
}
