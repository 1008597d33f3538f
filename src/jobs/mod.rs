//! The queues that hand work to workers: all of apalis. There is one for the chunks of jobs, and one
//! for looking at saved searches and telling of what is noticed.
//!
//! It lies in tables of its own, in a file beside the store's or in the PostgreSQL of the store, and
//! holds nothing that cannot be filled in again from the store. A task is handed out at least once:
//! workers beat while they live, and what a worker had that beats no more is handed to another.

/// Why a queue could not do it.
mod error;
/// The tables of the queue.
mod place;
/// Forgetting what is done.
mod prune;

use std::{
    convert::Infallible, fmt, future::Future, marker::PhantomData, path::PathBuf, pin::Pin,
    sync::Arc, time::Duration,
};

use apalis::prelude::{
    Attempt, BackendExt, BoxDynError, Data, TaskSink, WorkerBuilder, WorkerBuilderExt,
};
use apalis_postgres::{PgPool, PostgresStorage};
use apalis_sqlite::{SqlitePool, SqliteStorage};
use serde::{Serialize, de::DeserializeOwned};

pub use error::Error;

use crate::domain::{alert::AlertTask, job::ChunkTask, limits::QUEUE_HOURS_KEPT};

/// How often a worker says that it lives.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// After how many beats that did not come a worker is given up: a machine under load is late by one
/// or two.
const HEARTBEATS_MISSED: usize = 5;
/// How often an idle worker looks for tasks.
const LOOK: Duration = Duration::from_millis(300);
/// How often to forget what was done long ago.
const UPKEEP: Duration = Duration::from_hours(1);

/// What lies in a queue.
pub trait Task: Serialize + DeserializeOwned + Send + Sync + Unpin + 'static {
    /// The name of its queue in the tables.
    const QUEUE: &'static str;
    /// How many of them a worker takes at a time.
    const AT_A_TIME: usize;
}

impl Task for ChunkTask {
    const QUEUE: &'static str = "hinterland::rerank";
    /// A chunk is work for all threads of a worker.
    const AT_A_TIME: usize = 1;
}

impl Task for AlertTask {
    const QUEUE: &'static str = "hinterland::alerts";
    /// A receiver that does not answer holds up one of them; what is computed waits for its turn.
    const AT_A_TIME: usize = 4;
}

/// Where a queue lies.
#[derive(Debug, Clone)]
pub enum Place {
    /// In a SQLite file of its own, for one process.
    File(PathBuf),
    /// In a schema of its own of a PostgreSQL database, for many.
    Postgres(PgPool),
}

/// A queue of tasks of one kind.
#[derive(Debug)]
pub struct Queue<T = ChunkTask> {
    tables: Tables,
    tasks: PhantomData<fn() -> T>,
}

impl<T> Clone for Queue<T> {
    fn clone(&self) -> Queue<T> {
        Queue { tables: self.tables.clone(), tasks: PhantomData }
    }
}

#[derive(Debug, Clone)]
enum Tables {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// What is done with a task that is begun for the nth time, from 1.
///
/// An error puts it back into the queue.
pub struct Work<T = ChunkTask>(Arc<dyn Fn(T, usize) -> Working + Send + Sync>);

/// A task that is being done.
pub type Working = Pin<Box<dyn Future<Output = Result<(), Fault>> + Send>>;
/// Why a task could not be done.
pub type Fault = Box<dyn std::error::Error + Send + Sync>;

impl<T> Work<T> {
    /// Does `work` with every task.
    pub fn new(work: impl Fn(T, usize) -> Working + Send + Sync + 'static) -> Work<T> {
        Work(Arc::new(work))
    }
}

impl<T> Clone for Work<T> {
    fn clone(&self) -> Work<T> {
        Work(self.0.clone())
    }
}

impl<T> fmt::Debug for Work<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Work")
    }
}

impl<T: Task> Queue<T> {
    /// Opens a queue and brings its tables up to date. A file that cannot be read is set up anew.
    ///
    /// # Errors
    /// The tables cannot be set up.
    pub async fn open(place: &Place) -> Result<Queue<T>, Error> {
        let tables = match place {
            Place::File(path) => Tables::Sqlite(place::open_file(path).await?),
            Place::Postgres(pool) => {
                place::set_up_postgres(pool).await?;
                Tables::Postgres(pool.clone())
            }
        };
        Ok(Queue { tables, tasks: PhantomData })
    }

    /// Puts tasks into the queue, in order.
    ///
    /// # Errors
    /// The tables cannot be written; some of the tasks may be in the queue then.
    pub async fn push(&self, tasks: Vec<T>) -> Result<(), Error> {
        match &self.tables {
            Tables::Sqlite(pool) => sqlite(pool).push_bulk(tasks).await.map_err(Error::of),
            Tables::Postgres(pool) => postgres(pool).push_bulk(tasks).await.map_err(Error::of),
        }
    }

    /// Takes tasks out of the queue and does `work` with them, for ever, as the worker `name`, which
    /// no other bears.
    ///
    /// # Errors
    /// The tables cannot be read or written.
    pub async fn work(&self, name: &str, work: Work<T>) -> Result<(), Error> {
        let builder = WorkerBuilder::new(name);
        match &self.tables {
            Tables::Sqlite(pool) => {
                let builder = builder.backend(sqlite::<T>(pool).poll_with_interval(LOOK));
                let builder = builder.concurrency(T::AT_A_TIME).data(work);
                builder.build(carry_out::<T>).run().await.map_err(Error::of)
            }
            Tables::Postgres(pool) => {
                let builder = builder.backend(postgres::<T>(pool).poll_with_interval(LOOK));
                let builder = builder.concurrency(T::AT_A_TIME).data(work);
                builder.build(carry_out::<T>).run().await.map_err(Error::of)
            }
        }
    }

    /// Forgets from time to time, for ever, what was done long ago.
    ///
    /// # Errors
    /// The tables cannot be written.
    pub async fn keep_up(&self) -> Result<Infallible, Error> {
        loop {
            self.prune(QUEUE_HOURS_KEPT).await?;
            tokio::time::sleep(UPKEEP).await;
        }
    }

    /// Forgets the tasks of all queues that were done, or given up, more than so many hours ago.
    ///
    /// # Errors
    /// The tables cannot be written.
    pub async fn prune(&self, hours: u32) -> Result<(), Error> {
        match &self.tables {
            Tables::Sqlite(pool) => prune::prune_file(pool, hours).await,
            Tables::Postgres(pool) => prune::prune_postgres(pool, hours).await,
        }
    }
}

async fn carry_out<T: Task>(
    task: T,
    attempt: Attempt,
    work: Data<Work<T>>,
) -> Result<(), BoxDynError> {
    // Counted from the first beginning on.
    (work.0.0)(task, attempt.current().max(1)).await
}

fn sqlite<T: Task>(pool: &SqlitePool) -> SqliteStorage<T> {
    let config = apalis_sqlite::Config::default()
        .queue(T::QUEUE)
        .batch_size(T::AT_A_TIME)
        .heartbeat_interval(HEARTBEAT)
        .missed_heartbeats(HEARTBEATS_MISSED);
    SqliteStorage::new(pool).with_config(config)
}

fn postgres<T: Task>(pool: &PgPool) -> PostgresStorage<T> {
    let config = apalis_postgres::Config::default()
        .queue(T::QUEUE)
        .batch_size(T::AT_A_TIME)
        .heartbeat_interval(HEARTBEAT)
        .missed_heartbeats(HEARTBEATS_MISSED);
    PostgresStorage::new(pool).with_config(config)
}

#[cfg(test)]
mod tests;
