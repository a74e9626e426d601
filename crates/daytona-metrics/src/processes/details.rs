//! What is read only of processes that get a line, because it costs as much as all the rest: `status`, `io` and `schedstat`.

use crate::processes::scan::Handle;
use crate::processes::stat::Stat;
use crate::scan;

/// Counters and values; `None` is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Details {
    pub(super) uid: Option<u64>,
    pub(super) resident_kb: Option<u64>,
    pub(super) switches: Option<u64>,
    pub(super) forced_switches: Option<u64>,
    pub(super) read_bytes: Option<u64>,
    pub(super) written_bytes: Option<u64>,
    pub(super) cancelled_bytes: Option<u64>,
    /// Nanoseconds in which it was ready to run and didn't.
    pub(super) waited_ns: Option<u64>,
    pub(super) open_files: Option<u64>,
}

impl Details {
    /// Switches and waiting are those of one thread each. Of processes of the test they are added up over all threads; of
    /// others with more than one thread they aren't known.
    pub(super) fn read(handle: &Handle, stat: &Stat, is_of_test: bool) -> Self {
        let mut details = Self::default();
        let status = handle.text("status").unwrap_or_default();
        details.uid = value(&status, b"Uid");
        // Threads of the kernel have no memory of their own.
        details.resident_kb = value(&status, b"VmRSS").or((!status.is_empty()).then_some(0));
        let io = handle.text("io").unwrap_or_default();
        details.read_bytes = value(&io, b"read_bytes");
        details.written_bytes = value(&io, b"write_bytes");
        details.cancelled_bytes = value(&io, b"cancelled_write_bytes");
        if stat.threads == 1 {
            details.add_thread(&status, &handle.text("schedstat").unwrap_or_default());
        } else if is_of_test {
            for status in handle.texts_of_threads("status") {
                details.add_thread(&status, b"");
            }
            for schedstat in handle.texts_of_threads("schedstat") {
                details.add_thread(b"", &schedstat);
            }
        }
        if is_of_test {
            details.open_files = handle.open_files();
        }
        details
    }

    fn add_thread(&mut self, status: &[u8], schedstat: &[u8]) {
        add(&mut self.switches, value(status, b"voluntary_ctxt_switches"));
        add(
            &mut self.forced_switches,
            value(status, b"nonvoluntary_ctxt_switches"),
        );
        add(
            &mut self.waited_ns,
            scan::fields(schedstat).nth(1).and_then(scan::unsigned),
        );
    }
}

fn add(sum: &mut Option<u64>, more: Option<u64>) {
    if let Some(more) = more {
        *sum = Some(sum.unwrap_or(0).saturating_add(more));
    }
}

/// The first number of the line with this name.
fn value(text: &[u8], name: &[u8]) -> Option<u64> {
    scan::lines(text).find_map(|line| {
        let (key, rest) = scan::cut(line, b':')?;
        (key == name).then(|| scan::fields(rest).next().and_then(scan::unsigned))?
    })
}
