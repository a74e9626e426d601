//! Printing data as a table, JSON, CSV or Markdown. Everything that a script may read goes to standard output through
//! here; what is said to a person goes to standard error.

pub mod console;
pub mod listing;
pub mod number;

use std::io::Write;

use anyhow::Context;
use serde::Serialize;

use crate::args::{Common, Format};
pub use listing::Listing;

/// How to print.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    format: Format,
    quiet: bool,
}

impl Output {
    pub fn new(common: &Common) -> Self {
        Self {
            format: common.output,
            quiet: common.quiet,
        }
    }

    pub fn is_json(self) -> bool {
        self.format == Format::Json
    }

    /// Prints data: as JSON the value itself, else the listing of it.
    pub fn data(self, value: &impl Serialize, listing: impl FnOnce() -> Listing) -> anyhow::Result<()> {
        let text = match self.format {
            Format::Json => serde_json::to_string_pretty(value).context("cannot write JSON")? + "\n",
            Format::Table => listing().table(),
            Format::Csv => listing().csv()?,
            Format::Md => listing().markdown(),
        };
        write_out(text.as_bytes())
    }

    /// Prints one sentence, or as JSON the value that it is about.
    pub fn sentence(self, value: &impl Serialize, sentence: &str) -> anyhow::Result<()> {
        match self.format {
            Format::Json => self.data(value, Listing::default),
            Format::Table | Format::Csv | Format::Md => write_out(format!("{sentence}\n").as_bytes()),
        }
    }

    /// Says what went wrong, also when quiet.
    pub fn error(self, text: &str) {
        let _ = writeln!(anstream::stderr(), "error: {text}");
    }

    /// Says something to the person, unless quiet.
    pub fn say(self, text: &str) {
        if !self.quiet {
            // Nobody is there to be told that standard error is closed.
            let _ = writeln!(anstream::stderr(), "{text}");
        }
    }
}

/// Writes to standard output. A reader that has gone, such as `head`, is no error.
pub fn write_out(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write to standard output"),
    }
}
