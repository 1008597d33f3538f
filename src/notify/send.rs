use std::{error::Error as StdError, net::SocketAddr, sync::Arc, time::Duration};

use jiff::Timestamp;
use reqwest::{
    Client,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{CONTENT_TYPE, USER_AGENT},
    redirect::Policy,
};

use super::{
    receiver::{Reach, Receivers, Target},
    signature::sign,
};
use crate::{domain::limits::WEBHOOK_SECONDS_MAX, tls};

/// By what name we call.
const AGENT: &str = concat!("hinterland/", env!("CARGO_PKG_VERSION"));

/// What is sent to a receiver.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    /// Its identifier, the same at each try: by it a receiver knows what it has already.
    pub id: &'a str,
    /// When this try is made.
    pub at: Timestamp,
    /// The body, as JSON.
    pub body: &'a str,
    /// What signs it, the newest first.
    pub secrets: &'a [String],
}

/// What came of sending a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// The receiver has taken it, and said so with this status.
    Accepted(u16),
    /// The receiver wants nothing any more: 410.
    Gone,
    /// The receiver has not taken it, and said so with this status.
    Refused(u16),
    /// There was no answer in time, and why.
    Failed(String),
}

impl Reply {
    /// The status that was answered.
    pub fn status(&self) -> Option<u16> {
        match self {
            Reply::Accepted(status) | Reply::Refused(status) => Some(*status),
            Reply::Gone => Some(410),
            Reply::Failed(_) => None,
        }
    }
}

/// Sends messages to receivers.
#[derive(Debug, Clone)]
pub struct Notifier {
    public: Option<Client>,
    loopback: Option<Client>,
}

impl Notifier {
    /// Gets ready to tell receivers. A machine without certificates that could be trusted is told so
    /// when something is to be sent.
    pub fn new(receivers: &Receivers) -> Notifier {
        let client = |reach: Reach| {
            let client = receivers.authorities().trusted_by(Client::builder());
            let client = client
                .timeout(Duration::from_secs(WEBHOOK_SECONDS_MAX))
                // What the environment says of proxies is not said by whom we tell.
                .no_proxy()
                .redirect(Policy::none())
                .referer(false)
                .https_only(reach == Reach::Public)
                // Each message looks anew whom it reaches.
                .pool_max_idle_per_host(0)
                .dns_resolver(Arc::new(Resolver { reach }))
                .build();
            client
                .inspect_err(|error| tracing::warn!(%error, "receivers cannot be reached: {error}"))
                .ok()
        };
        Notifier { public: client(Reach::Public), loopback: client(Reach::Loopback) }
    }

    /// Sends a message once, and waits for the head of the answer.
    pub async fn send(&self, target: &Target, message: Message<'_>) -> Reply {
        let Message { id, at, body, secrets } = message;
        let seconds = at.as_second();
        let Some(signature) = sign(secrets, id, seconds, body) else {
            return Reply::Failed("its secret cannot be read: make a new one".to_owned());
        };
        let client = match target.reach {
            Reach::Public => &self.public,
            Reach::Loopback => &self.loopback,
        };
        let Some(client) = client else {
            let fault = "the server has no certificates that could be trusted: install some, or name a \
                         file of them by `--ca-file`";
            return Reply::Failed(fault.to_owned());
        };
        let request = client
            .post(target.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, AGENT)
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature)
            .body(body.to_owned());
        match request.send().await {
            // The body of the answer is dropped unread, and the connection with it.
            Ok(answer) => match answer.status().as_u16() {
                status @ 200..=299 => Reply::Accepted(status),
                410 => Reply::Gone,
                status => Reply::Refused(status),
            },
            Err(error) if error.is_timeout() => {
                Reply::Failed(format!("no answer within {WEBHOOK_SECONDS_MAX} seconds"))
            }
            Err(error) => match tls::reason(&error).filter(|_| error.is_connect()) {
                Some(reason) => Reply::Failed(format!("no encrypted connection: {reason}")),
                None => Reply::Failed(last_cause(&error.without_url())),
            },
        }
    }
}

/// What stands behind everything: what is before it says only that something failed.
fn last_cause(error: &dyn StdError) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

/// Finds the addresses of a name, and gives to connect to those alone that a receiver may have: what
/// is looked at is what is connected to, however often the name changes what it stands for.
struct Resolver {
    reach: Reach,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.reach;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let found: Vec<SocketAddr> = found.collect();
            let allowed: Vec<SocketAddr> =
                found.iter().copied().filter(|address| reach.admits(address.ip())).collect();
            if allowed.is_empty() {
                let (name, expected) = (name.as_str(), reach.expected());
                return Err(format!("`{name}` has no address that is {expected}").into());
            }
            let allowed: Addrs = Box::new(allowed.into_iter());
            Ok(allowed)
        })
    }
}
