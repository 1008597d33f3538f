use std::{collections::HashSet, sync::Arc};

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::{IntoResponse, Response},
};
use utoipa::openapi::{
    OpenApi, RefOr,
    path::{Operation, ParameterIn},
};

use super::operations;
use crate::http::extract::query::Parameters;

/// Under what the operations stand that refuse what they do not know.
const PREFIX: &str = "/v1/";

/// The operations below [`PREFIX`] that take no parameters, by method and route. What takes some
/// refuses others by itself, beside whatever else is wrong.
pub(in crate::http) struct WithoutParameters(HashSet<(&'static str, String)>);

impl WithoutParameters {
    /// As the document has them.
    pub(in crate::http) fn of(document: &mut OpenApi) -> Arc<WithoutParameters> {
        let mut found = HashSet::new();
        let paths = document.paths.paths.iter_mut().filter(|(path, _)| path.starts_with(PREFIX));
        for (path, item) in paths {
            let plain = operations(item).filter(|(_, operation)| !takes_parameters(operation));
            found.extend(plain.map(|(method, _)| (method, path.clone())));
        }
        Arc::new(WithoutParameters(found))
    }

    fn has(&self, request: &Request) -> bool {
        let method = match request.method().as_str() {
            "HEAD" => "GET",
            method => method,
        };
        let Some(route) = request.extensions().get::<MatchedPath>() else { return false };
        self.0.iter().any(|(of, path)| *of == method && path == route.as_str())
    }
}

fn takes_parameters(operation: &Operation) -> bool {
    let mut parameters = operation.parameters.iter().flatten();
    parameters.any(|parameter| match parameter {
        RefOr::T(parameter) => parameter.parameter_in == ParameterIn::Query,
        RefOr::Ref(_) => false,
    })
}

/// Refuses parameters where there are none: one that does nothing would be taken for one that does, as
/// `?version=3` of a `DELETE`.
pub(in crate::http) async fn refuse_unknown(
    without: Arc<WithoutParameters>,
    request: Request,
    next: Next,
) -> Response {
    let query = request.uri().query().unwrap_or_default();
    if query.is_empty() || !without.has(&request) {
        return next.run(request).await;
    }
    match Parameters::parse(query).and_then(Parameters::finish) {
        Ok(()) => next.run(request).await,
        // Its body is not read.
        Err(problem) => problem.closing().into_response(),
    }
}
