//! The text of a metric file (`.plt`): a heading of `Time` and the columns' names, then a line for each row.
//! Cells have no unit, no thousands separator and no quoting; an empty cell is an unknown value.

use std::fmt::Write;

use crate::row::{Column, Format, Row};
use crate::tick::RowTime;

/// The first line of a file, with its line end.
pub fn header_line(columns: &[Column]) -> String {
    let mut line = String::from("Time");
    for column in columns {
        line.push(',');
        line.push_str(column.name);
    }
    line.push('\n');
    line
}

/// The line of a row, with its line end.
pub fn row_line(time: RowTime, row: &Row) -> String {
    format!("{time},{}\n", cells(row))
}

/// The cells of a row without its time.
pub(crate) fn cells(row: &Row) -> String {
    let mut line = String::with_capacity(row.cells.len() * 8);
    for (at, (column, cell)) in row.columns.iter().zip(&row.cells).enumerate() {
        if at > 0 {
            line.push(',');
        }
        if column.format == Format::Label {
            line.push_str(row.label.as_deref().unwrap_or_default());
        }
        let Some(value) = cell.filter(|value| value.is_finite()) else {
            continue;
        };
        // Writing to a String can't fail.
        let _ = match column.format {
            Format::TwoDecimals => write!(line, "{value:.2}"),
            Format::Integer => write!(line, "{value:.0}"),
            Format::Label => Ok(()),
        };
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column; 3] = &[
        Column::decimal("%user"),
        Column::integer("kbmemfree"),
        Column::decimal("ldavg-1"),
    ];

    fn text(cells: [Option<f64>; 3]) -> String {
        row_line(
            RowTime::from_millis(1_795_585_774_042),
            &Row::new("x.plt", COLUMNS, cells),
        )
    }

    #[test]
    fn a_file_is_comma_separated_with_the_time_first() {
        assert_eq!(header_line(COLUMNS), "Time,%user,kbmemfree,ldavg-1\n");
        let line = text([Some(14.256), Some(1_518_748.0), Some(0.5)]);
        assert_eq!(line, "2026-11-25T05:49:34.042Z,14.26,1518748,0.50\n");
    }

    #[test]
    fn an_unknown_value_is_an_empty_cell_and_a_measured_zero_is_not() {
        assert_eq!(text([None, Some(0.0), None]), "2026-11-25T05:49:34.042Z,,0,\n");
        assert_eq!(
            text([Some(f64::NAN), None, Some(f64::INFINITY)]),
            "2026-11-25T05:49:34.042Z,,,\n"
        );
    }

    #[test]
    fn a_tie_is_rounded_to_even_as_c_does() {
        assert_eq!(
            text([Some(0.125), Some(2.5), Some(0.375)]),
            "2026-11-25T05:49:34.042Z,0.12,2,0.38\n"
        );
    }

    #[test]
    fn large_numbers_have_no_separator_and_no_exponent() {
        let line = text([Some(1e15), Some(9_007_199_254_740_991.0), Some(12.0)]);
        assert_eq!(
            line,
            "2026-11-25T05:49:34.042Z,1000000000000000.00,9007199254740991,12.00\n"
        );
    }
}
