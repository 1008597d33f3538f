use hinterland::{
    domain::access::Role,
    http::ServerLimits,
    service::keys::{create_key, revoke_key},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Place, everywhere, grant, project};

const PATH: &str = "/v1/projects/p";

#[tokio::test]
async fn a_key_that_opens_nothing_is_refused_in_one_way() {
    for place in everywhere().await {
        let app = &place.test.app;
        let valid = place.key(Role::Advisor, "ours").await;
        assert_eq!(place.ask(&valid, "PUT", PATH, &project("p")).await.status, 201);

        let then: Timestamp = "2020-01-01T00:00:00Z".parse().unwrap();
        let last_day = Some("2020-01-02".parse().unwrap());
        let expired = create_key(app, grant(Role::Advisor, "ours", last_day), then).await.unwrap();
        let revoked = place.key(Role::Advisor, "ours").await;
        assert_eq!(place.ask(&revoked, "GET", PATH, &Value::Null).await.status, 200);
        revoke_key(app, &revoked.key.id, Timestamp::now()).await.unwrap();
        let unknown = valid.secret.reveal().chars().rev().collect::<String>();
        let unknown = format!("hinterland_key_{}", &unknown[..64]);
        let mut bodies = Vec::new();
        for secret in [&*unknown, expired.secret.reveal(), revoked.secret.reveal(), "x"] {
            let bearer = format!("Bearer {secret}");
            let answer = place.send(&[("authorization", &bearer)], "GET", PATH, &Value::Null).await;
            assert_eq!(answer.status, 401, "{}", answer.body);
            assert_eq!(answer.headers["content-type"], "application/problem+json");
            let challenge = "Bearer realm=\"hinterland\", error=\"invalid_token\"";
            assert_eq!(answer.headers["www-authenticate"], challenge);
            bodies.push(answer.body);
        }
        assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
        let expected = json!({
            "type": "/problems/unauthenticated", "title": "Unauthorized", "status": 401,
            "detail": "the key is unknown, expired or revoked",
        });
        assert_eq!(bodies[0], expected);

        let secret = valid.secret.reveal();
        for headers in [
            &[][..],
            &[("authorization", secret)],
            &[("authorization", "Basic YTpi")],
            &[("x-api-key", secret)],
            &[("cookie", &format!("hinterland_session={secret}"))],
        ] {
            for path in [PATH, &format!("{PATH}?key={secret}")] {
                let answer = place.send(headers, "GET", path, &Value::Null).await;
                assert_eq!(answer.status, 401, "{headers:?}");
                assert!(answer.headers.contains_key("www-authenticate"));
                assert!(!answer.body.to_string().contains(secret), "{}", answer.body);
            }
        }
        let theirs = place.key(Role::Advisor, "theirs").await;
        assert_eq!(place.ask(&theirs, "GET", PATH, &Value::Null).await.status, 404);
        assert_eq!(place.ask(&valid, "GET", PATH, &Value::Null).await.status, 200);
    }
}

#[tokio::test]
async fn the_day_of_the_last_use_is_noted() {
    for place in everywhere().await {
        let key = place.key(Role::Batch, "ours").await;
        let last_used = async || {
            let keys = hinterland::service::keys::list_keys(&place.test.app).await.unwrap();
            keys[0].last_used
        };
        assert_eq!(last_used().await, None);
        let before = hinterland::domain::access::day_of(Timestamp::now());
        place.ask(&key, "GET", "/v1/industries", &Value::Null).await;
        let used = last_used().await.unwrap();
        assert!((before..=hinterland::domain::access::day_of(Timestamp::now())).contains(&used));
    }
}

#[tokio::test]
async fn a_key_that_asks_too_often_leaves_the_others_alone() {
    let limits = ServerLimits {
        requests_per_second_max: 1,
        requests_burst_max: 5,
        ..ServerLimits::default()
    };
    let place = Place::open(None, &limits).await;
    let [busy, other] =
        [place.key(Role::Batch, "ours").await, place.key(Role::Batch, "ours").await];
    let mut statuses = Vec::new();
    for _ in 0..8 {
        let answer = place.ask(&busy, "GET", "/v1/weight-presets", &Value::Null).await;
        statuses.push(answer.status.as_u16());
        if answer.status == 429 {
            assert!(answer.headers.contains_key("retry-after"));
        }
    }
    assert_eq!(statuses[..5], [200; 5]);
    assert!(statuses.contains(&429), "{statuses:?}");
    let answer = place.ask(&other, "GET", "/v1/weight-presets", &Value::Null).await;
    assert_eq!(answer.status, 200, "another key of the same organisation");
}
