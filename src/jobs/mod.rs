//! The queue that hands chunks of jobs to workers: all of apalis.
//!
//! It lies in tables of its own, in a file beside the store's or in the PostgreSQL of the store, and
//! holds nothing that cannot be filled in again from the store. A chunk is handed out at least once:
//! workers beat while they live, and what a worker had that beats no more is handed to another.

/// Why a queue could not do it.
mod error;
/// The tables of the queue.
mod place;

use std::{fmt, future::Future, path::PathBuf, pin::Pin, sync::Arc, time::Duration};

use apalis::prelude::{
    Attempt, BackendExt, BoxDynError, Data, TaskSink, WorkerBuilder, WorkerBuilderExt,
};
use apalis_postgres::{PgPool, PostgresStorage};
use apalis_sqlite::{SqlitePool, SqliteStorage};

pub use error::Error;

use crate::domain::job::ChunkTask;

/// The name of the queue in its tables.
const QUEUE: &str = "hinterland::rerank";
/// How often a worker says that it lives.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// After how many beats that did not come a worker is given up: a machine under load is late by one
/// or two.
const HEARTBEATS_MISSED: usize = 5;
/// How often an idle worker looks for chunks.
const LOOK: Duration = Duration::from_millis(300);
/// Chunks that a worker takes at a time: a chunk is work for all of its threads.
const CHUNKS_AT_A_TIME: usize = 1;

/// Where a queue lies.
#[derive(Debug, Clone)]
pub enum Place {
    /// In a SQLite file of its own, for one process.
    File(PathBuf),
    /// In a schema of its own of a PostgreSQL database, for many.
    Postgres(PgPool),
}

/// The queue.
#[derive(Debug, Clone)]
pub struct Queue(Tables);

#[derive(Debug, Clone)]
enum Tables {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// What is done with a chunk that is begun for the nth time, from 1.
///
/// An error puts it back into the queue.
#[derive(Clone)]
pub struct Work(Arc<dyn Fn(ChunkTask, usize) -> Working + Send + Sync>);

/// A chunk that is being done.
pub type Working = Pin<Box<dyn Future<Output = Result<(), Fault>> + Send>>;
/// Why a chunk could not be done.
pub type Fault = Box<dyn std::error::Error + Send + Sync>;

impl Work {
    /// Does `work` with every chunk.
    pub fn new(work: impl Fn(ChunkTask, usize) -> Working + Send + Sync + 'static) -> Work {
        Work(Arc::new(work))
    }
}

impl fmt::Debug for Work {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Work")
    }
}

impl Queue {
    /// Opens a queue and brings its tables up to date. A file that cannot be read is set up anew.
    ///
    /// # Errors
    /// The tables cannot be set up.
    pub async fn open(place: &Place) -> Result<Queue, Error> {
        match place {
            Place::File(path) => place::open_file(path).await.map(Tables::Sqlite).map(Queue),
            Place::Postgres(pool) => {
                place::set_up_postgres(pool).await?;
                Ok(Queue(Tables::Postgres(pool.clone())))
            }
        }
    }

    /// Puts chunks into the queue, in order.
    ///
    /// # Errors
    /// The tables cannot be written; some of the chunks may be in the queue then.
    pub async fn push(&self, tasks: Vec<ChunkTask>) -> Result<(), Error> {
        match &self.0 {
            Tables::Sqlite(pool) => sqlite(pool).push_bulk(tasks).await.map_err(Error::of),
            Tables::Postgres(pool) => postgres(pool).push_bulk(tasks).await.map_err(Error::of),
        }
    }

    /// Takes chunks out of the queue and does `work` with them, for ever, as the worker `name`, which
    /// no other bears.
    ///
    /// # Errors
    /// The tables cannot be read or written.
    pub async fn work(&self, name: &str, work: Work) -> Result<(), Error> {
        let builder = WorkerBuilder::new(name);
        match &self.0 {
            Tables::Sqlite(pool) => {
                let builder = builder.backend(sqlite(pool).poll_with_interval(LOOK));
                let builder = builder.concurrency(CHUNKS_AT_A_TIME).data(work);
                builder.build(carry_out).run().await.map_err(Error::of)
            }
            Tables::Postgres(pool) => {
                let builder = builder.backend(postgres(pool).poll_with_interval(LOOK));
                let builder = builder.concurrency(CHUNKS_AT_A_TIME).data(work);
                builder.build(carry_out).run().await.map_err(Error::of)
            }
        }
    }
}

async fn carry_out(task: ChunkTask, attempt: Attempt, work: Data<Work>) -> Result<(), BoxDynError> {
    // Counted from the first beginning on.
    (work.0.0)(task, attempt.current().max(1)).await
}

fn sqlite(pool: &SqlitePool) -> SqliteStorage<ChunkTask> {
    let config = apalis_sqlite::Config::default()
        .queue(QUEUE)
        .batch_size(CHUNKS_AT_A_TIME)
        .heartbeat_interval(HEARTBEAT)
        .missed_heartbeats(HEARTBEATS_MISSED);
    SqliteStorage::new(pool).with_config(config)
}

fn postgres(pool: &PgPool) -> PostgresStorage<ChunkTask> {
    let config = apalis_postgres::Config::default()
        .queue(QUEUE)
        .batch_size(CHUNKS_AT_A_TIME)
        .heartbeat_interval(HEARTBEAT)
        .missed_heartbeats(HEARTBEATS_MISSED);
    PostgresStorage::new(pool).with_config(config)
}

#[cfg(test)]
mod tests;
