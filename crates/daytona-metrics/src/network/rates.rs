//! The rows of an interface, as `sar -n DEV` and `sar -n EDEV` show them. Packets are what the kernel's
//! network stack sees: after receive offload and before send offload, so not those on the wire.

use std::time::Duration;

use crate::counter;
use crate::row::{Column, Row};

use super::counters::Counters;
use super::link::Link;

const DEVICES_COLUMNS: &[Column; 8] = &[
    Column::decimal("rxpck/s"),
    Column::decimal("txpck/s"),
    Column::decimal("rxkB/s"),
    Column::decimal("txkB/s"),
    Column::decimal("rxcmp/s"),
    Column::decimal("txcmp/s"),
    Column::decimal("rxmcst/s"),
    Column::decimal("%ifutil"),
];

const ERRORS_COLUMNS: &[Column; 9] = &[
    Column::decimal("rxerr/s"),
    Column::decimal("txerr/s"),
    Column::decimal("coll/s"),
    Column::decimal("rxdrop/s"),
    Column::decimal("txdrop/s"),
    Column::decimal("txcarr/s"),
    Column::decimal("rxfram/s"),
    Column::decimal("rxfifo/s"),
    Column::decimal("txfifo/s"),
];

const BYTES_PER_KIB: f64 = 1024.0;

/// What the interface carried.
pub(super) fn devices_row(stem: &str, growth: &Counters, link: Link, elapsed: Duration) -> Row {
    let rate = |growth| counter::per_second(Some(growth), elapsed);
    let Counters(
        [
            rx_bytes,
            rx_packets,
            _errors,
            _dropped,
            _fifo,
            _frame,
            rx_compressed,
            rx_multicast,
            tx_bytes,
            tx_packets,
            ..,
            tx_compressed,
        ],
    ) = *growth;
    let (rx_bytes, tx_bytes) = (rate(rx_bytes), rate(tx_bytes));
    let cells = [
        rate(rx_packets),
        rate(tx_packets),
        rx_bytes.map(|bytes| bytes / BYTES_PER_KIB),
        tx_bytes.map(|bytes| bytes / BYTES_PER_KIB),
        rate(rx_compressed),
        rate(tx_compressed),
        rate(rx_multicast),
        rx_bytes
            .zip(tx_bytes)
            .and_then(|(rx, tx)| utilization(rx, tx, link)),
    ];
    Row::new(&format!("{stem}_network_devices.plt"), DEVICES_COLUMNS, cells)
}

/// What went wrong on it.
pub(super) fn errors_row(stem: &str, growth: &Counters, elapsed: Duration) -> Row {
    let rate = |growth| counter::per_second(Some(growth), elapsed);
    let Counters(
        [
            _,
            _,
            rx_errors,
            rx_dropped,
            rx_fifo,
            rx_frame,
            _,
            _,
            _,
            _,
            tx_errors,
            tx_dropped,
            tx_fifo,
            collisions,
            tx_carrier,
            _,
        ],
    ) = *growth;
    let cells = [
        rx_errors, tx_errors, collisions, rx_dropped, tx_dropped, tx_carrier, rx_frame, rx_fifo, tx_fifo,
    ];
    Row::new(
        &format!("{stem}_network_errors.plt"),
        ERRORS_COLUMNS,
        cells.map(rate),
    )
}

/// Percent of the link's speed: of the busier direction, or of both together where they share the medium.
fn utilization(rx_bytes_per_s: f64, tx_bytes_per_s: f64, link: Link) -> Option<f64> {
    let (bytes_per_s, mbit_per_s) = match link {
        Link::FullDuplex { mbit_per_s } => (rx_bytes_per_s.max(tx_bytes_per_s), mbit_per_s),
        Link::HalfDuplex { mbit_per_s } => (rx_bytes_per_s + tx_bytes_per_s, mbit_per_s),
        Link::Unknown => return None,
    };
    Some(bytes_per_s * 800.0 / (mbit_per_s as f64 * 1e6))
}
