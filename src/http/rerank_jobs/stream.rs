use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::body::{Body, Bytes};
use hyper::body::Frame;
use tokio::{
    sync::mpsc,
    time::{Instant, sleep},
};

use super::body::RerankJobBody;
use crate::{
    domain::{
        id::JobId,
        limits::{EVENT_STREAM_SECONDS_MAX, EVENT_STREAM_SILENT_SECONDS_MAX},
    },
    service::{
        App, Error,
        rerank_jobs::{Job, get_job, list_results},
    },
};

/// Parts of an answer that wait for the client to take them.
const PARTS_WAITING: usize = 4;
/// How often to look whether a job has gone on.
const LOOK: Duration = Duration::from_millis(300);

/// An answer that is made while it is sent.
struct Parts(mpsc::Receiver<Result<Bytes, Error>>);

impl hyper::body::Body for Parts {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        self.0.poll_recv(context).map(|part| part.map(|part| part.map(Frame::data)))
    }
}

/// The results of a finished job, line by line. An error breaks the answer off, so that nobody takes
/// a part for the whole.
pub(super) fn results(app: App, id: JobId) -> Body {
    let (sender, receiver) = mpsc::channel(PARTS_WAITING);
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
    Body::new(Parts(receiver))
}

/// What happens to a job, as server-sent events until it has ended: `progress` whenever it has gone
/// on, and `ended` at last; both bring the job.
pub(super) fn events(app: App, job: Job) -> Body {
    let (sender, receiver) = mpsc::channel(PARTS_WAITING);
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
            sleep(LOOK).await;
            match get_job(&app, &id).await {
                Ok(found) => job = found,
                Err(error) => {
                    let _ = sender.send(Err(error)).await;
                    return;
                }
            }
        }
    });
    Body::new(Parts(receiver))
}

fn event(job: &Job) -> Bytes {
    let name = if job.state.is_ended() { "ended" } else { "progress" };
    let body = serde_json::to_string(&RerankJobBody::from(job.clone()));
    let body = body.expect("a body of strings and numbers has a JSON form");
    Bytes::from(format!("event: {name}\ndata: {body}\n\n"))
}
