use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, BufReader, BufWriter, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};

use super::{
    CutOff, OutputFile, Report, TableFormat,
    basis::{self, Key},
    identity::Identity,
    table::{Table, unwritable},
};
use crate::{domain::invalid::Invalid, service::Error};

/// The version of the form of a checkpoint.
const SCHEMA: u32 = 1;

/// How far a run has come, which is on the disk before the checkpoint is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Checkpoint {
    schema: u32,
    run: Identity,
    /// `Lines`, `Csv` or `Parquet`.
    format: String,
    /// Items of the input that are done with.
    pub(super) read: u64,
    /// The key of all of them, in digits.
    pub(super) input: String,
    answered: u64,
    taken_over: u64,
    refused: u64,
    /// Bytes of answers.
    bytes: u64,
    /// Bytes of the basis.
    basis_bytes: u64,
    /// Whether all is done but to put the files in their places.
    is_complete: bool,
}

impl Checkpoint {
    fn begin(run: &Identity, format: TableFormat) -> Checkpoint {
        Checkpoint {
            schema: SCHEMA,
            run: run.clone(),
            format: format!("{format:?}"),
            read: 0,
            input: Key::nothing().digits(),
            answered: 0,
            taken_over: 0,
            refused: 0,
            bytes: 0,
            basis_bytes: 0,
            is_complete: false,
        }
    }

    pub(super) fn report(&self) -> Report {
        let Checkpoint { answered, taken_over, refused, .. } = *self;
        Report { answered, taken_over, refused }
    }
}

/// The files of a run that is not complete: beside the target stand the answers as lines
/// (`.partial`), their basis (`.basis.partial`), and how far both are good (`.checkpoint`).
pub(super) struct Working {
    paths: Paths,
    format: TableFormat,
    answers: BufWriter<File>,
    basis: BufWriter<File>,
    pub(super) checkpoint: Checkpoint,
    interval: Duration,
    saved: Instant,
}

struct Paths {
    target: PathBuf,
    answers: PathBuf,
    basis: PathBuf,
    table: PathBuf,
    checkpoint: PathBuf,
    checkpoint_next: PathBuf,
}

impl Paths {
    fn of(target: &Path) -> Paths {
        let beside = |suffix: &str| {
            let mut path = target.as_os_str().to_owned();
            path.push(suffix);
            PathBuf::from(path)
        };
        Paths {
            target: target.to_owned(),
            answers: beside(".partial"),
            basis: beside(".basis.partial"),
            table: beside(".table.partial"),
            checkpoint: beside(".checkpoint"),
            checkpoint_next: beside(".checkpoint.partial"),
        }
    }
}

