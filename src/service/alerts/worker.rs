use std::{collections::BTreeSet, convert::Infallible, time::Duration};

use jiff::{SignedDuration, Timestamp};
use tokio::time::{Instant, sleep};

use super::{delivering::deliver, noticing::look};
use crate::{
    domain::{
        alert::AlertTask,
        limits::{
            ALERT_PATIENCE_SECONDS, ALERT_QUIET_SECONDS, ALERT_STALLED_SECONDS, ALERT_TASKS_MAX,
        },
    },
    jobs::{Queue, Work},
    notify::Notifier,
    service::{
        App, Error,
        worker::{IDLE_LOOKS_MAX, LOOK, do_task, for_ever, name, work_off},
    },
};

/// How a worker works.
#[derive(Debug, Clone, Copy)]
pub struct AlertWorker {
    /// Reads the clock.
    pub now: fn() -> Timestamp,
}

/// What came of doing everything at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// Saved searches that were looked at.
    pub looked_at: usize,
    /// Alerts that came of it.
    pub noticed: usize,
    /// Alerts that receivers have taken.
    pub delivered: usize,
    /// Alerts that receivers have not taken; they are tried again later, unless they are given up.
    pub not_delivered: usize,
}

/// Looks at saved searches and tells receivers, for ever, with the threads for computing that `app`
/// has.
///
/// The queue is opened when there is something to be done, and left alone when there is nothing any
/// more. While store or queue cannot be reached, it tries again.
pub async fn work(app: &App, worker: AlertWorker) -> Infallible {
    for_ever("the work on alerts", || try_to_work(app, worker)).await
}

/// Looks at every saved search that the store has left behind and tells every receiver that is to be
/// told, at once and without the queue.
///
/// # Errors
/// Store unavailable, too much is being computed.
pub async fn check_now(app: &App, worker: AlertWorker) -> Result<CheckReport, Error> {
    let notifier = Notifier::new(app.receivers());
    let mut report = CheckReport::default();
    let mut done: BTreeSet<AlertTask> = BTreeSet::new();
    loop {
        let generation = app.store().generation().await?;
        let times = ((worker.now)(), Timestamp::MAX);
        let tasks = app.store().list_alert_tasks(generation, times, ALERT_TASKS_MAX).await?;
        let tasks: Vec<AlertTask> = tasks.into_iter().filter(|task| !done.contains(task)).collect();
        if tasks.is_empty() {
            return Ok(report);
        }
        for task in tasks {
            match carry_out(app, &notifier, worker, &task).await? {
                Did::Looked(noticed) => {
                    report.looked_at += 1;
                    report.noticed += usize::from(noticed);
                }
                Did::Told(Some(true)) => report.delivered += 1,
                Did::Told(Some(false)) => report.not_delivered += 1,
                Did::Told(None) => {}
            }
            done.insert(task);
        }
    }
}

/// What was done.
enum Did {
    /// A saved search was looked at; whether something was noticed.
    Looked(bool),
    /// A receiver was told; whether it has taken it.
    Told(Option<bool>),
}

async fn carry_out(
    app: &App,
    notifier: &Notifier,
    worker: AlertWorker,
    task: &AlertTask,
) -> Result<Did, Error> {
    match task {
        AlertTask::Check { organisation, search } => {
            let noticed = Box::pin(look(app, organisation, search, (worker.now)())).await?;
            Ok(Did::Looked(noticed))
        }
        AlertTask::Deliver { organisation, alert } => {
            deliver(app, notifier, (organisation, alert), worker.now).await.map(Did::Told)
        }
    }
}

/// Waits for something to be done, and does it until there is nothing any more.
async fn try_to_work(app: &App, worker: AlertWorker) -> Result<(), Error> {
    let mut pace = Pace::default();
    let first = loop {
        let moved = look_for(app, &mut pace).await?;
        if !due(app, worker, moved).await?.is_empty() {
            break moved;
        }
        sleep(LOOK).await;
    };
    let queue: Queue<AlertTask> = Queue::open(&app.queue_place()).await?;
    let (doing, notifier) = (app.clone(), Notifier::new(app.receivers()));
    let work = Work::new(move |task, _| {
        let (app, notifier) = (doing.clone(), notifier.clone());
        let alert = async move { carry_out(&app, &notifier, worker, &task).await.map(drop) };
        Box::pin(do_task("the work on an alert", alert))
    });
    let name = name("alerts")?;
    work_off((&queue, &name), work, hand_over((app, worker), &queue, &mut pace, first)).await
}

/// Puts into the queue what is not there yet, or was lost with it, until there is nothing any more:
/// first what was found with `moved`, then whatever the time has come for.
async fn hand_over(
    (app, worker): (&App, AlertWorker),
    queue: &Queue<AlertTask>,
    pace: &mut Pace,
    mut moved: Moved,
) -> Result<(), Error> {
    let mut idle_looks = 0;
    while idle_looks < IDLE_LOOKS_MAX {
        idle_looks += 1;
        if 0 < hand_over_due((app, worker), queue, moved).await? {
            idle_looks = 0;
        }
        sleep(LOOK).await;
        moved = look_for(app, pace).await?;
    }
    Ok(())
}

