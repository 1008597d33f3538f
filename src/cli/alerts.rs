use std::collections::BTreeSet;

use clap::Subcommand;
use jiff::Timestamp;

use super::{
    alert_words::AlertWords,
    context::{Context, now},
    failure::Outcome,
    output::{Page, complain, print, print_json},
    receivers::ReceiverFlags,
    table, value,
    wishes::WishFlags,
    words::fill,
    wrap::wrap,
};
use crate::{
    domain::{
        condition::Condition,
        id::{ProjectId, SavedSearchId},
        invalid::Invalid,
        limits::{LIMIT_DEFAULT, SAVED_SEARCH_TOP_DEFAULT},
        region::Level,
    },
    http::saved_searches::{AlertEntryBody, SavedSearchBody},
    service::{
        App, Error,
        alerts::{
            self, AlertEntry, AlertWorker, CheckReport, Saved, SavedSearch, SavedSubject,
            StoredSearch, Tell,
        },
        app::Access,
    },
};

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

/// Saves, lists, deletes or looks at searches, also beside a running server.
///
/// # Errors
/// An unknown saved search, what cannot be ranked, a receiver that is not listed, the store is
/// unavailable.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let Arguments { command, json } = arguments;
    // Nothing is derived from saved searches.
    let app = context.open(Access::Keys).await?;
    match command {
        AlertsCommand::Add(add) => {
            let page = context.page(&add.text.join(" "));
            let app = app.with_receivers(add.receivers.receivers()?);
            let saved = save(&app, *add, &page).await?;
            Sheet { page, json }.print_saved(&saved)?;
        }
        AlertsCommand::List { id: None, .. } => {
            let searches = alerts::list_searches(&app).await?;
            Sheet { page: context.page(""), json }.print_searches(&searches)?;
        }
        AlertsCommand::List { id: Some(id), limit } => {
            let entries = alerts::list_alerts(&app, &id, limit).await?;
            Sheet { page: context.page(""), json }.print_alerts(entries)?;
        }
        AlertsCommand::Remove { id } => {
            alerts::delete_search(&app, &id, &Condition::always()).await?;
            let words = AlertWords::of(context.page("").language);
            print(&(fill(words.removed, &[("id", id.as_str())]) + "\n"))?;
        }
        AlertsCommand::Rotate { id } => {
            let saved = alerts::rotate_secret(&app, &id, &Condition::always(), now()).await?;
            Sheet { page: context.page(""), json }.print_saved(&saved)?;
        }
        AlertsCommand::Check { receivers } => {
            let app = app.with_receivers(receivers.receivers()?);
            let report = alerts::check_now(&app, AlertWorker { now }).await?;
            Sheet { page: context.page(""), json }.print_report(report)?;
        }
    }
    Ok(Outcome::Done)
}

async fn save(app: &App, add: AddArguments, page: &Page) -> anyhow::Result<Saved> {
    let told: BTreeSet<Tell> = add.tell.into_iter().collect();
    let search = SavedSearch {
        subject: match add.id {
            Some(id) => SavedSubject::Project(id),
            None => SavedSubject::Text(add.text.join(" ")),
        },
        wishes: add.wishes.wishes()?,
        level: add.level,
        top: add.top,
        tell: if told.is_empty() { Tell::ALL.into() } else { told },
        webhook: add.webhook,
        language: page.language,
    };
    match Box::pin(alerts::add_search(app, search, None, now())).await {
        Ok(saved) => saved.map_err(|_| anyhow::anyhow!("nothing was sent under a key")),
        Err(error) => Err(as_flags(error)),
    }
}

/// A refused value is called after the flag that gave it.
fn as_flags(error: Error) -> anyhow::Error {
    match error.faults() {
        [fault] if ["top", "tell", "webhook"].contains(&fault.path.as_str()) => {
            Invalid { path: format!("--{}", fault.path), ..fault.clone() }.into()
        }
        _ => error.into(),
    }
}

/// How saved searches and alerts are printed.
struct Sheet {
    page: Page,
    json: bool,
}

