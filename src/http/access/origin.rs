use axum::{
    extract::Request,
    http::{HeaderMap, Method, StatusCode, Uri, header},
};

use super::Door;
use crate::{domain::invalid::shorten, http::Problem};

/// Why a server that asks for no key does not answer a request, if so.
///
/// A page of elsewhere reaches such a server in a browser of its machine: by a name of its own that it
/// has lead to this machine (DNS rebinding), with which it may read all answers, or by sending what
/// needs no leave. So one that is for its own machine answers to that machine's own names alone, and
/// none writes for a page of elsewhere. What keys keep, a stranger's page has no key for.
pub(super) fn refuse_stranger(door: Door, request: &Request) -> Option<Problem> {
    let (uri, headers) = (request.uri(), request.headers());
    if door == Door::Loopback
        && let Some(name) = foreign_name(uri, headers)
    {
        let detail = format!(
            "`{}` is no name of this machine, and a server without keys answers to its own alone: ask \
             `localhost`, `127.0.0.1` or `[::1]`, or start it with `--require-keys`; or with \
             `--insecure-open` if whoever reaches it may read and change everything",
            shorten(&name)
        );
        return Some(Problem::new(StatusCode::MISDIRECTED_REQUEST, "misdirected", detail));
    }
    let is_welcome = is_safe(request.method()) || says_origin(headers) != Some(Origin::Elsewhere);
    (!is_welcome).then(|| {
        let detail = "a page of another origin may not write to a server without keys: write from \
                      this server's own page, or from a program";
        Problem::new(StatusCode::FORBIDDEN, "forbidden", detail)
    })
}

/// The name by which a request asks, where it is none of this machine. An absolute target goes before
/// `Host` (RFC 9112, section 3.2.2), and both are looked at; whoever names nothing is no browser, and
/// over a connection has been refused before.
fn foreign_name(target: &Uri, headers: &HeaderMap) -> Option<String> {
    let hosts = headers.get_all(header::HOST).iter();
    let hosts = hosts.map(|host| String::from_utf8_lossy(host.as_bytes()).into_owned());
    let target = target.authority().map(ToString::to_string);
    target.into_iter().chain(hosts).find(|name| !is_loopback_name(name))
}

/// Whether an authority, a name with or without a port, is this machine's own: `localhost` and what ends
/// in `.localhost`, with or without the dot of the root (RFC 6761, section 6.3), and the addresses of
/// loopback.
fn is_loopback_name(authority: &str) -> bool {
    let uri = authority.parse::<Uri>().ok();
    let Some(name) = uri.as_ref().and_then(Uri::host) else { return false };
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse().map(|address: std::net::IpAddr| address.to_canonical());
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    let is_local = name == "localhost" || name.ends_with(".localhost");
    is_local || address.is_ok_and(|it| it.is_loopback())
}

/// Whether a request is addressed to this machine by a name of its own: then it crosses no network,
/// and a browser would refuse a `Secure` cookie over plain HTTP.
pub(in crate::http) fn is_loopback_host(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    host.is_some_and(is_loopback_name)
}

/// What a browser says of the page that sends a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// This server's own.
    Own,
    /// None: a person typed it in.
    Person,
    /// Another.
    Elsewhere,
}

/// Browsers say where a request comes from and pages cannot make them lie; whoever says nothing is no
/// browser, or an old one that reads.
///
/// Source: the Fetch Metadata Request Headers of the W3C, and RFC 6454, section 7.
fn says_origin(headers: &HeaderMap) -> Option<Origin> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text("sec-fetch-site") {
        return Some(match site {
            "same-origin" => Origin::Own,
            "none" => Origin::Person,
            _ => Origin::Elsewhere,
        });
    }
    let authority = text("origin")?.split_once("://").map_or("", |(_, authority)| authority);
    let is_own = !authority.is_empty() && Some(authority) == text("host");
    Some(if is_own { Origin::Own } else { Origin::Elsewhere })
}

