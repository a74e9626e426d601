//! The list of monitors. Adding one is a file with its collector and a line here.

use std::path::Path;

use crate::collector::Collector;
use crate::disks::DisksCollector;
use crate::memory::MemoryCollector;
use crate::network::NetworkCollector;
use crate::processes::{ProcessesCollector, Watched};
use crate::stat::StatCollector;

/// The monitors that run on every host. `root` is `/`, or where the root of the host is mounted.
pub fn default_collectors(root: &Path, watched: Watched) -> Vec<Box<dyn Collector>> {
    vec![
        Box::new(StatCollector::new(root)),
        Box::new(MemoryCollector::new(root)),
        Box::new(NetworkCollector::new(root)),
        Box::new(DisksCollector::new(root)),
        Box::new(ProcessesCollector::new(root, watched)),
    ]
}
