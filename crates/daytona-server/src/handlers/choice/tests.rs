use axum::response::IntoResponse;
use daytona_api::test::Choice;
use daytona_domain::clock::Timestamp;
use daytona_domain::framework::FrameworkDefinition;
use daytona_domain::id::{DEFAULT_TEAM, FrameworkId, Revision, TestId, UserId};
use daytona_domain::run::RunChoice;
use daytona_domain::unit::Span;
use daytona_store::account::Person;
use daytona_store::test::Test;
use serde_json::{Value, json};

use super::title;
use crate::error::{ApiError, ApiResult, Refusal};
use crate::vault::Vault;

fn vault() -> Vault {
    Vault::open(tempfile::tempdir().unwrap().path()).unwrap()
}

fn of_framework(framework: &FrameworkDefinition, wanted: &Choice) -> ApiResult<RunChoice> {
    super::of_framework(&vault(), framework, wanted)
}

fn of_test(test: &Test, wanted: &Choice) -> ApiResult<RunChoice> {
    super::of_test(&vault(), test, wanted)
}

fn of_next_run(test: &Test, timeout: Option<Span>) -> ApiResult<RunChoice> {
    super::of_next_run(&vault(), test, timeout, &Default::default())
}

fn framework(more: Value) -> FrameworkDefinition {
    let mut definition = json!({
        "name": "gzip",
        "script": "gzip/run.sh",
        "hosts": {"execution": "load-1", "statistics": ["web-1"]},
        "arguments": [
            {"name": "level", "default": "6"},
            {"name": "tls", "kind": "select", "options": ["on", "off"], "default": "off"},
        ],
        "subjects": {"gzip": "1.12"},
    });
    definition
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    serde_json::from_value(definition).unwrap()
}

fn wanted(choice: Value) -> Choice {
    serde_json::from_value(choice).unwrap()
}

fn test_of(definition: FrameworkDefinition, choice: RunChoice) -> Test {
    Test {
        id: TestId::new(7),
        team: DEFAULT_TEAM,
        framework: FrameworkId::new(1),
        framework_name: definition.name.clone(),
        definition,
        framework_owner: UserId::new(1),
        latest_revision: Revision::new(2),
        revision: Revision::new(1),
        owner: Person {
            id: UserId::new(1),
            name: "ana".parse().unwrap(),
        },
        title: "gzip".parse().unwrap(),
        created: Timestamp::from_micros(0),
        choice,
        runs: 1,
        trash: None,
    }
}

fn told(choice: &RunChoice) -> String {
    let arguments: Vec<_> = choice
        .arguments
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let hosts: Vec<_> = choice.hosts.iter().map(|(_, host)| host.to_string()).collect();
    format!(
        "{} on {} {:?}",
        arguments.join(" "),
        hosts.join(" "),
        choice.timeout.map(|span| span.to_string())
    )
}

fn refusal(error: ApiError) -> String {
    let mut response = error.into_response();
    let problem = response
        .extensions_mut()
        .remove::<Refusal>()
        .unwrap()
        .into_problem("");
    let pointer = problem.errors.first().map_or("", |field| &field.pointer);
    format!("{} {pointer}: {}", problem.status, problem.detail)
}

#[test]
fn what_is_not_chosen_is_the_default_of_the_framework() {
    let choice = of_framework(&framework(json!({})), &wanted(json!({"subjects": {"os": "12"}}))).unwrap();
    assert_eq!(told(&choice), "level=6 tls=off on load-1 web-1 None");
    assert_eq!(choice.subjects.len(), 2);
    let changed =
        json!({"arguments": {"level": "9"}, "execution_host": "b", "statistics_hosts": [], "timeout": "5m"});
    let choice = of_framework(&framework(json!({})), &wanted(changed)).unwrap();
    assert_eq!(told(&choice), "level=9 tls=off on b Some(\"5m\")");
}

