use daytona_domain::id::DEFAULT_TEAM;
use daytona_domain::tag::Tag;

use super::TagFilter;
use crate::fixture::Fixture;
use crate::run::RunFilter;
use crate::test::TestFilter;

fn tags(texts: &[&str]) -> Vec<Tag> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn filter(text: &str) -> Option<TagFilter> {
    Some(TagFilter::from(&text.parse::<Tag>().unwrap()))
}

#[tokio::test]
async fn tags_are_replaced_as_a_whole_and_come_by_name() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.submit(&ana, &["load-1"]).await;
    let store = &fixture.store;
    store
        .set_tags_of_test(run.id.test, &tags(&["ticket=P-1", "nightly"]))
        .await
        .unwrap();
    assert_eq!(
        store.tags_of_test(run.id.test).await.unwrap(),
        tags(&["nightly", "ticket=P-1"])
    );
    store
        .set_tags_of_test(run.id.test, &tags(&["ticket=P-2"]))
        .await
        .unwrap();
    assert_eq!(
        store.tags_of_test(run.id.test).await.unwrap(),
        tags(&["ticket=P-2"])
    );
    store.set_tags_of_run(&run, &tags(&["cold"])).await.unwrap();
    let of_runs = store.tags_of_runs(std::slice::from_ref(&run)).await.unwrap();
    assert_eq!(of_runs[&run.id], tags(&["cold"]));
}

#[tokio::test]
async fn tests_and_runs_are_found_by_tag_and_a_run_by_that_of_its_test() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let (run, other) = (
        fixture.submit(&ana, &["load-1"]).await,
        fixture.submit(&ana, &["load-1"]).await,
    );
    let store = &fixture.store;
    store
        .set_tags_of_test(run.id.test, &tags(&["ticket=P-1"]))
        .await
        .unwrap();
    store
        .set_tags_of_run(&other, &tags(&["ticket=P-2"]))
        .await
        .unwrap();
    let tests = async |text| {
        let filter = TestFilter {
            tag: filter(text),
            ..TestFilter::default()
        };
        let page = store.tests(&filter, None, 10).await.unwrap();
        page.items.iter().map(|row| row.test.id).collect::<Vec<_>>()
    };
    let runs = async |text| {
        let filter = RunFilter {
            tag: filter(text),
            ..RunFilter::default()
        };
        let page = store.runs(&filter, None, 10).await.unwrap();
        page.items.iter().map(|run| run.id).collect::<Vec<_>>()
    };
    assert_eq!(tests("ticket").await, [run.id.test]);
    assert_eq!(tests("ticket=P-2").await, []);
    assert_eq!(runs("ticket").await, [other.id, run.id]);
    assert_eq!(runs("ticket=P-1").await, [run.id]);
    let used = store.tags_in_use(DEFAULT_TEAM, "tick", 10).await.unwrap();
    let told: Vec<_> = used
        .iter()
        .map(|used| (used.tag.to_string(), used.tests, used.runs))
        .collect();
    assert_eq!(
        told,
        [("ticket=P-1".to_owned(), 1, 0), ("ticket=P-2".to_owned(), 0, 1)]
    );
    let narrowed = store.tags_in_use(DEFAULT_TEAM, "ticket=P-2", 10).await.unwrap();
    assert_eq!(narrowed.len(), 1);
}
