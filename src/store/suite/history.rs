use jiff::{SignedDuration, Timestamp};

use super::{noon, occasion, ours, project, region};
use crate::{
    domain::{condition::Condition, id::OrganisationId, kind::DocumentKind},
    store::{
        Change, MissingPast, Occasion, Origin, PastSnapshot, Revision, Revisions, Snapshot, Store,
    },
};

const CN_1: (DocumentKind, &str) = (DocumentKind::Regions, "CN-1");

async fn revisions(store: &dyn Store, document: (DocumentKind, &str)) -> Revisions {
    store.list_revisions(&ours(), document, None, 100).await.unwrap().unwrap()
}

fn hours_later(hours: i64) -> Timestamp {
    noon() + SignedDuration::from_hours(hours)
}

pub(in crate::store) async fn every_change_is_kept_with_its_time(store: &dyn Store) {
    let organisation = ours();
    let at = |hours| Occasion { at: hours_later(hours), ..occasion(&organisation) };
    let always = Condition::always();
    store.put_region(&at(0), &region("1", "a"), &always).await.unwrap();
    store.put_region(&at(1), &region("1", "a"), &always).await.unwrap(); // no change
    store.put_regions(&at(2), &[region("1", "b"), region("2", "x")], None).await.unwrap();
    store.delete_region(&at(3), &region("1", "").id, &always).await.unwrap();
    store.put_region(&at(4), &region("1", "c"), &always).await.unwrap();
    let found = revisions(store, CN_1).await;
    let expected = [
        (4, 3, Change::Created, 4),
        (3, 2, Change::Deleted, 3),
        (2, 2, Change::Updated, 2),
        (1, 1, Change::Created, 0),
    ]
    .map(|(number, version, change, hours)| Revision {
        number,
        version,
        change,
        origin: Origin::User,
        written_at: Some(hours_later(hours)),
    });
    assert_eq!((found.revisions.as_slice(), found.kept, found.dropped), (&expected[..], 4, 0));
    assert_eq!(found.generation, store.generation().await.unwrap());
    for (version, name) in [(1, Some("a")), (2, Some("b")), (3, Some("c")), (4, None)] {
        let was = store.find_version(&ours(), CN_1, version).await.unwrap();
        let was = was.map(|was| serde_json::from_str(&was.document).unwrap());
        assert_eq!(was, name.map(|name| region("1", name)), "version {version}");
    }
    // Nobody else sees them, nor is a project a region.
    let theirs = OrganisationId::parse("theirs").unwrap();
    assert_eq!(store.list_revisions(&theirs, CN_1, None, 9).await.unwrap(), None);
    assert_eq!(store.find_version(&theirs, CN_1, 1).await.unwrap(), None);
    let project = (DocumentKind::Projects, "CN-1");
    assert_eq!(store.list_revisions(&ours(), project, None, 9).await.unwrap(), None);
}

/// As a store was before it noted changes: documents and deletions without revisions.
pub(in crate::store) async fn what_was_never_noted_is_told_as_far_as_it_is_known(
    store: &dyn Store,
) {
    let world = [region("1", "a")];
    store.put_world(&ours(), &world, &[project("p")], "1").await.unwrap();
    let found = revisions(store, CN_1).await;
    let only = Revision {
        number: 1,
        version: 1,
        change: Change::Created,
        origin: Origin::World,
        written_at: None,
    };
    assert_eq!((found.revisions.as_slice(), found.kept, found.dropped), (&[only][..], 1, 0));
    let next = store.list_revisions(&ours(), CN_1, Some(1), 9).await.unwrap().unwrap();
    assert_eq!((next.revisions, next.kept), (vec![], 1));
    let was = store.find_version(&ours(), CN_1, 1).await.unwrap().unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&was.document).unwrap()["id"], "CN-1");
    let nothing = (DocumentKind::Regions, "CN-2");
    assert_eq!(store.list_revisions(&ours(), nothing, None, 9).await.unwrap(), None);
}

