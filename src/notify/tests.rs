use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    thread,
};

use jiff::Timestamp;

use super::*;

fn notifier(receivers: &Receivers) -> Notifier {
    // Done by `main` in the program; the second time is none.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Notifier::new(receivers)
}

/// A receiver on this machine that answers every request with these bytes, and returns the first.
fn receiver(answer: &'static str) -> (u16, thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let receiving = thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let request = read(&mut connection);
        connection.write_all(answer.as_bytes()).unwrap();
        request
    });
    (port, receiving)
}

/// A request up to the end of its body, which ends with a brace.
fn read(connection: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut piece = [0; 1024];
    while !bytes.ends_with(b"}") {
        let length = connection.read(&mut piece).unwrap();
        assert_ne!(length, 0, "the request ends before its body");
        bytes.extend_from_slice(&piece[..length]);
    }
    String::from_utf8(bytes).unwrap()
}

async fn send(receivers: &Receivers, url: &str) -> Reply {
    let target = receivers.target(url).unwrap();
    let secrets = [secret_of(&[1; 32])];
    let at = Timestamp::from_second(1_614_265_330).unwrap();
    let message = Message { id: "alert-1", at, body: "{\"a\":1}", secrets: &secrets };
    notifier(receivers).send(&target, message).await
}

fn on_loopback(port: u16) -> (Receivers, String) {
    let host = format!("127.0.0.1:{port}");
    let receivers = Receivers::parse(&[], std::slice::from_ref(&host)).unwrap();
    (receivers, format!("http://{host}/hook"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_posted_with_its_signature() {
    let (port, receiving) = receiver("HTTP/1.1 204 No Content\r\n\r\n");
    let (receivers, url) = on_loopback(port);
    assert_eq!(send(&receivers, &url).await, Reply::Accepted(204));
    let request = receiving.join().unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /hook HTTP/1.1\r\n"), "{head}");
    let signature = sign(&[secret_of(&[1; 32])], "alert-1", 1_614_265_330, body).unwrap();
    for line in [
        "webhook-id: alert-1".to_owned(),
        "webhook-timestamp: 1614265330".to_owned(),
        format!("webhook-signature: {signature}"),
        "content-type: application/json".to_owned(),
    ] {
        assert!(head.lines().any(|found| found == line), "{line}: {head}");
    }
    assert_eq!(body, "{\"a\":1}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_success_is_told_by_its_status() {
    let cases = [
        ("HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\nendless", Reply::Accepted(200)),
        ("HTTP/1.1 410 Gone\r\n\r\n", Reply::Gone),
        ("HTTP/1.1 500 Oops\r\n\r\n", Reply::Refused(500)),
        // Nobody is followed, wherever it leads.
        ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", Reply::Refused(302)),
        ("HTTP/1.1 307 Go\r\nLocation: http://169.254.169.254/\r\n\r\n", Reply::Refused(307)),
    ];
    for (answer, expected) in cases {
        let (port, receiving) = receiver(answer);
        let (receivers, url) = on_loopback(port);
        assert_eq!(send(&receivers, &url).await, expected, "{answer}");
        receiving.join().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_stands_for_a_private_address_is_not_reached() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let host = format!("localhost:{}", listener.local_addr().unwrap().port());
    // The operator lists the name, and the name stands for this machine.
    let receivers = Receivers::parse(std::slice::from_ref(&host), &[]).unwrap();
    let reply = send(&receivers, &format!("https://{host}/hook")).await;
    let Reply::Failed(fault) = reply else { panic!("{reply:?}") };
    assert_eq!(fault, "`localhost` has no address that is public");
    assert!(listener.accept().is_err(), "nobody has connected");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_answer_in_time_has_not_taken_it() {
    // Accepts connections and says nothing.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (receivers, url) = on_loopback(listener.local_addr().unwrap().port());
    let reply = send(&receivers, &url).await;
    assert_eq!(reply, Reply::Failed("no answer within 10 seconds".to_owned()));
    let (port, _) = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        (listener.local_addr().unwrap().port(), listener)
    };
    // Nobody listens there any more.
    let (receivers, url) = on_loopback(port);
    assert!(matches!(send(&receivers, &url).await, Reply::Failed(_)));
}
