//! A command as a person types it in a shell: its words, and which of them could vary from run to run. Expands and runs
//! nothing: what a shell would expand is left in its place.

mod lexer;

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::name::{ArgumentName, environment_suffix};
pub use lexer::{InvalidCommand, Token, tokens};

/// A part of the command that could be an argument of a framework.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Candidate {
    /// The name that the argument would get, from the option before it where there is one.
    pub name: ArgumentName,
    pub value: String,
    pub kind: CandidateKind,
    /// The option that it belongs to, as it was typed: `-c` or `--duration`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// Whether it is taken for an argument unless somebody says otherwise: numbers and quantities are.
    pub varies: bool,
    /// Where the value is in the command, with its quotes; in bytes.
    #[serde(skip)]
    pub span: Range<usize>,
}

/// What a value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CandidateKind {
    Number,
    /// A number with a unit, such as 30s or 4k.
    Quantity,
    Path,
    Url,
    /// A word that an option takes.
    Text,
}

/// The parts of a command that could vary, in their order.
pub fn candidates(command: &str) -> Result<Vec<Candidate>, InvalidCommand> {
    let mut found = Vec::new();
    let mut names = BTreeSet::new();
    let mut place = Place::Program;
    let mut option: Option<String> = None;
    for token in tokens(command)? {
        let word = match token {
            Token::Operator { text, .. } => {
                option = None;
                place = place.after_operator(&text);
                continue;
            }
            Token::Word(word) => word,
        };
        match place {
            Place::RedirectionTarget => {
                place = Place::Words;
                continue;
            }
            Place::Program => {
                let Some((variable, at)) = word.assignment() else {
                    place = Place::Words;
                    continue;
                };
                // `THREADS=8 benchmark`: the program comes later.
                if let Some(value) = word.value_from(at) {
                    let name = variable.to_lowercase();
                    found.extend(candidate(&mut names, &name, Some(variable), value));
                }
                continue;
            }
            Place::Words => {}
        }
        match word.as_option() {
            Some(lexer::OptionWord::Long { name, value_at }) => {
                option = None;
                match value_at.map(|at| word.value_from(at)) {
                    Some(Some(value)) => {
                        let bare = name.trim_start_matches('-').to_owned();
                        found.extend(candidate(&mut names, &bare, Some(name), value));
                    }
                    Some(None) => {}
                    None => option = Some(name),
                }
            }
            Some(lexer::OptionWord::Attached { name, value }) => {
                option = None;
                let bare = name.trim_start_matches('-').to_owned();
                found.extend(candidate(&mut names, &bare, Some(name), value));
            }
            Some(lexer::OptionWord::Bare { value }) => {
                option = None;
                found.extend(candidate(&mut names, "level", None, value));
            }
            None => {
                let before = option.take();
                if let Some(value) = word.value_from(0) {
                    let kind = kind_of(&value.text);
                    let name = match &before {
                        Some(option) => option.trim_start_matches('-').to_owned(),
                        None => generic_name(kind).to_owned(),
                    };
                    // A word that no option takes is a subcommand as often as a value.
                    if before.is_some() || kind != CandidateKind::Text {
                        found.extend(candidate(&mut names, &name, before, value));
                    }
                }
            }
        }
    }
    Ok(found)
}

/// What the next word is.
#[derive(Clone, Copy)]
enum Place {
    Program,
    Words,
    RedirectionTarget,
}

impl Place {
    fn after_operator(self, text: &str) -> Self {
        if text.contains('<') || text.contains('>') {
            Self::RedirectionTarget
        } else {
            Self::Program
        }
    }
}

fn candidate(
    names: &mut BTreeSet<String>,
    wanted: &str,
    option: Option<String>,
    value: lexer::Value,
) -> Option<Candidate> {
    let kind = kind_of(&value.text);
    Some(Candidate {
        name: unique_name(names, wanted)?,
        kind,
        option,
        varies: matches!(kind, CandidateKind::Number | CandidateKind::Quantity),
        value: value.text,
        span: value.span,
    })
}

