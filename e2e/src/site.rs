//! A server with an administrator, agents and frameworks, in a folder of its own.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::agent::{Account, Agent};
use crate::binary::daytona;
use crate::database::TestDatabase;
use crate::process::wait_for;
use crate::server::Server;

#[derive(Debug)]
pub struct Site {
    // Ended in this order: agents before their server, and the folder last.
    pub agents: Vec<Agent>,
    pub server: Server,
    /// Its own, if the tests run on PostgreSQL.
    pub database: Option<TestDatabase>,
    token: String,
    folder: TempDir,
}

impl Site {
    /// A server with agents of these names.
    pub fn start(hosts: &[&str]) -> Self {
        Self::start_as(hosts, Account::Separate)
    }

    /// As `start`, with agents of this account.
    pub fn start_as(hosts: &[&str], account: Account) -> Self {
        let folder = tempfile::Builder::new().prefix("daytona-e2e").tempdir().unwrap();
        // Scripts run as another user, who has to reach their folders.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        fs::create_dir(folder.path().join("scripts")).unwrap();
        let database = TestDatabase::new();
        let mut server = Server::start(folder.path(), database.as_ref().map(TestDatabase::url));
        let secret = server.setup_secret();
        let token = Self::administrator(&server.url, &secret);
        let mut site = Self {
            agents: Vec::new(),
            server,
            database,
            token,
            folder,
        };
        for host in hosts {
            let join_token = site.daytona(&["host", "join-token", "-o", "json"]);
            let join_token: Value = serde_json::from_slice(&join_token.stdout).unwrap();
            let join_token = join_token["token"].as_str().unwrap();
            let agent = Agent::start(site.folder.path(), &site.server.agents, join_token, host, account);
            site.agents.push(agent);
        }
        site.wait_until_free(hosts);
        site
    }

    /// Creates the administrator with the secret of the printed link, and returns an API token.
    pub fn administrator(url: &str, secret: &str) -> String {
        let base = format!("{url}/api/v1");
        tokio_runtime().block_on(async {
            let client = reqwest::Client::new();
            let body = json!({"secret": secret, "name": "ana", "password": "correct horse battery"});
            let response = client
                .post(format!("{base}/setup"))
                .json(&body)
                .send()
                .await
                .unwrap();
            assert!(response.status().is_success(), "{}", response.status());
            let cookie = response.headers()["set-cookie"]
                .to_str()
                .unwrap()
                .split(';')
                .next()
                .unwrap()
                .to_owned();
            let request = client
                .post(format!("{base}/tokens"))
                .header("cookie", cookie)
                .header("x-daytona", "1");
            let token: Value = request
                .json(&json!({"title": "e2e"}))
                .send()
                .await
                .unwrap()
                .json()
                .await
                .unwrap();
            token["secret"].as_str().unwrap().to_owned()
        })
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The administrator's API token.
    pub fn token(&self) -> &str {
        &self.token
    }

    fn wait_until_free(&self, hosts: &[&str]) {
        let states = || {
            let page = self.json(&["host", "list"]);
            let items = page.as_array().cloned().unwrap_or_default();
            items.iter().filter(|host| host["state"] == "free").count()
        };
        wait_for("all hosts to be free", states, |free| *free == hosts.len());
    }

    /// Runs the command line as its user would, and returns what it printed and its exit code.
    pub fn run(&self, arguments: &[&str]) -> Output {
        Command::new(daytona())
            .args(arguments)
            .env("DAYTONA_SERVER", &self.server.url)
            .env("DAYTONA_TOKEN", &self.token)
            .output()
            .unwrap()
    }

    /// As `run`, and it must succeed.
    pub fn daytona(&self, arguments: &[&str]) -> Output {
        let output = self.run(arguments);
        assert!(
            output.status.success(),
            "daytona {arguments:?}: {}\n{}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        output
    }

    /// As `daytona`, with `-o json`.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let mut arguments = arguments.to_vec();
        arguments.extend(["-o", "json"]);
        serde_json::from_slice(&self.daytona(&arguments).stdout).unwrap()
    }

    /// The binary where scripts can execute it: the build may lie in a folder that only its owner can enter.
    pub fn open_program(&self) -> PathBuf {
        crate::agent::open_program(self.folder())
    }

    /// A framework whose script has this text, on the first host. `more` is added to its file.
    pub fn framework(&self, name: &str, script: &str, more: &str) {
        let script_folder = self.folder().join("scripts").join(name);
        fs::create_dir_all(&script_folder).unwrap();
        let path = script_folder.join("run.sh");
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let host = &self.agents.first().unwrap().name;
        let definition = if more.contains("[hosts]") {
            format!("name = \"{name}\"\nscript = \"{name}/run.sh\"\n{more}")
        } else {
            format!("name = \"{name}\"\nscript = \"{name}/run.sh\"\nhosts.execution = \"{host}\"\n{more}")
        };
        let file = self.folder().join(format!("{name}.toml"));
        fs::write(&file, definition).unwrap();
        self.daytona(&["framework", "apply", "-f", file.to_str().unwrap()]);
    }

    /// Starts a run and returns its id.
    pub fn submit(&self, arguments: &[&str]) -> String {
        let mut all = vec!["run"];
        all.extend(arguments);
        self.json(&all)["run"].as_str().unwrap().to_owned()
    }

    pub fn show(&self, run: &str) -> Value {
        self.json(&["show", run])
    }

    /// Waits until the run is in one of these states.
    pub fn wait_for_state(&self, run: &str, states: &[&str]) -> Value {
        let what = format!("run {run} to be {states:?}");
        wait_for(
            &what,
            || self.show(run),
            |seen| states.iter().any(|state| seen["state"] == *state),
        )
    }

    /// Waits for the run's end, whatever it is.
    pub fn wait_for_end(&self, run: &str) -> Value {
        self.wait_for_state(run, &["finished_clean", "failed", "timed_out", "aborted"])
    }
}

fn tokio_runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}
