//! The API over one connection that is kept, as a script or a browser uses it.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use daytona_domain::clock::{Clock, Timestamp};
use daytona_e2e::Site;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// Between two looks at a run. Looks are work for the server, so they are rare beside what is measured.
const PAUSE: Duration = Duration::from_millis(10);
/// Far longer than any run here takes.
const LOOKS: u32 = 30_000;

#[derive(Debug)]
pub(super) struct Client {
    http: reqwest::Client,
    runtime: Runtime,
    base: String,
    token: String,
}

/// A run that is asked for: its place in the API, and when the request was sent.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) path: String,
    pub(super) sent: Timestamp,
}

impl Client {
    pub(super) fn of(site: &Site) -> Result<Self> {
        Ok(Self {
            http: reqwest::Client::new(),
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .context("can't start the client")?,
            base: format!("{}/api/v1", site.server.url),
            token: site.token().to_owned(),
        })
    }

    /// Makes a test of the framework, waits for its first run, and returns the test's place in the API.
    pub(super) fn new_test(&self, framework: &str) -> Result<String> {
        let run = self.post("/tests", &json!({ "framework": framework }))?;
        let path = path_of(&run)?;
        self.wait_until_clean(&path)?;
        let (test, _) = path
            .split_once("/runs/")
            .context("a run's place has its test's")?;
        Ok(test.to_owned())
    }

    /// Asks for the next run of a test.
    pub(super) fn ask(&self, test: &str) -> Result<Asked> {
        let sent = Clock::System.now();
        let run = self.post(&format!("{test}/runs"), &json!({}))?;
        Ok(Asked {
            path: path_of(&run)?,
            sent,
        })
    }

    /// Waits for the run's end and returns what the API says of it then.
    pub(super) fn wait_until_clean(&self, path: &str) -> Result<Value> {
        for _ in 0..LOOKS {
            let run = self.exchange(self.request(Method::GET, path))?;
            match run["state"].as_str() {
                Some("finished_clean") => return Ok(run),
                Some("failed" | "timed_out" | "aborted") => bail!("a run did not end cleanly: {run}"),
                _ => std::thread::sleep(PAUSE),
            }
        }
        bail!("{path} did not end in five minutes");
    }

    /// From the sending of a question until the last byte of its answer.
    pub(super) fn time(&self, path: &str, body: &Value) -> Result<Duration> {
        let request = self.request(Method::POST, path).json(body);
        let begin = Instant::now();
        self.runtime.block_on(async {
            let response = request.send().await.context("the server can't be reached")?;
            let status = response.status();
            response.bytes().await.context("the server's answer was cut")?;
            let took = begin.elapsed();
            if !status.is_success() {
                bail!("the server answered {status}");
            }
            Ok(took)
        })
    }

    pub(super) fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.exchange(self.request(Method::POST, path).json(body))
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.base);
        self.http.request(method, url).bearer_auth(&self.token)
    }

    fn exchange(&self, request: RequestBuilder) -> Result<Value> {
        self.runtime.block_on(async {
            let response = request.send().await.context("the server can't be reached")?;
            let status = response.status();
            let body = response.text().await.context("the server's answer was cut")?;
            if !status.is_success() {
                bail!("the server answered {status}: {body}");
            }
            serde_json::from_str(&body).context("the server's answer is no JSON")
        })
    }
}

/// A time in what the API says of a run.
pub(super) fn time(run: &Value, field: &str) -> Result<Timestamp> {
    let text = run[field]
        .as_str()
        .with_context(|| format!("the run has no {field:?}: {run}"))?;
    Ok(text.parse()?)
}

fn path_of(run: &Value) -> Result<String> {
    let id = run["run"].as_str().context("the answer names no run")?;
    let (test, number) = id.split_once('/').context("a run's id is test/number")?;
    Ok(format!("/tests/{test}/runs/{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_lies_below_its_test() {
        assert_eq!(path_of(&json!({"run": "1132/7"})).unwrap(), "/tests/1132/runs/7");
        assert!(path_of(&json!({"run": "1132"})).is_err());
    }
}
