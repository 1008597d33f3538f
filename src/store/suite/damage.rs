use super::{occasion, ours, project, region};
use crate::{
    domain::{condition::Condition, kind::DocumentKind, region::RegionProfile},
    store::{Outcome, PastSnapshot, Store},
};

const FIRST: (DocumentKind, &str) = (DocumentKind::Regions, "CN-1");

/// … and `sabotage` carries out a statement in the database behind its back.
pub(in crate::store) async fn damaged_documents_are_left_out_and_mended(
    store: &dyn Store,
    sabotage: impl AsyncFn(&str),
) {
    let (ours, always) = (ours(), Condition::always());
    let occasion = occasion(&ours);
    let regions = ["1", "2", "3", "4", "5"].map(|code| region(code, "a"));
    store.put_regions(&occasion, &regions, None).await.unwrap();
    store.put_project(&occasion, &project("p"), &always).await.unwrap();
    for damage in [
        "update regions set document = '{\"id\":' where id = 'CN-1'",
        "update regions set document = replace(document, '\"a\"', '\"b\"') where id = 'CN-3'",
        "update regions set document = replace(document, 'CN-5', 'CN-6'), seal = null \
         where id = 'CN-5'",
        "update projects set document = '{' where id = 'p'",
    ] {
        sabotage(damage).await;
    }
    let snapshot = store.snapshot(&ours).await.unwrap();
    assert_eq!(snapshot.regions, [regions[1].clone(), regions[3].clone()]);
    assert!(snapshot.projects.is_empty());
    let damaged: Vec<_> = snapshot
        .damaged
        .iter()
        .map(|it| (it.kind, it.id.as_str(), it.region.as_deref(), it.fault.is_empty()))
        .collect();
    let region_of = |id| (DocumentKind::Regions, id, Some("CN"), false);
    let of_project = (DocumentKind::Projects, "p", None, false);
    assert_eq!(damaged, [region_of("CN-1"), region_of("CN-3"), region_of("CN-5"), of_project]);
    let error = store.get_region(&ours, &regions[0].id).await.unwrap_err();
    assert_eq!(error.to_string(), "the document `CN-1` in table `regions` is damaged");
    // What was kept of it when it was written can be had.
    let kept = store.find_version(&ours, FIRST, 1).await.unwrap().unwrap();
    assert_eq!(serde_json::from_str::<RegionProfile>(&kept.document).unwrap(), regions[0]);

    let stored = store.put_region(&occasion, &regions[0], &always).await.unwrap();
    assert_eq!((stored.version, stored.outcome), (2, Outcome::Updated));
    assert!(store.delete_region(&occasion, &regions[2].id, &always).await.unwrap().is_some());
    let committed = store.put_regions(&occasion, &regions[3..], None).await.unwrap();
    assert_eq!((committed.updated, committed.unchanged), (1, 1));
    store.put_projects(&occasion, &[project("p")], None).await.unwrap();
    let snapshot = store.snapshot(&ours).await.unwrap();
    let [one, two, _, four, five] = regions.clone();
    assert_eq!((snapshot.regions, snapshot.damaged), (vec![one, two, four, five], Vec::new()));
    assert_eq!(snapshot.projects, [project("p")]);
    // Its past is what was written, not what became of it.
    for version in [1, 2] {
        let was = store.find_version(&ours, FIRST, version).await.unwrap().unwrap();
        assert_eq!(serde_json::from_str::<RegionProfile>(&was.document).unwrap(), regions[0]);
    }
    let PastSnapshot::Whole(past) = store.snapshot_at(&ours, 2).await.unwrap() else {
        panic!("it is kept")
    };
    assert_eq!((&past.regions[..], &past.projects[..]), (&regions[..], &[project("p")][..]));
}

/// The world that a store is founded with is not noted, so that only the damaged text is left of it.
pub(in crate::store) async fn damage_that_was_mended_stays_recognisable_in_the_past(
    store: &dyn Store,
    sabotage: impl AsyncFn(&str),
) {
    store.put_world(&ours(), &[region("1", "a")], &[], "1").await.unwrap();
    sabotage("update regions set document = replace(document, '\"a\"', '\"b\"')").await;
    let mended = region("1", "a");
    store.put_region(&occasion(&ours()), &mended, &Condition::always()).await.unwrap();
    assert_eq!(store.snapshot(&ours()).await.unwrap().regions, [mended]);
    let was = store.find_version(&ours(), FIRST, 1).await.unwrap_err();
    assert_eq!(was.to_string(), "the document `CN-1` in table `revisions` is damaged");
    assert!(store.snapshot_at(&ours(), 1).await.is_err());
}

/// No number is no generation: a database would make a zero of it.
pub(in crate::store) async fn a_generation_that_is_no_number_is_named(
    store: &dyn Store,
    sabotage: impl AsyncFn(&str),
) {
    sabotage("update meta set value = 'abc' where key = 'generation'").await;
    let damaged = "the document `generation` in table `meta` is damaged";
    assert_eq!(store.state().await.unwrap_err().to_string(), damaged);
    let always = Condition::always();
    let refused = store.put_region(&occasion(&ours()), &region("1", "a"), &always).await;
    assert_eq!(refused.unwrap_err().to_string(), damaged);
}
