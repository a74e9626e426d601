use proptest::prelude::*;

use super::*;

const AT: Timestamp = Timestamp::from_micros(0);

fn host() -> HostName {
    "load-1".parse().unwrap()
}

fn ana() -> By {
    By::User("ana".to_owned())
}

fn limit() -> Span {
    "10m".parse().unwrap()
}

fn states() -> Vec<RunState> {
    let outcomes = [
        Outcome::Succeeded,
        Outcome::Failed {
            cause: FailureCause::ExitCode { code: 7 },
        },
        Outcome::TimedOut { limit: limit() },
        Outcome::Aborted { by: ana() },
    ];
    let mut states = vec![
        RunState::Scheduled { since: AT },
        RunState::Waiting { since: AT },
        RunState::Setup { since: AT },
        RunState::Running {
            since: AT,
            abort: None,
        },
        RunState::Running {
            since: AT,
            abort: Some(By::User("bo".to_owned())),
        },
    ];
    states.extend(outcomes.iter().map(|outcome| RunState::Completed {
        since: AT,
        outcome: outcome.clone(),
    }));
    for late in [false, true] {
        states.extend(outcomes.iter().map(|outcome| RunState::Collating {
            since: AT,
            outcome: outcome.clone(),
            late,
        }));
    }
    states.extend([
        RunState::FinishedClean { at: AT, late: false },
        RunState::Failed {
            at: AT,
            cause: FailureCause::ExitCode { code: 7 },
            late: false,
        },
        RunState::Failed {
            at: AT,
            cause: FailureCause::Lost { host: host() },
            late: false,
        },
        RunState::TimedOut {
            at: AT,
            limit: limit(),
            late: false,
        },
        RunState::Aborted {
            at: AT,
            by: ana(),
            late: false,
        },
        RunState::Imported {
            original_state: "finished clean".to_owned(),
        },
    ]);
    states
}

fn events() -> Vec<Event> {
    let lost = || FailureCause::Lost { host: host() };
    let setup = || FailureCause::Setup {
        host: host(),
        reason: "disk full".to_owned(),
        on_agent: true,
    };
    vec![
        Event::PickedUp { at: AT },
        Event::Leased { at: AT },
        Event::SetupFailed {
            at: AT,
            cause: setup(),
            agents_reached: true,
        },
        Event::SetupFailed {
            at: AT,
            cause: setup(),
            agents_reached: false,
        },
        Event::Started { at: AT },
        Event::ScriptEnded {
            at: AT,
            end: ScriptEnd::Exited { code: 0 },
        },
        Event::ScriptEnded {
            at: AT,
            end: ScriptEnd::Exited { code: 7 },
        },
        Event::ScriptEnded {
            at: AT,
            end: ScriptEnd::TimedOut { limit: limit() },
        },
        Event::ScriptEnded {
            at: AT,
            end: ScriptEnd::Aborted,
        },
        Event::AbortRequested { at: AT, by: ana() },
        Event::CollationBegan { at: AT },
        Event::Broken {
            at: AT,
            cause: lost(),
        },
        Event::Collated { at: AT },
        Event::CollationFailed {
            at: AT,
            cause: FailureCause::Collation {
                host: host(),
                reason: "no space".to_owned(),
            },
        },
        Event::LateResult {
            at: AT,
            end: ScriptEnd::Exited { code: 0 },
        },
    ]
}

fn brief<T: Serialize>(value: &T) -> String {
    let mut json = serde_json::to_value(value).unwrap();
    let fields = json.as_object_mut().unwrap();
    fields.retain(|key, value| !matches!(key.as_str(), "since" | "at") && *value != serde_json::json!(false));
    fields
        .values()
        .map(|value| value.to_string().replace('"', ""))
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn every_state_and_event() {
    let mut table = String::new();
    for state in states() {
        table.push_str(&format!("{}\n", brief(&state)));
        for event in events() {
            let next = match apply(&state, &event) {
                Ok(next) => format!("→ {}", brief(&next)),
                Err(refusal) => format!("✕ {refusal}"),
            };
            table.push_str(&format!("    {:60} {next}\n", brief(&event)));
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn only_a_late_result_leaves_a_final_state_and_only_lost() {
    for state in states().into_iter().filter(RunState::is_terminal) {
        for event in events() {
            let may_leave = state.lost_host().is_some() && matches!(event, Event::LateResult { .. });
            assert_eq!(apply(&state, &event).is_ok(), may_leave, "{state:?} {event:?}");
        }
    }
}

#[test]
fn the_diagram_in_the_manual_shows_these_transitions_and_no_others() {
    let manual =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/states.md")).unwrap();
    let drawn: std::collections::BTreeSet<String> = manual
        .lines()
        .filter_map(|line| line.trim().split_once(" --> "))
        .filter(|(from, to)| *from != "[*]" && !to.starts_with("[*]"))
        .map(|(from, to)| format!("{from} --> {}", to.split(':').next().unwrap().trim()))
        .collect();
    let mut coded = std::collections::BTreeSet::new();
    for state in states() {
        for event in events() {
            if let Ok(next) = apply(&state, &event)
                && next.name() != state.name()
            {
                coded.insert(format!("{} --> {}", state.name(), next.name()));
            }
        }
    }
    assert_eq!(drawn, coded);
}

proptest! {
    #[test]
    fn a_run_has_at_most_one_final_state_unless_it_was_lost(picks in proptest::collection::vec(0usize..15, 0..60)) {
        let mut state = RunState::Scheduled { since: AT };
        let events = events();
        for pick in picks {
            let before = state.clone();
            if let Ok(next) = apply(&state, &events[pick]) {
                prop_assert!(!before.is_terminal() || before.lost_host().is_some());
                state = next;
            }
        }
    }

    #[test]
    fn no_run_is_clean_without_exit_code_0(picks in proptest::collection::vec(0usize..15, 0..60)) {
        let mut state = RunState::Scheduled { since: AT };
        let events = events();
        let mut exited_with_0 = false;
        for pick in picks {
            if let Ok(next) = apply(&state, &events[pick]) {
                exited_with_0 |= matches!(
                    &events[pick],
                    Event::ScriptEnded { end: ScriptEnd::Exited { code: 0 }, .. } | Event::LateResult { .. }
                );
                state = next;
            }
            let is_clean = matches!(state, RunState::FinishedClean { .. });
            prop_assert!(exited_with_0 || !is_clean, "clean without exit code 0");
        }
    }
}
