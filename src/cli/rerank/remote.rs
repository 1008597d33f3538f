use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Context as _;
use serde_json::{Map, Value, json};

use super::watcher::Watcher;
use crate::{
    cli::{
        output::note,
        part::beside,
        remote::{Remote, wishes_body},
    },
    client::{Error, Fault, JobLine, Refusal, RunningJob, cancel_job, job_line},
    domain::{
        limits::{BODY_BYTES_MAX, RERANK_JOB_PROJECTS_MAX},
        project::ProjectProfile,
    },
    service::{
        self, request_name,
        rerank::{AnswerWriter, Batch, Input, Progress, ProjectReader, Report, Unit, Watch},
    },
};

/// What a server is to rank, and where its answers go.
pub(super) struct Asked {
    pub(super) batch: Batch,
    pub(super) input: Input,
    /// The file to write; `None` for standard output.
    pub(super) output: Option<PathBuf>,
}

/// Has the projects of an input ranked by jobs of a server, as many at a time as fit into a request,
/// and writes the answers as a run of this machine does. An interruption cancels the job.
///
/// # Errors
/// The input cannot be read, the output cannot be written, the server refuses or is gone for good: a
/// file is then not there, and standard output has whole answers.
pub(super) async fn run(
    server: &Remote,
    asked: Asked,
    watcher: &mut Watcher,
) -> anyhow::Result<Report> {
    let open: OpenJob = Arc::default();
    let Some(path) = asked.output.clone() else {
        let output = Box::new(BufWriter::new(io::stdout()));
        return interruptible(server, (asked, output), &open, watcher).await;
    };
    let named = || format!("`{}`", path.display());
    let part = beside(&path);
    let file = File::create(&part).with_context(named)?;
    let result = match file.try_clone() {
        Ok(copy) => {
            let output = Box::new(BufWriter::new(copy));
            interruptible(server, (asked, output), &open, watcher).await
        }
        Err(error) => Err(error.into()),
    };
    if result.is_err() {
        fs::remove_file(&part).ok();
        return result;
    }
    file.sync_all().with_context(named)?;
    fs::rename(&part, &path).with_context(named)?;
    result
}

/// The identifier of the job that is being done.
type OpenJob = Arc<Mutex<Option<String>>>;

fn set(open: &OpenJob, id: Option<String>) {
    *open.lock().unwrap_or_else(PoisonError::into_inner) = id;
}

async fn interruptible(
    server: &Remote,
    (asked, output): (Asked, Box<dyn Write + Send>),
    open: &OpenJob,
    watcher: &mut Watcher,
) -> anyhow::Result<Report> {
    tokio::select! {
        report = rank_all(server, (asked, output), open, watcher) => report,
        interrupted = tokio::signal::ctrl_c() => {
            interrupted.context("no interruption can be heard")?;
            let id = open.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(id) = id {
                cancel_job(&server.connection, &id).await?;
                note(&format!("the job `{id}` is cancelled"));
            }
            Err(anyhow::anyhow!("interrupted"))
        }
    }
}

async fn rank_all(
    server: &Remote,
    (asked, output): (Asked, Box<dyn Write + Send>),
    open: &OpenJob,
    watcher: &mut Watcher,
) -> anyhow::Result<Report> {
    let Asked { batch, input, .. } = asked;
    let writer = AnswerWriter::new(batch.form, batch.format, output)?;
    let mut run = Run { server, open, watcher, writer, report: Report::default() };
    let head = head(&batch);
    if matches!(input, Input::Stored) {
        run.rank_stored(&head).await?;
    } else {
        let mut reader = ProjectReader::open(input)?;
        let mut waiting = None;
        loop {
            let items = next_items(&mut reader, &mut waiting, head.to_string().len())?;
            if items.is_empty() {
                break;
            }
            run.rank_some(&head, items, reader.progress()).await?;
        }
    }
    run.writer.finish()?;
    Ok(run.report)
}

/// What is asked of every project.
fn head(batch: &Batch) -> Value {
    let mut head = Map::from_iter([
        ("level".to_owned(), json!(batch.level)),
        ("limit".to_owned(), json!(batch.limit)),
        ("as_of".to_owned(), json!(batch.as_of.unwrap_or(batch.today))),
        ("wishes".to_owned(), wishes_body(&batch.wishes)),
    ]);
    if let Some(preset) = batch.wishes.preset {
        head.insert("preset".to_owned(), json!(preset));
    }
    Value::Object(head)
}

/// One project of the input.
struct Item {
    /// Its line or row, from 1.
    place: usize,
    project: Result<Box<ProjectProfile>, service::Error>,
    /// How long it is in a body, with what stands between it and the next.
    bytes: usize,
}

/// As many of the next projects as fit into a job; the first that does not waits.
fn next_items(
    reader: &mut ProjectReader,
    waiting: &mut Option<Item>,
    head_bytes: usize,
) -> anyhow::Result<Vec<Item>> {
    let mut items: Vec<Item> = Vec::new();
    // `,"projects":[]` stands around them.
    let mut bytes = head_bytes + 14;
    loop {
        let item = match waiting.take() {
            Some(item) => item,
            None => match reader.next_project()? {
                None => return Ok(items),
                Some((place, project)) => {
                    let bytes = match &project {
                        Ok(project) => serde_json::to_string(project)?.len() + 1,
                        Err(_) => 0,
                    };
                    Item { place, project: project.map(Box::new), bytes }
                }
            },
        };
        bytes += item.bytes;
        let is_full = BODY_BYTES_MAX < bytes || items.len() == RERANK_JOB_PROJECTS_MAX;
        if is_full && !items.is_empty() {
            *waiting = Some(item);
            return Ok(items);
        }
        items.push(item);
    }
}

