use clap::Subcommand;
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use super::{
    context::Context,
    failure::Outcome,
    key_words::KeyWords,
    output::{Page, print, print_json},
    table, value,
    words::fill,
};
use crate::{
    domain::{
        access::{Grant, Key, Role},
        id::{KeyId, OrganisationId, RegionId},
        invalid::Invalid,
    },
    service::{
        app::Access,
        keys::{self, NewKey},
    },
};

/// The flags of `keys`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: KeysCommand,

    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

/// What to do with keys.
#[derive(Debug, Clone, Subcommand)]
enum KeysCommand {
    /// Make a key and show its secret, this once
    Create(Box<CreateArguments>),
    /// List all keys, without their secrets
    List,
    /// Revoke a key: it opens nothing any more
    Revoke {
        /// The key, as `list` names it
        #[arg(value_name = "ID", value_parser = KeyId::parse)]
        id: KeyId,
    },
    /// Revoke a key and make another that is good for the same
    Rotate {
        /// The key, as `list` names it
        #[arg(value_name = "ID", value_parser = KeyId::parse)]
        id: KeyId,

        /// The last day of the new key, in universal time; by default that of the old one
        #[arg(long, value_name = "DATE", value_parser = value::day)]
        expires: Option<Date>,
    },
}

/// The flags of `keys create`.
#[derive(Debug, Clone, clap::Args)]
struct CreateArguments {
    /// What its holder may do
    #[arg(long, value_parser = value::role())]
    role: Role,

    /// Whose projects, outcomes and commitments it opens; `default` owns those of a store that had
    /// no keys
    #[arg(long, value_name = "NAME", value_parser = OrganisationId::parse)]
    organisation: OrganisationId,

    /// The region that a region officer answers for, with all that lies in it
    #[arg(long, value_name = "ID", value_parser = value::region)]
    region: Option<RegionId>,

    /// The last day on which it is valid, in universal time; without it, until it is revoked
    #[arg(long, value_name = "DATE", value_parser = value::day)]
    expires: Option<Date>,
}

/// Makes, lists, revokes or rotates keys, also beside a running server.
///
/// # Errors
/// An unknown key or region, a last day that is over, the store is unavailable.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let app = context.open(Access::Keys).await?;
    let now = Timestamp::now();
    let sheet = Sheet { page: context.page(""), json: arguments.json, now };
    match arguments.command {
        KeysCommand::Create(create) => {
            let CreateArguments { role, organisation, region, expires } = *create;
            let grant = Grant { organisation, role, region, expires };
            sheet.print_new(&keys::create_key(&app, grant, now).await.map_err(as_flags)?)?;
        }
        KeysCommand::List => sheet.print_list(&keys::list_keys(&app).await?)?,
        KeysCommand::Revoke { id } => {
            sheet.print_revoked(&keys::revoke_key(&app, &id, now).await?)?;
        }
        KeysCommand::Rotate { id, expires } => {
            let rotated = keys::rotate_key(&app, &id, expires, now).await;
            sheet.print_new(&rotated.map_err(as_flags)?)?;
        }
    }
    Ok(Outcome::Done)
}

/// A refused value is called after the flag that gave it.
fn as_flags(error: crate::service::Error) -> anyhow::Error {
    match error.faults() {
        [fault] if fault.path != "id" => {
            let path = format!("--{}", fault.path);
            Invalid { path, ..fault.clone() }.into()
        }
        _ => error.into(),
    }
}

/// How keys are printed.
struct Sheet {
    page: Page,
    json: bool,
    now: Timestamp,
}

impl Sheet {
    /// The secret alone stands on standard output, so that it can be put into a file.
    fn print_new(&self, new: &NewKey) -> anyhow::Result<()> {
        if self.json {
            let secret = Some(new.secret.reveal().to_owned());
            return print_json(&KeyLine { secret, ..self.line(&new.key) });
        }
        let words = KeyWords::of(self.page.language);
        let key = &new.key;
        let grant = words.grant(&key.grant);
        let made = fill(words.made, &[("id", key.id.as_str()), ("grant", &grant)]);
        super::output::complain(&made);
        super::output::complain(words.shown_once);
        print(&format!("{}\n", new.secret.reveal()))?;
        Ok(())
    }

    fn print_revoked(&self, key: &Key) -> anyhow::Result<()> {
        if self.json {
            return print_json(&self.line(key));
        }
        let words = KeyWords::of(self.page.language);
        print(&(fill(words.is_revoked, &[("id", key.id.as_str())]) + "\n"))?;
        Ok(())
    }

    fn print_list(&self, keys: &[Key]) -> anyhow::Result<()> {
        if self.json {
            let lines: Vec<KeyLine> = keys.iter().map(|key| self.line(key)).collect();
            return print_json(&lines);
        }
        print(&(self.list(keys) + "\n"))?;
        Ok(())
    }

    fn list(&self, keys: &[Key]) -> String {
        let words = KeyWords::of(self.page.language);
        if keys.is_empty() {
            return words.none.to_owned();
        }
        let mut table = table::with_head(&self.page, words.head);
        for key in keys {
            let day = |day: Option<Date>| day.map_or_else(|| "–".to_owned(), |day| day.to_string());
            table.add_row([
                key.id.to_string(),
                words.status(key.status(self.now)).to_owned(),
                words.role(key.grant.role).to_owned(),
                key.grant.organisation.to_string(),
                key.grant.region.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string),
                crate::domain::access::day_of(key.created).to_string(),
                day(key.grant.expires),
                day(key.last_used),
            ]);
        }
        table::lines(table, 2).collect::<Vec<_>>().join("\n")
    }

    fn line(&self, key: &Key) -> KeyLine {
        KeyLine {
            id: key.id.to_string(),
            status: super::key_words::status_word(key.status(self.now)),
            organisation: key.grant.organisation.to_string(),
            role: key.grant.role.as_str(),
            region: key.grant.region.as_ref().map(ToString::to_string),
            created: key.created.to_string(),
            expires: key.grant.expires.map(|day| day.to_string()),
            revoked: key.revoked.map(|at| at.to_string()),
            last_used: key.last_used.map(|day| day.to_string()),
            secret: None,
        }
    }
}

/// A key as `--json` prints it.
#[derive(Debug, Serialize)]
struct KeyLine {
    id: String,
    /// `valid`, `expired` or `revoked`.
    status: &'static str,
    organisation: String,
    role: &'static str,
    region: Option<String>,
    created: String,
    expires: Option<String>,
    revoked: Option<String>,
    last_used: Option<String>,
    /// Only when it was just made.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}
