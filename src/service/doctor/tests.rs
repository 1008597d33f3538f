use std::fs;

use tempfile::TempDir;

use super::*;
use crate::{domain::id::RegionId, store::lock::Lock};

async fn founded() -> TempDir {
    let folder = TempDir::new().unwrap();
    let store = SqlStore::open_file(&database_file(folder.path())).await.unwrap();
    let region = |id: &str| {
        let json = format!(
            r#"{{"schema":1,"id":"{id}","parent":null,"levels":["country"],"name":{{"en":"a"}}}}"#
        );
        crate::service::document::read_document(&json).unwrap()
    };
    let regions: Vec<_> = (0..500).map(|number| region(&format!("CN-{number}"))).collect();
    let (organisation, at) = (&OrganisationId::default(), jiff::Timestamp::UNIX_EPOCH);
    let occasion = store::Occasion { organisation, at, revisions_max: 10 };
    store.put_regions(&occasion, &regions, None).await.unwrap();
    store.close().await;
    folder
}

async fn examined(folder: &TempDir) -> Vec<Finding> {
    examine(folder.path(), &Database::File).await
}

fn worst(findings: &[Finding]) -> Severity {
    findings.iter().map(Finding::severity).max().unwrap()
}

#[tokio::test]
async fn a_sound_directory_is_well_and_stays_as_it_is() {
    let folder = founded().await;
    let names = || {
        let entries = fs::read_dir(folder.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.retain(|name| !name.to_string_lossy().ends_with("-shm"));
        names.retain(|name| !name.to_string_lossy().ends_with("-wal"));
        names.sort();
        names
    };
    let before = names();
    let findings = examined(&folder).await;
    assert!(findings.contains(&Finding::Documents { table: "regions", documents: 500 }));
    assert!(findings.contains(&Finding::Database { schema: store::schema_known() }));
    assert!(findings.contains(&Finding::Unheld));
    assert!(findings.contains(&Finding::SegmentsMissing));
    let of_store =
        |finding: &&Finding| !matches!(finding, Finding::OpenFiles { .. } | Finding::Space { .. });
    let of_store: Vec<Finding> = findings.iter().filter(of_store).cloned().collect();
    assert_eq!(worst(&of_store), Severity::Note, "{of_store:#?}");
    assert_eq!(names(), before);
    let _lock = Lock::acquire(folder.path()).unwrap();
    let pid = Some(std::process::id());
    assert!(examined(&folder).await.contains(&Finding::Held { pid }));
}

#[tokio::test]
async fn what_is_missing_is_named_and_not_made() {
    let folder = TempDir::new().unwrap();
    let none = folder.path().join("none");
    let findings = examine(&none, &Database::File).await;
    let path = none.display().to_string();
    assert!(findings.contains(&Finding::FolderMissing { path }));
    assert!(!none.exists());
    let path = database_file(folder.path()).display().to_string();
    assert!(examined(&folder).await.contains(&Finding::DatabaseMissing { path }));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_document_that_cannot_be_read_is_named_and_the_rest_is_counted() {
    let folder = founded().await;
    let store = SqlStore::open_file(&database_file(folder.path())).await.unwrap();
    store.sabotage("update regions set document = '{\"id\":' where id = 'CN-7'").await;
    store.sabotage("update regions set parent = 'CN-1' where id = 'CN-8'").await;
    store.close().await;
    let findings = examined(&folder).await;
    let faults = findings.iter().find_map(|finding| match finding {
        Finding::DocumentsDamaged { table: "regions", documents: 500, faults } => Some(faults),
        _ => None,
    });
    let faults = faults.unwrap_or_else(|| panic!("{findings:#?}"));
    assert_eq!(faults.len(), 2);
    assert!(faults[0].contains("`CN-7`") && faults[1].contains("`CN-8`"), "{faults:?}");
    assert_eq!(worst(&findings), Severity::Fault);
    assert!(RegionId::parse("CN-7").is_ok());
}

#[tokio::test]
async fn lost_seals_and_regions_and_a_generation_that_is_none_are_told() {
    let folder = founded().await;
    let store = SqlStore::open_file(&database_file(folder.path())).await.unwrap();
    store.sabotage("update regions set seal = null where id = 'CN-7'").await;
    let above = r#"'"levels"', '"parent":"CN-X","levels"'"#;
    for id in ["CN-8", "CN-9"] {
        let moved = format!(
            "update regions set parent = 'CN-X', document = replace(document, {above}), \
             seal = '0 of another version' where id = '{id}'"
        );
        store.sabotage(&moved).await;
    }
    let findings = examined(&folder).await;
    let ids = ["CN-7", "CN-8", "CN-9"].map(str::to_owned).to_vec();
    let unsealed = Finding::DocumentsUnsealed { table: "regions", ids };
    assert!(findings.contains(&unsealed), "{findings:#?}");
    let missing = Finding::RegionsMissing { ids: vec!["CN-X".to_owned()], below: 2 };
    assert!(findings.contains(&missing), "{findings:#?}");
    assert_eq!(worst(&findings), Severity::Fault);

    store.sabotage("update meta set value = 'abc' where key = 'generation'").await;
    store.close().await;
    let findings = examined(&folder).await;
    let told = findings.iter().any(|finding| match finding {
        Finding::DatabaseUnreadable { cause } => cause.contains("got `abc`"),
        _ => false,
    });
    assert!(told, "{findings:#?}");
}

/// 46: of a bit that is flipped somewhere in the database it is told, or no document shows it.
#[tokio::test]
async fn a_flipped_bit_in_the_database_is_told() {
    let folder = founded().await;
    let file = database_file(folder.path());
    let sound = fs::read(&file).unwrap();
    let page = 4_096;
    let mut told = 0;
    for number in 0..sound.len() / page {
        // The head of the page, by which its rows are found.
        let mut bytes = sound.clone();
        bytes[number * page + if number == 0 { 20 } else { 3 }] ^= 0x10;
        fs::write(&file, bytes).unwrap();
        for end in ["-wal", "-shm"] {
            fs::remove_file(format!("{}{end}", file.display())).ok();
        }
        told += usize::from(worst(&examined(&folder).await) == Severity::Fault);
    }
    assert_eq!(told, sound.len() / page);
}
