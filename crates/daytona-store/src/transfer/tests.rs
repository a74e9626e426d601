//! From an empty target to the next test, in both directions when the tests run on PostgreSQL.

use daytona_domain::id::TestId;
use tempfile::TempDir;

use super::{Moved, Phase, TransferError, transfer};
use crate::fixture::Fixture;
use crate::fixture::database::TestDatabase;
use crate::{DatabaseUrl, Store};

/// A database of the kind that this run of the tests is about, and a folder for a server on it.
struct Target {
    url: DatabaseUrl,
    folder: TempDir,
    _database: Option<TestDatabase>,
}

impl Target {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::new();
        let url = match &database {
            Some(database) => database.url().parse().unwrap(),
            None => DatabaseUrl::in_folder(folder.path()),
        };
        Self {
            url,
            folder,
            _database: database,
        }
    }

    fn in_file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            url: DatabaseUrl::in_folder(folder.path()),
            folder,
            _database: None,
        }
    }
}

async fn move_to(from: &DatabaseUrl, to: &Target) -> Result<Moved, TransferError> {
    transfer(from, &to.url, "a move", |_| {}).await
}

/// A store with a clean run, a waiting one that holds a lease, and numbers whose rows are gone again.
async fn used() -> Fixture {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    fixture.clean_run(&ana).await;
    let second = fixture.submit(&ana, &["load-1", "web-1"]).await;
    fixture.lease(&second).await;
    let tx = fixture.store.begin().await.unwrap();
    sea_orm::ConnectionTrait::execute_unprepared(&tx, "DELETE FROM lease WHERE host = 'web-1'")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    fixture
}

#[tokio::test]
async fn everything_is_found_again_and_the_numbers_go_on() {
    let fixture = used().await;
    let before = fixture.store.unfinished_runs(None, 10).await.unwrap();
    fixture.store.close().await.unwrap();
    let Fixture {
        store,
        clock,
        url,
        dir: _dir,
        database: _database,
    } = fixture;
    drop(store);
    // To the same kind of database, to a file, and back again.
    let (first, file, last) = (Target::new(), Target::in_file(), Target::new());
    let moved = move_to(&url, &first).await.unwrap();
    assert!(moved.rows > 10, "{moved:?}");
    assert_eq!(move_to(&first.url, &file).await.unwrap(), moved);
    let mut phases = Vec::new();
    let again = transfer(&file.url, &last.url, "a move", |progress| {
        assert!(progress.rows <= progress.of);
        phases.push(progress.phase);
    });
    assert_eq!(again.await.unwrap(), moved);
    assert!(phases.contains(&Phase::Copying) && phases.contains(&Phase::Checking));

    let store = Store::open(last.folder.path(), &last.url, "a test", clock.clone()).await;
    let store = store.unwrap();
    assert_eq!(store.unfinished_runs(None, 10).await.unwrap(), before);
    let clean = store
        .run(daytona_domain::id::RunId::new(1, 1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(store.history(clean.id, None, 100).await.unwrap().items.len(), 7);
    let fixture = Fixture {
        store,
        clock,
        dir: last.folder,
        url: last.url,
        database: None,
    };
    let ana = fixture.store.credentials("ana").await.unwrap().unwrap().user;
    let next = fixture.submit(&ana, &["load-9"]).await;
    assert_eq!(next.id.test, TestId::new(3));
    // Epochs 1 to 3 were given, of which the last has no row any more.
    let lease = fixture.lease(&next).await.leases[0].1;
    assert_eq!(lease.epoch.get(), 4);
}

#[tokio::test]
async fn a_target_that_holds_something_is_refused_and_kept() {
    let (fixture, other) = (used().await, used().await);
    fixture.store.close().await.unwrap();
    other.store.close().await.unwrap();
    let Fixture { store, .. } = &other;
    let _ = store;
    let (from, to) = (fixture.url.clone(), other.url.clone());
    let (_dir, _database) = (fixture.dir, fixture.database);
    let (other_dir, _other_database, clock) = (other.dir, other.database, other.clock);
    drop((fixture.store, other.store));
    let error = transfer(&from, &to, "a move", |_| {}).await.unwrap_err();
    assert!(error.to_string().contains("isn't empty"), "{error}");
    let store = Store::open(other_dir.path(), &to, "a test", clock).await.unwrap();
    assert!(store.test(TestId::new(2)).await.unwrap().is_some());
}

#[tokio::test]
async fn a_database_with_a_server_on_it_is_refused_and_names_the_server() {
    let fixture = used().await;
    let target = Target::new();
    let error = move_to(&fixture.url, &target).await.unwrap_err();
    assert!(error.to_string().contains("another server: a test"), "{error}");
}

#[tokio::test]
async fn a_source_that_is_not_there_or_empty_is_refused_and_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let missing = DatabaseUrl::in_folder(&folder.path().join("typo"));
    let target = Target::new();
    let error = move_to(&missing, &target).await.unwrap_err();
    assert!(error.to_string().contains("there is no database"), "{error}");
    assert!(!folder.path().join("typo").exists());
    let empty = Target::new();
    std::fs::write(empty.folder.path().join("daytona.db"), "").unwrap();
    let error = move_to(&empty.url, &target).await.unwrap_err();
    assert!(error.to_string().contains("holds nothing of Daytona"), "{error}");
    let error = move_to(&empty.url, &empty).await.unwrap_err();
    assert!(error.to_string().contains("can't be moved to itself"), "{error}");
}