/// Puts into the queue what is due now; how much that is.
async fn hand_over_due(
    (app, worker): (&App, AlertWorker),
    queue: &Queue<AlertTask>,
    moved: Moved,
) -> Result<usize, Error> {
    if due(app, worker, moved).await?.is_empty() {
        return Ok(0);
    }
    // One worker at a time; another may have been faster.
    let _turn = app.writer().await?;
    let tasks = due(app, worker, moved).await?;
    // Whoever is lost between these two hands over twice: what is done is done.
    queue.push(tasks.clone()).await?;
    app.store().note_alert_tasks(&tasks, (worker.now)()).await?;
    Ok(tasks.len())
}

/// Up to which generation the store has moved, if it is time to look at that; 0 if it is not. New
/// saved searches are looked at in any case.
type Moved = u64;

/// Decides what to look for now. Whoever asks twice is told not to look the second time, so that what
/// was decided is passed on.
async fn look_for(app: &App, pace: &mut Pace) -> Result<Moved, Error> {
    let generation = app.store().generation().await?;
    Ok(pace.look_for(generation, Instant::now()))
}

/// What is to be handed to the queue.
async fn due(app: &App, worker: AlertWorker, moved: Moved) -> Result<Vec<AlertTask>, Error> {
    let now = (worker.now)();
    let stalled = now.checked_sub(SignedDuration::from_secs(ALERT_STALLED_SECONDS));
    let times = (now, stalled.unwrap_or(Timestamp::MIN));
    Ok(app.store().list_alert_tasks(moved, times, ALERT_TASKS_MAX).await?)
}

/// When to look at what has moved: once writes have ceased for a moment, or have gone on for long.
#[derive(Debug, Default)]
struct Pace {
    seen: Option<Moving>,
}

#[derive(Debug)]
struct Moving {
    generation: u64,
    /// When this generation was first seen.
    since: Instant,
    /// When the writes began that have not ceased.
    begun: Instant,
}

impl Pace {
    fn look_for(&mut self, generation: u64, now: Instant) -> Moved {
        if self.is_time(generation, now) { generation } else { 0 }
    }

    fn is_time(&mut self, generation: u64, now: Instant) -> bool {
        let seen = self.seen.get_or_insert(Moving { generation, since: now, begun: now });
        let quiet = Duration::from_secs(ALERT_QUIET_SECONDS);
        let is_quiet = quiet <= now.duration_since(seen.since);
        if seen.generation != generation {
            if is_quiet {
                seen.begun = now;
            }
            (seen.generation, seen.since) = (generation, now);
        }
        let is_quiet = quiet <= now.duration_since(seen.since);
        let patience = Duration::from_secs(ALERT_PATIENCE_SECONDS);
        let is_long = patience <= now.duration_since(seen.begun);
        if is_long && !is_quiet {
            // Looked at now, and then not again before as long a time.
            seen.begun = now;
        }
        is_quiet || is_long
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{alert::Tell, kind::DocumentKind, region::Level, text::Language},
        service::{
            alerts::{SavedSearch, SavedSubject, add_search},
            app::{Access, Database, OpenOptions, WorldChoice},
            rank_regions::Wishes,
        },
    };

    #[test]
    fn a_burst_of_writes_is_looked_at_once() {
        let start = Instant::now();
        let at = |milliseconds: u64| start + Duration::from_millis(milliseconds);
        let mut pace = Pace::default();
        assert!(!pace.is_time(1, at(0)), "who knows what came before");
        assert!(pace.is_time(1, at(2_000)));
        for second in 0..50 {
            // A write each second, which are no two seconds without one.
            let now = 3_000 + second * 1_000;
            assert!(!pace.is_time(2 + second, at(now)), "{second}");
        }
        assert!(pace.is_time(51, at(54_000)), "they have ceased");
        let mut looks = 0;
        for second in 0..130 {
            looks += u32::from(pace.is_time(100 + second, at(60_000 + second * 1_000)));
        }
        assert_eq!(looks, 2, "once a minute while they go on");
    }

    fn now() -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_saved_search_is_handed_over_while_writes_go_on() {
        let folder = tempfile::tempdir().unwrap();
        let options = OpenOptions {
            data_dir: folder.path().to_owned(),
            database: Database::File,
            world: WorldChoice::None,
            access: Access::Write,
        };
        let (app, _notices) = Box::pin(App::open(options)).await.unwrap();
        let search = SavedSearch {
            subject: SavedSubject::Text("battery plant".to_owned()),
            wishes: Wishes::default(),
            level: Level::Park,
            top: 1,
            tell: BTreeSet::from(Tell::ALL),
            webhook: None,
            language: Language::En,
        };
        Box::pin(add_search(&app, search, None, now())).await.unwrap().unwrap();
        let queue = Queue::open(&app.queue_place()).await.unwrap();
        let (mut pace, start) = (Pace::default(), Instant::now());
        let mut handed = Vec::new();
        for second in 0..130 {
            // A write each second.
            let region = format!(
                r#"{{"schema":1,"id":"XX-{second}","levels":["province"],"name":{{"en":"x"}}}}"#
            );
            let region = serde_json::from_str(&region).unwrap();
            let occasion = app.occasion(DocumentKind::Regions, now());
            app.store().put_regions(&occasion, &[region], None).await.unwrap();
            let generation = app.store().generation().await.unwrap();
            let moved = pace.look_for(generation, start + Duration::from_secs(second));
            let worker = AlertWorker { now };
            handed.push(hand_over_due((&app, worker), &queue, moved).await.unwrap());
        }
        assert_eq!(handed.iter().sum::<usize>(), 1, "{handed:?}");
    }
}
