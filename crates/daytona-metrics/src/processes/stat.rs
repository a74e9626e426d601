//! `/proc/<pid>/stat`: one line, whose second field is the name in brackets and may hold anything, brackets too.

use crate::scan;

/// What is read of it. Times are in ticks of 1/100 s.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Stat {
    /// With what can't stand in a cell replaced by `_`; threads of the kernel in square brackets.
    pub(super) command: String,
    pub(super) parent: u32,
    pub(super) minor_faults: u64,
    pub(super) major_faults: u64,
    pub(super) user: u64,
    pub(super) system: u64,
    pub(super) threads: u64,
    /// When it began, since the boot: with the number, what a process is told by.
    pub(super) start: u64,
    pub(super) virtual_bytes: u64,
    pub(super) resident_pages: u64,
    pub(super) processor: Option<u64>,
    /// Waiting for block devices; stands still where the kernel doesn't account for delays.
    pub(super) io_delay: Option<u64>,
    pub(super) guest: Option<u64>,
}

/// The flag of a kernel's thread.
const KERNEL_THREAD: u64 = 0x0020_0000;
/// The number of a field in `proc(5)` less this one is its place behind the name.
const STATE: usize = 3;

impl Stat {
    /// Nothing if the line is no such line, or the process has ended.
    pub(super) fn parse(line: &[u8]) -> Option<Self> {
        let open = line.iter().position(|byte| *byte == b'(')?;
        let close = line.iter().rposition(|byte| *byte == b')')?;
        let name = line.get(open + 1..close)?;
        let fields: Vec<&[u8]> = scan::fields(line.get(close + 1..)?).collect();
        let state = fields.first()?;
        if matches!(state, [b'Z' | b'X' | b'x']) {
            return None;
        }
        let number = |field: usize| fields.get(field - STATE).and_then(|field| scan::unsigned(field));
        let is_kernel = number(9)? & KERNEL_THREAD != 0;
        Some(Self {
            command: command(name, is_kernel),
            parent: u32::try_from(number(4)?).ok()?,
            minor_faults: number(10)?,
            major_faults: number(12)?,
            user: number(14)?,
            system: number(15)?,
            threads: number(20)?,
            start: number(22)?,
            virtual_bytes: number(23)?,
            // Negative for a moment on some kernels.
            resident_pages: number(24).unwrap_or(0),
            processor: number(39),
            io_delay: number(42),
            guest: number(43),
        })
    }

    /// Time on processors.
    pub(super) fn busy(&self) -> u64 {
        self.user.saturating_add(self.system)
    }

    /// What it was before its first instruction.
    pub(super) fn at_birth(&self) -> Self {
        Self {
            command: self.command.clone(),
            parent: self.parent,
            start: self.start,
            io_delay: self.io_delay.map(|_| 0),
            guest: self.guest.map(|_| 0),
            ..Self::default()
        }
    }
}

fn command(name: &[u8], is_kernel: bool) -> String {
    let name: String = String::from_utf8_lossy(name)
        .chars()
        .map(|c| {
            if c.is_control() || matches!(c, ',' | '"') {
                '_'
            } else {
                c
            }
        })
        .collect();
    if is_kernel { format!("[{name}]") } else { name }
}
