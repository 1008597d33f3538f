//! What every store must do. Each function takes an empty store; [`run_suite`] makes a test of
//! each for one kind of store.

use std::time::Duration;

use jiff::Timestamp;

use super::{Error, Occasion, Origin, Outcome, Store};
use crate::domain::{
    commitment::{Commitment, Promise, PromiseKind},
    condition::Condition,
    id::{CommitmentId, OrganisationId, OutcomeId, ProjectId, RegionId},
    outcome::{OutcomeEvent, OutcomeStage},
    project::ProjectProfile,
    region::{Level, RegionProfile},
    text::Text,
};

/// The past of documents.
mod history;
/// Answers under keys.
mod answers;
/// Documents that cannot be read.
mod damage;

pub(super) use answers::*;
pub(super) use damage::*;
pub(super) use history::*;

/// Makes a test of each function of the suite. `$open` returns a store and what keeps it alive, or
/// `None` if there is no such database here; the test is left out then.
macro_rules! run_suite {
    ($open:path) => {
        $crate::store::suite::run_suite! { $open:
            an_empty_store_holds_nothing
            versions_and_generations_count_changes_alone every_change_draws_another_mark
            many_documents_are_one_generation a_document_that_stands_twice_is_written_twice
            conditions_are_checked_in_the_transaction a_version_never_comes_back_after_a_deletion
            organisations_do_not_see_each_other
            a_newer_world_leaves_touched_documents_alone
            documents_are_listed_in_the_order_of_bytes
            ids_are_listed_in_pages
            facts_are_kept_beside_the_documents
            outcomes_are_kept_by_id_and_listed_by_region
            commitments_are_kept_by_id_and_listed_by_region
            a_dropped_write_leaves_all_or_nothing
            a_snapshot_is_of_one_generation
            keys_are_found_by_hash_and_listed_without_it sessions_end_and_are_forgotten
            a_revoked_key_stays_revoked_and_a_replaced_one_too
            the_last_use_of_a_key_never_goes_back
            every_change_stands_in_the_audit_log_and_nothing_else
            the_audit_log_is_read_by_organisation_moment_and_number
            every_change_is_kept_with_its_time
            what_was_never_noted_is_told_as_far_as_it_is_known
            a_world_is_noted_from_its_first_change_on
            the_oldest_revisions_are_dropped_and_counted
            revisions_are_listed_in_pages
            many_documents_are_noted_in_pieces
            the_past_is_had_by_its_generation a_past_that_is_dropped_is_said_to_be
            an_answer_is_kept_with_what_it_tells_of
            a_dropped_keyed_write_leaves_both_or_neither
            a_job_is_done_chunk_by_chunk_and_each_once
            chunks_are_handed_over_once_unless_nothing_happens
            ended_jobs_are_forgotten_by_age_and_number
            a_saved_search_has_versions_and_conditions a_delivery_belongs_to_whoever_began_it
            a_change_is_noticed_once_and_told_of_in_the_same_transaction
            a_receiver_that_is_gone_or_removed_is_told_nothing answers_end_and_are_forgotten
            secrets_that_were_replaced_sign_for_a_while a_job_that_ended_stays_as_it_is
            results_have_a_budget_of_bytes
            alerts_are_forgotten_by_age_and_number_unless_they_wait
        }
    };
    ($open:path: $($name:ident)+) => {$(
        #[tokio::test]
        async fn $name() {
            let Some((store, _guard)) = $open().await else { return };
            $crate::store::suite::$name(&store).await;
        }
    )+};
}
pub(super) use super::{suite_alerts::*, suite_audit::*, suite_jobs::*, suite_keys::*};
pub(super) use run_suite;

pub(super) fn region(code: &str, name: &str) -> RegionProfile {
    let id = RegionId::parse(&format!("CN-{code}")).unwrap();
    let parent = RegionId::parse("CN").unwrap();
    RegionProfile::new(id, Some(parent), Level::Park, Text::new(name, name))
}

pub(super) fn project(id: &str) -> ProjectProfile {
    ProjectProfile::new(ProjectId::parse(id).unwrap())
}

