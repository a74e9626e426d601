//! `cargo xtask openapi`: writes `openapi.json`, or checks that it is what the code says.
//!
//! The document comes from the server's code, and only a test can see it without making every `cargo xtask` wait
//! for the server to compile. So this runs that test, which `cargo xtask test` also runs with all others.

use anyhow::Result;
use clap::Parser;

use crate::{repository, tool};

#[derive(Debug, Parser)]
pub(crate) struct Args {
    /// Change nothing; fail if the file isn't what the code says
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let root = repository::root()?;
    let mut test = tool::cargo(
        &root,
        &["test", "--workspace", "--quiet", "--test", "openapi_document"],
    );
    if !args.check {
        test.env("DAYTONA_WRITE_OPENAPI", "1");
    }
    tool::run(&mut test)
}
