//! Names that people choose, each a type with its rule. An error carries the rejected value.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A name that breaks the rule of its kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is not a valid {kind}: {rule}")]
pub struct InvalidName {
    pub kind: &'static str,
    pub value: String,
    pub rule: &'static str,
}

macro_rules! name_type {
    ($(#[$doc:meta])+ $name:ident, $kind:literal, $valid:path, $rule:literal) => {
        $(#[$doc])+
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schema(value_type = String)]
        pub struct $name(String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidName;

            fn try_from(value: String) -> Result<Self, InvalidName> {
                if $valid(&value) { Ok(Self(value)) } else { Err(InvalidName { kind: $kind, value, rule: $rule }) }
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidName;

            fn from_str(value: &str) -> Result<Self, InvalidName> {
                Self::try_from(value.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

name_type! {
    /// The name of a framework: unique on the server whatever its case, and never changed. It is a folder's name too.
    FrameworkName, "framework name", is_slug, "use 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit"
}
name_type! {
    /// The name of a host, as its agent enrolled under; also the name in its certificate and of a folder.
    HostName, "host name", is_slug, "use 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit"
}
name_type! {
    /// The name of an account.
    UserName, "user name", is_slug, "use 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit"
}
name_type! {
    /// The name of an argument of a framework: `--name=value`, and folded in `DAYTONA_ARG_<NAME>`.
    ArgumentName, "argument name", is_slug, "use 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit"
}
name_type! {
    /// The name of something under test, such as `nginx` or `commit`.
    SubjectName, "subject name", is_slug, "use 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit"
}
name_type! {
    /// The name of a number of a run, as the benchmark wrote it.
    KpiName, "KPI name", is_line, "use 1 to 200 characters without control characters and without blanks at the ends"
}
name_type! {
    /// The name of a phase or a moment of a run, as its script gave it.
    MarkName, "name of a mark", is_line, "use 1 to 200 characters without control characters and without blanks at the ends"
}
name_type! {
    /// A title of one line.
    Title, "title", is_line, "use 1 to 200 characters without control characters and without blanks at the ends"
}

fn is_slug(value: &str) -> bool {
    let first_is_plain = value
        .bytes()
        .next()
        .is_some_and(|byte| byte.is_ascii_alphanumeric());
    let all_are_allowed = value
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    first_is_plain && all_are_allowed && value.len() <= 64
}

/// Whether it is text of one line that can be shown in a list.
pub(crate) fn is_line(value: &str) -> bool {
    let length = value.chars().count();
    (1..=200).contains(&length) && value.trim() == value && !value.chars().any(char::is_control)
}

/// `name` as it is folded in names of environment variables: upper case, other characters `_`.
pub fn environment_suffix(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_framework_name_can_be_a_folder_name() {
        for good in ["nginx-wrk", "a", "Redis.7_2"] {
            assert_eq!(good.parse::<FrameworkName>().unwrap().as_str(), good);
        }
        let too_long = "a".repeat(65);
        for bad in [
            "",
            ".",
            "..",
            ".hidden",
            "-x",
            "a/b",
            "a b",
            "ä",
            "a\n",
            too_long.as_str(),
        ] {
            assert_eq!(bad.parse::<FrameworkName>().unwrap_err().value, bad);
        }
    }

    #[test]
    fn a_title_is_one_line() {
        assert!("nginx c=256".parse::<Title>().is_ok());
        assert!("Größe µs".parse::<Title>().is_ok());
        for bad in ["", " x", "x ", "a\nb", "a\u{7}b"] {
            assert!(bad.parse::<Title>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_name_that_breaks_its_rule_is_refused_when_it_is_read_from_json() {
        let error = serde_json::from_str::<HostName>("\"a/../b\"")
            .unwrap_err()
            .to_string();
        assert!(error.contains("\"a/../b\" is not a valid host name"), "{error}");
    }

    #[test]
    fn names_fold_to_upper_case_with_underscores() {
        assert_eq!(environment_suffix("max-connections.2"), "MAX_CONNECTIONS_2");
    }
}
