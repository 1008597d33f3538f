use std::{collections::BTreeSet, fs};

use serde_json::Value;

use super::{CHINESE, ENGLISH, Place, text};

#[test]
fn match_prints_ten_regions_with_reasons_in_both_languages() {
    let place = Place::new("cn");
    for (question, head) in [(CHINESE, "理解"), (ENGLISH, "Understood")] {
        let output = place.run(&["match", question]);
        let printed = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert!(printed.starts_with(head), "{printed}");
        let (regions, reasons) = regions_and_reasons(&printed);
        assert_eq!(regions.len(), 10, "{printed}");
        assert!(10 <= reasons, "{printed}");
    }
}

#[test]
fn the_name_of_a_file_is_not_read_as_words() {
    let place = Place::new("none");
    let file = place.directory.path().join("project.json");
    fs::write(&file, "{}").unwrap();
    let file = file.to_str().unwrap();
    for command in
        [&["match"][..], &["memo"], &["compare", "--region", "CN-330800", "--region", "CN-330400"]]
    {
        let output = place.run(&[command, &[file]].concat());
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(&format!("`--file {file}`")), "{told}");
    }
}

/// The identifiers that stand under the rows, and the number of sentences.
fn regions_and_reasons(printed: &str) -> (BTreeSet<String>, usize) {
    let lines = || printed.lines().filter(|line| line.starts_with("     ")).map(str::trim_start);
    let ids = lines().filter(|line| line.starts_with("CN-"));
    let ids = ids.filter_map(|line| line.split_whitespace().next());
    let reasons = lines().filter(|line| line.starts_with("- ")).count();
    (ids.map(ToOwned::to_owned).collect(), reasons)
}

