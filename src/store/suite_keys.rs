//! What every store must do with keys and sessions.

use jiff::Timestamp;

use super::Store;
use crate::domain::{
    access::{Grant, Key, Role, SecretHash, Session},
    id::{KeyId, OrganisationId, RegionId},
};

const HASHES: [SecretHash; 3] = [SecretHash([1; 32]), SecretHash([0xab; 32]), SecretHash([9; 32])];

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn key(id: &str, role: Role) -> Key {
    let officer = role == Role::RegionOfficer;
    Key {
        id: KeyId::parse(id).unwrap(),
        grant: Grant {
            organisation: OrganisationId::parse("theirs").unwrap(),
            role,
            region: officer.then(|| RegionId::parse("CN-330800").unwrap()),
            expires: officer.then(|| "2027-01-31".parse().unwrap()),
        },
        created: at("2026-06-30T12:00:00Z"),
        revoked: None,
        last_used: None,
    }
}

pub(super) async fn keys_are_found_by_hash_and_listed_without_it(store: &dyn Store) {
    let (officer, admin) = (key("b", Role::RegionOfficer), key("a", Role::Admin));
    store.add_key(&officer, HASHES[0]).await.unwrap();
    store.add_key(&admin, HASHES[1]).await.unwrap();
    let found = store.find_key(HASHES[0]).await.unwrap();
    assert_eq!(found, Some((officer.clone(), HASHES[0])));
    assert_eq!(store.find_key(HASHES[2]).await.unwrap(), None);
    assert_eq!(store.get_key(&admin.id).await.unwrap(), Some(admin.clone()));
    assert_eq!(store.list_keys().await.unwrap(), [admin.clone(), officer]);
    assert!(store.add_key(&key("c", Role::Batch), HASHES[1]).await.is_err(), "one key per secret");
    assert!(store.add_key(&admin, HASHES[2]).await.is_err(), "one key per name");
    assert_eq!(store.generation().await.unwrap(), 0, "a key is no document");
}

pub(super) async fn a_revoked_key_stays_revoked_and_a_replaced_one_too(store: &dyn Store) {
    let (first, later) = (at("2026-07-01T00:00:00Z"), at("2026-07-02T00:00:00Z"));
    let (old, new) = (key("old", Role::Advisor), key("new", Role::Advisor));
    store.add_key(&old, HASHES[0]).await.unwrap();
    assert!(store.replace_key(&old.id, &new, HASHES[1]).await.unwrap());
    let revoked = store.get_key(&old.id).await.unwrap().unwrap().revoked;
    assert_eq!(revoked, Some(new.created));
    assert!(!store.replace_key(&old.id, &key("x", Role::Advisor), HASHES[2]).await.unwrap());
    assert_eq!(store.find_key(HASHES[2]).await.unwrap(), None, "both or neither");
    assert!(store.revoke_key(&new.id, first).await.unwrap());
    assert!(!store.revoke_key(&new.id, later).await.unwrap());
    assert!(!store.revoke_key(&KeyId::parse("none").unwrap(), later).await.unwrap());
    let (found, _) = store.find_key(HASHES[1]).await.unwrap().unwrap();
    assert_eq!(found.revoked, Some(first), "the first time counts");
}

pub(super) async fn the_last_use_of_a_key_never_goes_back(store: &dyn Store) {
    let key = key("a", Role::Batch);
    store.add_key(&key, HASHES[0]).await.unwrap();
    for (day, expected) in [
        ("2026-07-02", "2026-07-02"),
        ("2026-07-01", "2026-07-02"), // a clock that was set back
        ("2026-07-03", "2026-07-03"),
    ] {
        store.note_use(&key.id, day.parse().unwrap()).await.unwrap();
        let found = store.get_key(&key.id).await.unwrap().unwrap();
        assert_eq!(found.last_used, Some(expected.parse().unwrap()), "{day}");
    }
}

pub(super) async fn sessions_end_and_are_forgotten(store: &dyn Store) {
    let key = key("a", Role::Sponsor);
    store.add_key(&key, HASHES[0]).await.unwrap();
    let session = |ends| Session { key: key.clone(), ends: at(ends) };
    let (short, long) = (session("2026-07-01T08:00:00Z"), session("2026-07-01T20:00:00Z"));
    let open = |hash, session: &Session, now: &str| {
        let (session, now) = (session.clone(), at(now));
        async move { store.open_session(hash, &session, now).await.unwrap() }
    };
    open(HASHES[1], &short, "2026-07-01T00:00:00Z").await;
    assert_eq!(store.find_session(HASHES[1]).await.unwrap(), Some((short, HASHES[1])));
    assert_eq!(store.find_session(HASHES[0]).await.unwrap(), None, "a key is no session");
    open(HASHES[2], &long, "2026-07-01T09:00:00Z").await;
    assert_eq!(store.find_session(HASHES[1]).await.unwrap(), None, "it had ended");
    store.revoke_key(&key.id, at("2026-07-01T10:00:00Z")).await.unwrap();
    let (found, _) = store.find_session(HASHES[2]).await.unwrap().unwrap();
    assert!(found.key.revoked.is_some(), "a session knows what became of its key");
    store.end_session(HASHES[2]).await.unwrap();
    store.end_session(HASHES[2]).await.unwrap();
    assert_eq!(store.find_session(HASHES[2]).await.unwrap(), None);
}
