//! `mem.plt`: what the memory is used for, as `sar -r ALL` shows it, and four columns of our own after that.
//! All are values of the moment in KiB or percent.

use std::path::Path;

use crate::collector::{Collector, Round};
use crate::counter;
use crate::monotonic::Monotonic;
use crate::row::{Column, Row};
use crate::scan;
use crate::source::SourceFile;

const FILE: &str = "mem.plt";

const COLUMNS: &[Column; 20] = &[
    Column::integer("kbmemfree"),
    Column::integer("kbavail"),
    Column::integer("kbmemused"),
    Column::decimal("%memused"),
    Column::integer("kbbuffers"),
    Column::integer("kbcached"),
    Column::integer("kbcommit"),
    Column::decimal("%commit"),
    Column::integer("kbactive"),
    Column::integer("kbinact"),
    Column::integer("kbdirty"),
    Column::integer("kbanonpg"),
    Column::integer("kbslab"),
    Column::integer("kbkstack"),
    Column::integer("kbpgtbl"),
    Column::integer("kbvmused"),
    Column::integer("kbshmem"),
    Column::integer("kbwriteback"),
    Column::integer("kbsunreclaim"),
    Column::integer("kbanonhuge"),
];

/// Writes `mem.plt` from `/proc/meminfo`.
#[derive(Debug)]
pub(crate) struct MemoryCollector {
    meminfo: SourceFile,
    has_baseline: bool,
}

impl MemoryCollector {
    pub(crate) fn new(root: &Path) -> Self {
        Self {
            meminfo: SourceFile::new(root.join("proc/meminfo")),
            has_baseline: false,
        }
    }
}

impl Collector for MemoryCollector {
    fn name(&self) -> &'static str {
        "memory"
    }

    fn sample(&mut self, _now: &dyn Fn() -> Monotonic, round: &mut Round) {
        let text = match self.meminfo.read() {
            Ok(text) => text,
            Err(error) => return round.failures.push(error),
        };
        let Some(sample) = Meminfo::parse(text) else {
            return round.failures.push(self.meminfo.malformed("line `MemTotal`"));
        };
        if self.has_baseline {
            round.rows.push(sample.row());
        }
        self.has_baseline = true;
    }
}

/// The lines of `/proc/meminfo` that a column is made from, in KiB, by their names there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Meminfo {
    /// Changes with hotplug and balloons.
    pub(crate) total: u64,
    free: Option<u64>,
    available: Option<u64>,
    buffers: Option<u64>,
    cached: Option<u64>,
    swap_total: Option<u64>,
    committed: Option<u64>,
    active: Option<u64>,
    inactive: Option<u64>,
    dirty: Option<u64>,
    writeback: Option<u64>,
    anon_pages: Option<u64>,
    shmem: Option<u64>,
    slab: Option<u64>,
    slab_unreclaimable: Option<u64>,
    kernel_stack: Option<u64>,
    page_tables: Option<u64>,
    vmalloc_used: Option<u64>,
    anon_huge_pages: Option<u64>,
}

