use std::fs;

use sqlx::AssertSqlSafe;
use tempfile::TempDir;

use super::*;
use crate::{
    domain::{condition::Condition, kind::DocumentKind},
    store::{
        MissingPast, PastSnapshot, Store,
        suite::{self, occasion, ours, region},
    },
};

suite::run_suite!(open_some);

async fn open_some() -> Option<(SqlStore, TempDir)> {
    Some(open().await)
}

async fn open() -> (SqlStore, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let store = SqlStore::open_file(&directory.path().join("hinterland.db")).await.unwrap();
    (store, directory)
}

fn sqlite(store: &SqlStore) -> &sqlx::SqlitePool {
    let Pool::Sqlite(pool, _) = &store.pool else { unreachable!("opened as a file") };
    pool
}

async fn sabotage(store: &SqlStore, sql: &str) {
    sqlx::query(AssertSqlSafe(sql.to_owned())).execute(sqlite(store)).await.unwrap();
}

#[tokio::test]
async fn documents_survive_reopening() {
    let (store, directory) = open().await;
    store.put_region(&occasion(&ours()), &region("1", "a"), &Condition::always()).await.unwrap();
    store.close().await;
    let path = directory.path().join("hinterland.db");
    let again = SqlStore::open_file(&path).await.unwrap();
    assert_eq!(again.generation().await.unwrap(), 1);
    assert_eq!(again.list_regions(&ours()).await.unwrap(), [region("1", "a")]);
    // A second process may read beside the first, and sees what it commits.
    let reader = SqlStore::open_file_read_only(&path).await.unwrap();
    again.put_region(&occasion(&ours()), &region("2", "b"), &Condition::always()).await.unwrap();
    assert_eq!(reader.list_regions(&ours()).await.unwrap().len(), 2);
    let refused =
        reader.put_region(&occasion(&ours()), &region("3", "c"), &Condition::always()).await;
    assert!(matches!(refused, Err(Error::Unavailable(_))));
}

/// A store that an older program wrote tells its past from where it was brought up to date.
#[tokio::test]
async fn what_is_older_than_the_generations_of_changes_is_said_to_be() {
    let (store, _directory) = open().await;
    for name in ["a", "b", "c"] {
        let region = region("1", name);
        store.put_region(&occasion(&ours()), &region, &Condition::always()).await.unwrap();
    }
    sabotage(&store, "update revisions set generation = null where generation < 3").await;
    sabotage(&store, "update meta set value = '2' where key = 'history_since'").await;
    let past = async |generation| store.snapshot_at(&ours(), generation).await.unwrap();
    let missing = MissingPast::BeforeHistory { since: 2 };
    assert_eq!(past(1).await, PastSnapshot::Missing(missing));
    for (generation, name) in [(2, "b"), (3, "c")] {
        let PastSnapshot::Whole(snapshot) = past(generation).await else { panic!("it is kept") };
        assert_eq!(snapshot.regions, [region("1", name)]);
    }
}

#[tokio::test]
async fn acknowledged_commits_are_flushed_to_the_disk() {
    let (store, _directory) = open().await;
    let mode: String =
        sqlx::query_scalar("pragma journal_mode").fetch_one(sqlite(&store)).await.unwrap();
    let full: i64 =
        sqlx::query_scalar("pragma synchronous").fetch_one(sqlite(&store)).await.unwrap();
    assert_eq!((mode.as_str(), full), ("wal", 2));
}

#[tokio::test]
async fn damaged_documents_are_left_out_and_mended() {
    let (store, _directory) = open().await;
    let behind = async |sql: &str| sabotage(&store, sql).await;
    suite::damaged_documents_are_left_out_and_mended(&store, behind).await;
}

#[tokio::test]
async fn damage_that_was_mended_stays_recognisable_in_the_past() {
    let (store, _directory) = open().await;
    let behind = async |sql: &str| sabotage(&store, sql).await;
    suite::damage_that_was_mended_stays_recognisable_in_the_past(&store, behind).await;
}

