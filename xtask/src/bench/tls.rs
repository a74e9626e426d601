//! The peer of the console: the same bytes through one plain TLS connection into a file.

use std::fs::File;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::console;
use super::ssh::free_port;

/// A program that is ended with its handle.
#[derive(Debug)]
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to do.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// From the start of the sender until the receiver's file has every byte.
pub(super) fn measure(folder: &Path) -> Result<Duration> {
    let (key, certificate) = (folder.join("tls.key"), folder.join("tls.crt"));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
        ])
        .args(["-nodes", "-subj", "/CN=localhost", "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .context("can't start openssl")?;
    ensure!(made.status.success(), "openssl made no certificate");

    let (port, copy) = (free_port()?, folder.join("tls.copy"));
    // Its input stays open: at its end it would stop.
    let server = Command::new("openssl")
        .args(["s_server", "-quiet", "-accept", &port.to_string(), "-key"])
        .arg(&key)
        .arg("-cert")
        .arg(&certificate)
        .stdin(Stdio::piped())
        .stdout(File::create(&copy)?)
        .stderr(Stdio::null())
        .spawn()
        .context("can't start openssl's server")?;
    let _server = Running(server);
    wait_for_port(port)?;

    let start = Instant::now();
    let printer = Command::new("sh")
        .args(["-c", &console::print_command()])
        .stdout(Stdio::piped())
        .spawn();
    let mut printer = Running(printer.context("can't start sh")?);
    let bytes = printer.0.stdout.take().context("the printer has no output")?;
    let client = Command::new("openssl")
        .args(["s_client", "-quiet", "-connect", &format!("127.0.0.1:{port}")])
        .stdin(bytes)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let _client = Running(client.context("can't start openssl's client")?);
    console::wait_until_whole(&copy)?;
    Ok(start.elapsed())
}

fn wait_for_port(port: u16) -> Result<()> {
    for _ in 0..250 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    anyhow::bail!("openssl's server did not listen on port {port}")
}