pub(in crate::store) async fn a_world_is_noted_from_its_first_change_on(store: &dyn Store) {
    let worlds = ["a", "b"].map(|name| [region("1", "same"), region("2", name)]);
    store.put_world(&ours(), &worlds[0], &[], "1").await.unwrap();
    store.put_world(&ours(), &worlds[1], &[], "2").await.unwrap();
    let ours = ours();
    store.put_region(&occasion(&ours), &region("1", "mine"), &Condition::always()).await.unwrap();
    let told = |found: &Revisions| -> Vec<(u64, u64, Change, Origin, bool)> {
        let told = found.revisions.iter();
        told.map(|it| (it.number, it.version, it.change, it.origin, it.written_at.is_some()))
            .collect()
    };
    let first = revisions(store, CN_1).await;
    assert_eq!(
        told(&first),
        [
            (2, 2, Change::Updated, Origin::User, true),
            (1, 1, Change::Created, Origin::World, false), // what the user overwrote
        ]
    );
    let was = store.find_version(&ours, CN_1, 1).await.unwrap().unwrap();
    assert_eq!(
        (was.origin, serde_json::from_str(&was.document).ok()),
        (Origin::World, Some(region("1", "same")))
    );
    let second = revisions(store, (DocumentKind::Regions, "CN-2")).await;
    assert_eq!(
        told(&second),
        [
            (2, 2, Change::Updated, Origin::World, false), // a newer world
            (1, 1, Change::Created, Origin::World, false),
        ]
    );
    // A deletion keeps what it deleted.
    store.delete_region(&occasion(&ours), &region("2", "").id, &Condition::always()).await.unwrap();
    let third = revisions(store, (DocumentKind::Regions, "CN-2")).await;
    assert_eq!(told(&third)[0], (3, 2, Change::Deleted, Origin::User, true));
    let was = store.find_version(&ours, (DocumentKind::Regions, "CN-2"), 2).await.unwrap();
    assert_eq!(serde_json::from_str(&was.unwrap().document).ok(), Some(region("2", "b")));
}

pub(in crate::store) async fn the_oldest_revisions_are_dropped_and_counted(store: &dyn Store) {
    let organisation = ours();
    let keeping = |revisions_max| Occasion { revisions_max, ..occasion(&organisation) };
    for turn in 1..=7 {
        let both = [region("1", &turn.to_string()), region("2", "same")];
        store.put_regions(&keeping(3), &both, None).await.unwrap();
    }
    let found = revisions(store, CN_1).await;
    let numbers: Vec<u64> = found.revisions.iter().map(|revision| revision.number).collect();
    assert_eq!((numbers, found.kept, found.dropped), (vec![7, 6, 5], 3, 4));
    assert_eq!(store.find_version(&ours(), CN_1, 4).await.unwrap(), None);
    assert!(store.find_version(&ours(), CN_1, 5).await.unwrap().is_some());
    let other = revisions(store, (DocumentKind::Regions, "CN-2")).await;
    assert_eq!((other.kept, other.dropped), (1, 0));
    // A lower limit drops more at the next change, one by itself.
    let last = region("1", "last");
    store.put_region(&keeping(1), &last, &Condition::always()).await.unwrap();
    let found = revisions(store, CN_1).await;
    assert_eq!((found.kept, found.dropped, found.revisions[0].number), (1, 7, 8));
    store.delete_region(&keeping(1), &last.id, &Condition::always()).await.unwrap();
    let found = revisions(store, CN_1).await;
    assert_eq!((found.revisions[0].change, found.dropped), (Change::Deleted, 8));
}

pub(in crate::store) async fn revisions_are_listed_in_pages(store: &dyn Store) {
    for turn in 0..8 {
        let region = region("1", &turn.to_string());
        store.put_region(&occasion(&ours()), &region, &Condition::always()).await.unwrap();
    }
    let mut numbers = Vec::new();
    loop {
        let before = numbers.last().copied();
        let page = store.list_revisions(&ours(), CN_1, before, 3).await.unwrap().unwrap();
        assert_eq!(page.kept, 8);
        if page.revisions.is_empty() {
            break;
        }
        numbers.extend(page.revisions.iter().map(|revision| revision.number));
    }
    assert_eq!(numbers, [8, 7, 6, 5, 4, 3, 2, 1]);
}

