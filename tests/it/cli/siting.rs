use std::{fs, path::Path};

use serde_json::Value;
use tempfile::TempDir;

use super::{Place, text};

/// Twelve areas of one county each; makers of cars (3361) in every third, and the plants of cars
/// go there.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, lines: Vec<String>| {
        fs::write(folder.path().join(name), lines.join("\n") + "\n").unwrap();
    };
    let county = |number: u32| (number, format!("{:05}", 1001 + 2 * number), 10_100 + number * 20);
    let counties = || (0..12).map(county);
    let lines = |head: &str, line: &dyn Fn(u32, &str, u32) -> String| {
        let rest = counties().map(|(number, county, area)| line(number, &county, area));
        std::iter::once(head.to_owned()).chain(rest).collect::<Vec<String>>()
    };
    write(
        "us_county_cbsa_crosswalk.csv",
        lines("stco_code,st_name,cbsa_code,cbsa_name", &|n, county, area| {
            format!("{county},Alabama,{area},\"Town {n}, AL\"")
        }),
    );
    write(
        "us_county_attributes.csv",
        lines("fips,pop_2019,age_over_65_2019,unemployment_rate_2019", &|n, county, _| {
            format!("{county},{}.0,{}.5,{}.0", 50_000 + 1_000 * n, 14 + n % 4, 3 + n % 3)
        }),
    );
    write(
        "us_county_centroids.csv",
        lines("fips,name,lon,lat", &|n, county, _| {
            format!("{county},Town,-8{}.5,3{}.5", n % 9, n % 5)
        }),
    );
    let mut business = vec!["cbsa_code,naics_code,naics_level,EMP,ESTAB".to_owned()];
    for (number, _, area) in counties() {
        let cars = if number % 3 == 0 { 3_000 } else { 0 };
        let metal = 100 * (number % 5);
        for (code, level, jobs) in [
            ("00", 2, 20_000 + 100 * number),
            ("31-33", 2, 2_000 + cars + metal),
            ("3361", 4, cars),
            ("331", 3, metal),
            ("484", 3, 400 + number),
            ("493", 3, 300 + 10 * (number % 4)),
        ] {
            if 0 < jobs {
                business.push(format!("{area},{code},{level},{jobs}.0,3.0"));
            }
        }
    }
    write("us_cbsa_naics_cbp_2018.csv", business);
    let price = |month: u32| format!("2020,{month}.0,AL,6.{month}");
    let prices = std::iter::once("Year,Month,State,INDUSTRIAL_Price".to_owned());
    write("eia_state_month_electricity_price.csv", prices.chain((1..=12).map(price)).collect());
    let table =
        "commodity_or_va,331,3361MV\n331,5.0,20.0\n3361MV,0.0,30.0\nTotal Intermediate,50.0,100.0";
    write("bea_2022_summary_use_producer.csv", vec![table.to_owned()]);
    let codes = "BEA_2017_Summary_Code,NAICS_2017_Code\n331,331\n3361MV,3361";
    write("bea_naics_crosswalk_2017.csv", vec![codes.to_owned()]);
    let head = "unique_id,Technology,Announcement_Date,county_2020_geoid,Project_Type";
    let plant = |number: u32| {
        let county = 1001 + 2 * (3 * number % 12);
        let kind = if number.is_multiple_of(2) { "New" } else { "Expansion" };
        format!("p{number},Zero Emission Vehicles,20{:02}-05-01,{county},{kind}", 18 + number / 4)
    };
    let mut plants: Vec<String> =
        std::iter::once(head.to_owned()).chain((0..16).map(plant)).collect();
    plants.push("q1,Fusion,2021-06-01,1003,New".to_owned());
    plants.push("q2,Fusion,2021-06-01,99999,New".to_owned()); // in none of the areas
    plants.push("q3,Fusion,2021-06-01,,New".to_owned()); // nobody knows where
    plants.push("p1,Fusion,2021-06-01,1003,New".to_owned()); // stood before
    write("plants.csv", plants);
    folder
}

fn evaluate(folder: &Path, more: &[&str]) -> std::process::Output {
    let (data, plants) = (folder.to_str().unwrap(), folder.join("plants.csv"));
    let mut arguments = vec!["evaluate", "siting", "--decisions", plants.to_str().unwrap()];
    arguments.extend(["--before", "2021-01-01", "--resamples", "100"]);
    arguments.extend(more);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_hinterland"));
    command.args(arguments).args(["--data-dir", data]).output().unwrap()
}

#[test]
fn the_siting_model_is_measured_beside_its_baselines() {
    let folder = folder();
    let output = evaluate(folder.path(), &["--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["areas"], 12);
    assert_eq!(document["fitted"], 12);
    assert_eq!(document["asked"], 5);
    assert_eq!(document["not_ranked"], 2);
    assert_eq!(document["repeated"], 1);
    assert_eq!(document["unknown_technologies"][0], "Fusion");
    assert_eq!(document["new"]["plants"], 3);
    let figure = |path: &Value, name: &str| path[name].as_f64().unwrap();
    for name in ["auc", "hit_at_10", "hit_at_50"] {
        let [low, high] = ["low", "high"].map(|end| figure(&document, &format!("{name}_{end}")));
        let value = figure(&document, name);
        assert!(low <= value && value <= high, "{name}");
        assert_eq!(document[name], document["all"][name]);
    }
    let baselines = document["baselines"].as_object().unwrap();
    let expected = ["eight_features", "manufacturing_jobs", "population", "prior_plants"];
    assert!(baselines.keys().eq(expected), "{baselines:?}");
    assert!(figure(&baselines["population"], "auc") < figure(&document, "auc"));
    let again = evaluate(folder.path(), &["--json"]);
    assert_eq!(output.stdout, again.stdout);
    let table = evaluate(folder.path(), &[]);
    assert!(text(&table.stdout).contains("logit of eight features"));
}

#[test]
fn a_fault_in_a_table_is_named_with_its_line() {
    let folder = folder();
    let file = folder.path().join("plants.csv");
    let plants = fs::read_to_string(&file).unwrap();
    fs::write(&file, plants.replace("2018-05-01,1007", "in May,1007")).unwrap();
    let output = evaluate(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    let expected = "plants.csv, line 3: `Announcement_Date` must be a day such as `2021-07-15`";
    assert!(text(&output.stderr).contains(expected), "{}", text(&output.stderr));
    let output = evaluate(folder.path(), &["--county", "geoid"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("plants.csv, line 1: must be one of the columns"));
    fs::remove_file(folder.path().join("us_county_centroids.csv")).unwrap();
    let output = evaluate(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("us_county_centroids.csv` cannot be read"));
}

#[test]
fn metropolitan_areas_become_regions_that_are_ranked() {
    let (folder, place) = (folder(), Place::new("none"));
    let tables = folder.path().to_str().unwrap();
    let output = place.run(&["import", "--format", "us-metro", tables]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let expected = "14 rows: 14 loaded, 0 updated, 0 unchanged, 0 refused\n";
    assert_eq!(text(&output.stdout), expected);
    let regions = place.regions();
    let town = regions.iter().find(|region| region["id"] == "US-metro-10100").unwrap();
    assert_eq!(town["parent"], "US-state-AL");
    assert_eq!(town["name"]["en"], "Town 0, AL");
    assert_eq!(town["economy"]["employment"]["value"], "20000");
    let codes: Vec<&str> = town["presence"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["industry"]["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["3361", "484", "493"]);
    let output = place.run(&["import", "--kind", "projects", "--format", "us-metro", tables]);
    assert_eq!(output.status.code(), Some(2));
}
