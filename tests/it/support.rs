use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use hinterland::{
    http::{self, Door, Metrics, Seconds, ServerLimits},
    service::{
        App, OpenOptions, WorldChoice,
        app::{Access, Database},
    },
};
use http_body_util::BodyExt;
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

/// The whole router on a data directory of its own, which goes with it.
pub(crate) struct TestApp {
    /// The application itself, for what needs no router.
    pub(crate) app: App,
    router: Router,
    _data_dir: Option<TempDir>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The body as JSON; its text as a JSON string if it is none.
    pub(crate) body: Value,
}

impl TestApp {
    /// On the built-in world.
    pub(crate) async fn with_world() -> TestApp {
        TestApp::open(WorldChoice::Cn).await
    }

    /// On nothing.
    pub(crate) async fn empty() -> TestApp {
        TestApp::open(WorldChoice::None).await
    }

    async fn open(world: WorldChoice) -> TestApp {
        let directory = tempfile::tempdir().unwrap();
        let (data_dir, database) = (directory.path().to_owned(), Database::File);
        let options = OpenOptions { data_dir, database, world, access: Access::Write };
        let (app, _notices) = Box::pin(App::open(options)).await.unwrap();
        TestApp { _data_dir: Some(directory), ..TestApp::over(app) }
    }

    /// On an application that is open already; its data directory is the caller's.
    pub(crate) fn over(app: App) -> TestApp {
        TestApp::behind(Door::Loopback, app, &ServerLimits::default())
    }

    /// The same behind a door, within limits.
    pub(crate) fn behind(door: Door, app: App, limits: &ServerLimits) -> TestApp {
        // A busy machine builds the search segments of the whole world in its own time.
        let request_seconds_max = Seconds::new(120.0).unwrap();
        let limits = ServerLimits { request_seconds_max, ..limits.clone() };
        let router = http::router_within(app.clone(), door, &limits, &Metrics::new());
        TestApp { router, app, _data_dir: None }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Request::delete(path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, json: &Value) -> Answer {
        self.send_body("POST", path, "application/json", json.to_string()).await
    }

    pub(crate) async fn put(&self, path: &str, json: &Value) -> Answer {
        self.send_body("PUT", path, "application/json", json.to_string()).await
    }

    pub(crate) async fn send_body(
        &self,
        method: &str,
        path: &str,
        content_type: &str,
        body: impl Into<Body>,
    ) -> Answer {
        let request = Request::builder().method(method).uri(path);
        let request = request.header(header::CONTENT_TYPE, content_type);
        self.send(request.body(body.into()).unwrap()).await
    }

    /// Sends JSON with further headers; `Null` sends no body.
    pub(crate) async fn send_with(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        json: &Value,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.header(header::CONTENT_TYPE, "application/json");
        let body = if json.is_null() { Body::empty() } else { Body::from(json.to_string()) };
        self.send(request.body(body).unwrap()).await
    }

    /// Asks, and leaves the body of the answer where it is.
    pub(crate) async fn begin(&self, path: &str) -> axum::response::Response {
        let request = Request::get(path).body(Body::empty()).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let text = || Value::from(String::from_utf8_lossy(&bytes).into_owned());
        let body = serde_json::from_slice(&bytes).unwrap_or_else(|_| text());
        Answer { status, headers, body }
    }
}

impl Answer {
    /// A header as text; empty if it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The paths of the faults of a problem.
    pub(crate) fn paths(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array();
        errors.into_iter().flatten().filter_map(|error| error["path"].as_str()).collect()
    }

    /// A list of the body, by its JSON pointer; empty if there is none.
    pub(crate) fn list(&self, pointer: &str) -> &[Value] {
        self.body.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}

/// Percent-encodes every byte that could mean something in a query.
pub(crate) fn encode(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

/// The value without what is unknown in it.
pub(crate) fn known(value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(known).collect()),
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(fields.map(|(name, value)| (name, known(value))).collect())
        }
        plain => plain,
    }
}
