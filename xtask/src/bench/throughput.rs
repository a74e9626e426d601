//! How many empty runs one host does in a second, one after another.

use anyhow::{Context, Result};
use daytona_e2e::Site;

use super::client::{self, Client};
use super::report::{Row, Verdict};

const RUNS: u32 = 200;
const GOAL: f64 = 30.0;

pub(super) fn measure() -> Result<Vec<Row>> {
    let site = Site::start(&["load-1"]);
    site.framework("empty", "#!/bin/sh\n", "");
    let client = Client::of(&site)?;
    let test = client.new_test("empty")?;

    let asked: Vec<_> = (0..RUNS).map(|_| client.ask(&test)).collect::<Result<_>>()?;
    let first = asked.first().context("no run was asked for")?.sent;
    let mut last = first;
    // The last run is waited for first: looking at each of them would slow the others down.
    for run in asked.iter().rev() {
        let ended = client::time(&client.wait_until_clean(&run.path)?, "ended")?;
        last = last.max(ended);
    }
    let seconds = last.since(first).as_secs_f64();
    let rate = f64::from(RUNS) / seconds;
    Ok(vec![Row {
        what: format!("{RUNS} empty runs on one host, one after another"),
        measured: format!(
            "{rate:.1} runs per second ({seconds:.1} s from the first request to the last end)"
        ),
        peer: "none".to_owned(),
        ratio: None,
        goal: "≥ 30 runs per second".to_owned(),
        verdict: Verdict::of(rate >= GOAL),
    }])
}
