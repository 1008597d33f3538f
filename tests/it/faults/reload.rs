use std::fs;

use tokio::time::timeout;

use super::server::{PATIENCE, Server};

/// Gives the server another configuration file and tells it so.
fn reload(server: &Server, text: &str) {
    fs::write(server.directory().join("server.toml"), text).unwrap();
    server.signal("-HUP");
}

async fn until_logged(server: &Server, words: &str) {
    let logged = async {
        while !fs::read_to_string(&server.log).unwrap().contains(words) {
            assert_eq!(server.get("/healthz").await.status, 200);
        }
    };
    timeout(PATIENCE, logged).await.unwrap_or_else(|_| panic!("`{words}` is not logged"));
}

/// 53
#[tokio::test]
async fn settings_that_are_refused_leave_those_of_before_and_good_ones_hold_at_once() {
    let server = Server::start("").await;
    let golden = server.golden().await;
    let long = format!("/v1/regions/CN?{}", "a".repeat(200));
    for bad in ["[limits", "[limits]\nno_such_limit = 1", "[limits]\nuri_bytes_max = 0"] {
        fs::write(&server.log, "").unwrap();
        reload(&server, bad);
        until_logged(&server, "those of before stay").await;
        assert_ne!(server.get(&long).await.status, 414);
        server.is_well(&golden).await;
    }
    reload(&server, "[limits]\nuri_bytes_max = 100\ncomputing_threads = 9");
    let mut statuses = Vec::new();
    let told = async {
        while statuses.last() != Some(&414) {
            // Each is answered by what was before or by what is now.
            statuses.push(server.get(&long).await.status);
        }
    };
    timeout(PATIENCE, told).await.expect("the settings hold");
    assert!(statuses.iter().all(|status| [414, statuses[0]].contains(status)), "{statuses:?}");
    until_logged(&server, "`computing_threads` can only change with a new start").await;
    server.is_well(&golden).await;
}
