//! A framework made from a command: which arguments it would have, its definition, and a script that runs the command with
//! them. Writes no file and runs nothing; the page *paste a command* and `daytona framework new` both show what is made here.

mod script;

use crate::argument::{ArgumentKind, ArgumentSpec};
use crate::command::{Candidate, InvalidCommand, Token, candidates, tokens};
use crate::framework::{FrameworkDefinition, InvalidFramework};
use crate::name::{ArgumentName, FrameworkName, HostName, InvalidName, Title};

/// The name of the script in the framework's folder.
pub const SCRIPT_FILE: &str = "run.sh";
/// The KPI that every proposed script writes: how long the command ran.
pub const DURATION: &str = "duration";

/// What a framework is to be made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// As it would be typed in a shell.
    pub command: String,
    /// Absent: from the program's name.
    pub name: Option<FrameworkName>,
    pub title: Option<Title>,
    /// The candidates that become arguments; absent: those that look like numbers and quantities.
    pub vary: Option<Vec<ArgumentName>>,
    pub host: Option<HostName>,
    /// The file that the command leaves its results in; absent: its output is kept.
    pub result_file: Option<String>,
}

/// A framework that could be saved, and its script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub definition: FrameworkDefinition,
    /// The text of `run.sh`, to be put where `definition.script` says.
    pub script: String,
    /// Everything that could be an argument; `varies` says what is one here.
    pub candidates: Vec<Candidate>,
    /// Programs of the command with a relative path: they have to lie beside the script.
    pub beside: Vec<String>,
}

/// A command that no framework can be made from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidProposal {
    #[error(transparent)]
    Command(#[from] InvalidCommand),
    #[error(
        "{name} is no part of the command that could vary; those are {}",
        listed(known)
    )]
    Unknown {
        name: ArgumentName,
        known: Vec<ArgumentName>,
    },
    #[error("{file:?} is not the name of a result file: it holds a line break or a NUL")]
    ResultFile { file: String },
    #[error("no framework can be made from this: {detail}")]
    Definition { detail: String },
    #[error(transparent)]
    Name(#[from] InvalidName),
    #[error(transparent)]
    Framework(#[from] InvalidFramework),
}

fn listed(names: &[ArgumentName]) -> String {
    match names.is_empty() {
        true => "none".to_owned(),
        false => names
            .iter()
            .map(ArgumentName::as_str)
            .collect::<Vec<_>>()
            .join(", "),
    }
}

/// The framework that a command stands for.
pub fn propose(wanted: &Wanted) -> Result<Proposal, InvalidProposal> {
    let command = wanted.command.trim();
    let mut found = candidates(command)?;
    choose(&mut found, wanted.vary.as_deref())?;
    if let Some(file) = &wanted.result_file {
        let is_bad = file.is_empty() || file.chars().any(|c| c == '\0' || c == '\n');
        if is_bad {
            return Err(InvalidProposal::ResultFile { file: file.clone() });
        }
    }
    let name = match &wanted.name {
        Some(name) => name.clone(),
        None => name_of(command)?,
    };
    // Made from what a file would say, so that everything else has the file's defaults.
    let mut definition: FrameworkDefinition = serde_json::from_value(serde_json::json!({
        "name": name,
        "script": format!("{}/{SCRIPT_FILE}", script_folder(&name)),
        "pass_arguments": "named",
        "kpis": [{"name": DURATION, "unit": "s", "better": "lower"}],
    }))
    .map_err(|error| InvalidProposal::Definition {
        detail: error.to_string(),
    })?;
    definition.title.clone_from(&wanted.title);
    definition.hosts.execution.clone_from(&wanted.host);
    definition.arguments = found.iter().filter(|found| found.varies).map(argument).collect();
    definition.check()?;
    let parts = script::parts(command, &found)?;
    Ok(Proposal {
        script: script::text(&definition, &found, &parts, wanted.result_file.as_deref()),
        definition,
        candidates: found,
        beside: parts.beside,
    })
}

/// Marks what becomes an argument.
fn choose(found: &mut [Candidate], vary: Option<&[ArgumentName]>) -> Result<(), InvalidProposal> {
    let Some(vary) = vary else { return Ok(()) };
    if let Some(name) = vary
        .iter()
        .find(|name| !found.iter().any(|found| found.name == **name))
    {
        return Err(InvalidProposal::Unknown {
            name: name.clone(),
            known: found.iter().map(|found| found.name.clone()).collect(),
        });
    }
    for candidate in found {
        candidate.varies = vary.contains(&candidate.name);
    }
    Ok(())
}

fn argument(found: &Candidate) -> ArgumentSpec {
    let description = match &found.option {
        Some(option) => format!("The value of {option}"),
        None => String::new(),
    };
    ArgumentSpec {
        name: found.name.clone(),
        description,
        kind: ArgumentKind::Text,
        options: Vec::new(),
        default: found.value.clone(),
        identity: true,
    }
}

/// The name of the program, without its folder and ending.
fn name_of(command: &str) -> Result<FrameworkName, InvalidProposal> {
    let program = tokens(command)?.into_iter().find_map(|token| match token {
        Token::Word(word) if word.assignment().is_none() => Some(word.text),
        Token::Word(_) | Token::Operator { .. } => None,
    });
    let program = program.ok_or(InvalidCommand::Empty)?;
    let file = program.rsplit('/').next().unwrap_or_default();
    let stem = match file.split_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => file,
    };
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    let cleaned: String = stem
        .chars()
        .map(|c| if is_allowed(c) { c } else { '-' })
        .take(60)
        .collect();
    let cleaned = cleaned.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let name = if cleaned.is_empty() { "benchmark" } else { cleaned };
    Ok(name.to_owned().try_into()?)
}

/// The framework's name, unless an agent uses a folder of that name itself.
fn script_folder(name: &FrameworkName) -> String {
    match name.as_str() {
        "sar" | "application" => format!("{name}-benchmark"),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests;
