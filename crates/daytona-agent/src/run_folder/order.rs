//! What an agent is told to do for a run, in its own words: checked, and kept in a file.

use std::time::Duration;

use daytona_domain::framework::{CollectionLimits, InvalidScriptPath, SERVER_MAXIMUM_TIMEOUT, ScriptPath};
use daytona_domain::id::{LeaseNumber, RunId};
use daytona_domain::name::{FrameworkName, HostName};
use daytona_domain::selection::{InvalidPattern, PathPattern};
use daytona_domain::unit::ByteSize;
use daytona_protocol::convert::{InvalidMessage, LinkRun};
use daytona_protocol::pb;
use serde::{Deserialize, Serialize};

/// How long what a script started may take to end after TERM, before KILL.
pub const DEFAULT_GRACE: Duration = Duration::from_secs(5);

/// One run on this host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunOrder {
    pub run: RunId,
    pub lease: LeaseNumber,
    pub framework: FrameworkName,
    /// This host, as the server knows it.
    pub host: HostName,
    pub task: Task,
    pub limits: CollectionLimits,
    /// Parts of the names of processes that are recorded at every tick.
    #[serde(default)]
    pub processes: Vec<String>,
}

/// What this host does in the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum Task {
    Execution(Execution),
    Statistics,
}

/// The script and what it is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Execution {
    pub script: ScriptPath,
    /// After the script's own path.
    pub arguments: Vec<String>,
    pub environment: Vec<(String, String)>,
    /// From exec, by the monotonic clock.
    pub timeout: Duration,
    /// From TERM to KILL.
    pub grace: Duration,
}

