use crate::{cli::Command, domain::invalid::Invalid};

/// Refuses a command that works on the machine it runs on, where a server is named: it would do
/// something else than it was told. What needs no documents at all simply runs.
///
/// # Errors
/// Says why, and what to do instead.
pub(in crate::cli) fn check(command: &Command, server: &str) -> Result<(), Invalid> {
    let Some(instead) = instead(command) else { return Ok(()) };
    Err(Invalid::new("--server", server, &format!("left out: {instead}")))
}

/// What to do in place of asking a server; `None` if it can be asked, or need not be.
fn instead(command: &Command) -> Option<&'static str> {
    match command {
        Command::Match(_)
        | Command::Reverse(_)
        | Command::Compare(_)
        | Command::Similar(_)
        | Command::Presets(_)
        | Command::Search(_)
        | Command::Code(_)
        | Command::Import(_)
        | Command::History(_)
        | Command::Outcomes(_)
        | Command::Allocate(_)
        | Command::Rerank(_)
        // These need no documents.
        | Command::Fit(_)
        | Command::Decide(_)
        | Command::Weigh(_)
        | Command::Agree(_)
        | Command::Completions(_) => None,
        Command::Memo(_) => Some("open `/memo` on the server, which is the same paper"),
        Command::Policy(_) => {
            Some("`match --detail` has the support of each region, also from a server")
        }
        Command::Export(_) => {
            Some("run `export` on the machine of the server, or use `search` and `history`")
        }
        Command::Audit(_) => Some("run `audit` on the machine of the server, or get `/v1/audit`"),
        Command::Diff(_) | Command::Matrix(_) | Command::Evaluate(_) => Some(
            "it computes from the documents of the machine it runs on: run it where the server is, \
             which may go on meanwhile",
        ),
        Command::Generate(_) => Some(
            "it draws from the documents of the machine it runs on; give what it writes to `import`",
        ),
        Command::Serve(_) => Some("this command is a server itself"),
        Command::Work(_) => {
            Some("a worker shares the database of the server: name that by `--database-url`")
        }
        Command::Alerts(_) => {
            Some("run `alerts` on the machine of the server, or ask `/v1/saved-searches`")
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
