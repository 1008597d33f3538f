//! What every store must do with saved searches and alerts.

use jiff::Timestamp;

use super::{
    Answer, DeliveryDone, DeliveryEnd, Error, Keyed, Look, LookDone, NewAlert, NewSearch,
    SearchChange, SecretChange, Store,
    suite::{occasion, ours, project},
};
use crate::domain::{
    access::Actor,
    alert::{AlertTask, DeliveryCounts, DeliveryState},
    audit::AuditFilter,
    condition::Condition,
    id::{AlertId, OrganisationId, SavedSearchId},
};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn search(name: &str) -> SavedSearchId {
    SavedSearchId::parse(name).unwrap()
}

fn alert(name: &str) -> AlertId {
    AlertId::parse(name).unwrap()
}

async fn add(store: &dyn Store, name: &str, secret: Option<&str>) -> SavedSearchId {
    let id = search(name);
    let new = NewSearch { id: &id, document: "{}", secret, created: at(1) };
    store.add_search(&ours(), new, None).await.unwrap();
    id
}

fn change<'a>(document: &'a str, secret: SecretChange<'a>) -> SearchChange<'a> {
    SearchChange { document, secret, asks_anew: false, at: at(90) }
}

/// A look at the first version, after one at `before`, which tells of an alert of this name.
async fn look(
    store: &dyn Store,
    search: &SavedSearchId,
    (before, generation): (Option<u64>, u64),
    told: Option<&str>,
) -> bool {
    let seconds = i64::try_from(generation).unwrap() * 10;
    let baseline = Some(format!("at {generation}"));
    let look = Look { generation, at: at(seconds), baseline, fault: None };
    let id = told.map(alert);
    let alert = id.as_ref().map(|id| NewAlert { id, document: "{\"alert\":1}" });
    let organisation = &ours();
    let done = LookDone { organisation, search, version: 1, before, look: &look, alert };
    store.end_look(done).await.unwrap()
}

async fn tasks(store: &dyn Store, generation: u64, times: (i64, i64)) -> Vec<String> {
    let times = (at(times.0), at(times.1));
    let tasks = store.list_alert_tasks(generation, times, 10).await.unwrap();
    let name = |task: &AlertTask| match task {
        AlertTask::Check { search, .. } => search.to_string(),
        AlertTask::Deliver { alert, .. } => alert.to_string(),
    };
    tasks.iter().map(name).collect()
}

/// State, tries and status of each alert, the newest first.
async fn deliveries(
    store: &dyn Store,
    search: &SavedSearchId,
) -> Vec<Option<(DeliveryState, u32, Option<u16>)>> {
    let alerts = store.list_alerts(&ours(), search, 10).await.unwrap();
    let state = |it: super::KeptAlert| it.delivery.map(|it| (it.state, it.attempts, it.status));
    alerts.into_iter().map(state).collect()
}

async fn end(store: &dyn Store, name: &str, attempt: u32, end: DeliveryEnd) {
    let (organisation, alert) = (&ours(), &alert(name));
    let (status, fault) = (Some(500), Some("the answer is 500"));
    let done = DeliveryDone { organisation, alert, attempt, end, status, fault, at: at(99) };
    store.end_delivery(done).await.unwrap();
}

pub(super) async fn a_saved_search_has_versions_and_conditions(store: &dyn Store) {
    let id = add(store, "search-1", None).await;
    let (ours, theirs) = (ours(), OrganisationId::parse("theirs").unwrap());
    let kept = change("{\"top\":3}", SecretChange::Kept);
    let stale = Condition::version(7);
    let refused = store.change_search(&ours, &id, kept, &stale).await;
    assert!(matches!(refused, Err(Error::Conflict { found: Some(1) })));
    let first = Condition::version(1);
    assert_eq!(store.change_search(&ours, &id, kept, &first).await.unwrap(), Some(2));
    let always = &Condition::always();
    let again = store.change_search(&ours, &id, kept, always).await.unwrap();
    assert_eq!(again, Some(2), "the same document is no change");
    assert_eq!(store.change_search(&theirs, &id, kept, always).await.unwrap(), None);
    assert_eq!(store.get_search(&theirs, &id).await.unwrap(), None);
    let found = store.get_search(&ours, &id).await.unwrap().unwrap();
    assert_eq!((found.version, found.document.as_str()), (2, "{\"top\":3}"));
    add(store, "search-0", None).await;
    let listed = store.list_searches(&ours).await.unwrap();
    let ids: Vec<&str> = listed.iter().map(|search| search.id.as_str()).collect();
    assert_eq!(ids, ["search-0", "search-1"], "as old as each other, by their ids");
    let refused = store.delete_search(&ours, &id, &stale).await;
    assert!(matches!(refused, Err(Error::Conflict { found: Some(2) })));
    assert!(!store.delete_search(&theirs, &id, always).await.unwrap());
    assert!(store.delete_search(&ours, &id, always).await.unwrap());
    assert!(!store.delete_search(&ours, &id, always).await.unwrap());
    assert_eq!(store.generation().await.unwrap(), 0, "saved searches are no documents");

    let answer = |_: &super::Committed| Answer { status: 201, body: "kept".to_owned() };
    let keyed = Keyed {
        organisation: &ours,
        key: "k",
        digest: "d",
        expires_at: at(2_000),
        answer: &answer,
    };
    let id = search("search-2");
    let new = NewSearch { id: &id, document: "{}", secret: None, created: at(1_000) };
    store.add_search(&ours, new, Some(keyed)).await.unwrap();
    let found = store.find_answer(&ours, "k", at(1_500)).await.unwrap().unwrap();
    assert_eq!(found.answer.body, "kept");
    let lines = store.list_audit(&AuditFilter::default(), 100).await.unwrap();
    let lines: Vec<String> = lines
        .iter()
        .map(|line| format!("{} {} {}", line.action.as_str(), line.kind, line.document))
        .collect();
    let expected = ["create", "update", "create", "delete", "create"];
    let names = ["search-1", "search-1", "search-0", "search-1", "search-2"];
    let expected: Vec<String> =
        expected.iter().zip(names).map(|(did, id)| format!("{did} saved_searches {id}")).collect();
    assert_eq!(lines, expected);
}

