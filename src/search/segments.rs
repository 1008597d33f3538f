//! Segments on disk: written beside, published by a rename, checked byte by byte when opened.
//!
//! A folder `<definition>-<generation>-<mark>` holds one folder per kind and a `manifest.json` with the
//! length and SHA-256 of every file, followed by its own. Nothing is synced to the platter: what
//! a power cut tears, the checksums find, and a second rebuilds it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tantivy::directory::{Directory, RamDirectory};

use super::Error;
use super::engine::Engine;
use super::rules::Rules;
use super::shard::Shard;
use super::text::Kind;

const MANIFEST: &str = "manifest.json";
const BUILDING: &str = ".building-";
const CORRUPT: &str = ".corrupt-";
/// Damaged folders kept for inspection.
const CORRUPT_KEPT: usize = 3;
/// Version of the layout on disk.
const LAYOUT: u32 = 1;

/// The state that segments were built from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stamp {
    /// The hash of the definition, letters and digits.
    pub definition: String,
    /// The generation of the store.
    pub generation: u64,
    /// What tells the store apart from others of the same generation; its letters and digits count.
    pub mark: String,
}

impl Stamp {
    fn folder(&self) -> String {
        let plain = |text: &str| -> String {
            text.chars().filter(char::is_ascii_alphanumeric).take(64).collect()
        };
        format!("{}-{}-{}", plain(&self.definition), self.generation, plain(&self.mark))
    }
}

/// What was found on disk.
#[derive(Debug)]
pub enum Opened {
    /// Sound segments of the stamp.
    Ready(Box<Engine>),
    /// Nothing usable.
    Rebuild(Rebuild),
}

