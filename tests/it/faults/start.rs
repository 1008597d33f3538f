use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

use super::{
    nth_call::preloaded,
    server::{PATIENCE, Server},
};
use crate::process::{ServerProcess, program};

/// What a server says that is to start on a data directory and cannot.
fn refused(mut command: Command, data: &Path) -> (Option<i32>, String) {
    command.env_remove("HINTERLAND_DATABASE_URL").arg("--data-dir").arg(data);
    command.args(["--world", "none", "serve", "--address", "127.0.0.1:0"]);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Output { status, stdout, stderr } = child.unwrap().wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&stdout), "", "it does not listen");
    (status.code(), String::from_utf8_lossy(&stderr).into_owned())
}

fn plain() -> Command {
    Command::new(env!("CARGO_BIN_EXE_hinterland"))
}

/// 48
#[test]
fn a_second_process_is_refused_by_the_first_ones_number_until_that_is_gone() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("data");
    let mut first = ServerProcess::start(&data, None);
    let (code, message) = refused(plain(), &data);
    assert_eq!(code, Some(3), "{message}");
    assert!(message.contains(&format!("process {}", first.id())), "{message}");
    let mut import = program(&data, None);
    let rows = directory.path().join("rows.ndjson");
    fs::write(&rows, "").unwrap();
    let refused = import.args(["import", "--kind", "regions"]).arg(rows).output().unwrap();
    assert_eq!(refused.status.code(), Some(3));
    assert!(program(&data, None).args(["export", "--kind", "regions"]).status().unwrap().success());
    first.kill();
    let second = ServerProcess::start(&data, None);
    assert_eq!(second.get("/readyz").0, 200);
}

/// 49
#[test]
fn a_directory_that_cannot_be_used_is_told_at_the_start() {
    let directory = TempDir::new().unwrap();
    let path = |name: &str| directory.path().join(name);
    fs::write(path("file"), "").unwrap();
    let cases = [
        // A file where the folder should be, and a folder that nobody can make.
        (path("file"), "cannot be created"),
        (path("file/below"), "cannot be created"),
        (Path::new("/proc/hinterland").to_owned(), "cannot be created"),
    ];
    for (data, expected) in cases {
        let (code, message) = refused(plain(), &data);
        assert_eq!(code, Some(4), "{}: {message}", data.display());
        assert!(message.contains(expected) && message.contains("--data-dir"), "{message}");
    }
}

/// 49
#[test]
fn a_directory_of_somebody_else_is_told_at_the_start() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o555)).unwrap();
    let is_root = fs::metadata("/proc/self").unwrap();
    let is_root = std::os::unix::fs::MetadataExt::uid(&is_root) == 0;
    let command = if is_root {
        // To root nothing is closed: become nobody, as far as nobody can reach the program.
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
        command.arg(env!("CARGO_BIN_EXE_hinterland"));
        let mut reaches = Command::new("setpriv");
        reaches.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
        let reaches = reaches.arg(env!("CARGO_BIN_EXE_hinterland")).arg("--version").output();
        if !reaches.is_ok_and(|output| output.status.success()) {
            return;
        }
        command
    } else {
        plain()
    };
    let (code, message) = refused(command, &data);
    assert_eq!(code, Some(4), "{message}");
    assert!(message.contains("owner and permissions"), "{message}");
}

/// 49
#[test]
fn a_full_disk_is_told_at_the_start() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("data");
    let mut command = preloaded(directory.path(), &data);
    command.env("FAULT_FULL", directory.path());
    let (code, message) = refused(command, &data);
    assert_eq!(code, Some(4), "{message}");
    assert!(message.to_lowercase().contains("no space") || message.contains("full"), "{message}");
}

/// 46: the truth is not mended by guessing.
#[tokio::test]
async fn a_damaged_database_is_refused_and_left_as_it_is() {
    let server = Server::start("").await;
    let data = server.directory().join("data");
    server.signal("-TERM");
    let copy = TempDir::new().unwrap();
    let copied = copy.path().join("hinterland.db");
    // What is in the log goes into the file when the last connection closes.
    let backup = program(&data, None).arg("backup").arg(copy.path().join("archive")).output();
    assert!(backup.unwrap().status.success());
    tokio::time::timeout(PATIENCE, async {
        let restored = copy.path().join("restored");
        let mut restore = program(&restored, None);
        let restore = restore.arg("restore").arg(copy.path().join("archive")).output();
        assert!(restore.unwrap().status.success());
        fs::copy(restored.join("hinterland.db"), &copied).unwrap();
    })
    .await
    .unwrap();
    let mut bytes = fs::read(&copied).unwrap();
    // The head of the second page, by which its rows are found.
    bytes[4_096 + 3] ^= 0x10;
    fs::write(&copied, &bytes).unwrap();
    let (code, message) = refused(plain(), copy.path());
    assert_eq!(code, Some(4), "{message}");
    assert!(message.contains("damaged") && message.contains("hinterland restore"), "{message}");
    assert_eq!(fs::read(&copied).unwrap(), bytes);
}
