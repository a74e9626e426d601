//! Which indexes SQLite takes for lists of runs.

use sea_orm::{ConnectionTrait, DbBackend, QueryTrait, Statement};

use crate::fixture::{Fixture, host};
use crate::run::{RunFilter, StateKind, filtered};

async fn plan(fixture: &Fixture, filter: RunFilter) -> String {
    let query = filtered(&filter, Some(100)).build(DbBackend::Sqlite).to_string();
    let explain = Statement::from_string(DbBackend::Sqlite, format!("EXPLAIN QUERY PLAN {query}"));
    let rows = fixture.store.reader().query_all_raw(explain).await.unwrap();
    let steps: Vec<String> = rows
        .iter()
        .map(|row| row.try_get("", "detail").unwrap())
        .collect();
    steps
        .into_iter()
        .filter(|step| step.contains(" run") || step.contains("B-TREE"))
        .collect::<Vec<_>>()
        .join(", ")
}

#[tokio::test]
async fn no_list_of_runs_reads_or_sorts_what_it_does_not_show() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.submit(&ana, &["load-1"]).await;
    let all = RunFilter::default;
    let framework = Some(run.spec.framework);
    let clean = vec![StateKind::FinishedClean];
    let filters = [
        all(),
        RunFilter {
            states: clean.clone(),
            ..all()
        },
        RunFilter {
            owner: Some(ana.id),
            ..all()
        },
        RunFilter { framework, ..all() },
        RunFilter {
            framework,
            states: clean,
            ..all()
        },
        RunFilter {
            test: Some(run.id.test),
            ..all()
        },
        RunFilter {
            host: Some(host("load-1")),
            ..all()
        },
    ];
    let mut plans = Vec::new();
    for filter in filters {
        plans.push(plan(&fixture, filter).await);
    }
    insta::assert_snapshot!(plans.join("\n"), @"
    SEARCH run USING INTEGER PRIMARY KEY (rowid<?)
    SEARCH run USING INDEX run_by_state_name_and_id (state_name=? AND id<?)
    SEARCH run USING INDEX run_by_owner_id_and_id (owner_id=? AND id<?)
    SEARCH run USING INDEX run_by_framework_id_and_id (framework_id=? AND id<?)
    SEARCH run USING INDEX run_by_framework_id_and_state_name_and_id (framework_id=? AND state_name=? AND id<?)
    SEARCH run USING INDEX run_by_test_id_and_number (test_id=?)
    SEARCH run_host USING COVERING INDEX sqlite_autoindex_run_host_1 (host=? AND run_id<?), SEARCH run USING INTEGER PRIMARY KEY (rowid=?)
    ");
}
