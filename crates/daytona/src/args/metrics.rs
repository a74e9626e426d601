//! What of a run's metrics is printed.

use std::str::FromStr;

use clap::Args;
use daytona_api::series::MAXIMUM_POINTS;
use daytona_domain::name::HostName;
use daytona_domain::unit::Span;

use crate::args::view::RunName;

#[derive(Debug, Args)]
pub struct MetricsArgs {
    /// A run like 1132/2, or 1132 for the latest run of a test
    pub run: RunName,
    /// A file like sar/cpu.plt or just cpu, and which of its columns; all if none is named
    #[arg(value_name = "FILE[:COLUMN,…]")]
    pub columns: Option<FileColumns>,
    /// Only of this host
    #[arg(long, value_name = "HOST")]
    pub host: Option<HostName>,
    /// From this long after the script's exec, such as 90s or 1h30m; -5s is before it
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub from: Option<Seconds>,
    /// Up to this long after the script's exec
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub to: Option<Seconds>,
    /// In how many stretches more rows are put together; up to four rows for each are printed as they are
    #[arg(long, value_name = "N", default_value_t = MAXIMUM_POINTS,
        value_parser = clap::value_parser!(u32).range(1..=i64::from(MAXIMUM_POINTS)))]
    pub points: u32,
}

/// `sar/cpu.plt:%user,%idle`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileColumns {
    pub file: String,
    pub columns: Vec<String>,
}

impl FromStr for FileColumns {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // A colon may be in the name of a column.
        let (file, columns) = match text.split_once(".plt:") {
            Some((stem, columns)) => (format!("{stem}.plt"), Some(columns)),
            None if text.ends_with(".plt") => (text.to_owned(), None),
            None => match text.split_once(':') {
                Some((file, columns)) => (file.to_owned(), Some(columns)),
                None => (text.to_owned(), None),
            },
        };
        let columns: Vec<_> = columns.into_iter().flat_map(|names| names.split(',')).collect();
        if file.is_empty() || columns.contains(&"") {
            return Err(format!(
                "{text:?} names no file or an empty column; write it like cpu:%user,%idle"
            ));
        }
        Ok(Self {
            file,
            columns: columns.into_iter().map(str::to_owned).collect(),
        })
    }
}

/// Seconds since the script's exec.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seconds(pub f64);

impl FromStr for Seconds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (sign, length) = match text.strip_prefix('-') {
            Some(length) => (-1.0, length),
            None => (1.0, text),
        };
        let seconds = match length.parse::<f64>() {
            Ok(seconds) if seconds.is_finite() && seconds >= 0.0 => seconds,
            Ok(_) | Err(_) => {
                let span: Span = length
                    .parse()
                    .map_err(|_| format!("{text:?} is no time; write it like 90s, 1h30m or -5s"))?;
                span.get().as_secs_f64()
            }
        };
        Ok(Self(sign * seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_may_be_followed_by_columns() {
        let parsed = |text: &str| {
            let FileColumns { file, columns } = text.parse().unwrap();
            (file, columns.join("|"))
        };
        let pair = |file: &str, columns: &str| (file.to_owned(), columns.to_owned());
        assert_eq!(parsed("sar/cpu.plt"), pair("sar/cpu.plt", ""));
        assert_eq!(
            parsed("sar/cpu.plt:%user,%idle"),
            pair("sar/cpu.plt", "%user|%idle")
        );
        assert_eq!(parsed("cpu:%user"), pair("cpu", "%user"));
        let worker = "sar/cpu_usage.plt:kworker/1:0 - 123";
        assert_eq!(parsed(worker), pair("sar/cpu_usage.plt", "kworker/1:0 - 123"));
        for bad in ["", ":a", "cpu:", "cpu:a,,b"] {
            assert!(bad.parse::<FileColumns>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_time_may_lie_before_the_exec() {
        for (text, seconds) in [
            ("90s", 90.0),
            ("1h30m", 5_400.0),
            ("-5s", -5.0),
            ("2.5", 2.5),
            ("0", 0.0),
        ] {
            assert_eq!(text.parse(), Ok(Seconds(seconds)));
        }
        for bad in ["", "-", "x", "5x", "inf", "--5s"] {
            assert!(bad.parse::<Seconds>().is_err(), "{bad:?}");
        }
    }
}
