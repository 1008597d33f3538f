//! What every store must do with the audit log.

use super::{
    Store,
    suite::{occasion, ours, project, region},
};
use crate::domain::{
    access::{Actor, Holder, Role},
    audit::{AuditAction, AuditEntry, AuditFilter},
    condition::Condition,
    id::{KeyId, OrganisationId, ProjectId},
};

fn actor(organisation: &str, at: &str) -> Actor {
    Actor {
        organisation: OrganisationId::parse(organisation).unwrap(),
        holder: Some(Holder {
            key: KeyId::parse("key-1").unwrap(),
            role: Role::Advisor,
            region: None,
        }),
        request: Some("request-7".to_owned()),
        at: Some(at.parse().unwrap()),
    }
}

async fn all(store: &dyn Store) -> Vec<AuditEntry> {
    store.list_audit(&AuditFilter::default(), 1_000).await.unwrap()
}

type Line<'a> = (u64, &'a str, &'a str, &'a str, Option<u64>, Option<u64>);

fn line(entry: &AuditEntry) -> Line<'_> {
    let (kind, document) = (entry.kind.as_str(), entry.document.as_str());
    let versions = (entry.version_before, entry.version_after);
    (entry.number, entry.action.as_str(), kind, document, versions.0, versions.1)
}

pub(super) async fn every_change_stands_in_the_audit_log_and_nothing_else(store: &dyn Store) {
    let theirs = OrganisationId::parse("theirs").unwrap();
    let acting = store.acting_for(&actor("theirs", "2026-07-01T08:00:00.9Z"));
    let put = |name: &str| {
        let (acting, document) = (acting.clone(), region("1", name));
        async move { acting.put_region(&occasion(&ours()), &document, &Condition::always()).await }
    };
    put("a").await.unwrap();
    put("a").await.unwrap(); // no change
    put("b").await.unwrap();
    let refused =
        acting.put_region(&occasion(&ours()), &region("1", "c"), &Condition::absent()).await;
    assert!(refused.is_err());
    let projects = vec![project("p"), project("q"), project("p")];
    acting.put_projects(&occasion(&theirs), &projects, None).await.unwrap();
    acting
        .delete_project(&occasion(&theirs), &project("q").id, &Condition::always())
        .await
        .unwrap();
    acting
        .delete_project(&occasion(&theirs), &project("q").id, &Condition::always())
        .await
        .unwrap();
    store.put_world(&ours(), &[region("2", "w")], &[], "1").await.unwrap();
    let entries = all(store).await;
    let expected = [
        (1, "create", "regions", "CN-1", None, Some(1)),
        (2, "update", "regions", "CN-1", Some(1), Some(2)),
        (3, "create", "projects", "p", None, Some(1)),
        (4, "create", "projects", "q", None, Some(1)),
        (5, "delete", "projects", "q", Some(1), None),
    ];
    assert_eq!(entries.iter().map(line).collect::<Vec<_>>(), expected);
    for entry in &entries {
        assert_eq!(entry.key.as_ref().map(KeyId::as_str), Some("key-1"));
        assert_eq!((&entry.organisation, entry.request.as_deref()), (&theirs, Some("request-7")));
        assert_eq!(entry.at, Some("2026-07-01T08:00:00Z".parse().unwrap()), "whole seconds");
    }
    // More than fit into one statement.
    let regions: Vec<_> = (100..350).map(|code| region(&code.to_string(), "a")).collect();
    store.put_regions(&occasion(&ours()), &regions, None).await.unwrap();
    let entries = all(store).await;
    assert_eq!((entries.len(), entries[254].number), (255, 255));
    assert_eq!((&entries[254].key, entries[254].at), (&None, None), "nobody said who and when");
}

pub(super) async fn the_audit_log_is_read_by_organisation_moment_and_number(store: &dyn Store) {
    let ids = |ids: &[&str]| -> Vec<ProjectId> {
        ids.iter().map(|id| ProjectId::parse(id).unwrap()).collect()
    };
    for (organisation, at, shown) in [
        ("ours", "2026-07-01T08:00:00Z", vec!["p", "q"]),
        ("theirs", "2026-07-02T08:00:00Z", vec!["r"]),
        ("ours", "2026-07-03T08:00:00Z", vec!["s"]),
        ("ours", "2026-07-04T08:00:00Z", vec![]), // nothing was shown
    ] {
        let acting = store.acting_for(&actor(organisation, at));
        acting.note_disclosure(AuditAction::Reverse, &ids(&shown)).await.unwrap();
    }
    assert_eq!(store.generation().await.unwrap(), 0, "to see is no change");
    let organisation = Some(OrganisationId::parse("ours").unwrap());
    let since = |text: &str| Some(text.parse().unwrap());
    let cases = [
        (AuditFilter::default(), 10, "pqrs"),
        (AuditFilter { organisation: organisation.clone(), ..AuditFilter::default() }, 10, "pqs"),
        (AuditFilter { organisation, after: 1, ..AuditFilter::default() }, 1, "q"),
        (AuditFilter { since: since("2026-07-02T08:00:00Z"), ..AuditFilter::default() }, 10, "rs"),
        (AuditFilter { since: since("2026-07-02T08:00:01Z"), ..AuditFilter::default() }, 10, "s"),
    ];
    for (filter, limit, expected) in cases {
        let found = store.list_audit(&filter, limit).await.unwrap();
        let found: String = found.iter().map(|entry| entry.document.as_str()).collect();
        assert_eq!(found, expected, "{filter:?}");
    }
}
