/// The SQL.
mod statement;
/// Saved searches and alerts as rows.
mod row;

use async_trait::async_trait;
use jiff::Timestamp;

use self::row::{AlertRow, SearchRow, corrupt};
use super::{
    SqlStore, Write, answers,
    audit::Audited,
    connection::{Argument, Connection},
    replace::Author,
    row::signed,
};
use crate::{
    domain::{
        alert::{AlertTask, DeliveryCounts, DeliveryState},
        audit::AuditAction,
        condition::Condition,
        id::{AlertId, OrganisationId, SavedSearchId},
    },
    store::{
        Alerts, Committed, DeliveryDone, DeliveryEnd, DeliveryWork, Error, KeptAlert, KeptSearch,
        Keyed, LookDone, NewSearch, Occasion, SearchChange, SecretChange,
    },
};

/// What lines of the audit log call saved searches.
const KIND: &str = "saved_searches";

#[async_trait]
impl Alerts for SqlStore {
    async fn add_search(
        &self,
        organisation: &OrganisationId,
        search: NewSearch<'_>,
        keyed: Option<Keyed<'_>>,
    ) -> Result<(), Error> {
        let NewSearch { id, document, secret, created } = search;
        let mut write = self.write().await?;
        let [owner, name] = [organisation.as_str(), id.as_str()].map(Argument::Text);
        let arguments = [
            owner,
            name,
            Argument::Text(document),
            Argument::Optional(secret),
            milliseconds(created),
        ];
        let mut connection = write.transaction.connection();
        connection.execute(statement::ADD_SEARCH.to_owned(), &arguments).await?;
        if let Some(keyed) = keyed {
            let occasion = Occasion { organisation, at: created, revisions_max: 1 };
            let author = Author::user(&occasion, write.next_generation().await?);
            let mut connection = write.transaction.connection();
            answers::keep(&mut connection, &author, &keyed, &Committed::default()).await?;
        }
        write.note(AuditAction::Create, id, (None, Some(1))).await?;
        write.commit(false).await.map(|_| ())
    }

    async fn get_search(
        &self,
        organisation: &OrganisationId,
        id: &SavedSearchId,
    ) -> Result<Option<KeptSearch>, Error> {
        let mut session = self.pool.session().await?;
        find(&mut session.connection(), key(organisation, id.as_str())).await
    }

    async fn list_searches(&self, organisation: &OrganisationId) -> Result<Vec<KeptSearch>, Error> {
        let arguments = [Argument::Text(organisation.as_str())];
        let mut session = self.pool.session().await?;
        let statement = statement::list_searches();
        let rows: Vec<SearchRow> = session.connection().fetch_all(statement, &arguments).await?;
        let mut searches: Vec<KeptSearch> =
            rows.into_iter().map(row::search).collect::<Result<_, _>>()?;
        searches.sort_by(|one, other| (one.created, &one.id).cmp(&(other.created, &other.id)));
        Ok(searches)
    }

    async fn change_search(
        &self,
        organisation: &OrganisationId,
        id: &SavedSearchId,
        change: SearchChange<'_>,
        condition: &Condition,
    ) -> Result<Option<u64>, Error> {
        let key = key(organisation, id.as_str());
        let [owner, name] = key;
        let mut write = self.write().await?;
        let mut connection = write.transaction.connection();
        let Some(found) = find(&mut connection, key).await? else { return Ok(None) };
        check(condition, found.version)?;
        let is_the_same = found.document == change.document && found.stopped.is_none();
        if is_the_same && change.secret == SecretChange::Kept {
            return Ok(Some(found.version));
        }
        let arguments = [owner, name, Argument::Text(change.document)];
        connection.execute(statement::CHANGE_SEARCH.to_owned(), &arguments).await?;
        if change.asks_anew {
            connection.execute(statement::FORGET_LOOK.to_owned(), &key).await?;
        }
        set_secret(&mut connection, key, &change).await?;
        let version = found.version + 1;
        write.note(AuditAction::Update, id, (Some(found.version), Some(version))).await?;
        write.commit(false).await?;
        Ok(Some(version))
    }

