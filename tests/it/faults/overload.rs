use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::io::AsyncWriteExt;

use super::server::{
    PARKS, Server, connect, connect_from, golden_question, long_question, read_reply, request,
};

fn long_request() -> String {
    let body = long_question().to_string();
    request("POST", "/v1/matches", Some(("application/json", &body)))
}

/// 31 and 32
#[tokio::test]
async fn what_is_too_much_is_refused_at_once_and_the_rest_answered() {
    let limits =
        "computing_threads = 2\ncomputing_queue_max = 4\ncomputing_wait_seconds_max = 0.05";
    let server = Server::start(limits).await;
    let golden = server.golden().await;
    let mut asked = tokio::task::JoinSet::new();
    let text = long_request();
    for _ in 0..50 {
        let (address, text) = (server.address, text.clone());
        asked.spawn(async move { super::server::exchange(address, &text).await });
    }
    let replies = asked.join_all().await;
    let answered = replies.iter().filter(|reply| reply.status == 200).count();
    let refused: Vec<_> = replies.iter().filter(|reply| reply.status == 503).collect();
    assert_eq!(answered + refused.len(), 50, "{:?}", replies.iter().map(|r| r.status));
    assert!(0 < answered && !refused.is_empty(), "{answered} answered, {} refused", refused.len());
    for reply in &refused {
        assert!(reply.head.contains("retry-after: 1"), "{reply:?}");
        assert!(reply.body.contains("/problems/overloaded"), "{reply:?}");
    }
    assert_eq!(server.measured("hinterland_computing_in_flight_most").await, 2);
    let counted = server.measured("hinterland_computing_refused_total").await;
    assert_eq!(counted, refused.len() as u64);
    server.is_well(&golden).await;
}

/// 33
#[tokio::test]
async fn whoever_hangs_up_is_computed_for_no_longer() {
    let limits =
        "computing_threads = 1\ncomputing_queue_max = 100\ncomputing_wait_seconds_max = 60";
    let server = Server::start(limits).await;
    let golden = server.golden().await;
    let mut streams = Vec::new();
    for _ in 0..40 {
        let mut stream = connect(server.address).await;
        stream.write_all(long_request().as_bytes()).await.unwrap();
        streams.push(stream);
    }
    server.until("hinterland_computing_waiting", |count| 0 < count).await;
    let started = Instant::now();
    drop(streams);
    server.until("hinterland_computing_waiting", |count| count == 0).await;
    server.until("hinterland_computing_in_flight", |count| count == 0).await;
    // Forty of them would take many times as long.
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    server.is_well(&golden).await;
}

/// 34
#[tokio::test]
async fn at_the_deadline_computing_stops() {
    let server = Server::start("request_seconds_max = 0.02\ncomputing_threads = 1").await;
    // Whatever is shared is prepared by now, or will be by the first of these.
    let mut late = 0;
    for _ in 0..10 {
        let reply = server.ask(&long_question()).await;
        assert!([200, 503, 504].contains(&reply.status), "{reply:?}");
        late += u32::from(reply.status == 504);
    }
    assert!(0 < late, "nothing took too long");
    server.until("hinterland_computing_in_flight", |count| count == 0).await;
    assert_eq!(server.get("/healthz").await.status, 200);
}

/// 35
#[tokio::test]
async fn probes_are_answered_under_full_load() {
    let limits = "computing_threads = 1\ncomputing_queue_max = 100\ncomputing_wait_seconds_max = 60\n\
        requests_burst_max = 60\nrequests_per_second_max = 1";
    let server = Server::start(limits).await;
    let mut streams = Vec::new();
    for _ in 0..40 {
        let mut stream = connect(server.address).await;
        stream.write_all(long_request().as_bytes()).await.unwrap();
        streams.push(stream);
    }
    server.until("hinterland_computing_waiting", |count| 0 < count).await;
    // More than the rate of their caller allows: probes are not counted.
    for path in ["/healthz", "/readyz", "/metrics"].iter().cycle().take(90) {
        let started = Instant::now();
        assert_eq!(server.get(path).await.status, 200, "{path}");
        assert!(started.elapsed() < Duration::from_secs(5), "{path}: {:?}", started.elapsed());
    }
}

/// 39
#[tokio::test]
async fn a_caller_has_its_rate_and_others_have_theirs() {
    let limits =
        "requests_per_second_max = 1\nrequests_burst_max = 6\nconnections_per_address_max = 64";
    let server = Server::start(limits).await;
    // One of the burst went into the import.
    let mut statuses = Vec::new();
    for _ in 0..8 {
        statuses.push(server.get("/v1/regions/CN-P1").await);
    }
    let refused = statuses.last().unwrap();
    assert_eq!(refused.status, 429, "{refused:?}");
    assert!(refused.head.contains("retry-after: "), "{refused:?}");
    assert!(refused.body.contains("/problems/too-many-requests"), "{refused:?}");
    let mut other = connect_from([127, 0, 0, 2].into(), server.address).await;
    let text = request("GET", "/v1/regions/CN-P1", None);
    other.write_all(text.as_bytes()).await.unwrap();
    assert_eq!(read_reply(other).await.status, 200);
    let name = "hinterland_http_requests_refused_total{exceeded=\"requests\"}";
    assert!(1 <= server.measured(name).await);
}

/// 22, and the quota of pairs
#[tokio::test]
async fn what_costs_too_much_is_refused_before_and_what_was_computed_is_paid() {
    let server = Server::start("pairs_max = 100000").await;
    let reply = server.ask(&golden_question()).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let reply = server.ask(&long_question()).await;
    assert_eq!(reply.status, 422, "{reply:?}");
    let body: Value = serde_json::from_str(&reply.body).unwrap();
    assert!(body["detail"].as_str().unwrap().contains("100000 pairs"), "{body}");
    let pairs = server.measured("hinterland_pairs_ranked_total").await;
    assert_eq!(pairs, 2 * PARKS as u64);

    let server = Server::start("pairs_per_second_max = 1\npairs_burst_max = 10").await;
    assert_eq!(server.ask(&golden_question()).await.status, 200);
    let reply = server.ask(&golden_question()).await;
    assert_eq!(reply.status, 429, "{reply:?}");
    let name = "hinterland_http_requests_refused_total{exceeded=\"pairs\"}";
    assert_eq!(server.measured(name).await, 1);
}
