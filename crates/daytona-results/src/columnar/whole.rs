//! The copy of a file that doesn't grow any more: one for the whole.

use crate::columnar::about::{Fingerprint, Whole};
use crate::columnar::make::{Stretch, make};
use crate::columnar::{Copies, Copy, CopyError, PARTS, SUFFIX, remove};
use crate::format::plt::Place;
use crate::series::source::Source;
use crate::series::times::Times;

/// The copy, made if there is none, or one of another file, of other times, or of another version.
pub fn copy(copies: &Copies, source: &Source, times: &Times) -> Result<Copy, CopyError> {
    let path = copies.path(&source.name, SUFFIX);
    if let Some(copy) = Copy::open(&path)?
        && is_of(&copy, source, times)?
    {
        return Ok(copy);
    }
    // Before the file is read: should it change meanwhile, the copy is none of what it is then.
    let fingerprint = Fingerprint::of(&source.file)?;
    let ticks = times.fingerprint()?;
    let axis = times.axis(Place::default())?;
    let mut notes = axis.notes().to_vec();
    let placing = times.placing(&axis, source, &mut notes)?;
    let whole = Whole {
        source: fingerprint,
        ticks,
        extent: None,
    };
    let stretch = Stretch {
        source,
        axis: &axis,
        placing,
        origin: times.origin()?,
        before: None,
        until: u64::MAX,
        whole: Some(whole),
        notes,
    };
    make(stretch, &path)?;
    remove(std::fs::remove_dir_all(copies.path(&source.name, PARTS)))?;
    Copy::open(&path)?.ok_or_else(|| std::io::Error::other("the new copy can't be read").into())
}

fn is_of(copy: &Copy, source: &Source, times: &Times) -> Result<bool, CopyError> {
    let about = &copy.about;
    let Some(whole) = &about.whole else {
        return Ok(false);
    };
    Ok(whole.source == Fingerprint::of(&source.file)?
        && whole.ticks == times.fingerprint()?
        && about.origin.exec_us == times.exec_us()
        && about.columns == source.columns)
}
