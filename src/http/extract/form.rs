use axum::extract::{FromRequest, Request};

use super::{
    body::read,
    query::{FromParameters, Parameters},
};
use crate::http::Problem;

/// The fields of a form that a browser sends without scripts. Unknown, repeated and malformed ones
/// are refused by name; what a field holds is repeated nowhere unless its reader does so.
pub struct Form<T>(pub T);

impl<T: FromParameters, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Form<T>, Problem> {
        let bytes = read(request, "application/x-www-form-urlencoded").await?;
        let text = String::from_utf8(bytes)
            .map_err(|_| Problem::malformed("the form must be percent-encoded UTF-8"))?;
        let mut parameters = Parameters::parse(&text)?;
        let form = T::take_from(&mut parameters);
        parameters.finish().map(|()| Form(form))
    }
}
