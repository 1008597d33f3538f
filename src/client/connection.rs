use std::{fmt, time::Duration};

use reqwest::{
    Client, Response, StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER},
    redirect::Policy,
};

use super::{Address, Error, Refusal, Request, request::Repeat};
use crate::{
    domain::limits::{
        CLIENT_ATTEMPTS_MAX, CLIENT_CONNECT_SECONDS_MAX, CLIENT_PROBLEM_BYTES_MAX,
        CLIENT_RETRY_SECONDS_MAX,
    },
    http::PROBLEM_JSON,
    tls::{self, Authorities},
};

/// How long to wait before a request is sent again whose connection was lost.
const AFTER_LOSS: Duration = Duration::from_secs(1);

/// A key as it stands in a file; never shown.
#[derive(Clone)]
pub struct KeyText(HeaderValue);

impl fmt::Debug for KeyText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("KeyText")
    }
}

impl KeyText {
    /// Reads the content of a file that holds one key and nothing else but an end of line.
    ///
    /// # Errors
    /// It holds nothing, or several words, or what is no visible ASCII; it is not told.
    pub fn parse(text: &str) -> Result<KeyText, Error> {
        let key = text.trim();
        if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::Key);
        }
        let mut value = HeaderValue::try_from(format!("Bearer {key}")).map_err(|_| Error::Key)?;
        value.set_sensitive(true);
        Ok(KeyText(value))
    }
}

/// The way to one server.
#[derive(Debug, Clone)]
pub struct Connection {
    client: Client,
    address: Address,
    silence: Duration,
}

/// An answer whose body is still to come.
#[derive(Debug)]
pub struct Reply {
    response: Response,
    server: String,
    silence: Duration,
}

impl Connection {
    /// A way to the server at `address`, for the holder of `key`. A server that says nothing for as
    /// long as `silence` is given up. Over HTTPS it is one for which an authority vouches, of the
    /// system's or of `authorities`.
    ///
    /// # Errors
    /// This machine can make no connections: it has no certificates that could be trusted.
    pub fn new(
        address: Address,
        key: Option<KeyText>,
        silence: Duration,
        authorities: &Authorities,
    ) -> Result<Connection, Error> {
        let mut headers = HeaderMap::new();
        if let Some(KeyText(value)) = key {
            headers.insert(AUTHORIZATION, value);
        }
        let client = Client::builder()
            .user_agent(concat!("hinterland/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers)
            .redirect(Policy::none())
            // Sending again is decided here, where it is known what a request does.
            .retry(reqwest::retry::never())
            .connect_timeout(Duration::from_secs(CLIENT_CONNECT_SECONDS_MAX))
            .read_timeout(silence);
        // A proxy of the environment would read what goes by HTTP, the key too; what is encrypted it
        // only passes on.
        let reads_along = address.is_loopback() || !address.is_encrypted();
        let client = if reads_along { client.no_proxy() } else { client };
        let client = if address.is_loopback() && !address.is_encrypted() {
            // Without TLS nobody needs to be trusted, and no certificates need to be there.
            client.tls_certs_only([])
        } else {
            authorities.trusted_by(client)
        };
        let client = client.build().map_err(Error::NoConnections)?;
        Ok(Connection { client, address, silence })
    }

    /// Sends a request and takes the whole answer, which is of a media type.
    ///
    /// # Errors
    /// No answer, or one that is none of ours, or a refusal.
    pub async fn send_for(&self, request: &Request, media_type: &str) -> Result<Vec<u8>, Error> {
        let mut attempt = 1;
        loop {
            let mut reply = self.open(request).await?;
            reply.require_type(media_type)?;
            match reply.read_all().await {
                Err(Error::BrokenOff { .. })
                    if request.repeat == Repeat::Safe && attempt < CLIENT_ATTEMPTS_MAX =>
                {
                    attempt += 1;
                    tokio::time::sleep(AFTER_LOSS).await;
                }
                taken => return taken,
            }
        }
    }

    /// As [`Connection::open`], for an answer that is of a media type.
    ///
    /// # Errors
    /// As [`Connection::open`], or it is of another.
    pub async fn open_for(&self, request: &Request, media_type: &str) -> Result<Reply, Error> {
        let reply = self.open(request).await?;
        reply.require_type(media_type)?;
        Ok(reply)
    }

    /// Sends a request, again if it may be and the server asks for it, and gives the answer whose
    /// body is still to come.
    ///
    /// # Errors
    /// No answer, or one that is none of ours, or a refusal.
    pub async fn open(&self, request: &Request) -> Result<Reply, Error> {
        let mut attempt = 1;
        loop {
            let may_repeat = request.repeat == Repeat::Safe && attempt < CLIENT_ATTEMPTS_MAX;
            let response = match self.send_once(request).await {
                Err(Error::BrokenOff { .. }) if may_repeat => {
                    attempt += 1;
                    tokio::time::sleep(AFTER_LOSS).await;
                    continue;
                }
                response => response?,
            };
            if response.status().is_success() {
                let (server, silence) = (self.address.to_string(), self.silence);
                return Ok(Reply { response, server, silence });
            }
            let wait = retry_after(&response).filter(|_| may_repeat);
            let refusal = self.refusal(response).await?;
            match wait.filter(|_| is_passing(&refusal)) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Err(Error::Refused(refusal)),
            }
            attempt += 1;
        }
    }

    async fn send_once(&self, request: &Request) -> Result<Response, Error> {
        let url = self.address.join(&request.path, &request.query);
        let mut sent = self.client.request(request.method.clone(), url);
        for (name, value) in &request.headers {
            sent = sent.header(*name, value);
        }
        if let Some(body) = &request.body {
            sent = sent.body(body.clone());
        }
        sent.send().await.map_err(|source| {
            let what = match request.repeat {
                Repeat::Safe => "nothing was answered",
                Repeat::Unsafe => "whether the request was carried out is not known",
            };
            fault(&self.address.to_string(), self.silence, what, source)
        })
    }

    /// Why an answer is a refusal.
    ///
    /// # Errors
    /// It is none of ours, or a redirect.
    async fn refusal(&self, mut response: Response) -> Result<Refusal, Error> {
        let (server, status) = (self.address.to_string(), response.status());
        if status.is_redirection() {
            let to = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
            let to = crate::domain::invalid::shorten(to.unwrap_or("nowhere"));
            return Err(Error::Redirected { server, to });
        }
        let form = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let form = form.unwrap_or_default().to_owned();
        let is_problem = form.split(';').next().is_some_and(|form| form.trim() == PROBLEM_JSON);
        let mut bytes = Vec::new();
        while is_problem && bytes.len() <= CLIENT_PROBLEM_BYTES_MAX {
            match response.chunk().await {
                Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(source) => {
                    return Err(fault(&server, self.silence, "its refusal is not whole", source));
                }
            }
        }
        let refusal = if is_problem { serde_json::from_slice(&bytes).ok() } else { None };
        refusal.ok_or_else(|| {
            Error::foreign(&server, &format!("it answers `{status}` without a problem document"))
        })
    }

    /// The server's address, for messages.
    pub fn server(&self) -> String {
        self.address.to_string()
    }
}

impl Reply {
    /// The next part of the body; `None` at its end.
    ///
    /// # Errors
    /// The connection is lost or the server falls silent.
    pub async fn chunk(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let chunk = self.response.chunk().await.map_err(|source| {
            fault(&self.server, self.silence, "the answer is not whole", source)
        })?;
        Ok(chunk.map(Vec::from))
    }