/// Whether a request that a cookie lets in comes from this server's own page; whoever says nothing is
/// no browser and has no reason to send a cookie. Reading needs no such word: the cookie is not sent
/// from elsewhere, and pages of elsewhere cannot read an answer.
pub(in crate::http) fn is_from_own_page(method: &Method, headers: &HeaderMap) -> bool {
    is_safe(method) || says_origin(headers) == Some(Origin::Own)
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let lines = lines.iter().map(|(name, value)| {
            (axum::http::HeaderName::from_static(name), value.parse().unwrap())
        });
        lines.collect()
    }

    #[test]
    fn a_write_by_cookie_comes_from_the_own_page() {
        let host = ("host", "plants.example:8080");
        let cases: [(&[(&str, &str)], bool); 8] = [
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "same-site")], false), // another name of the same owner
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "none")], false), // typed in, which writes nothing
            (&[("origin", "https://plants.example:8080")], true), // an older browser
            (&[("origin", "https://evil.example")], false),
            (&[("origin", "null")], false), // a sandboxed page
            (&[], false),
        ];
        for (lines, expected) in cases {
            let headers = headers(&[lines, &[host]].concat());
            assert_eq!(is_from_own_page(&Method::PUT, &headers), expected, "{lines:?}");
            assert!(is_from_own_page(&Method::GET, &headers));
        }
    }

    #[test]
    fn this_machine_has_names_of_its_own() {
        let own = ["127.0.0.1:8080", "localhost", "LocalHost:80", "[::1]:8080", "127.0.0.2"];
        let below = ["localhost.", "localhost.:8080", "plants.localhost", "Plants.LocalHost.:80"];
        let others = ["plants.example", "10.0.0.1:80", "localhost.example", "", "[::2]:80"];
        let alike = ["notlocalhost", "localhost.example.", "localhost..", "plants-localhost:80"];
        let cases =
            [(&own[..], true), (&below[..], true), (&others[..], false), (&alike[..], false)];
        for (names, expected) in cases {
            for &name in names {
                let headers = headers(&[("host", name)]);
                assert_eq!(is_loopback_host(&headers), expected, "{name}");
            }
        }
    }

    #[test]
    fn a_server_without_keys_answers_no_stranger() {
        type Case =
            (&'static str, &'static str, &'static [(&'static str, &'static str)], Option<u16>);
        const OWN: (&str, &str) = ("host", "localhost:8080");
        let cases: [Case; 13] = [
            ("GET", "/", &[], None), // no connection: over one, `Host` is asked for
            ("GET", "/", &[OWN], None),
            ("GET", "/", &[("host", "[::ffff:127.0.0.1]:8080")], None),
            ("GET", "/", &[("host", "evil.example")], Some(421)), // a name that leads here
            ("GET", "/", &[("host", "localhost.evil.example:8080")], Some(421)),
            ("GET", "/", &[("host", "user@evil.example")], Some(421)),
            ("GET", "/", &[("host", "192.168.0.7:8080")], Some(421)),
            ("GET", "/", &[("host", "\u{e9}vil")], Some(421)), // no text
            ("GET", "http://evil.example/", &[OWN], Some(421)), // the target goes before
            ("GET", "http://127.0.0.1:8080/", &[("host", "evil.example")], Some(421)),
            ("PUT", "/", &[OWN, ("origin", "http://localhost:3000")], Some(403)),
            ("GET", "/", &[OWN, ("sec-fetch-site", "cross-site")], None), // a link
            ("DELETE", "/", &[OWN, ("sec-fetch-site", "none")], None),
        ];
        for (method, uri, lines, expected) in cases {
            let mut request =
                Request::builder().method(method).uri(uri).body(Body::empty()).unwrap();
            *request.headers_mut() = headers(lines);
            let refused = refuse_stranger(Door::Loopback, &request);
            let status = refused.map(|problem| problem.status().as_u16());
            assert_eq!(status, expected, "{method} {uri} {lines:?}");
            // Whoever opens it to everybody has names that nobody else knows.
            let refused = refuse_stranger(Door::Open, &request);
            let status = refused.map(|problem| problem.status().as_u16());
            assert_eq!(
                status,
                expected.filter(|status| *status != 421),
                "{method} {uri} {lines:?}"
            );
        }
    }
}
