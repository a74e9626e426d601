//! DuckDB, from the package index into a folder that is removed afterwards.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::{CHARTS, Charts, put_out_of_memory, sql};
use crate::bench::latency::Latencies;

/// Width of a stretch in seconds: what 86,400 seconds take at 1,200 pixels.
const STEP: u64 = 100;

/// Prints the seconds of each question as JSON. The first one opens the file, the others find it in memory.
const SCRIPT: &str = "\
import json, sys, time
import duckdb
question, count = sys.argv[1], int(sys.argv[2])
connection = duckdb.connect()
times = []
for _ in range(count):
    begin = time.perf_counter()
    connection.execute(question).fetchall()
    times.append(time.perf_counter() - begin)
print(json.dumps(times))
";

pub(super) fn measure(copy: &Path, columns: &[String]) -> Result<Charts> {
    let folder = tempfile::tempdir().context("can't make a temporary folder")?;
    let package = folder.path().join("packages");
    let mut install = Command::new("python3");
    install.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--target",
    ]);
    output(install.arg(&package).arg("duckdb")).context("pip can't install it")?;
    let script = folder.path().join("ask.py");
    fs::write(&script, SCRIPT)?;
    put_out_of_memory(copy)?;
    let mut ask = Command::new("python3");
    ask.arg(script)
        .arg(sql(copy, columns, json!(STEP)))
        .arg((CHARTS + 1).to_string());
    let printed = output(ask.env("PYTHONPATH", &package))?;
    let times: Vec<f64> = serde_json::from_str::<Value>(&printed)?
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_f64)
        .collect();
    let mut times = times.into_iter().map(Duration::from_secs_f64);
    Ok(Charts {
        cold: times.next().context("it measured nothing")?,
        warm: Latencies::new(times.collect()),
    })
}

/// What a command prints; an error is the last line of what it complains about.
fn output(command: &mut Command) -> Result<String> {
    let output = command.output().context("there is no python3")?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!(
            "{}",
            complaint.lines().last().unwrap_or("it failed without a word")
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
