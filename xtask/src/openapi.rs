//! `cargo xtask openapi`: writes `openapi.json` and the web's types, or checks that the document is what the code says.
//!
//! The document comes from the server's code, and only a test can see it without making every `cargo xtask` wait
//! for the server to compile. So this runs that test, which `cargo xtask test` also runs with all others.

use std::path::Path;

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
    let mut test = tool::cargo(&root, &["test", "--quiet", "--test", "openapi_document"]);
    test.args(tool::AS_TESTED);
    if !args.check {
        test.env("DAYTONA_WRITE_OPENAPI", "1");
    }
    tool::run(&mut test)?;
    if args.check {
        Ok(())
    } else {
        generate_client(&root)
    }
}

/// The web's types are made from the document, so they are written anew with it, where npm's packages are there.
fn generate_client(root: &Path) -> Result<()> {
    let web = root.join("web");
    if !web.join("node_modules").is_dir() {
        println!(
            "web/node_modules isn't there, so the types of the web stay as they are; `npm ci`, then again"
        );
        return Ok(());
    }
    tool::run(tool::command(&web, "npm").args(["run", "generate"]))
}