impl Meminfo {
    /// `None` without the size of the memory, which every kernel gives.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let mut info = Self::default();
        let mut total = None;
        for line in scan::lines(text) {
            let Some((name, rest)) = scan::cut(line, b':') else {
                continue;
            };
            let value = scan::fields(rest).next().and_then(scan::unsigned);
            match name {
                b"MemTotal" => total = value,
                b"MemFree" => info.free = value,
                b"MemAvailable" => info.available = value,
                b"Buffers" => info.buffers = value,
                b"Cached" => info.cached = value,
                b"SwapTotal" => info.swap_total = value,
                b"Committed_AS" => info.committed = value,
                b"Active" => info.active = value,
                b"Inactive" => info.inactive = value,
                b"Dirty" => info.dirty = value,
                b"Writeback" => info.writeback = value,
                b"AnonPages" => info.anon_pages = value,
                b"Shmem" => info.shmem = value,
                b"Slab" => info.slab = value,
                b"SUnreclaim" => info.slab_unreclaimable = value,
                b"KernelStack" => info.kernel_stack = value,
                b"PageTables" => info.page_tables = value,
                b"VmallocUsed" => info.vmalloc_used = value,
                b"AnonHugePages" => info.anon_huge_pages = value,
                _ => {}
            }
        }
        total.map(|total| Self { total, ..info })
    }

    /// What is neither free nor a cache: the meaning that sysstat gives it from 11.7.4 to 12.7.7.
    fn used(&self) -> Option<u64> {
        let parts = [self.free?, self.buffers?, self.cached?, self.slab?];
        Some(
            self.total
                .saturating_sub(parts.into_iter().fold(0, u64::saturating_add)),
        )
    }

    fn row(&self) -> Row {
        let kib = |value: Option<u64>| value.map(|value| value as f64);
        let used = self.used();
        let limit = self.swap_total.map(|swap| swap.saturating_add(self.total));
        let committed = self.committed.zip(limit);
        let cells = [
            kib(self.free),
            kib(self.available),
            kib(used),
            used.and_then(|used| counter::percent(used, self.total)),
            kib(self.buffers),
            kib(self.cached),
            kib(self.committed),
            committed.and_then(|(committed, limit)| counter::percent(committed, limit)),
            kib(self.active),
            kib(self.inactive),
            kib(self.dirty),
            kib(self.anon_pages),
            kib(self.slab),
            kib(self.kernel_stack),
            kib(self.page_tables),
            kib(self.vmalloc_used),
            kib(self.shmem),
            kib(self.writeback),
            kib(self.slab_unreclaimable),
            kib(self.anon_huge_pages),
        ];
        Row::new(FILE, COLUMNS, cells)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fake_root::{FakeRoot, sample};

    fn round(meminfo: &str) -> Round {
        let root = FakeRoot::new();
        root.write("proc/meminfo", meminfo);
        let mut collector = MemoryCollector::new(root.path());
        assert!(sample(&mut collector, 0).rows.is_empty());
        sample(&mut collector, 1000)
    }

    const WHOLE: &str = "MemTotal: 1000000 kB\nMemFree: 200000 kB\nMemAvailable: 700000 kB\n\
        Buffers: 50000 kB\nCached: 300000 kB\nSwapCached: 1 kB\nActive: 11 kB\nInactive: 12 kB\n\
        Active(anon): 99 kB\nInactive(anon): 99 kB\nSwapTotal: 250000 kB\nDirty: 13 kB\nWriteback: 14 kB\n\
        AnonPages: 15 kB\nShmem: 16 kB\nSlab: 100000 kB\nSUnreclaim: 17 kB\nKernelStack: 18 kB\n\
        PageTables: 19 kB\nWritebackTmp: 99 kB\nCommitted_AS: 2500000 kB\nVmallocUsed: 20 kB\n\
        AnonHugePages: 21 kB\nHugePages_Total: 0\n";

    #[test]
    fn used_is_what_is_neither_free_nor_a_cache_and_commit_may_exceed_100() {
        assert_eq!(
            round(WHOLE).text("mem.plt"),
            "200000,700000,350000,35.00,50000,300000,2500000,200.00,11,12,13,15,100000,18,19,20,16,14,17,21"
        );
    }

    #[test]
    fn a_kernel_without_a_line_leaves_its_cells_empty() {
        let round = round("MemTotal: 1000 kB\nMemFree: 400 kB\nBuffers: 0 kB\nCached: 100 kB\n");
        assert_eq!(round.text("mem.plt"), "400,,,,0,100,,,,,,,,,,,,,,");
    }

    #[test]
    fn caches_larger_than_the_memory_leave_nothing_used() {
        let text = WHOLE.replace("Cached: 300000", "Cached: 3000000");
        let round = round(&text);
        assert_eq!(round.cell("mem.plt", "kbmemused"), "0");
        assert_eq!(round.cell("mem.plt", "%memused"), "0.00");
    }

    #[test]
    fn an_empty_file_is_a_failure_and_no_row() {
        let round = round("");
        assert!(round.rows.is_empty());
        assert!(round.failures()[0].ends_with("holds no line `MemTotal`; this round of it is not recorded"));
    }

    #[test]
    fn a_memory_of_no_size_has_no_percentages() {
        let text = "MemTotal: 0 kB\nMemFree: 0 kB\nBuffers: 0 kB\nCached: 0 kB\nSlab: 0 kB\nSwapTotal: 0 kB\nCommitted_AS: 5 kB\n";
        let round = round(text);
        assert_eq!(round.cell("mem.plt", "%memused"), "");
        assert_eq!(round.cell("mem.plt", "%commit"), "");
    }

    proptest! {
        #[test]
        fn no_bytes_panic(text: Vec<u8>) {
            let _ = Meminfo::parse(&text);
        }

        #[test]
        fn no_sizes_panic_or_give_a_negative_number(sizes: [u64; 6]) {
            let [total, free, buffers, cached, slab, swap] = sizes;
            let text = format!("MemTotal: {total}\nMemFree: {free}\nBuffers: {buffers}\nCached: {cached}\nSlab: {slab}\nSwapTotal: {swap}\nCommitted_AS: {free}\n");
            let row = Meminfo::parse(text.as_bytes()).unwrap().row();
            prop_assert!(row.cells.iter().flatten().all(|&value| value >= 0.0));
        }
    }
}
