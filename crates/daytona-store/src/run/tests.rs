mod on_sqlite;

use daytona_domain::id::RunId;

use super::{RunFilter, StateKind};
use crate::fixture::{Fixture, host};

fn ids(runs: &[super::Run]) -> Vec<String> {
    runs.iter().map(|run| run.id.to_string()).collect()
}

#[tokio::test]
async fn runs_are_listed_newest_first_in_pages() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    for _ in 0..3 {
        fixture.submit(&ana, &["load-1"]).await;
    }
    let first = fixture.store.runs(&RunFilter::default(), None, 2).await.unwrap();
    assert_eq!(ids(&first.items), ["3/1", "2/1"]);
    let rest = fixture
        .store
        .runs(&RunFilter::default(), first.next, 2)
        .await
        .unwrap();
    assert_eq!((ids(&rest.items), rest.next), (vec!["1/1".to_owned()], None));
}

#[tokio::test]
async fn runs_are_found_by_state_owner_framework_test_and_host() {
    let fixture = Fixture::new().await;
    let (ana, ben) = (fixture.member("ana").await, fixture.member("ben").await);
    let clean = fixture.clean_run(&ana).await;
    let of_ben = fixture.submit(&ben, &["load-2", "web-1"]).await;
    let other = fixture.framework("other", &ana).await;
    let of_other = fixture.new_test(&other, &ana, &["load-1"]);
    fixture.store.submit(of_other, None).await.unwrap();
    let found = async |filter: RunFilter| ids(&fixture.store.runs(&filter, None, 10).await.unwrap().items);
    let all = RunFilter::default;
    assert_eq!(
        found(RunFilter {
            states: vec![StateKind::FinishedClean],
            ..all()
        })
        .await,
        ["1/1"]
    );
    let two_states = vec![StateKind::FinishedClean, StateKind::Scheduled];
    assert_eq!(
        found(RunFilter {
            states: two_states,
            ..all()
        })
        .await,
        ["3/1", "2/1", "1/1"]
    );
    assert_eq!(
        found(RunFilter {
            owner: Some(ben.id),
            ..all()
        })
        .await,
        ["2/1"]
    );
    assert_eq!(
        found(RunFilter {
            framework: Some(clean.spec.framework),
            ..all()
        })
        .await,
        ["2/1", "1/1"]
    );
    assert_eq!(
        found(RunFilter {
            test: Some(of_ben.id.test),
            ..all()
        })
        .await,
        ["2/1"]
    );
    assert_eq!(
        found(RunFilter {
            host: Some(host("web-1")),
            ..all()
        })
        .await,
        ["2/1"]
    );
    let none = RunFilter {
        host: Some(host("load-1")),
        owner: Some(ben.id),
        ..all()
    };
    assert_eq!(found(none).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_not_over_comes_in_the_order_of_submission_with_its_hosts() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    fixture.clean_run(&ana).await;
    let second = fixture.submit(&ana, &["load-1"]).await;
    fixture.submit(&ana, &["load-1"]).await;
    let lease = fixture.lease(&second).await.leases;
    let first = fixture.store.unfinished_runs(None, 1).await.unwrap();
    assert_eq!(first.items[0].run.id, second.id);
    assert_eq!(first.items[0].leases, lease);
    let rest = fixture.store.unfinished_runs(first.next, 1).await.unwrap();
    assert_eq!((rest.items[0].run.id, rest.next), (RunId::new(3, 1), None));
}

#[tokio::test]
async fn the_queue_finds_its_runs_by_order_and_those_of_a_person() {
    let fixture = Fixture::new().await;
    let (ana, ben) = (fixture.member("ana").await, fixture.member("ben").await);
    fixture.clean_run(&ana).await;
    let (first, second) = (
        fixture.submit(&ben, &["a"]).await,
        fixture.submit(&ana, &["b"]).await,
    );
    let found = fixture
        .store
        .runs_of_orders(vec![second.order, first.order])
        .await
        .unwrap();
    assert_eq!(found, [first, second.clone()]);
    assert_eq!(fixture.store.runs_of_orders(Vec::new()).await.unwrap(), []);
    assert_eq!(
        fixture.store.live_orders_of(ana.id).await.unwrap(),
        [second.order].into()
    );
}

#[tokio::test]
async fn the_run_to_compare_with_is_the_latest_clean_one_of_the_test_or_else_of_the_framework() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let first = fixture.clean_run(&ana).await;
    assert_eq!(fixture.store.previous_clean(&first).await.unwrap(), None);
    let second = fixture.clean_run(&ana).await;
    assert_eq!(
        fixture.store.previous_clean(&second).await.unwrap(),
        Some(first.id)
    );
    let again = fixture.next_run(&first).await;
    assert_eq!(
        fixture.store.previous_clean(&again).await.unwrap(),
        Some(first.id)
    );
}
