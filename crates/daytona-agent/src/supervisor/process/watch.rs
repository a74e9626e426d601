//! The supervisor's loop: waits for output, for the end of children, for an abort and for the time, and acts.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::time::{Duration, Instant};

use daytona_domain::outcome::ScriptEnd;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Signal, WaitOptions, WaitStatus, wait};

use super::signals::Signals;
use crate::cgroup::RunCgroup;
use crate::process_tree::{self, Descendant, ProcessId};
use crate::run_folder::Execution;
use crate::supervisor::console::Console;
use crate::supervisor::ending::{Action, Ending};
use crate::supervisor::script_socket::ScriptSocket;

/// What the loop waits for, besides the time.
#[derive(Debug)]
pub(super) struct Sources {
    pub(super) console: Console,
    pub(super) signals: Signals,
    /// Nothing if it could not be opened: the script then can't say anything of its run.
    pub(super) socket: Option<ScriptSocket>,
    /// Nothing where this host has no control groups that the agent can use.
    pub(super) group: Option<RunCgroup>,
}

#[derive(Debug)]
pub(super) struct Watch {
    console: Console,
    signals: Signals,
    socket: Option<ScriptSocket>,
    group: Option<RunCgroup>,
    script: i32,
    started: Instant,
    ending: Ending,
    script_ended: Option<(ScriptEnd, Duration)>,
    /// What has been sent TERM, with its name then: once is enough, a second one makes some programs give up tidying.
    told: BTreeMap<ProcessId, Vec<u8>>,
    look_again_at: Instant,
}

/// What was seen of a script by its end.
#[derive(Debug)]
pub(super) struct Watched {
    pub(super) end: ScriptEnd,
    pub(super) ran: Duration,
    pub(super) console_lost_bytes: u64,
    pub(super) left_behind: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Ready {
    output: bool,
    abort: bool,
    announcement: bool,
}

/// To whom TERM goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whom {
    Everyone,
    /// Those that it can't have reached: a child of the supervisor that was just being forked when its parent got it,
    /// and a process that has executed another program since, because one that a shell has just forked loses it if the
    /// shell has a trap. What a process starts to tidy up is neither.
    Missed,
}

/// How often it is looked for processes that TERM has missed.
const BETWEEN_TERMS: Duration = Duration::from_millis(50);

impl Watch {
    pub(super) fn new(sources: Sources, script: i32, started: Instant, execution: &Execution) -> Self {
        let Sources {
            console,
            signals,
            socket,
            group,
        } = sources;
        Self {
            console,
            signals,
            socket,
            group,
            script,
            started,
            ending: Ending::new(started, execution.timeout, execution.grace),
            script_ended: None,
            told: BTreeMap::new(),
            look_again_at: started,
        }
    }

    /// Watches until the script and everything that it started have ended, or can't be ended.
    pub(super) fn run(mut self) -> io::Result<Watched> {
        let left_behind = loop {
            let ready = self.wait_for_something()?;
            let now = Instant::now();
            if ready.output {
                self.console.move_some(now);
            }
            if ready.announcement
                && let Some(socket) = &mut self.socket
            {
                socket.serve(own_pid(), now);
            }
            if self.reap()? {
                break 0;
            }
            if self.ending.is_terminating() && now >= self.look_again_at {
                self.terminate(Whom::Missed);
            }
            let mut actions = [Action::Nothing; 3];
            if self.script_ended.is_some() {
                actions[0] = self.ending.on_script_ended(now);
            }
            if ready.abort {
                actions[1] = self.ending.on_abort(now);
            }
            actions[2] = self.ending.on_time(now);
            if actions.into_iter().any(|action| !self.act(action)) {
                break self.left().len();
            }
        };
        if let Some(group) = self.group.take().filter(|_| left_behind == 0) {
            group.remove();
        }
        self.console.drain();
        let (end, ran) = self.script_ended.take().unwrap_or_else(|| {
            // Only a script that even KILL doesn't end comes here.
            let signal = Signal::KILL.as_raw();
            (ScriptEnd::Signalled { signal }, self.started.elapsed())
        });
        Ok(Watched {
            end: self.ending.verdict(end),
            ran,
            console_lost_bytes: self.console.lost_bytes(),
            left_behind: u32::try_from(left_behind).unwrap_or(u32::MAX),
        })
    }

