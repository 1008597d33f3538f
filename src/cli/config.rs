use std::path::PathBuf;

use clap::ValueEnum;

use super::value;
use crate::{domain::text::Language, service::WorldChoice};

/// The flags that every command shares; every setting of the program is one of them.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct Config {
    /// Where the database and the built search segments live
    #[arg(
        long,
        env = "HINTERLAND_DATA_DIR",
        default_value = "data",
        value_name = "DIR",
        global = true
    )]
    pub data_dir: PathBuf,

    /// With what an empty data directory begins
    #[arg(long, default_value = "cn", value_name = "WORLD", global = true)]
    pub world: World,

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

/// With what an empty data directory begins.
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
