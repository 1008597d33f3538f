use std::{error::Error as StdError, io};

use jiff::Timestamp;
use rustls::{CertificateError, Error, InvalidMessage, pki_types::UnixTime};

/// What webpki calls the certificate of an authority that a server shows as its own. Its words are
/// all that is handed on.
const AUTHORITY_AS_SERVER: &str = "CaUsedAsEndEntity";

/// Why no connection by TLS was made, in words that follow a colon; `None` if an error has nothing
/// to do with TLS.
pub fn reason(error: &(dyn StdError + 'static)) -> Option<String> {
    Some(match find(error)? {
        Error::InvalidCertificate(fault) => of_certificate(fault),
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            "no TLS is spoken there, as at an address of `http://`".to_owned()
        }
        other => format!("TLS fails: {other}"),
    })
}

/// The fault of TLS among the causes of an error.
fn find<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // An error of input or output passes over what it holds: its cause is the cause of that.
        let held = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match held {
            Some(held) => Some(held),
            None => error.source(),
        };
    }
    None
}

fn of_certificate(fault: &CertificateError) -> String {
    match fault {
        CertificateError::UnknownIssuer => {
            "its certificate is of an authority that is not trusted here; `--ca-file` names a file \
             of those that are"
                .to_owned()
        }
        CertificateError::BadSignature => {
            "its certificate names an authority that is trusted here, which has not signed it; has \
             that a new certificate of its own? `--ca-file` names a file of those to trust"
                .to_owned()
        }
        CertificateError::ExpiredContext { not_after, .. } => {
            format!("its certificate has expired on {}", day(*not_after))
        }
        CertificateError::NotValidYetContext { not_before, .. } => {
            let day = day(*not_before);
            format!("its certificate is not valid before {day}: is the clock here right?")
        }
        CertificateError::NotValidForNameContext { expected, presented } => {
            let names: Vec<String> = presented.iter().map(|name| named(name)).collect();
            let names = if names.is_empty() { "no name".to_owned() } else { names.join(", ") };
            format!("its certificate is for {names}, not for `{}`", expected.to_str())
        }
        CertificateError::Other(other) if other.to_string() == AUTHORITY_AS_SERVER => {
            "its certificate is that of an authority; a server needs one that an authority issued"
                .to_owned()
        }
        other => format!("its certificate cannot be accepted: {other}"),
    }
}

/// The day of a time, in universal time.
fn day(time: UnixTime) -> String {
    let seconds = i64::try_from(time.as_secs()).ok();
    let time = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
    time.map_or_else(|| "an unknown day".to_owned(), |time| time.strftime("%Y-%m-%d").to_string())
}

/// A name of a certificate, which is told as `DnsName("a.example")` or `IpAddress(127.0.0.1)`.
fn named(name: &str) -> String {
    let inner = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(name);
    format!("`{}`", inner.trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use rustls::{OtherError, pki_types::ServerName};

    use super::*;

    fn of(fault: CertificateError) -> Error {
        Error::InvalidCertificate(fault)
    }

    #[test]
    fn a_fault_is_told_in_words() {
        let time = UnixTime::since_unix_epoch(Duration::from_hours(24 * 366));
        let expected = ServerName::try_from("a.example").unwrap();
        let presented = vec!["DnsName(\"b.example\")".to_owned(), "IpAddress(10.0.0.7)".to_owned()];
        let authority = std::io::Error::other(AUTHORITY_AS_SERVER);
        let cases = [
            (of(CertificateError::UnknownIssuer), "an authority that is not trusted here"),
            (
                of(CertificateError::ExpiredContext { time, not_after: time }),
                "has expired on 1971-01-02",
            ),
            (
                of(CertificateError::NotValidYetContext { time, not_before: time }),
                "not valid before 1971-01-02",
            ),
            (
                of(CertificateError::NotValidForNameContext { expected, presented }),
                "is for `b.example`, `10.0.0.7`, not for `a.example`",
            ),
            (
                of(CertificateError::Other(OtherError(Arc::new(authority)))),
                "one that an authority issued",
            ),
            (of(CertificateError::BadSignature), "which has not signed it"),
            (of(CertificateError::Revoked), "cannot be accepted: "),
            (Error::InvalidMessage(InvalidMessage::InvalidContentType), "no TLS is spoken there"),
            (Error::HandshakeNotComplete, "TLS fails: handshake not complete"),
        ];
        for (fault, expected) in cases {
            let told = reason(&fault).unwrap();
            assert!(told.contains(expected), "{told}");
            // Wherever it stands among the causes.
            let wrapped = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, fault));
            assert_eq!(reason(&wrapped), Some(told));
        }
    }

    #[test]
    fn what_has_nothing_to_do_with_tls_is_none_of_it() {
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        assert_eq!(reason(&refused), None);
        assert_eq!(reason(&io::Error::other("TLS")), None);
    }
}