#[tokio::test]
async fn a_generation_that_is_no_number_is_named() {
    let (store, _directory) = open().await;
    let behind = async |sql: &str| sabotage(&store, sql).await;
    suite::a_generation_that_is_no_number_is_named(&store, behind).await;
}

fn positions(bytes: &[u8], text: &[u8]) -> Vec<usize> {
    let windows = bytes.windows(text.len()).enumerate();
    windows.filter(|(_, window)| *window == text).map(|(at, _)| at).collect()
}

/// On the disk, between two starts, where neither SQLite nor the reader of JSON would notice.
#[tokio::test]
async fn a_bit_that_flipped_in_a_text_is_noticed() {
    let (store, directory) = open().await;
    let path = directory.path().join("hinterland.db");
    let regions = [region("1", "erste"), region("2", "zweite")];
    for name in ["vorher", "zweite"] {
        let second = region("2", name);
        store.put_region(&occasion(&ours()), &second, &Condition::always()).await.unwrap();
    }
    store.put_region(&occasion(&ours()), &regions[0], &Condition::always()).await.unwrap();
    store.close().await;
    let mut bytes = fs::read(&path).unwrap();
    for (text, expected) in [("zweite", 2), ("vorher", 1)] {
        let found = positions(&bytes, text.as_bytes());
        assert!(expected <= found.len(), "{text} stands in a document and its revisions");
        for at in found {
            bytes[at] ^= 1;
        }
    }
    fs::write(&path, &bytes).unwrap();
    let store = SqlStore::open_file(&path).await.unwrap();
    let id = &regions[1].id;
    let damaged = "the document `CN-2` in table `regions` is damaged";
    for error in [
        store.list_regions(&ours()).await.unwrap_err(),
        store.get_region(&ours(), id).await.unwrap_err(),
    ] {
        assert_eq!(error.to_string(), damaged);
    }
    let snapshot = store.snapshot(&ours()).await.unwrap();
    assert_eq!(snapshot.regions, regions[..1]);
    assert_eq!(snapshot.damaged[0].fault, "its text is not what was written");
    let [examined, ..] = &store.examine_documents().await.unwrap()[..] else { panic!("regions") };
    let faults: Vec<String> = examined.faults.iter().map(ToString::to_string).collect();
    assert_eq!((examined.documents, faults), (2, vec![damaged.to_owned()]));
    let past = store.find_version(&ours(), (DocumentKind::Regions, id.as_str()), 1).await;
    let past = past.unwrap_err().to_string();
    assert_eq!(past, "the document `CN-2` in table `revisions` is damaged");
    assert!(store.get_region(&ours(), &regions[0].id).await.is_ok());
    // Writing it again heals it.
    store.put_region(&occasion(&ours()), &regions[1], &Condition::always()).await.unwrap();
    assert_eq!(store.list_regions(&ours()).await.unwrap(), regions);
}

#[tokio::test]
async fn what_an_older_program_wrote_is_sealed_once() {
    let (store, directory) = open().await;
    let path = directory.path().join("hinterland.db");
    let regions = [region("1", "first"), region("2", "second")];
    store.put_regions(&occasion(&ours()), &regions, None).await.unwrap();
    for table in ["regions", "revisions"] {
        sabotage(&store, &format!("update {table} set seal = null")).await;
    }
    sabotage(&store, "delete from meta where key = 'sealed'").await;
    store.close().await;
    let store = SqlStore::open_file(&path).await.unwrap();
    let seals = "select (select count(seal) from regions) + (select count(seal) from revisions)";
    let seals: i64 = sqlx::query_scalar(seals).fetch_one(sqlite(&store)).await.unwrap();
    assert_eq!(seals, 4);
    assert_eq!(store.list_regions(&ours()).await.unwrap(), regions);
    // A server of the older program writes on, beside this one, and leaves the seal as it is.
    let later = serde_json::to_string(&region("1", "later")).unwrap();
    let later = format!("update regions set version = 2, document = '{later}' where id = 'CN-1'");
    sabotage(&store, &later).await;
    assert_eq!(store.list_regions(&ours()).await.unwrap()[0], region("1", "later"));
}

