use daytona_domain::framework::FrameworkDefinition;
use daytona_domain::id::{DEFAULT_TEAM, FrameworkId, Revision};
use daytona_domain::permission::Role;

use super::Change;
use crate::fixture::{Fixture, definition};

#[tokio::test]
async fn only_a_change_makes_a_revision() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let apply = async |definition: &FrameworkDefinition| {
        let (framework, change) = fixture
            .store
            .apply_framework(definition, &ana, None)
            .await
            .unwrap();
        (framework.revision, change)
    };
    let revised = FrameworkDefinition {
        concurrency: 2,
        ..definition("gzip")
    };
    assert_eq!(
        apply(&definition("gzip")).await,
        (Revision::new(1), Change::Created)
    );
    assert_eq!(apply(&definition("gzip")).await, (Revision::new(1), Change::None));
    assert_eq!(apply(&revised).await, (Revision::new(2), Change::Revised));
    let latest = fixture
        .store
        .framework(&"GZIP".parse().unwrap())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(latest.definition, revised);
    assert_eq!(
        fixture.store.framework_by_id(latest.id).await.unwrap(),
        Some(latest)
    );
    assert_eq!(
        fixture.store.framework_by_id(FrameworkId::new(99)).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn only_its_owner_and_an_administrator_may_revise_a_framework() {
    let fixture = Fixture::new().await;
    let (ana, ben) = (fixture.member("ana").await, fixture.member("ben").await);
    let root = fixture.person("root", Role::Administrator).await;
    fixture.framework("gzip", &ana).await;
    let revised = FrameworkDefinition {
        concurrency: 2,
        ..definition("gzip")
    };
    let error = fixture
        .store
        .apply_framework(&revised, &ben, None)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "you may not edit this framework; its owner or an administrator can"
    );
    let (framework, _) = fixture
        .store
        .apply_framework(&revised, &root, None)
        .await
        .unwrap();
    assert_eq!(
        (framework.owner.name.as_str(), framework.saved_by.as_str()),
        ("ana", "root")
    );
}

#[tokio::test]
async fn a_name_is_unique_whatever_its_case_and_never_changes() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    fixture.framework("gzip", &ana).await;
    let error = fixture
        .store
        .apply_framework(&definition("GZip"), &ana, None)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is a framework gzip, and names that differ only in case are the same; write gzip"
    );
}

#[tokio::test]
async fn who_edits_an_old_revision_is_told_of_the_new_one() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    fixture.framework("gzip", &ana).await;
    let expected = Some(Revision::new(7));
    let error = fixture
        .store
        .apply_framework(&definition("gzip"), &ana, expected)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "ana saved revision 1 of gzip meanwhile, at 2026-01-01T00:00:00.000000Z, and yours was made from revision 7; nothing was overwritten: look at what differs, then save on top of revision 1"
    );
}

#[tokio::test]
async fn the_list_tells_the_number_of_tests_and_the_latest_run() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    fixture.framework("Beta", &ana).await;
    fixture.framework("alpha", &ana).await;
    fixture.submit(&ana, &["load-1"]).await;
    let clean = fixture.clean_run(&ana).await;
    let first = fixture.store.frameworks(DEFAULT_TEAM, None, 2).await.unwrap();
    let names: Vec<_> = first
        .items
        .iter()
        .map(|item| item.framework.definition.name.as_str())
        .collect();
    assert_eq!(names, ["alpha", "Beta"]);
    assert_eq!(
        (first.items[0].tests, first.items[0].latest_run.as_ref()),
        (0, None)
    );
    let rest = fixture
        .store
        .frameworks(DEFAULT_TEAM, first.next.as_ref(), 2)
        .await
        .unwrap();
    let [gzip] = rest.items.as_slice() else {
        panic!("{rest:?}")
    };
    assert_eq!(
        (gzip.tests, gzip.latest_run.clone()),
        (2, Some((clean.id, clean.state)))
    );
    assert_eq!(rest.next, None);
}