#[test]
fn what_can_not_be_is_refused_with_the_field() {
    let refused = |definition: Value, choice: Value| {
        refusal(of_framework(&framework(definition), &wanted(choice)).unwrap_err())
    };
    assert_eq!(
        refused(json!({}), json!({"arguments": {"levle": "9"}})),
        "422 /arguments/levle: there is no argument levle; this framework has level, tls"
    );
    assert_eq!(
        refused(json!({}), json!({"arguments": {"tls": "maybe"}})),
        "422 /arguments/tls: argument tls can't be \"maybe\"; choose one of on, off"
    );
    assert_eq!(
        refused(json!({"hosts": {}}), json!({})),
        "422 /execution_host: this framework has no execution host of its own; name one"
    );
    assert_eq!(
        refused(json!({}), json!({"timeout": "2d"})),
        "422 /timeout: 2d is above the server's maximum of 24h"
    );
    assert_eq!(
        refused(json!({}), json!({"statistics_hosts": ["web-1", "web.1"]})),
        "422 /statistics_hosts: hosts web-1 and web.1 fold to the same environment name; rename one of them"
    );
}

#[test]
fn a_clone_keeps_what_is_not_changed_and_leaves_out_what_the_framework_no_longer_has() {
    let first = of_framework(
        &framework(json!({})),
        &wanted(json!({"arguments": {"level": "9"}})),
    )
    .unwrap();
    let revised = framework(json!({"arguments": [{"name": "level"}, {"name": "new", "default": "x"}]}));
    let test = test_of(revised, first);
    let choice = of_test(&test, &wanted(json!({"execution_host": "load-2"}))).unwrap();
    assert_eq!(told(&choice), "level=9 new=x on load-2 web-1 None");
}

#[test]
fn a_next_run_is_refused_if_the_test_does_not_fit_its_framework_any_more() {
    let first = of_framework(&framework(json!({})), &wanted(json!({"timeout": "5m"}))).unwrap();
    let same = test_of(framework(json!({})), first.clone());
    let next = of_next_run(&same, None).unwrap();
    assert_eq!(told(&next), "level=6 tls=off on load-1 web-1 Some(\"5m\")");
    let longer = of_next_run(&same, Some("6m".parse().unwrap())).unwrap();
    assert_eq!(longer.timeout.map(|span| span.to_string()).as_deref(), Some("6m"));
    let revised = test_of(framework(json!({"arguments": [{"name": "level"}]})), first);
    assert_eq!(
        refusal(of_next_run(&revised, None).unwrap_err()),
        "409 : test 7 does not fit its framework any more: there is no argument tls; this framework has level; clone \
         the test and change that"
    );
}

#[test]
fn a_test_without_a_title_has_that_of_its_framework() {
    assert_eq!(
        title(&framework(json!({})), &wanted(json!({}))).unwrap().as_str(),
        "gzip"
    );
    let given = wanted(json!({"title": "level 9"}));
    assert_eq!(title(&framework(json!({})), &given).unwrap().as_str(), "level 9");
}

#[test]
fn a_secret_is_sealed_kept_by_clones_and_next_runs_and_changed_when_it_is_given_anew() {
    let vault = vault();
    let definition =
        || framework(json!({"arguments": [{"name": "level"}, {"name": "password", "kind": "secret"}]}));
    let given = wanted(json!({"arguments": {"level": "9", "password": "hunter2"}}));
    let first = super::of_framework(&vault, &definition(), &given).unwrap();
    assert_eq!(told(&first), "level=9 password= on load-1 web-1 None");
    assert!(!serde_json::to_string(&first).unwrap().contains("hunter2"));
    let revealed = |choice: &RunChoice| {
        let arguments = vault.reveal(&choice.arguments, &choice.secrets).unwrap();
        arguments[1].1.clone()
    };
    let test = test_of(definition(), first);
    let next = super::of_next_run(&vault, &test, None, &Default::default()).unwrap();
    assert_eq!(revealed(&next), "hunter2");
    let same = wanted(json!({"arguments": {"level": "8", "password": ""}}));
    assert_eq!(
        revealed(&super::of_test(&vault, &test, &same).unwrap()),
        "hunter2"
    );
    let other = wanted(json!({"arguments": {"password": "hunter3"}}));
    assert_eq!(
        revealed(&super::of_test(&vault, &test, &other).unwrap()),
        "hunter3"
    );
    assert_eq!(
        refusal(of_next_run(&test, None).unwrap_err()),
        "409 : the secret argument password can't be read with the key of this server (secrets.key in its data \
         folder); clone the test and give it anew"
    );
    assert_eq!(
        refusal(super::of_framework(&vault, &definition(), &wanted(json!({}))).unwrap_err()),
        "422 /arguments/password: argument password is secret and has no value yet; give one, an empty one if it needs \
         none"
    );
}
