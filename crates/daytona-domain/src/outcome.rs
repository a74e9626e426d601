//! How a script ended and why a run failed, with the words that people read.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::name::HostName;
use crate::unit::{ByteSize, Span};

/// Someone who did something: a person by name, or the server itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The account's name.
    User(String),
    Server,
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(name) => f.write_str(name),
            Self::Server => f.write_str("the server"),
        }
    }
}

/// How the execution script ended, as its supervisor saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ScriptEnd {
    Exited {
        code: i32,
    },
    Signalled {
        signal: i32,
    },
    /// It ran longer than `limit`; everything it had started was ended.
    TimedOut {
        limit: Span,
    },
    /// It was ended because the run was aborted.
    Aborted,
    /// It never ran: it is missing, not executable, or its interpreter is.
    CannotStart {
        reason: String,
    },
    /// The process that watches over the script was killed; the script's processes were ended.
    SupervisorLost,
    /// The host was rebooted while the script ran.
    HostRebooted,
}

/// Why a run failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FailureCause {
    /// The script ended with another code than 0.
    ExitCode { code: i32 },
    /// The script was ended by a signal that Daytona did not send.
    Signal { signal: i32 },
    /// The script could not be started.
    CannotStart { reason: String },
    /// A host could not prepare the run. `on_agent` says whether the agent itself was at fault.
    Setup {
        host: HostName,
        reason: String,
        on_agent: bool,
    },
    /// A host was not heard of for longer than the limit.
    Lost { host: HostName },
    /// The execution host was rebooted; what its disk kept was collected.
    HostRebooted,
    /// The supervisor of the script was killed.
    SupervisorLost,
    /// The server was restored from a backup while the run was in flight.
    Restored,
    /// The results could not be collected.
    Collation { host: HostName, reason: String },
    /// The script left more than the framework allows; the files stay on the agent.
    ResultsTooLarge {
        host: HostName,
        bytes: ByteSize,
        files: u64,
        largest_folders: Vec<String>,
    },
    /// A file changed while it was collected.
    ResultsChanged { host: HostName, path: String },
    /// The script replaced files that belong to the agent.
    WorkspaceAltered { host: HostName, paths: Vec<String> },
}

impl FailureCause {
    /// Whether the machinery failed, and not the test: such a run says nothing of what was measured.
    pub fn is_infrastructure(&self) -> bool {
        match self {
            Self::Lost { .. } | Self::HostRebooted | Self::SupervisorLost | Self::Restored => true,
            Self::Setup { on_agent, .. } => *on_agent,
            Self::ExitCode { .. }
            | Self::Signal { .. }
            | Self::CannotStart { .. }
            | Self::Collation { .. }
            | Self::ResultsTooLarge { .. }
            | Self::ResultsChanged { .. }
            | Self::WorkspaceAltered { .. } => false,
        }
    }
}

impl fmt::Display for ScriptEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited { code } => write!(f, "the script ended with exit code {code}"),
            Self::Signalled { signal } => write!(f, "the script was ended by signal {signal}"),
            Self::TimedOut { limit } => write!(f, "the script ran longer than {limit} and was ended"),
            Self::Aborted => f.write_str("the script was ended because the run was aborted"),
            Self::CannotStart { reason } => write!(f, "the script could not be started: {reason}"),
            Self::SupervisorLost => f.write_str("the process that watches over the script was killed"),
            Self::HostRebooted => f.write_str("the host was rebooted while the script ran"),
        }
    }
}

