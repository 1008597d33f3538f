//! A run over many projects: its forms, and what it takes over from an earlier one.

use std::{
    fs::{self, File},
    io::{self, Cursor, Read},
    path::{Path, PathBuf},
    time::Duration,
};

use hinterland::{
    columnar::{NestedReader, TableReader},
    domain::{criterion::CriterionId, region::Level},
    http::{Include, match_body},
    service::{
        Error,
        computing::ComputingLimits,
        rank_regions::{Ranking, Wishes},
        rerank::{
            Batch, CutOff, Earlier, Form, Input, Order, OutputFile, Progress, Report, TableFormat,
            Target, Watch, rerank_batch,
        },
        transfer::Format,
    },
};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{TestApp, known};

/// A small world of its own in a folder of its own.
struct Place {
    world: TestApp,
    folder: TempDir,
}

/// Parks in two provinces, with an area each and a price for every other.
const PARKS: usize = 12;

impl Place {
    async fn new() -> Place {
        let world = TestApp::empty().await;
        let place = Place { world, folder: TempDir::new().unwrap() };
        place.put("regions/CN", json!({ "levels": ["country"] })).await;
        for province in ["CN-A", "CN-B"] {
            place.put_region(province, json!({ "parent": "CN", "levels": ["province"] })).await;
        }
        for number in 0..PARKS {
            place.put_park(number, 100 + 50 * number).await;
        }
        for number in 0..5 {
            place.put_project(number, 40 + number).await;
        }
        place
    }

    async fn put(&self, path: &str, mut document: Value) {
        document["schema"] = json!(1);
        document["id"] = json!(path.rsplit('/').next());
        if !path.starts_with("outcomes") {
            document["name"] = json!({ "en": path });
        }
        let answer = self.world.put(&format!("/v1/{path}"), &document).await;
        assert!(answer.status.is_success(), "{path}: {:?}", answer.body);
    }

    async fn put_region(&self, id: &str, document: Value) {
        self.put(&format!("regions/{id}"), document).await;
    }

    async fn put_park(&self, number: usize, area_mu: usize) {
        let parent = if number.is_multiple_of(2) { "CN-A" } else { "CN-B" };
        let area = json!({ "value": area_mu, "unit": "mu" });
        let document =
            json!({ "parent": parent, "levels": ["park"], "land": { "available_area": area } });
        self.put_region(&format!("CN-P{number:02}"), document).await;
    }

    async fn put_project(&self, number: usize, area_mu: usize) {
        let industries = json!([{ "system": "gbt4754", "code": "3841" }]);
        let land = json!({ "value": area_mu, "unit": "mu" });
        let document = json!({ "industries": industries, "needs": { "land": land } });
        self.put(&format!("projects/project-{number}"), document).await;
    }

    fn target(&self, name: &str) -> Target {
        Target::File(OutputFile {
            path: self.path(name),
            cut_off: CutOff::GoOn,
            checkpoint_interval: Duration::ZERO,
        })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn run(&self, batch: &Batch, name: &str, earlier: Option<Earlier>) -> Told {
        let target = self.target(name);
        let order = Order { input: Input::Stored, target, earlier };
        self.carry_out(batch, order).await
    }

    async fn carry_out(&self, batch: &Batch, order: Order) -> Told {
        let mut told = Told::default();
        told.report = rerank_batch(&self.world.app, batch, order, &mut told.watch).await.unwrap();
        told
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    fn rows(&self, name: &str) -> Input {
        let (path, format) = (self.path(name), format_of(name));
        Input::Rows {
            name: name.to_owned(),
            format,
            bytes: None,
            reader: Box::new(File::open(path).unwrap()),
        }
    }

    async fn generation(&self) -> u64 {
        self.world.app.generation().await.unwrap()
    }
}

fn format_of(name: &str) -> Format {
    if Path::new(name).extension().is_some_and(|it| it == "csv") {
        Format::Csv
    } else {
        Format::Ndjson
    }
}

/// What a run did, and what it told meanwhile.
#[derive(Default)]
struct Told {
    report: Report,
    watch: Heard,
}

#[derive(Default)]
struct Heard {
    notes: Vec<String>,
    refused: Vec<(usize, String)>,
}

impl Watch for Heard {
    fn moved(&mut self, _progress: Progress, _report: &Report) {}

    fn refused(&mut self, place: usize, error: &Error) {
        self.refused.push((place, error.to_string()));
    }

    fn note(&mut self, text: &str) {
        self.notes.push(text.to_owned());
    }
}

fn compose(ranking: Ranking) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&match_body(ranking, &Include::none()))
}

