//! The copies of a file that still grows: of each of its closed stretches one, made when somebody asks for the file and
//! enough has come since the last one. What is behind the last one is read as text.

use std::fs::File;
use std::path::Path;

use rustix::fs::{FlockOperation, flock};

use crate::columnar::make::{Stretch, make};
use crate::columnar::{Copies, Copy, CopyError, PARTS, make_parent, remove};
use crate::series::source::Source;
use crate::series::times::Times;

/// Once so much text has come it is copied, and less than that is read as text each time.
const STRETCH: u64 = 2 << 20;

/// All copies there are after those that are due have been made.
pub fn copies(copies: &Copies, source: &Source, times: &Times) -> Result<Vec<Copy>, CopyError> {
    let length = source.length()?;
    if length < STRETCH {
        return Ok(Vec::new());
    }
    let folder = copies.path(&source.name, PARTS);
    let mut chain = chain(&folder, source, times, length)?;
    if behind(&chain, source) + STRETCH > length {
        return Ok(chain);
    }
    make_parent(&folder.join("0"))?;
    let lock = File::open(&folder)?;
    if flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
        // Somebody makes them just now.
        return Ok(chain);
    }
    let path = folder.join(chain.len().to_string());
    if next(&chain, source, times, length, &path)? {
        chain.extend(Copy::open(&path)?);
    }
    Ok(chain)
}

/// Where the text begins that no copy holds.
fn behind(chain: &[Copy], source: &Source) -> u64 {
    chain.last().map_or(source.body, |copy| copy.about.end).bytes
}

/// The copies that join each other from the file's begin on. What doesn't fit is removed.
fn chain(folder: &Path, source: &Source, times: &Times, length: u64) -> Result<Vec<Copy>, CopyError> {
    let origin = times.origin()?;
    let mut chain: Vec<Copy> = Vec::new();
    let mut end = source.body;
    loop {
        let path = folder.join(chain.len().to_string());
        let Some(copy) = Copy::open(&path)? else {
            return Ok(chain);
        };
        let about = &copy.about;
        let fits = about.begin == end
            && about.end.bytes <= length
            && about.origin == origin
            && about.columns == source.columns;
        if !fits {
            remove(std::fs::remove_file(&path))?;
            return Ok(chain);
        }
        end = about.end;
        chain.push(copy);
    }
}

/// Copies all that is there behind the chain; says whether there was a row to copy.
fn next(chain: &[Copy], source: &Source, times: &Times, length: u64, path: &Path) -> Result<bool, CopyError> {
    let before = chain.last().map(|copy| &copy.about);
    let axis = times.axis(before.map(|before| before.ticks).unwrap_or_default())?;
    let placing = times.placing(&axis, source, &mut Vec::new())?;
    let stretch = Stretch {
        source,
        axis: &axis,
        placing,
        origin: times.origin()?,
        before,
        until: length,
        whole: None,
        notes: Vec::new(),
    };
    make(stretch, path)
}
