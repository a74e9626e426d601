use daytona_domain::id::{Epoch, RunId};
use daytona_domain::lifecycle::{Event, IllegalTransition, RunState};
use daytona_domain::outcome::{By, FailureCause, ScriptEnd};

use super::{Release, Transition, TransitionError};
use crate::fixture::{Fixture, host};
use crate::results::{AnnouncedSubject, FileStatus, ResultFile, Results};

#[tokio::test]
async fn a_run_goes_through_its_life_and_its_history_tells_it() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.submit(&ana, &["load-1", "web-1"]).await;
    fixture.advance(2);
    let run = fixture.finish(&run).await;
    assert_eq!(run.version, 3);
    assert_eq!(run.started, Some(fixture.clock.now()));
    assert_eq!(run.ended, Some(fixture.clock.now()));
    assert_eq!(run.ran.map(|ran| ran.as_millis()), Some(1_500));
    assert_eq!(fixture.store.live_leases().await.unwrap(), []);
    let history = fixture.store.history(run.id, None, 100).await.unwrap().items;
    let lines: Vec<_> = history
        .iter()
        .map(|entry| {
            format!(
                "{} {} {:?}: {}",
                entry.event,
                entry.state,
                entry.epoch.map(Epoch::get),
                entry.sentence
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    submitted scheduled None: submitted by ana
    picked_up waiting Some(1): picked up
    leased setup Some(1): all hosts are free
    started running Some(1): the script has started
    script_ended completed Some(1): the script has ended
    collation_began collating Some(1): collecting
    collated finished_clean Some(1): every file is verified
    ");
}

#[tokio::test]
async fn what_was_decided_on_an_old_version_changes_nothing() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.submit(&ana, &["load-1"]).await;
    let first = fixture.leasing(&run);
    let second = fixture.leasing(&run);
    let (first, second) = tokio::join!(fixture.store.transition(first), fixture.store.transition(second));
    first.unwrap();
    let error = second.unwrap_err();
    assert!(
        matches!(error, TransitionError::Conflict { run: conflicting } if conflicting == run.id),
        "{error}"
    );
    assert_eq!(fixture.store.live_leases().await.unwrap().len(), 1);
}

#[tokio::test]
async fn two_runs_that_race_for_a_host_get_it_one_after_the_other() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let first = fixture.submit(&ana, &["load-1", "web-1"]).await;
    let second = fixture.submit(&ana, &["load-2", "web-1"]).await;
    let (won, lost) = tokio::join!(
        fixture.store.transition(fixture.leasing(&first)),
        fixture.store.transition(fixture.leasing(&second))
    );
    let won = won.unwrap();
    assert_eq!(lost.unwrap_err().to_string(), "host web-1 is used by run 1/1");
    // All or none: the free host wasn't taken, and the run waits where it was.
    assert_eq!(fixture.run(second.id.test, 1).await, second);
    let held: Vec<_> = fixture
        .store
        .live_leases()
        .await
        .unwrap()
        .into_iter()
        .map(|lease| lease.host)
        .collect();
    assert_eq!(held, [host("load-1"), host("web-1")]);
    fixture
        .store
        .transition(fixture.finishing(&first, won.version))
        .await
        .unwrap();
    fixture.lease(&second).await;
}

#[tokio::test]
async fn epochs_never_go_back_whatever_is_released_or_restarted() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let first = fixture.submit(&ana, &["load-1"]).await;
    let epoch_of_first = fixture.lease(&first).await.leases[0].1;
    let tx = fixture.store.begin().await.unwrap();
    sea_orm::ConnectionTrait::execute_unprepared(&tx, "DELETE FROM lease")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let fixture = fixture.reopen().await;
    let second = fixture.submit(&ana, &["load-1"]).await;
    let epoch_of_second = fixture.lease(&second).await.leases[0].1;
    assert!(epoch_of_second > epoch_of_first);
    assert_eq!(
        epoch_of_second.generation,
        fixture.store.generation().await.unwrap()
    );
}

#[tokio::test]
async fn an_event_out_of_place_undoes_the_whole_transition() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.submit(&ana, &["load-1"]).await;
    let at = fixture.clock.now();
    let transition = fixture
        .leasing(&run)
        .step(Event::Collated { at }, By::Server, "too early");
    let error = fixture.store.transition(transition).await.unwrap_err();
    assert_eq!(error.to_string(), "collated can't happen to a run that is setup");
    assert_eq!(fixture.run(run.id.test, 1).await, run);
    assert_eq!(fixture.store.live_leases().await.unwrap(), []);
    assert_eq!(
        fixture.store.history(run.id, None, 10).await.unwrap().items.len(),
        1
    );
}

#[tokio::test]
async fn an_abort_that_comes_too_late_is_told_so() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.submit(&ana, &["load-1"]).await;
    let version = fixture.lease(&run).await.version;
    let at = fixture.clock.now();
    let ended = Transition::new(run.id, version).step(
        Event::ScriptEnded {
            at,
            end: ScriptEnd::Exited { code: 7 },
        },
        By::Server,
        "ended",
    );
    let version = fixture.store.transition(ended).await.unwrap().version;
    let by = By::User("ana".to_owned());
    let abort =
        Transition::new(run.id, version).step(Event::AbortRequested { at, by: by.clone() }, by, "aborted");
    let error = fixture.store.transition(abort).await.unwrap_err();
    assert!(
        matches!(error, TransitionError::Illegal(IllegalTransition::AlreadyEnded)),
        "{error}"
    );
}

