use std::{fs, io::Write, path::Path, process::Command};

use serde_json::json;
use tempfile::TempDir;

use super::{nth_call::fail_every_call, server::Server};

/// 42 and 43: each call to the disk that an import makes fails once in each way.
pub(super) async fn every_call() {
    // It has a runtime of its own.
    let figures = tokio::task::spawn_blocking(|| fail_every_call(1)).await.unwrap();
    println!("every-call: {figures:?}");
}

/// 44, on a real file system of four megabytes; only root may make one.
pub(super) async fn full_disk() {
    let mount = TempDir::new().unwrap();
    let run = |program: &str, arguments: &[&str]| {
        let status = Command::new(program).args(arguments).arg(mount.path()).status();
        status.is_ok_and(|status| status.success())
    };
    if !run("mount", &["-t", "tmpfs", "-o", "size=4m", "tmpfs"]) {
        println!("full-disk: left out, no file system can be mounted here");
        return;
    }
    fill_and_free(mount.path()).await;
    assert!(run("umount", &[]));
}

async fn fill_and_free(mount: &Path) {
    let directory = TempDir::new_in(mount).unwrap();
    let program = Command::new(env!("CARGO_BIN_EXE_hinterland"));
    let server = Server::beginning_as(directory, program, "");
    server.fill().await;
    for round in 0..3 {
        let filler = mount.join("filler");
        let mut file = fs::File::create(&filler).unwrap();
        while file.write_all(&[0; 4_096]).is_ok() {}
        // An open file keeps its room when it is removed.
        drop(file);
        let mut written = 0;
        let refused = loop {
            // The log may have some room left.
            let id = format!("CN-N{round}-{written}");
            let region = json!({ "schema": 1, "id": id, "parent": "CN", "levels": ["park"],
                                 "name": { "en": "New" }, "description": { "en": "long ".repeat(1_500) } });
            let body = region.to_string();
            let path = format!("/v1/regions/{id}");
            let reply = server.send("PUT", &path, Some(("application/json", &body))).await;
            if reply.status != 201 {
                break (reply, path, body);
            }
            written += 1;
        };
        let (reply, path, body) = refused;
        assert_eq!(reply.status, 507, "{reply:?}");
        assert_eq!(server.get("/v1/regions/CN-P1").await.status, 200);
        server.golden().await;
        assert_eq!(server.get("/v1/search?q=Park&kind=regions").await.status, 200);
        fs::remove_file(filler).unwrap();
        let reply = server.send("PUT", &path, Some(("application/json", &body))).await;
        assert_eq!(reply.status, 201, "{reply:?}");
        println!("full-disk: round {round}, {written} writes found room, then 507 until freed");
    }
}
