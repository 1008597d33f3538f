use std::collections::BTreeSet;

use clap::Subcommand;
use serde_json::json;

use super::{
    alert_sheet::Sheet,
    context::{Context, now},
    failure::Outcome,
    receivers::ReceiverFlags,
    remote::{Project, Remote, Said},
    value,
    wishes::WishFlags,
};
use crate::{
    client::{self, Request},
    domain::{
        condition::Condition,
        id::{ProjectId, SavedSearchId},
        invalid::Invalid,
        limits::{LIMIT_DEFAULT, SAVED_SEARCH_TOP_DEFAULT},
        region::Level,
        text::Language,
    },
    http::saved_searches::{AlertEntryBody, AlertsBody, SavedSearchBody, SavedSearchesBody},
    service::{
        App, Error,
        alerts::{self, AlertWorker, Saved, SavedSearch, SavedSubject, Tell},
        app::Access,
        request_name,
    },
};

/// Where saved searches are asked for.
const SEARCHES: &str = "saved-searches";
/// Why a server is not asked to look.
const LOOKS_ITSELF: &str = "a server looks at its saved searches by itself whenever it has changed";

/// The flags of `alerts`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: AlertsCommand,

    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

/// What to do with saved searches.
#[derive(Debug, Clone, Subcommand)]
enum AlertsCommand {
    /// Save a search; what it finds now is what is compared with
    Add(Box<AddArguments>),
    /// List the saved searches, or what was noticed about one of them
    List {
        /// A saved search
        #[arg(value_name = "ID", value_parser = SavedSearchId::parse)]
        id: Option<SavedSearchId>,

        /// How many alerts to show, the newest first, 1 to 100
        #[arg(long, value_name = "NUMBER", default_value_t = LIMIT_DEFAULT)]
        #[arg(value_parser = value::limit)]
        limit: usize,
    },
    /// Delete a saved search with its alerts
    Remove {
        /// The saved search
        #[arg(value_name = "ID", value_parser = SavedSearchId::parse)]
        id: SavedSearchId,
    },
    /// Make a new secret for the receiver of a saved search; for a day both sign
    Rotate {
        /// The saved search
        #[arg(value_name = "ID", value_parser = SavedSearchId::parse)]
        id: SavedSearchId,
    },
    /// Look at every saved search now and tell what is to be told, where no server does
    Check {
        /// Whom alerts may be posted to.
        #[command(flatten)]
        receivers: ReceiverFlags,
    },
}

/// The flags of `alerts add`.
#[derive(Debug, Clone, clap::Args)]
#[command(group = clap::ArgGroup::new("subject").required(true))]
struct AddArguments {
    /// What the project makes and what its production needs, in Chinese or English
    #[arg(value_name = "TEXT", group = "subject")]
    text: Vec<String>,

    /// A stored project
    #[arg(long, value_name = "PROJECT", value_parser = value::project, group = "subject")]
    id: Option<ProjectId>,

    /// Among how many first regions changes are told, 1 to 20
    #[arg(long, value_name = "NUMBER", default_value_t = SAVED_SEARCH_TOP_DEFAULT)]
    top: usize,

    /// What is told: `entered`, `left`, `first_choice`; all of it by default
    #[arg(long, value_name = "WHAT,...", value_delimiter = ',', value_parser = tell)]
    tell: Vec<Tell>,

    /// Where a receiver listens
    #[arg(long, value_name = "URL")]
    webhook: Option<String>,

    /// The level of the regions
    #[arg(long, default_value = "park", value_parser = value::level())]
    level: Level,

    /// Corrections and wishes.
    #[command(flatten)]
    wishes: WishFlags,

    /// Whom alerts may be posted to.
    #[command(flatten)]
    receivers: ReceiverFlags,
}

fn tell(text: &str) -> Result<Tell, Invalid> {
    let expected = "`entered`, `left` or `first_choice`";
    Tell::parse(text).ok_or_else(|| Invalid::new("", text, expected))
}

/// Saves, lists, deletes or looks at searches, also beside a running server or by asking one.
///
/// # Errors
/// An unknown saved search, what cannot be ranked, a receiver that is not listed, the store or the
/// server is unavailable.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let Arguments { command, json } = arguments;
    let said = match &command {
        AlertsCommand::Add(add) => value::words(&add.text)?,
        _ => String::new(),
    };
    let sheet = Sheet { page: context.page(&said), json };
    match context.server()? {
        Some(server) => ask(command, &server, context, &sheet).await?,
        None => carry_out(command, context, &sheet).await?,
    }
    Ok(Outcome::Done)
}

