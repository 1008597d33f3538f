use jiff::Timestamp;

use super::{
    connection::{Argument, Connection},
    replace::Author,
};
use crate::{
    domain::limits::IDEMPOTENCY_KEYS_MAX,
    store::{Answer, Committed, Error, KeptAnswer, Keyed, statement},
};

/// The answer under a key that is kept until a time after `now`.
pub(super) async fn find(
    connection: &mut Connection<'_>,
    organisation: &str,
    key: &str,
    now: Timestamp,
) -> Result<Option<KeptAnswer>, Error> {
    let arguments =
        [Argument::Text(organisation), Argument::Text(key), Argument::Number(now.as_millisecond())];
    let statement = statement::FIND_ANSWER.to_owned();
    let row: Option<(String, i64, String)> =
        connection.fetch_optional(statement, &arguments).await?;
    row.map(|(digest, status, body)| {
        let status = u16::try_from(status).map_err(|source| Error::Corrupt {
            table: "idempotency_keys",
            id: key.to_owned(),
            source: source.into(),
        })?;
        Ok(KeptAnswer { digest, answer: Answer { status, body } })
    })
    .transpose()
}

/// Keeps the answer to what is being `committed`, and forgets what is too old or too much.
pub(super) async fn keep(
    connection: &mut Connection<'_>,
    author: &Author<'_>,
    keyed: &Keyed<'_>,
    committed: &Committed,
) -> Result<(), Error> {
    let now = author.at.map_or(0, Timestamp::as_millisecond);
    forget(connection, now).await?;
    let Answer { status, body } = (keyed.answer)(committed);
    let arguments = [
        Argument::Text(keyed.organisation.as_str()),
        Argument::Text(keyed.key),
        Argument::Text(keyed.digest),
        Argument::Number(i64::from(status)),
        Argument::Text(&body),
        Argument::Number(now),
        Argument::Number(keyed.expires_at.as_millisecond()),
    ];
    connection.execute(statement::KEEP_ANSWER.to_owned(), &arguments).await?;
    let arguments = [
        Argument::Text(keyed.organisation.as_str()),
        Argument::Number(i64::from(IDEMPOTENCY_KEYS_MAX)),
    ];
    connection.execute(statement::FORGET_OLDEST.to_owned(), &arguments).await
}

/// Forgets the answers whose end is not after `now`, in milliseconds.
pub(super) async fn forget(connection: &mut Connection<'_>, now: i64) -> Result<(), Error> {
    connection.execute(statement::FORGET_ENDED.to_owned(), &[Argument::Number(now)]).await
}
