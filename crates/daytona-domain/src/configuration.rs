//! What makes two runs comparable, as a hash. Runs with the same one form a line on the trend.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::argument::{ArgumentKind, ArgumentSpec};
use crate::framework::ScriptPath;
use crate::host::RunHosts;
use crate::id::FrameworkId;
use crate::name::ArgumentName;

/// Goes up when what is hashed changes, so that old and new hashes are never taken for each other.
const FORMAT: u32 = 1;

/// BLAKE3 of the canonical JSON of a configuration, as 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct ConfigurationHash(String);

impl ConfigurationHash {
    /// Hashes the framework's id (not its revision), the script, the identity arguments by name, never secrets, and the
    /// hosts.
    pub fn new(
        framework: FrameworkId,
        script: &ScriptPath,
        specs: &[ArgumentSpec],
        arguments: &[(ArgumentName, String)],
        hosts: &RunHosts,
    ) -> Self {
        // A hash of a secret would let those who can read it try guesses.
        let may_count = |spec: &ArgumentSpec| spec.identity && spec.kind != ArgumentKind::Secret;
        let is_identity =
            |name: &ArgumentName| specs.iter().any(|spec| spec.name == *name && may_count(spec));
        let identity: BTreeMap<&str, &str> = arguments
            .iter()
            .filter(|(name, _)| is_identity(name))
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        // The keys are in the order of the alphabet, which makes this JSON canonical.
        let canonical = serde_json::json!({
            "arguments": identity,
            "execution_host": hosts.execution,
            "format": FORMAT,
            "framework": framework,
            "script": script.as_str(),
            "statistics_hosts": hosts.statistics,
        });
        Self(
            blake3::hash(canonical.to_string().as_bytes())
                .to_hex()
                .to_string(),
        )
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A hash that was computed before, as it was stored.
    pub fn from_stored(hash: String) -> Self {
        Self(hash)
    }
}

impl fmt::Display for ConfigurationHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn specs() -> Vec<ArgumentSpec> {
        serde_json::from_str(r#"[{"name": "level"}, {"name": "note", "identity": false}]"#).unwrap()
    }

    fn hash(level: &str, note: &str, statistics: &[&str]) -> ConfigurationHash {
        let arguments = [
            ("note".parse().unwrap(), note.to_owned()),
            ("level".parse().unwrap(), level.to_owned()),
        ];
        let statistics = statistics.iter().map(|name| name.parse().unwrap()).collect();
        let hosts = RunHosts::new("load-1".parse().unwrap(), statistics).unwrap();
        ConfigurationHash::new(
            FrameworkId::new(7),
            &"gzip/run.sh".parse().unwrap(),
            &specs(),
            &arguments,
            &hosts,
        )
    }

    #[test]
    fn only_identity_arguments_and_hosts_start_another_line() {
        let base = hash("1", "a", &["web-1", "web-2"]);
        assert_eq!(base, hash("1", "b", &["web-2", "web-1"]));
        assert_ne!(base, hash("2", "a", &["web-1", "web-2"]));
        assert_ne!(base, hash("1", "a", &["web-1"]));
    }

    #[test]
    fn a_secret_has_no_part_in_the_hash_whatever_is_said_of_it() {
        let specs: Vec<ArgumentSpec> =
            serde_json::from_str(r#"[{"name": "password", "kind": "secret", "identity": true}]"#).unwrap();
        let hosts = RunHosts::new("load-1".parse().unwrap(), Vec::new()).unwrap();
        let of = |value: &str| {
            let arguments = [("password".parse().unwrap(), value.to_owned())];
            let script = "gzip/run.sh".parse().unwrap();
            ConfigurationHash::new(FrameworkId::new(7), &script, &specs, &arguments, &hosts)
        };
        assert_eq!(of("one"), of("two"));
    }

    #[test]
    fn the_hash_of_a_known_configuration_stays() {
        insta::assert_snapshot!(hash("1", "a", &[]), @"dc3509713459a1a81cb3eec80937b9b97019ece1710168edd9c0c5e7e6e35638");
    }
}
