//! The queue: what runs, what waits and why. Reasons are computed when they are read.

use std::collections::BTreeMap;

use axum::extract::State;
use daytona_api::page::{DEFAULT_LIMIT, MAXIMUM_LIMIT};
use daytona_api::queue::{Queue, Waiting};
use daytona_domain::id::RunId;
use serde::Deserialize;

use super::run_view;
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::ApiResult;
use crate::extract::FromQuery;
use crate::scheduler::dispatcher::plan::decide;

#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct QueueQuery {
    /// Only your own runs; their positions stay those among all.
    #[serde(default)]
    mine: bool,
    /// How many waiting runs; 50 if absent, at most 200.
    limit: Option<u64>,
}

/// A waiting run in the order in which the dispatcher looks at it.
struct Row {
    order: i64,
    position: u64,
    reason: String,
}

/// What runs and what waits, with the reason of each waiting run.
#[utoipa::path(get, path = "/queue", tag = "queue", params(QueueQuery), responses((status = 200, body = Queue)))]
pub async fn show(
    State(app): State<App>,
    current: CurrentUser,
    FromQuery(query): FromQuery<QueueQuery>,
) -> ApiResult<axum::Json<Queue>> {
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAXIMUM_LIMIT);
    let mine = match query.mine {
        true => Some(app.store.live_orders_of(current.user.id).await?),
        false => None,
    };
    let is_wanted = |order: i64| mine.as_ref().is_none_or(|mine| mine.contains(&order));
    let hosts = app.directory.availability(&app.registry, app.clock.now());
    let (running, waiting, waiting_total) = app.scheduler.with_snapshot(|snapshot| {
        let running: Vec<_> = snapshot
            .in_flight()
            .map(|run| run.order)
            .filter(|order| is_wanted(*order))
            .collect();
        let mut waiting = Vec::new();
        let mut total = 0;
        for ((run, reason), position) in decide(snapshot, &hosts).into_iter().zip(1..) {
            let Some(order) = snapshot
                .run(run)
                .map(|run| run.order)
                .filter(|order| is_wanted(*order))
            else {
                continue;
            };
            total += 1;
            if total <= limit {
                waiting.push(Row {
                    order,
                    position,
                    reason: reason.to_string(),
                });
            }
        }
        (running, waiting, total)
    });
    let orders = running
        .iter()
        .copied()
        .chain(waiting.iter().map(|row| row.order))
        .collect();
    let stored = app.store.runs_of_orders(orders).await?;
    let by_order: Vec<_> = stored.iter().map(|run| run.order).collect();
    let views = run_view::all(&app, &current, stored).await?;
    let mut views: BTreeMap<i64, _> = by_order.into_iter().zip(views).collect();
    Ok(axum::Json(Queue {
        running: running.iter().filter_map(|order| views.remove(order)).collect(),
        waiting: waiting
            .into_iter()
            .filter_map(|row| {
                let Row {
                    order,
                    position,
                    reason,
                } = row;
                Some(Waiting {
                    run: views.remove(&order)?,
                    position,
                    reason,
                })
            })
            .collect(),
        waiting_total,
    }))
}

/// Why a run waits; nothing if it doesn't any more.
pub(super) fn why(app: &App, run: RunId) -> Option<String> {
    let hosts = app.directory.availability(&app.registry, app.clock.now());
    let decisions = app.scheduler.with_snapshot(|snapshot| decide(snapshot, &hosts));
    decisions
        .into_iter()
        .find(|(of, _)| *of == run)
        .map(|(_, reason)| reason.to_string())
}
