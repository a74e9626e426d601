//! What a script says of its run, and who may say it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use daytona_agent::announce::{AnnounceError, announce};
use daytona_agent::follow::Follower;
use daytona_agent::manifest::{self, Collected};
use daytona_domain::announcement::Announcement;
use daytona_domain::outcome::ScriptEnd;

use crate::adoption::make_fifo;
use crate::support::*;

/// A command for scripts that says what is in `SAY`, and prints why not. This test program is in the place of the binary.
fn speaker(host: &Host) -> String {
    let program = host.outside("speaker");
    let own = std::env::current_exe().unwrap();
    if fs::hard_link(&own, &program).is_err() {
        fs::copy(&own, &program).unwrap();
    }
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    format!("{} announce_entry --exact --nocapture -q", program.display())
}

fn mark(name: &str) -> Announcement {
    serde_json::from_value(serde_json::json!({"say": "mark", "name": name, "kind": "moment"})).unwrap()
}

fn socket_of(folder: &Path) -> PathBuf {
    folder.join("socket")
}

#[tokio::test]
async fn what_a_script_says_is_kept_in_files_of_the_run_and_followed() {
    let host = Host::new();
    let speak = speaker(&host);
    let go = host.outside("go");
    make_fifo(&go);
    let folder = host.prepare_shell(&format!(
        "export SAY='{{\"say\":\"mark\",\"name\":\"load\",\"kind\":\"begin\"}}'; {speak} >/dev/null\n\
         export SAY='{{\"say\":\"kpi\",\"name\":\"rate\",\"value\":12.5,\"unit\":\"req/s\",\"better\":\"higher\"}}'; {speak} >/dev/null\n\
         export SAY='{{\"say\":\"subject\",\"name\":\"nginx\",\"version\":\"1.27.3\"}}'; {speak} >/dev/null\n\
         read x < {}",
        go.display()
    ));
    let folder = Arc::new(folder);
    let mut follower = Follower::new(Arc::clone(&folder), []).unwrap();
    let supervisor = start(&folder);
    let subjects = folder.results_path().join("application/subjects.csv");
    wait_until("the script has spoken", || {
        fs::read_to_string(&subjects).is_ok_and(|text| text.lines().count() == 2)
    });
    let chunks = follower.collect(1 << 20).unwrap();
    let text = |path: &str| {
        let chunk = chunks.iter().find(|chunk| chunk.path == path);
        String::from_utf8(chunk.unwrap().data.clone()).unwrap()
    };
    assert_eq!(
        text("application/subjects.csv"),
        "name,version\nnginx,\"1.27.3\"\n"
    );
    assert_eq!(
        text("application/kpis.csv"),
        "name,value,unit,better\n\"rate\",12.5,\"req/s\",higher\n"
    );
    let marks = text("application/marks.csv");
    assert!(
        marks.starts_with("elapsed_ns,kind,name\n") && marks.ends_with(",begin,\"load\"\n"),
        "{marks}"
    );
    fs::write(&go, "go\n").unwrap();
    supervisor.wait().unwrap();
    let Collected::Files(manifest) = manifest::collect(&folder).unwrap() else {
        panic!("too large")
    };
    assert!(manifest.find("application/marks.csv").is_some());
    assert!(folder.altered().is_empty());
    assert!(!socket_of(folder.path()).exists());
}

#[test]
fn only_what_the_script_has_started_is_heard_and_daemons_are() {
    let host = Host::new();
    let speak = speaker(&host);
    let (spoken, go) = (host.outside("spoken"), host.outside("go"));
    make_fifo(&go);
    let folder = host.prepare_shell(&format!(
        "export SAY='{{\"say\":\"mark\",\"name\":\"from a daemon\",\"kind\":\"moment\"}}'\n\
         (setsid sh -c '{speak}; echo $? > {0}.new; mv {0}.new {0}' </dev/null >/dev/null 2>&1 &)\n\
         read x < {1}",
        spoken.display(),
        go.display()
    ));
    let supervisor = start(&folder);
    wait_until("the daemon has spoken", || spoken.exists());
    assert_eq!(fs::read_to_string(&spoken).unwrap(), "0\n");
    let refused = announce(&socket_of(folder.path()), &mark("from outside")).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "refused: only processes that the script of this run has started may speak for it"
    );
    fs::write(&go, "go\n").unwrap();
    supervisor.wait().unwrap();
    let marks = String::from_utf8(read(&folder, "application/marks.csv")).unwrap();
    assert!(
        marks.contains("from a daemon") && !marks.contains("from outside"),
        "{marks}"
    );
    let over = announce(&socket_of(folder.path()), &mark("too late")).unwrap_err();
    assert!(matches!(over, AnnounceError::NobodyListens { .. }), "{over}");
}

#[test]
fn the_scripts_user_can_speak_and_another_user_can_not_even_connect() {
    let Some(host) = Host::as_nobody() else { return };
    let speak = speaker(&host);
    let (folder, exit) = host.run_shell(&format!(
        "export SAY='{{\"say\":\"mark\",\"name\":\"as nobody\",\"kind\":\"end\"}}'; {speak} >/dev/null; ls -ln ../../socket"
    ));
    assert_eq!(exit.end, ScriptEnd::Exited { code: 0 }, "{}", console(&folder));
    let listed = console(&folder);
    assert!(listed.starts_with("srw-rw----"), "{listed}");
    let marks = String::from_utf8(read(&folder, "application/marks.csv")).unwrap();
    assert!(marks.ends_with(",end,\"as nobody\"\n"), "{marks}");
}

#[test]
fn what_is_too_much_or_makes_no_sense_is_refused_with_the_reason() {
    let host = Host::new();
    let speak = speaker(&host);
    let (folder, exit) = host.run_shell(&format!(
        "export SAY='{{\"say\":\"kpi\",\"name\":\"rate\",\"value\":1,\"unit\":\"\"}}'; {speak} 2>&1 | grep refused\n\
         export SAY='nonsense'; RAW=1 {speak} 2>&1 | grep refused\n\
         export SAY='{{\"say\":\"mark\",\"name\":\"again\",\"kind\":\"moment\"}}'; TIMES=1001 {speak} 2>&1 | grep refused"
    ));
    assert_eq!(exit.end, ScriptEnd::Exited { code: 0 });
    let printed = console(&folder);
    let lines: Vec<_> = printed.lines().collect();
    assert_eq!(lines.len(), 3, "{printed}");
    assert!(lines[0].contains("\"\" is no unit"), "{printed}");
    assert!(
        lines[1].contains("this supervisor doesn't understand it"),
        "{printed}"
    );
    assert!(lines[2].contains("this run has 1000 marks already"), "{printed}");
    let marks = String::from_utf8(read(&folder, "application/marks.csv")).unwrap();
    assert_eq!(marks.lines().count(), 1001);
}

#[test]
fn one_who_connects_and_says_nothing_holds_nobody_up() {
    let host = Host::new();
    let speak = speaker(&host);
    let (folder, exit) = host.run_shell(&format!(
        "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do SILENT=1 {speak} & done\n\
         export SAY='{{\"say\":\"mark\",\"name\":\"heard\",\"kind\":\"moment\"}}'; {speak}"
    ));
    assert_eq!(exit.end, ScriptEnd::Exited { code: 0 });
    let marks = String::from_utf8(read(&folder, "application/marks.csv")).unwrap();
    assert!(marks.ends_with("\"heard\"\n"), "{marks}");
}
