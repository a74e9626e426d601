//! Rows under headings, in three shapes.

use anyhow::Context;
use comfy_table::presets::NOTHING;
use comfy_table::{Cell, ContentArrangement, Table};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Listing {
    pub fn new(headings: &[&str]) -> Self {
        Self {
            headings: headings.iter().map(|heading| (*heading).to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    pub fn with_headings(headings: Vec<String>) -> Self {
        Self {
            headings,
            rows: Vec::new(),
        }
    }

    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// For people: aligned columns, without lines.
    pub fn table(&self) -> String {
        let mut table = Table::new();
        table
            .load_style(NOTHING)
            .set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(self.headings.iter().map(Cell::new));
        for row in &self.rows {
            table.add_row(row.iter().map(Cell::new));
        }
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        let lines: Vec<_> = table.lines().map(|line| line.trim_end().to_owned()).collect();
        lines.join("\n") + "\n"
    }

    pub fn csv(&self) -> anyhow::Result<String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.headings).context("cannot write CSV")?;
        for row in &self.rows {
            writer.write_record(row).context("cannot write CSV")?;
        }
        let bytes = writer.into_inner().context("cannot write CSV")?;
        String::from_utf8(bytes).context("cannot write CSV")
    }

    pub fn markdown(&self) -> String {
        let line = |cells: &[String]| {
            let cells: Vec<_> = cells
                .iter()
                .map(|cell| cell.replace('|', "\\|").replace('\n', " "))
                .collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let rule = vec!["---".to_owned(); self.headings.len()];
        let mut text = line(&self.headings) + &line(&rule);
        for row in &self.rows {
            text.push_str(&line(row));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing() -> Listing {
        let mut listing = Listing::new(&["run", "title"]);
        listing.row(vec!["1132/2".to_owned(), "nginx, c=256 | tls".to_owned()]);
        listing.row(vec!["7/1".to_owned(), "gzip".to_owned()]);
        listing
    }

    #[test]
    fn a_table_is_aligned() {
        insta::assert_snapshot!(listing().table());
    }

    #[test]
    fn csv_is_quoted_and_markdown_is_escaped() {
        assert_eq!(
            listing().csv().unwrap(),
            "run,title\n1132/2,\"nginx, c=256 | tls\"\n7/1,gzip\n"
        );
        assert_eq!(
            listing().markdown().lines().nth(2),
            Some("| 1132/2 | nginx, c=256 \\| tls |")
        );
    }
}
