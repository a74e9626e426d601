//! The monitor of network interfaces: `<interface>_network_devices.plt` and `<interface>_network_errors.plt`
//! from one read of `/proc/net/dev`. Sees the network namespace of the agent, or that of the host's first
//! process where the host's root is mounted elsewhere.

mod counters;
mod link;
mod rates;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::collector::{Collector, Round};
use crate::device_file;
use crate::monotonic::{Monotonic, Remembered};
use crate::source::SourceFile;

use counters::Counters;
use link::Link;

/// Writes two files for each interface that is recorded.
#[derive(Debug)]
pub(crate) struct NetworkCollector {
    source: SourceFile,
    /// `/sys/class/net`.
    class: PathBuf,
    /// The interfaces of the round before, by the names they had then.
    interfaces: HashMap<Vec<u8>, Interface>,
}

#[derive(Debug)]
struct Interface {
    /// Whether it has files; the others are only remembered, so that `/sys` isn't asked about them again.
    recorded: bool,
    /// What stays when an interface is renamed; `None` where `/sys` doesn't tell.
    index: Option<u64>,
    /// The first part of its files' names: its first name.
    stem: String,
    link: Remembered<Link>,
    counters: Counters,
    read_at: Monotonic,
}

impl NetworkCollector {
    pub(crate) fn new(root: &Path) -> Self {
        Self {
            source: SourceFile::new(devices_file(root)),
            class: root.join("sys/class/net"),
            interfaces: HashMap::new(),
        }
    }

    /// An interface that is seen for the first time: only a baseline.
    fn meet(&self, name: &[u8], index: Option<u64>, counters: Counters, read_at: Monotonic) -> Interface {
        Interface {
            recorded: link::is_recorded(&self.class, name),
            index,
            stem: self.free_stem(name, index),
            link: Remembered::new(Link::read(&self.class, name), read_at),
            counters,
            read_at,
        }
    }

    /// The name as part of a file's name. If an interface that was renamed still writes to that file, the
    /// newcomer's index is added after a `+`, which no escaped name contains.
    fn free_stem(&self, name: &[u8], index: Option<u64>) -> String {
        let stem = device_file::stem(name);
        match index {
            Some(index) if self.interfaces.values().any(|known| known.stem == stem) => {
                format!("{stem}+{index}")
            }
            _ => stem,
        }
    }
}

impl Collector for NetworkCollector {
    fn name(&self) -> &'static str {
        "network"
    }

    fn sample(&mut self, now: &dyn Fn() -> Monotonic, round: &mut Round) {
        let text = match self.source.read() {
            Ok(text) => text,
            Err(error) => return round.failures.push(error),
        };
        let at = now();
        let sample = counters::parse(text);
        if sample.is_empty() {
            return round.failures.push(self.source.malformed("line of an interface"));
        }
        let mut gone = std::mem::take(&mut self.interfaces);
        let mut new = Vec::new();
        for (name, counters) in sample {
            match gone.remove(&name) {
                Some(mut interface) => {
                    interface.advance(&self.class, &name, counters, at, round);
                    self.interfaces.insert(name, interface);
                }
                None => new.push((name, counters)),
            }
        }
        for (name, counters) in new {
            let index = link::index(&self.class, &name);
            let former = gone
                .iter()
                .find(|(_, known)| index.is_some() && known.index == index);
            let former = former
                .map(|(name, _)| name.clone())
                .and_then(|name| gone.remove(&name));
            let interface = match former {
                Some(mut renamed) => {
                    renamed.advance(&self.class, &name, counters, at, round);
                    renamed
                }
                None => self.meet(&name, index, counters, at),
            };
            self.interfaces.insert(name, interface);
        }
    }
}

impl Interface {
    /// Adds the rows of the interval that ends with `counters`. An interface whose counters fell was made
    /// anew by its driver: its row would be false, so there is none.
    fn advance(&mut self, class: &Path, name: &[u8], counters: Counters, at: Monotonic, round: &mut Round) {
        if self.recorded
            && let Some(growth) = self.counters.growth(&counters)
        {
            let elapsed = at.since(self.read_at);
            let link = *self.link.get(at, || Link::read(class, name));
            round
                .rows
                .push(rates::devices_row(&self.stem, &growth, link, elapsed));
            round.rows.push(rates::errors_row(&self.stem, &growth, elapsed));
        }
        self.counters = counters;
        self.read_at = at;
    }
}

/// `/proc/net` is a link to the reader's own namespace. Below a mounted root that would still be the agent's,
/// so there the host's first process shows the host's interfaces.
fn devices_file(root: &Path) -> PathBuf {
    let of_the_host = root.join("proc/1/net/dev");
    if root != Path::new("/") && of_the_host.exists() {
        of_the_host
    } else {
        root.join("proc/net/dev")
    }
}

#[cfg(test)]
mod tests;
