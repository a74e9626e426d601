//! How long it takes from a request for a run to the first instruction of its script, on an idle system.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use daytona_e2e::Site;

use super::client::Client;
use super::latency::{Latencies, milliseconds};
use super::report::{Row, Verdict, ratio};
use super::stamps::Stamps;
use super::{machine, ssh};

const RUNS: usize = 100;
const GOAL_MEDIAN: Duration = Duration::from_millis(10);
const GOAL_P99: Duration = Duration::from_millis(40);

pub(super) fn measure(root: &Path) -> Result<Vec<Row>> {
    let site = Site::start(&["load-1"]);
    let stamps = Stamps::create(site.folder())?;
    site.framework("first", &format!("#!/bin/bash\n{}\n", stamps.command()), "");
    let client = Client::of(&site)?;
    let test = client.new_test("first")?;

    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let asked = client.ask(&test)?;
        client.wait_until_clean(&asked.path)?;
        times.push(stamps.last()?.since(asked.sent));
    }
    let times = Latencies::new(times);
    let fsync = machine::fsync_times(site.folder())?;

    let (peer, ratio) = match ssh::measure(root, site.folder()) {
        Ok(peer) => (
            format!("`ssh localhost true`: {}", peer.summary()),
            ratio(times.median().as_secs_f64(), peer.median().as_secs_f64()),
        ),
        Err(error) => (format!("`ssh localhost true` could not run: {error:#}"), None),
    };
    Ok(vec![Row {
        what: "From the request for a run to its script's first instruction".to_owned(),
        measured: format!(
            "{}; fsync on this disk {}",
            times.summary(),
            milliseconds(fsync.median())
        ),
        peer,
        ratio,
        goal: "p50 ≤ 10 ms, p99 ≤ 40 ms with an fsync of 0.15 ms".to_owned(),
        verdict: Verdict::of(times.median() <= GOAL_MEDIAN && times.percentile(99) <= GOAL_P99),
    }])
}
