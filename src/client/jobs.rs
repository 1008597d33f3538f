use std::time::Duration;

use serde::Deserialize;
use tokio::time::sleep;

use super::{Connection, Error, Refusal, Reply, Request};
use crate::domain::limits::{CLIENT_JOB_LOSSES_MAX, RUN_LINE_BYTES_MAX};

/// How long to wait before listening anew after a connection was lost.
const AFTER_LOSS: Duration = Duration::from_secs(1);

/// A job as a server tells it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Job {
    /// By what it is asked for.
    pub id: String,
    /// `queued`, `running`, `finished`, `cancelled` or `failed`.
    pub state: String,
    /// Projects to rank.
    pub projects: u64,
    /// Projects that are done, be they ranked or refused.
    pub projects_done: u64,
    /// Projects that cannot be ranked.
    pub projects_refused: u64,
    /// Why it failed; `None` if it did not.
    #[serde(default)]
    pub reason: Option<String>,
}

impl Job {
    fn is_ended(&self) -> bool {
        ["finished", "cancelled", "failed"].contains(&self.state.as_str())
    }
}

/// One line of the results of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobLine {
    /// The match document of a project, without its end of line.
    Answer(Vec<u8>),
    /// Why there is none.
    Refused(Refusal),
}

/// Reads a line of results.
///
/// # Errors
/// It is no JSON object.
pub fn job_line(line: Vec<u8>) -> Result<JobLine, serde_json::Error> {
    #[derive(Deserialize)]
    struct Line {
        #[serde(default)]
        problem: Option<Refusal>,
    }
    let Line { problem } = serde_json::from_slice(&line)?;
    Ok(problem.map_or(JobLine::Answer(line), JobLine::Refused))
}

/// A job that a server carries out.
#[derive(Debug)]
pub struct RunningJob<'a> {
    connection: &'a Connection,
    job: Job,
    /// The results as they come.
    reply: Option<Reply>,
    /// What came of them and is no whole line yet.
    rest: Vec<u8>,
    /// Lines that were taken.
    taken: u64,
    losses: usize,
}

