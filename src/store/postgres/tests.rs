use std::time::Instant;

use super::*;
use crate::{
    domain::condition::Condition,
    store::{
        Store,
        suite::{self, occasion, ours, region},
    },
};

#[path = "../../../tests/it/database.rs"]
mod database;

use database::TestDatabase;

suite::run_suite!(open);

/// A store in a database of its own; `None` where no PostgreSQL is named.
async fn open() -> Option<(SqlStore, TestDatabase)> {
    let database = TestDatabase::create()?;
    Some((store(&database).await, database))
}

async fn store(database: &TestDatabase) -> SqlStore {
    SqlStore::open_postgres(&DatabaseUrl::parse(&database.url).unwrap()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_open_a_new_database_at_once() {
    let Some(database) = TestDatabase::create() else { return };
    let url = DatabaseUrl::parse(&database.url).unwrap();
    let opening: Vec<_> = (0..8)
        .map(|_| {
            let url = url.clone();
            tokio::spawn(async move { SqlStore::open_postgres(&url).await.map(drop) })
        })
        .collect();
    for opened in opening {
        opened.await.unwrap().unwrap();
    }
    assert_eq!(store(&database).await.generation().await.unwrap(), 0);
}

/// Each reads, waits and writes what it read plus one: without turns, additions would be lost.
#[tokio::test(flavor = "multi_thread")]
async fn processes_take_turns_to_check_and_write() {
    let Some((first, database)) = open().await else { return };
    let second = store(&database).await;
    let add = async |store: &SqlStore| {
        for _ in 0..20 {
            let _turn = store.turn().await.unwrap();
            let count: u32 =
                store.meta("count").await.unwrap().map_or(0, |count| count.parse().unwrap());
            tokio::task::yield_now().await;
            store.set_meta("count", &(count + 1).to_string()).await.unwrap();
        }
    };
    tokio::join!(add(&first), add(&second));
    assert_eq!(first.meta("count").await.unwrap().as_deref(), Some("40"));
}

#[tokio::test(flavor = "multi_thread")]
async fn writers_of_several_processes_count_every_change() {
    let Some((first, database)) = open().await else { return };
    let second = store(&database).await;
    let write = async |store: &SqlStore, name: &str| {
        for turn in 0..30 {
            let region = region("1", &format!("{name} {turn}"));
            store.put_region(&occasion(&ours()), &region, &Condition::always()).await.unwrap();
        }
    };
    tokio::join!(write(&first, "first"), write(&second, "second"));
    let found = first.get_region(&ours(), &region("1", "").id).await.unwrap().unwrap();
    assert_eq!((found.version, second.generation().await.unwrap()), (60, 60));
}

#[tokio::test]
async fn a_newer_schema_is_refused_by_number() {
    let Some((first, database)) = open().await else { return };
    first.close().await;
    for version in [998, 999] {
        database.execute(&format!(
            "insert into _sqlx_migrations (version, description, success, checksum, \
             execution_time) values ({version}, 'of the future', true, '\\x00', 0)"
        ));
    }
    let url = DatabaseUrl::parse(&database.url).unwrap();
    let error = SqlStore::open_postgres(&url).await.unwrap_err();
    let known = schema::latest();
    assert_eq!(
        error.to_string(),
        format!("the store has schema 999, this program knows up to {known}: use a newer program")
    );
}

#[tokio::test]
async fn a_database_that_cannot_be_reached_is_named_without_its_password() {
    // The discard port, on which nothing answers.
    let closed = DatabaseUrl::parse("postgres://ada:s3cret@127.0.0.1:9/plants").unwrap();
    let begun = Instant::now();
    let error = SqlStore::open_postgres(&closed).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "PostgreSQL at `127.0.0.1:9` does not answer: is it running, and are host and port right?"
    );
    assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
    assert!(begun.elapsed() < CONNECT_TIMEOUT * 2);
    let Some(database) = TestDatabase::create() else { return };
    let (front, _) = database.url.rsplit_once('@').unwrap();
    let cases = [
        // (found, replacement, what is said of it)
        (front.to_owned(), "postgres://ada:s3cret".to_owned(), "refuses the user or the password"),
        (
            database.url.rsplit_once('/').unwrap().1.to_owned(),
            "nowhere".to_owned(),
            "has no database `nowhere`: create it first",
        ),
    ];
    for (found, replacement, said) in cases {
        let url = DatabaseUrl::parse(&database.url.replace(&found, &replacement)).unwrap();
        let error = SqlStore::open_postgres(&url).await.unwrap_err();
        assert_eq!(error.to_string(), format!("PostgreSQL at `{}` {said}", url.address()));
        assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
    }
}

#[tokio::test]
async fn damaged_documents_are_left_out_and_mended() {
    let Some((store, database)) = open().await else { return };
    let behind = async |sql: &str| database.execute(sql);
    suite::damaged_documents_are_left_out_and_mended(&store, behind).await;
}

#[tokio::test]
async fn damage_that_was_mended_stays_recognisable_in_the_past() {
    let Some((store, database)) = open().await else { return };
    let behind = async |sql: &str| database.execute(sql);
    suite::damage_that_was_mended_stays_recognisable_in_the_past(&store, behind).await;
}

#[tokio::test]
async fn a_generation_that_is_no_number_is_named() {
    let Some((store, database)) = open().await else { return };
    let behind = async |sql: &str| database.execute(sql);
    suite::a_generation_that_is_no_number_is_named(&store, behind).await;
}

#[tokio::test]
async fn connections_that_break_are_replaced() {
    let Some((store, database)) = open().await else { return };
    store.put_region(&occasion(&ours()), &region("1", "a"), &Condition::always()).await.unwrap();
    database.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity \
         where datname = current_database() and pid <> pg_backend_pid()",
    );
    assert_eq!(store.generation().await.unwrap(), 1);
    store.put_region(&occasion(&ours()), &region("2", "b"), &Condition::always()).await.unwrap();
}