pub(super) fn ours() -> OrganisationId {
    OrganisationId::default()
}

/// A write on the first day of the tests, of which ten revisions are kept.
pub(super) fn occasion(organisation: &OrganisationId) -> Occasion<'_> {
    Occasion { organisation, at: noon(), revisions_max: 10 }
}

fn noon() -> Timestamp {
    "2026-11-28T12:00:00Z".parse().unwrap()
}

pub(super) async fn an_empty_store_holds_nothing(store: &dyn Store) {
    let snapshot = store.snapshot(&ours()).await.unwrap();
    assert_eq!(snapshot.generation, 0);
    assert!(snapshot.regions.is_empty() && snapshot.projects.is_empty());
    assert_eq!(store.get_region(&ours(), &region("1", "a").id).await.unwrap(), None);
    assert_eq!(store.meta("nothing").await.unwrap(), None);
    assert_eq!(store.world_version(&ours()).await.unwrap(), None);
}

pub(super) async fn versions_and_generations_count_changes_alone(store: &dyn Store) {
    let steps = vec![
        // (document, generation, version, outcome)
        (region("1", "first"), 1, 1, Outcome::Inserted),
        (region("1", "first"), 1, 1, Outcome::Unchanged),
        (region("1", "second"), 2, 2, Outcome::Updated),
        (region("2", "other"), 3, 1, Outcome::Inserted),
    ];
    for (document, generation, version, outcome) in steps {
        let stored =
            store.put_region(&occasion(&ours()), &document, &Condition::always()).await.unwrap();
        assert_eq!((stored.generation, stored.version), (generation, version));
        assert_eq!(stored.outcome, outcome);
        let found = store.get_region(&ours(), &document.id).await.unwrap().unwrap();
        assert_eq!((found.document, found.version), (document, version));
        assert_eq!(found.origin, Origin::User);
    }
    assert_eq!(store.generation().await.unwrap(), 3);
}

pub(super) async fn every_change_draws_another_mark(store: &dyn Store) {
    let mut marks = vec![store.state().await.unwrap().mark];
    for name in ["a", "a", "b"] {
        store
            .put_region(&occasion(&ours()), &region("1", name), &Condition::always())
            .await
            .unwrap();
        let state = store.state().await.unwrap();
        let snapshot = store.snapshot(&ours()).await.unwrap();
        assert_eq!((snapshot.generation, snapshot.mark), (state.generation, state.mark.clone()));
        marks.push(state.mark);
    }
    assert_eq!(marks[1], marks[2], "the same again is no change");
    marks.sort();
    marks.dedup();
    assert_eq!(marks.len(), 3, "{marks:?}");
}

pub(super) async fn many_documents_are_one_generation(store: &dyn Store) {
    let regions = vec![region("2", "b"), region("1", "a"), region("3", "c")];
    let first = store.put_regions(&occasion(&ours()), &regions, None).await.unwrap();
    assert_eq!((first.generation, first.inserted), (1, 3));
    let again = store.put_regions(&occasion(&ours()), &regions, None).await.unwrap();
    assert_eq!((again.generation, again.unchanged), (1, 3));
    let mixed = vec![region("1", "a"), region("2", "changed"), region("4", "d")];
    let mixed = store.put_regions(&occasion(&ours()), &mixed, None).await.unwrap();
    assert_eq!((mixed.inserted, mixed.updated, mixed.unchanged), (1, 1, 1));
    assert_eq!(mixed.generation, 2);
    let nothing = store.put_projects(&occasion(&ours()), &[], None).await.unwrap();
    assert_eq!(nothing.generation, 2);
    let ids: Vec<String> =
        store.list_regions(&ours()).await.unwrap().iter().map(|r| r.id.to_string()).collect();
    assert_eq!(ids, ["CN-1", "CN-2", "CN-3", "CN-4"]);
}

