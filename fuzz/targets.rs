//! What is given any bytes: each function must return, whatever they are, and what it accepts must
//! keep its promises. `cargo fuzz` and the crate's own tests call the same functions.

#![allow(dead_code, reason = "each fuzz target uses one of them")]
#![allow(clippy::unwrap_used, reason = "a panic is the finding")]

use std::sync::LazyLock;

use hinterland::{
    domain::{
        commitment::Commitment, id::OrganisationId, invalid::Invalid, outcome::OutcomeEvent,
        predicate::Predicate, project::ProjectProfile, region::RegionProfile,
    },
    http::{comparisons::ComparisonRequestBody, match_request::MatchRequestBody},
    search::Analyzer,
    service::{
        document::read_document_bytes,
        import::{Import, import_projects, import_regions},
        transfer::{Format, ImportMode},
    },
    store::{Occasion, SqlStore},
};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

/// Bodies of requests.
pub(crate) fn request(bytes: &[u8]) {
    let _ = read_document_bytes::<MatchRequestBody>(bytes);
    let _ = read_document_bytes::<ComparisonRequestBody>(bytes);
}

/// Documents.
pub(crate) fn profile(bytes: &[u8]) {
    let _ = read_document_bytes::<RegionProfile>(bytes);
    let _ = read_document_bytes::<ProjectProfile>(bytes);
    let _ = read_document_bytes::<OutcomeEvent>(bytes);
    let _ = read_document_bytes::<Commitment>(bytes);
}

/// Rows of a table.
pub(crate) fn import_csv(bytes: &[u8]) {
    import(bytes, Format::Csv);
}

/// Documents line by line, and in one array.
pub(crate) fn import_ndjson(bytes: &[u8]) {
    import(bytes, Format::Ndjson);
    import(bytes, Format::Json);
}

/// Words and where they stand.
pub(crate) fn tokenizer(bytes: &[u8]) {
    static ANALYZER: LazyLock<Analyzer> = LazyLock::new(Analyzer::default);
    let text = String::from_utf8_lossy(bytes);
    for word in ANALYZER.words(&text) {
        let passage = text.get(word.start..word.end);
        assert!(passage.is_some_and(|passage| !passage.is_empty()), "{text:?}: {word:?}");
    }
}

/// Conditions of support instruments: what is read is written so that it reads the same.
pub(crate) fn predicate(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(read) = Predicate::parse(&text) {
        let written = read.to_string();
        let again = Predicate::parse(&written);
        assert_eq!(again.as_ref().map(ToString::to_string), Ok(written), "{text:?}");
    }
}

struct Place {
    runtime: Runtime,
    store: SqlStore,
    _directory: TempDir,
}

/// Reads rows and stores none: each is refused after it was read.
fn import(bytes: &[u8], format: Format) {
    static PLACE: LazyLock<Place> = LazyLock::new(|| {
        let runtime = Builder::new_current_thread().enable_time().build().unwrap();
        let directory = TempDir::new().unwrap();
        let path = directory.path().join("hinterland.db");
        let store = runtime.block_on(SqlStore::open_file(&path)).unwrap();
        Place { runtime, store, _directory: directory }
    });
    let organisation = OrganisationId::default();
    let mode = ImportMode::RowWise;
    let at = "2026-11-28T12:00:00Z".parse().unwrap();
    let occasion = Occasion { organisation: &organisation, at, revisions_max: 1 };
    let import = Import { store: &PLACE.store, occasion, format, mode, key: None };
    let refused = || vec![Invalid::new("", "", "another")];
    let held = || std::io::Cursor::new(bytes.to_vec());
    PLACE.runtime.block_on(async {
        let report = import_regions(&import, held(), Box::new(move |_| refused())).await.unwrap();
        assert_eq!(report.rows, report.rows_refused);
        let report = import_projects(&import, held(), Box::new(move |_| refused())).await.unwrap();
        assert_eq!(report.rows, report.rows_refused);
    });
}
