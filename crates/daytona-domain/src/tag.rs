//! Tags: words that people put on tests and runs to find them again. They have no part in what a run is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How many tags a test or a run may have.
pub const MAXIMUM_TAGS: usize = 32;

/// A word such as `nightly`, or a name with a value such as `ticket=PERF-12`. A thing has each name at most once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String)]
pub struct Tag(String);

/// A text that can't be a tag.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTag {
    #[error(
        "{value:?} is not a tag: use a word of letters, digits, '.', '_' or '-', or NAME=VALUE, at most 100 characters"
    )]
    Form { value: String },
    #[error("the tag {name} is given twice; a thing has each tag once")]
    Doubled { name: String },
    #[error("{given} tags are too many; a thing has at most {MAXIMUM_TAGS}")]
    TooMany { given: usize },
}

impl Tag {
    pub fn name(&self) -> &str {
        self.0.split_once('=').map_or(&self.0, |(name, _)| name)
    }

    /// Nothing for a plain word.
    pub fn value(&self) -> Option<&str> {
        self.0.split_once('=').map(|(_, value)| value)
    }

    /// A tag as it was stored in two columns; an empty value is none.
    pub fn from_parts(name: String, value: String) -> Result<Self, InvalidTag> {
        let text = if value.is_empty() {
            name
        } else {
            format!("{name}={value}")
        };
        text.try_into()
    }
}

impl TryFrom<String> for Tag {
    type Error = InvalidTag;

    fn try_from(text: String) -> Result<Self, InvalidTag> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text.as_str(), None),
        };
        let is_word = |c: char| c.is_alphanumeric() || ".-_".contains(c);
        let name_is_good = !name.is_empty() && name.chars().all(is_word);
        let value_is_good = value.is_none_or(|value| {
            !value.is_empty()
                && value.trim() == value
                && !value.chars().any(|c| c.is_control() || c == ',' || c == '=')
        });
        if !name_is_good || !value_is_good || text.chars().count() > 100 {
            return Err(InvalidTag::Form { value: text });
        }
        Ok(Self(text))
    }
}

impl FromStr for Tag {
    type Err = InvalidTag;

    fn from_str(text: &str) -> Result<Self, InvalidTag> {
        text.to_owned().try_into()
    }
}

impl From<Tag> for String {
    fn from(tag: Tag) -> String {
        tag.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Refuses too many tags, and two of one name.
pub fn check_tags(tags: &[Tag]) -> Result<(), InvalidTag> {
    if tags.len() > MAXIMUM_TAGS {
        return Err(InvalidTag::TooMany { given: tags.len() });
    }
    let mut names = std::collections::BTreeSet::new();
    match tags.iter().find(|tag| !names.insert(tag.name())) {
        Some(tag) => Err(InvalidTag::Doubled {
            name: tag.name().to_owned(),
        }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_tag_is_a_word_or_a_name_with_a_value() {
        let plain: Tag = "nightly".parse().unwrap();
        assert_eq!((plain.name(), plain.value()), ("nightly", None));
        let ticket: Tag = "ticket=PERF 12".parse().unwrap();
        assert_eq!((ticket.name(), ticket.value()), ("ticket", Some("PERF 12")));
        for bad in ["", "=x", "a=", "a b", "a,b", "a=b,c", "a=b=c", "a= b", "a\n"] {
            assert!(bad.parse::<Tag>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_name_that_comes_twice_is_refused() {
        let tags = ["a=1".parse().unwrap(), "a=2".parse().unwrap()];
        let error = check_tags(&tags).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the tag a is given twice; a thing has each tag once"
        );
        let many: Vec<Tag> = (0..33).map(|n| format!("t{n}").parse().unwrap()).collect();
        assert!(check_tags(&many[..32]).is_ok());
        assert!(check_tags(&many).is_err());
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_survives_being_written_and_stored(text in "[a-c=,. ]{0,8}") {
            if let Ok(tag) = text.parse::<Tag>() {
                prop_assert_eq!(&tag.to_string(), &text);
                let value = tag.value().unwrap_or("").to_owned();
                prop_assert_eq!(Tag::from_parts(tag.name().to_owned(), value).unwrap(), tag);
            }
        }
    }
}
