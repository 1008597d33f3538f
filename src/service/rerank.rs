use super::{
    App, Error,
    rank_regions::{Question, Ranking, check_limit, rank_on},
};

/// Questions that are answered at the same time; more than the cores only waits.
const IN_FLIGHT_MAX: usize = 16;

/// Answers many questions on one state of the data, using all cores; `each` is called in order
/// with the position of the question and its answer.
///
/// # Errors
/// The first error of `each` or an unavailable store; a question that cannot be answered is
/// passed to `each` as an error and does not stop the others.
pub async fn rerank(
    app: &App,
    questions: Vec<Question>,
    each: &mut (dyn FnMut(usize, Result<Ranking, Error>) -> Result<(), Error> + Send),
) -> Result<(), Error> {
    let derived = app.derived().await?;
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut waiting = questions.into_iter();
    let mut running = std::collections::VecDeque::new();
    let mut position = 0;
    loop {
        while running.len() < cores.min(IN_FLIGHT_MAX) {
            let Some(question) = waiting.next() else { break };
            let (app, derived) = (app.clone(), derived.clone());
            running.push_back(tokio::spawn(async move {
                check_limit(question.limit)?;
                rank_on(&app, derived, question).await
            }));
        }
        let Some(next) = running.pop_front() else { return Ok(()) };
        let answer = next
            .await
            .map_err(|source| Error::Unavailable { what: "computing", source: Box::new(source) })?;
        each(position, answer)?;
        position += 1;
    }
}
