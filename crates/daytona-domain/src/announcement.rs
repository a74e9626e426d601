//! What a script says of its run while it runs: marks, KPIs and subjects. Decides what may be said; how it travels and
//! where it is kept is the agent's part.

use serde::{Deserialize, Serialize};

use crate::kpi::Better;
use crate::name::{KpiName, MarkName, SubjectName, is_line};

/// The longest unit of a KPI, in characters.
const UNIT: usize = 40;
/// The longest version of a subject, in characters.
const VERSION: usize = 200;

/// One thing that a script says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "snake_case", deny_unknown_fields)]
pub enum Announcement {
    Mark {
        name: MarkName,
        kind: MarkKind,
    },
    Kpi {
        name: KpiName,
        /// Finite.
        value: f64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        better: Option<Better>,
    },
    Subject {
        name: SubjectName,
        version: String,
    },
}

/// What a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MarkKind {
    /// A phase of this name begins.
    Begin,
    /// The phase of this name ends.
    End,
    /// Something happened.
    Moment,
}

/// Something that can't be said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAnnouncement {
    #[error("KPI {name} has no finite number; write it like 1234.5")]
    NoNumber { name: KpiName },
    #[error("{unit:?} is no unit: use one line of 1 to {UNIT} characters")]
    NoUnit { unit: String },
    #[error(
        "{version:?} is no version: use 1 to {VERSION} characters without control characters and without blanks at the ends"
    )]
    NoVersion { version: String },
}

impl Announcement {
    /// Checks what the types of the fields alone can't.
    pub fn check(&self) -> Result<(), InvalidAnnouncement> {
        match self {
            Self::Kpi { name, value, .. } if !value.is_finite() => {
                Err(InvalidAnnouncement::NoNumber { name: name.clone() })
            }
            Self::Kpi { unit: Some(unit), .. } if !is_line(unit) || unit.chars().count() > UNIT => {
                Err(InvalidAnnouncement::NoUnit { unit: unit.clone() })
            }
            Self::Subject { version, .. } if !is_line(version) => Err(InvalidAnnouncement::NoVersion {
                version: version.clone(),
            }),
            Self::Mark { .. } | Self::Kpi { .. } | Self::Subject { .. } => Ok(()),
        }
    }
}

impl MarkKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::End => "end",
            Self::Moment => "moment",
        }
    }
}

impl std::str::FromStr for MarkKind {
    type Err = UnknownMarkKind;

    fn from_str(text: &str) -> Result<Self, UnknownMarkKind> {
        [Self::Begin, Self::End, Self::Moment]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| UnknownMarkKind {
                value: text.to_owned(),
            })
    }
}

/// A word that is no kind of mark.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is no kind of mark: it is begin, end or moment")]
pub struct UnknownMarkKind {
    pub value: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kpi(value: f64, unit: Option<&str>) -> Announcement {
        Announcement::Kpi {
            name: "rate".parse().unwrap(),
            value,
            unit: unit.map(str::to_owned),
            better: Some(Better::Higher),
        }
    }

    #[test]
    fn what_could_not_be_shown_is_refused_with_what_to_write() {
        let long = "x".repeat(UNIT + 1);
        let refused = [
            kpi(f64::NAN, None),
            kpi(1.0, Some("")),
            kpi(1.0, Some(&long)),
            Announcement::Subject {
                name: "nginx".parse().unwrap(),
                version: "1.27\n3".to_owned(),
            },
        ];
        let words: Vec<_> = refused
            .iter()
            .map(|announcement| announcement.check().unwrap_err().to_string())
            .collect();
        insta::assert_snapshot!(words.join("\n"), @r#"
        KPI rate has no finite number; write it like 1234.5
        "" is no unit: use one line of 1 to 40 characters
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" is no unit: use one line of 1 to 40 characters
        "1.27\n3" is no version: use 1 to 200 characters without control characters and without blanks at the ends
        "#);
        assert_eq!(kpi(-1.5, Some("req/s")).check(), Ok(()));
    }

    #[test]
    fn what_is_said_survives_its_line() {
        let said = [
            kpi(0.1, None),
            Announcement::Mark {
                name: "warm up".parse().unwrap(),
                kind: MarkKind::Begin,
            },
        ];
        for announcement in said {
            let line = serde_json::to_string(&announcement).unwrap();
            assert_eq!(serde_json::from_str::<Announcement>(&line).unwrap(), announcement);
        }
        let unknown = r#"{"say":"mark","name":"x","kind":"begin","at":3}"#;
        assert!(serde_json::from_str::<Announcement>(unknown).is_err());
    }

    #[test]
    fn a_kind_is_read_from_the_word_that_it_is_written_as() {
        for kind in [MarkKind::Begin, MarkKind::End, MarkKind::Moment] {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert!("Begin".parse::<MarkKind>().is_err());
    }
}
