//! The arguments that a framework defines and a test gives values for.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::name::{ArgumentName, environment_suffix};

/// One argument of a framework.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArgumentSpec {
    pub name: ArgumentName,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    #[serde(default)]
    pub kind: ArgumentKind,
    /// The choices of a `select`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    #[serde(default)]
    pub default: String,
    /// Whether another value starts another line on the trend.
    #[serde(default = "yes")]
    pub identity: bool,
}

fn yes() -> bool {
    true
}

/// How an argument is entered and shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ArgumentKind {
    #[default]
    Text,
    Select,
    Hidden,
}

/// Values by argument name, as given by the person who starts a run.
pub type ArgumentValues = BTreeMap<ArgumentName, String>;

/// An argument that can't be accepted; `name` says which.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidArgument {
    #[error("there is no argument {name}; this framework has {}", listed(known))]
    Unknown { name: ArgumentName, known: Vec<String> },
    #[error("argument {name} can't be {value:?}; choose one of {}", options.join(", "))]
    NotAnOption {
        name: ArgumentName,
        value: String,
        options: Vec<String>,
    },
    #[error("argument {name} holds a NUL character, which no program can be given")]
    Nul { name: ArgumentName },
    #[error("argument {name} appears twice, or folds to the same environment name {folded} as another")]
    Doubled { name: ArgumentName, folded: String },
    #[error("argument {name} is a select and needs options that hold its default {default:?}")]
    DefaultNotAnOption { name: ArgumentName, default: String },
}

fn listed(names: &[String]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}

/// Refuses definitions that could not be told apart or chosen from.
pub fn check_definitions(specs: &[ArgumentSpec]) -> Result<(), InvalidArgument> {
    let mut folded_names = BTreeSet::new();
    for spec in specs {
        let folded = environment_suffix(spec.name.as_str());
        if !folded_names.insert(folded.clone()) {
            return Err(InvalidArgument::Doubled {
                name: spec.name.clone(),
                folded,
            });
        }
        if spec.kind == ArgumentKind::Select && !spec.options.contains(&spec.default) {
            let (name, default) = (spec.name.clone(), spec.default.clone());
            return Err(InvalidArgument::DefaultNotAnOption { name, default });
        }
        check_value(spec, &spec.default)?;
    }
    Ok(())
}

/// The value of every argument in the order of definition: the given one, else the default.
pub fn resolve(
    specs: &[ArgumentSpec],
    given: &ArgumentValues,
) -> Result<Vec<(ArgumentName, String)>, InvalidArgument> {
    if let Some(name) = given
        .keys()
        .find(|name| !specs.iter().any(|spec| spec.name == **name))
    {
        let known = specs.iter().map(|spec| spec.name.to_string()).collect();
        return Err(InvalidArgument::Unknown {
            name: name.clone(),
            known,
        });
    }
    specs
        .iter()
        .map(|spec| {
            let value = given.get(&spec.name).unwrap_or(&spec.default);
            check_value(spec, value)?;
            Ok((spec.name.clone(), value.clone()))
        })
        .collect()
}

fn check_value(spec: &ArgumentSpec, value: &str) -> Result<(), InvalidArgument> {
    if value.contains('\0') {
        return Err(InvalidArgument::Nul {
            name: spec.name.clone(),
        });
    }
    if spec.kind == ArgumentKind::Select && !spec.options.iter().any(|option| option == value) {
        return Err(InvalidArgument::NotAnOption {
            name: spec.name.clone(),
            value: value.to_owned(),
            options: spec.options.clone(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(name: &str, kind: ArgumentKind, options: &[&str], default: &str) -> ArgumentSpec {
        ArgumentSpec {
            name: name.parse().unwrap(),
            description: String::new(),
            kind,
            options: options.iter().map(|option| (*option).to_owned()).collect(),
            default: default.to_owned(),
            identity: true,
        }
    }

    #[test]
    fn what_is_not_given_has_its_default_and_the_order_is_that_of_the_definition() {
        let specs = [
            spec("z", ArgumentKind::Text, &[], "1"),
            spec("a", ArgumentKind::Text, &[], "2"),
        ];
        let given = BTreeMap::from([("a".parse().unwrap(), "x y;$(z)\n".to_owned())]);
        let resolved = resolve(&specs, &given).unwrap();
        let plain: Vec<_> = resolved
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(plain, [("z", "1"), ("a", "x y;$(z)\n")]);
    }

    #[test]
    fn an_unknown_argument_is_named_with_the_ones_there_are() {
        let specs = [spec("level", ArgumentKind::Text, &[], "1")];
        let given = BTreeMap::from([("levle".parse().unwrap(), "2".to_owned())]);
        let error = resolve(&specs, &given).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no argument levle; this framework has level"
        );
    }

    #[test]
    fn a_select_takes_only_its_options() {
        let specs = [spec("tls", ArgumentKind::Select, &["on", "off"], "off")];
        let given = BTreeMap::from([("tls".parse().unwrap(), "maybe".to_owned())]);
        assert!(matches!(
            resolve(&specs, &given),
            Err(InvalidArgument::NotAnOption { .. })
        ));
        let broken = [spec("tls", ArgumentKind::Select, &["on"], "off")];
        assert!(matches!(
            check_definitions(&broken),
            Err(InvalidArgument::DefaultNotAnOption { .. })
        ));
    }

    #[test]
    fn names_that_fold_alike_are_refused() {
        let specs = [
            spec("a-b", ArgumentKind::Text, &[], ""),
            spec("A.b", ArgumentKind::Text, &[], ""),
        ];
        assert!(matches!(
            check_definitions(&specs),
            Err(InvalidArgument::Doubled { .. })
        ));
    }
}
