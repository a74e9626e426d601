//! `cargo xtask screenshots`: makes the pictures of README and docs while the browser test runs, so that they show
//! what is there. CI runs that test without taking them.

use anyhow::Result;

use crate::{repository, tool};

pub(crate) fn run() -> Result<()> {
    let root = repository::root()?;
    let pictures = root.join("docs/pictures");
    tool::run(&mut tool::cargo(
        &root,
        &["build", "--workspace", "--bins", "--tests"],
    ))?;
    let filter = "package(daytona-e2e) and test(browser)";
    let mut test = tool::cargo(&root, &["nextest", "run", "--workspace", "-E", filter]);
    tool::run(test.env("DAYTONA_SCREENSHOTS", &pictures))?;
    println!("The pictures are in {}", pictures.display());
    Ok(())
}
