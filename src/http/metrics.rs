use std::{sync::Arc, time::Duration};

use axum::{extract::State, http::header, response::IntoResponse};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{
    Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};

use super::Host;
use crate::service::{
    App,
    alerts::{DeliveryCounts, DeliveryState, count_deliveries},
    computing::ComputingUsage,
    damage::known_damage,
};

/// Upper bounds of the histogram of durations, in seconds: from a cached document to the deadline.
const DURATION_SECONDS: [f64; 13] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

const REQUESTS: &str = "hinterland_http_requests_total";
const DURATION: &str = "hinterland_http_request_duration_seconds";
const REQUESTS_REFUSED: &str = "hinterland_http_requests_refused_total";
const CONNECTIONS: &str = "hinterland_http_connections";
const CONNECTIONS_REFUSED: &str = "hinterland_http_connections_refused_total";
const CONNECTIONS_DISMISSED: &str = "hinterland_http_connections_dismissed_total";
const ACCEPT_ERRORS: &str = "hinterland_http_accept_errors_total";
const PANICS: &str = "hinterland_panics_total";
const PAIRS: &str = "hinterland_pairs_ranked_total";
const ADMISSIONS_REFUSED: &str = "hinterland_computing_refused_total";
const GIVEN_UP: &str = "hinterland_computing_given_up_total";
const IN_FLIGHT: &str = "hinterland_computing_in_flight";
const IN_FLIGHT_MOST: &str = "hinterland_computing_in_flight_most";
const WAITING: &str = "hinterland_computing_waiting";
const READ_ONLY: &str = "hinterland_read_only";
const DAMAGED: &str = "hinterland_damaged_documents";
const GENERATION: &str = "hinterland_index_generation";
const DELIVERIES: &str = "hinterland_alert_deliveries";
const RECEIVERS_STOPPED: &str = "hinterland_alert_receivers_stopped";

/// How long the store may take to say how many alerts are delivered; what it said before stays.
const DELIVERIES_WAIT: Duration = Duration::from_secs(1);

/// What a server measures of itself. Cheap to clone; each server has its own, so that two in one
/// process do not count into each other.
///
/// Labels take few values: routes as templates, statuses, known methods. Nothing that a user writes
/// becomes a label.
#[derive(Clone)]
pub struct Metrics {
    recorder: Arc<PrometheusRecorder>,
    handle: PrometheusHandle,
}

/// A request that was answered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answered<'a> {
    pub(super) method: &'static str,
    pub(super) route: &'a str,
    pub(super) status: u16,
    pub(super) duration: Duration,
}

impl Default for Metrics {
    fn default() -> Metrics {
        Metrics::new()
    }
}

impl Metrics {
    /// Nothing is counted yet.
    pub fn new() -> Metrics {
        let durations = Matcher::Full(DURATION.to_owned());
        let builder = PrometheusBuilder::new();
        let builder = match builder.set_buckets_for_metric(durations, &DURATION_SECONDS) {
            Ok(builder) => builder,
            // Only an empty list of bounds is refused.
            Err(_) => PrometheusBuilder::new(),
        };
        let recorder = builder.build_recorder();
        let metrics = Metrics { handle: recorder.handle(), recorder: Arc::new(recorder) };
        metrics.record(|| {
            describe_counter!(REQUESTS, "Requests answered");
            describe_histogram!(DURATION, "Time from the head of a request to its answer");
            describe_counter!(REQUESTS_REFUSED, "Requests refused because of their caller's rate");
            describe_gauge!(CONNECTIONS, "Open connections");
            describe_counter!(CONNECTIONS_REFUSED, "Connections refused: the address has enough");
            describe_counter!(
                CONNECTIONS_DISMISSED,
                "Connections without a request that made room when all were taken"
            );
            describe_counter!(ACCEPT_ERRORS, "Times that no connection could be accepted");
            describe_counter!(PANICS, "Faults of the program that were caught");
            describe_counter!(PAIRS, "Pairs of project, region and draw that were ranked");
            describe_counter!(ADMISSIONS_REFUSED, "Questions refused because too many waited");
            describe_counter!(GIVEN_UP, "Questions given up because nobody waited any more");
            describe_gauge!(IN_FLIGHT, "Questions being computed");
            describe_gauge!(IN_FLIGHT_MOST, "The most questions ever computed at a time");
            describe_gauge!(WAITING, "Questions that wait to be computed");
            describe_gauge!(
                READ_ONLY,
                "1 once the disk of the store failed, so that nothing is written"
            );
            describe_gauge!(DAMAGED, "Documents that are left out because they cannot be read");
            describe_gauge!(GENERATION, "Generation of the store that answers are computed from");
            describe_gauge!(DELIVERIES, "Kept alerts by the state of their delivery, of the store");
            describe_gauge!(RECEIVERS_STOPPED, "Receivers of alerts that want no more");
            // What has not happened yet is 0, and not unknown.
            counter!(PANICS).absolute(0);
            counter!(ACCEPT_ERRORS).absolute(0);
            counter!(CONNECTIONS_REFUSED).absolute(0);
            counter!(CONNECTIONS_DISMISSED).absolute(0);
        });
        metrics
    }

