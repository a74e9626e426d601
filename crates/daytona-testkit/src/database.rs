//! A PostgreSQL database of its own for one test, if `DAYTONA_TEST_POSTGRES` names one to make others beside.
//! `cargo xtask postgres` starts such a PostgreSQL. The store's tests and the end-to-end tests take this file too, as
//! they can't depend on this crate.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

const VARIABLE: &str = "DAYTONA_TEST_POSTGRES";

/// It is removed with its handle.
#[derive(Debug)]
pub struct TestDatabase {
    beside: String,
    name: String,
}

impl TestDatabase {
    /// None, if the tests run on SQLite.
    pub fn new() -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let beside = std::env::var(VARIABLE).ok()?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("daytona_test_{}_{number}", std::process::id());
        psql(&beside, &format!("CREATE DATABASE {name}"));
        Some(Self { beside, name })
    }

    /// For tests of PostgreSQL alone.
    pub fn postgres() -> Self {
        Self::new().unwrap_or_else(|| panic!("run this with `cargo xtask postgres`, which sets {VARIABLE}"))
    }

    pub fn url(&self) -> String {
        let (cluster, _) = self.beside.rsplit_once('/').unwrap();
        format!("{cluster}/{}", self.name)
    }

    /// Carries out a statement as another program would, and returns what it printed.
    pub fn psql(&self, sql: &str) -> String {
        psql(&self.url(), sql)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        psql(&self.beside, &format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

fn psql(url: &str, sql: &str) -> String {
    let done = Command::new("psql")
        .args(["-XqtA", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql])
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{sql}: {words}");
    String::from_utf8_lossy(&done.stdout).trim().to_owned()
}
