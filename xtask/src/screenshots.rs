//! `cargo xtask screenshots`: makes the pictures of README and docs while the browser test runs, so that they show
//! what is there. CI runs that test without taking them.

use anyhow::Result;

use crate::{repository, tool};

pub(crate) fn run() -> Result<()> {
    let root = repository::root()?;
    let pictures = root.join("docs/pictures");
    tool::run(tool::cargo(&root, &["build", "--bins", "--tests"]).args(tool::AS_TESTED))?;
    let filter = "package(daytona-e2e) and test(browser)";
    let mut test = tool::cargo(&root, &["nextest", "run", "-E", filter]);
    test.args(tool::AS_TESTED);
    tool::run(test.env("DAYTONA_SCREENSHOTS", &pictures))?;
    println!("The pictures are in {}", pictures.display());
    Ok(())
}
