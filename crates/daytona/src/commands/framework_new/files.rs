//! The files of a new framework: its folder with `framework.toml` and `run.sh`, and the copy in an agent's scripts folder.
//! Overwrites nothing.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use daytona_api::framework_file;
use daytona_domain::proposal::{Proposal, SCRIPT_FILE};

/// What was written.
pub struct Made {
    pub folder: PathBuf,
    /// Programs of the command that weren't found here and have to be put beside the script.
    pub missing: Vec<String>,
}

/// Writes the framework's folder below `to`, with copies of the programs that the command runs from here.
pub fn write(proposal: &Proposal, to: &Path) -> anyhow::Result<Made> {
    let folder = to.join(proposal.definition.script.folder());
    if folder.exists() {
        bail!(
            "{} exists already and was left as it is; choose another --name, or another place with --to",
            folder.display()
        );
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let text = framework_file::write(&proposal.definition).context("cannot write TOML")?;
    new_file(&folder.join("framework.toml"), text.as_bytes(), 0o644)?;
    new_file(&folder.join(SCRIPT_FILE), proposal.script.as_bytes(), 0o755)?;
    let mut missing = Vec::new();
    for file in &proposal.beside {
        let target = folder.join(file);
        let is_inside = daytona_domain::layout::is_inside(file);
        if !is_inside || !Path::new(file).is_file() || target.exists() {
            missing.push(file.clone());
            continue;
        }
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        }
        // Its mode is copied with it.
        fs::copy(file, &target).with_context(|| format!("cannot copy {file} to {}", target.display()))?;
    }
    Ok(Made { folder, missing })
}

/// Copies the folder into an agent's scripts folder.
pub fn install(folder: &Path, scripts: &Path, proposal: &Proposal) -> anyhow::Result<PathBuf> {
    if !scripts.is_dir() {
        bail!(
            "{} is no folder, so the script was not put there",
            scripts.display()
        );
    }
    let target = scripts.join(proposal.definition.script.folder());
    if target.exists() {
        bail!("{} exists already and was left as it is", target.display());
    }
    copy_folder(folder, &target)?;
    Ok(target)
}

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir(to).with_context(|| format!("cannot make {}", to.display()))?;
    let entries = fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot read {}", from.display()))?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy_folder(&source, &target)?;
        } else {
            fs::copy(&source, &target).with_context(|| format!("cannot write {}", target.display()))?;
        }
    }
    Ok(())
}

fn new_file(path: &Path, content: &[u8], mode: u32) -> anyhow::Result<()> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)
        .and_then(|mut file| file.write_all(content))
        .with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use daytona_domain::proposal::{Wanted, propose};

    use super::*;

    fn proposal() -> Proposal {
        let wanted = Wanted {
            command: "sleep 1".to_owned(),
            ..Wanted::default()
        };
        propose(&wanted).unwrap()
    }

    #[test]
    fn a_new_framework_is_a_file_that_apply_reads_and_a_script_that_can_be_run() {
        let to = tempfile::tempdir().unwrap();
        let scripts = tempfile::tempdir().unwrap();
        let proposal = proposal();
        let made = write(&proposal, to.path()).unwrap();
        let text = fs::read_to_string(made.folder.join("framework.toml")).unwrap();
        assert_eq!(framework_file::parse(&text).unwrap(), proposal.definition);
        let installed = install(&made.folder, scripts.path(), &proposal).unwrap();
        let mode = fs::metadata(installed.join("run.sh"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o111, 0o111 & mode);
        assert_ne!(mode & 0o100, 0);
    }

    #[test]
    fn nothing_is_overwritten() {
        let to = tempfile::tempdir().unwrap();
        let proposal = proposal();
        write(&proposal, to.path()).unwrap();
        fs::write(to.path().join("sleep/run.sh"), "mine").unwrap();
        let error = write(&proposal, to.path()).err().unwrap().to_string();
        assert!(error.contains("exists already and was left as it is"), "{error}");
        assert_eq!(
            fs::read_to_string(to.path().join("sleep/run.sh")).unwrap(),
            "mine"
        );
    }
}
