//! Hosts and the parts they play in a run.

use serde::{Deserialize, Serialize};

use crate::name::{HostName, environment_suffix};

/// The part that a host plays in a run.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum HostRole {
    /// Where the execution script runs; its metrics are collected too.
    Execution,
    /// Where only metrics are collected.
    Statistics,
}

/// The hosts of a run, by name. The statistics hosts are sorted and hold neither a double nor the execution host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RunHosts {
    pub execution: HostName,
    pub statistics: Vec<HostName>,
}

/// Hosts that can't serve one run together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidHosts {
    #[error("hosts {first} and {second} fold to the same environment name; rename one of them")]
    FoldAlike { first: HostName, second: HostName },
}

impl RunHosts {
    /// The hosts in their canonical form.
    pub fn new(execution: HostName, statistics: Vec<HostName>) -> Result<Self, InvalidHosts> {
        let mut statistics: Vec<_> = statistics.into_iter().filter(|host| *host != execution).collect();
        statistics.sort();
        statistics.dedup();
        let hosts = Self {
            execution,
            statistics,
        };
        let names: Vec<_> = hosts.iter().map(|(_, name)| name).collect();
        for (index, first) in names.iter().enumerate() {
            let folded = environment_suffix(first.as_str());
            if let Some(second) = names
                .iter()
                .skip(index + 1)
                .find(|name| environment_suffix(name.as_str()) == folded)
            {
                return Err(InvalidHosts::FoldAlike {
                    first: (*first).clone(),
                    second: (*second).clone(),
                });
            }
        }
        Ok(hosts)
    }

    /// The execution host, then the statistics hosts.
    pub fn iter(&self) -> impl Iterator<Item = (HostRole, &HostName)> {
        let statistics = self.statistics.iter().map(|name| (HostRole::Statistics, name));
        std::iter::once((HostRole::Execution, &self.execution)).chain(statistics)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(name: &str) -> HostName {
        name.parse().unwrap()
    }

    #[test]
    fn statistics_hosts_are_sorted_without_doubles_and_without_the_execution_host() {
        let hosts = RunHosts::new(host("b"), vec![host("c"), host("a"), host("b"), host("c")]).unwrap();
        assert_eq!(hosts.statistics, [host("a"), host("c")]);
    }

    #[test]
    fn hosts_that_fold_alike_are_refused() {
        let error = RunHosts::new(host("web-1"), vec![host("web.1")]).unwrap_err();
        assert!(error.to_string().contains("web-1 and web.1"));
    }
}
