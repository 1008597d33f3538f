use std::{collections::BTreeSet, net::IpAddr};

use reqwest::Url;

use super::address::{is_loopback, is_public};
use crate::{
    domain::{invalid::Invalid, limits::WEBHOOK_URL_CHARACTERS_MAX},
    tls::Authorities,
};

/// Whom the operator allows to be told: hosts with their ports. Nobody, unless something is said.
#[derive(Debug, Clone, Default)]
pub struct Receivers {
    hosts: BTreeSet<HostPort>,
    loopback: BTreeSet<HostPort>,
    authorities: Authorities,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct HostPort {
    /// As addresses have it: lower case, without brackets.
    host: String,
    port: u16,
}

/// Where a receiver listens, and what addresses it may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub(super) url: Url,
    pub(super) reach: Reach,
}

/// What addresses a receiver may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Public ones alone.
    Public,
    /// Those of this machine alone.
    Loopback,
}

impl Reach {
    pub(super) fn admits(self, address: IpAddr) -> bool {
        match self {
            Reach::Public => is_public(address),
            Reach::Loopback => is_loopback(address),
        }
    }

    /// What an address must be.
    pub(super) fn expected(self) -> &'static str {
        match self {
            Reach::Public => "public",
            Reach::Loopback => "this machine's own",
        }
    }
}

impl Receivers {
    /// Reads two lists of `host` or `host:port`, the port 443 if it is not said: receivers at public
    /// addresses, which are told over HTTPS alone, and receivers on this machine itself, which may be
    /// told over HTTP.
    ///
    /// # Errors
    /// Names the entry that is none.
    pub fn parse(hosts: &[String], loopback: &[String]) -> Result<Receivers, Invalid> {
        let read = |list: &[String]| -> Result<BTreeSet<HostPort>, Invalid> {
            list.iter().map(|text| HostPort::parse(text)).collect()
        };
        let (hosts, loopback) = (read(hosts)?, read(loopback)?);
        Ok(Receivers { hosts, loopback, authorities: Authorities::default() })
    }

    /// The same, told over HTTPS also where one of these authorities vouches for them.
    #[must_use]
    pub fn trusting(self, authorities: Authorities) -> Receivers {
        Receivers { authorities, ..self }
    }

    /// Who may vouch for them, beside the authorities of the system.
    pub(super) fn authorities(&self) -> &Authorities {
        &self.authorities
    }

    /// Whether nobody may be told.
    pub fn is_empty(&self) -> bool {
        self.hosts.is_empty() && self.loopback.is_empty()
    }

    /// Where a receiver listens, if it may be told.
    ///
    /// # Errors
    /// What is wrong with the address, or that the operator does not list its host.
    pub fn target(&self, text: &str) -> Result<Target, Invalid> {
        let refuse = |expected: &str| Err(Invalid::new("", text, expected));
        if WEBHOOK_URL_CHARACTERS_MAX < text.chars().count() {
            let most = WEBHOOK_URL_CHARACTERS_MAX;
            return refuse(&format!("an address of at most {most} characters"));
        }
        let form =
            "an address such as `https://example.com/hook`, without a user, a password or `#`";
        // What reads addresses drops some of these in silence, and another would be told than was given.
        let is_unreadable = |c: char| c.is_whitespace() || c.is_control();
        if text.contains(is_unreadable) {
            return refuse("an address without blanks and control characters");
        }
        let Ok(url) = Url::parse(text) else { return refuse(form) };
        let is_plain = url.username().is_empty() && url.password().is_none();
        let (Some(host), true) = (HostPort::of(&url), is_plain && url.fragment().is_none()) else {
            return refuse(form);
        };
        let reach = if self.loopback.contains(&host) {
            Reach::Loopback
        } else if self.hosts.contains(&host) {
            Reach::Public
        } else if self.is_empty() {
            return refuse(
                "absent: the operator of this server lists no receivers; `--webhook-hosts` does",
            );
        } else {
            return refuse(
                "at a host and port that the operator of this server lists with `--webhook-hosts`",
            );
        };
        let is_secret = url.scheme() == "https";
        if !is_secret && (reach == Reach::Public || url.scheme() != "http") {
            return refuse("an `https` address");
        }
        match host.host.parse::<IpAddr>() {
            Ok(address) if !reach.admits(address) => {
                refuse(&format!("at an address that is {}", reach.expected()))
            }
            _ => Ok(Target { url, reach }),
        }
    }
}

