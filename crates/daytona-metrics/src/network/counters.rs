//! `/proc/net/dev` as numbers. The table has had the same 16 columns of 64 bits since Linux 2.2.

use crate::counter;
use crate::scan;

/// The counters of an interface since it was made, in the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Counters(pub(super) [u64; 16]);

impl Counters {
    /// What each counter grew by; `None` if any of them fell.
    pub(super) fn growth(&self, later: &Self) -> Option<Self> {
        let mut growth = [0; 16];
        for (at, growth) in growth.iter_mut().enumerate() {
            *growth = counter::growth(self.0[at], later.0[at])?;
        }
        Some(Self(growth))
    }
}

/// The interfaces in the order of the file. Headings and lines that were cut off are left out.
pub(super) fn parse(text: &[u8]) -> Vec<(Vec<u8>, Counters)> {
    scan::lines(text).filter_map(interface).collect()
}

fn interface(line: &[u8]) -> Option<(Vec<u8>, Counters)> {
    // Numbers hold no colon; a name might.
    let colon = line.iter().rposition(|&byte| byte == b':')?;
    let name = line[..colon].trim_ascii();
    if name.is_empty() || name == b"." || name == b".." || name.contains(&b'/') {
        return None;
    }
    let mut fields = scan::fields(&line[colon + 1..]);
    let mut counters = [0; 16];
    for counter in &mut counters {
        *counter = fields.next().and_then(scan::unsigned)?;
    }
    Some((name.to_vec(), Counters(counters)))
}
