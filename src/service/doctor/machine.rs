use std::{
    fs::{self, Metadata},
    io,
    os::unix::fs::MetadataExt,
    path::Path,
};

use rustix::{
    fs::{Access, access, statvfs},
    process::{Resource, geteuid, getrlimit},
};

use super::Finding;
use crate::{
    domain::limits::FILES_WANTED,
    service::app::database_file,
    store::lock::{Holder, holder},
};

/// Permissions of a group or of everybody to write.
const OTHERS_WRITE: u32 = 0o022;

/// Looks at the folder and at what the system gives.
pub(super) fn examine(data_dir: &Path) -> Vec<Finding> {
    let mut findings = folder(data_dir);
    if data_dir.exists() {
        findings.push(space(data_dir));
        findings.push(match holder(data_dir) {
            Ok(Holder::Nobody) => Finding::Unheld,
            Ok(Holder::Process(pid)) => Finding::Held { pid },
            Err(error) => Finding::LockUnreadable { cause: error.to_string() },
        });
    }
    let limit = getrlimit(Resource::Nofile).maximum;
    findings.push(Finding::OpenFiles { limit, wanted: FILES_WANTED as u64 });
    findings
}

fn folder(data_dir: &Path) -> Vec<Finding> {
    let path = data_dir.display().to_string();
    let metadata = match fs::metadata(data_dir) {
        Ok(metadata) if metadata.is_dir() => metadata,
        _ => return vec![Finding::FolderMissing { path }],
    };
    let database = database_file(data_dir);
    let lock = data_dir.join("lock");
    let places = [data_dir, &database, &lock].into_iter().filter(|place| place.exists());
    let mut findings: Vec<Finding> = places.filter_map(refusal).collect();
    if metadata.mode() & OTHERS_WRITE != 0 {
        let mode = format!("{:o}", metadata.mode() & 0o777);
        findings.push(Finding::FolderOpen { path: path.clone(), mode });
    }
    if findings.is_empty() {
        findings.push(Finding::Folder { path });
    }
    findings
}

/// What this process may not do there, if so.
fn refusal(place: &Path) -> Option<Finding> {
    let asked = [("read", Access::READ_OK), ("write", Access::WRITE_OK)];
    let (refused, _) = asked.into_iter().find(|(_, how)| access(place, *how).is_err())?;
    let owner = fs::metadata(place).as_ref().map(Metadata::uid).unwrap_or_default();
    let path = place.display().to_string();
    Some(Finding::FolderUnusable { path, refused, owner, user: geteuid().as_raw() })
}

fn space(data_dir: &Path) -> Finding {
    match statvfs(data_dir) {
        Ok(disk) => Finding::Space {
            free_bytes: disk.f_bavail.saturating_mul(disk.f_frsize),
            total_bytes: disk.f_blocks.saturating_mul(disk.f_frsize),
        },
        Err(error) => Finding::SpaceUnknown { cause: io::Error::from(error).to_string() },
    }
}
