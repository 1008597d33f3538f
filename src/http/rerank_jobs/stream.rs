use std::time::Duration;

use axum::body::{Body, Bytes};
use tokio::time::{Instant, sleep};

use super::body::RerankJobBody;
use crate::{
    domain::limits::{EVENT_STREAM_SECONDS_MAX, EVENT_STREAM_SILENT_SECONDS_MAX},
    http::{Stopping, parts::parts},
    service::{
        App,
        rerank_jobs::{Job, get_job, list_results},
    },
};

/// How often to look whether a job has gone on.
const LOOK: Duration = Duration::from_millis(300);

/// The results of a finished job, line by line; it breaks off if the job is forgotten meanwhile.
pub(super) fn results(app: App, job: Job) -> Body {
    let (sender, body) = parts();
    tokio::spawn(async move {
        let mut first = 0;
        while first < job.projects {
            let page = list_results(&app, &job, first).await.map(|lines| {
                first += lines.len() as u64;
                Bytes::from(lines.into_iter().map(|line| line + "\n").collect::<String>())
            });
            let is_broken = page.is_err();
            if sender.send(page).await.is_err() || is_broken {
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

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;
    use crate::{
        domain::id::JobId,
        service::{
            app::{Access, Database, OpenOptions, WorldChoice},
            rerank_jobs::JobState,
        },
    };

    #[tokio::test]
    async fn results_of_a_job_that_is_forgotten_meanwhile_break_off() {
        let folder = tempfile::tempdir().unwrap();
        let options = OpenOptions {
            data_dir: folder.path().to_owned(),
            database: Database::File,
            world: WorldChoice::None,
            access: Access::Write,
        };
        let (app, _notices) = Box::pin(App::open(options)).await.unwrap();
        for (projects, is_whole) in [(0, true), (2, false)] {
            let job = Job {
                id: JobId::parse("job-1").unwrap(),
                state: JobState::Finished,
                question: "{}".to_owned(),
                projects,
                projects_done: projects,
                projects_refused: 0,
                generations: vec![7],
                created: jiff::Timestamp::UNIX_EPOCH,
                ended: Some(jiff::Timestamp::UNIX_EPOCH),
                reason: None,
            };
            let collected = results(app.clone(), job).collect().await;
            assert_eq!(collected.is_ok(), is_whole, "{projects} projects");
        }
    }
}
