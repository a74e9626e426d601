//! Where on this host the groups of runs can be made: below the agent's own, in the hierarchy of version 2 if there is one.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Which kind of groups a host has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CgroupMode {
    /// Only version 2, and the agent may make groups below its own: it is root, or its unit delegates.
    Delegated,
    /// Version 1, with or without version 2 beside it; the agent is root.
    Hybrid,
}

/// Below which folder the groups of runs are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub mode: CgroupMode,
    /// The agent's own group.
    pub(crate) folder: PathBuf,
}

/// Why no groups can be made here. Runs work without them.
#[derive(Debug, thiserror::Error)]
pub enum NoCgroup {
    #[error("this host has no control groups mounted")]
    NotMounted,
    #[error("this process's own control group is outside of what is mounted here")]
    Outside,
    #[error("the agent may not make control groups in {}", folder.display())]
    NotAllowed {
        folder: PathBuf,
        #[source]
        source: io::Error,
    },
}

impl fmt::Display for CgroupMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Delegated => "delegated",
            Self::Hybrid => "hybrid",
        })
    }
}

impl Place {
    /// The place for the calling process, tried by making a group there.
    pub fn find() -> Result<Self, NoCgroup> {
        let place = Self::untried()?;
        place.try_out()?;
        Ok(place)
    }

    /// The place for the calling process, if its rights are sufficient.
    pub(crate) fn untried() -> Result<Self, NoCgroup> {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        Self::of(&read("/proc/self/mountinfo"), &read("/proc/self/cgroup"))
    }

    /// Moves the calling process to where it was when this place was found.
    pub(crate) fn go_back(&self) -> io::Result<()> {
        super::enter(&self.folder)
    }

    /// The place that the two files tell of.
    fn of(mountinfo: &str, own: &str) -> Result<Self, NoCgroup> {
        let mounts: Vec<Mount<'_>> = mountinfo.lines().filter_map(Mount::parse).collect();
        let version_1: Vec<_> = mounts.iter().filter(|mount| mount.kind == "cgroup").collect();
        let version_2 = mounts.iter().find(|mount| mount.kind == "cgroup2");
        let mode = if version_1.is_empty() {
            CgroupMode::Delegated
        } else {
            CgroupMode::Hybrid
        };
        let mount = version_2
            .or_else(|| hierarchy(&version_1))
            .ok_or(NoCgroup::NotMounted)?;
        let folder = own
            .lines()
            .find_map(|line| mount.folder_of(line))
            .ok_or(NoCgroup::Outside)?;
        Ok(Self { mode, folder })
    }

    /// Makes a group, and looks whether processes may be moved out of this one, which needs a right on both ends.
    fn try_out(&self) -> Result<(), NoCgroup> {
        let not_allowed = |source| NoCgroup::NotAllowed {
            folder: self.folder.clone(),
            source,
        };
        let probe = self.folder.join(format!("daytona-probe-{}", std::process::id()));
        fs::create_dir(&probe).map_err(not_allowed)?;
        let may_move = rustix::fs::access(self.folder.join("cgroup.procs"), rustix::fs::Access::WRITE_OK);
        let removed = fs::remove_dir(&probe);
        may_move.map_err(|error| not_allowed(error.into()))?;
        removed.map_err(not_allowed)
    }
}

/// Of version 1 any hierarchy will do; the service manager's has every process in it, the others are less sure to be there.
fn hierarchy<'a, 'b>(mounts: &[&'b Mount<'a>]) -> Option<&'b Mount<'a>> {
    ["name=systemd", "pids", "freezer", "cpuacct"]
        .into_iter()
        .find_map(|wanted| mounts.iter().find(|mount| mount.has(wanted)).copied())
}

/// A line of `mountinfo`, see proc(5).
#[derive(Debug)]
struct Mount<'a> {
    /// What of the file system is mounted.
    root: &'a str,
    point: &'a str,
    kind: &'a str,
    options: &'a str,
}

impl<'a> Mount<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (mount, file_system) = line.split_once(" - ")?;
        let mut mount = mount.split(' ').skip(3);
        let (root, point) = (mount.next()?, mount.next()?);
        let mut file_system = file_system.split(' ');
        let kind = file_system.next()?;
        let options = file_system.nth(1).unwrap_or_default();
        Some(Self {
            root,
            point,
            kind,
            options,
        })
    }

    fn has(&self, option: &str) -> bool {
        self.options.split(',').any(|own| own == option)
    }

    /// The folder of the group that a line of `/proc/self/cgroup` names, if it is of this hierarchy.
    fn folder_of(&self, line: &str) -> Option<PathBuf> {
        let mut parts = line.splitn(3, ':');
        let (number, controllers, path) = (parts.next()?, parts.next()?, parts.next()?);
        let is_ours = match self.kind {
            "cgroup2" => number == "0",
            _ => controllers.split(',').any(|controller| self.has(controller)),
        };
        if !is_ours || path.split('/').any(|part| part == "..") {
            return None;
        }
        let below = match self.root {
            "/" => path,
            root => path.strip_prefix(root)?,
        };
        Some(Path::new(self.point).join(below.trim_start_matches('/')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERSION_2: &str =
        "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
    const HYBRID: &str = "24 22 0:20 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n\
        31 24 0:27 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n\
        32 24 0:28 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd\n\
        33 24 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";

    fn told(mountinfo: &str, own: &str) -> String {
        match Place::of(mountinfo, own) {
            Ok(place) => format!("{} {}", place.mode, place.folder.display()),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_host_with_version_2_alone_has_its_runs_below_the_agents_unit() {
        assert_eq!(
            told(VERSION_2, "0::/system.slice/daytona-agent.service\n"),
            "delegated /sys/fs/cgroup/system.slice/daytona-agent.service"
        );
    }

    #[test]
    fn a_host_with_both_uses_version_2_whatever_carries_the_controllers() {
        let own = "9:name=systemd:/a\n8:pids:/b\n0::/c\n";
        assert_eq!(told(HYBRID, own), "hybrid /sys/fs/cgroup/unified/c");
    }

    #[test]
    fn a_host_with_version_1_alone_uses_the_service_managers_hierarchy() {
        let mounts: Vec<_> = HYBRID.lines().filter(|line| !line.contains("cgroup2")).collect();
        let own = "9:name=systemd:/a\n8:pids:/b\n";
        assert_eq!(told(&mounts.join("\n"), own), "hybrid /sys/fs/cgroup/systemd/a");
    }

    #[test]
    fn in_a_container_the_path_counts_from_what_is_mounted() {
        let mounts = VERSION_2.replace("0:26 / ", "0:26 /docker/7f ");
        assert_eq!(
            told(&mounts, "0::/docker/7f/agent\n"),
            "delegated /sys/fs/cgroup/agent"
        );
        let outside = "this process's own control group is outside of what is mounted here";
        assert_eq!(told(&mounts, "0::/system.slice\n"), outside);
        assert_eq!(told(VERSION_2, "0::/../other\n"), outside);
        assert_eq!(told("", ""), "this host has no control groups mounted");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(mountinfo: String, own: String) {
            let _ = Place::of(&mountinfo, &own);
        }
    }
}
