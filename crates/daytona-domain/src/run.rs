//! What a run was made from. It is kept with the run, so that a later edit of the test changes no history.

use serde::{Deserialize, Serialize};

use crate::argument::Secrets;
use crate::configuration::ConfigurationHash;
use crate::framework::{
    ArgumentPassing, CollectionLimits, FrameworkDefinition, MetricsChoice, Mirror, ScriptPath,
    effective_timeout,
};
use crate::host::RunHosts;
use crate::id::{FrameworkId, Revision};
use crate::kpi::KpiSpec;
use crate::name::{ArgumentName, FrameworkName};
use crate::subject::Subjects;
use crate::unit::Span;

/// Everything that decides how a run is executed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSpec {
    pub framework: FrameworkId,
    pub framework_name: FrameworkName,
    pub revision: Revision,
    pub script: ScriptPath,
    pub pass_arguments: ArgumentPassing,
    /// Every argument with its value, in the order of definition; empty where it is one of the secrets.
    pub arguments: Vec<(ArgumentName, String)>,
    #[serde(default, skip_serializing_if = "Secrets::is_empty")]
    pub secrets: Secrets,
    pub hosts: RunHosts,
    /// The limit on the script's running time, never zero.
    pub timeout: Span,
    /// How many runs of the framework may be in flight at once.
    pub concurrency: u32,
    #[serde(default, skip_serializing_if = "Mirror::is_live")]
    pub mirror: Mirror,
    pub kpis: Vec<KpiSpec>,
    pub results: CollectionLimits,
    #[serde(default)]
    pub metrics: MetricsChoice,
    pub subjects: Subjects,
    pub configuration: ConfigurationHash,
}

/// What a person chose for a run, checked against the framework.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunChoice {
    /// Empty where it is one of the secrets.
    pub arguments: Vec<(ArgumentName, String)>,
    #[serde(default, skip_serializing_if = "Secrets::is_empty")]
    pub secrets: Secrets,
    pub hosts: RunHosts,
    pub timeout: Option<Span>,
    pub subjects: Subjects,
}

/// What stands in the place of a secret where people read a command.
const SECRET: &str = "***";

impl RunSpec {
    /// The arguments as people may see them.
    pub fn shown_arguments(&self) -> Vec<(ArgumentName, String)> {
        let shown = |name: &ArgumentName, value: &String| {
            if self.secrets.contains_key(name) {
                SECRET.to_owned()
            } else {
                value.clone()
            }
        };
        self.arguments
            .iter()
            .map(|(name, value)| (name.clone(), shown(name, value)))
            .collect()
    }

    pub fn new(
        id: FrameworkId,
        revision: Revision,
        framework: &FrameworkDefinition,
        choice: RunChoice,
    ) -> Self {
        let RunChoice {
            arguments,
            secrets,
            hosts,
            timeout,
            subjects,
        } = choice;
        let configuration =
            ConfigurationHash::new(id, &framework.script, &framework.arguments, &arguments, &hosts);
        Self {
            framework: id,
            framework_name: framework.name.clone(),
            revision,
            script: framework.script.clone(),
            pass_arguments: framework.pass_arguments,
            arguments,
            secrets,
            hosts,
            timeout: Span::new(effective_timeout(timeout.or(framework.timeout))),
            concurrency: framework.concurrency,
            mirror: framework.mirror,
            kpis: framework.kpis.clone(),
            results: framework.results.clone(),
            metrics: framework.metrics.clone(),
            subjects,
            configuration,
        }
    }
}
