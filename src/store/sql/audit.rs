use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;

use super::{
    SqlStore, Write,
    connection::{Argument, Connection},
    replace::Replaced,
    row::{Found, ROWS_MAX, signed},
};
use crate::{
    domain::{
        access::Actor,
        audit::{AuditAction, AuditEntry, AuditFilter},
        id::{JobId, KeyId, OrganisationId, ProjectId},
    },
    store::{Audit, Error, Outcome, Store, statement::Document},
};

const LAST_NUMBER: &str = "select coalesce(max(number), 0) from audit";
const COLUMNS: &str = "number, at, access_key, organisation, action, kind, document, \
     version_before, version_after, request";
/// How many values a line has.
const VALUES: usize = 10;

/// One document of which a line tells.
pub(super) struct Audited<'a> {
    pub(super) action: AuditAction,
    /// The name of its table.
    pub(super) kind: &'static str,
    pub(super) id: &'a str,
    pub(super) before: Option<u64>,
    pub(super) after: Option<u64>,
}

impl<'a> Audited<'a> {
    /// A document that was shown.
    fn shown(action: AuditAction, kind: &'static str, id: &'a str) -> Audited<'a> {
        Audited { action, kind, id, before: None, after: None }
    }

    /// A document that was written; `None` if nothing changed.
    pub(super) fn written<D: Document>(
        id: &'a str,
        before: Option<u64>,
        (outcome, after): (Outcome, u64),
    ) -> Option<Audited<'a>> {
        let action = match outcome {
            Outcome::Inserted => AuditAction::Create,
            Outcome::Updated => AuditAction::Update,
            Outcome::Unchanged => return None,
        };
        Some(Audited { action, kind: D::TABLE.name, id, before, after: Some(after) })
    }

    /// Those of a piece that changed.
    pub(super) fn all_written<D: Document>(
        piece: &[&'a D],
        found: &HashMap<String, Found>,
        replaced: &[Replaced],
    ) -> Vec<Audited<'a>> {
        let written = piece.iter().zip(replaced).filter_map(|(document, replaced)| {
            let Replaced::Written(outcome, version) = *replaced else { return None };
            let before = found.get(document.id()).map(|found| found.version);
            Audited::written::<D>(document.id(), before, (outcome, version))
        });
        written.collect()
    }

    /// A document that is gone.
    pub(super) fn deleted<D: Document>(id: &'a str, version: u64) -> Audited<'a> {
        let (action, kind) = (AuditAction::Delete, D::TABLE.name);
        Audited { action, kind, id, before: Some(version), after: None }
    }
}

impl Write<'_> {
    /// Writes a line for each document, in the name of the actor.
    pub(super) async fn audit(&mut self, audited: &[Audited<'_>]) -> Result<(), Error> {
        let actor = self.actor;
        let organisation = actor.organisation.as_str();
        write(&mut self.transaction.connection(), actor, organisation, audited).await
    }

    /// Writes a line on a key, for the organisation that it belongs to.
    pub(super) async fn audit_key(
        &mut self,
        action: AuditAction,
        id: &KeyId,
        organisation: &OrganisationId,
    ) -> Result<(), Error> {
        let id = id.as_str();
        let audited = [Audited { action, kind: "keys", id, before: None, after: None }];
        let actor = self.actor;
        let organisation = organisation.as_str();
        write(&mut self.transaction.connection(), actor, organisation, &audited).await
    }
}

impl SqlStore {
    /// Writes lines of what is shown.
    async fn note(&self, audited: &[Audited<'_>]) -> Result<(), Error> {
        if audited.is_empty() {
            return Ok(());
        }
        let mut write = self.write().await?;
        write.audit(audited).await?;
        write.commit(false).await.map(|_| ())
    }
}

#[async_trait]
impl Audit for SqlStore {
    fn acting_for(&self, actor: &Actor) -> Arc<dyn Store> {
        let (pool, writer) = (self.pool.clone(), self.writer.clone());
        Arc::new(SqlStore { pool, writer, actor: actor.clone() })
    }

    async fn note_disclosure(
        &self,
        action: AuditAction,
        projects: &[ProjectId],
    ) -> Result<(), Error> {
        let audited: Vec<Audited<'_>> =
            projects.iter().map(|id| Audited::shown(action, "projects", id.as_str())).collect();
        self.note(&audited).await
    }