    async fn delete_search(
        &self,
        organisation: &OrganisationId,
        id: &SavedSearchId,
        condition: &Condition,
    ) -> Result<bool, Error> {
        let key = key(organisation, id.as_str());
        let mut write = self.write().await?;
        let mut connection = write.transaction.connection();
        let Some(found) = find(&mut connection, key).await? else { return Ok(false) };
        check(condition, found.version)?;
        for statement in statement::DELETE_SEARCH {
            connection.execute(statement.to_owned(), &key).await?;
        }
        write.note(AuditAction::Delete, id, (Some(found.version), None)).await?;
        write.commit(false).await?;
        Ok(true)
    }

    async fn list_alerts(
        &self,
        organisation: &OrganisationId,
        search: &SavedSearchId,
        limit: u32,
    ) -> Result<Vec<KeptAlert>, Error> {
        let [owner, name] = key(organisation, search.as_str());
        let arguments = [owner, name, Argument::Number(i64::from(limit))];
        let mut session = self.pool.session().await?;
        let statement = statement::LIST_ALERTS.to_owned();
        let rows: Vec<AlertRow> = session.connection().fetch_all(statement, &arguments).await?;
        rows.into_iter().map(row::alert).collect()
    }

    async fn list_alert_tasks(
        &self,
        generation: u64,
        (now, stalled): (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<AlertTask>, Error> {
        let (stalled, limit) = (milliseconds(stalled), Argument::Number(i64::from(limit)));
        let mut session = self.pool.session().await?;
        let mut connection = session.connection();
        let looks = [Argument::Number(signed(generation)), stalled, limit];
        let looks: Vec<(String, String)> =
            connection.fetch_all(statement::DUE_LOOKS.to_owned(), &looks).await?;
        let deliveries = [milliseconds(now), stalled, limit];
        let deliveries: Vec<(String, String)> =
            connection.fetch_all(statement::DUE_DELIVERIES.to_owned(), &deliveries).await?;
        let owner = |text: &str| OrganisationId::parse(text);
        let looks = looks.into_iter().map(|(organisation, id)| {
            let (organisation, search) = (owner(&organisation), SavedSearchId::parse(&id));
            match (organisation, search) {
                (Ok(organisation), Ok(search)) => Ok(AlertTask::Check { organisation, search }),
                _ => Err(corrupt("saved_searches", &id)),
            }
        });
        let deliveries = deliveries.into_iter().map(|(organisation, id)| {
            let (organisation, alert) = (owner(&organisation), AlertId::parse(&id));
            match (organisation, alert) {
                (Ok(organisation), Ok(alert)) => Ok(AlertTask::Deliver { organisation, alert }),
                _ => Err(corrupt("alerts", &id)),
            }
        });
        looks.chain(deliveries).collect()
    }

    async fn note_alert_tasks(&self, tasks: &[AlertTask], at: Timestamp) -> Result<(), Error> {
        let mut write = self.write().await?;
        let mut connection = write.transaction.connection();
        for task in tasks {
            let (statement, [owner, name]) = match task {
                AlertTask::Check { organisation, search } => {
                    (statement::NOTE_LOOK, key(organisation, search.as_str()))
                }
                AlertTask::Deliver { organisation, alert } => {
                    (statement::NOTE_DELIVERY, key(organisation, alert.as_str()))
                }
            };
            connection.execute(statement.to_owned(), &[owner, name, milliseconds(at)]).await?;
        }
        write.commit(false).await.map(|_| ())
    }

    async fn end_look(&self, done: LookDone<'_>) -> Result<bool, Error> {
        let key = key(done.organisation, done.search.as_str());
        let [owner, name] = key;
        let mut write = self.write().await?;
        let mut connection = write.transaction.connection();
        let statement = statement::FIND_FOR_LOOK.to_owned();
        let found: Option<(i64, Option<i64>, Option<String>, Option<i64>)> =
            connection.fetch_optional(statement, &key).await?;
        // Writers follow one another: whoever looked first has written what is found here.
        let Some((version, before, secret, stopped)) = found else { return Ok(false) };
        if version != signed(done.version) || before != done.before.map(signed) {
            return Ok(false);
        }
        let at = milliseconds(done.look.at);
        let arguments = [
            owner,
            name,
            Argument::Number(signed(done.look.generation)),
            at,
            Argument::Optional(done.look.baseline.as_deref()),
            Argument::Optional(done.look.fault.as_deref()),
        ];
        connection.execute(statement::END_LOOK.to_owned(), &arguments).await?;
        if let Some(alert) = done.alert {
            let is_wanted = secret.is_some() && stopped.is_none();
            let state = is_wanted.then_some(DeliveryState::Waiting.as_str());
            let due = is_wanted.then(|| done.look.at.as_millisecond());
            let arguments = [
                owner,
                Argument::Text(alert.id.as_str()),
                name,
                at,
                Argument::Text(alert.document),
                Argument::Optional(state),
                Argument::OptionalNumber(is_wanted.then_some(0)),
                Argument::OptionalNumber(due),
            ];
            connection.execute(statement::ADD_ALERT.to_owned(), &arguments).await?;
        }
        write.commit(false).await?;
        Ok(true)
    }

    async fn begin_delivery(
        &self,
        organisation: &OrganisationId,
        alert: &AlertId,
        (now, lease): (Timestamp, Timestamp),
    ) -> Result<Option<DeliveryWork>, Error> {
        let [owner, name] = key(organisation, alert.as_str());
        let mut write = self.write().await?;
        let mut connection = write.transaction.connection();
        let statement = statement::FIND_DELIVERY.to_owned();
        let found: Option<DeliveryRow> =
            connection.fetch_optional(statement, &[owner, name, milliseconds(now)]).await?;
        let Some((document, search, secret, previous, until, attempts, id)) = found else {
            return Ok(None);
        };
        let Some(secret) = secret else { return Ok(None) };
        let is_valid = until.is_some_and(|until| now.as_millisecond() < until);
        let secrets = std::iter::once(secret).chain(previous.filter(|_| is_valid)).collect();
        let arguments = [owner, name, milliseconds(lease)];
        connection.execute(statement::BEGIN_DELIVERY.to_owned(), &arguments).await?;
        let id = SavedSearchId::parse(&id).map_err(|_| corrupt("saved_searches", &id))?;
        write.note(AuditAction::Deliver, &id, (None, None)).await?;
        write.commit(false).await?;
        let attempt = u32::try_from(attempts.unwrap_or_default() + 1)
            .map_err(|_| corrupt("alerts", alert.as_str()))?;
        Ok(Some(DeliveryWork { alert: document, search, secrets, attempt }))
    }

    async fn end_delivery(&self, done: DeliveryDone<'_>) -> Result<(), Error> {
        let [owner, name] = key(done.organisation, done.alert.as_str());
        let attempt = Argument::Number(i64::from(done.attempt));
        let mut write = self.write().await?;
        let mut connection = write.transaction.connection();
        let statement = statement::FIND_ATTEMPT.to_owned();
        let found: Option<(String,)> =
            connection.fetch_optional(statement, &[owner, name, attempt]).await?;
        let Some((search,)) = found else { return Ok(()) };
        let (state, due) = match done.end {
            DeliveryEnd::Delivered => (DeliveryState::Delivered, None),
            DeliveryEnd::Again(due) => (DeliveryState::Waiting, Some(due)),
            DeliveryEnd::GivenUp | DeliveryEnd::Stopped => (DeliveryState::GivenUp, None),
        };
        let ended = due.is_none().then(|| done.at.as_millisecond());
        let arguments = [
            owner,
            name,
            attempt,
            Argument::Text(state.as_str()),
            Argument::OptionalNumber(due.map(Timestamp::as_millisecond)),
            Argument::OptionalNumber(ended),
            Argument::OptionalNumber(done.status.map(i64::from)),
            Argument::Optional(done.fault),
        ];
        connection.execute(statement::END_DELIVERY.to_owned(), &arguments).await?;
        if done.end == DeliveryEnd::Stopped {
            let (search, at) = (Argument::Text(&search), milliseconds(done.at));
            connection.execute(statement::STOP.to_owned(), &[owner, search, at]).await?;
            end_waiting(&mut connection, [owner, search], DeliveryState::GivenUp, done.at).await?;
        }
        write.commit(false).await.map(|_| ())
    }

    async fn count_deliveries(&self) -> Result<DeliveryCounts, Error> {
        let mut session = self.pool.session().await?;
        let mut connection = session.connection();
        let rows: Vec<(String, i64)> =
            connection.fetch_all(statement::COUNT_DELIVERIES.to_owned(), &[]).await?;
        let stopped: Option<(i64,)> =
            connection.fetch_optional(statement::COUNT_STOPPED.to_owned(), &[]).await?;
        let of = |state: DeliveryState| {
            let row = rows.iter().find(|(found, _)| found == state.as_str());
            row.and_then(|(_, count)| u64::try_from(*count).ok()).unwrap_or_default()
        };
        Ok(DeliveryCounts {
            waiting: of(DeliveryState::Waiting),
            delivered: of(DeliveryState::Delivered),
            given_up: of(DeliveryState::GivenUp),
            dropped: of(DeliveryState::Dropped),
            stopped: stopped.and_then(|(count,)| u64::try_from(count).ok()).unwrap_or_default(),
        })
    }

    async fn forget_alerts(&self, before: Timestamp, kept: u32) -> Result<(), Error> {
        let arguments = [milliseconds(before), Argument::Number(i64::from(kept))];
        let mut write = self.write().await?;
        let statement = statement::FORGET_ALERTS.to_owned();
        write.transaction.connection().execute(statement, &arguments).await?;
        write.commit(false).await.map(|_| ())
    }
}

/// Alert, saved search, secret, the secret before and until when it signs, tries so far, and the id
/// of the saved search.
type DeliveryRow =
    (String, String, Option<String>, Option<String>, Option<i64>, Option<i64>, String);

impl Write<'_> {
    /// Writes a line on a saved search.
    async fn note(
        &mut self,
        action: AuditAction,
        id: &SavedSearchId,
        (before, after): (Option<u64>, Option<u64>),
    ) -> Result<(), Error> {
        self.audit(&[Audited { action, kind: KIND, id: id.as_str(), before, after }]).await
    }
}

fn key<'a>(organisation: &'a OrganisationId, id: &'a str) -> [Argument<'a>; 2] {
    [organisation.as_str(), id].map(Argument::Text)
}

