//! The wide per-process tables of a run that has ended, one column for each process, made from the long table that the
//! agent writes: `cpu_usage.plt`, `memory_usage.plt` and `res_memory_usage.plt`. They can be made again at any time.

mod long;
#[cfg(test)]
mod tests;
mod totals;
mod wide;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use daytona_domain::layout::{METRICS_FOLDER, TICKS};
use serde::{Deserialize, Serialize};

use crate::columnar::{FORMAT, Fingerprint};
use crate::series::SeriesError;
use crate::series::folder::Folder;

pub use wide::Wide;

/// The agent's long table, below a host's results.
pub const LONG: &str = "sar/processes.csv";
/// Beside the wide tables: what they were made from.
const STAMP: &str = "sar/processes.json";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    format: u32,
    long: Fingerprint,
    ticks: Option<Fingerprint>,
}

/// Makes the wide tables below `derived`, unless they are there and made of these very files. A host without a long table
/// has none.
pub(crate) fn make(results: &Folder, derived: &Path) -> Result<(), SeriesError> {
    let Some(long) = optional(results, LONG)? else {
        return Ok(());
    };
    let ticks = optional(results, TICKS)?;
    let failed = |source| SeriesError::Read {
        file: LONG.to_owned(),
        source,
    };
    let stamp = Stamp {
        format: FORMAT,
        long: Fingerprint::of(&long).map_err(failed)?,
        ticks: ticks.as_ref().map(Fingerprint::of).transpose().map_err(failed)?,
    };
    if is_made(derived, stamp) {
        return Ok(());
    }
    write(&long, ticks.as_ref(), derived, stamp).map_err(failed)
}

fn optional(results: &Folder, file: &str) -> Result<Option<File>, SeriesError> {
    match results.file(file) {
        Ok(file) => Ok(Some(file)),
        Err(SeriesError::NoFile { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn is_made(derived: &Path, stamp: Stamp) -> bool {
    let written = fs::read(derived.join(STAMP)).ok();
    let written: Option<Stamp> = written.and_then(|text| serde_json::from_slice(&text).ok());
    written == Some(stamp) && Wide::ALL.iter().all(|wide| derived.join(wide.file()).exists())
}

fn write(long: &File, ticks: Option<&File>, derived: &Path, stamp: Stamp) -> io::Result<()> {
    let folder = derived.join(METRICS_FOLDER);
    fs::create_dir_all(&folder)?;
    let totals = totals::read(long)?;
    wide::write(long, ticks, &totals, derived)?;
    // Last, so that tables that were cut short are made again.
    let mut file = tempfile::NamedTempFile::new_in(&folder)?;
    serde_json::to_writer(&mut file, &stamp)?;
    file.flush()?;
    file.persist(derived.join(STAMP)).map_err(|error| error.error)?;
    Ok(())
}