/// A name that the rule for arguments accepts, and that no other one folds to.
fn unique_name(names: &mut BTreeSet<String>, wanted: &str) -> Option<ArgumentName> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let cleaned: String = wanted
        .chars()
        .map(|c| if is_allowed(c) { c } else { '-' })
        .collect();
    let cleaned = cleaned.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let base: String = match cleaned.is_empty() {
        true => "value".to_owned(),
        // Room for a number behind it.
        false => cleaned.chars().take(56).collect(),
    };
    let mut name = base.clone();
    for number in 2.. {
        if names.insert(environment_suffix(&name)) {
            return name.parse().ok();
        }
        name = format!("{base}-{number}");
    }
    None
}

fn generic_name(kind: CandidateKind) -> &'static str {
    match kind {
        CandidateKind::Number => "number",
        CandidateKind::Quantity => "amount",
        CandidateKind::Path => "path",
        CandidateKind::Url => "url",
        CandidateKind::Text => "value",
    }
}

fn kind_of(text: &str) -> CandidateKind {
    if text.contains("://") {
        return CandidateKind::Url;
    }
    if text.contains('/') {
        return CandidateKind::Path;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let end = unsigned
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(unsigned.len());
    let (number, unit) = unsigned.split_at(end);
    let is_number = number.starts_with(|c: char| c.is_ascii_digit()) && number.matches('.').count() <= 1;
    let is_unit = unit.len() <= 5 && unit.chars().all(|c| c.is_ascii_alphabetic() || c == '%');
    match (is_number, unit.is_empty(), is_unit) {
        (true, true, _) => CandidateKind::Number,
        (true, false, true) => CandidateKind::Quantity,
        _ => CandidateKind::Text,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(command: &str) -> String {
        let lines: Vec<_> = candidates(command)
            .unwrap()
            .into_iter()
            .map(|found| {
                let varies = if found.varies { "varies" } else { "offered" };
                format!("{} = {} ({:?}, {varies})", found.name, found.value, found.kind)
            })
            .collect();
        lines.join("\n")
    }

    #[test]
    fn numbers_and_quantities_are_found_with_the_name_of_their_option() {
        insta::assert_snapshot!(told("wrk -t2 -c 64 -d30s --latency http://web-1/index.html"), @"
        t = 2 (Number, varies)
        c = 64 (Number, varies)
        d = 30s (Quantity, varies)
        latency = http://web-1/index.html (Url, offered)
        ");
        insta::assert_snapshot!(told("sysbench cpu --threads=8 --cpu-max-prime=20000 run"), @"
        threads = 8 (Number, varies)
        cpu-max-prime = 20000 (Number, varies)
        ");
    }

    #[test]
    fn assignments_positions_and_quotes_are_understood() {
        insta::assert_snapshot!(told("THREADS=4 ./bench.sh 10 'two words' /data/in.txt --mode=\"a b\" --mode2=\"$x\" > out.txt"), @"
        threads = 4 (Number, varies)
        number = 10 (Number, varies)
        path = /data/in.txt (Path, offered)
        mode = a b (Text, offered)
        ");
    }

    #[test]
    fn names_that_fold_alike_are_told_apart() {
        insta::assert_snapshot!(told("cat 1 2 | head -n 3 && tool -N 4"), @"
        number = 1 (Number, varies)
        number-2 = 2 (Number, varies)
        n = 3 (Number, varies)
        N-2 = 4 (Number, varies)
        ");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_gives_an_answer_and_spans_within_the_command(command in "[-a-z0-9=$'\"\\\\ |>./ä]{0,40}") {
            if let Ok(found) = candidates(&command) {
                let mut end = 0;
                for candidate in found {
                    prop_assert!(candidate.span.start >= end && candidate.span.end <= command.len());
                    prop_assert!(command.get(candidate.span.clone()).is_some());
                    end = candidate.span.end;
                }
            }
        }
    }
}