#[tokio::test]
async fn a_lost_run_keeps_the_lost_host_and_a_late_result_opens_it_again() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.submit(&ana, &["load-1", "web-1"]).await;
    let version = fixture.lease(&run).await.version;
    let at = fixture.clock.now();
    let cause = FailureCause::Lost { host: host("load-1") };
    let lost = Transition::new(run.id, version)
        .step(
            Event::Broken {
                at,
                cause: cause.clone(),
            },
            By::Server,
            "lost",
        )
        .step(
            Event::CollationFailed { at, cause },
            By::Server,
            "nothing can be collected",
        );
    let lost = Transition {
        release: Release::Hosts(vec![host("web-1")]),
        ..lost
    };
    let version = fixture.store.transition(lost).await.unwrap().version;
    let live = fixture.store.unfinished_runs(None, 10).await.unwrap().items;
    assert!(matches!(live[0].run.state, RunState::Failed { .. }));
    assert_eq!(
        live[0]
            .leases
            .iter()
            .map(|(host, _)| host.as_str())
            .collect::<Vec<_>>(),
        ["load-1"]
    );
    assert!(live[0].run.ended.is_some());

    let late = Transition::new(run.id, version).step(
        Event::LateResult {
            at,
            end: ScriptEnd::Exited { code: 0 },
        },
        By::Server,
        "late",
    );
    let version = fixture.store.transition(late).await.unwrap().version;
    assert_eq!(fixture.run(run.id.test, 1).await.ended, None);
    let collated = Transition::new(run.id, version).step(Event::Collated { at }, By::Server, "collated");
    let version = fixture.store.transition(collated).await.unwrap().version;

    let freed = Transition {
        release: Release::All,
        ..Transition::new(run.id, version)
    };
    let freed = fixture.store.transition(freed).await.unwrap();
    assert_eq!(freed.state, RunState::FinishedClean { at, late: true });
    assert_eq!(freed.journal, []);
    assert_eq!(fixture.store.unfinished_runs(None, 10).await.unwrap().items, []);
}

#[tokio::test]
async fn the_final_state_and_the_results_are_kept_together() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.submit(&ana, &["load-1"]).await;
    let leased = fixture.lease(&run).await;
    let file = ResultFile {
        host: host("load-1"),
        path: "results.csv".to_owned(),
        size: 12,
        hash: Some("00".repeat(32)),
        status: FileStatus::Verified,
    };
    let results = Results {
        files: vec![file.clone()],
        notes: vec!["results.csv:2: no number".to_owned()],
        subjects: vec![AnnouncedSubject {
            name: "nginx".parse().unwrap(),
            version: "1.27.3".to_owned(),
            sentence: "the script said that nginx is 1.27.3".to_owned(),
        }],
        ..Results::default()
    };
    let stale = Transition {
        results: Some(results),
        ..fixture.finishing(&run, leased.version + 1)
    };
    fixture.store.transition(stale.clone()).await.unwrap_err();
    assert_eq!(fixture.store.files(run.id, None, 10).await.unwrap().items, []);
    fixture
        .store
        .transition(Transition {
            version: leased.version,
            ..stale
        })
        .await
        .unwrap();
    assert_eq!(fixture.store.files(run.id, None, 10).await.unwrap().items, [file]);
    assert_eq!(
        fixture.store.kpis(run.id).await.unwrap().notes,
        ["results.csv:2: no number"]
    );
    let ended = fixture.run(run.id.test, 1).await;
    assert_eq!(
        ended.spec.subjects.get(&"nginx".parse().unwrap()).unwrap(),
        "1.27.3"
    );
    let history = fixture.store.history(run.id, None, 20).await.unwrap().items;
    let told: Vec<_> = history.iter().filter(|entry| entry.event == "subject").collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].sentence, "the script said that nginx is 1.27.3");
}

#[tokio::test]
async fn a_run_that_is_not_there_can_not_change() {
    let fixture = Fixture::new().await;
    let error = fixture
        .store
        .transition(Transition::new(RunId::new(7, 1), 1))
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "there is no run 7/1");
}

#[tokio::test]
async fn a_note_is_history_and_changes_no_state() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.submit(&ana, &["load-1"]).await;
    fixture.lease(&run).await;
    let before = fixture.run(run.id.test, 1).await;
    let id = fixture
        .store
        .note(run.id, "link_lost", &By::Server, "load-1 is not connected")
        .await
        .unwrap();
    assert_eq!(fixture.run(run.id.test, 1).await, before);
    let last = fixture
        .store
        .history(run.id, None, 10)
        .await
        .unwrap()
        .items
        .pop()
        .unwrap();
    assert_eq!(
        (last.id, last.state.as_str(), last.epoch),
        (id, "setup", Some(Epoch::new(1)))
    );
    assert!(
        fixture
            .store
            .note(RunId::new(9, 9), "x", &By::Server, "x")
            .await
            .is_err()
    );
}

#[tokio::test]
async fn history_comes_in_pages() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.clean_run(&ana).await;
    let first = fixture.store.history(run.id, None, 4).await.unwrap();
    let rest = fixture.store.history(run.id, first.next, 4).await.unwrap();
    assert_eq!((first.items.len(), rest.items.len(), rest.next), (4, 3, None));
    assert!(first.items[3].id < rest.items[0].id);
}
