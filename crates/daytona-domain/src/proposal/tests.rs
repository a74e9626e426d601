use std::process::Command;

use super::*;

fn wanted(command: &str) -> Wanted {
    Wanted {
        command: command.to_owned(),
        ..Wanted::default()
    }
}

/// Runs the script of a proposal with arguments in a folder of its own. Returns what it printed and left.
fn run(proposal: &Proposal, arguments: &[&str]) -> (bool, String, String) {
    let folder = std::env::temp_dir().join(format!("daytona-proposal-{}-{:p}", std::process::id(), proposal));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("own.sh"), "#!/bin/sh\necho \"own: $*\"\n").unwrap();
    std::fs::write(folder.join(SCRIPT_FILE), &proposal.script).unwrap();
    let output = Command::new("bash")
        .arg("-c")
        .arg("chmod +x own.sh run.sh && exec ./run.sh \"$@\"")
        .arg("bash")
        .args(arguments)
        .current_dir(&folder)
        .output()
        .unwrap();
    let results = std::fs::read_to_string(folder.join("results.csv")).unwrap_or_default();
    std::fs::remove_dir_all(&folder).unwrap();
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.success(), text, results)
}

#[test]
fn a_command_becomes_a_framework_with_a_script() {
    let proposal = propose(&wanted("wrk -t2 -c 64 -d30s http://web-1/")).unwrap();
    let definition = serde_json::to_string_pretty(&proposal.definition).unwrap();
    insta::assert_snapshot!(format!("{definition}\n\n{}", proposal.script));
}

#[test]
fn the_script_runs_the_command_with_the_arguments_whatever_they_hold() {
    let proposal = propose(&wanted(
        "printf '[%s]' --count=3 -n 5 'fixed words' | cat && printf '(%s)' 7",
    ))
    .unwrap();
    let names: Vec<_> = proposal
        .definition
        .arguments
        .iter()
        .map(|a| a.name.to_string())
        .collect();
    assert_eq!(names, ["count", "n", "number"]);
    let (is_good, text, results) = run(&proposal, &["--count=a b;$(id)'\"", "--number=*"]);
    assert!(is_good, "{text}");
    assert_eq!(text, "[--count=a b;$(id)'\"][-n][5][fixed words](*)");
    let rows: Vec<_> = results.lines().collect();
    assert_eq!(rows[0], "name,value,unit,better");
    assert!(
        rows[1].starts_with("duration,0.") && rows[1].ends_with(",s,lower"),
        "{results}"
    );
    let (is_good, text, _) = run(&proposal, &["--wrong=1"]);
    assert!(!is_good && text.contains("unknown argument: --wrong=1"), "{text}");
}

#[test]
fn a_command_that_fails_makes_the_script_fail_and_leaves_no_result() {
    let proposal = propose(&wanted("sh -c 'exit 7'")).unwrap();
    let (is_good, _, results) = run(&proposal, &[]);
    assert!(!is_good);
    assert_eq!(results, "");
}

#[test]
fn a_program_with_a_relative_path_is_looked_for_beside_the_script() {
    let proposal = propose(&wanted("./own.sh 12")).unwrap();
    assert_eq!(proposal.beside, ["own.sh"]);
    assert_eq!(proposal.definition.name.as_str(), "own");
    let (is_good, text, _) = run(&proposal, &["--number=13"]);
    assert!(is_good, "{text}");
    assert_eq!(text, "own: 13\n");
}

#[test]
fn a_result_file_of_the_command_is_taken_over() {
    let own = Wanted {
        result_file: Some("results.csv".to_owned()),
        ..wanted("printf 'name,value\\nspeed,%s\\n' 5 > results.csv")
    };
    let (is_good, text, results) = run(&propose(&own).unwrap(), &["--number=6"]);
    assert!(is_good, "{text}");
    assert!(
        results.starts_with("name,value\nspeed,6\nduration,0."),
        "{results}"
    );
    let missing = Wanted {
        result_file: Some("out.json".to_owned()),
        ..wanted("true")
    };
    let (is_good, text, _) = run(&propose(&missing).unwrap(), &[]);
    assert!(!is_good && text.contains("left no result file"), "{text}");
}

#[test]
fn what_varies_can_be_chosen_and_an_unknown_part_is_named() {
    let chosen = Wanted {
        vary: Some(vec!["url".parse().unwrap()]),
        ..wanted("wrk -c 64 http://web-1/")
    };
    let error = propose(&Wanted {
        vary: Some(vec!["x".parse().unwrap()]),
        ..chosen.clone()
    })
    .unwrap_err();
    insta::assert_snapshot!(error, @"x is no part of the command that could vary; those are c, url");
    let proposal = propose(&chosen).unwrap();
    assert_eq!(proposal.definition.arguments.len(), 1);
    assert!(
        proposal.script.contains("wrk -c 64 \"${url}\""),
        "{}",
        proposal.script
    );
}
