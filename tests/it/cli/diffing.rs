use std::fs;

use serde_json::{Value, json};

use super::{Place, text};

const PROJECTS: [&str; 3] = [
    r#"{"schema":1,"id":"antibody","name":{"en":"Antibody"},"description":{"zh":"抗体药物"},"host_city":"CN-310000"}"#,
    r#"{"schema":1,"id":"battery","name":{"en":"Battery"},"description":{"zh":"锂电池"},"host_city":"CN-310000"}"#,
    r#"{"schema":1,"id":"sensor","name":{"en":"Sensor"},"description":{"zh":"传感器"},"host_city":"CN-330100"}"#,
];
const CAUSES: [&str; 4] = ["data", "weights", "policies", "candidates"];
const DAY: &str = "2024-06-30";

/// What is done to every document of a run.
type Change<'a> = &'a dyn Fn(&mut Value);

/// A store whose figures, rules and regions change, and the runs on it.
struct Runs {
    place: Place,
}

impl Runs {
    /// On the regions of Shanghai and Zhejiang as the built-in world has them.
    fn new() -> Runs {
        let runs = Runs { place: Place::new("none") };
        let near = |region: &Value| {
            let code = region["id"].as_str().unwrap().trim_start_matches(char::is_alphabetic);
            let code = code.trim_start_matches('-').trim_start_matches(char::is_alphabetic);
            code.is_empty() || code.starts_with("31") || code.starts_with("33")
        };
        let regions: Vec<Value> = Place::new("cn").regions().into_iter().filter(near).collect();
        runs.import(&regions);
        runs
    }

    /// A run with further arguments, written to a file of this name.
    fn rerank(&self, name: &str, arguments: &[&str]) -> String {
        let all = [&["rerank", "--top", "5", "--as-of", DAY], arguments].concat();
        let output = self.place.feed(&all, &PROJECTS.join("\n"));
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let path = self.place.directory.path().join(name);
        fs::write(&path, &output.stdout).unwrap();
        path.display().to_string()
    }

    fn import(&self, regions: &[Value]) {
        let lines: Vec<String> = regions.iter().map(Value::to_string).collect();
        let output =
            self.place.feed(&["import", "--kind", "regions", "--atomic", "-"], &lines.join("\n"));
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    }

    /// The difference of two runs, with every claim of it checked that can be.
    fn diff(&self, before: &str, after: &str) -> Value {
        let output = self.place.run(&["diff", before, after, "--json"]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let difference: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(difference["unexplained"], Value::Null);
        for project in difference["projects"].as_array().unwrap() {
            check(project);
        }
        difference
    }
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn parts(value: &Value) -> [i64; 4] {
    CAUSES.map(|cause| number(&value[cause]))
}

fn sum(value: &Value) -> i64 {
    parts(value).iter().sum()
}

/// Parts add up to what they are parts of, exactly.
fn check(project: &Value) {
    assert_eq!(project["reproduced"], true, "{project}");
    for moved in project["moved"].as_array().unwrap() {
        let change = number(&moved["points_after"]) - number(&moved["points_before"]);
        assert_eq!(sum(&moved["point_parts"]), 24 * change, "{moved}");
        let change = number(&moved["rank_after"]) - number(&moved["rank_before"]);
        assert_eq!(sum(&moved["rank_parts"]), 24 * change, "{moved}");
        assert_eq!(moved["point_parts"]["policies"], 0, "no rule acts on points: {moved}");
    }
    for (list, whole) in [("entered", 24), ("left", -24)] {
        for passage in project[list].as_array().unwrap() {
            assert_eq!(sum(&passage["parts"]), whole, "{passage}");
        }
    }
    if project["first_choice"] != Value::Null {
        assert_eq!(sum(&project["first_choice"]["parts"]), 24);
    }
}

fn first_lines(path: &str) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|it| serde_json::from_str(it).unwrap()).collect()
}

/// The region at a place of the list of a project.
fn listed(run: &[Value], project: usize, place: usize) -> String {
    run[project]["candidates"][place]["region"]["id"].as_str().unwrap().to_owned()
}

fn moves(difference: &Value) -> impl Iterator<Item = &Value> {
    let projects = difference["projects"].as_array().unwrap().iter();
    projects.flat_map(|project| project["moved"].as_array().unwrap())
}

