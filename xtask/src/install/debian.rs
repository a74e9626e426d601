//! Debian's packages.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::tool;

/// A package, and the program in it by which we see that it is there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Package {
    name: &'static str,
    program: &'static str,
}

pub(crate) const fn package(name: &'static str, program: &'static str) -> Package {
    Package { name, program }
}

/// What the tests need beside Rust and Node.
pub(crate) const FOR_TESTS: &[Package] = &[
    package("chromium", "chromium"),
    package("fio", "fio"),
    package("nginx-light", "nginx"),
    package("postgresql", "initdb"),
    package("procps", "ps"),
    package("rsync", "rsync"),
    package("sysbench", "sysbench"),
    package("sysstat", "sar"),
    package("wrk", "wrk"),
];

/// Packages are missing, and we may not install them: a person has to.
#[derive(Debug)]
pub(crate) struct ByHand {
    line: String,
}

impl std::fmt::Display for ByHand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "packages are missing, and installing them needs root. Run this, then try again:\n{}",
            self.line
        )
    }
}

impl std::error::Error for ByHand {}

/// How we may call `apt-get`.
#[derive(Debug, Clone, Copy)]
enum Rights {
    Root,
    Sudo,
}

/// Installs those of the packages whose program isn't there.
///
/// # Errors
/// [`ByHand`] if we are neither root nor have `sudo` without a password.
pub(crate) fn install_missing(root: &Path, packages: &[Package]) -> Result<()> {
    let missing: Vec<&str> = packages
        .iter()
        .filter(|package| tool::find(package.program).is_none())
        .map(|p| p.name)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Installing Debian's {}", missing.join(", "));
    if tool::find("apt-get").is_none() {
        bail!(
            "apt-get isn't there; install by hand what Debian calls {}",
            missing.join(", ")
        );
    }
    let Some(rights) = rights(root) else {
        return Err(ByHand {
            line: by_hand(&missing),
        }
        .into());
    };
    tool::run(&mut apt_get(root, rights, &["update", "-q"]))?;
    let mut install = vec!["install", "-q", "-y", "--no-install-recommends"];
    install.extend(missing);
    tool::run(&mut apt_get(root, rights, &install))
}

fn by_hand(missing: &[&str]) -> String {
    format!(
        "sudo apt-get install -y --no-install-recommends {}",
        missing.join(" ")
    )
}

fn rights(root: &Path) -> Option<Rights> {
    if rustix::process::geteuid().is_root() {
        return Some(Rights::Root);
    }
    let mut sudo = tool::command(root, "sudo");
    sudo.args(["-n", "true"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    sudo.status()
        .is_ok_and(|status| status.success())
        .then_some(Rights::Sudo)
}

fn apt_get(root: &Path, rights: Rights, arguments: &[&str]) -> Command {
    // `env` passes the variable on where sudo would drop it.
    let words = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    let mut command = match rights {
        Rights::Root => tool::command(root, words[0]),
        Rights::Sudo => {
            let mut sudo = tool::command(root, "sudo");
            sudo.args(["-n", words[0]]);
            sudo
        }
    };
    command.args(&words[1..]).args(arguments).stdin(Stdio::null());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_installed_when_every_program_is_there() {
        install_missing(Path::new("/"), &[package("dash", "sh")]).unwrap();
    }

    #[test]
    fn root_calls_apt_directly_and_others_through_sudo() {
        let update = |rights| tool::line(&apt_get(Path::new("/"), rights, &["update"]));
        assert_eq!(
            update(Rights::Root),
            "env DEBIAN_FRONTEND=noninteractive apt-get update"
        );
        assert_eq!(
            update(Rights::Sudo),
            "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get update"
        );
    }

    #[test]
    fn without_rights_a_person_gets_one_line_to_run() {
        let error = ByHand {
            line: by_hand(&["wrk", "nginx-light"]),
        };
        assert_eq!(
            error.to_string(),
            "packages are missing, and installing them needs root. Run this, then try again:\n\
             sudo apt-get install -y --no-install-recommends wrk nginx-light"
        );
    }
}
