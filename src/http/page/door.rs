use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{AppendHeaders, Html, IntoResponse, Response},
};
use jiff::Timestamp;

use super::{Frame, accepted_language, html::escape, words};
use crate::{
    domain::{access::Role, text::Language},
    http::{
        Problem,
        access::{Acting, Admission, Credentials, Host, is_from_own_page, recognise},
        extract::{
            Form,
            query::{FromParameters, Parameters},
        },
        session,
    },
};

/// Who looks at the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Visitor {
    /// Whoever reaches a server that asks for no keys.
    Anyone,
    /// Nobody whom the server knows; it asks for a key.
    Stranger,
    /// A stranger whose key opened nothing.
    Refused,
    /// The holder of a key of this role.
    Holder(Role),
}

impl Visitor {
    /// Who it is that a request comes from, as the guard has found.
    pub(super) fn of(
        acting: Option<&Extension<Acting>>,
        admission: Option<&Extension<Admission>>,
    ) -> Visitor {
        match (acting, admission) {
            (None, _) => Visitor::Stranger,
            (Some(_), None) => Visitor::Anyone,
            (Some(_), Some(Extension(admission))) => Visitor::Holder(admission.key().grant.role),
        }
    }

    /// The word by which the scripts of the page know it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Visitor::Anyone => "open",
            Visitor::Stranger => "key",
            Visitor::Refused => "refused",
            Visitor::Holder(role) => role.as_str(),
        }
    }
}

/// What the form of a key sends.
pub(super) struct Entrance {
    key: String,
    back: Option<String>,
    language: Option<Language>,
}

impl FromParameters for Entrance {
    fn take_from(parameters: &mut Parameters) -> Entrance {
        Entrance {
            key: parameters.text("key").unwrap_or_default(),
            back: parameters.text("back"),
            language: super::address::language(parameters),
        }
    }
}

/// `POST /enter`: opens a session with a key, also without scripts, and leads back to the view that
/// was asked for. The key is kept nowhere; the session is a cookie that scripts cannot read.
pub(super) async fn enter(
    State(Host(app)): State<Host>,
    headers: HeaderMap,
    Form(form): Form<Entrance>,
) -> Result<Response, Problem> {
    // Else another page could let its reader in by a key of its own, and see what is asked then.
    if !is_from_own_page(&Method::POST, &headers) {
        let detail = "a key is entered at the page of this server alone";
        return Err(Problem::new(StatusCode::FORBIDDEN, "forbidden", detail));
    }
    let back = form.back.unwrap_or_default();
    let credentials = Credentials::Key(form.key.trim().to_owned());
    let Some(Admission::Key(key)) = recognise(&app, &credentials, Timestamp::now()).await? else {
        let language = form.language.unwrap_or_else(|| accepted_language(&headers));
        let frame = Frame { language, visitor: Visitor::Refused };
        let page = frame.fill("", &key_form(Visitor::Refused, language, &back));
        return Ok((StatusCode::UNAUTHORIZED, Html(page)).into_response());
    };
    let (_session, cookie) = session::begin(&app, key, &headers).await?;
    Ok(see(&back, cookie))
}

/// `POST /leave`: ends the session.
pub(super) async fn leave(
    State(Host(app)): State<Host>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let gone = session::end(&app, &headers).await?;
    Ok(see("", gone))
}

/// Leads to a view of the page, whatever is asked for: never to another host.
fn see(back: &str, cookie: HeaderValue) -> Response {
    let view = if back.is_empty() { "/".to_owned() } else { format!("/?{back}") };
    let view = HeaderValue::try_from(view).unwrap_or(HeaderValue::from_static("/"));
    let headers = AppendHeaders([(header::LOCATION, view), (header::SET_COOKIE, cookie)]);
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// Where a key is entered, once.
pub(super) fn key_form(visitor: Visitor, language: Language, back: &str) -> String {
    let words = words::of(language);
    let told = match visitor {
        Visitor::Refused => format!("<p class=\"warn\" role=\"alert\">{}</p>", words.key_refused),
        Visitor::Anyone | Visitor::Stranger | Visitor::Holder(_) => String::new(),
    };
    let tag = &words::tag(language)[..2];
    let (title, hint, button) = (words.key, words.key_hint, words.key_button);
    let back = escape(back);
    format!(
        "<section class=\"door\"><h2>{title}</h2><p>{hint}</p>{told}\
         <form class=\"small\" method=\"post\" action=\"/enter\">\
         <input type=\"hidden\" name=\"back\" value=\"{back}\">\
         <input type=\"hidden\" name=\"lang\" value=\"{tag}\">\
         <input type=\"password\" name=\"key\" required autocomplete=\"off\" aria-label=\"{title}\">\
         <button type=\"submit\" class=\"primary\">{button}</button></form></section>"
    )
}

/// The way out, for those who came in with a key.
pub(super) fn leave_form(visitor: Visitor, language: Language) -> String {
    let Visitor::Holder(role) = visitor else { return String::new() };
    let role = words::role(language, role);
    let leave = words::of(language).leave;
    format!(
        "<form class=\"leave\" method=\"post\" action=\"/leave\"><span class=\"dim\">{role}</span> \
         <button type=\"submit\" class=\"quiet\">{leave}</button></form>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_enters_stays_at_this_host() {
        let cookie = HeaderValue::from_static("a=b");
        let cases = [
            ("", "/"),
            ("q=x&lang=zh", "/?q=x&lang=zh"),
            ("//evil.example", "/?//evil.example"), // a question, no host
            ("a\r\nLocation: x", "/"),
        ];
        for (back, expected) in cases {
            let response = see(back, cookie.clone());
            assert_eq!(response.headers()[header::LOCATION], expected, "{back}");
        }
    }
}
