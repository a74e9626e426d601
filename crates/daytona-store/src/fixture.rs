//! A store on a real database of its own, with a clock that stands still and people and things to work with.

// The testkit depends on this crate, so it can't be depended on.
#[path = "../../daytona-testkit/src/database.rs"]
pub(crate) mod database;

use std::time::Duration;

use daytona_domain::clock::{Clock, Timestamp};
use daytona_domain::framework::FrameworkDefinition;
use daytona_domain::host::RunHosts;
use daytona_domain::id::{DEFAULT_TEAM, TestId};
use daytona_domain::lifecycle::{Event, RunState};
use daytona_domain::name::HostName;
use daytona_domain::outcome::{By, ScriptEnd};
use daytona_domain::permission::Role;
use daytona_domain::run::{RunChoice, RunSpec};
use sea_orm::{Database, DatabaseConnection};
use tempfile::TempDir;

use crate::account::{NewUser, User};
use crate::fixture::database::TestDatabase;
use crate::framework::Framework;
use crate::idempotency::IdempotencyKey;
use crate::run::Run;
use crate::secret::SecretHash;
use crate::submission::{NewTest, NextRun, Submitted};
use crate::transition::{Release, Transition, Transitioned};
use crate::{DatabaseUrl, OpenError, Store};

pub(crate) struct Fixture {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) dir: TempDir,
    pub(crate) url: DatabaseUrl,
    /// Set if the tests run on PostgreSQL.
    pub(crate) database: Option<TestDatabase>,
}

/// A database without any table, on the database that this run of the tests is about.
pub(crate) struct EmptyDatabase {
    pub(crate) connection: DatabaseConnection,
    _folder: TempDir,
    _database: Option<TestDatabase>,
}

pub(crate) async fn empty_database() -> EmptyDatabase {
    let folder = tempfile::tempdir().unwrap();
    let database = TestDatabase::new();
    let url = match &database {
        Some(database) => database.url(),
        None => format!("sqlite://{}?mode=rwc", folder.path().join("empty.db").display()),
    };
    EmptyDatabase {
        connection: Database::connect(url).await.unwrap(),
        _folder: folder,
        _database: database,
    }
}

pub(crate) fn host(name: &str) -> HostName {
    name.parse().unwrap()
}