fn documents() -> Batch {
    Batch {
        wishes: Wishes::default(),
        level: Level::Park,
        limit: 4,
        as_of: Some(jiff::civil::date(2025, 12, 1)),
        today: jiff::civil::date(2025, 12, 31),
        form: Form::Documents(compose),
        format: TableFormat::Lines,
    }
}

fn nested() -> Batch {
    Batch { format: TableFormat::NestedParquet, ..documents() }
}

fn rows(format: TableFormat) -> Batch {
    Batch { form: Form::Rows, format, ..documents() }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_the_same_in_every_form() {
    let place = Place::new().await;
    place.run(&rows(TableFormat::Lines), "rows.ndjson", None).await;
    place.run(&rows(TableFormat::Csv), "rows.csv", None).await;
    place.run(&rows(TableFormat::Parquet), "rows.parquet", None).await;
    place.run(&documents(), "documents.ndjson", None).await;

    let lines: Vec<Value> = lines(&place.read("rows.ndjson"));
    let documents: Vec<Value> = self::lines(&place.read("documents.ndjson"));
    assert_eq!((lines.len(), documents.len()), (5 * 4, 5));
    let of_documents = documents.iter().flat_map(|document| {
        let candidates = document["candidates"].as_array().unwrap().iter();
        candidates.map(|it| (&document["project"]["id"], &it["region"]["id"], &it["total"]))
    });
    let of_lines = lines.iter().map(|row| (&row["project"], &row["region"], &row["points"]));
    assert!(of_documents.eq(of_lines));

    let cell = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        number => number.to_string(),
    };
    let mut csv = csv::Reader::from_path(place.path("rows.csv")).unwrap();
    let header: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
    let table = TableReader::open(File::open(place.path("rows.parquet")).unwrap()).unwrap();
    assert_eq!(table.columns(), header);
    let of_csv: Vec<Vec<String>> =
        csv.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let of_table: Vec<Vec<String>> = table.map(Result::unwrap).collect();
    let of_lines: Vec<Vec<String>> =
        lines.iter().map(|row| header.iter().map(|name| cell(&row[name])).collect()).collect();
    assert_eq!(of_csv, of_lines);
    assert_eq!(of_table, of_lines);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nested_table_has_every_value_of_the_documents() {
    let place = Place::new().await;
    place.run(&documents(), "documents.ndjson", None).await;
    place.run(&nested(), "nested.parquet", None).await;
    let documents = lines(&place.read("documents.ndjson"));
    let table = NestedReader::open(File::open(place.path("nested.parquet")).unwrap()).unwrap();
    let rows: Vec<Value> = table.map(Result::unwrap).collect();
    assert_eq!(rows.len(), 5);
    assert_eq!(
        rows[0]["candidates"][0]["contributions"].as_array().unwrap().len(),
        documents[0]["candidates"][0]["contributions"].as_array().unwrap().len()
    );
    for (row, document) in rows.into_iter().zip(documents) {
        assert_eq!(known(row), known(document));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_of_the_input_and_the_threads_change_nothing() {
    let place = Place::new().await;
    let header = "id,industries,land_mu\n";
    let sheet: Vec<String> =
        (0..40).map(|number| format!("p-{number},3841,{}\n", 10 + number)).collect();
    let sheet = sheet.concat();
    fs::write(place.path("projects.csv"), format!("{header}{sheet}")).unwrap();
    let ndjson: Vec<String> = (0..40)
        .map(|number| {
            let land = json!({ "value": (10 + number).to_string(), "unit": "mu" });
            let industries = json!([{ "system": "gbt4754", "code": "3841", "weight": 1 }]);
            let id = format!("p-{number}");
            let needs = json!({ "land": land });
            format!(
                "{}\n",
                json!({ "schema": 1, "id": id, "industries": industries, "needs": needs })
            )
        })
        .collect();
    fs::write(place.path("projects.ndjson"), ndjson.concat()).unwrap();

    let mut outputs = Vec::new();
    for (input, threads) in [("projects.ndjson", 1), ("projects.csv", 2), ("projects.csv", 7)] {
        let limits = ComputingLimits { threads, ..ComputingLimits::default() };
        let app = place.world.app.clone().with_computing(limits);
        let name = format!("{threads}-{input}.out.ndjson");
        let target = place.target(&name);
        let order = Order { input: place.rows(input), target, earlier: None };
        let mut watch = Heard::default();
        let report = rerank_batch(&app, &documents(), order, &mut watch).await.unwrap();
        assert_eq!((report.answered, report.refused), (40, 0), "{:?}", watch.refused);
        outputs.push(place.read(&name));
    }
    assert!(outputs.iter().all(|output| *output == outputs[0]));
    assert_eq!(lines(&outputs[0]).len(), 40);
}

/// A stream that breaks.
struct Broken;

impl Read for Broken {
    fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the stream broke"))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_cut_off_anywhere_goes_on() {
    let place = Place::new().await;
    let lines: Vec<String> = (0..9)
        .map(|number| match number {
            4 => "{\n".to_owned(),
            _ => format!("{{\"schema\":1,\"id\":\"p-{number}\"}}\n"),
        })
        .collect();
    let input = |reader: Box<dyn Read + Send>| Input::Rows {
        name: "projects".to_owned(),
        format: Format::Ndjson,
        bytes: None,
        reader,
    };
    let whole = || input(Box::new(Cursor::new(lines.concat())));
    for batch in [documents(), nested(), rows(TableFormat::Csv), rows(TableFormat::Parquet)] {
        let order = Order { input: whole(), target: place.target("whole"), earlier: None };
        let told = place.carry_out(&batch, order).await;
        assert_eq!((told.report.answered, told.report.refused), (8, 1));
        // Twice, the second time further on, before it comes to its end.
        for first in 0..=lines.len() {
            for read in [first, lines.len().min(first + 2)] {
                let broken = Cursor::new(lines[..read].concat()).chain(Broken);
                let target = place.target("cut");
                let order = Order { input: input(Box::new(broken)), target, earlier: None };
                let mut watch = Heard::default();
                let app = &place.world.app;
                let cut = rerank_batch(app, &batch, order, &mut watch).await.unwrap_err();
                assert!(cut.to_string().contains("cannot be read"), "{cut}");
                assert!(!place.path("cut").exists());
            }
            // The day of the run that was cut off counts where none is asked for.
            let batch = Batch { as_of: None, ..batch.clone() };
            let order = Order { input: whole(), target: place.target("cut"), earlier: None };
            let told = place.carry_out(&batch, order).await;
            assert_eq!((told.report.answered, told.report.refused), (8, 1), "{first}");
            assert!(place.read("cut") == place.read("whole"), "{first}, {:?}", batch.format);
            fs::remove_file(place.path("cut")).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_named_in_order_and_the_others_are_answered() {
    let place = Place::new().await;
    let rows = "id,land_mu\ngood-1,40\nbad-1,forty\ngood-2,50\n,60\n";
    fs::write(place.path("projects.csv"), rows).unwrap();
    let target = place.target("out.ndjson");
    let order = Order { input: place.rows("projects.csv"), target, earlier: None };
    let told = place.carry_out(&documents(), order).await;
    assert_eq!((told.report.answered, told.report.refused), (2, 2));
    let places: Vec<usize> = told.watch.refused.iter().map(|(line, _)| *line).collect();
    assert_eq!(places, [3, 5]);
    assert!(told.watch.refused[0].1.contains("`land_mu`"), "{:?}", told.watch.refused);
    let left: Vec<_> = fs::read_dir(place.folder.path()).unwrap().flatten().collect();
    let is_left = |name: &str| left.iter().any(|file| file.file_name() == name);
    assert!(is_left("out.ndjson") && is_left("out.ndjson.basis"));
    assert_eq!(left.len(), 3, "nothing else is left: {left:?}");
}

/// Whatever changes, what is answered anew and what is taken over is what a full run answers.
#[tokio::test(flavor = "multi_thread")]
async fn a_run_since_a_generation_equals_a_full_run() {
    let place = Place::new().await;
    let heavier = |batch: &Batch| {
        let weights = [(CriterionId::LandCost, 50.0)].into();
        Batch { wishes: Wishes { weights, ..Wishes::default() }, ..batch.clone() }
    };
    for batch in [documents(), rows(TableFormat::Lines)] {
        place.run(&batch, "before.ndjson", None).await;
        // How many of how many answers are taken over, and whether it is said why none is.
        let mut check = Check { place: &place, step: 0, since: place.generation().await };
        check.equal(&batch, [5, 5], "nothing has changed").await;

        place.put_project(7, 77).await;
        check.equal(&batch, [5, 6], "a project is new").await;

        place.put_project(2, 99).await;
        check.equal(&batch, [5, 6], "a project has changed").await;

        place.world.delete("/v1/projects/project-7").await;
        check.equal(&batch, [5, 5], "a project is gone, and no answer with it").await;

        place.put_park(3, 5_000).await;
        check.equal(&batch, [0, 5], "a figure of a region has changed").await;

        let answer = place.world.delete("/v1/regions/CN-P11").await;
        assert!(answer.status.is_success());
        check.equal(&batch, [0, 5], "a region is gone").await;

        place.put_park(11, 650).await;
        check.equal(&batch, [0, 5], "a region is new").await;

        let outcome = json!({ "home": "CN-P01", "project": "project-1", "stage": "producing",
            "date": "2024-03-01" });
        place.put("outcomes/outcome-1", outcome).await;
        check.equal(&batch, [0, 5], "what became of a project is known").await;

        check.equal(&heavier(&batch), [0, 5], "the weights are others").await;
        check.equal(&heavier(&batch), [5, 5], "… and stay").await;
        check.equal(&Batch { limit: 3, ..heavier(&batch) }, [0, 5], "fewer are shown").await;
        let later = Some(jiff::civil::date(2025, 12, 2));
        let later = Batch { as_of: later, limit: 3, ..heavier(&batch) };
        check.equal(&later, [0, 5], "another day").await;

        place.world.delete("/v1/outcomes/outcome-1").await;
        place.put_project(2, 42).await;
        place.put_park(3, 250).await;
    }
}

struct Check<'a> {
    place: &'a Place,
    step: usize,
    since: u64,
}

impl Check<'_> {
    /// Runs since the last check and in full, and compares.
    async fn equal(&mut self, batch: &Batch, [taken_over, all]: [u64; 2], why: &str) {
        let output = self.place.path("before.ndjson");
        let earlier = Earlier { generation: self.since, output };
        let told = self.place.run(batch, "after.ndjson", Some(earlier)).await;
        self.place.run(batch, "full.ndjson", None).await;
        let [after, full] = ["after.ndjson", "full.ndjson"].map(|name| self.place.read(name));
        assert!(after == full, "{why}");
        let [after, full] =
            ["after.ndjson.basis", "full.ndjson.basis"].map(|name| self.place.read(name));
        assert!(after == full, "{why}: the basis");
        assert_eq!((told.report.taken_over, told.report.answered), (taken_over, all), "{why}");
        assert_eq!(told.watch.notes.is_empty(), 0 < taken_over, "{why}: {:?}", told.watch.notes);
        for suffix in ["", ".basis"] {
            let name = |name: &str| self.place.path(&format!("{name}.ndjson{suffix}"));
            fs::rename(name("after"), name("before")).unwrap();
        }
        self.step += 1;
        self.since = self.place.generation().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_run_must_be_what_it_is_said_to_be() {
    let place = Place::new().await;
    place.run(&documents(), "before.ndjson", None).await;
    let generation = place.generation().await;
    let earlier = |generation, name: &str| Earlier { generation, output: place.path(name) };
    let refuse = async |earlier: Earlier| {
        let target = place.target("after.ndjson");
        let order = Order { input: Input::Stored, target, earlier: Some(earlier) };
        let mut watch = Heard::default();
        let refused = rerank_batch(&place.world.app, &documents(), order, &mut watch).await;
        refused.unwrap_err().to_string()
    };
    let message = refuse(earlier(generation - 1, "before.ndjson")).await;
    assert!(message.contains("`--changed-since` must be"), "{message}");
    let message = refuse(earlier(generation, "none.ndjson")).await;
    assert!(message.contains("none.ndjson` cannot be read"), "{message}");
    let whole = place.read("before.ndjson");
    fs::write(place.path("before.ndjson"), &whole[..whole.len() - 1]).unwrap();
    let message = refuse(earlier(generation, "before.ndjson")).await;
    assert!(message.contains("`--previous` must be the output of a complete run"), "{message}");
    assert!(!place.path("after.ndjson").exists());
}

fn lines(text: &[u8]) -> Vec<Value> {
    let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
}
