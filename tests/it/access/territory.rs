use hinterland::domain::access::Role;
use serde_json::{Value, json};

use super::{everywhere, region};

#[tokio::test]
async fn an_officer_writes_the_own_region_and_what_lies_in_it() {
    for place in everywhere().await {
        let officer = place.key(Role::RegionOfficer, "county").await;
        let admin = place.key(Role::Admin, "ours").await;
        let named = |mut region: Value, name: &str| {
            region["name"]["en"] = json!(name);
            region
        };
        let park = |id, parent| region(id, Some(parent), "park");
        let cases = [
            // (id, document, status)
            ("XX-1-P", named(park("XX-1-P", "XX-1"), "b"), 200),
            ("XX-1-Q", park("XX-1-Q", "XX-1"), 201),
            ("XX-1", named(region("XX-1", Some("XX"), "province"), "b"), 200),
            ("XX-1", region("XX-1", Some("XX-2"), "province"), 403), // the own region moves
            ("XX-2-P", named(park("XX-2-P", "XX-2"), "b"), 403),     // another's
            ("XX-2-P", park("XX-2-P", "XX-1"), 403),                 // … taken over
            ("XX-1-P", park("XX-1-P", "XX-2"), 403),                 // … given away
            ("XX-2-Q", park("XX-2-Q", "XX-2"), 403),                 // … new
            ("XX", named(region("XX", None, "country"), "b"), 403),  // above
            ("XX-3", region("XX-3", None, "country"), 403),          // nowhere
        ];
        for (id, document, status) in &cases {
            let path = format!("/v1/regions/{id}");
            let answer = place.ask(&officer, "PUT", &path, document).await;
            assert_eq!(answer.status.as_u16(), *status, "{document}: {}", answer.body);
        }
        let forbidden = place.ask(&officer, "PUT", "/v1/regions/XX-2-P", &cases[4].1).await;
        let detail = forbidden.body["detail"].as_str().unwrap();
        assert!(detail.contains("`XX-2-P` must lie in `XX-1`"), "{detail}");

        let rows =
            json!([park("XX-1-R", "XX-1"), park("XX-2-R", "XX-2"), park("XX-1-S", "XX-1-R")]);
        let report = place.ask(&officer, "POST", "/v1/regions:import", &rows).await;
        assert_eq!(report.body["inserted"], 2, "{}", report.body);
        assert_eq!(report.body["errors"][0]["value"], "XX-2-R", "{}", report.body);
        for (id, status) in [("XX-2-P", 403), ("XX-1", 403), ("XX-1-Q", 204), ("XX-1-Q", 404)] {
            let path = format!("/v1/regions/{id}");
            let answer = place.ask(&officer, "DELETE", &path, &Value::Null).await;
            assert_eq!(answer.status.as_u16(), status, "{id}: {}", answer.body);
        }
        // What one writes, all see; admins write everywhere.
        let seen = place.ask(&admin, "GET", "/v1/regions/XX-1-P", &Value::Null).await;
        assert_eq!(seen.body["name"]["en"], "b");
        let answer = place.ask(&admin, "PUT", "/v1/regions/XX-2-P", &cases[4].1).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
}
