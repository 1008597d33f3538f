use std::{convert::Infallible, time::Duration};

use tokio::time::sleep;

use super::{Error, secret};
use crate::jobs::{self, Queue, Task, Work};

/// How often a worker looks for what is to be done.
pub(super) const LOOK: Duration = Duration::from_millis(500);
/// After how many looks without anything it leaves the queue alone: half a minute.
pub(super) const IDLE_LOOKS_MAX: u32 = 60;
/// How long a worker rests that cannot reach store or queue, and a task that could not be done.
const REST: Duration = Duration::from_secs(1);

/// Works for ever. While store or queue cannot be reached, it tries again, and says once that `what`
/// cannot be done meanwhile.
pub(super) async fn for_ever<W>(what: &str, try_to_work: impl Fn() -> W + Send) -> Infallible
where
    W: Future<Output = Result<(), Error>> + Send,
{
    let mut is_told = false;
    loop {
        match try_to_work().await {
            Ok(()) => {
                is_told = false;
                continue;
            }
            Err(error) if is_told => tracing::debug!(%error, "{what} still cannot be done"),
            Err(error) => {
                is_told = true;
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::warn!(%error, cause, "{what} cannot be done for now");
            }
        }
        sleep(REST).await;
    }
}

/// No two workers bear one name, also if one takes the place of another.
pub(super) fn name(kind: &str) -> Result<String, Error> {
    Ok(format!("{}-{kind}-{}", std::process::id(), secret::digits::<6>()?))
}

/// Does tasks of a queue, while `hand_over` puts them into it, until that has nothing more.
pub(super) async fn work_off<T: Task>(
    (queue, name): (&Queue<T>, &str),
    work: Work<T>,
    hand_over: impl Future<Output = Result<(), Error>>,
) -> Result<(), Error> {
    tokio::select! {
        ended = queue.work(name, work) => {
            ended?;
            Err(Error::Unavailable { what: "the queue", source: "its worker has stopped".into() })
        }
        pruned = queue.keep_up() => match pruned? {},
        handed = hand_over => handed,
    }
}

/// Does a task of a queue, which is called `what`. It is a task of its own for the runtime, too: a panic
/// in it is a fault of the task and not the end of the worker.
pub(super) async fn do_task(
    what: &'static str,
    task: impl Future<Output = Result<(), Error>> + Send + 'static,
) -> Result<(), jobs::Fault> {
    let fault: jobs::Fault = match tokio::spawn(task).await {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => error.into(),
        Err(error) => error.into(),
    };
    tracing::warn!(%fault, "{what} could not be done and is tried again: {fault}");
    sleep(REST).await;
    Err(fault)
}
