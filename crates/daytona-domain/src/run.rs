//! What a run was made from. It is kept with the run, so that a later edit of the test changes no history.

use serde::{Deserialize, Serialize};

use crate::configuration::ConfigurationHash;
use crate::framework::{
    ArgumentPassing, CollectionLimits, FrameworkDefinition, ScriptPath, effective_timeout,
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
    /// Every argument with its value, in the order of definition.
    pub arguments: Vec<(ArgumentName, String)>,
    pub hosts: RunHosts,
    /// The limit on the script's running time, never zero.
    pub timeout: Span,
    /// How many runs of the framework may be in flight at once.
    pub concurrency: u32,
    pub kpis: Vec<KpiSpec>,
    pub results: CollectionLimits,
    pub subjects: Subjects,
    pub configuration: ConfigurationHash,
}

/// What a person chose for a run, checked against the framework.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunChoice {
    pub arguments: Vec<(ArgumentName, String)>,
    pub hosts: RunHosts,
    pub timeout: Option<Span>,
    pub subjects: Subjects,
}

impl RunSpec {
    pub fn new(
        id: FrameworkId,
        revision: Revision,
        framework: &FrameworkDefinition,
        choice: RunChoice,
    ) -> Self {
        let RunChoice {
            arguments,
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
            hosts,
            timeout: Span::new(effective_timeout(timeout.or(framework.timeout))),
            concurrency: framework.concurrency,
            kpis: framework.kpis.clone(),
            results: framework.results.clone(),
            subjects,
            configuration,
        }
    }
}
