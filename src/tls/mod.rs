//! Connections by TLS: which authorities vouch for the other side, and why a connection was not
//! made.
//!
//! The authorities of the system are trusted, or those of `SSL_CERT_FILE` and `SSL_CERT_DIR` in their
//! place, and beside them those that the user names in a file. Nothing is accepted unchecked.

use std::sync::Arc;

use reqwest::{Certificate, ClientBuilder};
use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};

use crate::domain::invalid::Invalid;

/// Why a connection was not made, in words.
mod reason;

pub use reason::reason;

/// What a file of authorities must be.
const EXPECTED: &str =
    "a file of certificates in PEM, each of which begins with `-----BEGIN CERTIFICATE-----`";

/// Authorities that are trusted beside those of the system; none, unless it is said.
#[derive(Debug, Clone, Default)]
pub struct Authorities(Arc<[Certificate]>);

impl Authorities {
    /// Reads the content of the file of certificates that `--ca-file` names. Whatever else stands in
    /// it, such as a key or a remark, is passed over.
    ///
    /// # Errors
    /// It holds no certificate, or one that cannot be read; `name` is told as its name.
    pub fn parse(name: &str, pem: &[u8]) -> Result<Authorities, Invalid> {
        let refused = |expected: String| Invalid::new("--ca-file", name, &expected);
        let mut certificates = Vec::new();
        for (number, section) in (1..).zip(CertificateDer::pem_slice_iter(pem)) {
            let read = section.ok().and_then(certificate);
            let broken = || refused(format!("{EXPECTED}; number {number} cannot be read"));
            certificates.push(read.ok_or_else(broken)?);
        }
        if certificates.is_empty() {
            return Err(refused(EXPECTED.to_owned()));
        }
        Ok(Authorities(certificates.into()))
    }

    /// Lets a client trust them, and the system's.
    pub(crate) fn trusted_by(&self, client: ClientBuilder) -> ClientBuilder {
        client.tls_certs_merge(self.0.iter().cloned())
    }
}

/// A certificate as the client takes it, if it can vouch for anything.
fn certificate(der: CertificateDer<'static>) -> Option<Certificate> {
    let certificate = Certificate::from_der(&der).ok()?;
    RootCertStore::empty().add(der).ok()?;
    Some(certificate)
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    use super::*;

    fn pem(label: &str, bytes: &[u8]) -> String {
        let text = STANDARD.encode(bytes);
        let lines: Vec<&str> =
            text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
    }

    fn own() -> String {
        let key = rcgen::KeyPair::generate().unwrap();
        let parameters = rcgen::CertificateParams::new(["ca.example".to_owned()]).unwrap();
        pem("CERTIFICATE", parameters.self_signed(&key).unwrap().der())
    }

    #[test]
    fn a_file_holds_certificates_and_perhaps_more() {
        let (one, two) = (own(), own());
        let key = pem("PRIVATE KEY", &[7; 80]);
        for (text, count) in [
            (one.clone(), 1),
            (format!("# Ours\n{one}\n{two}"), 2),
            (format!("{key}{one}"), 1), // as `cat key.pem cert.pem` makes it
            (one.replace('\n', "\r\n"), 1),
        ] {
            assert_eq!(Authorities::parse("f", text.as_bytes()).unwrap().0.len(), count, "{text}");
        }
    }

    #[test]
    fn what_is_no_certificate_is_refused() {
        let good = own();
        let cases: [(Vec<u8>, &str); 6] = [
            (Vec::new(), "begins with `-----BEGIN CERTIFICATE-----`, got `ca.pem`"),
            (b"-----BEGIN".to_vec(), "begins with"),
            (pem("PRIVATE KEY", &[7; 80]).into_bytes(), "begins with"),
            (vec![0x30, 0x82, 1, 2], "begins with"), // DER
            (pem("CERTIFICATE", b"no certificate").into_bytes(), "number 1 cannot be read"),
            ((good.clone() + &good.replace('M', "!")).into_bytes(), "number 2 cannot be read"),
        ];
        for (bytes, expected) in cases {
            let refused = Authorities::parse("ca.pem", &bytes).unwrap_err().to_string();
            assert!(refused.starts_with("`--ca-file` must be a file of certificates"), "{refused}");
            assert!(refused.contains(expected), "{refused}");
        }
    }
}