fn milliseconds(at: Timestamp) -> Argument<'static> {
    Argument::Number(at.as_millisecond())
}

async fn find(
    connection: &mut Connection<'_>,
    key: [Argument<'_>; 2],
) -> Result<Option<KeptSearch>, Error> {
    let row: Option<SearchRow> = connection.fetch_optional(statement::get_search(), &key).await?;
    row.map(row::search).transpose()
}

fn check(condition: &Condition, version: u64) -> Result<(), Error> {
    let found = Some(version);
    if condition.holds(found) { Ok(()) } else { Err(Error::Conflict { found }) }
}

async fn set_secret(
    connection: &mut Connection<'_>,
    key: [Argument<'_>; 2],
    change: &SearchChange<'_>,
) -> Result<(), Error> {
    let [owner, name] = key;
    match change.secret {
        SecretChange::Kept => Ok(()),
        SecretChange::New(secret) => {
            let arguments = [owner, name, Argument::Text(secret)];
            connection.execute(statement::SET_SECRET.to_owned(), &arguments).await
        }
        SecretChange::Rotated(secret, until) => {
            let arguments = [owner, name, Argument::Text(secret), milliseconds(until)];
            connection.execute(statement::ROTATE_SECRET.to_owned(), &arguments).await
        }
        SecretChange::Removed => {
            let arguments = [owner, name, Argument::Optional(None)];
            connection.execute(statement::SET_SECRET.to_owned(), &arguments).await?;
            end_waiting(connection, key, DeliveryState::Dropped, change.at).await
        }
    }
}

/// Ends what waits for the receiver of a saved search.
async fn end_waiting(
    connection: &mut Connection<'_>,
    [owner, search]: [Argument<'_>; 2],
    state: DeliveryState,
    at: Timestamp,
) -> Result<(), Error> {
    let arguments = [owner, search, Argument::Text(state.as_str()), milliseconds(at)];
    connection.execute(statement::END_WAITING.to_owned(), &arguments).await
}