/// Why segments must be rebuilt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rebuild {
    /// There are none.
    #[error("there are no search segments yet")]
    Missing,
    /// There are segments of another definition or generation only.
    #[error("search segments are of another state, `{found}`")]
    Stale {
        /// The folder found.
        found: String,
    },
    /// A file is missing, changed or unreadable.
    #[error("search segment file `{file}` is damaged: {fault}")]
    Damaged {
        /// The file within the segments' folder.
        file: String,
        /// What is wrong with it.
        fault: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    layout: u32,
    stamp: Stamp,
    files: Vec<FileEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileEntry {
    kind: String,
    name: String,
    bytes: u64,
    sha256: String,
}

/// Opens the segments of `stamp`, or says why they must be rebuilt.
pub(super) fn open(dir: &Path, stamp: &Stamp, rules: &Arc<Rules>) -> Result<Opened, Error> {
    let folder = dir.join(stamp.folder());
    if !folder.is_dir() {
        let other = folders(dir)?
            .into_iter()
            .find(|name| !name.contains(CORRUPT) && !name.contains(BUILDING));
        let reason = other.map_or(Rebuild::Missing, |found| Rebuild::Stale { found });
        return Ok(Opened::Rebuild(reason));
    }
    Ok(match read(&folder, stamp, rules) {
        Ok(engine) => Opened::Ready(Box::new(engine)),
        Err(reason) => Opened::Rebuild(reason),
    })
}

fn read(folder: &Path, stamp: &Stamp, rules: &Arc<Rules>) -> Result<Engine, Rebuild> {
    let manifest = read_manifest(folder)?;
    if manifest.layout != LAYOUT || manifest.stamp != *stamp {
        return Err(damaged(MANIFEST, "it is of another layout or state"));
    }
    let shard = |kind: Kind| -> Result<Shard, Rebuild> {
        let directory = RamDirectory::create();
        for entry in manifest.files.iter().filter(|entry| entry.kind == kind.section()) {
            let file = format!("{}/{}", entry.kind, entry.name);
            let bytes = fs::read(folder.join(&entry.kind).join(&entry.name))
                .map_err(|error| damaged(&file, &error.to_string()))?;
            if bytes.len() as u64 != entry.bytes || hash(&bytes) != entry.sha256 {
                return Err(damaged(&file, "its bytes do not agree with the checksum"));
            }
            directory
                .atomic_write(Path::new(&entry.name), &bytes)
                .map_err(|error| damaged(&file, &error.to_string()))?;
        }
        Shard::open(kind, rules, directory).map_err(|error| {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            damaged(kind.section(), &cause.unwrap_or_else(|| error.to_string()))
        })
    };
    let shards = [shard(Kind::Region)?, shard(Kind::Project)?, shard(Kind::Industry)?];
    Ok(Engine::over(stamp.clone(), Arc::clone(rules), shards))
}

fn read_manifest(folder: &Path) -> Result<Manifest, Rebuild> {
    let text = fs::read_to_string(folder.join(MANIFEST))
        .map_err(|error| damaged(MANIFEST, &error.to_string()))?;
    let mut lines = text.lines();
    let (json, sum) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    if hash(json.as_bytes()) != sum || lines.next().is_some() || !text.ends_with('\n') {
        return Err(damaged(MANIFEST, "it does not agree with its checksum"));
    }
    serde_json::from_str(json).map_err(|error| damaged(MANIFEST, &error.to_string()))
}

/// Writes the segments beside what is there, renames them into place and removes older ones.
pub(super) fn publish(dir: &Path, stamp: &Stamp, shards: &[Arc<Shard>]) -> Result<(), Error> {
    at(dir, fs::create_dir_all(dir))?;
    let building = dir.join(format!("{BUILDING}{}-{}", std::process::id(), stamp.folder()));
    remove(&building)?;
    let written = write(&building, stamp, shards);
    if written.is_err() {
        // The reason for the failure is worth more than a failure to clean up after it.
        let _ = fs::remove_dir_all(&building);
        return written;
    }
    let folder = dir.join(stamp.folder());
    if folder.exists() {
        let aside = (1..).map(|number| dir.join(format!("{}{CORRUPT}{number}", stamp.folder())));
        let aside = aside.into_iter().find(|path| !path.exists()).unwrap_or_else(|| folder.clone());
        at(&folder, fs::rename(&folder, &aside))?;
    }
    at(&folder, fs::rename(&building, &folder))?;
    remove_older(dir, &stamp.folder())
}

fn write(building: &Path, stamp: &Stamp, shards: &[Arc<Shard>]) -> Result<(), Error> {
    let mut files = Vec::new();
    for shard in shards {
        let kind = shard.kind.section();
        let folder = building.join(kind);
        at(&folder, fs::create_dir_all(&folder))?;
        for (name, bytes) in shard.files()? {
            let path = folder.join(&name);
            at(&path, fs::write(&path, &bytes))?;
            let sha256 = hash(&bytes);
            files.push(FileEntry {
                kind: kind.to_owned(),
                name,
                bytes: bytes.len() as u64,
                sha256,
            });
        }
    }
    let manifest = Manifest { layout: LAYOUT, stamp: stamp.clone(), files };
    let json = serde_json::to_string(&manifest)?;
    let path = building.join(MANIFEST);
    at(&path, fs::write(&path, format!("{json}\n{}\n", hash(json.as_bytes()))))
}

/// Removes every other folder of segments; of the damaged ones the last few stay.
fn remove_older(dir: &Path, current: &str) -> Result<(), Error> {
    let mut corrupt = Vec::new();
    for name in folders(dir)? {
        let path = dir.join(&name);
        if name.contains(CORRUPT) {
            let changed = fs::metadata(&path).and_then(|metadata| metadata.modified()).ok();
            corrupt.push((changed, path));
        } else if name != current {
            remove(&path)?;
        }
    }
    corrupt.sort();
    let superfluous = corrupt.len().saturating_sub(CORRUPT_KEPT);
    corrupt.iter().take(superfluous).try_for_each(|(_, path)| remove(path))
}

/// Whether a folder was named here: `<definition>-<generation>-<mark>`, or without a mark by an
/// older program, being built, or set aside.
fn is_ours(name: &str) -> bool {
    let name = name.split_once(CORRUPT).map_or(name, |(before, _)| before);
    let is_plain = |text: &str| text.chars().all(|character| character.is_ascii_alphanumeric());
    let parts: Vec<&str> = name.split('-').collect();
    name.starts_with(BUILDING)
        || matches!(
            parts[..],
            [definition, generation] | [definition, generation, _]
                if is_plain(definition)
                    && generation.parse::<u64>().is_ok()
                    && parts.get(2).is_none_or(|mark| is_plain(mark))
        )
}

/// Names of the folders that are segments, sorted.
fn folders(dir: &Path) -> Result<Vec<String>, Error> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return at(dir, Err(error)),
    };
    let mut names: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| is_ours(name))
        .collect();
    names.sort();
    Ok(names)
}

fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => at(path, Err(error)),
        _ => Ok(()),
    }
}

fn at<T>(path: &Path, result: io::Result<T>) -> Result<T, Error> {
    result.map_err(|source| Error::Disk { path: PathBuf::from(path), source })
}

fn damaged(file: &str, fault: &str) -> Rebuild {
    Rebuild::Damaged { file: file.to_owned(), fault: fault.to_owned() }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}