pub(super) async fn a_change_is_noticed_once_and_told_of_in_the_same_transaction(
    store: &dyn Store,
) {
    let id = add(store, "search-1", Some("secret")).await;
    assert_eq!(tasks(store, 0, (50, 50)).await, ["search-1"], "a new one is looked at");
    assert!(look(store, &id, (None, 1), None).await);
    assert!(!look(store, &id, (None, 1), None).await, "somebody else was faster");
    assert_eq!(tasks(store, 1, (50, 50)).await, [""; 0], "the store has not moved");
    assert_eq!(tasks(store, 2, (50, 50)).await, ["search-1"]);
    let check = AlertTask::Check { organisation: ours(), search: id.clone() };
    store.note_alert_tasks(&[check], at(40)).await.unwrap();
    assert_eq!(tasks(store, 2, (50, 40)).await, [""; 0], "handed over a moment ago");
    assert_eq!(tasks(store, 2, (50, 41)).await, ["search-1"], "and nothing happened since");
    assert!(look(store, &id, (Some(1), 2), Some("alert-1")).await);
    assert!(!look(store, &id, (Some(1), 3), Some("alert-2")).await);
    assert_eq!(deliveries(store, &id).await, [Some((DeliveryState::Waiting, 0, None))]);
    assert_eq!(tasks(store, 2, (19, 50)).await, [""; 0], "noticed at 20");
    assert_eq!(tasks(store, 2, (20, 50)).await, ["alert-1"]);
    let kept = store.get_search(&ours(), &id).await.unwrap().unwrap();
    assert_eq!(kept.look.unwrap().baseline.as_deref(), Some("at 2"));
    let anew = SearchChange { asks_anew: true, ..change("{\"top\":1}", SecretChange::Kept) };
    store.change_search(&ours(), &id, anew, &Condition::always()).await.unwrap();
    assert_eq!(tasks(store, 2, (19, 50)).await, ["search-1"], "what is asked anew is new");
    assert!(!look(store, &id, (None, 3), None).await, "the version that was looked at is old");
    // Documents make the store move, and nothing else does.
    let ours = ours();
    store.put_project(&occasion(&ours), &project("a"), &Condition::always()).await.unwrap();
    assert_eq!(store.generation().await.unwrap(), 1);
}

pub(super) async fn a_delivery_belongs_to_whoever_began_it(store: &dyn Store) {
    let id = add(store, "search-1", Some("secret")).await;
    assert!(look(store, &id, (None, 1), Some("alert-1")).await);
    let actor = Actor { organisation: ours(), at: Some(at(20)), ..Actor::default() };
    let store = &*store.acting_for(&actor);
    let begin = async |now: i64| {
        let times = (at(now), at(now + 20));
        store.begin_delivery(&ours(), &alert("alert-1"), times).await.unwrap()
    };
    assert!(begin(9).await.is_none(), "it is due at 10");
    let work = begin(20).await.unwrap();
    assert_eq!((work.attempt, work.alert.as_str()), (1, "{\"alert\":1}"));
    assert_eq!(work.secrets, ["secret"]);
    assert!(begin(39).await.is_none(), "another has begun it");
    let second = begin(40).await.unwrap();
    assert_eq!(second.attempt, 2, "whoever began it is lost");
    end(store, "alert-1", 1, DeliveryEnd::Delivered).await;
    let waiting = Some((DeliveryState::Waiting, 2, None));
    assert_eq!(deliveries(store, &id).await, [waiting], "too late");
    end(store, "alert-1", 2, DeliveryEnd::Again(at(200))).await;
    assert_eq!(deliveries(store, &id).await, [Some((DeliveryState::Waiting, 2, Some(500)))]);
    assert!(begin(199).await.is_none());
    assert_eq!(begin(200).await.unwrap().attempt, 3);
    end(store, "alert-1", 3, DeliveryEnd::Delivered).await;
    assert_eq!(deliveries(store, &id).await, [Some((DeliveryState::Delivered, 3, Some(500)))]);
    assert!(begin(999).await.is_none(), "it has ended");
    let lines = store.list_audit(&AuditFilter::default(), 100).await.unwrap();
    let sent = lines.iter().filter(|line| line.action.as_str() == "deliver");
    let sent: Vec<(&str, Option<Timestamp>)> =
        sent.map(|line| (line.document.as_str(), line.at)).collect();
    assert_eq!(sent, [("search-1", Some(at(20))); 3], "each try leaves the house");
}

