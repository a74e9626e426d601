//! The console is served as raw bytes by range; these are the headers' names.

/// Bytes of the console that the server has.
pub const TOTAL_BYTES: &str = "x-total-bytes";
/// Where the answered range begins.
pub const RANGE_FROM: &str = "x-range-from";
/// `true` while more may come.
pub const GROWING: &str = "x-growing";