    fn wait_for_something(&mut self) -> io::Result<Ready> {
        let now = Instant::now();
        let pause = self.console.not_before().filter(|until| *until > now);
        let mut wake_at = self.ending.next_at();
        if let Some(until) = pause {
            wake_at = wake_at.min(until);
        }
        if self.ending.is_terminating() {
            wake_at = wake_at.min(self.look_again_at);
        }
        let timeout = wake_at.saturating_duration_since(now);
        let timeout = Timespec::try_from(timeout).map_err(io::Error::other)?;
        let (abort, child) = (self.signals.abort(), self.signals.child());
        let mut descriptors = vec![
            PollFd::from_borrowed_fd(abort, PollFlags::IN),
            PollFd::from_borrowed_fd(child, PollFlags::IN),
        ];
        let mut watch = |descriptor| {
            descriptors.push(PollFd::from_borrowed_fd(descriptor, PollFlags::IN));
            descriptors.len() - 1
        };
        let socket = self.socket.as_ref().map(|socket| watch(socket.events()));
        let pipe = self.console.pipe().filter(|_| pause.is_none()).map(watch);
        match poll(&mut descriptors, Some(&timeout)) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let is_ready = |index: usize| {
            let descriptor: Option<&PollFd<'_>> = descriptors.get(index);
            descriptor.is_some_and(|descriptor| !descriptor.revents().is_empty())
        };
        let ready = Ready {
            abort: is_ready(0),
            output: pipe.is_some_and(is_ready),
            announcement: socket.is_some_and(is_ready),
        };
        if ready.abort {
            self.signals.clear_abort();
        }
        self.signals.clear_child();
        Ok(ready)
    }

    /// What the script has started and still runs.
    fn left(&self) -> BTreeSet<ProcessId> {
        let descendants = process_tree::descendants(own_pid());
        let grouped = self.group.iter().flat_map(RunCgroup::processes);
        descendants
            .into_iter()
            .map(|found| found.id)
            .chain(grouped)
            .collect()
    }

    /// Whether the group is empty too: someone with the right to do it may have moved another process into it.
    fn is_group_empty(&self) -> bool {
        self.group
            .as_ref()
            .is_none_or(|group| group.processes().is_empty())
    }

    /// Takes note of all children that have ended. Whether none is left: then no descendant is, because those whose
    /// parents end become children of this process.
    fn reap(&mut self) -> io::Result<bool> {
        loop {
            match wait(WaitOptions::NOHANG) {
                Ok(Some((pid, status))) if pid.as_raw_nonzero().get() == self.script => {
                    self.script_ended = Some((script_end(status), self.started.elapsed()));
                }
                Ok(Some(_)) | Err(Errno::INTR) => {}
                Ok(None) => return Ok(false),
                Err(Errno::CHILD) => return Ok(self.is_group_empty()),
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Does it, and says whether there is a point in going on.
    fn act(&mut self, action: Action) -> bool {
        match action {
            Action::Nothing => {}
            Action::Terminate => self.terminate(Whom::Everyone),
            Action::Kill => {
                if let Some(group) = &self.group {
                    group.kill();
                }
                for process in process_tree::descendants(own_pid()) {
                    // One that may not be signalled, because it changed its user, is counted in the end if it stays.
                    let _ = process.id.signal(Signal::KILL);
                }
            }
            Action::GiveUp => return false,
        }
        true
    }

    fn terminate(&mut self, whom: Whom) {
        for Descendant { id, parent, name } in process_tree::descendants(own_pid()) {
            let is_missed = match self.told.get(&id) {
                Some(name_then) => *name_then != name,
                None => parent == own_pid(),
            };
            if is_missed || whom == Whom::Everyone {
                self.told.insert(id, name);
                let _ = id.signal(Signal::TERM);
                // A stopped process takes note of TERM only when it goes on.
                let _ = id.signal(Signal::CONT);
            }
        }
        self.look_again_at = Instant::now() + BETWEEN_TERMS;
    }
}

fn script_end(status: WaitStatus) -> ScriptEnd {
    match (status.exit_status(), status.terminating_signal()) {
        (Some(code), _) => ScriptEnd::Exited { code },
        (None, Some(signal)) => ScriptEnd::Signalled { signal },
        // Stops and continues aren't waited for.
        (None, None) => ScriptEnd::Exited {
            code: status.as_raw(),
        },
    }
}

fn own_pid() -> i32 {
    rustix::process::getpid().as_raw_nonzero().get()
}
