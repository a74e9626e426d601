//! A host for one test: a root folder, a scripts folder, and words for what is done with runs.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use daytona_agent::account::ScriptAccount;
use daytona_agent::announce;
use daytona_agent::run_folder::{Execution, ExitRecord, RunFolder, RunOrder, Task};
use daytona_agent::supervisor::{self, Started, Supervisor, SupervisorProgram};
use daytona_agent::workspace::Workspace;
use daytona_domain::framework::CollectionLimits;
use daytona_domain::id::{Epoch, Generation, LeaseNumber, RunId};
use daytona_domain::outcome::ScriptEnd;

const ENTRY: &str = "DAYTONA_TEST_SUPERVISE";
const AGENT: &str = "DAYTONA_TEST_AGENT";

/// Long enough for any machine that is alive.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Host {
    temporary: tempfile::TempDir,
    pub(crate) workspace: Workspace,
    pub(crate) account: ScriptAccount,
}

impl Host {
    pub(crate) fn new() -> Self {
        Self::with_account(ScriptAccount::own(None).unwrap())
    }

    /// A host whose scripts run as `nobody`; nothing, said aloud, where the test isn't root.
    pub(crate) fn as_nobody() -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            eprintln!("skipped: scripts can run as another user only where the tests run as root");
            return None;
        }
        Some(Self::with_account(ScriptAccount::named("nobody", None).unwrap()))
    }

    fn with_account(account: ScriptAccount) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        fs::set_permissions(temporary.path(), fs::Permissions::from_mode(0o711)).unwrap();
        fs::create_dir(temporary.path().join("scripts")).unwrap();
        let workspace = Workspace::open(&temporary.path().join("root")).unwrap();
        Self {
            temporary,
            workspace,
            account,
        }
    }

    /// A place outside the workspace, for what a test and its script tell each other.
    pub(crate) fn outside(&self, name: &str) -> PathBuf {
        self.temporary.path().join(name)
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.temporary.path().join("root")
    }

    pub(crate) fn scripts(&self) -> PathBuf {
        self.temporary.path().join("scripts")
    }

    /// Puts an executable file into the scripts folder.
    pub(crate) fn script(&self, path: &str, content: &str) -> &Self {
        let file = self.scripts().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, content).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        self
    }

    pub(crate) fn prepare(&self, order: &RunOrder) -> RunFolder {
        let prepared = self.workspace.create(order, &self.scripts(), &self.account);
        prepared.unwrap().folder
    }

    /// Makes `bench/run.sh` with these lines for `sh`, and a run of it.
    pub(crate) fn prepare_shell(&self, lines: &str) -> RunFolder {
        self.prepare_shell_with(lines, &order())
    }

    pub(crate) fn prepare_shell_with(&self, lines: &str, order: &RunOrder) -> RunFolder {
        self.script("bench/run.sh", &format!("#!/bin/sh\n{lines}\n"));
        self.prepare(order)
    }

    /// Runs a shell script to its end.
    pub(crate) fn run_shell(&self, lines: &str) -> (RunFolder, ExitRecord) {
        let folder = self.prepare_shell(lines);
        let exit = run_to_end(&folder);
        (folder, exit)
    }
}

pub(crate) fn order() -> RunOrder {
    RunOrder {
        run: RunId::new(1132, 2),
        lease: LeaseNumber {
            generation: Generation::new(1),
            epoch: Epoch::new(7),
        },
        framework: "gzip".parse().unwrap(),
        host: "load-1".parse().unwrap(),
        task: Task::Execution(execution()),
        limits: CollectionLimits::default(),
        processes: Vec::new(),
    }
}

pub(crate) fn execution() -> Execution {
    Execution {
        script: "bench/run.sh".parse().unwrap(),
        arguments: Vec::new(),
        environment: vec![("DAYTONA_RUN".to_owned(), "2".to_owned())],
        timeout: Duration::from_secs(3600),
        grace: Duration::from_secs(5),
    }
}

pub(crate) fn order_with(execution: Execution) -> RunOrder {
    RunOrder {
        task: Task::Execution(execution),
        ..order()
    }
}

/// This test program in the place of the binary.
pub(crate) fn program() -> SupervisorProgram {
    SupervisorProgram {
        program: std::env::current_exe().unwrap(),
        arguments: ["supervise_entry", "--exact", "--nocapture"]
            .map(Into::into)
            .into(),
        environment: vec![(ENTRY.into(), "1".into())],
    }
}

