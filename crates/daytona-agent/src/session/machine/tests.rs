use proptest::prelude::*;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn at(seconds: u64) -> Duration {
    SECOND * u32::try_from(seconds).unwrap()
}

fn message(message: FromServer) -> Input {
    Input::Received {
        message: pb::ServerMessage {
            sequence: 1,
            message: Some(message),
        },
        wall_us: 2_000,
    }
}

fn welcome() -> Input {
    message(FromServer::Welcome(pb::Welcome {
        protocol_version: PROTOCOL_VERSION,
        server_us: 1_500,
        heartbeat_ms: 5_000,
        ..pb::Welcome::default()
    }))
}

fn greeting() -> pb::Hello {
    pb::Hello {
        wall_us: 1_000,
        ..hello("boot".to_owned(), pb::HostFacts::default(), String::new())
    }
}

fn status() -> ToServer {
    ToServer::Status(pb::RunStatus::default())
}

fn up() -> Machine {
    let mut machine = Machine::new(1);
    assert_eq!(machine.step(Input::Tick { wall_us: 0 }, at(0)), [Effect::Dial]);
    machine.step(Input::Connected { hello: greeting() }, at(0));
    machine.step(welcome(), at(0));
    assert!(matches!(machine.link, Link::Up { .. }));
    machine
}

#[test]
fn it_dials_at_once_and_says_hello_first() {
    let mut machine = Machine::new(1);
    assert_eq!(machine.step(Input::Tick { wall_us: 0 }, at(0)), [Effect::Dial]);
    let effects = machine.step(Input::Connected { hello: greeting() }, at(0));
    let [
        Effect::Send(pb::AgentMessage {
            sequence: 1,
            message: Some(ToServer::Hello(_)),
        }),
    ] = effects.as_slice()
    else {
        panic!("{effects:?}");
    };
}

#[test]
fn the_welcome_tells_the_clocks_difference_and_opens_the_data_connection() {
    let mut machine = Machine::new(1);
    machine.step(Input::Tick { wall_us: 0 }, at(0));
    machine.step(Input::Connected { hello: greeting() }, at(0));
    // Sent at 1,000, answered at the server's 1,500, back at 2,000: the clocks agree.
    assert_eq!(
        machine.step(welcome(), at(0)),
        [Effect::Clock { offset_us: 0 }, Effect::OpenBulk]
    );
}

#[test]
fn another_protocol_version_is_refused_and_tried_again_slowly() {
    let mut machine = Machine::new(1);
    machine.step(Input::Tick { wall_us: 0 }, at(0));
    machine.step(Input::Connected { hello: greeting() }, at(0));
    let newer = pb::Welcome {
        protocol_version: PROTOCOL_VERSION + 1,
        ..pb::Welcome::default()
    };
    let effects = machine.step(message(FromServer::Welcome(newer)), at(0));
    let [Effect::Close { reason }] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert!(reason.contains("upgrade the agent on this host"), "{reason}");
    assert_eq!(machine.step(Input::Tick { wall_us: 0 }, at(59)), []);
    assert_eq!(machine.step(Input::Tick { wall_us: 0 }, at(90)), [Effect::Dial]);
}

#[test]
fn commands_are_acted_on_only_after_the_welcome() {
    let mut machine = Machine::new(1);
    machine.step(Input::Tick { wall_us: 0 }, at(0));
    machine.step(Input::Connected { hello: greeting() }, at(0));
    let command = || message(FromServer::StartTest(pb::StartTest::default()));
    assert!(matches!(
        machine.step(command(), at(0)).as_slice(),
        [Effect::Close { .. }]
    ));
    let mut machine = up();
    let expected = Effect::Act(FromServer::StartTest(pb::StartTest::default()));
    assert_eq!(machine.step(command(), at(1)), [expected]);
}

#[test]
fn a_command_that_it_does_not_know_is_refused_in_words() {
    let unknown = Input::Received {
        message: pb::ServerMessage {
            sequence: 2,
            message: None,
        },
        wall_us: 0,
    };
    let effects = up().step(unknown, at(1));
    let [
        Effect::Send(pb::AgentMessage {
            message: Some(ToServer::Refused(refused)),
            ..
        }),
    ] = effects.as_slice()
    else {
        panic!("{effects:?}");
    };
    assert!(refused.reason.contains("upgrade it"));
}

#[test]
fn heartbeats_go_out_as_often_as_the_server_wants() {
    let mut machine = up();
    let beats = |machine: &mut Machine, second| {
        machine.step(
            message(FromServer::GetStatus(pb::GetStatus::default())),
            at(second),
        );
        machine
            .step(Input::Tick { wall_us: 0 }, at(second))
            .iter()
            .any(|effect| {
                matches!(
                    effect,
                    Effect::Send(pb::AgentMessage {
                        message: Some(ToServer::Heartbeat(_)),
                        ..
                    })
                )
            })
    };
    assert!(beats(&mut machine, 1));
    assert!(!beats(&mut machine, 5));
    assert!(beats(&mut machine, 6));
}

#[test]
fn a_silent_server_is_given_up_and_dialled_again() {
    let mut machine = up();
    machine.step(Input::Tick { wall_us: 0 }, at(29));
    let effects = machine.step(Input::Tick { wall_us: 0 }, at(30));
    assert!(
        matches!(effects.as_slice(), [Effect::Close { .. }]),
        "{effects:?}"
    );
    assert_eq!(machine.step(Input::Tick { wall_us: 0 }, at(31)), [Effect::Dial]);
}

