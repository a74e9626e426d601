//! How long it takes from a script's last act until its run is clean, with all files collected and verified.

use std::time::Duration;

use anyhow::Result;
use daytona_e2e::Site;

use super::client::{self, Client};
use super::latency::{Latencies, milliseconds};
use super::machine;
use super::report::{Row, Verdict};
use super::stamps::Stamps;

const RUNS: usize = 50;
const GOAL_MEDIAN: Duration = Duration::from_millis(20);
const GOAL_P99: Duration = Duration::from_millis(100);

pub(super) fn measure() -> Result<Vec<Row>> {
    let site = Site::start(&["load-1"]);
    let stamps = Stamps::create(site.folder())?;
    let script = format!(
        "#!/bin/bash\nfor i in {{1..20}}; do echo \"result $i\" > file-$i.txt; done\n{}\n",
        stamps.command()
    );
    site.framework("files", &script, "");
    let client = Client::of(&site)?;
    let test = client.new_test("files")?;

    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let asked = client.ask(&test)?;
        let run = client.wait_until_clean(&asked.path)?;
        times.push(client::time(&run, "ended")?.since(stamps.last()?));
    }
    let times = Latencies::new(times);
    let fsync = machine::fsync_times(site.folder())?;
    Ok(vec![Row {
        what: "From the script's last act to `finished_clean`, with 20 small files".to_owned(),
        measured: format!(
            "{}; fsync on this disk {}",
            times.summary(),
            milliseconds(fsync.median())
        ),
        peer: "none".to_owned(),
        ratio: None,
        goal: "p50 ≤ 20 ms, p99 ≤ 100 ms".to_owned(),
        verdict: Verdict::of(times.median() <= GOAL_MEDIAN && times.percentile(99) <= GOAL_P99),
    }])
}
