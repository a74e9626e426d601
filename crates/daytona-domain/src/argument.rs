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
    /// Given by whoever makes a test, handed to the script, and shown to nobody. Kept sealed; see [`Secrets`].
    Secret,
}

/// The values of secret arguments, by name. Among the other arguments they stand as empty texts, which keep their places.
pub type Secrets = BTreeMap<ArgumentName, SealedValue>;

/// A value that only the server it was given to can read. What is in it and with which key is the server's matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SealedValue(String);

impl SealedValue {
    pub fn new(sealed: String) -> Self {
        Self(sealed)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
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
    #[error("argument {name} is secret and can't have a default, because everyone may see a framework")]
    SecretDefault { name: ArgumentName },
    #[error("argument {name} is secret and has no value yet; give one, an empty one if it needs none")]
    NoSecret { name: ArgumentName },
    #[error("argument {name} was secret when the test was made, and is not any more; give its value anew")]
    NotSecretAnyMore { name: ArgumentName },
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
        if spec.kind == ArgumentKind::Secret && !spec.default.is_empty() {
            return Err(InvalidArgument::SecretDefault {
                name: spec.name.clone(),
            });
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
    resolve_keeping(specs, given, &Secrets::new())
}

/// As [`resolve`], for something that has the secrets `kept`: one that isn't given, or given empty, stays, and its value here
/// is empty.
pub fn resolve_keeping(
    specs: &[ArgumentSpec],
    given: &ArgumentValues,
    kept: &Secrets,
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
            let name = || spec.name.clone();
            let given = given.get(&spec.name);
            let is_kept = kept.contains_key(&spec.name);
            match spec.kind {
                ArgumentKind::Secret if given.is_none() && !is_kept => {
                    return Err(InvalidArgument::NoSecret { name: name() });
                }
                ArgumentKind::Text | ArgumentKind::Select | ArgumentKind::Hidden
                    if is_kept && given.is_none_or(String::is_empty) =>
                {
                    return Err(InvalidArgument::NotSecretAnyMore { name: name() });
                }
                ArgumentKind::Secret | ArgumentKind::Text | ArgumentKind::Select | ArgumentKind::Hidden => {}
            }
            let value = given.unwrap_or(&spec.default);
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
    fn a_secret_has_no_default_and_must_be_given_or_kept() {
        let specs = [spec("password", ArgumentKind::Secret, &[], "")];
        check_definitions(&specs).unwrap();
        let shown = [spec("password", ArgumentKind::Secret, &[], "hunter2")];
        assert!(matches!(
            check_definitions(&shown),
            Err(InvalidArgument::SecretDefault { .. })
        ));
        let name: ArgumentName = "password".parse().unwrap();
        let given = BTreeMap::from([(name.clone(), "hunter2".to_owned())]);
        let kept = Secrets::from([(name.clone(), SealedValue::new("sealed".to_owned()))]);
        let none = ArgumentValues::new();
        assert_eq!(resolve(&specs, &given).unwrap()[0].1, "hunter2");
        assert_eq!(resolve_keeping(&specs, &none, &kept).unwrap()[0].1, "");
        assert!(matches!(
            resolve(&specs, &none),
            Err(InvalidArgument::NoSecret { .. })
        ));
    }

    #[test]
    fn a_secret_that_became_an_ordinary_argument_is_not_taken_for_an_empty_one() {
        let specs = [spec("password", ArgumentKind::Text, &[], "default")];
        let name: ArgumentName = "password".parse().unwrap();
        let kept = Secrets::from([(name.clone(), SealedValue::new("sealed".to_owned()))]);
        let as_stored = BTreeMap::from([(name.clone(), String::new())]);
        assert!(matches!(
            resolve_keeping(&specs, &as_stored, &kept),
            Err(InvalidArgument::NotSecretAnyMore { .. })
        ));
        let anew = BTreeMap::from([(name, "shown".to_owned())]);
        assert_eq!(resolve_keeping(&specs, &anew, &kept).unwrap()[0].1, "shown");
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