impl<'a> RunningJob<'a> {
    /// Posts a job; `key` is the name by which the server knows it again if its answer is lost.
    ///
    /// # Errors
    /// No answer, or a refusal.
    pub async fn post(
        connection: &'a Connection,
        body: Vec<u8>,
        key: &str,
    ) -> Result<RunningJob<'a>, Error> {
        let request = Request::write_once(&["rerank-jobs"], key, "application/json", body);
        let job = ask(connection, &request).await?;
        let (rest, reply) = (Vec::new(), None);
        Ok(RunningJob { connection, job, reply, rest, taken: 0, losses: 0 })
    }

    /// A job that was posted before.
    ///
    /// # Errors
    /// No answer, or a refusal.
    pub async fn find(connection: &'a Connection, id: &str) -> Result<RunningJob<'a>, Error> {
        let job = ask(connection, &Request::get(&["rerank-jobs", id])).await?;
        let (rest, reply) = (Vec::new(), None);
        Ok(RunningJob { connection, job, reply, rest, taken: 0, losses: 0 })
    }

    /// The job as it was last heard of.
    pub fn job(&self) -> &Job {
        &self.job
    }

    /// Listens until the job is finished, and tells `each` whenever it has gone on. A connection that
    /// is lost is made anew.
    ///
    /// # Errors
    /// It was cancelled or failed; the server is gone for good.
    pub async fn follow(&mut self, each: &mut (dyn FnMut(&Job) + Send)) -> Result<(), Error> {
        each(&self.job);
        while !self.job.is_ended() {
            let before = self.job.clone();
            if let Err(error) = self.listen(each).await {
                self.bear(error).await?;
            }
            if self.job != before {
                self.losses = 0;
            }
        }
        self.losses = 0;
        if self.job.state == "finished" {
            return Ok(());
        }
        let because = self.job.reason.as_ref().map(|reason| format!(": {reason}"));
        let what = match self.job.state.as_str() {
            "cancelled" => "was cancelled".to_owned(),
            _ => format!("failed{}", because.unwrap_or_default()),
        };
        Err(Error::JobLost { id: self.job.id.clone(), what })
    }

    /// Listens to one stream of events, which ends by itself after a while.
    async fn listen(&mut self, each: &mut (dyn FnMut(&Job) + Send)) -> Result<(), Error> {
        let path = ["rerank-jobs", &self.job.id, "events"];
        let request = Request::get(&path).header("accept", "text/event-stream");
        let mut reply = self.connection.open(&request).await?;
        reply.require_type("text/event-stream")?;
        let mut text = Vec::new();
        while let Some(chunk) = reply.chunk().await? {
            text.extend(chunk);
            while let Some(end) = text.windows(2).position(|two| two == b"\n\n") {
                let event: Vec<u8> = text.drain(..end + 2).collect();
                if let Some(job) = job_of(&event) {
                    self.job = job;
                    each(&self.job);
                }
            }
            if self.job.is_ended() || RUN_LINE_BYTES_MAX < text.len() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The next line of the results of a finished job; `None` after the last. A connection that is
    /// lost is made anew, and what was taken is passed over.
    ///
    /// # Errors
    /// The server is gone for good, or says something else than there is.
    pub async fn next_line(&mut self) -> Result<Option<Vec<u8>>, Error> {
        loop {
            if let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
                let mut line: Vec<u8> = self.rest.drain(..=end).collect();
                line.pop();
                self.taken += 1;
                self.losses = 0;
                return Ok(Some(line));
            }
            if self.taken == self.job.projects {
                return Ok(None);
            }
            match self.more().await {
                Ok(true) => {}
                Ok(false) => {
                    let what = format!(
                        "has {} results where {} projects were ranked",
                        self.taken, self.job.projects
                    );
                    return Err(Error::JobLost { id: self.job.id.clone(), what });
                }
                Err(error) => {
                    (self.reply, self.rest) = (None, Vec::new());
                    self.bear(error).await?;
                }
            }
        }
    }

    /// Takes more of the results; `false` at their end.
    async fn more(&mut self) -> Result<bool, Error> {
        let Some(mut reply) = self.reply.take() else {
            // What was read past the lines that were taken may hold the next ones already.
            self.reply = Some(self.results_anew().await?);
            return Ok(true);
        };
        let chunk = reply.chunk().await?;
        self.reply = Some(reply);
        let is_there = chunk.is_some();
        self.rest.extend(chunk.unwrap_or_default());
        Ok(is_there)
    }

    /// Asks for the results and passes over those that were taken.
    async fn results_anew(&mut self) -> Result<Reply, Error> {
        let path = ["rerank-jobs", &self.job.id, "results"];
        let request = Request::get(&path).header("accept", "application/x-ndjson");
        let mut reply = self.connection.open(&request).await?;
        reply.require_type("application/x-ndjson")?;
        let mut to_pass = self.taken;
        while 0 < to_pass {
            let Some(chunk) = reply.chunk().await? else { break };
            for (at, byte) in chunk.iter().enumerate() {
                if *byte == b'\n' {
                    to_pass -= 1;
                    if to_pass == 0 {
                        self.rest = chunk[at + 1..].to_vec();
                        break;
                    }
                }
            }
        }
        Ok(reply)
    }

    /// Bears a loss and waits; too many in a row are the end.
    async fn bear(&mut self, error: Error) -> Result<(), Error> {
        let is_loss = matches!(
            error,
            Error::Unreachable { .. } | Error::BrokenOff { .. } | Error::Silent { .. }
        );
        self.losses += 1;
        if !is_loss || CLIENT_JOB_LOSSES_MAX <= self.losses {
            return Err(error);
        }
        sleep(AFTER_LOSS).await;
        Ok(())
    }
}

/// Cancels a job; one that has ended stays as it is.
///
/// # Errors
/// No answer, or a refusal.
pub async fn cancel_job(connection: &Connection, id: &str) -> Result<(), Error> {
    let with_verb = format!("{id}:cancel");
    ask(connection, &Request::act(&["rerank-jobs", &with_verb])).await.map(|_| ())
}

async fn ask(connection: &Connection, request: &Request) -> Result<Job, Error> {
    let bytes = connection.send_for(request, "application/json").await?;
    serde_json::from_slice(&bytes)
        .map_err(|_| Error::foreign(&connection.server(), "its answer is no job"))
}

/// The job that an event brings: the line of its data. Comments bring none.
fn job_of(event: &[u8]) -> Option<Job> {
    let mut lines = event.split(|byte| *byte == b'\n');
    let data = lines.find_map(|line| line.strip_prefix(b"data:"))?;
    serde_json::from_slice(data).ok()
}
