//! Many projects in, many rankings out: in order, in bounded memory, and never twice the same work.
//!
//! Projects are read one by one, a few are in flight, and answers are written in the order of the
//! projects, so that the same input gives the same bytes whatever the number of threads. A run into
//! a file works beside the file and can be gone on with after it was killed. A run that is told of an
//! earlier one takes over what cannot have changed since.

use std::{path::PathBuf, sync::Arc, time::Duration};

use jiff::civil::Date;

use super::{
    App, Error,
    rank_regions::{Question, Ranking, Wishes},
};
use crate::domain::{project::ProjectProfile, region::Level};

/// Questions in flight, and their answers in order.
mod stream;
/// Where projects come from.
mod source;
/// A ranking as flat rows.
mod row;
/// The shape of a match document.
mod nested;
/// Rows as lines, CSV or Parquet.
mod table;
/// What identifies a run.
mod identity;
/// The files of a run that is not complete.
mod working;
/// Projects that are ranked elsewhere, and their answers.
mod elsewhere;
/// What an earlier run answered, and from which facts.
mod basis;
/// Carries out a run.
mod run;

pub use elsewhere::{AnswerWriter, ProjectReader, ReadProject};
pub use run::rerank_batch;
pub use source::{Input, Progress, Unit};
pub use table::TableFormat;

use stream::{Step, answer_in_order};

/// Answers many questions on one state of the data, using all cores; `each` is called in order
/// with the position of the question and its answer.
///
/// # Errors
/// The first error of `each` or an unavailable store; a question that cannot be answered is
/// passed to `each` as an error and does not stop the others.
pub async fn rerank(
    app: &App,
    questions: Vec<Question>,
    each: &mut (dyn FnMut(usize, Result<Ranking, Error>) -> Result<(), Error> + Send),
) -> Result<(), Error> {
    let derived = app.derived().await?;
    let mut waiting = questions.into_iter().enumerate();
    let mut next = || {
        let asked = waiting.next();
        Ok(asked.map(|(position, question)| (position, Step::Ask(Box::new(question)))))
    };
    let whole: stream::Encode<Ranking> = Arc::new(Ok);
    answer_in_order(app, &derived, &mut next, &whole, each).await
}

/// Composes the match document of a ranking, on one line without its end.
pub type ComposeLine = fn(Ranking) -> Result<Vec<u8>, serde_json::Error>;

/// What is answered for each project.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// A match document, by whoever knows its form.
    Documents(ComposeLine),
    /// A row for each candidate that is shown, without reasons.
    Rows,
}

/// What is asked for every project, and in which form it is answered.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Corrections and wishes that stand above what a project says.
    pub wishes: Wishes,
    /// The level of the regions that are ranked.
    pub level: Level,
    /// How many candidates for each project, 1 to 100.
    pub limit: usize,
    /// Valid time; where none is given it is `today`, or the day on which a run that is gone on with
    /// began.
    pub as_of: Option<Date>,
    /// Today.
    pub today: Date,
    /// What is answered.
    pub form: Form,
    /// How it is written; documents only as lines or nested.
    pub format: TableFormat,
}

/// Where answers go.
pub enum Target {
    /// To a stream, as they come.
    Stream(Box<dyn std::io::Write + Send>),
    /// Into a file.
    File(OutputFile),
}

/// A file that is there when it is complete.
#[derive(Debug, Clone)]
pub struct OutputFile {
    /// Its path.
    pub path: PathBuf,
    /// What to do about an earlier run that was cut off.
    pub cut_off: CutOff,
    /// How often a checkpoint is written, at most: so much a run that is cut off does again. Each
    /// waits for the disk.
    pub checkpoint_interval: Duration,
}

/// What to do about an earlier run into the same file that was cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CutOff {
    /// Go on with it.
    GoOn,
    /// Begin anew.
    Restart,
}

/// An earlier complete run, from which answers that cannot have changed are taken over.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// The generation that it was computed from.
    pub generation: u64,
    /// Its output: lines, with their basis beside them.
    pub output: PathBuf,
}

/// From where to where.
pub struct Order {
    /// The projects.
    pub input: Input,
    /// Where answers go.
    pub target: Target,
    /// What was answered before.
    pub earlier: Option<Earlier>,
}

/// Somebody who watches a run.
pub trait Watch: Send {
    /// So far the run has come.
    fn moved(&mut self, progress: Progress, report: &Report);

    /// What stands at `place`, a line or row from 1, was refused.
    fn refused(&mut self, place: usize, error: &Error);

    /// Something that is no error.
    fn note(&mut self, text: &str);
}

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Projects that were answered, those that were taken over among them.
    pub answered: u64,
    /// Projects whose answer was taken over from an earlier run.
    pub taken_over: u64,
    /// Projects that were refused.
    pub refused: u64,
}

/// The question for a project.
fn ask(batch: &Batch, as_of: Date, project: ProjectProfile) -> Question {
    use super::rank_regions::{Advice, Subject};
    Question {
        subject: Subject::Profile(Box::new(project)),
        wishes: batch.wishes.clone(),
        level: batch.level,
        limit: batch.limit,
        as_of,
        excluded_links: Vec::new(),
        advice: match batch.form {
            Form::Documents(_) => Advice::Given,
            // Rows have neither reasons nor words.
            Form::Rows => Advice::Wordless,
        },
    }
}
