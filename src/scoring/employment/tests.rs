use approx::assert_abs_diff_eq;
use serde_json::json;

use super::*;

fn place(id: &str, employed: &[(&str, u32)]) -> RegionProfile {
    let presence: Vec<_> = employed
        .iter()
        .map(|(code, count)| {
            let employment = json!({"value": count, "unit": "person", "period": "2018"});
            json!({"industry": {"system": "naics2017", "code": code}, "employment": employment})
        })
        .collect();
    let all = json!({"employment": {"value": 1000, "unit": "person"}});
    let document = json!({
        "schema": 1, "id": id, "parent": "US", "levels": ["prefecture"],
        "name": {"en": id}, "economy": all, "presence": presence,
    });
    serde_json::from_value(document).unwrap()
}

fn crosswalk() -> Crosswalk {
    let naics = |code: &str| IndustryCode {
        system: ClassificationSystem::Naics2017,
        code: code.to_owned(),
    };
    let to = |code: &str| vec![(code.to_owned(), 1.0)];
    Crosswalk::new([
        (naics("336"), to("36")),
        (naics("3361"), to("361")),
        (naics("3362"), to("366")),
        (naics("484"), to("54")),
    ])
}

#[test]
fn the_quotient_is_measured_by_the_codes_that_fit_best() {
    let profiles = vec![
        place("US-metro-1", &[("336", 300), ("3361", 200), ("3362", 100), ("484", 50)]),
        place("US-metro-2", &[("336", 100), ("3362", 100), ("484", 50)]),
    ];
    let employment = Employment::new(&profiles);
    let crosswalk = crosswalk();
    let of =
        |place, code: &str| employment.specialised(place, &employment.covering(&crosswalk, code));
    let cars = of(0, "361").unwrap();
    // 200 of 1,000 here, 200 of 2,000 everywhere.
    assert_abs_diff_eq!(cars.quotient, 2.0, epsilon = 1e-12);
    assert_abs_diff_eq!(cars.agreement, 1.0, epsilon = 1e-12);
    assert_eq!(cars.presence, 1);
    // Those who report no car makers have none.
    assert_abs_diff_eq!(of(1, "361").unwrap().quotient, 0.0);
    // Nobody measures medicine.
    assert_eq!(of(0, "272"), None);
    assert_eq!(of(2, "361"), None);
}

#[test]
fn what_stands_together_is_related() {
    let profiles = vec![
        place("US-metro-1", &[("3361", 200), ("3362", 200)]),
        place("US-metro-2", &[("3361", 100), ("3362", 100)]),
        place("US-metro-3", &[("484", 500), ("3362", 100), ("3369", 100)]),
        place("US-metro-4", &[("336", 10)]),
    ];
    let employment = Employment::new(&profiles);
    let crosswalk = crosswalk();
    let of = |place, code: &str| employment.related(place, &employment.covering(&crosswalk, code));
    // Cars stand with 3362 in two of its three places, with 3369 nowhere.
    let here = of(0, "361").unwrap();
    assert_abs_diff_eq!(here.density, 1.0, epsilon = 1e-6);
    assert_eq!((here.regions, here.industries, here.presence), (3, 3, 0));
    // 2/3 of (1 + 2/3); the largest of its figures of groups stands second in the profile.
    let elsewhere = of(2, "361").unwrap();
    assert_abs_diff_eq!(elsewhere.density, 0.4, epsilon = 1e-6);
    assert_eq!(elsewhere.presence, 1);
    assert_eq!(of(3, "361").map(|related| related.industries), Some(2));
    assert_eq!(of(0, "272"), None);
}
