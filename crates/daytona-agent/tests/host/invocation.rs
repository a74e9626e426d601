//! What a script is given: arguments and environment, exactly.

use daytona_agent::run_folder::Execution;

use crate::support::*;

#[test]
fn arguments_reach_the_script_unchanged_whatever_they_hold() {
    let host = Host::new();
    let arguments: Vec<String> = [
        "two words",
        "quotes \" and '",
        "a; touch /tmp/daytona-injected",
        "$(id) `id` $HOME",
        "two\nlines\n",
        "größer µs 測試",
        "",
        "--name=value",
        "*",
        "back\\slash",
    ]
    .map(ToOwned::to_owned)
    .into();
    let execution = Execution {
        arguments: arguments.clone(),
        ..execution()
    };
    let lines = "for a in \"$@\"; do printf '%s\\0' \"$a\"; done > arguments";
    let folder = host.prepare_shell_with(lines, &order_with(execution));
    run_to_end(&folder);
    let expected: String = arguments.iter().map(|argument| format!("{argument}\0")).collect();
    assert_eq!(String::from_utf8(read(&folder, "arguments")).unwrap(), expected);
}

#[test]
fn the_environment_is_what_was_promised_and_nothing_of_the_agents() {
    let host = Host::new();
    let environment = vec![
        ("DAYTONA_TEST_ID".to_owned(), "1132".to_owned()),
        ("DAYTONA_ARG_NOTE".to_owned(), "two\nlines; $(id)".to_owned()),
    ];
    let execution = Execution {
        environment,
        ..execution()
    };
    host.script("bench/run.sh", "#!/usr/bin/env -S cat /proc/self/environ\n");
    let folder = host.prepare(&order_with(execution));
    run_to_end(&folder);
    let console = console(&folder);
    let mut variables: Vec<_> = console
        .split('\0')
        .filter(|variable| variable.contains('='))
        .map(ToOwned::to_owned)
        .collect();
    variables.sort();
    let account = &host.account;
    let mut expected = vec![
        "DAYTONA_ARG_NOTE=two\nlines; $(id)".to_owned(),
        format!("DAYTONA_RESULTS_DIR={}", folder.results_path().display()),
        format!("DAYTONA_SOCKET={}", folder.path().join("socket").display()),
        "DAYTONA_TEST_ID=1132".to_owned(),
        format!("HOME={}", account.home),
        "LANG=C.UTF-8".to_owned(),
        format!("PATH={}", account.path),
        format!("USER={}", account.name),
    ];
    expected.sort();
    // The script's own text follows its environment on the console.
    variables.retain(|variable| !variable.contains("#!"));
    assert_eq!(variables, expected);
}

#[test]
fn the_script_is_its_copy_by_absolute_path_in_its_results_folder_without_input() {
    let host = Host::new();
    host.script("bench/lib/common", "shared");
    let (folder, _) = host.run_shell("echo \"$0\"; pwd; cat; cat \"$(dirname \"$0\")/lib/common\"");
    let results = folder.results_path().display();
    assert_eq!(
        console(&folder),
        format!("{results}/bench/run.sh\n{results}\nshared")
    );
}
