//! Series of a run: which there are, and their values reduced to what charts can show. Live and afterwards by the same
//! calls, from the columnar copies as far as there are any.

use std::collections::BTreeMap;

use axum::extract::State;
use daytona_api::series::{
    ColumnValues, Gap, MAXIMUM_POINTS, Series, SeriesAnswer, SeriesColumn, SeriesCopies, SeriesFile,
    SeriesIndex, SeriesQuery, SeriesRequest,
};
use daytona_domain::clock::Timestamp;
use daytona_domain::name::HostName;
use daytona_results::series::{self, Query, SeriesError, Values};
use daytona_store::run::Run;

use super::run_view;
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::{ApiResult, internal, unacceptable};
use crate::extract::{FromPath, Json, RunPath};
use crate::results::derived::OfRun;

/// More charts than a page can show.
const MAXIMUM_SERIES: usize = 200;
/// Values that one answer may hold, so that no request takes more memory than a page of charts needs.
const MAXIMUM_VALUES: usize = 2_000_000;
/// What a request for all columns of a file counts as.
const ALL_COLUMNS: usize = 32;

/// Every metric file of every host of the run, with columns and units.
#[utoipa::path(get, path = "/tests/{id}/runs/{n}/series", tag = "results", params(RunPath),
    responses((status = 200, body = SeriesIndex)))]
pub async fn index(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<RunPath>,
) -> ApiResult<axum::Json<SeriesIndex>> {
    let run = run_view::find(&app, &current, path.run()).await?;
    let listed = tokio::task::spawn_blocking(move || list(&app, &run))
        .await
        .map_err(|error| internal(&error))?;
    Ok(axum::Json(SeriesIndex { files: listed? }))
}

fn list(app: &App, run: &Run) -> ApiResult<Vec<SeriesFile>> {
    let of_run = OfRun::of(run);
    let mut files = Vec::new();
    for (_, host) in run.spec.hosts.iter() {
        let opened = of_run
            .host(app.ingest.tree(), host)
            .map_err(|error| internal(&error))?;
        let Some(opened) = opened else { continue };
        for file in opened.list().map_err(|error| internal(&error))? {
            let columns = file.columns.into_iter().map(column).collect();
            files.push(SeriesFile {
                host: host.clone(),
                file: file.file,
                columns,
            });
        }
    }
    Ok(files)
}

fn column(column: series::Column) -> SeriesColumn {
    let series::Column { name, unit, better } = column;
    SeriesColumn {
        name,
        unit: unit.to_owned(),
        better,
    }
}

/// Makes the columnar copies of the run's metric files again. They are made after a run's end and whenever a reader finds
/// them missing, so this is for a copy that one doesn't trust.
#[utoipa::path(post, path = "/tests/{id}/runs/{n}/series/copies", tag = "results", params(RunPath),
    responses((status = 200, body = SeriesCopies)))]
pub async fn copies(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<RunPath>,
) -> ApiResult<axum::Json<SeriesCopies>> {
    let run = run_view::find(&app, &current, path.run()).await?;
    let problems = tokio::task::spawn_blocking(move || OfRun::of(&run).remake(app.ingest.tree()))
        .await
        .map_err(|error| internal(&error))?;
    Ok(axum::Json(SeriesCopies { problems }))
}

/// The values of many series over one range. A series that isn't there says so in its `problem`; the others come.
#[utoipa::path(post, path = "/tests/{id}/runs/{n}/series/query", tag = "results", params(RunPath),
    request_body = SeriesQuery, responses((status = 200, body = SeriesAnswer)))]
