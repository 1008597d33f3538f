use std::{fs, path::Path};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{
    nth_call::preloaded,
    server::{Reply, Server},
};

/// A server whose disk and clock fail while files of these names stand beside its data.
async fn frail() -> Server {
    let directory = TempDir::new().unwrap();
    let mut command = preloaded(directory.path(), &directory.path().join("data"));
    for fault in ["FULL", "SYNC", "FOLD", "CLOCK"] {
        command.env(format!("FAULT_{fault}"), directory.path().join(fault));
    }
    let server = Server::beginning_as(directory, command, "");
    server.fill().await;
    server
}

async fn put(server: &Server, id: &str) -> Reply {
    let region = json!({ "schema": 1, "id": id, "parent": "CN", "levels": ["park"],
                         "name": { "en": "New" } });
    let path = format!("/v1/regions/{id}");
    server.send("PUT", &path, Some(("application/json", &region.to_string()))).await
}

fn problem(reply: &Reply) -> String {
    let body: Value = serde_json::from_str(&reply.body).unwrap();
    body["type"].as_str().unwrap().to_owned()
}

fn begin(directory: &Path, fault: &str) {
    fs::write(directory.join(fault), "").unwrap();
}

fn end(directory: &Path, fault: &str) {
    fs::remove_file(directory.join(fault)).unwrap();
}

/// 44
#[tokio::test]
async fn a_full_disk_refuses_writes_alone_and_only_as_long_as_it_is_full() {
    let server = frail().await;
    let golden = server.golden().await;
    for round in 0..2 {
        begin(server.directory(), "FULL");
        let id = format!("CN-N{round}");
        let refused = put(&server, &id).await;
        assert_eq!((refused.status, problem(&refused).as_str()), (507, "/problems/storage-full"));
        assert!(refused.head.contains("application/problem+json"), "{refused:?}");
        let rows = json!({ "schema": 1, "id": "CN", "levels": ["country"],
                           "name": { "en": "New" } });
        let rows = rows.to_string();
        let rows = Some(("application/x-ndjson", rows.as_str()));
        assert_eq!(server.send("POST", "/v1/regions:import", rows).await.status, 507);
        assert_eq!(server.send("DELETE", "/v1/regions/CN-P2", None).await.status, 507);
        // Nothing of it is there, and whatever reads goes on, also what would keep segments.
        assert_eq!(server.get(&format!("/v1/regions/{id}")).await.status, 404);
        assert_eq!(server.get("/v1/regions/CN-P2").await.status, 200);
        assert_eq!(server.get("/v1/search?q=Park&kind=regions").await.status, 200);
        assert_eq!(server.get("/readyz").await.status, 200);
        assert_eq!(server.measured("hinterland_read_only").await, 0);
        if round == 0 {
            server.is_well(&golden).await;
        }
        end(server.directory(), "FULL");
        assert_eq!(put(&server, &id).await.status, 201);
        assert_eq!(server.get(&format!("/v1/regions/{id}")).await.status, 200);
    }
}

/// 43
#[tokio::test]
async fn a_disk_that_fails_to_flush_is_written_to_no_more() {
    let server = frail().await;
    let golden = server.golden().await;
    begin(server.directory(), "SYNC");
    let refused = put(&server, "CN-N1").await;
    assert_eq!((refused.status, problem(&refused).as_str()), (503, "/problems/read-only"));
    // That the next flush would succeed proves nothing.
    end(server.directory(), "SYNC");
    for id in ["CN-N1", "CN-N2"] {
        let refused = put(&server, id).await;
        assert_eq!((refused.status, problem(&refused).as_str()), (503, "/problems/read-only"));
        assert_eq!(server.get(&format!("/v1/regions/{id}")).await.status, 404);
    }
    assert_eq!(server.measured("hinterland_read_only").await, 1);
    assert!(server.get("/readyz").await.body.contains("\"read-only\""));
    server.is_well(&golden).await;
    let log = fs::read_to_string(&server.log).unwrap();
    assert_eq!(log.matches("nothing is written any more").count(), 1, "{log}");

    let server = server.again();
    assert_eq!(server.measured("hinterland_read_only").await, 0);
    assert!(server.get("/readyz").await.body.contains("\"ready\""));
    // What was refused may be there by now, or not; what comes is taken.
    assert!([200, 404].contains(&server.get("/v1/regions/CN-N1").await.status));
    assert_eq!(put(&server, "CN-N3").await.status, 201);
}

/// 43: what a commit writes is flushed, the folding of the log into the database is not. SQLite
/// keeps that to itself where it folds by itself.
#[tokio::test]
async fn a_flush_that_fails_beside_a_commit_is_found_too() {
    let server = frail().await;
    begin(server.directory(), "FOLD");
    let mut written = 0;
    while put(&server, &format!("CN-N{written}")).await.status == 201 {
        written += 1;
        assert!(written < 1_000, "the log is never folded in");
    }
    end(server.directory(), "FOLD");
    assert_eq!(problem(&put(&server, "CN-N0").await), "/problems/read-only");
    assert_eq!(server.measured("hinterland_read_only").await, 1);
    // What was acknowledged is in the log, which was flushed.
    let server = server.again();
    for number in 0..written {
        assert_eq!(server.get(&format!("/v1/regions/CN-N{number}")).await.status, 200);
    }
}

/// 51
#[tokio::test]
async fn a_clock_that_is_set_changes_no_answer_and_no_rate() {
    const YEAR_SECONDS: i64 = 31_622_400;
    let server = frail().await;
    assert_eq!(put(&server, "CN-N1").await.status, 201);
    let golden = server.golden().await;
    for shift in [YEAR_SECONDS, -YEAR_SECONDS, 1, 0] {
        fs::write(server.directory().join("CLOCK"), shift.to_string()).unwrap();
        for _ in 0..5 {
            assert_eq!(put(&server, "CN-N1").await.status, 200);
        }
        assert_eq!(server.get("/v1/search?q=Park&kind=regions").await.status, 200);
        server.is_well(&golden).await;
    }
    end(server.directory(), "CLOCK");
}
