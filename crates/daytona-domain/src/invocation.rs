//! What a script is given: its `argv` and its environment, exactly. Arguments never pass through a shell.

use std::time::Duration;

use crate::framework::{ArgumentPassing, ScriptPath};
use crate::host::RunHosts;
use crate::id::RunId;
use crate::name::{ArgumentName, FrameworkName, HostName, environment_suffix};

/// The arguments of `argv` after the script's own path.
pub fn argv(passing: ArgumentPassing, arguments: &[(ArgumentName, String)]) -> Vec<String> {
    arguments
        .iter()
        .map(|(name, value)| match passing {
            ArgumentPassing::Positional => value.clone(),
            ArgumentPassing::Named => format!("--{name}={value}"),
        })
        .collect()
}

/// What the server knows of the environment; the agent adds PATH, HOME, USER, LANG and the results folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentSource<'a> {
    pub run: RunId,
    pub framework: &'a FrameworkName,
    pub arguments: &'a [(ArgumentName, String)],
    pub hosts: &'a RunHosts,
    /// The address of each host as its administrator or enrolment gave it.
    pub addresses: &'a [(HostName, String)],
    pub timeout: Duration,
}

/// The variables that say which run this is, in the order in which they are documented.
pub fn environment(source: &EnvironmentSource<'_>) -> Vec<(String, String)> {
    let names: Vec<_> = source.hosts.statistics.iter().map(HostName::as_str).collect();
    let mut variables = vec![
        ("DAYTONA_TEST_ID".to_owned(), source.run.test.to_string()),
        ("DAYTONA_RUN".to_owned(), source.run.number.to_string()),
        ("DAYTONA_FRAMEWORK".to_owned(), source.framework.to_string()),
        (
            "DAYTONA_EXECUTION_HOST".to_owned(),
            source.hosts.execution.to_string(),
        ),
        ("DAYTONA_STATISTICS_HOSTS".to_owned(), names.join(",")),
        (
            "DAYTONA_TIMEOUT_SECONDS".to_owned(),
            source.timeout.as_secs().to_string(),
        ),
    ];
    for (name, value) in source.arguments {
        variables.push((
            format!("DAYTONA_ARG_{}", environment_suffix(name.as_str())),
            value.clone(),
        ));
    }
    for (name, address) in source.addresses {
        variables.push((
            format!("DAYTONA_HOST_ADDRESS_{}", environment_suffix(name.as_str())),
            address.clone(),
        ));
    }
    variables
}

/// The command as a person would type it in a shell, quoted where it must be.
pub fn command_line(
    script: &ScriptPath,
    passing: ArgumentPassing,
    arguments: &[(ArgumentName, String)],
) -> String {
    let words = argv(passing, arguments);
    std::iter::once(script.as_str().to_owned())
        .chain(words)
        .map(|word| shell_quote(&word))
        .collect::<Vec<_>>()
        .join(" ")
}

pub(crate) fn shell_quote(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,@%+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments() -> Vec<(ArgumentName, String)> {
        vec![
            ("level".parse().unwrap(), "9".to_owned()),
            ("note-2".parse().unwrap(), "a b\"c;$(d)\né".to_owned()),
        ]
    }

    #[test]
    fn each_value_is_one_cell_of_argv_whatever_it_holds() {
        assert_eq!(
            argv(ArgumentPassing::Positional, &arguments()),
            ["9", "a b\"c;$(d)\né"]
        );
        assert_eq!(
            argv(ArgumentPassing::Named, &arguments()),
            ["--level=9", "--note-2=a b\"c;$(d)\né"]
        );
    }

    #[test]
    fn the_environment_names_run_hosts_and_arguments() {
        let hosts = RunHosts::new("load-1".parse().unwrap(), vec!["web-1".parse().unwrap()]).unwrap();
        let variables = environment(&EnvironmentSource {
            run: RunId::new(1132, 2),
            framework: &"gzip".parse().unwrap(),
            arguments: &arguments(),
            hosts: &hosts,
            addresses: &[("web-1".parse().unwrap(), "10.0.0.7".to_owned())],
            timeout: Duration::from_secs(600),
        });
        let text: Vec<_> = variables
            .iter()
            .map(|(name, value)| format!("{name}={value:?}"))
            .collect();
        insta::assert_snapshot!(text.join("\n"));
    }

    #[test]
    fn the_command_line_is_quoted_for_a_shell() {
        let script = "gzip/run.sh".parse().unwrap();
        let quote = [
            ("a".parse().unwrap(), "it's".to_owned()),
            ("b".parse().unwrap(), String::new()),
        ];
        let positional = command_line(&script, ArgumentPassing::Positional, &quote);
        assert_eq!(positional, r"gzip/run.sh 'it'\''s' ''");
    }
}
