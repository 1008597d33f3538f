use std::{collections::VecDeque, sync::Arc};

use tokio::{sync::Semaphore, task::JoinHandle};

use crate::{
    domain::limits::THREADS_MAX,
    service::{
        App, Error,
        app::Derived,
        rank_regions::{Question, Ranking, check_limit, rank_on},
    },
};

/// Questions in flight for each that is computed: while the first is waited for, those behind it
/// are done.
const IN_FLIGHT_FACTOR: usize = 4;

/// What is made of a ranking, on the thread that computed it.
pub(super) type Encode<T> = Arc<dyn Fn(Ranking) -> Result<T, Error> + Send + Sync>;

/// What comes next.
pub(super) enum Step<T> {
    /// Something to ask.
    Ask(Box<Question>),
    /// Something that is known already, and keeps its place.
    Known(Result<T, Error>),
}

enum Flight<T> {
    Asked(JoinHandle<Result<T, Error>>),
    Known(Result<T, Error>),
}

/// Answers questions on one state of the data, and hands each answer to `each` in the order in which
/// `next` gave the questions. A few are in flight, and no more are held.
///
/// # Errors
/// The first error of `next` or `each`, or a computing thread that is gone.
pub(super) async fn answer_in_order<K: Send, T: Send + 'static>(
    app: &App,
    derived: &Arc<Derived>,
    next: &mut (dyn FnMut() -> Result<Option<(K, Step<T>)>, Error> + Send),
    encode: &Encode<T>,
    each: &mut (dyn FnMut(K, Result<T, Error>) -> Result<(), Error> + Send),
) -> Result<(), Error> {
    let computed_max = app.computing_threads().clamp(1, THREADS_MAX);
    let places = Arc::new(Semaphore::new(computed_max));
    let mut flights: VecDeque<(K, Flight<T>)> = VecDeque::new();
    // Set when there is nothing more to read, or it cannot be read; what was read is answered still.
    let mut end: Option<Result<(), Error>> = None;
    loop {
        while end.is_none() && flights.len() < IN_FLIGHT_FACTOR * computed_max {
            match next() {
                Err(error) => end = Some(Err(error)),
                Ok(None) => end = Some(Ok(())),
                Ok(Some((key, Step::Known(known)))) => {
                    flights.push_back((key, Flight::Known(known)));
                }
                Ok(Some((key, Step::Ask(question)))) => {
                    let asked = ask(app, derived, (*question, encode.clone()), places.clone());
                    flights.push_back((key, Flight::Asked(tokio::spawn(asked))));
                }
            }
        }
        let Some((key, flight)) = flights.pop_front() else { return end.unwrap_or(Ok(())) };
        let answer = match flight {
            Flight::Known(known) => known,
            Flight::Asked(asked) => asked.await.map_err(|source| Error::Unavailable {
                what: "computing",
                source: Box::new(source),
            })?,
        };
        each(key, answer)?;
    }
}

fn ask<T: Send + 'static>(
    app: &App,
    derived: &Arc<Derived>,
    (question, encode): (Question, Encode<T>),
    places: Arc<Semaphore>,
) -> impl Future<Output = Result<T, Error>> + Send + 'static {
    let (app, derived) = (app.clone(), derived.clone());
    async move {
        let _place = places.acquire().await;
        check_limit(question.limit)?;
        encode(rank_on(&app, derived, question).await?)
    }
}
