use std::fmt::Write as _;

use jiff::Timestamp;
use proptest::prelude::*;
use rust_decimal::Decimal;
use tempfile::TempDir;

use super::*;
use crate::{
    domain::{
        code::IndustryCode,
        condition::Condition,
        figure::{Figure, Period, Publication, Source},
        geography::Coordinates,
        id::{OrganisationId, RegionId},
        region::{DeclaredIndustry, LeadingIndustries, LeadingIndustry, Level},
        text::Text,
        unit::{AreaUnit, MoneyUnit},
    },
    service::export::{export_regions, write_documents},
    store::SqlStore,
};

const PARENT: &str = r#""parent":"CN","levels":["park"]"#;

async fn open() -> (SqlStore, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let store = SqlStore::open_file(&directory.path().join("hinterland.db")).await.unwrap();
    (store, directory)
}

fn occasion(organisation: &OrganisationId) -> Occasion<'_> {
    Occasion { organisation, at: Timestamp::UNIX_EPOCH, revisions_max: 10 }
}

fn held(input: &[u8]) -> io::Cursor<Vec<u8>> {
    io::Cursor::new(input.to_vec())
}

async fn import(store: &SqlStore, input: &[u8], format: Format, mode: ImportMode) -> ImportReport {
    let organisation = OrganisationId::default();
    let import = Import { store, occasion: occasion(&organisation), format, mode, key: None };
    import_regions(&import, held(input), Box::new(|_| Vec::new())).await.unwrap()
}

async fn import_new(input: &str, format: Format) -> ImportReport {
    let (store, _directory) = open().await;
    import(&store, input.as_bytes(), format, ImportMode::RowWise).await
}

async fn ids(store: &SqlStore) -> Vec<String> {
    let regions = store.list_regions(&OrganisationId::default()).await.unwrap();
    regions.iter().map(|region| region.id.to_string()).collect()
}