#[test]
fn what_happens_while_the_link_is_down_is_said_by_the_next_hello() {
    let mut machine = up();
    machine.step(Input::LinkLost, at(1));
    assert_eq!(machine.step(Input::Say(status()), at(1)), []);
    machine.step(Input::Tick { wall_us: 0 }, at(2));
    let effects = machine.step(Input::Connected { hello: greeting() }, at(2));
    let [Effect::Send(pb::AgentMessage { sequence, .. })] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!(*sequence, 1, "a new session counts anew");
}

#[test]
fn what_happens_between_hello_and_welcome_is_said_at_once() {
    let mut machine = Machine::new(1);
    machine.step(Input::Tick { wall_us: 0 }, at(0));
    assert_eq!(
        machine.step(Input::Say(status()), at(0)),
        [],
        "Hello will hold it"
    );
    machine.step(Input::Connected { hello: greeting() }, at(0));
    let effects = machine.step(Input::Say(status()), at(0));
    let [Effect::Send(pb::AgentMessage { sequence: 2, .. })] = effects.as_slice() else {
        panic!("{effects:?}")
    };
}

#[test]
fn a_server_that_takes_the_connection_and_never_answers_is_given_up() {
    let mut machine = Machine::new(1);
    machine.step(Input::Tick { wall_us: 0 }, at(0));
    machine.step(Input::Connected { hello: greeting() }, at(0));
    assert_eq!(machine.step(Input::Tick { wall_us: 0 }, at(29)), []);
    let effects = machine.step(Input::Tick { wall_us: 0 }, at(30));
    assert!(
        matches!(effects.as_slice(), [Effect::Close { .. }]),
        "{effects:?}"
    );
}

fn closed(effects: &[Effect]) -> &str {
    let [Effect::Close { reason }] = effects else {
        panic!("{effects:?}")
    };
    reason
}

#[test]
fn an_agent_that_is_turned_away_does_not_come_back_soon() {
    let mut machine = up();
    let refusal = pb::Refusal {
        reason: "revoked".to_owned(),
        come_back_ms: 0,
    };
    let effects = machine.step(message(FromServer::Refusal(refusal)), at(1));
    assert_eq!(closed(&effects), "revoked");
    assert_eq!(machine.step(Input::Tick { wall_us: 0 }, at(60)), []);
    assert_eq!(machine.step(Input::Tick { wall_us: 0 }, at(91)), [Effect::Dial]);
    assert_eq!(machine.step(Input::Refused, at(92)), []);
    assert_eq!(machine.step(Input::Tick { wall_us: 0 }, at(151)), []);
    assert_eq!(machine.step(Input::Tick { wall_us: 0 }, at(182)), [Effect::Dial]);
}

#[test]
fn an_agent_comes_back_when_a_stopping_server_said_so() {
    let mut machine = up();
    let stop = pb::StopServer {
        reason: "the server is stopping".to_owned(),
        come_back_ms: 2_000,
    };
    let effects = machine.step(message(FromServer::StopServer(stop)), at(1));
    assert_eq!(
        closed(&effects),
        "the server is stopping; it says to come back in 2 s"
    );
    assert_eq!(machine.step(Input::Tick { wall_us: 0 }, at(2)), []);
    assert_eq!(machine.step(Input::Tick { wall_us: 0 }, at(4)), [Effect::Dial]);
}

#[test]
fn a_new_certificate_is_used_at_once_also_by_an_agent_that_was_turned_away() {
    let mut machine = up();
    let renew = FromServer::RenewCertificate(pb::RenewCertificate {});
    assert_eq!(machine.step(message(renew), at(1)), [Effect::Renew]);
    closed(&machine.step(Input::NewIdentity, at(2)));
    assert_eq!(machine.step(Input::Tick { wall_us: 0 }, at(2)), [Effect::Dial]);
    machine.step(Input::Refused, at(3));
    assert_eq!(machine.step(Input::NewIdentity, at(4)), []);
    assert_eq!(machine.step(Input::Tick { wall_us: 0 }, at(4)), [Effect::Dial]);
}

proptest! {
    #[test]
    fn nothing_is_said_before_hello_and_no_input_panics(inputs in proptest::collection::vec(0u8..8, 0..80)) {
        let mut machine = Machine::new(3);
        let mut now = Duration::ZERO;
        let mut greeted = false;
        for input in inputs {
            now += SECOND;
            let input = match input {
                0 => Input::Connected { hello: greeting() },
                1 => welcome(),
                2 => Input::LinkLost,
                3 => Input::Say(status()),
                4 => message(FromServer::StartTest(pb::StartTest::default())),
                5 => message(FromServer::Refusal(pb::Refusal::default())),
                6 => Input::Received { message: pb::ServerMessage::default(), wall_us: -5 },
                _ => Input::Tick { wall_us: 7 },
            };
            for effect in machine.step(input, now) {
                match effect {
                    Effect::Dial => greeted = false,
                    Effect::Send(pb::AgentMessage { message: Some(ToServer::Hello(_)), .. }) => greeted = true,
                    Effect::Send(_) => prop_assert!(greeted),
                    Effect::OpenBulk
                    | Effect::Act(_)
                    | Effect::Renew
                    | Effect::Clock { .. }
                    | Effect::Close { .. } => {}
                }
            }
        }
    }
}