pub(super) async fn a_receiver_that_is_gone_or_removed_is_told_nothing(store: &dyn Store) {
    let id = add(store, "search-1", Some("secret")).await;
    assert!(look(store, &id, (None, 1), Some("alert-1")).await);
    assert!(look(store, &id, (Some(1), 2), Some("alert-2")).await);
    let times = (at(30), at(50));
    store.begin_delivery(&ours(), &alert("alert-1"), times).await.unwrap().unwrap();
    end(store, "alert-1", 1, DeliveryEnd::Stopped).await;
    let given_up = DeliveryState::GivenUp;
    assert_eq!(
        deliveries(store, &id).await,
        [Some((given_up, 0, None)), Some((given_up, 1, Some(500)))]
    );
    let kept = store.get_search(&ours(), &id).await.unwrap().unwrap();
    assert_eq!(kept.stopped, Some(at(99)));
    assert!(look(store, &id, (Some(2), 3), Some("alert-3")).await);
    assert_eq!(deliveries(store, &id).await[0], None, "noticed all the same");
    // The same document once more: the receiver is there again.
    let always = &Condition::always();
    let again = change("{}", SecretChange::Kept);
    assert_eq!(store.change_search(&ours(), &id, again, always).await.unwrap(), Some(2));

    let other = add(store, "search-2", Some("secret")).await;
    assert!(look(store, &other, (None, 1), Some("alert-4")).await);
    let removed = change("{\"a\":1}", SecretChange::Removed);
    store.change_search(&ours(), &other, removed, always).await.unwrap();
    assert_eq!(deliveries(store, &other).await, [Some((DeliveryState::Dropped, 0, None))]);
    let counts = store.count_deliveries().await.unwrap();
    let expected = DeliveryCounts { given_up: 2, dropped: 1, ..DeliveryCounts::default() };
    assert_eq!(counts, expected);
}

pub(super) async fn secrets_that_were_replaced_sign_for_a_while(store: &dyn Store) {
    let id = add(store, "search-1", Some("one")).await;
    assert!(look(store, &id, (None, 1), Some("alert-1")).await);
    let always = &Condition::always();
    let rotated = change("{}", SecretChange::Rotated("two", at(100)));
    assert_eq!(store.change_search(&ours(), &id, rotated, always).await.unwrap(), Some(2));
    let secrets = async |now: i64| {
        let times = (at(now), at(now));
        let work = store.begin_delivery(&ours(), &alert("alert-1"), times).await.unwrap();
        work.unwrap().secrets
    };
    assert_eq!(secrets(99).await, ["two", "one"]);
    assert_eq!(secrets(100).await, ["two"]);
    let new = change("{\"a\":1}", SecretChange::New("three"));
    store.change_search(&ours(), &id, new, always).await.unwrap();
    assert_eq!(secrets(100).await, ["three"]);
}

pub(super) async fn alerts_are_forgotten_by_age_and_number_unless_they_wait(store: &dyn Store) {
    let id = add(store, "search-1", None).await;
    let told = add(store, "search-2", Some("secret")).await;
    let mut before = None;
    for generation in 1..=4 {
        let name = format!("alert-{generation}");
        assert!(look(store, &id, (before, generation), Some(&name)).await);
        before = Some(generation);
    }
    assert!(look(store, &told, (None, 1), Some("alert-9")).await);
    let left = async || {
        let alerts = store.list_alerts(&ours(), &id, 10).await.unwrap();
        (alerts.len(), store.list_alerts(&ours(), &told, 10).await.unwrap().len())
    };
    store.forget_alerts(at(20), 9).await.unwrap();
    assert_eq!(left().await, (3, 1), "by age; what waits stays");
    store.forget_alerts(at(0), 2).await.unwrap();
    assert_eq!(left().await, (2, 1), "by number");
    assert!(store.delete_search(&ours(), &id, &Condition::always()).await.unwrap());
    assert_eq!(left().await, (0, 1), "with their saved search");
}
