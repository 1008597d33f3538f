//! Commands that ask a server in place of the documents on this machine: `--server`.

/// Its documents, copied.
mod copy;
/// JSON as it is printed.
mod indent;
/// Which commands can be asked of a server.
pub(super) mod reach;
/// What commands ask, in the form of the API.
mod question;

use std::time::Duration;

use anyhow::Context as _;
use serde::de::DeserializeOwned;

pub(super) use copy::{Opened, Part};
pub(super) use question::{Project, Said, wishes_body};

use super::{
    Config,
    failure::Outcome,
    output::{Page, print},
};
use crate::{
    client::{Address, Connection, Encryption, Error, KeyText, Request},
    domain::{limits::BODY_BYTES_MAX, text::Language},
};

/// In which form an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// The document of the API, for `--json`.
    Document,
    /// The text that a local command prints.
    Text,
}

impl Shown {
    /// What a command prints, with `--json` or without.
    pub(super) fn of(json: bool) -> Shown {
        if json { Shown::Document } else { Shown::Text }
    }
}

/// A server that answers in place of the documents on this machine.
pub(super) struct Remote {
    pub(super) connection: Connection,
}

impl Remote {
    /// The server that the configuration names; `None` if it names none.
    ///
    /// # Errors
    /// The address, the file of the key or that of authorities is none.
    pub(super) fn of(config: &Config) -> anyhow::Result<Option<Remote>> {
        let Some(server) = &config.server else { return Ok(None) };
        let encryption = if config.unencrypted { Encryption::Waived } else { Encryption::Required };
        let address = Address::parse(server, encryption)?;
        let key = config.key_file.as_ref().map(|path| {
            let bytes = super::output::read_at_most(path, BODY_BYTES_MAX)?;
            let named = || format!("`{}`", path.display());
            let text = String::from_utf8(bytes).map_err(|_| Error::Key).with_context(named)?;
            KeyText::parse(&text).with_context(named)
        });
        let silence = Duration::from_secs_f64(config.server_timeout);
        let authorities = config.authorities()?;
        let connection = Connection::new(address, key.transpose()?, silence, &authorities)?;
        Ok(Some(Remote { connection }))
    }

    /// Asks and prints the answer as the local command does.
    ///
    /// # Errors
    /// No answer, or one of another form, or a refusal; standard output cannot be written.
    pub(super) async fn print(
        &self,
        request: Request,
        shown: Shown,
        page: &Page,
    ) -> anyhow::Result<Outcome> {
        match shown {
            Shown::Document => print(&(indent::indent(&self.document(request).await?) + "\n"))?,
            Shown::Text => print(&self.text(request, page).await?)?,
        }
        Ok(Outcome::Done)
    }

    /// Asks for a document.
    ///
    /// # Errors
    /// No answer, or one of another form, or a refusal.
    pub(super) async fn document(&self, request: Request) -> Result<String, Error> {
        self.take(request.header("accept", "application/json"), "application/json").await
    }

    /// Asks for a document and reads it.
    ///
    /// # Errors
    /// No answer, or one of another form, or a refusal.
    pub(super) async fn read<T: DeserializeOwned>(&self, request: Request) -> Result<T, Error> {
        let document = self.document(request).await?;
        serde_json::from_str(&document).map_err(|error| {
            let what = format!("its answer cannot be read: {error}");
            Error::foreign(&self.connection.server(), &what)
        })
    }

    /// Asks for a page of HTML in a language.
    ///
    /// # Errors
    /// No answer, or one of another form, or a refusal.
    pub(super) async fn html(&self, request: Request, language: Language) -> Result<String, Error> {
        let request = request.header("accept", "text/html");
        self.take(in_language(request, language), "text/html").await
    }

    /// Asks for something to be done whose answer says nothing.
    ///
    /// # Errors
    /// No answer, or a refusal.
    pub(super) async fn act(&self, request: Request) -> Result<(), Error> {
        self.connection.open(&request).await.map(|_reply| ())
    }

    async fn text(&self, request: Request, page: &Page) -> Result<String, Error> {
        let style = if page.colour { "ansi" } else { "plain" };
        let accept = format!("text/plain;columns={};style={style}", page.width);
        let request = request.header("accept", accept);
        self.take(in_language(request, page.language), "text/plain").await
    }

    async fn take(&self, request: Request, media_type: &'static str) -> Result<String, Error> {
        let bytes = self.connection.send_for(&request, media_type).await.map_err(|error| {
            // A command names its profile and its wishes without the parts of the body around them.
            match error {
                Error::Refused(refusal) => {
                    Error::Refused(refusal.of_part("project").of_part("wishes"))
                }
                error => error,
            }
        })?;
        String::from_utf8(bytes)
            .map_err(|_| Error::foreign(&self.connection.server(), "its answer is not UTF-8"))
    }
}

/// The request for an answer in a language.
fn in_language(request: Request, language: Language) -> Request {
    let language = match language {
        Language::Zh => "zh",
        Language::En => "en",
    };
    request.header("accept-language", language)
}