impl Working {
    /// Begins a run, or goes on with one that was cut off. `run` takes over its day where none is
    /// asked for.
    ///
    /// # Errors
    /// Another process writes to the target; the run that was cut off was another; its files are
    /// damaged or cannot be written.
    pub(super) fn open(
        output: &OutputFile,
        format: TableFormat,
        run: &mut Identity,
        is_day_free: bool,
    ) -> Result<Working, Error> {
        let OutputFile { path: target, cut_off, checkpoint_interval } = output;
        let paths = Paths::of(target);
        let answers = open(&paths.answers)?;
        match answers.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let expected = "a file to which no other run writes";
                return Err(Invalid::new("--output", target.display(), expected).into());
            }
            Err(TryLockError::Error(source)) => return Err(unwritable(source)),
        }
        let found = match cut_off {
            // One that had not read anything has nothing to go on with.
            CutOff::GoOn => read_checkpoint(&paths)?.filter(|it| 0 < it.read || it.is_complete),
            CutOff::Restart => None,
        };
        let files = (answers, open(&paths.basis)?);
        let at = |paths, checkpoint| {
            Working::at((paths, format), files, checkpoint, *checkpoint_interval)
        };
        let Some(checkpoint) = found else {
            let checkpoint = Checkpoint::begin(run, format);
            let mut working = at(paths, checkpoint)?;
            basis::write_head(run, &mut working.basis)?;
            working.checkpoint.basis_bytes = working.basis.stream_position().map_err(unwritable)?;
            working.save()?;
            return Ok(working);
        };
        if is_day_free {
            run.as_of = checkpoint.run.as_of;
        }
        let mut differences = run.differences(&checkpoint.run);
        if checkpoint.format != format!("{format:?}") {
            differences.push(format!("it was to be {}", checkpoint.format));
        }
        if !differences.is_empty() {
            return Err(other_run(&paths, differences.join(", ")));
        }
        at(paths, checkpoint)
    }

    /// Cuts off what came after the checkpoint.
    fn at(
        (paths, format): (Paths, TableFormat),
        (answers, basis): (File, File),
        checkpoint: Checkpoint,
        interval: Duration,
    ) -> Result<Working, Error> {
        for (file, length) in [(&answers, checkpoint.bytes), (&basis, checkpoint.basis_bytes)] {
            let found = file.metadata().map_err(unwritable)?.len();
            if found < length && !checkpoint.is_complete {
                let what = format!("{found} bytes are there of {length} that were written");
                return Err(other_run(&paths, what));
            }
            if !checkpoint.is_complete {
                file.set_len(length).map_err(unwritable)?;
            }
        }
        let at_end = |mut file: File| {
            file.seek(SeekFrom::End(0)).map_err(unwritable)?;
            Ok::<_, Error>(BufWriter::new(file))
        };
        let (answers, basis) = (at_end(answers)?, at_end(basis)?);
        let saved = Instant::now();
        Ok(Working { paths, format, answers, basis, checkpoint, interval, saved })
    }

    /// Why the run that was cut off cannot be gone on with.
    pub(super) fn other_run(&self, differences: String) -> Error {
        other_run(&self.paths, differences)
    }

    /// Whether an earlier process had answered everything and only did not say so.
    pub(super) fn is_complete(&self) -> bool {
        self.checkpoint.is_complete
    }

    /// Adds the answer to a project.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn answer(&mut self, key: Key, lines: &[u8]) -> Result<(), Error> {
        self.answers.write_all(lines).map_err(unwritable)?;
        let checkpoint = &mut self.checkpoint;
        let at = (key, checkpoint.bytes, lines.len());
        checkpoint.basis_bytes += basis::write_answer(at, &mut self.basis)?;
        checkpoint.bytes += u64::try_from(lines.len()).unwrap_or(0);
        Ok(())
    }

    /// Notes that an item is done with; `input` is the key of all that was read up to it.
    ///
    /// # Errors
    /// The checkpoint cannot be written.
    pub(super) fn step(&mut self, input: Key, report: Report) -> Result<(), Error> {
        let checkpoint = &mut self.checkpoint;
        checkpoint.read += 1;
        checkpoint.input = input.digits();
        let Report { answered, taken_over, refused } = report;
        (checkpoint.answered, checkpoint.taken_over) = (answered, taken_over);
        checkpoint.refused = refused;
        if self.saved.elapsed() < self.interval {
            return Ok(());
        }
        self.save()
    }

    /// What the checkpoint counts is on the disk before the checkpoint is.
    fn save(&mut self) -> Result<(), Error> {
        for file in [&mut self.answers, &mut self.basis] {
            file.flush().map_err(unwritable)?;
            file.get_ref().sync_data().map_err(unwritable)?;
        }
        let text = serde_json::to_vec(&self.checkpoint).map_err(unwritable)?;
        let write = || {
            let mut file = File::create(&self.paths.checkpoint_next)?;
            file.write_all(&text)?;
            file.sync_data()?;
            fs::rename(&self.paths.checkpoint_next, &self.paths.checkpoint)
        };
        write().map_err(unwritable)?;
        self.saved = Instant::now();
        Ok(())
    }

    /// Writes the table, if it is no lines, and puts the files in their places. Every step may be
    /// done again, and none before the one above it.
    ///
    /// # Errors
    /// They cannot be written.
    pub(super) fn finish(mut self) -> Result<(), Error> {
        if !self.checkpoint.is_complete {
            let end = basis::write_end(self.checkpoint.bytes, &mut self.basis)?;
            self.checkpoint.basis_bytes += end;
            self.answers.flush().map_err(unwritable)?;
            if self.format != TableFormat::Lines {
                self.write_table()?;
            }
            self.checkpoint.is_complete = true;
            self.save()?;
        }
        let put =
            if self.format == TableFormat::Lines { self.put_lines() } else { self.put_table() };
        put.and_then(|()| {
            remove(&self.paths.answers)?;
            remove(&self.paths.basis)?;
            remove(&self.paths.checkpoint_next)?;
            sync_folder(&self.paths.target)?;
            remove(&self.paths.checkpoint)
        })
        .map_err(unwritable)
    }

    /// The answers first, then their basis. A file that was put in its place already was opened anew
    /// and is empty; the basis never is.
    fn put_lines(&self) -> io::Result<()> {
        let Paths { target, answers, basis, .. } = &self.paths;
        let beside = basis::path_beside(target);
        if fs::metadata(basis)?.len() != self.checkpoint.basis_bytes {
            return Ok(());
        }
        if fs::metadata(answers)?.len() == self.checkpoint.bytes {
            // The basis of what was there before must not stand beside what is there now.
            remove(&beside)?;
            fs::rename(answers, target)?;
        }
        fs::rename(basis, &beside)
    }

    fn put_table(&self) -> io::Result<()> {
        remove(&basis::path_beside(&self.paths.target))?;
        match fs::rename(&self.paths.table, &self.paths.target) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn write_table(&self) -> Result<(), Error> {
        let read = File::open(&self.paths.answers).map_err(unwritable)?;
        let written = File::create(&self.paths.table).map_err(unwritable)?;
        let mut table = Table::new(self.format, BufWriter::new(written))?;
        table.take_all(BufReader::new(read))?;
        let written =
            table.finish()?.into_inner().map_err(|error| unwritable(error.into_error()))?;
        written.sync_data().map_err(unwritable)
    }
}

fn open(path: &Path) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    options.open(path).map_err(unwritable)
}

fn read_checkpoint(paths: &Paths) -> Result<Option<Checkpoint>, Error> {
    let text = match fs::read(&paths.checkpoint) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unwritable(error)),
    };
    let found = serde_json::from_slice(&text).ok();
    let known = found.filter(|checkpoint: &Checkpoint| checkpoint.schema == SCHEMA);
    let unknown = || other_run(paths, "its checkpoint is of another form".to_owned());
    known.map(Some).ok_or_else(unknown)
}

fn other_run(paths: &Paths, differences: String) -> Error {
    Error::OtherRun { path: paths.target.display().to_string(), differences }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// That a file is there is written in its folder.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