    fn record(&self, record: impl FnOnce()) {
        metrics::with_local_recorder(&*self.recorder, record);
    }

    pub(super) fn count_answer(&self, answered: Answered<'_>) {
        let Answered { method, route, status, duration } = answered;
        let route = route.to_owned();
        self.record(|| {
            histogram!(DURATION, "route" => route.clone()).record(duration);
            let status = status.to_string();
            counter!(REQUESTS, "method" => method, "route" => route, "status" => status)
                .increment(1);
        });
    }

    pub(super) fn count_refusal(&self, exceeded: &'static str) {
        self.record(|| counter!(REQUESTS_REFUSED, "exceeded" => exceeded).increment(1));
    }

    pub(super) fn count_panic(&self) {
        self.record(|| counter!(PANICS).increment(1));
    }

    /// How many were caught.
    #[cfg(test)]
    pub(super) fn panics(&self) -> u64 {
        let text = self.handle.render();
        let line = text.lines().find_map(|line| line.strip_prefix(PANICS));
        line.and_then(|count| count.trim().parse().ok()).unwrap_or_default()
    }

    pub(super) fn count_connection_refused(&self) {
        self.record(|| counter!(CONNECTIONS_REFUSED).increment(1));
    }

    pub(super) fn count_connection_dismissed(&self) {
        self.record(|| counter!(CONNECTIONS_DISMISSED).increment(1));
    }

    pub(super) fn count_accept_error(&self) {
        self.record(|| counter!(ACCEPT_ERRORS).increment(1));
    }

    pub(super) fn set_connections(&self, open: usize) {
        self.record(|| gauge!(CONNECTIONS).set(number(open)));
    }

    /// Puts what was measured in order.
    pub(super) fn keep_up(&self) {
        self.handle.run_upkeep();
    }

    /// How many alerts are delivered, by all servers on the store.
    fn set_deliveries(&self, counts: &DeliveryCounts) {
        #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
        self.record(|| {
            for state in DeliveryState::ALL {
                gauge!(DELIVERIES, "state" => state.as_str()).set(counts.of(state) as f64);
            }
            gauge!(RECEIVERS_STOPPED).set(counts.stopped as f64);
        });
    }

    /// All of it as Prometheus text, with what `app` computed.
    fn render(&self, app: &App) -> String {
        let usage = app.computing_usage();
        let ComputingUsage { pairs, refused, given_up, in_flight, in_flight_most, waiting } = usage;
        self.record(|| {
            counter!(PAIRS).absolute(pairs);
            counter!(ADMISSIONS_REFUSED).absolute(refused);
            counter!(GIVEN_UP).absolute(given_up);
            gauge!(IN_FLIGHT).set(number(in_flight));
            gauge!(IN_FLIGHT_MOST).set(number(in_flight_most));
            gauge!(WAITING).set(number(waiting));
            gauge!(READ_ONLY).set(f64::from(u8::from(app.is_read_only())));
            gauge!(DAMAGED).set(number(known_damage(app).documents));
            if let Some(generation) = app.derived_generation() {
                #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
                gauge!(GENERATION).set(generation as f64);
            }
        });
        self.handle.render()
    }
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

/// What the server measures of itself
///
/// Prometheus text. It is answered however much is being computed.
#[utoipa::path(
    get, path = "/metrics", tag = "health",
    responses((status = 200, description = "Prometheus text", body = String,
               content_type = "text/plain"))
)]
pub(super) async fn get_metrics(
    State(Host(app)): State<Host>,
    axum::Extension(metrics): axum::Extension<Metrics>,
) -> impl IntoResponse {
    let counts = tokio::time::timeout(DELIVERIES_WAIT, count_deliveries(&app)).await;
    if let Ok(Ok(counts)) = counts {
        metrics.set_deliveries(&counts);
    }
    let text = metrics.render(&app);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text)
}