impl Sheet {
    /// A secret alone stands on standard output, so that it can be put into a file.
    fn print_saved(&self, saved: &Saved) -> anyhow::Result<()> {
        if self.json {
            return print_json(&SavedSearchBody::from(saved));
        }
        let words = AlertWords::of(self.page.language);
        let stored = &saved.stored;
        let top = stored.search.top.to_string();
        let line = fill(words.saved, &[("id", stored.id.as_str()), ("top", &top)]);
        match &saved.secret {
            None => print(&(line + "\n"))?,
            Some(secret) => {
                complain(&line);
                complain(words.shown_once);
                print(&format!("{}\n", secret.reveal()))?;
            }
        }
        Ok(())
    }

    fn print_searches(&self, searches: &[StoredSearch]) -> anyhow::Result<()> {
        if self.json {
            let bodies: Vec<SavedSearchBody> = searches.iter().map(SavedSearchBody::from).collect();
            return print_json(&bodies);
        }
        let words = AlertWords::of(self.page.language);
        if searches.is_empty() {
            print(&(words.none.to_owned() + "\n"))?;
            return Ok(());
        }
        let mut sheet = table::with_head(&self.page, words.head);
        for stored in searches {
            let subject = match &stored.search.subject {
                SavedSubject::Project(id) => id.to_string(),
                SavedSubject::Text(text) => crate::domain::invalid::shorten(text),
            };
            let told = stored.search.tell.iter().map(|tell| words.tell(*tell));
            let state = stored.state.as_ref();
            let receiver = match (&stored.search.webhook, stored.stopped) {
                (None, _) => words.no_receiver.to_owned(),
                (Some(_), Some(_)) => words.stopped.to_owned(),
                (Some(url), None) => crate::domain::invalid::shorten(url),
            };
            sheet.add_row([
                stored.id.to_string(),
                subject,
                stored.search.top.to_string(),
                told.collect::<Vec<_>>().join(words.between),
                receiver,
                state.map_or_else(|| "–".to_owned(), |state| moment(state.at)),
                state.and_then(|state| state.fault.clone()).unwrap_or_default(),
            ]);
        }
        let lines: Vec<String> = table::lines(sheet, 2).collect();
        print(&(lines.join("\n") + "\n"))?;
        Ok(())
    }

    fn print_alerts(&self, entries: Vec<AlertEntry>) -> anyhow::Result<()> {
        if self.json {
            let bodies: Vec<AlertEntryBody> =
                entries.into_iter().map(AlertEntryBody::from).collect();
            return print_json(&bodies);
        }
        let words = AlertWords::of(self.page.language);
        if entries.is_empty() {
            print(&(words.nothing_noticed.to_owned() + "\n"))?;
            return Ok(());
        }
        for entry in &entries {
            let alert = &entry.alert;
            let (before, after) = (alert.generation_before, alert.generation_after);
            let generations = [("before", before.to_string()), ("after", after.to_string())];
            let generations = generations.each_ref().map(|(name, value)| (*name, value.as_str()));
            let head = format!("{}  {}", moment(alert.noticed_at), alert.id);
            let head = format!("{head}  {}", fill(words.generations, &generations));
            print(&(self.page.bold(&head) + "\n"))?;
            let sentence = alert.summary.in_language(self.page.language).unwrap_or_default();
            print(&(wrap(sentence, self.page.width, "  ", "  ") + "\n"))?;
            for line in words.causes(alert).into_iter().chain(words.delivery(entry)) {
                print(&(wrap(&line, self.page.width, "  ", "    ") + "\n"))?;
            }
        }
        Ok(())
    }

    fn print_report(&self, report: CheckReport) -> anyhow::Result<()> {
        let CheckReport { looked_at, noticed, delivered, not_delivered } = report;
        if self.json {
            return print_json(&serde_json::json!({
                "looked_at": looked_at, "noticed": noticed,
                "delivered": delivered, "not_delivered": not_delivered,
            }));
        }
        let words = AlertWords::of(self.page.language);
        let numbers = [
            ("looked_at", looked_at.to_string()),
            ("noticed", noticed.to_string()),
            ("delivered", delivered.to_string()),
            ("not_delivered", not_delivered.to_string()),
        ];
        let numbers = numbers.each_ref().map(|(name, value)| (*name, value.as_str()));
        print(&(fill(words.checked, &numbers) + "\n"))?;
        Ok(())
    }
}

/// A moment to the second, in universal time.
fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
