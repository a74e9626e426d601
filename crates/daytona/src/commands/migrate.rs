//! `daytona admin migrate`: from one database to another, without a server.

use daytona_server::DatabaseUrl;
use daytona_server::relocation::{Moved, Phase, Progress, relocate};
use serde::Serialize;

use crate::args::account::MigrateArgs;
use crate::exit_code;
use crate::output::Output;

/// What was moved, for programs.
#[derive(Serialize)]
struct Migrated {
    from: String,
    to: String,
    tables: u64,
    rows: u64,
}

pub async fn run(args: MigrateArgs, out: Output) -> anyhow::Result<u8> {
    let (from, to): (DatabaseUrl, DatabaseUrl) = (args.from.parse()?, args.to.parse()?);
    let moved = relocate(&from, &to, |progress| {
        if let Some(line) = line(progress) {
            out.say(&line);
        }
    });
    let Moved { tables, rows } = moved.await?;
    let sentence = format!(
        "Moved {rows} rows in {tables} tables to {to}, and compared them. Start the server with it from now on; \
         {from} is unchanged, and a server on it would go another way."
    );
    let migrated = Migrated {
        from: from.to_string(),
        to: to.to_string(),
        tables,
        rows,
    };
    out.sentence(&migrated, &sentence)?;
    Ok(exit_code::DONE)
}

/// What is said of a step, unless there is nothing in the table.
fn line(progress: Progress<'_>) -> Option<String> {
    let Progress {
        phase,
        table,
        rows,
        of,
    } = progress;
    let verb = match phase {
        Phase::Copying => "copied",
        Phase::Checking => "checked",
    };
    (of > 0).then(|| format!("{table}: {rows} of {of} rows {verb}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_told_with_the_table_and_how_much_is_left() {
        let progress = Progress {
            phase: Phase::Checking,
            table: "run",
            rows: 10_000,
            of: 25_000,
        };
        assert_eq!(line(progress).unwrap(), "run: 10000 of 25000 rows checked");
        assert_eq!(line(Progress { of: 0, ..progress }), None);
    }
}
