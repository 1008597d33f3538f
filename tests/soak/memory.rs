use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, id},
};

use tempfile::TempDir;
use tokio::task::JoinSet;

use super::server::{Server, exchange, long_question, request};

/// The most that the server and its files in memory may take.
const BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Questions and imports at a time.
const AT_ONCE: usize = 64;

/// A control group with little memory, of either version; only root may make one.
struct Group {
    folder: PathBuf,
    is_first_version: bool,
}

impl Group {
    fn new() -> Option<Group> {
        let root = Path::new("/sys/fs/cgroup");
        let name = format!("hinterland-soak-{}", id());
        let is_first_version = root.join("memory").is_dir();
        let parent = if is_first_version { root.join("memory") } else { root.to_owned() };
        let limit = if is_first_version { "memory.limit_in_bytes" } else { "memory.max" };
        let folder = parent.join(name);
        fs::create_dir(&folder).ok()?;
        let group = Group { folder, is_first_version };
        fs::write(group.folder.join(limit), BYTES_MAX.to_string()).ok()?;
        Some(group)
    }

    /// The program in the group from its first moment on.
    fn program(&self) -> Command {
        let mut shell = Command::new("sh");
        let members = self.folder.join("cgroup.procs");
        let script = format!("echo $$ > {} && exec \"$0\" \"$@\"", members.display());
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_hinterland")]);
        shell
    }

    fn read(&self, first: &str, second: &str) -> String {
        let name = if self.is_first_version { first } else { second };
        fs::read_to_string(self.folder.join(name)).unwrap_or_default()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // It is empty once the server has ended.
        fs::remove_dir(&self.folder).ok();
    }
}

/// 38: the largest requests that are let in, many at once, with little memory.
pub(super) async fn little_memory() {
    let Some(group) = Group::new() else {
        println!("little-memory: left out, no control group can be made here");
        return;
    };
    let server = Server::beginning_as(TempDir::new().unwrap(), group.program(), "imports_max = 4");
    server.fill().await;
    let golden = server.golden().await;
    let question = long_question().to_string();
    let question = request("POST", "/v1/matches", Some(("application/json", &question)));
    // Just under 64 MiB, of rows that are all read and all refused.
    let row =
        format!("{{\"schema\":1,\"id\":\"p\",\"name\":{{\"en\":\"{}\"}}}}\n", "x".repeat(200_000));
    let rows = row.repeat(64 * 1024 * 1024 / row.len());
    let import = request("POST", "/v1/projects:import", Some(("application/x-ndjson", &rows)));
    let mut asked = JoinSet::new();
    for turn in 0..AT_ONCE {
        let (address, is_import) = (server.address, turn % 16 == 0);
        let text = if is_import { import.clone() } else { question.clone() };
        asked.spawn(async move { exchange(address, &text).await.status });
    }
    let statuses = asked.join_all().await;
    let count = |wanted| statuses.iter().filter(|status| **status == wanted).count();
    let most = group.read("memory.max_usage_in_bytes", "memory.peak");
    println!(
        "little-memory: {} answered, {} told to come back, of {AT_ONCE}; at most {} of {BYTES_MAX} bytes",
        count(200),
        count(503),
        most.trim(),
    );
    assert_eq!(count(200) + count(503), AT_ONCE, "{statuses:?}");
    let killed = group.read("memory.oom_control", "memory.events");
    assert!(killed.lines().any(|line| line == "oom_kill 0"), "{killed}");
    server.is_well(&golden).await;
}