/// As [`program`], for a supervisor that waits for its run.
pub(crate) fn waiting_program() -> SupervisorProgram {
    SupervisorProgram {
        environment: vec![(ENTRY.into(), "next".into())],
        ..program()
    }
}

pub(crate) fn supervise_if_asked() {
    if let Some(which) = std::env::var_os(ENTRY) {
        let code = if which == "next" {
            supervisor::process::supervise_next()
        } else {
            let folder = std::env::args_os().next_back().unwrap();
            supervisor::process::supervise(Path::new(&folder))
        };
        std::process::exit(i32::from(code != std::process::ExitCode::SUCCESS));
    }
}

/// Says what `SAY` holds to the run of this script, `TIMES` times; with `RAW` as it is, with `SILENT` nothing.
pub(crate) fn announce_if_asked() {
    let Some(socket) = std::env::var_os(announce::SOCKET) else {
        return;
    };
    let said = std::env::var("SAY").unwrap_or_default();
    let result = if std::env::var_os("SILENT").is_some() {
        let _connected = UnixStream::connect(&socket).unwrap();
        std::thread::sleep(PATIENCE);
        Ok(())
    } else if std::env::var_os("RAW").is_some() {
        let mut stream = UnixStream::connect(&socket).unwrap();
        stream.write_all(format!("{said}\n").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        Err(answer)
    } else {
        let times = std::env::var("TIMES").map_or(1, |times| times.parse().unwrap());
        let announcement = serde_json::from_str(&said).unwrap();
        (0..times).try_for_each(|_| {
            announce::announce(Path::new(&socket), &announcement).map_err(|error| error.to_string())
        })
    };
    if let Err(reason) = &result {
        eprintln!("{reason}");
    }
    std::process::exit(i32::from(result.is_err()));
}

/// Starts a run of the script folder from another process, which then waits to be killed.
pub(crate) fn start_from_agent_process(host: &Host) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["agent_entry", "--exact", "--nocapture"])
        .env(AGENT, host.temporary.path())
        .stdin(Stdio::piped())
        .spawn()
        .unwrap()
}

pub(crate) fn start_as_agent_if_asked() {
    if let Some(folder) = std::env::var_os(AGENT) {
        let folder = Path::new(&folder);
        let workspace = Workspace::open(&folder.join("root")).unwrap();
        let account = ScriptAccount::own(None).unwrap();
        let prepared = workspace
            .create(&order(), &folder.join("scripts"), &account)
            .unwrap();
        let _supervisor = start(&prepared.folder);
        std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
    }
}

pub(crate) fn start(folder: &RunFolder) -> Supervisor {
    match supervisor::start(folder, &program()).unwrap() {
        Started::Running { supervisor, exec } => {
            assert!(exec.pid > 0);
            supervisor
        }
        Started::Ended(exit) => panic!("ended at once: {exit:?}"),
    }
}

pub(crate) fn run_to_end(folder: &RunFolder) -> ExitRecord {
    let exit = match supervisor::start(folder, &program()).unwrap() {
        Started::Running { supervisor, exec: _ } => {
            supervisor.wait().unwrap();
            supervisor::conclude(folder).unwrap()
        }
        Started::Ended(exit) => exit,
    };
    assert!(!supervisor::processes_left(folder), "a process is left");
    exit
}

pub(crate) fn reason(exit: &ExitRecord) -> &str {
    let ScriptEnd::CannotStart { reason } = &exit.end else {
        panic!("the script could be started: {exit:?}")
    };
    reason
}

pub(crate) fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let give_up = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < give_up, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// The number that a script wrote into a file, once it is there.
pub(crate) fn wait_for_pid(file: &Path) -> i32 {
    let mut pid = None;
    wait_until(&format!("{} holds a process id", file.display()), || {
        pid = fs::read_to_string(file)
            .ok()
            .and_then(|text| text.strip_suffix('\n')?.parse().ok());
        pid.is_some()
    });
    pid.unwrap()
}

pub(crate) fn is_alive(pid: i32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat.rsplit(") ").next().and_then(|rest| rest.chars().next());
    state.is_some_and(|state| state != 'Z' && state != 'X')
}

pub(crate) fn read(folder: &RunFolder, path: &str) -> Vec<u8> {
    fs::read(folder.results_path().join(path)).unwrap()
}

pub(crate) fn console(folder: &RunFolder) -> String {
    String::from_utf8(read(folder, "application/execution.log")).unwrap()
}