pub(super) async fn a_document_that_stands_twice_is_written_twice(store: &dyn Store) {
    // More than fit into one statement, with the first of them again in between and at the end.
    let mut regions: Vec<_> = (100..350).map(|code| region(&code.to_string(), "a")).collect();
    regions.insert(50, region("100", "b"));
    regions.push(region("100", "c"));
    let committed = store.put_regions(&occasion(&ours()), &regions, None).await.unwrap();
    assert_eq!((committed.inserted, committed.updated, committed.generation), (250, 2, 1));
    let found = store.get_region(&ours(), &regions[0].id).await.unwrap().unwrap();
    assert_eq!((found.version, found.document), (3, region("100", "c")));
    assert_eq!(store.list_regions(&ours()).await.unwrap().len(), 250);
}

pub(super) async fn conditions_are_checked_in_the_transaction(store: &dyn Store) {
    let document = region("1", "a");
    let put = |name: &str, condition| {
        let document = region("1", name);
        async move { store.put_region(&occasion(&ours()), &document, &condition).await }
    };
    let found = |result: Result<_, Error>| match result {
        Err(Error::Conflict { found }) => Some(found),
        _ => None,
    };
    assert_eq!(found(put("a", Condition::version(1)).await), Some(None));
    put("a", Condition::absent()).await.unwrap();
    assert_eq!(found(put("b", Condition::absent()).await), Some(Some(1)));
    assert_eq!(put("b", Condition::version(1)).await.unwrap().version, 2);
    assert_eq!(found(put("c", Condition::version(1)).await), Some(Some(2)));
    let deleted =
        store.delete_region(&occasion(&ours()), &document.id, &Condition::version(1)).await;
    assert!(matches!(deleted, Err(Error::Conflict { found: Some(2) })));
    assert_eq!(store.generation().await.unwrap(), 2);
}

pub(super) async fn a_version_never_comes_back_after_a_deletion(store: &dyn Store) {
    let project = project("antibody-plant");
    store.put_project(&occasion(&ours()), &project, &Condition::always()).await.unwrap();
    let deleted = store.delete_project(&occasion(&ours()), &project.id, &Condition::always()).await;
    assert_eq!(deleted.unwrap(), Some(2));
    let again = store.delete_project(&occasion(&ours()), &project.id, &Condition::always()).await;
    assert_eq!(again.unwrap(), None);
    assert_eq!(store.get_project(&ours(), &project.id).await.unwrap(), None);
    let stored =
        store.put_project(&occasion(&ours()), &project, &Condition::always()).await.unwrap();
    assert_eq!((stored.generation, stored.version), (3, 2));
    store.delete_project(&occasion(&ours()), &project.id, &Condition::always()).await.unwrap();
    let stored =
        store.put_project(&occasion(&ours()), &project, &Condition::always()).await.unwrap();
    assert_eq!((stored.generation, stored.version), (5, 3));
}

pub(super) async fn organisations_do_not_see_each_other(store: &dyn Store) {
    let theirs = OrganisationId::parse("theirs").unwrap();
    let document = project("secret");
    store.put_project(&occasion(&theirs), &document, &Condition::always()).await.unwrap();
    assert_eq!(store.get_project(&ours(), &document.id).await.unwrap(), None);
    assert!(store.list_projects(&ours()).await.unwrap().is_empty());
    assert!(store.list_project_ids(&ours(), None, 10).await.unwrap().is_empty());
    let deleted =
        store.delete_project(&occasion(&ours()), &document.id, &Condition::always()).await;
    assert_eq!(deleted.unwrap(), None);
    assert!(store.get_project(&theirs, &document.id).await.unwrap().is_some());
}

pub(super) async fn a_newer_world_leaves_touched_documents_alone(store: &dyn Store) {
    let world = vec![region("1", "a"), region("2", "b"), region("3", "c"), region("4", "d")];
    let first = store.put_world(&ours(), &world, &[project("p")], "1").await.unwrap();
    assert_eq!((first.generation, first.inserted), (1, 5));
    store.put_region(&occasion(&ours()), &region("1", "ours"), &Condition::always()).await.unwrap();
    store.put_region(&occasion(&ours()), &region("2", "b"), &Condition::always()).await.unwrap();
    store.delete_region(&occasion(&ours()), &world[2].id, &Condition::always()).await.unwrap();
    let newer = vec![region("1", "A"), region("2", "B"), region("3", "C"), region("5", "E")];
    let second = store.put_world(&ours(), &newer, &[project("p")], "2").await.unwrap();
    // 1 was changed and 3 deleted; 2 was written as it was, which is no change.
    assert_eq!((second.kept, second.updated, second.inserted), (2, 1, 1));
    assert_eq!((second.unchanged, second.generation), (1, 4));
    let names: Vec<String> = store
        .list_regions(&ours())
        .await
        .unwrap()
        .iter()
        .map(|region| region.name.zh.clone().unwrap())
        .collect();
    assert_eq!(names, ["ours", "B", "d", "E"]);
    assert_eq!(store.world_version(&ours()).await.unwrap().as_deref(), Some("2"));
}

