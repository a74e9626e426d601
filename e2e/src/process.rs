//! A child process that is ended with its handle, and whose log can be read when a test fails.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// Far longer than anything takes.
const LIMIT: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(10);

/// A running program with its output in files.
#[derive(Debug)]
pub struct Process {
    child: Child,
    output: PathBuf,
    log: PathBuf,
}

impl Process {
    /// Starts `command` with its output in `<folder>/<name>.out` and `.log`.
    pub fn start(mut command: Command, folder: &Path, name: &str) -> Self {
        let (output, log) = (
            folder.join(format!("{name}.out")),
            folder.join(format!("{name}.log")),
        );
        let append = |path: &Path| File::options().create(true).append(true).open(path).unwrap();
        File::create(&output).unwrap();
        let child = command
            .stdin(Stdio::null())
            .stdout(append(&output))
            .stderr(append(&log))
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        Self { child, output, log }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What the program has printed so far.
    pub fn output(&self) -> String {
        std::fs::read_to_string(&self.output).unwrap_or_default()
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Waits for a line that begins with `start` and returns the rest of it.
    pub fn wait_for_line(&mut self, start: &str) -> String {
        let deadline = Instant::now() + LIMIT;
        loop {
            let output = self.output();
            let complete = output.rsplit_once('\n').map_or("", |(complete, _)| complete);
            if let Some(rest) = complete.lines().find_map(|line| line.strip_prefix(start)) {
                return rest.to_owned();
            }
            let ended = self.child.try_wait().unwrap();
            assert!(
                ended.is_none() && Instant::now() < deadline,
                "no line {start:?} ({ended:?}); output:\n{output}\nlog:\n{}",
                self.log()
            );
            std::thread::sleep(PAUSE);
        }
    }

    pub fn signal(&self, signal: Signal) {
        let id = Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        // An error says that it has ended already.
        let _ = kill_process(id, signal);
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        self.signal(Signal::KILL);
        self.child.wait().unwrap();
    }

    /// Ends it as a service manager would, and returns its exit code.
    pub fn terminate(&mut self) -> Option<i32> {
        self.signal(Signal::TERM);
        self.wait()
    }

    /// Waits for its end and returns its exit code.
    pub fn wait(&mut self) -> Option<i32> {
        let deadline = Instant::now() + LIMIT;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(Instant::now() < deadline, "it didn't end; log:\n{}", self.log());
            std::thread::sleep(PAUSE);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.signal(Signal::KILL);
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("--- {}\n{}", self.log.display(), self.log());
        }
    }
}

/// Looks until `accept` says yes and returns what was seen then.
pub fn wait_for<T: std::fmt::Debug>(
    what: &str,
    mut look: impl FnMut() -> T,
    accept: impl Fn(&T) -> bool,
) -> T {
    let deadline = Instant::now() + LIMIT;
    loop {
        let seen = look();
        if accept(&seen) {
            return seen;
        }
        assert!(
            Instant::now() < deadline,
            "waited {LIMIT:?} for {what}; last seen: {seen:?}"
        );
        std::thread::sleep(PAUSE);
    }
}
