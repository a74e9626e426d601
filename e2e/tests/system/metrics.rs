//! What is measured of a run, from the kernel to the command line.

use std::fs;
use std::path::PathBuf;

use daytona_e2e::Site;
use daytona_e2e::process::wait_for;

/// Sleeps under a name of its own while another process keeps a processor busy, for some ticks.
const SCRIPT: &str = "#!/bin/bash\n\
    cp \"$(command -v sleep)\" napper\n\
    ./napper 2.6 &\n\
    timeout 2.4 sh -c 'while :; do :; done'\n\
    wait\n";

fn printed(site: &Site, arguments: &[&str]) -> String {
    String::from_utf8(site.daytona(arguments).stdout).unwrap()
}

#[test]
fn processes_are_recorded_and_become_series_that_the_command_line_prints() {
    let site = Site::start(&["load-1"]);
    site.framework("nap", SCRIPT, "metrics.processes = [\"napper\"]\n");
    let run = site.submit(&["nap"]);
    assert_eq!(site.wait_for_end(&run)["state"], "finished_clean");
    let folder = site.server.data().join("nap").join(&run);

    let long = fs::read_to_string(folder.join("results/load-1/sar/processes.csv")).unwrap();
    let heading: Vec<_> = long.lines().next().unwrap().split(',').collect();
    let at = |name: &str| heading.iter().position(|column| *column == name).unwrap();
    let naps: Vec<Vec<_>> = long
        .lines()
        .filter(|line| line.ends_with(",napper"))
        .map(|line| line.split(',').collect())
        .collect();
    assert!(
        naps.len() >= 2,
        "a named process has a line at every tick: {long}"
    );
    assert_eq!(
        naps[0][at("Test")],
        "1",
        "it descends from the supervisor: {long}"
    );
    assert_ne!(naps[0][at("RSS")], "0");

    let listed = printed(&site, &["metrics", &run, "-o", "csv"]);
    assert!(listed.contains("load-1,sar/cpu.plt,%user,%\n"), "{listed}");
    let column = format!("napper - {}", naps[0][at("PID")]);
    assert!(
        listed.contains(&format!("load-1,sar/res_memory_usage.plt,{column},kB\n")),
        "{listed}"
    );
    let memory = printed(
        &site,
        &[
            "metrics",
            &run,
            &format!("res_memory_usage:{column}"),
            "-o",
            "csv",
        ],
    );
    let values = memory
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').nth(1)?.parse::<f64>().ok());
    assert!(values.clone().any(|kib| kib > 100.0), "{memory}");
    // The loop of the test keeps a processor busy.
    let cpu = printed(&site, &["metrics", &run, "cpu_usage", "-o", "csv"]);
    let most = cpu.lines().skip(1).flat_map(|line| line.split(',').skip(1));
    let most = most
        .filter_map(|cell| cell.parse::<f64>().ok())
        .fold(0.0, f64::max);
    assert!(most > 20.0, "{cpu}");
    let rows = printed(
        &site,
        &[
            "metrics",
            &run,
            "cpu:%user,%idle",
            "--from",
            "-1s",
            "--to",
            "10s",
            "-o",
            "csv",
        ],
    );
    assert!(rows.starts_with("elapsed_s,%user,%idle\n"), "{rows}");

    let copy: PathBuf = folder.join("derived/load-1/sar/cpu.plt.parquet");
    wait_for("the columnar copy", || copy.exists(), |exists| *exists);
    let files = printed(&site, &["files", &run, "-o", "csv"]);
    assert!(files.contains("load-1/sar/cpu.plt.parquet,"), "{files}");

    let unknown = site.run(&["metrics", &run, "gpu"]);
    assert_eq!(unknown.status.code(), Some(1));
    let said = String::from_utf8_lossy(&unknown.stderr).into_owned();
    assert!(
        said.contains("the run has no metric file \"gpu\"; `daytona metrics RUN` lists them"),
        "{said}"
    );
}
