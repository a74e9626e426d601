//! How fast a script's console reaches the server, and how much memory that takes, with one gigabyte of it.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use daytona_domain::clock::Clock;
use daytona_domain::layout;
use daytona_e2e::Site;

use super::client::Client;
use super::report::{Row, Verdict, ratio};
use super::stamps::Stamps;
use super::{machine, tls};

pub(super) const BYTES: u64 = 1_000_000_000;
/// A gigabyte at a few megabytes per second.
pub(super) const LIMIT: Duration = Duration::from_secs(300);
const LINE: usize = 200;
const GOAL_RATIO: f64 = 0.5;
const GOAL_RATE: f64 = 500.0;
const GOAL_GROWTH: u64 = 32_000_000;

pub(super) fn measure() -> Result<Vec<Row>> {
    let site = Site::start(&["load-1"]);
    let stamps = Stamps::create(site.folder())?;
    let script = format!("#!/bin/bash\n{}\n{}\n", stamps.command(), print_command());
    site.framework("loud", &script, "");
    site.framework("quiet", "#!/bin/sh\n", "");
    let client = Client::of(&site)?;
    // What any run takes is there before, so that only the console's part is seen as growth.
    client.new_test("quiet")?;

    let agent = &site.agents.first().context("the site has no agent")?.process;
    let peaks = || -> Result<(u64, u64)> {
        let server = machine::peak_memory(site.server.process.id())?;
        Ok((server, machine::peak_memory(agent.id())?))
    };
    let before = peaks()?;
    let run = site.submit(&["loud"]);
    let log = site.server.data().join("loud").join(&run);
    let log = log.join(format!("results/load-1/{}", layout::CONSOLE));
    machine::wait_for_size(&log, BYTES, LIMIT)?;
    let seconds = Clock::System.now().since(stamps.last()?).as_secs_f64();
    site.wait_for_end(&run);
    let after = peaks()?;

    let peer = tls::measure(site.folder())?;
    let (ours, theirs) = (rate(seconds), rate(peer.as_secs_f64()));
    Ok(rows(
        ours,
        theirs,
        after.0.saturating_sub(before.0),
        after.1.saturating_sub(before.1),
    ))
}

fn rows(ours: f64, theirs: f64, server: u64, agent: u64) -> Vec<Row> {
    let ratio = ratio(ours, theirs);
    let console = Row {
        what: "Console of 1 GB, from the script's start until the server's file has every byte".to_owned(),
        measured: format!("{ours:.0} MB/s"),
        peer: format!("`openssl s_client` to `s_server` to a file: {theirs:.0} MB/s"),
        ratio,
        goal: "≥ 500 MB/s, and ≥ 0.5 of the peer".to_owned(),
        verdict: Verdict::of(ours >= GOAL_RATE && ratio.is_some_and(|ratio| ratio >= GOAL_RATIO)),
    };
    let megabytes = |bytes: u64| bytes.div_ceil(1_000_000);
    let memory = Row {
        what: "Growth of the peak memory during that console".to_owned(),
        measured: format!("server {} MB, agent {} MB", megabytes(server), megabytes(agent)),
        peer: "none".to_owned(),
        ratio: None,
        goal: "≤ 32 MB on either side".to_owned(),
        verdict: Verdict::of(server.max(agent) <= GOAL_GROWTH),
    };
    vec![console, memory]
}

/// Prints the bytes as fast as a pipe takes them, in lines of 200.
pub(super) fn print_command() -> String {
    format!("yes {} | head -c {BYTES}", "x".repeat(LINE - 1))
}

fn rate(seconds: f64) -> f64 {
    1e3 / seconds
}

/// How much a file holds, for a peer that writes one.
pub(super) fn wait_until_whole(path: &Path) -> Result<()> {
    machine::wait_for_size(path, BYTES, LIMIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_met_only_with_both_the_rate_and_the_ratio() {
        let verdict = |ours, theirs| rows(ours, theirs, 0, 0)[0].verdict;
        assert_eq!(verdict(600.0, 900.0), Verdict::Met);
        assert_eq!(verdict(600.0, 1300.0), Verdict::NotMet);
        assert_eq!(verdict(400.0, 500.0), Verdict::NotMet);
    }

    #[test]
    fn one_side_that_grows_too_much_misses_the_goal() {
        assert_eq!(rows(1.0, 1.0, 1_000, 33_000_000)[1].verdict, Verdict::NotMet);
        assert_eq!(rows(1.0, 1.0, 1_000, 32_000_000)[1].verdict, Verdict::Met);
    }
}
