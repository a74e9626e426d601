//! Times that a script writes down by itself, on the same clock as ours.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use daytona_domain::clock::Timestamp;

/// A file to which scripts append times.
#[derive(Debug)]
pub(super) struct Stamps {
    path: PathBuf,
}

impl Stamps {
    pub(super) fn create(folder: &Path) -> Result<Self> {
        let path = folder.join("stamps");
        File::create(&path).with_context(|| format!("can't create {}", path.display()))?;
        // Scripts run as another user when the agent is root.
        fs::set_permissions(&path, Permissions::from_mode(0o666))?;
        Ok(Self { path })
    }

    /// The line of a bash script that appends the time. It starts no program, which would be measured with it.
    pub(super) fn command(&self) -> String {
        format!("echo $EPOCHREALTIME >> {}", self.path.display())
    }

    /// The time that was written last.
    pub(super) fn last(&self) -> Result<Timestamp> {
        let text = fs::read_to_string(&self.path)?;
        let line = text.lines().last().context("the script has written no time")?;
        parse(line).with_context(|| format!("{line:?} is no time with microseconds"))
    }
}

/// Seconds with six decimal places, as bash writes them; some locales have a comma.
fn parse(line: &str) -> Option<Timestamp> {
    let (seconds, micros) = line.split_once(['.', ','])?;
    let seconds: i64 = seconds.parse().ok()?;
    let micros: i64 = (micros.len() == 6).then(|| micros.parse().ok())??;
    Some(Timestamp::from_micros(
        seconds.checked_mul(1_000_000)?.checked_add(micros)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_bash_writes_is_read_to_the_microsecond() {
        let time = parse("1767225600.000042").unwrap();
        assert_eq!(time.to_string(), "2026-01-01T00:00:00.000042Z");
        assert_eq!(parse("1767225600,000042"), Some(time));
        assert_eq!(parse("1767225600"), None);
        assert_eq!(parse("1767225600.42"), None);
    }
}
