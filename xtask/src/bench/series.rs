//! How fast a chart of a long and wide metric file comes, beside DuckDB asking the same of the same copy, and how large the
//! copy is.

mod duckdb;
mod generate;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use daytona_e2e::Site;
use rustix::fs::{Advice, fadvise};
use serde_json::{Value, json};

use super::client::Client;
use super::latency::{Latencies, milliseconds};
use super::machine;
use super::report::{Row, Verdict, ratio};

const CHARTS: usize = 30;
const POINTS: u32 = 1_200;
/// Every twentieth of the columns is drawn.
const APART: usize = 20;
const GOAL_COLD: Duration = Duration::from_millis(30);
const GOAL_WARM: Duration = Duration::from_millis(5);
const GOAL_NOISY: f64 = 0.35;
const GOAL_SPARSE: f64 = 0.15;
const GOAL_GROWTH: u64 = 64_000_000;

/// How long charts took: the first one after the file was put out of memory, and the others.
#[derive(Debug)]
pub(super) struct Charts {
    pub(super) cold: Duration,
    pub(super) warm: Latencies,
}

pub(super) fn measure() -> Result<Vec<Row>> {
    let site = Site::start(&["load-1"]);
    let files = [
        ("noisy.plt", generate::noisy as fn(&Path) -> Result<()>),
        ("sparse.plt", generate::sparse),
    ];
    let mut script = "#!/bin/sh\n".to_owned();
    for (name, generate) in files {
        let path = site.folder().join(name);
        generate(&path)?;
        script.push_str(&format!("cp {} .\n", path.display()));
    }
    site.framework("series", &script, "");
    let client = Client::of(&site)?;
    let test = client.new_test("series")?;
    let run = format!("{test}/runs/1");
    let server = site.server.process.id();
    let before = machine::peak_memory(server)?;
    let begin = Instant::now();
    let made = client.post(&format!("{run}/series/copies"), &json!({}))?;
    let making = begin.elapsed();
    ensure!(made["problems"] == json!([]), "the copies were not made: {made}");

    let folder = site
        .server
        .data()
        .join("series")
        .join(run.trim_start_matches("/tests/").replace("/runs/", "/"));
    let copy = |name: &str| folder.join(format!("derived/load-1/{name}.parquet"));
    let ours = ours(&client, &run, &copy("noisy.plt"))?;
    let growth = machine::peak_memory(server)?.saturating_sub(before);
    let theirs = duckdb::measure(&copy("noisy.plt"), &columns());
    let share = |name: &str| -> Result<f64> {
        let text = bytes(&folder.join("results/load-1").join(name))?;
        Ok(bytes(&copy(name))? as f64 / text as f64)
    };
    Ok(vec![
        chart(&ours, &theirs),
        size("noisy columns", share("noisy.plt")?, GOAL_NOISY),
        size("sparse columns of processes", share("sparse.plt")?, GOAL_SPARSE),
        memory(growth, making),
    ])
}

fn ours(client: &Client, run: &str, copy: &Path) -> Result<Charts> {
    let series = json!([{"host": "load-1", "file": "noisy.plt", "columns": columns()}]);
    let question = json!({"series": series, "points": POINTS});
    let path = format!("{run}/series/query");
    let answer = client.post(&path, &question)?;
    let rows = &answer["series"][0]["rows"];
    ensure!(*rows == generate::ROWS, "a chart shows {rows} rows");
    put_out_of_memory(copy)?;
    let chart = || client.time(&path, &question);
    let cold = chart()?;
    let warm = (0..CHARTS).map(|_| chart()).collect::<Result<Vec<_>>>()?;
    let warm = Latencies::new(warm);
    Ok(Charts { cold, warm })
}

/// The columns of the chart.
fn columns() -> Vec<String> {
    (0..generate::COLUMNS)
        .step_by(APART)
        .map(generate::column)
        .collect()
}

/// The kernel forgets the file, so that the next reading goes to the disk.
pub(super) fn put_out_of_memory(path: &Path) -> Result<()> {
    let file = File::open(path).with_context(|| format!("can't open {}", path.display()))?;
    file.sync_all()?;
    fadvise(&file, 0, None, Advice::DontNeed)?;
    Ok(())
}

fn bytes(path: &PathBuf) -> Result<u64> {
    Ok(fs::metadata(path)
        .with_context(|| format!("there is no {}", path.display()))?
        .len())
}

fn chart(ours: &Charts, theirs: &Result<Charts>) -> Row {
    let summary = |charts: &Charts| {
        format!(
            "cold {}, warm {}",
            milliseconds(charts.cold),
            charts.warm.summary()
        )
    };
    let (peer, ratio) = match theirs {
        Ok(theirs) => {
            let ratio = ratio(
                ours.warm.median().as_secs_f64(),
                theirs.warm.median().as_secs_f64(),
            );
            (
                format!("DuckDB, the same question on the same copy: {}", summary(theirs)),
                ratio,
            )
        }
        Err(error) => (format!("DuckDB left out: {error:#}"), None),
    };
    let is_met =
        ours.cold <= GOAL_COLD && ours.warm.median() <= GOAL_WARM && ratio.is_none_or(|ratio| ratio <= 1.0);
    Row {
        what: format!(
            "Chart of 10 of {} columns and {} rows at {POINTS} pixels, from request to answer",
            generate::COLUMNS,
            generate::ROWS
        ),
        measured: summary(ours),
        peer,
        ratio,
        goal: "cold ≤ 30 ms, warm ≤ 5 ms, ≤ 1 of the peer".to_owned(),
        verdict: Verdict::of(is_met),
    }
}

fn size(what: &str, share: f64, goal: f64) -> Row {
    Row {
        what: format!("Size of the columnar copy through that of the text, {what}"),
        measured: format!("{:.1} %", share * 100.0),
        peer: "none".to_owned(),
        ratio: None,
        goal: format!("≤ {:.0} %", goal * 100.0),
        verdict: Verdict::of(share <= goal),
    }
}

fn memory(growth: u64, making: Duration) -> Row {
    Row {
        what: "Growth of the server's peak memory while both copies are made and charts are drawn".to_owned(),
        measured: format!(
            "{} MB; making both took {:.1} s",
            growth.div_ceil(1_000_000),
            making.as_secs_f64()
        ),
        peer: "none".to_owned(),
        ratio: None,
        goal: "≤ 64 MB".to_owned(),
        verdict: Verdict::of(growth <= GOAL_GROWTH),
    }
}

/// A question to DuckDB as SQL: first, smallest, largest, last and mean value and number of each stretch of the chart.
fn sql(copy: &Path, columns: &[String], step: Value) -> String {
    let of_column = |column: &String| {
        format!(
            "arg_min(\"{column}\", elapsed_s), min(\"{column}\"), max(\"{column}\"), \
             arg_max(\"{column}\", elapsed_s), avg(\"{column}\"), count(\"{column}\")"
        )
    };
    let values: Vec<_> = columns.iter().map(of_column).collect();
    format!(
        "SELECT floor(elapsed_s / {step}) AS stretch, {} FROM '{}' GROUP BY stretch ORDER BY stretch",
        values.join(", "),
        copy.display()
    )
}