    async fn note_results_disclosure(&self, job: &JobId) -> Result<(), Error> {
        self.note(&[Audited::shown(AuditAction::Get, "rerank_jobs", job.as_str())]).await
    }

    async fn list_audit(&self, filter: &AuditFilter, limit: u32) -> Result<Vec<AuditEntry>, Error> {
        let since = filter.since.map(moment);
        let mut arguments =
            vec![Argument::Number(signed(filter.after)), Argument::Number(i64::from(limit))];
        let mut conditions = vec!["$1 < number".to_owned()];
        let others = [
            ("organisation =", filter.organisation.as_ref().map(OrganisationId::as_str)),
            ("at >=", since.as_deref()),
        ];
        for (condition, value) in others {
            let Some(value) = value else { continue };
            arguments.push(Argument::Text(value));
            conditions.push(format!("{condition} ${}", arguments.len()));
        }
        let conditions = conditions.join(" and ");
        let statement =
            format!("select {COLUMNS} from audit where {conditions} order by number limit $2");
        let mut session = self.pool.session().await?;
        let rows: Vec<AuditRow> = session.connection().fetch_all(statement, &arguments).await?;
        rows.into_iter()
            .map(|row| {
                let number = row.0;
                read(row).ok_or_else(|| Error::Corrupt {
                    table: "audit",
                    id: number.to_string(),
                    source: "one of its columns is not of the form".into(),
                })
            })
            .collect()
    }
}

/// The values of [`COLUMNS`].
type AuditRow = (
    i64,
    Option<String>,
    Option<String>,
    String,
    String,
    String,
    String,
    Option<i64>,
    Option<i64>,
    Option<String>,
);

fn read(row: AuditRow) -> Option<AuditEntry> {
    let (number, at, key, organisation, action, kind, document, before, after, request) = row;
    let version = |version: Option<i64>| version.map(u64::try_from).transpose();
    Some(AuditEntry {
        number: u64::try_from(number).ok()?,
        at: at.map(|at| at.parse()).transpose().ok()?,
        key: key.map(|key| KeyId::parse(&key)).transpose().ok()?,
        organisation: OrganisationId::parse(&organisation).ok()?,
        action: AuditAction::parse(&action)?,
        kind,
        document,
        version_before: version(before).ok()?,
        version_after: version(after).ok()?,
        request,
    })
}

/// Writers follow one another, so that the number after the last is free.
async fn write(
    connection: &mut Connection<'_>,
    actor: &Actor,
    organisation: &str,
    audited: &[Audited<'_>],
) -> Result<(), Error> {
    let last: Option<(i64,)> = connection.fetch_optional(LAST_NUMBER.to_owned(), &[]).await?;
    let mut number = last.map_or(0, |(last,)| last);
    let at = actor.at.map(moment);
    let key = actor.holder.as_ref().map(|holder| holder.key.as_str());
    for piece in audited.chunks(ROWS_MAX) {
        let mut arguments = Vec::with_capacity(VALUES * piece.len());
        for line in piece {
            number += 1;
            arguments.extend([
                Argument::Number(number),
                Argument::Optional(at.as_deref()),
                Argument::Optional(key),
                Argument::Text(organisation),
                Argument::Text(line.action.as_str()),
                Argument::Text(line.kind),
                Argument::Text(line.id),
                Argument::OptionalNumber(line.before.map(signed)),
                Argument::OptionalNumber(line.after.map(signed)),
                Argument::Optional(actor.request.as_deref()),
            ]);
        }
        connection.execute(insert(piece.len()), &arguments).await?;
    }
    Ok(())
}

fn insert(lines: usize) -> String {
    let line = |line: usize| {
        let first = 1 + line * VALUES;
        let places: Vec<String> = (first..first + VALUES).map(|at| format!("${at}")).collect();
        format!("({})", places.join(", "))
    };
    let lines: Vec<String> = (0..lines).map(line).collect();
    format!("insert into audit ({COLUMNS}) values {}", lines.join(", "))
}

/// Whole seconds, so that the order of texts is that of the moments.
pub(super) fn moment(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