/// A language sorts `a` before `B`, and some leave hyphens out of account.
pub(super) async fn documents_are_listed_in_the_order_of_bytes(store: &dyn Store) {
    let ids = ["B", "a", "a-b", "a.c", "aB", "ab"];
    let mut projects = ids.map(project);
    projects.reverse();
    store.put_projects(&occasion(&ours()), &projects, None).await.unwrap();
    let listed = store.list_projects(&ours()).await.unwrap();
    assert_eq!(listed.iter().map(|project| project.id.as_str()).collect::<Vec<_>>(), ids);
    let page = store.list_project_ids(&ours(), Some(&project("a").id), 3).await.unwrap();
    assert_eq!(page.iter().map(ProjectId::as_str).collect::<Vec<_>>(), ["a-b", "a.c", "aB"]);
}

pub(super) async fn ids_are_listed_in_pages(store: &dyn Store) {
    let regions: Vec<_> = (10..35).map(|code| region(&code.to_string(), "x")).collect();
    store.put_regions(&occasion(&ours()), &regions, None).await.unwrap();
    let mut listed: Vec<RegionId> = Vec::new();
    loop {
        let page = store.list_region_ids(&ours(), listed.last(), 10).await.unwrap();
        if page.is_empty() {
            break;
        }
        listed.extend(page);
    }
    assert_eq!(listed, regions.iter().map(|region| region.id.clone()).collect::<Vec<_>>());
}

pub(super) async fn facts_are_kept_beside_the_documents(store: &dyn Store) {
    store.set_meta("world", "cn").await.unwrap();
    store.set_meta("world", "none").await.unwrap();
    assert_eq!(store.meta("world").await.unwrap().as_deref(), Some("none"));
    assert_eq!(store.generation().await.unwrap(), 0);
}

fn outcome(id: &str, home: &str, stage: OutcomeStage) -> OutcomeEvent {
    let home = RegionId::parse(home).unwrap();
    let date = "2024-03-01".parse().unwrap();
    let mut outcome = OutcomeEvent::new(OutcomeId::parse(id).unwrap(), home, stage, date);
    outcome.project_name = Some("a".to_owned());
    outcome
}

pub(super) async fn outcomes_are_kept_by_id_and_listed_by_region(store: &dyn Store) {
    let first = [
        outcome("b", "CN-330800", OutcomeStage::Admitted),
        outcome("a", "CN-330503", OutcomeStage::Producing),
    ];
    let committed = store.put_outcomes(&occasion(&ours()), &first, None).await.unwrap();
    assert_eq!((committed.generation, committed.inserted), (1, 2));
    let again = store.put_outcomes(&occasion(&ours()), &first, None).await.unwrap();
    assert_eq!((again.generation, again.unchanged), (1, 2), "the same again changes nothing");
    let mended = outcome("b", "CN-330800", OutcomeStage::Producing);
    let committed =
        store.put_outcomes(&occasion(&ours()), std::slice::from_ref(&mended), None).await.unwrap();
    assert_eq!((committed.generation, committed.updated), (2, 1));
    let found = store.get_outcome(&ours(), &mended.id).await.unwrap().unwrap();
    assert_eq!((found.version, found.document), (2, mended.clone()));
    let listed = store.list_outcomes(&ours(), None).await.unwrap();
    assert_eq!(listed, [first[1].clone(), mended.clone()]);
    let of_quzhou = store.list_outcomes(&ours(), Some(&mended.home)).await.unwrap();
    assert_eq!(of_quzhou, [mended]);
    assert_eq!(store.snapshot(&ours()).await.unwrap().outcomes, listed);
    let theirs = OrganisationId::parse("theirs").unwrap();
    assert_eq!(store.list_outcomes(&theirs, None).await.unwrap(), []);
    assert_eq!(store.get_outcome(&theirs, &first[1].id).await.unwrap(), None);
}

