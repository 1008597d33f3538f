use std::{io::Write, sync::Arc};

use super::{
    Batch, Earlier, Form, Order, Report, Target, Watch, ask,
    basis::{Key, Known},
    identity::Identity,
    row,
    source::{Item, Projects},
    stream::{Encode, Step, answer_in_order},
    table::{Table, unwritable},
    working::Working,
};
use crate::service::{App, Error, ErrorKind, app::Derived, rank_regions::Ranking};

/// Answers every project of an order, on one state of the data.
///
/// # Errors
/// The input cannot be read, the output cannot be written, the store is unavailable; a run that was
/// cut off cannot be gone on with; the earlier run is not what it is said to be. Projects that are
/// refused are no error: they are told to `watch`, and the others are answered.
pub async fn rerank_batch(
    app: &App,
    batch: &Batch,
    order: Order,
    watch: &mut dyn Watch,
) -> Result<Report, Error> {
    let derived = app.derived().await?;
    let Order { input, target, earlier } = order;
    let projects = Projects::open(input, Some(&derived))?;
    let mut identity = Identity::of(app, &derived, batch);
    let output = match target {
        Target::Stream(stream) => Output::Stream(Box::new(Table::new(batch.format, stream)?)),
        Target::File(file) => {
            let is_day_free = batch.as_of.is_none();
            let working = Working::open(&file, batch.format, &mut identity, is_day_free)?;
            if working.is_complete() {
                let report = working.checkpoint.report();
                working.finish()?;
                return Ok(report);
            }
            Output::File(Box::new(working))
        }
    };
    let known = earlier.map(|earlier| known(&earlier, &identity, watch)).transpose()?.flatten();
    let mut run = Run { projects, known, read: Key::nothing() };
    let mut written = Written { output, report: Report::default(), watch };
    written.go_on(&mut run)?;
    run.answer_all(app, &derived, (batch, &identity), &mut written).await?;
    written.finish()
}

/// What still holds of an earlier run.
fn known(
    earlier: &Earlier,
    identity: &Identity,
    watch: &mut dyn Watch,
) -> Result<Option<Known>, Error> {
    match Known::open(earlier, identity)? {
        Ok(known) => Ok(Some(known)),
        Err(differences) => {
            watch.note(&format!("every project is ranked anew, for these differ: {differences}"));
            Ok(None)
        }
    }
}

/// What is read.
struct Run {
    projects: Projects,
    known: Option<Known>,
    /// The key of all that was read so far.
    read: Key,
}

impl Run {
    fn next(&mut self) -> Result<Option<Item>, Error> {
        let item = self.projects.next()?;
        if let Some(item) = &item {
            self.read = item.key.after(self.read);
        }
        Ok(item)
    }

    async fn answer_all(
        &mut self,
        app: &App,
        derived: &Arc<Derived>,
        (batch, identity): (&Batch, &Identity),
        written: &mut Written<'_>,
    ) -> Result<(), Error> {
        let encode = encode(batch.form);
        let mut next = || {
            let Some(Item { place, project, key }) = self.next()? else { return Ok(None) };
            let taken_over = match (&mut self.known, &project) {
                (Some(known), Ok(_)) => known.find(key)?,
                _ => None,
            };
            let is_taken_over = taken_over.is_some();
            let progress = self.projects.progress();
            let passed = Passed { place, key, read: self.read, is_taken_over, progress };
            Ok(Some((
                passed,
                match (taken_over, project) {
                    (Some(lines), _) => Step::Known(Ok(lines)),
                    (None, Err(error)) => Step::Known(Err(error)),
                    (None, Ok(project)) => Step::Ask(Box::new(ask(batch, identity.as_of, project))),
                },
            )))
        };
        let mut each = |passed, answer| written.take(&passed, answer);
        answer_in_order(app, derived, &mut next, &encode, &mut each).await
    }
}

/// An item that is being answered.
struct Passed {
    place: usize,
    key: Key,
    /// The key of all that was read up to it.
    read: Key,
    is_taken_over: bool,
    progress: super::Progress,
}

/// What is written, and who watches.
struct Written<'a> {
    output: Output,
    report: Report,
    watch: &'a mut dyn Watch,
}

enum Output {
    Stream(Box<Table<Box<dyn Write + Send>>>),
    File(Box<Working>),
}

impl Written<'_> {
    /// Passes over what a run that was cut off is done with.
    fn go_on(&mut self, run: &mut Run) -> Result<(), Error> {
        let Output::File(working) = &self.output else { return Ok(()) };
        let done = working.checkpoint.read;
        self.report = working.checkpoint.report();
        for _ in 0..done {
            if run.next()?.is_none() {
                break;
            }
        }
        if working.checkpoint.input != run.read.digits() {
            let differences =
                format!("the first {done} of its projects are not those of the input");
            return Err(working.other_run(differences));
        }
        if 0 < done {
            let Report { answered, refused, .. } = self.report;
            self.watch.note(&format!(
                "going on after {done} projects, {answered} answered and {refused} refused"
            ));
        }
        Ok(())
    }

    fn take(&mut self, passed: &Passed, answer: Result<Vec<u8>, Error>) -> Result<(), Error> {
        match answer {
            Ok(lines) => {
                match &mut self.output {
                    Output::Stream(table) => table.take(&lines)?,
                    Output::File(working) => working.answer(passed.key, &lines)?,
                }
                self.report.answered += 1;
                self.report.taken_over += u64::from(passed.is_taken_over);
            }
            Err(error) if error.kind() == ErrorKind::Unavailable => return Err(error),
            Err(error) => {
                self.watch.refused(passed.place, &error);
                self.report.refused += 1;
            }
        }
        if let Output::File(working) = &mut self.output {
            working.step(passed.read, self.report)?;
        }
        self.watch.moved(passed.progress, &self.report);
        Ok(())
    }

    fn finish(self) -> Result<Report, Error> {
        match self.output {
            Output::Stream(table) => table.finish()?.flush().map_err(unwritable)?,
            Output::File(working) => working.finish()?,
        }
        Ok(self.report)
    }
}

/// A ranking as lines.
fn encode(form: Form) -> Encode<Vec<u8>> {
    Arc::new(move |ranking: Ranking| {
        let lines = match form {
            Form::Documents(compose) => compose(ranking).map(|mut line| {
                line.push(b'\n');
                line
            }),
            Form::Rows => row::lines(&ranking),
        };
        lines.map_err(unwritable)
    })
}
