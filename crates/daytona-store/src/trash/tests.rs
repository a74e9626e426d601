use std::collections::BTreeSet;

use daytona_domain::id::{DEFAULT_TEAM, TrashId};
use sea_orm::{EntityTrait, PaginatorTrait};

use super::purge::PurgeError;
use super::{DeleteError, RestoreError, TrashItem};
use crate::fixture::{Fixture, definition};
use crate::framework::ApplyError;
use crate::run::{Run, RunFilter};
use crate::submission::SubmitError;
use crate::test::TestFilter;

async fn visible(fixture: &Fixture) -> (usize, usize, usize) {
    let store = &fixture.store;
    let frameworks = store.frameworks(DEFAULT_TEAM, None, 10).await.unwrap();
    let tests = store.tests(&TestFilter::default(), None, 10).await.unwrap();
    let runs = store.runs(&RunFilter::default(), None, 10).await.unwrap();
    (frameworks.items.len(), tests.items.len(), runs.items.len())
}

async fn delete_test(fixture: &Fixture, run: &Run) -> TrashItem {
    let test = fixture.store.test(run.id.test).await.unwrap().unwrap();
    fixture.store.delete_test(&test, test.owner.id).await.unwrap()
}

/// What a server does about an item, but for the files.
async fn purge(fixture: &Fixture, id: TrashId) {
    let store = &fixture.store;
    let item = store.begin_purge(id).await.unwrap();
    for run in store.doomed_runs(&item, 10).await.unwrap() {
        store.forget_run(&run).await.unwrap();
    }
    assert!(store.finish_purge(&item).await.unwrap());
}

#[tokio::test]
async fn a_deleted_run_is_left_out_of_every_list_until_it_is_restored() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let first = fixture.clean_run(&ana).await;
    let second = fixture.next_run(&first).await;
    let second = fixture.finish(&second).await;
    let store = &fixture.store;
    let item = store.delete_run(&second, ana.id).await.unwrap();
    assert_eq!((item.name.as_str(), item.runs), ("1/2", 1));
    let page = store.tests(&TestFilter::default(), None, 10).await.unwrap();
    assert_eq!(page.items[0].latest.as_ref().unwrap().id, first.id);
    assert_eq!(page.items[0].runs, 1);
    assert_eq!(store.neighbours(first.id).await.unwrap(), (None, None));
    assert_eq!(store.run(second.id).await.unwrap().unwrap().trash, Some(item.id));
    // Its number is not given again.
    let third = fixture.next_run(&first).await;
    assert_eq!(third.id.number.get(), 3);
    store.restore(item.id).await.unwrap();
    assert_eq!(
        store.neighbours(second.id).await.unwrap(),
        (Some(first.id), Some(third.id))
    );
    assert_eq!(store.trash(DEFAULT_TEAM, None, 10).await.unwrap().items.len(), 0);
    assert!(matches!(
        store.restore(item.id).await,
        Err(RestoreError::NotFound { .. })
    ));
}

#[tokio::test]
async fn a_run_in_flight_is_never_deleted_neither_alone_nor_with_its_test_or_framework() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.submit(&ana, &["load-1"]).await;
    fixture.lease(&run).await;
    let store = &fixture.store;
    let test = store.test(run.id.test).await.unwrap().unwrap();
    let framework = store.framework(&test.framework_name).await.unwrap().unwrap();
    for refused in [
        store.delete_run(&run, ana.id).await,
        store.delete_test(&test, ana.id).await,
        store.delete_framework(&framework, ana.id).await,
    ] {
        let error = refused.unwrap_err();
        assert!(matches!(error, DeleteError::InFlight { run: named } if named == run.id));
    }
    assert_eq!(visible(&fixture).await, (1, 1, 1));
    assert_eq!(store.trash(DEFAULT_TEAM, None, 10).await.unwrap().items.len(), 0);
}