pub(crate) fn definition(name: &str) -> FrameworkDefinition {
    serde_json::from_value(serde_json::json!({
        "name": name,
        "script": "gzip/run.sh",
        "arguments": [{"name": "level", "default": "6"}],
    }))
    .unwrap()
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Clock::manual(Timestamp::from_micros(1_767_225_600_000_000));
        let database = TestDatabase::new();
        let url = match &database {
            Some(database) => database.url().parse().unwrap(),
            None => DatabaseUrl::in_folder(dir.path()),
        };
        let store = Store::open(dir.path(), &url, "a test", clock.clone())
            .await
            .unwrap();
        Self {
            store,
            clock,
            dir,
            url,
            database,
        }
    }

    /// The same folder, opened by another process so to speak.
    pub(crate) async fn reopen(self) -> Self {
        let Self {
            store,
            clock,
            dir,
            url,
            database,
        } = self;
        store.close().await.unwrap();
        drop(store);
        let store = Store::open(dir.path(), &url, "a test, again", clock.clone())
            .await
            .unwrap();
        Self {
            store,
            clock,
            dir,
            url,
            database,
        }
    }

    pub(crate) async fn open_second(&self) -> Result<Store, OpenError> {
        Store::open(self.dir.path(), &self.url, "the second", self.clock.clone()).await
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub(crate) fn in_an_hour(&self) -> Timestamp {
        self.clock.now().plus(Duration::from_secs(3_600))
    }

    pub(crate) async fn person(&self, name: &str, role: Role) -> User {
        let new = NewUser {
            team: DEFAULT_TEAM,
            name: name.parse().unwrap(),
            role,
        };
        let secret = SecretHash::of(name);
        self.store
            .create_user(new, &secret, self.in_an_hour())
            .await
            .unwrap();
        self.store
            .set_password(&secret, format!("hash of {name}'s password"))
            .await
            .unwrap()
    }

    pub(crate) async fn member(&self, name: &str) -> User {
        self.person(name, Role::Member).await
    }

    pub(crate) async fn framework(&self, name: &str, owner: &User) -> Framework {
        self.store
            .apply_framework(&definition(name), owner, None)
            .await
            .unwrap()
            .0
    }

    pub(crate) fn new_test(&self, framework: &Framework, owner: &User, hosts: &[&str]) -> NewTest {
        let (execution, statistics) = hosts.split_first().unwrap();
        let statistics = statistics.iter().map(|name| host(name)).collect();
        let choice = RunChoice {
            arguments: vec![("level".parse().unwrap(), "6".to_owned())],
            secrets: Default::default(),
            hosts: RunHosts::new(host(execution), statistics).unwrap(),
            timeout: None,
            subjects: Default::default(),
        };
        let spec = RunSpec::new(
            framework.id,
            framework.revision,
            &framework.definition,
            choice.clone(),
        );
        NewTest {
            team: owner.team,
            owner: owner.person(),
            title: "gzip at level 6".parse().unwrap(),
            choice,
            spec,
            tags: Vec::new(),
        }
    }

    /// A run of a new test on these hosts, of a framework that is made if it is missing.
    pub(crate) async fn submit(&self, owner: &User, hosts: &[&str]) -> Run {
        let framework = match self.store.framework(&"gzip".parse().unwrap()).await.unwrap() {
            Some(framework) => framework,
            None => self.framework("gzip", owner).await,
        };
        let new = self.new_test(&framework, owner, hosts);
        is_new(self.store.submit(new, None).await.unwrap())
    }

    pub(crate) async fn next_run(&self, of: &Run) -> Run {
        let next = NextRun {
            test: of.id.test,
            owner: of.owner.clone(),
            spec: of.spec.clone(),
            tags: Vec::new(),
        };
        is_new(self.store.next_run(next, None).await.unwrap())
    }

    pub(crate) fn key(&self, user: &User, key: &str, request: &str) -> Option<IdempotencyKey> {
        let (key, request_hash) = (key.to_owned(), request.to_owned());
        Some(IdempotencyKey {
            user: user.id,
            key,
            request_hash,
        })
    }

    /// Picks a run up and leases its hosts.
    pub(crate) async fn lease(&self, run: &Run) -> Transitioned {
        self.store.transition(self.leasing(run)).await.unwrap()
    }

    pub(crate) fn leasing(&self, run: &Run) -> Transition {
        let at = self.clock.now();
        let take_hosts = run.spec.hosts.iter().map(|(_, name)| name.clone()).collect();
        let transition = Transition::new(run.id, run.version)
            .step(Event::PickedUp { at }, By::Server, "picked up")
            .step(Event::Leased { at }, By::Server, "all hosts are free");
        Transition {
            take_hosts,
            ..transition
        }
    }

    /// The whole life of a leased run, to its clean end.
    pub(crate) fn finishing(&self, run: &Run, version: i64) -> Transition {
        let at = self.clock.now();
        let end = ScriptEnd::Exited { code: 0 };
        let transition = Transition::new(run.id, version)
            .step(Event::Started { at }, By::Server, "the script has started")
            .step(Event::ScriptEnded { at, end }, By::Server, "the script has ended")
            .step(Event::CollationBegan { at }, By::Server, "collecting")
            .step(Event::Collated { at }, By::Server, "every file is verified");
        Transition {
            release: Release::All,
            ran: Some(Duration::from_millis(1_500)),
            ..transition
        }
    }

    /// A run that has ended clean.
    pub(crate) async fn clean_run(&self, owner: &User) -> Run {
        let run = self.submit(owner, &["load-1"]).await;
        self.finish(&run).await
    }

    pub(crate) async fn finish(&self, run: &Run) -> Run {
        let leased = self.lease(run).await;
        let done = self
            .store
            .transition(self.finishing(run, leased.version))
            .await
            .unwrap();
        assert!(matches!(done.state, RunState::FinishedClean { .. }));
        self.run(run.id.test, run.id.number.get()).await
    }

    pub(crate) async fn run(&self, test: TestId, number: i64) -> Run {
        let id = daytona_domain::id::RunId::new(test.get(), number);
        self.store.run(id).await.unwrap().unwrap()
    }
}

pub(crate) fn is_new(submitted: Submitted) -> Run {
    match submitted {
        Submitted::New(run) => *run,
        Submitted::Same(run) => panic!("{} had been submitted before", run.id),
    }
}
