use daytona_domain::id::{RunId, TestId};
use daytona_domain::outcome::By;

use super::{NextRun, SubmitError, Submitted};
use crate::fixture::{Fixture, is_new};

#[tokio::test]
async fn a_submitted_run_is_scheduled_and_its_history_begins() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.submit(&ana, &["load-1", "web-1"]).await;
    assert_eq!(run.id, RunId::new(1, 1));
    assert_eq!(run.state.name(), "scheduled");
    assert_eq!(run.owner, ana.person());
    assert_eq!(run.title.as_str(), "gzip at level 6");
    let history = fixture.store.history(run.id, None, 10).await.unwrap().items;
    let [entry] = history.as_slice() else {
        panic!("{history:?}")
    };
    assert_eq!(
        (entry.event.as_str(), entry.state.as_str()),
        ("submitted", "scheduled")
    );
    assert_eq!(entry.by, By::User("ana".to_owned()));
}

#[tokio::test]
async fn runs_of_a_test_are_counted_from_1() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let first = fixture.submit(&ana, &["load-1"]).await;
    let second = fixture.next_run(&first).await;
    let other = fixture.submit(&ana, &["load-1"]).await;
    assert_eq!(
        [first.id, second.id, other.id],
        [RunId::new(1, 1), RunId::new(1, 2), RunId::new(2, 1)]
    );
    assert!(first.order < second.order && second.order < other.order);
}

#[tokio::test]
async fn a_run_of_an_unknown_test_is_refused() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.submit(&ana, &["load-1"]).await;
    let next = NextRun {
        tags: Vec::new(),
        test: TestId::new(99),
        owner: ana.person(),
        spec: run.spec,
    };
    let error = fixture.store.next_run(next, None).await.unwrap_err();
    assert_eq!(error.to_string(), "there is no test 99");
}

#[tokio::test]
async fn the_same_submission_twice_is_one_run() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let framework = fixture.framework("gzip", &ana).await;
    let new = fixture.new_test(&framework, &ana, &["load-1"]);
    let key = fixture.key(&ana, "build-7", "request");
    let first = is_new(fixture.store.submit(new.clone(), key.clone()).await.unwrap());
    let again = fixture.store.submit(new, key).await.unwrap();
    assert_eq!(again, Submitted::Same(Box::new(first)));
    assert_eq!(
        fixture
            .store
            .runs(&Default::default(), None, 10)
            .await
            .unwrap()
            .items
            .len(),
        1
    );
}

#[tokio::test]
async fn a_key_that_comes_twice_at_the_same_time_makes_one_run() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let framework = fixture.framework("gzip", &ana).await;
    let new = fixture.new_test(&framework, &ana, &["load-1"]);
    let key = fixture.key(&ana, "build-7", "request");
    let (first, second) = tokio::join!(
        fixture.store.submit(new.clone(), key.clone()),
        fixture.store.submit(new, key)
    );
    let id = |submitted| match submitted {
        Submitted::New(run) | Submitted::Same(run) => run.id,
    };
    assert_eq!(id(first.unwrap()), id(second.unwrap()));
}

#[tokio::test]
async fn a_key_can_not_stand_for_two_requests_but_each_person_has_their_own_keys() {
    let fixture = Fixture::new().await;
    let (ana, ben) = (fixture.member("ana").await, fixture.member("ben").await);
    let framework = fixture.framework("gzip", &ana).await;
    let new = fixture.new_test(&framework, &ana, &["load-1"]);
    let first = is_new(
        fixture
            .store
            .submit(new.clone(), fixture.key(&ana, "k", "one"))
            .await
            .unwrap(),
    );
    let error = fixture
        .store
        .submit(new, fixture.key(&ana, "k", "two"))
        .await
        .unwrap_err();
    assert!(
        matches!(error, SubmitError::KeyReused { run, .. } if run == first.id),
        "{error}"
    );
    let of_ben = fixture.new_test(&framework, &ben, &["load-1"]);
    is_new(
        fixture
            .store
            .submit(of_ben, fixture.key(&ben, "k", "two"))
            .await
            .unwrap(),
    );
}

#[tokio::test]
async fn a_key_holds_for_the_next_run_of_a_test_too() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.submit(&ana, &["load-1"]).await;
    let next = NextRun {
        tags: Vec::new(),
        test: run.id.test,
        owner: ana.person(),
        spec: run.spec,
    };
    let key = fixture.key(&ana, "again", "request");
    is_new(fixture.store.next_run(next.clone(), key.clone()).await.unwrap());
    assert!(
        matches!(fixture.store.next_run(next, key).await.unwrap(), Submitted::Same(run) if run.id.number.get() == 2)
    );
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let framework = fixture.framework("gzip", &ana).await;
    let new = fixture.new_test(&framework, &ana, &["load-1"]);
    is_new(
        fixture
            .store
            .submit(new.clone(), fixture.key(&ana, "k", "one"))
            .await
            .unwrap(),
    );
    fixture.advance(24 * 3_600);
    let second = is_new(
        fixture
            .store
            .submit(new, fixture.key(&ana, "k", "two"))
            .await
            .unwrap(),
    );
    assert_eq!(second.id, RunId::new(2, 1));
}