pub async fn query(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<RunPath>,
    Json(query): Json<SeriesQuery>,
) -> ApiResult<axum::Json<SeriesAnswer>> {
    if query.series.len() > MAXIMUM_SERIES {
        return Err(unacceptable(
            "/series",
            format!("ask for at most {MAXIMUM_SERIES} series at once"),
        ));
    }
    let columns: usize = query
        .series
        .iter()
        .map(|series| {
            if series.columns.is_empty() {
                ALL_COLUMNS
            } else {
                series.columns.len()
            }
        })
        .sum();
    if columns.saturating_mul(query.points as usize) > MAXIMUM_VALUES {
        let detail = format!("columns times points may be at most {MAXIMUM_VALUES}; ask for fewer at once");
        return Err(unacceptable("/series", detail));
    }
    if !(1..=MAXIMUM_POINTS).contains(&query.points) {
        return Err(unacceptable(
            "/points",
            format!("points is the width of a plot, from 1 to {MAXIMUM_POINTS}"),
        ));
    }
    let run = run_view::find(&app, &current, path.run()).await?;
    let answered = tokio::task::spawn_blocking(move || answer(&app, &run, query))
        .await
        .map_err(|error| internal(&error))?;
    Ok(axum::Json(SeriesAnswer { series: answered? }))
}

fn answer(app: &App, run: &Run, query: SeriesQuery) -> ApiResult<Vec<Series>> {
    let SeriesQuery {
        series,
        from,
        to,
        points,
    } = query;
    let mut answers = Vec::with_capacity(series.len());
    // The time axis of a host is read once for all of its charts.
    let mut hosts: BTreeMap<HostName, Option<series::Host>> = BTreeMap::new();
    for SeriesRequest { host, file, columns } in series {
        if !hosts.contains_key(&host) {
            hosts.insert(host.clone(), opened(app, run, &host)?);
        }
        let asked = Query {
            file: file.clone(),
            columns,
            from,
            to,
            points,
        };
        let read = match hosts.get(&host) {
            Some(Some(host)) => host.query(&asked),
            Some(None) | None => Err(SeriesError::NoFile { file: file.clone() }),
        };
        answers.push(match read {
            Ok(read) => converted(host, file, run.started, read),
            Err(error) if error.is_not_found() => missing(host, file, &error),
            Err(error) => return Err(internal(&error)),
        });
    }
    Ok(answers)
}

fn opened(app: &App, run: &Run, host: &HostName) -> ApiResult<Option<series::Host>> {
    if !run.spec.hosts.iter().any(|(_, of_run)| of_run == host) {
        return Ok(None);
    }
    OfRun::of(run)
        .host(app.ingest.tree(), host)
        .map_err(|error| internal(&error))
}

fn missing(host: HostName, file: String, error: &SeriesError) -> Series {
    Series {
        host,
        file,
        origin: None,
        from: 0.0,
        to: 0.0,
        rows: 0,
        raw: true,
        step: 0.0,
        t: Vec::new(),
        columns: Vec::new(),
        gaps: Vec::new(),
        notes: Vec::new(),
        problem: Some(error.to_string()),
    }
}

fn converted(host: HostName, file: String, origin: Option<Timestamp>, read: series::Series) -> Series {
    let series::Series {
        from,
        to,
        rows,
        values,
        gaps,
        notes,
    } = read;
    let gaps = gaps
        .into_iter()
        .map(|gap| Gap {
            from: gap.from,
            to: gap.to,
            reason: gap.reason,
        })
        .collect();
    let (raw, step, t, columns) = match values {
        Values::Raw { t, columns } => {
            let columns = columns
                .into_iter()
                .map(|(column, v)| ColumnValues { v, ..named(column) });
            (true, 0.0, t, columns.collect())
        }
        Values::Buckets { step, columns } => {
            let columns = columns.into_iter().map(|(column, m4)| ColumnValues {
                first: m4.first,
                min: m4.min,
                max: m4.max,
                last: m4.last,
                mean: m4.mean,
                n: m4.n,
                ..named(column)
            });
            (false, step, Vec::new(), columns.collect())
        }
    };
    Series {
        host,
        file,
        origin,
        from,
        to,
        rows,
        raw,
        step,
        t,
        columns,
        gaps,
        notes,
        problem: None,
    }
}

fn named(column: series::Column) -> ColumnValues {
    ColumnValues {
        name: column.name,
        unit: column.unit.to_owned(),
        ..ColumnValues::default()
    }
}
