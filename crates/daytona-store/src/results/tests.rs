use daytona_domain::id::RunId;
use daytona_domain::kpi::{Better, Kpi};

use super::{FileStatus, FileTally, ResultFile, RunKpis};
use crate::fixture::{Fixture, host};

fn file(host_name: &str, path: &str, size: u64) -> ResultFile {
    ResultFile {
        host: host(host_name),
        path: path.to_owned(),
        size,
        hash: Some("ab".repeat(32)),
        status: FileStatus::Pending,
    }
}

fn kpi(name: &str, value: f64) -> Kpi {
    Kpi {
        name: name.parse().unwrap(),
        value,
        unit: Some("MB/s".to_owned()),
        better: Some(Better::Higher),
        file: "results.csv".to_owned(),
    }
}

#[tokio::test]
async fn files_come_in_pages_by_host_and_path() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.submit(&ana, &["load-1", "web-1"]).await.id;
    let files = [
        file("web-1", "sar/cpu.plt", 3),
        file("load-1", "sar/cpu.plt", 2),
        file("load-1", "a b%FF", 1),
    ];
    fixture.store.save_files(run, files.to_vec()).await.unwrap();
    let first = fixture.store.files(run, None, 2).await.unwrap();
    let rest = fixture.store.files(run, first.next.as_ref(), 2).await.unwrap();
    let paths: Vec<_> = first
        .items
        .iter()
        .chain(&rest.items)
        .map(|file| file.path.as_str())
        .collect();
    assert_eq!(paths, ["a b%FF", "sar/cpu.plt", "sar/cpu.plt"]);
    assert_eq!((&rest.items[0], rest.next), (&files[0], None));
}

#[tokio::test]
async fn a_file_is_told_with_its_status_and_sent_again_it_is_replaced() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.submit(&ana, &["load-1"]).await.id;
    let store = &fixture.store;
    let load = host("load-1");
    store
        .save_files(run, vec![file("load-1", "a", 1), file("load-1", "b", 2)])
        .await
        .unwrap();
    store
        .set_file_status(run, &load, "a", FileStatus::Verified)
        .await
        .unwrap();
    let reason = "it is a FIFO".to_owned();
    let skipped = ResultFile {
        hash: None,
        status: FileStatus::Skipped { reason },
        ..file("load-1", "b", 0)
    };
    store.save_files(run, vec![skipped.clone()]).await.unwrap();
    assert_eq!(
        store.file(run, &load, "a").await.unwrap().unwrap().status,
        FileStatus::Verified
    );
    assert_eq!(store.file(run, &load, "b").await.unwrap(), Some(skipped));
    assert_eq!(store.file(run, &load, "c").await.unwrap(), None);
    let error = store
        .set_file_status(run, &load, "c", FileStatus::Verified)
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "run 1/1 has no file c of host load-1");
    let tally = FileTally {
        host: load,
        files: 1,
        verified: 1,
        skipped: 1,
        bytes: 1,
    };
    assert_eq!(store.file_tallies(run).await.unwrap(), [tally]);
}

#[tokio::test]
async fn a_manifest_may_be_longer_than_a_statement() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.submit(&ana, &["load-1"]).await.id;
    let files: Vec<_> = (0..501).map(|n| file("load-1", &format!("{n:04}"), 1)).collect();
    fixture.store.save_files(run, files.clone()).await.unwrap();
    assert_eq!(fixture.store.files(run, None, 1_000).await.unwrap().items, files);
}

#[tokio::test]
async fn kpis_keep_their_order_and_replace_earlier_ones() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.submit(&ana, &["load-1"]).await.id;
    let first = RunKpis {
        kpis: vec![kpi("old", 1.0)],
        ..RunKpis::default()
    };
    fixture.store.replace_kpis(run, first).await.unwrap();
    let second = RunKpis {
        kpis: vec![
            kpi("speed", 123.5),
            kpi("not a number", f64::NAN),
            kpi("size", -0.25),
        ],
        not_measured: vec!["latency".parse().unwrap()],
        notes: vec!["latency is not in results.csv".to_owned()],
    };
    fixture.store.replace_kpis(run, second.clone()).await.unwrap();
    let kept = fixture.store.kpis(run).await.unwrap();
    assert_eq!(kept.kpis, [kpi("speed", 123.5), kpi("size", -0.25)]);
    assert_eq!(
        (kept.not_measured, kept.notes),
        (second.not_measured, second.notes)
    );
}

#[tokio::test]
async fn lists_get_the_first_kpis_of_each_run() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let (first, second) = (
        fixture.submit(&ana, &["a"]).await,
        fixture.submit(&ana, &["b"]).await,
    );
    let kpis = vec![kpi("x", 1.0), kpi("y", 2.0), kpi("z", 3.0)];
    fixture
        .store
        .replace_kpis(
            first.id,
            RunKpis {
                kpis,
                ..RunKpis::default()
            },
        )
        .await
        .unwrap();
    let listed = fixture
        .store
        .kpis_of(&[first.clone(), second.clone()], 2)
        .await
        .unwrap();
    assert_eq!(listed[&first.id], [kpi("x", 1.0), kpi("y", 2.0)]);
    assert!(!listed.contains_key(&second.id));
    assert!(fixture.store.kpis_of(&[], 2).await.unwrap().is_empty());
}

#[tokio::test]
async fn results_of_a_run_that_is_not_there_are_refused_and_none_are_found() {
    let fixture = Fixture::new().await;
    let none = RunId::new(9, 1);
    let error = fixture
        .store
        .save_files(none, vec![file("a", "b", 1)])
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "there is no run 9/1");
    assert!(
        fixture
            .store
            .replace_kpis(none, RunKpis::default())
            .await
            .is_err()
    );
    assert_eq!(fixture.store.kpis(none).await.unwrap(), RunKpis::default());
    assert_eq!(fixture.store.file_tallies(none).await.unwrap(), []);
}
