//! Turns the UI into a table of embedded files. Builds it with npm only for release builds or when asked, so that
//! editors, `cargo check` and tests of the server never wait for npm.

mod npm;
mod sources;
mod table;

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// Where the embedded files come from.
enum Origin {
    /// A folder that `npm run build` has filled.
    Built(PathBuf),
    /// The page that says how to get the UI.
    Placeholder(PathBuf),
}

fn main() -> anyhow::Result<()> {
    let package = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(variable("OUT_DIR")?);
    let web = package.join("../../web");
    directive("rerun-if-env-changed=DAYTONA_WEB");
    directive("rerun-if-changed=build");
    directive("rerun-if-changed=src/placeholder");
    for path in sources::watched(&web)? {
        directive(&format!("rerun-if-changed={}", path.display()));
    }
    let folder = match origin(&package, &web, &out)? {
        Origin::Built(folder) | Origin::Placeholder(folder) => folder,
    };
    let table = table::render(&folder)?;
    let file = out.join("files.rs");
    std::fs::write(&file, table).with_context(|| format!("write {}", file.display()))
}

fn origin(package: &Path, web: &Path, out: &Path) -> anyhow::Result<Origin> {
    let wish = env::var("DAYTONA_WEB").unwrap_or_default();
    let release = variable("PROFILE")? == "release";
    let placeholder = || Origin::Placeholder(package.join("src/placeholder"));
    match wish.as_str() {
        "none" => Ok(placeholder()),
        "build" => npm::build(web, out).map(Origin::Built),
        "" if release => npm::build(web, out).map(Origin::Built),
        "" if sources::is_up_to_date(web)? => Ok(Origin::Built(web.join("build"))),
        "" => Ok(placeholder()),
        other => bail!("DAYTONA_WEB is {other:?}; use build, none, or leave it unset"),
    }
}

fn variable(name: &str) -> anyhow::Result<String> {
    env::var(name).with_context(|| format!("read {name}, which cargo sets"))
}

#[expect(
    clippy::print_stdout,
    reason = "a build script talks to cargo by its standard output"
)]
fn directive(text: &str) {
    println!("cargo::{text}");
}
