//! What the figures were taken on: the machine, its disk, and how busy it was.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::latency::Latencies;

const SYNCS: usize = 200;
const BLOCK: [u8; 4096] = [7; 4096];

#[derive(Debug)]
pub(super) struct Machine {
    pub(super) cores: usize,
    pub(super) processor: String,
    pub(super) kernel: String,
    /// Processes that ran or waited in the last minute before the first measurement.
    pub(super) load: f64,
    /// One write of 4 KiB with its fsync, in the folder for temporary files.
    pub(super) fsync: Latencies,
}

impl Machine {
    pub(super) fn look() -> Result<Self> {
        let folder = tempfile::tempdir().context("can't make a temporary folder")?;
        Ok(Self {
            cores: std::thread::available_parallelism()?.get(),
            processor: field(&read("/proc/cpuinfo")?, "model name").unwrap_or_else(|| "unknown".to_owned()),
            kernel: read("/proc/sys/kernel/osrelease")?.trim().to_owned(),
            load: load()?,
            fsync: fsync_times(folder.path())?,
        })
    }
}

/// Processes that ran or waited in the last minute, on average.
pub(super) fn load() -> Result<f64> {
    let text = read("/proc/loadavg")?;
    let first = text.split(' ').next().unwrap_or_default();
    first
        .parse()
        .with_context(|| format!("{first:?} in /proc/loadavg is no number"))
}

/// How long a write of 4 KiB at the end of a file takes with its fsync, many times over.
pub(super) fn fsync_times(folder: &Path) -> Result<Latencies> {
    let path = folder.join("fsync");
    let mut file = File::create(&path).with_context(|| format!("can't create {}", path.display()))?;
    let mut times = Vec::with_capacity(SYNCS);
    for _ in 0..SYNCS {
        let start = Instant::now();
        file.write_all(&BLOCK)?;
        file.sync_all()?;
        times.push(start.elapsed());
    }
    Ok(Latencies::new(times))
}

/// The most memory that a process has had resident so far, in bytes.
pub(super) fn peak_memory(process: u32) -> Result<u64> {
    let status = read(&format!("/proc/{process}/status"))?;
    let peak = field(&status, "VmHWM").context("the process has no VmHWM")?;
    let kibibytes: u64 = peak.trim_end_matches(" kB").trim().parse()?;
    Ok(kibibytes * 1024)
}

/// Waits until a file has this many bytes.
pub(super) fn wait_for_size(path: &Path, bytes: u64, limit: Duration) -> Result<()> {
    let start = Instant::now();
    while fs::metadata(path).map_or(0, |file| file.len()) < bytes {
        anyhow::ensure!(
            start.elapsed() < limit,
            "{} did not reach {bytes} bytes in {limit:?}",
            path.display()
        );
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(())
}

fn read(path: &str) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("can't read {path}"))
}

fn field(text: &str, name: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        (found.trim() == name).then(|| value.trim().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_proc_is_found_by_its_whole_name() {
        let text = "VmHWMx:\t1 kB\nVmHWM:\t  2048 kB\n";
        assert_eq!(field(text, "VmHWM").as_deref(), Some("2048 kB"));
        assert_eq!(field(text, "VmPeak"), None);
    }

    #[test]
    fn our_own_peak_memory_is_more_than_nothing() {
        assert!(peak_memory(std::process::id()).unwrap() > 0);
    }
}