#[test]
fn what_changed_between_runs_is_told_with_its_causes() {
    let runs = Runs::new();
    let first = runs.rerank("first.ndjson", &[]);
    let same = runs.diff(&first, &first);
    assert_eq!((&same["projects"], &same["summary"]["unchanged"]), (&json!([]), &json!(3)));

    // Other weights on the same documents.
    let weighed = runs.rerank("weighed.ndjson", &["--weight", "access=5"]);
    let by_weights = runs.diff(&first, &weighed);
    assert_ne!(by_weights["summary"]["moved"], 0);
    for moved in moves(&by_weights) {
        let [data, _, policies, candidates] = parts(&moved["point_parts"]);
        assert_eq!([data, policies, candidates], [0; 3], "{moved}");
        assert_eq!(moved["cause"], "weights");
    }

    // One region of the first list makes nothing any more, and one refuses the industry; a region
    // that is another's equal comes into the world.
    let run = first_lines(&first);
    let regions = runs.place.regions();
    let region = |id: &str| regions.iter().find(|region| region["id"] == *id).unwrap().clone();
    let [poorer, stricter, copied] = [0, 1, 2].map(|place| listed(&run, 0, place));
    let mut poor = region(&poorer);
    poor.as_object_mut().unwrap().remove("leading_industries");
    runs.import(&[poor]);
    let poor_run = runs.rerank("poorer.ndjson", &[]);
    let by_data = runs.diff(&first, &poor_run);
    for moved in moves(&by_data) {
        let [_, weights, policies, candidates] = parts(&moved["rank_parts"]);
        assert_eq!([weights, policies, candidates], [0; 3], "{moved}");
    }
    let change = &by_data["projects"][0]["first_choice"];
    assert_eq!((&change["before"]["id"], &change["cause"]), (&json!(poorer), &json!("data")));

    let code = run[0]["industries"][0].clone();
    let mut strict = region(&stricter);
    strict["environment"]["negative_list"] =
        json!([{"system": code["system"], "code": code["code"]}]);
    runs.import(&[strict]);
    let strict_run = runs.rerank("stricter.ndjson", &[]);
    let by_rules = runs.diff(&poor_run, &strict_run);
    let left = &by_rules["projects"][0]["left"][0];
    assert_eq!(left["region"]["id"], stricter);
    assert_eq!((&left["elsewhere"], &left["cause"]), (&json!("not_ranked"), &json!("policies")));
    assert_eq!(left["elsewhere_points"], left["points"], "it would score as before");

    let mut copy = region(&copied);
    copy["id"] = json!("CN-S990001");
    copy["name"] = json!({"en": "Newcomer", "zh": "新区"});
    runs.import(&[copy]);
    let all = runs.rerank("all.ndjson", &["--weight", "access=5"]);
    let by_all = runs.diff(&first, &all);
    assert_eq!(by_all["new_regions"][0]["id"], "CN-S990001");
    assert_eq!(by_all["gone_regions"], json!([]));
    let causes: std::collections::BTreeSet<&str> = moves(&by_all)
        .flat_map(|moved| CAUSES.into_iter().filter(|cause| moved["rank_parts"][*cause] != 0))
        .collect();
    assert!(1 < causes.len(), "{causes:?}");

    // Backwards the newcomer is gone.
    let back = runs.diff(&all, &strict_run);
    assert_eq!(back["gone_regions"][0]["id"], "CN-S990001");
    assert_eq!(back["new_regions"], json!([]));
    let page = |language: &str, before: &str, after: &str| {
        text(&runs.place.run(&["--lang", language, "diff", before, after]).stdout)
    };
    let english = page("en", &all, &strict_run);
    for words in ["3 projects compared", "Regions that are gone: Newcomer", "candidates"] {
        assert!(english.contains(words), "`{words}` is not in:\n{english}");
    }
    let chinese = page("zh", &first, &weighed);
    for words in ["比较了3个项目", "权重", "名次"] {
        assert!(chinese.contains(words), "`{words}` is not in:\n{chinese}");
    }
}

