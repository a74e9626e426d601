use daytona_domain::framework::FrameworkDefinition;
use daytona_domain::id::{Revision, TestId};

use super::TestFilter;
use crate::fixture::{Fixture, definition};

#[tokio::test]
async fn a_test_keeps_what_was_chosen_and_knows_the_latest_definition() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.submit(&ana, &["load-1", "web-1"]).await;
    let revised = FrameworkDefinition {
        concurrency: 2,
        ..definition("gzip")
    };
    fixture.store.apply_framework(&revised, &ana, None).await.unwrap();
    let test = fixture.store.test(run.id.test).await.unwrap().unwrap();
    assert_eq!(
        (test.revision, test.runs, test.owner.clone()),
        (Revision::new(1), 1, ana.person())
    );
    assert_eq!(test.choice.hosts, run.spec.hosts);
    assert_eq!(
        (test.definition.clone(), test.latest_revision),
        (revised, Revision::new(2))
    );
    assert_eq!(test.ownership().framework_owner, ana.id);
    assert_eq!(fixture.store.test(TestId::new(99)).await.unwrap(), None);
}

#[tokio::test]
async fn tests_are_listed_newest_first_each_with_its_latest_run() {
    let fixture = Fixture::new().await;
    let (ana, ben) = (fixture.member("ana").await, fixture.member("ben").await);
    let first = fixture.submit(&ana, &["load-1"]).await;
    let again = fixture.next_run(&first).await;
    let other = fixture.submit(&ben, &["load-1"]).await;
    let page = fixture
        .store
        .tests(&TestFilter::default(), None, 1)
        .await
        .unwrap();
    assert_eq!(page.items[0].latest, Some(other));
    let rest = fixture
        .store
        .tests(&TestFilter::default(), page.next, 1)
        .await
        .unwrap();
    assert_eq!((rest.items[0].runs, &rest.items[0].latest), (2, &Some(again)));
    assert_eq!(rest.next, None);
}

#[tokio::test]
async fn tests_are_found_by_framework_and_owner() {
    let fixture = Fixture::new().await;
    let (ana, ben) = (fixture.member("ana").await, fixture.member("ben").await);
    let run = fixture.submit(&ana, &["load-1"]).await;
    let other = fixture.framework("other", &ana).await;
    fixture
        .store
        .submit(fixture.new_test(&other, &ben, &["load-1"]), None)
        .await
        .unwrap();
    let found = async |filter: TestFilter| {
        let tests = fixture.store.tests(&filter, None, 10).await.unwrap().items;
        tests
            .iter()
            .map(|summary| summary.test.id.get())
            .collect::<Vec<_>>()
    };
    let all = TestFilter::default;
    let framework = Some(run.spec.framework);
    assert_eq!(
        found(TestFilter {
            team: Some(ana.team),
            ..all()
        })
        .await,
        [2, 1]
    );
    assert_eq!(found(TestFilter { framework, ..all() }).await, [1]);
    assert_eq!(
        found(TestFilter {
            owner: Some(ben.id),
            ..all()
        })
        .await,
        [2]
    );
    assert_eq!(
        found(TestFilter {
            framework,
            owner: Some(ben.id),
            ..all()
        })
        .await,
        Vec::<i64>::new()
    );
}