    /// The rest of the body.
    ///
    /// # Errors
    /// As [`Reply::chunk`].
    pub async fn read_all(&mut self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    /// Refuses an answer of another media type; parameters do not count.
    ///
    /// # Errors
    /// It is of another.
    pub(super) fn require_type(&self, media_type: &str) -> Result<(), Error> {
        let form = self.response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let form = form.and_then(|form| form.split(';').next()).unwrap_or_default().trim();
        if form == media_type {
            return Ok(());
        }
        let what = format!("it answers in the form `{form}` where `{media_type}` was asked for");
        Err(Error::foreign(&self.server, &what))
    }
}

/// What a failed exchange is. The address in its cause would repeat what is told already.
fn fault(server: &str, silence: Duration, what: &'static str, source: reqwest::Error) -> Error {
    let (server, source) = (server.to_owned(), source.without_url());
    if source.is_connect() {
        return match tls::reason(&source) {
            Some(reason) => Error::Insecure { server, reason },
            None => Error::Unreachable { server, source },
        };
    }
    if source.is_timeout() {
        return Error::Silent { server, seconds: silence.as_secs_f64() };
    }
    Error::BrokenOff { server, what, source }
}

/// After how long a server wants to be asked again; `None` if it does not say, or later than
/// anybody waits for.
fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    (seconds <= CLIENT_RETRY_SECONDS_MAX).then(|| Duration::from_secs(seconds))
}

/// Whether a refusal is one of the moment: nothing was carried out, or it goes on.
fn is_passing(refusal: &Refusal) -> bool {
    let passing = [StatusCode::SERVICE_UNAVAILABLE, StatusCode::TOO_MANY_REQUESTS];
    passing.iter().any(|status| status.as_u16() == refusal.status)
        || refusal.code() == "still-running"
}