#[test]
fn the_match_document_adds_up() {
    let place = Place::new("cn");
    for question in [CHINESE, ENGLISH] {
        let output = place.run(&["match", question, "--json", "--limit", "25"]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        let candidates = document["candidates"].as_array().unwrap();
        assert_eq!(candidates.len(), 25);
        for candidate in candidates {
            let contributions = candidate["contributions"].as_array().unwrap();
            let points = contributions.iter().map(|part| part["points"].as_i64().unwrap());
            assert_eq!(points.sum::<i64>(), candidate["total"].as_i64().unwrap());
        }
    }
}

/// Added up again from its numbers, without our own arithmetic.
#[test]
fn the_matrix_of_a_project_adds_up_to_its_ranking() {
    let place = Place::new("cn");
    let project = "pangu-sodium-2023";
    let day = ["--as-of", "2025-12-01"];
    let asked = |arguments: &[&str]| -> Value {
        let output = place.run(&[arguments, &day].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let matrix = asked(&["matrix", project]);
    let ranking = asked(&["match", "--id", project, "--json"]);
    let regions = matrix["regions"].as_array().unwrap();
    let columns = matrix["columns"].as_array().unwrap();
    let total = |at: usize| -> f64 {
        let points = columns.iter().map(|column| {
            let utility = column["utilities"][at].as_f64().unwrap();
            (column["weight"].as_f64().unwrap() * utility).round_ties_even()
        });
        points.sum()
    };
    for candidate in ranking["candidates"].as_array().unwrap() {
        let at = regions.iter().position(|id| *id == candidate["region"]["id"]).unwrap();
        assert_eq!(matrix["refused"][at], 0);
        assert_eq!(Some(total(at)), candidate["total"].as_f64());
    }
    let refused = matrix["refused"].as_array().unwrap().iter().filter(|one| **one == 1).count();
    assert_eq!(ranking["counts"]["refused"], refused);
    let unknown = place.run(&["matrix", "no-such-project"]);
    assert_eq!(unknown.status.code(), Some(1), "{}", text(&unknown.stderr));
}

#[test]
fn flags_stand_above_what_was_understood() {
    let place = Place::new("cn");
    let arguments = ["match", CHINESE, "--land", "80 mu", "--within", "CN-340000", "--json"];
    let output = place.run(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["project"]["needs"]["land"]["value"].to_string().replace('"', ""), "80");
    for candidate in document["candidates"].as_array().unwrap() {
        let ancestors = candidate["region"]["ancestors"].as_array().unwrap();
        assert!(ancestors.contains(&Value::from("CN-340000")), "{candidate}");
    }
}

#[test]
fn a_project_without_any_cost_still_ranks_and_says_what_to_ask_first() {
    let place = Place::new("cn");
    let question = "blood glucose meters, incubated in Shanghai";
    let output = place.run(&["match", question, "--limit", "5", "--detail"]);
    let printed = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(regions_and_reasons(&printed).0.len(), 5, "{printed}");
    // What is unknown is named, and stands nowhere as a saving of nothing.
    assert!(printed.contains("What it costs against staying cannot be told; unknown: "));
    assert!(!printed.contains("it saves about 0"), "{printed}");
    let (_, after) = printed.split_once("Worth asking next\n").unwrap();
    let after = after.split_whitespace().collect::<Vec<&str>>().join(" ");
    let shares: Vec<f64> = after
        .split("would change the first three over")
        .skip(1)
        .filter_map(|rest| rest.split_whitespace().next()?.parse().ok())
        .collect();
    assert!(!shares.is_empty() && 0.0 < shares[0], "{printed}");
    assert!(shares.is_sorted_by(|one, next| next <= one), "the most decisive first: {shares:?}");
}

#[test]
fn detail_prints_a_page_on_each_candidate_in_both_languages() {
    let place = Place::new("cn");
    let pages = [
        ("zh", ["年成本（万元", "飞地模式（", "研发与生产的布局", "门槛\n", "适合的地块"]),
        (
            "en",
            [
                "Cost per year, million CNY",
                "Enclave modes, ",
                "Where research",
                "Conditions\n",
                "Parcels that fit",
            ],
        ),
    ];
    for (language, titles) in pages {
        let arguments = [
            "match",
            "--id",
            "wanglaoji-extract-2020",
            "--limit",
            "2",
            "--detail",
            "--lang",
            language,
        ];
        let output = place.run(&arguments);
        let printed = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        for title in titles {
            assert_eq!(printed.matches(title).count(), 2, "{title}\n{printed}");
        }
    }
}

#[test]
fn the_document_holds_what_a_landing_costs_if_detail_is_asked_for() {
    let place = Place::new("cn");
    for (detail, is_there) in [(&["--detail"][..], true), (&[], false)] {
        let arguments = ["match", "--id", "wanglaoji-extract-2020", "--limit", "1", "--json"];
        let output = place.run(&[&arguments[..], detail].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(document["candidates"][0]["landing"].is_object(), is_there, "{detail:?}");
    }
}

#[test]
fn an_unknown_project_is_named() {
    let place = Place::new("none");
    let output = place.run(&["match", "--id", "no-such-project"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr), "error: no project has id `no-such-project`\n");
    assert_eq!(text(&output.stdout), "");
}

#[test]
fn rerank_answers_good_lines_and_names_bad_ones() {
    let place = Place::new("cn");
    let project = |id: &str| {
        format!(r#"{{"schema":1,"id":"{id}","description":{{"en":"lithium battery cells"}}}}"#)
    };
    let input = [project("first"), "{".to_owned(), String::new(), project("second")].join("\n");
    let output = place.feed(&["rerank", "--top", "3"], &input);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("line 2: "), "{}", text(&output.stderr));
    let documents: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ids: Vec<&Value> = documents.iter().map(|document| &document["project"]["id"]).collect();
    assert_eq!(ids, ["first", "second"]);
    let full = |document: &Value| document["candidates"].as_array().unwrap().len() == 3;
    assert!(documents.iter().all(full));
}

#[test]
fn completions_need_no_data_directory() {
    let place = Place::new("none");
    let output = place.run(&["completions", "bash"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("_hinterland"));
    assert!(!place.directory.path().join("data").exists());
}
