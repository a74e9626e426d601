//! The budgets: goals, which the table shows, and limits, past which the command fails.

use std::fmt::Write;

use super::files::{Role, SourceFile};
use super::{Function, Measure};

const FILE_LIMIT: usize = 500;
const FUNCTION_LIMIT: usize = 100;

/// The figures of one language.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// Production lines of each file, sorted.
    file_lines: Vec<usize>,
    /// Lines of each production function, sorted.
    function_lines: Vec<usize>,
    production_lines: usize,
    test_lines: usize,
    filled_lines: usize,
    doc_lines: usize,
    comment_lines: usize,
    unwraps: usize,
    unsafe_lines: usize,
}

impl Figures {
    pub(super) fn of<'a>(measured: impl Iterator<Item = &'a (SourceFile, Measure)>) -> Self {
        let mut figures = Self::default();
        for (file, measure) in measured {
            if file.role == Role::Production {
                figures.file_lines.push(measure.production_lines);
            }
            figures
                .function_lines
                .extend(measure.functions.iter().map(|function| function.lines));
            figures.production_lines += measure.production_lines;
            figures.test_lines += measure.test_lines;
            figures.filled_lines += measure.filled_lines;
            figures.doc_lines += measure.doc_lines;
            figures.comment_lines += measure.comment_lines;
            figures.unwraps += measure.unwraps;
            figures.unsafe_lines += measure.unsafe_lines.len();
        }
        figures.file_lines.sort_unstable();
        figures.function_lines.sort_unstable();
        figures
    }
}

/// What a figure should be.
#[derive(Debug, Clone, Copy)]
enum Goal {
    AtMost(f64),
    AtLeast(f64),
    Below(f64),
    Between(f64, f64),
    None,
}

impl Goal {
    fn is_met(self, value: f64) -> bool {
        match self {
            Self::AtMost(limit) => value <= limit,
            Self::AtLeast(limit) => value >= limit,
            Self::Below(limit) => value < limit,
            Self::Between(low, high) => (low..=high).contains(&value),
            Self::None => true,
        }
    }

    fn words(self) -> String {
        match self {
            Self::AtMost(limit) => format!("at most {limit}"),
            Self::AtLeast(limit) => format!("at least {limit}"),
            Self::Below(limit) => format!("below {limit}"),
            Self::Between(low, high) => format!("{low} to {high}"),
            Self::None => "".to_owned(),
        }
    }
}

/// One line of the table: how it is called, its goal, how many decimals it has, and how it is computed. The last
/// is `None` where the figure means nothing, as with a share of no lines.
type Row = (&'static str, Goal, usize, fn(&Figures) -> Option<f64>);

const ROWS: [Row; 12] = [
    ("production files", Goal::None, 0, |f| {
        Some(f.file_lines.len() as f64)
    }),
    ("production lines", Goal::None, 0, |f| {
        Some(f.production_lines as f64)
    }),
    ("lines per file: median", Goal::AtMost(150.0), 0, |f| {
        quantile(&f.file_lines, 0.5)
    }),
    ("lines per file: 90 %", Goal::AtMost(300.0), 0, |f| {
        quantile(&f.file_lines, 0.9)
    }),
    (
        "lines per file: largest *",
        Goal::AtMost(FILE_LIMIT as f64),
        0,
        |f| quantile(&f.file_lines, 1.0),
    ),
    ("lines per function: 90 %", Goal::AtMost(40.0), 0, |f| {
        quantile(&f.function_lines, 0.9)
    }),
    (
        "lines per function: longest *",
        Goal::AtMost(FUNCTION_LIMIT as f64),
        0,
        |f| quantile(&f.function_lines, 1.0),
    ),
    ("test lines per production line", Goal::AtLeast(0.8), 2, |f| {
        ratio(f.test_lines, f.production_lines, 1.0)
    }),
    ("unwrap and expect per 1,000 lines", Goal::Below(1.0), 2, |f| {
        ratio(f.unwraps, f.production_lines, 1000.0)
    }),
    (
        "documentation, % of filled lines",
        Goal::Between(8.0, 13.0),
        1,
        |f| ratio(f.doc_lines, f.filled_lines, 100.0),
    ),
    ("comments, % of filled lines", Goal::Between(3.0, 6.0), 1, |f| {
        ratio(f.comment_lines, f.filled_lines, 100.0)
    }),
    ("unsafe *", Goal::AtMost(0.0), 0, |f| Some(f.unsafe_lines as f64)),
];

/// The rows that only Rust has: what they count isn't counted in the web's files.
const ONLY_RUST: [&str; 4] = [ROWS[8].0, ROWS[9].0, ROWS[10].0, ROWS[11].0];

fn quantile(sorted: &[usize], share: f64) -> Option<f64> {
    let rank = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).map(|value| *value as f64)
}

fn ratio(part: usize, whole: usize, scale: f64) -> Option<f64> {
    (whole > 0).then(|| part as f64 * scale / whole as f64)
}

/// The table that the command prints. A figure that misses its goal is marked with `!`.
pub(super) fn table(rust: &Figures, web: &Figures) -> String {
    let mut table = format!("{:36}{:>14}{:>12}{:>11}\n", "", "goal", "Rust ", "web");
    for (name, goal, decimals, figure) in ROWS {
        let cell = |value: Option<f64>| match value {
            Some(value) if goal.is_met(value) => format!("{value:.decimals$} "),
            Some(value) => format!("{value:.decimals$}!"),
            None => "– ".to_owned(),
        };
        let web = if ONLY_RUST.contains(&name) {
            None
        } else {
            figure(web)
        };
        let line = format!(
            "{name:36}{:>14}{:>12}{:>12}",
            goal.words(),
            cell(figure(rust)),
            cell(web)
        );
        let _ = writeln!(table, "{}", line.trim_end());
    }
    table.push_str("* a limit: the command fails past it. ! misses its goal.\n");
    table
}

/// A line for each file, function and `unsafe` past a limit.
pub(super) fn broken_limits(measured: &[(SourceFile, Measure)]) -> Vec<String> {
    measured
        .iter()
        .flat_map(|(file, measure)| broken_by(file, measure))
        .collect()
}

fn broken_by(file: &SourceFile, measure: &Measure) -> Vec<String> {
    let path = file.path.display();
    let mut broken = Vec::new();
    if measure.production_lines > FILE_LIMIT {
        let lines = measure.production_lines;
        broken.push(format!(
            "{path}: {lines} lines, at most {FILE_LIMIT}; split it by concept"
        ));
    }
    for Function { name, line, lines } in &measure.functions {
        if *lines > FUNCTION_LIMIT {
            broken.push(format!(
                "{path}:{line}: `{name}` has {lines} lines, at most {FUNCTION_LIMIT}"
            ));
        }
    }
    broken.extend(
        measure
            .unsafe_lines
            .iter()
            .map(|line| format!("{path}:{line}: unsafe code")),
    );
    broken
}
