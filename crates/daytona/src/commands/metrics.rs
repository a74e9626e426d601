//! Metric files of a run: which there are, and their values.

use anyhow::bail;
use daytona_api::client::Client;
use daytona_api::series::{
    ColumnValues, Series, SeriesAnswer, SeriesFile, SeriesIndex, SeriesQuery, SeriesRequest,
};

use crate::args::metrics::{FileColumns, MetricsArgs, Seconds};
use crate::commands::show::exact;
use crate::exit_code;
use crate::output::{Listing, Output};

/// More gaps than this are counted and not told one by one.
const TOLD_GAPS: usize = 5;

pub async fn run(client: &Client, args: MetricsArgs, out: Output) -> anyhow::Result<u8> {
    let run = exact(client, args.run).await?;
    let SeriesIndex { mut files } = client.series(run).await?;
    if let Some(host) = &args.host {
        files.retain(|file| file.host == *host);
    }
    let Some(asked) = args.columns else {
        let index = SeriesIndex { files };
        out.data(&index, || list(&index.files))?;
        return Ok(exit_code::DONE);
    };
    let query = SeriesQuery {
        series: requests(&files, &asked)?,
        from: args.from.map(|Seconds(seconds)| seconds),
        to: args.to.map(|Seconds(seconds)| seconds),
        points: args.points,
    };
    let answer = client.query_series(run, &query).await?;
    if let Some(problem) = answer.series.iter().find_map(|series| series.problem.as_ref()) {
        bail!("{problem}");
    }
    out.data(&answer, || table(&answer))?;
    for series in &answer.series {
        tell(series, out);
    }
    Ok(exit_code::DONE)
}

fn list(files: &[SeriesFile]) -> Listing {
    let mut listing = Listing::new(&["host", "file", "column", "unit"]);
    for file in files {
        for column in &file.columns {
            listing.row(vec![
                file.host.to_string(),
                file.file.clone(),
                column.name.clone(),
                column.unit.clone(),
            ]);
        }
    }
    listing
}

/// One request for each host that has the file. `cpu` means `sar/cpu.plt` where there is no file of that very name.
fn requests(files: &[SeriesFile], asked: &FileColumns) -> anyhow::Result<Vec<SeriesRequest>> {
    let name = asked.file.as_str();
    let names = [
        name.to_owned(),
        format!("sar/{name}"),
        format!("{name}.plt"),
        format!("sar/{name}.plt"),
    ];
    let meant = names
        .iter()
        .find(|name| files.iter().any(|file| file.file == **name));
    let Some(meant) = meant else {
        bail!("the run has no metric file {name:?}; `daytona metrics RUN` lists them");
    };
    let of_hosts = files.iter().filter(|file| file.file == *meant);
    Ok(of_hosts
        .map(|file| SeriesRequest {
            host: file.host.clone(),
            file: meant.clone(),
            columns: asked.columns.clone(),
        })
        .collect())
}

/// Rows as they are, or of each stretch the smallest value, the mean and the largest one. Several hosts stand one below the
/// other.
fn table(answer: &SeriesAnswer) -> Listing {
    let has_hosts = answer.series.len() > 1;
    let is_raw = answer.series.iter().all(|series| series.raw);
    let mut headings = Vec::new();
    if has_hosts {
        headings.push("host".to_owned());
    }
    headings.push("elapsed_s".to_owned());
    for column in answer.series.first().iter().flat_map(|series| &series.columns) {
        if is_raw {
            headings.push(column.name.clone());
        } else {
            headings.extend(["min", "mean", "max"].map(|what| format!("{} {what}", column.name)));
        }
    }
    let mut listing = Listing::with_headings(headings);
    for series in &answer.series {
        for at in 0..rows(series) {
            let mut cells = Vec::new();
            if has_hosts {
                cells.push(series.host.to_string());
            }
            cells.push(elapsed(series, at));
            for column in &series.columns {
                cells.extend(values(series, column, at, is_raw));
            }
            listing.row(cells);
        }
    }
    listing
}

