//! How long the server takes from its start until it is ready, and how large the binary is.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::latency::Latencies;
use super::report::{Row, Verdict};

const STARTS: usize = 20;
const GOAL: Duration = Duration::from_millis(200);
const GOAL_BYTES: u64 = 40_000_000;

pub(super) fn measure(binary: &Path) -> Result<Vec<Row>> {
    let folder = tempfile::tempdir().context("can't make a temporary folder")?;
    let folder_of = |number: usize| folder.path().join(format!("data-{number}"));
    let new = (0..STARTS).map(|number| start(binary, &folder_of(number)));
    let new = Latencies::new(new.collect::<Result<_>>()?);
    let again = (0..STARTS).map(|_| start(binary, &folder_of(0)));
    let again = Latencies::new(again.collect::<Result<_>>()?);

    let row = |what: &str, times: &Latencies| Row {
        what: format!("From the server's start until it is ready and `/readyz` answers, {what}"),
        measured: times.summary(),
        peer: "none".to_owned(),
        ratio: None,
        goal: "p50 ≤ 200 ms".to_owned(),
        verdict: Verdict::of(times.median() <= GOAL),
    };
    let bytes = std::fs::metadata(binary)?.len();
    let tenths = bytes.div_ceil(100_000);
    let size = Row {
        what: "Size of the stripped binary with the web pages in it".to_owned(),
        measured: format!("{}.{} MB", tenths / 10, tenths % 10),
        peer: "none".to_owned(),
        ratio: None,
        goal: "≤ 40 MB".to_owned(),
        verdict: Verdict::of(bytes <= GOAL_BYTES),
    };
    Ok(vec![
        row("with a new data folder", &new),
        row("with one that exists", &again),
        size,
    ])
}

fn start(binary: &Path, data: &Path) -> Result<Duration> {
    let begin = Instant::now();
    let mut server = Command::new(binary)
        .args([
            "server",
            "--listen",
            "127.0.0.1:0",
            "--agent-listen",
            "127.0.0.1:0",
            "--data",
        ])
        .arg(data)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("can't start {}", binary.display()))?;
    let ready = until_ready(&mut server, begin);
    server.kill()?;
    server.wait()?;
    ready
}

fn until_ready(server: &mut Child, begin: Instant) -> Result<Duration> {
    let output = server.stdout.take().context("the server has no output")?;
    for line in BufReader::new(output).lines() {
        let line = line?;
        if let Some(url) = line.strip_prefix("Daytona is ready at ") {
            ask(url.trim_start_matches("http://"))?;
            return Ok(begin.elapsed());
        }
    }
    anyhow::bail!("the server ended before it was ready")
}

fn ask(address: &str) -> Result<()> {
    let mut stream = TcpStream::connect(address).with_context(|| format!("can't reach {address}"))?;
    write!(
        stream,
        "GET /readyz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let first = answer.lines().next().unwrap_or_default();
    ensure!(first.contains(" 200 "), "/readyz answered {first:?}");
    Ok(())
}
