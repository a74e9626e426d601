use std::sync::Arc;

use daytona_domain::framework::FrameworkDefinition;
use daytona_domain::host::RunHosts;
use daytona_domain::id::{FrameworkId, Revision, RunId};
use daytona_domain::lifecycle::apply;
use daytona_domain::outcome::By;
use daytona_domain::run::{RunChoice, RunSpec};

use super::*;

const NOW: Timestamp = Timestamp::from_micros(1_000_000_000);
const STARTED: Timestamp = Timestamp::from_micros(999_000_000);

fn host(name: &str) -> HostName {
    name.parse().unwrap()
}

fn run(state: RunState) -> LiveRun {
    let definition: FrameworkDefinition =
        serde_json::from_str(r#"{"name": "gzip", "script": "gzip/run.sh", "timeout": "10m"}"#).unwrap();
    let hosts = RunHosts::new(host("load"), vec![host("web")]).unwrap();
    let choice = RunChoice {
        arguments: vec![],
        secrets: Default::default(),
        hosts,
        timeout: None,
        subjects: Default::default(),
    };
    let spec = RunSpec::new(FrameworkId::new(1), Revision::new(1), &definition, choice);
    LiveRun {
        id: RunId::new(7, 1),
        order: 1,
        spec: Arc::new(spec),
        state,
        version: 1,
        leases: BTreeMap::new(),
        considered: true,
    }
}

fn view(load: Held, web: Held) -> View {
    let connected = |held| HostView {
        health: Health::Connected,
        session: Some(1),
        held,
    };
    BTreeMap::from([(host("load"), connected(load)), (host("web"), connected(web))])
}

fn commands(steps: &[Step]) -> Vec<(String, Command)> {
    steps
        .iter()
        .filter_map(|step| match step {
            Step::Send { host, command, .. } => Some((host.to_string(), *command)),
            Step::Commit { .. } => None,
        })
        .collect()
}

fn state_after(run: &LiveRun, steps: &[Step]) -> RunState {
    let mut state = run.state.clone();
    for step in steps {
        if let Step::Commit { events, .. } = step {
            for (event, _) in events {
                state = apply(&state, event).unwrap();
            }
        }
    }
    state
}

fn setup() -> LiveRun {
    run(RunState::Setup {
        since: Timestamp::from_micros(990_000_000),
    })
}

fn running() -> LiveRun {
    run(RunState::Running {
        since: STARTED,
        abort: None,
    })
}

#[test]
fn all_hosts_are_set_up_with_their_monitors_before_anything_else() {
    let steps = plan(&setup(), &view(Held::Nothing, Held::Nothing), NOW);
    let expected = ["load", "web"].into_iter().flat_map(|host| {
        [Command::SetupTest, Command::StartMonitor, Command::StreamStart]
            .map(|command| (host.to_owned(), command))
    });
    assert_eq!(commands(&steps), expected.collect::<Vec<_>>());
}

#[test]
fn nobody_starts_before_all_are_ready_and_monitoring() {
    let ready = Held::Ready { monitoring: true };
    for not_ready in [Held::Nothing, Held::Preparing, Held::Ready { monitoring: false }] {
        let steps = plan(&setup(), &view(ready.clone(), not_ready), NOW);
        assert!(
            commands(&steps)
                .iter()
                .all(|(_, command)| *command != Command::StartTest)
        );
    }
    let steps = plan(&setup(), &view(ready.clone(), ready), NOW);
    assert_eq!(commands(&steps), [("load".to_owned(), Command::StartTest)]);
}

#[test]
fn a_ready_host_whose_link_is_cut_holds_the_barrier() {
    let ready = Held::Ready { monitoring: true };
    let mut view = view(ready.clone(), ready);
    view.get_mut(&host("web")).unwrap().session = None;
    assert_eq!(commands(&plan(&setup(), &view, NOW)), []);
}

#[test]
fn a_host_that_fails_at_the_barrier_fails_the_run_with_its_reason() {
    let failed = Held::Failed {
        reason: "the disk is full".to_owned(),
    };
    let steps = plan(&setup(), &view(Held::Ready { monitoring: true }, failed), NOW);
    let RunState::Collating { outcome, .. } = state_after(&setup(), &steps) else {
        panic!("{steps:?}")
    };
    assert!(format!("{outcome:?}").contains("the disk is full"));
}

#[test]
fn a_host_that_is_lost_before_any_agent_was_reached_fails_the_run_at_once() {
    let mut view = view(Held::Nothing, Held::Nothing);
    for host_view in view.values_mut() {
        *host_view = HostView {
            health: Health::Lost { since: STARTED },
            session: None,
            held: Held::Nothing,
        };
    }
    let steps = plan(&setup(), &view, NOW);
    assert!(matches!(state_after(&setup(), &steps), RunState::Failed { .. }));
}

#[test]
fn a_script_so_short_that_its_start_was_not_heard_of_has_started_and_ended() {
    let ended = Held::Ended {
        started: Some(STARTED),
        ran: Duration::from_millis(20),
        end: Some(ScriptEnd::Exited { code: 0 }),
        altered: vec![],
    };
    let steps = plan(&setup(), &view(ended, Held::Ready { monitoring: true }), NOW);
    assert!(matches!(
        state_after(&setup(), &steps),
        RunState::Collating { .. }
    ));
    let [Step::Commit { events, ran }] = steps.as_slice() else {
        panic!("{steps:?}")
    };
    assert_eq!(events.len(), 3);
    assert_eq!(events[0].0, Event::Started { at: STARTED });
    assert_eq!(*ran, Some(Duration::from_millis(20)));
}

#[test]
fn after_a_restart_of_the_server_a_running_script_is_only_followed() {
    let steps = plan(
        &running(),
        &view(
            Held::Running { started: STARTED },
            Held::Ready { monitoring: true },
        ),
        NOW,
    );
    let expected = [
        ("load".to_owned(), Command::StreamStart),
        ("web".to_owned(), Command::StreamStart),
    ];
    assert_eq!(commands(&steps), expected);
}

#[test]
fn an_abort_ends_the_script_and_waits_for_its_end() {
    let aborting = run(RunState::Running {
        since: STARTED,
        abort: Some(By::User("ana".to_owned())),
    });
    let view = view(
        Held::Running { started: STARTED },
        Held::Ready { monitoring: true },
    );
    let steps = plan(&aborting, &view, NOW);
    assert!(commands(&steps).contains(&("load".to_owned(), Command::EndTest)));
    assert_eq!(state_after(&aborting, &steps), aborting.state);
}

#[test]
fn an_agent_that_is_silent_is_waited_for_and_one_that_is_lost_is_not() {
    let mut view = view(
        Held::Running { started: STARTED },
        Held::Ready { monitoring: true },
    );
    let load = view.get_mut(&host("load")).unwrap();
    *load = HostView {
        health: Health::Suspect { since: STARTED },
        session: None,
        held: Held::Nothing,
    };
    assert_eq!(
        state_after(&running(), &plan(&running(), &view, NOW)),
        running().state
    );
    view.get_mut(&host("load")).unwrap().health = Health::Lost { since: STARTED };
    assert!(matches!(
        state_after(&running(), &plan(&running(), &view, NOW)),
        RunState::Collating { .. }
    ));
}

#[test]
fn an_agent_that_is_back_without_the_run_has_lost_it() {
    let steps = plan(
        &running(),
        &view(Held::Nothing, Held::Ready { monitoring: true }),
        NOW,
    );
    let RunState::Collating { outcome, .. } = state_after(&running(), &steps) else {
        panic!("{steps:?}")
    };
    assert!(format!("{outcome:?}").contains("Lost"));
}

#[test]
fn the_server_ends_a_script_only_long_after_the_agent_should_have() {
    let view = view(
        Held::Running { started: STARTED },
        Held::Ready { monitoring: true },
    );
    let ends_at = |seconds| {
        let now = STARTED.plus(Duration::from_secs(seconds));
        commands(&plan(&running(), &view, now))
            .iter()
            .any(|(_, command)| *command == Command::EndTest)
    };
    assert!(!ends_at(601));
    assert!(ends_at(600 + 121));
}

#[test]
fn an_agent_whose_clock_is_years_off_does_not_trip_the_guard() {
    let years_ago = Held::Running {
        started: Timestamp::from_micros(0),
    };
    let steps = plan(&setup(), &view(years_ago, Held::Ready { monitoring: true }), NOW);
    let RunState::Running { since, .. } = state_after(&setup(), &steps) else {
        panic!("{steps:?}")
    };
    assert_eq!(since, Timestamp::from_micros(990_000_000));
}