#[test]
fn what_cannot_be_had_again_is_compared_by_its_ranks_alone() {
    let runs = Runs::new();
    let first = runs.rerank("first.ndjson", &[]);
    let run = first_lines(&first);
    let write = |name: &str, run: &[Value]| {
        let path = runs.place.directory.path().join(name);
        let lines: Vec<String> = run.iter().map(Value::to_string).collect();
        fs::write(&path, lines.join("\n")).unwrap();
        path.display().to_string()
    };
    let changed = |name: &str, change: &dyn Fn(&mut Value)| {
        let mut run = run.clone();
        run.iter_mut().for_each(change);
        write(name, &run)
    };
    let swap = |document: &mut Value| document["candidates"].as_array_mut().unwrap().swap(0, 1);
    let cases: [(&str, Change<'_>, Value); 3] = [
        ("definition", &|it| it["definition"] = json!("another"), json!("other_definition")),
        ("future", &|it| it["generation"] = json!(99), json!("future_generation")),
        ("forged", &|_| {}, Value::Null),
    ];
    for (name, change, code) in cases {
        let other = changed(name, &|document| {
            swap(document);
            change(document);
        });
        let output = runs.place.run(&["diff", &first, &other, "--json"]);
        let difference: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(difference["unexplained"]["code"], code, "{name}");
        assert_eq!(difference["summary"]["unexplained"], 3, "{name}");
        let project = &difference["projects"][0];
        assert_eq!(project["reproduced"], false, "{name}");
        assert_eq!(project["moved"][0]["point_parts"], Value::Null, "{name}");
        assert_eq!(project["moved"].as_array().unwrap().len(), 2, "{name}");
        assert_ne!(project["first_choice"], Value::Null, "{name}");
        let page = runs.place.run(&["--lang", "en", "diff", &first, &other]);
        assert!(text(&page.stdout).contains("auses are not known"), "{}", text(&page.stdout));
    }
    // A file that is no run.
    for (name, lines, expected) in [
        ("no-run", vec![json!({"id": "x"})], "must be a match document"),
        ("twice", vec![run[0].clone(), run[0].clone()], "a project that stands once in a run"),
    ] {
        let output = runs.place.run(&["diff", &first, &write(name, &lines)]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(text(&output.stderr).contains(expected), "{}", text(&output.stderr));
    }
    // Standard input is read once.
    let output = runs.place.feed(&["diff", "-", "-"], &run[0].to_string());
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("BEFORE reads it"), "{}", text(&output.stderr));
    // A run that holds nothing is not one in which nothing changed.
    let nothing = write("nothing", &[]);
    for (before, after) in [(&first, &nothing), (&nothing, &first), (&nothing, &nothing)] {
        let output = runs.place.run(&["--lang", "en", "diff", before, after]);
        let said = text(&output.stdout);
        assert!(said.contains("No project stands in both runs"), "{said}");
        assert!(!said.contains("Nothing changed"), "{said}");
    }
}

/// The lists of a difference without what only causes tell.
fn lists(difference: &Value) -> Vec<Value> {
    let of = |list: &Value, names: &[&str]| -> Vec<Value> {
        let one = |it: &Value| {
            json!([it["region"]["id"], names.iter().map(|name| &it[*name]).collect::<Vec<_>>()])
        };
        list.as_array().unwrap().iter().map(one).collect()
    };
    let passage = ["rank", "points"];
    let project = |it: &Value| {
        json!({
            "project": it["project"], "entered": of(&it["entered"], &passage),
            "left": of(&it["left"], &passage),
            "moved": of(&it["moved"], &["rank_before", "rank_after", "points_before", "points_after"]),
            "first": it["first_choice"]["after"]["id"],
        })
    };
    difference["projects"].as_array().unwrap().iter().map(project).collect()
}

#[test]
fn nested_tables_are_compared_as_the_documents_they_are_made_of() {
    let runs = Runs::new();
    let weighed = ["--weight", "access=5"];
    let lines = [runs.rerank("a.ndjson", &[]), runs.rerank("b.ndjson", &weighed)];
    let tables = [("a", &[][..]), ("b", &weighed[..])].map(|(name, arguments)| {
        let path = runs.place.directory.path().join(format!("{name}.parquet"));
        let path = path.display().to_string();
        runs.rerank("nothing", &[&["--nested", "--output", &path], arguments].concat());
        path
    });
    let expected = runs.diff(&lines[0], &lines[1]);
    assert_ne!(expected["summary"]["moved"], 0);
    assert_eq!(runs.diff(&tables[0], &tables[1]), expected);
    assert_eq!(runs.diff(&lines[0], &tables[1]), expected);
}

#[test]
fn flat_outputs_are_compared_by_their_lists() {
    let runs = Runs::new();
    let weighed = ["--weight", "access=5"];
    let nested = [runs.rerank("a.ndjson", &[]), runs.rerank("b.ndjson", &weighed)];
    let expected = runs.diff(&nested[0], &nested[1]);
    assert_ne!(lists(&expected), lists(&runs.diff(&nested[0], &nested[0])));
    for form in ["ndjson", "csv", "parquet"] {
        let flat = [("a", &[][..]), ("b", &weighed[..])].map(|(name, arguments)| {
            let path = runs.place.directory.path().join(format!("flat-{name}.{form}"));
            let path = path.display().to_string();
            let all = [&["--flat", "--output", &path], arguments].concat();
            runs.rerank("nothing", &all);
            path
        });
        for (before, after) in [(&flat[0], &flat[1]), (&nested[0], &flat[1])] {
            let output = runs.place.run(&["diff", before, after, "--json"]);
            assert_eq!(output.status.code(), Some(0), "{form}: {}", text(&output.stderr));
            let difference: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(difference["unexplained"]["code"], "flat_output", "{form}");
            assert_eq!(lists(&difference), lists(&expected), "{form}");
            let moved = &difference["summary"]["first_choices_changed"];
            assert_eq!(moved, &expected["summary"]["first_choices_changed"], "{form}");
        }
        let page = runs.place.run(&["--lang", "en", "diff", &flat[0], &flat[1]]);
        assert!(
            text(&page.stdout).contains("a flat output says neither"),
            "{}",
            text(&page.stdout)
        );
    }
}
