use crate::{cli::Command, domain::invalid::Invalid};

/// Refuses a command that works on the machine it runs on, where a server is named: it would do
/// something else than it was told. What needs no documents at all simply runs.
///
/// # Errors
/// Says why, and what to do instead.
pub(in crate::cli) fn check(command: &Command, server: &str) -> Result<(), Invalid> {
    let Some(instead) = instead(command) else { return Ok(()) };
    Err(refusal(server, instead))
}

/// The refusal of a server that cannot be asked, with what to do instead.
pub(in crate::cli) fn refusal(server: &str, instead: &str) -> Invalid {
    Invalid::new("--server", server, &format!("left out: {instead}"))
}

/// What to do in place of asking a server; `None` if it can be asked, or need not be.
fn instead(command: &Command) -> Option<&'static str> {
    match command {
        Command::Match(_)
        | Command::Reverse(_)
        | Command::Compare(_)
        | Command::Memo(_)
        | Command::Policy(_)
        | Command::Similar(_)
        | Command::Presets(_)
        | Command::Search(_)
        | Command::Code(_)
        | Command::Import(_)
        | Command::Export(_)
        | Command::History(_)
        | Command::Outcomes(_)
        | Command::Allocate(_)
        | Command::Rerank(_)
        | Command::Alerts(_)
        | Command::Audit(_)
        // These compute from a copy of all its documents.
        | Command::Matrix(_)
        | Command::Generate(_)
        // What of them cannot be asked is refused by itself.
        | Command::Diff(_)
        | Command::Evaluate(_)
        // These need no documents.
        | Command::Fit(_)
        | Command::Decide(_)
        | Command::Weigh(_)
        | Command::Agree(_)
        | Command::Completions(_) => None,
        Command::Serve(_) => Some("this command is a server itself"),
        Command::Work(_) => {
            Some("a worker shares the database of the server: name that by `--database-url`")
        }
        Command::Keys(_) => {
            Some("keys are made by whoever runs the server, on its machine or its database")
        }
        Command::Doctor(_) => Some(
            "it looks after the machine it runs on: run it there, or get `/readyz` and `/metrics`",
        ),
        Command::Backup(_) | Command::Restore(_) => {
            Some("a store is saved and filled on its own machine, or over `--database-url`")
        }
    }
}
