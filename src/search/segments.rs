//! Segments on disk: written beside, published by a rename, checked byte by byte when opened.
//!
//! A folder `<definition>-<generation>-<mark>` holds one folder per kind and a `manifest.json` with the
//! length and SHA-256 of every file, followed by its own. Nothing is synced to the platter: what
//! a power cut tears, the checksums find, and a second rebuilds it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
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
/// How the time is written at which a damaged folder was set aside: UTC, as a name of a file may be.
const SET_ASIDE_AT: &str = "%Y%m%dT%H%M%SZ";
/// Damaged folders kept for inspection.
const CORRUPT_KEPT: usize = 3;
/// Version of the layout on disk: since 2 a kind may have several segments, since 3 words are
/// simplified.
const LAYOUT: u32 = 3;

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

impl FileEntry {
    /// Its path within the segments' folder.
    fn file(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }
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

/// Whether a folder of the stamp is there, sound or not.
pub(super) fn is_published(dir: &Path, stamp: &Stamp) -> bool {
    dir.join(stamp.folder()).is_dir()
}

/// What is on disk for a stamp, file by file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// Files that the manifest lists.
    pub files: usize,
    /// Their length together, in bytes, as the manifest has it.
    pub bytes: u64,
    /// Why they cannot be used, file by file; empty if they are sound.
    pub faults: Vec<Rebuild>,
    /// Damaged folders that were set aside, the oldest first.
    pub set_aside: Vec<String>,
}

/// Looks at every byte of the segments of `stamp` without opening them. Changes nothing.
pub(super) fn inspect(dir: &Path, stamp: &Stamp) -> Result<Inspection, Error> {
    let (mut set_aside, others): (Vec<String>, Vec<String>) = folders(dir)?
        .into_iter()
        .filter(|name| !name.starts_with(BUILDING))
        .partition(|name| name.contains(CORRUPT));
    set_aside.sort_by_cached_key(|name| name.split_once(CORRUPT).map(|(_, at)| at.to_owned()));
    let mut inspection = Inspection { files: 0, bytes: 0, faults: Vec::new(), set_aside };
    if !is_published(dir, stamp) {
        let other = others.into_iter().next();
        inspection.faults = vec![other.map_or(Rebuild::Missing, |found| Rebuild::Stale { found })];
        return Ok(inspection);
    }
    let folder = dir.join(stamp.folder());
    match read_manifest(&folder, stamp) {
        Ok(manifest) => {
            inspection.files = manifest.files.len();
            inspection.bytes = manifest.files.iter().map(|entry| entry.bytes).sum();
            let files = manifest.files.iter();
            inspection.faults = files.filter_map(|entry| read_file(&folder, entry).err()).collect();
        }
        Err(reason) => inspection.faults = vec![reason],
    }
    Ok(inspection)
}

fn read(folder: &Path, stamp: &Stamp, rules: &Arc<Rules>) -> Result<Engine, Rebuild> {
    let manifest = read_manifest(folder, stamp)?;
    let shard = |kind: Kind| -> Result<Shard, Rebuild> {
        let directory = RamDirectory::create();
        for entry in manifest.files.iter().filter(|entry| entry.kind == kind.section()) {
            let bytes = read_file(folder, entry)?;
            directory
                .atomic_write(Path::new(&entry.name), &bytes)
                .map_err(|error| damaged(&entry.file(), &error.to_string()))?;
        }
        Shard::open(kind, directory).map_err(|error| {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            damaged(kind.section(), &cause.unwrap_or_else(|| error.to_string()))
        })
    };
    let shards = [shard(Kind::Region)?, shard(Kind::Project)?, shard(Kind::Industry)?];
    Ok(Engine::over(stamp.clone(), Arc::clone(rules), shards))
}

/// The bytes of a file, which are those that were written.
fn read_file(folder: &Path, entry: &FileEntry) -> Result<Vec<u8>, Rebuild> {
    let bytes = fs::read(folder.join(&entry.kind).join(&entry.name))
        .map_err(|error| damaged(&entry.file(), &error.to_string()))?;
    if bytes.len() as u64 != entry.bytes || hash(&bytes) != entry.sha256 {
        return Err(damaged(&entry.file(), "its bytes do not agree with the checksum"));
    }
    Ok(bytes)
}

fn read_manifest(folder: &Path, stamp: &Stamp) -> Result<Manifest, Rebuild> {
    let text = fs::read_to_string(folder.join(MANIFEST))
        .map_err(|error| damaged(MANIFEST, &error.to_string()))?;
    let mut lines = text.lines();
    let (json, sum) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    if hash(json.as_bytes()) != sum || lines.next().is_some() || !text.ends_with('\n') {
        return Err(damaged(MANIFEST, "it does not agree with its checksum"));
    }
    let manifest: Manifest =
        serde_json::from_str(json).map_err(|error| damaged(MANIFEST, &error.to_string()))?;
    if manifest.layout != LAYOUT || manifest.stamp != *stamp {
        return Err(damaged(MANIFEST, "it is of another layout or state"));
    }
    Ok(manifest)
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
        at(&folder, fs::rename(&folder, aside(&folder, &building)))?;
    }
    at(&folder, fs::rename(&building, &folder))?;
    remove_older(dir, &stamp.folder())
}

/// Where a damaged folder goes: named by the time at which the one in its place was finished, which
/// the file system has noted.
fn aside(folder: &Path, building: &Path) -> PathBuf {
    let finished = fs::metadata(building.join(MANIFEST)).and_then(|metadata| metadata.modified());
    let finished = finished.ok().and_then(|time| Timestamp::try_from(time).ok());
    let time = finished.unwrap_or(Timestamp::UNIX_EPOCH).strftime(SET_ASIDE_AT).to_string();
    let named = |end: String| {
        let mut name = folder.file_name().unwrap_or_default().to_owned();
        name.push(format!("{CORRUPT}{time}{end}"));
        folder.with_file_name(name)
    };
    let mut path = named(String::new());
    // Several within a second.
    let mut number = 2;
    while path.exists() {
        path = named(format!("-{number}"));
        number += 1;
    }
    path
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