fn rows(series: &Series) -> usize {
    if series.raw {
        series.t.len()
    } else {
        series.columns.first().map_or(0, |column| column.n.len())
    }
}

/// Of a row, or of the begin of a stretch.
fn elapsed(series: &Series, at: usize) -> String {
    let second = if series.raw {
        series.t.get(at).copied().unwrap_or_default()
    } else {
        series.from + at as f64 * series.step
    };
    format!("{second:.3}")
}

/// A row among stretches is its own smallest and largest value.
fn values(series: &Series, column: &ColumnValues, at: usize, is_raw: bool) -> Vec<String> {
    let cell = |values: &[Option<f64>]| {
        let value = values.get(at).copied().flatten();
        value.map(|value| value.to_string()).unwrap_or_default()
    };
    if is_raw {
        vec![cell(&column.v)]
    } else if series.raw {
        vec![cell(&column.v); 3]
    } else {
        vec![cell(&column.min), cell(&column.mean), cell(&column.max)]
    }
}

/// What a reader of the numbers should know.
fn tell(series: &Series, out: Output) {
    for note in &series.notes {
        out.say(&format!("note: {note}"));
    }
    for gap in series.gaps.iter().take(TOLD_GAPS) {
        out.say(&format!(
            "gap on {} from {:.3} to {:.3} s: {}",
            series.host, gap.from, gap.to, gap.reason
        ));
    }
    if series.gaps.len() > TOLD_GAPS {
        out.say(&format!("and {} gaps more", series.gaps.len() - TOLD_GAPS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Vec<SeriesFile> {
        let file = |host: &str, file: &str| SeriesFile {
            host: host.parse().unwrap(),
            file: file.to_owned(),
            columns: Vec::new(),
        };
        vec![
            file("load-1", "latency.plt"),
            file("load-1", "sar/cpu.plt"),
            file("web-1", "sar/cpu.plt"),
        ]
    }

    fn asked(text: &str) -> Result<Vec<String>, String> {
        let requests = requests(&files(), &text.parse()?).map_err(|error| error.to_string())?;
        Ok(requests
            .iter()
            .map(|request| format!("{} {}", request.host, request.file))
            .collect())
    }

    fn series(json: serde_json::Value) -> SeriesAnswer {
        serde_json::from_value(serde_json::json!({"series": [json]})).unwrap()
    }

    #[test]
    fn a_file_may_be_named_in_short() {
        for name in ["sar/cpu.plt", "cpu.plt", "cpu", "cpu:%user"] {
            assert_eq!(
                asked(name).unwrap(),
                ["load-1 sar/cpu.plt", "web-1 sar/cpu.plt"],
                "{name}"
            );
        }
        assert_eq!(asked("latency").unwrap(), ["load-1 latency.plt"]);
        assert_eq!(
            asked("disk").unwrap_err(),
            "the run has no metric file \"disk\"; `daytona metrics RUN` lists them"
        );
    }

    #[test]
    fn few_rows_are_printed_as_they_are_and_many_as_stretches() {
        let raw = series(serde_json::json!({
            "host": "load-1", "file": "sar/cpu.plt", "from": 0.0, "to": 1.0, "rows": 2, "raw": true, "step": 0.0,
            "t": [-0.5, 0.5], "gaps": [], "columns": [{"name": "%user", "unit": "%", "v": [1.25, null]}],
        }));
        assert_eq!(
            table(&raw).csv().unwrap(),
            "elapsed_s,%user\n-0.500,1.25\n0.500,\n"
        );
        let stretches = series(serde_json::json!({
            "host": "load-1", "file": "sar/cpu.plt", "from": 10.0, "to": 30.0, "rows": 20, "raw": false, "step": 10.0,
            "t": [], "gaps": [], "columns": [{"name": "%user", "unit": "%", "first": [1.0, null], "min": [1.0, null],
                "max": [3.0, null], "last": [2.0, null], "mean": [2.0, null], "n": [10, 0]}],
        }));
        assert_eq!(
            table(&stretches).csv().unwrap(),
            "elapsed_s,%user min,%user mean,%user max\n10.000,1,2,3\n20.000,,,\n"
        );
    }
}
