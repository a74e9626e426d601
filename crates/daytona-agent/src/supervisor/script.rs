//! Executing the script's copy with exactly the arguments and the environment that it was promised, and nothing else.

use std::io::{self, PipeWriter};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use daytona_domain::framework::ScriptPath;
use rustix::io::Errno;

use super::interpreter;
use crate::account::{Identity, ScriptAccount};
use crate::announce::SOCKET;
use crate::run_folder::{Execution, RunFolder};

/// Another thread's fork can hold the copy open for writing for a moment.
const BUSY_TRIES: u32 = 100;
const BUSY_WAIT: Duration = Duration::from_millis(2);

/// Starts the script, with the path of the socket over which it can say something, in a process group of its own, and gives its process id; else the reason why it can't be started.
pub(super) fn start(
    folder: &RunFolder,
    script: &ScriptPath,
    execution: &Execution,
    output: PipeWriter,
    socket: Option<&Path>,
) -> Result<i32, String> {
    let path = folder.results_path().join(script.as_str());
    if let Some(fault) = interpreter::fault(&path, script.as_str()) {
        return Err(fault);
    }
    let account = &folder.record().account;
    let mut command = Command::new(&path);
    command
        .args(&execution.arguments)
        .env_clear()
        .envs(execution.environment.iter().map(|(name, value)| (name, value)))
        .envs(own_variables(account))
        .env("DAYTONA_RESULTS_DIR", folder.results_path())
        .envs(socket.map(|path| (SOCKET, path)))
        .current_dir(folder.results_path())
        .process_group(0)
        .stdin(Stdio::null());
    if let Identity::Switch { uid, gid } = account.identity {
        // Changing the user as root also clears the supplementary groups.
        command.uid(uid).gid(gid);
    }
    let error = output.try_clone();
    let error = error.map_err(|error| format!("its output can't be redirected: {error}"))?;
    command.stdout(output).stderr(error);
    let child = spawn(&mut command).map_err(|error| why(&error, script, account))?;
    i32::try_from(child.id()).map_err(|_| "its process id is out of range".to_owned())
}

fn own_variables(account: &ScriptAccount) -> [(&'static str, &str); 4] {
    [
        ("PATH", &account.path),
        ("HOME", &account.home),
        ("USER", &account.name),
        ("LANG", "C.UTF-8"),
    ]
}

fn spawn(command: &mut Command) -> io::Result<std::process::Child> {
    for _ in 1..BUSY_TRIES {
        match command.spawn() {
            Err(error) if error.kind() == io::ErrorKind::ExecutableFileBusy => std::thread::sleep(BUSY_WAIT),
            result => return result,
        }
    }
    command.spawn()
}

fn why(error: &io::Error, script: &ScriptPath, account: &ScriptAccount) -> String {
    let script = script.as_str();
    let user = &account.name;
    match Errno::from_io_error(error) {
        Some(Errno::NOENT) => {
            format!("{script} needs an interpreter or a loader that is missing on this host")
        }
        Some(Errno::ACCESS | Errno::PERM) => format!(
            "user {user} may not execute {script}: every folder above the run's folder must let that user pass, the \
             interpreter must be executable, and the file system must not be mounted noexec"
        ),
        Some(Errno::TOOBIG) => {
            format!("the arguments and variables of {script} are longer than the system allows")
        }
        Some(Errno::NOEXEC) => {
            format!("{script} is no program that this host can execute")
        }
        _ => format!("{script} can't be executed: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_kernel_refuses_is_told_in_words() {
        let account = ScriptAccount {
            identity: Identity::Own,
            name: "bench".to_owned(),
            home: "/".to_owned(),
            path: "/bin".to_owned(),
        };
        let script = "gzip/run".parse().unwrap();
        let kinds = [
            Errno::NOENT,
            Errno::ACCESS,
            Errno::TOOBIG,
            Errno::NOEXEC,
            Errno::NOMEM,
        ];
        let text: Vec<_> = kinds.map(|kind| why(&kind.into(), &script, &account)).into();
        insta::assert_snapshot!(text.join("\n"));
    }
}
