use std::{
    env,
    io::{self, IsTerminal},
    num::NonZero,
    path::Path,
    thread,
};

use anyhow::Context as _;
use jiff::{Timestamp, Zoned, civil::Date};
use tokio::runtime::Runtime;
use tracing_subscriber::EnvFilter;

use super::{
    Command, Config,
    config::{Color, LogFormat},
    output::{self, Page},
    receivers::ReceiverFlags,
    remote::{Opened, Part, Remote, reach},
};
use crate::{
    domain::{access::Actor, invalid::Invalid, text::Language},
    service::{
        App, OpenOptions,
        alerts::Receivers,
        app::{Access, Database},
        understand::is_chinese,
    },
    text::page::{WIDTH_MAX, WIDTH_MIN, WIDTH_PLAIN},
};

/// What says again, as an error, what we say ourselves: why a certificate is not accepted. `--log` may
/// ask for it all the same, by its name.
const QUIET: &str = "rustls_platform_verifier=off";

/// What a command has at hand.
#[derive(Debug, Clone)]
pub(super) struct Context {
    config: Config,
}

impl Context {
    /// Takes the configuration and starts the log.
    ///
    /// # Errors
    /// The log filter cannot be read.
    pub(super) fn new(config: Config) -> anyhow::Result<Context> {
        let filter = EnvFilter::try_new(format!("{QUIET},{}", config.log)).context("`--log`")?;
        let log = tracing_subscriber::fmt()
            // A log on a full disk is silent: to complain of it on the same disk would end the request.
            .log_internal_errors(false)
            .with_env_filter(filter)
            .with_writer(io::stderr)
            .with_ansi(in_colour(config.color, io::stderr().is_terminal()));
        let started = match config.log_format {
            LogFormat::Text => log.try_init(),
            LogFormat::Json => log.json().try_init(),
        };
        started.ok(); // A second start in one process keeps the first log.
        Ok(Context { config })
    }

    /// Refuses a command that can be asked of no server, where one is named.
    ///
    /// # Errors
    /// Says why, and what to do instead.
    pub(super) fn check_reach(&self, command: &Command) -> Result<(), Invalid> {
        self.config.server.as_deref().map_or(Ok(()), |server| reach::check(command, server))
    }

    /// Refuses what can be asked of no server, where one is named.
    ///
    /// # Errors
    /// Says what to do `instead`.
    pub(super) fn refuse_server(&self, instead: &str) -> Result<(), Invalid> {
        self.config.server.as_deref().map_or(Ok(()), |server| Err(reach::refusal(server, instead)))
    }

    /// Opens the application and tells on standard error what opening it did.
    ///
    /// # Errors
    /// As [`App::open`]; the address of the database cannot be read.
    pub(super) async fn open(&self, access: Access) -> anyhow::Result<App> {
        let options = OpenOptions {
            data_dir: self.config.data_dir.clone(),
            database: self.config.database()?,
            world: self.config.world.into(),
            access,
        };
        // Once, and kept out of the future of every command.
        let (app, notices) = Box::pin(App::open(options)).await?;
        for notice in notices {
            output::note(&notice.0);
        }
        let actor = Actor { at: Some(now()), ..Actor::default() };
        Ok(app.with_revisions_max(self.config.revisions_max).acting_for(actor))
    }

    /// Opens the documents of this machine, or a copy of `parts` of those of the server that is named,
    /// for a command that computes from all of them.
    ///
    /// # Errors
    /// As [`Context::open`]; no copy can be had.
    pub(super) async fn open_or_copy(&self, parts: &[Part]) -> anyhow::Result<Opened> {
        let Some(server) = self.server()? else {
            return Ok(Opened::here(self.open(Access::Read).await?));
        };
        let opened = Opened::copied(&server, parts).await?;
        if !parts.is_empty() {
            let server = server.connection.server();
            output::note(&format!("computed from a copy of what `{server}` showed just now"));
        }
        Ok(opened)
    }

    /// The server that answers in place of the documents on this machine, if one is named.
    ///
    /// # Errors
    /// Its address or the file of its key is none.
    pub(super) fn server(&self) -> anyhow::Result<Option<Remote>> {
        Remote::of(&self.config)
    }

    /// Whom alerts may be posted to, and which authorities may vouch for them.
    ///
    /// # Errors
    /// What is no host; the file of authorities is none.
    pub(super) fn receivers(&self, flags: &ReceiverFlags) -> anyhow::Result<Receivers> {
        Ok(flags.receivers()?.trusting(self.config.authorities()?))
    }

    /// Where the documents live.
    ///
    /// # Errors
    /// The address of the database cannot be read.
    pub(super) fn database(&self) -> anyhow::Result<Database> {
        self.config.database()
    }

    /// The folder that `--data-dir` names.
    pub(super) fn data_dir(&self) -> &Path {
        &self.config.data_dir
    }

    /// The page on standard output; `text` decides its language if no flag does.
    pub(super) fn page(&self, text: &str) -> Page {
        let terminal = io::stdout().is_terminal();
        let width = if terminal { terminal_width() } else { WIDTH_PLAIN };
        let colour = in_colour(self.config.color, terminal);
        Page { width, colour, language: self.config.lang.unwrap_or_else(|| language_of(text)) }
    }
}

/// The runtime on which commands run. Half as many threads as processors, one at least, carry
/// messages to and fro: what takes long is computed, read or written on others, and each further one
/// that is woken takes a processor from those. On two processors an answer comes some 60 to 110 µs
/// sooner from one such thread than from two.
///
/// # Errors
/// The system gives no threads.
pub(super) fn runtime() -> anyhow::Result<Runtime> {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let built = tokio::runtime::Builder::new_multi_thread()
        .worker_threads((processors / 2).max(1))
        .enable_all()
        .build();
    built.context("no threads for the program")
}

/// Today in the system's time zone: the default day of a question.
pub(super) fn today() -> Date {
    Zoned::now().date()
}

/// Now: when something is written.
pub(super) fn now() -> Timestamp {
    Timestamp::now()
}

/// Chinese if `text` contains a Chinese character.
fn language_of(text: &str) -> Language {
    if is_chinese(text) { Language::Zh } else { Language::En }
}

fn in_colour(choice: Color, terminal: bool) -> bool {
    match choice {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => terminal && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    }
}

fn terminal_width() -> usize {
    let width = comfy_table::Table::new().width().map_or(WIDTH_PLAIN, usize::from);
    width.clamp(WIDTH_MIN, WIDTH_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_chinese_character_makes_a_text_chinese() {
        assert_eq!(language_of("GMP 基地"), Language::Zh);
        assert_eq!(language_of("battery plant, Zürich"), Language::En);
        assert_eq!(language_of(""), Language::En);
    }
}