#[tokio::test]
async fn a_newer_schema_is_refused_by_number() {
    let (store, directory) = open().await;
    sabotage(
        &store,
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
         values (999, 'of the future', true, x'00', 0)",
    )
    .await;
    store.close().await;
    let path = directory.path().join("hinterland.db");
    for error in [
        SqlStore::open_file(&path).await.unwrap_err(),
        SqlStore::open_file_read_only(&path).await.unwrap_err(),
    ] {
        assert_eq!(
            error.to_string(),
            format!(
                "the store has schema 999, this program knows up to {}: use a newer program",
                latest()
            )
        );
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_damaged() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("hinterland.db");
    fs::write(&path, "not a database, but long enough to be read as one".repeat(100)).unwrap();
    let error = SqlStore::open_file(&path).await.unwrap_err();
    assert!(matches!(error, Error::Damaged(_)), "{error:?}");
    let missing = SqlStore::open_file_read_only(&directory.path().join("none.db")).await;
    assert!(matches!(missing, Err(Error::Unavailable(_))));
}

#[tokio::test]
async fn every_table_and_column_travels_in_an_archive() {
    let (store, _directory) = open().await;
    let found: Vec<(String, String, String)> = sqlx::query_as(
        "select tables.name, columns.name, lower(columns.type) from sqlite_master tables \
         join pragma_table_info(tables.name) columns where tables.type = 'table' \
         and tables.name not like 'sqlite_%' and tables.name <> '_sqlx_migrations'",
    )
    .fetch_all(sqlite(&store))
    .await
    .unwrap();
    let archived: Vec<(&str, &str)> = crate::store::ARCHIVED_TABLES
        .iter()
        .flat_map(|table| table.columns.iter().map(|column| (table.name, column.name)))
        .collect();
    for (table, column, kind) in &found {
        assert!(archived.contains(&(table, column)), "add `{table}.{column}` to the archive");
        assert!(["text", "bigint"].contains(&kind.as_str()), "`{table}.{column}` is {kind}");
    }
    assert_eq!(archived.len(), found.len());
}

#[tokio::test]
async fn nothing_is_written_into_a_file_that_was_taken_away() {
    let (store, directory) = open().await;
    let regions = [region("10", "one")];
    store.put_regions(&occasion(&ours()), &regions, None).await.unwrap();
    let path = directory.path().join("hinterland.db");
    std::fs::rename(&path, directory.path().join("elsewhere.db")).unwrap();
    let error = store.put_regions(&occasion(&ours()), &regions, None).await.unwrap_err();
    assert!(matches!(error, Error::ReadOnly), "{error:?}");
    assert!(store.is_read_only());
    assert_eq!(store.snapshot(&ours()).await.unwrap().regions.len(), 1, "reading goes on");
}

#[tokio::test]
async fn a_full_store_refuses_and_recovers() {
    let (store, directory) = open().await;
    store.close().await;
    let path = directory.path().join("hinterland.db");
    let limited = options(&path).pragma("max_page_count", "20");
    let store = connect(limited, &path, None).await.unwrap();
    let long = "long ".repeat(1_000);
    let regions: Vec<_> = (10..60).map(|code| region(&code.to_string(), &long)).collect();
    let error = store.put_regions(&occasion(&ours()), &regions, None).await.unwrap_err();
    assert!(matches!(error, Error::Full(_)), "{error:?}");
    assert_eq!(store.snapshot(&ours()).await.unwrap().generation, 0);
    store.close().await;
    let store = SqlStore::open_file(&path).await.unwrap();
    store.put_regions(&occasion(&ours()), &regions, None).await.unwrap();
}