#[tokio::test]
async fn a_framework_goes_and_comes_back_with_its_tests_and_runs_but_not_with_what_was_deleted_before() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let (kept, alone) = (fixture.clean_run(&ana).await, fixture.clean_run(&ana).await);
    let store = &fixture.store;
    let earlier = delete_test(&fixture, &alone).await;
    let framework = store.framework(&"gzip".parse().unwrap()).await.unwrap().unwrap();
    let item = store.delete_framework(&framework, ana.id).await.unwrap();
    assert_eq!((item.name.as_str(), item.runs), ("gzip", 1));
    assert_eq!(visible(&fixture).await, (0, 0, 0));

    let error = store.restore(earlier.id).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "2 belongs to framework gzip, which is in the trash too; restore that first"
    );
    let error = store
        .apply_framework(&definition("gzip"), &ana, None)
        .await
        .unwrap_err();
    assert!(matches!(error, ApplyError::InTrash { .. }), "{error}");
    let again = fixture.new_test(&framework, &ana, &["load-1"]);
    assert!(matches!(
        store.submit(again, None).await,
        Err(SubmitError::NoFramework { .. })
    ));

    store.restore(item.id).await.unwrap();
    assert_eq!(visible(&fixture).await, (1, 1, 1));
    assert_eq!(store.run(kept.id).await.unwrap().unwrap().trash, None);
    store.restore(earlier.id).await.unwrap();
    assert_eq!(visible(&fixture).await, (1, 2, 2));
}

#[tokio::test]
async fn what_is_removed_for_good_leaves_no_row_and_frees_the_name() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.clean_run(&ana).await;
    let store = &fixture.store;
    store
        .set_tags_of_run(&run, &["cold".parse().unwrap()])
        .await
        .unwrap();
    let alone = fixture.next_run(&run).await;
    let alone = fixture.finish(&alone).await;
    store.delete_run(&alone, ana.id).await.unwrap();
    let framework = store.framework(&"gzip".parse().unwrap()).await.unwrap().unwrap();
    let item = store.delete_framework(&framework, ana.id).await.unwrap();
    assert!(
        store
            .due_for_purge(item.deleted, 10)
            .await
            .unwrap()
            .iter()
            .any(|due| due.id == item.id)
    );
    store.begin_purge(item.id).await.unwrap();
    assert!(matches!(
        store.restore(item.id).await,
        Err(RestoreError::Purging { .. })
    ));
    purge(&fixture, item.id).await;
    assert_eq!(store.trash(DEFAULT_TEAM, None, 10).await.unwrap().items.len(), 0);
    assert_eq!(store.test(run.id.test).await.unwrap(), None);
    assert_eq!(store.run(run.id).await.unwrap(), None);
    let journal = crate::history::table::Entity::find();
    assert_eq!(journal.count(store.reader()).await.unwrap(), 0);
    let made = fixture.framework("gzip", &ana).await;
    assert_eq!(made.revision.get(), 1);
}

#[tokio::test]
async fn a_removal_that_was_cut_off_goes_on_where_it_was() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.clean_run(&ana).await;
    let next = fixture.next_run(&run).await;
    fixture.finish(&next).await;
    let item = delete_test(&fixture, &run).await;
    let store = &fixture.store;
    let item = store.begin_purge(item.id).await.unwrap();
    let doomed = store.doomed_runs(&item, 1).await.unwrap();
    store.forget_run(&doomed[0]).await.unwrap();
    assert!(!store.finish_purge(&item).await.unwrap());
    let fixture = fixture.reopen().await;
    let due = fixture
        .store
        .due_for_purge(daytona_domain::clock::Timestamp::from_micros(0), 10)
        .await
        .unwrap();
    assert_eq!(due.len(), 1);
    purge(&fixture, due[0].id).await;
    assert_eq!(fixture.store.test(run.id.test).await.unwrap(), None);
    assert!(matches!(
        fixture.store.begin_purge(item.id).await,
        Err(PurgeError::NotFound { .. })
    ));
}

#[tokio::test]
async fn every_table_that_refers_to_a_run_is_one_that_a_removal_empties() {
    let fixture = Fixture::new().await;
    let tables = crate::transfer::tables_referring_to(fixture.store.reader(), "run").await;
    let emptied = super::purge::TABLES.map(str::to_owned);
    assert_eq!(tables, BTreeSet::from(emptied));
}
