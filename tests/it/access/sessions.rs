use hinterland::{
    domain::access::Role,
    service::{keys::revoke_key, sessions},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{Place, everywhere, project};
use crate::support::Answer;

const PATH: &str = "/v1/projects/p";

/// What a browser sends back of `Set-Cookie`.
fn cookie(answer: &Answer) -> String {
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

async fn put(place: &Place, headers: &[(&str, &str)]) -> u16 {
    place.send(headers, "PUT", PATH, &project("p")).await.status.as_u16()
}

#[tokio::test]
async fn a_browser_holds_a_session_in_place_of_the_key() {
    for place in everywhere().await {
        let key = place.key(Role::Sponsor, "ours").await;
        let bearer = format!("Bearer {}", key.secret.reveal());
        let authorization = ("authorization", &*bearer);
        let host = ("host", "plants.example");
        let opened = place.send(&[authorization, host], "POST", "/v1/session", &Value::Null).await;
        assert_eq!(opened.status, 200, "{}", opened.body);
        assert_eq!(
            (&opened.body["role"], &opened.body["organisation"]),
            (&"sponsor".into(), &"ours".into())
        );
        let attributes = opened.headers["set-cookie"].to_str().unwrap();
        for part in ["; Path=/", "; HttpOnly", "; SameSite=Strict", "; Secure", "; Max-Age=43"] {
            assert!(attributes.contains(part), "{attributes}");
        }
        assert!(!attributes.contains(key.secret.reveal()));
        let local = ("host", "127.0.0.1:8080");
        let near = place.send(&[authorization, local], "POST", "/v1/session", &Value::Null).await;
        assert!(!near.headers["set-cookie"].to_str().unwrap().contains("Secure"));

        let secret = cookie(&opened);
        let held = ("cookie", &*secret);
        let own = ("sec-fetch-site", "same-origin");
        assert_eq!(put(&place, &[held, host, own]).await, 201);
        assert_eq!(put(&place, &[held, host, ("origin", "https://plants.example")]).await, 200);
        for elsewhere in [
            &[][..],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "https://evil.example")],
        ] {
            assert_eq!(
                put(&place, &[&[held, host], elsewhere].concat()).await,
                403,
                "{elsewhere:?}"
            );
        }
        let get = async |path: &str| place.send(&[held, host], "GET", path, &Value::Null).await;
        assert_eq!(get(PATH).await.status, 200, "reading asks for no word of the browser");
        assert_eq!(get("/v1/audit").await.status, 403, "the rights of the key");
        let who = get("/v1/session").await.body;
        assert_eq!((&who["keys_required"], &who["ends"]), (&true.into(), &opened.body["ends"]));
        let longer = place.send(&[held, host, own], "POST", "/v1/session", &Value::Null).await;
        assert_eq!(longer.status, 403, "a session does not open another");

        let ended = place.send(&[held, host, own], "DELETE", "/v1/session", &Value::Null).await;
        assert_eq!(ended.status, 204);
        assert!(ended.headers["set-cookie"].to_str().unwrap().contains("; Max-Age=0;"));
        assert_eq!(get(PATH).await.status, 401);
        let other = cookie(&near);
        let other = ("cookie", &*other);
        assert_eq!(place.send(&[other], "GET", PATH, &Value::Null).await.status, 200);
        revoke_key(&place.test.app, &key.key.id, Timestamp::now()).await.unwrap();
        assert_eq!(place.send(&[other], "GET", PATH, &Value::Null).await.status, 401);
    }
}

#[tokio::test]
async fn a_session_ends_by_itself_and_with_the_last_day_of_its_key() {
    let place = everywhere().await.remove(0);
    let app = &place.test.app;
    let now: Timestamp = "2026-06-30T18:00:00Z".parse().unwrap();
    for (last_day, hours) in [(None, 12), (Some("2026-06-30"), 6)] {
        let last_day = last_day.map(|day| day.parse().unwrap());
        let grant = super::grant(Role::Advisor, "ours", last_day);
        let key = hinterland::service::keys::create_key(app, grant, now).await.unwrap().key;
        let opened = sessions::open_session(app, key, now).await.unwrap();
        let end = now + SignedDuration::from_hours(hours);
        assert_eq!(opened.session.ends, end);
        let secret = opened.secret.reveal();
        let before = end - SignedDuration::from_secs(1);
        assert!(sessions::resume_session(app, secret, before).await.unwrap().is_some());
        assert!(sessions::resume_session(app, secret, end).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn without_keys_there_are_no_sessions() {
    let open = crate::support::TestApp::empty().await;
    let who = open.get("/v1/session").await;
    assert_eq!((who.status.as_u16(), &who.body["keys_required"]), (200, &false.into()));
    assert_eq!(open.post("/v1/session", &Value::Null).await.status, 404);
}
