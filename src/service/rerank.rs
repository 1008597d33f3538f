use super::{
    App, Error,
    rank_regions::{Question, Ranking},
};

/// Answers many questions on one state of the data, in order, using all cores; `each` is called
/// in order with the position of the question and its answer.
///
/// # Errors
/// The first error of `each` or an unavailable store; a question that cannot be answered is
/// passed to `each` as an error and does not stop the others.
pub async fn rerank(
    app: &App,
    questions: Vec<Question>,
    each: &mut (dyn FnMut(usize, Result<Ranking, Error>) -> Result<(), Error> + Send),
) -> Result<(), Error> {
    let _ = (app, questions, each);
    todo!()
}
