use axum::http::header;
use hinterland::service::{
    App, DatabaseUrl, OpenOptions, WorldChoice,
    app::{Access, Database},
};
use serde_json::{Value, json};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions,
};
use tempfile::TempDir;

use crate::{
    database::TestDatabase,
    source,
    support::{Answer, TestApp},
};

/// What `fixtures/upgrades/` holds, by its documents, versions and deletions.
const REGIONS: [(&str, u64); 6] = [
    ("CN", 1),
    ("CN-110000", 1),
    ("CN-330000", 1),
    ("CN-330800", 1),
    ("CN-330803", 1),
    ("CN-S337073", 2),
];
const PROJECT: &str = "dimeng-cnc-2019";
const DELETED_PROJECT: &str = "yidu-surgical-robot-2018";
const GENERATION: u64 = 4;

async fn open(folder: &TempDir, database: Database) -> Result<TestApp, String> {
    let data_dir = folder.path().to_owned();
    // The world is honoured once: an upgrade brings none.
    let options = OpenOptions { data_dir, database, world: WorldChoice::Cn, access: Access::Write };
    let (app, notices) = App::open(options).await.map_err(|error| format!("{error:?}"))?;
    assert_eq!(notices, []);
    Ok(TestApp::over(app))
}

async fn sqlite(folder: &TempDir) -> SqliteConnection {
    let file = folder.path().join("hinterland.db");
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    options.connect().await.unwrap()
}

/// A data directory as the program of schema 1 left it.
async fn old_directory() -> TempDir {
    let folder = TempDir::new().unwrap();
    let dump = source::read("fixtures/upgrades/schema-1.sqlite.sql");
    let mut connection = sqlite(&folder).await;
    sqlx::raw_sql(AssertSqlSafe(dump)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    folder
}

fn old_database() -> Option<(TestDatabase, Database)> {
    let database = TestDatabase::create()?;
    database.execute(&source::read("fixtures/upgrades/schema-1.postgres.sql"));
    let address = Database::Postgres(DatabaseUrl::parse(&database.url).unwrap());
    Some((database, address))
}

async fn matches(app: &TestApp) -> Answer {
    let question = json!({ "project_id": PROJECT, "level": "park", "as_of": "2024-06-30" });
    app.post("/v1/matches", &question).await
}

/// Documents, versions and generation are as they were, what was deleted counts on, what is new in
/// the schema works, and a question gets the answer that the same documents get in a new store.
async fn check(app: &TestApp) {
    assert_eq!(app.get("/readyz").await.body["generation"], GENERATION);
    let fresh = TestApp::empty().await;
    for (id, version) in REGIONS {
        let found = app.get(&format!("/v1/regions/{id}")).await;
        let tag = format!("\"{version}\"");
        assert_eq!(
            (found.status.as_u16(), &found.headers[header::ETAG]),
            (200, &tag.parse().unwrap())
        );
        assert_eq!(fresh.put(&format!("/v1/regions/{id}"), &found.body).await.status, 201);
    }
    let path = format!("/v1/projects/{PROJECT}");
    let project = app.get(&path).await.body;
    assert_eq!(fresh.put(&path, &project).await.status, 201);

    let (mut old, mut new) = (matches(app).await.body, matches(&fresh).await.body);
    assert_eq!(old["candidates"][0]["region"]["id"], "CN-S337073");
    for answer in [&mut old, &mut new] {
        answer["generation"] = Value::Null;
    }
    assert_eq!(old, new);

    let deleted = format!("/v1/projects/{DELETED_PROJECT}");
    assert_eq!(app.get(&deleted).await.status, 404);
    let buried = app.get(&format!("{deleted}/history")).await.body;
    assert_eq!(
        (&buried["total"], &buried["revisions"][0]["change"]),
        (&json!(1), &json!("deleted"))
    );
    assert_eq!(buried["revisions"][0]["written_at"], Value::Null, "nobody noted when");
    let again = json!({ "schema": 1, "id": DELETED_PROJECT, "name": {} });
    let written = app.put(&deleted, &again).await;
    assert_eq!(
        (written.status.as_u16(), &written.headers[header::ETAG]),
        (201, &"\"2\"".parse().unwrap())
    );
    let risen = app.get(&format!("{deleted}/history")).await.body;
    assert_eq!((&risen["total"], &risen["revisions"][1]), (&json!(2), &buried["revisions"][0]));
    let outcome = json!({ "schema": 1, "id": "a", "project_name": "a", "home": "CN-330800",
                          "stage": "admitted", "date": "2024-03-01" });
    let imported = app.post("/v1/outcomes", &outcome).await;
    assert!(imported.status.is_success(), "{}", imported.body);
    assert_eq!(app.get("/readyz").await.body["generation"], GENERATION + 2);
}

#[tokio::test]
async fn a_data_directory_of_schema_1_is_taken_over() {
    let folder = old_directory().await;
    check(&open(&folder, Database::File).await.unwrap()).await;
}

#[tokio::test]
async fn a_database_of_schema_1_is_taken_over() {
    let Some((_database, address)) = old_database() else { return };
    check(&open(&TempDir::new().unwrap(), address).await.unwrap()).await;
}

/// The second migration founds the table `outcomes`: while another of that name stands in its way,
/// nothing at all is changed.
const OBSTACLE: &str = "create table outcomes (id text)";

#[tokio::test]
async fn an_upgrade_that_fails_changes_nothing_and_is_made_up_for() {
    let folder = old_directory().await;
    let mut connection = sqlite(&folder).await;
    sqlx::raw_sql(OBSTACLE).execute(&mut connection).await.unwrap();
    let error = open(&folder, Database::File).await.err().unwrap();
    assert!(error.contains("outcomes"), "{error}");
    let schema = "select max(version) from _sqlx_migrations";
    let found: i64 = sqlx::query_scalar(schema).fetch_one(&mut connection).await.unwrap();
    assert_eq!(found, 1);
    sqlx::raw_sql("drop table outcomes").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    check(&open(&folder, Database::File).await.unwrap()).await;

    let Some((database, address)) = old_database() else { return };
    database.execute(OBSTACLE);
    let folder = TempDir::new().unwrap();
    let error = open(&folder, address.clone()).await.err().unwrap();
    assert!(error.contains("outcomes"), "{error}");
    database.execute("drop table outcomes");
    check(&open(&folder, address).await.unwrap()).await;
}
