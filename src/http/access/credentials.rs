use std::fmt;

use axum::http::{HeaderMap, header};

/// The cookie that carries the secret of a session.
pub(in crate::http) const SESSION_COOKIE: &str = "hinterland_session";

/// What a request brings to be let in. A key in the address is not looked for: addresses stand in
/// logs and histories.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::http) enum Credentials {
    /// Nothing.
    None,
    /// The secret of a key, as `Authorization: Bearer`.
    Key(String),
    /// The secret of a session, as a cookie.
    Session(String),
    /// An `Authorization` that is not of the form.
    Malformed,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Credentials::None => "None",
            Credentials::Key(_) => "Key",
            Credentials::Session(_) => "Session",
            Credentials::Malformed => "Malformed",
        })
    }
}

impl Credentials {
    /// Reads the headers; a key goes before a cookie, which a browser sends by itself.
    pub(in crate::http) fn of(headers: &HeaderMap) -> Credentials {
        let mut given = headers.get_all(header::AUTHORIZATION).iter();
        if let Some(first) = given.next() {
            let only = given.next().is_none().then_some(first);
            let secret = only.and_then(|value| bearer(value.to_str().ok()?));
            return secret.map_or(Credentials::Malformed, Credentials::Key);
        }
        session(headers).map_or(Credentials::None, Credentials::Session)
    }
}

/// RFC 6750, section 2.1: the scheme in any case, one or more blanks, the token.
fn bearer(value: &str) -> Option<String> {
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    let fits = scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && !token.contains(' ');
    fits.then(|| token.to_owned())
}

fn session(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == SESSION_COOKIE).then(|| value.to_owned())
    });
    let first = pairs.next()?;
    // Two of the same name: somebody else may have set one of them.
    pairs.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let lines = lines.iter().map(|(name, value)| {
            (axum::http::HeaderName::from_static(name), value.parse().unwrap())
        });
        lines.collect()
    }

    #[test]
    fn a_key_is_read_from_authorization_alone() {
        let key = |text: &str| Credentials::Key(text.to_owned());
        let session = |text: &str| Credentials::Session(text.to_owned());
        let cases: [(&[(&str, &str)], Credentials); 11] = [
            (&[], Credentials::None),
            (&[("authorization", "Bearer abc")], key("abc")),
            (&[("authorization", "bearer  abc")], key("abc")), // schemes have no case
            (&[("authorization", "Bearer")], Credentials::Malformed),
            (&[("authorization", "Bearer a b")], Credentials::Malformed),
            (&[("authorization", "Basic abc")], Credentials::Malformed),
            (&[("authorization", "Bearer é")], Credentials::Malformed),
            (&[("cookie", "a=b; hinterland_session=abc")], session("abc")),
            (&[("cookie", "hinterland_session_x=abc")], Credentials::None),
            (&[("cookie", "hinterland_session=a; hinterland_session=b")], Credentials::None),
            (&[("authorization", "Bearer k"), ("cookie", "hinterland_session=s")], key("k")),
        ];
        for (lines, expected) in cases {
            assert_eq!(Credentials::of(&headers(lines)), expected, "{lines:?}");
        }
        let mut twice = headers(&[("authorization", "Bearer a")]);
        twice.append(header::AUTHORIZATION, "Bearer b".parse().unwrap());
        assert_eq!(Credentials::of(&twice), Credentials::Malformed);
        assert_eq!(format!("{:?}", key("abc")), "Key");
    }
}