/// An order that can't be carried out as it stands.
#[derive(Debug, thiserror::Error)]
pub enum InvalidOrder {
    #[error("the order names no valid run")]
    Run(#[source] InvalidMessage),
    #[error("the order says no role")]
    Role,
    #[error("the order's script path is invalid")]
    Script(#[source] InvalidScriptPath),
    #[error("the variable {name:?} is refused: the server sets only names that begin with DAYTONA_")]
    Variable { name: String },
    #[error("the order's patterns of what is collected can't be used")]
    Pattern(#[source] InvalidPattern),
    #[error("an argument or a variable holds a NUL character")]
    Nul,
}

impl RunOrder {
    /// The order in the message, for the host that this agent is.
    pub fn from_setup(message: &pb::SetupTest, host: &HostName) -> Result<Self, InvalidOrder> {
        let link = LinkRun::from_message(message.run.as_ref()).map_err(InvalidOrder::Run)?;
        let task = match message.role() {
            pb::Role::Execution => Task::Execution(Execution::from_setup(message)?),
            pb::Role::Statistics => Task::Statistics,
            pb::Role::Unknown => return Err(InvalidOrder::Role),
        };
        Ok(Self {
            run: link.run,
            lease: link.lease,
            framework: link.framework,
            host: host.clone(),
            task,
            limits: CollectionLimits {
                include: patterns(&message.include)?,
                exclude: patterns(&message.exclude)?,
                max_bytes: ByteSize::new(message.max_bytes),
                max_files: message.max_files,
            },
            processes: message.processes.clone(),
        })
    }

    /// The run as the link names it.
    pub fn link_run(&self) -> LinkRun {
        LinkRun {
            run: self.run,
            lease: self.lease,
            framework: self.framework.clone(),
        }
    }
}

fn patterns(texts: &[String]) -> Result<Vec<PathPattern>, InvalidOrder> {
    let parsed: Result<_, _> = texts.iter().map(|text| text.parse()).collect();
    parsed.map_err(InvalidOrder::Pattern)
}

impl Execution {
    fn from_setup(message: &pb::SetupTest) -> Result<Self, InvalidOrder> {
        let environment: Vec<_> = message
            .environment
            .iter()
            .map(|variable| (variable.name.clone(), variable.value.clone()))
            .collect();
        if let Some((name, _)) = environment.iter().find(|(name, _)| !is_ours(name)) {
            return Err(InvalidOrder::Variable { name: name.clone() });
        }
        let values = environment.iter().map(|(_, value)| value);
        if message
            .arguments
            .iter()
            .chain(values)
            .any(|text| text.contains('\0'))
        {
            return Err(InvalidOrder::Nul);
        }
        Ok(Self {
            script: message.script.parse().map_err(InvalidOrder::Script)?,
            arguments: message.arguments.clone(),
            environment,
            timeout: match message.timeout_ms {
                0 => SERVER_MAXIMUM_TIMEOUT,
                milliseconds => Duration::from_millis(milliseconds),
            },
            grace: DEFAULT_GRACE,
        })
    }
}

/// A server that could set LD_PRELOAD could run more than the scripts that this host's administrator allows.
fn is_ours(name: &str) -> bool {
    name.strip_prefix("DAYTONA_")
        .is_some_and(|rest| !rest.is_empty() && !rest.contains(['=', '\0']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setup() -> pb::SetupTest {
        pb::SetupTest {
            run: Some(pb::RunRef {
                test: 1132,
                number: 2,
                generation: 1,
                epoch: 7,
                framework: "gzip".to_owned(),
            }),
            role: pb::Role::Execution.into(),
            script: "gzip/run.sh".to_owned(),
            arguments: vec!["--level=9".to_owned()],
            environment: vec![pb::Variable {
                name: "DAYTONA_RUN".to_owned(),
                value: "2".to_owned(),
            }],
            timeout_ms: 1500,
            max_bytes: 1 << 20,
            max_files: 10,
            ..pb::SetupTest::default()
        }
    }

    fn host() -> HostName {
        "load-1".parse().unwrap()
    }

    #[test]
    fn an_order_survives_its_file() {
        let order = RunOrder::from_setup(&setup(), &host()).unwrap();
        let text = serde_json::to_string(&order).unwrap();
        assert_eq!(serde_json::from_str::<RunOrder>(&text).unwrap(), order);
        let Task::Execution(execution) = &order.task else {
            panic!("{order:?}")
        };
        assert_eq!(execution.timeout, Duration::from_millis(1500));
        assert_eq!(order.link_run().to_message(), setup().run.unwrap());
    }

    #[test]
    fn a_statistics_host_needs_no_script() {
        let message = pb::SetupTest {
            role: pb::Role::Statistics.into(),
            script: String::new(),
            ..setup()
        };
        let order = RunOrder::from_setup(&message, &host()).unwrap();
        assert_eq!(order.task, Task::Statistics);
    }

    #[test]
    fn the_server_cannot_set_variables_that_change_how_programs_are_loaded() {
        for name in ["LD_PRELOAD", "PATH", "DAYTONA_", "DAYTONA_A=B", ""] {
            let message = pb::SetupTest {
                environment: vec![pb::Variable {
                    name: name.to_owned(),
                    value: String::new(),
                }],
                ..setup()
            };
            let error = RunOrder::from_setup(&message, &host()).unwrap_err();
            assert!(
                matches!(error, InvalidOrder::Variable { .. }),
                "{name:?}: {error}"
            );
        }
    }

    #[test]
    fn a_script_outside_the_scripts_folder_is_refused() {
        for script in ["", "run.sh", "../x/run.sh", "/bin/sh", "sar/run.sh"] {
            let message = pb::SetupTest {
                script: script.to_owned(),
                ..setup()
            };
            let error = RunOrder::from_setup(&message, &host()).unwrap_err();
            assert!(matches!(error, InvalidOrder::Script(_)), "{script:?}: {error}");
        }
    }

    #[test]
    fn a_nul_in_an_argument_is_refused_before_it_could_cut_it_short() {
        let message = pb::SetupTest {
            arguments: vec!["a\0b".to_owned()],
            ..setup()
        };
        let error = RunOrder::from_setup(&message, &host()).unwrap_err();
        assert!(matches!(error, InvalidOrder::Nul));
    }
}