struct Run<'a> {
    server: &'a Remote,
    open: &'a OpenJob,
    watcher: &'a mut Watcher,
    writer: AnswerWriter,
    report: Report,
}

impl Run<'_> {
    /// Has the stored projects ranked.
    async fn rank_stored(&mut self, head: &Value) -> anyhow::Result<()> {
        let server = self.server;
        let posted =
            RunningJob::post(&server.connection, head.to_string().into(), &request_name()?).await;
        let mut job = match posted {
            // A run over nothing has nothing to say.
            Err(Error::Refused(refusal)) if is_of_none(&refusal) => return Ok(()),
            posted => posted?,
        };
        let total = Some(job.job().projects);
        let progress = Progress { unit: Unit::Projects, done: 0, total };
        self.follow(&mut job, progress).await?;
        let mut place = 0;
        while let Some(line) = job.next_line().await? {
            place += 1;
            self.take(place, job_line(line)?)?;
        }
        Ok(())
    }

    /// Has some projects ranked; those that cannot be read are named in their places.
    async fn rank_some(
        &mut self,
        head: &Value,
        items: Vec<Item>,
        progress: Progress,
    ) -> anyhow::Result<()> {
        let mut refused: BTreeMap<usize, Refusal> = BTreeMap::new();
        let mut job = post(self.server, head, &items, &mut refused).await?;
        if let Some(job) = &mut job {
            self.follow(job, progress).await?;
        }
        for Item { place, project, .. } in items {
            match (project, refused.remove(&place), &mut job) {
                (Err(error), _, _) => {
                    self.watcher.refused(place, &error);
                    self.report.refused += 1;
                }
                (Ok(_), Some(refusal), _) => self.take(place, JobLine::Refused(refusal))?,
                (Ok(_), None, Some(job)) => {
                    let line = job.next_line().await?.context("a project without a result")?;
                    self.take(place, job_line(line)?)?;
                }
                (Ok(_), None, None) => {}
            }
            self.watcher.moved(progress, &self.report);
        }
        Ok(())
    }

    async fn follow(&mut self, job: &mut RunningJob<'_>, progress: Progress) -> Result<(), Error> {
        set(self.open, Some(job.job().id.clone()));
        let (before, watcher) = (self.report, &mut *self.watcher);
        let followed = job
            .follow(&mut |job| {
                let done = match progress.unit {
                    Unit::Projects if progress.total == Some(job.projects) => job.projects_done,
                    _ => progress.done,
                };
                let refused = before.refused + job.projects_refused;
                let answered = before.answered + job.projects_done - job.projects_refused;
                watcher
                    .moved(Progress { done, ..progress }, &Report { answered, refused, ..before });
            })
            .await;
        set(self.open, None);
        followed
    }

    fn take(&mut self, place: usize, line: JobLine) -> Result<(), service::Error> {
        match line {
            JobLine::Answer(document) => {
                self.report.answered += 1;
                self.writer.take(document)
            }
            JobLine::Refused(refusal) => {
                self.report.refused += 1;
                self.watcher.refused_by_server(place, &refusal);
                Ok(())
            }
        }
    }
}

/// Posts a job of all projects that can be read; those that the server refuses before it ranks
/// any are put aside by their places, and the others are posted again.
async fn post<'a>(
    server: &'a Remote,
    head: &Value,
    items: &[Item],
    refused: &mut BTreeMap<usize, Refusal>,
) -> anyhow::Result<Option<RunningJob<'a>>> {
    loop {
        let good = items.iter().filter(|item| !refused.contains_key(&item.place));
        let good = good.filter_map(|item| Some((item.place, item.project.as_ref().ok()?)));
        let (places, projects): (Vec<usize>, Vec<&Box<ProjectProfile>>) = good.unzip();
        if projects.is_empty() {
            return Ok(None);
        }
        let mut body = head.clone();
        body["projects"] = json!(projects);
        let (body, name) = (body.to_string().into_bytes(), request_name()?);
        match RunningJob::post(&server.connection, body, &name).await {
            Err(Error::Refused(refusal)) => {
                let found = by_place(&refusal, &places);
                if found.is_empty() {
                    return Err(Error::Refused(refusal).into());
                }
                refused.extend(found);
            }
            posted => return Ok(Some(posted?)),
        }
    }
}

/// Whether a server refuses a job because there are no projects.
fn is_of_none(refusal: &Refusal) -> bool {
    matches!(refusal.faults.as_slice(), [Fault { path, value, .. }] if path == "projects" && value == "0")
}

/// The faults of single projects of a job by the places of the projects; none if the job has others.
fn by_place(refusal: &Refusal, places: &[usize]) -> BTreeMap<usize, Refusal> {
    let mut found: BTreeMap<usize, Refusal> = BTreeMap::new();
    for fault in &refusal.faults {
        let position = fault.path.strip_prefix("projects[").and_then(|rest| rest.split_once(']'));
        let place = position.and_then(|(at, _)| places.get(at.parse::<usize>().ok()?));
        let (Some((_, path)), Some(place)) = (position, place) else { return BTreeMap::new() };
        let path = path.strip_prefix('.').unwrap_or(path).to_owned();
        let of_project = found.entry(*place).or_insert_with(|| refusal.without_faults());
        of_project.faults.push(Fault { path, ..fault.clone() });
    }
    found
}
