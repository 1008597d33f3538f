use std::fs;

use tempfile::TempDir;

use super::*;
use crate::{
    domain::{condition::Condition, id::OrganisationId, region::RegionProfile},
    service::{App, OpenOptions, WorldChoice, app::Access, document::read_document},
    store::{Occasion, Store},
};

async fn filled() -> TempDir {
    let folder = TempDir::new().unwrap();
    let store = SqlStore::open_file(&database_file(folder.path())).await.unwrap();
    let ours = OrganisationId::default();
    let region = |id: &str, name: &str| -> RegionProfile {
        let json = format!(
            r#"{{"schema":1,"id":"{id}","parent":null,"levels":["country"],"name":{{"en":"{name}"}}}}"#
        );
        read_document(&json).unwrap()
    };
    let many: Vec<_> =
        (100..650).map(|number| region(&format!("CN-{number}"), "a\\n\\\"é")).collect();
    let at = "2026-07-01T08:00:00Z".parse().unwrap();
    let occasion = Occasion { organisation: &ours, at, revisions_max: 10 };
    store.set_meta("world", "none").await.unwrap();
    store.put_regions(&occasion, &many, None).await.unwrap();
    let changed = region("CN-200", "b");
    store.put_region(&occasion, &changed, &Condition::always()).await.unwrap();
    store.delete_region(&occasion, &many[3].id, &Condition::always()).await.unwrap();
    store.close().await;
    folder
}

async fn written(folder: &TempDir) -> (Vec<u8>, Backup) {
    let mut bytes = Vec::new();
    let backup =
        write_backup(folder.path(), &Database::File, Damage::Refused, &mut bytes).await.unwrap();
    (bytes, backup)
}

#[tokio::test]
async fn what_was_backed_up_is_restored_byte_for_byte() {
    let folder = filled().await;
    let (bytes, backup) = written(&folder).await;
    assert_eq!((backup.generation, backup.rows), (3, 549 + 1 + 5 + 552 + 552));
    let archive = folder.path().join("archive");
    fs::write(&archive, &bytes).unwrap();
    let other = TempDir::new().unwrap();
    let restored = restore_backup(other.path(), &Database::File, &archive).await.unwrap();
    assert_eq!(restored, backup);
    assert_eq!(written(&other).await, (bytes, backup));
    let options = OpenOptions {
        data_dir: other.path().to_owned(),
        database: Database::File,
        world: WorldChoice::Cn,
        access: Access::Write,
    };
    let (app, notices) = App::open(options).await.unwrap();
    assert_eq!((app.generation().await.unwrap(), notices), (3, vec![]));
}

#[tokio::test]
async fn an_archive_of_which_a_bit_is_changed_or_a_part_is_missing_is_refused() {
    let folder = filled().await;
    let (bytes, _) = written(&folder).await;
    let archive = folder.path().join("archive");
    let target = folder.path().join("target");
    let mut cases: Vec<(String, Vec<u8>)> = (0..bytes.len())
        .step_by(1_009)
        .chain([bytes.len() - 2, bytes.len() - 80])
        .map(|at| {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            (format!("byte {at} changed"), changed)
        })
        .collect();
    let line_end = bytes.len() - 1 - bytes.iter().rev().skip(1).position(|b| *b == b'\n').unwrap();
    for length in [0, 1, 100, bytes.len() / 2, line_end, bytes.len() - 1] {
        cases.push((format!("cut off after {length}"), bytes[..length].to_vec()));
    }
    cases.push(("twice".to_owned(), [&bytes[..], &bytes].concat()));
    cases.push(("something else".to_owned(), b"{\"id\":\"CN\"}\n".to_vec()));
    for (name, changed) in cases {
        fs::write(&archive, changed).unwrap();
        let refused = restore_backup(&target, &Database::File, &archive).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{name}: {refused:?}");
        assert!(!target.exists(), "{name}");
    }
}

#[tokio::test]
async fn a_folder_that_holds_anything_and_an_archive_of_the_future_are_refused() {
    let folder = filled().await;
    let (bytes, _) = written(&folder).await;
    let archive = folder.path().join("archive");
    fs::write(&archive, &bytes).unwrap();
    let before = fs::read(database_file(folder.path())).unwrap();
    let refused = restore_backup(folder.path(), &Database::File, &archive).await.unwrap_err();
    assert!(refused.to_string().contains("not empty"), "{refused}");
    assert_eq!(fs::read(database_file(folder.path())).unwrap(), before);

    // Of the next schema, and signed as it should be.
    let text = String::from_utf8(bytes).unwrap();
    let (head, rest) = text.split_once('\n').unwrap();
    let schema = format!("\"schema\":{}", written(&folder).await.1.schema);
    let head = head.replacen(&schema, "\"schema\":999", 1);
    let rows = rest.trim_end().rsplit_once('\n').unwrap().0;
    let body = format!("{head}\n{rows}\n");
    let sum = write::hexadecimal(sha2::Digest::chain_update(sha2::Sha256::default(), &body));
    let foot = format!("{{\"rows\":{},\"sha256\":\"{sum}\"}}\n", rows.lines().count());
    fs::write(&archive, body + &foot).unwrap();
    let target = folder.path().join("target");
    let refused = restore_backup(&target, &Database::File, &archive).await.unwrap_err();
    let cause = std::error::Error::source(&refused).unwrap().to_string();
    assert!(cause.contains("schema 999"), "{cause}");
    assert!(!target.exists());
    let nothing =
        write_backup(&target, &Database::File, Damage::Refused, Vec::new()).await.unwrap_err();
    assert!(nothing.to_string().contains("no database"), "{nothing}");
}

#[tokio::test]
async fn damage_is_refused_or_taken_along_and_named() {
    let folder = filled().await;
    let store = SqlStore::open_file(&database_file(folder.path())).await.unwrap();
    store.sabotage("update regions set document = '{' where id = 'CN-300'").await;
    // A seal that is broken, though the text is a document still.
    store.sabotage("update regions set document = replace(document, '\"b\"', '\"c\"')").await;
    store.close().await;
    let mut bytes = Vec::new();
    let refused = write_backup(folder.path(), &Database::File, Damage::Refused, &mut bytes)
        .await
        .unwrap_err();
    let message = refused.to_string();
    for word in ["2 of the documents", "`CN-300`", "`CN-200`", "--with-damage", "doctor"] {
        assert!(message.contains(word), "{message}");
    }
    let archive = folder.path().join("archive");
    fs::write(&archive, &bytes).unwrap();
    let target = folder.path().join("target");
    let cut_off = restore_backup(&target, &Database::File, &archive).await.unwrap_err();
    assert!(cut_off.to_string().contains("cut off"), "{cut_off}");

    let mut bytes = Vec::new();
    let taken =
        write_backup(folder.path(), &Database::File, Damage::Taken, &mut bytes).await.unwrap();
    assert_eq!(taken.damaged.len(), 2, "{:?}", taken.damaged);
    fs::write(&archive, &bytes).unwrap();
    let restored = restore_backup(&target, &Database::File, &archive).await.unwrap();
    assert_eq!(restored, taken);
}