pub(super) async fn commitments_are_kept_by_id_and_listed_by_region(store: &dyn Store) {
    let commitment = |id: &str, home: &str, months| Commitment {
        schema: Commitment::SCHEMA,
        id: CommitmentId::parse(id).unwrap(),
        project: None,
        project_name: Some("a".to_owned()),
        home: RegionId::parse(home).unwrap(),
        enclave: None,
        agreed: "2024-03-01".parse().unwrap(),
        promises: vec![Promise {
            kind: PromiseKind::Production,
            due: None,
            months: Some(months),
            money: None,
            people: None,
        }],
        source: None,
    };
    let both = [commitment("a", "CN-330800", 12), commitment("b", "CN-330503", 12)];
    let committed = store.put_commitments(&occasion(&ours()), &both, None).await.unwrap();
    assert_eq!((committed.generation, committed.inserted), (1, 2));
    let longer = [commitment("a", "CN-330800", 24)];
    let committed = store.put_commitments(&occasion(&ours()), &longer, None).await.unwrap();
    assert_eq!((committed.generation, committed.updated), (2, 1));
    let found = store.get_commitment(&ours(), &longer[0].id).await.unwrap().unwrap();
    assert_eq!((found.version, &found.document), (2, &longer[0]));
    let of_quzhou = store.list_commitments(&ours(), Some(&longer[0].home)).await.unwrap();
    assert_eq!(of_quzhou, longer);
    assert_eq!(store.snapshot(&ours()).await.unwrap().commitments.len(), 2);
    let theirs = OrganisationId::parse("theirs").unwrap();
    assert_eq!(store.list_commitments(&theirs, None).await.unwrap(), []);
}

/// Drops a writing future at many moments: all of it is there, or nothing. A commit that was
/// already under way may still arrive after the drop.
pub(super) async fn a_dropped_write_leaves_all_or_nothing(store: &dyn Store) {
    let organisation = ours();
    let mut interrupted = 0;
    for attempt in 0..60_u64 {
        let name = format!("attempt {attempt}");
        let regions: Vec<_> = (100..140).map(|code| region(&code.to_string(), &name)).collect();
        let occasion = occasion(&organisation);
        let write = store.put_regions(&occasion, &regions, None);
        let patience = Duration::from_micros(attempt * 150);
        let finished = tokio::time::timeout(patience, write).await.is_ok();
        let held = store.list_regions(&organisation).await.unwrap();
        let one = held.first().map(|region| region.name.clone());
        assert!(held.is_empty() || held.len() == regions.len());
        assert!(held.iter().all(|region| Some(&region.name) == one.as_ref()), "half a write");
        assert!(!finished || held == regions, "an acknowledged write is missing");
        interrupted += u64::from(!finished);
    }
    assert!(0 < interrupted);
    let generation = store.generation().await.unwrap();
    assert!((60 - interrupted..=60).contains(&generation), "{generation}, {interrupted}");
}

/// Readers see whole transactions while a writer goes on.
pub(super) async fn a_snapshot_is_of_one_generation(store: &dyn Store) {
    let write = async {
        for turn in 0..30 {
            let name = turn.to_string();
            let regions: Vec<_> = (10..20).map(|code| region(&code.to_string(), &name)).collect();
            store.put_regions(&occasion(&ours()), &regions, None).await.unwrap();
        }
    };
    let read = async {
        for _ in 0..60 {
            let snapshot = store.snapshot(&ours()).await.unwrap();
            let expected = snapshot.generation.checked_sub(1).map(|turn| turn.to_string());
            for region in &snapshot.regions {
                assert_eq!(region.name.zh, expected);
            }
        }
    };
    tokio::join!(write, read);
    assert_eq!(store.generation().await.unwrap(), 30);
}
