use std::{
    fs,
    net::TcpListener,
    path::Path,
    sync::{
        Arc,
        mpsc::{self, Receiver},
    },
    thread,
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer},
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener as AsyncListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

/// How long a handshake may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// Whoever issues certificates, as a company does for its own servers.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate with its key.
pub(crate) struct Certified {
    certificate: CertificateDer<'static>,
    key: Vec<u8>,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Authority {
        let mut parameters = CertificateParams::new([]).unwrap();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        Authority(CertifiedIssuer::self_signed(parameters, key).unwrap())
    }

    /// A certificate for names or addresses, which is good for long.
    pub(crate) fn certify(&self, names: &[&str]) -> Certified {
        self.certify_for_years(names, [2000, 2100])
    }

    /// The same from the first day of a year to that of another.
    pub(crate) fn certify_for_years(&self, names: &[&str], years: [i32; 2]) -> Certified {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut parameters = CertificateParams::new(names).unwrap();
        let [first, last] = years.map(|year| date_time_ymd(year, 1, 1));
        (parameters.not_before, parameters.not_after) = (first, last);
        let key = KeyPair::generate().unwrap();
        let certificate = parameters.signed_by(&key, &self.0).unwrap().der().clone();
        Certified { certificate, key: key.serialize_der() }
    }

    /// Its own certificate, with its key.
    pub(crate) fn itself(&self) -> Certified {
        Certified { certificate: self.0.der().clone(), key: self.0.key().serialize_der() }
    }

    /// Writes its certificate into a folder, as whoever trusts it keeps it.
    pub(crate) fn write(&self, folder: &Path) -> String {
        let file = folder.join("authority.pem");
        let body = STANDARD.encode(self.0.der());
        let label = |word: &str| format!("-----{word} CERTIFICATE-----\n");
        fs::write(&file, format!("{}{body}\n{}", label("BEGIN"), label("END"))).unwrap();
        file.to_str().unwrap().to_owned()
    }
}

/// What became of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// Whoever came did not trust the certificate, and has sent nothing but that.
    Refused,
    /// It was handed on.
    Carried,
}

/// Speaks TLS on this machine and hands what it hears on in the clear, as a proxy before a server.
pub(crate) struct Front {
    port: u16,
    seen: Receiver<Seen>,
}

impl Front {
    /// Before what listens at an address such as `127.0.0.1:40000`.
    pub(crate) fn before(behind: &str, certified: Certified) -> Front {
        // Done by `main` in the program; the second time is none.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let key = PrivateKeyDer::try_from(certified.key).unwrap();
        let configuration = ServerConfig::builder().with_no_client_auth();
        let configuration = configuration.with_single_cert(vec![certified.certificate], key);
        let acceptor = TlsAcceptor::from(Arc::new(configuration.unwrap()));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (tell, seen) = mpsc::channel();
        let behind = behind.to_owned();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async move {
                let listener = AsyncListener::from_std(listener).unwrap();
                while let Ok((connection, _)) = listener.accept().await {
                    let (acceptor, behind, tell) = (acceptor.clone(), behind.clone(), tell.clone());
                    tokio::spawn(async move {
                        let Ok(mut heard) = acceptor.accept(connection).await else {
                            tell.send(Seen::Refused).ok();
                            return;
                        };
                        tell.send(Seen::Carried).ok();
                        let Ok(mut behind) = TcpStream::connect(behind).await else { return };
                        // Whoever has what it wants may leave without a word.
                        copy_bidirectional(&mut heard, &mut behind).await.ok();
                    });
                }
            });
        });
        Front { port, seen }
    }

    /// `localhost:40000`.
    pub(crate) fn host(&self) -> String {
        format!("localhost:{}", self.port)
    }

    /// `https://localhost:40000`.
    pub(crate) fn origin(&self) -> String {
        format!("https://{}", self.host())
    }

    /// Waits for what became of the next connection.
    pub(crate) fn next(&self) -> Seen {
        self.seen.recv_timeout(PATIENCE).expect("somebody connects")
    }
}
