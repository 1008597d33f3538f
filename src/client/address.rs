use std::{fmt, net::IpAddr};

use reqwest::Url;

use crate::domain::invalid::Invalid;

/// What an address must look like.
const EXPECTED: &str = "an address such as `https://host.example` or `http://127.0.0.1:8080`, \
                        without user, query or fragment";

/// Whether a server on another machine must be spoken to by HTTPS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// It must; only the servers of this machine may do without.
    Required,
    /// The user has said that keys and answers may be read on the way.
    Waived,
}

/// Where a server is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    url: Url,
    is_loopback: bool,
}

impl Address {
    /// Reads the address of a server: HTTPS, or HTTP on this machine, or HTTP elsewhere where
    /// encryption is waived. A path stands before those of the API.
    ///
    /// # Errors
    /// Says what would be right. A user or password in the address is not told: it may be a key.
    pub fn parse(text: &str, encryption: Encryption) -> Result<Address, Invalid> {
        let refused = |shown: &str, expected: &str| Invalid::new("--server", shown, expected);
        let url = Url::parse(text.trim()).map_err(|_| refused(without_user(text), EXPECTED))?;
        let host = url.host_str().unwrap_or_default();
        let is_plain = url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !["http", "https"].contains(&url.scheme()) || host.is_empty() || !is_plain {
            return Err(refused(without_user(text), EXPECTED));
        }
        let is_loopback = is_loopback(host);
        if url.scheme() == "http" && !is_loopback && encryption == Encryption::Required {
            let expected = "`https://…`: by HTTP whoever is on the way reads the key and the \
                            answers; `--unencrypted` says that this may be";
            return Err(refused(text, expected));
        }
        Ok(Address { url, is_loopback })
    }

    /// Whether it is spoken to by HTTPS.
    pub(super) fn is_encrypted(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether it is a server of this machine.
    pub(super) fn is_loopback(&self) -> bool {
        self.is_loopback
    }

    /// The address of a path of the API, whose segments are encoded as they need it.
    pub(super) fn join(&self, path: &[String], query: &[(&'static str, String)]) -> Url {
        let mut url = self.url.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.url.as_str().trim_end_matches('/'))
    }
}

/// The text, or nothing of it if it may hold a password.
fn without_user(text: &str) -> &str {
    if text.contains('@') { "…" } else { text }
}

/// Whether a host is this machine: an address of loopback, or the name that stands for it.
fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let address: Option<IpAddr> = bare.parse().ok();
    host.eq_ignore_ascii_case("localhost")
        || address.is_some_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_travels_encrypted_or_not_at_all() {
        let cases = [
            ("https://hinterland.example", true),
            ("https://hinterland.example:8443/behind/a/proxy", true),
            ("http://127.0.0.1:8080", true),
            ("http://127.8.9.1:8080", true), // all of 127/8 is this machine
            ("http://[::1]:8080/", true),
            ("http://localhost:8080", true),
            ("http://hinterland.example", false), // readable on the way
            ("http://10.0.0.7:8080", false),
            ("http://localhost.example", false),
            ("ftp://127.0.0.1", false),
            ("127.0.0.1:8080", false),                         // no scheme
            ("https://user:secret@hinterland.example", false), // a key has a file of its own
            ("https://hinterland.example/?key=1", false),
            ("", false),
        ];
        for (text, expected) in cases {
            let parsed = Address::parse(text, Encryption::Required);
            assert_eq!(parsed.is_ok(), expected, "{text}");
        }
        assert!(Address::parse("http://10.0.0.7:8080", Encryption::Waived).is_ok());
    }

    #[test]
    fn a_refusal_tells_no_password() {
        let text = "https://user:secret@hinterland.example";
        let refused = Address::parse(text, Encryption::Required).unwrap_err().to_string();
        assert!(refused.contains("`--server` must be") && !refused.contains("secret"), "{refused}");
    }

    #[test]
    fn paths_are_encoded_below_that_of_the_server() {
        let address = Address::parse("https://example.cn/hinterland/", Encryption::Required);
        let address = address.unwrap();
        let path = ["v1", "projects", "a/b?c", "matches"].map(str::to_owned);
        let url = address.join(&path, &[("limit", "3".to_owned()), ("q", "生物 & x".to_owned())]);
        assert_eq!(
            url.as_str(),
            "https://example.cn/hinterland/v1/projects/a%2Fb%3Fc/matches?limit=3&\
             q=%E7%94%9F%E7%89%A9+%26+x"
        );
        assert_eq!(address.to_string(), "https://example.cn/hinterland");
        assert_eq!(
            address.join(&["v1".to_owned()], &[]).as_str(),
            "https://example.cn/hinterland/v1"
        );
    }
}