fn ndjson_row(number: usize) -> String {
    format!(r#"{{"schema":1,"id":"CN-{number:04}",{PARENT},"name":{{"zh":"区"}}}}"#)
}

/// 100 rows of which rows 10, 30, 50, 70 and 90 are bad, each in its own way.
fn a_hundred_rows() -> String {
    let mut rows = String::new();
    for number in 1..=100 {
        let row = match number {
            10 => "{\"schema\":1,".to_owned(),
            30 => ndjson_row(number).replace("park", "planet"),
            50 => ndjson_row(number)
                .replace("\"name\"", "\"location\":{\"longitude\":500,\"latitude\":0},\"name\""),
            70 => ndjson_row(number).replace("\"name\"", "\"nickname\""),
            90 => ndjson_row(1),
            _ => ndjson_row(number),
        };
        writeln!(rows, "{row}").unwrap();
    }
    rows
}

#[tokio::test]
async fn good_rows_load_and_bad_rows_are_named() {
    let (store, _directory) = open().await;
    let rows = a_hundred_rows();
    let report = import(&store, rows.as_bytes(), Format::Ndjson, ImportMode::RowWise).await;
    assert_eq!((report.rows, report.inserted, report.rows_refused), (100, 95, 5));
    let named: Vec<_> = report
        .faults
        .iter()
        .map(|fault| (fault.line, fault.field.as_str(), fault.value.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            (10, "", "{\"schema\":1,"),
            (30, "levels[0]", "planet"),
            (50, "location.longitude", "500"),
            (70, "nickname", "{\"zh\":\"区\"}"),
            (70, "name", "nothing"),
            (90, "id", "CN-0001"),
        ][..],
    );
    assert_eq!(ids(&store).await.len(), 95);
    // Again: nothing changes, the generation stays.
    let again = import(&store, rows.as_bytes(), Format::Ndjson, ImportMode::RowWise).await;
    assert_eq!((again.inserted, again.updated, again.unchanged), (0, 0, 95));
    assert_eq!(again.generation, report.generation);
}

#[tokio::test]
async fn an_atomic_import_loads_all_or_none() {
    let (store, _directory) = open().await;
    let rows = a_hundred_rows();
    let report = import(&store, rows.as_bytes(), Format::Ndjson, ImportMode::Atomic).await;
    assert_eq!((report.rows, report.inserted, report.rows_refused), (100, 0, 5));
    assert_eq!((ids(&store).await.len(), report.generation), (0, 0));
    let good: String = (1..=1200).map(|number| ndjson_row(number) + "\n").collect();
    let report = import(&store, good.as_bytes(), Format::Ndjson, ImportMode::Atomic).await;
    assert_eq!((report.inserted, report.generation), (1200, 1));
}

#[tokio::test]
async fn large_files_are_committed_in_batches() {
    let (store, _directory) = open().await;
    let good: String = (1..=1200).map(|number| ndjson_row(number) + "\n").collect();
    let report = import(&store, good.as_bytes(), Format::Ndjson, ImportMode::RowWise).await;
    assert_eq!((report.inserted, report.generation), (1200, 3));
}

#[tokio::test]
async fn json_files_hold_one_document_or_an_array() {
    let array = format!("[\n{},\n{{\"schema\":1}},\n{}]", ndjson_row(1), ndjson_row(2));
    let report = import_new(&array, Format::Json).await;
    assert_eq!((report.rows, report.inserted, report.rows_refused), (3, 2, 1));
    assert_eq!((report.faults[0].line, report.faults[0].field.as_str()), (3, "id"));
    assert_eq!(import_new(&ndjson_row(1), Format::Json).await.inserted, 1);
    let two = format!("{}\n{}", ndjson_row(1), ndjson_row(2));
    let report = import_new(&two, Format::Json).await;
    assert_eq!((report.inserted, report.faults[0].line), (1, 2));
    assert_eq!(report.faults[0].expected, "nothing after the document or the array");
}

#[tokio::test]
async fn the_use_case_s_own_check_sees_rows_in_order() {
    let (store, _directory) = open().await;
    let organisation = OrganisationId::default();
    let format = Format::Csv;
    let mode = ImportMode::RowWise;
    let import =
        Import { store: &store, occasion: occasion(&organisation), format, mode, key: None };
    let mut known = vec![RegionId::parse("CN").unwrap()];
    let check = move |region: &RegionProfile| {
        let parent = region.parent.clone().unwrap();
        if !known.contains(&parent) {
            return vec![Invalid::new("parent", parent, "a region that exists")];
        }
        known.push(region.id.clone());
        Vec::new()
    };
    let input = "id,parent,level,name_zh\nCN-1,CN,province,一\nCN-11,CN-1,county,二\n\
                 CN-21,CN-2,county,三\n";
    let report = import_regions(&import, input.as_bytes(), Box::new(check)).await.unwrap();
    assert_eq!((report.inserted, report.rows_refused), (2, 1));
    let fault = &report.faults[0];
    assert_eq!((fault.line, fault.field.as_str(), fault.value.as_str()), (4, "parent", "CN-2"));
}

#[tokio::test]
async fn sheet_faults_name_line_column_and_cell() {
    let header = "id,parent,level,name_zh,longitude,latitude,leading_industries,leading_codes,\
                  approved_area_hectare,industrial_price_cny_per_m2,period\n";
    let cases = [
        // (row, column, cell, beginning of the remedy)
        ("cn-1,CN,park,a,,,,,,,", "id", "cn-1", "a region id"),
        (",CN,park,a,,,,,,,", "id", "nothing", "given"),
        ("CN-1,CN,town,a,,,,,,,", "level", "town", "one of `country`"),
        ("CN-1,CN,park,,,,,,,,", "name_zh", "nothing", "given"),
        ("CN-1,CN,park,a,200,10,,,,,", "longitude", "200", "between -180 and 180"),
        ("CN-1,CN,park,a,east,10,,,,,", "longitude", "east", "a number"),
        ("CN-1,CN,park,a,120,,,,,,", "latitude", "nothing", "given"),
        ("CN-1,CN,park,a,,,,,0,,", "approved_area_hectare", "0", "a number above 0"),
        ("CN-1,CN,park,a,,,,,-5,,", "approved_area_hectare", "-5", "a number above 0"),
        ("CN-1,CN,park,a,,,,,,1e30,", "industrial_price_cny_per_m2", "1e30", "a decimal number"),
        ("CN-1,CN,park,a,,,,,,1000001,", "industrial_price_cny_per_m2", "1000001", "at most"),
        ("CN-1,CN,park,a,,,,,9..5,,", "approved_area_hectare", "5", "at least `value`"),
        ("CN-1,CN,park,a,,,,,5,,soon", "period", "soon", "a year, month or day"),
        ("CN-1,CN,park,a,,,x;y,27,,,", "leading_codes", "27", "as many parts"),
        ("CN-1,CN,park,a,,,x,27b,,,", "leading_codes", "27b", "a section letter"),
        ("CN-1,CN,park", "", "3 columns", "11 columns as in the header"),
        ("CN-1,CN,park,\"a,,,,,,,", "", "\"", "a closing quote"),
    ];
    for (row, field, value, remedy) in cases {
        let good = "CN-9,CN,park,b,,,,,,,\n";
        let input = format!("{header}\r\n{row}\r\n{good}");
        let report = import_new(&input, Format::Csv).await;
        assert_eq!(
            (report.rows, report.inserted, report.faults.len()),
            (2, 1, 1),
            "{row} {report:?}"
        );
        let fault = &report.faults[0];
        assert_eq!((fault.line, fault.field.as_str()), (3, field), "{row}: {fault:?}");
        assert_eq!(fault.value, value, "{row}");
        assert!(fault.expected.starts_with(remedy), "{row}: {fault:?}");
    }
}

#[tokio::test]
async fn a_header_that_is_not_ours_names_the_columns_that_are() {
    let cases = [
        ("id,area\nCN-1,5\n", "area", "columns out of id, parent, level, name_zh"),
        ("id,id\nCN-1,5\n", "id", "each column once"),
        ("parent\nCN\n", "parent", "columns with `id`"),
    ];
    for (input, value, remedy) in cases {
        let report = import_new(input, Format::Csv).await;
        assert_eq!((report.inserted, report.faults.len()), (0, 1), "{input}");
        let fault = &report.faults[0];
        assert_eq!((fault.line, fault.value.as_str()), (1, value));
        assert!(fault.expected.starts_with(remedy), "{fault:?}");
    }
}

#[tokio::test]
async fn a_repeated_id_is_refused_on_the_later_line() {
    let rows = format!("{}\n\n{}\n", ndjson_row(1), ndjson_row(1));
    let report = import_new(&rows, Format::Ndjson).await;
    assert_eq!((report.rows, report.inserted), (2, 1));
    assert_eq!(report.faults[0].line, 3);
    assert!(report.faults[0].expected.ends_with("line 1 has it too"));
}

#[tokio::test]
async fn bytes_in_gbk_are_named_and_cost_their_row_only() {
    let (store, _directory) = open().await;
    let mut input = b"id,parent,level,name_zh\nCN-1,CN,park,\xd5\xe3\xbd\xad\n".to_vec();
    input.extend("CN-2,CN,park,浙江\n".bytes());
    let report = import(&store, &input, Format::Csv, ImportMode::RowWise).await;
    assert_eq!((report.inserted, report.faults[0].line), (1, 2));
    assert!(report.faults[0].expected.starts_with("UTF-8"));
}

#[tokio::test]
async fn an_imported_row_replaces_the_whole_document() {
    let (store, _directory) = open().await;
    let organisation = OrganisationId::default();
    let region = a_region("S1", Some(("=1+1", 0.1 + 0.2)), Some(3));
    store.put_region(&occasion(&organisation), &region, &Condition::always()).await.unwrap();
    let input = "id,parent,level,name_en\nCN-S1,CN,park,Plain\n";
    import(&store, input.as_bytes(), Format::Csv, ImportMode::RowWise).await;
    let found = store.get_region(&organisation, &region.id).await.unwrap().unwrap();
    assert_eq!((found.version, found.document.land.approved_area), (2, None));
}

#[tokio::test]
async fn an_export_is_in_the_order_of_ids_and_imports_as_unchanged() {
    let (store, _directory) = open().await;
    let organisation = OrganisationId::default();
    let regions = [a_region("S2", Some(("@b", 119.5)), Some(7)), a_region("S1", None, None)];
    store.put_regions(&occasion(&organisation), &regions, None).await.unwrap();
    for format in [Format::Json, Format::Ndjson, Format::Csv] {
        let mut output = Vec::new();
        let count = export_regions(&store, &organisation, format, &mut output).await.unwrap();
        assert_eq!(count, 2);
        let text = String::from_utf8(output.clone()).unwrap();
        assert!(text.find("CN-S1").unwrap() < text.find("CN-S2").unwrap());
        let report = import(&store, &output, format, ImportMode::Atomic).await;
        assert_eq!((report.rows, report.unchanged, report.faults), (2, 2, vec![]), "{text}");
    }
    let mut output = Vec::new();
    export_regions(&store, &organisation, Format::Csv, &mut output).await.unwrap();
    let text = String::from_utf8(output).unwrap();
    assert!(text.contains(",'@b,"), "{text}");
}

fn a_region(code: &str, place: Option<(&str, f64)>, area: Option<u32>) -> RegionProfile {
    let id = RegionId::parse(&format!("CN-{code}")).unwrap();
    let parent = RegionId::parse("CN").unwrap();
    let name = Text { zh: place.map(|(name, _)| name.to_owned()), en: Some("x".to_owned()) };
    let mut region = RegionProfile::new(id, Some(parent), Level::Park, name);
    region.location =
        place.map(|(_, longitude)| Coordinates { longitude, latitude: -longitude / 3.0 });
    let period = Period::parse("2018").ok();
    let source = Source::new(Publication {
        title: "Catalogue, \"2018\"".to_owned(),
        url: Some("https://example.org/a?b=c".to_owned()),
        ..Publication::default()
    });
    if let Some(area) = area {
        let mut figure = Figure::stated(Decimal::new(i64::from(area), 2), AreaUnit::Hectare);
        figure.max = area.is_multiple_of(2).then(|| Decimal::from(area));
        figure.period.clone_from(&period);
        figure.source = Some(source.clone());
        region.land.approved_area = Some(figure);
        let item = |zh: &str, codes: &[&str]| {
            LeadingIndustry::new(DeclaredIndustry {
                label: Text { zh: Some(zh.to_owned()), en: None },
                codes: codes.iter().map(|code| IndustryCode::gbt(code)).collect(),
            })
        };
        let items = vec![item("生物医药", &["27", "276"]), item("其他", &[])];
        region.leading_industries = Some(LeadingIndustries { items, period, source: Some(source) });
    }
    region
}

fn round_trip<T: Importable + serde::Serialize>(documents: &[T], format: Format) -> Vec<T> {
    let mut bytes = Vec::new();
    write_documents(documents, format, &mut bytes).unwrap();
    let mut rows = row::Rows::<_, T>::new(bytes.as_slice(), format);
    std::iter::from_fn(|| rows.next().unwrap()).map(|row| row.document.unwrap()).collect()
}

/// What comes back after a file was written in `format` and read again.
async fn outcomes_again(outcome: &OutcomeEvent, format: Format) -> Vec<OutcomeEvent> {
    let (store, _directory) = open().await;
    let organisation = OrganisationId::default();
    let mut file = Vec::new();
    write_documents(std::slice::from_ref(outcome), format, &mut file).unwrap();
    let import = Import {
        store: &store,
        occasion: occasion(&organisation),
        format,
        mode: ImportMode::Atomic,
        key: None,
    };
    let none = Box::new(|_: &OutcomeEvent| Vec::new());
    let report = import_outcomes(&import, held(&file), none).await.unwrap();
    assert_eq!(report.faults, []);
    store.list_outcomes(&organisation, None).await.unwrap()
}

#[tokio::test]
async fn outcomes_survive_every_format() {
    let outcome: OutcomeEvent = serde_json::from_value(serde_json::json!({
        "schema": 1, "id": "o-1", "project_name": "=抗体", "home": "CN-330800",
        "enclave": "衢州海创园", "host_city": "CN-330110", "stage": "ground_broken",
        "date": "2024-03-01", "purpose": "production",
        "capex": { "value": "12000000", "unit": "CNY" },
        "jobs": { "value": "40", "unit": "person" },
        "tax_per_year": { "value": "0", "unit": "CNY" },
        "power_per_year": { "value": "1500", "unit": "kWh" },
        "insured_people": { "value": "38", "unit": "person" },
        "subsidy_end": "2027-12-31", "observed_at": "2024-04-01",
        "source": { "title": "年报", "url": "https://example.org/a" },
    }))
    .unwrap();
    for format in [Format::Json, Format::Ndjson, Format::Csv] {
        assert_eq!(outcomes_again(&outcome, format).await, std::slice::from_ref(&outcome));
    }
}

#[tokio::test]
async fn promises_stand_in_one_cell_and_their_faults_are_named() {
    let (store, _directory) = open().await;
    let organisation = OrganisationId::default();
    let (format, mode) = (Format::Csv, ImportMode::RowWise);
    let import =
        Import { store: &store, occasion: occasion(&organisation), format, mode, key: None };
    let rows = "id,project_name,home,agreed,promises\n\
        a,x,CN-330800,2024-01-01,production@2026-06-30; jobs@24m=100;capex@2025-12-31=5000000\n\
        b,x,CN-330800,2024-01-01,exports@24m\n\
        c,x,CN-330800,2024-01-01,jobs@24m\n\
        d,x,CN-330800,2024-01-01,production\n\
        e,x,CN-330800,2024-01-01,production@2x\n\
        f,x,CN-330800,2024-01-01,\n";
    let none = || Box::new(|_: &Commitment| Vec::new());
    let report = import_commitments(&import, rows.as_bytes(), none()).await.unwrap();
    let named: Vec<(usize, &str, &str)> = report
        .faults
        .iter()
        .map(|fault| (fault.line, fault.field.as_str(), fault.value.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            (3, "promises", "exports"),
            (4, "promises", "nothing"),
            (5, "promises", "nothing"),
            (6, "promises", "2x"),
            (7, "promises", "nothing"),
        ]
    );
    let stored = store.list_commitments(&organisation, None).await.unwrap();
    assert_eq!(stored[0].promises.len(), 3);
    let mut file = Vec::new();
    write_documents(&stored, Format::Csv, &mut file).unwrap();
    let again = import_commitments(&import, held(&file), none()).await.unwrap();
    assert_eq!((again.unchanged, again.rows_refused), (1, 0));
}

#[tokio::test]
async fn rows_are_read_beside_whatever_else_is_done() {
    let (store, _directory) = open().await;
    let organisation = OrganisationId::default();
    let (format, mode) = (Format::Ndjson, ImportMode::Atomic);
    let import =
        Import { store: &store, occasion: occasion(&organisation), format, mode, key: None };
    let (reading, is_reading) = tokio::sync::oneshot::channel();
    let (serve, served) = std::sync::mpsc::channel();
    let mut reading = Some(reading);
    // One thread has to do for everything but the reading.
    let check = move |_: &RegionProfile| {
        if let Some(reading) = reading.take() {
            reading.send(()).unwrap();
            served.recv_timeout(std::time::Duration::from_mins(1)).expect("others are served");
        }
        vec![Invalid::new("", "all", "none of them")]
    };
    let rows: String = (0..10).map(|number| ndjson_row(number) + "\n").collect();
    let other = async {
        is_reading.await.unwrap();
        serve.send(()).unwrap();
    };
    let importing = import_regions(&import, held(rows.as_bytes()), Box::new(check));
    let (report, ()) = tokio::join!(importing, other);
    assert_eq!(report.unwrap().rows_refused, 10);
}

proptest! {
    #[test]
    fn regions_survive_every_format(
        name in "[ -~一-龥'=+@\t]{1,20}",
        longitude in -180.0..180.0_f64,
        area in proptest::option::of(1..1_000_000_u32),
        located in any::<bool>(),
    ) {
        prop_assume!(!name.trim().is_empty());
        let region = a_region("S1", located.then_some((name.as_str(), longitude)), area);
        for format in [Format::Json, Format::Ndjson, Format::Csv] {
            prop_assert_eq!(&round_trip(std::slice::from_ref(&region), format)[0], &region);
        }
    }

    #[test]
    fn projects_survive_every_format(
        description in "[ -~一-龥\n]{1,40}",
        land in proptest::option::of(1..10_000_u32),
        capex in proptest::option::of(1..1_000_000_000_u32),
        weight in 1..100_u32,
    ) {
        prop_assume!(!description.trim().is_empty());
        let id = crate::domain::id::ProjectId::parse("p").unwrap();
        let mut project = ProjectProfile::new(id);
        project.description.en = Some(description);
        project.needs.land = land.map(|land| Figure::stated(Decimal::from(land), AreaUnit::Mu));
        project.money.capex = capex.map(|c| Figure::stated(Decimal::from(c), MoneyUnit::Yuan));
        project.industries = vec![crate::domain::project::ProductionIndustry {
            system: crate::domain::code::ClassificationSystem::Gbt4754,
            code: "2760".to_owned(),
            weight: f64::from(weight) / 100.0,
        }];
        project.must_have.insert(crate::domain::project::Requirement::ChemicalPark);
        project.deadline = Some(jiff::civil::date(2027, 6, 30));
        project.source =
            Some(Source::new(Publication { title: "t".to_owned(), ..Publication::default() }));
        for format in [Format::Json, Format::Ndjson, Format::Csv] {
            prop_assert_eq!(&round_trip(std::slice::from_ref(&project), format)[0], &project);
        }
    }

    #[test]
    fn no_bytes_stop_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for format in [Format::Json, Format::Ndjson, Format::Csv] {
            let mut rows = row::Rows::<_, RegionProfile>::new(bytes.as_slice(), format);
            let mut count = 0;
            while rows.next().unwrap().is_some() {
                count += 1;
                prop_assert!(count <= 301);
            }
        }
    }
}