impl fmt::Display for FailureCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ExitCode { code } => write!(f, "the script ended with exit code {code}"),
            Self::Signal { signal } => write!(
                f,
                "the script was ended by signal {signal} ({})",
                signal_name(*signal)
            ),
            Self::CannotStart { reason } => write!(f, "the script could not be started: {reason}"),
            Self::Setup {
                host,
                reason,
                on_agent: _,
            } => write!(f, "host {host} could not be set up: {reason}"),
            Self::Lost { host } => write!(
                f,
                "host {host} was lost: nothing was heard of its agent for too long"
            ),
            Self::HostRebooted => f.write_str("the execution host was rebooted during the run"),
            Self::SupervisorLost => f.write_str("the process that watches over the script was killed"),
            Self::Restored => {
                f.write_str("the server was restored from a backup while the run was in flight")
            }
            Self::Collation { host, reason } => {
                write!(f, "the results of host {host} could not be collected: {reason}")
            }
            Self::ResultsTooLarge {
                host,
                bytes,
                files,
                largest_folders,
            } => write!(
                f,
                "the results on host {host} are too large ({bytes} in {files} files); the largest folders are {}; \
                 the files are kept on the host",
                largest_folders.join(", ")
            ),
            Self::ResultsChanged { host, path } => {
                write!(f, "file {path} on host {host} changed while it was collected")
            }
            Self::WorkspaceAltered { host, paths } => {
                write!(
                    f,
                    "files of the agent on host {host} were replaced by the script: {}",
                    paths.join(", ")
                )
            }
        }
    }
}

/// What is known of a run once its script has ended or will never start: it decides the final state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// Exit code 0: clean, if every result file arrives and is verified.
    Succeeded,
    Failed {
        cause: FailureCause,
    },
    TimedOut {
        limit: Span,
    },
    Aborted {
        by: By,
    },
}

impl Outcome {
    /// The outcome that a script's end means; `aborted_by` is who asked for the abort, if anyone did.
    pub fn of_script(end: &ScriptEnd, aborted_by: Option<&By>) -> Self {
        let failed = |cause| Self::Failed { cause };
        match end {
            ScriptEnd::Exited { code: 0 } => Self::Succeeded,
            ScriptEnd::Exited { code } => failed(FailureCause::ExitCode { code: *code }),
            ScriptEnd::Signalled { signal } => failed(FailureCause::Signal { signal: *signal }),
            ScriptEnd::TimedOut { limit } => Self::TimedOut { limit: *limit },
            ScriptEnd::Aborted => Self::Aborted {
                by: aborted_by.cloned().unwrap_or(By::Server),
            },
            ScriptEnd::CannotStart { reason } => failed(FailureCause::CannotStart {
                reason: reason.clone(),
            }),
            ScriptEnd::SupervisorLost => failed(FailureCause::SupervisorLost),
            ScriptEnd::HostRebooted => failed(FailureCause::HostRebooted),
        }
    }
}

/// The name of a Linux signal of x86-64 and AArch64.
pub fn signal_name(signal: i32) -> &'static str {
    match signal {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        10 => "SIGUSR1",
        11 => "SIGSEGV",
        12 => "SIGUSR2",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        31 => "SIGSYS",
        _ => "another signal",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_exit_code_0_succeeds() {
        assert_eq!(
            Outcome::of_script(&ScriptEnd::Exited { code: 0 }, None),
            Outcome::Succeeded
        );
        let seven = Outcome::of_script(&ScriptEnd::Exited { code: 7 }, None);
        assert_eq!(
            seven,
            Outcome::Failed {
                cause: FailureCause::ExitCode { code: 7 }
            }
        );
    }

    #[test]
    fn an_abort_names_who_asked_for_it() {
        let ana = By::User("ana".to_owned());
        let outcome = Outcome::of_script(&ScriptEnd::Aborted, Some(&ana));
        assert_eq!(outcome, Outcome::Aborted { by: ana });
    }

    #[test]
    fn a_script_that_ends_by_itself_before_the_abort_reaches_it_keeps_its_own_end() {
        let ana = By::User("ana".to_owned());
        assert_eq!(
            Outcome::of_script(&ScriptEnd::Exited { code: 0 }, Some(&ana)),
            Outcome::Succeeded
        );
    }

    #[test]
    fn causes_are_told_in_words() {
        let host: HostName = "load-1".parse().unwrap();
        let causes = [
            FailureCause::ExitCode { code: 7 },
            FailureCause::Signal { signal: 11 },
            FailureCause::CannotStart {
                reason: "gzip/run.sh has no interpreter line".to_owned(),
            },
            FailureCause::Lost { host: host.clone() },
            FailureCause::ResultsTooLarge {
                host,
                bytes: ByteSize::new(3 << 30),
                files: 12,
                largest_folders: vec!["scratch (3 GiB)".to_owned()],
            },
        ];
        let text: Vec<_> = causes.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(text.join("\n"));
    }
}