/// More documents than fit into one statement, one of them twice, each with a past.
pub(in crate::store) async fn many_documents_are_noted_in_pieces(store: &dyn Store) {
    let of =
        |name: &str| -> Vec<_> { (100..350).map(|code| region(&code.to_string(), name)).collect() };
    store.put_world(&ours(), &of("world"), &[], "1").await.unwrap();
    for name in ["a", "b"] {
        let mut regions = of(name);
        regions.push(region("100", "again"));
        let few = Occasion { revisions_max: 2, ..occasion(&ours()) }.revisions_max;
        let occasion = Occasion { organisation: &ours(), at: noon(), revisions_max: few };
        store.put_regions(&occasion, &regions, None).await.unwrap();
    }
    for (code, kept, dropped) in [("100", 2, 3), ("101", 2, 1), ("349", 2, 1)] {
        let id = format!("CN-{code}");
        let found = revisions(store, (DocumentKind::Regions, &id)).await;
        assert_eq!((found.kept, found.dropped), (kept, dropped), "{id}");
    }
}

/// Every state of a store is had again by its generation.
pub(in crate::store) async fn the_past_is_had_by_its_generation(store: &dyn Store) {
    let (organisation, always) = (ours(), Condition::always());
    let at = occasion(&organisation);
    store.put_world(&organisation, &[region("1", "a"), region("2", "a")], &[], "1").await.unwrap();
    let mut states = vec![store.snapshot(&organisation).await.unwrap()];
    for step in 0..7 {
        match step {
            0 => drop(store.put_region(&at, &region("1", "b"), &always).await.unwrap()),
            1 => drop(store.delete_region(&at, &region("2", "").id, &always).await.unwrap()),
            2 => drop(store.put_project(&at, &project("p"), &always).await.unwrap()),
            3 => {
                // A newer world leaves the first two alone and brings a third, which is noted.
                let newer = ["1", "2", "3"].map(|code| region(code, "newer"));
                store.put_world(&organisation, &newer, &[], "2").await.unwrap();
            }
            4 => drop(store.put_region(&at, &region("2", "again"), &always).await.unwrap()),
            5 => drop(store.put_region(&at, &region("3", "c"), &always).await.unwrap()),
            _ => drop(store.delete_project(&at, &project("p").id, &always).await.unwrap()),
        }
        states.push(store.snapshot(&organisation).await.unwrap());
    }
    for (number, state) in (1..).zip(states) {
        assert_eq!(state.generation, number);
        let PastSnapshot::Whole(past) = store.snapshot_at(&organisation, number).await.unwrap()
        else {
            panic!("generation {number} is gone")
        };
        // The mark of the past is not kept.
        assert_eq!(
            Snapshot { mark: String::new(), ..*past },
            Snapshot { mark: String::new(), ..state }
        );
    }
    let future = store.snapshot_at(&organisation, 9).await.unwrap();
    assert_eq!(future, PastSnapshot::Missing(MissingPast::Future { now: 8 }));
}

/// Of a document that changed too often the oldest states are gone, and that is said.
pub(in crate::store) async fn a_past_that_is_dropped_is_said_to_be(store: &dyn Store) {
    let organisation = ours();
    let keeping = Occasion { revisions_max: 2, ..occasion(&organisation) };
    for turn in 1..=5 {
        let region = region("1", &turn.to_string());
        store.put_region(&keeping, &region, &Condition::always()).await.unwrap();
    }
    for (generation, is_whole) in [(1, false), (3, false), (4, true), (5, true)] {
        let past = store.snapshot_at(&organisation, generation).await.unwrap();
        let (kind, id) = (DocumentKind::Regions, "CN-1".to_owned());
        let missing = PastSnapshot::Missing(MissingPast::Dropped { kind, id });
        assert_eq!(past != missing, is_whole, "generation {generation}");
    }
}
