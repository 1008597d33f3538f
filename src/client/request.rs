use reqwest::Method;
use serde_json::Value;

/// Whether a request may be sent a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    /// It changes nothing, or is carried out once however often it is sent.
    Safe,
    /// It may have been carried out although no answer came.
    Unsafe,
}

/// One request to the API.
#[derive(Debug, Clone)]
pub struct Request {
    pub(super) method: Method,
    pub(super) path: Vec<String>,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Option<Vec<u8>>,
    pub(super) repeat: Repeat,
}

impl Request {
    /// Asks for what stands at a path below `/v1`, given in segments: an identifier is one of them,
    /// whatever it holds.
    pub fn get(path: &[&str]) -> Request {
        Request::new(Method::GET, path, None, Repeat::Safe)
    }

    /// Asks a question that needs a body. It changes nothing.
    pub fn question(path: &[&str], body: &Value) -> Request {
        let body = Some(body.to_string().into_bytes());
        let request = Request::new(Method::POST, path, body, Repeat::Safe);
        request.header("content-type", "application/json")
    }

    /// Writes a body of a media type once: `key` is the name by which the server knows the request
    /// again, should its answer be lost.
    pub fn write_once(path: &[&str], key: &str, media_type: &str, body: Vec<u8>) -> Request {
        let request = Request::new(Method::POST, path, Some(body), Repeat::Safe);
        request.header("content-type", media_type).header("idempotency-key", key)
    }

    /// Does something whose second time changes nothing.
    pub fn act(path: &[&str]) -> Request {
        Request::new(Method::POST, path, None, Repeat::Safe)
    }

    /// Deletes what stands at a path. It is sent once: a second time there would be nothing to delete.
    pub fn delete(path: &[&str]) -> Request {
        Request::new(Method::DELETE, path, None, Repeat::Unsafe)
    }

    /// How long its body is, in bytes.
    pub fn body_bytes(&self) -> usize {
        self.body.as_ref().map_or(0, Vec::len)
    }

    /// The same request, to be sent once and no more.
    #[must_use]
    pub fn unrepeated(mut self) -> Request {
        self.repeat = Repeat::Unsafe;
        self
    }

    fn new(method: Method, path: &[&str], body: Option<Vec<u8>>, repeat: Repeat) -> Request {
        let path = std::iter::once("v1").chain(path.iter().copied());
        let path = path.map(str::to_owned).collect();
        Request { method, path, query: Vec::new(), headers: Vec::new(), body, repeat }
    }

    /// The same request with a parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &impl ToString) -> Request {
        self.query.push((name, value.to_string()));
        self
    }

    /// The same request with a parameter, if there is a value for it.
    #[must_use]
    pub fn with_some(self, name: &'static str, value: Option<impl ToString>) -> Request {
        match value {
            Some(value) => self.with(name, &value),
            None => self,
        }
    }

    /// The same request with a parameter for each of the values.
    #[must_use]
    pub fn with_all<V: ToString>(
        self,
        name: &'static str,
        values: impl IntoIterator<Item = V>,
    ) -> Request {
        values.into_iter().fold(self, |request, value| request.with(name, &value))
    }

    /// The same request with a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Request {
        self.headers.push((name, value.into()));
        self
    }
}