impl HostPort {
    /// Reads `host` or `host:port`.
    fn parse(text: &str) -> Result<HostPort, Invalid> {
        let url = Url::parse(&format!("https://{text}"));
        let is_bare = |url: &Url| {
            url.path() == "/"
                && !text.ends_with('/')
                && !text.contains('@')
                && url.query().is_none()
                && url.fragment().is_none()
        };
        let host = url.ok().filter(is_bare).and_then(|url| HostPort::of(&url));
        let expected = "a host such as `example.com` or `example.com:8443`, without scheme or path";
        host.ok_or_else(|| Invalid::new("", text, expected))
    }

    fn of(url: &Url) -> Option<HostPort> {
        let host = url.host_str()?.trim_start_matches('[').trim_end_matches(']');
        // A dot at the end names the same host.
        let host = host.strip_suffix('.').unwrap_or(host).to_owned();
        let port = url.port_or_known_default()?;
        (!host.is_empty()).then_some(HostPort { host, port })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receivers() -> Receivers {
        let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let hosts = list(&["Example.com", "hooks.example.org:8443", "10.0.0.7", "8.8.8.8"]);
        Receivers::parse(&hosts, &list(&["127.0.0.1:9000", "localhost:9001", "[::1]:9000"]))
            .unwrap()
    }

    #[test]
    fn only_whom_the_operator_lists_is_told() {
        let cases = [
            ("https://example.com/hook?a=b", Ok(Reach::Public)),
            ("https://EXAMPLE.com:443/", Ok(Reach::Public)), // the port that goes without saying
            ("https://example.com./hook", Ok(Reach::Public)), // the same host
            ("https://hooks.example.org:8443/", Ok(Reach::Public)),
            ("https://8.8.8.8/", Ok(Reach::Public)),
            ("http://127.0.0.1:9000/", Ok(Reach::Loopback)), // named as this machine's own
            ("https://localhost:9001/", Ok(Reach::Loopback)),
            ("http://[::1]:9000/", Ok(Reach::Loopback)),
            ("http://0x7f.1:9000/", Ok(Reach::Loopback)), // the same address in another form
            ("http://example.com/hook", Err("at a host and port")), // another port
            ("http://example.com:443/hook", Err("`https`")), // nobody may read along
            ("https://example.com:8443/", Err("at a host and port")),
            ("https://hooks.example.org/", Err("at a host and port")),
            ("https://sub.example.com/", Err("at a host and port")), // a list of hosts, not of zones
            ("https://example.com.evil.org/", Err("at a host and port")),
            ("https://10.0.0.7/", Err("public")), // private, whatever the list says
            ("http://127.0.0.1:9001/", Err("at a host and port")),
            ("https://user:secret@example.com/", Err("without a user")),
            ("https://example.com/#top", Err("without a user")),
            (" https://example.com/", Err("without blanks")), // read as if it were not there
            ("https://exam\nple.com/", Err("without blanks")),
            ("https://example.com/a b", Err("without blanks")),
            ("https://example.com/\0", Err("without blanks")),
            ("ftp://example.com:443/", Err("`https`")),
            ("file:///etc/passwd", Err("such as")),
            ("example.com/hook", Err("such as")),
            ("", Err("such as")),
        ];
        for (text, expected) in cases {
            let found = receivers().target(text).map(|target| target.reach);
            match (found, expected) {
                (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{text}"),
                (Err(fault), Err(word)) => {
                    assert!(fault.expected.contains(word), "{text}: {fault}");
                }
                (found, expected) => panic!("{text}: {found:?} instead of {expected:?}"),
            }
        }
        let long = format!("https://example.com/{}", "a".repeat(WEBHOOK_URL_CHARACTERS_MAX));
        assert!(receivers().target(&long).is_err());
    }

    #[test]
    fn nobody_is_told_unless_somebody_is_listed() {
        let fault = Receivers::default().target("https://example.com/").unwrap_err();
        assert!(fault.expected.contains("--webhook-hosts"), "{fault}");
    }

    #[test]
    fn a_list_names_hosts_and_ports() {
        for text in ["https://example.com", "example.com/hook", "a b", "", "u@example.com", "a:0x"]
        {
            let refused = Receivers::parse(&[text.to_owned()], &[]);
            assert!(refused.is_err(), "{text}: {refused:?}");
        }
    }
}
