//! A server in this process, on a folder of its own and on free ports.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use axum::Router;
use daytona_server::agents::health::LinkLimits;
use daytona_server::app::App;
use daytona_server::{Server, ServerConfig};
use daytona_store::host::{Certificate, Enrolment};
use daytona_store::secret::SecretHash;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::condition::wait_for;
use crate::database::TestDatabase;
use crate::rest::Rest;

#[derive(Debug)]
pub struct TestServer {
    /// Gone with the last server on it.
    folder: Option<TempDir>,
    data: PathBuf,
    app: App,
    stop: DropGuard,
    serving: JoinHandle<()>,
    limits: LinkLimits,
    /// Its own, if the tests run on PostgreSQL.
    database: Option<TestDatabase>,
}

/// A server with its first administrator, who is signed in.
#[derive(Debug)]
pub struct WithAdmin {
    pub server: TestServer,
    pub rest: Rest,
}

/// What a server keeps from one start to the next.
struct Place {
    folder: Option<TempDir>,
    data: PathBuf,
    database: Option<TestDatabase>,
}

impl TestServer {
    pub async fn start() -> Self {
        Self::start_with(LinkLimits::default()).await
    }

    pub async fn start_with(limits: LinkLimits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().to_owned();
        let place = Place {
            folder: Some(folder),
            data,
            database: TestDatabase::new(),
        };
        Self::start_on(place, limits, loopback(0), loopback(0)).await
    }

    async fn start_on(
        place: Place,
        limits: LinkLimits,
        listen: SocketAddr,
        agent_listen: SocketAddr,
    ) -> Self {
        let Place {
            folder,
            data,
            database,
        } = place;
        let config = ServerConfig {
            data: data.clone(),
            database: database.as_ref().map(|database| database.url().parse().unwrap()),
            listen,
            agent_listen,
            limits,
            trash_kept: daytona_server::config::TRASH_KEPT,
            sample: None,
            ui: Router::new(),
        };
        let server = Server::start(config).await.unwrap();
        let app = server.app().clone();
        let stop = CancellationToken::new();
        let until = stop.clone();
        let serving = tokio::spawn(async move { server.serve(until).await.unwrap() });
        Self {
            folder,
            data,
            app,
            stop: stop.drop_guard(),
            serving,
            limits,
            database,
        }
    }

    pub fn app(&self) -> &App {
        &self.app
    }

    pub fn data(&self) -> &Path {
        &self.data
    }

    pub fn rest(&self) -> Rest {
        Rest::new(format!("http://{}", self.app.place.web))
    }

    pub fn agent_address(&self) -> String {
        self.app.place.agents.to_string()
    }

    /// Creates the first administrator and signs in with a token.
    pub async fn with_admin(self) -> WithAdmin {
        let secret = self.app.place.setup_secret.clone().unwrap();
        let rest = self.rest();
        let body = json!({"secret": secret, "name": "ana", "password": "correct horse battery"});
        let response = rest
            .request(reqwest::Method::POST, "/setup")
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
        let request = rest.request(reqwest::Method::POST, "/tokens");
        let request = request
            .header("cookie", cookie)
            .header("x-daytona", "1")
            .json(&json!({"title": "tests"}));
        let token = crate::rest::answer(request).await.ok();
        let rest = rest.with_token(token["secret"].as_str().unwrap());
        WithAdmin { server: self, rest }
    }

    /// Stops this server as SIGTERM would and starts another one on the same folder and ports.
    #[must_use]
    pub async fn restarted(self) -> Self {
        let Self {
            folder,
            data,
            app,
            stop,
            serving,
            limits,
            database,
        } = self;
        let (web, agents) = (app.place.web, app.place.agents);
        // The store is free once nobody holds it any more.
        drop((stop, app));
        serving.await.unwrap();
        let place = Place {
            folder,
            data,
            database,
        };
        Self::start_on(place, limits, web, agents).await
    }
}

impl WithAdmin {
    /// A join token for any name.
    pub async fn join_token(&self) -> String {
        let token = json!({"re_enrol": true});
        let token = self.rest.post("/hosts/join-tokens", &token).await.ok();
        token["token"].as_str().unwrap().to_owned()
    }

    /// Makes the server know a host whose agent has not connected yet. An agent may enrol under its name later.
    pub async fn enrol(&self, name: &str) {
        let token = self.join_token().await;
        let parts: Vec<_> = token.split('.').collect();
        let app = self.server.app();
        let enrolment = Enrolment {
            token_id: parts[0].to_owned(),
            secret: SecretHash::of(parts[1]),
            name: name.parse().unwrap(),
            address: "127.0.0.1".to_owned(),
            certificate: Certificate {
                serial: format!("serial of {name}"),
                fingerprint: format!("fingerprint of {name}"),
                authority: None,
                expires: None,
            },
        };
        app.store.enrol(enrolment).await.unwrap();
        app.directory.reload(&app.store).await.unwrap();
    }

    /// A framework on this execution host, with other fields from `more`. The host is enrolled if it isn't.
    pub async fn framework(&self, name: &str, host: &str, more: Value) -> Value {
        if !self.server.app().directory.is_enrolled(&host.parse().unwrap()) {
            self.enrol(host).await;
        }
        let mut definition =
            json!({"name": name, "script": format!("{name}/run.sh"), "hosts": {"execution": host}});
        if let (Some(definition), Value::Object(more)) = (definition.as_object_mut(), more) {
            definition.extend(more);
        }
        self.rest
            .put(&format!("/frameworks/{name}"), &definition)
            .await
            .ok()
    }

    /// Makes a test of the framework and its first run; returns the run's id.
    pub async fn submit(&self, framework: &str) -> String {
        let run = self
            .rest
            .post("/tests", &json!({"framework": framework}))
            .await
            .ok();
        run["run"].as_str().unwrap().to_owned()
    }

    pub async fn run(&self, run: &str) -> Value {
        let (test, number) = run.split_once('/').unwrap();
        self.rest.get(&format!("/tests/{test}/runs/{number}")).await.ok()
    }

    /// Waits until the run is in `state`.
    pub async fn wait_for_state(&self, run: &str, state: &str) -> Value {
        let what = format!("run {run} to be {state}");
        wait_for(&what, || self.run(run), |seen| seen["state"] == state).await
    }
}

fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}
