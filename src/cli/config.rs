use std::{convert::Infallible, fmt, fs, path::PathBuf};

use anyhow::Context as _;
use clap::ValueEnum;

use super::{output::read_at_most, value};
use crate::{
    domain::{
        limits::{CA_FILE_BYTES_MAX, CLIENT_SILENCE_SECONDS, REVISIONS_CEILING, REVISIONS_MAX},
        text::Language,
    },
    service::{DatabaseUrl, WorldChoice, app::Database},
    tls::Authorities,
};

/// The flags that every command shares; every setting of the program is one of them.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct Config {
    /// Where the database and the built search segments live; beside a PostgreSQL the segments alone
    #[arg(
        long,
        env = "HINTERLAND_DATA_DIR",
        default_value = "data",
        value_name = "DIR",
        global = true
    )]
    pub data_dir: PathBuf,

    /// The PostgreSQL database that holds the documents, as
    /// `postgres://user:password@host:5432/database`; without it they are in the data directory
    ///
    /// Several servers may share it. What the address lacks is taken from `PGHOST`, `PGUSER`,
    /// `PGPASSWORD` and the like, or from the file of passwords that `PGPASSFILE` names: other
    /// users of this machine can read an argument.
    #[arg(
        long,
        env = "HINTERLAND_DATABASE_URL",
        hide_env_values = true,
        value_name = "URL",
        value_parser = secret,
        conflicts_with = "database_url_file",
        global = true
    )]
    pub database_url: Option<Secret>,

    /// A file that holds the address of the PostgreSQL database and nothing else
    #[arg(long, env = "HINTERLAND_DATABASE_URL_FILE", value_name = "FILE", global = true)]
    pub database_url_file: Option<PathBuf>,

    /// Ask a server instead of opening the documents, at an address such as
    /// `https://hinterland.example`; the answers are the same
    ///
    /// A redirect is not followed. HTTP is spoken to the servers of this machine alone, unless
    /// `--unencrypted` is given.
    #[arg(long, env = "HINTERLAND_SERVER", value_name = "URL", global = true)]
    pub server: Option<String>,

    /// A file that holds the key for the server and nothing else: other users of this machine can
    /// read an argument
    #[arg(long, env = "HINTERLAND_KEY_FILE", value_name = "FILE", global = true)]
    pub key_file: Option<PathBuf>,

    /// A file of certificates, as PEM, of authorities that are trusted beside the system's, for the
    /// server and for receivers of alerts
    ///
    /// As those of a company whose servers have certificates of its own. `SSL_CERT_FILE` and
    /// `SSL_CERT_DIR` name other certificates in place of the system's.
    #[arg(long, env = "HINTERLAND_CA_FILE", value_name = "FILE", global = true)]
    pub ca_file: Option<PathBuf>,

    /// Give a server up that says nothing for so many seconds
    #[arg(long, env = "HINTERLAND_SERVER_TIMEOUT", default_value_t = CLIENT_SILENCE_SECONDS)]
    #[arg(value_name = "SECONDS", value_parser = value::timeout_seconds, global = true)]
    pub server_timeout: f64,

    /// Speak HTTP to a server on another machine, too: whoever is on the way reads the key and the
    /// answers
    #[arg(long, global = true)]
    pub unencrypted: bool,

    /// With what an empty data directory or database begins
    #[arg(long, default_value = "cn", value_name = "WORLD", global = true)]
    pub world: World,

    /// How many revisions of each document are kept, the newest
    #[arg(long, env = "HINTERLAND_REVISIONS_MAX", default_value_t = REVISIONS_MAX)]
    #[arg(value_name = "NUMBER", global = true)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=i64::from(REVISIONS_CEILING)))]
    pub revisions_max: u32,

    /// The language of words and names; without it Chinese if the text contains Chinese
    /// characters, else English
    #[arg(long, value_name = "LANGUAGE", value_parser = value::language(), global = true)]
    pub lang: Option<Language>,

    /// What to log to standard error: a level, or directives such as `hinterland=debug,warn`
    #[arg(long, env = "HINTERLAND_LOG", default_value = "warn", value_name = "FILTER")]
    #[arg(value_parser = value::log_filter, global = true)]
    pub log: String,

    /// How to write the log
    #[arg(long, env = "HINTERLAND_LOG_FORMAT", default_value = "text", value_name = "FORMAT")]
    #[arg(global = true)]
    pub log_format: LogFormat,

    /// When to colour
    #[arg(long, default_value = "auto", value_name = "WHEN", global = true)]
    pub color: Color,
}

/// A value that is passed on, but never shown.
#[derive(Clone)]
pub struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}

/// Takes any text: a reader of flags that refuses one would print it.
#[expect(clippy::unnecessary_wraps, reason = "the form of a reader of flags")]
fn secret(text: &str) -> Result<Secret, Infallible> {
    Ok(Secret(text.to_owned()))
}

impl Config {
    /// Where the documents live.
    ///
    /// # Errors
    /// The address of the database or its file cannot be read; a password is not told.
    pub fn database(&self) -> anyhow::Result<Database> {
        let text = match (&self.database_url, &self.database_url_file) {
            (Some(Secret(text)), _) => text.clone(),
            (None, Some(path)) => fs::read_to_string(path)
                .with_context(|| format!("`{}` cannot be read", path.display()))?,
            (None, None) => return Ok(Database::File),
        };
        Ok(Database::Postgres(DatabaseUrl::parse(&text)?))
    }

    /// Which authorities are trusted beside the system's.
    ///
    /// # Errors
    /// The file of them cannot be read or holds none.
    pub fn authorities(&self) -> anyhow::Result<Authorities> {
        // A variable that is empty names no file.
        let file = self.ca_file.as_ref().filter(|file| !file.as_os_str().is_empty());
        let Some(path) = file else { return Ok(Authorities::default()) };
        let pem = read_at_most(path, CA_FILE_BYTES_MAX)?;
        Ok(Authorities::parse(&path.display().to_string(), &pem)?)
    }
}

/// With what an empty data directory or database begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum World {
    /// The built-in world of Chinese zones and places
    Cn,
    /// Nothing
    None,
}

/// How to write the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people
    Text,
    /// One JSON object per line
    Json,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl From<World> for WorldChoice {
    fn from(world: World) -> WorldChoice {
        match world {
            World::Cn => WorldChoice::Cn,
            World::None => WorldChoice::None,
        }
    }
}
