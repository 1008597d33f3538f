use std::time::Duration;

use axum::body::{Body, Bytes};
use tokio::time::{Instant, sleep};

use super::body::RerankJobBody;
use crate::{
    domain::{
        id::JobId,
        limits::{EVENT_STREAM_SECONDS_MAX, EVENT_STREAM_SILENT_SECONDS_MAX},
    },
    http::{Stopping, parts::parts},
    service::{
        App,
        rerank_jobs::{Job, get_job, list_results},
    },
};

/// How often to look whether a job has gone on.
const LOOK: Duration = Duration::from_millis(300);

/// The results of a finished job, line by line.
pub(super) fn results(app: App, id: JobId) -> Body {
    let (sender, body) = parts();
    tokio::spawn(async move {
        let mut first = 0;
        loop {
            let page = list_results(&app, &id, first).await.map(|lines| {
                first += lines.len() as u64;
                Bytes::from(lines.into_iter().map(|line| line + "\n").collect::<String>())
            });
            let is_last = page.as_ref().is_ok_and(Bytes::is_empty) || page.is_err();
            let is_worth_it = page.as_ref().map_or(true, |part| !part.is_empty());
            if (is_worth_it && sender.send(page).await.is_err()) || is_last {
                return;
            }
        }
    });
    body
}

/// What happens to a job, as server-sent events until it has ended: `progress` whenever it has gone
/// on, and `ended` at last; both bring the job. A server that stops ends it at once: whoever listens
/// asks the next.
pub(super) fn events(app: App, job: Job, mut stopping: Stopping) -> Body {
    let (sender, body) = parts();
    tokio::spawn(async move {
        // Whoever wants more asks again, as browsers do by themselves.
        let until = Instant::now() + Duration::from_secs(EVENT_STREAM_SECONDS_MAX);
        let silence = Duration::from_secs(EVENT_STREAM_SILENT_SECONDS_MAX);
        let (id, mut job) = (job.id.clone(), job);
        let mut told: Option<Job> = None;
        let mut spoken = Instant::now();
        while Instant::now() < until {
            let is_news = told.as_ref() != Some(&job);
            let part = match (is_news, silence < spoken.elapsed()) {
                (true, _) => Some(event(&job)),
                // A comment, which says that the connection lives.
                (false, true) => Some(Bytes::from_static(b":\n\n")),
                (false, false) => None,
            };
            if let Some(part) = part {
                spoken = Instant::now();
                if sender.send(Ok(part)).await.is_err() {
                    return;
                }
            }
            if job.state.is_ended() || sender.is_closed() {
                return;
            }
            told = Some(job.clone());
            tokio::select! {
                () = stopping.begun() => return,
                () = sleep(LOOK) => {}
            }
            match get_job(&app, &id).await {
                Ok(found) => job = found,
                Err(error) => {
                    let _ = sender.send(Err(error)).await;
                    return;
                }
            }
        }
    });
    body
}

fn event(job: &Job) -> Bytes {
    let name = if job.state.is_ended() { "ended" } else { "progress" };
    let body = serde_json::to_string(&RerankJobBody::from(job.clone()));
    let body = body.expect("a body of strings and numbers has a JSON form");
    Bytes::from(format!("event: {name}\ndata: {body}\n\n"))
}
