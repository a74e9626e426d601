//! Every id is a type of its own, registered here, so that two kinds can't be confused.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! number_id {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            pub const fn new(number: i64) -> Self {
                Self(number)
            }

            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, ParseIntError> {
                text.parse().map(Self)
            }
        }
    )+};
}

number_id! {
    /// A tenant: owns frameworks, hosts and members.
    TeamId,
    /// A person with an account.
    UserId,
    /// A framework, whatever its revision.
    FrameworkId,
    /// The number of a revision within its framework, from 1.
    Revision,
    /// The number that people type into "Go to test"; unique on the server.
    TestId,
    /// The number of a run within its test, from 1.
    RunNumber,
    /// A machine with an agent.
    HostId,
    /// An API token.
    TokenId,
    /// Something in the trash: a framework, a test or a run that was deleted.
    TrashId,
    /// A sign-in of a person in a browser.
    SessionId,
    /// The number of an event in the server's journal; never goes back.
    EventId,
    /// The number of a lease of a host, from a counter that never goes back.
    Epoch,
    /// The number of a restored database; goes up with each restore.
    Generation,
}

/// The team that everything belongs to until there are more.
pub const DEFAULT_TEAM: TeamId = TeamId::new(1);

/// One execution of a test: `1132/2` is run 2 of test 1132.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId {
    pub test: TestId,
    pub number: RunNumber,
}

impl RunId {
    pub const fn new(test: i64, number: i64) -> Self {
        Self {
            test: TestId::new(test),
            number: RunNumber::new(number),
        }
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.test, self.number)
    }
}

/// A text that names no run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a run; write it like 1132/2")]
pub struct InvalidRunId {
    pub text: String,
}

impl FromStr for RunId {
    type Err = InvalidRunId;

    fn from_str(text: &str) -> Result<Self, InvalidRunId> {
        let invalid = || InvalidRunId {
            text: text.to_owned(),
        };
        let (test, number) = text.split_once('/').ok_or_else(invalid)?;
        let run = Self::new(
            test.parse().map_err(|_| invalid())?,
            number.parse().map_err(|_| invalid())?,
        );
        if run.test.get() < 1 || run.number.get() < 1 {
            return Err(invalid());
        }
        Ok(run)
    }
}

impl Serialize for RunId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RunId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl utoipa::PartialSchema for RunId {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("A run: the test's number, a slash, the run's number"))
            .into()
    }
}

impl utoipa::ToSchema for RunId {}

/// Exclusive use of one host by one run, as it is sent and stored: compared by generation, then epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LeaseNumber {
    pub generation: Generation,
    pub epoch: Epoch,
}

impl fmt::Display for LeaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.generation, self.epoch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_written_as_test_slash_number() {
        assert_eq!("1132/2".parse::<RunId>().unwrap(), RunId::new(1132, 2));
        assert_eq!(RunId::new(1132, 2).to_string(), "1132/2");
    }

    #[test]
    fn what_is_no_run_is_refused_with_the_text() {
        for text in ["", "1132", "1132/", "/2", "a/b", "0/1", "1/0", "-1/2", "1/2/3"] {
            let error = text.parse::<RunId>().unwrap_err();
            assert_eq!(error.text, text);
        }
    }

    #[test]
    fn a_later_generation_is_newer_whatever_its_epoch() {
        let old = LeaseNumber {
            generation: Generation::new(1),
            epoch: Epoch::new(900),
        };
        let restored = LeaseNumber {
            generation: Generation::new(2),
            epoch: Epoch::new(3),
        };
        assert!(restored > old);
    }
}