/// On the documents of this machine.
async fn carry_out(command: AlertsCommand, context: &Context, sheet: &Sheet) -> anyhow::Result<()> {
    // Nothing is derived from saved searches.
    let app = context.open(Access::Keys).await?;
    match command {
        AlertsCommand::Add(add) => {
            let app = app.with_receivers(context.receivers(&add.receivers)?);
            let saved = save(&app, *add, sheet.page.language).await?;
            sheet.print_saved(&SavedSearchBody::from(&saved))
        }
        AlertsCommand::List { id: None, .. } => {
            let searches = alerts::list_searches(&app).await?;
            let searches: Vec<_> = searches.iter().map(SavedSearchBody::from).collect();
            sheet.print_searches(&searches)
        }
        AlertsCommand::List { id: Some(id), limit } => {
            let entries = alerts::list_alerts(&app, &id, limit).await?;
            let entries: Vec<_> = entries.into_iter().map(AlertEntryBody::from).collect();
            sheet.print_alerts(&entries)
        }
        AlertsCommand::Remove { id } => {
            alerts::delete_search(&app, &id, &Condition::always()).await?;
            sheet.print_removed(&id)
        }
        AlertsCommand::Rotate { id } => {
            let saved = alerts::rotate_secret(&app, &id, &Condition::always(), now()).await?;
            sheet.print_saved(&SavedSearchBody::from(&saved))
        }
        AlertsCommand::Check { receivers } => {
            let app = app.with_receivers(context.receivers(&receivers)?);
            let report = alerts::check_now(&app, AlertWorker { now }).await?;
            sheet.print_report(report)
        }
    }
}

/// Over the API of a server.
async fn ask(
    command: AlertsCommand,
    server: &Remote,
    context: &Context,
    sheet: &Sheet,
) -> anyhow::Result<()> {
    match command {
        AlertsCommand::Add(add) => {
            add.receivers.refuse()?;
            let body = add.said(sheet.page.language)?.body().to_string().into_bytes();
            let name = request_name()?;
            let request = Request::write_once(&[SEARCHES], &name, "application/json", body);
            let saved = server.read(request).await.map_err(there_as_flags)?;
            sheet.print_saved(&saved)
        }
        AlertsCommand::List { id: None, .. } => {
            let found: SavedSearchesBody = server.read(Request::get(&[SEARCHES])).await?;
            sheet.print_searches(&found.saved_searches)
        }
        AlertsCommand::List { id: Some(id), limit } => {
            let request = Request::get(&[SEARCHES, id.as_str(), "alerts"]).with("limit", &limit);
            let found: AlertsBody = server.read(request).await?;
            sheet.print_alerts(&found.alerts)
        }
        AlertsCommand::Remove { id } => {
            server.act(Request::delete(&[SEARCHES, id.as_str()])).await?;
            sheet.print_removed(&id)
        }
        AlertsCommand::Rotate { id } => {
            // Carried out twice, it would leave no secret that the receiver knows.
            let asked = Request::act(&[SEARCHES, &format!("{id}:rotate-secret")]).unrepeated();
            sheet.print_saved(&server.read(asked).await?)
        }
        AlertsCommand::Check { .. } => Ok(context.refuse_server(LOOKS_ITSELF)?),
    }
}

impl AddArguments {
    /// What is told: all of it by default.
    fn told(&self) -> BTreeSet<Tell> {
        let told: BTreeSet<Tell> = self.tell.iter().copied().collect();
        if told.is_empty() { Tell::ALL.into() } else { told }
    }

    /// The search in the form of the API.
    ///
    /// # Errors
    /// A wish is refused.
    fn said(&self, language: Language) -> anyhow::Result<Said> {
        let project = Project::given(None, self.id.clone(), self.text.join(" "));
        Ok(Said::of(&project, &self.wishes.clone().wishes()?)?
            .with("level", json!(self.level))
            .with("top", json!(self.top))
            .with("tell", json!(self.told()))
            .with("webhook", json!(self.webhook))
            .with("language", json!(language)))
    }
}

async fn save(app: &App, add: AddArguments, language: Language) -> anyhow::Result<Saved> {
    let tell = add.told();
    let search = SavedSearch {
        subject: match add.id {
            Some(id) => SavedSubject::Project(id),
            None => SavedSubject::Text(add.text.join(" ")),
        },
        wishes: add.wishes.wishes()?,
        level: add.level,
        top: add.top,
        tell,
        webhook: add.webhook,
        language,
    };
    match Box::pin(alerts::add_search(app, search, None, now())).await {
        Ok(saved) => saved.map_err(|_| anyhow::anyhow!("nothing was sent under a key")),
        Err(error) => Err(as_flags(error)),
    }
}

/// A refused value is called after the flag that gave it.
fn as_flags(error: Error) -> anyhow::Error {
    match error.faults() {
        [fault] => of_flag(fault).map_or_else(|| error.into(), anyhow::Error::from),
        _ => error.into(),
    }
}

/// The same of what a server refuses.
fn there_as_flags(error: client::Error) -> anyhow::Error {
    match &error {
        client::Error::Refused(refusal) => match refusal.faults.as_slice() {
            [fault] => of_flag(&fault.into()).map_or_else(|| error.into(), anyhow::Error::from),
            _ => error.into(),
        },
        _ => error.into(),
    }
}

/// The fault under the name of its flag; `None` if no flag is called like its field.
fn of_flag(fault: &Invalid) -> Option<Invalid> {
    let has_flag = ["top", "tell", "webhook"].contains(&fault.path.as_str());
    has_flag.then(|| Invalid { path: format!("--{}", fault.path), ..fault.clone() })
}
