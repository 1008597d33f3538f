//! Servers that require keys, on both databases.

/// Method × route × role.
mod roles;
/// Keys that open nothing, and rates.
mod refusals;
/// What one organisation sees of another: nothing.
mod organisations;
/// Jobs, which belong to an organisation.
mod jobs;
/// Saved searches of other organisations.
mod alerts;
/// Regions, which officers write in their own territory.
mod territory;
/// Sessions of browsers.
mod sessions;
/// Who changed and who saw what.
mod audit;
/// Secrets stand nowhere.
mod secrecy;

use axum::{
    body::Body,
    http::{Request, header},
};
use hinterland::{
    domain::{
        access::{Grant, Role},
        id::{OrganisationId, RegionId},
    },
    http::{Door, ServerLimits},
    service::{
        App, DatabaseUrl, OpenOptions, WorldChoice,
        app::{Access, Database},
        keys::{self, NewKey},
    },
};
use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    database::TestDatabase,
    support::{Answer, TestApp},
};

/// A server that requires keys, on a small world: `XX` with the provinces `XX-1` and `XX-2`, each
/// with one park.
struct Place {
    test: TestApp,
    _directory: TempDir,
    _database: Option<TestDatabase>,
}

/// On SQLite, and on PostgreSQL where one is named.
async fn everywhere() -> Vec<Place> {
    let mut places = vec![Place::open(None, &ServerLimits::default()).await];
    if let Some(database) = TestDatabase::create() {
        places.push(Place::open(Some(database), &ServerLimits::default()).await);
    }
    places
}

impl Place {
    async fn open(database: Option<TestDatabase>, limits: &ServerLimits) -> Place {
        let directory = TempDir::new().unwrap();
        let url = database.as_ref().map(|database| DatabaseUrl::parse(&database.url).unwrap());
        let options = OpenOptions {
            data_dir: directory.path().to_owned(),
            database: url.map_or(Database::File, Database::Postgres),
            world: WorldChoice::None,
            access: Access::Write,
        };
        let (app, _notices) = App::open(options).await.unwrap();
        let open = TestApp::over(app.clone());
        for (id, parent, level) in [
            ("XX", None, "country"),
            ("XX-1", Some("XX"), "province"),
            ("XX-1-P", Some("XX-1"), "park"),
            ("XX-2", Some("XX"), "province"),
            ("XX-2-P", Some("XX-2"), "park"),
        ] {
            let answer = open.put(&format!("/v1/regions/{id}"), &region(id, parent, level)).await;
            assert_eq!(answer.status, 201, "{}", answer.body);
        }
        let test = TestApp::behind(Door::Keys, app, limits);
        Place { test, _directory: directory, _database: database }
    }

    /// A new key that is valid without an end.
    async fn key(&self, role: Role, organisation: &str) -> NewKey {
        let now = Timestamp::now();
        keys::create_key(&self.test.app, grant(role, organisation, None), now).await.unwrap()
    }

    /// Asks with a key, by a JSON body unless it is null.
    async fn ask(&self, key: &NewKey, method: &str, path: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {}", key.secret.reveal());
        self.send(&[("authorization", &bearer)], method, path, body).await
    }

    async fn send(
        &self,
        headers: &[(&str, &str)],
        method: &str,
        path: &str,
        body: &Value,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = if body.is_null() {
            Body::empty()
        } else {
            request = request.header(header::CONTENT_TYPE, "application/json");
            Body::from(body.to_string())
        };
        self.test.send(request.body(body).unwrap()).await
    }
}

fn grant(role: Role, organisation: &str, expires: Option<Date>) -> Grant {
    Grant {
        organisation: OrganisationId::parse(organisation).unwrap(),
        role,
        region: (role == Role::RegionOfficer).then(|| RegionId::parse("XX-1").unwrap()),
        expires,
    }
}

fn region(id: &str, parent: Option<&str>, level: &str) -> Value {
    json!({
        "schema": 1, "id": id, "parent": parent, "levels": [level], "name": { "en": id },
        "presence": [],
    })
}

/// A project whose name no other has.
fn project(id: &str) -> Value {
    json!({
        "schema": 1, "id": id, "name": { "en": format!("lithium cells of {id}") },
        "industries": [{ "system": "gbt4754", "code": "3841", "weight": 1.0 }],
        "host_city": "XX-2",
    })
}
