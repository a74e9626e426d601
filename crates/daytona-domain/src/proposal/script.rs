//! The script of a proposal: takes the arguments, runs the command with them, and writes `results.csv`.

use std::ops::Range;

use crate::command::{Candidate, InvalidCommand, Token, tokens};
use crate::framework::FrameworkDefinition;
use crate::invocation::shell_quote;
use crate::layout::RESULTS_CSV;
use crate::name::environment_suffix;
use crate::proposal::DURATION;

/// Names that the script uses itself, or that a shell gives a meaning.
const TAKEN: [&str; 8] = [
    "argument", "cdpath", "here", "ifs", "path", "started", "took", "_",
];

/// The command with its arguments replaced.
pub(super) struct Parts {
    command: String,
    /// More than one program, or words that a shell sends elsewhere: it has to be grouped to be measured as one.
    is_compound: bool,
    redirects_output: bool,
    pub(super) beside: Vec<String>,
}

/// The variable that holds an argument in the script.
fn variable(candidate: &Candidate) -> String {
    let name = environment_suffix(candidate.name.as_str()).to_ascii_lowercase();
    let is_bad = TAKEN.contains(&name.as_str()) || name.starts_with(|c: char| c.is_ascii_digit());
    if is_bad { format!("arg_{name}") } else { name }
}

pub(super) fn parts(command: &str, found: &[Candidate]) -> Result<Parts, InvalidCommand> {
    let mut changes: Vec<(Range<usize>, String)> = found
        .iter()
        .filter(|found| found.varies)
        .map(|found| (found.span.clone(), format!("\"${{{}}}\"", variable(found))))
        .collect();
    let mut beside = Vec::new();
    let (mut is_program, mut operators, mut redirects_output) = (true, 0, false);
    for token in tokens(command)? {
        match token {
            Token::Operator { text, .. } => {
                redirects_output |= text.contains('>');
                is_program = !text.contains(['<', '>']);
                operators += 1;
            }
            Token::Word(word) if is_program && word.assignment().is_none() => {
                is_program = false;
                let is_relative = word.text.contains('/') && !word.text.starts_with(['/', '~', '$']);
                if let Some(value) = word.value_from(0).filter(|_| is_relative) {
                    let file = value.text.trim_start_matches("./").to_owned();
                    changes.push((value.span, format!("\"$here\"/{}", shell_quote(&file))));
                    beside.push(file);
                }
            }
            Token::Word(_) => {}
        }
    }
    changes.sort_by_key(|(span, _)| span.start);
    let mut text = command.to_owned();
    for (span, by) in changes.into_iter().rev() {
        text.replace_range(span, &by);
    }
    Ok(Parts {
        command: text,
        is_compound: operators > 0,
        redirects_output,
        beside,
    })
}

pub(super) fn text(
    definition: &FrameworkDefinition,
    found: &[Candidate],
    parts: &Parts,
    result_file: Option<&str>,
) -> String {
    let varying: Vec<&Candidate> = found.iter().filter(|found| found.varies).collect();
    let mut text = format!(
        "#!/bin/bash\n\
         # The execution script of the framework {}.\n\
         #\n\
         # It is started in a folder of the run's own, with each argument as --name=value. What it prints is the run's console,\n\
         # and every file that it leaves in that folder is kept. An exit code other than 0 makes the run a failed one.\n\
         set -euo pipefail\n\n",
        definition.name
    );
    text.push_str(&arguments(&varying));
    if !parts.beside.is_empty() {
        text.push_str("# Where this script lies, and the programs that were put beside it.\nhere=$(cd \"${0%/*}\" && pwd)\n\n");
    }
    text.push_str("started=$(date +%s%N)\n");
    text.push_str(&measured(parts, result_file));
    text.push_str("took=$((($(date +%s%N) - started) / 1000000))\n\n");
    text.push_str(&results(result_file));
    text
}

/// Takes `--name=value` into variables.
fn arguments(varying: &[&Candidate]) -> String {
    if varying.is_empty() {
        return "# This command takes no arguments yet: add some to the framework, and read them from \"$@\" here.\n\n".to_owned();
    }
    let mut text = String::from(
        "# The framework has the same defaults; these serve when the script is tried by hand.\n",
    );
    for candidate in varying {
        text.push_str(&format!(
            "{}={}\n",
            variable(candidate),
            shell_quote(&candidate.value)
        ));
    }
    text.push_str("for argument in \"$@\"; do\n    case $argument in\n");
    for candidate in varying {
        text.push_str(&format!(
            "        --{}=*) {}=${{argument#*=}} ;;\n",
            candidate.name,
            variable(candidate)
        ));
    }
    text.push_str("        *) echo \"unknown argument: $argument\" >&2; exit 2 ;;\n    esac\ndone\n\n");
    text
}

/// The command. Unless it leaves its results in a file, its output is kept as one.
fn measured(parts: &Parts, result_file: Option<&str>) -> String {
    let command = &parts.command;
    let keeps_output = result_file.is_none() && !parts.redirects_output;
    match (keeps_output, parts.is_compound) {
        (true, false) => format!("{command} 2>&1 | tee output.txt\n"),
        (true, true) => format!("{{\n{command}\n}} 2>&1 | tee output.txt\n"),
        (false, _) => format!("{command}\n"),
    }
}

/// The KPI table: a row for the duration, and where others come from.
fn results(result_file: Option<&str>) -> String {
    let row = format!("printf '{DURATION},%d.%03d,s,lower\\n' $((took / 1000)) $((took % 1000))");
    let heading =
        "# Each row of results.csv is a KPI: its name, value, unit, and whether lower or higher is better.\n";
    match result_file {
        Some(RESULTS_CSV) => format!(
            "# The command leaves its KPIs in results.csv itself; this adds how long it took.\n\
             [ -s {RESULTS_CSV} ] || {{ echo \"the command left no {RESULTS_CSV}\" >&2; exit 1; }}\n\
             {row} >> {RESULTS_CSV}\n"
        ),
        Some(file) => {
            let quoted = shell_quote(file);
            let copied = match file.contains('/') {
                true => format!("cp -- {quoted} .\n"),
                false => format!(
                    "[ -s {quoted} ] || {{ echo \"the command left no result file\" >&2; exit 1; }}\n"
                ),
            };
            format!(
                "# The result file of the command is kept with the run.\n{copied}\n{heading}\
                 # Add rows with numbers of that file, such as: awk '/requests/ {{ print \"requests,\" $2 \",1,higher\" }}' {quoted}\n\
                 {{\n    echo name,value,unit,better\n    {row}\n}} > {RESULTS_CSV}\n"
            )
        }
        None => format!(
            "{heading}\
             # Add rows with numbers of the output, such as: awk '/Requests\\/sec/ {{ print \"requests,\" $2 \",req/s,higher\" }}' output.txt\n\
             {{\n    echo name,value,unit,better\n    {row}\n}} > {RESULTS_CSV}\n"
        ),
    }
}
